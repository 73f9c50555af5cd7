//! Documents in several files: what becomes of them, and where their values are said to be from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use generator::bundle::{self, Files, Reach};
use generator::diagnostic::Diagnostics;
use generator::document::{Document, Text};
use generator::pointer::Pointer;
use generator::{Input, generate, load};
use serde_json::Value;

use crate::support::{fixture, rendered};

/// The document of a folder, and what it refers to there, as a caller would read it.
fn input(path: &Path) -> Input {
    let folder = path.parent().expect("a fixture is in a folder");
    let document = fixture(path);
    let mut input = Input { package: "client".to_owned(), documents: vec![document.clone()], ..Input::default() };
    let mut seen = BTreeSet::from([document.name.clone()]);
    let mut reaches: Vec<Reach> = bundle::references(&document, &document.name).into_iter().collect();
    while let Some(reach) = reaches.pop() {
        let Reach::Inside(relative) = reach else { continue };
        if !seen.insert(relative.clone()) {
            continue;
        }
        match fs::read(folder.join(&relative)) {
            Ok(bytes) => {
                let text = Text { name: relative.clone(), bytes };
                reaches.extend(bundle::references(&text, &relative));
                input.files.push(text);
            }
            Err(_) => _ = input.unread.insert(relative, "there is no such file".to_owned()),
        }
    }
    input
}

fn bundled(input: &Input) -> (Document, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let files = Files { texts: &input.files, unread: &input.unread, documents: &input.documents };
    let document = load::documents(&input.documents[0], &mut diagnostics).remove(0);
    (bundle::bundle(document, files, &mut diagnostics), diagnostics)
}

/// Every description with the place it is said to be from.
fn places(document: &Document) -> String {
    let mut out = String::new();
    let mut waiting = vec![(Pointer::root(), &document.root)];
    while let Some((at, value)) = waiting.pop() {
        match value {
            Value::Object(map) => {
                if map.get("description").is_some_and(Value::is_string) {
                    let at = at.child("description");
                    _ = writeln!(out, "{at} is from {}", document.place(&at));
                }
                waiting.extend(map.iter().map(|(key, member)| (at.child(key), member)));
            }
            Value::Array(list) => waiting.extend(list.iter().enumerate().map(|(index, item)| (at.index(index), item))),
            _ => {}
        }
    }
    out
}

#[test]
fn files_become_one_document() {
    insta::glob!("../fixtures/bundle", "*/api.yaml", |path| {
        let input = input(path);
        let (document, diagnostics) = bundled(&input);
        let yaml = serde_yaml::to_string(&document.root).expect("a value is YAML");
        let folder = path.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
        let text = format!("{yaml}\n{}\n{}", places(&document), rendered(&diagnostics));
        insta::with_settings!({ snapshot_suffix => folder, omit_expression => true }, {
            insta::assert_snapshot!(text);
        });
    });
}

#[test]
fn descriptions_are_found_where_they_are_said_to_be_from() {
    insta::glob!("../fixtures/bundle", "*/api.yaml", |path| {
        let input = input(path);
        let texts: BTreeMap<&str, &Text> =
            input.files.iter().chain(&input.documents).map(|text| (text.name.as_str(), text)).collect();
        let (document, _) = bundled(&input);
        for line in places(&document).lines() {
            let (now, was) = line.split_once(" is from ").expect("a line has both");
            let (file, pointer) = was.split_once('#').expect("a place has both");
            let value = load::read(texts[file], &mut Diagnostics::default()).remove(0);
            let written = if file.ends_with(".md") { Some(value.clone()) } else { value.pointer(pointer).cloned() };
            let found = document.root.pointer(&now[1..]).and_then(Value::as_str).expect("it is there");
            assert!(written.as_ref().and_then(Value::as_str).is_some_and(|text| found.contains(text)), "{line}");
        }
    });
}

#[test]
fn names_do_not_depend_on_the_order_of_the_document() {
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
fn files_that_multiply_each_other_stay_within_bounds() {
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
