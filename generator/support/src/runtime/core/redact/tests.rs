//! Tests of redaction in errors.

use super::*;

fn redactor(secrets: &[&str]) -> Redactor {
    let parameters = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
    Redactor {
        credentials: [SecretString::from("client-key")].into(),
        arguments: parameters,
        fields: &["access_token", "pin"],
    }
}

#[test]
fn secret_is_redacted_in_every_encoding() {
    let redactor = redactor(&["to k/en\"&<é>+1%"]);
    let encodings = [
        "to k/en\"&<é>+1%",
        "to%20k%2Fen%22%26%3C%C3%A9%3E%2B1%25",
        "to%20k%2fen%22%26%3c%c3%a9%3e%2b1%25",
        "to+k/en%22%26%3C%C3%A9%3E%2B1%25",
        "to k\\/en\\\"&<\\u00e9>+1%",
        "to k/en&quot;&amp;&lt;é&gt;+1%",
        "to k&#x2F;en&#34;&amp;&LT;é&gt;+1%",
        "to k\\\\/en\\\\\\\"&<\\\\u00e9>+1%",
        "to%2520k%252Fen%2522%2526%253C%25C3%25A9%253E%252B1%2525",
    ];
    for encoding in encodings {
        assert_eq!(redactor.redact(&format!("no {encoding}!")), "no [redacted]!", "{encoding}");
    }
    assert_eq!(redactor.redact("client-keyclient-key, client-ke"), "[redacted][redacted], client-ke");
}

#[test]
fn short_secret_is_redacted_as_a_separate_word_only() {
    let redactor = redactor(&["a", "abc"]);
    assert_eq!(redactor.redact("a banana, 'abc' abcd a"), "[redacted] banana, '[redacted]' abcd [redacted]");
}

#[test]
fn overlapping_secrets_are_redacted_entirely() {
    let redactor = redactor(&["secret-one", "one-secret"]);
    assert_eq!(redactor.redact("<secret-one-secret>"), "<[redacted]>");
}

#[test]
fn values_of_secret_fields_are_redacted() {
    let cases = [
        (r#"{"access_token": "x"}"#, r#"{"access_token": "[redacted]"}"#),
        (r#"{"access_token":"a\"b\\","b":1}"#, r#"{"access_token":"[redacted]","b":1}"#),
        (r#"{"pin": 1234, "b": 1}"#, r#"{"pin": [redacted], "b": 1}"#),
        (r#"{"pin": null, "access_token": true}"#, r#"{"pin": null, "access_token": true}"#),
        (r#"{"pin": [{"a": "]"}, 2], "b": 1}"#, r#"{"pin": [redacted], "b": 1}"#),
        (r#"{"access_token": "cut o"#, r#"{"access_token": "[redacted]"#),
        (r#"{"pin": [1, 2"#, r#"{"pin": [redacted]"#),
        (r#"{"m": "{\"pin\": \"x\\\"y\", \"b\": 1}"}"#, r#"{"m": "{\"pin\": \"[redacted]\", \"b\": 1}"}"#),
        (r#"{"shopping": "x", "pin" "x"}"#, r#"{"shopping": "x", "pin" "x"}"#),
        (r#"{"pin": "", "b": 1}"#, r#"{"pin": "", "b": 1}"#),
        (r#""pin"#, r#""pin"#),
        (r#"pin": 1"#, r#"pin": 1"#),
    ];
    for (text, expected) in cases {
        assert_eq!(redactor(&[]).redact(text), expected);
    }
}

#[test]
fn values_of_secret_fields_become_secrets() {
    let texts = secret_values(
        br#"{"pin": [1, {"a": "b\u0063"}], "access_token": "x\"y", "other": "z"}"#,
        &["access_token", "pin"],
    );
    assert_eq!(texts, [SecretString::from("x\"y"), SecretString::from("1"), SecretString::from("bc")]);
    let message = redactor(&[]).with_secrets_of(br#"{"pin": "x\"yz"}"#).redact("invalid type: string \"x\\\"yz\"");
    assert_eq!(message, "invalid type: string \"[redacted]\"");
}

#[test]
fn excerpt_is_a_line_around_its_position() {
    let no_secrets = Redactor::default();
    assert_eq!(no_secrets.excerpt(b"short\n\t text", 3), "short text");
    let body = format!("{}é{}", "a".repeat(60), "b".repeat(60));
    assert_eq!(no_secrets.excerpt(body.as_bytes(), 61), format!("…{}é{}…", "a".repeat(39), "b".repeat(39)));
    assert_eq!(no_secrets.redact_prefix(body.as_bytes(), 61), format!("{}…", "a".repeat(60)));
    assert_eq!(no_secrets.excerpt(b"", 9), "");
    assert_eq!(no_secrets.excerpt(b"abc", 900), "abc");
}

#[test]
fn excerpt_contains_no_part_of_a_secret() {
    let token = "0123456789".repeat(20);
    let body = format!("{{\"echo\": \"{token}\", \"rest\": 1}}");
    for at in 0..body.len() {
        let excerpt = redactor(&[&token]).excerpt(body.as_bytes(), at);
        assert!(!excerpt.contains("12"), "{at}: {excerpt}");
    }
    let body = format!("{{\"access_token\": \"{token}\", \"rest\": 1}}");
    for at in 0..body.len() {
        let excerpt = redactor(&[]).excerpt(body.as_bytes(), at);
        assert!(!excerpt.contains("12"), "{at}: {excerpt}");
    }
}

#[test]
fn sensitive_headers_are_recognized_by_name() {
    for name in ["Authorization", "X-API-Key", "apikey", "x_auth", "X-Vault-Token", "X-Session-Id", "Pin_Code"] {
        assert!(is_sensitive_header_name(name, &["pin_code"]), "{name}");
    }
    for name in ["x-trace", "Idempotency-Key", "X-Token-Type", "Author", "x-authored-by", "tokenizer", "", "pin"] {
        assert!(!is_sensitive_header_name(name, &["pin_code"]), "{name}");
    }
}
