//! One value into one type of `openapiv3`; what does not fit is taken off key by key, so that a bad keyword costs
//! itself and not the item it stands in.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::pointer::Pointer;

/// A document being read, and the sink for what it gets wrong.
pub(super) struct Reader<'r> {
    pub(super) document: &'r Document,
    pub(super) diagnostics: &'r mut Diagnostics,
}

/// How many references may follow each other before they are taken for a circle.
const LONGEST_CHAIN: usize = 32;

impl<'r> Reader<'r> {
    /// The value at a pointer, references followed, and the pointer where they end.
    pub(super) fn resolve(&mut self, pointer: &Pointer) -> Option<(&'r Value, Pointer)> {
        let mut at = pointer.clone();
        for _ in 0..LONGEST_CHAIN {
            let value = at.find(&self.document.root)?;
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some((value, at));
            };
            let target = reference.strip_prefix('#').and_then(Pointer::parse);
            match target.filter(|target| target.find(&self.document.root).is_some()) {
                Some(target) => at = target,
                None => {
                    let message = format!("`$ref: {reference}` points to nothing");
                    self.left_out(Code::DanglingReference, &at, message, "correct the reference, or remove it");
                    return None;
                }
            }
        }
        let message = "the reference leads back to itself".to_owned();
        self.left_out(Code::DanglingReference, pointer, message, "point it to a definition");
        None
    }

    /// The example that a parameter or a body gives: the only one, or of several the first that has a value.
    pub(super) fn example(&self, value: &Value) -> Option<Value> {
        if let Some(example) = value.get("example") {
            return Some(example.clone());
        }
        let named = value.get("examples").and_then(Value::as_object)?.values();
        let mut values = named.filter_map(|example| match example.get("$ref").and_then(Value::as_str) {
            Some(reference) => Pointer::parse(reference.strip_prefix('#')?)?.find(&self.document.root)?.get("value"),
            None => example.get("value"),
        });
        values.next().cloned()
    }

    /// A value as a type; a member that does not fit is left out and reported.
    pub(super) fn typed<T: DeserializeOwned>(&mut self, value: &Value, pointer: &Pointer) -> Option<T> {
        let fault = match T::deserialize(value) {
            Ok(typed) => return Some(typed),
            Err(fault) => fault,
        };
        let typed = self.typed_without_one(value, pointer).or_else(|| self.typed_in_part(value, pointer));
        if typed.is_none() {
            let help = "correct it, or overrule it in an overlay";
            self.left_out(Code::Unreadable, pointer, format!("this could not be read and is left out: {fault}"), help);
        }
        typed
    }

    /// A value as a type, without the one member that stands in the way.
    fn typed_without_one<T: DeserializeOwned>(&mut self, value: &Value, pointer: &Pointer) -> Option<T> {
        let members = value.as_object()?;
        members.keys().find_map(|key| {
            let mut rest = members.clone();
            rest.shift_remove(key);
            let typed = T::deserialize(Value::Object(rest)).ok()?;
            self.keyword_left_out(&pointer.child(key), key);
            Some(typed)
        })
    }

    /// A value as a type, of those members only that can be read one after the other.
    fn typed_in_part<T: DeserializeOwned>(&mut self, value: &Value, pointer: &Pointer) -> Option<T> {
        let members = value.as_object()?;
        let mut kept = serde_json::Map::new();
        let mut typed = T::deserialize(Value::Object(kept.clone())).ok();
        for (key, member) in members {
            kept.insert(key.clone(), member.clone());
            match T::deserialize(Value::Object(kept.clone())) {
                Ok(more) => typed = Some(more),
                Err(_) if typed.is_some() => {
                    kept.shift_remove(key);
                    self.keyword_left_out(&pointer.child(key), key);
                }
                Err(_) => {}
            }
        }
        typed
    }

    fn keyword_left_out(&mut self, pointer: &Pointer, key: &str) {
        let message = format!("the value of `{key}` is not what this keyword takes; the keyword is left out");
        self.left_out(Code::KeywordUnreadable, pointer, message, "correct the value, or remove the keyword");
    }

    /// A member as a type; `None` where it is missing.
    pub(super) fn member<T: DeserializeOwned>(&mut self, pointer: &Pointer, key: &str) -> Option<T> {
        let pointer = pointer.child(key);
        let value = pointer.find(&self.document.root)?;
        self.typed(value, &pointer)
    }

    /// The items of a list that can be read.
    pub(super) fn list<T: DeserializeOwned>(&mut self, pointer: &Pointer) -> Vec<T> {
        let items = pointer.find(&self.document.root).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        items.iter().enumerate().filter_map(|(i, item)| self.typed(item, &pointer.index(i))).collect()
    }

    /// The members of a map that can be read, references followed.
    pub(super) fn map<T: DeserializeOwned>(&mut self, pointer: &Pointer) -> IndexMap<String, T> {
        let Some(members) = pointer.find(&self.document.root).and_then(Value::as_object) else {
            return IndexMap::new();
        };
        members
            .keys()
            .filter_map(|key| {
                let (value, at) = self.resolve(&pointer.child(key))?;
                Some((key.clone(), self.typed(value, &at)?))
            })
            .collect()
    }
}

/// A reference, where the value is one.
pub(super) fn reference<T>(value: &Value) -> Option<ReferenceOr<T>> {
    let reference = value.get("$ref")?.as_str()?;
    Some(ReferenceOr::Reference { reference: reference.to_owned() })
}
