//! Parsing of APIs.json catalogs.

use clientsmith::catalog::{self, Catalog};
use clientsmith::diagnostic::Diagnostics;

use crate::support::{corpus, fixture, rendered, spec, text};

/// Formats a catalog with one line per value.
fn dump(catalog: &Catalog) -> String {
    let labeled = |label: &str, text: Option<&str>| text.map(|text| format!("\n  {label}: {text}")).unwrap_or_default();
    let head = format!(
        "catalog{}{}",
        labeled("name", catalog.name.as_deref()),
        labeled("description", catalog.description.as_deref())
    );
    catalog.entries.iter().fold(head, |dump, entry| {
        let base_url = entry.base_url.as_ref().map(ToString::to_string);
        let facts = [
            labeled("slug", entry.slug.as_deref()),
            labeled("method", entry.method()),
            labeled("description", entry.description.as_deref()),
            labeled("base url", base_url.as_deref()),
            labeled("human url", entry.human_url.as_deref()),
            labeled("specification", entry.specification.as_deref()),
        ];
        format!("{dump}\n{} at {}{}", entry.name, entry.place, facts.concat())
    })
}

#[test]
fn catalogs_are_parsed_into_entries() {
    insta::glob!("../fixtures/catalog", "*.*", |path| {
        let mut diagnostics = Diagnostics::default();
        let catalog = catalog::read(&fixture(path), &mut diagnostics).expect("a catalog");
        insta::assert_snapshot!(format!("{}\n\n{}", dump(&catalog), rendered(&diagnostics)));
    });
}

#[test]
fn invalid_catalogs_are_reported() {
    insta::glob!("../fixtures/reject", "catalog-*", |path| {
        let mut diagnostics = Diagnostics::default();
        catalog::read(&fixture(path), &mut diagnostics);
        insta::assert_snapshot!(rendered(&diagnostics));
    });
}

#[test]
fn duplicate_catalog_entries_are_merged() {
    let mut diagnostics = Diagnostics::default();
    let catalog = catalog::read(&spec("stack-exchange.apis.yaml"), &mut diagnostics).expect("a catalog");
    assert_eq!(rendered(&diagnostics), "no findings");
    let slugs = catalog.entries.iter().filter_map(|entry| entry.slug.as_deref()).collect::<Vec<_>>();
    let expected = [
        "accesstokensaccesstokens-get",
        "accesstokensaccesstokensinvalidate-get",
        "appsaccesstokensdeauthenticate-get",
    ];
    assert_eq!(slugs, expected);
    for entry in &catalog.entries {
        let base_url = entry.base_url.as_ref().map(ToString::to_string);
        assert_eq!(base_url.as_deref(), Some("https://api.stackexchange.com/2.2"));
        assert_eq!(entry.method(), Some("get"));
    }
}

#[test]
fn corpus_catalogs_are_parsed() {
    for path in corpus("catalog") {
        let mut diagnostics = Diagnostics::default();
        let catalog = catalog::read(&fixture(&path), &mut diagnostics);
        assert!(catalog.is_some() && !diagnostics.has_errors(), "{}", path.display());
        for finding in diagnostics.iter() {
            println!("{finding}");
        }
    }
}

#[test]
fn damaged_catalogs_do_not_panic() {
    let bytes = include_bytes!("../fixtures/catalog/apis.json");
    for end in 0..bytes.len() {
        catalog::read(&text("cut.json", &bytes[..end]), &mut Diagnostics::default());
        let mut changed = bytes.to_vec();
        changed[end] = b'[';
        catalog::read(&text("changed.json", changed), &mut Diagnostics::default());
    }
}
