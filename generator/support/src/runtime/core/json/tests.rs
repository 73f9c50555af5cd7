//! Tests of the paths in JSON errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::*;

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Page {
    items: Vec<Item>,
    #[serde(default)]
    by_name: BTreeMap<String, Item>,
    #[serde(default)]
    grid: Vec<Vec<i64>>,
    #[serde(default, rename = "odd \"key\"é")]
    odd: Option<bool>,
    #[serde(default)]
    pair: Option<(i64, i64)>,
    #[serde(default)]
    kind: Option<Kind>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Item {
    account_id: i64,
    name: Option<String>,
    next: Option<Box<Item>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Cat,
}

fn json_error<T: DeserializeOwned>(text: impl AsRef<[u8]>) -> JsonError {
    match from_slice::<T>(text.as_ref(), true) {
        Ok(_) => panic!("{} reads", String::from_utf8_lossy(text.as_ref())),
        Err(error) => error,
    }
}

#[test]
fn path_leads_to_the_invalid_value() {
    let cases = [
        (r#"{"items": [{"account_id": 1}, {"account_id": "x"}]}"#, "$.items[1].account_id"),
        ("{\"items\": [\n  {\"account_id\": 1},\n  {\"account_id\": 2.5}\n]}", "$.items[1].account_id"),
        (r#"{"items": [{"account_id": 1, "name": 7}]}"#, "$.items[0].name"),
        (r#"{"items": [{"account_id": 1, "name": [7]}]}"#, "$.items[0].name"),
        (r#"{"items": [{"account_id": 1, "name": {"a": 7}}]}"#, "$.items[0].name"),
        (r#"{"items": [{"account_id": 1}, {"name": "x"}]}"#, "$.items[1]"),
        (r#"{"items": [{"account_id": 1}, {}]}"#, "$.items[1]"),
        (r#"{"items": [{"account_id": 1}, 5]}"#, "$.items[1]"),
        (r#"{"items": [{"account_id": 1}, [5, 6]]}"#, "$.items[1][1]"),
        (
            r#"{"items": [{"account_id": 1, "next": {"account_id": 2, "next": {"account_id": null}}}]}"#,
            "$.items[0].next.next.account_id",
        ),
        (r#"{"items": {"a": 1}}"#, "$.items"),
        (r#"{"items": "a"}"#, "$.items"),
        (r#"{"items": null}"#, "$.items"),
        (r#"{}"#, "$"),
        (r#"7"#, "$"),
        (r#""text, {\"items\": [""#, "$"),
        (r#"{"items": [], "by_name": {"a b": {"account_id": true}}}"#, r#"$.by_name["a b"].account_id"#),
        (r#"{"items": [], "by_name": {"1": {"account_id": true}}}"#, r#"$.by_name["1"].account_id"#),
        (r#"{"items": [], "by_name": {"": {"account_id": true}}}"#, r#"$.by_name[""].account_id"#),
        (r#"{"items": [], "by_name": {"a\u0062\"]}": {"account_id": true}}}"#, r#"$.by_name["ab\"]}"].account_id"#),
        (r#"{"items": [], "odd \"key\"é": "{["}"#, r#"$["odd \"key\"é"]"#),
        (r#"{"items": [], "grid": [[1, 2], [3, "4"]]}"#, "$.grid[1][1]"),
        (r#"{"items": [], "grid": [[1, 2], [3, [4]]]}"#, "$.grid[1][1]"),
        (r#"{"items": [], "grid": [[1, 2], {}]}"#, "$.grid[1]"),
        (r#"{"items": [], "grid": [[1, 2], 3]}"#, "$.grid[1]"),
        (r#"{"items": [], "kind": "dog"}"#, "$.kind"),
        (r#"{"items": [], "items": []}"#, "$.items"),
        (r#"{"items": [], "grid": [[99999999999999999999]]}"#, "$.grid[0][0]"),
    ];
    for (text, expected) in cases {
        assert_eq!(json_error::<Page>(text).path, expected, "{text}");
    }
}

#[test]
fn path_leads_to_the_syntax_error() {
    let cases = [
        (r#"{"items": [{"account_id": 1}, {"acc"#, "$.items[1].acc"),
        (r#"{"items": [{"account_id": 1}, {"account_id": "#, "$.items[1].account_id"),
        (r#"{"items": [{"account_id": 1}, {"account_id": 2, "name": "tex"#, "$.items[1].name"),
        (r#"{"items": [{"account_id": 1},"#, "$.items[1]"),
        (r#"{"items": [{"account_id": 1}"#, "$.items[0]"),
        (r#"{"items": ["#, "$.items[0]"),
        (r#"{"items": [], "kind": }"#, "$.kind"),
        (r#"{"items": [{"account_id": 1]}"#, "$.items[0].account_id"),
        (r#"{"items": [{"account_id": 01}]}"#, "$.items[0].account_id"),
        (r#"{"items": []} x"#, "$"),
        (r#"{"items": [] x"#, "$.items"),
        (r#"<html>"#, "$"),
    ];
    for (text, expected) in cases {
        assert_eq!(json_error::<Page>(text).path, expected, "{text}");
    }
    assert_eq!(json_error::<Page>(b"{\"items\": [{\"account_id\": 1, \"name\": \"\xFF\"}]}").path, "$.items[0].name");
    assert_eq!(json_error::<Value>(b"[1, \"a\xC3\x28\"]").path, "$[1]");
    assert_eq!(json_error::<Value>(b"{\"a\": 1, \"b\xFF\": 2}").path, "$.b");
}

#[test]
fn message_contains_no_position() {
    let error = json_error::<Page>("{\"items\":\n[{\"account_id\": \"x\"}]}");
    assert_eq!(error.message, "invalid type: string \"x\", expected i64");
    assert_eq!(error.at, "{\"items\":\n[{\"account_id\": \"x\"".len());
}

#[test]
fn empty_body_is_an_error_and_byte_order_mark_is_skipped() {
    assert_eq!(json_error::<Page>("").message, "the body is empty");
    assert_eq!(json_error::<Page>(" \n").path, "$");
    assert_eq!(from_slice::<Value>(b"\xEF\xBB\xBF[]", true), Ok(Value::Array(Vec::new())));
    assert_eq!(json_error::<Vec<bool>>(b"\xEF\xBB\xBF[1]").at, 5);
}

/// Compares each path with that of `serde_path_to_error`, which tracks the path while it reads.
#[test]
fn paths_match_serde_path_to_error() {
    let page = r#"{"items": [{"account_id": 1, "name": "n", "next": {"account_id": 2}}, {"account_id": 3}],
        "by_name": {"a": {"account_id": 4}}, "grid": [[1, 2], [], [3]], "kind": "cat"}"#;
    let page: Value = serde_json::from_str(page).unwrap();
    let mut pointers = Vec::new();
    collect(&page, String::new(), &mut pointers);
    assert!(pointers.len() > 15);
    let mut compared = 0;
    for pointer in &pointers {
        for value in [
            Value::from(1.5),
            Value::from("w"),
            serde_json::json!({"w": 1}),
            serde_json::json!(["w"]),
            Value::from(true),
        ] {
            if pointer == "/kind" && value.is_object() {
                // This implementation's path continues to the field that is not a valid variant.
                continue;
            }
            let mut page = page.clone();
            *page.pointer_mut(pointer).unwrap() = value;
            for text in [page.to_string(), serde_json::to_string_pretty(&page).unwrap()] {
                let mut reader = serde_json::Deserializer::from_str(&text);
                let Err(error) = serde_path_to_error::deserialize::<_, Page>(&mut reader) else { continue };
                let expected = format!("$.{}", error.path()).replace(".[", "[").replace('?', "");
                let found = json_error::<Page>(&text).path;
                assert_eq!(found, expected.trim_end_matches('.'), "{text}");
                compared += 1;
            }
        }
    }
    assert!(compared > 100);
}

#[test]
fn integers_may_have_a_zero_fraction_or_an_exponent() {
    let numbers = |text: &str| from_slice::<Vec<i64>>(text.as_bytes(), false).ok();
    assert_eq!(
        numbers("[5.0, 1e3, -2.50e1, 7, -0.0, 9.007199254740991e15]"),
        Some(vec![5, 1000, -25, 7, 0, (1 << 53) - 1])
    );
    for text in ["[1.5]", "[9007199254740992.0]", "[1e400]", "[\"5.0\"]"] {
        assert_eq!(numbers(text), None, "{text}");
    }
    let texts = from_slice::<(String, u32, f64)>(br#"["a \" 5.0", 5.0, 0.5]"#, false).ok();
    assert_eq!(texts, Some(("a \" 5.0".to_owned(), 5, 0.5)));
    // The error is that of the text as it was received.
    let error = from_slice::<Vec<u32>>(b"[5.0, 100e-1, 1.5]", false).unwrap_err();
    assert_eq!(error.message, "invalid type: floating point `5.0`, expected u32");
}

fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{at}/{index}"), pointers);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                collect(field, format!("{at}/{key}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(at);
}
