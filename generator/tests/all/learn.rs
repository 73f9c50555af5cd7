//! Types learned from samples.

use clientsmith::learn::{Learned, Shape};
use serde_json::{Value, json};

fn learned(samples: &[Value]) -> Value {
    Learned::new(&Shape::from_samples(samples)).schema
}

#[test]
fn fields_of_all_samples_are_required_from_ten_samples_on() {
    let sample = json!({"id": 1, "tags": ["a"], "note": null});
    let optional = json!({"type": "object", "properties": {
        "id": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "note": {},
    }});
    assert_eq!(learned(&vec![sample.clone(); 9]), optional);
    let mut required = optional;
    required["required"] = json!(["id", "tags", "note"]);
    assert_eq!(learned(&vec![sample; 10]), required);
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

fn is_map(value: &Value) -> bool {
    learned(&[json!({ "field": value })])["properties"]["field"].get("additionalProperties").is_some()
}

#[test]
fn kinds_of_keys_decide_between_maps_and_structs() {
    let maps = [
        json!({"en": "a", "de": "b"}),
        json!({"en-US": "a", "pt_BR": "b", "no": "c"}),
        json!({"EUR": 1.5, "USD": 2}),
        json!({"2020-01-02": 1, "2020-01-03": 2}),
        json!({"17": {"a": 1}}),
        json!({"f47ac10b-58cc-4372-a567-0e02b2c3d479": true}),
        json!({"jane@mail.example": {"a": 1}}),
        json!({"https://a.example/": 1}),
        json!({"a9f3c2e17b4d": 1}),
        json!({"notes.txt": {"size": 1}}),
    ];
    for map in maps {
        assert!(is_map(&map), "{map}");
    }
    let structs = [
        json!({"id": "a", "no": "b"}),
        json!({"id": 1, "is": true, "to": "x"}),
        json!({"en": "a", "id": "b", "label": "c"}),
        json!({"de": {"a": 1}, "en": [1]}),
        json!({"AND": 1, "EUR": 2}),
        json!({"first name": 1, "@type": "a", "x-rate-limit": 3}),
        json!({"width": 1, "height": 2, "depth": 3, "weight": 4, "volume": 5}),
        json!({"odata.context": "a", "pdfAsBase64String": "b"}),
        json!({"line1": "a", "line2": "b", "v2": "c"}),
    ];
    for value in structs {
        assert!(!is_map(&value), "{value}");
    }
}

#[test]
fn keys_that_are_data_are_no_fields() {
    let schema = learned(&[json!({"id": 1, "name": "a", "jane@mail.example": 2})]);
    assert_eq!(schema["properties"], json!({"id": {"type": "integer"}, "name": {"type": "string"}}));
    assert_eq!(schema["additionalProperties"], json!({}));
}

#[test]
fn keys_that_change_between_samples_make_maps() {
    let samples: Vec<Value> = ["ann", "bob", "cy", "di"].map(|name| json!({"totals": {name: {"sum": 1}}})).to_vec();
    let expected = json!({"type": "object", "properties": {"totals": {
        "type": "object",
        "additionalProperties": {"type": "object", "properties": {"sum": {"type": "integer"}}},
    }}});
    assert_eq!(learned(&samples), expected);
    // Optional fields of one type are no map.
    let samples: Vec<Value> = ["a", "b", "c", "d"].map(|name| json!({"texts": {"title": "x", name: "y"}})).to_vec();
    assert!(learned(&samples)["properties"]["texts"].get("properties").is_some());
    // Objects of one shape below a word for persons are a map, also in one sample.
    assert!(
        learned(&[json!({"users": {"ann": {"n": 1, "m": 2}, "bob": {"n": 2, "m": 1}, "cy": {"n": 3, "m": 1}}})])["properties"]["users"]
            .get("properties")
            .is_none()
    );
}

#[test]
fn hostile_samples_terminate() {
    let list = |inner| Value::Array(vec![inner]);
    let deep = (0..1_000).fold(json!(1), |inner, _| list(inner));
    assert_eq!(Learned::new(&Shape::from_samples([&deep])).truncations.len(), 1);
    let wide: serde_json::Map<String, Value> =
        (0..100_000).map(|n| (format!("field_{}", to_letters(n)), json!(n))).collect();
    assert_eq!(learned(&[Value::Object(wide)]), json!({"type": "object"}));
}

fn to_letters(number: u32) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}
