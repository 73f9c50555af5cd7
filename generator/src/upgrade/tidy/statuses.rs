//! The keys of `responses`: a status, a class of them, or `default`.
//!
//! `responses` comes in as it was written; keys that are no status are left out and reported.

use serde_json::{Map, Value};

use super::Tidy;
use crate::diagnostic::Code;
use crate::upgrade::shape::is_extension;
use crate::upgrade::trail::Trail;

impl Tidy<'_, '_> {
    /// Mends the keys. A status that is named but not described is an answer all the same.
    pub(super) fn mend_statuses(&mut self, responses: &mut Map<String, Value>, trail: &Trail<'_>) {
        let mut odd = Vec::new();
        for (key, response) in std::mem::take(responses) {
            if is_extension(&key) {
                responses.insert(key, response);
                continue;
            }
            let response = if response.is_null() { Value::Object(Map::new()) } else { response };
            match status(&key) {
                Some(clean) if clean == key || !responses.contains_key(&clean) => {
                    if clean != key {
                        self.stage.moved(trail.key(&clean).pointer(), trail.key(&key).pointer());
                    }
                    responses.insert(clean, response);
                }
                _ => odd.push(key),
            }
        }
        if !odd.is_empty() {
            let message = format!("`{}`: no HTTP status has this code; left out", odd.join("`, `"));
            let help = "use a status from 100 to 599, 1XX to 5XX, or default";
            self.stage.report(Code::StatusUnknown, &trail.pointer(), message, help);
        }
    }

    /// Members of `paths` are paths; others there are none, and callbacks go by expressions.
    pub(super) fn mend_paths(&mut self, paths: &mut Map<String, Value>, trail: &Trail<'_>) {
        paths.retain(|key, item| {
            let keep = is_extension(key) || item.is_object();
            if !keep && !item.is_null() {
                self.wrong_type(&trail.key(key), "an object", item);
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
