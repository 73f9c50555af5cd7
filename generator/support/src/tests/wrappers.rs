//! Types that hold themselves, against real JSON.

use std::collections::BTreeMap;

use serde_json::{from_value, json, to_value};

use crate::runtime::{Own, Timestamp, unix_time, wrapper};

#[derive(Debug, Clone, PartialEq, Default)]
struct Tree(Vec<Tree>);
wrapper!(Tree { Vec<Tree> });

#[derive(Debug, Clone, PartialEq)]
struct Log((Timestamp, BTreeMap<String, Log>));
wrapper!(Log { (Timestamp, BTreeMap<String, Log>) as (unix_time, Own<BTreeMap<String, Log>>) });

#[test]
fn what_holds_itself_comes_back_as_it_went() {
    let wire = json!([[], [[], []]]);
    let tree: Tree = from_value(wire.clone()).expect("a tree");
    assert_eq!(tree.len(), 2);
    assert_eq!(tree, Tree::from(vec![Tree::default(), Tree(vec![Tree::default(), Tree::default()])]));
    assert_eq!(to_value(&tree).expect("it is written"), wire);
}

#[test]
fn the_value_of_a_wrapper_has_its_format() {
    let wire = json!([5, { "later": [6, {}] }]);
    let log: Log = from_value(wire.clone()).expect("a log");
    assert_eq!(log.0.1.len(), 1);
    assert_eq!(to_value(&log).expect("it is written"), wire);
    assert!(from_value::<Log>(json!([5, { "later": ["x", {}] }])).is_err());
}
