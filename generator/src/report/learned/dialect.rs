//! Learned schemas, which are of OpenAPI 3.0, in the dialect of the author's document.

use serde_json::{Map, Value, json};

use crate::document::Dialect;

/// Returns a schema in a dialect.
pub(super) fn written(schema: &Value, dialect: Dialect) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let mut out = Map::new();
    for (key, value) in members {
        let value = match (key.as_str(), value) {
            ("properties", Value::Object(fields)) => {
                Value::Object(fields.iter().map(|(name, field)| (name.clone(), written(field, dialect))).collect())
            }
            ("items" | "additionalProperties", schema) => written(schema, dialect),
            ("oneOf", Value::Array(variants)) => {
                Value::Array(variants.iter().map(|variant| written(variant, dialect)).collect())
            }
            ("$ref", Value::String(reference)) if dialect == Dialect::Swagger2 => {
                json!(reference.replacen("#/components/schemas/", "#/definitions/", 1))
            }
            (_, value) => value.clone(),
        };
        out.insert(key.clone(), value);
    }
    if out.get("nullable") == Some(&Value::Bool(true)) {
        match dialect {
            Dialect::OpenApi30 => {}
            Dialect::Swagger2 => {
                out.shift_remove("nullable");
                out.insert("x-nullable".to_owned(), json!(true));
            }
            Dialect::OpenApi31 => {
                out.shift_remove("nullable");
                return allow_null(out);
            }
        }
    }
    Value::Object(out)
}

/// Allows null in a schema of OpenAPI 3.1.
fn allow_null(mut schema: Map<String, Value>) -> Value {
    let null = json!({ "type": "null" });
    if let Some(Value::Array(variants)) = schema.get_mut("oneOf") {
        variants.push(null);
        return Value::Object(schema);
    }
    match schema.get_mut("type") {
        Some(kind) => {
            *kind = json!([kind.take(), "null"]);
            if let Some(Value::Array(values)) = schema.get_mut("enum") {
                values.push(Value::Null);
            }
            Value::Object(schema)
        }
        None => json!({ "oneOf": [schema, null] }),
    }
}
