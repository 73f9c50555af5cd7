//! Tests of `cargo xtask learn`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

const SHOP: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example/v1}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      parameters: [{name: id, in: path, required: true, schema: {}}]
      responses: {'200': {description: An order}}
    put:
      operationId: putOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {}}}
      responses: {'200': {description: An order}}
";

/// Secrets and personal data of 40 kinds. Each is in fields, headers, queries and paths of all recordings.
const SECRETS: [&str; 40] = [
    "Bearer-eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG",
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "xoxb-17653672481-19874698323",
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY",
    "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
    "hunter2-correct-horse",
    "session-9f86d081884c7d65",
    "csrf-2c26b46b68ffc68f",
    "4111111111111111",
    "DE89370400440532013000",
    "078-05-1120",
    "+49-30-901820",
    "jane.doe@mail.example",
    "192.0.2.146",
    "2001:db8::8a2e:370:7334",
    "52.5200-13.4050",
    "01:23:45:67:89:ab",
    "Erika-Mustermann",
    "Heidestrasse-17",
    "51147-Koeln",
    "1984-02-29T00:00:00Z",
    "L01X00T47",
    "X1234567",
    "B-MW-1234",
    "490154203237518",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "5eb63bbbe01eeed093cb22bb8f5acdc3",
    "mysql-root:toor",
    "BEGIN-PRIVATE-KEY-MIIEvQ",
    "ssh-rsa-AAAAB3NzaC1yc2E",
    "otp-482913",
    "PIN-7391",
    "blood-type-AB-negative",
    "salary-84200",
    "patient-55120",
    "https:jane:pw@db.internal",
    "cookie-a1b2c3d4e5f6",
    "sig-6d0f846348a856321729",
];

struct Fixture(TempDir);

impl Fixture {
    fn new() -> Self {
        let fixture = Self(TempDir::new().expect("a temporary directory can be created"));
        fixture.put("shop.yaml", SHOP);
        fixture
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("the directory can be created");
        fs::write(path, text).expect("the file can be written");
    }

    fn get(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).expect("the file can be read")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).current_dir(self.0.path()).output().expect("the program runs")
    }

    fn learn(&self, arguments: &[&str]) -> Output {
        self.run(&[&["learn", "--spec", "shop.yaml", "--out", "learned.yaml"], arguments].concat())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Returns a body with a secret in fields, as a key and in lists.
fn body(secret: &str, number: usize) -> Value {
    json!({
        "id": number,
        "name": secret,
        "state": secret,
        "owner": {"login": secret, "contact": [secret]},
        "by_user": {secret: {"total": 1}},
    })
}

fn har(secrets: &[&str]) -> String {
    let entries = secrets.iter().enumerate().map(|(number, secret)| {
        let body = body(secret, number).to_string();
        json!({
            "request": {
                "method": "PUT",
                "url": format!("https://jane:{secret}@shop.example/v1/orders/{secret}?sort={secret}"),
                "headers": [{"name": "Authorization", "value": secret}, {"name": "X-Api-Key", "value": secret}],
                "postData": {"mimeType": "application/json", "text": body},
            },
            "response": {
                "status": 200,
                "headers": [{"name": "X-Request-Id", "value": secret}],
                "content": {"mimeType": "application/json", "text": body},
            },
        })
    });
    json!({"log": {"entries": entries.collect::<Vec<_>>()}}).to_string()
}

fn postman(secrets: &[&str]) -> String {
    let items = secrets.iter().enumerate().map(|(number, secret)| {
        json!({
            "name": secret,
            "request": {"method": "GET", "url": format!("{{{{base}}}}/orders/{secret}/files/{secret}")},
            "response": [{"name": secret, "code": 200, "body": body(secret, number).to_string()}],
        })
    });
    json!({"item": items.collect::<Vec<_>>(), "variable": [{"key": "base", "value": "https://shop.example/v1"}]})
        .to_string()
}

fn cassette(secrets: &[&str]) -> String {
    let interactions = secrets.iter().enumerate().map(|(number, secret)| {
        let request = json!({
            "method": "get",
            "uri": format!("https://shop.example/v1/orders/{secret}"),
            "headers": {"Cookie": [secret]},
        });
        let response = json!({"status": {"code": 404}, "headers": {"Set-Cookie": [secret]}, "body": {"string": body(secret, number).to_string()}});
        json!({"request": request, "response": response})
    });
    json!({"http_interactions": interactions.collect::<Vec<_>>()}).to_string()
}

#[test]
fn no_output_contains_a_secret() {
    let fixture = Fixture::new();
    fixture.put("recordings/a.har", har(&SECRETS));
    // Values that repeat can be values of an enum.
    let repeated: Vec<&str> = SECRETS.iter().flat_map(|secret| [*secret; 12]).collect();
    fixture.put("recordings/b.har", har(&repeated));
    fixture.put("recordings/c.json", postman(&SECRETS));
    fixture.put("recordings/d.json", cassette(&SECRETS));
    for (number, secret) in SECRETS.iter().enumerate() {
        fixture.put(&format!("recordings/GET orders,{{id}} 200 {number}.json"), body(secret, number).to_string());
        fixture.put(&format!("recordings/broken{number}.har"), format!("{{\"log\": {{\"entries\": [\"{secret}"));
    }
    let learned = fixture.learn(&["recordings", "--new-operations"]);
    assert_eq!(learned.status.code(), Some(0), "{}", text(&learned.stderr));
    let options = ["codegen", "--spec", "shop.yaml", "--overlay", "learned.yaml", "--out", "shop", "--package", "shop"];
    let generated = fixture.run(&[&options[..], &["--ledger", "ledger.yaml"]].concat());
    assert_eq!(generated.status.code(), Some(0), "{}", text(&generated.stderr));
    let mut outputs = vec![fixture.get("learned.yaml"), fixture.get("ledger.yaml")];
    outputs.extend([&learned, &generated].into_iter().flat_map(|run| [text(&run.stdout), text(&run.stderr)]));
    add_files(&fixture.0.path().join("shop"), &mut outputs);
    assert!(outputs[0].contains("login") && outputs[0].contains("/orders/{id}"), "{}", outputs[0]);
    for secret in SECRETS {
        let found = outputs.iter().find(|output| output.contains(secret));
        assert_eq!(found, None, "{secret} is in an output");
    }
}

fn add_files(directory: &Path, outputs: &mut Vec<String>) {
    for entry in fs::read_dir(directory).expect("the directory can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            add_files(&path, outputs);
        } else {
            outputs.push(fs::read_to_string(&path).expect("the file can be read"));
        }
    }
}

#[test]
fn learned_overlays_are_not_replaced_unasked() {
    let fixture = Fixture::new();
    fixture.put("a.har", har(&["x", "y", "z"]));
    let first = fixture.learn(&["a.har"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert_eq!(text(&first.stdout).lines().next(), Some("1 recording: 3 exchanges, of 1 of 2 operations"));
    let written = fixture.get("learned.yaml");
    fixture.put("learned.yaml", "# corrected\n");
    let second = fixture.learn(&["a.har"]);
    assert_eq!(second.status.code(), Some(2));
    assert!(text(&second.stderr).contains("learned.yaml exists"), "{}", text(&second.stderr));
    assert_eq!(fixture.get("learned.yaml"), "# corrected\n");
    assert_eq!(fixture.learn(&["a.har", "--force"]).status.code(), Some(0));
    assert_eq!(fixture.get("learned.yaml"), written);
}

#[test]
fn contradictions_fail_if_strict() {
    let fixture = Fixture::new();
    let typed = "responses: {'200': {description: An order, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}";
    fixture.put("shop.yaml", SHOP.replace("responses: {'200': {description: An order}}", typed));
    fixture.put("a.har", har(&["x"]));
    let run = fixture.learn(&["a.har", "--strict"]);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
    let out = text(&run.stdout);
    assert!(out.contains("PUT /orders/{id}: `id` is declared as a string, and samples have an integer"), "{out}");
}

#[test]
fn inputs_that_are_no_recordings_are_reported() {
    let fixture = Fixture::new();
    fixture.put("recordings/notes.txt", "hello");
    let named = fixture.learn(&["recordings/notes.txt"]);
    assert_eq!(named.status.code(), Some(2));
    assert!(text(&named.stderr).contains("recordings/notes.txt: the file is no recording"), "{}", text(&named.stderr));
    let inside = fixture.learn(&["recordings"]);
    assert_eq!(inside.status.code(), Some(0));
    assert!(
        text(&inside.stdout).contains("recordings/notes.txt: the file is no recording"),
        "{}",
        text(&inside.stdout)
    );
    let server = fixture.learn(&["recordings", "--server", "shop"]);
    assert!(text(&server.stderr).contains("\"shop\" is no URL of a server"), "{}", text(&server.stderr));
}
