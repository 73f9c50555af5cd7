//! Subjects of phrases: "required if `active` is true" is about `active`, even in another parameter's description.

use super::tokens::{self, Match, TokenizedText};

/// The number of words before a phrase that may contain its subject: "`active` parameter must be" set to true.
const NEAR: usize = 4;

/// The parameter whose description is read, and the other parameters of its operation. Names are joined words.
#[derive(Clone, Copy)]
pub(in crate::infer) struct Parameters<'n> {
    pub(in crate::infer) name: &'n str,
    /// Returns true if a parameter of the operation has a name.
    pub(in crate::infer) has_name: &'n dyn Fn(&str) -> bool,
}

/// Returns true if the words before a match name another parameter, or anything else written like an identifier.
pub(in crate::infer) fn is_about_another(prose: &TokenizedText, hit: &Match, parameters: Parameters) -> bool {
    let start = hit.words.start;
    let near = (start.saturating_sub(NEAR)..start).rev();
    near.take_while(|at| !prose.begins(at + 1)).any(|at| names_another(prose, at, parameters))
}

/// Returns true if the word at an index names another parameter.
fn names_another(prose: &TokenizedText, at: usize, parameters: Parameters) -> bool {
    let Some(word) = prose.span(at).and_then(|span| prose.text.get(span)) else { return false };
    let name = tokens::of_name(word).concat();
    let is_value = ["true", "false", "null"].contains(&name.as_str()) || tokens::parse_number(word).is_some();
    if is_value || name == parameters.name {
        return false;
    }
    let is_marked = at > 0 && prose.gap(at - 1).ends_with('`') || at == 0 && prose.text.starts_with('`');
    is_marked || is_joined(word) || (parameters.has_name)(&name)
}

/// Returns true if a word is written like an identifier: `is_active`, `isActive`.
fn is_joined(word: &str) -> bool {
    let inner_capital = word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    inner_capital || word.trim_matches('_').contains('_')
}
