//! Alternatives of which one is null: the others may be null.
//!
//! One schema object comes in and is changed in place. It must not go down into other schemas.

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;
use crate::upgrade::trail::Trail;

/// Takes alternatives that are only null out of `anyOf` and `oneOf`.
pub(super) fn convert(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(alternatives)) = schema.get_mut(keyword) else { continue };
        if !alternatives.iter().any(is_null) {
            continue;
        }
        let here = trail.key(keyword);
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
                become_single(schema, single, trail, was, stage);
            }
            (_, Some(last), _) => {
                kept.push(last);
                for (index, was) in places.iter().enumerate() {
                    stage.moved_on(here.index(index).pointer(), was);
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

/// What only one alternative is left of is that one. Its keywords are the schema's own, where none of them clash.
fn become_single(
    schema: &mut Map<String, Value>,
    single: Value,
    trail: &Trail<'_>,
    was: &Pointer,
    stage: &mut Stage<'_>,
) {
    let words = |key: &str| matches!(key, "title" | "description" | "nullable" | "default" | "example" | "examples");
    let single = match single {
        Value::Object(single)
            if !single.contains_key("$ref")
                && single.keys().all(|key| words(key) || !schema.contains_key(key.as_str())) =>
        {
            for (key, value) in single {
                if !schema.contains_key(&key) {
                    stage.moved_on(trail.key(&key).pointer(), &was.child(&key));
                    schema.insert(key, value);
                }
            }
            return super::types::convert(schema, trail, stage);
        }
        single => single,
    };
    let here = trail.key("allOf");
    match schema.get_mut("allOf") {
        Some(Value::Array(parts)) => {
            stage.moved_on(here.index(parts.len()).pointer(), was);
            parts.push(single);
        }
        _ => {
            stage.moved_on(here.index(0).pointer(), was);
            schema.insert("allOf".to_owned(), Value::Array(vec![single]));
        }
    }
}

fn is_null(schema: &Value) -> bool {
    let Value::Object(schema) = schema else { return schema.as_str() == Some("null") };
    let only = |key: &str, value: &Value| {
        let words = ["title", "description", "nullable"];
        schema.get(key) == Some(value) && schema.keys().all(|other| other == key || words.contains(&other.as_str()))
    };
    let types = [json!("null"), json!(["null"]), Value::Null];
    types.iter().any(|word| only("type", word)) || only("const", &Value::Null) || only("enum", &json!([null]))
}
