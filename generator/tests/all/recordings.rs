//! Readers of recordings.

use std::fs;
use std::path::PathBuf;

use clientsmith::learn::sources::{Recording, RecordingError, RecordingFormat, read};
use clientsmith::learn::{Exchange, Payload, RecordedSegment};
use serde_json::{Value, json};

/// The name of the sample file, which has its request. Not all systems allow such a name.
const SAMPLE: &str = "GET v1,orders,{id}?expand=items 200 with a head.json";

const FILES: [&str; 5] = ["shop.har", "shop.postman.json", "shop.cassette.yaml", "shop.vcrpy.yaml", SAMPLE];

fn fixture(name: &str) -> Vec<u8> {
    let name = if name == SAMPLE { "shop.sample.txt" } else { name };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/recordings").join(name);
    fs::read(path).expect("the fixture can be read")
}

fn read_all(name: &str, bytes: &[u8]) -> (Result<Recording, RecordingError>, Vec<Exchange>) {
    let mut exchanges = Vec::new();
    let result = read(name, &mut &*bytes, &mut |exchange| exchanges.push(exchange));
    (result, exchanges)
}

/// Reads a fixture without errors.
fn recorded(name: &str) -> (Recording, Vec<Exchange>) {
    let (result, exchanges) = read_all(name, &fixture(name));
    (result.expect("the fixture is a recording"), exchanges)
}

/// Returns the request line, the status and the JSON of the response.
fn summary(exchange: &Exchange) -> (String, Option<u16>, Option<Value>) {
    let segments = exchange.target.segments.iter().map(|segment| match segment {
        RecordedSegment::Value(value) => value.clone(),
        RecordedSegment::Parameter(name) => format!("{{{name}}}"),
    });
    let query: String = exchange.target.query.iter().map(|(name, value)| format!(" {name}={value}")).collect();
    let origin = exchange.target.origin.as_deref().unwrap_or("?");
    let line = format!("{} {origin}/{}{query}", exchange.method, segments.collect::<Vec<_>>().join("/"));
    (line, exchange.status, exchange.response_body.as_ref().and_then(Payload::json))
}

fn summaries(exchanges: &[Exchange]) -> Vec<(String, Option<u16>, Option<Value>)> {
    exchanges.iter().map(summary).collect()
}

fn notes(recording: &Recording) -> Vec<String> {
    recording.notes.iter().map(ToString::to_string).collect()
}

#[test]
fn har_entries_are_exchanges() {
    let (recording, exchanges) = recorded("shop.har");
    assert_eq!((recording.format, recording.exchanges), (RecordingFormat::Har, 4));
    assert_eq!(
        summaries(&exchanges),
        [
            ("GET https://shop.example/v1/orders/17 expand=items".to_owned(), Some(200), Some(json!({"total": 3.5}))),
            ("POST https://shop.example/v1/orders".to_owned(), Some(201), Some(json!({"total": 7}))),
            ("GET https://shop.example/v1/blocked".to_owned(), None, None),
            ("GET https://shop.example/v1/report".to_owned(), Some(200), None),
        ]
    );
    assert_eq!(exchanges[0].request_headers, [("accept".to_owned(), "application/json".to_owned())]);
    assert_eq!(
        exchanges[1].request_body.as_ref().map(|body| body.bytes.as_slice()),
        Some(b"item=a%20b&count=2".as_slice())
    );
    assert_eq!(exchanges[3].origin.to_string(), "shop.har, entry 5");
    assert_eq!(
        notes(&recording),
        [
            "1 entry of CORS preflight requests left out (first: entry 4)",
            "1 entry whose body was not recorded (first: entry 5)",
            "1 entry without a response (first: entry 3)",
        ]
    );
}

#[test]
fn saved_responses_of_postman_are_exchanges() {
    let (recording, exchanges) = recorded("shop.postman.json");
    assert_eq!((recording.format, recording.exchanges), (RecordingFormat::Postman, 2));
    assert_eq!(
        summaries(&exchanges),
        [
            ("GET https://shop.example/v1/orders/{id} expand=items".to_owned(), Some(200), Some(json!({"total": 3.5}))),
            ("POST ?/v1/orders".to_owned(), Some(201), Some(json!({}))),
        ]
    );
    assert_eq!(exchanges[0].request_headers, [("x-on".to_owned(), "1".to_owned())]);
    assert_eq!(exchanges[1].request_body.as_ref().and_then(Payload::media_type), Some("application/json".to_owned()));
    assert_eq!(notes(&recording), ["1 entry of requests without a saved response left out (first: entry 3)"]);
}

#[test]
fn interactions_of_cassettes_are_exchanges() {
    let (recording, exchanges) = recorded("shop.cassette.yaml");
    assert_eq!((recording.format, recording.notes.len()), (RecordingFormat::Cassette, 0));
    assert_eq!(
        summaries(&exchanges),
        [
            ("GET https://shop.example/v1/orders/17".to_owned(), Some(200), Some(json!({"total": 7}))),
            ("DELETE https://shop.example/v1/orders/17".to_owned(), Some(204), None),
        ]
    );
    assert_eq!(exchanges[0].response_headers.iter().filter(|(name, _)| name == "set-cookie").count(), 2);
    let (_, compressed) = recorded("shop.vcrpy.yaml");
    let expected = ("GET https://shop.example/v1/orders/17".to_owned(), Some(200), Some(json!({"total": 7})));
    assert_eq!(summaries(&compressed), [expected]);
}

#[test]
fn names_of_samples_are_requests() {
    let (recording, exchanges) = recorded(SAMPLE);
    assert_eq!(recording.format, RecordingFormat::Sample);
    let expected = ("GET ?/v1/orders/{id} expand=items".to_owned(), Some(200), Some(json!({"total": 7})));
    assert_eq!(summaries(&exchanges), [expected]);
    assert_eq!(exchanges[0].response_headers.len(), 2);
    let (result, _) = read_all("GET orders 404.json", &fixture(SAMPLE));
    assert_eq!(
        result.expect_err("the statuses differ").to_string(),
        "GET orders 404.json: the name has the status 404, and the head of the response has 200"
    );
}

#[test]
fn errors_have_positions_and_no_values() {
    let table = [
        ("a.har", "{\"log\": \"top-secret\"}", "a.har:1:20: the list of entries is not a list"),
        (
            "a.har",
            "{\"log\": {\"entries\": [{\"top\": \"secret\"",
            "a.har:1:37: the file ends before its JSON is complete",
        ),
        ("a.har", "{\"log\": {\"entries\": []}} top-secret", "a.har:1:26: the file is not valid JSON"),
        ("a.json", "[\"top-secret\"]", "a.json: the file is no recording"),
        ("a.yaml", "top: secret", "a.yaml: the file is no recording"),
        ("a.yaml", "a: [top-secret", "a.yaml:2:1: the file is neither JSON nor valid YAML"),
        ("a.yaml", " \n", "a.yaml: the file is empty"),
    ];
    for (name, text, expected) in table {
        let (result, _) = read_all(name, text.as_bytes());
        let error = result.expect_err("the file is no recording");
        assert_eq!(error.to_string(), expected, "{text}");
        assert!(!error.help.is_empty() && !format!("{error:?}").contains("secret"), "{text}");
    }
}

#[test]
fn damaged_recordings_do_not_panic() {
    let mut random = fastrand::Rng::with_seed(7);
    for name in FILES {
        let bytes = fixture(name);
        let (_, all) = read_all(name, &bytes);
        for end in 0..bytes.len() {
            let (_, found) = read_all(name, &bytes[..end]);
            assert!(found.len() <= all.len(), "{name} up to {end}");
        }
        for _ in 0..500 {
            let mut damaged = bytes.clone();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(0..damaged.len());
                damaged[at] = random.u8(..);
            }
            drop(read_all(name, &damaged));
        }
    }
    // A value that is too deep ends the run with an error.
    let deep = format!("{{\"log\": {{\"entries\": [{}{}]}}}}", "[".repeat(100_000), "]".repeat(100_000));
    let (result, _) = read_all("deep.har", deep.as_bytes());
    assert!(result.is_err());
}
