//! What is told about single places, and that the actions it offers do apply.

use std::fmt::Write as _;

use generator::document::Text;
use generator::explain::{Explanation, Nowhere, Subject};
use generator::infer::{Aspect, basis};
use generator::pointer::Pointer;
use generator::{Input, explain, load, overlay};
use serde_json::Value;

use crate::support::{fixture_at, rendered, text};

fn input(document: Text) -> Input {
    Input { package: "x".to_owned(), documents: vec![document], ..Input::default() }
}

fn explained(fixture: &str, wanted: &str) -> Result<Explanation, Nowhere> {
    explain(&input(fixture_at(fixture)), wanted).explanation.expect("the fixture can be read")
}

/// An explanation as text.
fn dump(wanted: &str, explanation: &Explanation) -> String {
    let Explanation { place, stands, subject, repairs, diagnostics, action } = explanation;
    let mut text = format!("{wanted}\n{place}\n{stands}");
    let made = match subject {
        Subject::Parameter { row, uses, made } => {
            let _ = writeln!(
                text,
                "= {} ({}), in {uses}, declares {}",
                row.name,
                row.location,
                Value::from(row.declares.clone())
            );
            for (aspect, answer) in &row.answers {
                for candidate in std::iter::once(&answer.chosen).chain(&answer.runners_up) {
                    let why = basis(candidate.rule);
                    let _ = writeln!(text, "  {aspect:?}: {:?}, {} ({why})", candidate.fact, candidate.rule);
                }
            }
            row.gone.iter().for_each(|gone| text.push_str(&format!("  gone: {}\n", gone.rule)));
            made
        }
        Subject::Operation { called, rows, answers, made, .. } => {
            let _ = writeln!(text, "= {called}, {} parameters, answers {answers:?}", rows.len());
            made
        }
        Subject::Other { made } => made,
    };
    made.iter().for_each(|made| text.push_str(&format!("made: {}: {}\n", made.what, made.rust)));
    repairs.iter().for_each(|repair| text.push_str(&format!("repair: {} {}\n", repair.rule, repair.place)));
    diagnostics.iter().for_each(|found| text.push_str(&format!("{found}\n")));
    action.iter().for_each(|action| text.push_str(action));
    text
}

#[test]
fn places_are_explained() {
    let wanted = [
        ("infer/old/forms.yaml", "GET /orders/{id} limit"),
        ("pins/document.yaml", "GET /books/{ids} page"),
        ("pins/document.yaml", "POST /books/{ids} ids"),
        ("pins/document.yaml", "get /books/{ids}"),
        ("pins/document.yaml", "#/definitions/Books"),
        ("pins/document.yaml", "document.yaml#/paths/~1books~1%7Bids%7D/get/parameters/5/description"),
        ("infer/declared.yaml", "#/paths/~1orders/get/parameters/1"),
        ("infer/shared.yaml", "#/components/parameters/since"),
        ("infer/old/forms.yaml", "/parameters/limit/name"),
        ("infer/secrets.yaml", "#/paths/~1orders/get/parameters/0"),
    ];
    let told = wanted.map(|(fixture, wanted)| match explained(fixture, wanted) {
        Ok(explanation) => dump(wanted, &explanation),
        Err(Nowhere { message, help }) => format!("{wanted}\n{message}\n{help}\n"),
    });
    insta::assert_snapshot!(told.join("\n---\n"));
}

#[test]
fn what_is_nowhere_is_told_with_what_there_is() {
    let wanted = [
        "#/paths/~1books/get",
        "/paths/~1books~1{ids}/get/parameters/7",
        "/info/title/x",
        "GET /book",
        "DELETE /books/{ids}",
        "GET /books/{ids} pages",
        "page",
        "other.yaml#/info",
        "",
    ];
    let told = wanted.map(|wanted| {
        let Nowhere { message, help } = explained("pins/document.yaml", wanted).expect_err("it is nowhere");
        format!("{wanted}: {message}\n  {help}\n")
    });
    insta::assert_snapshot!(told.concat());
}

/// Every pointer of a value.
fn pointers(value: &Value, at: Pointer, all: &mut Vec<Pointer>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| pointers(value, at.child(key), all)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| pointers(value, at.index(i), all)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all.push(at);
}

#[test]
fn every_place_is_explained_and_its_action_applies() {
    for name in ["pins/document.yaml", "infer/old/forms.yaml", "infer/shared.yaml", "infer/declared.yaml"] {
        let input = input(fixture_at(name));
        let mut diagnostics = generator::diagnostic::Diagnostics::default();
        let document = load::documents(&input.documents[0], &mut diagnostics).remove(0);
        let mut all = Vec::new();
        pointers(&document.root, Pointer::root(), &mut all);
        for pointer in all {
            let explanation = explain(&input, &pointer.to_string()).explanation.expect("it can be read");
            let explanation = explanation.unwrap_or_else(|nowhere| panic!("{name}{pointer}: {}", nowhere.message));
            let Some(action) = explanation.action else {
                assert_eq!(pointer, Pointer::root());
                continue;
            };
            let actions: Value = serde_yaml::from_str(&action).expect("an action is YAML");
            let pins = serde_json::json!({
                "overlay": "1.0.0", "info": { "title": "Pins", "version": "1" }, "actions": actions
            });
            let overlay = overlay::read(&text("pins.yaml", pins.to_string()), &mut diagnostics).expect("an overlay");
            overlay::apply(&mut document.clone(), &[overlay], &mut diagnostics);
            assert!(!diagnostics.has_errors(), "{name}{pointer}: {action}\n{}", rendered(&diagnostics));
        }
    }
}

#[test]
fn an_action_pins_what_is_concluded() {
    let before = explained("pins/document.yaml", "GET /books/{ids} limit").expect("it is there");
    let pins = format!(
        "overlay: 1.0.0\ninfo: {{title: Pins, version: '1'}}\nactions:\n{}",
        before.action.expect("there is one")
    );
    let mut input = input(fixture_at("pins/document.yaml"));
    input.overlays.push(text("pins.yaml", pins));
    let told = explain(&input, "GET /books/{ids} limit");
    assert_eq!(rendered(&told.diagnostics), "no findings");
    let Some(Ok(Explanation { subject: Subject::Parameter { row, .. }, .. })) = told.explanation else {
        panic!("it is a parameter")
    };
    assert!(!row.answers.contains_key(&Aspect::Type), "{:?}", row.answers);
    assert_eq!((&row.declares["type"], &row.declares["default"]), (&"integer".into(), &20.into()));
}
