//! What the emitted docs say: the author's words, limits in plain English, and what was inferred from what.
//!
//! These are paragraphs of text as it stands; making it safe for rustdoc is for those who print it.

use std::collections::BTreeMap;

use openapiv3::Schema;
use serde_json::Value;

use super::{limits, unions};
use crate::infer::{Answer, Aspect, Fact, Inference, Scalar, Shape};
use crate::ir::{Check, Limit, Travels, TypeBody};
use crate::pointer::Place;
use crate::repair::Evidence;
use crate::spec::{Argument, facts};

/// The paragraphs about a named type.
pub(super) fn of_schema(schema: &Schema) -> Vec<String> {
    let data = &schema.schema_data;
    let title = data.title.iter().filter(|title| Some(*title) != data.description.as_ref());
    let words = title.chain(&data.description).filter(|text| !text.trim().is_empty()).cloned();
    words.chain(asked_for(schema)).collect()
}

/// Which members alternatives ask for that say nothing else.
fn asked_for(schema: &Schema) -> Option<String> {
    let parts = facts::parts(schema);
    let (how_many, members) =
        if parts.one_of.is_empty() { ("At least one", parts.any_of) } else { ("Exactly one", parts.one_of) };
    let lists: Option<Vec<&[String]>> = members
        .iter()
        .map(|member| member.as_item().filter(|_| unions::only_asks(member)).map(facts::required))
        .collect();
    let each: Vec<String> = lists?.into_iter().filter(|list| !list.is_empty()).map(keys).collect();
    (!each.is_empty()).then(|| format!("{how_many} of these is there: {}.", each.join("; ")))
}

/// "`a` and `b`"
fn keys(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{}`", key.replace('`', "'"))).collect::<Vec<_>>().join(" and ")
}

/// The paragraph about how the variants of a union are told apart.
pub(super) fn of_union(body: &TypeBody) -> Option<String> {
    let TypeBody::Union(union) = body else { return None };
    Some(match &union.tag {
        Some(tag) => format!("Its member `{}` says which one it is.", tag.replace('`', "'")),
        None => "Told apart by what a value looks like; where several are possible, the first that fits is taken."
            .to_owned(),
    })
}

/// The paragraphs about a type, or where it is declared if there are none.
pub(super) fn or_place(docs: Vec<String>, place: &Place) -> Vec<String> {
    if docs.is_empty() { vec![format!("Declared at `{}`.", place.pointer)] } else { docs }
}

/// The paragraphs about a member of an object.
pub(super) fn of_member(schema: &Schema) -> Vec<String> {
    let mut docs = of_schema(schema);
    docs.extend(direction(schema));
    let (least, most) = limits::item_count(schema);
    docs.extend(counted(least, most, "item"));
    let (least, most) = limits::length(schema);
    docs.extend(counted(least, most, "character"));
    let (from, to) = limits::bounds(schema);
    let limit = |bound: facts::Bound| Limit { value: bound.value.to_string(), exclusive: bound.exclusive };
    docs.extend(ranged(from.map(limit).as_ref(), to.map(limit).as_ref()));
    docs.extend(unchecked(schema));
    if facts::format(schema) != Some("password") {
        docs.extend(default(schema.schema_data.default.as_ref()));
    }
    docs
}

/// Which way a member travels, where it does not travel both ways.
fn direction(schema: &Schema) -> Option<String> {
    match super::directions::of(schema) {
        Travels::BothWays => None,
        Travels::Received => Some("Read only: the server sets it.".to_owned()),
        Travels::Sent => Some("Write only: the server takes it and never gives it back.".to_owned()),
    }
}

/// The limits that are for the server to check.
fn unchecked(schema: &Schema) -> Vec<String> {
    let factor = facts::multiple_of(schema).filter(|factor| factor.as_f64() != Some(1.0));
    let factor = factor.map(|factor| format!("A multiple of {factor}."));
    let pattern = facts::pattern(schema).filter(|pattern| is_quotable(pattern));
    let pattern = pattern.map(|pattern| format!("It matches `{pattern}`."));
    factor.into_iter().chain(pattern).collect()
}

/// Whether a text can stand in a line of prose, between backticks.
fn is_quotable(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_QUOTE && !text.contains(['`', '\n', '\r'])
}

/// What is longer says less than it takes to read.
const LONGEST_QUOTE: usize = 200;

/// The paragraphs about an argument.
pub(super) fn of_argument(
    argument: &Argument,
    schema: Option<&Schema>,
    checks: &[Check],
    inferred: Option<&BTreeMap<Aspect, Inference>>,
) -> Vec<String> {
    let declared = schema.and_then(|schema| schema.schema_data.description.as_ref());
    let text = argument.description.as_ref().or(declared).filter(|text| !text.trim().is_empty());
    let mut docs: Vec<String> = text.cloned().into_iter().collect();
    docs.extend(checks.iter().filter_map(checked));
    docs.extend(schema.into_iter().flat_map(unchecked));
    docs.extend(default(schema.and_then(|schema| schema.schema_data.default.as_ref())));
    docs.extend(inferred.into_iter().flat_map(BTreeMap::values).filter_map(sentence));
    docs
}

fn checked(check: &Check) -> Option<String> {
    match check {
        Check::Count(least, most) => counted(*least, *most, "item"),
        Check::Length(least, most) => counted(*least, *most, "character"),
        Check::Range(from, to) => ranged(from.as_ref(), to.as_ref()),
    }
}

/// "1 to 20 items."
fn counted(least: Option<usize>, most: Option<usize>, what: &str) -> Option<String> {
    let plural = |n: usize| if n == 1 { what.to_owned() } else { format!("{what}s") };
    Some(match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) if least == most => format!("Exactly {least} {}.", plural(least)),
        (Some(least), Some(most)) => format!("{least} to {most} {}.", plural(most)),
        (Some(least), None) => format!("At least {least} {}.", plural(least)),
        (None, Some(most)) => format!("At most {most} {}.", plural(most)),
        (None, None) => return None,
    })
}

/// "From 1 to 100."
fn ranged(from: Option<&Limit>, to: Option<&Limit>) -> Option<String> {
    let from = from.map(|l| format!("{} {}", if l.exclusive { "above" } else { "from" }, l.value));
    let to = to.map(|l| format!("{} {}", if l.exclusive { "below" } else { "to" }, l.value));
    let text = [from, to].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut letters = text.chars();
    let first = letters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn default(value: Option<&Value>) -> Option<String> {
    let value = value.filter(|value| !value.is_null())?.to_string();
    is_quotable(&value).then(|| format!("Where it is absent, `{value}` counts."))
}

/// What was concluded about an answer, and from which words.
pub(super) fn of_answer(answer: &Answer, inference: &Inference) -> String {
    let list = if answer.listed { "a list of " } else { "" };
    told("Answer", &format!(": {list}`{}`", answer.schema.replace('`', "'")), inference)
}

/// What was inferred, from which words, and what it is where no other sentence says so: `Type inferred from “...”: ....`
fn sentence(inference: &Inference) -> Option<String> {
    let (what, answer) = match &inference.chosen.fact {
        Fact::Type(shape) => ("Type", Some(shape_words(shape))),
        Fact::Required(true) => ("Necessity", Some("required".to_owned())),
        Fact::Count(..) => ("Number of items", None),
        Fact::Bounds(..) => ("Limits", None),
        Fact::Enum(_) => ("Values", None),
        Fact::Default(value) => ("Default", Some(format!("`{value}`"))),
        Fact::Secret(true) => ("Secrecy", Some("a secret".to_owned())),
        Fact::Required(false) | Fact::Secret(false) | Fact::Role(_) | Fact::OperationId(_) => return None,
        Fact::Supply(_) | Fact::Scheme(_) | Fact::Open(_) | Fact::Answer(_) | Fact::Paging(_) => return None,
    };
    let answer = answer.map(|answer| format!(": {answer}")).unwrap_or_default();
    Some(told(what, &answer, inference))
}

/// The sentence about an answer, with the words that it was inferred from.
fn told(what: &str, answer: &str, inference: &Inference) -> String {
    let mut quotes: Vec<String> = Vec::new();
    for quote in inference.chosen.evidence.iter().map(quoted) {
        if !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    match quotes.is_empty() {
        true => format!("{what} not declared{answer}."),
        false => format!("{what} inferred from {}{answer}.", quotes.join(" and ")),
    }
}

/// The author's words, or a keyword with its value.
fn quoted(evidence: &Evidence) -> String {
    let quote = evidence.quote.trim();
    let keywords = ["default", "enum", "example", "format", "maximum", "maxItems", "minimum", "minItems", "type"];
    let (_, key) = evidence.place.pointer.split_last().unwrap_or_default();
    if keywords.contains(&key.as_str()) && is_quotable(quote) {
        return format!("`{key}: {quote}`");
    }
    format!("\u{201c}{quote}\u{201d}")
}

fn shape_words(shape: &Shape) -> String {
    match shape {
        Shape::Scalar { kind, format } => format!("{}{}", word(*kind), formatted(*kind, format.as_deref())),
        Shape::List { kind, format, separator } => {
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

/// A format in brackets, where it says more than the type does.
fn formatted(kind: Scalar, format: Option<&str>) -> String {
    format.filter(|format| *format != word(kind)).map(|format| format!(" ({format})")).unwrap_or_default()
}
