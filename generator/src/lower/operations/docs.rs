//! Doc comments of parameters and responses: descriptions of the document, and inferences with their evidence.
//!
//! The paragraphs are plain text; `emit` escapes them for rustdoc.

use std::collections::BTreeMap;

use crate::infer::{Aspect, Claim, Inference, InferredType, ResponseSchema, Scalar};
use crate::ir::Constraint;
use crate::lower::schemas::docs;
use crate::repairs::Evidence;
use crate::spec::{Location, Parameter, Schema};

/// Returns the paragraphs about a parameter.
pub(super) fn parameter_docs(
    parameter: &Parameter,
    schema: Option<&Schema>,
    checks: &[Constraint],
    inferred: Option<&BTreeMap<Aspect, Inference>>,
) -> Vec<String> {
    let declared = schema.and_then(|schema| schema.description.as_ref());
    let text = parameter.description.as_ref().or(declared).filter(|text| !text.trim().is_empty());
    let mut paragraphs: Vec<String> = text.cloned().into_iter().collect();
    paragraphs.extend(checks.iter().filter_map(constraint));
    paragraphs.extend(schema.into_iter().flat_map(docs::unchecked));
    paragraphs.extend(docs::default(schema.and_then(|schema| schema.default.as_ref())));
    if parameter.location == Location::Path && parameter.allow_reserved {
        paragraphs.push("Can be several path segments: slashes are not escaped.".to_owned());
    }
    paragraphs.extend(inferred.and_then(inferences));
    paragraphs
}

fn constraint(check: &Constraint) -> Option<String> {
    match check {
        Constraint::Items(least, most) => docs::describe_count(*least, *most, "item"),
        Constraint::Length(least, most) => docs::describe_count(*least, *most, "character"),
        Constraint::Range(from, to) => docs::range(from.as_ref(), to.as_ref()),
    }
}

/// Describes an inferred response with its evidence.
pub(super) fn response_docs(response: &ResponseSchema, inference: &Inference) -> String {
    let list = if response.listed { "list of " } else { "" };
    let response = format!("response {list}`{}`", response.schema.replace('`', "'"));
    format!("Inferred: {}.", with_evidence(&response, inference))
}

/// Describes the inferences about a parameter in one line: `Inferred: integer from “...”; required from “...”.`
fn inferences(inferred: &BTreeMap<Aspect, Inference>) -> Option<String> {
    let notes: Vec<String> = inferred.values().filter_map(note).collect();
    (!notes.is_empty()).then(|| format!("Inferred: {}.", notes.join("; ")))
}

/// Describes one inference with its evidence. Bounds and values are stated by other paragraphs.
fn note(inference: &Inference) -> Option<String> {
    let fact = match &inference.chosen.fact {
        Claim::Type(shape) => shape_words(shape),
        Claim::Required(true) => "required".to_owned(),
        Claim::Count(..) => "number of items".to_owned(),
        Claim::Bounds(..) => "bounds".to_owned(),
        Claim::Enum(_) => "values".to_owned(),
        Claim::Default(value) => format!("default `{value}`"),
        Claim::Secret(true) => "secret".to_owned(),
        Claim::Required(false) | Claim::Secret(false) | Claim::Role(_) | Claim::OperationId(_) => return None,
        Claim::Supply(_) | Claim::Scheme(_) | Claim::Open(_) | Claim::Response(_) | Claim::Pagination(_) => {
            return None;
        }
    };
    Some(with_evidence(&fact, inference))
}

/// Adds the quotes of an inference's evidence to its fact.
fn with_evidence(fact: &str, inference: &Inference) -> String {
    let mut quotes: Vec<String> = Vec::new();
    for quote in inference.chosen.evidence.iter().map(quoted) {
        if !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    match quotes.is_empty() {
        true => format!("{fact} (not declared)"),
        false => format!("{fact} from {}", quotes.join(" and ")),
    }
}

/// Quotes the author's words, or a keyword with its value.
fn quoted(evidence: &Evidence) -> String {
    let quote = evidence.quote.trim();
    let keywords = ["default", "enum", "example", "format", "maximum", "maxItems", "minimum", "minItems", "type"];
    let (_, key) = evidence.place.pointer.split_last().unwrap_or_default();
    if keywords.contains(&key.as_str()) && docs::is_quotable(quote) {
        return format!("`{key}: {quote}`");
    }
    format!("\u{201c}{quote}\u{201d}")
}

fn shape_words(shape: &InferredType) -> String {
    match shape {
        InferredType::Scalar { kind, format } => format!("{}{}", word(*kind), formatted(*kind, format.as_deref())),
        InferredType::List { kind, format, separator } => {
            let between = match separator {
                Some(' ') => ", separated by spaces".to_owned(),
                Some('\t') => ", separated by tabs".to_owned(),
                Some(c) => format!(", separated by `{c}`"),
                None => String::new(),
            };
            format!("list of {}s{}{between}", word(*kind), formatted(*kind, format.as_deref()))
        }
    }
}

fn word(kind: Scalar) -> &'static str {
    match kind {
        Scalar::String => "string",
        Scalar::Integer => "integer",
        Scalar::Number => "number",
        Scalar::Boolean => "boolean",
    }
}

/// Returns a format in parentheses if it is more specific than the type.
fn formatted(kind: Scalar, format: Option<&str>) -> String {
    format.filter(|format| *format != word(kind)).map(|format| format!(" ({format})")).unwrap_or_default()
}
