//! The `parameters` members of path items and operations, made lists of objects.
//!
//! It must not know what a parameter's other members mean.

use serde_json::{Map, Value};

use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

/// What tells a parameter from the others of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::upgrade) struct Declared<'v> {
    /// The name that is sent; empty where none is given.
    pub(in crate::upgrade) name: &'v str,
    /// Where it is sent; empty where that is not said.
    pub(in crate::upgrade) location: &'v str,
    /// The whole parameter, where a reference leads to.
    pub(in crate::upgrade) value: &'v Value,
}

/// Reads a parameter's name and location, through references to shared parameters.
pub(in crate::upgrade) fn declared<'v>(parameter: &'v Value, root: &'v Value) -> Declared<'v> {
    let mut value = parameter;
    // A chain of references is no longer than a few links, unless it is a circle.
    for _ in 0..8 {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        match target.and_then(|target| root.pointer(target)) {
            Some(next) => value = next,
            None => break,
        }
    }
    let text = |key| value.get(key).and_then(Value::as_str).unwrap_or_default();
    Declared { name: text("name"), location: text("in"), value }
}

/// Makes `parameters` of a path item or an operation a list.
pub(super) fn settle(owner: &mut Map<String, Value>, at: &Pointer, stage: &mut Stage<'_>) {
    let Some(written) = owner.get_mut("parameters").map(Value::take) else { return };
    let at = at.child("parameters");
    let entries: Vec<(Pointer, Value)> = match written {
        Value::Array(list) => list.into_iter().enumerate().map(|(index, entry)| (at.index(index), entry)).collect(),
        Value::Object(single) if single.contains_key("in") || single.contains_key("$ref") => {
            vec![(at.clone(), Value::Object(single))]
        }
        Value::Object(named) => {
            named.into_iter().map(|(name, entry)| (at.child(&name), named_by(name, entry))).collect()
        }
        Value::Null => Vec::new(),
        other => vec![(at.clone(), other)],
    };
    let mut list = Vec::with_capacity(entries.len());
    for (was, entry) in entries {
        match entry {
            Value::Object(mut parameter) => {
                // A name such as `7` is read as a number, and told from others as a text.
                if let Some(name @ (Value::Number(_) | Value::Bool(_))) = parameter.get_mut("name") {
                    *name = Value::String(name.to_string());
                }
                stage.moved(at.index(list.len()), was);
                list.push(Value::Object(parameter));
            }
            Value::Null => {}
            _ => stage.report(
                Code::WrongType,
                &was,
                "a parameter is an object with `name` and `in`; this one is left out",
                "write the parameter as an object",
            ),
        }
    }
    if list.is_empty() {
        owner.shift_remove("parameters");
    } else {
        owner.insert("parameters".to_owned(), Value::Array(list));
    }
}

fn named_by(name: String, mut entry: Value) -> Value {
    if let Value::Object(parameter) = &mut entry
        && !parameter.contains_key("$ref")
    {
        parameter.entry("name").or_insert(Value::String(name));
    }
    entry
}
