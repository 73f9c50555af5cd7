//! Merges paths: identical operations are kept once; of different ones, the more detailed is kept.

use serde_json::{Map, Value, json};

use super::inherit::is_method;
use super::{copy_value, count_scalars, keep_first, members};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::pointer::Pointer;

/// Merges the path items of `next`.
pub(crate) fn merge(into: &mut Document, next: &mut Document, section: &str, diagnostics: &mut Diagnostics) {
    let section = Pointer::from_tokens([section]);
    let paths = section.find(&next.root).into_iter().flat_map(members).map(|(path, _)| path.clone());
    let paths = paths.collect::<Vec<_>>();
    if paths.is_empty() {
        return;
    }
    if !section.find(&into.root).is_some_and(Value::is_object) {
        copy_value(into, next, &section, &section);
        return;
    }
    for path in &paths {
        let at = section.child(path);
        if at.find(&into.root).is_some() {
            merge_item(into, next, &at, diagnostics);
        } else {
            remove_duplicates(into, next, &section, path, diagnostics);
            if at.find(&next.root).is_some() {
                copy_value(into, next, &at, &at);
            }
        }
    }
}

/// Merges two path items with the same path.
fn merge_item(into: &mut Document, next: &mut Document, at: &Pointer, diagnostics: &mut Diagnostics) {
    let parameters = at.child("parameters");
    if parameters.find(&into.root) != parameters.find(&next.root) {
        move_parameters(into, at);
        move_parameters(next, at);
    }
    let keys = at.find(&next.root).into_iter().flat_map(members).map(|(key, _)| key.clone()).collect::<Vec<_>>();
    for key in keys {
        let member = at.child(&key);
        let (Some(second), first) = (member.find(&next.root), member.find(&into.root)) else { continue };
        match first {
            None => copy_value(into, next, &member, &member),
            Some(first) if first == second => {}
            Some(_) if is_method(&key) => {
                if keeps_second(into, &member, next, &member, diagnostics) {
                    copy_value(into, next, &member, &member);
                }
            }
            Some(_) => keep_first(into, next, &member, &member, diagnostics),
        }
    }
}

/// Reports that two operations differ. Returns `true` if the one of `next` is kept because it is more detailed.
fn keeps_second(
    into: &Document,
    first: &Pointer,
    next: &Document,
    second: &Pointer,
    diagnostics: &mut Diagnostics,
) -> bool {
    let size = |document: &Document, at: &Pointer| at.find(&document.root).map_or(0, count_scalars);
    let (first_size, second_size) = (size(into, first), size(next, second));
    let is_second_kept = second_size > first_size;
    let (first, second) = (into.place(first), next.place(second));
    let (kept, dropped) = if is_second_kept { (second, first) } else { (first, second) };
    let reason = if first_size == second_size { "is the first" } else { "has more details" };
    let message = format!("the operation differs from {kept}, which {reason} and is kept");
    let help = "make them identical, or add missing details with an overlay";
    diagnostics.push(Diagnostic::new(Code::OperationDiffers, dropped, message).help(help));
    is_second_kept
}

/// Moves the parameters of a path item to its operations, because the path items of two documents differ in them.
fn move_parameters(document: &mut Document, item: &Pointer) {
    let shared_at = item.child("parameters");
    let Some(Value::Object(map)) = item.find_mut(&mut document.root) else { return };
    let Some(Value::Array(shared)) = map.shift_remove("parameters") else { return };
    let places = (0..shared.len()).map(|index| document.origins.find(&shared_at.index(index))).collect::<Vec<_>>();
    document.origins.forget(&shared_at);
    for (method, operation) in map.iter_mut().filter(|(key, _)| is_method(key)) {
        let Value::Object(operation) = operation else { continue };
        let Value::Array(list) = operation.entry("parameters").or_insert_with(|| json!([])) else { continue };
        let at = item.child(method).child("parameters");
        for (parameter, place) in shared.iter().zip(&places) {
            if !list.iter().any(|other| identity(other) == identity(parameter)) {
                document.origins.record(at.index(list.len()), place.clone());
                list.push(parameter.clone());
            }
        }
    }
}

/// Returns the members that identify a parameter: reference, location and name.
fn identity(parameter: &Value) -> [Option<&Value>; 3] {
    ["$ref", "in", "name"].map(|key| parameter.get(key))
}

/// Merges paths that only differ in the names of their parameters: of an operation that both have, the more detailed one is
/// kept, under the path of its document.
fn remove_duplicates(
    into: &mut Document,
    next: &mut Document,
    section: &Pointer,
    path: &str,
    diagnostics: &mut Diagnostics,
) {
    let normalized = normalize(path);
    let first = section.find(&into.root).into_iter().flat_map(members).map(|(path, _)| path.clone());
    let Some(same) = first.into_iter().find(|first| normalize(first) == normalized) else { return };
    let (at, other) = (section.child(path), section.child(&same));
    let methods = at.find(&next.root).into_iter().flat_map(members).map(|(key, _)| key.clone());
    for method in methods.filter(|key| is_method(key)).collect::<Vec<_>>() {
        let (from, to) = (at.child(&method), other.child(&method));
        let Some(first) = to.find(&into.root) else { continue };
        let differ = from.find(&next.root) != Some(first);
        let keep_second = differ && keeps_second(into, &to, next, &from, diagnostics);
        let (document, item) = if keep_second { (&mut *into, &other) } else { (&mut *next, &at) };
        if let Some(Value::Object(map)) = item.find_mut(&mut document.root) {
            map.shift_remove(&method);
            remove_if_empty(document, section, item);
        }
    }
}

/// Removes a path item without operations.
fn remove_if_empty(document: &mut Document, section: &Pointer, item: &Pointer) {
    let is_empty = |item: &Map<String, Value>| !item.keys().any(|key| is_method(key));
    if item.find(&document.root).and_then(Value::as_object).is_some_and(is_empty)
        && let Some((_, path)) = item.split_last()
        && let Some(Value::Object(paths)) = section.find_mut(&mut document.root)
    {
        paths.shift_remove(&path);
    }
}

/// Returns a path without the names of its parameters.
fn normalize(path: &str) -> String {
    let mut normalized = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        normalized.push(c);
    }
    normalized
}
