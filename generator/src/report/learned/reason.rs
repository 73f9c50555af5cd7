//! Reasons of actions: numbers of exchanges by recording, and the fields that not all of them have.

use crate::learn::{Learned, RecordedOrigins};
use crate::pointer::Pointer;

/// The maximum number of files that a reason lists.
const FILES: usize = 3;

/// The maximum number of fields that a reason lists.
const LISTED: usize = 12;

/// Returns the numbers of exchanges by recording.
pub(super) fn exchanges(origins: &RecordedOrigins) -> String {
    let files = origins.files.iter().take(FILES);
    let mut listed: Vec<String> =
        files.map(|(file, (count, first))| format!("{count} of {file} (from entry {first})")).collect();
    let omitted = origins.files.len().saturating_sub(FILES);
    if omitted > 0 {
        listed.push(format!("others of {omitted} further files"));
    }
    let plural = if origins.count == 1 { "" } else { "s" };
    format!("{} exchange{plural}: {}.", origins.count, listed.join(", "))
}

/// Returns the numbers of exchanges by recording, and of objects by optional field.
pub(super) fn body(origins: &RecordedOrigins, learned: &Learned) -> String {
    let mut text = exchanges(origins);
    let optional: Vec<_> = learned.fields.iter().filter(|field| field.present < field.objects).collect();
    let listed = optional.iter().take(LISTED);
    let listed = listed.map(|field| format!("`{}` in {} of {}", path(&field.pointer), field.present, field.objects));
    let listed: Vec<String> = listed.collect();
    if !listed.is_empty() {
        let more = optional.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(", and {more} further fields") } else { String::new() };
        text.push_str(&format!(" Not in all objects: {}{more}.", listed.join(", ")));
    }
    text
}

/// Returns the path of a field in a body: `items[].id`.
fn path(pointer: &Pointer) -> String {
    let mut path = String::new();
    let mut tokens = pointer.tokens();
    while let Some(token) = tokens.next() {
        match token.as_str() {
            "properties" => {
                let separator = if path.is_empty() { "" } else { "." };
                path.push_str(&format!("{separator}{}", tokens.next().unwrap_or_default()));
            }
            "items" | "additionalProperties" => path.push_str("[]"),
            // The index of an alternative.
            _ => drop(tokens.next()),
        }
    }
    path
}
