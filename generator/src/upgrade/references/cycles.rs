//! Components that are defined only by each other: `A` is a `B`, and `B` is an `A`.
//!
//! A cycle through properties is a recursive type. A cycle of bare references and `allOf` has no meaning:
//! [`break_cycles`] removes one reference of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::object_model::is_extension;

/// Removes the reference that closes each cycle, in the order of names.
pub(in crate::upgrade) fn break_cycles(root: &mut Value, context: &mut Context<'_>) {
    let Some(Value::Object(components)) = root.get_mut("components") else { return };
    for (section, members) in components.iter_mut().filter(|(section, _)| !is_extension(section)) {
        let Value::Object(members) = members else { continue };
        let at = Pointer::from_tokens(["components", section]);
        let links: BTreeMap<String, Vec<String>> =
            members.iter().map(|(name, member)| (name.clone(), links_of(member, &at))).collect();
        for (from, to) in closing_links(&links) {
            let message = format!(
                "circular reference: `{from}` is `{to}`, which refers back to `{from}`; the reference is ignored"
            );
            context.report(Code::CircularReference, &at.child(&from), message, "declare the type of one of them");
            if let Some(member) = members.get_mut(&from) {
                unlink(member, &at.child(&to));
            }
        }
    }
}

/// Returns the components of the same section that a component refers to as a bare reference or in `allOf`.
fn links_of(member: &Value, section: &Pointer) -> Vec<String> {
    let parts = match member.get("allOf") {
        Some(Value::Array(parts)) => parts.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    let targets = parts.iter().chain([member]).filter_map(target);
    targets
        .filter_map(|target| target.split_last().filter(|(parent, _)| parent == section).map(|(_, name)| name))
        .collect()
}

fn target(member: &Value) -> Option<Pointer> {
    Pointer::parse(member.get("$ref")?.as_str()?.strip_prefix('#')?)
}

/// Returns the references that close cycles, by a depth-first search.
fn closing_links(links: &BTreeMap<String, Vec<String>>) -> Vec<(String, String)> {
    let mut closing = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in links.keys() {
        // The current path, with the references that remain to be followed from each component.
        let mut stack: Vec<(&str, std::slice::Iter<'_, String>)> = Vec::new();
        let mut on_stack: BTreeSet<&str> = BTreeSet::new();
        let enter = |name: &str| links.get_key_value(name);
        if let Some((name, next)) = enter(start).filter(|(name, _)| !done.contains(name.as_str())) {
            stack.push((name, next.iter()));
            on_stack.insert(name);
        }
        while let Some((here, next)) = stack.last_mut() {
            match next.next() {
                Some(to) if on_stack.contains(to.as_str()) => closing.push(((*here).to_owned(), to.clone())),
                Some(to) if done.contains(to.as_str()) => {}
                Some(to) => {
                    if let Some((name, next)) = enter(to) {
                        stack.push((name, next.iter()));
                        on_stack.insert(name);
                    }
                }
                None => {
                    done.insert(here);
                    on_stack.remove(*here);
                    stack.pop();
                }
            }
        }
    }
    closing
}

/// Removes the references to a component.
fn unlink(member: &mut Value, to: &Pointer) {
    if target(member).as_ref() == Some(to)
        && let Value::Object(member) = member
    {
        member.shift_remove("$ref");
    }
    match member.get_mut("allOf") {
        Some(Value::Array(parts)) => parts.retain(|part| target(part).as_ref() != Some(to)),
        Some(single) if target(single).as_ref() == Some(to) => *single = Value::Null,
        _ => {}
    }
}
