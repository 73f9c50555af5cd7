//! The schemas below a learned schema.

use serde_json::Value;

/// Calls a function with each schema directly below another.
pub fn for_each(schema: &mut Value, each: &mut dyn FnMut(&mut Value)) {
    let Value::Object(members) = schema else { return };
    for (key, value) in members {
        match (key.as_str(), value) {
            ("properties", Value::Object(fields)) => fields.values_mut().for_each(&mut *each),
            ("oneOf", Value::Array(variants)) => variants.iter_mut().for_each(&mut *each),
            ("items" | "additionalProperties", schema) => each(schema),
            _ => {}
        }
    }
}

/// Removes a keyword from a schema and from all schemas below it.
pub fn remove_keyword(schema: &mut Value, keyword: &str) {
    if let Value::Object(members) = schema {
        members.shift_remove(keyword);
    }
    for_each(schema, &mut |schema| remove_keyword(schema, keyword));
}
