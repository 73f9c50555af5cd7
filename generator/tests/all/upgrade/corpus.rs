//! Public documents, where they are there: none may cost a panic, and what comes out must be a 3.0 document.

use generator::pointer::Pointer;
use serde_json::Value;

use super::{Document, parse, upgrade_document};
use crate::support::corpus;

fn documents(folder: &str) -> Vec<Document> {
    corpus(folder).iter().filter_map(|path| parse(path)).collect()
}

#[test]
fn public_documents_become_typed_3_0_documents() {
    for folder in ["sparse", "v2", "s2o", "v3"] {
        let documents = documents(folder);
        let count = documents.len();
        let mut faults = Vec::new();
        for document in documents {
            let upgraded = upgrade_document(document).document;
            if let Err(error) = serde_json::from_value::<openapiv3::OpenAPI>(upgraded.root) {
                faults.push(format!("{}: {error}", upgraded.source));
            }
        }
        assert!(faults.is_empty(), "{} of {count} documents of {folder}:\n{}", faults.len(), faults.join("\n"));
    }
}

/// Where ours differs from the reference converter's output, on purpose: the document (all, if empty), how the pointer
/// of the difference begins and ends, and why ours is better.
const BETTER: &[(&str, &str, &str, &str)] = &[
    ("", "/openapi", "", "the converter writes an earlier patch version"),
    ("", "/paths", "/x-required", "a field that says it may be left out is heard over its words"),
    ("", "/paths", "/requestBody/x-body-name", "the name of a body is kept for its argument"),
    (
        "",
        "/components",
        "",
        "what is used once stays where its author put it, and shared forms are copied to their uses",
    ),
    ("", "/paths", "/parameters/1/style", "`form` is said where it is the default"),
    ("petstore", "/paths", "/parameters/0/style", "`form` is said where it is the default"),
    ("issue76", "/paths", "/explode", "`false` is said where it is the default"),
    ("issue145", "/paths", "/x-separator", "3.0 has no word for a joined list in a multipart form"),
    ("!issue79", "/paths", "/get/parameters", "the path's variable is declared, which the document forgot"),
    ("issue130-preserve", "/components/schemas/a", "", "words beside a reference count only around an `allOf`"),
    ("speccy249", "/paths", "/schema/type", "a file that is not there says nothing of a type"),
];

#[test]
fn pairs_of_the_reference_converter_agree() {
    let mut faults = Vec::new();
    for path in corpus("s2o") {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".swagger.yaml") else { continue };
        let expected = parse(&path.with_file_name(format!("{stem}.openapi.yaml"))).expect("each pair is whole").root;
        let ours = upgrade_document(parse(&path).expect("each pair is whole")).document.root;
        let mut pair = Pair { expected: &expected, ours: &ours, differences: Vec::new() };
        pair.compare(&expected, &ours, &Pointer::root());
        for (pointer, what) in pair.differences {
            let known = BETTER.iter().any(|(of, start, end, _)| {
                (of.is_empty() || *of == stem) && pointer.as_str().starts_with(start) && pointer.as_str().ends_with(end)
            });
            if !known {
                faults.push(format!("{stem} {pointer}: {what}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Two documents, and the places at which they differ in meaning.
struct Pair<'p> {
    expected: &'p Value,
    ours: &'p Value,
    differences: Vec<(Pointer, String)>,
}

impl<'p> Pair<'p> {
    /// Compares two values of the two documents. Neither the order of keys nor whether a value stands in place or is
    /// referred to is of meaning.
    fn compare(&mut self, expected: &'p Value, ours: &'p Value, at: &Pointer) {
        match (expected, ours) {
            _ if expected == ours => {}
            _ if expected.get("$ref").is_some() || ours.get("$ref").is_some() => {
                let (target, found) = (resolve(expected, self.expected), resolve(ours, self.ours));
                if std::ptr::eq(target, expected) && std::ptr::eq(found, ours) {
                    self.differ(expected, ours, at);
                } else {
                    self.compare(target, found, at);
                }
            }
            (Value::Object(left), Value::Object(right)) => {
                for (key, value) in left {
                    self.compare(value, right.get(key).unwrap_or(&Value::Null), &at.child(key));
                }
                for (key, value) in right.iter().filter(|(key, _)| !left.contains_key(*key)) {
                    self.compare(&Value::Null, value, &at.child(key));
                }
            }
            (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
                for (index, (expected, ours)) in left.iter().zip(right).enumerate() {
                    self.compare(expected, ours, &at.index(index));
                }
            }
            _ => self.differ(expected, ours, at),
        }
    }

    fn differ(&mut self, expected: &Value, ours: &Value, at: &Pointer) {
        self.differences.push((at.clone(), format!("{ours} instead of {expected}")));
    }
}

fn resolve<'v>(value: &'v Value, root: &'v Value) -> &'v Value {
    let target = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    target.and_then(|target| root.pointer(target)).unwrap_or(value)
}
