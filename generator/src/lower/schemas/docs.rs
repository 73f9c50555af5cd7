//! Doc comments of types and fields: descriptions of the document, and constraints in plain English.
//!
//! The paragraphs are plain text; `emit` escapes them for rustdoc.

use serde_json::Value;

use super::{access, alternatives, limits, positions};
use crate::ir::{Access, Bound, TypeKind};
use crate::pointer::Pointer;
use crate::spec::{NumericBound, Schema, Spec};

/// Returns the paragraphs about a named type.
pub(in crate::lower) fn schema_docs(schema: &Schema) -> Vec<String> {
    let title = schema.title.iter().filter(|title| Some(*title) != schema.description.as_ref());
    let words = title.chain(&schema.description).filter(|text| !text.trim().is_empty()).cloned();
    words.chain(required_alternatives(schema)).collect()
}

/// Describes the properties that alternatives require if they state nothing else.
fn required_alternatives(schema: &Schema) -> Option<String> {
    let (how_many, members) =
        if schema.one_of.is_empty() { ("At least one", &schema.any_of) } else { ("Exactly one", &schema.one_of) };
    let lists: Option<Vec<&[String]>> = members
        .iter()
        .map(|member| {
            member.as_inline().filter(|_| alternatives::only_requires(member)).map(|item| item.required.as_slice())
        })
        .collect();
    let each: Vec<String> = lists?.into_iter().filter(|list| !list.is_empty()).map(keys).collect();
    (!each.is_empty()).then(|| format!("{how_many} of these is required: {}.", each.join("; ")))
}

/// Lists keys: "`a` and `b`".
fn keys(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{}`", key.replace('`', "'"))).collect::<Vec<_>>().join(" and ")
}

/// Returns the paragraph about how the variants of a union are distinguished.
pub(super) fn union_docs(body: &TypeKind) -> Option<String> {
    let TypeKind::Union(union) = body else { return None };
    Some(match &union.discriminator {
        Some(tag) => format!("Distinguished by the `{}` field.", tag.replace('`', "'")),
        None => "Distinguished by the shape of the JSON value; the first variant that matches is used.".to_owned(),
    })
}

/// Returns the paragraphs, or a description of the schema's position if there are none.
pub(super) fn or_position(docs: Vec<String>, spec: &Spec, pointer: &Pointer) -> Vec<String> {
    if docs.is_empty() { vec![positions::describe(spec, pointer)] } else { docs }
}

/// Returns the paragraphs about a field of an object.
pub(super) fn field_docs(schema: &Schema) -> Vec<String> {
    let mut docs = schema_docs(schema);
    docs.extend(direction(schema));
    let (least, most) = limits::item_count(schema);
    docs.extend(describe_count(least, most, "item"));
    let (least, most) = limits::length(schema);
    docs.extend(describe_count(least, most, "character"));
    let (from, to) = limits::bounds(schema);
    let limit = |bound: &NumericBound| Bound { value: bound.value.to_string(), exclusive: bound.exclusive };
    docs.extend(range(from.map(limit).as_ref(), to.map(limit).as_ref()));
    docs.extend(unchecked(schema));
    if schema.format.as_deref() != Some("password") {
        docs.extend(default(schema.default.as_ref()));
    }
    docs
}

/// Describes the direction of a field that is read-only or write-only.
fn direction(schema: &Schema) -> Option<String> {
    match access::direction(schema) {
        Access::ReadWrite => None,
        Access::ReadOnly => Some("Read-only: set by the server, and omitted from requests.".to_owned()),
        Access::WriteOnly => Some("Write-only: never returned by the server.".to_owned()),
    }
}

/// Describes the constraints that only the server checks.
pub(in crate::lower) fn unchecked(schema: &Schema) -> Vec<String> {
    let factor = schema.multiple_of.as_ref().filter(|factor| factor.as_f64() != Some(1.0));
    let factor = factor.map(|factor| format!("A multiple of {factor}."));
    let pattern = schema.pattern.as_deref().filter(|pattern| is_quotable(pattern));
    let pattern = pattern.map(|pattern| format!("Matches `{pattern}`."));
    factor.into_iter().chain(pattern).collect()
}

/// Returns true if a text fits in a line of prose, between backticks.
pub(in crate::lower) fn is_quotable(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_QUOTE && !text.contains(['`', '\n', '\r'])
}

/// Maximum length of a quoted text. Longer texts do not help a reader.
const LONGEST_QUOTE: usize = 200;

/// Describes a number of items: "1 to 20 items."
pub(in crate::lower) fn describe_count(least: Option<usize>, most: Option<usize>, what: &str) -> Option<String> {
    let plural = |n: usize| if n == 1 { what.to_owned() } else { format!("{what}s") };
    Some(match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) if least == most => format!("Exactly {least} {}.", plural(least)),
        (Some(least), Some(most)) => format!("{least} to {most} {}.", plural(most)),
        (Some(least), None) => format!("At least {least} {}.", plural(least)),
        (None, Some(most)) => format!("At most {most} {}.", plural(most)),
        (None, None) => return None,
    })
}

/// Describes a range of numbers: "From 1 to 100."
pub(in crate::lower) fn range(from: Option<&Bound>, to: Option<&Bound>) -> Option<String> {
    let from = from.map(|l| format!("{} {}", if l.exclusive { "above" } else { "from" }, l.value));
    let to = to.map(|l| format!("{} {}", if l.exclusive { "below" } else { "to" }, l.value));
    let text = [from, to].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut letters = text.chars();
    let first = letters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

pub(in crate::lower) fn default(value: Option<&Value>) -> Option<String> {
    let value = value.filter(|value| !value.is_null())?.to_string();
    is_quotable(&value).then(|| format!("Default: `{value}`."))
}
