//! Making one document of several, and of a catalogue.

use std::fs;
use std::path::Path;

use generator::catalog;
use generator::diagnostic::Diagnostics;
use generator::document::{Document, Text};
use generator::pointer::{Place, Pointer};
use generator::repair::{Repair, Repairs};
use generator::{load, merge, overlay};
use serde_json::Value;

use crate::support::{corpus, fixture, rendered, spec, text};

struct Merged {
    document: Option<Document>,
    diagnostics: Diagnostics,
    repairs: Repairs,
}

fn merged(documents: &[Text], catalogue: Option<&Text>) -> Merged {
    let mut diagnostics = Diagnostics::default();
    let mut repairs = Repairs::default();
    let documents = documents.iter().flat_map(|text| load::documents(text, &mut diagnostics)).collect::<Vec<_>>();
    let catalogue = catalogue.and_then(|text| catalog::read(text, &mut diagnostics));
    let document = merge::merge(documents, catalogue.as_ref(), &mut diagnostics, &mut repairs);
    if let (Some(document), Some(catalogue)) = (&document, &catalogue) {
        merge::coverage(document, catalogue, &mut diagnostics);
    }
    Merged { document, diagnostics, repairs }
}

/// Merges the documents of a folder, in order, with its catalogue if it has one.
fn merged_folder(folder: &Path) -> Merged {
    let mut files =
        fs::read_dir(folder).expect("a folder").filter_map(|entry| Some(entry.ok()?.path())).collect::<Vec<_>>();
    files.sort();
    let (catalogues, documents): (Vec<_>, Vec<_>) =
        files.iter().map(|path| fixture(path)).partition(|text| text.name.ends_with("apis.yaml"));
    merged(&documents, catalogues.first())
}

/// The places of values that do not simply follow from where the value around them was written.
fn moves(document: &Document, value: &Value, at: &Pointer, place: &Place, list: &mut Vec<String>) {
    let mut step = |token: &str, value: &Value| {
        let at = at.child(token);
        let follows = Place { source: place.source.clone(), pointer: place.pointer.child(token) };
        let place = document.place(&at);
        if place != follows {
            list.push(format!("{at} from {place}"));
        }
        moves(document, value, &at, &place, list);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| step(key, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| step(&index.to_string(), value)),
        _ => {}
    }
}

fn written(repair: &Repair) -> String {
    let value = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), ToString::to_string);
    let head = format!("{}: {} was {}, is {}", repair.rule, repair.place, value(&repair.was), value(&repair.now));
    repair.evidence.iter().fold(head, |text, evidence| format!("{text}\n  {}: {:?}", evidence.place, evidence.quote))
}

#[test]
fn folders_become_one_document() {
    insta::glob!("../fixtures/merge", "*/a.yaml", |path| {
        let merged = merged_folder(path.parent().expect("a folder"));
        let mut parts = Vec::new();
        if let Some(document) = &merged.document {
            parts.push(serde_yaml::to_string(&document.root).expect("YAML"));
            let mut list = Vec::new();
            moves(document, &document.root, &Pointer::root(), &document.place(&Pointer::root()), &mut list);
            parts.push(list.join("\n"));
        }
        parts.push(merged.repairs.iter().map(written).collect::<Vec<_>>().join("\n"));
        parts.push(rendered(&merged.diagnostics));
        parts.retain(|part| !part.is_empty());
        insta::assert_snapshot!(parts.join("\n---\n"));
    });
}

#[test]
fn the_catalogue_turns_http_into_https() {
    let merged = merged(&[spec("stack-exchange.yaml")], Some(&spec("stack-exchange.apis.yaml")));
    let document = merged.document.expect("a document");
    assert_eq!(document.root["schemes"], serde_json::json!(["https"]));
    let repair = merged.repairs.iter().find(|repair| repair.rule == "https-from-catalogue").expect("a repair");
    let quotes = repair.evidence.iter().map(|evidence| evidence.quote.as_str()).collect::<Vec<_>>();
    assert_eq!(quotes, ["http://api.stackexchange.com/2.2", "https://api.stackexchange.com/2.2"]);
    insta::assert_snapshot!(rendered(&merged.diagnostics));
}

#[test]
fn our_overlay_covers_the_catalogue() {
    let mut diagnostics = Diagnostics::default();
    let catalogue = catalog::read(&spec("stack-exchange.apis.yaml"), &mut diagnostics).expect("a catalogue");
    let documents = load::documents(&spec("stack-exchange.yaml"), &mut diagnostics);
    let mut document = merge::merge(documents, Some(&catalogue), &mut diagnostics, &mut Repairs::default());
    let document = document.as_mut().expect("a document");
    let overlay = overlay::read(&spec("stack-exchange.overlay.yaml"), &mut diagnostics).expect("an overlay");
    overlay::apply(document, &[overlay], &mut diagnostics);
    merge::coverage(document, &catalogue, &mut diagnostics);
    assert_eq!(rendered(&diagnostics), "no findings");
}

#[test]
fn documents_of_one_api_in_the_corpus_become_three_operations() {
    let files = corpus("merge/stack-exchange");
    if files.is_empty() {
        return;
    }
    let merged = merged_folder(files[0].parent().expect("a folder"));
    assert_eq!(rendered(&merged.diagnostics), "no findings");
    let document = merged.document.expect("a document");
    let paths = document.root["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 3);
    assert!(paths.values().all(|path| path.as_object().is_some_and(|path| path.len() == 1)));
    assert_eq!(document.root["info"]["title"], "Stack Exchange");
    assert_eq!(document.root["schemes"], serde_json::json!(["https"]));
}

#[test]
fn every_document_of_the_corpus_merges_with_its_catalogue_and_a_neighbour() {
    let sparse = corpus("sparse");
    for pair in sparse.windows(2) {
        let catalogue = Path::new(&pair[0]).to_string_lossy().replace("/sparse/", "/catalog/");
        let catalogue = fs::read(&catalogue).ok().map(|bytes| text("apis.yaml", bytes));
        let alone = merged(&[fixture(&pair[0])], catalogue.as_ref());
        assert!(alone.document.is_some(), "{}", pair[0].display());
        for finding in alone.diagnostics.iter() {
            println!("{}", finding.to_string().lines().next().unwrap_or_default());
        }
        let both = merged(&[fixture(&pair[0]), fixture(&pair[1])], catalogue.as_ref());
        assert!(both.document.is_some(), "{}", pair[1].display());
    }
}

/// Each node of a document, by pointer.
fn nodes(value: &Value, at: &Pointer, list: &mut Vec<Pointer>) {
    list.push(at.clone());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| nodes(value, &at.child(key), list)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| nodes(value, &at.index(index), list)),
        _ => {}
    }
}

#[test]
fn strange_documents_never_panic() {
    for folder in ["operations", "definitions", "inherited", "openapi3", "titles"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/merge").join(folder);
        let load = |name: &str| load::documents(&fixture(&folder.join(name)), &mut Diagnostics::default());
        let (a, b) = (load("a.yaml"), load("b.yaml"));
        let catalogue = fs::read(folder.join("catalogue.apis.yaml")).ok().map(|bytes| text("apis.yaml", bytes));
        let catalogue = catalogue.and_then(|text| catalog::read(&text, &mut Diagnostics::default()));
        let mut list = Vec::new();
        nodes(&b[0].root, &Pointer::root(), &mut list);
        for at in list.iter().skip(1) {
            for strange in
                [Value::Null, "text".into(), 7.into(), serde_json::json!([1]), serde_json::json!({"a": null})]
            {
                let mut changed = b[0].clone();
                *at.find_mut(&mut changed.root).expect("a node") = strange;
                for pair in [vec![a[0].clone(), changed.clone()], vec![changed, a[0].clone()]] {
                    let mut diagnostics = Diagnostics::default();
                    let merged = merge::merge(pair, catalogue.as_ref(), &mut diagnostics, &mut Repairs::default());
                    if let (Some(merged), Some(catalogue)) = (merged, &catalogue) {
                        merge::coverage(&merged, catalogue, &mut diagnostics);
                    }
                }
            }
        }
    }
}
