//! Newtypes, including recursive ones.

use std::collections::BTreeMap;

use serde_json::{from_value, json, to_value};

use crate::runtime::{Same, Timestamp, UnixSeconds, newtype};

#[derive(Debug, Clone, PartialEq, Default)]
struct Tree(Vec<Tree>);
newtype!(Tree { Vec<Tree> });

#[derive(Debug, Clone, PartialEq)]
struct Log((Timestamp, BTreeMap<String, Log>));
newtype!(Log { (Timestamp, BTreeMap<String, Log>) as (UnixSeconds, Same<BTreeMap<String, Log>>) });

#[test]
fn recursive_newtypes_round_trip() {
    let wire = json!([[], [[], []]]);
    let tree: Tree = from_value(wire.clone()).expect("a tree");
    assert_eq!(tree.len(), 2);
    assert_eq!(tree, Tree::from(vec![Tree::default(), Tree(vec![Tree::default(), Tree::default()])]));
    assert_eq!(to_value(&tree).expect("it is written"), wire);
}

#[test]
fn newtype_has_the_format_of_its_value() {
    let wire = json!([5, { "later": [6, {}] }]);
    let log: Log = from_value(wire.clone()).expect("a log");
    assert_eq!(log.0.1.len(), 1);
    assert_eq!(to_value(&log).expect("it is written"), wire);
    assert!(from_value::<Log>(json!([5, { "later": ["x", {}] }])).is_err());
}
