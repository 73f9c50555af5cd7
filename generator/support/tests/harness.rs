//! The server of the clients' tests of the wire: it passes what is right, and names what is not.

#[allow(unreachable_pub)]
#[path = "../clients/harness.rs"]
mod harness;

use harness::{Answer, Body, Calling, Part, Request, check, differences, told};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends a text as it is, and expects an answer with a body of its own.
fn send(url: &str, text: String) -> Calling {
    let address = url.trim_start_matches("http://").to_owned();
    Box::pin(async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        if answer.ends_with("\r\n\r\n[1]") { Ok(()) } else { Err(answer) }
    })
}

fn order(url: &str) -> Calling {
    let body = r#"{"count": 2.0, "pet": "cat"}"#;
    let head = "POST /pets/a%2Fb?tag=x%20y&tag=z HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nCookie: a=b%20c; d=e";
    send(url, format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
}

const ORDER: Request = Request {
    method: "POST",
    path: "/pets/a%2Fb",
    query: &[("tag", "z"), ("tag", "x y")],
    headers: &[("content-type", "application/json")],
    absent: &["authorization", "x-key"],
    cookies: &[("a", "b c"), ("d", "e")],
    body: Body::Json(r#"{"pet":"cat","count":2}"#),
};

const LIST: Answer = Answer { status: 200, media: Some("application/json"), body: "[1]" };

#[test]
fn what_is_right_passes() {
    check(|url| order(&url), &ORDER, &LIST);
}

#[test]
fn every_difference_is_named() {
    let wrong = [
        (Request { method: "PUT", ..ORDER }, "method: expected PUT, but POST arrived"),
        (Request { path: "/pets/a/b", ..ORDER }, "path: expected /pets/a/b, but /pets/a%2Fb arrived"),
        (
            Request { query: &[("tag", "z")], ..ORDER },
            "query: expected [\"tag=z\"], but [\"tag=x y\", \"tag=z\"] arrived",
        ),
        (Request { headers: &[("accept", "a/b")], ..ORDER }, "headers: expected [\"accept=a/b\"], but [] arrived"),
        (
            Request { absent: &["x-key", "content-type"], ..ORDER },
            "headers that are not this call's: expected [], but [\"content-type\"] arrived",
        ),
        (Request { cookies: &[], ..ORDER }, "cookies: expected [], but [\"a=b c\", \"d=e\"] arrived"),
        (Request { body: Body::Json("{}"), ..ORDER }, "body: expected {}, but {\"count\":2,\"pet\":\"cat\"} arrived"),
        (Request { body: Body::Empty, ..ORDER }, "body: expected , but {\"count\": 2.0, \"pet\": \"cat\"} arrived"),
    ];
    for (request, expected) in wrong {
        assert_eq!(differences(|url| order(&url), &request, &LIST), [expected]);
    }
}

#[test]
fn a_call_that_fails_or_never_comes_is_told() {
    let nothing = Answer { body: "", ..LIST };
    let [failed] = &*differences(|url| order(&url), &ORDER, &nothing) else { panic!("one thing is wrong") };
    assert!(failed.starts_with("the call failed: HTTP/1.1 200"), "{failed}");
    let silent = differences(|_| Box::pin(async { told::<(), _>(Err("refused")) }), &ORDER, &LIST);
    assert_eq!(silent, ["the call failed: \"refused\"", "no request arrived"]);
}

#[test]
fn forms_are_read() {
    const FORM: Request = Request {
        body: Body::Parts(&[
            Part { name: "note", file: None, media: None, text: "a" },
            Part { name: "photo", file: Some("p.txt"), media: Some("image/png"), text: "x\r\ny" },
        ]),
        query: &[],
        cookies: &[],
        path: "/",
        headers: &[("content-type", "multipart/form-data")],
        ..ORDER
    };
    fn form(url: &str) -> Calling {
        let body = "--form-part-1\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\na\r\n--form-part-1\r\n\
             Content-Disposition: form-data; name=\"photo\"; filename=\"p.txt\"\r\nContent-Type: image/png\r\n\r\nx\r\ny\r\n\
             --form-part-1--\r\n";
        let media = "multipart/form-data; boundary=form-part-1";
        send(url, format!("POST / HTTP/1.1\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
    }
    check(|url| form(&url), &FORM, &LIST);
    let other = Request { body: Body::Parts(&[Part { name: "note", file: None, media: None, text: "b" }]), ..FORM };
    let [found] = &*differences(|url| form(&url), &other, &LIST) else { panic!("one thing is wrong") };
    assert!(found.starts_with("form: expected "), "{found}");
    let pairs = Request { method: "POST", body: Body::Pairs(&[("a", "1 2")]), headers: &[], ..FORM };
    let urlencoded = |url: String| send(&url, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na=1+2".to_owned());
    check(urlencoded, &pairs, &LIST);
    check(urlencoded, &Request { body: Body::Text("a=1+2"), ..pairs }, &LIST);
}
