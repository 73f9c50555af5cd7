//! The paths of two documents, united: the same operation twice is kept once, the richer of two that differ.

use serde_json::{Map, Value, json};

use super::inherit::is_method;
use super::{keep_first, members, richness, take_over};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::pointer::Pointer;

/// Takes the path items of `next` over.
pub(crate) fn unite(into: &mut Document, next: &mut Document, section: &str, diagnostics: &mut Diagnostics) {
    let section = Pointer::of([section]);
    let paths = section.find(&next.root).into_iter().flat_map(members).map(|(path, _)| path.clone());
    let paths = paths.collect::<Vec<_>>();
    if paths.is_empty() {
        return;
    }
    if !section.find(&into.root).is_some_and(Value::is_object) {
        take_over(into, next, &section, &section);
        return;
    }
    for path in &paths {
        let at = section.child(path);
        if at.find(&into.root).is_some() {
            unite_item(into, next, &at, diagnostics);
        } else {
            drop_twins(into, next, &section, path, diagnostics);
            if at.find(&next.root).is_some() {
                take_over(into, next, &at, &at);
            }
        }
    }
}

/// Unites two items of one path.
fn unite_item(into: &mut Document, next: &mut Document, at: &Pointer, diagnostics: &mut Diagnostics) {
    let parameters = at.child("parameters");
    if parameters.find(&into.root) != parameters.find(&next.root) {
        push_down(into, at);
        push_down(next, at);
    }
    let keys = at.find(&next.root).into_iter().flat_map(members).map(|(key, _)| key.clone()).collect::<Vec<_>>();
    for key in keys {
        let member = at.child(&key);
        let (Some(theirs), ours) = (member.find(&next.root), member.find(&into.root)) else { continue };
        match ours {
            None => take_over(into, next, &member, &member),
            Some(ours) if ours == theirs => {}
            Some(_) if is_method(&key) => {
                if theirs_is_kept(into, &member, next, &member, diagnostics) {
                    take_over(into, next, &member, &member);
                }
            }
            Some(_) => keep_first(into, next, &member, &member, diagnostics),
        }
    }
}

/// Says that two operations differ. Whether theirs is the one to keep: only where it says more.
fn theirs_is_kept(
    into: &Document,
    ours: &Pointer,
    next: &Document,
    theirs: &Pointer,
    diagnostics: &mut Diagnostics,
) -> bool {
    let measure = |document: &Document, at: &Pointer| at.find(&document.root).map_or(0, richness);
    let (our_measure, their_measure) = (measure(into, ours), measure(next, theirs));
    let theirs_kept = their_measure > our_measure;
    let (ours, theirs) = (into.place(ours), next.place(theirs));
    let (kept, dropped) = if theirs_kept { (theirs, ours) } else { (ours, theirs) };
    let why = if our_measure == their_measure { "came first" } else { "says more" };
    let message = format!("this operation is described differently at {kept}, which {why} and is kept");
    let help = "make them alike, or add what is missing by an overlay";
    diagnostics.push(Diagnostic::new(Code::OperationDiffers, dropped, message).help(help));
    theirs_kept
}

/// Parameters of a path apply to all its operations; where two documents differ in them, each operation gets its own.
fn push_down(document: &mut Document, item: &Pointer) {
    let shared_at = item.child("parameters");
    let Some(Value::Object(map)) = item.find_mut(&mut document.root) else { return };
    let Some(Value::Array(shared)) = map.shift_remove("parameters") else { return };
    let places = (0..shared.len()).map(|index| document.origins.find(&shared_at.index(index))).collect::<Vec<_>>();
    document.origins.forget(&shared_at);
    for (method, operation) in map.iter_mut().filter(|(key, _)| is_method(key)) {
        let Value::Object(operation) = operation else { continue };
        let Value::Array(own) = operation.entry("parameters").or_insert_with(|| json!([])) else { continue };
        let at = item.child(method).child("parameters");
        for (parameter, place) in shared.iter().zip(&places) {
            if !own.iter().any(|own| identity(own) == identity(parameter)) {
                document.origins.record(at.index(own.len()), place.clone());
                own.push(parameter.clone());
            }
        }
    }
}

/// What tells parameters apart: where they go and their name, or what they refer to.
fn identity(parameter: &Value) -> [Option<&Value>; 3] {
    ["$ref", "in", "name"].map(|key| parameter.get(key))
}

/// Paths that differ in the names of their parameters alone are one path: of operations that both have, only the
/// richer one stays, under the path of its own document.
fn drop_twins(into: &mut Document, next: &mut Document, section: &Pointer, path: &str, diagnostics: &mut Diagnostics) {
    let shape = shape(path);
    let ours = section.find(&into.root).into_iter().flat_map(members).map(|(path, _)| path.clone());
    let Some(twin) = ours.into_iter().find(|ours| self::shape(ours) == shape) else { return };
    let (at, twin) = (section.child(path), section.child(&twin));
    let methods = at.find(&next.root).into_iter().flat_map(members).map(|(key, _)| key.clone());
    for method in methods.filter(|key| is_method(key)).collect::<Vec<_>>() {
        let (from, to) = (at.child(&method), twin.child(&method));
        let Some(ours) = to.find(&into.root) else { continue };
        let differ = from.find(&next.root) != Some(ours);
        let theirs = differ && theirs_is_kept(into, &to, next, &from, diagnostics);
        let (document, item) = if theirs { (&mut *into, &twin) } else { (&mut *next, &at) };
        if let Some(Value::Object(map)) = item.find_mut(&mut document.root) {
            map.shift_remove(&method);
            drop_if_bare(document, section, item);
        }
    }
}

/// Drops a path that has no operation left.
fn drop_if_bare(document: &mut Document, section: &Pointer, item: &Pointer) {
    let bare = |item: &Map<String, Value>| !item.keys().any(|key| is_method(key));
    if item.find(&document.root).and_then(Value::as_object).is_some_and(bare)
        && let Some((_, path)) = item.split_last()
        && let Some(Value::Object(paths)) = section.find_mut(&mut document.root)
    {
        paths.shift_remove(&path);
    }
}

/// A path with its parameters' names left out.
fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        shape.push(c);
    }
    shape
}
