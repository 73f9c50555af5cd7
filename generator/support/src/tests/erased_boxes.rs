//! `ErasedBox`: serialization, comparison and errors are those of its value.

use crate::runtime::core::json;
use crate::runtime::model::model;
use crate::runtime::{Erasable, ErasedBox};

#[derive(Debug, Clone, PartialEq, Default)]
struct Node {
    name: Option<String>,
    next: Option<ErasedBox<Node>>,
}

model!(Node { "name" => name: optional, "next" => next: optional });

impl Erasable for Node {}

#[test]
fn erased_box_behaves_as_its_value() {
    let node: Node = json::from_slice(br#"{"name":"a","next":{"name":"b"}}"#, true).unwrap();
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
fn errors_in_erased_boxes_have_a_path() {
    assert_eq!(
        json::from_slice::<Node>(br#"{"next":{"next":{"name":1}}}"#, true).unwrap_err().path,
        "$.next.next.name"
    );
}
