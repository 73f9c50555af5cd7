//! Schema keywords that are written in other ways than OpenAPI 3.0 defines.
//!
//! [`Conformer::fix_schema`] rewrites one schema object before its fields conform. It does not descend into other
//! schemas, except to move a property's `required: true` to the object that contains the property.

use serde_json::{Map, Value, json};

use super::Conformer;
use super::coerce::{to_flag, to_text};
use crate::diagnostic::Code;
use crate::pointer::PathStack;
use crate::upgrade::object_model::REFERENCE_SIBLINGS;
use crate::upgrade::type_words;

/// The keywords that compose a schema of other schemas.
pub(super) const COMPOSITIONS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

impl Conformer<'_, '_> {
    /// Rewrites the keywords of a schema that is not a reference.
    pub(super) fn fix_schema(&mut self, schema: &mut Map<String, Value>, path: &PathStack<'_>) {
        rename_nullable(schema);
        self.fix_type(schema, path);
        fix_compositions(schema);
        if let Some(name) = schema.get("discriminator").and_then(Value::as_str).map(str::to_owned) {
            schema.insert("discriminator".to_owned(), json!({ "propertyName": name }));
        }
        self.fix_required(schema, path);
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

    /// Removes and reports the siblings of a `$ref` that have no effect.
    pub(super) fn retain_reference_siblings(&mut self, siblings: &mut Map<String, Value>, path: &PathStack<'_>) {
        rename_nullable(siblings);
        let lost =
            |key: &str, value: &Value| !key.starts_with("x-") && !REFERENCE_SIBLINGS.contains(&key) && !value.is_null();
        let names: Vec<&str> =
            siblings.iter().filter(|(key, value)| lost(key, value)).map(|(key, _)| key.as_str()).collect();
        if !names.is_empty() {
            let message = format!("`{}` next to `$ref` is ignored", names.join("`, `"));
            let help = "move the `$ref` into an `allOf`";
            self.context.report_once(Code::BesideReference, message, &path.pointer(), help);
        }
        siblings.retain(|key, value| !lost(key, value) && (!value.is_null() || key.starts_with("x-")));
    }

    /// Replaces a `type` that is not a JSON Schema type.
    fn fix_type(&mut self, schema: &mut Map<String, Value>, path: &PathStack<'_>) {
        match schema.get_mut("type") {
            Some(Value::String(word)) if is_type(word) => {}
            Some(Value::String(_)) => self.replace_type_word(schema, path),
            _ => {}
        }
    }

    fn replace_type_word(&mut self, schema: &mut Map<String, Value>, path: &PathStack<'_>) {
        let Some(Value::String(word)) = schema.shift_remove("type") else { return };
        let at = path.key("type").pointer();
        let replacement = if self.schemas.contains(&word) {
            let reference = json!({"$ref": format!("#/components/schemas/{word}")});
            Some(Map::from_iter([("allOf".to_owned(), Value::Array(vec![reference]))]))
        } else {
            type_words::keywords(&word)
        };
        match replacement {
            Some(keywords) => {
                let now = Value::Object(keywords.clone());
                // Different spellings of a type and `file` of Swagger 2.0 are not repairs.
                let plain = word.trim().to_ascii_lowercase();
                if plain != "file" && keywords.get("type").and_then(Value::as_str) != Some(plain.as_str()) {
                    self.context.repair("type-word", &at, Some(word.into()), Some(now));
                }
                for (key, value) in keywords {
                    schema.entry(key).or_insert(value);
                }
            }
            None => {
                if !type_words::is_any(&word) {
                    let message = format!("unknown type `{word}`; treated as any value");
                    let help = "use string, number, integer, boolean, array or object";
                    self.context.report(Code::UnknownType, &at, message, help);
                }
                self.context.repair("type-word", &at, Some(word.into()), None);
            }
        }
    }

    /// Moves `required: true` of a property into the `required` list of the object that contains the property.
    fn fix_required(&mut self, schema: &mut Map<String, Value>, path: &PathStack<'_>) {
        // A flag on this schema itself has no effect, or its containing object has already read it.
        if schema.get("required").is_some_and(|value| to_flag(value).is_some()) {
            schema.shift_remove("required");
        }
        let mut named = Vec::new();
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            for (name, property) in properties.iter_mut() {
                let Value::Object(property) = property else { continue };
                let Some(flag) = property.get("required").filter(|flag| !flag.is_array()).and_then(to_flag) else {
                    continue;
                };
                property.shift_remove("required");
                if flag {
                    named.push(name.clone());
                }
            }
        }
        let mut list: Vec<String> = match schema.get("required") {
            Some(Value::Array(list)) => list.iter().filter_map(to_text).collect(),
            Some(Value::String(name)) => vec![name.clone()],
            _ => Vec::new(),
        };
        for name in named {
            let at = path.key("properties").key(&name).key("required").pointer();
            self.context.repair("required-property", &at, Some(true.into()), Some(json!({"required": [name]})));
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

/// Renames the vendor extensions that mean `nullable`.
fn rename_nullable(schema: &mut Map<String, Value>) {
    for extension in ["x-nullable", "x-isnullable"] {
        if let Some(flag) = schema.get(extension).and_then(to_flag) {
            schema.shift_remove(extension);
            schema.entry("nullable").or_insert_with(|| flag.into());
        }
    }
}

/// Wraps a composition of one schema in an array, and removes an empty composition.
fn fix_compositions(schema: &mut Map<String, Value>) {
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
