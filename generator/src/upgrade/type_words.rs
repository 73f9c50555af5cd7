//! Words that authors write as a `type`, such as `long`, `datetime` or `list<pet>`, and the schema keywords they mean.

use serde_json::{Map, Value, json};

/// Returns the schema keywords that a word means; `None` if the word is unknown.
pub(super) fn keywords(word: &str) -> Option<Map<String, Value>> {
    let word = word.trim().to_ascii_lowercase();
    if let Some(element) = element_of(&word) {
        let items = keywords(element).unwrap_or_default();
        return object(json!({"type": "array", "items": items}));
    }
    let (name, format) = match word.as_str() {
        "string" | "str" | "text" | "char" | "character" | "varchar" | "enum" | "html" | "markdown" => ("string", ""),
        "date" => ("string", "date"),
        "datetime" | "date-time" | "date_time" | "dateonly" | "iso8601" => ("string", "date-time"),
        "time" => ("string", "time"),
        "uuid" | "guid" => ("string", "uuid"),
        "uri" | "url" | "href" | "link" => ("string", "uri"),
        "email" => ("string", "email"),
        "password" => ("string", "password"),
        "base64" | "byte" => ("string", "byte"),
        "file" | "binary" | "blob" | "image" | "stream" => ("string", "binary"),
        "integer" | "int" | "short" | "bigint" | "biginteger" | "whole" => ("integer", ""),
        "int32" => ("integer", "int32"),
        "int64" | "long" => ("integer", "int64"),
        "number" | "numeric" | "decimal" | "real" | "bigdecimal" => ("number", ""),
        "float" => ("number", "float"),
        "double" => ("number", "double"),
        "boolean" | "bool" | "flag" => ("boolean", ""),
        "array" | "list" | "set" | "collection" | "vector" => ("array", ""),
        "object" | "map" | "dict" | "dictionary" | "hash" | "hashmap" | "json" | "struct" | "record" => ("object", ""),
        _ => return None,
    };
    if format.is_empty() { object(json!({ "type": name })) } else { object(json!({"type": name, "format": format})) }
}

/// Returns true if a word means any type.
pub(super) fn is_any(word: &str) -> bool {
    matches!(
        word.trim().to_ascii_lowercase().as_str(),
        "any" | "mixed" | "anytype" | "*" | "undefined" | "unknown" | ""
    )
}

/// Returns the element type of `pet[]`, `list<pet>`, `array[pet]` or `array of pet`.
fn element_of(word: &str) -> Option<&str> {
    if let Some(element) = word.strip_suffix("[]") {
        return Some(element.trim());
    }
    for list in ["array", "list", "set", "collection"] {
        let Some(rest) = word.strip_prefix(list).map(str::trim_start) else { continue };
        let inside = |open: char, close: char| rest.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        let element = inside('<', '>').or_else(|| inside('[', ']')).or_else(|| inside('(', ')'));
        if let Some(element) = element.or_else(|| rest.strip_prefix("of ")) {
            return Some(element.trim());
        }
    }
    None
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_words_are_recognized() {
        let table = [
            ("String", json!({"type": "string"})),
            ("Int", json!({"type": "integer"})),
            ("datetime", json!({"type": "string", "format": "date-time"})),
            ("File", json!({"type": "string", "format": "binary"})),
            ("string[]", json!({"type": "array", "items": {"type": "string"}})),
            ("List<int>", json!({"type": "array", "items": {"type": "integer"}})),
            ("array of strings?", json!({"type": "array", "items": {}})),
        ];
        for (word, expected) in table {
            assert_eq!(keywords(word).map(Value::Object), Some(expected), "{word}");
        }
        assert_eq!(keywords("get"), None);
        assert!(is_any("Any"));
    }
}
