//! Unions and value enums: selection of variants, unknown values and error paths.

use serde_json::{Value, json};

use crate::runtime::core::json;
use crate::runtime::core::to_param::ToParam;
use crate::runtime::model::model;
use crate::runtime::model::union::{impl_from_payload, union};
use crate::runtime::model::value_enum::value_enum;
use crate::runtime::{Date, Rfc3339Date};

#[derive(Debug, Clone, PartialEq)]
struct Cat {
    kind: String,
    lives: i64,
}
model!(Cat { "kind" => kind: required, "lives" => lives: required });

#[derive(Debug, Clone, PartialEq)]
struct Fish {
    fins: Vec<i64>,
}
model!(Fish { "fins" => fins: required });

#[derive(Debug, Clone, PartialEq)]
enum Pet {
    Cat(Cat),
    Fish(Fish),
    Pair(Box<Pair>),
    Unknown(Value),
}
union!(Pet(Unknown) by "kind" {
    "cat" | "lion" => Cat: tag_included,
    "fish" => Fish: tag_added,
    "pair" => Pair: tag_added,
});
impl_from_payload!(Pet { Cat(Cat), Fish(Fish), Pair(Pair) });

#[derive(Debug, Clone, PartialEq)]
struct Pair {
    one: Pet,
    others: Option<Vec<Pet>>,
}
model!(Pair { "one" => one: required, "others" => others: optional });

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Day(Date),
    Text(String),
    Level(Level),
    Count(i64),
    Share(f64),
    Flag(bool),
    List(Vec<i64>),
    Cat(Cat),
    Fish(Fish),
    Unknown(Value),
}
union!(Shape(Unknown) {
    Day as Rfc3339Date: String,
    Text: String,
    Level: Integer of [Integer(1), Integer(2)],
    Count: Integer,
    Share: Number,
    Flag: Boolean,
    List: Array,
    Cat: Object where ["kind" is [Text("cat"), Text("lion")]],
    Fish: Object has ["fins"],
});
impl_from_payload!(Shape { Text(String), Text(&str), Count(i64), Cat(Cat) });

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Level {
    Low,
    High,
    Auto,
    Off,
    Half,
    Unknown(Value),
}
value_enum!(Level(Unknown) {
    Low => Integer(1),
    High => Integer(-2),
    Auto => Text("auto"),
    Off => Bool(false),
    Half => Number(0.5),
});

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, (String, String)> {
    json::from_slice(value.to_string().as_bytes(), true).map_err(|error| (error.path, error.message))
}

#[test]
fn tag_selects_the_variant() {
    let cat = json!({"kind": "lion", "lives": 9});
    assert_eq!(read::<Pet>(&cat).unwrap(), Pet::from(Cat { kind: "lion".to_owned(), lives: 9 }));
    let pair =
        json!({"kind": "pair", "one": cat, "others": [{"kind": "fish", "fins": [1]}, {"kind": "dog", "a": 1.5}]});
    let parsed = read::<Pet>(&pair).unwrap();
    assert!(
        matches!(&parsed, Pet::Pair(pair) if matches!(pair.others.as_deref(), Some([Pet::Fish(_), Pet::Unknown(_)])))
    );
    assert_eq!(serde_json::to_value(&parsed).unwrap(), pair);
}

#[test]
fn undocumented_tag_is_kept_as_unknown() {
    for value in [json!({"kind": "dog"}), json!({"lives": 9}), json!("cat"), json!(null), json!([{"kind": "cat"}])] {
        assert_eq!(read::<Pet>(&value).unwrap(), Pet::Unknown(value.clone()));
        assert_eq!(serde_json::to_value(Pet::Unknown(value.clone())).unwrap(), value);
    }
}

#[test]
fn invalid_tagged_value_is_an_error_with_a_path() {
    let error = read::<Pet>(&json!({"kind": "cat"})).unwrap_err();
    assert_eq!(error, ("$".to_owned(), "missing field `lives`".to_owned()));
    let inner = json!({"kind": "pair", "one": {"kind": "pair", "one": {"kind": "fish", "fins": [1, "x"]}}});
    let (path, message) = read::<Pet>(&inner).unwrap_err();
    assert_eq!(path, "$.one.one.fins[1]");
    assert_eq!(message, "invalid type: string \"x\", expected i64");
    let outer = json!({"one": {"kind": "cat", "lives": 1}, "others": [{"kind": "x"}, {"kind": "fish", "fins": 1}]});
    assert_eq!(read::<Pair>(&outer).unwrap_err().0, "$.others[1].fins");
}

#[test]
fn variants_are_distinguished_by_shape() {
    let table = [
        (json!("2026-01-31"), "Day"),
        (json!("soon"), "Text"),
        (json!(2), "Level"),
        (json!(3), "Count"),
        (json!(0.5), "Share"),
        (json!(true), "Flag"),
        (json!([1]), "List"),
        (json!({"kind": "cat", "lives": 1}), "Cat"),
        (json!({"fins": []}), "Fish"),
        (json!({"kind": "dog"}), "Unknown"),
        (json!(null), "Unknown"),
    ];
    for (value, variant) in table {
        let shape = read::<Shape>(&value).unwrap();
        assert!(format!("{shape:?}").starts_with(variant), "{value} is {shape:?}");
        assert_eq!(serde_json::to_value(&shape).unwrap(), value);
    }
    assert_eq!(Shape::from("a"), Shape::Text("a".to_owned()));
}

#[test]
fn invalid_value_of_the_only_candidate_is_an_error() {
    assert_eq!(read::<Shape>(&json!(["x"])).unwrap_err().0, "$[0]");
    assert_eq!(read::<Shape>(&json!({"kind": "cat", "lives": "x"})).unwrap_err().0, "$.lives");
    // Two variants are candidates, and neither is valid.
    let both = json!({"kind": "cat", "fins": 1});
    assert_eq!(read::<Shape>(&both).unwrap(), Shape::Unknown(both));
}

#[derive(Debug, Clone, PartialEq)]
struct Bird {
    name: Option<String>,
    wings: Option<i64>,
}
model!(Bird { "name" => name: optional, "wings" => wings: optional });

#[derive(Debug, Clone, PartialEq)]
struct Snake {
    name: Option<String>,
    length: Option<i64>,
}
model!(Snake { "name" => name: optional, "length" => length: optional });

#[derive(Debug, Clone, PartialEq)]
enum Guest {
    Bird(Bird),
    Snake(Snake),
    Unknown(Value),
}
union!(Guest(Unknown) {
    Bird: Object knows ["wings"],
    Snake: Object knows ["length"],
});

#[test]
fn variant_with_more_matching_fields_is_selected() {
    let table = [
        (json!({"name": "a", "length": 3}), "Snake"),
        (json!({"name": "a", "wings": 2}), "Bird"),
        (json!({"name": "a"}), "Bird"),
        (json!({"length": "long"}), "Unknown"),
        (json!({"length": "long", "name": 1}), "Unknown"),
    ];
    for (value, variant) in table {
        let guest = read::<Guest>(&value).unwrap();
        assert!(format!("{guest:?}").starts_with(variant), "{value} is {guest:?}");
    }
}

#[test]
fn documented_and_unknown_values_round_trip() {
    let table = [
        (json!(1), Level::Low, "1"),
        (json!(-2), Level::High, "-2"),
        (json!("auto"), Level::Auto, "auto"),
        (json!(false), Level::Off, "false"),
        (json!(0.5), Level::Half, "0.5"),
        (json!("1"), Level::Unknown(json!("1")), "1"),
        (json!(3), Level::Unknown(json!(3)), "3"),
        (json!(true), Level::Unknown(json!(true)), "true"),
    ];
    for (value, level, text) in table {
        assert_eq!(read::<Level>(&value).unwrap(), level);
        assert_eq!(serde_json::to_value(&level).unwrap(), value);
        assert_eq!(level.to_param(), text);
    }
}
