//! Names and descriptions of listed values in vendor extensions: lists in the order of `enum`, or maps by value.

use serde_json::Value;

use super::enumerations::Note;
use super::json_shapes::{indexed_constants, text_of};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Literal;
use crate::lower::reports::report;
use crate::pointer::Pointer;
use crate::spec::{Schema, Spec};

/// Extensions with the names of values, by precedence.
const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames", "x-enum-names"];

/// Extensions with the descriptions of values, by precedence.
const DESCRIPTIONS: &[&str] = &["x-enum-descriptions", "x-enum-description", "x-enumDescriptions"];

/// The extension of `AutoRest`: an object whose `values` have a value, a name and a description each.
const AUTO_REST: &str = "x-ms-enum";

/// Returns the name that a schema with listed values declares for its type.
pub(super) fn type_name(schema: &Schema) -> Option<&str> {
    let name = filled(schema.extensions.get(AUTO_REST)?.get("name")?)?;
    (!schema.enum_values.is_empty()).then_some(name)
}

/// Returns the notes about the constants of a schema; none if it has no such extension.
pub(super) fn notes(spec: &Spec, diagnostics: &mut Diagnostics, schema: &Schema, at: &Pointer) -> Vec<Note> {
    let is_present = |key: &&str| schema.extensions.contains_key(*key);
    let names: Vec<&str> = NAMES.iter().copied().filter(is_present).collect();
    let descriptions: Vec<&str> = DESCRIPTIONS.iter().copied().filter(is_present).collect();
    if names.is_empty() && descriptions.is_empty() && !is_present(&AUTO_REST) {
        return Vec::new();
    }
    for key in names.iter().chain(&descriptions) {
        report_unusable(spec, diagnostics, schema, key, at);
    }
    let note = |(index, constant): (usize, Literal)| {
        let constant = text_of(&constant);
        let text = |keys: &[&str], field| {
            let listed = keys.iter().find_map(|key| text_for(schema, key, index, &constant));
            listed.or_else(|| auto_rest(schema, &constant, field)).map(str::to_owned)
        };
        Note { name: text(&names, "name"), title: None, description: text(&descriptions, "description") }
    };
    indexed_constants(schema).unwrap_or_default().into_iter().map(note).collect()
}

/// Returns the text of an extension for one value.
fn text_for<'s>(schema: &'s Schema, key: &str, index: usize, constant: &str) -> Option<&'s str> {
    let text = match schema.extensions.get(key)? {
        Value::Array(list) => list.get(list_index(schema, list, index)),
        Value::Object(map) => map.get(constant),
        _ => None,
    };
    filled(text?)
}

/// Returns the index in a list, which can have an entry for null.
fn list_index(schema: &Schema, list: &[Value], index: usize) -> usize {
    let counts_null = list.len() > schema.enum_values.len();
    let is_after_null = schema.enum_null_index.is_some_and(|null| null <= index);
    index + usize::from(counts_null && is_after_null)
}

fn auto_rest<'s>(schema: &'s Schema, constant: &str, field: &str) -> Option<&'s str> {
    let entries = schema.extensions.get(AUTO_REST)?.get("values")?.as_array()?;
    let is_same = |value: &Value| match value {
        Value::String(text) => text == constant,
        Value::Number(number) => number.to_string() == constant,
        Value::Bool(flag) => flag.to_string() == constant,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    };
    let entry = entries.iter().find(|entry| entry.get("value").is_some_and(is_same))?;
    filled(entry.get(field)?)
}

fn filled(text: &Value) -> Option<&str> {
    text.as_str().filter(|text| !text.trim().is_empty())
}

/// Reports an extension that is neither a list nor a map, and a list of another length than `enum`.
fn report_unusable(spec: &Spec, diagnostics: &mut Diagnostics, schema: &Schema, key: &str, at: &Pointer) {
    let values = schema.enum_values.len();
    let message = match schema.extensions.get(key) {
        Some(Value::Array(list)) if list.len() == values => return,
        Some(Value::Array(list)) if schema.enum_has_null && list.len() == values + 1 => return,
        Some(Value::Array(list)) => {
            format!("`{key}` and `enum` differ in length ({} and {values}); entries apply by position", list.len())
        }
        Some(Value::Object(_)) | None => return,
        Some(_) => format!("`{key}` is invalid and ignored"),
    };
    let help = "list one text for each value of `enum`, or map values to texts";
    report(spec, diagnostics, Code::ExtensionUnreadable, &at.child(key), message, help);
}
