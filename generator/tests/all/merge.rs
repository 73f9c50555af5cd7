//! Merging several documents and a catalog into one document.

use std::fs;
use std::path::Path;

use clientsmith::catalog;
use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::{Document, Text};
use clientsmith::pointer::{Place, Pointer};
use clientsmith::repairs::{Repair, Repairs};
use clientsmith::{load, merge, overlay};
use serde_json::Value;

use crate::support::{corpus, fixture, rendered, spec, text};

struct Merged {
    document: Option<Document>,
    diagnostics: Diagnostics,
    repairs: Repairs,
}

fn merged(documents: &[Text], catalog: Option<&Text>) -> Merged {
    let mut diagnostics = Diagnostics::default();
    let mut repairs = Repairs::default();
    let documents = documents.iter().flat_map(|text| load::documents(text, &mut diagnostics)).collect::<Vec<_>>();
    let catalog = catalog.and_then(|text| catalog::read(text, &mut diagnostics));
    let document = merge::merge(documents, catalog.as_ref(), &mut diagnostics, &mut repairs);
    if let (Some(document), Some(catalog)) = (&document, &catalog) {
        merge::check_coverage(document, catalog, &mut diagnostics);
    }
    Merged { document, diagnostics, repairs }
}

/// Merges the documents of a directory in order of their names, with its catalog if it has one.
fn merged_directory(directory: &Path) -> Merged {
    let mut files =
        fs::read_dir(directory).expect("a directory").filter_map(|entry| Some(entry.ok()?.path())).collect::<Vec<_>>();
    files.sort();
    let (catalogs, documents): (Vec<_>, Vec<_>) =
        files.iter().map(|path| fixture(path)).partition(|text| text.name.ends_with("apis.yaml"));
    merged(&documents, catalogs.first())
}

/// Collects the origins that do not follow from the origin of the parent value.
fn moved_values(document: &Document, value: &Value, at: &Pointer, place: &Place, list: &mut Vec<String>) {
    let mut step = |token: &str, value: &Value| {
        let at = at.child(token);
        let follows = Place::new(place.source.clone(), place.pointer.child(token));
        let place = document.place(&at);
        if place != follows {
            list.push(format!("{at} from {place}"));
        }
        moved_values(document, value, &at, &place, list);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| step(key, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| step(&index.to_string(), value)),
        _ => {}
    }
}

fn format_repair(repair: &Repair) -> String {
    let value = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), ToString::to_string);
    let head = format!("{}: {} was {}, is {}", repair.rule, repair.place, value(&repair.before), value(&repair.after));
    repair.evidence.iter().fold(head, |text, evidence| format!("{text}\n  {}: {:?}", evidence.place, evidence.quote))
}

#[test]
fn documents_are_merged_into_one() {
    insta::glob!("../fixtures/merge", "*/a.yaml", |path| {
        let merged = merged_directory(path.parent().expect("a directory"));
        let mut parts = Vec::new();
        if let Some(document) = &merged.document {
            parts.push(serde_yaml::to_string(&document.root).expect("YAML"));
            let mut list = Vec::new();
            moved_values(document, &document.root, &Pointer::root(), &document.place(&Pointer::root()), &mut list);
            parts.push(list.join("\n"));
        }
        parts.push(merged.repairs.iter().map(format_repair).collect::<Vec<_>>().join("\n"));
        parts.push(rendered(&merged.diagnostics));
        parts.retain(|part| !part.is_empty());
        insta::assert_snapshot!(parts.join("\n---\n"));
    });
}

#[test]
fn catalog_changes_http_to_https() {
    let merged = merged(&[spec("stack-exchange.yaml")], Some(&spec("stack-exchange.apis.yaml")));
    let document = merged.document.expect("a document");
    assert_eq!(document.root["schemes"], serde_json::json!(["https"]));
    let repair = merged.repairs.iter().find(|repair| repair.rule == "https-from-catalog").expect("a repair");
    let quotes = repair.evidence.iter().map(|evidence| evidence.quote.as_str()).collect::<Vec<_>>();
    assert_eq!(quotes, ["http://api.stackexchange.com/2.2", "https://api.stackexchange.com/2.2"]);
    insta::assert_snapshot!(rendered(&merged.diagnostics));
}

#[test]
fn stack_exchange_overlay_covers_the_catalog() {
    let mut diagnostics = Diagnostics::default();
    let catalog = catalog::read(&spec("stack-exchange.apis.yaml"), &mut diagnostics).expect("a catalog");
    let documents = load::documents(&spec("stack-exchange.yaml"), &mut diagnostics);
    let mut document = merge::merge(documents, Some(&catalog), &mut diagnostics, &mut Repairs::default());
    let document = document.as_mut().expect("a document");
    let overlay = overlay::read(&spec("stack-exchange.overlay.yaml"), &mut diagnostics).expect("an overlay");
    overlay::apply(document, &[overlay], &mut diagnostics);
    merge::check_coverage(document, &catalog, &mut diagnostics);
    assert_eq!(rendered(&diagnostics), "no findings");
}

#[test]
fn corpus_stack_exchange_merges_into_three_operations() {
    let files = corpus("merge/stack-exchange");
    if files.is_empty() {
        return;
    }
    let merged = merged_directory(files[0].parent().expect("a directory"));
    assert_eq!(rendered(&merged.diagnostics), "no findings");
    let document = merged.document.expect("a document");
    let paths = document.root["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 3);
    assert!(paths.values().all(|path| path.as_object().is_some_and(|path| path.len() == 1)));
    assert_eq!(document.root["info"]["title"], "Stack Exchange");
    assert_eq!(document.root["schemes"], serde_json::json!(["https"]));
}

#[test]
fn corpus_documents_merge_with_catalog_and_neighbor() {
    let sparse = corpus("sparse");
    for pair in sparse.windows(2) {
        let catalog = Path::new(&pair[0]).to_string_lossy().replace("/sparse/", "/catalog/");
        let catalog = fs::read(&catalog).ok().map(|bytes| text("apis.yaml", bytes));
        let alone = merged(&[fixture(&pair[0])], catalog.as_ref());
        assert!(alone.document.is_some(), "{}", pair[0].display());
        for finding in alone.diagnostics.iter() {
            println!("{}", finding.to_string().lines().next().unwrap_or_default());
        }
        let both = merged(&[fixture(&pair[0]), fixture(&pair[1])], catalog.as_ref());
        assert!(both.document.is_some(), "{}", pair[1].display());
    }
}

/// Collects the pointers of all nodes of a document.
fn pointers(value: &Value, at: &Pointer, list: &mut Vec<Pointer>) {
    list.push(at.clone());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| pointers(value, &at.child(key), list)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| pointers(value, &at.index(index), list));
        }
        _ => {}
    }
}

#[test]
fn damaged_documents_do_not_panic() {
    for directory in ["operations", "definitions", "inherited", "openapi3", "titles"] {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/merge").join(directory);
        let load = |name: &str| load::documents(&fixture(&directory.join(name)), &mut Diagnostics::default());
        let (a, b) = (load("a.yaml"), load("b.yaml"));
        let catalog = fs::read(directory.join("catalog.apis.yaml")).ok().map(|bytes| text("apis.yaml", bytes));
        let catalog = catalog.and_then(|text| catalog::read(&text, &mut Diagnostics::default()));
        let mut list = Vec::new();
        pointers(&b[0].root, &Pointer::root(), &mut list);
        for at in list.iter().skip(1) {
            for replacement in
                [Value::Null, "text".into(), 7.into(), serde_json::json!([1]), serde_json::json!({"a": null})]
            {
                let mut changed = b[0].clone();
                *at.find_mut(&mut changed.root).expect("a node") = replacement;
                for pair in [vec![a[0].clone(), changed.clone()], vec![changed, a[0].clone()]] {
                    let mut diagnostics = Diagnostics::default();
                    let merged = merge::merge(pair, catalog.as_ref(), &mut diagnostics, &mut Repairs::default());
                    if let (Some(merged), Some(catalog)) = (merged, &catalog) {
                        merge::check_coverage(&merged, catalog, &mut diagnostics);
                    }
                }
            }
        }
    }
}
