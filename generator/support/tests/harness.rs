//! Tests of the server in the wire tests of clients.

#[allow(unreachable_pub)]
#[path = "../clients/harness.rs"]
mod harness;

use harness::{CallFuture, ExpectedBody, ExpectedRequest, Part, StubResponse, check, differences, outcome_of};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends a text unchanged and expects the response body `[1]`.
fn send(url: &str, text: String) -> CallFuture {
    let address = url.trim_start_matches("http://").to_owned();
    Box::pin(async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        if response.ends_with("\r\n\r\n[1]") { Ok(()) } else { Err(response) }
    })
}

fn order(url: &str) -> CallFuture {
    let body = r#"{"count": 2.0, "pet": "cat"}"#;
    let head = "POST /pets/a%2Fb?tag=x%20y&tag=z HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n\
                Cookie: a=b%20c; d=e";
    send(url, format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
}

const ORDER: ExpectedRequest = ExpectedRequest {
    method: "POST",
    path: "/pets/a%2Fb",
    query: &[("tag", "z"), ("tag", "x y")],
    headers: &[("content-type", "application/json")],
    absent: &["authorization", "x-key"],
    cookies: &[("a", "b c"), ("d", "e")],
    body: ExpectedBody::Json(r#"{"pet":"cat","count":2}"#),
};

const LIST: StubResponse = StubResponse { status: 200, media: Some("application/json"), body: "[1]" };

#[test]
fn equal_requests_pass() {
    check(|url| order(&url), &ORDER, &LIST);
}

#[test]
fn differences_are_reported() {
    let wrong = [
        (ExpectedRequest { method: "PUT", ..ORDER }, "method: expected PUT, received POST"),
        (ExpectedRequest { path: "/pets/a/b", ..ORDER }, "path: expected /pets/a/b, received /pets/a%2Fb"),
        (
            ExpectedRequest { query: &[("tag", "z")], ..ORDER },
            "query: expected [\"tag=z\"], received [\"tag=x y\", \"tag=z\"]",
        ),
        (ExpectedRequest { headers: &[("accept", "a/b")], ..ORDER }, "headers: expected [\"accept=a/b\"], received []"),
        (
            ExpectedRequest { absent: &["x-key", "content-type"], ..ORDER },
            "headers that must be absent: expected [], received [\"content-type\"]",
        ),
        (ExpectedRequest { cookies: &[], ..ORDER }, "cookies: expected [], received [\"a=b c\", \"d=e\"]"),
        (
            ExpectedRequest { body: ExpectedBody::Json("{}"), ..ORDER },
            "body: expected {}, received {\"count\":2,\"pet\":\"cat\"}",
        ),
        (
            ExpectedRequest { body: ExpectedBody::Empty, ..ORDER },
            "body: expected , received {\"count\": 2.0, \"pet\": \"cat\"}",
        ),
    ];
    for (request, expected) in wrong {
        assert_eq!(differences(|url| order(&url), &request, &LIST), [expected]);
    }
}

#[test]
fn failed_and_missing_requests_are_reported() {
    let empty = StubResponse { body: "", ..LIST };
    let [failed] = &*differences(|url| order(&url), &ORDER, &empty) else { panic!("one difference") };
    assert!(failed.starts_with("the call failed: HTTP/1.1 200"), "{failed}");
    let silent = differences(|_| Box::pin(async { outcome_of::<(), _>(Err("rejected")) }), &ORDER, &LIST);
    assert_eq!(silent, ["the call failed: \"rejected\"", "no request received"]);
}

#[test]
fn forms_are_compared() {
    const FORM: ExpectedRequest = ExpectedRequest {
        body: ExpectedBody::Parts(&[
            Part { name: "note", file: None, media: None, text: "a" },
            Part { name: "photo", file: Some("p.txt"), media: Some("image/png"), text: "x\r\ny" },
        ]),
        query: &[],
        cookies: &[],
        path: "/",
        headers: &[("content-type", "multipart/form-data")],
        ..ORDER
    };
    fn form(url: &str) -> CallFuture {
        let body = "--form-part-1\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\na\r\n--form-part-1\r\n\
             Content-Disposition: form-data; name=\"photo\"; filename=\"p.txt\"\r\nContent-Type: image/png\r\n\r\n\
             x\r\ny\r\n--form-part-1--\r\n";
        let media = "multipart/form-data; boundary=form-part-1";
        send(url, format!("POST / HTTP/1.1\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
    }
    check(|url| form(&url), &FORM, &LIST);
    let other = ExpectedRequest {
        body: ExpectedBody::Parts(&[Part { name: "note", file: None, media: None, text: "b" }]),
        ..FORM
    };
    let [found] = &*differences(|url| form(&url), &other, &LIST) else { panic!("one difference") };
    assert!(found.starts_with("form: expected "), "{found}");
    let pairs = ExpectedRequest { method: "POST", body: ExpectedBody::Pairs(&[("a", "1 2")]), headers: &[], ..FORM };
    let urlencoded = |url: String| send(&url, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na=1+2".to_owned());
    check(urlencoded, &pairs, &LIST);
    check(urlencoded, &ExpectedRequest { body: ExpectedBody::Text("a=1+2"), ..pairs }, &LIST);
}
