//! Examples of bodies and responses find their media type.
//!
//! They come in as 2.0 documents write them: by media type, or one for all. They must not be looked into.

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

/// Examples as they were written, and the member they stood in.
pub(super) struct Examples {
    member: &'static str,
    value: Value,
}

/// Takes the examples out of a body parameter or a response.
pub(super) fn take(owner: &mut Map<String, Value>) -> Option<Examples> {
    for member in ["examples", "x-examples", "example", "x-example"] {
        if let Some(value) = owner.shift_remove(member) {
            return Some(Examples { member, value });
        }
    }
    None
}

/// Puts examples into content. An example for a media type that is not there declares it.
pub(super) fn place(
    examples: Option<Examples>,
    content: &mut Map<String, Value>,
    (now, was): (&Pointer, &Pointer),
    stage: &mut Stage<'_>,
) {
    let Some(Examples { member, value }) = examples else { return };
    let was = was.child(member);
    match value {
        Value::Object(by_type) if !by_type.is_empty() && by_type.keys().all(|key| key.contains('/')) => {
            let schema = content.values().next().and_then(|entry| entry.get("schema")).cloned();
            for (media_type, example) in by_type {
                let entry = content.entry(media_type.clone()).or_insert_with(|| {
                    let schema = schema.clone().map(|schema| ("schema".to_owned(), schema));
                    Value::Object(schema.into_iter().collect())
                });
                stage.moved(now.child(&media_type).child("example"), was.child(&media_type));
                put(entry, example);
            }
        }
        Value::Object(empty) if empty.is_empty() => {}
        Value::Null if member.ends_with('s') => {}
        example => {
            if content.is_empty() {
                content.insert("*/*".to_owned(), Value::Object(Map::new()));
            }
            if let Some((media_type, entry)) = content.iter_mut().next() {
                stage.moved(now.child(media_type).child("example"), was);
                put(entry, example);
            }
        }
    }
}

fn put(entry: &mut Value, example: Value) {
    if let Value::Object(entry) = entry {
        entry.insert("example".to_owned(), example);
    }
}
