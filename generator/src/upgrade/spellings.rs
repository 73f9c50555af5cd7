//! Numbers and booleans where the document means a text.
//!
//! YAML reads `version: 1.10` as the number 1.1, and `0x1F` in an `enum` of strings as 31. [`restore`] replaces such
//! scalars by the text that the author wrote: in fields that contain texts, and in values of schemas of type `string`.
//! Numbers whose text is that of their value are converted later, by `conform`.

mod schemas;

use serde_json::{Map, Value};

use self::schemas::Schemas;
use super::conform::to_text;
use super::context::Context;
use super::object_model::{ENUM_TEXTS, FieldType, ObjectKind, field_type_of_any_version, is_extension};
use crate::pointer::Pointer;

/// Extensions that contain a text.
const TEXTS: &[&str] = &["x-discriminator-value", "x-ms-discriminator-value", "x-rust-name"];

/// Fields with a value of the schema that contains them.
const VALUES: &[&str] = &["default", "const", "example", "x-example"];

/// Replaces scalars by their spelling where a text is meant.
pub(super) fn restore(root: &mut Value, context: &mut Context<'_>) {
    if !context.has_spellings() {
        return;
    }
    let mut walk = Walk { schemas: Schemas { root }, context, texts: Vec::new() };
    walk.object(root, ObjectKind::Root, &Pointer::root());
    for (at, text) in walk.texts {
        if let Some(value) = at.find_mut(root) {
            *value = text;
        }
    }
}

/// Walk over a document that collects texts with their locations.
struct Walk<'v, 'c, 's> {
    schemas: Schemas<'v>,
    context: &'c mut Context<'s>,
    texts: Vec<(Pointer, Value)>,
}

impl<'v> Walk<'v, '_, '_> {
    fn object(&mut self, value: &'v Value, kind: ObjectKind, at: &Pointer) {
        match value {
            Value::Object(map) => {
                for (key, member) in map {
                    let at = at.child(key);
                    if is_extension(key) {
                        self.extension(value, key, member, &at);
                    } else if let Some(field) = field_type_of_any_version(kind, key) {
                        self.field(member, field, &at);
                    }
                }
                self.values(value, map, kind, at);
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, element)| self.object(element, kind, &at.index(index)));
            }
            _ => {}
        }
    }

    fn field(&mut self, value: &'v Value, field: FieldType, at: &Pointer) {
        match field {
            FieldType::Text => self.text(value, at),
            FieldType::Texts | FieldType::TextMap => self.text_list(value, at),
            FieldType::One(kind) | FieldType::List(kind) => self.object(value, kind, at),
            FieldType::SchemaOrFlag => self.object(value, ObjectKind::Schema, at),
            FieldType::Map(kind) => match value {
                Value::Object(map) => map.iter().for_each(|(key, member)| self.object(member, kind, &at.child(key))),
                other => self.object(other, kind, at),
            },
            FieldType::Free | FieldType::FreeList | FieldType::Flag | FieldType::Number | FieldType::Count => {}
        }
    }

    fn extension(&mut self, owner: &'v Value, key: &str, value: &'v Value, at: &Pointer) {
        match key {
            _ if TEXTS.contains(&key) => self.text(value, at),
            _ if ENUM_TEXTS.contains(&key) => self.text_list(value, at),
            "x-ms-enum" => {
                let listed = value.get("values").and_then(Value::as_array).into_iter().flatten();
                for (index, entry) in listed.enumerate() {
                    let at = at.child("values").index(index);
                    self.text_list(entry, &at);
                    if let Some(value) = entry.get("value").filter(|_| self.schemas.is_text(owner)) {
                        self.text(value, &at.child("value"));
                    }
                }
            }
            "x-ms-parameterized-host" => {
                if let Some(parameters) = value.get("parameters") {
                    self.object(parameters, ObjectKind::Parameter, &at.child("parameters"));
                }
            }
            "x-servers" => self.object(value, ObjectKind::Server, at),
            _ => {}
        }
    }

    /// Collects the texts in the values that an object declares with their schema.
    fn values(&mut self, object: &'v Value, map: &'v Map<String, Value>, kind: ObjectKind, at: &Pointer) {
        let schema = match kind {
            ObjectKind::Schema => object,
            // In 2.0 a parameter contains the fields of its schema.
            ObjectKind::Parameter | ObjectKind::Header => map.get("schema").unwrap_or(object),
            ObjectKind::MediaType | ObjectKind::Response => match map.get("schema") {
                Some(schema) => schema,
                None => return,
            },
            _ => return,
        };
        for key in VALUES {
            if let Some(value) = map.get(*key) {
                self.value(value, schema, &at.child(key));
            }
        }
        if let Some(Value::Array(values)) = map.get("enum") {
            self.enumeration(values, schema, &at.child("enum"));
        }
        for key in ["examples", "x-examples"] {
            if let Some(examples) = map.get(key) {
                self.examples(examples, schema, kind, &at.child(key));
            }
        }
    }

    /// Collects the texts in `examples`: a list of values, a map of Example Objects, or in 2.0 a map by media type.
    fn examples(&mut self, examples: &'v Value, schema: &'v Value, kind: ObjectKind, at: &Pointer) {
        match examples {
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, value)| self.value(value, schema, &at.index(index)));
            }
            Value::Object(map) => {
                let by_media_type = kind == ObjectKind::Response || map.keys().all(|key| key.contains('/'));
                for (key, example) in map {
                    let at = at.child(key);
                    match self.schemas.target(example) {
                        _ if by_media_type => self.value(example, schema, &at),
                        Some((target, at)) => self.example(target, schema, &at),
                        None => self.example(example, schema, &at),
                    }
                }
            }
            _ => {}
        }
    }

    fn example(&mut self, example: &'v Value, schema: &'v Value, at: &Pointer) {
        if let Some(value) = example.get("value") {
            self.value(value, schema, &at.child("value"));
        }
    }

    /// Collects the texts in a value of a schema.
    fn value(&mut self, value: &'v Value, schema: &'v Value, at: &Pointer) {
        match value {
            Value::Array(items) => {
                let Some(schema) = self.schemas.items(schema) else { return };
                items.iter().enumerate().for_each(|(index, item)| self.value(item, schema, &at.index(index)));
            }
            Value::Object(map) => {
                let parts = self.schemas.parts(schema);
                for (key, member) in map {
                    if let Some(schema) = schemas::property(&parts, key) {
                        self.value(member, schema, &at.child(key));
                    }
                }
            }
            Value::String(_) => {}
            Value::Number(_) | Value::Bool(_) | Value::Null => {
                let Some(text) = self.context.spelling(at, value).map(Value::from) else { return };
                if !self.schemas.is_text(schema) {
                    return;
                }
                if at.split_last().is_some_and(|(_, key)| key == "default") {
                    self.context.repair("default-type", at, Some(value.clone()), Some(text.clone()));
                }
                self.texts.push((at.clone(), text));
            }
        }
    }

    /// Collects the texts of an `enum`. One repair lists all of them.
    fn enumeration(&mut self, values: &[Value], schema: &Value, at: &Pointer) {
        let spelled: Vec<Value> =
            values.iter().enumerate().map(|(index, value)| self.spelled(value, &at.index(index))).collect();
        if spelled == values || !self.schemas.is_text(schema) {
            return;
        }
        let texts = spelled.iter().map(|value| to_text(value).map_or_else(|| value.clone(), Value::from));
        let texts = Value::Array(texts.collect());
        self.context.repair("enum-values", at, Some(Value::Array(values.to_vec())), Some(texts.clone()));
        self.texts.push((at.clone(), texts));
    }

    fn text_list(&mut self, value: &Value, at: &Pointer) {
        match value {
            Value::Array(list) => list.iter().enumerate().for_each(|(index, item)| self.text(item, &at.index(index))),
            Value::Object(map) => map.iter().for_each(|(key, member)| self.text(member, &at.child(key))),
            scalar => self.text(scalar, at),
        }
    }

    fn text(&mut self, value: &Value, at: &Pointer) {
        if let Some(text) = self.context.spelling(at, value) {
            self.texts.push((at.clone(), text.into()));
        }
    }

    /// Returns a scalar as the author spelled it.
    fn spelled(&self, value: &Value, at: &Pointer) -> Value {
        self.context.spelling(at, value).map_or_else(|| value.clone(), Value::from)
    }
}
