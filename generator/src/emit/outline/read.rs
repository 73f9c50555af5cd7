//! Reads `API.md`, the outline that an earlier run wrote.

use super::{ItemCause, OutlineItem};

/// Returns the items of `API.md`, sorted by path. Other lines are skipped.
#[must_use]
pub fn read_outline(text: &str) -> Vec<OutlineItem> {
    let mut items: Vec<OutlineItem> = text.lines().filter_map(item).collect();
    items.sort();
    items
}

fn item(line: &str) -> Option<OutlineItem> {
    let (path, rest) = span(line.strip_prefix("- ")?)?;
    let (declaration, rest) = span(rest.strip_prefix(": ")?)?;
    let (source, rest) = rest.strip_prefix(" from ").map_or(Some(("", rest)), span)?;
    let cause = match rest.strip_prefix("; inferred: ") {
        Some(rules) => ItemCause::Inferred(rules.split(", ").map(str::to_owned).collect()),
        None => ItemCause::Declared,
    };
    let text = str::to_owned;
    Some(OutlineItem { path: text(path), declaration: text(declaration), source: text(source), cause })
}

/// Splits a text after its first code span, and returns the code.
fn span(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('`')?.split_once('`')
}
