//! Schemas of 3.1 next to their conversion to 3.0.

use serde_json::{Value, json};

use super::convert;
use crate::diagnostic::Diagnostics;
use crate::pointer::PathStack;
use crate::pointer::{Origins, Source};
use crate::repairs::Repairs;
use crate::upgrade::context::Context;

#[test]
fn keywords_of_3_1_become_those_of_3_0() {
    let table = [
        (json!({"type": ["string", "null"]}), json!({"type": "string", "nullable": true})),
        (
            json!({"type": ["string", "array"], "items": {}, "title": "t"}),
            json!({"title": "t", "oneOf": [{"type": "string"}, {"type": "array", "items": {}}]}),
        ),
        (
            json!({"type": ["string", "integer"], "format": "int64"}),
            json!({"oneOf": [{"type": "string"}, {"type": "integer", "format": "int64"}]}),
        ),
        (json!({"type": ["integer", "number"]}), json!({"type": "number"})),
        (json!({"type": ["string", "number", "boolean", "array", "object"]}), json!({})),
        (json!({"type": "null"}), json!({"nullable": true, "enum": [null]})),
        (json!({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}), json!({"nullable": true, "allOf": [{"$ref": "#/a"}]})),
        (
            json!({"title": "T", "anyOf": [{"type": ["string"], "title": "t"}, {"type": "null"}]}),
            json!({"title": "T", "nullable": true, "type": "string"}),
        ),
        (json!({"const": 1}), json!({"type": "integer", "enum": [1]})),
        (json!({"enum": ["a", null]}), json!({"enum": ["a", null], "nullable": true})),
        (json!({"exclusiveMinimum": 3}), json!({"minimum": 3, "exclusiveMinimum": true})),
        (json!({"exclusiveMaximum": 9, "maximum": 5}), json!({"maximum": 5})),
        (json!({"examples": [1, 2]}), json!({"example": 1})),
        (
            json!({"prefixItems": [{"type": "string"}], "items": false}),
            json!({"maxItems": 1, "items": {"type": "string"}, "x-prefix-items": [{"type": "string"}]}),
        ),
        (json!({"items": false}), json!({"items": {}, "maxItems": 0})),
        (json!({"unevaluatedProperties": false}), json!({"additionalProperties": false})),
        (json!({"contentMediaType": "image/png"}), {
            json!({"contentMediaType": "image/png", "format": "binary", "type": "string"})
        }),
        (json!({"$comment": "c", "if": {"a": 1}}), json!({"x-if": {"a": 1}})),
    ];
    for (schema, expected) in table {
        let Value::Object(mut converted) = schema.clone() else { panic!("a schema is an object") };
        let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
        let mut context = Context::new(Origins::unmoved(&Source::new("a.yaml")), &mut diagnostics, &mut repairs);
        convert(&mut converted, &PathStack::root(), &mut context);
        assert_eq!(Value::Object(converted), expected, "{schema}");
    }
}
