//! Inferred response schemas: in the ledger, in the normalized document, and as trials for calibration.

use std::collections::BTreeMap;

use clientsmith::infer::responses::trials;
use clientsmith::infer::{Aspect, infer};
use clientsmith::{Input, normalize};
use insta::assert_snapshot;
use serde_json::Value;

use super::{read, without_confidences};
use crate::support::{fixture_at, text};

#[test]
fn ledger_lists_responses_with_actions() {
    let document = fixture_at("infer/responses.yaml");
    let (spec, repairs, dialect) = read(&document);
    let ledger = clientsmith::ledger::write(&spec, &infer(&spec), &repairs, dialect, &["responses.yaml"]);
    let ledger: Value = serde_yaml::from_str(&ledger).expect("a ledger is YAML");
    let operations = ledger["operations"].as_array().into_iter().flatten();
    let responses: Vec<&Value> = operations.filter_map(|operation| operation.get("responses")).collect();
    let yaml = serde_yaml::to_string(&responses).expect("a value is YAML");
    assert_snapshot!(without_confidences(&yaml));
}

#[test]
fn normalized_document_declares_responses() {
    for (name, declared) in [("responses", 3), ("response-conventions", 1)] {
        let documents = vec![fixture_at(&format!("infer/{name}.yaml"))];
        let once = normalize(&Input { documents, ..Input::default() }).yaml;
        let (spec, ..) = read(&text("once.yaml", once.clone().into_bytes()));
        let schemas = spec.operations.iter().flat_map(|operation| &operation.responses);
        let schemas = schemas.filter(|response| response.media.iter().any(|media| media.schema.is_some())).count();
        let before = read(&fixture_at(&format!("infer/{name}.yaml"))).0;
        let written = before.operations.iter().flat_map(|operation| &operation.responses);
        let written = written.filter(|response| response.media.iter().any(|media| media.schema.is_some())).count();
        assert_eq!(schemas - written, declared, "{name}");
        let documents = vec![text("once.yaml", once.clone().into_bytes())];
        assert_eq!(normalize(&Input { documents, ..Input::default() }).yaml, once, "{name}");
    }
}

#[test]
fn declared_responses_are_used_as_trials() {
    let (spec, ..) = read(&fixture_at("infer/response-conventions.yaml"));
    let trials = trials::trials(&spec);
    let rules: BTreeMap<&str, Vec<&str>> = trials
        .iter()
        .map(|trial| (trial.operation.as_str(), trial.results.iter().map(|(rule, _)| *rule).collect()))
        .collect();
    assert_eq!(rules.len(), 5);
    for trial in &trials {
        let usual =
            trial.results.iter().find(|(rule, _)| *rule == "response-by-convention").map(|(_, response)| response);
        assert_eq!(usual, trial.declared.as_ref(), "{}", trial.operation);
    }
    assert!(infer(&spec).values().any(|responses| responses.contains_key(&Aspect::Response)));
}
