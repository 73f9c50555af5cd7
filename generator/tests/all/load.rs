//! Loading of YAML and JSON texts, and rejection of invalid texts.

use std::time::{Duration, Instant};

use clientsmith::diagnostic::{Code, Diagnostics};
use clientsmith::document::{Dialect, Text};
use clientsmith::load;
use serde_json::{Value, json};

use crate::support::{corpus, fixture, fixture_at, rendered, spec, text};

fn read(text: &Text) -> (Vec<Value>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    (load::read(text, &mut diagnostics), diagnostics)
}

fn first_code(text: &Text) -> Option<Code> {
    let mut diagnostics = Diagnostics::default();
    load::documents(text, &mut diagnostics);
    diagnostics.iter().next().map(|finding| finding.code)
}

#[test]
fn texts_are_parsed_into_values() {
    insta::glob!("../fixtures/load", "*.*", |path| {
        let (values, diagnostics) = read(&fixture(path));
        let values = values.iter().map(|value| format!("{value:#}")).collect::<Vec<_>>().join("\n---\n");
        insta::assert_snapshot!(format!("{values}\n\n{}", rendered(&diagnostics)));
    });
}

#[test]
fn invalid_texts_are_rejected_with_location() {
    insta::glob!("../fixtures/reject", "load-*", |path| {
        let mut diagnostics = Diagnostics::default();
        load::documents(&fixture(path), &mut diagnostics);
        insta::assert_snapshot!(rendered(&diagnostics));
    });
}

#[test]
fn version_determines_dialect() {
    let table = [
        ("swagger: \"2.0\"", Dialect::Swagger2),
        ("swagger: 2.0", Dialect::Swagger2),
        ("swagger: 2", Dialect::Swagger2),
        ("openapi: 3.0", Dialect::OpenApi30),
        ("openapi: 3.0.3", Dialect::OpenApi30),
        ("openapi: '3.0.0 '", Dialect::OpenApi30),
        ("openapi: v3.0.1", Dialect::OpenApi30),
        ("openapi: 3.1", Dialect::OpenApi31),
        ("openapi: 3.2.0", Dialect::OpenApi31),
        ("{\"swagger\": 2.0}", Dialect::Swagger2),
        ("openapi: 3.0.0-rc1", Dialect::OpenApi30),
        ("paths: {}\ndefinitions: {}", Dialect::Swagger2),
        ("paths: {}\ncomponents: {}", Dialect::OpenApi30),
    ];
    for (written, dialect) in table {
        let documents = load::documents(&text("a.yaml", written), &mut Diagnostics::default());
        assert_eq!(documents.first().map(|document| document.dialect), Some(dialect), "{written}");
    }
}

#[test]
fn byte_order_marks_are_removed() {
    let expected = vec![json!({"title": "Bücher 📚"})];
    let written = "title: Bücher 📚\n";
    let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let units = written.encode_utf16().flat_map(bytes);
        text("a.yaml", mark.into_iter().chain(units).collect::<Vec<_>>())
    };
    assert_eq!(read(&text("a.yaml", format!("\u{feff}{written}"))).0, expected);
    assert_eq!(read(&utf16([0xFF, 0xFE], u16::to_le_bytes)).0, expected);
    assert_eq!(read(&utf16([0xFE, 0xFF], u16::to_be_bytes)).0, expected);
}

#[test]
fn invalid_characters_are_located() {
    let (values, diagnostics) = read(&text("latin1.yaml", b"title: books\nauthor: \xE9\n"));
    assert!(values.is_empty());
    insta::assert_snapshot!(rendered(&diagnostics));
    let (_, diagnostics) = read(&text("utf16.yaml", b"\xFF\xFEa\0\n\0\0\xD8b\0"));
    insta::assert_snapshot!(rendered(&diagnostics));
    assert_eq!(first_code(&text("odd.yaml", b"\xFE\xFF\0a\0")), Some(Code::NotUtf8));
}

#[test]
fn integers_up_to_64_bits_are_exact() {
    let written = "[9223372036854775807, -9223372036854775808, 18446744073709551615]";
    let exact = vec![json!([i64::MAX, i64::MIN, u64::MAX])];
    assert_eq!(read(&text("a.json", written)).0, exact);
    assert_eq!(read(&text("a.yaml", format!("--- {written}"))).0, exact);
    assert_eq!(read(&text("a.yaml", "--- [18446744073709551616]")).0, vec![json!([18_446_744_073_709_551_616_f64])]);
}

/// Loads a text on another thread, so that a text that is not rejected in time fails the test instead of blocking it.
fn rejected_in_time(name: &'static str, written: String) -> Option<Code> {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || send.send(first_code(&text(name, written))));
    receive.recv_timeout(Duration::from_secs(120)).unwrap_or_else(|_| panic!("{name} was not rejected in time"))
}

#[test]
fn alias_bombs_are_rejected() {
    let laughs = (1..40).fold("a0: &a0 [lol]\n".to_owned(), |text, n| {
        format!("{text}a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))
    });
    assert_eq!(rejected_in_time("laughs.yaml", laughs), Some(Code::AliasBomb));
    // Few aliases to large values, which the limit of the parser on the number of aliases does not catch.
    let heavy = format!("a: &a [{}]\nb: [{}]\n", vec!["x"; 20_000].join(","), vec!["*a"; 20_000].join(","));
    assert_eq!(rejected_in_time("heavy.yaml", heavy), Some(Code::AliasBomb));
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), vec!["*a"; 20_000].join(","));
    assert_eq!(rejected_in_time("long.yaml", long), Some(Code::AliasBomb));
    let merged = (1..40).fold("a0: &a0 {k: v}\n".to_owned(), |text, n| {
        format!("{text}a{n}: &a{n} {{<<: [{}]}}\n", vec![format!("*a{}", n - 1); 9].join(","))
    });
    assert_eq!(rejected_in_time("merged.yaml", merged), Some(Code::AliasBomb));
}

#[test]
fn thousands_of_small_aliases_are_accepted() {
    let written = format!("a: &a {{x: 1}}\nb: [{}]\n", vec!["*a"; 5_000].join(","));
    let (values, diagnostics) = read(&text("a.yaml", written));
    assert_eq!(values[0]["b"][4_999], json!({"x": 1}));
    assert_eq!(rendered(&diagnostics), "no findings");
}

#[test]
fn deep_nesting_is_rejected() {
    for depth in [101, 5_000, 200_000] {
        let list = "[".repeat(depth);
        assert_eq!(rejected_in_time("list.json", list.clone()), Some(Code::TooDeep), "JSON {depth}");
        assert_eq!(rejected_in_time("map.json", "{\"a\":".repeat(depth)), Some(Code::TooDeep), "JSON map {depth}");
        assert_eq!(rejected_in_time("flow.yaml", format!("a: {list}")), Some(Code::TooDeep), "flow {depth}");
        assert_eq!(rejected_in_time("block.yaml", "- ".repeat(depth)), Some(Code::TooDeep), "block {depth}");
        assert_eq!(
            rejected_in_time("tags.yaml", format!("a: {}", "!t [".repeat(depth))),
            Some(Code::TooDeep),
            "tags {depth}"
        );
    }
    let allowed = format!("{}{}", "[".repeat(99), "]".repeat(99));
    assert_eq!(rendered(&read(&text("a.json", &allowed)).1), "no findings");
    assert_eq!(rendered(&read(&text("a.yaml", format!("--- {allowed}"))).1), "no findings");
}

#[test]
fn damaged_texts_do_not_panic() {
    let bytes = fixture_at("load/merge-keys.yaml").bytes;
    for end in 0..bytes.len() {
        load::documents(&text("cut.yaml", &bytes[..end]), &mut Diagnostics::default());
        for byte in [0, b'\t', b'"', b'*', b'&', b'{', b'-', 0xC3, 0xFF] {
            let mut changed = bytes.clone();
            changed[end] = byte;
            load::documents(&text("changed.yaml", changed), &mut Diagnostics::default());
        }
    }
    let json = br#"{"swagger": "2.0", "paths": {"/a": {"get": {"x": [1, -2.5e3, null, "\u00e9"]}}}}"#;
    for end in 0..json.len() {
        load::documents(&text("cut.json", &json[..end]), &mut Diagnostics::default());
        for bit in 0..8 {
            let mut changed = json.to_vec();
            changed[end] ^= 1 << bit;
            load::documents(&text("changed.json", changed), &mut Diagnostics::default());
        }
    }
}

#[test]
fn large_json_text_is_loaded_in_time() {
    let one = |n: usize| {
        format!(
            r#""/pets/{n}": {{"get": {{"operationId": "op{n}", "tags": ["pets"], "parameters": [{{"name": "id", "in": "query", "type": "integer", "maximum": {n}}}], "responses": {{"200": {{"description": "a list of pets, page by page"}}}}}}}}"#
        )
    };
    let paths = (0..20_000).map(one).collect::<Vec<_>>().join(",\n");
    let written = text("large.json", format!(r#"{{"swagger": "2.0", "paths": {{{paths}}}}}"#));
    let start = Instant::now();
    let documents = load::documents(&written, &mut Diagnostics::default());
    println!("{} kB of JSON in {:?}", written.bytes.len() / 1000, start.elapsed());
    assert_eq!(documents[0].root["paths"].as_object().map(serde_json::Map::len), Some(20_000));
    assert!(start.elapsed() < Duration::from_secs(120), "4 MB took {:?}", start.elapsed());
}

#[test]
fn trailing_document_marker_adds_no_document() {
    let mut diagnostics = Diagnostics::default();
    let documents = load::documents(&spec("stack-exchange.yaml"), &mut diagnostics);
    assert_eq!(rendered(&diagnostics), "no findings");
    assert_eq!(documents.len(), 1);
    let operation = &documents[0].root["paths"]["/access-tokens/{accessTokens}"]["get"];
    assert_eq!(operation["responses"]["200"]["description"], "OK");
}

#[test]
fn corpus_documents_are_loaded() {
    for directory in ["sparse", "v2", "v3", "s2o"] {
        for path in corpus(directory) {
            let mut diagnostics = Diagnostics::default();
            let documents = load::documents(&fixture(&path), &mut diagnostics);
            if diagnostics.iter().next().is_some() {
                println!("{}", rendered(&diagnostics));
            }
            assert!(documents.len() == 1 || diagnostics.has_errors(), "{}", path.display());
        }
    }
}
