//! Ids for operations without a usable `operationId`.
//!
//! Ids are unique in the document. If the names of several operations clash, all of them use their next candidate, so the
//! result does not depend on the order of the document.

use std::collections::{BTreeMap, BTreeSet};

use super::text::tokens;
use super::{Aspect, Candidate, Claim, Inference, Inferences};
use crate::repairs::Evidence;
use crate::spec::{Operation, Spec};

/// The maximum length of an id.
const MAX_LENGTH: usize = 40;
/// The number of words from which an id can be a truncated sentence.
const MIN_SENTENCE_WORDS: usize = 5;
/// Placeholders of editors and converters.
const PLACEHOLDERS: &[&str] =
    &["", "string", "operationid", "undefined", "null", "none", "todo", "noname", "unnamed", "na"];

/// Infers an id for each operation without a usable one.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    let defects = defects(spec);
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut open = Vec::new();
    for (operation, defect) in spec.operations.iter().zip(&defects) {
        match (defect, &operation.operation_id) {
            (None, Some(id)) => _ = used.insert(letters(id)),
            _ => open.push((operation, defect.unwrap_or("operation-id-missing"))),
        }
    }
    for (operation, rule, choices, chosen) in resolve_clashes(open, &used) {
        let Some(inference) = inference(spec, operation, rule, &choices, &chosen) else { continue };
        // A declared id that is too long is kept if the inferred one is not shorter.
        let declared = operation.operation_id.as_deref().filter(|_| rule == "operation-id-too-long");
        let longer = |fact: &Claim| matches!(fact, Claim::OperationId(id) if declared.is_some_and(|declared| id.len() >= declared.len()));
        if !longer(&inference.chosen.fact) {
            inferences.entry(operation.pointer.clone()).or_default().insert(Aspect::OperationId, inference);
        }
    }
}

/// Returns the defect of each operation's id, in document order.
fn defects(spec: &Spec) -> Vec<Option<&'static str>> {
    let mut given: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for id in spec.operations.iter().filter_map(|operation| operation.operation_id.as_deref()) {
        given.entry(letters(id)).or_default().push(id);
    }
    let defect = |operation: &Operation| {
        let Some(id) = operation.operation_id.as_deref() else { return Some("operation-id-missing") };
        if PLACEHOLDERS.contains(&letters(id).as_str()) {
            Some("operation-id-placeholder")
        } else if is_cut_sentence(operation, id) {
            Some("operation-id-cut-off")
        } else if given.get(&letters(id)).is_some_and(|ids| ids.len() > 1 && !is_only_rust_name(id, ids)) {
            Some("operation-id-twice")
        } else {
            (id.chars().count() > MAX_LENGTH).then_some("operation-id-too-long")
        }
    };
    spec.operations.iter().map(defect).collect()
}

/// Returns true if an id is a Rust name and the only one of several similar ids. It keeps its name.
fn is_only_rust_name(id: &str, similar: &[&str]) -> bool {
    let mut names = similar.iter().filter(|id| is_snake_case(id));
    is_snake_case(id) && names.next().is_some() && names.next().is_none()
}

fn is_snake_case(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Returns true if an id is the beginning of the operation's description or summary without spaces.
fn is_cut_sentence(operation: &Operation, id: &str) -> bool {
    let declared = letters(id);
    let parts = id.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).count();
    let texts = [operation.description.as_deref(), operation.summary.as_deref()];
    parts >= MIN_SENTENCE_WORDS
        && texts
            .into_iter()
            .flatten()
            .map(letters)
            .any(|text| text.len() > declared.len() && text.starts_with(&declared))
}

/// Returns the letters and digits in lower case, for comparison.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The candidate names of an operation, most readable first. The flag is true if the name is from the summary.
type Choices = Vec<(String, bool)>;

fn choices(operation: &Operation) -> Choices {
    let summary = operation.summary.as_deref().and_then(short_summary);
    let mut choices: Choices = summary.into_iter().map(|name| (name, true)).collect();
    choices.push((from_path(operation, false), false));
    choices.push((from_path(operation, true), false));
    choices
}

/// Returns the id that a summary of two to six words gives.
fn short_summary(summary: &str) -> Option<String> {
    let articles = ["a", "an", "the"];
    let words = summary.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !articles.contains(&word.to_lowercase().as_str())).collect();
    let name = camel_case(words.iter().copied());
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && (2..=6).contains(&words.len()) && name.len() <= MAX_LENGTH && !summary.contains('/')).then_some(name)
}

/// Returns an id from the method and the path. The short form contains only a last placeholder (`ById`), the full form
/// all placeholders.
fn from_path(operation: &Operation, full: bool) -> String {
    let path = operation.path.split(['?', '#']).next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let mut parts = vec![operation.method.to_owned()];
    for (i, segment) in segments.iter().enumerate() {
        let placeholder = segment.contains('{') || segment.starts_with(':');
        if placeholder && (full || i + 1 == segments.len()) {
            parts.push("by".to_owned());
        }
        if !placeholder || full || i + 1 == segments.len() {
            parts.extend(plain_words(segment));
        }
    }
    camel_case(parts.iter().map(String::as_str))
}

fn plain_words(segment: &str) -> Vec<String> {
    segment.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).flat_map(tokens::of_name).collect()
}

fn camel_case<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut name = String::new();
    for (i, word) in words.enumerate() {
        let mut chars = word.chars();
        let Some(first) = chars.next() else { continue };
        // `HTTP` becomes `Http`.
        let is_upper = word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_numeric());
        let rest: String = if is_upper || i == 0 { chars.as_str().to_lowercase() } else { chars.as_str().to_owned() };
        if i == 0 {
            name.extend(first.to_lowercase());
        } else {
            name.extend(first.to_uppercase());
        }
        name.push_str(&rest);
    }
    name
}

/// An operation with the rule, the candidate names and the chosen name.
type NamedOperation<'s> = (&'s Operation, &'static str, Choices, (String, bool));

/// Chooses the first candidate of each operation that no other operation uses.
fn resolve_clashes<'s>(open: Vec<(&'s Operation, &'static str)>, used: &BTreeSet<String>) -> Vec<NamedOperation<'s>> {
    let candidates: Vec<Choices> = open.iter().map(|(operation, _)| choices(operation)).collect();
    let mut levels = vec![0_usize; open.len()];
    let candidate_at = |i: usize, level: usize| {
        candidates.get(i).and_then(|choices| choices.get(level.min(choices.len() - 1)).cloned())
    };
    loop {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, level) in levels.iter().enumerate() {
            let name = candidate_at(i, *level).unwrap_or_default().0;
            by_name.entry(letters(&name)).or_default().push(i);
        }
        let clashing: BTreeSet<usize> = by_name
            .iter()
            .filter(|(name, by)| by.len() > 1 || used.contains(*name))
            .flat_map(|(_, by)| by.clone())
            .collect();
        let mut moved = false;
        for (i, level) in levels.iter_mut().enumerate() {
            if clashing.contains(&i) && *level + 1 < candidates.get(i).map_or(0, Vec::len) {
                *level += 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let chosen = levels.iter().enumerate().map(|(i, level)| candidate_at(i, *level).unwrap_or_default()).collect();
    let chosen = numbered(&open, chosen, used);
    let named = open.into_iter().zip(candidates).zip(chosen);
    named.map(|(((operation, rule), candidates), chosen)| (operation, rule, candidates, chosen)).collect()
}

/// Appends numbers to names that still clash, in the order of paths and methods.
fn numbered(
    open: &[(&Operation, &'static str)],
    mut chosen: Vec<(String, bool)>,
    used: &BTreeSet<String>,
) -> Vec<(String, bool)> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, (name, _)) in chosen.iter().enumerate() {
        by_name.entry(letters(name)).or_default().push(i);
    }
    let mut all: BTreeSet<String> = used.iter().cloned().chain(by_name.keys().cloned()).collect();
    for (name, mut by) in by_name {
        if by.len() == 1 && !used.contains(&name) {
            continue;
        }
        by.sort_by_key(|i| open.get(*i).map(|(operation, _)| (operation.path.as_str(), operation.method)));
        let mut number = 1;
        for i in by {
            let Some((name, _)) = chosen.get_mut(i) else { continue };
            while !all.insert(letters(&format!("{name}{number}"))) {
                number += 1;
            }
            *name = format!("{name}{number}");
        }
    }
    chosen
}

fn inference(
    spec: &Spec,
    operation: &Operation,
    rule: &'static str,
    choices: &Choices,
    chosen: &(String, bool),
) -> Option<Inference> {
    let place = |key: &str| spec.place(&operation.pointer.child(key));
    let declared = operation.operation_id.as_deref();
    let defect = declared.map(|id| Evidence { place: place("operationId"), quote: tokens::quote(id) });
    let candidate = |(name, by_summary): &(String, bool)| {
        let source = match (by_summary, operation.summary.as_deref()) {
            (true, Some(summary)) => Evidence { place: place("summary"), quote: tokens::quote(summary) },
            _ => {
                let quote = format!("{} {}", operation.method.to_uppercase(), operation.path);
                Evidence { place: spec.place(&operation.pointer), quote }
            }
        };
        // A summary is written for readers, so it is better evidence than a path.
        let confidence = if *by_summary { 90 } else { 75 };
        let evidence = defect.iter().cloned().chain([source]).collect();
        Candidate { fact: Claim::OperationId(name.clone()), rule, confidence, evidence }
    };
    let mut seen = BTreeSet::from([chosen.0.clone()]);
    // The candidates before the chosen one clash with other operations.
    let later = choices.iter().skip_while(|choice| *choice != chosen);
    let runners_up = later.filter(|(name, _)| seen.insert(name.clone())).map(candidate).collect();
    (!chosen.0.is_empty()).then(|| Inference { chosen: candidate(chosen), runners_up })
}
