//! Examples of body parameters and responses.
//!
//! In 2.0 they are a map by media type, or a single value; in 3.0 they belong to the media types of `content`.

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::upgrade::context::Context;

/// The examples of a body or response, with the field that contained them.
pub(super) struct MediaTypeExamples {
    field: &'static str,
    value: Value,
}

/// Removes the examples from a body parameter or response.
pub(super) fn remove_from(owner: &mut Map<String, Value>) -> Option<MediaTypeExamples> {
    for field in ["examples", "x-examples", "example", "x-example"] {
        if let Some(value) = owner.shift_remove(field) {
            return Some(MediaTypeExamples { field, value });
        }
    }
    None
}

/// Adds examples to content, and the media types of the examples that it lacks.
pub(super) fn insert(
    examples: Option<MediaTypeExamples>,
    content: &mut Map<String, Value>,
    (now, was): (&Pointer, &Pointer),
    context: &mut Context<'_>,
) {
    let Some(MediaTypeExamples { field, value }) = examples else { return };
    let was = was.child(field);
    match value {
        Value::Object(by_type) if !by_type.is_empty() && by_type.keys().all(|key| key.contains('/')) => {
            let schema = content.values().next().and_then(|entry| entry.get("schema")).cloned();
            for (media_type, example) in by_type {
                let entry = content.entry(media_type.clone()).or_insert_with(|| {
                    let schema = schema.clone().map(|schema| ("schema".to_owned(), schema));
                    Value::Object(schema.into_iter().collect())
                });
                context.moved(now.child(&media_type).child("example"), was.child(&media_type));
                set_example(entry, example);
            }
        }
        Value::Object(empty) if empty.is_empty() => {}
        Value::Null if field.ends_with('s') => {}
        example => {
            if content.is_empty() {
                content.insert("*/*".to_owned(), Value::Object(Map::new()));
            }
            if let Some((media_type, entry)) = content.iter_mut().next() {
                context.moved(now.child(media_type).child("example"), was);
                set_example(entry, example);
            }
        }
    }
}

fn set_example(entry: &mut Value, example: Value) {
    if let Value::Object(entry) = entry {
        entry.insert("example".to_owned(), example);
    }
}
