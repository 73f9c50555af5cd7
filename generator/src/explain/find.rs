//! What a person points at, as a place of the document.
//!
//! Comes in: a JSON Pointer in any spelling, or a method and a path with or without a parameter's name. Goes out: a
//! [`Target`], or how far the way leads.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Known, shown};
use crate::infer::report::{Row, Written};
use crate::pointer::{Place, Pointer};

/// A place of the document.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Where it is.
    pub(super) pointer: Pointer,
    /// The operation and the name of the parameter that is meant, where it was named.
    pub(super) parameter: Option<(Place, String)>,
}

/// Why a way leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nowhere {
    /// What was looked for, and how far it is there.
    pub message: String,
    /// What is there instead.
    pub help: String,
}

/// How many names a message lists.
const NAMED: usize = 12;

/// Finds what `wanted` says.
pub(super) fn find(wanted: &str, known: Known<'_>) -> Result<Target, Nowhere> {
    let wanted = wanted.trim();
    let by_words = wanted.split_once(char::is_whitespace).filter(|(method, _)| is_word(method));
    if let Some((method, rest)) = by_words {
        return by_name(method, rest.trim(), known);
    }
    let (source, text) = match wanted.split_once('#') {
        Some((source, text)) => (Some(source).filter(|source| !source.is_empty()), text),
        None => (None, wanted),
    };
    let is_pointer = text.starts_with('/') || text.is_empty() && wanted.contains('#');
    if !is_pointer {
        return Err(Nowhere {
            message: format!("`{wanted}` is no JSON Pointer and no operation"),
            help: "write `#/paths/~1pets/get/parameters/0`, `GET /pets` or `GET /pets name`".to_owned(),
        });
    }
    let plain = Pointer::parse(text).unwrap_or_default();
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    let decoded = Pointer::parse(&decoded).unwrap_or_default();
    let root = &known.document.root;
    let there = [plain.clone(), decoded].into_iter().find(|pointer| pointer.find(root).is_some());
    match there {
        Some(pointer) => {
            let place = known.document.place(&pointer);
            match source.filter(|source| !place.source.as_str().ends_with(source)) {
                Some(source) => Err(Nowhere {
                    message: format!("{} stands in {}, not in {source}", shown(&pointer), place.source),
                    help: "leave the file out, or name it with --spec".to_owned(),
                }),
                None => Ok(Target { pointer, parameter: None }),
            }
        }
        None => Err(nowhere(&plain, root)),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

/// The closest ancestor that exists, and what it has.
fn nowhere(pointer: &Pointer, root: &Value) -> Nowhere {
    let mut ancestor = pointer.clone();
    let mut missing = String::new();
    while ancestor.find(root).is_none() {
        let Some((parent, key)) = ancestor.split_last() else { break };
        (ancestor, missing) = (parent, key);
    }
    let help = match ancestor.find(root) {
        Some(Value::Object(map)) => {
            let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
            keys.sort_by_key(|key| strsim::osa_distance(key, &missing));
            let keys = keys.into_iter().map(|key| format!("`{}`", key.replace('~', "~0").replace('/', "~1")));
            format!("{} has {}", shown(&ancestor), listed(keys.collect(), "keys"))
        }
        Some(Value::Array(list)) if list.is_empty() => format!("{} is an empty list", shown(&ancestor)),
        Some(Value::Array(list)) => format!("{} is a list of items 0 to {}", shown(&ancestor), list.len() - 1),
        _ => format!("{} is a single value", shown(&ancestor)),
    };
    Nowhere {
        message: format!("nothing stands at {}: there is no `{missing}` in {}", shown(pointer), shown(&ancestor)),
        help,
    }
}

fn listed(names: Vec<String>, what: &str) -> String {
    let more = names.len().saturating_sub(NAMED);
    let names: Vec<String> = names.into_iter().take(NAMED).collect();
    match (names.is_empty(), more) {
        (true, _) => format!("no {what}"),
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// `GET /pets`, or `GET /pets name`.
fn by_name(method: &str, rest: &str, known: Known<'_>) -> Result<Target, Nowhere> {
    let of_method = |written: &&Written| written.method.trim().eq_ignore_ascii_case(method);
    // Paths may have spaces in them: the longest that fits is meant.
    let fits = |written: &&Written| {
        let after = rest.strip_prefix(written.path.as_str());
        after.is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
    };
    let all = known.written.iter().filter(of_method);
    let Some(written) = all.filter(fits).max_by_key(|written| written.path.len()) else {
        let path = rest.split_whitespace().next().unwrap_or_default();
        let mut near: Vec<&Written> = known.written.iter().collect();
        near.sort_by_key(|written| {
            (strsim::osa_distance(&written.path, path), !written.method.eq_ignore_ascii_case(method))
        });
        let near = near.into_iter().map(|written| format!("`{} {}`", written.method.to_uppercase(), written.path));
        let message = format!("the document has no operation `{} {path}`", method.to_uppercase());
        return Err(Nowhere { message, help: format!("it has {}", listed(near.collect(), "operations")) });
    };
    let name = rest.get(written.path.len()..).unwrap_or_default().trim();
    if name.is_empty() {
        return Ok(Target { pointer: written.pointer.clone(), parameter: None });
    }
    let own = |row: &&Row| row.operation == written.place && row.path == written.path;
    let rows: Vec<&Row> = known.rows.iter().filter(own).collect();
    if !rows.iter().any(|row| row.name == name) {
        let names = rows.iter().map(|row| format!("`{}`", row.name)).collect();
        let message = format!("`{} {}` has no parameter `{name}`", method.to_uppercase(), written.path);
        return Err(Nowhere { message, help: format!("it has {}", listed(names, "parameters")) });
    }
    let listed = written.parameters.iter().find(|parameter| parameter.name == name);
    let pointer = listed.map_or_else(|| written.pointer.clone(), |parameter| parameter.pointer.clone());
    Ok(Target { pointer, parameter: Some((written.place.clone(), name.to_owned())) })
}
