//! Which operations examples call.
//!
//! Comes in: the client with the samples of its operations. Goes out: the places of the operations that are shown. How an
//! example is written is not known here.

use serde_json::Value;

use crate::ir::{Api, Argument, Given, Operation, Type};

/// Texts and lists that a person takes in at once.
const SHORT_TEXT: usize = 40;
const SHORT_LIST: usize = 3;

/// Chooses the operations that examples call, by the samples that are known to be right: the easiest to call with plain
/// values, and of those the ones that are least likely to change anything.
pub fn choose(api: &mut Api) {
    api.example = easiest(api, |_| true);
    api.paged_example = easiest(api, |operation| operation.paging.is_some());
}

/// The easiest operation of some: its group, and its place there.
fn easiest(api: &Api, is_it: fn(&Operation) -> bool) -> Option<(usize, usize)> {
    let operations = api.groups.iter().enumerate().flat_map(|(group, members)| {
        members.operations.iter().enumerate().map(move |(place, operation)| ((group, place), operation))
    });
    let callable = operations.filter(|(_, operation)| is_it(operation));
    let callable = callable.filter_map(|(at, operation)| Some((at, operation, effort(api, operation)?)));
    callable
        .min_by_key(|(_, operation, effort)| {
            (*effort, operation.http_method != "GET", needed(operation).count(), operation.template.len())
        })
        .map(|(at, ..)| at)
}

/// How hard the values of a call are to read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effort {
    Short,
    Long,
}

/// How hard it is to read what must be given to an operation; `None` where that is not all plain values that are known.
fn effort(api: &Api, operation: &Operation) -> Option<Effort> {
    let sample = api.samples.get(operation.type_name.rust()).and_then(|sample| sample.as_ref().ok());
    let known = sample.map_or(&[][..], |sample| &sample.given);
    let given = operation.arguments.iter().enumerate().filter(|(_, argument)| argument.required);
    let mut efforts = given.map(|(at, argument)| match known.iter().find(|(i, _)| *i == at) {
        Some((_, Given::Value(value))) if is_plain(&argument.ty) => Some(effort_of(value)),
        Some((
            _,
            Given::Value(_) | Given::File(_) | Given::List(_) | Given::Files(_) | Given::Parts(_) | Given::Way(..),
        ))
        | None => None,
    });
    efforts.try_fold(Effort::Short, |most, effort| Some(most.max(effort?)))
}

fn needed(operation: &Operation) -> impl Iterator<Item = &Argument> {
    operation.arguments.iter().filter(|argument| argument.required)
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

/// Whether a value can be written as a literal.
fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::String | Type::Secret | Type::Bool => true,
        Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => true,
        Type::List(item) => is_plain(item),
        Type::Unit
        | Type::Value
        | Type::Timestamp(_)
        | Type::Date
        | Type::Formatted(_)
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
