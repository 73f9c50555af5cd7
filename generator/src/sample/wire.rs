//! How a value travels, worked out from what OpenAPI says of styles.
//!
//! Comes in: a name, a value as JSON, and how it is written. Goes out: the text or the pairs that must be on the wire,
//! or that there is no telling. It shares no line with the client's own encoder, which is checked against it.

use serde_json::Value;

use crate::ir::{Separator, Style, Writing};

/// Where a text stands, which says what is escaped there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between two slashes.
    Path,
    /// Where every character is its own.
    Plain,
}

impl Place {
    fn write(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Path => text
                .bytes()
                .map(|byte| match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
                    byte => format!("%{byte:02X}"),
                })
                .collect(),
        }
    }

    /// A separator, which may stand as it is in a path where it is one of those that a path has for this.
    fn between(self, separator: Separator) -> String {
        match (self, separator) {
            (Self::Path, Separator::Comma | Separator::Semicolon) | (Self::Plain, _) => character(separator).to_owned(),
            (Self::Path, _) => self.write(character(separator)),
        }
    }
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

/// The text of a single value, and the JSON text of any other.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The one text of a value, in a path or a header; `None` where it is empty, or its parts could not be told apart.
pub(super) fn one(name: &str, value: &Value, writing: Writing, place: Place) -> Option<String> {
    let written = match writing {
        Writing::Each => place.write(&text(value)),
        Writing::Joined(separator) => joined(value, separator, place)?,
        Writing::Styled(style) => styled(name, value, style, place)?,
    };
    (!written.is_empty()).then_some(written)
}

fn styled(name: &str, value: &Value, style: Style, place: Place) -> Option<String> {
    let named = |text: String| format!(";{}={text}", place.write(name));
    Some(match style {
        Style::Json => place.write(&value.to_string()),
        Style::Natural => place.write(&text(value)),
        Style::Joined(separator) => joined(value, separator, place)?,
        Style::Exploded | Style::Deep => parts(value, place)?.join(","),
        Style::Label { explode: false } => format!(".{}", joined(value, Separator::Comma, place)?),
        Style::Label { explode: true } => format!(".{}", parts(value, place)?.join(".")),
        Style::Matrix { explode: true } if value.is_object() => format!(";{}", parts(value, place)?.join(";")),
        Style::Matrix { explode: true } if value.is_array() => parts(value, place)?.into_iter().map(named).collect(),
        Style::Matrix { .. } => named(joined(value, Separator::Comma, place)?),
    })
}

/// A list, or the names and values of an object by turns, with a separator between.
fn joined(value: &Value, separator: Separator, place: Place) -> Option<String> {
    let texts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Object(members) => members.iter().flat_map(|(name, value)| [name.clone(), text(value)]).collect(),
        single => return Some(place.write(&text(single))),
    };
    let clear = texts.iter().all(|text| !text.is_empty() && !text.contains(character(separator)));
    let texts: Vec<String> = texts.iter().map(|text| place.write(text)).collect();
    (clear && !texts.is_empty()).then(|| texts.join(&place.between(separator)))
}

/// The items of a list, or the members of an object as `name=value`.
fn parts(value: &Value, place: Place) -> Option<Vec<String>> {
    let parts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| place.write(&text(item))).collect(),
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("{}={}", place.write(name), place.write(&text(value)));
            members.iter().map(member).collect()
        }
        single => vec![place.write(&text(single))],
    };
    let clear = place == Place::Path || parts.iter().all(|part| !part.contains(','));
    (clear && !parts.is_empty()).then_some(parts)
}

/// The pairs of a value in a query, a cookie or a form, as they are once decoded; `None` where its parts could not be
/// told apart.
pub(super) fn pairs(name: &str, value: &Value, writing: Writing) -> Option<Vec<(String, String)>> {
    let own = |value: &Value| (name.to_owned(), text(value));
    let each = |value: &Value| match value {
        Value::Array(items) => items.iter().map(own).collect(),
        single => vec![own(single)],
    };
    Some(match writing {
        Writing::Each => each(value),
        Writing::Joined(separator) | Writing::Styled(Style::Joined(separator)) => {
            vec![(name.to_owned(), joined(value, separator, Place::Plain)?)]
        }
        Writing::Styled(Style::Json) => vec![(name.to_owned(), value.to_string())],
        Writing::Styled(Style::Natural) => each(value),
        Writing::Styled(Style::Deep) => deep(name, value),
        Writing::Styled(Style::Exploded | Style::Label { .. } | Style::Matrix { .. }) => match value {
            Value::Object(members) => members.iter().flat_map(|(name, value)| repeated(name, value)).collect(),
            other => each(other),
        },
    })
}

/// A member of an exploded object: a list in it repeats the name.
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
        Value::Object(members) => {
            members.iter().flat_map(|(key, value)| deep(&format!("{name}[{key}]"), value)).collect()
        }
        Value::Array(items) if items.iter().any(is_nested) => {
            items.iter().enumerate().flat_map(|(at, item)| deep(&format!("{name}[{at}]"), item)).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| deep(&format!("{name}[]"), item)).collect(),
        single => vec![(name.to_owned(), text(single))],
    }
}

/// Whether a text can be a header's value, and comes out as it went in.
pub(super) fn is_header(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_written_as_openapi_shows_them() {
        let (list, object) = (json!(["blue", "black"]), json!({ "R": 100, "G": 200 }));
        let text = |value, style| one("color", value, Writing::Styled(style), Place::Path).expect("it has a text");
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
            let pairs = pairs("color", value, Writing::Styled(style)).expect("it has pairs");
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        assert_eq!(pairs(&list, Style::Exploded), "color=blue&color=black");
        assert_eq!(pairs(&object, Style::Exploded), "R=100&G=200");
        assert_eq!(pairs(&list, Style::Joined(Separator::Pipe)), "color=blue|black");
        assert_eq!(pairs(&object, Style::Deep), "color[R]=100&color[G]=200");
        assert_eq!(pairs(&object, Style::Json), r#"color={"R":100,"G":200}"#);
    }

    #[test]
    fn what_could_not_be_read_back_is_not_written() {
        assert_eq!(one("a", &json!(["x,y"]), Writing::Joined(Separator::Comma), Place::Plain), None);
        assert_eq!(one("a", &json!(""), Writing::Each, Place::Path), None);
        assert!(!is_header("a\u{e4}") && !is_header(" a") && is_header("a b"));
    }
}
