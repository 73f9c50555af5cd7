//! `oneOf` and `anyOf`: an enum of the types that a value can be, or something simpler where that says as much.
//!
//! Members that list values are one enumeration; members that only ask for properties of the object they stand in
//! leave it one object; members of one Rust type are that type. All others become variants of a union.

mod conversions;
mod members;
mod variants;

use std::collections::BTreeSet;

use openapiv3::{Discriminator, ReferenceOr, Schema};

use super::Lowering;
use super::contradictions::meant_kind;
use super::enumerations::Note;
use super::profiles;
use super::types::Hint;
use crate::ir::{Constant, Type, TypeBody};
use crate::names::Wish;
use crate::pointer::Pointer;
use crate::spec::Spec;
use crate::spec::facts::{self, Kind};

pub(super) use conversions::convert;
pub(super) use members::{alternatives_alone, flat, object, with_shared};

/// One of the types that a value can be.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// The schema, with what all members share merged in.
    pub(super) schema: ReferenceOr<Schema>,
    /// The name of the schema, where it has one.
    pub(super) name: Option<String>,
    /// Where it stands.
    pub(super) pointer: Pointer,
}

impl Lowering<'_> {
    /// The type of a schema that is one of several. Whether null is among them is said where the type is used.
    pub(super) fn union(&mut self, schema: &Schema, hint: &Hint) -> TypeBody {
        let parts = facts::parts(schema);
        let (key, alternatives) =
            if parts.one_of.is_empty() { ("anyOf", parts.any_of) } else { ("oneOf", parts.one_of) };
        let discriminator = schema.schema_data.discriminator.as_ref();
        if let [ReferenceOr::Item(only)] = alternatives
            && !is_object(schema)
        {
            return self.body_of(only, &hint.at(&[key, "0"]));
        }
        if alternatives.iter().all(|member| is_null(member) || only_asks(member)) {
            return self.body_of(&members::without_alternatives(schema), hint);
        }
        if key == "anyOf" && discriminator.is_none() && members::are_one_object(self.spec, schema) {
            return self.object_of_any(schema, hint);
        }
        let mut members = flat(self.spec, schema, &hint.pointer);
        if is_object(schema) {
            let shared = members::without_alternatives(schema);
            members = members.into_iter().map(|member| with_shared(self.spec, &shared, member)).collect();
        }
        self.union_of(&members, discriminator, hint)
    }

    /// The type of a value that is one of these members.
    pub(super) fn union_of(
        &mut self,
        members: &[Member],
        discriminator: Option<&Discriminator>,
        hint: &Hint,
    ) -> TypeBody {
        if discriminator.is_none()
            && let Some(body) = self.listed(members, hint)
        {
            return body;
        }
        self.variants(members, discriminator, None, hint)
    }

    /// Members that list values, each a text, a number or a boolean, are one enumeration; plain texts beside listed ones
    /// are what an enumeration keeps anyway.
    fn listed(&mut self, members: &[Member], hint: &Hint) -> Option<TypeBody> {
        let spec = self.spec;
        let (mut values, mut notes, mut texts, mut named) = (Vec::new(), Vec::new(), 0, None);
        for member in members {
            let (_, item) = spec.resolve(&member.schema)?;
            if !facts::is_untyped(item) && matches!(meant_kind(item), Some(Kind::Object | Kind::Array)) {
                return None;
            }
            match profiles::constants(item) {
                Some(constants) => {
                    let data = Some(&item.schema_data).filter(|_| constants.len() == 1);
                    let note =
                        data.map(|data| Note { title: data.title.clone(), description: data.description.clone() });
                    notes.extend(constants.iter().map(|_| note.clone().unwrap_or_default()));
                    named = named.or(Some(member).filter(|member| member.name.is_some()));
                    values.extend(constants);
                }
                None if is_plain_text(item) => texts += 1,
                None => return None,
            }
        }
        let all_texts = values.iter().all(|value| matches!(value, Constant::Text(_)));
        if values.is_empty() || (texts > 0 && !all_texts) {
            return None;
        }
        match named {
            None => Some(super::enumerations::body(&values, &notes)),
            Some(member) if members.len() == texts + 1 => Some(TypeBody::Alias(self.stripped(member, hint))),
            Some(_) => None,
        }
    }

    /// The type of a member, without null.
    fn stripped(&mut self, member: &Member, hint: &Hint) -> Type {
        let hint = Hint { text: hint.text.clone(), pointer: member.pointer.clone() };
        match self.lower_type(&member.schema, &hint) {
            Type::Nullable(inner) => *inner,
            ty => ty,
        }
    }

    /// A base and its children: the union of them all, each named by the tag.
    pub(super) fn family(&mut self, schema: &Schema, hint: &Hint) -> Option<TypeBody> {
        let spec = self.spec;
        let base = component_at(&hint.pointer)?;
        let family = self.families.get(&base)?.clone();
        let discriminator = schema.schema_data.discriminator.as_ref()?;
        let own = Hint { text: format!("{base} base"), pointer: hint.pointer.clone() };
        let body = self.body_without_family(schema, &own);
        let TypeBody::Struct(_) = body else { return None };
        let ty = self.define(Wish::built(&base, &own.text), schema, &own, body);
        let members = family.children.iter().map(|name| Member {
            schema: ReferenceOr::Reference { reference: format!("#/components/schemas/{name}") },
            name: Some(name.clone()),
            pointer: component(name),
        });
        let base_values = super::families::values(spec, discriminator, &base);
        Some(self.variants(&members.collect::<Vec<_>>(), Some(discriminator), Some((base, ty, base_values)), hint))
    }
}

/// Where a named schema stands.
pub(super) fn component(name: &str) -> Pointer {
    Pointer::of(["components", "schemas", name])
}

/// The named schema that stands at a place.
pub(super) fn component_at(at: &Pointer) -> Option<String> {
    let (parent, name) = at.split_last()?;
    (parent == Pointer::of(["components", "schemas"])).then_some(name)
}

/// Whether a schema declares an object beside its alternatives.
fn is_object(schema: &Schema) -> bool {
    facts::properties(schema).is_some_and(|properties| !properties.is_empty())
        || (facts::kind(schema) == Some(Kind::Object) && !facts::required(schema).is_empty())
}

/// Whether a member says nothing of a type, but at most which properties must be there.
pub(super) fn only_asks(member: &ReferenceOr<Schema>) -> bool {
    member.as_item().is_some_and(|item| {
        let says_nothing = facts::is_untyped(item) && facts::enumeration(item).is_empty();
        let properties = facts::properties(item).is_none_or(indexmap::IndexMap::is_empty);
        let is_bare = facts::kind(item) == Some(Kind::Object) && properties && !facts::required(item).is_empty();
        let parts = facts::parts(item);
        let nothing_more = parts.all_of.is_empty() && parts.one_of.is_empty() && parts.any_of.is_empty();
        says_nothing || (is_bare && nothing_more && facts::additional(item).is_none())
    })
}

fn is_plain_text(item: &Schema) -> bool {
    meant_kind(item) == Some(Kind::String) && facts::format(item).is_none() && facts::enumeration(item).is_empty()
}

/// Whether a named schema takes null: it says so, or one of its alternatives is null.
pub(super) fn takes_null(spec: &Spec, schema: &ReferenceOr<Schema>) -> bool {
    allows_null(spec, schema, &mut BTreeSet::new())
}

/// Whether a value of a schema can be null.
pub(super) fn is_nullable(spec: &Spec, schema: &Schema) -> bool {
    says_null(spec, schema, &mut BTreeSet::new())
}

fn allows_null(spec: &Spec, schema: &ReferenceOr<Schema>, seen: &mut BTreeSet<String>) -> bool {
    let Some((name, item)) = spec.resolve(schema) else { return false };
    if name.is_some_and(|name| !seen.insert(name.to_owned())) {
        return false;
    }
    says_null(spec, item, seen)
}

fn says_null(spec: &Spec, item: &Schema, seen: &mut BTreeSet<String>) -> bool {
    let parts = facts::parts(item);
    item.schema_data.nullable
        || facts::lists_null(item)
        || parts.one_of.iter().chain(parts.any_of).any(|member| is_null(member) || allows_null(spec, member, seen))
        || parts.all_of.iter().any(is_null)
}

/// Whether a member stands for null: an enumeration of nothing else, or a nullable schema that says nothing.
fn is_null(schema: &ReferenceOr<Schema>) -> bool {
    let Some(item) = schema.as_item() else { return false };
    let no_values = facts::enumeration(item).is_empty();
    (facts::lists_null(item) && no_values) || (item.schema_data.nullable && facts::is_untyped(item) && no_values)
}
