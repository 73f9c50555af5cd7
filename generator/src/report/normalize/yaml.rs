//! YAML that readers of YAML 1.1 and 1.2 read alike.
//!
//! `serde_yaml` quotes the strings that YAML 1.2 would misread. This module also quotes the plain strings that YAML 1.1
//! reads as booleans, times, dates or numbers (`no`, `12:30`, `2020-01-31`, `1_000`).

use serde_json::Value;

/// Formats a value as block-style YAML.
pub(super) fn write(value: &Value) -> String {
    // Every JSON value has a YAML form.
    let text = serde_yaml::to_string(value).unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if block.is_some_and(|parent| indent > parent || line.trim().is_empty()) {
            out.push_str(line);
        } else {
            block = opens_block(line).then_some(indent);
            quote_line(line, &mut out);
        }
        out.push('\n');
    }
    out
}

/// Returns `true` if a line starts a block scalar.
fn opens_block(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    matches!(last, "|" | "|-" | "|+" | ">" | ">-" | ">+") || last.starts_with("|2") || last.starts_with(">2")
}

/// Copies a line, with its key and value quoted if necessary.
fn quote_line(line: &str, out: &mut String) {
    let mut rest = line;
    loop {
        let content = rest.trim_start_matches(' ');
        out.push_str(rest.get(..rest.len() - content.len()).unwrap_or_default());
        match content.strip_prefix("- ") {
            Some(item) => {
                out.push_str("- ");
                rest = item;
            }
            None => break rest = content,
        }
    }
    let plain_key = !rest.starts_with(['\'', '"', '|', '>', '{', '[', '&', '*', '?']);
    match rest.split_once(": ").or_else(|| Some((rest.strip_suffix(':')?, ""))).filter(|_| plain_key) {
        Some((key, value)) => {
            quote_scalar(key, out);
            out.push(':');
            if !value.is_empty() {
                out.push(' ');
                quote_scalar(value, out);
            }
        }
        None => quote_scalar(rest, out),
    }
}

fn quote_scalar(text: &str, out: &mut String) {
    if is_misread(text) {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
    } else {
        out.push_str(text);
    }
}

/// Returns `true` if YAML 1.1 does not read a plain scalar as a string, although YAML 1.2 does.
fn is_misread(text: &str) -> bool {
    let word = matches!(text.to_ascii_lowercase().as_str(), "y" | "n" | "yes" | "no" | "on" | "off" | "=" | "<<");
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    let marked = text.contains([':', '_']) && text.chars().all(|c| c.is_ascii_digit() || "+-._:".contains(c));
    let date = text.len() >= 8
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.split('-').count() >= 3
        && text.chars().all(|c| c.is_ascii_digit() || "-:.TtZz+ ".contains(c));
    let octal = text.len() > 1 && text.starts_with('0') && text.chars().all(|c| c.is_ascii_digit() || c == '_');
    word || octal || date || (numeric && marked && text.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn strings_with_a_yaml_1_1_meaning_are_quoted() {
        let table = [
            (json!({ "no": "yes" }), "'no': 'yes'\n"),
            (json!(["on", "off", "open"]), "- 'on'\n- 'off'\n- open\n"),
            (json!({ "at": "12:30:00", "day": "2020-01-31" }), "at: '12:30:00'\nday: '2020-01-31'\n"),
            (json!({ "n": 1, "f": 1.5, "b": true }), "'n': 1\nf: 1.5\nb: true\n"),
            (json!({ "a": [{ "y": "1_000" }] }), "a:\n- 'y': '1_000'\n"),
            (json!({ "text": "first\nno: yes\n" }), "text: |\n  first\n  no: yes\n"),
            (json!({ "path": "/a/{b}", "url": "https://x.example/1:2" }), "path: /a/{b}\nurl: https://x.example/1:2\n"),
        ];
        for (value, expected) in table {
            let text = write(&value);
            assert_eq!(text, expected);
            assert_eq!(serde_yaml::from_str::<Value>(&text).expect("YAML"), value);
        }
    }
}
