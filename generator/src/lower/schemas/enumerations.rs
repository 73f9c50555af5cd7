//! Enumerations: listed strings, numbers, booleans, or a mix of these.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::json_shapes::text_of;
use crate::ir::{Literal, LiteralEnum, Primitive, StringEnum, Type, TypeKind};
use crate::lower::lock_keys::LockKeys;
use crate::names::{Case, NameRequest, lock};
use crate::spec::{Schema, SchemaType};

/// Name, title and description of a listed value.
#[derive(Debug, Clone, Default)]
pub(in crate::lower) struct Note {
    pub(in crate::lower) name: Option<String>,
    pub(in crate::lower) title: Option<String>,
    pub(in crate::lower) description: Option<String>,
}

/// Returns the type of listed values, with the notes about some of them. A list of both booleans is `bool`. `key` is the
/// key of the type.
pub(super) fn enumeration(keys: &LockKeys, key: &str, values: &[Literal], notes: &[Note]) -> TypeKind {
    let docs: BTreeMap<String, String> = values
        .iter()
        .zip(notes)
        .filter_map(|(value, note)| Some((text_of(value), note.description.clone().or(note.title.clone())?)))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    let mut known: Vec<&Literal> = Vec::new();
    let mut name_requests: Vec<NameRequest> = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, value) in values.iter().enumerate().filter(|(_, value)| seen.insert(*value)) {
        known.push(value);
        name_requests.push(name_of(value, notes.get(i)));
    }
    if let [Literal::Bool(_), Literal::Bool(_)] = known.as_slice() {
        return TypeKind::Alias(Type::Primitive(Primitive::Bool));
    }
    let lock_scope = lock::variants(key);
    let mut scope = keys.scope(Case::Camel, [], &lock_scope);
    let variants = scope.claim(&name_requests);
    let unknown = scope.claim_one(&NameRequest::built("", "Unknown").qualified("value"));
    if known.iter().all(|value| matches!(value, Literal::Text(_))) {
        return TypeKind::Enum(StringEnum { variants, docs, unknown, scope: lock_scope });
    }
    let variants = variants.into_iter().zip(known).map(|(name, value)| (name, value.clone())).collect();
    TypeKind::LiteralEnum(LiteralEnum { variants, docs, unknown, scope: lock_scope })
}

/// Returns the name request of a value: by its declared name, or else a string as it is, a number by its title or with
/// its sign and decimal point in words.
fn name_of(value: &Literal, note: Option<&Note>) -> NameRequest {
    let text = text_of(value);
    if let Some(name) = note.and_then(|note| note.name.clone()) {
        return NameRequest { text: name, ..NameRequest::given(&text).qualified(&text) };
    }
    let title = note.and_then(|note| note.title.as_deref());
    match (value, title.filter(|title| !title.trim().is_empty() && title.len() <= 40)) {
        (Literal::Text(_), _) => NameRequest::given(&text),
        (Literal::Integer(_) | Literal::Number(_) | Literal::Bool(_), Some(title)) => {
            NameRequest { text: title.to_owned(), ..NameRequest::given(&text).qualified(&text) }
        }
        (Literal::Integer(_) | Literal::Number(_), None) => {
            let spelled_out = text.replace('-', "minus ").replace('.', " point ");
            NameRequest { text: spelled_out, ..NameRequest::given(&text) }
        }
        (Literal::Bool(_), None) => NameRequest::given(&text),
    }
}

/// Returns the values of an enumeration of strings, without duplicates; `None` if it is none. If the type is `string`,
/// numbers and booleans are strings without their quotes, which YAML permits.
pub(in crate::lower) fn texts(schema: &Schema) -> Option<Vec<String>> {
    let is_string = schema.schema_type == Some(SchemaType::String);
    let mut texts: Vec<String> = Vec::new();
    for value in &schema.enum_values {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) if is_string => value.to_string(),
            _ => return None,
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    (!texts.is_empty()).then_some(texts)
}
