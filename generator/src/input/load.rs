//! Reads YAML and JSON texts as values, or as API descriptions with their version.

mod decode;
mod dialect;
mod nesting;
mod spellings;
mod value;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, Text};
use crate::pointer::{Origins, Place, Source};
use value::{LimitExceeded, MAX_DEPTH, ValueBuilder};

pub use decode::decode;
pub(crate) use spellings::SpelledValue;

/// Reads the API descriptions of a text.
pub fn documents(text: &Text, diagnostics: &mut Diagnostics) -> Vec<Document> {
    let before = diagnostics.count(crate::diagnostic::Severity::Error);
    let mut values = read_spelled(text, diagnostics);
    spellings::remove_ambiguous(&mut values);
    let source = Source::new(&text.name);
    if values.is_empty() && diagnostics.count(crate::diagnostic::Severity::Error) == before {
        diagnostics.push(dialect::empty_text(&source));
    }
    let mut documents = Vec::new();
    let mut strays = Vec::new();
    for SpelledValue { value: root, spellings } in values {
        match dialect::detect(&root, &source, diagnostics) {
            Ok(dialect) => {
                let mut origins = Origins::unmoved(&source);
                origins.add_spellings(&source, spellings);
                documents.push(Document { source: source.clone(), dialect, author: dialect, root, origins });
            }
            Err(stray) => strays.push(stray),
        }
    }
    for stray in strays {
        diagnostics.push(if documents.is_empty() {
            stray.as_only_document(&source)
        } else {
            stray.among_others(&source)
        });
    }
    documents
}

/// Reads the non-empty documents of a YAML stream, or the value of a JSON text.
pub fn read(text: &Text, diagnostics: &mut Diagnostics) -> Vec<Value> {
    read_spelled(text, diagnostics).into_iter().map(|spelled| spelled.value).collect()
}

/// Reads values like [`read`], with the spellings of their scalars.
pub(crate) fn read_spelled(text: &Text, diagnostics: &mut Diagnostics) -> Vec<SpelledValue> {
    let characters = match decode(text) {
        Ok(characters) => characters,
        Err(error) => {
            diagnostics.push(*error);
            return Vec::new();
        }
    };
    let source = Source::new(&text.name);
    let read = match characters.trim_start().chars().next() {
        Some('{' | '[') => read_json(&characters, &source),
        Some(_) => read_yaml(&characters, &source),
        None => return Vec::new(),
    };
    match read {
        Ok((values, findings)) => {
            findings.into_iter().for_each(|finding| diagnostics.push(finding));
            values
        }
        Err(error) => {
            diagnostics.push(*error);
            Vec::new()
        }
    }
}

type ReadResult = Result<(Vec<SpelledValue>, Vec<Diagnostic>), Box<Diagnostic>>;

/// Reads text that starts like JSON; if it is not valid JSON, it may be YAML in flow style.
fn read_json(text: &str, source: &Source) -> ReadResult {
    let mut builder = ValueBuilder::json(source);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value =
        value::deserialize(&mut deserializer, &mut builder).and_then(|value| deserializer.end().map(|()| value));
    let error = match value {
        Ok(value) => {
            let texts = json_texts(text, &builder);
            return Ok((vec![spellings::pair(value, texts.as_ref())], builder.findings));
        }
        Err(error) => error,
    };
    let position = (error.line(), character_column(text, error.line(), error.column()));
    if let Some(limit) = builder.exceeded {
        return Err(Box::new(limit_error(limit, source, Some(position))));
    }
    read_yaml(text, source).map_err(|_| {
        let message = format!("invalid JSON: {}", without_position(&error.to_string(), error.line(), error.column()));
        Box::new(Diagnostic::new(Code::NotYaml, Place::root(source), message).at(position.0, position.1))
    })
}

fn read_yaml(text: &str, source: &Source) -> ReadResult {
    let mut values = Vec::new();
    let mut builder = ValueBuilder::yaml(source, text);
    if let Some(position) = nesting::too_deep(text, source) {
        return Err(Box::new(limit_error(LimitExceeded::TooDeep, source, position)));
    }
    for document in serde_yaml::Deserializer::from_str(text) {
        match value::deserialize(document, &mut builder) {
            Ok(value) => values.push(value),
            Err(error) => return Err(Box::new(yaml_error(&error, builder.exceeded, text, source))),
        }
    }
    let texts = yaml_texts(text, &builder);
    let pairs = values.into_iter().enumerate().filter(|(_, value)| !value.is_null());
    let values = pairs.map(|(index, value)| spellings::pair(value, texts.get(index))).collect();
    Ok((values, builder.findings))
}

/// Reads the scalars of a JSON text as texts, if one may be spelled in another way than its value.
fn json_texts(text: &str, builder: &ValueBuilder) -> Option<Value> {
    spellings::may_differ(text).then_some(())?;
    value::deserialize(&mut serde_json::Deserializer::from_str(text), &mut builder.reading_texts()).ok()
}

/// Reads the scalars of a YAML text as texts, if one may be spelled in another way than its value.
fn yaml_texts(text: &str, builder: &ValueBuilder) -> Vec<Value> {
    if !spellings::may_differ(text) {
        return Vec::new();
    }
    let mut builder = builder.reading_texts();
    let documents = serde_yaml::Deserializer::from_str(text);
    documents.map_while(|document| value::deserialize(document, &mut builder).ok()).collect()
}

fn yaml_error(error: &serde_yaml::Error, exceeded: Option<LimitExceeded>, text: &str, source: &Source) -> Diagnostic {
    let position = error.location().map(|location| (location.line(), location.column()));
    let message_text = error.to_string();
    // `serde_yaml` has no API for the kind of an error: its limits and common mistakes are recognized by its messages.
    let exceeded = exceeded
        .or_else(|| message_text.starts_with("repetition limit").then_some(LimitExceeded::AliasBomb))
        .or_else(|| message_text.starts_with("recursion limit").then_some(LimitExceeded::TooDeep));
    if let Some(limit) = exceeded {
        return limit_error(limit, source, position);
    }
    let Some((line, column)) = position else {
        return Diagnostic::new(Code::NotYaml, Place::root(source), format!("invalid YAML: {message_text}"));
    };
    let message = format!("invalid YAML: {}", without_position(&message_text, line, column));
    let error = Diagnostic::new(Code::NotYaml, Place::root(source), message).at(line, column);
    match fix(&message_text, text, line) {
        Some(help) => error.help(help),
        None => error,
    }
}

/// Returns the fix for common mistakes in YAML.
fn fix(message_text: &str, text: &str, line: usize) -> Option<&'static str> {
    let written = text.lines().nth(line.checked_sub(1)?).unwrap_or_default();
    let indentation = written.get(..written.len() - written.trim_start().len()).unwrap_or_default();
    if indentation.contains('\t') {
        return Some("indent with spaces; YAML does not allow tabs in indentation");
    }
    if message_text.contains("expected a key that is") {
        return Some("put the key in quotes; unquoted braces and brackets start a map or a list");
    }
    if message_text.contains("mapping values are not allowed") {
        return Some("put the string in quotes if it contains `: `, or correct the indentation");
    }
    message_text.contains("unknown anchor").then_some("define the anchor before its alias, or put the string in quotes")
}

fn limit_error(limit: LimitExceeded, source: &Source, position: Option<(usize, usize)>) -> Diagnostic {
    let place = Place::root(source);
    let error = match limit {
        LimitExceeded::TooDeep => {
            let message = format!("lists and maps are nested deeper than {MAX_DEPTH} levels");
            Diagnostic::new(Code::TooDeep, place, message)
                .help("define the inner parts as components and reference them with `$ref`")
        }
        LimitExceeded::AliasBomb => {
            let message = "aliases (`*name`) expand beyond the size limit";
            Diagnostic::new(Code::AliasBomb, place, message)
                .help("define shared parts as components and reference them with `$ref`")
        }
    };
    match position {
        Some((line, column)) => error.at(line, column),
        None => error,
    }
}

/// Removes the position from an error message; the diagnostic shows it separately.
fn without_position(message_text: &str, line: usize, column: usize) -> String {
    message_text.replace(&format!(" at line {line} column {column}"), "")
}

/// Converts a column from bytes to characters, both from 1.
fn character_column(text: &str, line: usize, bytes: usize) -> usize {
    let before =
        text.split('\n').nth(line.saturating_sub(1)).and_then(|line| line.as_bytes().get(..bytes.saturating_sub(1)));
    before.map_or(bytes, |before| String::from_utf8_lossy(before).chars().count() + 1).max(1)
}
