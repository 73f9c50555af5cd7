//! Random edits of documents: with the lock, no name of an item that still exists changes, and no name comes to mean
//! another item.
//!
//! Every item is identified by a mark in its description, which the edits keep. The names are those in the client's
//! intermediate representation, so that the keys of the lock are not part of the comparison.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::Text;
use clientsmith::ir::{Api, TypeKind};
use clientsmith::names::lock::NameLock;
use clientsmith::spec::Spec;
use clientsmith::{infer, load, lock, lower, upgrade};
use serde_json::{Map, Value, json};

/// Pseudorandom numbers (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).expect("the remainder is less than the limit")
    }

    fn key(&mut self, map: &Map<String, Value>) -> Option<String> {
        map.keys().nth(self.below(map.len())).cloned()
    }

    /// Returns a text that differs in case or punctuation.
    fn similar(&mut self, text: &str) -> String {
        match self.below(6) {
            0 => text.to_uppercase(),
            1 => text.to_lowercase(),
            2 => format!("{text}_"),
            3 => text.replace('_', "-"),
            4 => text.chars().flat_map(|c| if c.is_uppercase() { vec!['_', c] } else { vec![c] }).collect(),
            _ => format!("{text}2"),
        }
    }

    fn shuffle(&mut self, map: &mut Map<String, Value>) {
        let mut members: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
        for i in (1..members.len()).rev() {
            members.swap(i, self.below(i + 1));
        }
        map.extend(members);
    }

    fn shuffle_list(&mut self, list: &mut [Value]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

fn members<'v>(value: &'v mut Value, path: &[&str]) -> Option<&'v mut Map<String, Value>> {
    path.iter().try_fold(value, |value, key| value.get_mut(*key))?.as_object_mut()
}

/// Puts a mark into the description of every schema, property, operation and parameter.
fn mark(document: &mut Value, next: &mut usize) {
    let mut set = |value: &mut Value, kind: &str| {
        if let Some(value) = value.as_object_mut().filter(|value| !value.contains_key("$ref")) {
            value.insert("description".to_owned(), json!(format!("{kind}{next}.")));
            value.remove("title");
            value.remove("summary");
            *next += 1;
        }
    };
    for schema in members(document, &["components", "schemas"]).into_iter().flat_map(|map| map.values_mut()) {
        set(schema, "schema");
        if let Some(properties) = members(schema, &["properties"]) {
            properties.values_mut().for_each(|property| set(property, "property"));
        }
    }
    for path in members(document, &["paths"]).into_iter().flat_map(|map| map.values_mut()) {
        for method in METHODS {
            let Some(operation) = path.get_mut(method) else { continue };
            set(operation, "operation");
            if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
                parameters.iter_mut().for_each(|parameter| set(parameter, "parameter"));
            }
        }
    }
}

/// Makes one random edit.
fn edit(document: &mut Value, random: &mut Random) {
    if random.below(2) == 0 { edit_schemas(document, random) } else { edit_operations(document, random) }
}

fn edit_schemas(document: &mut Value, random: &mut Random) {
    let Some(schemas) = members(document, &["components", "schemas"]) else { return };
    let Some(name) = random.key(schemas) else { return };
    let similar = random.similar(&name);
    let new = json!({ "type": "object", "properties": { "added": { "type": "string" } } });
    match random.below(7) {
        0 => _ = schemas.entry(similar).or_insert(new),
        1 => _ = schemas.remove(&name),
        2 => random.shuffle(schemas),
        3 => {
            // A schema of another name is another item.
            if !schemas.contains_key(&similar)
                && let Some(mut schema) = schemas.remove(&name)
            {
                schema.as_object_mut().map(|schema| schema.remove("description"));
                schemas.insert(similar, schema);
            }
        }
        _ => _ = schemas.get_mut(&name).map(|schema| edit_schema(schema, random)),
    }
}

fn edit_schema(schema: &mut Value, random: &mut Random) {
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        let text = values.first().and_then(Value::as_str).map(str::to_owned);
        match (random.below(3), text) {
            (0, _) => random.shuffle_list(values),
            (1, _) => values.truncate(values.len().saturating_sub(1).max(1)),
            (_, Some(text)) => values.insert(0, json!(random.similar(&text))),
            (_, None) => {}
        }
        return;
    }
    let required = schema.get("required").cloned();
    let Some(properties) = members(schema, &["properties"]) else { return };
    let Some(name) = random.key(properties) else { return };
    match random.below(4) {
        0 => _ = properties.entry(random.similar(&name)).or_insert(json!({ "type": "string" })),
        1 => _ = properties.remove(&name),
        2 => random.shuffle(properties),
        _ => {
            let mut list = required.and_then(|list| list.as_array().cloned()).unwrap_or_default();
            if !list.contains(&json!(name)) {
                list.insert(0, json!(name));
            }
            random.shuffle_list(&mut list);
            schema.as_object_mut().map(|schema| schema.insert("required".to_owned(), json!(list)));
        }
    }
}

fn edit_operations(document: &mut Value, random: &mut Random) {
    let Some(paths) = members(document, &["paths"]) else { return };
    let Some(path) = random.key(paths) else { return };
    let Some(method) = METHODS.iter().find(|method| paths[&path].get(**method).is_some_and(Value::is_object)) else {
        return;
    };
    let id = paths[&path][*method].get("operationId").and_then(Value::as_str).unwrap_or("call").to_owned();
    let new = json!({ "operationId": random.similar(&id), "responses": { "204": { "description": "Done" } } });
    match random.below(6) {
        0 => _ = paths.insert(format!("/added{}", random.below(1_000)), json!({ "get": new })),
        1 => _ = paths[&path].as_object_mut().map(|item| item.remove(*method)),
        2 => random.shuffle(paths),
        3 => paths[&path][*method]["operationId"] = json!(random.similar(&id)),
        choice => {
            let Some(list) = paths[&path][*method].get_mut("parameters").and_then(Value::as_array_mut) else { return };
            let name = list.first().and_then(|parameter| parameter.get("name")?.as_str()).unwrap_or("limit").to_owned();
            if choice == 4 {
                return random.shuffle_list(list);
            }
            let name = random.similar(&name);
            let location = ["query", "header"][random.below(2)];
            if !list.iter().any(|parameter| parameter.get("name") == Some(&json!(name))) {
                list.insert(
                    0,
                    json!({ "name": name, "in": location, "required": true, "schema": { "type": "string" } }),
                );
            }
        }
    }
}

/// Returns the client of a document, or nothing if the document has errors.
fn lowered(document: &Value, locked: &NameLock) -> Option<Api> {
    let mut diagnostics = Diagnostics::default();
    let text = Text { name: "edited.json".to_owned(), bytes: document.to_string().into_bytes() };
    let document = load::documents(&text, &mut diagnostics).pop()?;
    let document = upgrade::upgrade(document, &mut diagnostics, &mut Default::default());
    let spec = Spec::read(&document, &mut diagnostics);
    let inferences = infer::conclude(&spec, infer::Certainty::default());
    let (api, _) = lower::lower("edited", &[], &spec, &inferences, locked, &mut diagnostics);
    (!diagnostics.has_errors()).then_some(api)
}

/// Returns the mark of an item of a kind.
fn mark_of(docs: &[String], kind: &str) -> Option<String> {
    let text = docs.iter().find(|text| text.starts_with(kind))?;
    text.split_once('.').map(|(mark, _)| mark.to_owned())
}

/// Returns the Rust names of all items by their marks; values of enumerations also by their names on the wire.
fn names(api: &Api, document: &Value) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut add = |mark: Option<String>, name: String| _ = mark.map(|mark| names.entry(mark).or_insert(name));
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        let mark = mark_of(operation.description.as_slice(), "operation");
        add(mark.clone(), format!("fn {}", operation.method_name.rust()));
        add(mark.map(|mark| format!("{mark} type")), format!("operations::{}", operation.type_name.rust()));
        for parameter in &operation.parameters {
            let owner = operation.method_name.rust();
            add(mark_of(&parameter.docs, "parameter"), format!("fn {owner}({})", parameter.name.rust()));
        }
    }
    let is_named = |name: &str| document["components"]["schemas"].get(name).is_some();
    // Types of inline schemas come later; several of them can contain the same schema.
    for def in api.types.defs.iter().filter(|def| is_named(def.name.wire())) {
        let (Some(mark), owner) = (mark_of(&def.docs, "schema"), def.name.rust()) else { continue };
        add(Some(mark.clone()), owner.to_owned());
        match &def.kind {
            TypeKind::Struct(body) => {
                for field in &body.fields {
                    // A field of `allOf` is part of several structs.
                    let mark = mark_of(&field.docs, "property").map(|field| format!("{field} in {owner}"));
                    add(mark, format!("{owner}.{}", field.name.rust()));
                }
            }
            TypeKind::Enum(body) => {
                for variant in &body.variants {
                    add(Some(format!("{mark} {}", variant.wire())), format!("{owner}::{}", variant.rust()));
                }
            }
            TypeKind::LiteralEnum(_) | TypeKind::Union(_) | TypeKind::Newtype(_) | TypeKind::Alias(_) => {}
        }
    }
    names
}

/// Edits a document several times, and compares the names after each edit with those of all states before.
fn check(path: &str, document: &Value, seed: u64, edits: usize) {
    let mut document = document.clone();
    let (mut random, mut next) = (Random(seed), 0);
    mark(&mut document, &mut next);
    let Some(mut api) = lowered(&document, &NameLock::default()) else { return };
    let mut locked = lock::collect(&api, &NameLock::default());
    let mut known = names(&api, &document);
    for number in 0..edits {
        edit(&mut document, &mut random);
        let Some(edited) = lowered(&document, &locked) else { return };
        api = edited;
        let mut collected = lock::collect(&api, &locked);
        collected.retire(&locked);
        locked = collected;
        let now = names(&api, &document);
        let mut owners: BTreeMap<String, String> =
            known.iter().map(|(mark, name)| (name.clone(), mark.clone())).collect();
        for (mark, name) in &now {
            let before = known.get(mark).unwrap_or(name);
            assert_eq!(before, name, "{mark} after edit {number} of seed {seed} of {path}");
            let owner = owners.entry(name.clone()).or_insert_with(|| mark.clone());
            assert_eq!(owner, mark, "the meaning of {name} after edit {number} of seed {seed} of {path}");
        }
        known.extend(now);
    }
}

fn read(path: &Path) -> Option<Value> {
    let text = Text { name: "document".to_owned(), bytes: fs::read(path).ok()? };
    load::read(&text, &mut Diagnostics::default()).into_iter().next()
}

#[test]
fn names_survive_random_edits() {
    insta::glob!("../fixtures/emit", "*.yaml", |path| {
        let document = read(path).expect("the fixture is YAML");
        (0..3).for_each(|seed| check(&path.display().to_string(), &document, seed, 8));
    });
}

/// Checks 60 documents of the directory in `CLIENTSMITH_CORPUS`, with 20 edits each.
#[test]
#[ignore = "needs a directory of API descriptions in CLIENTSMITH_CORPUS"]
fn names_survive_random_edits_of_real_documents() {
    let Ok(directory) = std::env::var("CLIENTSMITH_CORPUS") else {
        return eprintln!("skipped: CLIENTSMITH_CORPUS is not set");
    };
    let entries = fs::read_dir(&directory).expect("the directory can be read");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let is_small =
        |path: &PathBuf| path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() < 600_000);
    let documents: Vec<(PathBuf, Value)> = paths
        .into_iter()
        .filter(is_small)
        .filter_map(|path| read(&path).map(|document| (path, document)))
        .filter(|(_, document)| document.get("openapi").is_some())
        .take(60)
        .collect();
    assert!(!documents.is_empty(), "{directory} has no OpenAPI documents");
    for (i, (path, document)) in documents.iter().enumerate() {
        check(&path.display().to_string(), document, i as u64, 20);
    }
    eprintln!("{} documents", documents.len());
}
