//! Schemas of bodies and headers that have examples and no schema.
//!
//! Works on the document of OpenAPI 3.0, so that later stages see the schemas as declared ones. Schemas that the document
//! declares are not changed. Examples are `example`, `examples` and `x-example`; a text that is JSON counts as its value
//! in JSON media types.

use serde_json::{Map, Value};

use super::invented::is_other_type;
use super::named::NamedObjects;
use super::{Learned, Shape, subschemas};
use crate::document::Document;
use crate::pointer::Pointer;
use crate::repairs::{Evidence, Repair, Repairs};

/// The rule in the ledger.
pub const RULE: &str = "schema-from-examples";

/// The maximum length of a quotation, in characters.
const QUOTE: usize = 80;

/// Declares the schemas of examples, and records each as a repair.
pub fn declare(document: &mut Document, repairs: &mut Repairs) {
    let mut found = Vec::new();
    let root = &document.root;
    for path in members(root, &Pointer::from_tokens(["paths"])) {
        for operation in members(root, &path) {
            let body = operation.child("requestBody");
            find_in_content(root, &body, &mut found);
            for response in members(root, &operation.child("responses")) {
                find_in_response(root, &response, &mut found);
            }
        }
    }
    for response in members(root, &Pointer::from_tokens(["components", "responses"])) {
        find_in_response(root, &response, &mut found);
    }
    for body in members(root, &Pointer::from_tokens(["components", "requestBodies"])) {
        find_in_content(root, &body, &mut found);
    }
    if found.is_empty() {
        return;
    }
    let named = NamedObjects::new(root);
    let learned: Vec<(BodyExamples, Value)> = found
        .into_iter()
        .map(|samples| {
            let mut schema = schema(&samples.shape);
            named.refer(&mut schema);
            (samples, schema)
        })
        .collect();
    for (BodyExamples { holder, examples, .. }, schema) in learned {
        if let Some(Value::Object(members)) = holder.find_mut(&mut document.root) {
            members.insert("schema".to_owned(), schema.clone());
        }
        let quoted = |(pointer, quote)| Evidence { place: document.place(&pointer), quote };
        let evidence = examples.into_iter().map(quoted).collect();
        let place = document.place(&holder.child("schema"));
        repairs.push(Repair { rule: RULE, place, before: None, after: Some(schema), evidence });
    }
}

/// The examples of a media type or header.
struct BodyExamples {
    /// The pointer to the media type or header.
    holder: Pointer,
    shape: Shape,
    /// The pointers to the examples, with quotations.
    examples: Vec<(Pointer, String)>,
}

fn find_in_response(root: &Value, response: &Pointer, found: &mut Vec<BodyExamples>) {
    find_in_content(root, response, found);
    for header in members(root, &response.child("headers")) {
        found.extend(samples(root, header, false));
    }
}

fn find_in_content(root: &Value, holder: &Pointer, found: &mut Vec<BodyExamples>) {
    for media in members(root, &holder.child("content")) {
        let name = media.split_last().map(|(_, name)| name.to_ascii_lowercase()).unwrap_or_default();
        let essence = name.split(';').next().unwrap_or_default().trim();
        if essence.ends_with("/json") || essence.ends_with("+json") || essence == "*/*" {
            found.extend(samples(root, media, true));
        }
    }
}

/// Returns the pointers to the members of an object that are objects. Extensions are among them, and have no content.
fn members(root: &Value, pointer: &Pointer) -> Vec<Pointer> {
    let object = pointer.find(root).and_then(Value::as_object);
    let objects = object.into_iter().flatten().filter(|(_, member)| member.is_object());
    objects.map(|(key, _)| pointer.child(key)).collect()
}

/// Returns the examples of a media type or header without a schema, unless they show nothing.
fn samples(root: &Value, holder: Pointer, is_json: bool) -> Option<BodyExamples> {
    let object = holder.find(root)?.as_object()?;
    let is_untyped = object.get("schema").is_none_or(|schema| schema.as_object().is_some_and(Map::is_empty));
    if !is_untyped || object.contains_key("$ref") {
        return None;
    }
    let (mut shape, mut quotes) = (Shape::default(), Vec::new());
    for (pointer, value) in examples(root, &holder, object) {
        let Some(value) = sample(value, is_json) else { continue };
        quotes.push((pointer, quote(&value)));
        shape.add(&with_unknown_scalars(value));
    }
    let shows_nothing = schema(&shape).as_object().is_some_and(Map::is_empty);
    (!shows_nothing).then_some(BodyExamples { holder, shape, examples: quotes })
}

/// Returns the shape of the examples of a JSON media type, with or without a schema.
pub(super) fn shape(root: &Value, holder: &Pointer) -> Option<Shape> {
    let object = holder.find(root)?.as_object()?;
    let values = examples(root, holder, object);
    let samples = values.into_iter().filter_map(|(_, value)| sample(value, true)).map(with_unknown_scalars);
    let samples: Vec<Value> = samples.collect();
    (!samples.is_empty()).then(|| Shape::from_samples(&samples))
}

/// Returns the examples of a media type or header, with their pointers.
fn examples<'v>(root: &'v Value, holder: &Pointer, object: &'v Map<String, Value>) -> Vec<(Pointer, &'v Value)> {
    let mut examples = Vec::new();
    for key in ["example", "x-example"] {
        examples.extend(object.get(key).map(|value| (holder.child(key), value)));
    }
    for key in ["examples", "x-examples"] {
        for (name, example) in object.get(key).and_then(Value::as_object).into_iter().flatten() {
            let pointer = holder.child(key).child(name);
            match resolved(root, example).get("value") {
                Some(value) => examples.push((pointer.child("value"), value)),
                None if key == "x-examples" => examples.push((pointer, example)),
                None => {}
            }
        }
    }
    examples
}

/// Follows the reference of an example.
fn resolved<'v>(root: &'v Value, example: &'v Value) -> &'v Value {
    let reference = example.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
    reference.and_then(Pointer::parse).and_then(|pointer| pointer.find(root)).unwrap_or(example)
}

/// Returns the value of an example. A header's text has no type, and a body's text can be JSON.
fn sample(value: &Value, is_json: bool) -> Option<Value> {
    match value {
        Value::String(text) if is_json => {
            // Other texts can be words about the body.
            let is_structure = text.trim_start().starts_with(['{', '[']);
            is_structure.then(|| serde_json::from_str(text).ok()).flatten()
        }
        Value::String(_) | Value::Array(_) | Value::Object(_) if !is_json => None,
        value => Some(value.clone()),
    }
}

/// Replaces values whose type their author's text does not show by null: `true`, `false` and names of types such as
/// `integer` as text, and numbers as text in an example without other numbers and booleans, whose author quoted all values.
pub(super) fn with_unknown_scalars(mut example: Value) -> Value {
    if example.is_object() || example.is_array() {
        let is_unknown: fn(&str) -> bool = if has_scalars(&example) { is_unknown_text } else { is_quoted };
        remove_texts(&mut example, is_unknown);
    }
    example
}

/// Returns true if an example contains numbers or booleans.
fn has_scalars(value: &Value) -> bool {
    match value {
        Value::Bool(_) | Value::Number(_) => true,
        Value::Array(items) => items.iter().any(has_scalars),
        Value::Object(fields) => fields.values().any(has_scalars),
        Value::Null | Value::String(_) => false,
    }
}

fn remove_texts(value: &mut Value, is_unknown: fn(&str) -> bool) {
    match value {
        Value::String(text) if is_unknown(text) => *value = Value::Null,
        Value::Array(items) => items.iter_mut().for_each(|item| remove_texts(item, is_unknown)),
        Value::Object(fields) => fields.values_mut().for_each(|field| remove_texts(field, is_unknown)),
        _ => {}
    }
}

fn is_unknown_text(text: &str) -> bool {
    matches!(text, "true" | "false") || is_other_type(text)
}

fn is_quoted(text: &str) -> bool {
    is_unknown_text(text) || (text.len() < 19 && text.parse::<i64>().is_ok() && !text.starts_with('+'))
}

/// Returns the schema of examples. Authors show complete objects, so that nothing is required, and choose the values, so
/// that they are no enum.
pub(super) fn schema(shape: &Shape) -> Value {
    let mut schema = Learned::new(shape).schema;
    ["required", "enum"].into_iter().for_each(|keyword| subschemas::remove_keyword(&mut schema, keyword));
    schema
}

fn quote(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
