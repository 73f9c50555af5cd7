//! Schemas whose type word and other keywords contradict each other: what their author most likely meant.
//!
//! A schema comes in; the type that it is taken for goes out, and a report. Properties are written with more care than
//! a type word, and listed values are what is sent.

use openapiv3::{ReferenceOr, Schema};

use super::types::Hint;
use super::{Lowering, profiles};
use crate::diagnostic::Code;
use crate::ir::{JsonKind, Type, TypeBody};
use crate::names::Wish;
use crate::spec::facts::{self, Kind};

/// The type that a schema is taken for: properties make an object of it, whatever single value its type word says.
pub(super) fn meant_kind(schema: &Schema) -> Option<Kind> {
    match facts::kind(schema) {
        Some(Kind::String | Kind::Integer | Kind::Number | Kind::Boolean) if has_properties(schema) => {
            Some(Kind::Object)
        }
        kind => kind,
    }
}

fn has_properties(schema: &Schema) -> bool {
    facts::properties(schema).is_some_and(|properties| !properties.is_empty())
}

impl Lowering<'_> {
    /// Says that a schema contradicts itself, and what it is taken for.
    pub(super) fn report_contradiction(&mut self, schema: &Schema, hint: &Hint) {
        let Some(kind) = facts::kind(schema) else { return };
        let message = match kind {
            Kind::Object => return,
            Kind::Array if has_properties(schema) && self.items_say_type(schema) => {
                "`type: array` has `items` and `properties`; the properties are left out"
            }
            Kind::Array if has_properties(schema) => {
                "`type: array` has `properties` and no `items`; they are taken for those of each item"
            }
            Kind::Array => return,
            _ if has_properties(schema) => {
                "the type is a single value, and there are `properties`; it is taken for an object"
            }
            kind if !fits(kind, schema) => "`enum` lists values that are not of the type; the values are what counts",
            Kind::String | Kind::Integer | Kind::Number | Kind::Boolean => return,
        };
        let help = "correct the type in an overlay";
        self.report(Code::TypeContradicts, &hint.pointer, message.to_owned(), help);
    }

    fn items_say_type(&self, schema: &Schema) -> bool {
        facts::items(schema).is_some_and(|items| self.says_type(items))
    }

    /// Whether the schema of a list's items says anything of them.
    pub(super) fn says_type(&self, items: &ReferenceOr<Box<Schema>>) -> bool {
        match items {
            ReferenceOr::Reference { .. } => true,
            ReferenceOr::Item(item) => !facts::is_untyped(item) || !facts::enumeration(item).is_empty(),
        }
    }

    /// The item of a list whose properties stand on the list itself.
    pub(super) fn misplaced_item(&mut self, schema: &Schema, hint: &Hint) -> Type {
        match self.object(schema, hint) {
            TypeBody::Alias(ty) => ty,
            body => self.define(Wish::built(&hint.text, &hint.text), schema, hint, body),
        }
    }
}

/// Whether the listed values are of a type, as far as they are single values.
fn fits(kind: Kind, schema: &Schema) -> bool {
    let declared = profiles::json_kind(kind);
    profiles::constants(schema).into_iter().flatten().all(|constant| {
        let kind = profiles::kind_of(&constant);
        kind == declared || (kind == JsonKind::Whole && declared == JsonKind::Number)
    })
}
