//! A schema as it was written, in the words of 3.0.
//!
//! One schema object comes in and is changed in place before its members are tidied. It must not go down into
//! other schemas, except to take up what a property says about the object that has it.

use serde_json::{Map, Value, json};

use super::Tidy;
use super::words;
use crate::diagnostic::Code;
use crate::upgrade::openapi31::BESIDE_REFERENCE;
use crate::upgrade::trail::Trail;

/// The keywords that make a schema of parts.
pub(super) const COMPOSITIONS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

impl Tidy<'_, '_> {
    /// Mends a schema that is no reference.
    pub(super) fn mend_schema(&mut self, schema: &mut Map<String, Value>, trail: &Trail<'_>) {
        take_nullability(schema);
        self.mend_type(schema, trail);
        mend_compositions(schema);
        if let Some(bound) = schema.get("discriminator").and_then(Value::as_str).map(str::to_owned) {
            schema.insert("discriminator".to_owned(), json!({ "propertyName": bound }));
        }
        self.mend_required(schema, trail);
        if !schema.contains_key("type") {
            let word = match () {
                () if schema.contains_key("properties") => "object",
                () if schema.contains_key("items") => "array",
                () => "",
            };
            if !word.is_empty() && !is_composed(schema) {
                schema.insert("type".to_owned(), word.into());
            }
        }
        if schema.get("type").and_then(Value::as_str) == Some("array") && !is_given(schema, "items") {
            schema.insert("items".to_owned(), json!({}));
        }
    }

    /// Keeps what may stand beside a reference, and reports what is lost there.
    pub(super) fn beside_reference(&mut self, siblings: &mut Map<String, Value>, trail: &Trail<'_>) {
        take_nullability(siblings);
        let lost =
            |key: &str, value: &Value| !key.starts_with("x-") && !BESIDE_REFERENCE.contains(&key) && !value.is_null();
        let names: Vec<&str> =
            siblings.iter().filter(|(key, value)| lost(key, value)).map(|(key, _)| key.as_str()).collect();
        if !names.is_empty() {
            let fault = format!("`{}` beside a `$ref` says nothing and is left out", names.join("`, `"));
            let help = "put the reference and the rest into an `allOf`";
            self.stage.report_once(Code::BesideReference, fault, &trail.pointer(), help);
        }
        siblings.retain(|key, value| !lost(key, value) && (!value.is_null() || key.starts_with("x-")));
    }

    /// Reads type words for what they mean.
    fn mend_type(&mut self, schema: &mut Map<String, Value>, trail: &Trail<'_>) {
        match schema.get_mut("type") {
            Some(Value::String(word)) if is_type(word) => {}
            Some(Value::String(_)) => self.mend_word(schema, trail),
            _ => {}
        }
    }

    fn mend_word(&mut self, schema: &mut Map<String, Value>, trail: &Trail<'_>) {
        let Some(Value::String(word)) = schema.shift_remove("type") else { return };
        let at = trail.key("type").pointer();
        let meaning = if self.schemas.contains(&word) {
            let reference = json!({"$ref": format!("#/components/schemas/{word}")});
            Some(Map::from_iter([("allOf".to_owned(), Value::Array(vec![reference]))]))
        } else {
            words::meaning(&word)
        };
        match meaning {
            Some(meaning) => {
                let now = Value::Object(meaning.clone());
                // The spelling of a plain type is no matter of meaning, and `file` is the word of 2.0.
                let plain = word.trim().to_ascii_lowercase();
                if plain != "file" && meaning.get("type").and_then(Value::as_str) != Some(plain.as_str()) {
                    self.stage.repair("type-word", &at, Some(word.into()), Some(now));
                }
                for (key, value) in meaning {
                    schema.entry(key).or_insert(value);
                }
            }
            None => {
                if !words::is_open(&word) {
                    let message = format!("`{word}` is not a type; the value is taken as untyped");
                    let help = "use string, number, integer, boolean, array or object";
                    self.stage.report(Code::UnknownType, &at, message, help);
                }
                self.stage.repair("type-word", &at, Some(word.into()), None);
            }
        }
    }

    /// `required: true` on a property belongs into the list of the object that has it.
    fn mend_required(&mut self, schema: &mut Map<String, Value>, trail: &Trail<'_>) {
        // Here it is of this schema itself, which is no property, or one whose owner has read it.
        if schema.get("required").is_some_and(|value| super::coerce::to_flag(value).is_some()) {
            schema.shift_remove("required");
        }
        let mut named = Vec::new();
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            for (name, property) in properties.iter_mut() {
                let Value::Object(property) = property else { continue };
                let Some(flag) = property.get("required").filter(|flag| !flag.is_array()).and_then(as_flag) else {
                    continue;
                };
                property.shift_remove("required");
                if flag {
                    named.push(name.clone());
                }
            }
        }
        let mut list: Vec<String> = match schema.get("required") {
            Some(Value::Array(list)) => list.iter().filter_map(super::coerce::to_text).collect(),
            Some(Value::String(name)) => vec![name.clone()],
            _ => Vec::new(),
        };
        for name in named {
            let at = trail.key("properties").key(&name).key("required").pointer();
            self.stage.repair("required-property", &at, Some(true.into()), Some(json!({"required": [name]})));
            list.push(name);
        }
        let mut seen = std::collections::BTreeSet::new();
        list.retain(|name| seen.insert(name.clone()));
        if list.is_empty() {
            schema.shift_remove("required");
        } else {
            schema.insert("required".to_owned(), list.into());
        }
    }
}

fn as_flag(value: &Value) -> Option<bool> {
    super::coerce::to_flag(value)
}

/// The words for "null too" that came before `nullable`.
fn take_nullability(schema: &mut Map<String, Value>) {
    for extension in ["x-nullable", "x-isnullable"] {
        if let Some(flag) = schema.get(extension).and_then(as_flag) {
            schema.shift_remove(extension);
            schema.entry("nullable").or_insert_with(|| flag.into());
        }
    }
}

/// A composition of one part is written without its list now and then.
fn mend_compositions(schema: &mut Map<String, Value>) {
    for keyword in COMPOSITIONS {
        match schema.get_mut(keyword) {
            Some(part @ Value::Object(_)) => *part = Value::Array(vec![part.take()]),
            Some(Value::Array(parts)) if parts.is_empty() => {
                schema.shift_remove(keyword);
            }
            _ => {}
        }
    }
}

fn is_composed(schema: &Map<String, Value>) -> bool {
    COMPOSITIONS.iter().any(|keyword| schema.contains_key(*keyword))
}

fn is_given(schema: &Map<String, Value>, key: &str) -> bool {
    schema.get(key).is_some_and(|value| matches!(value, Value::Object(_) | Value::Bool(_) | Value::String(_)))
}

fn is_type(word: &str) -> bool {
    matches!(word, "string" | "number" | "integer" | "boolean" | "array" | "object")
}
