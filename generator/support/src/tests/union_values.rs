//! Unions whose variants could read each other's values: selection of the variant that keeps the value.

use serde_json::{Value, json};

use crate::runtime::core::json;
use crate::runtime::model::model;
use crate::runtime::model::union::union;
use crate::runtime::{
    Base64, Bytes, Date, Decimal, DecimalNumber, DecimalString, DurationFormat, IsoDuration, NumberFromString, Rfc3339,
    Rfc3339Date, TimeFormat, TimeOfDay, Timestamp, Uuid,
};

/// Defines a union of formats and plain text.
macro_rules! with_text {
    ($($name:ident: $value:ty as $format:ty;)*) => {$(
        #[derive(Debug, Clone, PartialEq)]
        enum $name {
            Format($value),
            Text(String),
            Unknown(Value),
        }
        union!($name(Unknown) { Format as $format: String, Text: String, });
    )*};
}
with_text! {
    BinaryOrText: Bytes as Base64;
    DecimalOrText: Decimal as DecimalString;
    DurationOrText: IsoDuration as DurationFormat;
    IdOrText: Uuid as crate::runtime::model::format::Same<Uuid>;
    NumberOrText: i64 as NumberFromString<i64>;
    TimeOrText: TimeOfDay as TimeFormat;
}

#[derive(Debug, Clone, PartialEq)]
enum Moment {
    Day(Date),
    Instant(Timestamp),
    Unknown(Value),
}
union!(Moment(Unknown) { Day as Rfc3339Date: String, Instant as Rfc3339: String, });

#[derive(Debug, Clone, PartialEq)]
enum Days {
    Dates(Vec<Date>),
    Instants(Vec<Timestamp>),
    Unknown(Value),
}
union!(Days(Unknown) { Dates as Vec<Rfc3339Date>: Array, Instants as Vec<Rfc3339>: Array, });

/// Checks that a text is read as the variant, and written as it was.
fn assert_keeps<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(text: &str, variant: &str) {
    let value = Value::from(text);
    let union: T = serde_json::from_value(value.clone()).unwrap();
    assert!(format!("{union:?}").starts_with(variant), "{text}: {union:?}");
    assert_eq!(serde_json::to_value(&union).unwrap(), value);
}

#[test]
fn text_that_a_format_would_respell_is_text() {
    assert_keeps::<IdOrText>("67e55044-10b1-426f-9247-bb680e5fe0c8", "Format");
    assert_keeps::<IdOrText>("67E55044-10B1-426F-9247-BB680E5FE0C8", "Text");
    assert_keeps::<BinaryOrText>("YWI=", "Format");
    assert_keeps::<BinaryOrText>("YWI", "Text");
    assert_keeps::<NumberOrText>("42", "Format");
    for text in ["042", "+42", " 42", "42.0", "4e1"] {
        assert_keeps::<NumberOrText>(text, "Text");
    }
    assert_keeps::<DecimalOrText>("1.50", "Format");
    assert_keeps::<DecimalOrText>("1e3", "Text");
    assert_keeps::<DurationOrText>("PT1M", "Format");
    assert_keeps::<DurationOrText>("PT01M", "Text");
    assert_keeps::<TimeOrText>("10:30:00", "Format");
    assert_keeps::<TimeOrText>("soon", "Text");
}

#[test]
fn timestamp_is_not_read_as_a_date() {
    assert_keeps::<Moment>("2024-01-02", "Day");
    assert_keeps::<Moment>("2024-01-02T10:30:00Z", "Instant");
    assert_keeps::<Moment>("soon", "Unknown");
    // Another spelling of an instant is still that instant.
    let moment: Moment = serde_json::from_value(json!("2024-01-02T12:30:00.000+02:00")).unwrap();
    assert_eq!(moment, Moment::Instant("2024-01-02T10:30:00Z".parse().unwrap()));
}

#[test]
fn lists_belong_to_the_variant_that_keeps_all_items() {
    for (value, variant) in [
        (json!(["2024-01-02"]), "Dates"),
        (json!(["2024-01-02T10:30:00Z"]), "Instants"),
        (json!(["2024-01-02", "soon"]), "Unknown"),
    ] {
        let days: Days = serde_json::from_value(value.clone()).unwrap();
        assert!(format!("{days:?}").starts_with(variant), "{value}: {days:?}");
        assert_eq!(serde_json::to_value(&days).unwrap(), value);
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Start {
    kind: Option<String>,
    at: Option<i64>,
}
model!(Start { "kind" => kind: optional, "at" => at: optional });

#[derive(Debug, Clone, PartialEq)]
struct Stop {
    kind: Option<String>,
    reason: Option<String>,
}
model!(Stop { "kind" => kind: optional, "reason" => reason: optional });

#[derive(Debug, Clone, PartialEq)]
enum Signal {
    Start(Start),
    Stop(Stop),
    Level(i64),
    Unknown(Value),
}
union!(Signal(Unknown) {
    Start: Object knows ["at"] except ["kind" is [Text("stop")]],
    Stop: Object knows ["reason"] except ["kind" is [Text("start")]],
    Level: Integer,
});

fn signal(value: &Value) -> Signal {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn optional_tag_of_another_variant_excludes_a_variant() {
    for kind in ["start", "stop"] {
        let signal = signal(&json!({"kind": kind}));
        assert!(format!("{signal:?}").to_lowercase().starts_with(kind), "{signal:?}");
    }
    assert!(matches!(signal(&json!({"kind": "stop", "at": 1})), Signal::Stop(_)));
    assert!(matches!(signal(&json!({"reason": "late"})), Signal::Stop(_)));
    // A value of no variant excludes none.
    assert!(matches!(signal(&json!({"kind": "pause", "reason": "late"})), Signal::Stop(_)));
}

#[test]
fn object_with_properties_of_two_variants_is_unknown() {
    let both = json!({"at": 1, "reason": "late"});
    assert_eq!(signal(&both), Signal::Unknown(both));
}

#[test]
fn integers_may_have_a_zero_fraction() {
    assert_eq!(signal(&json!(5.0)), Signal::Level(5));
    assert_eq!(signal(&json!(1e3)), Signal::Level(1000));
    assert_eq!(signal(&json!(1.5)), Signal::Unknown(json!(1.5)));
}

#[derive(Debug, Clone, PartialEq)]
enum Large {
    Known(i64),
    Other(i64),
    Unknown(Value),
}
union!(Large(Unknown) { Known: Integer of [Integer(9007199254740993)], Other: Integer, });

#[test]
fn large_integers_differ_from_their_neighbours() {
    for (number, variant) in [(9_007_199_254_740_993_i64, "Known"), (9_007_199_254_740_992, "Other")] {
        let large: Large = serde_json::from_value(json!(number)).unwrap();
        assert!(format!("{large:?}").starts_with(variant), "{large:?}");
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Note {
    at: Option<Date>,
    text: Option<String>,
    next: Option<Box<Entry>>,
}
model!(Note { "at" => at: optional as Rfc3339Date, "text" => text: optional, "next" => next: optional });

#[derive(Debug, Clone, PartialEq)]
struct Mark {
    at: Option<Timestamp>,
    text: Option<String>,
    size: Option<i64>,
    next: Option<Box<Entry>>,
}
model!(Mark {
    "at" => at: optional as Rfc3339,
    "text" => text: optional,
    "size" => size: optional,
    "next" => next: optional,
});

#[derive(Debug, Clone, PartialEq)]
enum Entry {
    Note(Note),
    Mark(Mark),
    Unknown(Value),
}
union!(Entry(Unknown) { Note: Object, Mark: Object, });

#[derive(Debug, Clone, PartialEq)]
enum Entries {
    Notes(Vec<Note>),
    Marks(Vec<Mark>),
    Unknown(Value),
}
union!(Entries(Unknown) { Notes: Array, Marks: Array, });

#[test]
fn objects_belong_to_the_variant_that_changes_them_least() {
    for (value, variant) in [
        (json!({"at": "2024-01-02"}), "Note"),
        (json!({"at": "2024-01-02T10:30:00Z"}), "Mark"),
        (json!({"text": "a", "size": 1}), "Mark"),
        (json!({"text": "a", "next": {"at": "2024-01-02T10:30:00Z"}}), "Note"),
    ] {
        let entry: Entry = serde_json::from_value(value.clone()).unwrap();
        assert!(format!("{entry:?}").starts_with(variant), "{value}: {entry:?}");
        assert_eq!(serde_json::to_value(&entry).unwrap(), value);
        let entries: Entries = serde_json::from_value(json!([{}, value])).unwrap();
        assert!(format!("{entries:?}").starts_with(variant), "{value}: {entries:?}");
        assert_eq!(serde_json::to_value(&entries).unwrap(), json!([{}, value]));
    }
    // A property that no variant has changes nothing, and neither does null.
    let entry: Entry = serde_json::from_value(json!({"at": null, "more": 1})).unwrap();
    assert!(matches!(entry, Entry::Note(_)), "{entry:?}");
}

#[test]
fn unions_in_unions_are_read_in_limited_time() {
    let mut value = json!({});
    for _ in 0..100 {
        value = json!({"at": "2024-01-02T10:30:00Z", "next": value});
    }
    let entry: Entry = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&entry).unwrap(), value);
}

#[derive(Debug, Clone, PartialEq)]
enum AnyOrCount {
    Count(i64),
    Start(Box<Start>),
    Unknown(Value),
}
union!(AnyOrCount(Unknown, any: true) { Count: Integer, Start: Object has ["at"], });

#[test]
fn value_that_no_variant_reads_is_unknown_if_any_value_is_allowed() {
    assert_eq!(serde_json::from_value::<AnyOrCount>(json!(5)).unwrap(), AnyOrCount::Count(5));
    for value in [json!(u64::MAX), json!({"at": "late"}), json!("a")] {
        let union: AnyOrCount = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(union, AnyOrCount::Unknown(value));
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Price {
    net: Decimal,
    before: Option<Box<Amount>>,
}
model!(Price { "net" => net: required as DecimalNumber, "before" => before: optional });

#[derive(Debug, Clone, PartialEq)]
enum Amount {
    Exact(Decimal),
    Price(Price),
    Text(String),
    Unknown(Value),
}
union!(Amount(Unknown) { Exact as DecimalNumber: Number, Price: Object has ["net"], Text: String, });

#[derive(Debug, Clone, PartialEq)]
enum Offer {
    Price(Price),
    Free(Box<Start>),
    Unknown(Value),
}
union!(Offer(Unknown) by "kind" { "price" => Price: tag_added, "free" => Free: tag_included, });

#[test]
fn decimals_in_unions_keep_every_digit() {
    for text in [
        "1.2345678901234567890123",
        "12345678901234567890.12",
        "{\"net\":0.1234567890123456789,\"before\":{\"net\":1.2345678901234567890123,\"before\":123456789012345678901}}",
        "\"1.2345678901234567890123\"",
    ] {
        let amount: Amount = json::from_slice(text.as_bytes(), true).unwrap();
        assert!(!matches!(amount, Amount::Unknown(_)), "{amount:?}");
        assert_eq!(serde_json::to_string(&amount).unwrap(), text);
    }
    let text = "{\"kind\":\"price\",\"net\":1.2345678901234567890123}";
    let offers: Vec<Offer> = json::from_slice(format!("[{text}, {{\"kind\": \"free\"}}]").as_bytes(), true).unwrap();
    assert!(matches!(offers.as_slice(), [Offer::Price(_), Offer::Free(_)]), "{offers:?}");
    assert_eq!(serde_json::to_string(&offers[0]).unwrap(), text);
    let empty = serde_json::to_string(&Offer::Free(Box::new(Start { kind: None, at: None }))).unwrap();
    assert_eq!(empty, "{}");
}

#[test]
fn invalid_value_next_to_a_long_number_is_located() {
    let error = json::from_slice::<Vec<Amount>>(br#"[1.2345678901234567890123, {"net": true}, 1]"#, true).unwrap_err();
    assert_eq!(error.path, "$[1].net");
}
