//! `in: formData` parameters become one request body: an object with a property for each field.
//!
//! The fields come in with the media types that their operation consumes.

use serde_json::{Map, Value, json};

use super::parameters::{take_over, take_schema};
use super::separators::{Place, SEPARATOR, take_style};
use super::shared::Applied;
use super::{take, take_text};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

const MULTIPART: &str = "multipart/form-data";
const URLENCODED: &str = "application/x-www-form-urlencoded";

/// What says of a field that it may be left out, though its description may sound otherwise.
const REQUIRED: &str = "x-required";

/// Upgrades the fields of an operation to a body at `now`; none where there are no fields.
pub(super) fn upgrade(
    fields: Vec<Applied>,
    consumes: &[String],
    now: &Pointer,
    stage: &mut Stage<'_>,
) -> Option<Value> {
    let first = fields.first()?.was.clone();
    let file = fields.iter().any(|field| is_file(&field.value));
    let multipart = file || consumes.iter().any(|media_type| media_type.starts_with("multipart/"));
    let (media_type, place) = if multipart { (MULTIPART, Place::Part) } else { (URLENCODED, Place::Form) };
    let entry = now.child("content").child(media_type);
    stage.moved(now.clone(), first);

    let mut form = Form::default();
    for field in fields {
        form.add(field, place, &entry.child("schema").child("properties"), stage);
    }
    let Form { properties, required, encoding } = form;
    let mut schema = json!({"type": "object", "properties": properties});
    let mut media = Map::new();
    let needed = !required.is_empty();
    if needed && let Value::Object(schema) = &mut schema {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    media.insert("schema".to_owned(), schema);
    if !encoding.is_empty() {
        media.insert("encoding".to_owned(), Value::Object(encoding));
    }
    let mut body = json!({"content": {media_type: media}});
    if needed && let Value::Object(body) = &mut body {
        body.insert("required".to_owned(), true.into());
    }
    Some(body)
}

#[derive(Default)]
struct Form {
    properties: Map<String, Value>,
    required: Vec<Value>,
    encoding: Map<String, Value>,
}

impl Form {
    fn add(&mut self, field: Applied, place: Place, properties: &Pointer, stage: &mut Stage<'_>) {
        let Applied { value: mut field, was, .. } = field;
        let Some(name) = take_text(&mut field, "name").filter(|name| !self.properties.contains_key(name)) else {
            let message = "a form field without a name of its own cannot be sent; it is left out";
            stage.report(Code::UnusableParameter, &was, message, "give the field a `name` that no other field has");
            return;
        };
        field.shift_remove("in");
        let now = properties.child(&name);
        let (mut schema, _) = take_schema(&mut field);
        let style = take_style(&mut field, &mut schema, place, &was, stage);
        if let Some(text) = style.style {
            let mut said = json!({"style": text});
            if let (Some(explode), Value::Object(said)) = (style.explode, &mut said) {
                said.insert("explode".to_owned(), explode.into());
            }
            self.encoding.insert(name.clone(), said);
        }
        if let Some(separator) = style.separator {
            schema.entry(SEPARATOR).or_insert_with(|| separator.to_string().into());
        }
        let needed = take(&mut field, "required");
        if needed == Some(Value::Bool(false)) {
            // A form lists what must be there; that something need not is said nowhere else.
            schema.entry(REQUIRED).or_insert(Value::Bool(false));
        }
        if truth(needed) {
            self.required.push(name.clone().into());
        }
        take_over(&mut field, "x-example", "example", (&now, &was), stage);
        take_over(&mut field, "x-deprecated", "deprecated", (&now, &was), stage);
        stage.moved(now, was);
        let mut property = Map::new();
        if let Some(description) = field.shift_remove("description") {
            property.insert("description".to_owned(), description);
        }
        property.extend(schema);
        for (key, value) in field {
            property.entry(key).or_insert(value);
        }
        self.properties.insert(name, Value::Object(property));
    }
}

fn is_file(field: &Map<String, Value>) -> bool {
    field.get("type").and_then(Value::as_str).is_some_and(|word| word.eq_ignore_ascii_case("file"))
}

fn truth(value: Option<Value>) -> bool {
    match value {
        Some(Value::Bool(truth)) => truth,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}
