//! Verdicts about changes between two versions of a document.

use clientsmith::diff::{ChangeCause, Comparison, ItemChange, Level};
use clientsmith::document::Text;
use clientsmith::{Input, diff};
use serde_json::{Value, json};

fn input(document: &Value) -> Input {
    let text = Text { name: "shop.json".to_owned(), bytes: document.to_string().into_bytes() };
    Input { package: "shop".to_owned(), documents: vec![text], ..Input::default() }
}

fn compared(old: &Value, new: &Value) -> Comparison {
    let compared = diff(&input(old), &input(new), None);
    compared.comparison.expect("both documents are valid")
}

/// A document with an operation that creates an order and one that lists them.
fn shop() -> Value {
    let order = json!({ "$ref": "#/components/schemas/Order" });
    let content = json!({ "application/json": { "schema": order } });
    let list = json!({ "application/json": { "schema": { "type": "array", "items": order } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "servers": [{ "url": "https://shop.example" }],
        "paths": { "/orders": {
            "get": {
                "operationId": "listOrders",
                "parameters": [
                    { "name": "day", "in": "query", "required": true, "schema": { "type": "string" } },
                    { "name": "limit", "in": "query", "schema": { "type": "integer", "format": "int32" } },
                    { "name": "tags", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } }
                ],
                "responses": { "200": { "description": "Orders", "content": list } }
            },
            "post": {
                "operationId": "createOrder",
                "requestBody": { "required": true, "content": content },
                "responses": { "201": { "description": "The order", "content": content } }
            }
        } },
        "components": { "schemas": {
            "Order": {
                "type": "object",
                "required": ["id", "state"],
                "properties": {
                    "id": { "type": "integer", "format": "int64" },
                    "state": { "$ref": "#/components/schemas/State" },
                    "note": { "type": "string" }
                }
            },
            "State": { "type": "string", "enum": ["open", "paid"] }
        } }
    })
}

/// Returns the document with another value at a pointer, or without it.
fn edited(pointer: &str, value: Option<Value>) -> Value {
    let mut document = shop();
    let (parent, key) = pointer.rsplit_once('/').expect("the pointer has a parent");
    let parent = document.pointer_mut(parent).expect("the parent exists");
    match (parent, value) {
        (Value::Object(members), Some(value)) => _ = members.insert(key.replace("~1", "/"), value),
        (Value::Object(members), None) => assert!(members.remove(&key.replace("~1", "/")).is_some(), "{pointer}"),
        (Value::Array(items), Some(value)) if key == "-" => items.push(value),
        (Value::Array(items), Some(value)) => items[key.parse::<usize>().expect("an index")] = value,
        (Value::Array(items), None) => _ = items.remove(key.parse().expect("an index")),
        _ => panic!("{pointer} has no parent that can be edited"),
    }
    document
}

#[track_caller]
fn change<'c>(comparison: &'c Comparison, item: &str) -> &'c ItemChange {
    let found = comparison.changes.iter().find(|change| change.item == item);
    found.unwrap_or_else(|| panic!("no change of {item} in {:#?}", comparison.changes))
}

const GET: &str = "/paths/~1orders/get";
const ORDER: &str = "/components/schemas/Order";

#[test]
fn equal_documents_have_no_changes() {
    let comparison = compared(&shop(), &shop());
    assert_eq!(comparison, Comparison::default());
    assert_eq!((comparison.source(), comparison.wire()), (Level::None, Level::None));
}

#[test]
fn changed_descriptions_are_a_patch() {
    let comparison = compared(&shop(), &edited(&format!("{GET}/description"), Some(json!("Lists orders."))));
    assert_eq!(comparison.changes, []);
    assert_eq!((comparison.source(), comparison.wire()), (Level::Patch, Level::None));
}

#[test]
fn verdicts_depend_on_the_direction() {
    use Level::{Major, Minor, Patch};
    const UNAFFECTED: Level = Level::None;
    let parameter = |name: &str, required: bool| json!({ "name": name, "in": "query", "required": required, "schema": { "type": "string" } });
    let cases = [
        // The item, the edit, and the effects of the change on source code and on deployed clients.
        ("Call<ListOrders>::after", (GET, "parameters/-", Some(parameter("after", false))), (Minor, UNAFFECTED)),
        ("Client::list_orders", (GET, "parameters/-", Some(parameter("after", true))), (Major, Major)),
        ("Call<ListOrders>::limit", (GET, "parameters/1", None), (Major, Minor)),
        ("Client::list_orders", (GET, "parameters/0/required", Some(json!(false))), (Major, UNAFFECTED)),
        ("Client::list_orders", (GET, "parameters/1/required", Some(json!(true))), (Major, Major)),
        ("Call<ListOrders>::limit", (GET, "parameters/1/schema/format", Some(json!("int64"))), (Major, UNAFFECTED)),
        ("Call<ListOrders>::limit", (GET, "parameters/1/schema/maximum", Some(json!(100))), (UNAFFECTED, Major)),
        ("Client::list_orders", (GET, "parameters/0/schema/maxLength", Some(json!(10))), (UNAFFECTED, Major)),
        ("Call<ListOrders>::tags", (GET, "parameters/2/explode", Some(json!(false))), (UNAFFECTED, Major)),
        ("Client::list_orders", (GET, "parameters/0/schema/format", Some(json!("date"))), (Major, Major)),
        ("types::State::Void", ("/components/schemas/State", "enum/-", Some(json!("void"))), (Minor, UNAFFECTED)),
        ("types::State::Paid", ("/components/schemas/State", "enum/1", None), (Major, Major)),
        ("types::Order::note", (ORDER, "required/-", Some(json!("note"))), (Major, Major)),
        ("types::Order::state", (ORDER, "required", Some(json!(["id"]))), (Major, Major)),
        ("types::Order::note", (ORDER, "properties/note", None), (Major, Minor)),
        ("types::Order::id", (ORDER, "properties/id", None), (Major, Major)),
        ("types::Order::at", (ORDER, "properties/at", Some(json!({ "type": "string" }))), (Minor, UNAFFECTED)),
        ("types::Order::id", (ORDER, "properties/id", Some(json!({ "type": "number" }))), (Major, Major)),
        ("Client::list_orders", ("/paths/~1orders", "get", None), (Major, Major)),
        ("Client", ("/servers/0", "url", Some(json!("https://new.example"))), (Patch, Major)),
    ];
    for (item, (parent, edit, value), (source, wire)) in cases {
        let comparison = compared(&shop(), &edited(&format!("{parent}/{edit}"), value));
        let found = change(&comparison, item);
        let at = format!("{parent}/{edit}: {:?}", found.reasons);
        assert_eq!((comparison.wire(), found.wire), (wire, wire), "{at}");
        if source <= Patch {
            assert_eq!(comparison.source(), Patch, "{at}");
        } else {
            assert_eq!((comparison.source(), found.source), (source, source), "{at}");
        }
    }
}

#[test]
fn overlay_is_the_cause_of_its_changes() {
    let overlay = json!({
        "overlay": "1.0.0",
        "info": { "title": "Fixes", "version": "1" },
        "actions": [{ "target": "$.components.schemas.Order.properties", "update": { "paid": { "type": "boolean" } } }]
    });
    let overlay = Text { name: "fixes.json".to_owned(), bytes: overlay.to_string().into_bytes() };
    let new = Input { overlays: vec![overlay], ..input(&shop()) };
    let comparison = diff(&input(&shop()), &new, None).comparison.expect("both documents are valid");
    let added = change(&comparison, "types::Order::paid");
    assert_eq!(added.cause, ChangeCause::Overlay);
    assert_eq!(added.new_place.as_ref().map(|place| place.source.as_str()), Some("fixes.json"));
}

#[test]
fn rule_is_the_cause_of_a_changed_inference() {
    let untyped = |description: &str| {
        edited(
            &format!("{GET}/parameters/1"),
            Some(json!({ "name": "limit", "in": "query", "description": description, "schema": {} })),
        )
    };
    let (old, new) = (input(&untyped("The text.")), input(&untyped("Integer between 1 and 100.")));
    // The conclusion of the old client stays until the new one is accepted.
    let kept = diff(&old, &new, None).comparison.expect("both documents are valid");
    assert_eq!(kept.changes, []);
    let comparison = diff(&old, &Input { accept_inferences: true, ..new }, None).comparison;
    let comparison = comparison.expect("both documents are valid");
    let changed = change(&comparison, "Call<ListOrders>::limit");
    assert!(matches!(&changed.cause, ChangeCause::Rules(rules) if !rules.is_empty()), "{changed:?}");
}

#[test]
fn generator_is_the_cause_of_changes_without_new_inputs() {
    let output = clientsmith::generate(&input(&shop()));
    let recorded = output.files["API.md"].replace("pub note: Option<String>", "pub note: String");
    let recorded = clientsmith::emit::read_outline(&recorded);
    let comparison = diff(&input(&shop()), &input(&shop()), Some(&recorded)).comparison.expect("the document is valid");
    assert_eq!(comparison.changes.len(), 1);
    let changed = change(&comparison, "types::Order::note");
    assert_eq!((changed.cause.clone(), changed.source), (ChangeCause::Generator, Level::Major));
}
