//! Nested unions: their alternatives become alternatives of the union that contains them.
//!
//! A named union is not flattened into its own alternatives, so that lowering a recursive union terminates.

use std::collections::BTreeSet;

use super::alternatives::{self, Alternative};
use super::context::SchemaContext;
use super::cycles;
use crate::ir::TypeId;
use crate::pointer::Pointer;
use crate::spec::{Schema, SchemaRef, Spec};

/// Maximum number of named unions around a nested union. Deeper unions remain types of their own, since a chain of
/// thousands would repeat the alternatives of all that follow in each of them.
const MAX_DEPTH: usize = 16;

/// Maximum number of alternatives to which nested unions add theirs. Further unions remain types of their own.
const MAX_ALTERNATIVES: usize = 100;

/// Returns the named unions that are alternatives of themselves, directly or indirectly.
pub(in crate::lower) fn recursive_unions(spec: &Spec) -> BTreeSet<String> {
    let id = |member: &SchemaRef| {
        let (name, item) = spec.resolve(only_reference(spec, member).unwrap_or(member))?;
        alternatives::is_plain_union(spec, item).then(|| spec.schemas.get_index_of(name?).map(TypeId))?
    };
    let alternatives_of = |schema: &SchemaRef| {
        let item = schema.as_inline().filter(|item| alternatives::is_plain_union(spec, item))?;
        Some(item.one_of.iter().chain(&item.any_of).filter_map(id).collect())
    };
    let unions = spec.schemas.values().enumerate();
    let graph = unions.filter_map(|(i, schema)| Some((TypeId(i), alternatives_of(schema)?))).collect();
    let found = cycles::recursive(&graph).into_iter();
    found.filter_map(|id| spec.schemas.get_index(id.0)).map(|(name, _)| name.clone()).collect()
}

/// Returns the alternatives of a schema without null. Nested unions are flattened if this loses no information.
pub(super) fn flatten(cx: &SchemaContext, schema: &Schema, at: &Pointer) -> Vec<Alternative> {
    flatten_within(cx, cx.open, schema, at)
}

/// Returns the alternatives like [`flatten`], to be merged with other keywords, which a union of its own cannot be.
pub(super) fn flatten_for_merging(cx: &SchemaContext, schema: &Schema, at: &Pointer) -> Vec<Alternative> {
    flatten_within(cx, &[], schema, at)
}

fn flatten_within(cx: &SchemaContext, open: &[String], schema: &Schema, at: &Pointer) -> Vec<Alternative> {
    let root: Vec<String> = alternatives::component_at(at).into_iter().collect();
    let seen = root.iter().cloned().collect();
    let mut flattening = Flattening { cx, open, seen, members: Vec::new() };
    flattening.add(schema, at, &root);
    flattening.members
}

/// Returns the reference to a named union if a schema consists of it.
fn only_reference<'m>(spec: &Spec, member: &'m SchemaRef) -> Option<&'m SchemaRef> {
    let item = member.as_inline().filter(|item| item.schema_type.is_none() && !item.has_alternatives())?;
    let [part @ SchemaRef::Reference(_)] = item.all_of.as_slice() else { return None };
    let has_keywords = !item.properties.is_empty()
        || !item.required.is_empty()
        || item.additional_properties.is_some()
        || !item.enum_values.is_empty();
    let is_union = spec.resolve(part).is_some_and(|(_, target)| alternatives::is_plain_union(spec, target));
    (!has_keywords && is_union).then_some(part)
}

/// The alternatives found so far.
struct Flattening<'s> {
    cx: &'s SchemaContext<'s>,
    /// Named unions that remain types of their own.
    open: &'s [String],
    /// Named unions whose alternatives are added.
    seen: BTreeSet<String>,
    members: Vec<Alternative>,
}

impl Flattening<'_> {
    /// Adds the alternatives of a schema, which `unions` contain.
    fn add(&mut self, schema: &Schema, at: &Pointer, unions: &[String]) {
        let (key, declared) =
            if schema.one_of.is_empty() { ("anyOf", &schema.any_of) } else { ("oneOf", &schema.one_of) };
        for (i, member) in
            declared.iter().enumerate().filter(|(_, member)| !alternatives::is_null(self.cx.spec, member))
        {
            let pointer = at.child(key).index(i);
            let target = only_reference(self.cx.spec, member).unwrap_or(member);
            let alternative = |name: Option<&str>, pointer| {
                let (schema, name) = (target.clone(), name.map(str::to_owned));
                Alternative { schema, name, pointer, unions: unions.to_vec(), can_overlap: key == "anyOf" }
            };
            let Some((name, item)) = self.cx.spec.resolve(target) else {
                self.members.push(alternative(None, pointer));
                continue;
            };
            if name.is_some_and(|name| self.seen.contains(name)) {
                // A union that contains itself adds nothing.
                continue;
            }
            let pointer = name.map_or(pointer, alternatives::component);
            if alternatives::is_plain_union(self.cx.spec, item) && self.can_flatten(name, unions) {
                self.seen.extend(name.map(str::to_owned));
                let unions: Vec<String> = unions.iter().cloned().chain(name.map(str::to_owned)).collect();
                self.add(item, &pointer, &unions);
            } else {
                self.members.push(alternative(name, pointer));
            }
        }
    }

    /// Returns false for a named union within its own alternatives, or if there are too many. A union that contains
    /// itself has to be flattened, since a union type that is a variant of itself cannot be read.
    fn can_flatten(&self, name: Option<&str>, unions: &[String]) -> bool {
        let is_open = |name| self.open.iter().any(|union| union == name);
        let is_small = self.open.len() + unions.len() < MAX_DEPTH && self.members.len() < MAX_ALTERNATIVES;
        name.is_none_or(|name| !is_open(name) && (is_small || self.cx.recursive_unions.contains(name)))
    }
}
