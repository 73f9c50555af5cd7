//! Entries of recordings that are too large, compressed, damaged or of other protocols.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use clientsmith::learn::sources::{Recording, RecordingError, read};
use clientsmith::learn::{Exchange, RecordedSegment};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use serde_json::{Value, json};

/// `{"total": 7}` in Brotli.
const BROTLI: [u8; 17] = *b"\x8b\x05\x80{\"total\": 7}\x03\x00";

fn scan(name: &str, text: &[u8]) -> (Result<Recording, RecordingError>, Vec<Exchange>) {
    let mut exchanges = Vec::new();
    let result = read(name, &mut &*text, &mut |exchange| exchanges.push(exchange));
    (result, exchanges)
}

fn scanned(name: &str, text: impl AsRef<[u8]>) -> (Vec<String>, Vec<Exchange>) {
    let (result, exchanges) = scan(name, text.as_ref());
    let notes = result.expect("the text is a recording").notes;
    (notes.iter().map(ToString::to_string).collect(), exchanges)
}

fn har(entries: &[Value]) -> String {
    json!({"log": {"entries": entries}}).to_string()
}

/// Creates an entry of a HAR file with a response of JSON.
fn har_entry(url: &str, content: Value) -> Value {
    let mut content = content;
    content["mimeType"] = json!("application/json");
    json!({"request": {"method": "GET", "url": url}, "response": {"status": 200, "headers": [], "content": content}})
}

/// Creates an entry with a body in base64 and in a compression.
fn compressed(encoding: &str, text: &str) -> Value {
    let mut entry = har_entry("https://shop.example/orders", json!({"encoding": "base64", "text": text}));
    entry["response"]["headers"] = json!([{"name": "Content-Encoding", "value": encoding}]);
    entry
}

fn bodies(exchanges: &[Exchange]) -> Vec<Option<Value>> {
    exchanges.iter().map(|exchange| exchange.response_body.as_ref()?.json()).collect()
}

#[test]
fn large_entries_are_left_out() {
    let small = har_entry("https://shop.example/a", json!({"text": "{}"})).to_string();
    let large = har_entry("https://shop.example/b", json!({"text": "LARGE"})).to_string();
    let with = |text: String| large.replace("LARGE", &text);
    // Strings with characters that a cut could split, and an entry of many small values.
    let long = [format!("x{}", r"\ud83d\ude00".repeat(3 << 20)), format!("x{}", "\u{e9}".repeat(17 << 20))];
    let many = small.replace("\"status\"", &format!("\"_list\": [{}0], \"status\"", "0,".repeat(600_000)));
    let entries = [&long.map(with)[..], &[many, small.clone()]].concat().join(",");
    let comment = format!("\"comment\": \"{}\"", "x".repeat(33 << 20));
    let (notes, exchanges) = scanned("a.har", format!("{{\"log\": {{{comment}, \"entries\": [{small},{entries}]}}}}"));
    assert_eq!(notes, ["3 entries of more than 32 MiB left out (first: entry 2)"]);
    assert_eq!(exchanges.iter().map(|exchange| exchange.origin.entry).collect::<Vec<_>>(), [1, 5]);
    assert_eq!(bodies(&exchanges), [Some(json!({})), Some(json!({}))]);
}

#[test]
fn strings_below_the_limit_are_complete() {
    let text = json!({"text": "\u{1f600}\"\\\u{0}\u{e9}".repeat(100_000)}).to_string();
    let (_, exchanges) = scanned("a.har", har(&[har_entry("https://shop.example/a", json!({"text": text}))]));
    assert_eq!(bodies(&exchanges), [serde_json::from_str(&text).expect("the text is JSON")]);
}

#[test]
fn compressed_bodies_are_decompressed() {
    let plain = b"{\"total\": 7}";
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
    for encoder in [&mut gzip as &mut dyn Write, &mut zlib, &mut raw] {
        encoder.write_all(plain).expect("a vector can be written to");
    }
    let finished = "a vector can be written to";
    let entries = [
        compressed("gzip", &STANDARD.encode(gzip.finish().expect(finished))),
        compressed("deflate", &STANDARD.encode(zlib.finish().expect(finished))),
        compressed("deflate", &STANDARD_NO_PAD.encode(raw.finish().expect(finished))),
        compressed("BR", &STANDARD.encode(BROTLI)),
        compressed("gzip", &STANDARD.encode(plain)),
    ];
    let (notes, exchanges) = scanned("a.har", har(&entries));
    assert_eq!((notes, bodies(&exchanges)), (Vec::new(), vec![Some(json!({"total": 7})); 5]));
}

#[test]
fn compression_has_a_limit() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1 << 20];
    (0..65).for_each(|_| bomb.write_all(&zeros).expect("a vector can be written to"));
    let bomb = STANDARD.encode(bomb.finish().expect("a vector can be written to"));
    let (notes, exchanges) = scanned("a.har", har(&[compressed("gzip", &bomb)]));
    let expected = "1 entry with a body of more than 64 MiB after decompression, which is left out (first: entry 1)";
    assert_eq!(notes, [expected]);
    assert_eq!(exchanges.first().map(|exchange| &exchange.response_body), Some(&None));
}

#[test]
fn har_entries_of_other_protocols_are_left_out() {
    let kind = |url: &str, kind: &str| {
        let mut entry = har_entry(url, json!({"text": "{}"}));
        entry["_resourceType"] = json!(kind);
        entry["request"]["method"] = json!(if kind == "preflight" { "OPTIONS" } else { "GET" });
        entry
    };
    let entries = [
        kind("https://shop.example/live", "websocket"),
        kind("wss://shop.example/live", "other"),
        kind("https://shop.example/orders", "preflight"),
        kind("https://shop.example/orders", "fetch"),
    ];
    let (notes, exchanges) = scanned("a.har", har(&entries));
    assert_eq!(exchanges.len(), 1);
    let expected = [
        "1 entry of CORS preflight requests left out (first: entry 3)",
        "2 entries of other protocols than HTTP left out (first: entry 1)",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn incomplete_bodies_are_noted() {
    let entries = [
        har_entry("https://shop.example/a", json!({"size": 40, "text": "{\"total\": 3."})),
        har_entry("https://shop.example/a", json!({"size": 40, "text": "{\"total\": 3}"})),
        har_entry("https://shop.example/a", json!({"encoding": "base64", "text": "*"})),
    ];
    let (notes, exchanges) = scanned("a.har", har(&entries));
    assert_eq!(bodies(&exchanges), [None, Some(json!({"total": 3})), None]);
    let expected = [
        "1 entry with a body that is not the JSON that its media type says (first: entry 1)",
        "1 entry with a body that is shorter than its size (first: entry 1)",
        "1 entry with invalid base64 (first: entry 3)",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn decompressed_bodies_of_cassettes_are_not_base64() {
    let cassette = "version: 1\ninteractions:\n- request: {method: GET, uri: 'https://shop.example/a', body: null}\n  response:\n    status: {code: 200}\n    headers: {Content-Encoding: [gzip], Content-Type: [application/json]}\n    body: {string: 'null'}\n";
    let (notes, exchanges) = scanned("a.yaml", cassette);
    assert_eq!((notes, bodies(&exchanges)), (Vec::new(), vec![Some(Value::Null)]));
}

#[test]
fn aliases_of_cassettes_have_a_limit() {
    let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..12 {
        yaml.push_str(&format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(", ")));
    }
    let (result, _) = scan("a.yaml", yaml.as_bytes());
    let error = result.expect_err("the file repeats its aliases too often");
    assert!(error.to_string().contains("neither JSON nor valid YAML"), "{error}");
}

#[test]
fn origins_have_no_user_information() {
    let entry = har_entry("https://jane:top-secret@Shop.example/orders", json!({"text": "{}"}));
    let (_, exchanges) = scanned("a.har", har(&[entry]));
    assert_eq!(exchanges.first().and_then(|exchange| exchange.target.origin.as_deref()), Some("https://shop.example"));
}

#[test]
fn unknown_variables_of_postman_have_no_values() {
    let url = json!({"host": ["{{host}}"], "path": ["a", "{{id}}", "{{part}}"],
        "query": [{"key": "page", "value": "{{page}}"}, {"key": "site", "value": "{{site}}"}]});
    let collection = json!({
        "item": [
            {"request": {"method": "GET", "url": url.clone()}, "response": []},
            {"request": {"method": "GET", "url": url}, "response": [{"code": 200, "body": "{}"}]},
        ],
        "variable": [{"key": "host", "value": "https://shop.example"}, {"key": "site", "value": "en"}, {"key": "part", "value": "b"}],
    });
    let (notes, exchanges) = scanned("a.json", collection.to_string());
    assert_eq!(notes, ["1 entry of requests without a saved response left out (first: entry 1)"]);
    let target = &exchanges.first().expect("the collection has a response").target;
    assert_eq!(exchanges[0].origin.entry, 2);
    assert_eq!(target.query, [("page", ""), ("site", "en")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    let value = |text: &str| RecordedSegment::Value(text.to_owned());
    assert_eq!(target.segments, [value("a"), RecordedSegment::Parameter("id".to_owned()), value("b")]);
}

#[test]
fn samples_have_a_limited_number_of_heads() {
    let head = "HTTP/1.1 200 OK\r\n\r\n";
    let (_, exchanges) = scanned("GET orders 200.json", head.repeat(100_000));
    let body = exchanges.first().and_then(|exchange| exchange.response_body.as_ref()).map(|body| body.bytes.len());
    assert_eq!(body, Some((100_000 - 20) * head.len()));
}

#[test]
fn halves_of_surrogate_pairs_are_replaced() {
    let table = [
        (r"a\ud83d", "a\u{fffd}"),
        (r"\ud83db", "\u{fffd}b"),
        (r"\ude00b", "\u{fffd}b"),
        (r"\ud83d\n", "\u{fffd}\n"),
        (r"\ud83d\u00e9", "\u{fffd}\u{e9}"),
        (r"\uD83D\ud83d\uDE00\\u", "\u{fffd}\u{1f600}\\u"),
        (r#"\"\\\/\u0041\ud7ff\ue000"#, "\"\\/A\u{d7ff}\u{e000}"),
    ];
    for (escaped, expected) in table {
        let entry = har_entry("https://shop.example/a", json!({"text": "TEXT"}));
        let (_, exchanges) = scanned("a.har", har(&[entry]).replace("TEXT", escaped));
        let body = exchanges.first().and_then(|exchange| exchange.response_body.as_ref());
        assert_eq!(
            body.map(|body| String::from_utf8_lossy(&body.bytes).into_owned()),
            Some(expected.to_owned()),
            "{escaped}"
        );
    }
}
