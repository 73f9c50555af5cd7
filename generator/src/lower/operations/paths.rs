//! Path templates: literal text and parameters in order.

use crate::ir::{Binding, ParamIn, Parameter, PathSegment};

/// Splits a template into segments. A name without a path parameter remains literal text; a fragment is never sent.
pub(super) fn parts(template: &str, parameters: &[Parameter]) -> Vec<PathSegment> {
    let template = template.split('#').next().unwrap_or_default();
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let named = after.split_once('}').and_then(|(name, tail)| {
            let matches =
                |a: &Parameter| matches!(a.binding, Binding::Param(ParamIn::Path, _)) && a.name.wire() == name;
            Some((parameters.iter().position(matches)?, tail))
        });
        literal.push_str(before);
        match named {
            Some((index, tail)) => {
                push_literal(&mut parts, &mut literal);
                parts.push(PathSegment::Parameter(index));
                rest = tail;
            }
            None => {
                literal.push('{');
                rest = after;
            }
        }
    }
    literal.push_str(rest);
    push_literal(&mut parts, &mut literal);
    if !matches!(parts.first(), Some(PathSegment::Literal(text)) if text.starts_with('/')) {
        parts.insert(0, PathSegment::Literal("/".to_owned()));
    }
    parts
}

fn push_literal(parts: &mut Vec<PathSegment>, literal: &mut String) {
    if !literal.is_empty() {
        parts.push(PathSegment::Literal(encoded(&std::mem::take(literal))));
    }
}

/// Percent-encodes literal text for a path. Characters that a path may contain and `%XX` escapes remain.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            b'%' if !is_escape(text.as_bytes().get(i + 1..i + 3)) => out.push_str("%25"),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
            | b':' | b'@' | b'/' | b'%' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Returns true if two hexadecimal digits follow a percent sign.
fn is_escape(digits: Option<&[u8]>) -> bool {
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn literal_path_text_is_escaped_once() {
        let table = [
            ("/a b/\u{e4}", "/a%20b/%C3%A4"),
            ("/repos%2Fx%2", "/repos%2Fx%252"),
            ("/100%/?x=[1]#", "/100%25/%3Fx=%5B1%5D%23"),
            ("/v1:verb;p=1/~me@x/", "/v1:verb;p=1/~me@x/"),
        ];
        for (text, expected) in table {
            assert_eq!(encoded(text), expected);
        }
    }
}
