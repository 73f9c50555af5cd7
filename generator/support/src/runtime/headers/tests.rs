//! Headers of every kind, as servers write them.

#![allow(unreachable_pub, reason = "a client's own structs of headers are public")]

use http::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::*;
use crate::runtime::open_enum::{Unlisted, open_enum};
use crate::runtime::timestamp::{Timestamp, date_time, unix_time};

#[derive(Debug, Clone, PartialEq)]
enum Cache {
    Hit,
    Unknown(Unlisted),
}

open_enum!(Cache { "HIT" => Hit });

#[derive(Debug, Clone, PartialEq, Default)]
struct Given {
    total: Option<i64>,
    ratio: Option<f64>,
    last: Option<bool>,
    link: Option<String>,
    ids: Option<Vec<u32>>,
    cache: Option<Cache>,
    when: Option<Timestamp>,
    reset: Option<Timestamp>,
    days: Option<Vec<Timestamp>>,
    meta: Option<Value>,
}

headers!(Given {
    "X-Total-Count" => total: plain,
    "X-Ratio" => ratio: plain,
    "X-Last" => last: plain,
    "Link" => link: plain,
    "X-Ids" => ids: plain,
    "X-Cache" => cache: plain,
    "X-When" => when: plain as date_time,
    "X-Reset" => reset: plain as unix_time,
    "X-Days" => days: plain as Vec<date_time>,
    "X-Meta" => meta: json,
});

fn given(lines: &[(&'static str, &'static str)]) -> Result<Given, InvalidHeader> {
    let line = |(name, value): &(&'static str, &'static str)| {
        (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    };
    let mut headers = HeaderMap::new();
    for (name, value) in lines.iter().map(line) {
        headers.append(name, value);
    }
    Given::of(&headers)
}

#[test]
fn every_kind_is_read() {
    let read = given(&[
        ("x-total-count", " 42 "),
        ("x-ratio", "0.5"),
        ("x-last", "True"),
        ("link", "</a>; rel=next"),
        ("link", "</b>; rel=last"),
        ("x-ids", "1, 2"),
        ("x-ids", "3"),
        ("x-cache", "HIT"),
        ("x-when", "2020-01-02T03:04:05Z"),
        ("x-reset", "1577934245"),
        ("x-days", "2020-01-02T03:04:05Z,2020-01-02T03:04:05Z"),
        ("x-meta", "{\"a\": [1,2]}"),
    ]);
    let time: Timestamp = "2020-01-02T03:04:05Z".parse().unwrap();
    let expected = Given {
        total: Some(42),
        ratio: Some(0.5),
        last: Some(true),
        link: Some("</a>; rel=next, </b>; rel=last".to_owned()),
        ids: Some(vec![1, 2, 3]),
        cache: Some(Cache::Hit),
        when: Some(time),
        reset: Some(time),
        days: Some(vec![time, time]),
        meta: Some(json!({"a": [1, 2]})),
    };
    assert_eq!(read.unwrap(), expected);
}

#[test]
fn what_is_not_there_is_none() {
    assert_eq!(given(&[]).unwrap(), Given::default());
    assert_eq!(given(&[("x-total-count", ""), ("x-when", " ")]).unwrap(), Given::default());
    assert_eq!(given(&[("link", "")]).unwrap().link.as_deref(), Some(""));
    assert!(matches!(given(&[("x-cache", "MISS")]).unwrap().cache, Some(Cache::Unknown(_))));
    assert_eq!(given(&[("x-total-count", "7"), ("x-total-count", "7")]).unwrap().total, Some(7));
}

#[test]
fn what_cannot_be_read_is_named() {
    let cases = [
        ("x-total-count", "many", "header `X-Total-Count` cannot be read: it is no integer of its type"),
        ("x-ids", "1,-2", "header `X-Ids` cannot be read: it is no integer of its type"),
        ("x-ratio", "half", "header `X-Ratio` cannot be read: it is no number"),
        ("x-last", "maybe", "header `X-Last` cannot be read: it is neither true nor false"),
        ("x-meta", "{\"a\" 1}", "header `X-Meta` cannot be read: at $.a: expected `:`"),
    ];
    for (name, value, told) in cases {
        assert_eq!(given(&[(name, value)]).unwrap_err().to_string(), told);
    }
    let error = given(&[("x-when", "yesterday")]).unwrap_err();
    assert_eq!(error.name(), "X-When");
}
