//! Pairs of the reference converter, as clients: its input and its output describe one API, so the same client.

use std::fs;
use std::path::Path;

use generator::document::Text;
use generator::{Input, generate, normalize};

use crate::support::corpus;

/// Pairs whose clients differ, and why ours is as good or better.
const DIFFERENT: &[(&str, &str)] = &[
    ("issue145", "the converter loses that a list in a form is joined by commas"),
    ("issue51c", "the converter numbers a schema (`schema1`) that is named here by the place where it stands"),
    ("issue51d", "the converter numbers a schema (`schema1`) that is named here by the place where it stands"),
    ("speccy249", "a file that is not there says nothing of a type"),
];

fn input(path: &Path) -> Input {
    let text = Text { name: "api.yaml".to_owned(), bytes: fs::read(path).expect("each pair is whole") };
    Input { package: "client".to_owned(), documents: vec![text], ..Input::default() }
}

/// The code of the client that a document describes; its words tell where things are declared and what is inferred.
fn client(input: &Input) -> String {
    let output = generate(input);
    let files = output.files.iter().filter(|(path, _)| !path.starts_with("src/runtime") && path.ends_with(".rs"));
    let lines = files.flat_map(|(path, text)| std::iter::once(path.as_str()).chain(text.lines()));
    lines.filter(|line| !line.trim_start().starts_with("//")).fold(String::new(), |mut all, line| {
        all.push_str(line);
        all.push('\n');
        all
    })
}

#[test]
fn both_sides_of_a_pair_give_one_client() {
    for path in corpus("s2o") {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".swagger.yaml") else { continue };
        let ours = client(&input(&path));
        let theirs = client(&input(&path.with_file_name(format!("{stem}.openapi.yaml"))));
        assert!(ours.contains("src/client.rs"), "{stem}: {ours}");
        match DIFFERENT.iter().find(|(pair, _)| *pair == stem) {
            None => similar(&ours, &theirs, stem),
            Some((_, reason)) => assert_ne!(ours, theirs, "{stem} differs no more: {reason}"),
        }
    }
}

#[test]
fn a_normalized_document_gives_the_client_of_the_document() {
    for path in corpus("s2o").into_iter().filter(|path| path.to_string_lossy().contains(".swagger.")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let input = input(&path);
        let text = Text { name: "api.yaml".to_owned(), bytes: normalize(&input).yaml.into_bytes() };
        similar(&client(&input), &client(&Input { documents: vec![text], ..input }), &name);
    }
}

/// Says which line is the first to differ.
fn similar(ours: &str, theirs: &str, name: &str) {
    let mut lines = ours.lines().zip(theirs.lines()).enumerate();
    if let Some((number, (ours, theirs))) = lines.find(|(_, (ours, theirs))| ours != theirs) {
        panic!("{name}: line {number} is {ours:?}, and on the other side {theirs:?}");
    }
    assert_eq!(ours.len(), theirs.len(), "{name}: one side has more");
}
