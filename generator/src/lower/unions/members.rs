//! The members of `oneOf` and `anyOf`, unions within unions taken apart, and what stands beside them merged in.
//!
//! Schemas come in, and go out as members. Makes no type.

use std::collections::BTreeSet;

use openapiv3::{ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, Type};

use super::{Member, component, is_null};
use crate::ir::JsonKind;
use crate::lower::profiles;
use crate::pointer::Pointer;
use crate::spec::{Spec, facts};

/// The members of a schema's alternatives, null left out; those that are alternatives themselves are taken apart where
/// nothing is lost by it.
pub(in crate::lower) fn flat(spec: &Spec, schema: &Schema, at: &Pointer) -> Vec<Member> {
    let mut members = Vec::new();
    take(spec, schema, at, &mut BTreeSet::new(), &mut members);
    members
}

fn take(spec: &Spec, schema: &Schema, at: &Pointer, seen: &mut BTreeSet<String>, out: &mut Vec<Member>) {
    let parts = facts::parts(schema);
    for (key, alternatives) in [("oneOf", parts.one_of), ("anyOf", parts.any_of)] {
        if key == "anyOf" && !parts.one_of.is_empty() {
            continue;
        }
        for (i, member) in alternatives.iter().enumerate().filter(|(_, member)| !is_null(member)) {
            let at = at.child(key).index(i);
            let Some((name, item)) = spec.resolve(member) else {
                out.push(Member { schema: member.clone(), name: None, pointer: at });
                continue;
            };
            if name.is_some_and(|name| seen.contains(name)) {
                // A union that stands in itself adds nothing.
                continue;
            }
            let at = name.map_or(at, component);
            if is_open(spec, item) {
                seen.extend(name.map(str::to_owned));
                take(spec, item, &at, seen, out);
            } else {
                out.push(Member { schema: member.clone(), name: name.map(str::to_owned), pointer: at });
            }
        }
    }
}

/// Whether a schema is nothing but alternatives that are told apart by what they look like. Listed values stay
/// together: they are one enumeration.
fn is_open(spec: &Spec, item: &Schema) -> bool {
    let parts = facts::parts(item);
    let alternatives: Vec<_> = parts.one_of.iter().chain(parts.any_of).collect();
    let lists = |member: &&ReferenceOr<Schema>| {
        spec.resolve(member).is_some_and(|(_, item)| profiles::constants(item).is_some())
    };
    !alternatives.is_empty()
        && parts.all_of.is_empty()
        && facts::kind(item).is_none()
        && item.schema_data.discriminator.is_none()
        && !alternatives.iter().any(lists)
        && !alternatives.iter().all(|member| super::only_asks(member))
}

/// A schema without its alternatives.
pub(super) fn without_alternatives(schema: &Schema) -> Schema {
    let mut schema_data = schema.schema_data.clone();
    schema_data.discriminator = None;
    let schema_kind = match &schema.schema_kind {
        SchemaKind::Any(any) => {
            let mut any = any.clone();
            any.one_of.clear();
            any.any_of.clear();
            SchemaKind::Any(any)
        }
        SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } => SchemaKind::Any(openapiv3::AnySchema::default()),
        SchemaKind::Type(_) | SchemaKind::AllOf { .. } | SchemaKind::Not { .. } => schema.schema_kind.clone(),
    };
    Schema { schema_data, schema_kind }
}

/// The alternatives of a schema, without what else it says.
pub(in crate::lower) fn alternatives_alone(schema: &Schema) -> Schema {
    let parts = facts::parts(schema);
    let schema_kind = match parts.one_of {
        [] => SchemaKind::AnyOf { any_of: parts.any_of.to_vec() },
        one_of => SchemaKind::OneOf { one_of: one_of.to_vec() },
    };
    Schema { schema_data: schema.schema_data.clone(), schema_kind }
}

/// A member with what all members share: itself where it has that already, or is no object.
pub(in crate::lower) fn with_shared(spec: &Spec, shared: &Schema, member: Member) -> Member {
    let own = profiles::of(spec, &member.schema);
    let more = profiles::of(spec, &ReferenceOr::Item(shared.clone()));
    let is_object = own.kinds.is_empty() || own.kinds.contains(&JsonKind::Object);
    if !is_object || (more.properties.is_subset(&own.properties) && more.required.is_subset(&own.required)) {
        return member;
    }
    let words = spec.resolve(&member.schema).map(|(_, item)| item.schema_data.clone()).unwrap_or_default();
    let schema_data = SchemaData { description: words.description, title: words.title, ..SchemaData::default() };
    let all_of = vec![ReferenceOr::Item(shared.clone()), member.schema];
    let schema = Schema { schema_data, schema_kind: SchemaKind::AllOf { all_of } };
    Member { schema: ReferenceOr::Item(schema), ..member }
}

/// Whether a schema is an object with members of its own, and so are all its alternatives: since any number of them
/// can hold at once, they are one object.
pub(super) fn are_one_object(spec: &Spec, schema: &Schema) -> bool {
    super::is_object(schema)
        && facts::parts(schema).any_of.iter().filter(|member| !is_null(member)).all(|member| {
            spec.resolve(member).is_some_and(|(_, item)| {
                let parts = facts::parts(item);
                let object = facts::kind(item) == Some(facts::Kind::Object) || super::only_asks(member);
                object && parts.one_of.is_empty() && parts.any_of.is_empty()
            })
        })
}

/// An object of declared members, as a schema.
pub(in crate::lower) fn object(object: ObjectType) -> Schema {
    Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Type(Type::Object(object)) }
}
