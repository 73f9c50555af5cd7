//! Secrets and personal data in recordings that are damaged or incomplete: no message contains one.

use clientsmith::learn::invented::Invented;
use clientsmith::learn::sources::read;
use serde_json::{Value, json};

/// Secrets and personal data of 40 kinds. None contains characters that JSON or YAML escapes.
const SECRETS: [&str; 40] = [
    "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiI3In0.c2ln",
    "sk_live_9aKq27LmXw0",
    "ghp_R4nd0mT0kenOfAUser",
    "glpat-Zx81kQp3",
    "xoxp-2048-4096-8192",
    "AKIAQ7EXAMPLE7KEY",
    "wJalrXUtnFEMI/K7MDENG/bPxRfi",
    "AIzaSyB-example-key",
    "SG.aGVsbG8.d29ybGQ",
    "npm_8fK2example",
    "hunter2!correct-horse",
    "PHPSESSID=5f4dcc3b5aa765d6",
    "csrf_8c1f0e2d",
    "oauth_code_4/0AX4XfWh",
    "refresh_1//0gExample",
    "otp 482913",
    "recovery-code-7731-2245",
    "-----BEGIN RSA PRIVATE KEY-----",
    "ssh-ed25519 AAAAC3NzaC1lZDI1",
    "postgres://root:toor@db.internal/app",
    "https://jane:pw@intranet.example",
    "hooks.example/services/T00/B00/XXXX",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "COBADEFFXXX",
    "cvv=737",
    "078-05-1120",
    "L01X00T47",
    "VAT-DE136695976",
    "+49 30 901820",
    "jane.doe@mail.example",
    "Erika Mustermann",
    "Heidestrasse 17, Koeln",
    "1984-02-29",
    "192.0.2.146",
    "2001:db8::8a2e:370:7334",
    "52.5200,13.4050",
    "01:23:45:67:89:ab",
    "imei 490154203237518",
    "blood group AB negative",
];

/// Creates recordings with a secret in all places, some of which cannot be read.
fn recordings(secret: &str) -> Vec<(&'static str, String)> {
    let body = json!({"name": secret, "owner": {secret: [secret]}}).to_string();
    let header = json!([{"name": secret, "value": secret}, {"name": "Content-Encoding", "value": "gzip"}]);
    let entry = |method: &str, content: Value| {
        json!({
            "comment": secret,
            "request": {"method": method, "url": format!("https://a:{secret}@shop.example/{secret}?{secret}={secret}"), "headers": header},
            "response": {"status": 200, "statusText": secret, "headers": header, "content": content},
        })
    };
    let contents = [
        json!({"mimeType": secret, "text": body}),
        json!({"mimeType": "application/json", "size": 900_000, "text": format!("{{{secret}")}),
        json!({"mimeType": "application/json", "encoding": "base64", "text": format!("*{secret}")}),
        json!({"mimeType": "application/json", "encoding": "base64", "text": "H4sIAAAA"}),
        json!({"mimeType": secret, "encoding": secret, "size": secret, "text": [secret]}),
    ];
    let mut entries: Vec<Value> = contents.iter().map(|content| entry(secret, content.clone())).collect();
    entries.extend([json!(secret), json!({"request": {"url": secret}}), json!([secret])]);
    let har = json!({secret: secret, "log": {secret: secret, "entries": entries}}).to_string();
    let item = json!({
        "name": secret,
        "request": {"method": secret, "url": {"host": [secret], "path": [secret, {"value": secret}], "query": [{"key": secret, "value": secret}]}},
        "response": [{"name": secret, "body": body, "header": header}, {"code": secret, "body": secret}, secret],
    });
    let postman =
        json!({"info": {"name": secret}, "item": [item, secret], "variable": [{"key": secret, "value": secret}]});
    let interaction = json!({
        "request": {"method": secret, "uri": format!("https://shop.example/{secret}"), "headers": {secret: [secret]}},
        "response": {"status": {"code": 9999, "message": secret}, "headers": {"Content-Encoding": [secret]}, "body": {"base64_string": format!("*{secret}")}},
    });
    let cassette = json!({"http_interactions": [interaction, secret], "recorded_with": secret}).to_string();
    vec![
        ("broken.har", har.get(..har.len() / 2).unwrap_or_default().to_owned()),
        ("garbage.har", format!("{har}{secret}")),
        ("list.har", json!({"log": {"entries": secret}}).to_string()),
        ("log.har", json!({"log": secret}).to_string()),
        ("number.har", format!("{{\"log\": {{\"entries\": [{secret}]}}}}")),
        ("other.json", json!({secret: {secret: secret}}).to_string()),
        ("broken.yaml", format!("http_interactions:\n- request: [{secret}\n  {secret}: *{secret}")),
        ("tagged.yaml", format!("interactions: !<{secret}> '{secret}'\n")),
        ("other.yaml", format!("'{secret}'")),
        ("GET orders 200.json", format!("HTTP/1.1 404 {secret}\r\nSet-Cookie: {secret}\r\n\r\n{secret}")),
        ("GET orders 201.json", format!("HTTP/1.1 201 {secret}\r\nContent-Type: application/json\r\n\r\n{secret}")),
        ("cassette.yaml", cassette.replace("{\"request\"", "\n  {\"request\"").replacen('{', "# comment\n{", 1)),
        ("cassette.json", cassette),
        ("postman.json", postman.to_string()),
        ("complete.har", har),
    ]
}

#[test]
fn no_message_contains_a_secret() {
    let (mut errors, mut notes) = (0, 0);
    for secret in SECRETS {
        for (name, text) in recordings(secret) {
            let mut invented = Invented::default();
            let output = match read(name, &mut text.as_bytes(), &mut |exchange| invented.add(&exchange)) {
                Ok(recording) => {
                    notes += recording.notes.len();
                    let notes: Vec<String> = recording.notes.iter().map(ToString::to_string).collect();
                    format!("{recording:?} {notes:?}")
                }
                Err(error) => {
                    errors += 1;
                    format!("{error} {error:?} {}", error.help)
                }
            };
            assert!(!output.contains(secret), "{name} with {secret}: {output}");
        }
        let mut invented = Invented::default();
        let body = json!({"name": "string", "label": "<string>", "note": secret, secret: secret}).to_string();
        read("GET orders 200.json", &mut body.as_bytes(), &mut |exchange| invented.add(&exchange))
            .expect("it is a sample");
        let reason = invented.finish().expect("half of the texts are placeholders");
        assert!(!format!("{reason} {reason:?}").contains(secret), "{reason}");
    }
    // The recordings reach the messages.
    assert!(errors >= 9 * SECRETS.len() && notes >= 10 * SECRETS.len(), "{errors} {notes}");
}
