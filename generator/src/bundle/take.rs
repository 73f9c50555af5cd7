//! Following the references of one document into its files.
//!
//! The document's root comes in and is changed in place. What has a section of its own gets a name there, once for
//! all that refer to it; everything else is put where it is referred to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::kinds::{self, Kind, Spot};
use super::paths::{self, Reach};
use super::{Shelf, values_in};
use crate::document::Dialect;
use crate::pointer::{Origins, Place, Pointer};

/// How far files may refer to each other in places that can have no name; more is a circle.
const LONGEST_CHAIN: usize = 16;

/// How many values may be taken out of files: so many, and so many times what they hold. Files that refer to each other
/// twice each would grow without bounds.
const MOST_VALUES: usize = 100_000;
const MOST_TIMES: usize = 8;

/// A value in a file: the file's path, and where in it.
type Target = (String, Pointer);

pub(super) struct Taking<'s> {
    shelf: Shelf<'s>,
    dialect: Dialect,
    /// The document as it was, for references that files make to it.
    original: Value,
    /// The place of what was referred to, by where it is from and what it is referred to as.
    homes: BTreeMap<(Kind, Target), Pointer>,
    taken: BTreeMap<Pointer, BTreeSet<String>>,
    /// What has a place, and is still to be put there.
    waiting: VecDeque<(Kind, Target, Pointer)>,
    chain: Vec<Target>,
    placed: Vec<(Pointer, Target)>,
    /// How many values were taken out of files.
    copied: usize,
}

impl<'s> Taking<'s> {
    pub(super) fn new(shelf: Shelf<'s>, dialect: Dialect, root: &Value) -> Self {
        let original = root.clone();
        Self {
            shelf,
            dialect,
            original,
            homes: BTreeMap::new(),
            taken: BTreeMap::new(),
            waiting: VecDeque::new(),
            copied: 0,
            chain: Vec::new(),
            placed: Vec::new(),
        }
    }

    /// Follows every reference, and those in what they lead to.
    pub(super) fn take(&mut self, root: &mut Value, origins: &mut Origins) {
        // The first time is to learn what is referred to, so that names do not depend on the order of the document.
        self.follow(&mut root.clone(), Vec::new());
        let wanted = std::mem::take(&mut self.homes).into_keys().collect();
        self.taken.clear();
        self.placed.clear();
        self.copied = 0;
        self.follow(root, wanted);
        for (now, (path, pointer)) in self.placed.drain(..) {
            origins.record(now, Place { source: self.shelf.source(&path), pointer });
        }
    }

    fn follow(&mut self, root: &mut Value, wanted: Vec<(Kind, Target)>) {
        self.open_sections(root);
        self.settle_homes(root);
        for key in wanted {
            if !self.homes.contains_key(&key) {
                self.claim(key.0, key.1);
            }
        }
        self.walk(root, Spot::One(Kind::Root), &Pointer::root());
        while let Some((kind, target, home)) = self.waiting.pop_front() {
            let Some(mut value) = self.copy(&target) else { continue };
            self.placed.push((home.clone(), target));
            self.walk(&mut value, Spot::One(kind), &home);
            put(root, &home, value);
        }
    }

    /// A value out of a file, as long as that many may be taken.
    fn copy(&mut self, target: &Target) -> Option<Value> {
        let value = self.shelf.find(&target.0, &target.1)?;
        let copied = self.copied + values_in(value);
        if copied > MOST_VALUES + MOST_TIMES * self.shelf.values {
            return None;
        }
        self.copied = copied;
        Some(value.clone())
    }

    /// Whole sections that are files of their own come first: they hold the names.
    fn open_sections(&mut self, root: &mut Value) {
        for section in ["paths", "definitions", "parameters", "responses", "securityDefinitions", "components"] {
            let at = Pointer::of([section]);
            if let Some(value) = at.find_mut(root) {
                self.bring_in(value, &at);
                self.chain.clear();
            }
            if section == "components"
                && let Some(Value::Object(sections)) = at.find_mut(root)
            {
                for (key, value) in sections {
                    self.bring_in(value, &at.child(key));
                    self.chain.clear();
                }
            }
        }
    }

    /// A named component that is nothing but a reference is the home of what it refers to.
    fn settle_homes(&mut self, root: &Value) {
        let kinds = [
            Kind::Schema,
            Kind::Parameter,
            Kind::Response,
            Kind::SecurityScheme,
            Kind::RequestBody,
            Kind::Header,
            Kind::Example,
            Kind::Link,
            Kind::Callback,
        ];
        let opened: BTreeMap<Pointer, Target> = self.placed.iter().cloned().collect();
        for kind in kinds {
            let Some(section) = kinds::section(kind, self.dialect) else { continue };
            let at = Pointer::of(section.iter().copied());
            let members = at.find(root).and_then(Value::as_object);
            let named: BTreeMap<&String, &Value> = members.into_iter().flatten().collect();
            for name in named.keys() {
                // A section that is a file of its own gives its members their places too.
                let home = at.child(name);
                if let Some(target) = origin(&opened, &home) {
                    self.homes.entry((kind, target)).or_insert(home);
                }
            }
            self.taken.insert(at.clone(), named.keys().map(|name| (*name).clone()).collect());
            for (name, member) in named {
                let single = member.as_object().filter(|map| map.len() == 1);
                let reference = single.and_then(|map| map.get("$ref")).and_then(Value::as_str);
                if let Some(target) = reference.and_then(|reference| self.target(reference)) {
                    self.homes.entry((kind, target)).or_insert_with(|| at.child(name));
                }
            }
        }
    }

    /// What a reference names in a file that was read.
    fn target(&mut self, reference: &str) -> Option<Target> {
        let (path, pointer) = match paths::read(reference, "")? {
            (Reach::Inside(path), pointer) => (path, pointer),
            (Reach::Outside(path), _) => {
                self.shelf.refuse(&path);
                return None;
            }
        };
        if self.shelf.is_document(&path) {
            return None;
        }
        self.shelf.open(&path, &self.original);
        self.shelf.find(&path, &pointer)?;
        Some((path, pointer))
    }

    fn walk(&mut self, value: &mut Value, spot: Spot, at: &Pointer) {
        let (Spot::One(kind) | Spot::Many(kind)) = spot;
        if kind == Kind::Free {
            return;
        }
        let depth = self.chain.len();
        self.localise(value);
        if value.get("$ref").is_some_and(Value::is_string) {
            let has_section = kinds::section(kind, self.dialect).is_some() && spot == Spot::One(kind);
            if !has_section {
                self.bring_in(value, at);
            } else if self.name(value, kind, at) {
                return;
            }
        }
        if kind == Kind::Mapping {
            self.name_mapped(value);
        }
        match value {
            Value::Object(map) => {
                for (key, member) in map {
                    let inner = match spot {
                        Spot::Many(kind) => Spot::One(kind),
                        Spot::One(kind) => kinds::member(kind, key),
                    };
                    self.walk(member, inner, &at.child(key));
                }
            }
            Value::Array(list) => {
                for (index, item) in list.iter_mut().enumerate() {
                    self.walk(item, Spot::One(kind), &at.index(index));
                }
            }
            _ => {}
        }
        self.chain.truncate(depth);
    }

    /// A reference to the document by its own name is one within it.
    fn localise(&self, value: &mut Value) {
        let reference = value.get("$ref").and_then(Value::as_str).and_then(|text| paths::read(text, ""));
        if let (Some((Reach::Inside(path), pointer)), Value::Object(map)) = (reference, value)
            && path == self.shelf.own
        {
            map.insert("$ref".to_owned(), pointer.to_string().into());
        }
    }

    /// The values of a discriminator's mapping refer to schemas.
    fn name_mapped(&mut self, mapping: &mut Value) {
        for value in mapping.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let Some(target) = value.as_str().map(str::to_owned).and_then(|text| self.target(&text)) else { continue };
            let home = match self.homes.get(&(Kind::Schema, target.clone())) {
                Some(home) => home.clone(),
                None => self.claim(Kind::Schema, target),
            };
            *value = home.to_string().into();
        }
    }

    /// Lets a reference lead to the place of what it names. False where it leads to no file, or where this is the place.
    fn name(&mut self, value: &mut Value, kind: Kind, at: &Pointer) -> bool {
        let Some(target) = value.get("$ref").and_then(Value::as_str).map(str::to_owned) else { return false };
        let Some(target) = self.target(&target) else { return false };
        let key = (kind, target.clone());
        if self.homes.get(&key) == Some(at) {
            self.bring_in(value, at);
            return false;
        }
        let home = match self.homes.get(&key) {
            Some(home) => home.clone(),
            None => self.claim(kind, target),
        };
        if let Value::Object(map) = value {
            map.insert("$ref".to_owned(), home.to_string().into());
        }
        true
    }

    fn claim(&mut self, kind: Kind, target: Target) -> Pointer {
        let section = kinds::section(kind, self.dialect).unwrap_or_default();
        let section = Pointer::of(section.iter().copied());
        let taken = self.taken.entry(section.clone()).or_default();
        let wish = wish(&target);
        let mut name = wish.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{wish}_{number}");
        }
        let home = section.child(&name);
        self.homes.insert((kind, target.clone()), home.clone());
        self.waiting.push_back((kind, target, home.clone()));
        home
    }

    /// Puts what a reference leads to in its place; what stands beside the reference goes before it.
    fn bring_in(&mut self, value: &mut Value, at: &Pointer) {
        while self.chain.len() < LONGEST_CHAIN {
            let Some(reference) = value.get("$ref").and_then(Value::as_str).map(str::to_owned) else { return };
            let Some(target) = self.target(&reference).filter(|target| !self.chain.contains(target)) else { return };
            let Some(found) = self.copy(&target) else { return };
            self.chain.push(target.clone());
            match (value.take(), found) {
                (Value::Object(mut beside), Value::Object(found)) => {
                    beside.shift_remove("$ref");
                    let is_alone = beside.is_empty();
                    for (key, member) in found {
                        if !is_alone && !beside.contains_key(&key) {
                            let inner = (target.0.clone(), target.1.child(&key));
                            self.placed.push((at.child(&key), inner));
                        }
                        beside.entry(key).or_insert(member);
                    }
                    if is_alone {
                        self.placed.push((at.clone(), target));
                    }
                    *value = Value::Object(beside);
                }
                (_, found) => {
                    *value = found;
                    self.placed.push((at.clone(), target));
                }
            }
        }
    }
}

/// Where the value at a pointer was taken from.
fn origin(placed: &BTreeMap<Pointer, Target>, at: &Pointer) -> Option<Target> {
    let mut ancestor = at.clone();
    loop {
        if let (Some((path, pointer)), Some(rest)) = (placed.get(&ancestor), at.below(&ancestor)) {
            return Some((path.clone(), Pointer::parse(&format!("{}{rest}", pointer.as_str()))?));
        }
        ancestor = ancestor.split_last()?.0;
    }
}

/// The name that a value has in its file, or that of the file.
fn wish((path, pointer): &Target) -> String {
    if let Some((_, name)) = pointer.split_last() {
        return name;
    }
    let mut parts = path.rsplit('/').map(|part| part.split_once('.').map_or(part, |(stem, _)| stem));
    let name = parts.by_ref().find(|stem| !stem.is_empty() && !stem.eq_ignore_ascii_case("index"));
    name.unwrap_or("file").to_owned()
}

fn put(root: &mut Value, place: &Pointer, value: Value) {
    let mut slot = root;
    for token in place.tokens() {
        if !slot.is_object() {
            *slot = Value::Object(Map::new());
        }
        let Value::Object(map) = slot else { return };
        slot = map.entry(token).or_insert(Value::Null);
    }
    *slot = value;
}
