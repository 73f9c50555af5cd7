//! Links: values behind a pointer, as if there were none.

use crate::runtime::json;
use crate::runtime::model::model;
use crate::runtime::{Link, Linked};

#[derive(Debug, Clone, PartialEq, Default)]
struct Node {
    name: Option<String>,
    next: Option<Link<Node>>,
}

model!(Node { "name" => name: optional, "next" => next: optional });

impl Linked for Node {}

#[test]
fn a_link_is_its_value() {
    let node: Node = json::read(br#"{"name":"a","next":{"name":"b"}}"#).unwrap();
    let mut copy = node.clone();
    assert_eq!(copy, node);
    assert_eq!(serde_json::to_string(&node).unwrap(), r#"{"name":"a","next":{"name":"b"}}"#);
    copy.next.as_mut().unwrap().name = None;
    assert_ne!(copy, node);
    let last = node.next.unwrap();
    assert_eq!(format!("{last:?}"), r#"Node { name: Some("b"), next: None }"#);
    assert_eq!(last.into_inner().name.as_deref(), Some("b"));
}

#[test]
fn what_is_wrong_behind_a_link_is_found() {
    assert_eq!(json::read::<Node>(br#"{"next":{"next":{"name":1}}}"#).unwrap_err().path, "$.next.next.name");
}
