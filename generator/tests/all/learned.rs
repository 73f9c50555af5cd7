//! Overlays of what recorded exchanges show.

use clientsmith::document::Text;
use clientsmith::learn::{Exchange, Learner, Origin, Payload, RecordedSegment, RequestTarget};
use clientsmith::learned::{LearnOptions, LearnedFacts, write};
use clientsmith::{Input, generate, learn};
use serde_json::{Value, json};

use super::support::{rendered, text};

const PETS: &str = "swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example
basePath: /v1
schemes: [https]
paths:
  /pets:
    get:
      parameters: [{name: page, in: query, description: Page}]
      responses: {200: {description: Pets}}
    post:
      parameters: [{name: pet, in: body, required: true, schema: {}}]
      responses: {201: {description: Created}}
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true}]
      responses: {200: {description: A pet}}
  /pets/mine:
    get:
      responses: {200: {description: A pet, schema: {$ref: '#/definitions/Mine'}}}
definitions:
  Mine: {type: object, properties: {id: {type: string}}}
";

/// Returns an exchange of a request with a response.
fn exchange(entry: usize, method: &str, url: &str, status: u16, body: &Value) -> Exchange {
    let (origin, rest) = url.split_at(url.find("/v1").unwrap_or(url.len()));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let segments = path.split('/').skip(1).map(|segment| RecordedSegment::Value(segment.to_owned())).collect();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Exchange {
        origin: Origin { file: "pets.har".to_owned(), entry },
        method: method.to_owned(),
        target: RequestTarget { origin: Some(origin.to_owned()), segments, query },
        status: Some(status),
        response_body: Some(payload(body)),
        ..Exchange::default()
    }
}

fn payload(body: &Value) -> Payload {
    Payload { media_type: Some("application/json; charset=utf-8".to_owned()), bytes: body.to_string().into_bytes() }
}

fn input() -> Input {
    Input { package: "pets".to_owned(), documents: vec![text("pets.yaml", PETS)], ..Input::default() }
}

fn learned(exchanges: &[Exchange], options: &LearnOptions) -> (LearnedFacts, Learner) {
    let result = learn(&input(), &[]).expect("there are no further servers");
    let mut learner = result.learner.unwrap_or_else(|| panic!("{}", rendered(&result.diagnostics)));
    exchanges.iter().for_each(|exchange| learner.add(exchange));
    let dialect = result.dialect.expect("the document has a dialect");
    (write(&learner, dialect, "pets.yaml", options), learner)
}

fn sample() -> Vec<Exchange> {
    let pet = |id: i64| json!({"id": id, "name": "A", "born": "2020-01-02", "note": null});
    let url = |rest: &str| format!("https://pets.example/v1/pets{rest}");
    let mut exchanges: Vec<Exchange> =
        (1..=6).map(|id| exchange(1, "GET", &url(&format!("/{id}")), 200, &pet(i64::from(id)))).collect();
    exchanges.push(exchange(7, "GET", &url("?page=1&owner=5"), 200, &json!([pet(1), pet(2)])));
    exchanges.push(exchange(8, "GET", &url("?page=2"), 200, &json!([pet(3)])));
    exchanges.push(exchange(9, "GET", &url("?page=3"), 400, &json!({"code": 4, "message": "m"})));
    exchanges.push(exchange(10, "GET", &url("/mine"), 200, &json!({"id": 1, "name": "A"})));
    exchanges.push(Exchange {
        request_headers: vec![("authorization".to_owned(), "Bearer top-secret".to_owned())],
        request_body: Some(payload(&json!({"name": "A"}))),
        ..exchange(11, "POST", &url(""), 201, &pet(1))
    });
    exchanges.push(exchange(12, "GET", "https://tracker.example/v1/pets", 200, &json!({})));
    exchanges.push(exchange(13, "GET", &url("/7/photos/jane-doe"), 200, &json!({})));
    exchanges
}

#[test]
fn exchanges_show_bodies_parameters_and_credentials() {
    let (facts, learner) = learned(&sample(), &LearnOptions::default());
    let counts = learner.counts();
    assert_eq!((counts.exchanges, counts.matched, counts.other_hosts, counts.unmatched), (13, 11, 1, 1));
    let proposed: Vec<_> = learner.unmatched().requests().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(proposed, ["GET /pets/{id}/{value}/{value2}"]);
    insta::assert_snapshot!(facts.overlay.expect("the exchanges show something"));
}

#[test]
fn samples_that_contradict_the_document_are_listed() {
    let (facts, _) = learned(&sample(), &LearnOptions::default());
    let listed: Vec<_> =
        facts.disagreements.iter().map(|found| format!("{}: {}", found.operation, found.message)).collect();
    assert_eq!(
        listed,
        [
            "GET /pets/mine: `id` is declared as a string, and samples have an integer",
            "GET /pets/mine: `name` is not declared"
        ]
    );
}

#[test]
fn learned_overlays_type_the_client() {
    let options = LearnOptions { new_operations: true, ..LearnOptions::default() };
    let (facts, _) = learned(&sample(), &options);
    let overlay = facts.overlay.expect("the exchanges show something");
    let overlays = vec![Text { name: "learned.yaml".to_owned(), bytes: overlay.into_bytes() }];
    let output = generate(&Input { overlays, ..input() });
    assert!(!output.diagnostics.has_errors(), "{}", rendered(&output.diagnostics));
    let api = output.files.get("API.md").expect("there is an outline");
    let lines = api.lines().filter(|line| line.starts_with("- `Client::") || line.starts_with("- `types::"));
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}
