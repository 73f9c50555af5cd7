//! Conversion of `in: body` parameters to a request body.
//!
//! The name of the parameter has no counterpart in 3.0 and is kept as `x-body-name`. An HTTP request has one body: several
//! body parameters become the properties of one object.

use serde_json::{Map, Value, json};

use super::parameters::extract_schema;
use super::shared::ResolvedParameter;
use super::{examples, remove, remove_text};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::object_model::is_extension;

/// Converts a body parameter at `was` to a request body at `now`.
pub(super) fn upgrade(
    mut parameter: Map<String, Value>,
    consumes: &[String],
    (now, was): (&Pointer, &Pointer),
    context: &mut Context<'_>,
) -> Value {
    parameter.shift_remove("in");
    let name = remove_text(&mut parameter, "name").filter(|name| !is_placeholder(name));
    let other_schema = match parameter.get("schema") {
        // Schemas of other types are converted later.
        Some(schema) if !schema.is_object() && !schema.is_null() => remove(&mut parameter, "schema"),
        _ => None,
    };
    let (schema, given) = extract_schema(&mut parameter);
    let at = if given || other_schema.is_some() { was.child("schema") } else { was.clone() };
    let schema = other_schema.unwrap_or(Value::Object(schema));
    let examples = examples::remove_from(&mut parameter);

    let mut body = Map::new();
    for key in ["description", "required"] {
        if let Some(value) = remove(&mut parameter, key) {
            body.insert(key.to_owned(), value);
        }
    }
    let json = ["application/json".to_owned()];
    let media_types = if consumes.is_empty() { &json } else { consumes };
    let mut content = content(schema, media_types, &at, &now.child("content"), context);
    examples::insert(examples, &mut content, (&now.child("content"), was), context);
    body.insert("content".to_owned(), Value::Object(content));
    if let Some(name) = name {
        body.insert("x-body-name".to_owned(), name.into());
    }
    body.extend(parameter.into_iter().filter(|(key, _)| is_extension(key)));
    context.moved(now.clone(), was.clone());
    Value::Object(body)
}

/// Returns content with the same schema for each media type.
pub(super) fn content(
    schema: Value,
    media_types: &[String],
    was: &Pointer,
    now: &Pointer,
    context: &mut Context<'_>,
) -> Map<String, Value> {
    let mut content = Map::new();
    let mut schema = Some(schema);
    for (index, media_type) in media_types.iter().enumerate() {
        context.moved(now.child(media_type).child("schema"), was.clone());
        let last = index + 1 == media_types.len();
        let schema = if last { schema.take() } else { schema.clone() };
        let entry = Map::from_iter([("schema".to_owned(), schema.unwrap_or_default())]);
        content.insert(media_type.clone(), Value::Object(entry));
    }
    content
}

/// Returns true if a name is empty or the text that some tools write for a missing name.
pub(super) fn is_placeholder(name: &str) -> bool {
    name.trim().is_empty() || name.trim().eq_ignore_ascii_case("no name")
}

/// Merges several body parameters into one request body at `now`, with a property for each. Returns `None` if there are
/// fewer than two, or if their names are missing or not unique.
pub(super) fn merge(
    all: &[ResolvedParameter],
    consumes: &[String],
    now: &Pointer,
    context: &mut Context<'_>,
) -> Option<Value> {
    let (first, rest) = all.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut moves: Vec<PropertyMove> = Vec::new();
    for body in all {
        let mut value = body.value.clone();
        let name = remove_text(&mut value, "name").filter(|name| !is_placeholder(name))?;
        if value.get("required").and_then(Value::as_bool) == Some(true) {
            required.push(Value::from(name.as_str()));
        }
        let (mut schema, given) = extract_schema(&mut value);
        if let Some(description) = remove_text(&mut value, "description")
            && !schema.contains_key("$ref")
            && !schema.contains_key("description")
        {
            schema.insert("description".to_owned(), description.into());
            let now = vec![name.clone(), "description".to_owned()];
            moves.push(PropertyMove { now, was: body.was.child("description") });
        }
        let was = if given { body.was.child("schema") } else { body.was.clone() };
        moves.push(PropertyMove { now: vec![name.clone()], was });
        if properties.insert(name, Value::Object(schema)).is_some() {
            return None;
        }
    }
    let mut schema = json!({"type": "object", "properties": properties});
    let needed = !required.is_empty();
    if needed && let Value::Object(schema) = &mut schema {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    report_merged(first, rest, &schema, context);
    let mut parameter = Map::from_iter([("schema".to_owned(), schema)]);
    if needed {
        parameter.insert("required".to_owned(), true.into());
    }
    let body = upgrade(parameter, consumes, (now, &first.was), context);
    for media_type in body.get("content").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
        let properties = now.child("content").child(media_type).child("schema").child("properties");
        for PropertyMove { now, was } in &moves {
            context.moved(now.iter().fold(properties.clone(), |at, token| at.child(token)), was.clone());
        }
    }
    Some(body)
}

/// New location of a value, relative to the properties of the merged body, and its old location.
struct PropertyMove {
    now: Vec<String>,
    was: Pointer,
}

fn report_merged(first: &ResolvedParameter, rest: &[ResolvedParameter], schema: &Value, context: &mut Context<'_>) {
    let names = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let message = format!("several body parameters ({}); merged into one object", names.join(", "));
    let help = "declare one `in: body` parameter with an object schema";
    for body in rest {
        context.report(Code::SecondBody, &body.was, message.clone(), help);
    }
    let was = Value::Array(std::iter::once(first).chain(rest).map(|body| Value::Object(body.value.clone())).collect());
    context.repair("bodies-joined", &first.was, Some(was), Some(schema.clone()));
}
