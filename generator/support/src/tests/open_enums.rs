//! Open enums: unknown values round-trip, and equal texts are equal values.

use std::collections::BTreeMap;

use crate::runtime::core::to_param::ToParam;
use crate::runtime::model::model;
use crate::runtime::model::open_enum::{UnknownValue, open_enum};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Color {
    Red,
    Blue,
    Unknown(UnknownValue),
}
open_enum!(Color { "red" => Red, "blue" => Blue });

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum State {
    Unknown,
    Empty,
    Other(UnknownValue),
}
open_enum!(State(Other) { "unknown" => Unknown, "" => Empty, });

#[derive(Debug, PartialEq)]
struct Car {
    color: Color,
    state: Option<State>,
    counts: Option<BTreeMap<Color, u8>>,
}
model!(Car { "color" => color: required, "state" => state: optional, "counts" => counts: optional });

#[test]
fn every_text_round_trips() {
    for text in ["red", "blue", "Red", " red", "", "unknown", "Unknown", "a\"b\\c", "\u{e9}\u{1f600}", "\0"] {
        let color = Color::from(text);
        assert_eq!(color.as_str(), text);
        assert_eq!(color, Color::from(text.to_owned()));
        assert_eq!(color.to_string(), text);
        assert_eq!(color.to_param(), text);
        let json = serde_json::to_string(text).unwrap();
        assert_eq!(serde_json::from_str::<Color>(&json).unwrap(), color);
        assert_eq!(serde_json::from_reader::<_, Color>(json.as_bytes()).unwrap(), color);
        assert_eq!(serde_json::from_value::<Color>(text.into()).unwrap(), color);
        assert_eq!(serde_json::to_string(&color).unwrap(), json);
        assert_eq!(State::from(text).as_str(), text);
    }
}

#[test]
fn documented_text_is_a_variant() {
    assert_eq!(Color::from("red"), Color::Red);
    assert_eq!(Color::from(String::from("red")), Color::Red);
    assert_eq!(serde_json::from_str::<Color>(r#""r\u0065d""#).unwrap(), Color::Red);
    assert_eq!(State::from("unknown"), State::Unknown);
    assert_eq!(State::from(""), State::Empty);
    assert!(matches!(Color::from("green"), Color::Unknown(text) if &*text == "green"));
}

#[test]
fn debug_and_width_apply_to_the_text() {
    assert_eq!(format!("{:?} {:?}", Color::Red, Color::from("green")), r#"Red Unknown("green")"#);
    assert_eq!(format!("[{:>5}] [{:<6}]", Color::Red, Color::from("green")), "[  red] [green ]");
}

#[test]
fn other_json_types_are_errors_with_a_position() {
    let cases = [
        ("1", "invalid type: integer `1`, expected a string at line 1 column 1"),
        ("null", "invalid type: null, expected a string at line 1 column 4"),
        ("[\"red\"]", "invalid type: sequence, expected a string at line 1 column 0"),
        (r#"{"red": 1}"#, "invalid type: map, expected a string at line 1 column 0"),
    ];
    for (text, expected) in cases {
        assert_eq!(serde_json::from_str::<Color>(text).unwrap_err().to_string(), expected);
    }
    let in_model = serde_json::from_str::<Car>(r#"{"color": true, "state": null}"#).unwrap_err().to_string();
    assert_eq!(in_model, "invalid type: boolean `true`, expected a string at line 1 column 14");
}

#[test]
fn open_enums_are_fields_and_map_keys() {
    let text = r#"{"color":"green","state":"unknown","counts":{"red":1,"green":2}}"#;
    let car: Car = serde_json::from_str(text).unwrap();
    assert_eq!(car.state, Some(State::Unknown));
    assert_eq!(car.counts.as_ref().and_then(|counts| counts.get(&Color::from("green"))), Some(&2));
    assert_eq!(serde_json::to_string(&car).unwrap(), text);
}
