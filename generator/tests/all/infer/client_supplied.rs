//! Parameters that the client supplies instead of the caller, in the client and in the normalized document.

use clientsmith::document::Text;
use clientsmith::infer::calibration::evaluate;
use clientsmith::infer::{Aspect, Claim, Inferences, Role, Supply, infer};
use clientsmith::ir::{Parameter, Primitive, RequiredScheme, Type};
use clientsmith::names::lock::NameLock;
use clientsmith::{Input, generate, lower, normalize};
use insta::{assert_snapshot, glob};

use super::read;
use crate::support::{corpus, fixture, fixture_at};

fn input(document: Text) -> Input {
    Input { package: "keys".into(), documents: vec![document], ..Input::default() }
}

#[test]
fn client_builder_has_inferred_api_keys() {
    let output = generate(&input(fixture_at("infer/client-supplied/keys.yaml")));
    let files = ["src/client.rs", "src/operations/pets.rs", "src/operations/toys.rs"];
    let shown: Vec<String> = files.map(|file| format!("// ---- {file}\n{}", output.files[file])).into();
    assert_snapshot!(shown.join("\n"));
}

#[test]
fn normalized_document_declares_inferred_api_keys() {
    assert_snapshot!(normalize(&input(fixture_at("infer/client-supplied/keys.yaml"))).yaml);
}

#[test]
fn normalization_is_idempotent() {
    let check = |text: Text| {
        let once = normalize(&input(text.clone())).yaml;
        let twice = normalize(&input(Text { name: text.name.clone(), bytes: once.clone().into_bytes() })).yaml;
        assert_eq!(once, twice, "{}", text.name);
    };
    check(fixture_at("infer/client-supplied/keys.yaml"));
    glob!("../../fixtures/infer", "*.yaml", |path| check(fixture(path)));
}

/// The security requirements of an operation.
type Security = Option<Vec<Vec<RequiredScheme>>>;

/// Returns true if a fact does not change the request: roles, and the redaction of the value.
fn is_neutral(fact: &Claim) -> bool {
    use Role::{Auth, Cursor, Offset, Page, PageSize};
    matches!(
        fact,
        Claim::Role(Page | PageSize | Offset | Cursor | Auth)
            | Claim::Secret(true)
            | Claim::Supply(Supply::Repeated(_))
    )
}

/// Returns a parameter as it is if its value is not redacted, and not the credential of a scheme.
fn without_secrecy(parameter: Parameter) -> Parameter {
    let plain = |ty| if ty == Type::Secret { Type::Primitive(Primitive::String) } else { ty };
    let ty = match parameter.ty {
        Type::Array(item) => Type::Array(Box::new(plain(*item))),
        ty => plain(ty),
    };
    Parameter { ty, required: false, docs: Vec::new(), rules: Vec::new(), ..parameter }
}

/// Checks that the inferences about parameters with a declared type do not change requests, and that the client without
/// these inferences is the same, except that it does not redact secrets.
fn check_typed_parameters(text: &Text) {
    let (spec, ..) = read(text);
    let inferences = infer(&spec);
    let mut without = inferences.clone();
    for parameter in spec.operations.iter().flat_map(|operation| &operation.parameters) {
        let responses = inferences.get(&parameter.pointer);
        // Every parameter without a declared type has an inferred type, at least `string`.
        if responses.is_some_and(|responses| responses.contains_key(&Aspect::Type)) {
            assert!(evaluate::declared(&spec, parameter).is_none(), "{}: {}", text.name, parameter.pointer);
            continue;
        }
        for response in responses.into_iter().flat_map(|responses| responses.values()) {
            let declared = response.chosen.rule == "declared";
            assert!(declared || is_neutral(&response.chosen.fact), "{}: {} {response:?}", text.name, parameter.pointer);
        }
        if let Some(responses) = without.get_mut(&parameter.pointer) {
            responses.retain(|_, response| response.chosen.rule == "declared");
        }
    }
    let parameters = |inferences: &Inferences| -> Vec<(Vec<Parameter>, Security)> {
        let (api, _) = lower::lower("typed", &[], &spec, inferences, &NameLock::default(), &mut Default::default());
        let operations = api.modules.into_iter().flat_map(|group| group.operations);
        let plain = |parameters: Vec<Parameter>| {
            let mut parameters: Vec<Parameter> = parameters.into_iter().map(without_secrecy).collect();
            parameters.sort_by(|a, b| a.name.cmp(&b.name));
            parameters
        };
        operations.map(|operation| (plain(operation.parameters), operation.security)).collect()
    };
    if inferences != without {
        assert_eq!(parameters(&inferences), parameters(&without), "{}", text.name);
    }
}

#[test]
fn typed_fixture_parameters_are_not_changed() {
    for directory in ["infer", "emit", "upgrade"] {
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(directory);
        for entry in std::fs::read_dir(directory).expect("fixtures").flatten().filter(|entry| entry.path().is_file()) {
            check_typed_parameters(&fixture(&entry.path()));
        }
    }
}

#[test]
fn typed_corpus_parameters_are_not_changed() {
    for path in ["v3", "v2"].into_iter().flat_map(corpus) {
        if path.metadata().is_ok_and(|file| file.len() < 400_000) {
            check_typed_parameters(&fixture(&path));
        }
    }
}
