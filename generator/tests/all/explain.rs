//! Explanations of single locations of a document, and the overlay actions that they offer.

use std::fmt::Write as _;

use clientsmith::document::Text;
use clientsmith::explain::{Explanation, LocationNotFound, Subject};
use clientsmith::infer::{Aspect, basis};
use clientsmith::pointer::Pointer;
use clientsmith::{Input, explain, load, overlay};
use serde_json::Value;

use crate::support::{fixture_at, rendered, text};

fn input(document: Text) -> Input {
    Input { package: "x".to_owned(), documents: vec![document], ..Input::default() }
}

fn explained(fixture: &str, wanted: &str) -> Result<Explanation, LocationNotFound> {
    explain(&input(fixture_at(fixture)), wanted).explanation.expect("the fixture can be read")
}

/// Formats an explanation.
fn dump(wanted: &str, explanation: &Explanation) -> String {
    let Explanation { place, yaml, subject, repairs, diagnostics, action } = explanation;
    let mut text = format!("{wanted}\n{place}\n{yaml}");
    let item = match subject {
        Subject::Parameter { row, uses, item } => {
            let _ = writeln!(
                text,
                "= {} ({}), in {uses}, declares {}",
                row.name,
                row.location,
                Value::from(row.declares.clone())
            );
            for (aspect, response) in &row.inferences {
                for candidate in std::iter::once(&response.chosen).chain(&response.runners_up) {
                    let basis =
                        basis(candidate.rule).to_string().replace(&format!("{} %", candidate.confidence), "# %");
                    let _ = writeln!(text, "  {aspect:?}: {:?}, {} ({basis})", candidate.fact, candidate.rule);
                }
            }
            row.omission.iter().for_each(|removed| text.push_str(&format!("  removed: {}\n", removed.rule)));
            item
        }
        Subject::Operation { label, rows, responses, item, .. } => {
            let _ = writeln!(text, "= {label}, {} parameters, responses {responses:?}", rows.len());
            item
        }
        Subject::Other { item } => item,
    };
    item.iter().for_each(|item| text.push_str(&format!("emitted: {}: {}\n", item.description, item.rust_type)));
    repairs.iter().for_each(|repair| text.push_str(&format!("repair: {} {}\n", repair.rule, repair.place)));
    diagnostics.iter().for_each(|found| text.push_str(&format!("{found}\n")));
    action.iter().for_each(|action| text.push_str(action));
    text
}

#[test]
fn locations_are_explained() {
    let wanted = [
        ("infer/swagger2/forms.yaml", "GET /orders/{id} limit"),
        ("overrides/document.yaml", "GET /books/{ids} page"),
        ("overrides/document.yaml", "POST /books/{ids} ids"),
        ("overrides/document.yaml", "get /books/{ids}"),
        ("overrides/document.yaml", "#/definitions/Books"),
        ("overrides/document.yaml", "document.yaml#/paths/~1books~1%7Bids%7D/get/parameters/5/description"),
        ("infer/declared.yaml", "#/paths/~1orders/get/parameters/1"),
        ("infer/shared.yaml", "#/components/parameters/since"),
        ("infer/swagger2/forms.yaml", "/parameters/limit/name"),
        ("infer/secrets.yaml", "#/paths/~1orders/get/parameters/0"),
    ];
    let explanations = wanted.map(|(fixture, wanted)| match explained(fixture, wanted) {
        Ok(explanation) => dump(wanted, &explanation),
        Err(LocationNotFound { message, help }) => format!("{wanted}\n{message}\n{help}\n"),
    });
    insta::assert_snapshot!(explanations.join("\n---\n"));
}

#[test]
fn unknown_locations_are_reported_with_alternatives() {
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
    let errors = wanted.map(|wanted| {
        let LocationNotFound { message, help } =
            explained("overrides/document.yaml", wanted).expect_err("the location does not exist");
        format!("{wanted}: {message}\n  {help}\n")
    });
    insta::assert_snapshot!(errors.concat());
}

/// Collects the pointers of all nodes of a value.
fn pointers(value: &Value, at: Pointer, all: &mut Vec<Pointer>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| pointers(value, at.child(key), all)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| pointers(value, at.index(i), all)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all.push(at);
}

#[test]
fn every_location_has_an_applicable_action() {
    for name in ["overrides/document.yaml", "infer/swagger2/forms.yaml", "infer/shared.yaml", "infer/declared.yaml"] {
        let input = input(fixture_at(name));
        let mut diagnostics = clientsmith::diagnostic::Diagnostics::default();
        let document = load::documents(&input.documents[0], &mut diagnostics).remove(0);
        let mut all = Vec::new();
        pointers(&document.root, Pointer::root(), &mut all);
        for pointer in all {
            let explanation = explain(&input, &pointer.to_string()).explanation.expect("the document can be read");
            let explanation = explanation.unwrap_or_else(|nowhere| panic!("{name}{pointer}: {}", nowhere.message));
            let Some(action) = explanation.action else {
                assert_eq!(pointer, Pointer::root());
                continue;
            };
            let actions: Value = serde_yaml::from_str(&action).expect("an action is YAML");
            let overrides = serde_json::json!({
                "overlay": "1.0.0", "info": { "title": "Overrides", "version": "1" }, "actions": actions
            });
            let overlay =
                overlay::read(&text("overlay.yaml", overrides.to_string()), &mut diagnostics).expect("an overlay");
            overlay::apply(&mut document.clone(), &[overlay], &mut diagnostics);
            assert!(!diagnostics.has_errors(), "{name}{pointer}: {action}\n{}", rendered(&diagnostics));
        }
    }
}

#[test]
fn explained_action_declares_the_inference() {
    let before = explained("overrides/document.yaml", "GET /books/{ids} limit").expect("the parameter exists");
    let overlay = format!(
        "overlay: 1.0.0\ninfo: {{title: Overrides, version: '1'}}\nactions:\n{}",
        before.action.expect("the inference has an action")
    );
    let mut input = input(fixture_at("overrides/document.yaml"));
    input.overlays.push(text("overlay.yaml", overlay));
    let explained = explain(&input, "GET /books/{ids} limit");
    assert_eq!(rendered(&explained.diagnostics), "no findings");
    let Some(Ok(Explanation { subject: Subject::Parameter { row, .. }, .. })) = explained.explanation else {
        panic!("the location is not a parameter")
    };
    assert!(!row.inferences.contains_key(&Aspect::Type), "{:?}", row.inferences);
    assert_eq!((&row.declares["type"], &row.declares["default"]), (&"integer".into(), &20.into()));
}
