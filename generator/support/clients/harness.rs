//! A server that accepts one request, compares it with the expected one, and sends a response.
//!
//! The server parses requests independently of the client's encoder.

#![allow(dead_code, reason = "not every API sends every kind of body")]

use std::fmt::Debug;
use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::mpsc;
use std::thread;

use serde_json::Value;

/// The future of a call.
pub type CallFuture = Pin<Box<dyn Future<Output = Result<(), String>>>>;

type Pairs = &'static [(&'static str, &'static str)];

/// The expected request. Pairs are decoded and in any order.
#[derive(Debug)]
pub struct ExpectedRequest {
    pub method: &'static str,
    /// The path, percent-encoded.
    pub path: &'static str,
    pub query: Pairs,
    /// Headers that must have exactly these values.
    pub headers: Pairs,
    /// Headers that must be absent.
    pub absent: &'static [&'static str],
    pub cookies: Pairs,
    pub body: ExpectedBody,
}

/// The expected body.
#[derive(Debug)]
pub enum ExpectedBody {
    Empty,
    /// JSON of this value.
    Json(&'static str),
    /// A URL-encoded form.
    Pairs(Pairs),
    /// A multipart form.
    Parts(&'static [Part]),
    /// This text.
    Text(&'static str),
}

/// A part of a multipart form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    pub file: Option<&'static str>,
    pub media: Option<&'static str>,
    pub text: &'static str,
}

/// The response to send.
#[derive(Debug)]
pub struct StubResponse {
    pub status: u16,
    pub media: Option<&'static str>,
    pub body: &'static str,
}

/// Makes a call. Panics if the request differs from `expected` or the client cannot decode the response.
pub fn check(call: fn(String) -> CallFuture, expected: &ExpectedRequest, response: &StubResponse) {
    let found = differences(call, expected, response);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Returns the differences that `check` reports.
pub fn differences(call: fn(String) -> CallFuture, expected: &ExpectedRequest, response: &StubResponse) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free local port");
    let url = format!("http://{}", listener.local_addr().expect("a local address"));
    let (sender, receiver) = mpsc::channel();
    let response = format_response(response);
    // If no request arrives, the thread ends with the test process.
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("an incoming connection");
        let received = read(&mut stream);
        sender.send(received).expect("a waiting test");
        stream.write_all(response.as_bytes()).expect("a reading client");
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let outcome = runtime.block_on(call(url));
    let mut found: Vec<String> = outcome.err().map(|error| format!("the call failed: {error}")).into_iter().collect();
    match receiver.try_recv() {
        Ok(received) => received.compare(expected, &mut found),
        Err(_) => found.push("no request received".to_owned()),
    }
    found
}

/// Discards the result of a call and formats its error.
pub fn outcome_of<T, E: Debug>(outcome: Result<T, E>) -> Result<(), String> {
    outcome.map(drop).map_err(|error| format!("{error:?}"))
}

fn format_response(response: &StubResponse) -> String {
    let StubResponse { status, media, body } = response;
    let media = media.map(|media| format!("Content-Type: {media}\r\n")).unwrap_or_default();
    let location = if (300..400).contains(status) { "Location: /elsewhere\r\n" } else { "" };
    let length = format!("Content-Length: {}\r\n", body.len());
    let length = if *status == 204 { "" } else { &length };
    format!("HTTP/1.1 {status} Status\r\nConnection: close\r\n{media}{location}{length}\r\n{body}")
}

/// The received request.
struct Received {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn read(stream: &mut TcpStream) -> Received {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end;
        }
        assert!(more(stream, &mut bytes) > 0, "the connection closes within the headers");
    };
    let head = String::from_utf8(bytes[..end].to_vec()).expect("textual headers");
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let target = first.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers: Vec<(String, String)> =
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let mut received = Received { method, path: path.to_owned(), query: form(query), headers, body: Vec::new() };
    let length = received.header("content-length").first().map_or(0, |length| length.parse().expect("a length"));
    received.body = bytes.split_off(end + 4);
    while received.body.len() < length {
        assert!(more(stream, &mut received.body) > 0, "the connection closes within the body");
    }
    received
}

fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> usize {
    let mut chunk = [0; 8192];
    let count = stream.read(&mut chunk).expect("an open connection");
    bytes.extend_from_slice(&chunk[..count]);
    count
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

impl Received {
    fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    fn compare(&self, expected: &ExpectedRequest, found: &mut Vec<String>) {
        let mut differ = |what: &str, expected: String, received: String| {
            if expected != received {
                found.push(format!("{what}: expected {expected}, received {received}"));
            }
        };
        differ("method", expected.method.to_owned(), self.method.clone());
        differ("path", expected.path.to_owned(), self.path.clone());
        differ("query", sorted(owned(expected.query)), sorted(self.query.clone()));
        differ("cookies", sorted(owned(expected.cookies)), sorted(self.cookies()));
        for (name, _) in expected.headers {
            let wanted = owned(expected.headers).into_iter().filter(|(other, _)| other == name);
            let received = self.header(name).into_iter().map(|value| {
                // The boundary of a multipart form is random.
                let value = value.split("; boundary=form-part-").next().unwrap_or(value);
                ((*name).to_owned(), value.to_owned())
            });
            differ("headers", sorted(wanted.collect()), sorted(received.collect()));
        }
        let unexpected = expected.absent.iter().filter(|name| !self.header(name).is_empty());
        let none = listed(std::iter::empty());
        differ("headers that must be absent", none, listed(unexpected.map(|name| (*name).to_owned())));
        let text = String::from_utf8_lossy(&self.body).into_owned();
        match &expected.body {
            ExpectedBody::Empty => differ("body", String::new(), text),
            ExpectedBody::Text(wanted) => differ("body", (*wanted).to_owned(), text),
            ExpectedBody::Json(wanted) => differ("body", json(wanted), json(&text)),
            ExpectedBody::Pairs(wanted) => differ("form", sorted(owned(wanted)), sorted(form(&text))),
            ExpectedBody::Parts(wanted) => {
                differ("form", listed(wanted.iter().map(format_part)), listed(self.parts().into_iter()));
            }
        }
    }

    fn cookies(&self) -> Vec<(String, String)> {
        let lines = self.header("cookie");
        let pairs = lines.iter().flat_map(|line| line.split("; "));
        pairs.filter_map(|pair| pair.split_once('=')).map(|(name, value)| (unescaped(name), unescaped(value))).collect()
    }

    /// Returns the parts of a multipart form in the format of `format_part`.
    fn parts(&self) -> Vec<String> {
        let media = self.header("content-type").concat();
        let Some((_, boundary)) = media.split_once("boundary=") else { return vec!["no boundary".to_owned()] };
        let text = format!("\r\n{}", String::from_utf8_lossy(&self.body));
        let between = format!("\r\n--{boundary}");
        let parts = text.split(&between).skip(1).filter(|part| !part.starts_with("--"));
        let parts = parts.map(|part| {
            let (head, content) = part.split_once("\r\n\r\n").unwrap_or((part, ""));
            let quoted = |name: &str| Some(head.split_once(&format!("; {name}=\""))?.1.split_once('"')?.0);
            let media = head.split_once("Content-Type: ").map(|(_, rest)| rest.lines().next().unwrap_or_default());
            format!("{:?} {:?} {media:?} {}", quoted("name").unwrap_or_default(), quoted("filename"), json(content))
        });
        parts.collect()
    }
}

fn format_part(part: &Part) -> String {
    let name = part.name.replace('"', "%22");
    format!("{name:?} {:?} {:?} {}", part.file, part.media, json(part.text))
}

/// Normalizes JSON text; other text is returned unchanged.
fn json(text: &str) -> String {
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |value: Value| plain(&value))
}

/// Formats a JSON value with sorted fields and without zero fractions.
fn plain(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(real) if real.fract() == 0.0 && real.abs() < 1e15 => format!("{real:.0}"),
            _ => number.to_string(),
        },
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(",")),
        Value::Object(fields) => {
            let mut fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name:?}:{}", plain(value))).collect();
            fields.sort();
            format!("{{{}}}", fields.join(","))
        }
        single => single.to_string(),
    }
}

fn owned(pairs: Pairs) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn sorted(pairs: Vec<(String, String)>) -> String {
    listed(pairs.into_iter().map(|(name, value)| format!("{name}={}", json(&value))))
}

fn listed(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    format!("{lines:?}")
}

/// Decodes the pairs of a query or a form.
fn form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (unescaped(&name.replace('+', " ")), unescaped(&value.replace('+', " ")))).collect()
}

/// Decodes percent-encoded text.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *byte == b'%') {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
