//! Ids for operations that have none, or one that no reader can use.
//!
//! Comes in: a spec. Goes out: an id for each such operation, made from the evidence at hand and unique in the
//! document. Names that clash are settled as a set: all of them move on to the next way of naming, so that which came
//! first in the document makes no difference.

use std::collections::{BTreeMap, BTreeSet};

use super::words;
use super::{Aspect, Candidate, Fact, Inference, Inferences};
use crate::repair::Evidence;
use crate::spec::{Operation, Spec};

/// Beyond this an id is a sentence.
const LONGEST: usize = 40;
/// So many words at the beginning of a sentence are no coincidence.
const SENTENCE: usize = 5;
/// What editors and converters put where an id should be.
const PLACEHOLDERS: &[&str] =
    &["", "string", "operationid", "undefined", "null", "none", "todo", "noname", "unnamed", "na"];

/// Adds an id for every operation whose own cannot be used.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    let faults = faults(spec);
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut open = Vec::new();
    for (operation, fault) in spec.operations.iter().zip(&faults) {
        match (fault, &operation.head.operation_id) {
            (None, Some(id)) => _ = taken.insert(letters(id)),
            _ => open.push((operation, fault.unwrap_or("operation-id-missing"))),
        }
    }
    for (operation, rule, choices, chosen) in settle(open, &taken) {
        let Some(inference) = inference(spec, operation, rule, &choices, chosen) else { continue };
        // A long id is better than a longer one.
        let own = operation.head.operation_id.as_deref().filter(|_| rule == "operation-id-too-long");
        let longer =
            |fact: &Fact| matches!(fact, Fact::OperationId(id) if own.is_some_and(|own| id.len() >= own.len()));
        if !longer(&inference.chosen.fact) {
            inferences.entry(operation.pointer.clone()).or_default().insert(Aspect::OperationId, inference);
        }
    }
}

/// What is wrong with each operation's id, in document order.
fn faults(spec: &Spec) -> Vec<Option<&'static str>> {
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    for id in spec.operations.iter().filter_map(|operation| operation.head.operation_id.as_deref()) {
        *given.entry(letters(id)).or_default() += 1;
    }
    let fault = |operation: &Operation| {
        let Some(id) = operation.head.operation_id.as_deref() else { return Some("operation-id-missing") };
        if PLACEHOLDERS.contains(&letters(id).as_str()) {
            Some("operation-id-placeholder")
        } else if is_cut_sentence(operation, id) {
            Some("operation-id-cut-off")
        } else if given.get(&letters(id)).is_some_and(|count| *count > 1) {
            Some("operation-id-twice")
        } else {
            (id.chars().count() > LONGEST).then_some("operation-id-too-long")
        }
    };
    spec.operations.iter().map(fault).collect()
}

/// Whether an id is the beginning of the operation's description or summary, with the spaces taken out.
fn is_cut_sentence(operation: &Operation, id: &str) -> bool {
    let own = letters(id);
    let parts = id.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).count();
    let texts = [operation.head.description.as_deref(), operation.head.summary.as_deref()];
    parts >= SENTENCE
        && texts.into_iter().flatten().map(letters).any(|text| text.len() > own.len() && text.starts_with(&own))
}

/// Letters and digits alone, in lower case: what slugs of the same words share.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The ways to name one operation, the most readable first; each is a name, and whether the summary gave it.
type Choices = Vec<(String, bool)>;

fn choices(operation: &Operation) -> Choices {
    let summary = operation.head.summary.as_deref().and_then(short_summary);
    let mut choices: Choices = summary.into_iter().map(|name| (name, true)).collect();
    choices.push((from_path(operation, false), false));
    choices.push((from_path(operation, true), false));
    choices
}

/// A summary as an id, where it is a few plain words.
fn short_summary(summary: &str) -> Option<String> {
    let words: Vec<&str> = summary.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = camel_case(words.iter().copied());
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && (2..=6).contains(&words.len()) && name.len() <= LONGEST && !summary.contains('/')).then_some(name)
}

/// The method and the words of the path. Short: with a last `{id}` as `ById`; full: with every placeholder.
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
    segment.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).flat_map(words::of_name).collect()
}

fn camel_case<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut name = String::new();
    for (i, word) in words.enumerate() {
        let mut chars = word.chars();
        let Some(first) = chars.next() else { continue };
        // Words in capitals stay readable as words: `HTTP` becomes `Http`.
        let shouted = word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_numeric());
        let rest: String = if shouted || i == 0 { chars.as_str().to_lowercase() } else { chars.as_str().to_owned() };
        if i == 0 {
            name.extend(first.to_lowercase());
        } else {
            name.extend(first.to_uppercase());
        }
        name.push_str(&rest);
    }
    name
}

/// An operation, why it needs an id, the ways to name it and the one that is free.
type Settled<'s> = (&'s Operation, &'static str, Choices, (String, bool));

/// Gives every open operation the first of its names that no other wants and that is not taken.
fn settle<'s>(open: Vec<(&'s Operation, &'static str)>, taken: &BTreeSet<String>) -> Vec<Settled<'s>> {
    let wishes: Vec<Choices> = open.iter().map(|(operation, _)| choices(operation)).collect();
    let mut levels = vec![0_usize; open.len()];
    let wish =
        |i: usize, level: usize| wishes.get(i).and_then(|choices| choices.get(level.min(choices.len() - 1)).cloned());
    loop {
        let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, level) in levels.iter().enumerate() {
            let name = wish(i, *level).unwrap_or_default().0;
            wanted.entry(letters(&name)).or_default().push(i);
        }
        let clashing: BTreeSet<usize> = wanted
            .iter()
            .filter(|(name, by)| by.len() > 1 || taken.contains(*name))
            .flat_map(|(_, by)| by.clone())
            .collect();
        let mut moved = false;
        for (i, level) in levels.iter_mut().enumerate() {
            if clashing.contains(&i) && *level + 1 < wishes.get(i).map_or(0, Vec::len) {
                *level += 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let chosen = levels.iter().enumerate().map(|(i, level)| wish(i, *level).unwrap_or_default()).collect();
    let chosen = numbered(&open, chosen, taken);
    let settled = open.into_iter().zip(wishes).zip(chosen);
    settled.map(|(((operation, rule), wishes), chosen)| (operation, rule, wishes, chosen)).collect()
}

/// Numbers the names that every way of naming left the same, in the order of their paths and methods.
fn numbered(
    open: &[(&Operation, &'static str)],
    mut chosen: Vec<(String, bool)>,
    taken: &BTreeSet<String>,
) -> Vec<(String, bool)> {
    let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, (name, _)) in chosen.iter().enumerate() {
        wanted.entry(letters(name)).or_default().push(i);
    }
    let mut all: BTreeSet<String> = taken.iter().cloned().chain(wanted.keys().cloned()).collect();
    for (name, mut by) in wanted {
        if by.len() == 1 && !taken.contains(&name) {
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
    chosen: (String, bool),
) -> Option<Inference> {
    let place = |key: &str| spec.place(&operation.pointer.child(key));
    let own = operation.head.operation_id.as_deref();
    let fault = own.map(|id| Evidence { place: place("operationId"), quote: words::quote(id) });
    let candidate = |(name, by_summary): &(String, bool)| {
        let source = match (by_summary, operation.head.summary.as_deref()) {
            (true, Some(summary)) => Evidence { place: place("summary"), quote: words::quote(summary) },
            _ => {
                let quote = format!("{} {}", operation.method.to_uppercase(), operation.path);
                Evidence { place: spec.place(&operation.pointer), quote }
            }
        };
        // Words that someone chose for people say more than a path does.
        let confidence = if *by_summary { 90 } else { 75 };
        let evidence = fault.iter().cloned().chain([source]).collect();
        Candidate { fact: Fact::OperationId(name.clone()), rule, confidence, evidence }
    };
    let mut seen = BTreeSet::from([chosen.0.clone()]);
    let runners_up = choices.iter().filter(|(name, _)| seen.insert(name.clone())).map(candidate).collect();
    (!chosen.0.is_empty()).then(|| Inference { chosen: candidate(&chosen), runners_up })
}
