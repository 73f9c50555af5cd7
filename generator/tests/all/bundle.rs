//! Bundling of documents that consist of several files, and the origins of their values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clientsmith::bundle::{self, FileReference, ReferencedFiles};
use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::{Document, Text};
use clientsmith::pointer::Pointer;
use clientsmith::{Input, generate, load};
use serde_json::Value;

use crate::support::{fixture, rendered};

/// Returns the input for a document with all files of its directory that it references.
fn input(path: &Path) -> Input {
    let directory = path.parent().expect("a fixture is in a directory");
    let document = fixture(path);
    let mut input = Input { package: "client".to_owned(), documents: vec![document.clone()], ..Input::default() };
    let mut seen = BTreeSet::from([document.name.clone()]);
    let mut reaches: Vec<FileReference> = bundle::references(&document, &document.name).into_iter().collect();
    while let Some(reach) = reaches.pop() {
        let FileReference::Inside(relative) = reach else { continue };
        if !seen.insert(relative.clone()) {
            continue;
        }
        match fs::read(directory.join(&relative)) {
            Ok(bytes) => {
                let text = Text { name: relative.clone(), bytes };
                reaches.extend(bundle::references(&text, &relative));
                input.files.push(text);
            }
            Err(_) => _ = input.unreadable.insert(relative, "there is no such file".to_owned()),
        }
    }
    input
}

fn bundled(input: &Input) -> (Document, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let files = ReferencedFiles { texts: &input.files, unreadable: &input.unreadable, documents: &input.documents };
    let document = load::documents(&input.documents[0], &mut diagnostics).remove(0);
    (bundle::bundle(document, files, &mut diagnostics), diagnostics)
}

/// Lists every description with its origin.
fn origins(document: &Document) -> String {
    let mut out = String::new();
    let mut pending = vec![(Pointer::root(), &document.root)];
    while let Some((at, value)) = pending.pop() {
        match value {
            Value::Object(map) => {
                if map.get("description").is_some_and(Value::is_string) {
                    let at = at.child("description");
                    _ = writeln!(out, "{at} is from {}", document.place(&at));
                }
                pending.extend(map.iter().map(|(key, member)| (at.child(key), member)));
            }
            Value::Array(list) => pending.extend(list.iter().enumerate().map(|(index, item)| (at.index(index), item))),
            _ => {}
        }
    }
    out
}

#[test]
fn files_are_bundled_into_one_document() {
    insta::glob!("../fixtures/bundle", "*/api.yaml", |path| {
        let input = input(path);
        let (document, diagnostics) = bundled(&input);
        let yaml = serde_yaml::to_string(&document.root).expect("a value is YAML");
        let directory = path.parent().and_then(Path::file_name).expect("a directory").to_string_lossy().into_owned();
        let text = format!("{yaml}\n{}\n{}", origins(&document), rendered(&diagnostics));
        insta::with_settings!({ snapshot_suffix => directory, omit_expression => true }, {
            insta::assert_snapshot!(text);
        });
    });
}

#[test]
fn bundled_descriptions_keep_their_origin() {
    insta::glob!("../fixtures/bundle", "*/api.yaml", |path| {
        let input = input(path);
        let texts: BTreeMap<&str, &Text> =
            input.files.iter().chain(&input.documents).map(|text| (text.name.as_str(), text)).collect();
        let (document, _) = bundled(&input);
        for line in origins(&document).lines() {
            let (current, origin) = line.split_once(" is from ").expect("a line has both");
            let (file, pointer) = origin.split_once('#').expect("a place has both");
            let value = load::read(texts[file], &mut Diagnostics::default()).remove(0);
            let written = if file.ends_with(".md") { Some(value.clone()) } else { value.pointer(pointer).cloned() };
            let found = document.root.pointer(&current[1..]).and_then(Value::as_str).expect("the description exists");
            assert!(written.as_ref().and_then(Value::as_str).is_some_and(|text| found.contains(text)), "{line}");
        }
    });
}

#[test]
fn type_names_do_not_depend_on_document_order() {
    let files: Vec<Text> = [("a/item.yaml", "{type: object, title: A}"), ("b/item.yaml", "{type: object, title: B}")]
        .map(|(name, text)| Text { name: name.to_owned(), bytes: text.as_bytes().to_vec() })
        .into();
    let path = |key: &str, file: &str| {
        format!(
            "  /{key}: {{get: {{operationId: {key}, responses: {{200: {{description: OK, schema: {{$ref: {file}/item.yaml}}}}}}}}}}\n"
        )
    };
    let generated = |paths: [String; 2]| {
        let text = format!("swagger: '2.0'\ninfo: {{title: T, version: '1'}}\npaths:\n{}", paths.concat());
        let documents = vec![Text { name: "api.yaml".to_owned(), bytes: text.into_bytes() }];
        generate(&Input { package: "client".to_owned(), documents, files: files.clone(), ..Input::default() }).files
    };
    let one = generated([path("a", "a"), path("b", "b")]);
    assert_eq!(one, generated([path("b", "b"), path("a", "a")]));
    assert!(one["src/types.rs"].contains("/// B\npub type Item2 "), "{}", one["src/types.rs"]);
}

#[test]
fn exponential_file_references_are_bounded() {
    let files: Vec<Text> = (0..15)
        .map(|level| {
            let next = format!("{{$ref: level{}.yaml}}", level + 1);
            let members: String = ["a", "b", "c", "d"].map(|key| format!("x-{key}: {next}\n")).concat();
            Text { name: format!("level{level}.yaml"), bytes: members.into_bytes() }
        })
        .collect();
    let text = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\nx-all: {$ref: level0.yaml}\n";
    let documents = vec![Text { name: "api.yaml".to_owned(), bytes: text.as_bytes().to_vec() }];
    let output = generate(&Input { package: "client".to_owned(), documents, files, ..Input::default() });
    assert!(output.files.contains_key("src/lib.rs"));
}
