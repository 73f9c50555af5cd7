//! Conversion of `anyOf` and `oneOf` with a null alternative to `nullable`.

use serde_json::{Map, Value, json};

use crate::pointer::PathStack;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;

/// Removes the null alternatives from the `anyOf` and `oneOf` of one schema object.
pub(super) fn convert(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(alternatives)) = schema.get_mut(keyword) else { continue };
        if !alternatives.iter().any(is_null) {
            continue;
        }
        let here = path.key(keyword);
        let mut kept: Vec<Value> = Vec::with_capacity(alternatives.len());
        let mut places = Vec::new();
        for (index, alternative) in std::mem::take(alternatives).into_iter().enumerate() {
            if !is_null(&alternative) {
                places.push(here.index(index).pointer());
                kept.push(alternative);
            }
        }
        schema.insert("nullable".to_owned(), true.into());
        match (kept.len(), kept.pop(), places.first()) {
            (1, Some(single), Some(was)) => {
                schema.shift_remove(keyword);
                inline_single(schema, single, path, was, context);
            }
            (_, Some(last), _) => {
                kept.push(last);
                for (index, was) in places.iter().enumerate() {
                    context.moved_on(here.index(index).pointer(), was);
                }
                schema.insert(keyword.to_owned(), Value::Array(kept));
            }
            _ => {
                schema.shift_remove(keyword);
                schema.entry("enum").or_insert_with(|| json!([null]));
            }
        }
    }
}

/// Moves the keywords of the only remaining alternative to the schema, or into its `allOf` if they conflict.
fn inline_single(
    schema: &mut Map<String, Value>,
    single: Value,
    path: &PathStack<'_>,
    was: &Pointer,
    context: &mut Context<'_>,
) {
    let is_annotation =
        |key: &str| matches!(key, "title" | "description" | "nullable" | "default" | "example" | "examples");
    let single = match single {
        Value::Object(single)
            if !single.contains_key("$ref")
                && single.keys().all(|key| is_annotation(key) || !schema.contains_key(key.as_str())) =>
        {
            for (key, value) in single {
                if !schema.contains_key(&key) {
                    context.moved_on(path.key(&key).pointer(), &was.child(&key));
                    schema.insert(key, value);
                }
            }
            return super::types::convert(schema, path, context);
        }
        single => single,
    };
    let here = path.key("allOf");
    match schema.get_mut("allOf") {
        Some(Value::Array(parts)) => {
            context.moved_on(here.index(parts.len()).pointer(), was);
            parts.push(single);
        }
        _ => {
            context.moved_on(here.index(0).pointer(), was);
            schema.insert("allOf".to_owned(), Value::Array(vec![single]));
        }
    }
}

/// Returns true if a schema allows only null.
fn is_null(schema: &Value) -> bool {
    let Value::Object(schema) = schema else { return schema.as_str() == Some("null") };
    let only = |key: &str, value: &Value| {
        let annotations = ["title", "description", "nullable"];
        schema.get(key) == Some(value)
            && schema.keys().all(|other| other == key || annotations.contains(&other.as_str()))
    };
    let types = [json!("null"), json!(["null"]), Value::Null];
    types.iter().any(|word| only("type", word)) || only("const", &Value::Null) || only("enum", &json!([null]))
}
