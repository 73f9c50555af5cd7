//! Lenient decoding: the forms of absent values that some servers send.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::runtime::core::json;
use crate::runtime::model::model;
use crate::runtime::model::union::union;
use crate::runtime::{Date, Rfc3339Date, Uuid};

#[derive(Debug, Clone, PartialEq)]
struct Order {
    id: i64,
    name: Option<String>,
    day: Option<Date>,
    count: Option<i64>,
    key: Option<Uuid>,
    price: Option<f64>,
    lines: Vec<Line>,
    labels: BTreeMap<String, String>,
    address: Option<Address>,
    note: Option<Value>,
}
model!(Order {
    "id" => id: required,
    "name" => name: optional,
    "day" => day: optional as Rfc3339Date,
    "count" => count: nullable,
    "key" => key: optional,
    "price" => price: optional,
    "lines" => lines: required,
    "labels" => labels: required,
    "address" => address: optional,
    "note" => note: optional,
});

#[derive(Debug, Clone, PartialEq)]
struct Line {
    at: Date,
    next: Option<Box<Line>>,
}
model!(Line { "at" => at: required as Rfc3339Date, "next" => next: optional });

#[derive(Debug, Clone, PartialEq, Default)]
struct Address {
    street: Option<String>,
}
model!(Address { "street" => street: optional });

#[derive(Debug, Clone, PartialEq)]
struct Card {
    number: String,
    until: Option<Date>,
}
model!(Card { "number" => number: required, "until" => until: optional as Rfc3339Date });

#[derive(Debug, Clone, PartialEq)]
struct Voucher {
    number: String,
    until: Option<String>,
}
model!(Voucher { "number" => number: required, "until" => until: optional });

#[derive(Debug, Clone, PartialEq)]
enum Payment {
    Card(Card),
    Voucher(Voucher),
    Unknown(Value),
}
union!(Payment(Unknown) { Card: Object, Voucher: Object, });

#[derive(Debug, Clone, PartialEq)]
enum CardOrText {
    Card(Card),
    Text(String),
    Unknown(Value),
}
union!(CardOrText(Unknown) { Card: Object, Text: String, });

fn order(changes: &Value) -> Value {
    let mut order = json!({"id": 1, "count": 2, "lines": [], "labels": {}});
    for (name, value) in changes.as_object().unwrap() {
        order[name] = value.clone();
    }
    order
}

fn read<T: serde::de::DeserializeOwned>(value: &Value, is_lenient: bool) -> Result<T, (String, String)> {
    json::from_slice(value.to_string().as_bytes(), is_lenient).map_err(|error| (error.path, error.message))
}

#[test]
fn absent_values_may_be_empty_texts_lists_and_null() {
    let plain: Order = read(&order(&json!({"count": null})), true).unwrap();
    for changes in [
        json!({"count": ""}),
        json!({"count": null, "day": "", "key": "", "price": ""}),
        json!({"count": null, "lines": null}),
        json!({"count": null, "labels": null}),
        json!({"count": null, "labels": []}),
    ] {
        assert_eq!(read::<Order>(&order(&changes), true).unwrap(), plain, "{changes}");
        assert!(read::<Order>(&order(&changes), false).is_err(), "{changes}");
    }
    let address: Order = read(&order(&json!({"address": [], "day": ""})), true).unwrap();
    assert_eq!((address.address, address.day), (Some(Address::default()), None));
    // The root of a response.
    assert_eq!(read::<Vec<i64>>(&json!(null), true).unwrap(), Vec::<i64>::new());
    assert_eq!(read::<BTreeMap<String, i64>>(&json!([]), true).unwrap(), BTreeMap::new());
    assert_eq!(read::<Address>(&json!([]), true).unwrap(), Address::default());
}

#[test]
fn texts_stay_texts() {
    let order: Order = read(&order(&json!({"name": "", "note": "", "labels": {"a": ""}, "day": ""})), true).unwrap();
    assert_eq!((order.name.as_deref(), order.note), (Some(""), Some(json!(""))));
    assert_eq!(order.labels["a"], "");
}

#[test]
fn required_values_are_still_required() {
    for (changes, path) in [
        (json!({"id": null}), "$.id"),
        (json!({"id": ""}), "$.id"),
        (json!({"lines": ""}), "$.lines"),
        (json!({"lines": [{"at": ""}]}), "$.lines[0].at"),
        (json!({"lines": [{"at": null}]}), "$.lines[0].at"),
        (json!({"lines": [[]], "day": "2026-01-02"}), "$.lines[0]"),
        (json!({"day": "soon"}), "$.day"),
    ] {
        assert_eq!(read::<Order>(&order(&changes), true).unwrap_err().0, path, "{changes}");
    }
}

#[test]
fn leniency_selects_no_variant() {
    let value = json!({"number": "1", "until": ""});
    let voucher = Payment::Voucher(Voucher { number: "1".to_owned(), until: Some(String::new()) });
    assert_eq!(read::<Payment>(&value, true).unwrap(), voucher);
    // An error elsewhere makes no difference.
    let (payment, order): (Payment, Order) = read(&json!([value, order(&json!({"day": ""}))]), true).unwrap();
    assert_eq!((payment, order.day), (voucher, None));
    // A value with one candidate is read leniently.
    let card = CardOrText::Card(Card { number: "1".to_owned(), until: None });
    assert_eq!(read::<CardOrText>(&value, true).unwrap(), card);
}

#[test]
fn deep_values_are_read_in_limited_time_and_stack() {
    let nested =
        |levels: usize| format!("{}null{}", r#"{"at": "2026-01-02", "next": "#.repeat(levels), "}".repeat(levels));
    let with_first = |levels| format!(r#"[{{"at": "2026-01-02", "next": ""}}, {}]"#, nested(levels));
    assert_eq!(json::from_slice::<Vec<Line>>(with_first(50).as_bytes(), true).unwrap().len(), 2);
    assert!(json::from_slice::<Vec<Line>>(with_first(100_000).as_bytes(), true).is_err());
}
