//! Types and roles from fields of responses: `status` and `Order.status`, `{orderId}` and `Order.id`, `cursor` and
//! `next_cursor`.

mod fields;

use super::names::{CURSOR, LIMIT, OFFSET, PAGE, PAGE_SIZE};
use crate::infer::declarations::{path_before, scalar_type};
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::text::plurals::singulars;
use crate::infer::text::tokens;
use crate::infer::{Claim, InferredType, Role, Scalar};
use crate::repairs::Evidence;
use crate::spec::Location;
use fields::{ResponseField, component_fields, response_fields};

/// Infers the type of the response field with the parameter's name. String fields are no evidence: the parameter may be
/// a list of such strings, and string is the default.
pub(in crate::infer) fn field(context: &ParameterContext) -> Option<Finding> {
    let field = same_named_field(context)?;
    let InferredType::Scalar { kind, format } = scalar_type(field.schema)? else { return None };
    let counts = [PAGE, PAGE_SIZE, LIMIT, OFFSET].concat();
    // Page numbers are integers, even if the field is declared as a number.
    let says = kind != Scalar::String && !(kind == Scalar::Number && context.is_named(&counts));
    says.then(|| typed(context, &field, InferredType::Scalar { kind, format }))
}

/// Infers the values of the response field with the parameter's name.
pub(in crate::infer) fn field_values(context: &ParameterContext) -> Option<Finding> {
    let field = same_named_field(context)?;
    let values = &field.schema.enum_values;
    let texts: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    let texts = texts.filter(|texts| texts.len() > 1)?;
    let place = context.spec.place(&field.pointer.child("enum"));
    let evidence = vec![Evidence { place, quote: tokens::quote(&texts.join(", ")) }];
    Some(Finding { fact: Claim::Enum(texts), evidence })
}

fn same_named_field<'s>(context: &ParameterContext<'s>) -> Option<ResponseField<'s>> {
    if context.parameter.location != Location::Query || context.parameter.name.ends_with(']') {
        return None;
    }
    let found = response_fields(context, context.operation);
    agreed(found.into_iter().filter(|field| field.joined() == context.joined).collect())
}

/// Infers the type of a resource's id in the response of a `GET` of the resource.
pub(in crate::infer) fn id_in_response(context: &ParameterContext) -> Option<Finding> {
    let resource = Resource::from_path(context)?;
    let reads = context.spec.operations_at(resource.path).filter(|other| other.method == "get");
    let found = reads.flat_map(|operation| response_fields(context, operation)).collect();
    resource.id(context, found)
}

/// Infers the type of a resource's id in the schema with the name of the resource.
pub(in crate::infer) fn id_in_schema(context: &ParameterContext) -> Option<Finding> {
    let resource = Resource::from_path(context)?;
    let [name] = context.index.schemas(&resource.name) else { return None };
    resource.id(context, component_fields(context.spec, name))
}

/// The resource that a path parameter identifies.
struct Resource<'s> {
    /// The joined words of its name, in the singular.
    name: String,
    /// The path up to the placeholder.
    path: &'s str,
}

impl<'s> Resource<'s> {
    /// `/orders/{id}`, `/orders/{orderId}` and `/orders/{order}` are about an order.
    fn from_path(context: &ParameterContext<'s>) -> Option<Self> {
        let (segment, path) = path_before(context.operation, context.parameter)?;
        let name = singulars(&tokens::of_name(segment).concat()).into_iter().find(|one| {
            let stem = context.joined.strip_suffix("id");
            *one == context.joined || stem.is_some_and(|stem| stem.is_empty() || stem == one)
        })?;
        (!name.is_empty()).then_some(Self { name, path })
    }

    /// Returns the type of the id among the fields of the resource.
    fn id(&self, context: &ParameterContext, fields: Vec<ResponseField>) -> Option<Finding> {
        let full_name = format!("{}id", self.name);
        let ids = fields.into_iter().filter(|field| ["id", full_name.as_str()].contains(&field.joined().as_str()));
        let (named, plain): (Vec<_>, Vec<_>) = ids.partition(|field| field.joined() == full_name);
        let field = agreed(if named.is_empty() { plain } else { named })?;
        let shape = match scalar_type(field.schema)? {
            // A numeric id is an integer, even if it is declared as a number.
            InferredType::Scalar { kind: Scalar::Number, .. } => {
                InferredType::Scalar { kind: Scalar::Integer, format: None }
            }
            // Other formats do not affect a path parameter.
            InferredType::Scalar { kind: Scalar::String, format } => {
                InferredType::Scalar { kind: Scalar::String, format: format.filter(|format| format == "uuid") }
            }
            shape => shape,
        };
        Some(typed(context, &field, shape))
    }
}

/// Returns the field with the smallest depth, if all at that depth have the same type.
fn agreed(fields: Vec<ResponseField>) -> Option<ResponseField> {
    let nearest = fields.iter().map(|field| field.depth).min()?;
    let mut nearest = fields.into_iter().filter(|field| field.depth == nearest);
    let first = nearest.next()?;
    let kind = first.schema.schema_type?;
    nearest.all(|other| other.schema.schema_type == Some(kind)).then_some(first)
}

fn typed(context: &ParameterContext, field: &ResponseField, shape: InferredType) -> Finding {
    let place = context.spec.place(&field.pointer);
    let declared = field.schema.schema_type.map(|kind| format!(": {kind:?}").to_lowercase()).unwrap_or_default();
    let evidence = vec![context.by_name(), Evidence { place, quote: format!("{}{declared}", field.key) }];
    Finding { fact: Claim::Type(shape), evidence }
}

/// Fields of paginated responses.
const COUNTS: &[&str] = &["total", "totalcount", "totalresults", "totalitems", "totalrecords", "hasmore", "more"];

pub(in crate::infer) fn page(context: &ParameterContext) -> Option<Finding> {
    if context.prose.find_any(&["cursor", "token"]).is_some() {
        return None;
    }
    let pages = ["totalpages", "pagecount", "numberofpages", "pages", "lastpage", "nextpage", "hasnextpage"];
    pagination_role(context, Role::Page, PAGE, &[PAGE, &pages, COUNTS].concat())
}

pub(in crate::infer) fn page_size(context: &ParameterContext) -> Option<Finding> {
    pagination_role(context, Role::PageSize, PAGE_SIZE, &[PAGE_SIZE, LIMIT, COUNTS].concat())
}

pub(in crate::infer) fn limit(context: &ParameterContext) -> Option<Finding> {
    let next = ["nextcursor", "nextpagetoken", "nexttoken", "nextoffset", "hasmore", "nextpage", "limit"];
    pagination_role(context, Role::PageSize, &["limit", "maxresults"], &[PAGE_SIZE, &next].concat())
}

pub(in crate::infer) fn offset(context: &ParameterContext) -> Option<Finding> {
    pagination_role(context, Role::Offset, OFFSET, &[OFFSET, COUNTS, &["nextoffset", "limit"]].concat())
}

pub(in crate::infer) fn cursor(context: &ParameterContext) -> Option<Finding> {
    let next = ["nextcursor", "nextpagetoken", "nexttoken", "nextmarker", "nextpagecursor", "continuationtoken"];
    let names = [CURSOR, &["after", "startingafter", "startafter", "token"]].concat();
    pagination_role(context, Role::Cursor, &names, &[&next[..], &["cursor", "endcursor"]].concat())
}

/// Infers a pagination role that a parameter and a response field confirm.
fn pagination_role(context: &ParameterContext, role: Role, names: &[&str], counterparts: &[&str]) -> Option<Finding> {
    if context.parameter.location != Location::Query || !context.is_named(names) {
        return None;
    }
    let fields = response_fields(context, context.operation);
    let other = fields.iter().find(|field| !field.in_items && counterparts.contains(&field.joined().as_str()))?;
    let evidence = Evidence { place: context.spec.place(&other.pointer), quote: other.key.to_owned() };
    Some(Finding { fact: Claim::Role(role), evidence: vec![context.by_name(), evidence] })
}
