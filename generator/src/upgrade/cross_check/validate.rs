//! Validation of a value against a schema.
//!
//! Keywords that are not checked, such as `pattern`, allow every value.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::MAX_REFERENCES;

/// Returns true if the schema, with its references into `root`, allows the value.
pub(super) fn is_valid(value: &Value, schema: &Value, root: &Value) -> bool {
    ValueCheck { root, remaining: Cell::new(MAX_SCHEMAS) }.is_valid(value, schema, 0)
}

/// Maximum number of schemas visited per value; nested alternatives grow exponentially.
const MAX_SCHEMAS: usize = 10_000;

/// Validation of one value.
struct ValueCheck<'v> {
    root: &'v Value,
    /// Number of schemas that may still be visited; afterwards every value is valid.
    remaining: Cell<usize>,
}

impl ValueCheck<'_> {
    fn is_valid(&self, value: &Value, schema: &Value, links: usize) -> bool {
        let Value::Object(schema) = schema else { return true };
        let Some(remaining) = self.remaining.get().checked_sub(1) else { return true };
        self.remaining.set(remaining);
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference.strip_prefix('#').and_then(|target| self.root.pointer(target));
            return target.is_none_or(|target| links >= MAX_REFERENCES || self.is_valid(value, target, links + 1));
        }
        if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return true;
        }
        let is_typed = schema.get("type").and_then(Value::as_str).is_none_or(|word| has_type(value, word));
        let is_listed = list(schema, "enum").is_none_or(|values| values.iter().any(|listed| equal(listed, value)));
        is_typed && is_listed && is_within_bounds(value, schema) && self.are_parts_valid(value, schema, links) && {
            match value {
                Value::Array(items) => self.are_items_valid(items, schema, links),
                Value::Object(members) => self.are_members_valid(members, schema, links),
                _ => true,
            }
        }
    }

    fn are_parts_valid(&self, value: &Value, schema: &Map<String, Value>, links: usize) -> bool {
        let matching = |keyword: &str| {
            list(schema, keyword)
                .map(|parts| (parts.len(), parts.iter().filter(|part| self.is_valid(value, part, links)).count()))
        };
        matching("allOf").is_none_or(|(all, matching)| matching == all)
            && matching("anyOf").is_none_or(|(_, matching)| matching > 0)
            && matching("oneOf").is_none_or(|(_, matching)| matching == 1)
            && schema.get("not").is_none_or(|not| !self.is_valid(value, not, links))
    }

    fn are_items_valid(&self, items: &[Value], schema: &Map<String, Value>, links: usize) -> bool {
        let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let repeats = |(index, item): (usize, &Value)| items.iter().take(index).any(|earlier| equal(earlier, item));
        // The comparison is quadratic; longer arrays do not occur as defaults.
        !(unique && items.len() < 1_000 && items.iter().enumerate().any(repeats))
            && schema.get("items").is_none_or(|each| items.iter().all(|item| self.is_valid(item, each, links)))
    }

    fn are_members_valid(&self, members: &Map<String, Value>, schema: &Map<String, Value>, links: usize) -> bool {
        let mut required = list(schema, "required").into_iter().flatten().filter_map(Value::as_str);
        let properties = schema.get("properties").and_then(Value::as_object);
        let additional = schema.get("additionalProperties");
        required.all(|name| members.contains_key(name))
            && members.iter().all(|(name, member)| {
                match (properties.and_then(|properties| properties.get(name)), additional) {
                    (Some(property), _) => self.is_valid(member, property, links),
                    (None, Some(Value::Bool(allowed))) => *allowed,
                    (None, Some(schema)) => self.is_valid(member, schema, links),
                    (None, None) => true,
                }
            })
    }
}

fn list<'v>(schema: &'v Map<String, Value>, keyword: &str) -> Option<&'v Vec<Value>> {
    schema.get(keyword).and_then(Value::as_array)
}

fn has_type(value: &Value, word: &str) -> bool {
    match word {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_number().is_some_and(|number| !number.is_f64()),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

/// Returns true if two values are equal; `1` equals `1.0`.
fn equal(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.to_bits() == b.to_bits() || (a - b).abs() == 0.0,
        _ => a == b,
    }
}

/// Returns true if a value is within the bounds of its type and has its format.
fn is_within_bounds(value: &Value, schema: &Map<String, Value>) -> bool {
    let limit = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let between = |size: usize, (least, most): (&str, &str)| {
        #[expect(clippy::cast_precision_loss, reason = "no string or array is that long")]
        let size = size as f64;
        limit(least).is_none_or(|least| size >= least) && limit(most).is_none_or(|most| size <= most)
    };
    match value {
        Value::Number(number) => {
            let is_int32 = schema.get("format").and_then(Value::as_str) == Some("int32");
            if is_int32 && number.as_i64().is_none_or(|number| i32::try_from(number).is_err()) {
                return false;
            }
            let number = number.as_f64().unwrap_or_default();
            let excluded = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
            let above = |least: f64| if excluded("exclusiveMinimum") { number > least } else { number >= least };
            let below = |most: f64| if excluded("exclusiveMaximum") { number < most } else { number <= most };
            limit("minimum").is_none_or(above)
                && limit("maximum").is_none_or(below)
                && limit("multipleOf").is_none_or(|step| step <= 0.0 || is_integral(number / step))
        }
        Value::String(text) => {
            let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
            between(text.chars().count(), ("minLength", "maxLength")) && has_format(text, format)
        }
        Value::Array(items) => between(items.len(), ("minItems", "maxItems")),
        Value::Object(members) => between(members.len(), ("minProperties", "maxProperties")),
        Value::Null | Value::Bool(_) => true,
    }
}

fn is_integral(number: f64) -> bool {
    (number - number.round()).abs() < 1e-9
}

/// Returns true if a string has the syntax of its format; unknown formats allow every string.
fn has_format(text: &str, format: &str) -> bool {
    let matches = |pattern: &str, text: &str| {
        text.len() == pattern.len()
            && pattern.bytes().zip(text.bytes()).all(|(expected, byte)| match expected {
                b'0' => byte.is_ascii_digit(),
                b'f' => byte.is_ascii_hexdigit(),
                separator => byte.eq_ignore_ascii_case(&separator),
            })
    };
    match format {
        "date" => matches("0000-00-00", text),
        "date-time" => text.get(..19).is_some_and(|start| matches("0000-00-00T00:00:00", start)),
        "uuid" => matches("ffffffff-ffff-ffff-ffff-ffffffffffff", text),
        "email" | "idn-email" => text.contains('@'),
        "byte" => {
            let digits = text.trim_end_matches('=');
            let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
            text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.chars().all(is_digit)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_validated_by_the_complete_schema() {
        let root = json!({"components": {"schemas": {"Size": {"type": "string", "enum": ["s", "m"]}}}});
        let size = json!({"$ref": "#/components/schemas/Size"});
        let table = [
            (json!("s"), json!({ "allOf": [size] }), true),
            (json!("x"), json!({ "allOf": [size] }), false),
            (json!(["s", "x"]), json!({"type": "array", "items": size}), false),
            (json!(null), json!({"nullable": true, "allOf": [size]}), true),
            (json!(1), json!({"type": "number", "enum": [1.0]}), true),
            (json!(0), json!({"minimum": 0, "exclusiveMinimum": true}), false),
            (json!("today"), json!({"type": "string", "format": "date"}), false),
            (json!({"a": 1}), json!({"additionalProperties": false, "properties": {"b": {}}}), false),
            (json!({"a": 1}), json!({"required": ["a"], "properties": {"a": {"type": "integer"}}}), true),
            (json!("a"), json!({"oneOf": [{"type": "string"}, {"maxLength": 3}]}), false),
            (json!([1, 1]), json!({"uniqueItems": true}), false),
        ];
        for (value, schema, expected) in table {
            assert_eq!(is_valid(&value, &schema, &root), expected, "{value} {schema}");
        }
    }
}
