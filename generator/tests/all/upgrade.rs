//! The upgrade of documents of any dialect to OpenAPI 3.0: fixtures, origins, robustness, and public documents.

#[path = "upgrade/converter_clients.rs"]
mod converter_clients;
#[path = "upgrade/corpus.rs"]
mod corpus;
#[path = "upgrade/damage.rs"]
mod damage;
#[path = "upgrade/dialects.rs"]
mod dialects;
#[path = "upgrade/origins.rs"]
mod origins;

use std::fmt::Write as _;
use std::path::Path;

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::{Dialect, Document};
use clientsmith::pointer::{Origins, Source};
use clientsmith::repairs::Repairs;
use clientsmith::upgrade::upgrade;
use serde_json::Value;

use crate::support::fixture;

/// An upgraded document with its diagnostics and repairs.
struct Upgraded {
    document: Document,
    diagnostics: Diagnostics,
    repairs: Repairs,
}

/// Loads the first document of a text.
fn parse(path: &Path) -> Option<Document> {
    let text = fixture(path);
    clientsmith::load::documents(&text, &mut Diagnostics::default()).into_iter().next()
}

fn dialect_of(root: &Value) -> Dialect {
    match root.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0") => Dialect::OpenApi30,
        Some(_) => Dialect::OpenApi31,
        None => Dialect::Swagger2,
    }
}

fn upgrade_document(document: Document) -> Upgraded {
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let document = upgrade(document, &mut diagnostics, &mut repairs);
    Upgraded { document, diagnostics, repairs }
}

fn upgrade_value(name: &str, root: Value) -> Upgraded {
    let source = Source::new(name);
    let origins = Origins::unmoved(&source);
    upgrade_document(Document { source, dialect: dialect_of(&root), author: dialect_of(&root), root, origins })
}

fn upgrade_file(path: &Path) -> Upgraded {
    upgrade_document(parse(path).expect("a fixture is an API description"))
}

fn render(upgraded: &Upgraded) -> String {
    let mut text = serde_yaml::to_string(&upgraded.document.root).expect("a value is YAML");
    for repair in upgraded.repairs.iter() {
        let side = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), Value::to_string);
        let _ = write!(
            text,
            "\n{} {}\n  was {}\n  now {}",
            repair.rule,
            repair.place,
            side(&repair.before),
            side(&repair.after)
        );
        for evidence in &repair.evidence {
            let _ = write!(text, "\n  by  {} {:?}", evidence.place, evidence.quote);
        }
    }
    for diagnostic in upgraded.diagnostics.iter() {
        let _ = write!(text, "\n{diagnostic}");
    }
    text
}

#[test]
fn upgraded_documents_match_snapshots() {
    insta::glob!("../fixtures/upgrade", "*.yaml", |path| {
        insta::assert_snapshot!(render(&upgrade_file(path)));
    });
}

#[test]
fn diagnostics_are_reported_with_their_code() {
    insta::glob!("../fixtures/reject-upgrade", "*.yaml", |path| {
        let upgraded = upgrade_file(path);
        let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let shown = upgraded.diagnostics.iter().any(|diagnostic| diagnostic.code.as_str() == code);
        assert!(shown, "no diagnostic of code {code}");
        let text: Vec<String> = upgraded.diagnostics.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(text.join("\n"));
    });
}

#[test]
fn upgrade_is_idempotent() {
    insta::glob!("../fixtures/upgrade", "*.yaml", |path| {
        let once = upgrade_file(path).document.root;
        let twice = upgrade_value("twice.yaml", once.clone());
        assert_eq!(once, twice.document.root);
        assert_eq!(twice.repairs, Repairs::default());
    });
}
