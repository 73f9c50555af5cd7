//! As much of Swagger 2.0 as these checks need: text into a document whose parameters have schemas and whose form
//! fields are properties, with the way back to where they were written.

use generator::document::{Dialect, Document};
use generator::pointer::{Origins, Place, Pointer, Source};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Every description in a YAML text.
pub fn documents(name: &str, bytes: &[u8]) -> Vec<Document> {
    let values = serde_yaml::Deserializer::from_slice(bytes).filter_map(|one| serde_yaml::Value::deserialize(one).ok());
    values.map(plain).filter(Value::is_object).map(|root| document(name, root)).collect()
}

fn plain(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Mapping(members) => {
            let key = |key: serde_yaml::Value| match key {
                serde_yaml::Value::String(text) => text,
                other => serde_json::to_string(&plain(other)).unwrap_or_default(),
            };
            Value::Object(members.into_iter().map(|(name, value)| (key(name), plain(value))).collect())
        }
        serde_yaml::Value::Sequence(items) => items.into_iter().map(plain).collect(),
        serde_yaml::Value::Tagged(tagged) => plain(tagged.value),
        other => serde_json::to_value(other).unwrap_or(Value::Null),
    }
}

fn document(name: &str, mut root: Value) -> Document {
    let source = Source::new(name);
    let mut origins = Origins::unmoved(&source);
    let swagger = root.get("swagger").is_some();
    let paths = root.get_mut("paths").and_then(Value::as_object_mut).filter(|_| swagger);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Value::Object(operation) = operation {
                rewrite(operation, &Pointer::of(["paths", path, method]), &source, &mut origins);
            }
        }
    }
    Document { source, dialect: Dialect::OpenApi30, root, origins }
}

fn rewrite(operation: &mut Map<String, Value>, at: &Pointer, source: &Source, origins: &mut Origins) {
    let parameters = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let (mut kept, mut fields) = (Vec::new(), Map::new());
    let content = at.child("requestBody").child("content").child("application/x-www-form-urlencoded");
    for (i, parameter) in parameters.into_iter().enumerate() {
        let was = Place { source: source.clone(), pointer: at.child("parameters").index(i) };
        let Value::Object(mut members) = parameter else { continue };
        let name = members.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        match members.get("in").and_then(Value::as_str) {
            Some("formData") => {
                origins.record(content.child("schema").child("properties").child(&name), was);
                members.shift_remove("in");
                members.shift_remove("name");
                members.shift_remove("required");
                fields.insert(name, Value::Object(members));
            }
            Some("query" | "path" | "header") => {
                let now = at.child("parameters").index(kept.len());
                origins.record(now.child("schema"), was.clone());
                origins.record(now, was);
                let schema: Map<String, Value> = ["type", "format", "items", "enum", "default", "minimum", "maximum"]
                    .iter()
                    .filter_map(|key| Some(((*key).to_owned(), members.shift_remove(*key)?)))
                    .collect();
                members.insert("schema".into(), Value::Object(schema));
                kept.push(Value::Object(members));
            }
            _ => {}
        }
    }
    operation.insert("parameters".into(), Value::Array(kept));
    if !fields.is_empty() {
        let schema = json!({ "properties": fields });
        let media = json!({ "application/x-www-form-urlencoded": { "schema": schema } });
        operation.insert("requestBody".into(), json!({ "content": media }));
    }
}
