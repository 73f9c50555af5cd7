//! A server for one call, which knows what must arrive.
//!
//! Comes in: a call, the request that it must make, and an answer. Goes out: nothing where all is right, else a failure
//! that lists every difference. It knows no operation, and reads requests by itself.

#![allow(dead_code, reason = "not every API sends every kind of body")]

use std::fmt::Debug;
use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::mpsc;
use std::thread;

use serde_json::Value;

/// A call that is under way.
pub type Calling = Pin<Box<dyn Future<Output = Result<(), String>>>>;

type Pairs = &'static [(&'static str, &'static str)];

/// The request that must arrive. Pairs are decoded, and in any order.
#[derive(Debug)]
pub struct Request {
    pub method: &'static str,
    /// The path, percent-encoded.
    pub path: &'static str,
    pub query: Pairs,
    /// These headers must be there, with these values and no others.
    pub headers: Pairs,
    /// These headers must not be there.
    pub absent: &'static [&'static str],
    pub cookies: Pairs,
    pub body: Body,
}

/// The body that must arrive.
#[derive(Debug)]
pub enum Body {
    Empty,
    /// JSON of this value.
    Json(&'static str),
    /// An urlencoded form.
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

/// What is answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub media: Option<&'static str>,
    pub body: &'static str,
}

/// Makes a call and fails where the request is another one than `expected`, or the answer is not read.
pub fn check(call: fn(String) -> Calling, expected: &Request, answer: &Answer) {
    let found = differences(call, expected, answer);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What `check` fails with.
pub fn differences(call: fn(String) -> Calling, expected: &Request, answer: &Answer) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a free port");
    let url = format!("http://{}", listener.local_addr().expect("the port is known"));
    let (sender, receiver) = mpsc::channel();
    let reply = reply(answer);
    // Where no call comes, the thread ends with the tests.
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a call comes in");
        let arrived = read(&mut stream);
        sender.send(arrived).expect("the test waits");
        stream.write_all(reply.as_bytes()).expect("the client reads");
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("there is a runtime");
    let outcome = runtime.block_on(call(url));
    let mut found: Vec<String> = outcome.err().map(|error| format!("the call failed: {error}")).into_iter().collect();
    match receiver.try_recv() {
        Ok(arrived) => arrived.compare(expected, &mut found),
        Err(_) => found.push("no request arrived".to_owned()),
    }
    found
}

/// What became of a call, for those who only ask whether it failed.
pub fn told<T, E: Debug>(outcome: Result<T, E>) -> Result<(), String> {
    outcome.map(drop).map_err(|error| format!("{error:?}"))
}

fn reply(answer: &Answer) -> String {
    let Answer { status, media, body } = answer;
    let media = media.map(|media| format!("Content-Type: {media}\r\n")).unwrap_or_default();
    let place = if (300..400).contains(status) { "Location: /elsewhere\r\n" } else { "" };
    let length = format!("Content-Length: {}\r\n", body.len());
    let length = if *status == 204 { "" } else { &length };
    format!("HTTP/1.1 {status} Said\r\nConnection: close\r\n{media}{place}{length}\r\n{body}")
}

/// What did arrive.
struct Arrived {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn read(stream: &mut TcpStream) -> Arrived {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end;
        }
        assert!(more(stream, &mut bytes) > 0, "the head breaks off");
    };
    let head = String::from_utf8(bytes[..end].to_vec()).expect("a head is text");
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let target = first.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers: Vec<(String, String)> =
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let mut arrived = Arrived { method, path: path.to_owned(), query: form(query), headers, body: Vec::new() };
    let length = arrived.header("content-length").first().map_or(0, |length| length.parse().expect("a length"));
    arrived.body = bytes.split_off(end + 4);
    while arrived.body.len() < length {
        assert!(more(stream, &mut arrived.body) > 0, "the body breaks off");
    }
    arrived
}

fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> usize {
    let mut piece = [0; 8192];
    let count = stream.read(&mut piece).expect("the connection holds");
    bytes.extend_from_slice(&piece[..count]);
    count
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

impl Arrived {
    fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    fn compare(&self, expected: &Request, found: &mut Vec<String>) {
        let mut differ = |what: &str, expected: String, arrived: String| {
            if expected != arrived {
                found.push(format!("{what}: expected {expected}, but {arrived} arrived"));
            }
        };
        differ("method", expected.method.to_owned(), self.method.clone());
        differ("path", expected.path.to_owned(), self.path.clone());
        differ("query", sorted(own(expected.query)), sorted(self.query.clone()));
        differ("cookies", sorted(own(expected.cookies)), sorted(self.cookies()));
        for (name, _) in expected.headers {
            let wanted = own(expected.headers).into_iter().filter(|(other, _)| other == name);
            let arrived = self.header(name).into_iter().map(|value| {
                // A multipart form has a boundary, which is its own affair.
                let value = value.split("; boundary=form-part-").next().unwrap_or(value);
                ((*name).to_owned(), value.to_owned())
            });
            differ("headers", sorted(wanted.collect()), sorted(arrived.collect()));
        }
        let there = expected.absent.iter().filter(|name| !self.header(name).is_empty());
        let none = listed(std::iter::empty());
        differ("headers that are not this call's", none, listed(there.map(|name| (*name).to_owned())));
        let text = String::from_utf8_lossy(&self.body).into_owned();
        match &expected.body {
            Body::Empty => differ("body", String::new(), text),
            Body::Text(wanted) => differ("body", (*wanted).to_owned(), text),
            Body::Json(wanted) => differ("body", json(wanted), json(&text)),
            Body::Pairs(wanted) => differ("form", sorted(own(wanted)), sorted(form(&text))),
            Body::Parts(wanted) => differ("form", listed(wanted.iter().map(written)), listed(self.parts().into_iter())),
        }
    }

    fn cookies(&self) -> Vec<(String, String)> {
        let lines = self.header("cookie");
        let pairs = lines.iter().flat_map(|line| line.split("; "));
        pairs.filter_map(|pair| pair.split_once('=')).map(|(name, value)| (unescaped(name), unescaped(value))).collect()
    }

    /// The parts of a multipart form, as `written` writes them.
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

fn written(part: &Part) -> String {
    let name = part.name.replace('"', "%22");
    format!("{name:?} {:?} {:?} {}", part.file, part.media, json(part.text))
}

/// JSON text as its value is written here; other text as it is.
fn json(text: &str) -> String {
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |value: Value| plain(&value))
}

/// A JSON value, members in order and numbers without a fraction of nothing.
fn plain(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(real) if real.fract() == 0.0 && real.abs() < 1e15 => format!("{real:.0}"),
            _ => number.to_string(),
        },
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name:?}:{}", plain(value))).collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        single => single.to_string(),
    }
}

fn own(pairs: Pairs) -> Vec<(String, String)> {
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

/// The decoded pairs of a query or a form.
fn form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (unescaped(&name.replace('+', " ")), unescaped(&value.replace('+', " ")))).collect()
}

/// Text without percent-encoding.
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
