//! Names of shared schemas, from the fields and paths that have them.

use crate::learn::plurals::singular;

/// Words that name the form of a response and not its content.
const ENVELOPES: &[&str] = &[
    "data", "item", "items", "result", "results", "value", "values", "response", "list", "content", "payload", "body",
];

/// Returns the type name of a field, or `None` if it names no thing.
pub(super) fn of_field(field: &str) -> Option<String> {
    let name = type_name(&singular(field));
    (!ENVELOPES.contains(&field.to_ascii_lowercase().as_str()) && !name.is_empty()).then_some(name)
}

/// Returns the type name of the resource of a path: its last literal segment.
pub(super) fn of_path(path: &str) -> Option<String> {
    let segments = path.rsplit('/').filter(|segment| !segment.is_empty() && !segment.contains('{'));
    segments
        .map(|segment| type_name(&singular(segment.split(['.', ':']).next().unwrap_or(segment))))
        .find(|name| !name.is_empty())
}

/// Returns the words of a text as one word, each with a capital.
fn type_name(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words
        .map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            format!("{}{rest}", first.to_ascii_uppercase())
        })
        .collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { String::new() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_paths_name_types() {
        assert_eq!(of_field("assignees").as_deref(), Some("Assignee"));
        assert_eq!(of_field("user_info").as_deref(), Some("UserInfo"));
        assert_eq!(of_field("status").as_deref(), Some("Status"));
        assert_eq!(of_field("items"), None);
        assert_eq!(of_path("/users/{id}/orders/{order}").as_deref(), Some("Order"));
        assert_eq!(of_path("/{id}"), None);
    }
}
