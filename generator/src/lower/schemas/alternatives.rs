//! Alternatives of `oneOf` and `anyOf`: their keywords, their nullability, and the keywords that all of them share.

use std::collections::BTreeSet;

use super::json_shapes;
use crate::ir::JsonType;
use crate::pointer::Pointer;
use crate::spec::{Schema, SchemaRef, SchemaType, Spec};

/// An alternative of a union.
#[derive(Debug, Clone)]
pub(super) struct Alternative {
    /// The schema, merged with the keywords that all alternatives share.
    pub(super) schema: SchemaRef,
    /// Name of the schema if it has one.
    pub(super) name: Option<String>,
    /// Place of the schema.
    pub(super) pointer: Pointer,
    /// Named unions that declare the alternative, outermost first; empty if it is merged with shared keywords.
    pub(super) unions: Vec<String>,
    /// True for an alternative of `anyOf`, which may apply to a value together with others.
    pub(super) can_overlap: bool,
}

impl Alternative {
    /// Creates an alternative that refers to a named schema.
    pub(super) fn component(name: &str) -> Self {
        let schema = SchemaRef::component(name);
        Self { schema, name: Some(name.to_owned()), pointer: component(name), unions: Vec::new(), can_overlap: false }
    }
}

/// Returns true if a schema consists only of alternatives without a discriminator. Alternatives with listed values are
/// not flattened, since they form one enumeration.
pub(super) fn is_plain_union(spec: &Spec, item: &Schema) -> bool {
    let alternatives: Vec<_> = item.one_of.iter().chain(&item.any_of).collect();
    let lists =
        |member: &&SchemaRef| spec.resolve(member).is_some_and(|(_, item)| json_shapes::constants(item).is_some());
    !alternatives.is_empty()
        && item.all_of.is_empty()
        && item.schema_type.is_none()
        && item.discriminator.is_none()
        && !alternatives.iter().any(lists)
        && !alternatives.iter().all(|member| only_requires(member))
}

/// Returns a schema without its alternatives.
pub(super) fn without_alternatives(schema: &Schema) -> Schema {
    Schema { discriminator: None, one_of: Vec::new(), any_of: Vec::new(), ..schema.clone() }
}

/// Returns a schema that has only the alternatives.
pub(super) fn alternatives_alone(schema: &Schema) -> Schema {
    Schema {
        title: schema.title.clone(),
        description: schema.description.clone(),
        default: schema.default.clone(),
        example: schema.example.clone(),
        nullable: schema.nullable,
        read_only: schema.read_only,
        write_only: schema.write_only,
        deprecated: schema.deprecated,
        discriminator: schema.discriminator.clone(),
        extensions: schema.extensions.clone(),
        one_of: schema.one_of.clone(),
        any_of: if schema.one_of.is_empty() { schema.any_of.clone() } else { Vec::new() },
        ..Schema::default()
    }
}

/// Merges an alternative with the shared schema, unless it includes that already or is not an object.
pub(super) fn with_shared(spec: &Spec, shared: &Schema, member: Alternative) -> Alternative {
    let profile = json_shapes::profile(spec, &member.schema);
    let shared_profile = json_shapes::profile(spec, &SchemaRef::from(shared.clone()));
    let is_object = profile.kinds.is_empty() || profile.kinds.contains(&JsonType::Object);
    if !is_object
        || (shared_profile.properties.is_subset(&profile.properties)
            && shared_profile.required.is_subset(&profile.required))
    {
        return member;
    }
    let words = spec.resolve(&member.schema).map(|(_, item)| (item.title.clone(), item.description.clone()));
    let (title, description) = words.unwrap_or_default();
    let all_of = vec![SchemaRef::from(shared.clone()), member.schema];
    let schema = Schema { title, description, all_of, ..Schema::default() }.into();
    Alternative { schema, unions: Vec::new(), ..member }
}

/// Returns true if a schema and all its alternatives are objects, so that any number of alternatives can apply to one
/// object.
pub(super) fn are_one_object(spec: &Spec, schema: &Schema) -> bool {
    is_object(schema)
        && schema.any_of.iter().filter(|member| !is_null(spec, member)).all(|member| {
            spec.resolve(member).is_some_and(|(_, item)| {
                let object = item.schema_type == Some(SchemaType::Object) || only_requires(member);
                object && !item.has_alternatives()
            })
        })
}

/// Returns the place of a named schema.
pub(super) fn component(name: &str) -> Pointer {
    Pointer::from_tokens(["components", "schemas", name])
}

/// Returns the name of the schema at a place.
pub(super) fn component_at(at: &Pointer) -> Option<String> {
    let (parent, name) = at.split_last()?;
    (parent == Pointer::from_tokens(["components", "schemas"])).then_some(name)
}

/// Returns true if a schema declares an object next to its alternatives.
pub(super) fn is_object(schema: &Schema) -> bool {
    !schema.properties.is_empty() || (schema.schema_type == Some(SchemaType::Object) && !schema.required.is_empty())
}

/// Returns true if an alternative states no type, or only which properties are required.
pub(super) fn only_requires(member: &SchemaRef) -> bool {
    member.as_inline().is_some_and(|item| {
        let is_untyped = item.is_untyped() && item.enum_values.is_empty();
        let properties = item.properties.is_empty();
        let is_bare = item.schema_type == Some(SchemaType::Object) && properties && !item.required.is_empty();
        let is_plain = !item.is_composed();
        is_untyped || (is_bare && is_plain && item.additional_properties.is_none())
    })
}

/// Returns true if a schema or one of its alternatives is nullable.
pub(super) fn takes_null(spec: &Spec, schema: &SchemaRef) -> bool {
    allows_null(spec, schema, &mut BTreeSet::new())
}

/// Returns true if a value of a schema can be null.
pub(super) fn is_nullable(spec: &Spec, schema: &Schema) -> bool {
    states_null(spec, schema, &mut BTreeSet::new())
}

fn allows_null(spec: &Spec, schema: &SchemaRef, seen: &mut BTreeSet<String>) -> bool {
    let Some((name, item)) = spec.resolve(schema) else { return false };
    if name.is_some_and(|name| !seen.insert(name.to_owned())) {
        return false;
    }
    states_null(spec, item, seen)
}

fn states_null(spec: &Spec, item: &Schema, seen: &mut BTreeSet<String>) -> bool {
    item.nullable
        || item.enum_has_null
        || item.one_of.iter().chain(&item.any_of).any(|member| is_null(spec, member) || allows_null(spec, member, seen))
        || item.all_of.iter().any(|part| is_null(spec, part))
}

/// Returns true if an alternative is null: an enumeration of only null, or an unnamed nullable schema without other
/// keywords.
pub(super) fn is_null(spec: &Spec, schema: &SchemaRef) -> bool {
    let Some((name, item)) = spec.resolve(schema) else { return false };
    let no_values = item.enum_values.is_empty();
    no_values && (item.enum_has_null || (name.is_none() && item.nullable && item.is_untyped()))
}
