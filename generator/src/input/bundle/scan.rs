//! Finds the files that a text references, for the caller to read. Most texts have no such reference and are not parsed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::paths::{self, FileReference};
use crate::diagnostic::Diagnostics;
use crate::document::Text;
use crate::input::load;

/// Returns the files that a text references; `path` is the path of the text relative to the document's directory.
#[must_use]
pub fn references(text: &Text, path: &str) -> BTreeSet<FileReference> {
    let mut found = BTreeSet::new();
    if may_have_references(&text.bytes) {
        // The problems of the text are reported when it is used.
        for value in load::read(text, &mut Diagnostics::default()) {
            collect(&value, path, &mut found);
        }
    }
    found
}

/// Returns `true` if there may be a `$ref` that does not start with `#`.
fn may_have_references(bytes: &[u8]) -> bool {
    const KEY: &[u8] = b"$ref";
    // UTF-16 texts are rare and always parsed.
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

fn collect(value: &Value, path: &str, found: &mut BTreeSet<FileReference>) {
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
    fn only_file_references_are_collected() {
        let table: [(&str, &[&str]); 5] = [
            ("{\"a\": {\"$ref\": \"#/b\"}}", &[]),
            ("{\"a\": {\"$ref\" : \"b.json#/c\"}, \"d\": [{\"$ref\": \"./x/e.json\"}]}", &["b.json", "x/e.json"]),
            ("a: {$ref: '#/b'}\nc: {$ref: d.yaml}", &["d.yaml"]),
            ("a:\n  $ref:\n    ./b.yaml\n", &["b.yaml"]),
            ("about: write $ref for a reference\n", &[]),
        ];
        for (written, expected) in table {
            let text = Text { name: "api.yaml".to_owned(), bytes: written.as_bytes().to_vec() };
            let expected: BTreeSet<FileReference> =
                expected.iter().map(|path| FileReference::Inside((*path).to_owned())).collect();
            assert_eq!(references(&text, "api.yaml"), expected, "{written}");
        }
    }
}
