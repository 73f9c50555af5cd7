//! Fields of an object, collected from its schema and the parts of its `allOf`.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use indexmap::map::Entry;

use crate::ir::JsonType;
use crate::lower::schemas::alternatives::{self, component};
use crate::lower::schemas::json_shapes;
use crate::pointer::Pointer;
use crate::spec::{AdditionalProperties, Schema, SchemaRef, SchemaType, Spec};

/// Fields of an object, from all their declarations.
#[derive(Default)]
pub(super) struct Members {
    pub(super) properties: IndexMap<String, (SchemaRef, Pointer)>,
    pub(super) required: BTreeSet<String>,
    pub(super) additional: Option<(AdditionalProperties, Pointer)>,
    /// Parts that are not objects.
    pub(super) others: Vec<(SchemaRef, Pointer)>,
    /// Parts with alternatives.
    pub(super) choices: Vec<PartChoice>,
    /// Current nesting depth of parts.
    depth: usize,
    /// True if parts are nested too deeply.
    pub(super) is_cut: bool,
}

/// Maximum nesting depth of parts. In a chain of thousands, each type would repeat the fields of all before it, which
/// is quadratic in the length of the document.
pub(super) const MAX_PART_DEPTH: usize = 256;

/// Combination of two schemas of one property: `allOf` or `anyOf`.
type Combine = fn(Vec<SchemaRef>) -> Schema;

/// A part with alternatives.
pub(super) struct PartChoice {
    pub(super) schema: Schema,
    /// The schema or reference in the list of parts.
    pub(super) part: SchemaRef,
    pub(super) name: Option<String>,
    pub(super) pointer: Pointer,
}

impl Members {
    /// Adds the properties of a schema and of all its parts. `merging` contains the schemas that are being merged: a
    /// part that is one of them, or an alternative of which is one, adds nothing.
    pub(super) fn add(
        &mut self,
        spec: &Spec,
        schema: &Schema,
        at: &Pointer,
        seen: &mut BTreeSet<String>,
        merging: &[String],
    ) {
        if self.depth >= MAX_PART_DEPTH {
            self.is_cut = true;
            return;
        }
        self.depth += 1;
        self.add_declared(spec, schema, at);
        if schema.has_alternatives() {
            self.add_choice(spec, &schema.clone().into(), at, seen, merging);
        }
        for (i, part) in schema.all_of.iter().enumerate() {
            let Some((name, item)) = spec.resolve(part) else { continue };
            let at = match name {
                Some(name) if !seen.insert(name.to_owned()) => continue,
                Some(name) => component(name),
                None => at.child("allOf").index(i),
            };
            if item.schema_type == Some(SchemaType::Object) || !item.all_of.is_empty() {
                self.add(spec, item, &at, seen, merging);
            } else if item.has_alternatives() {
                self.add_choice(spec, part, &at, seen, merging);
            } else if !item.required.is_empty() && item.is_untyped() {
                self.required.extend(item.required.iter().cloned());
            } else if !item.is_untyped() || !item.enum_values.is_empty() {
                self.others.push((part.clone(), at));
            }
        }
        self.depth -= 1;
    }

    /// Adds a schema as a part of its own if it declares a scalar or list type, or listed values, next to `allOf`.
    pub(super) fn add_single(&mut self, schema: &Schema, at: &Pointer) {
        let is_single = matches!(
            schema.schema_type,
            None | Some(
                SchemaType::String | SchemaType::Integer | SchemaType::Number | SchemaType::Boolean | SchemaType::Array
            )
        );
        let is_object = !self.properties.is_empty() || self.additional.is_some();
        let has_keywords = schema.schema_type.is_some() || !schema.enum_values.is_empty();
        if is_single && has_keywords && !is_object && self.choices.is_empty() {
            let single = Schema { all_of: Vec::new(), ..schema.clone() };
            self.others.push((single.into(), at.clone()));
        }
    }

    /// Adds the alternatives of a part, unless they refer back to a schema that is being merged.
    fn add_choice(&mut self, spec: &Spec, part: &SchemaRef, at: &Pointer, seen: &BTreeSet<String>, merging: &[String]) {
        let Some((name, item)) = spec.resolve(part) else { return };
        let alternatives = || item.one_of.iter().chain(&item.any_of);
        let is_merging = |name: &str| merging.iter().any(|known| known == name);
        let is_known = |name: &str| is_merging(name) || seen.contains(name);
        let is_recursive = name.is_some_and(is_merging)
            || alternatives().any(|member| spec.resolve(member).is_some_and(|(name, _)| name.is_some_and(is_known)));
        if alternatives().all(alternatives::only_requires) || is_recursive {
            return;
        }
        let name = name.map(str::to_owned);
        let schema = alternatives::alternatives_alone(item);
        let part = if name.is_some() { part.clone() } else { schema.clone().into() };
        self.choices.push(PartChoice { schema, part, name, pointer: at.clone() });
    }

    /// Adds the properties of a part as optional ones.
    pub(super) fn add_optional(&mut self, spec: &Spec, part: &SchemaRef, at: &Pointer) {
        let Some((name, item)) = spec.resolve(part) else { return };
        let at = name.map_or_else(|| at.clone(), component);
        let mut members = Members::default();
        members.add(spec, item, &at, &mut name.map(str::to_owned).into_iter().collect(), &[]);
        self.is_cut |= members.is_cut;
        for (name, property) in members.properties {
            self.declare(spec, name, property, |any_of| Schema { any_of, ..Schema::default() });
        }
        if let Some(additional) = members.additional {
            self.additional.get_or_insert(additional);
        }
    }

    pub(super) fn add_declared(&mut self, spec: &Spec, schema: &Schema, at: &Pointer) {
        self.required.extend(schema.required.iter().cloned());
        for (name, property) in &schema.properties {
            let at = at.child("properties").child(name);
            let property = (property.clone(), at);
            self.declare(spec, name.clone(), property, |all_of| Schema { all_of, ..Schema::default() });
        }
        if let Some(additional) = schema.additional_properties.as_ref() {
            self.additional.get_or_insert_with(|| (additional.clone(), at.child("additionalProperties")));
        }
    }

    /// Adds a property. The first declaration applies, unless a later one is more specific. Two objects that have
    /// different properties are combined by `combine`.
    fn declare(&mut self, spec: &Spec, name: String, property: (SchemaRef, Pointer), combine: Combine) {
        match self.properties.entry(name) {
            Entry::Vacant(entry) => _ = entry.insert(property),
            Entry::Occupied(mut entry) => {
                let known = &entry.get().0;
                if have_distinct_properties(spec, known, &property.0) {
                    entry.get_mut().0 = combine(vec![known.clone(), property.0]).into();
                } else if specificity(spec, &property.0) > specificity(spec, known) {
                    entry.insert(property);
                }
            }
        }
    }

    /// Returns the properties as one schema.
    pub(super) fn as_schema(&self) -> Schema {
        Schema {
            schema_type: Some(SchemaType::Object),
            properties: self.properties.iter().map(|(name, (schema, _))| (name.clone(), schema.clone())).collect(),
            required: self.required.iter().cloned().collect(),
            additional_properties: self.additional.as_ref().map(|(additional, _)| additional.clone()),
            ..Schema::default()
        }
    }
}

/// Returns true if two schemas are objects that each declare properties the other lacks. One of them has to be without
/// `allOf`, so that merging terminates even if the other is recursive.
fn have_distinct_properties(spec: &Spec, one: &SchemaRef, other: &SchemaRef) -> bool {
    let is_one_of_several = |schema: &SchemaRef| spec.resolve(schema).is_some_and(|(_, item)| item.has_alternatives());
    let (one_profile, other_profile) = (json_shapes::profile(spec, one), json_shapes::profile(spec, other));
    let are_objects = [&one_profile, &other_profile]
        .iter()
        .all(|profile| profile.kinds.is_empty() || profile.kinds.iter().eq([&JsonType::Object]));
    let is_plain = |schema: &SchemaRef| schema.as_inline().is_some_and(|item| item.all_of.is_empty());
    are_objects
        && (is_plain(one) || is_plain(other))
        && !one_profile.properties.is_subset(&other_profile.properties)
        && !other_profile.properties.is_subset(&one_profile.properties)
        && !is_one_of_several(one)
        && !is_one_of_several(other)
}

/// Returns how specific a schema is: it has no type, a type, more keywords, or listed values; then by the items of a
/// list or the number of properties; then by the number of values, fewer first.
pub(super) fn specificity(spec: &Spec, schema: &SchemaRef) -> (u8, usize, std::cmp::Reverse<usize>) {
    specificity_within(spec, schema, MAX_LIST_DEPTH)
}

/// Maximum depth of nested lists.
const MAX_LIST_DEPTH: usize = 4;

fn specificity_within(spec: &Spec, schema: &SchemaRef, left: usize) -> (u8, usize, std::cmp::Reverse<usize>) {
    let profile = json_shapes::profile(spec, schema);
    let item = spec.resolve(schema).map(|(_, item)| item);
    let items = item.and_then(|item| item.items.as_ref()).filter(|_| left > 0);
    let within = match items.map(|items| specificity_within(spec, items, left - 1).0) {
        Some(within) => usize::from(within),
        None => profile.properties.len(),
    };
    let has_keywords = profile.has_format
        || !profile.properties.is_empty()
        || item.is_some_and(|item| item.items.is_some() || !item.all_of.is_empty())
        || (matches!(schema, SchemaRef::Reference(_)) && !profile.kinds.is_empty());
    let level = match () {
        () if !profile.values.is_empty() => 3,
        () if has_keywords => 2,
        () if !profile.kinds.is_empty() => 1,
        () => 0,
    };
    (level, within, std::cmp::Reverse(profile.values.len()))
}
