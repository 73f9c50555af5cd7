//! Recordings whose bodies were made from schemas.

use clientsmith::learn::invented::Invented;
use clientsmith::learn::sources::read;
use serde_json::{Value, json};

/// Returns the reason why a HAR file with these paths and bodies is invented.
fn reason(entries: &[(&str, Value)]) -> Option<String> {
    let entries = entries.iter().map(|(path, body)| {
        json!({
            "request": {"method": "GET", "url": format!("https://shop.example{path}")},
            "response": {"status": 200, "content": {"mimeType": "application/json", "text": body.to_string()}},
        })
    });
    let har = json!({"log": {"entries": entries.collect::<Vec<_>>()}}).to_string();
    let mut invented = Invented::default();
    read("a.har", &mut har.as_bytes(), &mut |exchange| invented.add(&exchange)).expect("the text is a recording");
    invented.finish().map(|reason| reason.to_string())
}

#[test]
fn placeholders_are_found() {
    let table = [
        json!({"id": 0, "name": "string", "tags": ["string"]}),
        json!({"id": "<long>", "name": "<string>", "at": "<dateTime>"}),
        json!({"id": 3333, "name": "consectetur dolore in", "note": "nostrud ut"}),
        json!({"id": "urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479", "name": "Lorem"}),
        json!({"link": "http://kWqpTZbVhx.oxyLs", "name": "string"}),
    ];
    for body in table {
        let real = json!({"name": "Desk", "color": "oak"});
        let found = reason(&[("/a", body.clone()), ("/b", body.clone()), ("/c", real)]);
        assert_eq!(found.as_deref(), Some("its bodies are invented: 2 of 3 consist of placeholders"), "{body}");
    }
}

#[test]
fn one_body_of_many_operations_is_found() {
    let body = json!({"items": [{"id": 1776, "name": "Desk"}], "has_more": false});
    let paths = ["/orders", "/users", "/tags", "/sites", "/badges"];
    let entries: Vec<(&str, Value)> = paths.iter().map(|path| (*path, body.clone())).collect();
    let found = reason(&entries);
    assert_eq!(found.as_deref(), Some("its bodies are invented: 5 of 5 different requests have the same one"));
    // Requests of one operation can have one response.
    let paths = ["/orders/1", "/orders/2", "/orders/3", "/orders/4", "/orders/5"];
    let entries: Vec<(&str, Value)> = paths.iter().map(|path| (*path, body.clone())).collect();
    assert_eq!(reason(&entries), None);
}

#[test]
fn real_bodies_are_not_invented() {
    let table = [
        json!({"fields": [{"name": "email", "type": "email"}, {"name": "date", "type": "date"}, {"name": "note", "type": "text"}]}),
        json!({"property_name": "size", "value_type": "string"}),
        json!({"type": "string", "format": "uuid", "kind": "string"}),
        json!({"title": "Minimal magna cum laude", "author": "Elit Books Ltd", "genre": "Drama"}),
        json!({"url": "https://GitHub.com/a/b", "avatar": "https://avatars.example/u/1?v=4"}),
        json!({"id": 1, "total": 0, "open": true}),
    ];
    for body in table {
        assert_eq!(reason(&[("/a", body.clone()), ("/b", json!({"count": 1}))]), None, "{body}");
    }
}
