//! Tests of typed response headers.

#![allow(unreachable_pub, reason = "the header structs of generated clients are public")]

use std::collections::BTreeMap;

use http::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::*;
use crate::runtime::model::open_enum::{UnknownValue, open_enum};
use crate::runtime::{Rfc3339, Timestamp, UnixSeconds};

#[derive(Debug, Clone, PartialEq)]
enum Cache {
    Hit,
    Unknown(UnknownValue),
}

open_enum!(Cache { "HIT" => Hit });

#[derive(Debug, Clone, PartialEq, Default)]
struct TestHeaders {
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
    cookies: Option<Vec<String>>,
    limit: Option<BTreeMap<String, u32>>,
    invalid_headers: Vec<InvalidHeader>,
}

headers!(TestHeaders(invalid_headers) {
    "X-Total-Count" => total: text,
    "X-Ratio" => ratio: text,
    "X-Last" => last: text,
    "Link" => link: text,
    "X-Ids" => ids: text,
    "X-Cache" => cache: text,
    "X-When" => when: text as Rfc3339,
    "X-Reset" => reset: text as UnixSeconds,
    "X-Days" => days: text as Vec<Rfc3339>,
    "X-Meta" => meta: json,
    "Set-Cookie" => cookies: lines,
    "X-Limit" => limit: text,
});

fn parse_headers(lines: &[(&'static str, &'static str)]) -> TestHeaders {
    let line = |(name, value): &(&'static str, &'static str)| {
        (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
    };
    let mut headers = HeaderMap::new();
    for (name, value) in lines.iter().map(line) {
        headers.append(name, value);
    }
    TestHeaders::from_header_map(&headers)
}

#[test]
fn every_type_is_read() {
    let read = parse_headers(&[
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
        ("set-cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"),
        ("set-cookie", "b=2"),
        ("x-limit", "hour=5, day=90"),
    ]);
    let time: Timestamp = "2020-01-02T03:04:05Z".parse().unwrap();
    let expected = TestHeaders {
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
        cookies: Some(vec!["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT".to_owned(), "b=2".to_owned()]),
        limit: Some(BTreeMap::from([("day".to_owned(), 90), ("hour".to_owned(), 5)])),
        invalid_headers: Vec::new(),
    };
    assert_eq!(read, expected);
}

#[test]
fn missing_headers_are_none() {
    assert_eq!(parse_headers(&[]), TestHeaders::default());
    assert_eq!(parse_headers(&[("x-total-count", ""), ("x-when", " ")]), TestHeaders::default());
    assert_eq!(parse_headers(&[("link", "")]).link.as_deref(), Some(""));
    assert!(matches!(parse_headers(&[("x-cache", "MISS")]).cache, Some(Cache::Unknown(_))));
    assert_eq!(parse_headers(&[("x-total-count", "7"), ("x-total-count", "7")]).total, Some(7));
}

#[test]
fn invalid_header_error_contains_the_name() {
    let cases = [
        ("x-total-count", "many", "failed to decode header `X-Total-Count`: it is not a valid integer"),
        ("x-ids", "1,-2", "failed to decode header `X-Ids`: it is not a valid integer"),
        ("x-ratio", "half", "failed to decode header `X-Ratio`: it is not a valid number"),
        ("x-last", "maybe", "failed to decode header `X-Last`: it is not a boolean"),
        ("x-meta", "{\"a\" 1}", "failed to decode header `X-Meta`: at $.a: expected `:`"),
    ];
    for (name, value, expected) in cases {
        assert_eq!(parse_headers(&[(name, value)]).invalid_headers[0].to_string(), expected);
    }
    let headers = parse_headers(&[("x-when", "yesterday"), ("x-total-count", "7")]);
    assert_eq!((headers.invalid_headers[0].name(), headers.when, headers.total), ("X-When", None, Some(7)));
}

#[test]
fn objects_are_read_with_and_without_equals_signs() {
    for value in ["hour,5,day,90", "hour=5,day=90"] {
        let limit = parse_headers(&[("x-limit", value)]).limit;
        assert_eq!(limit, Some(BTreeMap::from([("day".to_owned(), 90), ("hour".to_owned(), 5)])), "{value}");
    }
    let error = &parse_headers(&[("x-limit", "hour=many")]).invalid_headers[0];
    assert_eq!(error.to_string(), "failed to decode header `X-Limit`: it is not a valid integer");
}
