//! Resolves the references of one document to other files.
//!
//! A value with a component section is added there once, and all references to it point to the component. Any other value
//! replaces its reference.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::kinds::{self, ObjectType, Slot};
use super::paths::{self, FileReference};
use super::{FileCache, count_values};
use crate::document::Dialect;
use crate::pointer::{Origins, Place, Pointer};

/// The maximum length of a chain of inlined references, for protection against cycles.
const MAX_CHAIN: usize = 16;

/// The maximum number of copied values: a constant plus a multiple of the values in the files. Files that reference each
/// other twice would otherwise grow exponentially.
const MAX_VALUES: usize = 100_000;
const MAX_COPIES: usize = 8;

/// A value in a file: the path of the file and the pointer.
type FileLocation = (String, Pointer);

/// The resolver of one document's references to files.
pub(super) struct Inliner<'s> {
    files: FileCache<'s>,
    dialect: Dialect,
    /// The document before changes, for references from files to it.
    original: Value,
    /// The components of referenced values, by type and location in the file.
    components: BTreeMap<(ObjectType, FileLocation), Pointer>,
    /// The names in each component section.
    names: BTreeMap<Pointer, BTreeSet<String>>,
    /// The components whose values are not copied yet.
    pending: VecDeque<(ObjectType, FileLocation, Pointer)>,
    /// The inlined references that contain the current value.
    chain: Vec<FileLocation>,
    /// The copied values with their locations in the files.
    copies: Vec<(Pointer, FileLocation)>,
    /// The number of copied values.
    copied: usize,
}

impl<'s> Inliner<'s> {
    pub(super) fn new(files: FileCache<'s>, dialect: Dialect, root: &Value) -> Self {
        let original = root.clone();
        Self {
            files,
            dialect,
            original,
            components: BTreeMap::new(),
            names: BTreeMap::new(),
            pending: VecDeque::new(),
            copied: 0,
            chain: Vec::new(),
            copies: Vec::new(),
        }
    }

    /// Resolves all references to files, including those in referenced values.
    pub(super) fn inline_files(&mut self, root: &mut Value, origins: &mut Origins) {
        // The first pass collects the referenced values, so that names do not depend on the order of the document.
        self.run_pass(&mut root.clone(), Vec::new());
        let referenced = std::mem::take(&mut self.components).into_keys().collect();
        self.names.clear();
        self.copies.clear();
        self.copied = 0;
        self.run_pass(root, referenced);
        for (to, (path, pointer)) in self.copies.drain(..) {
            origins.record(to, Place::new(self.files.source(&path), pointer));
        }
        for (source, spellings) in self.files.spellings.drain(..) {
            origins.add_spellings(&source, spellings);
        }
    }

    fn run_pass(&mut self, root: &mut Value, referenced: Vec<(ObjectType, FileLocation)>) {
        self.inline_sections(root);
        self.find_components(root);
        for key in referenced {
            if !self.components.contains_key(&key) {
                self.add_component(key.0, key.1);
            }
        }
        self.walk(root, Slot::One(ObjectType::Root), &Pointer::root());
        while let Some((kind, target, component)) = self.pending.pop_front() {
            let Some(mut value) = self.copy(&target) else { continue };
            self.copies.push((component.clone(), target));
            self.walk(&mut value, Slot::One(kind), &component);
            insert(root, &component, value);
        }
    }

    /// Copies a value of a file, unless the limit is reached.
    fn copy(&mut self, target: &FileLocation) -> Option<Value> {
        let value = self.files.find(&target.0, &target.1)?;
        let copied = self.copied + count_values(value);
        if copied > MAX_VALUES + MAX_COPIES * self.files.values {
            return None;
        }
        self.copied = copied;
        Some(value.clone())
    }

    /// Inlines sections that are separate files, because they contain the names of components.
    fn inline_sections(&mut self, root: &mut Value) {
        for section in ["paths", "definitions", "parameters", "responses", "securityDefinitions", "components"] {
            let at = Pointer::from_tokens([section]);
            if let Some(value) = at.find_mut(root) {
                self.inline(value, &at);
                self.chain.clear();
            }
            if section == "components"
                && let Some(Value::Object(sections)) = at.find_mut(root)
            {
                for (key, value) in sections {
                    self.inline(value, &at.child(key));
                    self.chain.clear();
                }
            }
        }
    }

    /// Finds the components that consist of one reference to a file: other references to the value use them.
    fn find_components(&mut self, root: &Value) {
        let kinds = [
            ObjectType::Schema,
            ObjectType::Parameter,
            ObjectType::Response,
            ObjectType::SecurityScheme,
            ObjectType::RequestBody,
            ObjectType::Header,
            ObjectType::Example,
            ObjectType::Link,
            ObjectType::Callback,
        ];
        let inlined: BTreeMap<Pointer, FileLocation> = self.copies.iter().cloned().collect();
        for kind in kinds {
            let Some(section) = kinds::section(kind, self.dialect) else { continue };
            let at = Pointer::from_tokens(section.iter().copied());
            let members = at.find(root).and_then(Value::as_object);
            let named: BTreeMap<&String, &Value> = members.into_iter().flatten().collect();
            for name in named.keys() {
                // The members of an inlined section are components of the values in its file.
                let component = at.child(name);
                if let Some(target) = origin(&inlined, &component) {
                    self.components.entry((kind, target)).or_insert(component);
                }
            }
            self.names.insert(at.clone(), named.keys().map(|name| (*name).clone()).collect());
            for (name, member) in named {
                let single = member.as_object().filter(|map| map.len() == 1);
                let reference = single.and_then(|map| map.get("$ref")).and_then(Value::as_str);
                if let Some(target) = reference.and_then(|reference| self.target(reference)) {
                    self.components.entry((kind, target)).or_insert_with(|| at.child(name));
                }
            }
        }
    }

    /// Returns the location in a file that a reference points to.
    fn target(&mut self, reference: &str) -> Option<FileLocation> {
        let (path, pointer) = match paths::read(reference, "")? {
            (FileReference::Inside(path), pointer) => (path, pointer),
            (FileReference::Outside(path), _) => {
                self.files.report_outside(&path);
                return None;
            }
        };
        if self.files.is_document(&path) {
            return None;
        }
        self.files.open(&path, &self.original);
        self.files.find(&path, &pointer)?;
        Some((path, pointer))
    }

    fn walk(&mut self, value: &mut Value, slot: Slot, at: &Pointer) {
        let (Slot::One(kind) | Slot::Many(kind)) = slot;
        if kind == ObjectType::Free {
            return;
        }
        let depth = self.chain.len();
        self.make_local(value);
        if value.get("$ref").is_some_and(Value::is_string) {
            let has_section = kinds::section(kind, self.dialect).is_some() && slot == Slot::One(kind);
            if !has_section {
                self.inline(value, at);
            } else if self.replace_reference(value, kind, at) {
                return;
            }
        }
        if kind == ObjectType::Mapping {
            self.resolve_mapping(value);
        }
        match value {
            Value::Object(map) => {
                for (key, member) in map {
                    let inner = match slot {
                        Slot::Many(kind) => Slot::One(kind),
                        Slot::One(kind) => kinds::member(kind, key),
                    };
                    self.walk(member, inner, &at.child(key));
                }
            }
            Value::Array(list) => {
                for (index, item) in list.iter_mut().enumerate() {
                    self.walk(item, Slot::One(kind), &at.index(index));
                }
            }
            _ => {}
        }
        self.chain.truncate(depth);
    }

    /// Replaces a reference to the document's own file by a local reference.
    fn make_local(&self, value: &mut Value) {
        let reference = value.get("$ref").and_then(Value::as_str).and_then(|text| paths::read(text, ""));
        if let (Some((FileReference::Inside(path), pointer)), Value::Object(map)) = (reference, value)
            && path == self.files.document_path
        {
            map.insert("$ref".to_owned(), pointer.to_string().into());
        }
    }

    /// Resolves the references in a discriminator's mapping.
    fn resolve_mapping(&mut self, mapping: &mut Value) {
        for value in mapping.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let Some(target) = value.as_str().map(str::to_owned).and_then(|text| self.target(&text)) else { continue };
            let component = match self.components.get(&(ObjectType::Schema, target.clone())) {
                Some(component) => component.clone(),
                None => self.add_component(ObjectType::Schema, target),
            };
            *value = component.to_string().into();
        }
    }

    /// Replaces a reference to a file by a reference to the component. Returns `false` if it does not point to a file, or is the
    /// component itself.
    fn replace_reference(&mut self, value: &mut Value, kind: ObjectType, at: &Pointer) -> bool {
        let Some(target) = value.get("$ref").and_then(Value::as_str).map(str::to_owned) else { return false };
        let Some(target) = self.target(&target) else { return false };
        let key = (kind, target.clone());
        if self.components.get(&key) == Some(at) {
            self.inline(value, at);
            return false;
        }
        let component = match self.components.get(&key) {
            Some(component) => component.clone(),
            None => self.add_component(kind, target),
        };
        if let Value::Object(map) = value {
            map.insert("$ref".to_owned(), component.to_string().into());
        }
        true
    }

    fn add_component(&mut self, kind: ObjectType, target: FileLocation) -> Pointer {
        let section = kinds::section(kind, self.dialect).unwrap_or_default();
        let section = Pointer::from_tokens(section.iter().copied());
        let names = self.names.entry(section.clone()).or_default();
        let preferred = preferred_name(&target);
        let mut name = preferred.clone();
        let mut number = 1;
        while !names.insert(name.clone()) {
            number += 1;
            name = format!("{preferred}_{number}");
        }
        let component = section.child(&name);
        self.components.insert((kind, target.clone()), component.clone());
        self.pending.push_back((kind, target, component.clone()));
        component
    }

    /// Replaces a reference by its target; members next to `$ref` take precedence.
    fn inline(&mut self, value: &mut Value, at: &Pointer) {
        while self.chain.len() < MAX_CHAIN {
            let Some(reference) = value.get("$ref").and_then(Value::as_str).map(str::to_owned) else { return };
            let Some(target) = self.target(&reference).filter(|target| !self.chain.contains(target)) else { return };
            let Some(found) = self.copy(&target) else { return };
            self.chain.push(target.clone());
            match (value.take(), found) {
                (Value::Object(mut siblings), Value::Object(found)) => {
                    siblings.shift_remove("$ref");
                    let is_alone = siblings.is_empty();
                    for (key, member) in found {
                        if !is_alone && !siblings.contains_key(&key) {
                            let inner = (target.0.clone(), target.1.child(&key));
                            self.copies.push((at.child(&key), inner));
                        }
                        siblings.entry(key).or_insert(member);
                    }
                    if is_alone {
                        self.copies.push((at.clone(), target));
                    }
                    *value = Value::Object(siblings);
                }
                (_, found) => {
                    *value = found;
                    self.copies.push((at.clone(), target));
                }
            }
        }
    }
}

/// Returns the location that the value at a pointer was copied from.
fn origin(copies: &BTreeMap<Pointer, FileLocation>, at: &Pointer) -> Option<FileLocation> {
    let mut ancestor = at.clone();
    loop {
        if let (Some((path, pointer)), Some(rest)) = (copies.get(&ancestor), at.below(&ancestor)) {
            return Some((path.clone(), Pointer::parse(&format!("{}{rest}", pointer.as_str()))?));
        }
        ancestor = ancestor.split_last()?.0;
    }
}

/// Returns the last token of the pointer, or the name of the file.
fn preferred_name((path, pointer): &FileLocation) -> String {
    if let Some((_, name)) = pointer.split_last() {
        return name;
    }
    let mut parts = path.rsplit('/').map(|part| part.split_once('.').map_or(part, |(stem, _)| stem));
    let name = parts.by_ref().find(|stem| !stem.is_empty() && !stem.eq_ignore_ascii_case("index"));
    name.unwrap_or("file").to_owned()
}

/// Inserts a value and creates missing parents.
fn insert(root: &mut Value, pointer: &Pointer, value: Value) {
    let mut slot = root;
    for token in pointer.tokens() {
        if !slot.is_object() {
            *slot = Value::Object(Map::new());
        }
        let Value::Object(map) = slot else { return };
        slot = map.entry(token).or_insert(Value::Null);
    }
    *slot = value;
}
