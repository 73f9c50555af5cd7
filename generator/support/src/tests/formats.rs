//! Formats of single values: reading, writing and errors.

use std::fmt::Debug;
use std::net::IpAddr;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::ser::Serialize;

use crate::runtime::core::json;
use crate::runtime::core::to_param::ToParam;
use crate::runtime::model::format::{As, Format, ParamFormat};
use crate::runtime::model::model;
use crate::runtime::{
    Base64, Base64Url, Decimal, DecimalNumber, DecimalString, DurationFormat, IntegralNumber, IsoDuration,
    NumberFromString, TimeFormat, TimeOfDay, UriString, Uuid,
};

/// Checks that each input is read and that the value is expected as the text next to it.
fn assert_reads<F: ParamFormat<Value: Debug + PartialEq>>(cases: &[(&str, &str)]) {
    for (input, expected) in cases {
        let value = serde_json::from_str::<As<F>>(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!(serde_json::to_string(&value).unwrap(), *expected, "{input}");
        assert_eq!(value.to_param(), expected.trim_matches('"'), "{input}");
        assert_eq!(serde_json::from_str::<As<F>>(expected).unwrap(), value, "{input}");
    }
}

/// Checks that each input is rejected with an error that starts with the text next to it.
fn assert_rejects<F: Format<Value: Debug>>(cases: &[(&str, &str)]) {
    for (input, error) in cases {
        let message = serde_json::from_str::<As<F>>(input).unwrap_err().to_string();
        assert!(message.starts_with(error), "{input}: {message}");
    }
}

/// Does the checks of [`assert_reads`] for a type without a format.
fn assert_round_trip<T: DeserializeOwned + Serialize + ToParam + PartialEq + Debug>(cases: &[(&str, &str)]) {
    for (input, expected) in cases {
        let value = serde_json::from_str::<T>(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!(serde_json::to_string(&value).unwrap(), *expected, "{input}");
        assert_eq!(value.to_param(), expected.trim_matches('"'), "{input}");
        assert_eq!(serde_json::from_str::<T>(expected).unwrap(), value, "{input}");
    }
}

#[test]
fn numbers_are_read_from_strings() {
    assert_reads::<NumberFromString<i64>>(&[
        ("\"9223372036854775807\"", "\"9223372036854775807\""),
        ("-5", "\"-5\""),
        ("\" 7 \"", "\"7\""),
        ("\"5.0\"", "\"5\""),
        ("1e3", "\"1000\""),
    ]);
    assert_reads::<NumberFromString<u64>>(&[("\"18446744073709551615\"", "\"18446744073709551615\"")]);
    assert_reads::<NumberFromString<f64>>(&[("\"0.1\"", "\"0.1\""), ("3", "\"3\""), ("\"Infinity\"", "\"Infinity\"")]);
    assert_rejects::<NumberFromString<i32>>(&[
        ("\"\"", "invalid value: string \"\", expected a number or numeric string within i32"),
        ("\"2147483648\"", "invalid value: string"),
        ("2147483648", "invalid value: integer `2147483648`"),
        ("1.5", "invalid value: floating point `1.5`"),
        ("null", "invalid type: null"),
    ]);
    assert_rejects::<NumberFromString<u32>>(&[
        ("-1", "invalid value: integer `-1`"),
        ("\"1 000\"", "invalid value: string"),
    ]);
    assert_rejects::<NumberFromString<f64>>(&[(
        "\"0,5\"",
        "invalid value: string \"0,5\", expected a number or numeric string",
    )]);
}

#[test]
fn integers_are_read_from_numbers_with_a_zero_fraction() {
    assert_reads::<IntegralNumber<i32>>(&[("5.0", "5"), ("5", "5"), ("\"-5\"", "-5")]);
    assert_reads::<IntegralNumber<i64>>(&[("9223372036854775807", "9223372036854775807")]);
    assert_rejects::<IntegralNumber<i64>>(&[
        ("0.5", "invalid value: floating point `0.5`"),
        ("1e300", "invalid value: floating point"),
    ]);
}

#[test]
fn decimals_keep_every_digit() {
    assert_reads::<DecimalNumber>(&[
        ("0.1", "0.1"),
        ("19.990", "19.990"),
        ("1234567890123456789.123456789", "1234567890123456789.123456789"),
        ("-0.0000000000000000000000000001", "-0.0000000000000000000000000001"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("1.5e3", "1500"),
        ("15E-3", "0.015"),
        ("\"12.50\"", "12.50"),
    ]);
    assert_reads::<DecimalString>(&[("\"12.50\"", "\"12.50\""), ("12.50", "\"12.50\""), ("\" 1 \"", "\"1\"")]);
    assert_rejects::<DecimalNumber>(&[
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
fn decimals_are_read_from_json_values() {
    let value: serde_json::Value = serde_json::from_str("12.5").unwrap();
    let read = serde_json::from_value::<As<DecimalNumber>>(value.clone()).unwrap();
    assert_eq!(read.0, Decimal::new(125, 1));
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    let other = serde::de::value::F64Deserializer::<serde::de::value::Error>::new(0.1);
    assert_eq!(DecimalNumber::read(other).unwrap(), Decimal::new(1, 1));
}

#[test]
fn times_of_day_are_normalized() {
    assert_reads::<TimeFormat>(&[
        ("\"12:30:00\"", "\"12:30:00\""),
        ("\"12:30\"", "\"12:30:00\""),
        ("\"T23:59:59.250\"", "\"23:59:59.25\""),
        ("\"12:30:00Z\"", "\"12:30:00Z\""),
        ("\"12:30:00z\"", "\"12:30:00Z\""),
        ("\"12:30:00+05:30\"", "\"12:30:00+05:30\""),
        ("\"12:30:00-0330\"", "\"12:30:00-03:30\""),
    ]);
    assert_rejects::<TimeFormat>(&[
        ("\"24:30\"", "invalid value: string \"24:30\", expected an RFC 3339 time of day"),
        ("\"\"", "invalid value: string"),
        ("\"noon\"", "invalid value: string"),
        ("\"12:30:00[Europe/Paris]\"", "invalid value: string"),
        ("1230", "invalid type: integer `1230`"),
    ]);
    let read: TimeOfDay = serde_json::from_str::<As<TimeFormat>>("\"12:30\"").unwrap().0;
    assert_eq!((read.clock.hour(), read.offset), (12, None));
}

#[test]
fn durations_are_iso_8601() {
    assert_reads::<DurationFormat>(&[
        ("\"P1Y2M10DT2H30M\"", "\"P1Y2M10DT2H30M\""),
        ("\"PT36H\"", "\"PT36H\""),
        ("\"P2W\"", "\"P2W\""),
        ("\"PT1.5S\"", "\"PT1.5S\""),
        ("\"-P1D\"", "\"-P1D\""),
        ("\"PT0S\"", "\"PT0S\""),
        ("\"1h 30m\"", "\"PT1H30M\""),
    ]);
    assert_rejects::<DurationFormat>(&[
        ("\"P\"", "invalid value: string \"P\", expected an ISO 8601 duration"),
        ("\"90\"", "invalid value: string"),
        ("90", "invalid type: integer `90`"),
    ]);
    assert_ne!(IsoDuration::from(jiff::Span::new().hours(24)), IsoDuration::from(jiff::Span::new().days(1)));
}

#[test]
fn bytes_are_base64_text() {
    assert_reads::<Base64>(&[
        ("\"aGk=\"", "\"aGk=\""),
        ("\"aGk\"", "\"aGk=\""),
        ("\"-_8\"", "\"+/8=\""),
        ("\"aG\\nk=\\r\\n\"", "\"aGk=\""),
        ("\"\"", "\"\""),
    ]);
    assert_reads::<Base64Url>(&[("\"+/8=\"", "\"-_8\""), ("\"aGk=\"", "\"aGk\"")]);
    assert_rejects::<Base64>(&[
        ("\"a\"", "invalid value: other text, expected base64 text"),
        ("\"a*b=\"", "invalid value: other text"),
        ("\"+-==\"", "invalid value: other text"),
        ("[104, 105]", "invalid type: sequence, expected base64 text"),
    ]);
    assert_eq!(serde_json::from_str::<As<Base64>>("\"aGk=\"").unwrap().0, Bytes::from_static(b"hi"));
}

#[test]
fn uuids_and_ip_addresses_are_normalized() {
    let id = "\"67e55044-10b1-426f-9247-bb680e5fe0c8\"";
    assert_round_trip::<Uuid>(&[
        (id, id),
        ("\"67E5504410B1426F9247BB680E5FE0C8\"", id),
        ("\"{67e55044-10b1-426f-9247-bb680e5fe0c8}\"", id),
        ("\"urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8\"", id),
    ]);
    assert!(serde_json::from_str::<Uuid>("\"none\"").unwrap_err().to_string().contains("UUID"));
    assert_round_trip::<IpAddr>(&[("\"127.0.0.1\"", "\"127.0.0.1\""), ("\"0:0:0:0:0:0:0:1\"", "\"::1\"")]);
    assert!(serde_json::from_str::<IpAddr>("\"127.0.0\"").is_err());
}

#[test]
fn uris_are_unchanged() {
    for text in ["https://example.org/a b", "/pets/{id}", "", "HTTPS://EXAMPLE.org"] {
        let text = format!("{text:?}");
        assert_round_trip::<UriString>(&[(&text, &text)]);
    }
    assert_eq!(UriString::from("https://example.org/pets").parse().unwrap().path(), "/pets");
    let base = UriString::from("https://example.org/v1/").parse().unwrap();
    assert!(UriString::from("pets").parse().is_err());
    assert_eq!(
        UriString::from(UriString::from("pets").resolve_against(&base).unwrap()).as_str(),
        "https://example.org/v1/pets"
    );
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
    "price" => price: optional as DecimalNumber,
    "steps" => steps: optional as Vec<DecimalNumber>,
    "count" => count: optional as NumberFromString<i64>,
    "photo" => photo: optional as Base64,
});

#[test]
fn invalid_values_have_a_path() {
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let path = |rest: &str| {
        json::from_slice::<Vec<Order>>(format!("[{{\"id\":\"{id}\",{rest}]").as_bytes(), true).unwrap_err().path
    };
    assert_eq!(path("\"price\":\"x\"}"), "$[0].price");
    assert_eq!(path("\"price\":\"x\" }"), "$[0].price");
    assert_eq!(path("\"price\":true,\"count\":\"1\"}"), "$[0].price");
    assert_eq!(path("\"steps\":[1,1e99]}"), "$[0].steps[1]");
    assert_eq!(path("\"steps\":[1e99,1]}"), "$[0].steps[0]");
    assert_eq!(path("\"count\":\"x\"}"), "$[0].count");
    assert_eq!(path("\"photo\":\"*\"}"), "$[0].photo");
    assert_eq!(json::from_slice::<Order>(b"{\"id\":\"7\"}", true).unwrap_err().path, "$.id");
}
