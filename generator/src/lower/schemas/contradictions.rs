//! Schemas whose `type` contradicts other keywords, and the type that their author most likely intended.
//!
//! `properties` and `enum` are more reliable than `type`: authors write them with more care, and values of `enum` are
//! sent.

use super::arena::NameHint;
use super::json_shapes;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::JsonType;
use crate::lower::reports::report;
use crate::spec::{Schema, SchemaRef, SchemaType, Spec};

fn has_properties(schema: &Schema) -> bool {
    !schema.properties.is_empty()
}

/// Reports a schema that contradicts itself, and its interpretation.
pub(super) fn report_contradiction(spec: &Spec, diagnostics: &mut Diagnostics, schema: &Schema, hint: &NameHint) {
    let Some(kind) = schema.schema_type else { return };
    let message = match kind {
        SchemaType::Object => return,
        SchemaType::Array if has_properties(schema) && has_restricted_items(schema) => {
            "`type: array` has both `items` and `properties`; `properties` is ignored"
        }
        SchemaType::Array if has_properties(schema) => {
            "`type: array` has `properties` but no `items`; treated as the properties of each item"
        }
        SchemaType::Array => return,
        _ if has_properties(schema) => "`type` is a scalar, but there are `properties`; treated as an object",
        kind if !fits(kind, schema) => "`enum` lists values that do not match `type`; `type` is ignored",
        SchemaType::String | SchemaType::Integer | SchemaType::Number | SchemaType::Boolean => return,
    };
    let help = "correct the type in an overlay";
    report(spec, diagnostics, Code::TypeContradicts, &hint.pointer, message.to_owned(), help);
}

fn has_restricted_items(schema: &Schema) -> bool {
    schema.items.as_ref().is_some_and(is_restricted)
}

/// Returns true if the schema of a list's items restricts them.
pub(super) fn is_restricted(items: &SchemaRef) -> bool {
    match items {
        SchemaRef::Reference(_) => true,
        SchemaRef::Inline(item) => !item.is_untyped() || !item.enum_values.is_empty(),
    }
}

/// Returns true if the scalar values of `enum` match a type.
fn fits(kind: SchemaType, schema: &Schema) -> bool {
    let declared = json_shapes::json_kind(kind);
    json_shapes::constants(schema).into_iter().flatten().all(|constant| {
        let kind = json_shapes::kind_of(&constant);
        kind == declared || (kind == JsonType::Integer && declared == JsonType::Number)
    })
}
