//! Listed values: texts, numbers, booleans, or several of these.
//!
//! The values come in, and a type with a variant for each goes out. Knows no schema.

use std::collections::{BTreeMap, BTreeSet};

use super::profiles::text_of;
use crate::ir::{Constant, Enum, TypeBody, Values};
use crate::names::{Case, Scope, Wish};

/// What a description says of a listed value.
#[derive(Debug, Clone, Default)]
pub(super) struct Note {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
}

/// The type of listed values, with what is said of some of them. Both booleans are all there are.
pub(super) fn body(values: &[Constant], notes: &[Note]) -> TypeBody {
    let docs: BTreeMap<String, String> = values
        .iter()
        .zip(notes)
        .filter_map(|(value, note)| Some((text_of(value), note.description.clone().or(note.title.clone())?)))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    let mut known: Vec<&Constant> = Vec::new();
    let mut wishes: Vec<Wish> = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, value) in values.iter().enumerate().filter(|(_, value)| seen.insert(*value)) {
        known.push(value);
        wishes.push(wish(value, notes.get(i).and_then(|note| note.title.as_deref())));
    }
    if let [Constant::Bool(_), Constant::Bool(_)] = known.as_slice() {
        return TypeBody::Alias(crate::ir::Type::Bool);
    }
    let mut scope = Scope::new(Case::Camel);
    let variants = scope.claim(&wishes);
    let unknown = scope.claim_one(&Wish::built("", "Unknown").qualified("value"));
    if known.iter().all(|value| matches!(value, Constant::Text(_))) {
        return TypeBody::Enum(Enum { variants, docs, unknown });
    }
    let variants = variants.into_iter().zip(known).map(|(name, value)| (name, value.clone())).collect();
    TypeBody::Values(Values { variants, docs, unknown })
}

/// What a value would be called: a text as itself, a number by its title or with its sign and point as words.
fn wish(value: &Constant, title: Option<&str>) -> Wish {
    let text = text_of(value);
    match (value, title.filter(|title| !title.trim().is_empty() && title.len() <= 40)) {
        (Constant::Text(_), _) => Wish::given(&text),
        (Constant::Whole(_) | Constant::Number(_) | Constant::Bool(_), Some(title)) => {
            Wish { text: title.to_owned(), ..Wish::given(&text).qualified(&text) }
        }
        (Constant::Whole(_) | Constant::Number(_), None) => {
            let spoken = text.replace('-', "minus ").replace('.', " point ");
            Wish { text: spoken, ..Wish::given(&text) }
        }
        (Constant::Bool(_), None) => Wish::given(&text),
    }
}
