//! `$ref`s that lead to where things are now.
//!
//! A document in 3.0 structure comes in, with the moves that brought it there. Out it goes with every reference
//! leading to a value of the right kind: the new place of what it named, or a component that this was copied to. What
//! leads nowhere, or into another file, becomes an untyped value and is reported.

mod circles;

pub(super) use self::circles::cut as cut_circles;

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::components::{claim, clean};
use super::shape::{Shape, may_be_reference, section_of, shape_at, visit};
use super::stage::Stage;
use super::trail::Trail;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A place in the same document: as written, and with percent escapes undone.
    Local(Vec<Pointer>),
    /// Only a name.
    Name(String),
    /// Another document.
    Elsewhere,
}

/// Reads a reference.
pub(super) fn parse(reference: &str) -> Target {
    let reference = reference.trim();
    if let Some(fragment) = reference.strip_prefix('#') {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        let mut candidates: Vec<Pointer> = Pointer::parse(fragment).into_iter().collect();
        if decoded != fragment {
            candidates.extend(Pointer::parse(&decoded));
        }
        return Target::Local(candidates);
    }
    if !reference.is_empty() && !reference.contains(['/', '.', '#', ':']) {
        return Target::Name(reference.to_owned());
    }
    Target::Elsewhere
}

/// Rewrites every reference. `moves` are those of the parts that came before, in their order.
pub(super) fn rewrite(root: &mut Value, moves: &[BTreeMap<Pointer, Pointer>], stage: &mut Stage<'_>) {
    let relocations: Vec<Relocation> = moves.iter().map(Relocation::of).collect();
    let mut outcomes: BTreeMap<(Shape, String), Outcome> = BTreeMap::new();
    let mut copies = Copies::default();
    let mut unread = vec![(Pointer::root(), Shape::Root)];
    while !unread.is_empty() {
        for (shape, reference) in collect(root, &unread, &outcomes) {
            let outcome = resolve(&reference, shape, root, &relocations, &mut copies);
            outcomes.insert((shape, reference), outcome);
        }
        // What is copied holds references of its own, which the next round resolves.
        unread = copies.insert(root, stage);
    }
    apply(root, &outcomes, stage);
    rewrite_mappings(root, &relocations);
}

/// Follows a few more moves, of values that references may lead to.
pub(super) fn follow(root: &mut Value, moves: &BTreeMap<Pointer, Pointer>) {
    if moves.is_empty() {
        return;
    }
    let relocation = Relocation::of(moves);
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, _| {
        let Some(reference) = reference_of(map, shape) else { return };
        // Only lists of parameters change after references are rewritten.
        let target = reference.strip_prefix('#').filter(|target| target.contains("/parameters/"));
        let Some(target) = target.and_then(Pointer::parse) else { return };
        if let Some(now) = relocation.of_pointer(&target).first().filter(|now| **now != target) {
            map.insert("$ref".to_owned(), now.to_string().into());
        }
    });
}

/// What becomes of a reference.
enum Outcome {
    Place(Pointer),
    /// It was only a name; this is the component of that name.
    Named(Pointer),
    Nowhere,
    Elsewhere,
}

/// From where values were to where they are.
struct Relocation(BTreeMap<Pointer, Vec<Pointer>>);

impl Relocation {
    fn of(moves: &BTreeMap<Pointer, Pointer>) -> Self {
        let mut places: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
        for (now, was) in moves {
            places.entry(was.clone()).or_default().push(now.clone());
        }
        Self(places)
    }

    /// Where the value at a pointer may be now: below the new places of what held it, closest first.
    fn of_pointer(&self, was: &Pointer) -> Vec<Pointer> {
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

/// The references in parts of the document that have no outcome yet, with what they are to lead to.
fn collect(
    root: &mut Value,
    parts: &[(Pointer, Shape)],
    known: &BTreeMap<(Shape, String), Outcome>,
) -> BTreeSet<(Shape, String)> {
    let mut fresh = BTreeSet::new();
    for (at, shape) in parts {
        let Some(part) = at.find_mut(root) else { continue };
        visit(part, *shape, &Trail::root(), &mut |map, shape, _| {
            if let Some(reference) = reference_of(map, shape) {
                let key = (shape, reference.to_owned());
                if !known.contains_key(&key) {
                    fresh.insert(key);
                }
            }
        });
    }
    fresh
}

fn reference_of(map: &Map<String, Value>, shape: Shape) -> Option<&str> {
    map.get("$ref").filter(|_| may_be_reference(shape)).and_then(Value::as_str)
}

fn resolve(reference: &str, shape: Shape, root: &Value, relocations: &[Relocation], copies: &mut Copies) -> Outcome {
    let candidates = match parse(reference) {
        Target::Local(candidates) => candidates,
        Target::Elsewhere => return named(reference.trim(), shape, root),
        Target::Name(name) => return named(&name, shape, root),
    };
    let places = candidates.iter().flat_map(|pointer| relocate(pointer, relocations));
    let places: Vec<Pointer> = places.filter_map(|place| follow_through(&place, root, relocations, 0)).collect();
    if let Some(place) = places.iter().find(|place| shape_at(place) == Some(shape)) {
        return Outcome::Place(place.clone());
    }
    for place in &places {
        match shape_at(place) {
            // A parameter that is wanted as a schema is wanted for its own.
            Some(Shape::Parameter | Shape::Header) if shape == Shape::Schema => {
                let schema = place.child("schema");
                if schema.find(root).is_some() {
                    return Outcome::Place(schema);
                }
            }
            Some(_) => {}
            // The value is at a place that no specification reads, such as an extension.
            None if place.find(root).is_some_and(Value::is_object) => {
                return copies.claim(place, shape, root).map_or(Outcome::Nowhere, Outcome::Place);
            }
            None => {}
        }
    }
    Outcome::Nowhere
}

/// What is no reference may be the name of a component, written without the way to it.
fn named(name: &str, shape: Shape, root: &Value) -> Outcome {
    let place = section_of(shape).map(|section| Pointer::of(["components", section, name]));
    place.filter(|place| place.find(root).is_some()).map_or(Outcome::Elsewhere, Outcome::Named)
}

/// The place of a value, where the way to it leads through references: what stands beside those does not count.
fn follow_through(place: &Pointer, root: &Value, relocations: &[Relocation], links: usize) -> Option<Pointer> {
    let mut value = root;
    let mut here = Pointer::root();
    for token in place.tokens() {
        // Only what a schema declares for others stands beside a reference and counts.
        let reference =
            value.get("$ref").filter(|_| token != "$defs" && token != "definitions").and_then(Value::as_str);
        if let Some(Target::Local(targets)) = reference.map(parse) {
            // A chain of references is no longer than a few links, unless it is a circle.
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

fn relocate(pointer: &Pointer, relocations: &[Relocation]) -> Vec<Pointer> {
    let mut places = vec![pointer.clone()];
    for relocation in relocations {
        places = places.iter().flat_map(|place| relocation.of_pointer(place)).collect();
    }
    places
}

struct Copy {
    place: Pointer,
    shape: Shape,
    source: Pointer,
    value: Value,
}

/// Values that are to become components, because references lead to them.
#[derive(Default)]
struct Copies {
    claimed: BTreeMap<(Shape, Pointer), Pointer>,
    taken: BTreeMap<&'static str, BTreeSet<String>>,
    waiting: Vec<Copy>,
}

impl Copies {
    fn claim(&mut self, source: &Pointer, shape: Shape, root: &Value) -> Option<Pointer> {
        let key = (shape, source.clone());
        if let Some(place) = self.claimed.get(&key) {
            return Some(place.clone());
        }
        let section = section_of(shape)?;
        let taken = self.taken.entry(section).or_insert_with(|| {
            let existing = root.get("components").and_then(|components| components.get(section));
            existing.and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned().collect()
        });
        let (_, token) = source.split_last()?;
        let name = claim(&clean(&token), taken);
        let place = Pointer::of(["components", section, &name]);
        self.claimed.insert(key, place.clone());
        let value = source.find(root)?.clone();
        self.waiting.push(Copy { place: place.clone(), shape, source: source.clone(), value });
        Some(place)
    }

    /// Puts what waits in its place, and gives those places.
    fn insert(&mut self, root: &mut Value, stage: &mut Stage<'_>) -> Vec<(Pointer, Shape)> {
        let mut places = Vec::new();
        for Copy { place, shape, source, value } in self.waiting.drain(..) {
            if let Some(slot) = slot_at(root, &place) {
                *slot = value;
                stage.moved(place.clone(), source);
                places.push((place, shape));
            }
        }
        places
    }
}

/// The member at a pointer, made with all that holds it.
fn slot_at<'v>(root: &'v mut Value, place: &Pointer) -> Option<&'v mut Value> {
    let mut value = root;
    for token in place.tokens() {
        if !value.is_object() {
            *value = Value::Object(Map::new());
        }
        value = value.as_object_mut()?.entry(token).or_insert(Value::Null);
    }
    Some(value)
}

fn apply(root: &mut Value, outcomes: &BTreeMap<(Shape, String), Outcome>, stage: &mut Stage<'_>) {
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, trail| {
        let Some(reference) = reference_of(map, shape) else { return };
        let key = (shape, reference.to_owned());
        let Some(outcome) = outcomes.get(&key) else { return };
        let (_, reference) = key;
        match outcome {
            Outcome::Place(place) => {
                let new = place.to_string();
                if new != reference {
                    map.insert("$ref".to_owned(), new.into());
                }
            }
            Outcome::Named(place) => {
                let new = Value::from(place.to_string());
                let at = trail.pointer().child("$ref");
                stage.repair("reference-by-name", &at, Some(reference.into()), Some(new.clone()));
                map.insert("$ref".to_owned(), new);
            }
            Outcome::Nowhere => {
                let fault =
                    format!("the reference `{reference}` leads nowhere; what it stands for is taken as unknown");
                let help = "correct the reference, or declare what it names";
                stage.report_once(Code::DanglingReference, fault, &trail.pointer().child("$ref"), help);
                forget(map, shape);
            }
            Outcome::Elsewhere => {
                let fault = format!(
                    "the reference `{reference}` leads out of the document, to nothing that was read; what it stands \
                     for is taken as unknown"
                );
                let help = "put what it names beside the document, or bundle the files into one document first";
                stage.report_once(Code::ExternalReference, fault, &trail.pointer(), help);
                forget(map, shape);
            }
        }
    });
}

/// What stands in place of a reference that leads nowhere says only what its author wrote beside it.
fn forget(map: &mut Map<String, Value>, shape: Shape) {
    map.shift_remove("$ref");
    match shape {
        // Nothing is known of it, not even its name: an empty one is left out of its list.
        Shape::Parameter => map.clear(),
        Shape::RequestBody => {
            let any = serde_json::json!({"application/json": {"schema": {}}});
            map.insert("content".to_owned(), any);
        }
        _ => {}
    }
}

/// The values of a discriminator's mapping are references, or names of schemas.
fn rewrite_mappings(root: &mut Value, relocations: &[Relocation]) {
    let mut mappings = Vec::new();
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, trail| {
        if shape == Shape::Discriminator && map.contains_key("mapping") {
            mappings.push(trail.pointer().child("mapping"));
        }
    });
    for at in mappings {
        let Some(Value::Object(mut mapping)) = at.find_mut(root).map(Value::take) else { continue };
        for value in mapping.values_mut() {
            let Some(text) = value.as_str() else { continue };
            let candidates = match parse(text) {
                Target::Local(candidates) => candidates,
                Target::Name(name) => vec![Pointer::of(["components", "schemas", &name])],
                Target::Elsewhere => continue,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_written_and_decoded() {
        let local =
            |pointers: &[&str]| Target::Local(pointers.iter().filter_map(|text| Pointer::parse(text)).collect());
        assert_eq!(parse("#/definitions/Pet"), local(&["/definitions/Pet"]));
        assert_eq!(parse("#/definitions/A%20b"), local(&["/definitions/A%20b", "/definitions/A b"]));
        assert_eq!(parse("Pet"), Target::Name("Pet".to_owned()));
        assert_eq!(parse("./pet.json"), Target::Elsewhere);
        assert_eq!(parse("https://example.com/a#/b"), Target::Elsewhere);
    }
}
