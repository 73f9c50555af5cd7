//! What no caller has to give: who gives it instead, in the client and in the normalized document.

use generator::document::Text;
use generator::infer::{Aspect, Fact, Inferences, Role, infer, measure};
use generator::ir::{Argument, Needed};
use generator::{Input, generate, lower, normalize};
use insta::{assert_snapshot, glob};

use super::read;
use crate::support::{corpus, fixture, fixture_at};

fn input(document: Text) -> Input {
    Input { package: "keys".into(), documents: vec![document], ..Input::default() }
}

#[test]
fn a_client_has_the_keys_of_its_operations() {
    let output = generate(&input(fixture_at("infer/clients/keys.yaml")));
    let files = ["src/client.rs", "src/operations/pets.rs", "src/operations/toys.rs"];
    let shown: Vec<String> = files.map(|file| format!("// ---- {file}\n{}", output.files[file])).into();
    assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_normalized_document_declares_the_keys_of_its_operations() {
    assert_snapshot!(normalize(&input(fixture_at("infer/clients/keys.yaml"))).yaml);
}

#[test]
fn normalizing_again_changes_nothing() {
    let again = |text: Text| {
        let once = normalize(&input(text.clone())).yaml;
        let twice = normalize(&input(Text { name: text.name.clone(), bytes: once.clone().into_bytes() })).yaml;
        assert_eq!(once, twice, "{}", text.name);
    };
    again(fixture_at("infer/clients/keys.yaml"));
    glob!("../../fixtures/infer", "*.yaml", |path| again(fixture(path)));
}

/// What a call takes to authenticate.
type Security = Option<Vec<Vec<Needed>>>;

/// Whether an inference leaves the call as it is.
fn is_harmless(fact: &Fact) -> bool {
    matches!(fact, Fact::Role(Role::Page | Role::PageSize | Role::Offset | Role::Cursor))
}

/// Checks that nothing is concluded about arguments that declare a type but what changes nothing in a call, and that a
/// client without those conclusions is the same.
fn typed_stay(text: &Text) {
    let (spec, ..) = read(text);
    let inferences = infer(&spec);
    let mut without = inferences.clone();
    for argument in spec.operations.iter().flat_map(|operation| &operation.arguments) {
        let answers = inferences.get(&argument.pointer);
        // An argument that declares no type is given one, if only a string.
        if answers.is_some_and(|answers| answers.contains_key(&Aspect::Type)) {
            assert!(measure::declared(&spec, argument).is_none(), "{}: {}", text.name, argument.pointer);
            continue;
        }
        for answer in answers.into_iter().flat_map(|answers| answers.values()) {
            let declared = answer.chosen.rule == "declared";
            assert!(declared || is_harmless(&answer.chosen.fact), "{}: {} {answer:?}", text.name, argument.pointer);
        }
        if let Some(answers) = without.get_mut(&argument.pointer) {
            answers.retain(|_, answer| answer.chosen.rule == "declared");
        }
    }
    let arguments = |inferences: &Inferences| -> Vec<(Vec<Argument>, Security)> {
        let (api, _) = lower::lower("typed", &[], &spec, inferences, &mut Default::default());
        let operations = api.groups.into_iter().flat_map(|group| group.operations);
        operations.map(|operation| (operation.arguments, operation.security)).collect()
    };
    if inferences != without {
        assert_eq!(arguments(&inferences), arguments(&without), "{}", text.name);
    }
}

#[test]
fn an_argument_that_declares_its_type_is_never_changed() {
    for folder in ["infer", "emit", "upgrade"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
        for entry in std::fs::read_dir(folder).expect("fixtures").flatten().filter(|entry| entry.path().is_file()) {
            typed_stay(&fixture(&entry.path()));
        }
    }
}

#[test]
fn no_public_document_has_a_typed_argument_changed() {
    for path in ["v3", "v2"].into_iter().flat_map(corpus) {
        if path.metadata().is_ok_and(|file| file.len() < 400_000) {
            typed_stay(&fixture(&path));
        }
    }
}
