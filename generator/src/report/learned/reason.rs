//! Reasons of actions: numbers of exchanges by recording, and the fields that not all of them have.

use crate::learn::Learned;
use crate::learn::RecordedOrigins;

/// The maximum number of files and fields that a reason lists.
const LISTED: usize = 12;

/// Returns the numbers of exchanges by recording.
pub(super) fn exchanges(origins: &RecordedOrigins) -> String {
    let files = origins.files.iter().take(LISTED);
    let mut listed: Vec<String> =
        files.map(|(file, (count, first))| format!("{count} of {file} (from entry {first})")).collect();
    let omitted = origins.files.len().saturating_sub(LISTED);
    if omitted > 0 {
        listed.push(format!("others of {omitted} more files"));
    }
    let plural = if origins.count == 1 { "" } else { "s" };
    format!("{} exchange{plural}: {}.", origins.count, listed.join(", "))
}

/// Returns the numbers of exchanges by recording, and of objects by optional field.
pub(super) fn body(origins: &RecordedOrigins, learned: &Learned) -> String {
    let mut text = exchanges(origins);
    let optional: Vec<_> = learned.fields.iter().filter(|field| field.present < field.objects).collect();
    let listed = optional.iter().take(LISTED).map(|field| {
        let path = field.pointer.tokens().filter(|token| !matches!(token.as_str(), "properties" | "oneOf"));
        let path: Vec<String> = path.map(|token| if token == "items" { "[]".to_owned() } else { token }).collect();
        format!("`{}` in {} of {}", path.join("."), field.present, field.objects)
    });
    let listed: Vec<String> = listed.collect();
    if !listed.is_empty() {
        let more = optional.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(", and {more} more fields") } else { String::new() };
        text.push_str(&format!(" Not in all objects: {}{more}.", listed.join(", ")));
    }
    text
}
