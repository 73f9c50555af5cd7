//! An `in: body` parameter becomes a request body.
//!
//! The parameter comes in with the media types that its operation consumes. Its name, which 3.0 has no place for, is
//! kept as `x-body-name`.

use serde_json::{Map, Value};

use super::parameters::take_schema;
use super::{examples, take, take_text};
use crate::pointer::Pointer;
use crate::upgrade::shape::is_extension;
use crate::upgrade::stage::Stage;

/// Upgrades a body from `was` to `now`.
pub(super) fn upgrade(
    mut parameter: Map<String, Value>,
    consumes: &[String],
    (now, was): (&Pointer, &Pointer),
    stage: &mut Stage<'_>,
) -> Value {
    parameter.shift_remove("in");
    let name = take_text(&mut parameter, "name").filter(|name| !is_placeholder(name));
    let odd = match parameter.get("schema") {
        // What is no map is a schema in some other spelling.
        Some(schema) if !schema.is_object() && !schema.is_null() => take(&mut parameter, "schema"),
        _ => None,
    };
    let (schema, given) = take_schema(&mut parameter);
    let at = if given || odd.is_some() { was.child("schema") } else { was.clone() };
    let schema = odd.unwrap_or(Value::Object(schema));
    let examples = examples::take(&mut parameter);

    let mut body = Map::new();
    for key in ["description", "required"] {
        if let Some(value) = take(&mut parameter, key) {
            body.insert(key.to_owned(), value);
        }
    }
    let json = ["application/json".to_owned()];
    let media_types = if consumes.is_empty() { &json } else { consumes };
    let mut content = content(schema, media_types, &at, &now.child("content"), stage);
    examples::place(examples, &mut content, (&now.child("content"), was), stage);
    body.insert("content".to_owned(), Value::Object(content));
    if let Some(name) = name {
        body.insert("x-body-name".to_owned(), name.into());
    }
    body.extend(parameter.into_iter().filter(|(key, _)| is_extension(key)));
    stage.moved(now.clone(), was.clone());
    Value::Object(body)
}

/// One entry with the schema for each media type.
pub(super) fn content(
    schema: Value,
    media_types: &[String],
    was: &Pointer,
    now: &Pointer,
    stage: &mut Stage<'_>,
) -> Map<String, Value> {
    let mut content = Map::new();
    let mut schema = Some(schema);
    for (index, media_type) in media_types.iter().enumerate() {
        stage.moved(now.child(media_type).child("schema"), was.clone());
        let last = index + 1 == media_types.len();
        let schema = if last { schema.take() } else { schema.clone() };
        let entry = Map::from_iter([("schema".to_owned(), schema.unwrap_or_default())]);
        content.insert(media_type.clone(), Value::Object(entry));
    }
    content
}

/// Tools that find no name for a parameter write one that says so.
pub(super) fn is_placeholder(name: &str) -> bool {
    name.trim().is_empty() || name.trim().eq_ignore_ascii_case("no name")
}
