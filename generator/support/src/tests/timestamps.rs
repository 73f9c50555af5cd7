//! Formats of timestamps and dates: reading, writing and errors.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::runtime::core::to_param::ToParam;
use crate::runtime::model::format::{As, Format, ParamFormat};
use crate::runtime::model::model;
use crate::runtime::{Date, HttpDate, Rfc3339, Rfc3339Date, Timestamp, UnixMillis, UnixSeconds};

/// Checks that each input is read and that the value is expected as the text next to it.
fn assert_reads<F: ParamFormat<Value: Debug + PartialEq>>(cases: &[(&str, &str)]) {
    for (input, expected) in cases {
        let value = serde_json::from_str::<As<F>>(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!(serde_json::to_string(&value).unwrap(), *expected, "{input}");
        assert_eq!(value.to_param(), expected.trim_matches('"'), "{input}");
        assert_eq!(serde_json::from_str::<As<F>>(expected).unwrap(), value);
    }
}

/// Checks that each input is rejected with the error next to it.
fn assert_rejects<F: Format<Value: Debug>>(cases: &[(&str, &str)]) {
    for (input, error) in cases {
        assert_eq!(serde_json::from_str::<As<F>>(input).unwrap_err().to_string(), *error, "{input}");
    }
}

#[test]
fn unix_time_is_read_from_numbers_and_numeric_strings() {
    assert_reads::<UnixSeconds>(&[
        ("0", "0"),
        ("1700000000", "1700000000"),
        ("-1", "-1"),
        ("1700000000.0", "1700000000"),
        ("1.7e9", "1700000000"),
        ("\"1700000000\"", "1700000000"),
        ("\" -5 \"", "-5"),
        ("\"1.7e9\"", "1700000000"),
        ("253402207200", "253402207200"),
        ("-377705023201", "-377705023201"),
    ]);
    assert_reads::<UnixMillis>(&[("1700000000123", "1700000000123"), ("\"-1\"", "-1"), ("1e3", "1000")]);
    let read = serde_json::from_str::<As<UnixMillis>>("1700000000123").unwrap();
    assert_eq!(read.0.to_string(), "2023-11-14T22:13:20.123Z");
}

#[test]
fn invalid_unix_time_is_an_error_after_the_value() {
    assert_rejects::<UnixSeconds>(&[
        ("253402207201", "invalid value: integer `253402207201`, expected unix time in seconds at line 1 column 12"),
        ("-377705023202", "invalid value: integer `-377705023202`, expected unix time in seconds at line 1 column 13"),
        (
            "18446744073709551615",
            "invalid value: integer `18446744073709551615`, expected unix time in seconds at line 1 column 20",
        ),
        ("1e300", "invalid value: floating point `1e+300`, expected unix time in seconds at line 1 column 5"),
        ("1.5", "invalid value: floating point `1.5`, expected unix time in seconds at line 1 column 3"),
        ("\"\"", "invalid value: string \"\", expected unix time in seconds at line 1 column 2"),
        ("\"nan\"", "invalid value: string \"nan\", expected unix time in seconds at line 1 column 5"),
        ("\"inf\"", "invalid value: string \"inf\", expected unix time in seconds at line 1 column 5"),
        ("\"2024-01-01\"", "invalid value: string \"2024-01-01\", expected unix time in seconds at line 1 column 12"),
        ("true", "invalid type: boolean `true`, expected unix time in seconds at line 1 column 4"),
        ("null", "invalid type: null, expected unix time in seconds at line 1 column 4"),
    ]);
    assert_rejects::<UnixMillis>(&[(
        "9223372036854775807",
        "invalid value: integer `9223372036854775807`, expected unix time in milliseconds at line 1 column 19",
    )]);
}

#[test]
fn date_time_is_read_leniently_and_written_strictly() {
    assert_reads::<Rfc3339>(&[
        ("\"2024-02-29T12:30:00Z\"", "\"2024-02-29T12:30:00Z\""),
        ("\"2024-02-29T12:30:00.250Z\"", "\"2024-02-29T12:30:00.25Z\""),
        ("\"2024-02-29T12:30:00+02:00\"", "\"2024-02-29T10:30:00Z\""),
        ("\"2024-02-29T12:30:00-0330\"", "\"2024-02-29T16:00:00Z\""),
        ("\"2024-02-29 12:30:00Z\"", "\"2024-02-29T12:30:00Z\""),
        ("\"2024-02-29t12:30:00z\"", "\"2024-02-29T12:30:00Z\""),
        ("\"2024-02-29T12:30:00\"", "\"2024-02-29T12:30:00Z\""),
        ("\"2024-02-29 12:30:00.123456789\"", "\"2024-02-29T12:30:00.123456789Z\""),
        ("\"2024-02-29T12:30\"", "\"2024-02-29T12:30:00Z\""),
        ("\"2024-02-29\"", "\"2024-02-29T00:00:00Z\""),
        ("\" 2024-02-29T12:30:00Z \"", "\"2024-02-29T12:30:00Z\""),
        ("\"2024-02-29T12:30:00+02:00[Europe/Paris]\"", "\"2024-02-29T10:30:00Z\""),
    ]);
}

#[test]
fn invalid_date_time_is_an_error() {
    for text in [
        "",
        "now",
        "2023-02-29T00:00:00Z",
        "2024-02-29T25:00:00Z",
        "1700000000x",
        "9999-12-31T23:59:59-12:00",
        "24-1-1",
    ] {
        let json = serde_json::to_string(text).unwrap();
        let error = format!(
            "invalid value: string {text:?}, expected an RFC 3339 date and time at line 1 column {}",
            json.len()
        );
        assert_rejects::<Rfc3339>(&[(&json, &error)]);
    }
    // A time zone without an offset may be ambiguous, and clients contain no time zone database.
    assert!(serde_json::from_str::<As<Rfc3339>>("\"2024-02-29T12:30:00[Europe/Paris]\"").is_err());
    assert_rejects::<Rfc3339>(&[(
        "5",
        "invalid type: integer `5`, expected an RFC 3339 date and time at line 1 column 1",
    )]);
}

#[test]
fn date_ignores_time_and_offset() {
    assert_reads::<Rfc3339Date>(&[
        ("\"2024-02-29\"", "\"2024-02-29\""),
        ("\"2024-02-29T23:30:00-05:00\"", "\"2024-02-29\""),
        ("\"2024-02-29 00:00:00\"", "\"2024-02-29\""),
    ]);
    assert_rejects::<Rfc3339Date>(&[
        ("\"2023-02-29\"", "invalid value: string \"2023-02-29\", expected an RFC 3339 full date at line 1 column 12"),
        ("20240229", "invalid type: integer `20240229`, expected an RFC 3339 full date at line 1 column 8"),
    ]);
}

#[derive(Debug, Clone, PartialEq)]
struct Event {
    at: Timestamp,
    until: Option<Timestamp>,
    ended: Option<Timestamp>,
    moved: Option<Option<Timestamp>>,
    days: Option<Vec<Date>>,
    by_name: Option<BTreeMap<String, Vec<Option<Timestamp>>>>,
    date: Option<Box<Date>>,
    others: BTreeMap<String, Timestamp>,
}
model!(Event {
    "at" => at: required as UnixSeconds,
    "until" => until: optional as UnixMillis,
    "ended" => ended: nullable as Rfc3339,
    "moved" => moved: optional_nullable as Rfc3339,
    "days" => days: optional as Vec<Rfc3339Date>,
    "by_name" => by_name: optional as BTreeMap<String, Vec<Option<UnixSeconds>>>,
    "date" => date: optional as Box<Rfc3339Date>,
    ..others as UnixSeconds,
});

#[test]
fn composed_formats_round_trip() {
    for text in [
        r#"{"at":1,"ended":null}"#,
        r#"{"at":1,"until":2,"ended":"2024-01-01T00:00:00Z","moved":null,"days":["2024-01-01"],"date":"2024-01-02","x":7}"#,
        r#"{"at":1,"ended":null,"moved":"2024-01-01T00:00:00Z","days":[],"by_name":{"a":[1,null],"b":[]},"u":0,"v":-1}"#,
    ] {
        let event: Event = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), text);
        assert_eq!(serde_json::from_value::<Event>(serde_json::to_value(&event).unwrap()).unwrap(), event);
    }
}

#[test]
fn nested_error_has_the_position_after_the_value() {
    let cases = [
        (r#"{"at":"x","ended":null}"#, "invalid value: string \"x\", expected unix time in seconds", 9),
        (r#"{"at":1,"until":null,"moved":"x"}"#, "invalid value: string \"x\", expected an RFC 3339 date and time", 32),
        (r#"{"days":["2024-01-01","x"]}"#, "invalid value: string \"x\", expected an RFC 3339 full date", 25),
        (r#"{"by_name":{"a":[1,null,"x"]}}"#, "invalid value: string \"x\", expected unix time in seconds", 27),
        (r#"{"days":7}"#, "invalid type: integer `7`, expected a sequence", 9),
        (r#"{"by_name":[]}"#, "invalid type: sequence, expected a map", 11),
        (r#"{"other":true}"#, "invalid type: boolean `true`, expected unix time in seconds", 13),
        (r#"{"at":1}"#, "missing field `ended`", 8),
    ];
    for (text, error, column) in cases {
        let message = serde_json::from_str::<Event>(text).unwrap_err().to_string();
        assert_eq!(message, format!("{error} at line 1 column {column}"), "{text}");
    }
}

#[test]
fn http_dates_are_read_and_written() {
    let date = "\"Fri, 17 May 2024 12:30:00 GMT\"";
    let inputs =
        [date, "\"Friday, 17-May-24 12:30:00 GMT\"", "\"Fri May 17 12:30:00 2024\"", "\"2024-05-17T12:30:00Z\""];
    for input in inputs {
        let As(time) = serde_json::from_str::<As<HttpDate>>(input).unwrap();
        assert_eq!(time, "2024-05-17T12:30:00Z".parse().unwrap(), "{input}");
        assert_eq!(serde_json::to_string(&As::<HttpDate>(time)).unwrap(), date);
    }
    let error = serde_json::from_str::<As<HttpDate>>("\"yesterday\"").unwrap_err();
    assert!(error.to_string().starts_with("invalid value: string \"yesterday\", expected an HTTP date"), "{error}");
    // The text has no limits of its own.
    assert_eq!(HttpDate::text(&Timestamp::MIN), "Tue, 02 Jan -9999 01:59:59 GMT");
}
