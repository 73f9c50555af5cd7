//! Reading APIs.json catalogues.

use generator::catalog::{self, Catalog};
use generator::diagnostic::Diagnostics;

use crate::support::{corpus, fixture, rendered, spec, text};

/// One line for each thing that a catalogue says.
fn dumped(catalog: &Catalog) -> String {
    let said = |label: &str, text: Option<&str>| text.map(|text| format!("\n  {label}: {text}")).unwrap_or_default();
    let head = format!(
        "catalogue{}{}",
        said("name", catalog.name.as_deref()),
        said("description", catalog.description.as_deref())
    );
    catalog.entries.iter().fold(head, |dump, entry| {
        let base_url = entry.base_url.as_ref().map(ToString::to_string);
        let facts = [
            said("slug", entry.slug.as_deref()),
            said("method", entry.method()),
            said("description", entry.description.as_deref()),
            said("base url", base_url.as_deref()),
            said("human url", entry.human_url.as_deref()),
            said("specification", entry.specification.as_deref()),
        ];
        format!("{dump}\n{} at {}{}", entry.name, entry.place, facts.concat())
    })
}

#[test]
fn fixtures_become_entries() {
    insta::glob!("../fixtures/catalog", "*.*", |path| {
        let mut diagnostics = Diagnostics::default();
        let catalog = catalog::read(&fixture(path), &mut diagnostics).expect("a catalogue");
        insta::assert_snapshot!(format!("{}\n\n{}", dumped(&catalog), rendered(&diagnostics)));
    });
}

#[test]
fn faulty_catalogues_are_reported() {
    insta::glob!("../fixtures/reject", "catalog-*", |path| {
        let mut diagnostics = Diagnostics::default();
        catalog::read(&fixture(path), &mut diagnostics);
        insta::assert_snapshot!(rendered(&diagnostics));
    });
}

#[test]
fn twelve_entries_are_three() {
    let mut diagnostics = Diagnostics::default();
    let catalog = catalog::read(&spec("stack-exchange.apis.yaml"), &mut diagnostics).expect("a catalogue");
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
fn the_corpus_is_read() {
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
fn broken_texts_never_panic() {
    let whole = include_bytes!("../fixtures/catalog/apis.json");
    for end in 0..whole.len() {
        catalog::read(&text("cut.json", &whole[..end]), &mut Diagnostics::default());
        let mut changed = whole.to_vec();
        changed[end] = b'[';
        catalog::read(&text("changed.json", changed), &mut Diagnostics::default());
    }
}
