//! Resolves references to file paths, relative to the directory of the document and never outside of it.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::pointer::Pointer;

/// The file that a reference points to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileReference {
    /// A file in the document's directory or below, by its relative path.
    Inside(String),
    /// A file outside of the directory, by the path in the reference.
    Outside(String),
}

/// Returns the last component of a path.
#[must_use]
pub fn file_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// Returns the name of a file from the name of the document and the path relative to the document's directory.
#[must_use]
pub fn resolve_name(document: &str, path: &str) -> String {
    let directory = document.strip_suffix(file_name(document)).unwrap_or_default();
    format!("{directory}{path}")
}

/// Splits a reference into file and pointer, or returns `None` if it does not point to a file. `from` is the path of
/// the file that contains it.
pub(super) fn read(reference: &str, from: &str) -> Option<(FileReference, Pointer)> {
    let reference = reference.trim();
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let looks_like_path = path.contains(['/', '.']) || path.len() < reference.len();
    if path.is_empty() || !looks_like_path || path.contains("://") || path.starts_with("//") || path.starts_with("urn:")
    {
        return None;
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let fragment = decode(fragment);
    let fragment = if fragment.is_empty() || fragment.starts_with('/') { fragment } else { format!("/{fragment}") };
    let pointer = Pointer::parse(fragment.trim_end_matches('/')).unwrap_or_default();
    Some((resolve(&decode(path), from), pointer))
}

fn resolve(path: &str, from: &str) -> FileReference {
    let outside = || FileReference::Outside(path.to_owned());
    let slashed = path.replace('\\', "/");
    if slashed.starts_with('/') || slashed.contains(':') {
        return outside();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in slashed.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return outside(),
            ".." => {}
            part => parts.push(part),
        }
    }
    if parts.is_empty() { outside() } else { FileReference::Inside(parts.join("/")) }
}

/// Returns `true` if a value contains a reference to a file.
pub(super) fn has_references(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            let refers_here = map.get("$ref").and_then(Value::as_str).is_some_and(|text| read(text, "").is_some());
            refers_here || map.values().any(has_references)
        }
        Value::Array(list) => list.iter().any(has_references),
        _ => false,
    }
}

/// Rewrites the references in a file: relative to the document's directory, or local to the document.
pub(super) fn rebase(value: &mut Value, file: &Value, path: &str, document: &str, root: &Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| rebase(item, file, path, document, root)),
        Value::Object(map) => {
            for (key, member) in map {
                match (key.as_str(), member) {
                    ("$ref", Value::String(text)) => rebase_one(text, file, path, document, root),
                    ("mapping", Value::Object(targets)) => {
                        for target in targets.values_mut() {
                            match target {
                                Value::String(text) => rebase_one(text, file, path, document, root),
                                other => rebase(other, file, path, document, root),
                            }
                        }
                    }
                    (_, member) => rebase(member, file, path, document, root),
                }
            }
        }
        _ => {}
    }
}

fn rebase_one(text: &mut String, file: &Value, path: &str, document: &str, root: &Value) {
    let written = text.trim();
    if let Some(fragment) = written.strip_prefix('#') {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        let Some(pointer) = Pointer::parse(&decoded) else { return };
        // Files often contain local references that are only valid in the document.
        if pointer.find(file).is_some() || pointer.find(root).is_none() {
            *text = format!("{}#{}", encode(path), encode(pointer.as_str()));
        }
        return;
    }
    if let Some((FileReference::Inside(target), pointer)) = read(written, path) {
        let file = if target == document { String::new() } else { encode(&target) };
        *text = format!("{file}#{}", encode(pointer.as_str()));
    }
}

/// Escapes the special characters of a reference.
fn encode(text: &str) -> String {
    text.replace('%', "%25").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_inside_the_document_directory_only() {
        let inside =
            |path: &str, pointer: &str| Some((FileReference::Inside(path.to_owned()), Pointer::parse(pointer)?));
        let outside = |path: &str| Some((FileReference::Outside(path.to_owned()), Pointer::root()));
        let table = [
            ("./models/pet.yaml", "api.yaml", inside("models/pet.yaml", "")),
            ("../common.json#/definitions/X", "models/pet.yaml", inside("common.json", "/definitions/X")),
            ("pet%20x.yaml#/a~1b", "api.yaml", inside("pet x.yaml", "/a~1b")),
            ("common#/X", "api.yaml", inside("common", "/X")),
            ("..\\pet.yaml#Pet", "models/a.yaml", inside("pet.yaml", "/Pet")),
            ("../pet.yaml", "api.yaml", outside("../pet.yaml")),
            ("models/../../pet.yaml", "api.yaml", outside("models/../../pet.yaml")),
            ("/etc/passwd", "api.yaml", outside("/etc/passwd")),
            ("file:/pet.yaml", "api.yaml", outside("file:/pet.yaml")),
            ("https://pets.example/pet.yaml", "api.yaml", None),
            ("#/definitions/Pet", "api.yaml", None),
            ("Pet", "api.yaml", None),
        ];
        for (reference, from, expected) in table {
            assert_eq!(read(reference, from), expected, "{reference} in {from}");
        }
    }

    #[test]
    fn names_are_relative_to_the_document_directory() {
        assert_eq!(resolve_name("specs/api.yaml", "models/pet.yaml"), "specs/models/pet.yaml");
        assert_eq!(resolve_name("api.yaml", "pet.yaml"), "pet.yaml");
    }
}
