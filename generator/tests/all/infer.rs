//! Inferences from sparse documents: fixtures, the document of the workspace, the ledger, and public documents.

#[path = "infer/client_supplied.rs"]
mod client_supplied;
#[path = "infer/confidences.rs"]
mod confidences;
#[path = "infer/labels.rs"]
mod labels;
#[path = "infer/ledger.rs"]
mod ledger;
#[path = "infer/overrides.rs"]
mod overrides;
#[path = "infer/responses.rs"]
mod responses;
#[path = "infer/typed_secrets.rs"]
mod typed_secrets;

use std::fmt::Write as _;

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::{Dialect, Document, Text};
use clientsmith::infer::{
    Aspect, Candidate, Certainty, Claim, Inferences, InferredType, Role, Scalar, conclude, infer,
};
use clientsmith::repairs::Repairs;
use clientsmith::spec::Spec;
use clientsmith::{load, upgrade};
use insta::{assert_snapshot, glob};
use serde_json::Value;

use crate::support::{fixture, fixture_at, spec as workspace_spec};

/// Loads and upgrades a text, as the stages before inference do.
pub(crate) fn read(text: &Text) -> (Spec, Repairs, Dialect) {
    let document = load::documents(text, &mut Diagnostics::default()).remove(0);
    upgraded(document)
}

fn upgraded(document: Document) -> (Spec, Repairs, Dialect) {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let dialect = document.dialect;
    let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
    (Spec::read(&document, &mut diagnostics), repairs, dialect)
}

/// Formats inferences: the fact, rule and evidence of each location and aspect, and the runners-up.
fn dump(inferences: &Inferences) -> String {
    let mut text = String::new();
    for (pointer, responses) in inferences {
        let _ = writeln!(text, "{pointer}");
        for (aspect, inference) in responses {
            let _ = writeln!(text, "  {aspect:?}: {}", format_candidate(&inference.chosen));
            for evidence in &inference.chosen.evidence {
                let _ = writeln!(text, "    \u{201c}{}\u{201d} {}", evidence.quote, evidence.place);
            }
            for runner_up in &inference.runners_up {
                let _ = writeln!(text, "    or {}", format_candidate(runner_up));
            }
        }
    }
    text
}

/// Replaces the confidences of a ledger by `#`.
fn without_confidences(yaml: &str) -> String {
    let line = |line: &str| match line.split_once("confidence: ") {
        Some((start, figure)) if figure.parse::<u8>().is_ok() => format!("{start}confidence: #\n"),
        _ => format!("{line}\n"),
    };
    yaml.lines().map(line).collect()
}

/// Formats a fact with its rule. Confidences are listed in the snapshot of `confidences` only.
fn format_candidate(Candidate { fact, rule, .. }: &Candidate) -> String {
    format!("{} ({rule})", format_fact(fact))
}

fn format_fact(fact: &Claim) -> String {
    let kind = |kind: &Scalar, format: &Option<String>| {
        format.as_ref().map_or_else(|| kind.as_str().to_owned(), |format| format!("{} {format}", kind.as_str()))
    };
    match fact {
        Claim::Type(InferredType::Scalar { kind: scalar, format }) => kind(scalar, format),
        Claim::Type(InferredType::List { kind: scalar, format, separator }) => {
            format!("list of {} by {separator:?}", kind(scalar, format))
        }
        Claim::Bounds(least, most) => format!("{least:?} to {most:?}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn inferences_match_snapshots() {
    glob!("../fixtures/infer", "*.yaml", |path| {
        let (spec, ..) = read(&fixture(path));
        assert_snapshot!(dump(&infer(&spec)));
    });
}

#[test]
fn stack_exchange_is_inferred_without_overlay() {
    let (spec, ..) = read(&workspace_spec("stack-exchange.yaml"));
    let inferences = infer(&spec);
    for operation in &spec.operations {
        let fact = |name: &str, aspect: Aspect| {
            let parameter =
                operation.parameters.iter().find(|parameter| parameter.name == name).expect("the parameter exists");
            inferences
                .get(&parameter.pointer)
                .and_then(|responses| responses.get(&aspect))
                .map(|response| &response.chosen.fact)
        };
        let tokens = InferredType::List { kind: Scalar::String, format: None, separator: Some(';') };
        let integer = InferredType::Scalar { kind: Scalar::Integer, format: Some("int32".into()) };
        let string = InferredType::Scalar { kind: Scalar::String, format: None };
        assert_eq!(fact("accessTokens", Aspect::Type), Some(&Claim::Type(tokens)));
        assert_eq!(fact("accessTokens", Aspect::Count), Some(&Claim::Count(Some(1), Some(20))));
        assert_eq!(fact("accessTokens", Aspect::Secrecy), Some(&Claim::Secret(true)));
        assert_eq!(fact("page", Aspect::Type), Some(&Claim::Type(integer.clone())));
        assert_eq!(fact("page", Aspect::Role), Some(&Claim::Role(Role::Page)));
        assert_eq!(fact("page", Aspect::Bounds), None);
        assert_eq!(fact("pagesize", Aspect::Type), Some(&Claim::Type(integer)));
        assert_eq!(fact("pagesize", Aspect::Role), Some(&Claim::Role(Role::PageSize)));
        assert_eq!(fact("callback", Aspect::Role), Some(&Claim::Role(Role::Jsonp)));
        assert_eq!(fact("filter", Aspect::Type), Some(&Claim::Type(string)));
        assert_eq!(fact("filter", Aspect::Role), None);
    }
    let ids = spec.operations.iter().map(|operation| &inferences[&operation.pointer][&Aspect::OperationId].chosen.fact);
    let named = |id: &str| Claim::OperationId(id.to_owned());
    assert_eq!(ids.cloned().collect::<Vec<_>>(), [named("getAccesTokens"), named("invalidateAccesTokens")]);
}

/// Creates a document with one parameter of the given name and description.
fn document_with(name: &str, words: &str) -> Spec {
    let parameter = serde_json::json!({
        "in": "query", "name": name, "description": words, "example": words, "schema": { "default": words }
    });
    let operation =
        serde_json::json!({ "description": words, "summary": words, "operationId": name, "parameters": [parameter] });
    let root = serde_json::json!({
        "openapi": "3.0.3", "info": { "title": "Odd", "version": "1" }, "paths": { "/odd": { "get": operation } }
    });
    let bytes = root.to_string().into_bytes();
    read(&Text { name: "odd.json".into(), bytes }).0
}

#[test]
fn odd_texts_do_not_panic() {
    let long = "between 1 and ".repeat(20_000);
    let texts = [
        "",
        " ",
        "(",
        "((((|||",
        "one of: ",
        "one of: ,,,",
        "default",
        "defaults to",
        "maximum",
        "up to 99999999999999999999999999",
        "between 1e999 and 2",
        "from -0 to 0",
        "comma separated",
        "\u{0}\u{1}",
        "ﷺ between ١ and ٢",
        "🦀 one of: 🦀, 🦞",
        ".*+?^${}()|[]\\",
        "yyyy-mm-dd",
        "<b",
        "<<<>>>",
        "`",
        "{x} up to 3 x",
        "is",
        "true",
        "(a/b",
        "a/b)",
        "İstanbul İ",
        long.as_str(),
    ];
    for text in texts {
        for name in ["x", "page", "token", text] {
            let spec = document_with(name, text);
            let inferences = infer(&spec);
            let _ =
                clientsmith::ledger::write(&spec, &inferences, &Repairs::default(), Dialect::OpenApi30, &["odd.json"]);
        }
    }
}

/// Reverses the order of all objects and arrays.
fn reversed(value: Value) -> Value {
    match value {
        Value::Object(members) => members.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect(),
        Value::Array(items) => items.into_iter().map(reversed).collect(),
        other => other,
    }
}

#[test]
fn document_order_does_not_change_inferences() {
    glob!("../fixtures/infer", "*.yaml", |path| {
        let mut document = load::documents(&fixture(path), &mut Diagnostics::default()).remove(0);
        let forward = infer(&upgraded(document.clone()).0);
        document.root = reversed(document.root);
        let backward = infer(&upgraded(document).0);
        let facts = |inferences: Inferences| -> Vec<String> {
            let responses = inferences.into_iter().flat_map(|(at, responses)| {
                responses.into_values().map(move |response| {
                    format!("{at} {} {} %", format_candidate(&response.chosen), response.chosen.confidence)
                })
            });
            responses.collect()
        };
        assert_eq!(facts(forward), facts(backward), "{}", path.display());
    });
}

#[test]
fn strict_inference_keeps_only_certain_facts() {
    let text = fixture_at("infer/pagination.yaml");
    let (spec, repairs, dialect) = read(&text);
    let strict = conclude(&spec, Certainty::Certain);
    assert_snapshot!(dump(&strict));
    let ledger = clientsmith::ledger::write_at(Certainty::Certain, &spec, &strict, &repairs, dialect, &[&text.name]);
    assert!(ledger.contains("\n# Strict inference: candidates with a confidence below 95 % are listed"), "{ledger}");
    for (pointer, responses) in infer(&spec) {
        for (aspect, response) in responses {
            let kept = &strict[&pointer][&aspect];
            let candidates = std::iter::once(&kept.chosen).chain(&kept.runners_up);
            assert!(
                candidates.map(|other| &other.fact).any(|fact| *fact == response.chosen.fact),
                "{pointer} {aspect:?}"
            );
        }
    }
}
