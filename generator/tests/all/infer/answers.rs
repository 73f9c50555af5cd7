//! Answers that prose tells: what the ledger says of them, that normalizing declares them, and how they are measured.

use std::collections::BTreeMap;

use generator::infer::answers::measure;
use generator::infer::{Aspect, infer};
use generator::{Input, normalize};
use insta::assert_snapshot;
use serde_json::Value;

use super::read;
use crate::support::{fixture_at, text};

#[test]
fn the_ledger_tells_answers_with_the_action_that_declares_them() {
    let document = fixture_at("infer/answers.yaml");
    let (spec, repairs, dialect) = read(&document);
    let ledger = generator::ledger::write(&spec, &infer(&spec), &repairs, dialect, &["answers.yaml"]);
    let ledger: Value = serde_yaml::from_str(&ledger).expect("a ledger is YAML");
    let operations = ledger["operations"].as_array().into_iter().flatten();
    let told: Vec<&Value> = operations.filter_map(|operation| operation.get("answers")).collect();
    assert_snapshot!(serde_yaml::to_string(&told).expect("it has a YAML form"));
}

#[test]
fn normalizing_declares_answers() {
    for (name, declared) in [("answers", 3), ("answers-as-usual", 1)] {
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
fn declared_answers_are_trials() {
    let (spec, ..) = read(&fixture_at("infer/answers-as-usual.yaml"));
    let trials = measure::trials(&spec);
    let said: BTreeMap<&str, Vec<&str>> = trials
        .iter()
        .map(|trial| (trial.operation.as_str(), trial.said.iter().map(|(rule, _)| *rule).collect()))
        .collect();
    assert_eq!(said.len(), 5);
    for trial in &trials {
        let usual = trial.said.iter().find(|(rule, _)| *rule == "answer-as-usual").map(|(_, answer)| answer);
        assert_eq!(usual, trial.declared.as_ref(), "{}", trial.operation);
    }
    assert!(infer(&spec).values().any(|answers| answers.contains_key(&Aspect::Answer)));
}
