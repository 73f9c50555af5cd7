//! Types learned from samples.

use clientsmith::learn::{Learned, Shape};
use serde_json::{Value, json};

fn learned(samples: &[Value]) -> Value {
    Learned::new(&Shape::from_samples(samples)).schema
}

#[test]
fn fields_of_all_samples_are_required_from_five_samples_on() {
    let sample = json!({"id": 1, "tags": ["a"], "note": null});
    let optional = json!({"type": "object", "properties": {
        "id": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "note": {},
    }});
    assert_eq!(learned(&vec![sample.clone(); 4]), optional);
    let mut required = optional;
    required["required"] = json!(["id", "tags", "note"]);
    assert_eq!(learned(&vec![sample; 5]), required);
}

#[test]
fn kinds_that_differ_become_a_union_and_fractions_a_number() {
    let samples = [json!({"v": 1}), json!({"v": "x"}), json!({"n": 1}), json!({"n": 1.5}), json!({"n": null})];
    assert_eq!(
        learned(&samples),
        json!({"type": "object", "properties": {
            "v": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
            "n": {"type": "number", "nullable": true},
        }})
    );
}
