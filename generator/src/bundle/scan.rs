//! The files that a text refers to, for the caller who is to read them.
//!
//! A text comes in. Most texts refer to no file, and are seen through without being parsed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::paths::{self, Reach};
use crate::diagnostic::Diagnostics;
use crate::document::Text;
use crate::load;

/// Where the references of a text lead; `path` is the text's own from the document's folder.
#[must_use]
pub fn references(text: &Text, path: &str) -> BTreeSet<Reach> {
    let mut found = BTreeSet::new();
    if may_refer(&text.bytes) {
        // What is wrong with the text is said when it is used.
        for value in load::read(text, &mut Diagnostics::default()) {
            collect(&value, path, &mut found);
        }
    }
    found
}

/// Whether there is a `$ref` that does not start with `#`.
fn may_refer(bytes: &[u8]) -> bool {
    const KEY: &[u8] = b"$ref";
    // Texts in two bytes a character are few, and are parsed.
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'$') {
        rest = rest.get(at..).unwrap_or_default();
        let Some(after) = rest.strip_prefix(KEY) else {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        let value = after.iter().find(|byte| !matches!(byte, b'"' | b'\'' | b':' | b' ' | b'\t' | b'\r' | b'\n'));
        if value.is_some_and(|byte| *byte != b'#') {
            return true;
        }
        rest = after;
    }
    false
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<Reach>) {
    match value {
        Value::Object(map) => {
            let reference = map.get("$ref").and_then(Value::as_str).and_then(|text| paths::read(text, path));
            found.extend(reference.map(|(reach, _)| reach));
            map.values().for_each(|member| collect(member, path, found));
        }
        Value::Array(list) => list.iter().for_each(|item| collect(item, path, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_references_to_files_are_found() {
        let table: [(&str, &[&str]); 5] = [
            ("{\"a\": {\"$ref\": \"#/b\"}}", &[]),
            ("{\"a\": {\"$ref\" : \"b.json#/c\"}, \"d\": [{\"$ref\": \"./x/e.json\"}]}", &["b.json", "x/e.json"]),
            ("a: {$ref: '#/b'}\nc: {$ref: d.yaml}", &["d.yaml"]),
            ("a:\n  $ref:\n    ./b.yaml\n", &["b.yaml"]),
            ("about: write $ref for a reference\n", &[]),
        ];
        for (written, expected) in table {
            let text = Text { name: "api.yaml".to_owned(), bytes: written.as_bytes().to_vec() };
            let expected: BTreeSet<Reach> = expected.iter().map(|path| Reach::Inside((*path).to_owned())).collect();
            assert_eq!(references(&text, "api.yaml"), expected, "{written}");
        }
    }
}
