//! Schemas that are said to be nothing but each other: `A` is a `B`, and `B` is an `A`.
//!
//! A document with rewritten references comes in. A circle through properties is a recursive type and stays; one of
//! bare references and `allOf` alone says nothing, and is cut.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

const SCHEMAS: &str = "#/components/schemas/";

/// Cuts every circle at the link that closes it, in the order of names.
pub(super) fn cut(root: &mut Value, stage: &mut Stage<'_>) {
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    let links: BTreeMap<String, Vec<String>> =
        schemas.iter().map(|(name, schema)| (name.clone(), links_of(schema))).collect();
    for (from, to) in closing_links(&links) {
        let at = Pointer::of(["components", "schemas", &from]);
        let message = format!("`{from}` is declared to be `{to}`, which leads back to `{from}`; the link is left out");
        stage.report(Code::CircularReference, &at, message, "say what one of them is");
        if let Some(schema) = schemas.get_mut(&from) {
            unlink(schema, &to);
        }
    }
}

/// What a schema is declared to be as a whole.
fn links_of(schema: &Value) -> Vec<String> {
    let parts = match schema.get("allOf") {
        Some(Value::Array(parts)) => parts.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    parts.iter().chain([schema]).filter_map(|part| Some(target(part)?.to_owned())).collect()
}

fn target(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

fn closing_links(links: &BTreeMap<String, Vec<String>>) -> Vec<(String, String)> {
    let mut closing = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in links.keys() {
        // The way from the start to here, with the links that are still to be followed from each.
        let mut way: Vec<(&str, std::slice::Iter<'_, String>)> = Vec::new();
        let mut on_way: BTreeSet<&str> = BTreeSet::new();
        let enter = |name: &str| links.get_key_value(name);
        if let Some((name, next)) = enter(start).filter(|(name, _)| !done.contains(name.as_str())) {
            way.push((name, next.iter()));
            on_way.insert(name);
        }
        while let Some((here, next)) = way.last_mut() {
            match next.next() {
                Some(to) if on_way.contains(to.as_str()) => closing.push(((*here).to_owned(), to.clone())),
                Some(to) if done.contains(to.as_str()) => {}
                Some(to) => {
                    if let Some((name, next)) = enter(to) {
                        way.push((name, next.iter()));
                        on_way.insert(name);
                    }
                }
                None => {
                    done.insert(here);
                    on_way.remove(*here);
                    way.pop();
                }
            }
        }
    }
    closing
}

fn unlink(schema: &mut Value, to: &str) {
    let Value::Object(schema) = schema else { return };
    if schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix(SCHEMAS)) == Some(to) {
        schema.shift_remove("$ref");
    }
    match schema.get_mut("allOf") {
        Some(Value::Array(parts)) => parts.retain(|part| target(part) != Some(to)),
        Some(single) if target(single) == Some(to) => *single = Value::Null,
        _ => {}
    }
}
