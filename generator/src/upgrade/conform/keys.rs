//! Keys of `responses` and `paths`.
//!
//! A key of `responses` is a status code, a range such as `4XX`, or `default`.

use serde_json::{Map, Value};

use super::Conformer;
use crate::diagnostic::Code;
use crate::pointer::PathStack;
use crate::upgrade::object_model::is_extension;

impl Conformer<'_, '_> {
    /// Normalizes the keys of `responses`, and removes and reports invalid ones. A null response becomes an empty one.
    pub(super) fn fix_statuses(&mut self, responses: &mut Map<String, Value>, path: &PathStack<'_>) {
        let mut invalid = Vec::new();
        for (key, response) in std::mem::take(responses) {
            if is_extension(&key) {
                responses.insert(key, response);
                continue;
            }
            let response = if response.is_null() { Value::Object(Map::new()) } else { response };
            match status(&key) {
                Some(clean) if clean == key || !responses.contains_key(&clean) => {
                    if clean != key {
                        self.context.moved(path.key(&clean).pointer(), path.key(&key).pointer());
                    }
                    responses.insert(clean, response);
                }
                _ => invalid.push(key),
            }
        }
        if !invalid.is_empty() {
            let message = format!("`{}`: not an HTTP status code; ignored", invalid.join("`, `"));
            let help = "use a code from 100 to 599, a range from 1XX to 5XX, or `default`";
            self.context.report(Code::StatusUnknown, &path.pointer(), message, help);
        }
    }

    /// Removes the path items of `paths` or a callback that are not objects.
    pub(super) fn fix_paths(&mut self, paths: &mut Map<String, Value>, path: &PathStack<'_>) {
        paths.retain(|key, item| {
            let keep = is_extension(key) || item.is_object();
            if !keep && !item.is_null() {
                self.wrong_type(&path.key(key), "an object", item);
            }
            keep
        });
    }
}

fn status(key: &str) -> Option<String> {
    let key = key.trim();
    if key.eq_ignore_ascii_case("default") {
        return Some("default".to_owned());
    }
    let clean = key.to_ascii_uppercase();
    match clean.as_bytes() {
        [b'1'..=b'5', b'X', b'X'] => Some(clean),
        [b'1'..=b'5', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => Some(clean),
        _ => None,
    }
}
