//! Components that are said to be nothing but each other: `A` is a `B`, and `B` is an `A`.
//!
//! A document with rewritten references comes in. A circle through properties is a recursive type and stays; one of
//! bare references and `allOf` alone says nothing, and is cut.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::shape::is_extension;
use crate::upgrade::stage::Stage;

/// Cuts every circle at the link that closes it, in the order of names.
pub(in crate::upgrade) fn cut(root: &mut Value, stage: &mut Stage<'_>) {
    let Some(Value::Object(components)) = root.get_mut("components") else { return };
    for (section, members) in components.iter_mut().filter(|(section, _)| !is_extension(section)) {
        let Value::Object(members) = members else { continue };
        let at = Pointer::of(["components", section]);
        let links: BTreeMap<String, Vec<String>> =
            members.iter().map(|(name, member)| (name.clone(), links_of(member, &at))).collect();
        for (from, to) in closing_links(&links) {
            let message =
                format!("`{from}` is declared to be `{to}`, which leads back to `{from}`; the link is left out");
            stage.report(Code::CircularReference, &at.child(&from), message, "say what one of them is");
            if let Some(member) = members.get_mut(&from) {
                unlink(member, &at.child(&to));
            }
        }
    }
}

/// What a component is declared to be as a whole: names of the same section.
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
