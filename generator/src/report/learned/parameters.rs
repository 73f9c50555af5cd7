//! Types of parameters, and parameters that the document does not declare.

use serde_json::{Value, json};

use super::{LearnedFacts, reason};
use crate::document::Dialect;
use crate::infer::{Claim, InferredType, Scalar};
use crate::learn::samples::{OperationSamples, TextSamples};
use crate::learn::texts::TextType;
use crate::report::ledger::Author;
use crate::spec::{Location, Operation, Parameter, Schema};

/// The maximum length of the name of a parameter.
const NAME: usize = 64;

/// Returns the actions for the parameters of an operation.
pub(super) fn actions(
    author: &Author,
    operation: &Operation,
    samples: &OperationSamples,
    dialect: Dialect,
    facts: &mut LearnedFacts,
) -> Vec<Value> {
    let mut actions = Vec::new();
    let located = [(Location::Path, &samples.path), (Location::Query, &samples.query)];
    for (location, by_name) in located {
        for (name, values) in by_name {
            let declared = operation.parameters.iter().find(|parameter| is_named(parameter, location, name));
            let action = match declared {
                Some(parameter) => typed(author, operation, parameter, values),
                None if location == Location::Query && is_parameter_name(name) => {
                    Some(added(author, operation, name, values, samples, dialect))
                }
                None => None,
            };
            facts.parameters += usize::from(action.is_some());
            actions.extend(action);
        }
    }
    actions
}

fn is_named(parameter: &Parameter, location: Location, name: &str) -> bool {
    let exact = parameter.location == location && parameter.name == name;
    // `filter[name]` is a property of the parameter `filter`, and `ids[]` another form of `ids`.
    let base = name.split('[').next().unwrap_or(name);
    exact
        || (parameter.location == location
            && location == Location::Query
            && parameter.name.split('[').next() == Some(base))
}

/// Returns true if a name is one that a developer gave, and not a value.
fn is_parameter_name(name: &str) -> bool {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.$[]".contains(c));
    let digits = name.chars().filter(char::is_ascii_digit).count();
    is_word
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && name.len() <= NAME
        && digits <= 3
}

/// Returns the action that declares the type of a parameter without one.
fn typed(author: &Author, operation: &Operation, parameter: &Parameter, values: &TextSamples) -> Option<Value> {
    let is_untyped = parameter.schema.as_inline().is_some_and(Schema::is_untyped);
    // Text can be a list or an enum as well; prose says more about it.
    let learned = values.values.text_type().filter(|learned| is_untyped && *learned != TextType::TEXT)?;
    let fact = Claim::Type(InferredType::Scalar { kind: scalar(learned), format: learned.format.map(str::to_owned) });
    let mut action = author.declare_facts(operation, parameter, std::iter::once(&fact));
    let reason = format!("All of {} values are {}.", values.values.count, described(learned));
    if let Value::Object(members) = &mut action {
        members.shift_insert(1, "x-reason".to_owned(), json!(reason));
    }
    Some(action)
}

/// Returns the action that adds a query parameter.
fn added(
    author: &Author,
    operation: &Operation,
    name: &str,
    values: &TextSamples,
    samples: &OperationSamples,
    dialect: Dialect,
) -> Value {
    let learned = values.values.text_type().unwrap_or(TextType::TEXT);
    let mut schema = json!({ "type": learned.kind });
    if let (Value::Object(members), Some(format)) = (&mut schema, learned.format) {
        members.insert("format".to_owned(), json!(format));
    }
    if values.repeats {
        schema = json!({ "type": "array", "items": schema });
    }
    let mut parameter = json!({ "name": name, "in": "query" });
    if let Value::Object(members) = &mut parameter {
        match (dialect, schema) {
            (Dialect::Swagger2, Value::Object(keywords)) => {
                members.extend(keywords);
                if values.repeats {
                    members.insert("collectionFormat".to_owned(), json!("multi"));
                }
            }
            (_, schema) => _ = members.insert("schema".to_owned(), schema),
        }
    }
    let of = samples.origins.count;
    let reason = format!("In {} of {of} exchanges. {}", values.exchanges, reason::exchanges(&samples.origins));
    json!({
        "target": author.operation(operation),
        "x-reason": reason,
        "update": { "parameters": [parameter] },
    })
}

fn described(learned: TextType) -> &'static str {
    match (learned.kind, learned.format) {
        ("boolean", _) => "`true` or `false`",
        ("integer", _) => "integers",
        ("number", _) => "numbers",
        (_, Some("date")) => "dates",
        (_, Some("date-time")) => "timestamps",
        (_, Some("uuid")) => "UUIDs",
        _ => "text",
    }
}

fn scalar(learned: TextType) -> Scalar {
    match learned.kind {
        "boolean" => Scalar::Boolean,
        "integer" => Scalar::Integer,
        "number" => Scalar::Number,
        _ => Scalar::String,
    }
}
