//! Comparison of `model!` with serde's derive: values, JSON and error texts are equal.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::ser::Serialize;
use serde_json::Value;

use crate::runtime::core::encode::read_only::EncodingGuard;
use crate::runtime::model::model;

/// Declares a struct twice: with a table in this module, and with serde's attributes in the module `derived`.
macro_rules! table_and_derived {
    ($($name:ident $table:tt { $($(#[$attribute:meta])* $field:ident: $kind:ty),* $(,)? })*) => {
        $(
            #[derive(Debug, Clone, PartialEq)]
            struct $name { $($field: $kind),* }
            model!($name $table);
        )*
        mod derived {
            use super::{BTreeMap, Value, double_option};
            $(
                #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
                pub(super) struct $name { $($(#[$attribute])* pub(super) $field: $kind),* }
            )*
        }
    };
}

table_and_derived! {
    Empty {} {}
    Pet {
        "id" => id: required,
        "display-name" => display_name: optional,
        "type" => r#type: nullable,
        "owner" => owner: optional_nullable,
        "tags" => tags: optional,
        "parent" => parent: optional,
        "litter" => litter: optional,
        "small" => small: optional,
    } {
        id: i64,
        #[serde(rename = "display-name", default, skip_serializing_if = "Option::is_none")]
        display_name: Option<String>,
        #[serde(deserialize_with = "serde::Deserialize::deserialize")]
        r#type: Option<String>,
        #[serde(default, deserialize_with = "double_option", skip_serializing_if = "Option::is_none")]
        owner: Option<Option<String>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tags: Option<Vec<String>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<Box<Pet>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        litter: Option<BTreeMap<String, Pet>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        small: Option<u8>,
    }
    // The names that the macro itself uses must be free for fields.
    Names {
        "map" => map: required,
        "rest" => rest: required,
        "row" => row: required,
        "number" => number: required,
        "name" => name: required,
        "n" => n: required,
        "writer" => writer: required,
        "value" => value: required,
        "date" => date: required,
    } { map: u8, rest: u8, row: u8, number: u8, name: u8, n: u8, writer: u8, value: u8, date: u8 }
    Anything { "any" => any: required, "maybe" => maybe: optional } {
        any: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maybe: Option<Value>,
    }
    Open { "id" => id: required, "note" => note: optional, ..others } {
        id: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        #[serde(flatten)]
        others: BTreeMap<String, Value>,
    }
    OpenOnly { ..others } {
        #[serde(flatten)]
        others: BTreeMap<String, i64>,
    }
}

fn double_option<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    serde::Deserialize::deserialize(deserializer).map(Some)
}

/// Checks that both implementations read the same value, by its `Debug` text and JSON, or return the same error.
fn assert_same_outcome<Table, Derived>(inputs: &[&str])
where
    Table: DeserializeOwned + Serialize + Debug + PartialEq,
    Derived: DeserializeOwned + Serialize + Debug,
{
    for input in inputs {
        match (serde_json::from_str::<Table>(input), serde_json::from_str::<Derived>(input)) {
            (Ok(table), Ok(derived)) => {
                assert_eq!(format!("{table:?}"), format!("{derived:?}"), "value of {input}");
                let json = serde_json::to_string(&table).unwrap();
                assert_eq!(json, serde_json::to_string(&derived).unwrap(), "JSON of {input}");
                assert_eq!(
                    serde_json::to_string_pretty(&table).unwrap(),
                    serde_json::to_string_pretty(&derived).unwrap()
                );
                assert_eq!(serde_json::to_value(&table).unwrap(), serde_json::to_value(&derived).unwrap());
                assert_eq!(serde_json::from_str::<Table>(&json).unwrap(), table, "read again from {json}");
            }
            (table, derived) => {
                let (table, derived) = (table.map_err(|e| e.to_string()), derived.map_err(|e| e.to_string()));
                assert_eq!(format!("{table:?}"), format!("{derived:?}"), "outcome of {input}");
            }
        }
    }
}

fn error<T: DeserializeOwned + Debug>(input: &str) -> String {
    serde_json::from_str::<T>(input).unwrap_err().to_string()
}

#[test]
fn models_read_and_write_as_derived_impls() {
    assert_same_outcome::<Pet, derived::Pet>(&[
        r#"{"id": 1, "type": "cat"}"#,
        r#"{"type": null, "id": -1}"#,
        r#"{"id": 1, "type": null, "owner": null, "display-name": null}"#,
        r#"{"id": 1, "type": null, "owner": "a", "display-name": "b", "tags": []}"#,
        r#"{"tags": ["a", "\u00e9\n"], "\u0069d": 2, "type": "x"}"#,
        r#"{"id": 1, "type": "cat", "parent": {"id": 2, "type": null, "parent": {"id": 3, "type": ""}}}"#,
        r#"{"id": 1, "type": "cat", "litter": {"b": {"id": 2, "type": null}, "a": {"id": 3, "type": null}}}"#,
        r#"{"id": 1, "type": "cat", "more": {"id": 2, "deep": [1, {"x": null}]}, "": 1, "ID": 2, "r#type": 3}"#,
        "null",
    ]);
    assert_same_outcome::<Empty, derived::Empty>(&["{}", r#"{"a": 1}"#, "1", "{", r#"{"a"}"#]);
    assert_same_outcome::<Anything, derived::Anything>(&[
        r#"{"any": null, "maybe": null}"#,
        r#"{"maybe": [1]}"#,
        r#"{"any": {"b": 1}}"#,
    ]);
    assert_same_outcome::<Names, derived::Names>(&[
        r#"{"map":1,"rest":2,"row":3,"number":4,"name":5,"n":6,"writer":7,"value":8,"date":9}"#,
        r#"{"map":1,"rest":2,"row":3,"number":4,"name":5,"n":6,"writer":7,"date":9}"#,
    ]);
}

#[test]
fn errors_match_derived_impls() {
    assert_same_outcome::<Pet, derived::Pet>(&[
        "{}",
        r#"{"id": 1}"#,
        r#"{"type": "cat"}"#,
        r#"{"id": 1, "id": 2, "type": "cat"}"#,
        r#"{"id": 1, "type": null, "type": null}"#,
        r#"{"id": 1, "type": "a", "owner": null, "owner": null}"#,
        r#"{"id": 1, "type": "a", "tags": null, "tags": []}"#,
        r#"{"id": "a", "type": "cat"}"#,
        r#"{"id": null, "type": "cat"}"#,
        r#"{"id": 1.5, "type": "cat"}"#,
        r#"{"id": 99999999999999999999, "type": "cat"}"#,
        r#"{"id": 1, "type": 5}"#,
        r#"{"id": 1, "type": "cat", "small": 256}"#,
        r#"{"id": 1, "type": "cat", "small": -1}"#,
        r#"{"id": 1, "type": "cat", "tags": {"a": 1}}"#,
        r#"{"id": 1, "type": "cat", "tags": ["a", 7]}"#,
        "{\n  \"id\": 1,\n  \"type\": \"cat\",\n  \"parent\": {\"id\": true, \"type\": null}\n}",
        r#"{"id": 1, "type": "cat", "litter": {"a": {"type": null}}}"#,
        "7",
        r#""text""#,
        "true",
        "",
        "{",
        r#"{"id""#,
        r#"{"id": 1, "type": "ca"#,
        r#"{"id": 1, "type": "cat","#,
        r#"{"id": 1, "type": "cat",}"#,
        r#"{"id": 1 "type": "cat"}"#,
        r#"{"id": 1, "type": "cat", "more": [1, }"#,
        r#"{"id": 1, "type": "cat"} x"#,
        r#"{1: 2}"#,
    ]);
    assert_eq!(error::<Pet>("{}"), "missing field `id` at line 1 column 2");
    assert_eq!(error::<Pet>(r#"{"id": 1, "id": 2}"#), "duplicate field `id` at line 1 column 14");
    assert_eq!(error::<Pet>(r#"{"id": "a"}"#), "invalid type: string \"a\", expected i64 at line 1 column 10");
    assert_eq!(error::<Pet>("7"), "invalid type: integer `7`, expected struct Pet at line 1 column 1");
}

/// Derived impls read an array as the fields in order. No API uses that, so `model!` rejects it.
#[test]
fn array_is_not_a_valid_model() {
    assert_eq!(error::<Empty>("[]"), "invalid type: sequence, expected struct Empty at line 1 column 2");
    assert!(serde_json::from_str::<derived::Empty>("[]").is_ok());
}

#[test]
fn unknown_fields_are_kept_if_declared() {
    assert_same_outcome::<Open, derived::Open>(&[
        r#"{"id": 1}"#,
        r#"{"z": [1, {"a": null}], "id": 1, "a": null, "note": "n", "": "empty"}"#,
        r#"{"a": 1, "id": 1, "a": 2}"#,
        r#"{"note": null, "id": 1}"#,
        "{}",
        r#"{"id": 1, "a": }"#,
    ]);
    assert_same_outcome::<OpenOnly, derived::OpenOnly>(&["{}", r#"{"b": 1, "a": 2}"#]);
    let text = r#"{"b": 1, "a": "x"}"#;
    // Derived impls read the value from a buffer here, so that the error has the position of the object's end.
    assert_eq!(error::<OpenOnly>(text), "invalid type: string \"x\", expected i64 at line 1 column 17");
    assert_eq!(error::<derived::OpenOnly>(text), "invalid type: string \"x\", expected i64 at line 1 column 18");
    assert_eq!(error::<Open>(r#"{"id": 1, "a": 1, "id": 1}"#), "duplicate field `id` at line 1 column 22");
}

#[test]
fn models_are_read_from_json_values() {
    let value = serde_json::json!({"id": 1, "type": null, "owner": null, "more": 1, "tags": ["a"]});
    let table: Pet = serde_json::from_value(value.clone()).unwrap();
    let derived: derived::Pet = serde_json::from_value(value).unwrap();
    assert_eq!(format!("{table:?}"), format!("{derived:?}"));
    assert_eq!(table.owner, Some(None));
}

/// Both implementations agree for every prefix of an input, and with each byte removed.
#[test]
fn damaged_inputs_have_the_outcome_of_derived_impls() {
    let json = r#"{"id":1,"type":"a","owner":null,"tags":["b"],"parent":{"id":2,"type":null},"more":[{}]}"#;
    for at in 0..json.len() {
        let (head, tail) = json.split_at(at);
        assert_same_outcome::<Pet, derived::Pet>(&[
            head,
            &format!("{head}{}", &tail[1..]),
            &format!("{head}null{tail}"),
        ]);
    }
}

#[derive(Debug, PartialEq)]
struct Stored {
    id: Option<i64>,
    owner: Option<Option<String>>,
    name: String,
}

model!(Stored { "id" => id: read_only, "owner" => owner: read_only_nullable, "name" => name: required });

#[test]
fn read_only_fields_are_omitted_while_a_request_is_encoded() {
    let text = r#"{"id":1,"owner":null,"name":"a"}"#;
    let stored: Stored = serde_json::from_str(text).unwrap();
    assert_eq!(stored, Stored { id: Some(1), owner: Some(None), name: "a".to_owned() });
    let encoding = EncodingGuard::new();
    assert_eq!(serde_json::to_string(&stored).unwrap(), r#"{"name":"a"}"#);
    drop(EncodingGuard::new());
    assert_eq!(serde_json::to_string(&stored).unwrap(), r#"{"name":"a"}"#, "an inner guard restores the state");
    drop(encoding);
    assert_eq!(serde_json::to_string(&stored).unwrap(), text);
}
