//! Which module an operation stands in.

use std::collections::BTreeMap;

use super::operations::Lowered;
use crate::ir::{Group, Operation};
use crate::names::{Case, Scope, Wish};

/// The operations by module, both in the order of their names.
pub(super) fn gather(operations: Vec<Lowered>) -> Vec<Group> {
    let mut by_word: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for Lowered { operation, tags } in operations {
        by_word.entry(word(&operation, &tags)).or_default().push(operation);
    }
    let wishes: Vec<Wish> = by_word.keys().map(|word| Wish::given(word)).collect();
    let modules = Scope::new(Case::Snake).claim(&wishes);
    let mut groups: Vec<Group> = by_word
        .into_values()
        .zip(modules)
        .map(|(mut operations, module)| {
            operations.sort_by(|a, b| a.method_name.cmp(&b.method_name));
            Group { module, operations }
        })
        .collect();
    groups.sort_by(|a, b| a.module.cmp(&b.module));
    groups
}

/// What an operation's module is called after: the tag that its path speaks of, else its first tag, else the first
/// word of its path.
fn word(operation: &Operation, tags: &[String]) -> String {
    let segments: Vec<String> = operation.template.split('/').filter(|s| is_word(s)).map(folded).collect();
    let told = tags.iter().find(|tag| segments.contains(&folded(tag)));
    let tag = told.or(tags.first()).map(|tag| folded(tag)).filter(|tag| !tag.is_empty());
    tag.or(segments.into_iter().next()).unwrap_or_else(|| "root".to_owned())
}

/// Whether a path segment says what the path is about: no argument, no version, no file extension alone.
fn is_word(segment: &str) -> bool {
    let version = segment.strip_prefix(['v', 'V']).unwrap_or(segment).chars().all(|c| c.is_ascii_digit() || c == '.');
    !segment.is_empty() && !segment.contains('{') && !version && segment != "api"
}

/// A text in lower case, its words a space apart.
fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
