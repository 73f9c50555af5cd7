//! Recorded URLs. They can contain variables and characters that no URL allows.

use percent_encoding::percent_decode_str;

use crate::learn::exchange::{RecordedSegment, RequestTarget};

/// The meaning of `:id`, `{id}` and `{{id}}` in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Templates {
    /// They are values.
    No,
    /// They are parameters.
    Yes,
}

/// Parses a URL, or a path.
pub(super) fn parse(text: &str, templates: Templates) -> RequestTarget {
    let text = text.split('#').next().unwrap_or_default();
    let (before, query) = text.split_once('?').unwrap_or((text, ""));
    let (origin, path) = split_origin(before);
    let segments = path.strip_prefix('/').unwrap_or(path);
    let segments = segments.split('/').map(|part| segment(part, templates)).collect();
    let segments = if path.trim_start_matches('/').is_empty() { Vec::new() } else { segments };
    RequestTarget { origin, segments, query: pairs(query) }
}

/// Splits scheme and host from a path. A host that is a variable is unknown.
fn split_origin(text: &str) -> (Option<String>, &str) {
    if let Some((scheme, rest)) = text.split_once("://") {
        let end = rest.find('/').unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        // User names and passwords are no part of an origin.
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let known = !host.is_empty() && !host.contains("{{");
        return (known.then(|| format!("{scheme}://{host}").to_ascii_lowercase()), path);
    }
    match text.strip_prefix("{{").and_then(|rest| rest.split_once("}}")) {
        Some((_, path)) => (None, path),
        None => (None, text),
    }
}

/// Reads a segment of a path.
pub(super) fn segment(part: &str, templates: Templates) -> RecordedSegment {
    if templates == Templates::Yes {
        let inner = part.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        let inner = inner.or_else(|| part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')));
        let inner = inner.or_else(|| part.strip_prefix(':'));
        if let Some(name) = inner.filter(|name| !name.is_empty()) {
            return RecordedSegment::Parameter(name.to_owned());
        }
    }
    RecordedSegment::Value(decoded(part))
}

/// Parses the pairs of a query or of a form.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))).collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_split() {
        let value = |text: &str| RecordedSegment::Value(text.to_owned());
        let parameter = |text: &str| RecordedSegment::Parameter(text.to_owned());
        let table = [
            (
                "https://a.example:8/v1/x%20y?q=a+b&q=#f",
                Templates::No,
                Some("https://a.example:8"),
                vec![value("v1"), value("x y")],
            ),
            ("https://a.example", Templates::No, Some("https://a.example"), vec![]),
            ("HTTPS://jane:p@w@A.example/", Templates::No, Some("https://a.example"), vec![]),
            (
                "{{baseUrl}}/users/:id/{{tab}}",
                Templates::Yes,
                None,
                vec![value("users"), parameter("id"), parameter("tab")],
            ),
            ("https://{{host}}/a/", Templates::Yes, None, vec![value("a"), value("")]),
            ("users/{id}", Templates::Yes, None, vec![value("users"), parameter("id")]),
            ("/users/:id", Templates::No, None, vec![value("users"), value(":id")]),
        ];
        for (text, templates, origin, segments) in table {
            let target = parse(text, templates);
            assert_eq!((target.origin.as_deref(), target.segments), (origin, segments), "{text}");
        }
        let query = parse("/?a=1&b&c=%26", Templates::No).query;
        let expected = [("a", "1"), ("b", ""), ("c", "&")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(query, expected);
    }
}
