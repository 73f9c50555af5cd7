//! Resolves the location that a user names to a pointer into the document.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{StageResults, display};
use crate::infer::report::{OriginalOperation, Row};
use crate::pointer::{Place, Pointer};

/// A location in the document.
#[derive(Debug, Clone)]
pub(super) struct ResolvedLocation {
    /// The pointer of the value.
    pub(super) pointer: Pointer,
    /// The operation and the name of the parameter, if the location names one.
    pub(super) parameter: Option<(Place, String)>,
}

/// The error for a location that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationNotFound {
    /// The part of the location that is missing.
    pub message: String,
    /// The names that exist there.
    pub help: String,
}

/// The maximum number of names in a message.
const MAX_NAMES: usize = 12;

/// Resolves a location: a JSON Pointer, also percent-encoded or after a file name, or a method and a path.
pub(super) fn find(location: &str, results: StageResults<'_>) -> Result<ResolvedLocation, LocationNotFound> {
    let location = location.trim();
    let method_and_path = location.split_once(char::is_whitespace).filter(|(method, _)| is_word(method));
    if let Some((method, rest)) = method_and_path {
        return by_name(method, rest.trim(), results);
    }
    let (source, text) = match location.split_once('#') {
        Some((source, text)) => (Some(source).filter(|source| !source.is_empty()), text),
        None => (None, location),
    };
    let is_pointer = text.starts_with('/') || text.is_empty() && location.contains('#');
    if !is_pointer {
        return Err(LocationNotFound {
            message: format!("`{location}` is neither a JSON Pointer nor an operation"),
            help: "write `#/paths/~1pets/get/parameters/0`, `GET /pets` or `GET /pets name`".to_owned(),
        });
    }
    let plain = Pointer::parse(text).unwrap_or_default();
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    let decoded = Pointer::parse(&decoded).unwrap_or_default();
    let root = &results.document.root;
    let existing = [plain.clone(), decoded].into_iter().find(|pointer| pointer.find(root).is_some());
    match existing {
        Some(pointer) => {
            let place = results.document.place(&pointer);
            match source.filter(|source| !place.source.as_str().ends_with(source)) {
                Some(source) => Err(LocationNotFound {
                    message: format!("{} is in {}, not in {source}", display(&pointer), place.source),
                    help: "omit the file name, or pass the file with --spec".to_owned(),
                }),
                None => Ok(ResolvedLocation { pointer, parameter: None }),
            }
        }
        None => Err(not_found(&plain, root)),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

/// Creates the error for a pointer, with the keys of its closest existing ancestor.
fn not_found(pointer: &Pointer, root: &Value) -> LocationNotFound {
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
            format!("{} has {}", display(&ancestor), listed(keys.collect(), "keys"))
        }
        Some(Value::Array(list)) if list.is_empty() => format!("{} is an empty list", display(&ancestor)),
        Some(Value::Array(list)) => format!("{} is a list of items 0 to {}", display(&ancestor), list.len() - 1),
        _ => format!("{} is a single value", display(&ancestor)),
    };
    LocationNotFound {
        message: format!("no value at {}: `{missing}` does not exist in {}", display(pointer), display(&ancestor)),
        help,
    }
}

fn listed(names: Vec<String>, what: &str) -> String {
    let more = names.len().saturating_sub(MAX_NAMES);
    let names: Vec<String> = names.into_iter().take(MAX_NAMES).collect();
    match (names.is_empty(), more) {
        (true, _) => format!("no {what}"),
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// Resolves `GET /pets` or `GET /pets name`.
fn by_name(method: &str, rest: &str, results: StageResults<'_>) -> Result<ResolvedLocation, LocationNotFound> {
    let of_method = |written: &&OriginalOperation| written.method.trim().eq_ignore_ascii_case(method);
    // Paths may contain spaces, so the longest matching path wins.
    let fits = |written: &&OriginalOperation| {
        let after = rest.strip_prefix(written.path.as_str());
        after.is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
    };
    let all = results.written.iter().filter(of_method);
    let Some(written) = all.filter(fits).max_by_key(|written| written.path.len()) else {
        let path = rest.split_whitespace().next().unwrap_or_default();
        let mut near: Vec<&OriginalOperation> = results.written.iter().collect();
        near.sort_by_key(|written| {
            (strsim::osa_distance(&written.path, path), !written.method.eq_ignore_ascii_case(method))
        });
        let near = near.into_iter().map(|written| format!("`{} {}`", written.method.to_uppercase(), written.path));
        let message = format!("the document has no operation `{} {path}`", method.to_uppercase());
        return Err(LocationNotFound { message, help: format!("it has {}", listed(near.collect(), "operations")) });
    };
    let name = rest.get(written.path.len()..).unwrap_or_default().trim();
    if name.is_empty() {
        return Ok(ResolvedLocation { pointer: written.pointer.clone(), parameter: None });
    }
    let of_operation = |row: &&Row| row.operation == written.place && row.path == written.path;
    let rows: Vec<&Row> = results.rows.iter().filter(of_operation).collect();
    if !rows.iter().any(|row| row.name == name) {
        let names = rows.iter().map(|row| format!("`{}`", row.name)).collect();
        let message = format!("`{} {}` has no parameter `{name}`", method.to_uppercase(), written.path);
        return Err(LocationNotFound { message, help: format!("it has {}", listed(names, "parameters")) });
    }
    let listed = written.parameters.iter().find(|parameter| parameter.name == name);
    let pointer = listed.map_or_else(|| written.pointer.clone(), |parameter| parameter.pointer.clone());
    Ok(ResolvedLocation { pointer, parameter: Some((written.place.clone(), name.to_owned())) })
}
