//! Which operation examples call.

use crate::ir::{Argument, Group, Operation, Type};

/// The easiest operation to call with plain values, and of those the one that is least likely to change anything: its
/// group, and its place there.
pub(super) fn choose(groups: &[Group]) -> Option<(usize, usize)> {
    let operations = groups.iter().enumerate().flat_map(|(group, members)| {
        members.operations.iter().enumerate().map(move |(place, operation)| ((group, place), operation))
    });
    operations
        .filter(|(_, operation)| needed(operation).all(|argument| is_plain(&argument.ty)))
        .min_by_key(|(_, operation)| {
            (operation.http_method != "GET", needed(operation).count(), operation.template.len())
        })
        .map(|(at, _)| at)
}

fn needed(operation: &Operation) -> impl Iterator<Item = &Argument> {
    operation.arguments.iter().filter(|argument| argument.required)
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
