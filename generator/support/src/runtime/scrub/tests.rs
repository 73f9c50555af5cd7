//! What an error must not show.

use super::*;

fn scrubber(secrets: &[&str]) -> Scrubber {
    let arguments = secrets.iter().map(|secret| Secret::from(*secret)).collect();
    Scrubber { credentials: [Secret::from("client-key")].into(), arguments, fields: &["access_token", "pin"] }
}

#[test]
fn a_secret_is_found_in_every_spelling() {
    let scrubber = scrubber(&["to k/en\"&<é>+1%"]);
    let spellings = [
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
    for spelling in spellings {
        assert_eq!(scrubber.text(&format!("no {spelling}!")), "no [redacted]!", "{spelling}");
    }
    assert_eq!(scrubber.text("client-keyclient-key, client-ke"), "[redacted][redacted], client-ke");
}

#[test]
fn a_short_secret_must_stand_alone() {
    let scrubber = scrubber(&["a", "abc"]);
    assert_eq!(scrubber.text("a banana, 'abc' abcd a"), "[redacted] banana, '[redacted]' abcd [redacted]");
}

#[test]
fn overlapping_secrets_leave_nothing() {
    let scrubber = scrubber(&["secret-one", "one-secret"]);
    assert_eq!(scrubber.text("<secret-one-secret>"), "<[redacted]>");
}

#[test]
fn named_members_are_emptied() {
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
        assert_eq!(scrubber(&[]).text(text), expected);
    }
}

#[test]
fn member_values_are_learned() {
    let texts = field_texts(
        br#"{"pin": [1, {"a": "b\u0063"}], "access_token": "x\"y", "other": "z"}"#,
        &["access_token", "pin"],
    );
    assert_eq!(texts, [Secret::from("x\"y"), Secret::from("1"), Secret::from("bc")]);
    let message = scrubber(&[]).learning(br#"{"pin": "x\"yz"}"#).text("invalid type: string \"x\\\"yz\"");
    assert_eq!(message, "invalid type: string \"[redacted]\"");
}

#[test]
fn an_excerpt_is_a_line_around_its_place() {
    let none = Scrubber::default();
    assert_eq!(none.excerpt(b"short\n\t text", 3), "short text");
    let body = format!("{}é{}", "a".repeat(60), "b".repeat(60));
    assert_eq!(none.excerpt(body.as_bytes(), 61), format!("…{}é{}…", "a".repeat(39), "b".repeat(39)));
    assert_eq!(none.beginning(body.as_bytes(), 61), format!("{}…", "a".repeat(60)));
    assert_eq!(none.excerpt(b"", 9), "");
    assert_eq!(none.excerpt(b"abc", 900), "abc");
}

#[test]
fn an_excerpt_shows_no_part_of_a_secret() {
    let token = "0123456789".repeat(20);
    let body = format!("{{\"echo\": \"{token}\", \"rest\": 1}}");
    for at in 0..body.len() {
        let excerpt = scrubber(&[&token]).excerpt(body.as_bytes(), at);
        assert!(!excerpt.contains("12"), "{at}: {excerpt}");
    }
    let body = format!("{{\"access_token\": \"{token}\", \"rest\": 1}}");
    for at in 0..body.len() {
        let excerpt = scrubber(&[]).excerpt(body.as_bytes(), at);
        assert!(!excerpt.contains("12"), "{at}: {excerpt}");
    }
}
