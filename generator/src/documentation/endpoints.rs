//! Methods and paths in texts: `GET /users/{id}`, `/users/:id [GET]`, `POST https://api.example.com/v1/users`.

/// The methods of HTTP that OpenAPI documents.
pub(super) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The longest path that is read.
const MAX_LENGTH: usize = 1000;

/// A path in a text, with its method if the text has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// The method, in lower case.
    pub(super) method: Option<&'static str>,
    /// The path without host, query and fragment.
    pub(super) path: String,
    /// True if the text has a URL, or a host before the path.
    pub(super) has_host: bool,
    /// The byte offset of the first word.
    pub(super) start: usize,
    /// The byte offset after the last word.
    pub(super) end: usize,
}

/// A word of a text without the punctuation around it.
#[derive(Debug, Clone, Copy)]
struct PathWord<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    is_bracketed: bool,
}

/// Returns the endpoints of a text, in order.
pub(super) fn find(text: &str) -> Vec<Endpoint> {
    let words: Vec<PathWord> = words(text).collect();
    let mut endpoints: Vec<Endpoint> = Vec::new();
    let mut used = 0;
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).filter(|index| *index >= used).and_then(|index| words.get(index));
        let preceding = before.and_then(|before| Some((method(before, true)?, before.start)));
        let Some((path, has_host)) = path(word.text, preceding.is_some()) else { continue };
        let after = words.get(index + 1).and_then(|after| Some((method(after, after.is_bracketed)?, after.end)));
        let (method, start, end) = match (preceding, after) {
            (Some((method, start)), _) => (Some(method), start, word.end),
            (None, Some((method, end))) => (Some(method), word.start, end),
            (None, None) => (None, word.start, word.end),
        };
        used = index + if preceding.is_none() && method.is_some() { 2 } else { 1 };
        endpoints.push(Endpoint { method, path, has_host, start, end });
    }
    endpoints
}

/// Returns the endpoint that a text begins with, after an optional label such as `URL:`.
pub(super) fn leading(text: &str) -> Option<Endpoint> {
    const LABELS: &[&str] = &[
        "url",
        "uri",
        "endpoint",
        "path",
        "route",
        "request",
        "resource",
        "http",
        "usage",
        "of",
        "method",
        "http request",
    ];
    let endpoint = find(text).into_iter().next()?;
    let label = text.get(..endpoint.start)?;
    let words = label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_label = words.clone().all(|word| LABELS.contains(&word.to_lowercase().as_str()));
    (is_label && words.count() <= 4).then_some(endpoint)
}

/// Returns the method that a text names alone, after an optional label: `**Method**: POST`.
pub(super) fn lone_method(text: &str) -> Option<&'static str> {
    let mut words = words(text).filter(|word| !word.text.is_empty());
    let first = words.next()?;
    let is_label = ["method", "http", "verb", "type"].contains(&first.text.to_lowercase().as_str());
    let mut found = if is_label { None } else { method(&first, false) };
    for word in words.by_ref().take(3) {
        found = found.or_else(|| method(&word, false));
    }
    found.filter(|_| is_label || words.next().is_none())
}

fn words(text: &str) -> impl Iterator<Item = PathWord<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let length = word_length(rest);
            let (start, part) = (at, rest.get(..length)?);
            at += length.max(rest.chars().next().map_or(1, char::len_utf8));
            let word = PathWord::new(part, start);
            if !word.text.is_empty() {
                return Some(word);
            }
        }
    })
}

/// Returns the length of the word that a text begins with. White space inside the brackets of a path belongs to it:
/// `/users/(id or name)`.
fn word_length(text: &str) -> usize {
    const LONGEST: usize = 60;
    let mut closing: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        match closing {
            Some((close, _)) if c == close => closing = None,
            Some((_, start)) if c != '\n' && at - start < LONGEST => {}
            Some((_, start)) => {
                // The bracket is not closed.
                return text.get(..start).and_then(|path| path.find(is_end)).unwrap_or(start);
            }
            None if is_end(c) => return at,
            None => {
                let pairs = [('(', ')'), ('{', '}'), ('<', '>')];
                let pair = pairs.iter().find(|(open, _)| *open == c);
                let is_segment = text.get(..at).is_some_and(|before| before.ends_with('/'));
                closing = pair.filter(|_| is_segment).map(|(_, close)| (*close, at));
            }
        }
    }
    text.len()
}

/// Returns true for characters that end a word.
fn is_end(c: char) -> bool {
    c.is_whitespace() || "`*\"|,“”→".contains(c)
}

impl<'t> PathWord<'t> {
    /// Removes the punctuation around a part of a text.
    fn new(part: &'t str, start: usize) -> Self {
        let end = start + part.len();
        let inner =
            part.trim_matches([':', ';', '\'', '.']).trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
        // The directives of Sphinx: `.. http:get:: /users`.
        let inner = inner.strip_prefix("http:").unwrap_or(inner);
        if METHODS.contains(&inner.to_ascii_lowercase().as_str()) {
            let is_bracketed = part.contains(['(', '[']);
            return Self { text: inner, start, end, is_bracketed };
        }
        let mut text = part.trim_end_matches([';', '\'', '.', ':']).trim_start_matches(['\'', ':']);
        // Brackets around a word, and not those of a parameter.
        if let Some(opened) = text.strip_prefix(['(', '[']) {
            text = opened;
        }
        while text.matches('(').count() < text.matches(')').count()
            && let Some(opened) = text.strip_suffix(')')
        {
            text = opened.trim_end_matches(['.', ';']);
        }
        Self { text, start, end, is_bracketed: false }
    }
}

/// Returns the method that a word is; in upper case, or in any case before a path or in brackets.
fn method(word: &PathWord, any_case: bool) -> Option<&'static str> {
    let found = METHODS.iter().find(|method| method.eq_ignore_ascii_case(word.text))?;
    (any_case || word.text.chars().all(|c| c.is_ascii_uppercase())).then_some(*found)
}

/// Returns the path of a word; the flag is true if it has a host. After a method, the host needs no scheme.
fn path(word: &str, follows_method: bool) -> Option<(String, bool)> {
    if word.len() > MAX_LENGTH {
        return None;
    }
    let word = word.split(['?', '#']).next()?;
    let (path, has_host) = match word.split_once("://") {
        Some((scheme, rest)) if scheme.starts_with("http") => (rest.get(rest.find('/')?..)?, true),
        Some(_) => return None,
        None if word.starts_with('/') => (word, false),
        None if follows_method && word.contains('/') => (word.get(word.find('/')?..)?, true),
        None => return None,
    };
    let is_path = path.len() > 1 && !path.starts_with("//") && path.chars().any(char::is_alphanumeric);
    is_path.then(|| (path.to_owned(), has_host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_found_in_many_forms() {
        let table: &[(&str, &str)] = &[
            ("GET /users/{id}", "get /users/{id}"),
            ("`GET /users/:id`", "get /users/:id"),
            (
                "Usage of /access-tokens/{accessTokens}/invalidate [GET] - An API",
                "get /access-tokens/{accessTokens}/invalidate",
            ),
            ("/users/<id> POST", "post /users/<id>"),
            ("POST https://api.example.com/v1/users?page=2", "post /v1/users"),
            ("DELETE api.example.com/users/1.", "delete /users/1"),
            ("**PUT** `/users/[id]`, then `/users`", "put /users/[id]; /users"),
            ("Get /users (paginated)", "get /users"),
            ("PATCH {{baseUrl}}/users", "patch /users"),
            ("GET /a, GET /b", "get /a; get /b"),
            (".. http:get:: /users/(int:id)", "get /users/(int:id)"),
            ("`GET /users/(id or name)/json`", "get /users/(id or name)/json"),
            ("(see /users/(int:id)) or (POST /users).", "/users/(int:id); post /users"),
            ("GET /users/(id", "get /users/(id"),
            ("get the list and/or the page", ""),
            ("either/or, 1/2, // and / GET", ""),
        ];
        for (text, expected) in table {
            let found = find(text).into_iter().map(|found| {
                let method = found.method.map(|method| format!("{method} ")).unwrap_or_default();
                format!("{method}{}", found.path)
            });
            assert_eq!(found.collect::<Vec<_>>().join("; "), *expected, "{text}");
        }
    }

    #[test]
    fn leading_endpoint_follows_a_label_only() {
        for (text, expected) in [
            ("**URL**: `/users`", true),
            ("HTTP request: GET /users", true),
            ("`GET /users` lists users", true),
            ("Call `GET /users` first", false),
            ("Use it with /users", false),
        ] {
            assert_eq!(leading(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn method_alone_may_have_a_label() {
        for (text, expected) in [
            ("**Method** : `POST`", Some("post")),
            ("HTTP method: GET", Some("get")),
            ("DELETE", Some("delete")),
            ("Delete the user", None),
            ("GET it while it is there", None),
        ] {
            assert_eq!(lone_method(text), expected, "{text}");
        }
    }

    #[test]
    fn odd_texts_have_no_endpoints() {
        for text in [
            "", "/(", "/{ `", "/<é", "/", "//", "://", "http://", "GET", "GET ", "[GET]", "é/", "\u{0}/a`", "'''",
            "()[]",
        ] {
            let _ = (find(text), leading(text), lone_method(text));
        }
        assert!(find(&format!("GET /{}", "a".repeat(100_000))).is_empty());
    }
}
