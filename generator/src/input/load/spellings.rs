//! Spellings of scalars that their values do not show: `1.10` is the number 1.1, `0x1F` is 31, `True` is true.
//!
//! A text that may contain such scalars is read a second time, with scalars as texts.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::pointer::{Pointer, Spelling};

/// A value with the spellings of its scalars.
#[derive(Debug)]
pub(crate) struct SpelledValue {
    pub(crate) value: Value,
    /// The scalars whose text differs from that of their value.
    pub(crate) spellings: Vec<(Pointer, Spelling)>,
}

/// Returns `true` if a text may contain a scalar whose spelling differs from the text of its value.
pub(crate) fn may_differ(text: &str) -> bool {
    text.lines().any(has_unusual_scalar)
}

fn has_unusual_scalar(line: &str) -> bool {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '{' | '}' | ',' | ':');
    let mut rest = line.trim_start_matches(is_between);
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.find(is_between).unwrap_or(rest.len()));
        // Words within a longer text, such as the number of a list item, are followed by other words.
        let end = after.trim_start();
        if is_unusual(word) && (end.is_empty() || end.starts_with([',', ']', '}', '#'])) {
            return true;
        }
        rest = after.trim_start_matches(is_between);
    }
    false
}

/// Returns `true` if YAML may read a word as a number or boolean with another text.
fn is_unusual(word: &str) -> bool {
    if matches!(word, "True" | "TRUE" | "False" | "FALSE") {
        return true;
    }
    if word.len() < 2 || !word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return false;
    }
    let unsigned = word.trim_start_matches(['+', '-']);
    if ["0x", "0o", "0b"].iter().any(|prefix| unsigned.starts_with(prefix)) || is_not_finite(word) {
        return true;
    }
    let digits = word.strip_prefix('-').unwrap_or(word);
    // Integers of up to 18 digits have one spelling; with leading zeros they are strings.
    if digits.len() <= 18 && digits != "0" && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let number = word.strip_prefix('+').unwrap_or(word).parse().ok().and_then(Number::from_f64);
    number.is_some_and(|number| number.to_string() != word)
}

fn is_not_finite(word: &str) -> bool {
    let unsigned = word.trim_start_matches(['+', '-']);
    [".inf", ".nan"].iter().any(|constant| unsigned.eq_ignore_ascii_case(constant))
}

/// Pairs a value with the same value read as texts.
pub(crate) fn pair(value: Value, texts: Option<&Value>) -> SpelledValue {
    let mut spellings = Vec::new();
    if let Some(texts) = texts {
        collect(&value, texts, &Pointer::root(), &mut spellings);
    }
    SpelledValue { value, spellings }
}

fn collect(value: &Value, text: &Value, at: &Pointer, spellings: &mut Vec<(Pointer, Spelling)>) {
    match (value, text) {
        (Value::Object(members), Value::Object(texts)) => {
            for (key, member) in members {
                if let Some(text) = texts.get(key).filter(|text| *text != member) {
                    collect(member, text, &at.child(key), spellings);
                }
            }
        }
        (Value::Array(items), Value::Array(texts)) => {
            for (index, (item, text)) in items.iter().zip(texts).enumerate().filter(|(_, (item, text))| item != text) {
                collect(item, text, &at.index(index), spellings);
            }
        }
        (Value::Number(_) | Value::Bool(_) | Value::Null, Value::String(text)) => {
            let plain = value.to_string();
            let differs = if value.is_null() { is_not_finite(text) } else { plain != *text };
            if differs {
                spellings.push((at.clone(), Spelling { value: value.clone(), text: text.clone() }));
            }
        }
        _ => {}
    }
}

/// The maximum number of documents of a stream with spellings, since every document is searched for those of the others.
const MAX_DOCUMENTS: usize = 64;

/// Removes the spellings at pointers where the documents of a stream differ, because a place in a stream does not
/// contain the document.
pub(crate) fn remove_ambiguous(documents: &mut [SpelledValue]) {
    match documents.len() {
        0..=1 => return,
        2..=MAX_DOCUMENTS => {}
        _ => return documents.iter_mut().for_each(|document| document.spellings.clear()),
    }
    let spelled = |document: &SpelledValue, at: &Pointer| {
        let listed = document.spellings.binary_search_by(|(known, _)| known.cmp(at)).ok();
        let listed = listed.and_then(|index| document.spellings.get(index)).map(|(_, spelling)| spelling.text.clone());
        let scalar = at.find(&document.value).filter(|value| value.is_number() || value.is_boolean());
        listed.or_else(|| scalar.map(Value::to_string))
    };
    documents.iter_mut().for_each(|document| document.spellings.sort_by(|(a, _), (b, _)| a.cmp(b)));
    let pointers: BTreeSet<&Pointer> =
        documents.iter().flat_map(|document| &document.spellings).map(|(at, _)| at).collect();
    let is_ambiguous = |at: &&Pointer| {
        documents.iter().filter_map(|document| spelled(document, at)).collect::<BTreeSet<String>>().len() > 1
    };
    let ambiguous: BTreeSet<Pointer> = pointers.into_iter().filter(is_ambiguous).cloned().collect();
    for document in documents {
        document.spellings.retain(|(at, _)| !ambiguous.contains(at));
    }
}
