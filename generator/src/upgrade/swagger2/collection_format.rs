//! Conversion of `collectionFormat`, the serialization of array parameters.
//!
//! It becomes `style` and `explode`. Separators that 3.0 does not support become the extension `x-separator`, which takes
//! precedence over `style`.

use serde_json::{Map, Value};

use super::remove;
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;

/// Location of an array parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListLocation {
    Path,
    Query,
    Header,
    /// A field of an `application/x-www-form-urlencoded` form.
    Form,
    /// A part of a `multipart/form-data` body.
    Part,
}

/// The extension for the separator of an array.
pub(super) const SEPARATOR: &str = "x-separator";

/// A serialization of 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListFormat {
    /// `name=a&name=b`: the name is repeated for each value.
    Repeated,
    /// The values are joined by a separator.
    Joined(char),
}

/// A serialization of 3.0, with a separator if `style` and `explode` cannot express it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ListStyle {
    pub(super) style: Option<&'static str>,
    pub(super) explode: Option<bool>,
    pub(super) separator: Option<char>,
}

/// Sets the schema and the serialization of a parameter or header.
pub(super) fn apply(
    owner: &mut Map<String, Value>,
    mut schema: Map<String, Value>,
    place: ListLocation,
    (now, was): (&Pointer, &Pointer),
    context: &mut Context<'_>,
) {
    let style = extract_style(owner, &mut schema, place, was, context);
    if let Some(text) = style.style
        && !owner.contains_key("style")
    {
        context.moved(now.child("style"), was.child("collectionFormat"));
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

/// Removes the `collectionFormat` from a parameter, form field or header, and returns its serialization.
///
/// An untyped value with a `collectionFormat` is an array. An `x-separator` alone is left to inference.
pub(super) fn extract_style(
    owner: &mut Map<String, Value>,
    schema: &mut Map<String, Value>,
    place: ListLocation,
    was: &Pointer,
    context: &mut Context<'_>,
) -> ListStyle {
    if owner.contains_key("collectionFormat") && !schema.contains_key("type") && !schema.contains_key("$ref") {
        schema.insert("type".to_owned(), "array".into());
    }
    if schema.get("type").and_then(Value::as_str) != Some("array") {
        return ListStyle::default();
    }
    let written = remove(owner, "collectionFormat");
    let format = match &written {
        None => ListFormat::Joined(','),
        Some(format) => format.as_str().and_then(parse).unwrap_or_else(|| {
            let message = format!("unknown `collectionFormat` {format}; treated as csv");
            let help = "use csv, ssv, tsv, pipes or multi, or set the separator as `x-separator`";
            context.report(Code::UnknownListFormat, &was.child("collectionFormat"), message, help);
            ListFormat::Joined(',')
        }),
    };
    style_of(format, place)
}

/// Parses a `collectionFormat`, including common names and characters for the formats of 2.0.
fn parse(format: &str) -> Option<ListFormat> {
    let format = if format.trim().is_empty() { format } else { format.trim() };
    Some(match format.to_ascii_lowercase().as_str() {
        "multi" => ListFormat::Repeated,
        "csv" | "," | "comma" => ListFormat::Joined(','),
        "ssv" | " " | "space" => ListFormat::Joined(' '),
        "tsv" | "\t" | "tab" => ListFormat::Joined('\t'),
        "pipes" | "pipe" | "|" => ListFormat::Joined('|'),
        "semicolon" | ";" => ListFormat::Joined(';'),
        _ => return None,
    })
}

fn style_of(format: ListFormat, place: ListLocation) -> ListStyle {
    let form = matches!(place, ListLocation::Query | ListLocation::Form);
    match format {
        ListFormat::Repeated if form => style(Some("form"), Some(true), None),
        // Repeated parts are the default for arrays in multipart bodies.
        ListFormat::Repeated if place == ListLocation::Part => ListStyle::default(),
        // A path or header contains its parameter once, so that the format has no meaning.
        ListFormat::Repeated => style(Some("simple"), None, None),
        ListFormat::Joined(',') if form => style(Some("form"), Some(false), None),
        ListFormat::Joined(' ') if form => style(Some("spaceDelimited"), Some(false), None),
        ListFormat::Joined('|') if form => style(Some("pipeDelimited"), Some(false), None),
        ListFormat::Joined(separator) if form => style(Some("form"), Some(false), Some(separator)),
        ListFormat::Joined(separator) if place == ListLocation::Part => style(None, None, Some(separator)),
        ListFormat::Joined(',') => style(Some("simple"), None, None),
        ListFormat::Joined(separator) => style(Some("simple"), None, Some(separator)),
    }
}

fn style(style: Option<&'static str>, explode: Option<bool>, separator: Option<char>) -> ListStyle {
    ListStyle { style, explode, separator }
}

/// Converts the `collectionFormat` of nested arrays, which has no counterpart in 3.0, to `x-separator`.
pub(super) fn convert_items(schema: &mut Map<String, Value>) {
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        convert_items(items);
        let separator = match remove(items, "collectionFormat").as_ref().and_then(Value::as_str).and_then(parse) {
            Some(ListFormat::Joined(separator)) => Some(separator),
            Some(ListFormat::Repeated) => None,
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
    fn collection_formats_map_to_styles() {
        let table = [
            ("csv", ListLocation::Query, style(Some("form"), Some(false), None)),
            ("multi", ListLocation::Query, style(Some("form"), Some(true), None)),
            ("ssv", ListLocation::Query, style(Some("spaceDelimited"), Some(false), None)),
            ("pipes", ListLocation::Form, style(Some("pipeDelimited"), Some(false), None)),
            ("tsv", ListLocation::Query, style(Some("form"), Some(false), Some('\t'))),
            ("csv", ListLocation::Path, style(Some("simple"), None, None)),
            ("pipes", ListLocation::Path, style(Some("simple"), None, Some('|'))),
            ("ssv", ListLocation::Header, style(Some("simple"), None, Some(' '))),
            (";", ListLocation::Path, style(Some("simple"), None, Some(';'))),
            ("csv", ListLocation::Part, style(None, None, Some(','))),
            ("multi", ListLocation::Part, ListStyle::default()),
        ];
        for (format, place, expected) in table {
            assert_eq!(parse(format).map(|format| style_of(format, place)), Some(expected), "{format} {place:?}");
        }
        assert_eq!(parse("list"), None);
    }
}
