//! Serializes JSON values by OpenAPI's parameter styles.
//!
//! This module is independent of the runtime's encoder, so that tests can compare the two. Values whose serialized form
//! is ambiguous are rejected.

use serde_json::Value;

use crate::ir::{Separator, Serialization, Style};

/// The location of a text; it determines the characters to escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escaping {
    /// A path segment.
    Path,
    /// Several path segments, in which the reserved characters of RFC 3986 are not escaped.
    Segments,
    /// A location without escapes.
    Plain,
}

impl Escaping {
    fn write(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Path => percent_encoded(text, b"-._~"),
            Self::Segments => percent_encoded(text, b"-._~:/[]@!$&'()*+,;="),
        }
    }

    /// Returns a separator, percent-encoded in paths unless it is a comma or a semicolon.
    fn separator(self, separator: Separator) -> String {
        match (self, separator) {
            (Self::Path, Separator::Comma | Separator::Semicolon) | (Self::Plain, _) => character(separator).to_owned(),
            (Self::Path | Self::Segments, _) => self.write(character(separator)),
        }
    }
}

/// Percent-encodes all bytes except letters, digits and those in `unescaped`.
fn percent_encoded(text: &str, unescaped: &[u8]) -> String {
    let escaped = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || unescaped.contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escaped).collect()
}

fn character(separator: Separator) -> &'static str {
    match separator {
        Separator::Comma => ",",
        Separator::Semicolon => ";",
        Separator::Space => " ",
        Separator::Pipe => "|",
        Separator::Tab => "\t",
    }
}

/// Returns the text of a scalar, or the JSON text of another value.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Returns the text of a value in a path or header; `None` if it is empty or ambiguous.
pub(super) fn single(name: &str, value: &Value, serialization: Serialization, place: Escaping) -> Option<String> {
    let written = match serialization {
        Serialization::Repeated => place.write(&text(value)),
        Serialization::Joined(separator) => joined(value, separator, place)?,
        Serialization::Styled(style) => styled(name, value, style, place)?,
    };
    (!written.is_empty()).then_some(written)
}

fn styled(name: &str, value: &Value, style: Style, place: Escaping) -> Option<String> {
    let named = |text: String| format!(";{}={text}", place.write(name));
    Some(match style {
        Style::Json => place.write(&value.to_string()),
        Style::ContentDefault => place.write(&text(value)),
        Style::Joined(separator) => joined(value, separator, place)?,
        Style::Exploded | Style::DeepObject => parts(value, place)?.join(","),
        Style::Nested { outer, inner } => styled(name, &flat(value, inner)?, outer_style(outer), place)?,
        Style::Label { explode: false } => format!(".{}", joined(value, Separator::Comma, place)?),
        Style::Label { explode: true } => format!(".{}", parts(value, place)?.join(".")),
        Style::Matrix { explode: true } if value.is_object() => format!(";{}", parts(value, place)?.join(";")),
        Style::Matrix { explode: true } if value.is_array() => parts(value, place)?.into_iter().map(named).collect(),
        Style::Matrix { .. } => named(joined(value, Separator::Comma, place)?),
    })
}

fn outer_style(separator: Option<Separator>) -> Style {
    separator.map_or(Style::Exploded, Style::Joined)
}

/// Joins the items of each array in an array.
fn flat(value: &Value, inner: Separator) -> Option<Value> {
    let lists = value.as_array()?.iter();
    lists.map(|list| joined(list, inner, Escaping::Plain).map(Value::String)).collect()
}

/// Joins the items of an array, or the alternating names and values of an object.
fn joined(value: &Value, separator: Separator, place: Escaping) -> Option<String> {
    let texts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Object(properties) => properties.iter().flat_map(|(name, value)| [name.clone(), text(value)]).collect(),
        single => return Some(place.write(&text(single))),
    };
    let is_unambiguous = texts.iter().all(|text| !text.is_empty() && !text.contains(character(separator)));
    let texts: Vec<String> = texts.iter().map(|text| place.write(text)).collect();
    (is_unambiguous && !texts.is_empty()).then(|| texts.join(&place.separator(separator)))
}

/// Returns the items of an array, or the properties of an object as `name=value`.
fn parts(value: &Value, place: Escaping) -> Option<Vec<String>> {
    let parts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| place.write(&text(item))).collect(),
        Value::Object(properties) => {
            let property =
                |(name, value): (&String, &Value)| format!("{}={}", place.write(name), place.write(&text(value)));
            properties.iter().map(property).collect()
        }
        single => vec![place.write(&text(single))],
    };
    let is_unambiguous = place == Escaping::Path || parts.iter().all(|part| !part.contains(','));
    (is_unambiguous && !parts.is_empty()).then_some(parts)
}

/// Returns the decoded pairs of a value in a query, cookie or form; `None` if the serialized form is ambiguous.
pub(super) fn pairs(name: &str, value: &Value, serialization: Serialization) -> Option<Vec<(String, String)>> {
    let pair = |value: &Value| (name.to_owned(), text(value));
    let each = |value: &Value| match value {
        Value::Array(items) => items.iter().map(pair).collect(),
        single => vec![pair(single)],
    };
    Some(match serialization {
        Serialization::Repeated => each(value),
        Serialization::Joined(separator) | Serialization::Styled(Style::Joined(separator)) => {
            vec![(name.to_owned(), joined(value, separator, Escaping::Plain)?)]
        }
        Serialization::Styled(Style::Nested { outer, inner }) => {
            return pairs(name, &flat(value, inner)?, Serialization::Styled(outer_style(outer)));
        }
        Serialization::Styled(Style::Json) => vec![(name.to_owned(), value.to_string())],
        Serialization::Styled(Style::ContentDefault) => each(value),
        Serialization::Styled(Style::DeepObject) => deep(name, value),
        Serialization::Styled(Style::Exploded | Style::Label { .. } | Style::Matrix { .. }) => match value {
            Value::Object(properties) => properties.iter().flat_map(|(name, value)| repeated(name, value)).collect(),
            other => each(other),
        },
    })
}

/// Returns the pairs of a property of an exploded object; an array repeats the name.
fn repeated(name: &str, value: &Value) -> Vec<(String, String)> {
    let is_nested = |value: &Value| value.is_array() || value.is_object();
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) if !items.iter().any(is_nested) => {
            items.iter().map(|item| (name.to_owned(), text(item))).collect()
        }
        other => vec![(name.to_owned(), text(other))],
    }
}

fn deep(name: &str, value: &Value) -> Vec<(String, String)> {
    let is_nested = |value: &Value| value.is_array() || value.is_object();
    match value {
        Value::Null => Vec::new(),
        Value::Object(properties) => {
            properties.iter().flat_map(|(key, value)| deep(&format!("{name}[{key}]"), value)).collect()
        }
        Value::Array(items) if items.iter().any(is_nested) => {
            items.iter().enumerate().flat_map(|(at, item)| deep(&format!("{name}[{at}]"), item)).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| deep(&format!("{name}[]"), item)).collect(),
        single => vec![(name.to_owned(), text(single))],
    }
}

/// Returns true if a text is a valid header value that is transmitted unchanged.
pub(super) fn is_header(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_serialized_as_in_the_openapi_examples() {
        let (list, object) = (json!(["blue", "black"]), json!({ "R": 100, "G": 200 }));
        let text = |value, style| {
            single("color", value, Serialization::Styled(style), Escaping::Path).expect("the value is serialized")
        };
        assert_eq!(text(&list, Style::Joined(Separator::Comma)), "blue,black");
        assert_eq!(text(&object, Style::Joined(Separator::Comma)), "R,100,G,200");
        assert_eq!(text(&object, Style::Exploded), "R=100,G=200");
        assert_eq!(text(&list, Style::Label { explode: true }), ".blue.black");
        assert_eq!(text(&object, Style::Label { explode: false }), ".R,100,G,200");
        assert_eq!(text(&list, Style::Matrix { explode: false }), ";color=blue,black");
        assert_eq!(text(&list, Style::Matrix { explode: true }), ";color=blue;color=black");
        assert_eq!(text(&object, Style::Matrix { explode: true }), ";R=100;G=200");
        assert_eq!(text(&json!("a/b c"), Style::Exploded), "a%2Fb%20c");
        let pairs = |value, style| {
            let pairs = pairs("color", value, Serialization::Styled(style)).expect("the value is serialized");
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        assert_eq!(pairs(&list, Style::Exploded), "color=blue&color=black");
        assert_eq!(pairs(&object, Style::Exploded), "R=100&G=200");
        assert_eq!(pairs(&list, Style::Joined(Separator::Pipe)), "color=blue|black");
        assert_eq!(pairs(&object, Style::DeepObject), "color[R]=100&color[G]=200");
        assert_eq!(pairs(&object, Style::Json), r#"color={"R":100,"G":200}"#);
    }

    #[test]
    fn ambiguous_values_are_not_serialized() {
        assert_eq!(single("a", &json!(["x,y"]), Serialization::Joined(Separator::Comma), Escaping::Plain), None);
        assert_eq!(single("a", &json!(""), Serialization::Repeated, Escaping::Path), None);
        assert!(!is_header("a\u{e4}") && !is_header(" a") && is_header("a b"));
    }
}
