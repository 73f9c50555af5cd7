//! Parsing and application of overlays.

use std::path::Path;

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::{Document, Text};
use clientsmith::pointer::Pointer;
use clientsmith::{load, overlay};
use serde_json::Value;

use crate::support::{corpus, fixture, fixture_at, rendered, spec, text};

fn load_one(text: &Text) -> Document {
    let mut diagnostics = Diagnostics::default();
    let mut documents = load::documents(text, &mut diagnostics);
    assert_eq!(rendered(&diagnostics), "no findings");
    documents.pop().expect("a document")
}

fn applied(document: &Text, overlays: &[&Text]) -> (Document, Diagnostics) {
    let mut document = load_one(document);
    let mut diagnostics = Diagnostics::default();
    let overlays = overlays.iter().filter_map(|text| overlay::read(text, &mut diagnostics)).collect::<Vec<_>>();
    overlay::apply(&mut document, &overlays, &mut diagnostics);
    (document, diagnostics)
}

/// Lists the values that differ from the original document, with their origins.
fn changes(before: &Value, after: &Document, at: &Pointer, list: &mut Vec<String>) {
    let current = at.find(&after.root);
    let original = at.find(before);
    if current == original {
        return;
    }
    match (original, current) {
        (Some(Value::Object(original)), Some(Value::Object(current))) => {
            let keys = original.keys().chain(current.keys().filter(|key| !original.contains_key(*key)));
            keys.for_each(|key| changes(before, after, &at.child(key), list));
        }
        (Some(Value::Array(original)), Some(Value::Array(current))) => {
            (0..original.len().max(current.len())).for_each(|index| changes(before, after, &at.index(index), list));
        }
        (_, Some(current)) => list.push(format!("{at} is {current}\n  from {}", after.place(at))),
        (_, None) => list.push(format!("{at} is removed")),
    }
}

#[test]
fn overlays_change_the_document() {
    let document = fixture_at("overlay/document.yaml");
    let before = load_one(&document).root;
    insta::glob!("../fixtures/overlay", "*.overlay.yaml", |path| {
        let (after, diagnostics) = applied(&document, &[&fixture(path)]);
        let mut list = Vec::new();
        changes(&before, &after, &Pointer::root(), &mut list);
        insta::assert_snapshot!(format!("{}\n\n{}", list.join("\n"), rendered(&diagnostics)));
    });
}

#[test]
fn invalid_overlays_are_reported() {
    let document = fixture_at("overlay/document.yaml");
    insta::glob!("../fixtures/reject", "overlay-*", |path| {
        let (_, diagnostics) = applied(&document, &[&fixture(path)]);
        insta::assert_snapshot!(rendered(&diagnostics));
    });
}

#[test]
fn overlays_are_applied_in_order() {
    let document = text("a.yaml", "swagger: '2.0'\npaths: {}\n");
    let head = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n";
    let first = text("1.yaml", format!("{head}- {{target: $.paths, update: {{/a: {{get: {{}}}}}}}}\n"));
    let second = text("2.yaml", format!("{head}- {{target: \"$.paths['/a'].get\", update: {{summary: s}}}}\n"));
    let (after, diagnostics) = applied(&document, &[&first, &second]);
    assert_eq!(rendered(&diagnostics), "no findings");
    let summary = Pointer::from_tokens(["paths", "/a", "get", "summary"]);
    assert_eq!(after.place(&summary).to_string(), "2.yaml#/actions/0/update/summary");
    let get = Pointer::from_tokens(["paths", "/a", "get"]);
    assert_eq!(after.place(&get).to_string(), "1.yaml#/actions/0/update/~1a/get");
}

#[test]
fn actions_keep_reason_and_description() {
    let overlay = overlay::read(&fixture_at("overlay/update-merges.overlay.yaml"), &mut Diagnostics::default());
    let overlay = overlay.expect("an overlay");
    assert_eq!(overlay.actions[0].reason.as_deref(), Some("maps merge, lists grow, words are replaced"));
    assert_eq!(overlay.actions[1].description.as_deref(), Some("a path with braces"));
}

#[test]
fn stack_exchange_overlay_describes_three_operations() {
    let overlay_text = spec("stack-exchange.overlay.yaml");
    let (after, diagnostics) = applied(&spec("stack-exchange.yaml"), &[&overlay_text]);
    assert_eq!(rendered(&diagnostics), "no findings");
    let overlay = overlay::read(&overlay_text, &mut Diagnostics::default()).expect("an overlay");
    assert!(overlay.actions.iter().all(|action| action.reason.is_some()), "every action has its reason");
    let paths = after.root["paths"].as_object().expect("paths");
    let ids = paths.values().map(|path| path["get"]["operationId"].as_str().unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(ids, ["readAccessTokens", "invalidateAccessTokens", "deAuthenticateApplication"]);
    for path in paths.values() {
        let names = path["get"]["parameters"].as_array().expect("parameters").iter().map(|p| p["name"].as_str());
        let expected = ["accessTokens", "callback", "filter", "page", "pagesize"];
        assert_eq!(names.collect::<Vec<_>>(), expected.map(Some));
        assert_eq!(path["get"]["responses"]["200"]["schema"]["$ref"], "#/definitions/AccessTokens");
        assert_eq!(path["get"]["responses"]["400"]["schema"]["$ref"], "#/definitions/ErrorResponse");
        assert_eq!(path["get"]["parameters"][4]["maximum"], 100);
    }
    let fields = after.root["definitions"]["AccessToken"]["properties"].as_object().expect("fields");
    let names = fields.keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(names, ["access_token", "account_id", "expires_on_date", "scope"]);
    assert_eq!(after.root["info"]["title"], "Stack Exchange");
    assert_eq!(after.root["security"], serde_json::json!([{"apiKey": []}, {}]));
}

#[test]
fn corpus_overlays_produce_the_expected_output() {
    for set in corpus("overlay") {
        let read = |name: &str| fixture(&Path::new(&set).join(name));
        let (after, diagnostics) = applied(&read("openapi.yaml"), &[&read("overlay.yaml")]);
        let expected = load::read(&read("output.yaml"), &mut Diagnostics::default());
        assert!(!diagnostics.has_errors(), "{}: {}", set.display(), rendered(&diagnostics));
        assert_eq!(Some(&after.root), expected.first(), "{}", set.display());
        println!("{} as expected", set.display());
    }
}

#[test]
fn hostile_targets_terminate() {
    let head = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n";
    let parentheses = format!("$[?{}@.a{}]", "(".repeat(14), ")".repeat(14));
    let broken = format!("$[?{}@.a", "(".repeat(14));
    let brackets = format!("${}", "[?@".repeat(5_000));
    let descents = format!("$.paths{}", "..*".repeat(12));
    for target in [parentheses, broken, brackets, descents] {
        let overlay = text("a.yaml", format!("{head}- {{target: \"{target}\", remove: true}}\n"));
        let start = std::time::Instant::now();
        applied(&fixture_at("overlay/document.yaml"), &[&overlay]);
        // Exponential work does not end.
        assert!(start.elapsed().as_secs() < 120, "{target:.40} took {:?}", start.elapsed());
    }
}

#[test]
fn damaged_overlays_do_not_panic() {
    let document = fixture_at("overlay/document.yaml");
    let bytes = fixture_at("overlay/copy.overlay.yaml").bytes;
    for end in 0..bytes.len() {
        applied(&document, &[&text("cut.yaml", &bytes[..end])]);
        for byte in [b'[', b'$', b'.', b'{', 0xFF] {
            let mut changed = bytes.clone();
            changed[end] = byte;
            applied(&document, &[&text("changed.yaml", changed)]);
        }
    }
}
