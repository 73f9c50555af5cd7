//! The members of an object, gathered from its schema and the parts of its `allOf`.
//!
//! Schemas come in; members go out, and which parts are no objects. Makes no type.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use indexmap::map::Entry;
use openapiv3::{AdditionalProperties, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind};

use crate::ir::JsonKind;
use crate::lower::unions::component;
use crate::lower::{profiles, unions};
use crate::pointer::Pointer;
use crate::spec::Spec;
use crate::spec::facts::{self, Kind};

/// The members of an object, wherever they were declared.
#[derive(Default)]
pub(in crate::lower) struct Members {
    pub(super) properties: IndexMap<String, (ReferenceOr<Schema>, Pointer)>,
    pub(super) required: BTreeSet<String>,
    pub(super) additional: Option<(AdditionalProperties, Pointer)>,
    /// Parts that are no objects.
    pub(super) others: Vec<(ReferenceOr<Schema>, Pointer)>,
    /// Parts that are one of several.
    pub(super) choices: Vec<Choice>,
    /// How many parts within parts are being taken.
    depth: usize,
    /// Whether some were too deep to be taken.
    pub(super) is_cut: bool,
}

/// How deep parts within parts may stand. A chain of thousands would give each of its types the members of all before
/// it: more than the document is long by as much again.
pub(super) const DEEPEST_PARTS: usize = 256;

/// What two schemas of one member are together: all of them, or any.
type Both = fn(Vec<ReferenceOr<Schema>>) -> SchemaKind;

/// A part that is one of several.
pub(super) struct Choice {
    pub(super) schema: Schema,
    /// The schema or the reference as it stands among the parts.
    pub(super) part: ReferenceOr<Schema>,
    pub(super) name: Option<String>,
    pub(super) pointer: Pointer,
}

impl Members {
    /// Takes a schema's own members and those of all its parts. `merging` are the schemas that this is done for: a part
    /// that is one of them, or of several with one of them, says nothing new.
    pub(super) fn take(
        &mut self,
        spec: &Spec,
        schema: &Schema,
        at: &Pointer,
        seen: &mut BTreeSet<String>,
        merging: &[String],
    ) {
        if self.depth >= DEEPEST_PARTS {
            self.is_cut = true;
            return;
        }
        self.depth += 1;
        self.take_own(spec, schema, at);
        if !facts::parts(schema).one_of.is_empty() || !facts::parts(schema).any_of.is_empty() {
            self.take_choice(spec, &ReferenceOr::Item(schema.clone()), at, seen, merging);
        }
        for (i, part) in facts::parts(schema).all_of.iter().enumerate() {
            let Some((name, item)) = spec.resolve(part) else { continue };
            let at = match name {
                Some(name) if !seen.insert(name.to_owned()) => continue,
                Some(name) => component(name),
                None => at.child("allOf").index(i),
            };
            let parts = facts::parts(item);
            if facts::kind(item) == Some(Kind::Object) || !parts.all_of.is_empty() {
                self.take(spec, item, &at, seen, merging);
            } else if !parts.one_of.is_empty() || !parts.any_of.is_empty() {
                self.take_choice(spec, part, &at, seen, merging);
            } else if !facts::required(item).is_empty() && facts::is_untyped(item) {
                self.required.extend(facts::required(item).iter().cloned());
            } else if !facts::is_untyped(item) || !facts::enumeration(item).is_empty() {
                self.others.push((part.clone(), at));
            }
        }
        self.depth -= 1;
    }

    /// Takes what a schema says beside its parts of a single value or a list: its type or its listed values.
    pub(super) fn take_single(&mut self, schema: &Schema, at: &Pointer) {
        let is_single = matches!(
            facts::kind(schema),
            None | Some(Kind::String | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Array)
        );
        let is_object = !self.properties.is_empty() || self.additional.is_some();
        let says_more = facts::kind(schema).is_some() || !facts::enumeration(schema).is_empty();
        if let SchemaKind::Any(any) = &schema.schema_kind
            && (is_single && says_more && !is_object && self.choices.is_empty())
        {
            let any = openapiv3::AnySchema { all_of: Vec::new(), ..any.clone() };
            let own = Schema { schema_kind: SchemaKind::Any(any), ..schema.clone() };
            self.others.push((ReferenceOr::Item(own), at.clone()));
        }
    }

    /// Takes the alternatives of a part, unless they lead back to what they are taken for.
    fn take_choice(
        &mut self,
        spec: &Spec,
        part: &ReferenceOr<Schema>,
        at: &Pointer,
        seen: &BTreeSet<String>,
        merging: &[String],
    ) {
        let Some((name, item)) = spec.resolve(part) else { return };
        let parts = facts::parts(item);
        let alternatives = || parts.one_of.iter().chain(parts.any_of);
        let is_merging = |name: &str| merging.iter().any(|known| known == name);
        let is_known = |name: &str| is_merging(name) || seen.contains(name);
        let leads_back = name.is_some_and(is_merging)
            || alternatives().any(|member| spec.resolve(member).is_some_and(|(name, _)| name.is_some_and(is_known)));
        if alternatives().all(unions::only_asks) || leads_back {
            return;
        }
        let name = name.map(str::to_owned);
        let schema = unions::alternatives_alone(item);
        let part = if name.is_some() { part.clone() } else { ReferenceOr::Item(schema.clone()) };
        self.choices.push(Choice { schema, part, name, pointer: at.clone() });
    }

    /// Takes the members of a part that need not be there.
    pub(super) fn take_optional(&mut self, spec: &Spec, part: &ReferenceOr<Schema>, at: &Pointer) {
        let Some((name, item)) = spec.resolve(part) else { return };
        let at = name.map_or_else(|| at.clone(), component);
        let mut members = Members::default();
        members.take(spec, item, &at, &mut name.map(str::to_owned).into_iter().collect(), &[]);
        self.is_cut |= members.is_cut;
        for (name, property) in members.properties {
            self.declare(spec, name, property, |any_of| SchemaKind::AnyOf { any_of });
        }
        if let Some(additional) = members.additional {
            self.additional.get_or_insert(additional);
        }
    }

    pub(super) fn take_own(&mut self, spec: &Spec, schema: &Schema, at: &Pointer) {
        self.required.extend(facts::required(schema).iter().cloned());
        for (name, property) in facts::properties(schema).into_iter().flatten() {
            let at = at.child("properties").child(name);
            let property = (property.clone().unbox(), at);
            self.declare(spec, name.clone(), property, |all_of| SchemaKind::AllOf { all_of });
        }
        if let Some(additional) = facts::additional(schema) {
            self.additional.get_or_insert_with(|| (additional.clone(), at.child("additionalProperties")));
        }
    }

    /// The first to declare a member has it, unless a later one says more of its type. Objects of which each has members
    /// that the other lacks are brought together as `both` says.
    fn declare(&mut self, spec: &Spec, name: String, property: (ReferenceOr<Schema>, Pointer), both: Both) {
        match self.properties.entry(name) {
            Entry::Vacant(entry) => _ = entry.insert(property),
            Entry::Occupied(mut entry) => {
                let known = &entry.get().0;
                if complete_each_other(spec, known, &property.0) {
                    let schema_kind = both(vec![known.clone(), property.0]);
                    let schema = Schema { schema_data: SchemaData::default(), schema_kind };
                    entry.get_mut().0 = ReferenceOr::Item(schema);
                } else if detail(spec, &property.0) > detail(spec, known) {
                    entry.insert(property);
                }
            }
        }
    }

    /// The members as one schema.
    pub(super) fn as_schema(&self) -> Schema {
        unions::object(ObjectType {
            properties: self.properties.iter().map(|(name, (schema, _))| (name.clone(), boxed(schema))).collect(),
            required: self.required.iter().cloned().collect(),
            additional_properties: self.additional.as_ref().map(|(additional, _)| additional.clone()),
            ..ObjectType::default()
        })
    }
}

fn boxed(schema: &ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Item(item) => ReferenceOr::Item(Box::new(item.clone())),
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference: reference.clone() },
    }
}

/// Whether two schemas are objects, and each declares members that the other does not. One of them is written out, so
/// that what is brought together ends with it, whatever circles the other leads to.
fn complete_each_other(spec: &Spec, one: &ReferenceOr<Schema>, other: &ReferenceOr<Schema>) -> bool {
    let is_one_of_several = |schema: &ReferenceOr<Schema>| {
        let parts = spec.resolve(schema).map(|(_, item)| facts::parts(item));
        parts.is_some_and(|parts| !parts.one_of.is_empty() || !parts.any_of.is_empty())
    };
    let (one_profile, other_profile) = (profiles::of(spec, one), profiles::of(spec, other));
    let are_objects = [&one_profile, &other_profile]
        .iter()
        .all(|profile| profile.kinds.is_empty() || profile.kinds.iter().eq([&JsonKind::Object]));
    let is_plain =
        |schema: &ReferenceOr<Schema>| schema.as_item().is_some_and(|item| facts::parts(item).all_of.is_empty());
    are_objects
        && (is_plain(one) || is_plain(other))
        && !one_profile.properties.is_subset(&other_profile.properties)
        && !other_profile.properties.is_subset(&one_profile.properties)
        && !is_one_of_several(one)
        && !is_one_of_several(other)
}

/// How much a schema says of a type: nothing, a type, more about it, or its very values; of lists, how much they say of
/// their items; of objects how many members they have; the fewer values the more.
pub(super) fn detail(spec: &Spec, schema: &ReferenceOr<Schema>) -> (u8, usize, std::cmp::Reverse<usize>) {
    detail_within(spec, schema, DEEPEST)
}

/// How many lists within lists are looked into.
const DEEPEST: usize = 4;

fn detail_within(spec: &Spec, schema: &ReferenceOr<Schema>, left: usize) -> (u8, usize, std::cmp::Reverse<usize>) {
    let profile = profiles::of(spec, schema);
    let item = spec.resolve(schema).map(|(_, item)| item);
    let items = item.and_then(facts::items).filter(|_| left > 0);
    let within = match items.map(|items| detail_within(spec, &items.clone().unbox(), left - 1).0) {
        Some(within) => usize::from(within),
        None => profile.properties.len(),
    };
    let says_more = profile.has_format
        || !profile.properties.is_empty()
        || item.is_some_and(|item| facts::items(item).is_some() || !facts::parts(item).all_of.is_empty())
        || (matches!(schema, ReferenceOr::Reference { .. }) && !profile.kinds.is_empty());
    let level = match () {
        () if !profile.values.is_empty() => 3,
        () if says_more => 2,
        () if !profile.kinds.is_empty() => 1,
        () => 0,
    };
    (level, within, std::cmp::Reverse(profile.values.len()))
}
