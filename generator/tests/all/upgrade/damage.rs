//! Fixtures with any one node removed or replaced: no panics, and valid OpenAPI 3.0 documents.

use std::path::{Path, PathBuf};

use clientsmith::pointer::Pointer;
use serde_json::{Value, json};

use super::{parse, upgrade_value};

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let directories = ["upgrade", "reject-upgrade"].map(|directory| std::fs::read_dir(root.join(directory)));
    directories.into_iter().flatten().flatten().flatten().map(|entry| entry.path()).collect()
}

fn pointers(value: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
    found.push(at.clone());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, member)| pointers(member, &at.child(key), found)),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, item)| pointers(item, &at.index(index), found)),
        _ => {}
    }
}

fn without(root: &Value, at: &Pointer) -> Value {
    let mut root = root.clone();
    let Some((parent, last)) = at.split_last() else { return Value::Null };
    match parent.find_mut(&mut root) {
        Some(Value::Object(map)) => drop(map.shift_remove(&last)),
        Some(Value::Array(list)) => drop(list.remove(last.parse().expect("an index"))),
        _ => {}
    }
    root
}

fn with(root: &Value, at: &Pointer, value: Value) -> Value {
    let mut root = root.clone();
    *at.find_mut(&mut root).expect("the node exists") = value;
    root
}

#[test]
fn damaged_documents_upgrade_to_valid_openapi_3_0() {
    let replacements = [
        json!(null),
        json!(""),
        json!("/{pet"),
        json!(-1.5),
        json!([]),
        json!([null, 1, {}, [[]], "a"]),
        json!({}),
        json!({"$ref": "#/definitions/Pet", "name": 1, "in": {}, "": null}),
    ];
    for path in fixtures() {
        let root = parse(&path).expect("a fixture is an API description").root;
        let mut found = Vec::new();
        pointers(&root, &Pointer::root(), &mut found);
        for at in found {
            let replaced = replacements.iter().map(|value| with(&root, &at, value.clone()));
            for broken in replaced.chain([without(&root, &at)]) {
                let shown = broken.clone();
                let upgraded = upgrade_value("broken.yaml", broken);
                let typed = serde_json::from_value::<openapiv3::OpenAPI>(upgraded.document.root.clone());
                if let Err(error) = typed {
                    panic!("{} with {at} broken: {error}\n{shown}\n{}", path.display(), upgraded.document.root);
                }
            }
        }
    }
}
