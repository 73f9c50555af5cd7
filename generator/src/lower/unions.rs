//! `oneOf` and `anyOf`: the one type their members share, where they share one.

use openapiv3::{ReferenceOr, Schema, SchemaKind};

use super::Lowering;
use super::types::{Hint, nullable};
use crate::diagnostic::Code;
use crate::ir::{Type, TypeBody};
use crate::spec::{Spec, facts};

impl Lowering<'_> {
    /// The type of a schema that is one of several: that of its only member, or of all of them if it is the same.
    /// Null among the members makes it nullable; members of different types make it any value.
    pub(super) fn union(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        let parts = facts::parts(schema);
        let (key, members) = if parts.one_of.is_empty() { ("anyOf", parts.any_of) } else { ("oneOf", parts.one_of) };
        let (null, rest): (Vec<_>, Vec<_>) = members.iter().enumerate().partition(|(_, member)| is_null(member));
        let rest: Vec<_> = rest.into_iter().map(|(i, member)| (hint.at(&[key, &i.to_string()]), member)).collect();
        let ty = match rest.as_slice() {
            [(hint, ReferenceOr::Item(only))] if null.is_empty() => return self.body_of(only, hint),
            [(hint, only)] => self.lower_type(only, hint),
            _ => self.shared(&rest, hint),
        };
        TypeBody::Alias(if null.is_empty() { ty } else { nullable(ty) })
    }

    /// The type that all members have; only members that need no name of their own can share one.
    fn shared(&mut self, members: &[(Hint, &ReferenceOr<Schema>)], hint: &Hint) -> Type {
        let plain = members.iter().map(|(_, member)| self.plain(member)).collect::<Option<Vec<_>>>();
        if let Some([first, rest @ ..]) = plain.as_deref()
            && rest.iter().all(|ty| ty == first)
        {
            return first.clone();
        }
        let message = "this is one of several types; any value is accepted".to_owned();
        self.report(Code::UnionUntyped, &hint.pointer, message, "where one of them is enough, name it in an overlay");
        Type::Value
    }

    fn plain(&self, schema: &ReferenceOr<Schema>) -> Option<Type> {
        let (_, item) = self.spec.resolve(schema)?;
        match item.schema_kind {
            SchemaKind::Type(openapiv3::Type::Object(_) | openapiv3::Type::Array(_)) | SchemaKind::Any(_) => None,
            SchemaKind::Type(_) => Some(super::scalars::scalar(facts::kind(item), facts::format(item))),
            SchemaKind::OneOf { .. } | SchemaKind::AllOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => {
                None
            }
        }
    }
}

/// Whether a named schema takes null: it says so, or one of its alternatives is null.
pub(super) fn takes_null(spec: &Spec, schema: &ReferenceOr<Schema>) -> bool {
    let Some((_, schema)) = spec.resolve(schema) else { return false };
    let parts = facts::parts(schema);
    schema.schema_data.nullable || parts.one_of.iter().chain(parts.any_of).any(is_null)
}

/// Whether a member stands for null: an enumeration of nothing else, or a nullable schema that says nothing.
fn is_null(schema: &ReferenceOr<Schema>) -> bool {
    let Some(item) = schema.as_item() else { return false };
    let only_null = match &item.schema_kind {
        SchemaKind::Any(any) => !any.enumeration.is_empty() && any.enumeration.iter().all(serde_json::Value::is_null),
        _ => false,
    };
    only_null || (item.schema_data.nullable && facts::is_untyped(item) && facts::enumeration(item).is_empty())
}
