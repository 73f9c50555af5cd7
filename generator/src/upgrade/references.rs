//! Resolution of references after values have moved.
//!
//! [`rewrite`] points every `$ref` to the new location of its target. A target that is not an object of the specification
//! is copied to the components. An unresolved reference is reported and replaced by an unconstrained value.

mod cycles;
mod enum_siblings;
mod inline_schemas;
mod schema_ids;
mod target;

pub(super) use self::cycles::break_cycles;
pub(super) use self::enum_siblings::move_to_enums;
pub(super) use self::inline_schemas::extract as extract_inline_schemas;
pub(super) use self::schema_ids::resolve as resolve_schema_ids;
pub(super) use self::target::{ReferenceTarget, parse};

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::components::{clean, unique_name};
use super::context::Context;
use super::object_model::{ObjectKind, kind_at, may_be_reference, section_of, visit};
use crate::diagnostic::Code;
use crate::pointer::PathStack;
use crate::pointer::Pointer;

/// Rewrites every reference. `moves` are those of the previous passes, in order.
pub(super) fn rewrite(root: &mut Value, moves: &[BTreeMap<Pointer, Pointer>], context: &mut Context<'_>) {
    let relocations: Vec<Relocation> = moves.iter().map(Relocation::new).collect();
    let mut outcomes: BTreeMap<(ObjectKind, String), ResolvedReference> = BTreeMap::new();
    let mut copies = ComponentCopies::default();
    let mut unresolved = vec![(Pointer::root(), ObjectKind::Root)];
    while !unresolved.is_empty() {
        for (kind, reference) in collect(root, &unresolved, &outcomes) {
            let outcome = resolve(&reference, kind, root, &relocations, &mut copies);
            outcomes.insert((kind, reference), outcome);
        }
        // The next iteration resolves the references in the copies.
        unresolved = copies.insert(root, context);
    }
    apply(root, &outcomes, context);
    rewrite_mappings(root, &relocations);
}

/// Rewrites the references to parameters that have moved.
pub(super) fn follow(root: &mut Value, moves: &BTreeMap<Pointer, Pointer>) {
    if moves.is_empty() {
        return;
    }
    let relocation = Relocation::new(moves);
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, _| {
        let Some(reference) = reference_of(map, kind) else { return };
        // Only lists of parameters change after `rewrite`.
        let target = reference.strip_prefix('#').filter(|target| target.contains("/parameters/"));
        let Some(target) = target.and_then(Pointer::parse) else { return };
        if let Some(now) = relocation.locations(&target).first().filter(|now| **now != target) {
            map.insert("$ref".to_owned(), now.to_string().into());
        }
    });
}

/// The result of resolving a reference.
enum ResolvedReference {
    Pointer(Pointer),
    /// The reference was only a name, which is that of this component.
    Named(Pointer),
    Unresolved,
    /// An unresolved reference to another document.
    External,
}

/// The moves of one pass, from old to new pointers.
struct Relocation(BTreeMap<Pointer, Vec<Pointer>>);

impl Relocation {
    fn new(moves: &BTreeMap<Pointer, Pointer>) -> Self {
        let mut places: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
        for (now, was) in moves {
            places.entry(was.clone()).or_default().push(now.clone());
        }
        Self(places)
    }

    /// Returns the possible new locations of a value: below the new locations of its ancestors, closest first.
    fn locations(&self, was: &Pointer) -> Vec<Pointer> {
        let mut places = Vec::new();
        let mut ancestor = was.clone();
        loop {
            if let (Some(moved), Some(rest)) = (self.0.get(&ancestor), was.below(&ancestor)) {
                places.extend(moved.iter().filter_map(|now| Pointer::parse(&format!("{}{rest}", now.as_str()))));
            }
            match ancestor.split_last() {
                Some((parent, _)) => ancestor = parent,
                None => break,
            }
        }
        places.push(was.clone());
        places
    }
}

/// Returns the references in parts of the document that have not been resolved, with the kind of object they require.
fn collect(
    root: &mut Value,
    parts: &[(Pointer, ObjectKind)],
    known: &BTreeMap<(ObjectKind, String), ResolvedReference>,
) -> BTreeSet<(ObjectKind, String)> {
    let mut fresh = BTreeSet::new();
    for (at, kind) in parts {
        let Some(part) = at.find_mut(root) else { continue };
        visit(part, *kind, &PathStack::root(), &mut |map, kind, _| {
            if let Some(reference) = reference_of(map, kind) {
                let key = (kind, reference.to_owned());
                if !known.contains_key(&key) {
                    fresh.insert(key);
                }
            }
        });
    }
    fresh
}

fn reference_of(map: &Map<String, Value>, kind: ObjectKind) -> Option<&str> {
    map.get("$ref").filter(|_| may_be_reference(kind)).and_then(Value::as_str)
}

fn resolve(
    reference: &str,
    kind: ObjectKind,
    root: &Value,
    relocations: &[Relocation],
    copies: &mut ComponentCopies,
) -> ResolvedReference {
    let candidates = match parse(reference) {
        ReferenceTarget::Local(candidates) => candidates,
        ReferenceTarget::External => return resolve_name(reference.trim(), kind, root),
        ReferenceTarget::Name(name) => return resolve_name(&name, kind, root),
    };
    let places = candidates.iter().flat_map(|pointer| relocate(pointer, relocations));
    let places: Vec<Pointer> = places.filter_map(|place| follow_through(&place, root, relocations, 0)).collect();
    if let Some(place) = places.iter().find(|place| kind_at(place) == Some(kind)) {
        return ResolvedReference::Pointer(place.clone());
    }
    for place in &places {
        match kind_at(place) {
            // A schema reference to a parameter or header refers to its schema.
            Some(ObjectKind::Parameter | ObjectKind::Header) if kind == ObjectKind::Schema => {
                let schema = place.child("schema");
                if schema.find(root).is_some() {
                    return ResolvedReference::Pointer(schema);
                }
            }
            Some(_) => {}
            // The target is not in a location of the specification, such as an extension.
            None if place.find(root).is_some_and(Value::is_object) => {
                return copies
                    .copy(place, kind, root)
                    .map_or(ResolvedReference::Unresolved, ResolvedReference::Pointer);
            }
            None => {}
        }
    }
    ResolvedReference::Unresolved
}

/// Resolves the name of a component, written without the rest of the pointer.
fn resolve_name(name: &str, kind: ObjectKind, root: &Value) -> ResolvedReference {
    let place = section_of(kind).map(|section| Pointer::from_tokens(["components", section, name]));
    place.filter(|place| place.find(root).is_some()).map_or(ResolvedReference::External, ResolvedReference::Named)
}

/// Returns the location of a value whose pointer leads through references.
fn follow_through(place: &Pointer, root: &Value, relocations: &[Relocation], links: usize) -> Option<Pointer> {
    let mut value = root;
    let mut here = Pointer::root();
    for token in place.tokens() {
        // Siblings of a `$ref` are ignored except `$defs`.
        let reference =
            value.get("$ref").filter(|_| token != "$defs" && token != "definitions").and_then(Value::as_str);
        if let Some(ReferenceTarget::Local(targets)) = reference.map(parse) {
            // Longer chains are cycles.
            let rest = place.below(&here).filter(|_| links < 8)?;
            let targets = targets.iter().flat_map(|target| relocate(target, relocations));
            let mut through = targets.filter_map(|target| Pointer::parse(&format!("{}{rest}", target.as_str())));
            return through.find_map(|place| follow_through(&place, root, relocations, links + 1));
        }
        value = match value {
            Value::Array(list) => list.get(token.parse::<usize>().ok()?)?,
            other => other.get(&token)?,
        };
        here = here.child(&token);
    }
    Some(place.clone())
}

/// Applies the moves of all passes to a pointer.
fn relocate(pointer: &Pointer, relocations: &[Relocation]) -> Vec<Pointer> {
    let mut places = vec![pointer.clone()];
    for relocation in relocations {
        places = places.iter().flat_map(|place| relocation.locations(place)).collect();
    }
    places
}

struct ComponentCopy {
    place: Pointer,
    kind: ObjectKind,
    source: Pointer,
    value: Value,
}

/// Values that become components because references point to them.
#[derive(Default)]
struct ComponentCopies {
    claimed: BTreeMap<(ObjectKind, Pointer), Pointer>,
    reserved: BTreeMap<&'static str, BTreeSet<String>>,
    pending: Vec<ComponentCopy>,
}

impl ComponentCopies {
    /// Schedules a copy and returns its location; the same source is copied once per kind.
    fn copy(&mut self, source: &Pointer, kind: ObjectKind, root: &Value) -> Option<Pointer> {
        let key = (kind, source.clone());
        if let Some(place) = self.claimed.get(&key) {
            return Some(place.clone());
        }
        let section = section_of(kind)?;
        let reserved = self.reserved.entry(section).or_insert_with(|| {
            let existing = root.get("components").and_then(|components| components.get(section));
            existing.and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned().collect()
        });
        let (_, token) = source.split_last()?;
        let name = unique_name(&clean(&token), '_', |name| reserved.insert(name.to_owned()));
        let place = Pointer::from_tokens(["components", section, &name]);
        self.claimed.insert(key, place.clone());
        let value = source.find(root)?.clone();
        self.pending.push(ComponentCopy { place: place.clone(), kind, source: source.clone(), value });
        Some(place)
    }

    /// Inserts the pending copies into the document and returns their locations.
    fn insert(&mut self, root: &mut Value, context: &mut Context<'_>) -> Vec<(Pointer, ObjectKind)> {
        let mut places = Vec::new();
        for ComponentCopy { place, kind, source, value } in self.pending.drain(..) {
            if let Some(slot) = entry_at(root, &place) {
                *slot = value;
                context.moved(place.clone(), source);
                places.push((place, kind));
            }
        }
        places
    }
}

/// Returns the member at a pointer; creates it and its ancestors if necessary.
fn entry_at<'v>(root: &'v mut Value, place: &Pointer) -> Option<&'v mut Value> {
    let mut value = root;
    for token in place.tokens() {
        if !value.is_object() {
            *value = Value::Object(Map::new());
        }
        value = value.as_object_mut()?.entry(token).or_insert(Value::Null);
    }
    Some(value)
}

/// Replaces every reference by its resolved form.
fn apply(root: &mut Value, outcomes: &BTreeMap<(ObjectKind, String), ResolvedReference>, context: &mut Context<'_>) {
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, path| {
        let Some(reference) = reference_of(map, kind) else { return };
        let key = (kind, reference.to_owned());
        let Some(outcome) = outcomes.get(&key) else { return };
        let (_, reference) = key;
        match outcome {
            ResolvedReference::Pointer(place) => {
                let new = place.to_string();
                if new != reference {
                    map.insert("$ref".to_owned(), new.into());
                }
            }
            ResolvedReference::Named(place) => {
                let new = Value::from(place.to_string());
                let at = path.pointer().child("$ref");
                context.repair("reference-by-name", &at, Some(reference.into()), Some(new.clone()));
                map.insert("$ref".to_owned(), new);
            }
            ResolvedReference::Unresolved => {
                let message = format!("unresolved reference `{reference}`; treated as any value");
                let help = "correct the reference, or declare its target";
                context.report_once(Code::DanglingReference, message, &path.pointer().child("$ref"), help);
                remove_reference(map, kind);
            }
            ResolvedReference::External => {
                let message = format!("unresolved external reference `{reference}`; treated as any value");
                let help = "put the referenced file next to the document, or bundle the files into one document";
                context.report_once(Code::ExternalReference, message, &path.pointer(), help);
                remove_reference(map, kind);
            }
        }
    });
}

/// Removes an unresolved reference; its siblings remain.
fn remove_reference(map: &mut Map<String, Value>, kind: ObjectKind) {
    map.shift_remove("$ref");
    match kind {
        // Its name is unknown; an empty parameter is removed from its list later.
        ObjectKind::Parameter => map.clear(),
        ObjectKind::RequestBody => {
            let any = serde_json::json!({"application/json": {"schema": {}}});
            map.insert("content".to_owned(), any);
        }
        _ => {}
    }
}

/// Rewrites the mappings of discriminators, whose values are references or names of schemas.
fn rewrite_mappings(root: &mut Value, relocations: &[Relocation]) {
    let mut mappings = Vec::new();
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, path| {
        if kind == ObjectKind::Discriminator && map.contains_key("mapping") {
            mappings.push(path.pointer().child("mapping"));
        }
    });
    for at in mappings {
        let Some(Value::Object(mut mapping)) = at.find_mut(root).map(Value::take) else { continue };
        for value in mapping.values_mut() {
            let Some(text) = value.as_str() else { continue };
            let candidates = match parse(text) {
                ReferenceTarget::Local(candidates) => candidates,
                ReferenceTarget::Name(name) => vec![Pointer::from_tokens(["components", "schemas", &name])],
                ReferenceTarget::External => continue,
            };
            let mut places = candidates.iter().flat_map(|pointer| relocate(pointer, relocations));
            if let Some(place) = places.find(|place| place.find(root).is_some()) {
                *value = place.to_string().into();
            }
        }
        if let Some(slot) = at.find_mut(root) {
            *slot = Value::Object(mapping);
        }
    }
}
