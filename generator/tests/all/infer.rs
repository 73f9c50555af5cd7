//! What is concluded from sparse documents: fixtures, the workspace's own document, the ledger, and public documents.

#[path = "infer/answers.rs"]
mod answers;
#[path = "infer/ledger.rs"]
mod ledger;
#[path = "infer/measured.rs"]
mod measured;
#[path = "infer/pins.rs"]
mod pins;
#[path = "infer/supply.rs"]
mod supply;

use std::fmt::Write as _;

use generator::diagnostic::Diagnostics;
use generator::document::{Dialect, Document, Text};
use generator::infer::{Aspect, Candidate, Certainty, Fact, Inferences, Role, Scalar, Shape, conclude, infer};
use generator::repair::Repairs;
use generator::spec::Spec;
use generator::{load, upgrade};
use insta::{assert_snapshot, glob};
use serde_json::Value;

use crate::support::{fixture, fixture_at, spec as own};

/// A text as far as the stage before this one takes it.
fn read(text: &Text) -> (Spec, Repairs, Dialect) {
    let document = load::documents(text, &mut Diagnostics::default()).remove(0);
    upgraded(document)
}

fn upgraded(document: Document) -> (Spec, Repairs, Dialect) {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let dialect = document.dialect;
    let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
    (Spec::read(&document, &mut diagnostics), repairs, dialect)
}

/// Inferences as text: per place and aspect the answer, why, and what else it might have been.
fn dump(inferences: &Inferences) -> String {
    let mut text = String::new();
    for (pointer, answers) in inferences {
        let _ = writeln!(text, "{pointer}");
        for (aspect, inference) in answers {
            let _ = writeln!(text, "  {aspect:?}: {}", candidate(&inference.chosen));
            for evidence in &inference.chosen.evidence {
                let _ = writeln!(text, "    \u{201c}{}\u{201d} {}", evidence.quote, evidence.place);
            }
            for runner_up in &inference.runners_up {
                let _ = writeln!(text, "    or {}", candidate(runner_up));
            }
        }
    }
    text
}

fn candidate(candidate: &Candidate) -> String {
    let Candidate { fact, rule, confidence, .. } = candidate;
    format!("{} ({rule}, {confidence} %)", answer(fact))
}

fn answer(fact: &Fact) -> String {
    let kind = |kind: &Scalar, format: &Option<String>| {
        format.as_ref().map_or_else(|| kind.as_str().to_owned(), |format| format!("{} {format}", kind.as_str()))
    };
    match fact {
        Fact::Type(Shape::Scalar { kind: scalar, format }) => kind(scalar, format),
        Fact::Type(Shape::List { kind: scalar, format, separator }) => {
            format!("list of {} by {separator:?}", kind(scalar, format))
        }
        Fact::Bounds(least, most) => format!("{least:?} to {most:?}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn fixtures_are_concluded_as_they_should() {
    glob!("../fixtures/infer", "*.yaml", |path| {
        let (spec, ..) = read(&fixture(path));
        assert_snapshot!(dump(&infer(&spec)));
    });
}

#[test]
fn the_own_document_is_concluded_without_its_overlay() {
    let (spec, ..) = read(&own("stack-exchange.yaml"));
    let inferences = infer(&spec);
    for operation in &spec.operations {
        let fact = |name: &str, aspect: Aspect| {
            let argument = operation.arguments.iter().find(|argument| argument.name == name).expect("it is there");
            inferences.get(&argument.pointer).and_then(|answers| answers.get(&aspect)).map(|answer| &answer.chosen.fact)
        };
        let tokens = Shape::List { kind: Scalar::String, format: None, separator: Some(';') };
        let integer = Shape::Scalar { kind: Scalar::Integer, format: Some("int32".into()) };
        let string = Shape::Scalar { kind: Scalar::String, format: None };
        assert_eq!(fact("accessTokens", Aspect::Type), Some(&Fact::Type(tokens)));
        assert_eq!(fact("accessTokens", Aspect::Count), Some(&Fact::Count(Some(1), Some(20))));
        assert_eq!(fact("accessTokens", Aspect::Secrecy), Some(&Fact::Secret(true)));
        assert_eq!(fact("page", Aspect::Type), Some(&Fact::Type(integer.clone())));
        assert_eq!(fact("page", Aspect::Role), Some(&Fact::Role(Role::Page)));
        assert_eq!(fact("page", Aspect::Bounds), None);
        assert_eq!(fact("pagesize", Aspect::Type), Some(&Fact::Type(integer)));
        assert_eq!(fact("pagesize", Aspect::Role), Some(&Fact::Role(Role::PageSize)));
        assert_eq!(fact("callback", Aspect::Role), Some(&Fact::Role(Role::Jsonp)));
        assert_eq!(fact("filter", Aspect::Type), Some(&Fact::Type(string)));
        assert_eq!(fact("filter", Aspect::Role), None);
    }
    let ids = spec.operations.iter().map(|operation| &inferences[&operation.pointer][&Aspect::OperationId].chosen.fact);
    let named = |id: &str| Fact::OperationId(id.to_owned());
    assert_eq!(ids.cloned().collect::<Vec<_>>(), [named("getAccesTokens"), named("invalidateAccesTokens")]);
}

/// One operation with one argument of the given name and words.
fn odd(name: &str, words: &str) -> Spec {
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
fn odd_texts_are_survived() {
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
            let spec = odd(name, text);
            let inferences = infer(&spec);
            let _ =
                generator::ledger::write(&spec, &inferences, &Repairs::default(), Dialect::OpenApi30, &["odd.json"]);
        }
    }
}

/// Paths, parameters and everything else in the opposite order.
fn reversed(value: Value) -> Value {
    match value {
        Value::Object(members) => members.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect(),
        Value::Array(items) => items.into_iter().map(reversed).collect(),
        other => other,
    }
}

#[test]
fn the_order_of_the_document_makes_no_difference() {
    glob!("../fixtures/infer", "*.yaml", |path| {
        let mut document = load::documents(&fixture(path), &mut Diagnostics::default()).remove(0);
        let forward = infer(&upgraded(document.clone()).0);
        document.root = reversed(document.root);
        let backward = infer(&upgraded(document).0);
        let facts = |inferences: Inferences| -> Vec<String> {
            let answers = inferences.into_iter().flat_map(|(at, answers)| {
                answers.into_values().map(move |answer| format!("{at} {}", candidate(&answer.chosen)))
            });
            answers.collect()
        };
        assert_eq!(facts(forward), facts(backward), "{}", path.display());
    });
}

#[test]
fn strict_inference_keeps_what_is_certain() {
    let text = fixture_at("infer/paging.yaml");
    let (spec, repairs, dialect) = read(&text);
    let strict = conclude(&spec, Certainty::Certain);
    assert_snapshot!(dump(&strict));
    let ledger = generator::ledger::write_at(Certainty::Certain, &spec, &strict, &repairs, dialect, &[&text.name]);
    assert!(ledger.contains("\n# Made with strict inference: what is less than 95 % sure is not"), "{ledger}");
    for (pointer, answers) in infer(&spec) {
        for (aspect, answer) in answers {
            let kept = &strict[&pointer][&aspect];
            let told = std::iter::once(&kept.chosen).chain(&kept.runners_up);
            assert!(told.map(|other| &other.fact).any(|fact| *fact == answer.chosen.fact), "{pointer} {aspect:?}");
        }
    }
}
