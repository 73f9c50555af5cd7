//! Clients for input and output of the reference converter, which describe the same API.

use std::fs;
use std::path::Path;

use clientsmith::document::Text;
use clientsmith::{Input, generate, normalize};

use crate::support::corpus;

/// Pairs whose clients differ, with the reason.
const DIFFERENT: &[(&str, &str)] = &[
    ("issue145", "the converter loses the comma-separated format of a list in a form"),
    ("issue51c", "the converter numbers a schema (`schema1`) that is named after its location here"),
    ("issue51d", "the converter numbers a schema (`schema1`) that is named after its location here"),
    ("speccy249", "a missing file does not declare a type"),
];

fn input(path: &Path) -> Input {
    let text = Text { name: "api.yaml".to_owned(), bytes: fs::read(path).expect("both files of a pair exist") };
    Input { package: "client".to_owned(), documents: vec![text], ..Input::default() }
}

/// Returns the code of a client without comments, which contain locations and inferences.
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
fn converter_input_and_output_produce_the_same_client() {
    for path in corpus("s2o") {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".swagger.yaml") else { continue };
        let ours = client(&input(&path));
        let theirs = client(&input(&path.with_file_name(format!("{stem}.openapi.yaml"))));
        assert!(ours.contains("src/client.rs"), "{stem}: {ours}");
        match DIFFERENT.iter().find(|(pair, _)| *pair == stem) {
            None => assert_equal_clients(&ours, &theirs, stem),
            Some((_, reason)) => assert_ne!(ours, theirs, "{stem} is equal now: {reason}"),
        }
    }
}

#[test]
fn normalized_document_produces_the_same_client() {
    for path in corpus("s2o").into_iter().filter(|path| path.to_string_lossy().contains(".swagger.")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let input = input(&path);
        let text = Text { name: "api.yaml".to_owned(), bytes: normalize(&input).yaml.into_bytes() };
        assert_equal_clients(&client(&input), &client(&Input { documents: vec![text], ..input }), &name);
    }
}

/// Checks that two clients are equal, and reports the first line that differs.
fn assert_equal_clients(ours: &str, theirs: &str, name: &str) {
    let mut lines = ours.lines().zip(theirs.lines()).enumerate();
    if let Some((number, (ours, theirs))) = lines.find(|(_, (ours, theirs))| ours != theirs) {
        panic!("{name}: line {number} is {ours:?}, but {theirs:?} in the other client");
    }
    assert_eq!(ours.len(), theirs.len(), "{name}: one client is longer");
}
