//! Type coverage: counts the schemas, fields and parameters with a type, and the causes for those without one.

use crate::ir::Type;
use crate::report::coverage::{Cause, Tally, Typing};
use crate::spec::{AdditionalProperties, SchemaRef, SchemaType, Spec};

/// Type coverage of the schemas lowered so far.
#[derive(Debug, Default)]
pub(super) struct CoverageCounts {
    /// Counts of the schemas whose coverage is known.
    typing: Typing,
    /// Schemas that have a type only if a type that is not lowered yet has one, each with the cause that applies
    /// otherwise.
    open: Vec<(Category, Type, Cause)>,
}

/// Category of a counted schema.
#[derive(Debug, Clone, Copy)]
pub(in crate::lower) enum Category {
    /// A named schema.
    Type,
    /// A field of an object.
    Field,
    /// A parameter.
    Parameter,
}

impl CoverageCounts {
    /// Counts a schema with a type, or without one for some cause.
    pub(super) fn add(&mut self, category: Category, cause: Option<Cause>) {
        tally(&mut self.typing, category).add(cause);
    }

    /// Counts a schema whose type restricts nothing so far.
    pub(super) fn add_untyped(&mut self, spec: &Spec, category: Category, schema: &SchemaRef, ty: &Type) {
        let cause = cause(spec, schema, spec.schemas.len() + MAX_DEPTH);
        self.open.push((category, ty.clone(), cause));
    }

    /// Returns the counts once every type is known.
    pub(super) fn totals(&self, is_untyped: impl Fn(&Type) -> bool) -> Typing {
        let mut typing = self.typing.clone();
        for (category, ty, cause) in &self.open {
            tally(&mut typing, *category).add(is_untyped(ty).then_some(*cause));
        }
        typing
    }
}

fn tally(typing: &mut Typing, category: Category) -> &mut Tally {
    match category {
        Category::Type => &mut typing.types,
        Category::Field => &mut typing.fields,
        Category::Parameter => &mut typing.parameters,
    }
}

/// Maximum number of nested lists and maps that the search for a cause follows.
const MAX_DEPTH: usize = 64;

/// Returns the cause for which a schema has no type. `left` is the remaining number of steps of the search.
fn cause(spec: &Spec, schema: &SchemaRef, left: usize) -> Cause {
    let Some(left) = left.checked_sub(1) else { return Cause::Reference };
    let Some((_, schema)) = spec.resolve(schema) else { return Cause::Reference };
    if !schema.all_of.is_empty() {
        return match schema.all_of.as_slice() {
            [only] if schema.schema_type.is_none() => cause(spec, only, left),
            _ => Cause::Parts,
        };
    }
    match (schema.one_of.as_slice(), schema.any_of.as_slice()) {
        ([], []) => {}
        ([only], []) | ([], [only]) => return cause(spec, only, left),
        _ => return Cause::Union,
    }
    match schema.schema_type {
        None if schema.enum_values.is_empty() => Cause::Undocumented,
        Some(SchemaType::Array) => match schema.items.as_ref() {
            Some(items) => cause(spec, items, left),
            None => Cause::Undocumented,
        },
        Some(SchemaType::Object) if schema.properties.is_empty() => match schema.additional_properties.as_ref() {
            Some(AdditionalProperties::Schema(values)) => cause(spec, values, left),
            Some(AdditionalProperties::Any(_)) | None => Cause::OpenObject,
        },
        _ => Cause::Unexplained,
    }
}
