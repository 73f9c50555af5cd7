//! Upgrades of public documents, if the collection is available: no panics, and valid OpenAPI 3.0 documents.

use clientsmith::pointer::Pointer;
use serde_json::Value;

use super::{Document, parse, upgrade_document};
use crate::support::corpus;

fn documents(directory: &str) -> Vec<Document> {
    corpus(directory).iter().filter_map(|path| parse(path)).collect()
}

#[test]
fn corpus_documents_upgrade_to_valid_openapi_3_0() {
    for directory in ["sparse", "v2", "s2o", "v3"] {
        let documents = documents(directory);
        let count = documents.len();
        let mut faults = Vec::new();
        for document in documents {
            let upgraded = upgrade_document(document).document;
            if let Err(error) = serde_json::from_value::<openapiv3::OpenAPI>(upgraded.root) {
                faults.push(format!("{}: {error}", upgraded.source));
            }
        }
        assert!(faults.is_empty(), "{} of {count} documents of {directory}:\n{}", faults.len(), faults.join("\n"));
    }
}

/// Intended differences from the output of the reference converter: the document (all, if empty), prefix and suffix of
/// the pointer, and the reason.
const DIFFERENCES: &[(&str, &str, &str, &str)] = &[
    ("", "/openapi", "", "the converter writes an earlier patch version"),
    ("", "/paths", "/x-required", "a field declared optional is optional, whatever its description says"),
    ("", "/paths", "/requestBody/x-body-name", "the name of a body is kept for its parameter"),
    ("", "/components", "", "items that are used once stay in place, and shared forms are copied to their uses"),
    ("", "/paths", "/parameters/1/style", "`form` is the default and is written explicitly"),
    ("petstore", "/paths", "/parameters/0/style", "`form` is the default and is written explicitly"),
    ("issue76", "/paths", "/explode", "`false` is the default and is written explicitly"),
    ("issue145", "/paths", "/x-separator", "3.0 cannot express a delimited list in a multipart form"),
    ("!issue79", "/paths", "/get/parameters", "the path parameter is declared, which the document omits"),
    ("issue130-preserve", "/components/schemas/a", "", "keywords next to `$ref` apply only inside an `allOf`"),
    ("speccy249", "/paths", "/schema/type", "a missing file does not declare a type"),
];

#[test]
fn upgrades_agree_with_the_reference_converter() {
    let mut faults = Vec::new();
    for path in corpus("s2o") {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".swagger.yaml") else { continue };
        let expected =
            parse(&path.with_file_name(format!("{stem}.openapi.yaml"))).expect("both files of a pair exist").root;
        let ours = upgrade_document(parse(&path).expect("both files of a pair exist")).document.root;
        let mut pair = Pair { expected: &expected, ours: &ours, differences: Vec::new() };
        pair.compare(&expected, &ours, &Pointer::root());
        for (pointer, what) in pair.differences {
            let known = DIFFERENCES.iter().any(|(document, start, end, _)| {
                (document.is_empty() || *document == stem)
                    && pointer.as_str().starts_with(start)
                    && pointer.as_str().ends_with(end)
            });
            if !known {
                faults.push(format!("{stem} {pointer}: {what}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Two documents and the pointers at which their meaning differs.
struct Pair<'p> {
    expected: &'p Value,
    ours: &'p Value,
    differences: Vec<(Pointer, String)>,
}

impl<'p> Pair<'p> {
    /// Compares two values of the two documents. The order of keys and the use of references have no meaning.
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
