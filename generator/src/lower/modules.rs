//! Assignment of operations to modules.

use std::collections::BTreeMap;

use super::lock_keys::LockKeys;
use super::operations::LoweredOperation;
use crate::ir::{Module, Operation};
use crate::names::{Case, NameRequest, lock};

/// Groups the operations by module, both sorted by name.
pub(super) fn group(operations: Vec<LoweredOperation>, keys: &LockKeys) -> Vec<Module> {
    let mut by_word: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for LoweredOperation { operation, tags } in operations {
        by_word.entry(word(&operation, &tags)).or_default().push(operation);
    }
    let name_requests: Vec<NameRequest> = by_word.keys().map(|word| NameRequest::given(word)).collect();
    let modules = keys.scope(Case::Snake, [], lock::MODULES).claim(&name_requests);
    let mut groups: Vec<Module> = by_word
        .into_values()
        .zip(modules)
        .map(|(mut operations, module)| {
            operations.sort_by(|a, b| a.method_name.cmp(&b.method_name));
            Module { name: module, operations }
        })
        .collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups
}

/// Returns the name of an operation's module: the tag that also occurs in its path, or else its first tag, or else the
/// first word of its path.
fn word(operation: &Operation, tags: &[String]) -> String {
    let segments: Vec<String> = operation.template.split('/').filter(|s| is_word(s)).map(normalized).collect();
    let in_path = tags.iter().find(|tag| segments.contains(&normalized(tag)));
    let tag = in_path.or(tags.first()).map(|tag| normalized(tag)).filter(|tag| !tag.is_empty());
    tag.or(segments.into_iter().next()).unwrap_or_else(|| "root".to_owned())
}

/// Returns true if a path segment names a resource: it is not a parameter, a version or `api`.
fn is_word(segment: &str) -> bool {
    let version = segment.strip_prefix(['v', 'V']).unwrap_or(segment).chars().all(|c| c.is_ascii_digit() || c == '.');
    !segment.is_empty() && !segment.contains('{') && !version && segment != "api"
}

/// Returns a text in lower case with single spaces between its words.
fn normalized(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
