//! Every object of a document, made what the table of shapes asks for.
//!
//! A document in 3.0 structure comes in, of whatever dialect it was; a valid 3.0.3 document goes out. What is missing
//! is filled, what is of the wrong type is read as what it evidently means or left out, what no specification knows is
//! kept as an extension. It must not know where a document's structure came from.

mod coerce;
mod complete;
mod schema;
mod statuses;
mod values;
pub(super) mod words;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::shape::{Kind, Shape, is_extension, is_known_later, kind_of, may_be_reference};
use super::stage::Stage;
use super::trail::Trail;
use crate::diagnostic::Code;

/// Tidies a whole document.
pub(super) fn tidy(root: Value, stage: &mut Stage<'_>) -> Value {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    let schemas = schemas.into_iter().flat_map(Map::keys).cloned().collect();
    let mut tidy = Tidy { stage, schemas };
    let root = if root.is_object() { root } else { Value::Object(Map::new()) };
    tidy.object(root, Shape::Root, &Trail::root()).unwrap_or(Value::Null)
}

struct Tidy<'t, 's> {
    stage: &'t mut Stage<'s>,
    /// The names of the component schemas, which type words may be.
    schemas: BTreeSet<String>,
}

impl Tidy<'_, '_> {
    /// Tidies an object; nothing is left of one that says too little to be of use.
    fn object(&mut self, value: Value, shape: Shape, trail: &Trail<'_>) -> Option<Value> {
        let mut map = match coerce::to_object(value, shape, &self.schemas) {
            Ok(map) => map,
            Err(value) => {
                self.wrong_type(trail, "an object", &value);
                return None;
            }
        };
        if map.contains_key("$ref") && may_be_reference(shape) {
            match self.reference(map, shape, trail) {
                Ok(reference) => return Some(reference),
                Err(item) => map = item,
            }
        }
        self.mend(&mut map, shape, trail);
        let mut map = self.members(map, shape, trail);
        self.complete(&mut map, shape, trail).then_some(Value::Object(map))
    }

    /// A reference stands alone; what says something beside it is put around it.
    fn reference(
        &mut self,
        mut map: Map<String, Value>,
        shape: Shape,
        trail: &Trail<'_>,
    ) -> Result<Value, Map<String, Value>> {
        let reference = match map.shift_remove("$ref") {
            Some(Value::String(reference)) => reference,
            Some(Value::Null) | None => return Err(map),
            Some(other) => {
                self.wrong_type(&trail.key("$ref"), "a text", &other);
                return Err(map);
            }
        };
        let mut alone = Map::from_iter([("$ref".to_owned(), Value::String(reference))]);
        if shape == Shape::Parameter
            && let Some(words) = map.shift_remove("description").filter(Value::is_string)
        {
            // From 3.1 on these words count more than those of the parameter; before, nobody writes them for nothing.
            alone.insert("description".to_owned(), words);
        }
        let reference = Value::Object(alone);
        if shape != Shape::Schema {
            return Ok(reference);
        }
        self.beside_reference(&mut map, trail);
        if map.is_empty() {
            return Ok(reference);
        }
        map.insert("allOf".to_owned(), Value::Array(vec![reference]));
        Err(map)
    }

    fn members(&mut self, map: Map<String, Value>, shape: Shape, trail: &Trail<'_>) -> Map<String, Value> {
        let mut tidied = Map::with_capacity(map.len());
        for (key, value) in map {
            if is_extension(&key) {
                tidied.insert(key, value);
                continue;
            }
            match kind_of(shape, &key) {
                Some(kind) => {
                    if let Some(value) = self.value(value, kind, &trail.key(&key)) {
                        tidied.insert(key, value);
                    }
                }
                None if value.is_null() => {}
                None => {
                    self.report_member(&key, shape, trail);
                    let extension = format!("x-{key}");
                    self.stage.moved(trail.key(&extension).pointer(), trail.key(&key).pointer());
                    tidied.entry(extension).or_insert(value);
                }
            }
        }
        tidied
    }

    fn report_member(&mut self, key: &str, shape: Shape, trail: &Trail<'_>) {
        let at = || trail.key(key).pointer();
        if shape == Shape::Root && key == "webhooks" {
            let fault = "`webhooks` are requests that the API sends, so that the client has nothing to call".to_owned();
            let help = "read them with the types of the schemas that they share with the operations";
            self.stage.report_once(Code::WebhooksUnused, fault, &at(), help);
        } else if !is_known_later(shape, key) {
            let fault = format!("`{key}` is not a member that {} has; kept as `x-{key}`", coerce::article(shape));
            let help = "use a member that OpenAPI knows, or an extension";
            self.stage.report_once(Code::UnknownMember, fault, &at(), help);
        }
    }

    fn value(&mut self, value: Value, kind: Kind, trail: &Trail<'_>) -> Option<Value> {
        if value.is_null() && kind != Kind::Free {
            return None;
        }
        match kind {
            Kind::Free => Some(value),
            Kind::One(shape) => self.object(value, shape, trail),
            Kind::SchemaOrFlag => match coerce::to_flag(&value) {
                Some(flag) => Some(flag.into()),
                None => self.object(value, Shape::Schema, trail),
            },
            Kind::List(shape) => Some(self.list(value, shape, trail)),
            Kind::Map(shape) => self.map(value, shape, trail),
            plain => match coerce::to_plain(value, plain) {
                Ok(value) => Some(value),
                Err(value) => {
                    self.wrong_type(trail, coerce::expected(plain), &value);
                    None
                }
            },
        }
    }

    fn list(&mut self, value: Value, shape: Shape, trail: &Trail<'_>) -> Value {
        let elements = match value {
            Value::Array(elements) => elements,
            single => vec![single],
        };
        let mut list: Vec<Value> = Vec::with_capacity(elements.len());
        for (index, element) in elements.into_iter().enumerate() {
            if element.is_null() {
                continue;
            }
            if let Some(element) = self.object(element, shape, &trail.index(index)) {
                if list.len() != index {
                    self.stage.moved(trail.index(list.len()).pointer(), trail.index(index).pointer());
                }
                list.push(element);
            }
        }
        Value::Array(list)
    }

    fn map(&mut self, value: Value, shape: Shape, trail: &Trail<'_>) -> Option<Value> {
        let members = match coerce::to_map(value) {
            Ok(members) => members,
            Err(value) => {
                self.wrong_type(trail, "a map from names", &value);
                return None;
            }
        };
        let mut tidied = Map::with_capacity(members.len());
        for (name, member) in members {
            // A property or a schema that is named but not described is one of which nothing is known.
            let named_only = shape == Shape::Schema || shape == Shape::MediaType;
            let member = if member.is_null() && named_only { Value::Object(Map::new()) } else { member };
            if member.is_null() {
                continue;
            }
            let here = trail.key(&name);
            let kept = self.object(member, shape, &here);
            let kept = kept.or_else(|| named_only.then(|| Value::Object(Map::new())));
            if let Some(kept) = kept {
                tidied.insert(name, kept);
            }
        }
        Some(Value::Object(tidied))
    }

    /// Changes that look at an object as it was written, before its members are tidied.
    fn mend(&mut self, map: &mut Map<String, Value>, shape: Shape, trail: &Trail<'_>) {
        match shape {
            Shape::Schema => self.mend_schema(map, trail),
            Shape::Responses => self.mend_statuses(map, trail),
            Shape::Callback | Shape::Paths => self.mend_paths(map, trail),
            _ => {}
        }
    }

    fn wrong_type(&mut self, trail: &Trail<'_>, expected: &str, value: &Value) {
        let message = format!("{} is {} where {expected} is expected; it is left out", trail.subject(), excerpt(value));
        self.stage.report(Code::WrongType, &trail.pointer(), message, format!("write {expected} here"));
    }
}

/// A value as it is quoted in a message.
fn excerpt(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
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
