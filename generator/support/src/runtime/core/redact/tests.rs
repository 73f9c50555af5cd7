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
        "TO K/EN\"&<é>+1%",
        "to k&#47;en&#034;&#38;&#X3c;&#233;&#62;&#43;1&#37;",
        "\\x74\\u006f k/en\\u0022\\u0026\\u003C\\u00E9\\u003e\\u002B1%",
        "to k/en&amp;quot;&amp;amp;&amp;lt;é&amp;gt;+1%",
        "dG8gay9lbiImPMOpPisxJQ==",
        "dG8gay9lbiImPMOpPisxJQ",
        "dG8gay9lbiImPMOpPisxJQ%3D%3D",
        "746f206b2f656e22263cc3a93e2b3125",
        "746F206B2F656E22263CC3A93E2B3125",
    ];
    for encoding in encodings {
        let redacted = redactor.redact(&format!("no {encoding}!"));
        assert_eq!(redacted.replace("[redacted]==", "[redacted]").replace("%3D", ""), "no [redacted]!", "{encoding}");
    }
    assert_eq!(redactor.redact("client-keyclient-key, client-ke"), "[redacted][redacted], client-ke");
}

#[test]
fn secret_is_redacted_in_both_alphabets_of_base64_at_each_position() {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
    let secret = "~~?>>token?~ÿþ~>";
    let redactor = redactor(&[secret]);
    for before in ["", "a", "ab", "abc"] {
        for after in ["", "c", "cd"] {
            let text = format!("{before}{secret}{after}");
            for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                let redacted = redactor.redact(&encoded);
                let left = redacted.replace("[redacted]", "");
                // The characters at the ends also encode the neighbours of the secret.
                assert!(redacted.contains("[redacted]") && left.len() <= 12, "{encoded}: {redacted}");
            }
        }
    }
}

#[test]
fn secret_without_a_decoded_form_is_redacted() {
    assert_eq!(redactor(&["\\\\"]).redact("a \\\\ b"), "a [redacted] b");
}

#[test]
fn secret_after_an_escape_by_chance_is_redacted() {
    let redactor = redactor(&["deadbeef-1", "new-secret", "nöt\\to be", "two\nlines", "😀 smiling"]);
    let cases = [
        ("LIKE '%deadbeef-1%'", "LIKE '%[redacted]%'"),
        ("C:\\new-secret", "C:[redacted]"),
        ("first line\\nnew-secret", "first line\\n[redacted]"),
        ("nöt\\to be", "[redacted]"),
        ("n\\u00f6t\\\\to be", "[redacted]"),
        ("two\\nlines, two\\\\nlines, two%0Alines", "[redacted], [redacted], [redacted]"),
        ("\\ud83d\\ude00 smiling, \\\\uD83D\\\\uDE00 smiling, &#128512;+smiling", "[redacted], [redacted], [redacted]"),
        ("\\ud83d \\uzzzz \\x \\", "\\ud83d \\uzzzz \\x \\"),
    ];
    for (text, expected) in cases {
        assert_eq!(redactor.redact(text), expected);
    }
}

#[test]
fn secret_that_the_body_cuts_off_is_redacted() {
    let redactor = redactor(&["open-sesame-please"]);
    for end in 4..18 {
        let body = format!("no: {}", &"open-sesame-please"[..end]);
        assert_eq!(redactor.redact_prefix(body.as_bytes(), 200), "no: [redacted]");
        let body = format!("{}, no: {}", "x".repeat(300), &"b3Blbi1zZXNhbWUtcGxlYXNl"[..end]);
        let excerpt = redactor.excerpt(body.as_bytes(), body.len() - 10);
        assert!(excerpt.ends_with("[redacted]") && !excerpt.contains("b3B"), "{excerpt}");
    }
    assert_eq!(redactor.redact("open"), "open");
    assert!(!redactor.contains_secret(b"/open") && redactor.contains_secret(b"/open%2Dsesame-please/"));
}

#[test]
fn secrets_of_a_body_are_limited() {
    let many = format!("[{}]", "{\"pin\": \"0123456789\"},".repeat(100_000));
    let learned = redactor(&[]).with_secrets_of(many.as_bytes());
    assert_eq!(learned.arguments.len(), 500);
    let long = format!("{{\"pin\": \"{}\", \"access_token\": \"short\"}}", "x".repeat(20_000)).repeat(3);
    let learned = redactor(&[]).with_secrets_of(long.as_bytes());
    assert_eq!(*learned.arguments, ["short"; 3].map(SecretString::from));
}

#[test]
fn text_full_of_escapes_is_redacted_in_linear_time() {
    let secrets: Vec<String> = (0..400).map(|number| format!("\\a\\%{number:030}")).collect();
    let redactor = redactor(&secrets.iter().map(String::as_str).collect::<Vec<_>>());
    for text in ["\\", "%", "%25", "&#", "&amp;", "\\u00", "\"pin\"", "\"pin\":", "\\a\\%0000000", "+"] {
        let text = text.repeat(300_000 / text.len());
        work::reset();
        let shown = redactor.redact(&text).len();
        let steps = work::reset();
        assert!(shown < 2 * text.len(), "{shown}");
        assert!(steps < 50 * text.len(), "{steps} steps for {} bytes", text.len());
    }
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
fn secrets_within_secrets_are_redacted_entirely() {
    let redactor = redactor(&["fgh", "cdefgh", "abcdefgh", "a-12", "12"]);
    let cases = [
        ("xabcdefghx", "x[redacted]x"),
        ("xbcdefghx", "xb[redacted]x"),
        ("xdefgh, fgh", "xdefgh, [redacted]"),
        ("xa-12, a-12", "xa-[redacted], [redacted]"),
    ];
    for (text, expected) in cases {
        assert_eq!(redactor.redact(text), expected);
    }
    // The beginnings of one text are secrets.
    let text = "a".repeat(100_000);
    let nested: Vec<&str> = (6..180).map(|length| &text[..length]).collect();
    assert_eq!(self::redactor(&nested).redact(&text), "[redacted]");
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
    let texts: Vec<SecretString> = texts.collect();
    assert_eq!(texts, ["1", "bc", "x\"y"].map(SecretString::from));
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
fn work_on_a_body_does_not_grow_beyond_a_limit() {
    let steps = [1, 4].map(|times| {
        let body = "{\"pin\": [\"\"\", \"".repeat(times * 2 * MAX_SHOWN / 10);
        work::reset();
        let redactor = redactor(&["open-sesame"]).with_secrets_of(body.as_bytes());
        assert_eq!(redactor.excerpt(body.as_bytes(), body.len() - 1), "…");
        assert!(redactor.redact_prefix(body.as_bytes(), 200).ends_with('…'));
        work::reset()
    });
    assert_eq!(steps[0], steps[1]);
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
