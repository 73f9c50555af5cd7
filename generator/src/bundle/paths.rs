//! Which file a reference leads to: paths from the folder of the document, never out of it.
//!
//! Texts of references come in. It must not know what stands in the files.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::pointer::Pointer;

/// Where a reference to a file leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// To a file in the document's folder or below, by its path from there.
    Inside(String),
    /// Out of the folder; the path as it is written.
    Outside(String),
}

/// The path of a file from its own folder: its name.
#[must_use]
pub fn own_path(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// What a file is called, by the name of the document and the path from the document's folder.
#[must_use]
pub fn name_of(document: &str, path: &str) -> String {
    let folder = document.strip_suffix(own_path(document)).unwrap_or_default();
    format!("{folder}{path}")
}

/// Splits a reference into the file that it names and the pointer in it; `None` where it names no file.
/// `from` is the path of the file that it stands in.
pub(super) fn read(reference: &str, from: &str) -> Option<(Reach, Pointer)> {
    let reference = reference.trim();
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let looks_like_one = path.contains(['/', '.']) || path.len() < reference.len();
    if path.is_empty() || !looks_like_one || path.contains("://") || path.starts_with("//") || path.starts_with("urn:")
    {
        return None;
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let fragment = decode(fragment);
    let fragment = if fragment.is_empty() || fragment.starts_with('/') { fragment } else { format!("/{fragment}") };
    let pointer = Pointer::parse(fragment.trim_end_matches('/')).unwrap_or_default();
    Some((resolve(&decode(path), from), pointer))
}

fn resolve(path: &str, from: &str) -> Reach {
    let outside = || Reach::Outside(path.to_owned());
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
    if parts.is_empty() { outside() } else { Reach::Inside(parts.join("/")) }
}

/// Whether anything in a value refers to a file.
pub(super) fn refers(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            let refers_here = map.get("$ref").and_then(Value::as_str).is_some_and(|text| read(text, "").is_some());
            refers_here || map.values().any(refers)
        }
        Value::Array(list) => list.iter().any(refers),
        _ => false,
    }
}

/// Makes references in a file's content lead from the document's folder, or from the document's root.
pub(super) fn rebase(value: &mut Value, file: &Value, path: &str, own: &str, root: &Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| rebase(item, file, path, own, root)),
        Value::Object(map) => {
            for (key, member) in map {
                match (key.as_str(), member) {
                    ("$ref", Value::String(text)) => rebase_one(text, file, path, own, root),
                    ("mapping", Value::Object(targets)) => {
                        for target in targets.values_mut() {
                            match target {
                                Value::String(text) => rebase_one(text, file, path, own, root),
                                other => rebase(other, file, path, own, root),
                            }
                        }
                    }
                    (_, member) => rebase(member, file, path, own, root),
                }
            }
        }
        _ => {}
    }
}

fn rebase_one(text: &mut String, file: &Value, path: &str, own: &str, root: &Value) {
    let written = text.trim();
    if let Some(fragment) = written.strip_prefix('#') {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        let Some(pointer) = Pointer::parse(&decoded) else { return };
        // Parts of a document are often written as if they stood in it already.
        if pointer.find(file).is_some() || pointer.find(root).is_none() {
            *text = format!("{}#{}", encode(path), encode(pointer.as_str()));
        }
        return;
    }
    if let Some((Reach::Inside(target), pointer)) = read(written, path) {
        let file = if target == own { String::new() } else { encode(&target) };
        *text = format!("{file}#{}", encode(pointer.as_str()));
    }
}

/// What a reference reads as something else than itself.
fn encode(text: &str) -> String {
    text.replace('%', "%25").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_from_the_folder_of_the_document_and_not_out_of_it() {
        let inside = |path: &str, pointer: &str| Some((Reach::Inside(path.to_owned()), Pointer::parse(pointer)?));
        let outside = |path: &str| Some((Reach::Outside(path.to_owned()), Pointer::root()));
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
    fn names_start_with_the_folder_of_the_document() {
        assert_eq!(name_of("specs/api.yaml", "models/pet.yaml"), "specs/models/pet.yaml");
        assert_eq!(name_of("api.yaml", "pet.yaml"), "pet.yaml");
    }
}
