//! Objects with the same fields at several locations, as named schemas.
//!
//! Two schemas are the same object if they have the same field names and their fields agree: a field that was only seen
//! as null, or as an empty list, agrees with any other. A field is required in the named schema if it is in all of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::bodies::{BodyPart, LearnedBody};
use super::naming;
use crate::learn::subschemas;
use crate::spec::Spec;

/// The minimum number of fields of a shared object.
const FIELDS: usize = 3;

/// An object schema that may be at several locations.
#[derive(Debug)]
struct SharedObject {
    schema: Value,
    locations: usize,
    /// The proposed names, by number of locations.
    names: BTreeMap<String, usize>,
    /// The name of the schema, if several locations have it.
    name: Option<String>,
}

/// The candidates by their field names.
#[derive(Debug, Default)]
struct SharedObjects {
    all: Vec<SharedObject>,
    by_fields: BTreeMap<Vec<String>, Vec<usize>>,
}

/// Replaces shared objects in bodies by references, and returns the named schemas in the order of their names.
pub(super) fn extract(bodies: &mut [LearnedBody], spec: &Spec) -> Map<String, Value> {
    let mut candidates = SharedObjects::default();
    for body in bodies.iter_mut() {
        let name = root_name(body);
        candidates.collect(&mut body.schema, &name);
    }
    let mut reserved: BTreeSet<String> = spec.schemas.keys().map(|name| name.to_ascii_lowercase()).collect();
    for candidate in candidates.all.iter_mut().filter(|candidate| candidate.locations > 1) {
        let most = candidate.names.iter().rev().max_by_key(|(_, count)| **count);
        let base = most.map(|(name, _)| name.clone()).unwrap_or_default();
        let numbered = (1_usize..).map(|number| if number == 1 { base.clone() } else { format!("{base}{number}") });
        candidate.name = numbered.into_iter().find(|name| reserved.insert(name.to_ascii_lowercase()));
    }
    for body in bodies.iter_mut() {
        candidates.refer(&mut body.schema);
    }
    let mut named: Vec<(String, Value)> = Vec::new();
    for index in 0..candidates.all.len() {
        let Some(candidate) = candidates.all.get(index) else { continue };
        let Some(name) = candidate.name.clone() else { continue };
        let mut schema = candidate.schema.clone();
        candidates.refer_fields(&mut schema);
        named.push((name, schema));
    }
    named.sort_by(|(a, _), (b, _)| a.cmp(b));
    named.into_iter().collect()
}

fn root_name(body: &LearnedBody) -> String {
    match body.part {
        BodyPart::Response(status, _) if status >= 400 => "Error".to_owned(),
        BodyPart::Response(..) | BodyPart::Request => {
            naming::of_path(&body.path).unwrap_or_else(|| "Response".to_owned())
        }
    }
}

impl SharedObjects {
    /// Adds the objects of a schema, inner ones first.
    fn collect(&mut self, schema: &mut Value, name: &str) {
        let Value::Object(members) = schema else { return };
        for (key, value) in members.iter_mut() {
            match (key.as_str(), value) {
                ("properties", Value::Object(fields)) => {
                    for (field, schema) in fields {
                        let name = naming::of_field(field).unwrap_or_else(|| name.to_owned());
                        self.collect(schema, &name);
                    }
                }
                ("oneOf", Value::Array(variants)) => {
                    variants.iter_mut().for_each(|variant| self.collect(variant, name));
                }
                ("items" | "additionalProperties", schema) => self.collect(schema, name),
                _ => {}
            }
        }
        self.add(schema, name);
    }

    fn add(&mut self, schema: &Value, name: &str) {
        let Some(key) = key(schema) else { return };
        let found = self.find(&key, schema);
        match found.and_then(|(index, merged)| Some((self.all.get_mut(index)?, merged))) {
            Some((candidate, merged)) => {
                candidate.schema = merged;
                candidate.locations += 1;
                *candidate.names.entry(name.to_owned()).or_default() += 1;
            }
            None => {
                let names = BTreeMap::from([(name.to_owned(), 1)]);
                self.by_fields.entry(key).or_default().push(self.all.len());
                self.all.push(SharedObject { schema: schema.clone(), locations: 1, names, name: None });
            }
        }
    }

    /// Returns the candidate that a schema agrees with, and the merged schema.
    fn find(&self, key: &[String], schema: &Value) -> Option<(usize, Value)> {
        let same = self.by_fields.get(key)?.iter();
        same.copied().find_map(|index| Some((index, merge(&self.all.get(index)?.schema, schema)?)))
    }

    /// Replaces shared objects in a schema by references.
    fn refer(&self, schema: &mut Value) {
        let name = key(schema)
            .and_then(|key| self.find(&key, schema))
            .and_then(|(index, _)| self.all.get(index)?.name.clone());
        match name {
            Some(name) => {
                let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
                let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
                *schema = if is_nullable { json!({ "oneOf": [reference], "nullable": true }) } else { reference };
            }
            None => self.refer_fields(schema),
        }
    }

    fn refer_fields(&self, schema: &mut Value) {
        subschemas::for_each(schema, &mut |schema| self.refer(schema));
    }
}

/// Returns the sorted field names of an object with enough of them.
fn key(schema: &Value) -> Option<Vec<String>> {
    let fields = schema.get("properties")?.as_object()?;
    let mut names: Vec<String> = fields.keys().cloned().collect();
    names.sort_unstable();
    (names.len() >= FIELDS).then_some(names)
}

/// Merges two schemas that agree; `None` if they do not.
fn merge(a: &Value, b: &Value) -> Option<Value> {
    let (Value::Object(first), Value::Object(second)) = (a, b) else { return (a == b).then(|| a.clone()) };
    let is_unknown = |schema: &Map<String, Value>| schema.keys().all(|key| key == "nullable");
    let mut merged = if is_unknown(first) {
        second.clone()
    } else if is_unknown(second) {
        first.clone()
    } else {
        merge_known(first, second)?
    };
    let is_nullable = [first, second].iter().any(|schema| schema.is_empty() || schema.get("nullable").is_some());
    if is_nullable && !merged.is_empty() {
        merged.insert("nullable".to_owned(), json!(true));
    }
    Some(Value::Object(merged))
}

fn merge_known(first: &Map<String, Value>, second: &Map<String, Value>) -> Option<Map<String, Value>> {
    let kind = match (first.get("type").and_then(Value::as_str), second.get("type").and_then(Value::as_str)) {
        (Some("integer"), Some("number")) | (Some("number"), Some("integer")) => Some("number"),
        (a, b) if a == b => a,
        _ => return None,
    };
    let mut merged = Map::new();
    merged.extend(kind.map(|kind| ("type".to_owned(), json!(kind))));
    for key in first.keys().chain(second.keys().filter(|key| !first.contains_key(*key))) {
        let value = match (key.as_str(), first.get(key), second.get(key)) {
            ("type" | "nullable", ..) => None,
            ("required", Some(Value::Array(a)), Some(Value::Array(b))) => {
                let both: Vec<Value> = a.iter().filter(|name| b.contains(name)).cloned().collect();
                Some(Value::Array(both)).filter(|_| a.iter().any(|name| b.contains(name)))
            }
            ("properties", Some(Value::Object(a)), Some(Value::Object(b))) => Some(Value::Object(merge_fields(a, b)?)),
            ("items" | "additionalProperties", Some(a), Some(b)) => Some(merge(a, b)?),
            ("oneOf", a, b) if a == b => a.cloned(),
            ("properties" | "items" | "additionalProperties" | "oneOf", ..) => return None,
            // A format or values of only one of them do not hold for both.
            (_, a, b) if a == b => a.cloned(),
            _ => None,
        };
        merged.extend(value.map(|value| (key.clone(), value)));
    }
    Some(merged)
}

fn merge_fields(a: &Map<String, Value>, b: &Map<String, Value>) -> Option<Map<String, Value>> {
    if a.len() != b.len() {
        return None;
    }
    a.iter().map(|(name, schema)| Some((name.clone(), merge(schema, b.get(name)?)?))).collect()
}
