//! The `parameters` of path items and operations, as arrays of objects.

use serde_json::{Map, Value};

use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;

/// Name and location of a parameter, which identify it in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::upgrade) struct ParameterIdentity<'v> {
    /// The `name`; empty if absent.
    pub(in crate::upgrade) name: &'v str,
    /// The `in`; empty if absent.
    pub(in crate::upgrade) location: &'v str,
    /// The parameter object, with references resolved.
    pub(in crate::upgrade) value: &'v Value,
}

/// Returns the identity of a parameter, following references to shared parameters.
pub(in crate::upgrade) fn identify<'v>(parameter: &'v Value, root: &'v Value) -> ParameterIdentity<'v> {
    let mut value = parameter;
    // Longer chains are cycles.
    for _ in 0..8 {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        match target.and_then(|target| root.pointer(target)) {
            Some(next) => value = next,
            None => break,
        }
    }
    let text = |key| value.get(key).and_then(Value::as_str).unwrap_or_default();
    ParameterIdentity { name: text("name"), location: text("in"), value }
}

/// Converts the `parameters` of a path item or operation to an array.
pub(super) fn normalize(owner: &mut Map<String, Value>, at: &Pointer, context: &mut Context<'_>) {
    let Some(written) = owner.get_mut("parameters").map(Value::take) else { return };
    let at = at.child("parameters");
    let entries: Vec<(Pointer, Value)> = match written {
        Value::Array(list) => list.into_iter().enumerate().map(|(index, entry)| (at.index(index), entry)).collect(),
        Value::Object(single) if single.contains_key("in") || single.contains_key("$ref") => {
            vec![(at.clone(), Value::Object(single))]
        }
        Value::Object(named) => {
            named.into_iter().map(|(name, entry)| (at.child(&name), with_name(name, entry))).collect()
        }
        Value::Null => Vec::new(),
        other => vec![(at.clone(), other)],
    };
    let mut list = Vec::with_capacity(entries.len());
    for (was, entry) in entries {
        match entry {
            Value::Object(mut parameter) => {
                // YAML parses a name such as `7` as a number.
                if let Some(name @ (Value::Number(_) | Value::Bool(_))) = parameter.get_mut("name") {
                    *name = Value::String(name.to_string());
                }
                context.moved(at.index(list.len()), was);
                list.push(Value::Object(parameter));
            }
            Value::Null => {}
            _ => context.report(
                Code::WrongType,
                &was,
                "the parameter is not an object; ignored",
                "write an object with `name` and `in`",
            ),
        }
    }
    if list.is_empty() {
        owner.shift_remove("parameters");
    } else {
        owner.insert("parameters".to_owned(), Value::Array(list));
    }
}

/// Adds the key of a map of parameters as the name of its entry.
fn with_name(name: String, mut entry: Value) -> Value {
    if let Value::Object(parameter) = &mut entry
        && !parameter.contains_key("$ref")
    {
        parameter.entry("name").or_insert(Value::String(name));
    }
    entry
}
