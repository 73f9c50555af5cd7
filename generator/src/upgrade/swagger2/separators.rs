//! `collectionFormat`: how a list of values is written into one parameter.
//!
//! What 3.0 can say becomes `style` and `explode`; what it cannot becomes the extension `x-separator`, which holds
//! the separating text itself and goes before `style`.

use serde_json::{Map, Value};

use super::take;
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

/// Where the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    /// A form sent as `application/x-www-form-urlencoded`.
    Form,
    /// A part of `multipart/form-data`.
    Part,
}

/// The extension that holds a separator.
pub(super) const SEPARATOR: &str = "x-separator";

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// The name is repeated for each value.
    Repeated,
    /// The values are joined by this text.
    Joined(char),
}

/// What 3.0 says of a list: `style` and `explode`, and a separator where that is not enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) style: Option<&'static str>,
    pub(super) explode: Option<bool>,
    pub(super) separator: Option<char>,
}

/// Puts a parameter or header together from its schema and its list format.
pub(super) fn apply(
    owner: &mut Map<String, Value>,
    mut schema: Map<String, Value>,
    place: Place,
    (now, was): (&Pointer, &Pointer),
    stage: &mut Stage<'_>,
) {
    let style = take_style(owner, &mut schema, place, was, stage);
    if let Some(text) = style.style
        && !owner.contains_key("style")
    {
        stage.moved(now.child("style"), was.child("collectionFormat"));
        owner.insert("style".to_owned(), text.into());
        if let Some(explode) = style.explode {
            owner.insert("explode".to_owned(), explode.into());
        }
    }
    if let Some(separator) = style.separator {
        owner.entry(SEPARATOR).or_insert_with(|| separator.to_string().into());
    }
    owner.insert("schema".to_owned(), Value::Object(schema));
}

/// Takes the list format out of a parameter, a field or a header. Whatever has one is a list; a separator alone is left
/// for inference to judge.
pub(super) fn take_style(
    owner: &mut Map<String, Value>,
    schema: &mut Map<String, Value>,
    place: Place,
    was: &Pointer,
    stage: &mut Stage<'_>,
) -> Style {
    if owner.contains_key("collectionFormat") && !schema.contains_key("type") && !schema.contains_key("$ref") {
        schema.insert("type".to_owned(), "array".into());
    }
    if schema.get("type").and_then(Value::as_str) != Some("array") {
        return Style::default();
    }
    let written = take(owner, "collectionFormat");
    let writing = match &written {
        None => Writing::Joined(','),
        Some(format) => format.as_str().and_then(read).unwrap_or_else(|| {
            let message = format!("`collectionFormat` {format} is unknown; the list is taken as comma-separated");
            let help = "use csv, ssv, tsv, pipes or multi, or give the separator itself as `x-separator`";
            stage.report(Code::UnknownListFormat, &was.child("collectionFormat"), message, help);
            Writing::Joined(',')
        }),
    };
    style_of(writing, place)
}

/// The formats of 2.0, and the words and marks that are written in their stead.
fn read(format: &str) -> Option<Writing> {
    let format = if format.trim().is_empty() { format } else { format.trim() };
    Some(match format.to_ascii_lowercase().as_str() {
        "multi" => Writing::Repeated,
        "csv" | "," | "comma" => Writing::Joined(','),
        "ssv" | " " | "space" => Writing::Joined(' '),
        "tsv" | "\t" | "tab" => Writing::Joined('\t'),
        "pipes" | "pipe" | "|" => Writing::Joined('|'),
        "semicolon" | ";" => Writing::Joined(';'),
        _ => return None,
    })
}

fn style_of(writing: Writing, place: Place) -> Style {
    let form = matches!(place, Place::Query | Place::Form);
    match writing {
        Writing::Repeated if form => style(Some("form"), Some(true), None),
        // A list in multipart is repeated parts without anything said.
        Writing::Repeated if place == Place::Part => Style::default(),
        // A path or header holds its parameter once, so repeating has no meaning there.
        Writing::Repeated => style(Some("simple"), None, None),
        Writing::Joined(',') if form => style(Some("form"), Some(false), None),
        Writing::Joined(' ') if form => style(Some("spaceDelimited"), Some(false), None),
        Writing::Joined('|') if form => style(Some("pipeDelimited"), Some(false), None),
        Writing::Joined(separator) if form => style(Some("form"), Some(false), Some(separator)),
        Writing::Joined(separator) if place == Place::Part => style(None, None, Some(separator)),
        Writing::Joined(',') => style(Some("simple"), None, None),
        Writing::Joined(separator) => style(Some("simple"), None, Some(separator)),
    }
}

fn style(style: Option<&'static str>, explode: Option<bool>, separator: Option<char>) -> Style {
    Style { style, explode, separator }
}

/// A list within a list has its format inside `items`, where 3.0 has no word for it.
pub(super) fn settle_items(schema: &mut Map<String, Value>) {
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        settle_items(items);
        let separator = match take(items, "collectionFormat").as_ref().and_then(Value::as_str).and_then(read) {
            Some(Writing::Joined(separator)) => Some(separator),
            Some(Writing::Repeated) => None,
            None if items.get("type").and_then(Value::as_str) == Some("array") => Some(','),
            None => None,
        };
        if let Some(separator) = separator {
            items.entry(SEPARATOR).or_insert_with(|| separator.to_string().into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_3_0_can_say_is_said_by_style() {
        let table = [
            ("csv", Place::Query, style(Some("form"), Some(false), None)),
            ("multi", Place::Query, style(Some("form"), Some(true), None)),
            ("ssv", Place::Query, style(Some("spaceDelimited"), Some(false), None)),
            ("pipes", Place::Form, style(Some("pipeDelimited"), Some(false), None)),
            ("tsv", Place::Query, style(Some("form"), Some(false), Some('\t'))),
            ("csv", Place::Path, style(Some("simple"), None, None)),
            ("pipes", Place::Path, style(Some("simple"), None, Some('|'))),
            ("ssv", Place::Header, style(Some("simple"), None, Some(' '))),
            (";", Place::Path, style(Some("simple"), None, Some(';'))),
            ("csv", Place::Part, style(None, None, Some(','))),
            ("multi", Place::Part, Style::default()),
        ];
        for (format, place, expected) in table {
            assert_eq!(read(format).map(|writing| style_of(writing, place)), Some(expected), "{format} {place:?}");
        }
        assert_eq!(read("list"), None);
    }
}
