//! Whether a value is one that a schema allows.
//!
//! A value and a tidied schema come in. What cannot be told, such as whether a pattern matches, counts as allowed.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::LONGEST_CHAIN;

/// Whether the schema allows the value, with what it refers to in `root`.
pub(super) fn fits(value: &Value, schema: &Value, root: &Value) -> bool {
    Judge { root, looks: Cell::new(MOST_LOOKS) }.fits(value, schema, 0)
}

/// How many schemas are looked at for one value: alternatives of alternatives may be more than can be counted.
const MOST_LOOKS: usize = 10_000;

struct Judge<'v> {
    root: &'v Value,
    /// How many more schemas may be looked at.
    looks: Cell<usize>,
}

impl Judge<'_> {
    fn fits(&self, value: &Value, schema: &Value, links: usize) -> bool {
        let Value::Object(schema) = schema else { return true };
        let Some(looks) = self.looks.get().checked_sub(1) else { return true };
        self.looks.set(looks);
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference.strip_prefix('#').and_then(|target| self.root.pointer(target));
            return target.is_none_or(|target| links >= LONGEST_CHAIN || self.fits(value, target, links + 1));
        }
        if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return true;
        }
        let is_typed = schema.get("type").and_then(Value::as_str).is_none_or(|word| has_type(value, word));
        let is_listed = list(schema, "enum").is_none_or(|values| values.iter().any(|listed| equal(listed, value)));
        is_typed && is_listed && within(value, schema) && self.parts_fit(value, schema, links) && {
            match value {
                Value::Array(items) => self.items_fit(items, schema, links),
                Value::Object(members) => self.members_fit(members, schema, links),
                _ => true,
            }
        }
    }

    fn parts_fit(&self, value: &Value, schema: &Map<String, Value>, links: usize) -> bool {
        let fitting = |keyword: &str| {
            list(schema, keyword)
                .map(|parts| (parts.len(), parts.iter().filter(|part| self.fits(value, part, links)).count()))
        };
        fitting("allOf").is_none_or(|(all, fitting)| fitting == all)
            && fitting("anyOf").is_none_or(|(_, fitting)| fitting > 0)
            && fitting("oneOf").is_none_or(|(_, fitting)| fitting == 1)
            && schema.get("not").is_none_or(|not| !self.fits(value, not, links))
    }

    fn items_fit(&self, items: &[Value], schema: &Map<String, Value>, links: usize) -> bool {
        let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let repeats = |(index, item): (usize, &Value)| items.iter().take(index).any(|earlier| equal(earlier, item));
        // Long lists are never defaults; comparing all with all is for short ones.
        !(unique && items.len() < 1_000 && items.iter().enumerate().any(repeats))
            && schema.get("items").is_none_or(|each| items.iter().all(|item| self.fits(item, each, links)))
    }

    fn members_fit(&self, members: &Map<String, Value>, schema: &Map<String, Value>, links: usize) -> bool {
        let mut required = list(schema, "required").into_iter().flatten().filter_map(Value::as_str);
        let properties = schema.get("properties").and_then(Value::as_object);
        let additional = schema.get("additionalProperties");
        required.all(|name| members.contains_key(name))
            && members.iter().all(|(name, member)| {
                match (properties.and_then(|properties| properties.get(name)), additional) {
                    (Some(property), _) => self.fits(member, property, links),
                    (None, Some(Value::Bool(allowed))) => *allowed,
                    (None, Some(schema)) => self.fits(member, schema, links),
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

/// Whether two values are the same; `1` and `1.0` are.
fn equal(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.to_bits() == b.to_bits() || (a - b).abs() == 0.0,
        _ => a == b,
    }
}

/// Whether a value keeps to the bounds of its type, and to the form of a date.
fn within(value: &Value, schema: &Map<String, Value>) -> bool {
    let limit = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let between = |size: usize, (least, most): (&str, &str)| {
        #[expect(clippy::cast_precision_loss, reason = "no text or list is that long")]
        let size = size as f64;
        limit(least).is_none_or(|least| size >= least) && limit(most).is_none_or(|most| size <= most)
    };
    match value {
        Value::Number(number) => {
            let is_short = schema.get("format").and_then(Value::as_str) == Some("int32");
            if is_short && number.as_i64().is_none_or(|number| i32::try_from(number).is_err()) {
                return false;
            }
            let number = number.as_f64().unwrap_or_default();
            let excluded = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
            let above = |least: f64| if excluded("exclusiveMinimum") { number > least } else { number >= least };
            let below = |most: f64| if excluded("exclusiveMaximum") { number < most } else { number <= most };
            limit("minimum").is_none_or(above)
                && limit("maximum").is_none_or(below)
                && limit("multipleOf").is_none_or(|step| step <= 0.0 || is_whole(number / step))
        }
        Value::String(text) => {
            let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
            between(text.chars().count(), ("minLength", "maxLength")) && has_form(text, format)
        }
        Value::Array(items) => between(items.len(), ("minItems", "maxItems")),
        Value::Object(members) => between(members.len(), ("minProperties", "maxProperties")),
        Value::Null | Value::Bool(_) => true,
    }
}

fn is_whole(number: f64) -> bool {
    (number - number.round()).abs() < 1e-9
}

/// Whether a text looks like its format, as far as that is plain to see.
fn has_form(text: &str, format: &str) -> bool {
    let like = |form: &str, text: &str| {
        text.len() == form.len()
            && form.bytes().zip(text.bytes()).all(|(form, byte)| match form {
                b'0' => byte.is_ascii_digit(),
                b'f' => byte.is_ascii_hexdigit(),
                sign => byte.eq_ignore_ascii_case(&sign),
            })
    };
    match format {
        "date" => like("0000-00-00", text),
        "date-time" => text.get(..19).is_some_and(|start| like("0000-00-00T00:00:00", start)),
        "uuid" => like("ffffffff-ffff-ffff-ffff-ffffffffffff", text),
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
    fn values_are_judged_by_the_whole_schema() {
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
            assert_eq!(fits(&value, &schema, &root), expected, "{value} {schema}");
        }
    }
}
