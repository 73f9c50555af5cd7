//! Reads one JSON value as a type of `openapiv3`.
//!
//! If a value does not deserialize, it is read without the keywords that do not fit. So an invalid keyword does not
//! affect the item that contains it.

use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::pointer::Pointer;

/// A document being read, and the diagnostics about it.
pub(super) struct Reader<'r> {
    pub(super) document: &'r Document,
    pub(super) diagnostics: &'r mut Diagnostics,
}

/// The maximum length of a chain of references. A longer one counts as a cycle.
const LONGEST_CHAIN: usize = 32;

impl<'r> Reader<'r> {
    /// Returns the value at a pointer, with references resolved, and the pointer to that value.
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
                    let message = format!("unresolved reference `{reference}`");
                    self.left_out(Code::DanglingReference, &at, message, "correct the reference, or remove it");
                    return None;
                }
            }
        }
        let message = "circular reference".to_owned();
        self.left_out(Code::DanglingReference, pointer, message, "refer to a definition");
        None
    }

    /// Returns the example of a parameter or body: `example`, or the first of `examples` with a value.
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

    /// Reads a value as a type. Keywords that do not fit are left out and reported.
    pub(super) fn typed<T: DeserializeOwned>(&mut self, value: &Value, pointer: &Pointer) -> Option<T> {
        let error = match T::deserialize(value) {
            Ok(typed) => return Some(typed),
            Err(error) => error,
        };
        let typed = self.typed_without_one(value, pointer).or_else(|| self.typed_in_part(value, pointer));
        if typed.is_none() {
            let help = "correct it, or override it in an overlay";
            self.left_out(Code::Unreadable, pointer, format!("this is invalid and is left out: {error}"), help);
        }
        typed
    }

    /// Reads a value as a type, without the only keyword that does not fit.
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

    /// Reads a value as a type from the keywords that fit, tried one after another.
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
        let message = format!("invalid value of `{key}`; the keyword is left out");
        self.left_out(Code::KeywordUnreadable, pointer, message, "correct the value, or remove the keyword");
    }

    /// Reads a property as a type. Returns `None` if it is missing.
    pub(super) fn member<T: DeserializeOwned>(&mut self, pointer: &Pointer, key: &str) -> Option<T> {
        let pointer = pointer.child(key);
        let value = pointer.find(&self.document.root)?;
        self.typed(value, &pointer)
    }

    /// Reads the items of an array that are valid.
    pub(super) fn list<T: DeserializeOwned>(&mut self, pointer: &Pointer) -> Vec<T> {
        let items = pointer.find(&self.document.root).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        items.iter().enumerate().filter_map(|(i, item)| self.typed(item, &pointer.index(i))).collect()
    }

    /// Reads the properties of an object that are valid, with references resolved.
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
