//! Pagination inferred from an operation's parameters and response, or declared by extensions.
//!
//! Names alone are not enough evidence: the request must have a pagination parameter, and the response must have a
//! single list of items and a field that leads to the next page or says if one exists.

pub mod declared;
mod display;
mod field_names;
mod first_value;
mod incomplete;
mod page_fields;
mod response;
mod strategy;

use super::rule_ids::DECLARED;
use super::text::tokens;
use super::{Aspect, Candidate, Claim, Inference, Inferences, Role};
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::{Location, Operation, Parameter, Spec};
use declared::DeclaredPagination;
use response::PageResponse;

pub use display::{declaration, display_path, path_value};
pub use first_value::FirstValues;
pub use incomplete::{IncompletePagination, incomplete};

/// The pagination of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InferredPagination {
    /// The path of the field with the items.
    pub items: FieldNames,
    /// The way to request the next page.
    pub strategy: PageStrategy,
}

/// The path of a response field, name by name; empty for the response itself.
pub type FieldNames = Vec<String>;

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterKey {
    /// The location.
    pub location: Location,
    /// The name on the wire.
    pub name: String,
}

/// The way to request the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageStrategy {
    /// Pages are numbered.
    Number {
        /// The parameter for the page number.
        parameter: ParameterKey,
        /// The number of the first page.
        first: FirstPage,
        /// The end of the pages.
        more: MorePages,
    },
    /// A page begins after a number of items.
    Offset {
        /// The parameter for the number of items to skip.
        parameter: ParameterKey,
        /// Its value for the first page.
        first: u64,
        /// The end of the pages.
        more: MorePages,
    },
    /// Each page contains the cursor of the next one.
    Cursor {
        /// The parameter for the cursor.
        parameter: ParameterKey,
        /// The path of the field with the next cursor.
        next: FieldNames,
        /// An additional end of the pages.
        more: MorePages,
    },
    /// A page begins after the last item of the previous page, identified by its id.
    LastItemId {
        /// The parameter for the id.
        parameter: ParameterKey,
        /// The path of the id in an item.
        id: FieldNames,
        /// The end of the pages.
        more: MorePages,
    },
    /// Each page contains the URL of the next one.
    Url {
        /// The path of the field with the URL.
        next: FieldNames,
        /// An additional end of the pages.
        more: MorePages,
    },
    /// Each page has the URL of the next one in its `Link` header.
    Link,
}

/// The number of the first page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstPage {
    /// A known number.
    Number(u64),
    /// The first response contains it: a field contains the number of the current page.
    Response(FieldNames),
}

/// The condition under which more pages follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MorePages {
    /// A field is true as long as more pages follow.
    WhileTrue(FieldNames),
    /// A field is true on the last page.
    UntilTrue(FieldNames),
    /// A field contains the number of pages.
    PageCount(FieldNames),
    /// A field contains the number of items of all pages.
    ItemCount(FieldNames),
    /// A page with fewer items than this parameter requests is the last one.
    PageSize(ParameterKey),
    /// No condition is known.
    Unknown,
}

/// First words of parameters for the previous page.
const BACKWARDS: &[&str] = &["previous", "prev", "before", "ending", "end", "last", "until"];

/// Adds the pagination of all operations.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    let mut found = Vec::new();
    let first_values = &FirstValues::new(spec, inferences);
    for operation in &spec.operations {
        let inference = match declared::read(spec, operation, inferences, first_values) {
            Some(declared) => declared_inference(spec, declared),
            None => PaginationContext { spec, operation, inferences, first_values }.infer(),
        };
        found.extend(inference.map(|inference| (operation.pointer.clone(), inference)));
    }
    for (pointer, inference) in found {
        inferences.entry(pointer).or_default().insert(Aspect::Pagination, inference);
    }
}

/// Converts declared pagination to an inference. The lowering stage reports invalid declarations.
fn declared_inference(spec: &Spec, DeclaredPagination { pointer, result }: DeclaredPagination) -> Option<Inference> {
    let (_, quote) = pointer.split_last()?;
    let evidence = vec![Evidence { place: spec.place(&pointer), quote }];
    let chosen =
        Candidate { fact: Claim::Pagination(result.ok()?.map(Box::new)), rule: DECLARED, confidence: 100, evidence };
    Some(Inference { chosen, runners_up: Vec::new() })
}

/// An operation with the data that pagination is inferred from.
#[derive(Clone, Copy)]
struct PaginationContext<'s> {
    spec: &'s Spec,
    operation: &'s Operation,
    inferences: &'s Inferences,
    first_values: &'s FirstValues,
}

impl<'s> PaginationContext<'s> {
    fn infer(self) -> Option<Inference> {
        // Other methods change something, even if the response contains a list.
        let reads = matches!(self.operation.method, "get" | "post");
        let response = PageResponse::find(self.spec, self.operation, self.inferences).filter(|_| reads)?;
        let list = response.list(self.operation)?;
        let candidate = strategy::find(self, &response, &list)?;
        let mut evidence = candidate.evidence;
        evidence.extend(list.field.map(|field| field.evidence(self.spec)));
        let paging = InferredPagination { items: list.path(), strategy: candidate.strategy };
        let fact = Claim::Pagination(Some(Box::new(paging)));
        let chosen = Candidate { fact, rule: candidate.rule, confidence: candidate.confidence, evidence };
        Some(Inference { chosen, runners_up: Vec::new() })
    }

    /// Returns the only parameter with a role.
    fn parameter(&self, role: Role) -> Option<RoleParameter<'s>> {
        let mut parts = self.parameters(role);
        match (parts.pop(), parts.pop()) {
            (Some(part), None) => Some(part),
            _ => None,
        }
    }

    /// Returns the cursor parameter for the next page, as opposed to the previous one.
    fn forward(&self) -> Option<RoleParameter<'s>> {
        let forward = |part: &RoleParameter| {
            let name = tokens::of_name(&part.parameter.name);
            name.first().is_none_or(|first| !BACKWARDS.contains(&first.as_str()))
        };
        let mut parts = self.parameters(Role::Cursor).into_iter().filter(forward);
        match (parts.next(), parts.next()) {
            (Some(part), None) => Some(part),
            _ => None,
        }
    }

    fn parameters(&self, role: Role) -> Vec<RoleParameter<'s>> {
        let parts = self.operation.parameters.iter().filter_map(|parameter| {
            let inference = self.inferences.get(&parameter.pointer)?.get(&Aspect::Role)?;
            let Candidate { fact, confidence, .. } = &inference.chosen;
            (*fact == Claim::Role(role)).then_some(RoleParameter { parameter, role, confidence: *confidence })
        });
        parts.filter(|part| matches!(part.parameter.location, Location::Query | Location::Field(_))).collect()
    }
}

/// A parameter with a pagination role.
#[derive(Clone, Copy)]
struct RoleParameter<'s> {
    parameter: &'s Parameter,
    role: Role,
    /// The confidence of the role, in percent.
    confidence: u8,
}

impl RoleParameter<'_> {
    fn named(&self) -> ParameterKey {
        ParameterKey { location: self.parameter.location, name: self.parameter.name.clone() }
    }

    fn evidence(&self, spec: &Spec) -> Evidence {
        Evidence { place: place_of_name(spec, self.parameter), quote: self.parameter.name.clone() }
    }
}

/// Returns the place of a parameter's name. In forms the name is the key.
fn place_of_name(spec: &Spec, parameter: &Parameter) -> crate::pointer::Place {
    let name: Pointer = match parameter.location {
        Location::Field(_) => parameter.pointer.clone(),
        Location::Path | Location::Query | Location::Header | Location::Cookie => parameter.pointer.child("name"),
    };
    spec.place(&name)
}
