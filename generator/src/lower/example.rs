//! Selection of the operations that the client's examples call.
//!
//! The selection uses the generated samples of the operations. `emit` writes the examples.

use serde_json::Value;

use crate::ir::{Api, ExampleParameter, Operation, Parameter, Type};

/// Maximum lengths of texts and lists in examples.
const SHORT_TEXT: usize = 40;
const SHORT_LIST: usize = 3;

/// Chooses the operations that examples call: those with a validated sample of plain values that are shortest to call,
/// and of these the ones that are least likely to change data.
pub fn choose(api: &mut Api) {
    api.example = easiest(api, |_| true);
    api.paged_example = easiest(api, |operation| operation.pagination.is_some());
}

/// Returns the operation with the least effort among those that match: the indices of its module and of the operation.
fn easiest(api: &Api, matches: fn(&Operation) -> bool) -> Option<(usize, usize)> {
    let operations = api.modules.iter().enumerate().flat_map(|(group, members)| {
        members.operations.iter().enumerate().map(move |(place, operation)| ((group, place), operation))
    });
    let callable = operations.filter(|(_, operation)| matches(operation));
    let callable = callable.filter_map(|(at, operation)| Some((at, operation, effort(api, operation)?)));
    callable
        .min_by_key(|(_, operation, effort)| {
            (*effort, operation.http_method != "GET", needed(operation).count(), operation.template.len())
        })
        .map(|(at, ..)| at)
}

/// Effort to read the parameter values of a call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effort {
    Short,
    Long,
}

/// Returns the effort to read an operation's required parameters; `None` if one of them has no sample or no plain
/// value.
fn effort(api: &Api, operation: &Operation) -> Option<Effort> {
    let sample = api.examples.get(operation.type_name.rust()).and_then(|sample| sample.as_ref().ok());
    let known = sample.map_or(&[][..], |sample| &sample.values);
    let given = operation.parameters.iter().enumerate().filter(|(_, parameter)| parameter.is_mandatory());
    let mut efforts = given.map(|(at, parameter)| match known.iter().find(|(i, _)| *i == at) {
        Some((_, ExampleParameter::Value(value))) if is_plain(&parameter.ty) => Some(effort_of(value)),
        Some((
            _,
            ExampleParameter::Value(_)
            | ExampleParameter::File(_)
            | ExampleParameter::List(_)
            | ExampleParameter::Files(_)
            | ExampleParameter::Parts(_)
            | ExampleParameter::BodyVariant(..),
        ))
        | None => None,
    });
    efforts.try_fold(Effort::Short, |most, effort| Some(most.max(effort?)))
}

fn needed(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.is_mandatory())
}

fn effort_of(value: &Value) -> Effort {
    let is_readable = |c: char| c.is_ascii_graphic() && !"`\"\\".contains(c) || c == ' ';
    let is_short = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.len() <= SHORT_TEXT && text.chars().all(is_readable),
        Value::Array(items) => {
            let is_plain = |item: &Value| !item.is_array() && effort_of(item) == Effort::Short;
            (1..=SHORT_LIST).contains(&items.len()) && items.iter().all(is_plain)
        }
        Value::Object(_) => false,
    };
    if is_short { Effort::Short } else { Effort::Long }
}

/// Returns true if a value can be written as a literal.
fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Primitive(_) | Type::Secret => true,
        Type::Array(item) => is_plain(item),
        Type::Unit
        | Type::Json
        | Type::Timestamp(_)
        | Type::Date
        | Type::Scalar(_)
        | Type::Bytes
        | Type::Xml
        | Type::File
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Boxed(_)
        | Type::Tuple(_)
        | Type::Named(_) => false,
    }
}
