//! Conversion of `in: formData` parameters to a request body: an object with a property for each field.

use serde_json::{Map, Value, json};

use super::collection_format::{ListLocation, SEPARATOR, extract_style};
use super::parameters::{extract_schema, rename_extension};
use super::shared::ResolvedParameter;
use super::{remove, remove_text};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;

const MULTIPART: &str = "multipart/form-data";
const URLENCODED: &str = "application/x-www-form-urlencoded";

/// The extension that marks a field as optional, whatever its description suggests.
const REQUIRED: &str = "x-required";

/// Converts the form fields of an operation to a request body at `now`; returns `None` without fields.
pub(super) fn upgrade(
    fields: Vec<ResolvedParameter>,
    consumes: &[String],
    now: &Pointer,
    context: &mut Context<'_>,
) -> Option<Value> {
    let first = fields.first()?.was.clone();
    let file = fields.iter().any(|field| is_file(&field.value));
    let multipart = file || consumes.iter().any(|media_type| media_type.starts_with("multipart/"));
    let (media_type, place) =
        if multipart { (MULTIPART, ListLocation::Part) } else { (URLENCODED, ListLocation::Form) };
    let entry = now.child("content").child(media_type);
    context.moved(now.clone(), first);

    let mut form = FormSchema::default();
    for field in fields {
        form.add(field, place, &entry.child("schema").child("properties"), context);
    }
    let FormSchema { properties, required, encoding } = form;
    let mut schema = json!({"type": "object", "properties": properties});
    let mut media = Map::new();
    let is_required = !required.is_empty();
    if is_required && let Value::Object(schema) = &mut schema {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    media.insert("schema".to_owned(), schema);
    if !encoding.is_empty() {
        media.insert("encoding".to_owned(), Value::Object(encoding));
    }
    let mut body = json!({"content": {media_type: media}});
    if is_required && let Value::Object(body) = &mut body {
        body.insert("required".to_owned(), true.into());
    }
    Some(body)
}

/// The object schema of a form, and the encoding of its fields.
#[derive(Default)]
struct FormSchema {
    properties: Map<String, Value>,
    required: Vec<Value>,
    encoding: Map<String, Value>,
}

impl FormSchema {
    /// Adds a form field as a property.
    fn add(&mut self, field: ResolvedParameter, place: ListLocation, properties: &Pointer, context: &mut Context<'_>) {
        let ResolvedParameter { value: mut field, was, .. } = field;
        let Some(name) = remove_text(&mut field, "name").filter(|name| !self.properties.contains_key(name)) else {
            let message = "the form field has no name, or that of another field; ignored";
            context.report(Code::UnusableParameter, &was, message, "give the field a unique `name`");
            return;
        };
        field.shift_remove("in");
        let now = properties.child(&name);
        let (mut schema, _) = extract_schema(&mut field);
        let style = extract_style(&mut field, &mut schema, place, &was, context);
        if let Some(text) = style.style {
            let mut encoding = json!({"style": text});
            if let (Some(explode), Value::Object(encoding)) = (style.explode, &mut encoding) {
                encoding.insert("explode".to_owned(), explode.into());
            }
            self.encoding.insert(name.clone(), encoding);
        }
        if let Some(separator) = style.separator {
            schema.entry(SEPARATOR).or_insert_with(|| separator.to_string().into());
        }
        let required = remove(&mut field, "required");
        if required == Some(Value::Bool(false)) {
            // The `required` array of the object does not distinguish optional from unspecified.
            schema.entry(REQUIRED).or_insert(Value::Bool(false));
        }
        if is_true(required) {
            self.required.push(name.clone().into());
        }
        rename_extension(&mut field, "x-example", "example", (&now, &was), context);
        rename_extension(&mut field, "x-deprecated", "deprecated", (&now, &was), context);
        context.moved(now, was);
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

fn is_true(value: Option<Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}
