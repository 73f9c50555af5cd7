//! Formats of single values: what is read, what is refused and where, what is written.

use std::fmt::Debug;
use std::net::IpAddr;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::ser::Serialize;

use crate::runtime::json;
use crate::runtime::model::format::{As, Format, TextFormat};
use crate::runtime::model::model;
use crate::runtime::plain::Plain;
use crate::runtime::{
    Decimal, IsoDuration, TimeOfDay, Uri, Uuid, base64, base64url, decimal, decimal_text, duration, quoted, time, whole,
};

/// Each input is read as the value that is written as the text beside it.
fn reads<F: TextFormat<Value: Debug + PartialEq>>(cases: &[(&str, &str)]) {
    for (input, written) in cases {
        let value = serde_json::from_str::<As<F>>(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!(serde_json::to_string(&value).unwrap(), *written, "{input}");
        assert_eq!(value.plain(), written.trim_matches('"'), "{input}");
        assert_eq!(serde_json::from_str::<As<F>>(written).unwrap(), value, "{input}");
    }
}

/// Each input is refused with the error beside it.
fn refuses<F: Format<Value: Debug>>(cases: &[(&str, &str)]) {
    for (input, error) in cases {
        let told = serde_json::from_str::<As<F>>(input).unwrap_err().to_string();
        assert!(told.starts_with(error), "{input}: {told}");
    }
}

/// As [`reads`], of a type that needs no format.
fn keeps<T: DeserializeOwned + Serialize + Plain + PartialEq + Debug>(cases: &[(&str, &str)]) {
    for (input, written) in cases {
        let value = serde_json::from_str::<T>(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!(serde_json::to_string(&value).unwrap(), *written, "{input}");
        assert_eq!(value.plain(), written.trim_matches('"'), "{input}");
        assert_eq!(serde_json::from_str::<T>(written).unwrap(), value, "{input}");
    }
}

#[test]
fn numbers_written_as_text() {
    reads::<quoted<i64>>(&[
        ("\"9223372036854775807\"", "\"9223372036854775807\""),
        ("-5", "\"-5\""),
        ("\" 7 \"", "\"7\""),
        ("\"5.0\"", "\"5\""),
        ("1e3", "\"1000\""),
    ]);
    reads::<quoted<u64>>(&[("\"18446744073709551615\"", "\"18446744073709551615\"")]);
    reads::<quoted<f64>>(&[("\"0.1\"", "\"0.1\""), ("3", "\"3\""), ("\"Infinity\"", "\"Infinity\"")]);
    refuses::<quoted<i32>>(&[
        ("\"\"", "invalid value: string \"\", expected a number or text that is one, within i32"),
        ("\"2147483648\"", "invalid value: string"),
        ("2147483648", "invalid value: integer `2147483648`"),
        ("1.5", "invalid value: floating point `1.5`"),
        ("null", "invalid type: null"),
    ]);
    refuses::<quoted<u32>>(&[("-1", "invalid value: integer `-1`"), ("\"1 000\"", "invalid value: string")]);
    refuses::<quoted<f64>>(&[("\"0,5\"", "invalid value: string \"0,5\", expected a number or text that is one")]);
}

#[test]
fn whole_numbers_with_a_fraction_of_nothing() {
    reads::<whole<i32>>(&[("5.0", "5"), ("5", "5"), ("\"-5\"", "-5")]);
    reads::<whole<i64>>(&[("9223372036854775807", "9223372036854775807")]);
    refuses::<whole<i64>>(&[
        ("0.5", "invalid value: floating point `0.5`"),
        ("1e300", "invalid value: floating point"),
    ]);
}

#[test]
fn decimals_keep_every_digit() {
    reads::<decimal>(&[
        ("0.1", "0.1"),
        ("19.990", "19.990"),
        ("1234567890123456789.123456789", "1234567890123456789.123456789"),
        ("-0.0000000000000000000000000001", "-0.0000000000000000000000000001"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("1.5e3", "1500"),
        ("15E-3", "0.015"),
        ("\"12.50\"", "12.50"),
    ]);
    reads::<decimal_text>(&[("\"12.50\"", "\"12.50\""), ("12.50", "\"12.50\""), ("\" 1 \"", "\"1\"")]);
    refuses::<decimal>(&[
        ("79228162514264337593543950336", "invalid value: number of more than 28 digits, expected a decimal number"),
        ("1e40", "invalid value: number of more than 28 digits"),
        ("\"1,5\"", "invalid value: string \"1,5\", expected a decimal number"),
        ("\"\"", "invalid value: string \"\""),
        ("true", "invalid type: boolean, expected a decimal number"),
        ("null", "invalid type: null"),
        ("[1]", "invalid type: sequence"),
        ("{}", "invalid type: map"),
    ]);
}

#[test]
fn decimals_go_through_untyped_values() {
    let value: serde_json::Value = serde_json::from_str("12.5").unwrap();
    let read = serde_json::from_value::<As<decimal>>(value.clone()).unwrap();
    assert_eq!(read.0, Decimal::new(125, 1));
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    let other = serde::de::value::F64Deserializer::<serde::de::value::Error>::new(0.1);
    assert_eq!(decimal::read(other).unwrap(), Decimal::new(1, 1));
}

#[test]
fn times_of_day() {
    reads::<time>(&[
        ("\"12:30:00\"", "\"12:30:00\""),
        ("\"12:30\"", "\"12:30:00\""),
        ("\"T23:59:59.250\"", "\"23:59:59.25\""),
        ("\"12:30:00Z\"", "\"12:30:00Z\""),
        ("\"12:30:00z\"", "\"12:30:00Z\""),
        ("\"12:30:00+05:30\"", "\"12:30:00+05:30\""),
        ("\"12:30:00-0330\"", "\"12:30:00-03:30\""),
    ]);
    refuses::<time>(&[
        ("\"24:30\"", "invalid value: string \"24:30\", expected an RFC 3339 time of day"),
        ("\"\"", "invalid value: string"),
        ("\"noon\"", "invalid value: string"),
        ("\"12:30:00[Europe/Paris]\"", "invalid value: string"),
        ("1230", "invalid type: integer `1230`"),
    ]);
    let read: TimeOfDay = serde_json::from_str::<As<time>>("\"12:30\"").unwrap().0;
    assert_eq!((read.clock.hour(), read.offset), (12, None));
}

#[test]
fn durations() {
    reads::<duration>(&[
        ("\"P1Y2M10DT2H30M\"", "\"P1Y2M10DT2H30M\""),
        ("\"PT36H\"", "\"PT36H\""),
        ("\"P2W\"", "\"P2W\""),
        ("\"PT1.5S\"", "\"PT1.5S\""),
        ("\"-P1D\"", "\"-P1D\""),
        ("\"PT0S\"", "\"PT0S\""),
        ("\"1h 30m\"", "\"PT1H30M\""),
    ]);
    refuses::<duration>(&[
        ("\"P\"", "invalid value: string \"P\", expected an ISO 8601 duration"),
        ("\"90\"", "invalid value: string"),
        ("90", "invalid type: integer `90`"),
    ]);
    assert_ne!(IsoDuration::from(jiff::Span::new().hours(24)), IsoDuration::from(jiff::Span::new().days(1)));
}

#[test]
fn bytes_as_text() {
    reads::<base64>(&[
        ("\"aGk=\"", "\"aGk=\""),
        ("\"aGk\"", "\"aGk=\""),
        ("\"-_8\"", "\"+/8=\""),
        ("\"aG\\nk=\\r\\n\"", "\"aGk=\""),
        ("\"\"", "\"\""),
    ]);
    reads::<base64url>(&[("\"+/8=\"", "\"-_8\""), ("\"aGk=\"", "\"aGk\"")]);
    refuses::<base64>(&[
        ("\"a\"", "invalid value: other text, expected base64 text"),
        ("\"a*b=\"", "invalid value: other text"),
        ("\"+-==\"", "invalid value: other text"),
        ("[104, 105]", "invalid type: sequence, expected base64 text"),
    ]);
    assert_eq!(serde_json::from_str::<As<base64>>("\"aGk=\"").unwrap().0, Bytes::from_static(b"hi"));
}

#[test]
fn uuids_and_addresses() {
    let id = "\"67e55044-10b1-426f-9247-bb680e5fe0c8\"";
    keeps::<Uuid>(&[
        (id, id),
        ("\"67E5504410B1426F9247BB680E5FE0C8\"", id),
        ("\"{67e55044-10b1-426f-9247-bb680e5fe0c8}\"", id),
        ("\"urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8\"", id),
    ]);
    assert!(serde_json::from_str::<Uuid>("\"none\"").unwrap_err().to_string().contains("UUID"));
    keeps::<IpAddr>(&[("\"127.0.0.1\"", "\"127.0.0.1\""), ("\"0:0:0:0:0:0:0:1\"", "\"::1\"")]);
    assert!(serde_json::from_str::<IpAddr>("\"127.0.0\"").is_err());
}

#[test]
fn uris_stay_as_they_are() {
    for text in ["https://example.org/a b", "/pets/{id}", "", "HTTPS://EXAMPLE.org"] {
        let text = format!("{text:?}");
        keeps::<Uri>(&[(&text, &text)]);
    }
    assert_eq!(Uri::from("https://example.org/pets").parse().unwrap().path(), "/pets");
    let base = Uri::from("https://example.org/v1/").parse().unwrap();
    assert!(Uri::from("pets").parse().is_err());
    assert_eq!(Uri::from(Uri::from("pets").parse_at(&base).unwrap()).as_str(), "https://example.org/v1/pets");
}

#[derive(Debug, Clone, PartialEq)]
struct Order {
    id: Uuid,
    price: Option<Decimal>,
    steps: Option<Vec<Decimal>>,
    count: Option<i64>,
    photo: Option<Bytes>,
}

model!(Order {
    "id" => id: required,
    "price" => price: optional as decimal,
    "steps" => steps: optional as Vec<decimal>,
    "count" => count: optional as quoted<i64>,
    "photo" => photo: optional as base64,
});

#[test]
fn what_is_refused_is_found() {
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let path =
        |rest: &str| json::read::<Vec<Order>>(format!("[{{\"id\":\"{id}\",{rest}]").as_bytes()).unwrap_err().path;
    assert_eq!(path("\"price\":\"x\"}"), "$[0].price");
    assert_eq!(path("\"price\":\"x\" }"), "$[0].price");
    assert_eq!(path("\"price\":true,\"count\":\"1\"}"), "$[0].price");
    assert_eq!(path("\"steps\":[1,1e99]}"), "$[0].steps[1]");
    assert_eq!(path("\"steps\":[1e99,1]}"), "$[0].steps[0]");
    assert_eq!(path("\"count\":\"x\"}"), "$[0].count");
    assert_eq!(path("\"photo\":\"*\"}"), "$[0].photo");
    assert_eq!(json::read::<Order>(b"{\"id\":\"7\"}").unwrap_err().path, "$.id");
}
