//! Tests of redirect targets and of the headers and bodies that are forwarded.

use bytes::Bytes;
use http::header::HeaderName;

use super::*;
use crate::runtime::core::secret::SecretString;

fn request(method: Method, url: &str, body: Option<&'static str>) -> OutgoingRequest {
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
    OutgoingRequest {
        method,
        url: SecretUrl(url.parse().unwrap()),
        headers,
        body: body.map(|body| RequestContent::from(Bytes::from(body))),
    }
}

fn follow(request: OutgoingRequest, status: u16, location: &str) -> Result<OutgoingRequest, String> {
    let redactor = Redactor { arguments: [SecretString::from("token-of-mine")].into(), ..Redactor::default() };
    let location = HeaderValue::from_bytes(location.as_bytes()).unwrap();
    request
        .follow_redirect(StatusCode::from_u16(status).unwrap(), &location, &["key"], &redactor)
        .map_err(|error| error.to_string())
}

fn names(request: &OutgoingRequest) -> Vec<&str> {
    request.headers.keys().map(HeaderName::as_str).collect()
}

#[test]
fn same_origin_redirect_keeps_credentials() {
    let cases = [
        ("http://a.example/x", "/y", "http://a.example/y"),
        ("http://a.example/x/z", "y?key=1", "http://a.example/x/y?key=1"),
        ("http://a.example/x", "http://A.example:80/token-of-mine", "http://a.example/token-of-mine"),
        ("http://a.example/x", "https://a.example/x#part", "https://a.example/x"),
        ("https://a.example/x", "//user:pass@a.example:443/y", "https://a.example/y"),
    ];
    for (from, location, to) in cases {
        let next = follow(request(Method::GET, from, None), 302, location).unwrap();
        assert_eq!(next.url.0.as_str(), to);
        assert_eq!(names(&next), ["accept", "authorization", "cookie", "x-key"], "{location}");
    }
}

#[test]
fn cross_origin_redirect_removes_credentials() {
    let from = "http://a.example:8080/x?key=k";
    for location in [
        "http://b.example:8080/y?key=k&a=1&%6bey=k",
        "http://a.example/y?a=1",
        "https://a.example:8080/y?a=1",
        "https://a.example/y?a=1",
    ] {
        let next = follow(request(Method::GET, from, None), 307, location).unwrap();
        assert_eq!(names(&next), ["accept"], "{location}");
        assert_eq!(next.url.0.query(), Some("a=1"), "{location}");
    }
    let next = follow(request(Method::GET, from, None), 307, "http://b.example/y?key=k").unwrap();
    assert_eq!(next.url.0.as_str(), "http://b.example/y");
    let message = follow(request(Method::GET, from, None), 307, "http://b.example/y/token%2Dof-mine").err().unwrap();
    assert!(message.contains("contains a secret") && !message.contains("of-mine"), "{message}");
}

#[test]
fn method_depends_on_the_status() {
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
        let first = request(method.parse().unwrap(), "http://a.example/x", Some("body"));
        let next = follow(first, status, "/y").unwrap();
        assert_eq!(next.method.as_str(), expected, "{status} {method}");
        assert_eq!((next.body.is_some(), next.headers.contains_key("content-type")), (keeps_body, keeps_body));
    }
}

#[test]
fn unsafe_redirects_are_errors() {
    let cases = [
        ("https://a.example/x", None, "http://a.example/x", "from https to http"),
        ("https://a.example/x", None, "ftp://a.example/x", "neither http nor https"),
        ("http://a.example/x", None, "file:///etc/passwd", "neither http nor https"),
        ("http://a.example/x", None, "http://[", "not a valid URL"),
        ("http://a.example/x", None, "/\u{FFFD}", ""),
        ("http://a.example/x", Some("body"), "http://b.example/x", "has a body"),
    ];
    for (from, body, location, expected) in cases {
        let method = if body.is_some() { Method::PUT } else { Method::GET };
        match follow(request(method, from, body), 308, location) {
            Ok(next) => assert_eq!((expected, next.url.0.as_str()), ("", "http://a.example/%EF%BF%BD")),
            Err(message) => assert!(message.contains(expected), "{message}"),
        }
    }
}

#[test]
fn redirect_statuses_require_a_location() {
    let mut headers = HeaderMap::new();
    assert_eq!(redirect_location(StatusCode::FOUND, &headers), None);
    headers.insert("location", HeaderValue::from_static("/x"));
    for (status, redirects) in [(200, false), (201, false), (300, false), (302, true), (304, false), (308, true)] {
        assert_eq!(redirect_location(StatusCode::from_u16(status).unwrap(), &headers).is_some(), redirects, "{status}");
    }
}
