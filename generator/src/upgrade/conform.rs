//! Conversion of a document in OpenAPI 3.0 structure into a valid OpenAPI 3.0.3 document.
//!
//! [`conform`] checks every object against the tables of [`object_model`](super::object_model). It fills in missing
//! required fields, coerces values of a wrong type or removes them, and keeps unknown fields as extensions. It does
//! not depend on the dialect that the document was written in.

mod coerce;
mod complete;
mod keys;
mod schema;
mod values;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

pub(super) use self::coerce::to_text;

use super::context::Context;
use super::object_model::{FieldType, ObjectKind, field_type, is_extension, is_known_later, may_be_reference};
use crate::diagnostic::Code;
use crate::pointer::PathStack;

/// Converts a document into a valid OpenAPI 3.0.3 document.
pub(super) fn conform(root: Value, context: &mut Context<'_>) -> Value {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    let schemas = schemas.into_iter().flat_map(Map::keys).cloned().collect();
    let mut conformer = Conformer { context, schemas };
    let root = if root.is_object() { root } else { Value::Object(Map::new()) };
    conformer.object(root, ObjectKind::Root, &PathStack::root()).unwrap_or(Value::Null)
}

/// Walk over a document that makes each object conform to the specification.
struct Conformer<'t, 's> {
    context: &'t mut Context<'s>,
    /// The names of the component schemas, which some documents write as a `type`.
    schemas: BTreeSet<String>,
}

impl Conformer<'_, '_> {
    /// Makes an object conform; returns `None` if a required field is missing and cannot be filled in.
    fn object(&mut self, value: Value, kind: ObjectKind, path: &PathStack<'_>) -> Option<Value> {
        let mut map = match coerce::to_object(value, kind, &self.schemas) {
            Ok(map) => map,
            Err(value) => {
                self.wrong_type(path, "an object", &value);
                return None;
            }
        };
        if map.contains_key("$ref") && may_be_reference(kind) {
            match self.reference(map, kind, path) {
                Ok(reference) => return Some(reference),
                Err(item) => map = item,
            }
        }
        self.fix(&mut map, kind, path);
        let mut map = self.members(map, kind, path);
        self.complete(&mut map, kind, path).then_some(Value::Object(map))
    }

    /// Removes the siblings of a `$ref`. Siblings of a schema's `$ref` that carry information are kept: the reference
    /// moves into an `allOf`, and the schema is returned as `Err`.
    fn reference(
        &mut self,
        mut map: Map<String, Value>,
        kind: ObjectKind,
        path: &PathStack<'_>,
    ) -> Result<Value, Map<String, Value>> {
        let reference = match map.shift_remove("$ref") {
            Some(Value::String(reference)) => reference,
            Some(Value::Null) | None => return Err(map),
            Some(other) => {
                self.wrong_type(&path.key("$ref"), "a string", &other);
                return Err(map);
            }
        };
        let mut bare = Map::from_iter([("$ref".to_owned(), Value::String(reference))]);
        if kind == ObjectKind::Parameter
            && let Some(description) = map.shift_remove("description").filter(Value::is_string)
        {
            // In 3.1 this description overrides that of the parameter. 3.0 ignores it, but authors mean the same.
            bare.insert("description".to_owned(), description);
        }
        let reference = Value::Object(bare);
        if kind != ObjectKind::Schema {
            return Ok(reference);
        }
        self.retain_reference_siblings(&mut map, path);
        if map.is_empty() {
            return Ok(reference);
        }
        map.insert("allOf".to_owned(), Value::Array(vec![reference]));
        Err(map)
    }

    /// Makes the fields of an object conform, and renames unknown fields to extensions.
    fn members(&mut self, map: Map<String, Value>, kind: ObjectKind, path: &PathStack<'_>) -> Map<String, Value> {
        let mut conforming = Map::with_capacity(map.len());
        for (key, value) in map {
            if is_extension(&key) {
                conforming.insert(key, value);
                continue;
            }
            match field_type(kind, &key) {
                Some(field) => {
                    if let Some(value) = self.value(value, field, &path.key(&key)) {
                        conforming.insert(key, value);
                    }
                }
                None if value.is_null() => {}
                None => {
                    self.report_unknown(&key, kind, path);
                    let extension = format!("x-{key}");
                    self.context.moved(path.key(&extension).pointer(), path.key(&key).pointer());
                    conforming.entry(extension).or_insert(value);
                }
            }
        }
        conforming
    }

    fn report_unknown(&mut self, key: &str, kind: ObjectKind, path: &PathStack<'_>) {
        let at = || path.key(key).pointer();
        if kind == ObjectKind::Root && key == "webhooks" {
            let message = "`webhooks` is ignored: the API sends these requests, a client does not call them".to_owned();
            let help = "to parse them, use the types of the schemas that they share with the operations";
            self.context.report_once(Code::WebhooksUnused, message, &at(), help);
        } else if !is_known_later(kind, key) {
            let message =
                format!("`{key}` is not a field of {}; kept as the extension `x-{key}`", coerce::describe(kind));
            let help = "use a field that OpenAPI defines, or an `x-` extension";
            self.context.report_once(Code::UnknownMember, message, &at(), help);
        }
    }

    fn value(&mut self, value: Value, field: FieldType, path: &PathStack<'_>) -> Option<Value> {
        if value.is_null() && field != FieldType::Free {
            return None;
        }
        match field {
            FieldType::Free => Some(value),
            FieldType::One(kind) => self.object(value, kind, path),
            FieldType::SchemaOrFlag => match coerce::to_flag(&value) {
                Some(flag) => Some(flag.into()),
                None => self.object(value, ObjectKind::Schema, path),
            },
            FieldType::List(kind) => Some(self.list(value, kind, path)),
            FieldType::Map(kind) => self.map(value, kind, path),
            plain => match coerce::to_plain(value, plain) {
                Ok(value) => Some(value),
                Err(value) => {
                    self.wrong_type(path, coerce::expected(plain), &value);
                    None
                }
            },
        }
    }

    fn list(&mut self, value: Value, kind: ObjectKind, path: &PathStack<'_>) -> Value {
        let elements = match value {
            Value::Array(elements) => elements,
            single => vec![single],
        };
        let mut list: Vec<Value> = Vec::with_capacity(elements.len());
        for (index, element) in elements.into_iter().enumerate() {
            if element.is_null() {
                continue;
            }
            if let Some(element) = self.object(element, kind, &path.index(index)) {
                if list.len() != index {
                    self.context.moved(path.index(list.len()).pointer(), path.index(index).pointer());
                }
                list.push(element);
            }
        }
        Value::Array(list)
    }

    fn map(&mut self, value: Value, kind: ObjectKind, path: &PathStack<'_>) -> Option<Value> {
        let members = match coerce::to_map(value) {
            Ok(members) => members,
            Err(value) => {
                self.wrong_type(path, "an object", &value);
                return None;
            }
        };
        let mut conforming = Map::with_capacity(members.len());
        for (name, member) in members {
            // A schema or media type that is null has a name and no definition: any value is valid.
            let may_be_empty = kind == ObjectKind::Schema || kind == ObjectKind::MediaType;
            let member = if member.is_null() && may_be_empty { Value::Object(Map::new()) } else { member };
            if member.is_null() {
                continue;
            }
            let here = path.key(&name);
            let kept = self.object(member, kind, &here);
            let kept = kept.or_else(|| may_be_empty.then(|| Value::Object(Map::new())));
            if let Some(kept) = kept {
                conforming.insert(name, kept);
            }
        }
        Some(Value::Object(conforming))
    }

    /// Applies the changes that depend on an object as written, before its fields conform.
    fn fix(&mut self, map: &mut Map<String, Value>, kind: ObjectKind, path: &PathStack<'_>) {
        match kind {
            ObjectKind::Schema => self.fix_schema(map, path),
            ObjectKind::Responses => self.fix_statuses(map, path),
            ObjectKind::Callback | ObjectKind::Paths => self.fix_paths(map, path),
            _ => {}
        }
    }

    fn wrong_type(&mut self, path: &PathStack<'_>, expected: &str, value: &Value) {
        let message = format!("{} is {}, expected {expected}; ignored", path.subject(), excerpt(value));
        self.context.report(Code::WrongType, &path.pointer(), message, format!("write {expected}"));
    }
}

/// Formats a value for a message: a scalar is quoted (shortened to 40 characters), a container is described.
fn excerpt(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::Null => "null".to_owned(),
        scalar => {
            let text = scalar.to_string();
            match text.char_indices().nth(40) {
                Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
                None => text,
            }
        }
    }
}
