//! Resolution of links to the next page, and parsing of `Link` headers (RFC 8288).

use http::header::{HeaderMap, LINK};
use url::Url;

use super::super::error::PaginationErrorKind;
use super::super::redirect::same_origin;

/// Resolves a link relative to its page. It must have the origin of the original request, even after redirects.
pub(crate) fn resolve_link(here: &Url, request_url: &Url, link: &str) -> Result<Url, PaginationErrorKind> {
    let mut url = here.join(link).map_err(|_| PaginationErrorKind::NoUrl)?;
    url.set_fragment(None);
    if !matches!(url.scheme(), "http" | "https") {
        return Err(PaginationErrorKind::NoUrl);
    }
    // Servers behind a gateway often do not know that clients reach them over HTTPS.
    if here.scheme() == "https" && url.scheme() == "http" && here.host_str() == url.host_str() && url.port().is_none() {
        let _ = url.set_scheme("https");
    }
    let _ = (url.set_username(""), url.set_password(None));
    if same_origin(request_url, &url) { Ok(url) } else { Err(PaginationErrorKind::Elsewhere) }
}

/// Returns the target of the first link from `here` with the relation `next` (RFC 8288).
pub(crate) fn next(headers: &HeaderMap, here: &Url) -> Option<String> {
    // Only titles contain non-ASCII text, and they are not read.
    let lines: Vec<_> = headers.get_all(LINK).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let mut links = lines.iter().flat_map(|line| links(line));
    links.find(|link| link.is_next() && link.is_from(here)).map(|link| link.target.trim().to_owned())
}

struct Link<'h> {
    target: &'h str,
    /// The text after the target, up to the next link.
    parameters: &'h str,
}

/// Returns the links of a header line. Commas and semicolons within quotes or angle brackets do not separate.
fn links(line: &str) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    for part in split(line, ',') {
        let link = part.trim().strip_prefix('<').and_then(|rest| rest.split_once('>'));
        links.extend(link.map(|(target, parameters)| Link { target, parameters }));
    }
    links
}

impl Link<'_> {
    fn is_next(&self) -> bool {
        let relations = self.parameter("rel").unwrap_or_default();
        relations.split_ascii_whitespace().any(|name| name.eq_ignore_ascii_case("next"))
    }

    /// Returns true if this page is the context of the link, rather than another URL in its `anchor`.
    fn is_from(&self, here: &Url) -> bool {
        let mut page = here.clone();
        page.set_fragment(None);
        self.parameter("anchor").is_none_or(|anchor| page.join(anchor).is_ok_and(|anchor| anchor == page))
    }

    /// Returns the first parameter with a name; later ones are ignored.
    fn parameter(&self, wanted: &str) -> Option<&str> {
        split(self.parameters, ';').into_iter().find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().trim_matches('"'))
        })
    }
}

/// Splits a text at separators outside quotes and angle brackets.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut in_quotes, mut in_brackets, mut escaped) = (false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_quotes => escaped = true,
            '"' if !in_brackets => in_quotes = !in_quotes,
            '<' if !in_quotes => in_brackets = true,
            '>' if !in_quotes => in_brackets = false,
            c if c == separator && !in_quotes && !in_brackets => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::HeaderValue;

    fn found(lines: &[&'static str]) -> Option<String> {
        let lines = lines.iter().map(|line| (LINK, HeaderValue::from_static(line)));
        next(&lines.collect(), &Url::parse("https://a.example/pets?p=2").unwrap())
    }

    #[test]
    fn the_next_link_is_found() {
        let table: [(&[&'static str], Option<&str>); 15] = [
            (&["<https://a.example/?page=2>; rel=\"next\""], Some("https://a.example/?page=2")),
            (&["<?p=1>; rel=\"prev\", <?p=3>; rel=\"next\""], Some("?p=3")),
            (&["<?p=1>; rel=prev", "<?p=3>; rel=next"], Some("?p=3")),
            (&["</a,b;c>; title=\"x, y; rel=\\\"next\\\"\"; rel=\"start NEXT\""], Some("/a,b;c")),
            (&["<?p=3>; REL=next"], Some("?p=3")),
            (&["<?p=3>; rel=\"last\"; rel=\"next\""], None),
            (&["<?p=3>; rel=\"nextish\""], None),
            (&["<?p=3>; rel=next; anchor=\"/books\""], None),
            (&["<?p=3>; rel=next; anchor=\"#top\""], None),
            (&["<?p=9>; rel=next; anchor=\"/books\", <?p=3>; rel=next"], Some("?p=3")),
            (&["<?p=3>; rel=next; anchor=\"\""], Some("?p=3")),
            (&["<?p=3>; anchor=\"https://a.example/pets?p=2\"; rel=next"], Some("?p=3")),
            (&["?p=3; rel=next"], None),
            (&["<?p=3; rel=next"], None),
            (&[], None),
        ];
        for (lines, expected) in table {
            assert_eq!(found(lines).as_deref(), expected, "{lines:?}");
        }
    }
}
