//! A text in; its values, or the API descriptions it holds, out.
//!
//! The only reader of text: YAML and JSON are told apart here and nowhere else. It must not know what a description
//! says beyond its version.

mod decode;
mod dialect;
mod nesting;
mod value;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, Text};
use crate::pointer::{Origins, Place, Source};
use value::{Build, MAX_DEPTH, Refusal};

pub use decode::decode;

/// The API descriptions a text holds.
pub fn documents(text: &Text, diagnostics: &mut Diagnostics) -> Vec<Document> {
    let before = diagnostics.count(crate::diagnostic::Severity::Error);
    let values = read(text, diagnostics);
    let source = Source::new(&text.name);
    if values.is_empty() && diagnostics.count(crate::diagnostic::Severity::Error) == before {
        diagnostics.push(dialect::nothing(&source));
    }
    let mut documents = Vec::new();
    let mut strays = Vec::new();
    for root in values {
        match dialect::detect(&root, &source, diagnostics) {
            Ok(dialect) => {
                let origins = Origins::unmoved(&source);
                documents.push(Document { source: source.clone(), dialect, author: dialect, root, origins });
            }
            Err(stray) => strays.push(stray),
        }
    }
    for stray in strays {
        diagnostics.push(if documents.is_empty() { stray.alone(&source) } else { stray.beside_others(&source) });
    }
    documents
}

/// Every non-empty document of a YAML stream; of a JSON text, its value.
pub fn read(text: &Text, diagnostics: &mut Diagnostics) -> Vec<Value> {
    let characters = match decode(text) {
        Ok(characters) => characters,
        Err(fault) => {
            diagnostics.push(*fault);
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
        Err(fault) => {
            diagnostics.push(*fault);
            Vec::new()
        }
    }
}

type Read = Result<(Vec<Value>, Vec<Diagnostic>), Box<Diagnostic>>;

/// Reads text that looks like JSON; YAML's flow style looks like it too.
fn read_json(text: &str, source: &Source) -> Read {
    let mut build = Build::json(source);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = value::build(&mut deserializer, &mut build).and_then(|value| deserializer.end().map(|()| value));
    let fault = match value {
        Ok(value) => return Ok((vec![value], build.findings)),
        Err(fault) => fault,
    };
    let position = (fault.line(), character_column(text, fault.line(), fault.column()));
    if let Some(refusal) = build.refusal {
        return Err(Box::new(refused(refusal, source, Some(position))));
    }
    read_yaml(text, source).map_err(|_| {
        let message =
            format!("not readable as JSON: {}", without_position(&fault.to_string(), fault.line(), fault.column()));
        Box::new(Diagnostic::new(Code::NotYaml, Place::whole(source), message).at(position.0, position.1))
    })
}

fn read_yaml(text: &str, source: &Source) -> Read {
    let mut values = Vec::new();
    let mut build = Build::yaml(source, text);
    if let Some(position) = nesting::too_deep(text, source) {
        return Err(Box::new(refused(Refusal::TooDeep, source, position)));
    }
    for document in serde_yaml::Deserializer::from_str(text) {
        match value::build(document, &mut build) {
            Ok(Value::Null) => {}
            Ok(value) => values.push(value),
            Err(fault) => return Err(Box::new(yaml_fault(&fault, build.refusal, text, source))),
        }
    }
    Ok((values, build.findings))
}

fn yaml_fault(fault: &serde_yaml::Error, refusal: Option<Refusal>, text: &str, source: &Source) -> Diagnostic {
    let position = fault.location().map(|location| (location.line(), location.column()));
    let words = fault.to_string();
    // These two are the reader's own limits; it tells them from other faults only by their words.
    let refusal = refusal
        .or_else(|| words.starts_with("repetition limit").then_some(Refusal::AliasBomb))
        .or_else(|| words.starts_with("recursion limit").then_some(Refusal::TooDeep));
    if let Some(refusal) = refusal {
        return refused(refusal, source, position);
    }
    let Some((line, column)) = position else {
        return Diagnostic::new(Code::NotYaml, Place::whole(source), format!("not readable as YAML: {words}"));
    };
    let message = format!("not readable as YAML: {}", without_position(&words, line, column));
    let fault = Diagnostic::new(Code::NotYaml, Place::whole(source), message).at(line, column);
    match remedy(&words, text, line) {
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// What mends the commonest faults of hand-written YAML.
fn remedy(words: &str, text: &str, line: usize) -> Option<&'static str> {
    let written = text.lines().nth(line.checked_sub(1)?).unwrap_or_default();
    let indentation = written.get(..written.len() - written.trim_start().len()).unwrap_or_default();
    if indentation.contains('\t') {
        return Some("indent with spaces; YAML allows no tabs there");
    }
    if words.contains("expected a key that is") {
        return Some("put the key in quotes; bare braces and brackets start a map or a list");
    }
    if words.contains("mapping values are not allowed") {
        return Some("put the text in quotes if it holds `: `, or mend the indentation");
    }
    words.contains("unknown anchor").then_some("define the anchor before its alias, or put the text in quotes")
}

fn refused(refusal: Refusal, source: &Source, position: Option<(usize, usize)>) -> Diagnostic {
    let place = Place::whole(source);
    let fault = match refusal {
        Refusal::TooDeep => {
            let message = format!("lists and maps are nested more than {MAX_DEPTH} levels deep");
            Diagnostic::new(Code::TooDeep, place, message).help("name the inner parts and refer to them with `$ref`")
        }
        Refusal::AliasBomb => {
            let message = "aliases (`*name`) repeat so much that the text grows out of bounds";
            Diagnostic::new(Code::AliasBomb, place, message).help("refer to shared parts with `$ref`")
        }
    };
    match position {
        Some((line, column)) => fault.at(line, column),
        None => fault,
    }
}

/// An error's words without the position that the diagnostic shows beside them.
fn without_position(words: &str, line: usize, column: usize) -> String {
    words.replace(&format!(" at line {line} column {column}"), "")
}

/// The column in characters of a column counted in bytes, both from 1.
fn character_column(text: &str, line: usize, bytes: usize) -> usize {
    let before =
        text.split('\n').nth(line.saturating_sub(1)).and_then(|line| line.as_bytes().get(..bytes.saturating_sub(1)));
    before.map_or(bytes, |before| String::from_utf8_lossy(before).chars().count() + 1).max(1)
}
