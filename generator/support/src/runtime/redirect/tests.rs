//! Where redirects lead, and what goes along.

use http::header::HeaderName;

use super::*;
use crate::runtime::secret::Secret;

fn hop(method: Method, url: &str, body: Option<&'static str>) -> Hop {
    let mut headers = HeaderMap::new();
    headers.insert("accept", HeaderValue::from_static("application/json"));
    headers.insert("authorization", HeaderValue::from_static("Bearer opensesame"));
    headers.insert("cookie", HeaderValue::from_static("sid=1"));
    let mut key = HeaderValue::from_static("opensesame");
    key.set_sensitive(true);
    headers.insert("x-key", key);
    if body.is_some() {
        headers.insert("content-type", HeaderValue::from_static("text/plain"));
    }
    Hop { method, url: url.parse().unwrap(), headers, body: body.map(Content::from) }
}

fn follow(hop: Hop, status: u16, location: &str) -> Result<Hop, String> {
    let scrubber = Scrubber { arguments: [Secret::from("token-of-mine")].into(), ..Scrubber::default() };
    let location = HeaderValue::from_bytes(location.as_bytes()).unwrap();
    hop.redirected(status, &location, &["key"], &scrubber).map_err(|error| error.to_string())
}

fn names(hop: &Hop) -> Vec<&str> {
    hop.headers.keys().map(HeaderName::as_str).collect()
}

#[test]
fn the_same_origin_is_trusted() {
    let cases = [
        ("http://a.example/x", "/y", "http://a.example/y"),
        ("http://a.example/x/z", "y?key=1", "http://a.example/x/y?key=1"),
        ("http://a.example/x", "http://A.example:80/token-of-mine", "http://a.example/token-of-mine"),
        ("http://a.example/x", "https://a.example/x#part", "https://a.example/x"),
        ("https://a.example/x", "//user:pass@a.example:443/y", "https://a.example/y"),
    ];
    for (from, location, to) in cases {
        let next = follow(hop(Method::GET, from, None), 302, location).unwrap();
        assert_eq!(next.url.as_str(), to);
        assert_eq!(names(&next), ["accept", "authorization", "cookie", "x-key"], "{location}");
    }
}

#[test]
fn another_origin_gets_no_credentials() {
    let from = "http://a.example:8080/x?key=k";
    for location in [
        "http://b.example:8080/y?key=k&a=1&%6bey=k",
        "http://a.example/y?a=1",
        "https://a.example:8080/y?a=1",
        "https://a.example/y?a=1",
    ] {
        let next = follow(hop(Method::GET, from, None), 307, location).unwrap();
        assert_eq!(names(&next), ["accept"], "{location}");
        assert_eq!(next.url.query(), Some("a=1"), "{location}");
    }
    let next = follow(hop(Method::GET, from, None), 307, "http://b.example/y?key=k").unwrap();
    assert_eq!(next.url.as_str(), "http://b.example/y");
    let told = follow(hop(Method::GET, from, None), 307, "http://b.example/y/token%2Dof-mine").err().unwrap();
    assert!(told.contains("holds a secret") && !told.contains("of-mine"), "{told}");
}

#[test]
fn the_method_follows_the_status() {
    let cases = [
        (301, "POST", "GET", false),
        (302, "POST", "GET", false),
        (303, "POST", "GET", false),
        (303, "PUT", "GET", false),
        (303, "HEAD", "HEAD", true),
        (301, "PUT", "PUT", true),
        (307, "POST", "POST", true),
        (308, "DELETE", "DELETE", true),
    ];
    for (status, method, expected, keeps_body) in cases {
        let first = hop(method.parse().unwrap(), "http://a.example/x", Some("body"));
        let next = follow(first, status, "/y").unwrap();
        assert_eq!(next.method.as_str(), expected, "{status} {method}");
        assert_eq!((next.body.is_some(), next.headers.contains_key("content-type")), (keeps_body, keeps_body));
    }
}

#[test]
fn some_places_are_not_gone_to() {
    let cases = [
        ("https://a.example/x", None, "http://a.example/x", "from https to http"),
        ("https://a.example/x", None, "ftp://a.example/x", "neither http nor https"),
        ("http://a.example/x", None, "file:///etc/passwd", "neither http nor https"),
        ("http://a.example/x", None, "http://[", "no URL"),
        ("http://a.example/x", None, "/\u{FFFD}", ""),
        ("http://a.example/x", Some("body"), "http://b.example/x", "has a body"),
    ];
    for (from, body, location, expected) in cases {
        let method = if body.is_some() { Method::PUT } else { Method::GET };
        match follow(hop(method, from, body), 308, location) {
            Ok(next) => assert_eq!((expected, next.url.as_str()), ("", "http://a.example/%EF%BF%BD")),
            Err(told) => assert!(told.contains(expected), "{told}"),
        }
    }
}

#[test]
fn only_some_answers_redirect() {
    let mut headers = HeaderMap::new();
    assert_eq!(target(302, &headers), None);
    headers.insert("location", HeaderValue::from_static("/x"));
    for (status, redirects) in [(200, false), (201, false), (300, false), (302, true), (304, false), (308, true)] {
        assert_eq!(target(status, &headers).is_some(), redirects, "{status}");
    }
}
