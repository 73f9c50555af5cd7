//! Valid responses, and damage to them.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

/// A reproducible sequence of numbers (`SplitMix64`).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`, or 0 if there is none.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or_default()
    }

    fn choose<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

/// A response before it is encoded.
struct Template {
    status: &'static str,
    content_type: &'static str,
    /// More headers, each with a line end.
    headers: &'static str,
    body: &'static str,
}

const ITEMS: &str = r#"{"items": [{"access_token": "a secret of the body", "account_id": 12345678901},
    {"account_id": null, "unknown": [1.5e3, -0, "\u00e9\ud83d\ude00"]}], "has_more": false, "quota_remaining": 17}"#;

const JSON: &str = "application/json; charset=utf-8";

const TEMPLATES: [Template; 10] = [
    Template { status: "200 OK", content_type: JSON, headers: "", body: ITEMS },
    Template {
        status: "200 OK",
        content_type: JSON,
        headers: "Link: </next?token=hocus-pocus-token>; rel=\"next\"\r\n",
        body: r#"{"items": [{"account_id": "open-sesame-key abracadabra-bearer hocus-pocus-token"}]}"#,
    },
    Template {
        status: "400 Bad Request",
        content_type: JSON,
        headers: "",
        body: r#"{"error_id": 402, "error_message": "open-sesame-key, abracadabra-bearer, hocus-pocus-token"}"#,
    },
    Template {
        status: "500 Internal Server Error",
        content_type: "text/html",
        headers: "",
        body: "<p>GET /?key=open-sesame-key</p>\r\n<p>Bearer abracadabra-bearer, hocus-pocus-token</p>",
    },
    Template {
        status: "302 Found",
        content_type: "text/plain",
        headers: "Location: /next?key=open-sesame-key&token=hocus-pocus-token\r\nSet-Cookie: a=abracadabra-bearer\r\n",
        body: "",
    },
    Template { status: "503 Service Unavailable", content_type: JSON, headers: "Retry-After: 3\r\n", body: "{}" },
    Template {
        status: "200 OK",
        content_type: "text/event-stream",
        headers: "",
        body: "\u{feff}retry: 10\nid: 7\nevent: born\ndata: {\"name\": \"Rex\"}\n\n: comment\r\n\
               data: {\"name\": 1, \"echo\": \"open-sesame-key\"}\r\rdata: {\"name\":\ndata: \"Ada\"}\n\ndata: [DONE]\n\n",
    },
    Template {
        status: "200 OK",
        content_type: "application/x-ndjson",
        headers: "",
        body: "{\"name\": \"Rex\"}\n\r\n{\"name\": [\"hocus-pocus-token\"]}\n{\"name\": \"Ada\"}\n",
    },
    Template { status: "204 No Content", content_type: JSON, headers: "ETag: \"abracadabra-bearer\"\r\n", body: "" },
    Template { status: "401 Unauthorized", content_type: "text/plain", headers: "", body: "no: abracadabra-bearer" },
];

/// Texts with a meaning in one of the formats.
const FRAGMENTS: [&[u8]; 34] = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"0\r\n\r\n",
    b"ffffffffffffffff\r\n",
    b"7fffffff;ext=1\r\n",
    b"-1",
    b"18446744073709551616",
    b"Content-Length: 5\r\n",
    b"Content-Length: 99999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Content-Encoding: deflate, gzip, gzip\r\n",
    b"Content-Type: text/event-stream\r\n",
    b"Location: http://[\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.0 200\r\n",
    b"HTTP/2.0 ",
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    b"null",
    b"1e999",
    b"{\"",
    b"\\ud800",
    b"\\",
    b"data:",
    b"retry: 0\n",
    b"id: \0\n",
    b"event\n",
    b"\x1e",
];

/// Returns a response that is damaged before its content encoding, before its framing, or as a whole.
pub(crate) fn damaged_response(random: &mut Random) -> Vec<u8> {
    let template = random.choose(&TEMPLATES);
    let level = random.below(3);
    let mut body = template.body.as_bytes().to_vec();
    if level == 0 {
        damage(&mut body, random);
    }
    let encoding = *random.choose(&["", "", "gzip", "deflate", "gzip, gzip"]);
    for encoding in encoding.split(", ") {
        body = encoded(encoding, body);
    }
    if level == 1 {
        damage(&mut body, random);
    }
    let mut response = framed(template, encoding, &body, random);
    if level == 2 {
        damage(&mut response, random);
    }
    response
}

fn encoded(encoding: &str, body: Vec<u8>) -> Vec<u8> {
    let compressed = match encoding {
        "gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&body).and_then(|()| encoder.finish())
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&body).and_then(|()| encoder.finish())
        }
        _ => return body,
    };
    compressed.unwrap()
}

fn framed(template: &Template, encoding: &str, body: &[u8], random: &mut Random) -> Vec<u8> {
    let Template { status, content_type, headers, .. } = template;
    let mut response = format!("HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{headers}").into_bytes();
    if !encoding.is_empty() {
        response.extend_from_slice(format!("Content-Encoding: {encoding}\r\n").as_bytes());
    }
    match random.below(3) {
        0 => {
            response.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
            for chunk in body.chunks(random.below(40) + 1) {
                response.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                response.extend_from_slice(chunk);
                response.extend_from_slice(b"\r\n");
            }
            response.extend_from_slice(b"0\r\n\r\n");
        }
        1 => {
            response.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
            response.extend_from_slice(body);
        }
        _ => {
            response.extend_from_slice(b"Connection: close\r\n\r\n");
            response.extend_from_slice(body);
        }
    }
    response
}

/// Damages bytes at one to four positions.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(20)).min(bytes.len());
        match random.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = random.next() as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let repeated = bytes[at..end].repeat(random.below(30));
                drop(bytes.splice(at..at, repeated));
            }
            4 => bytes.truncate(at),
            5 => bytes.insert(at, random.next() as u8),
            6 => drop(bytes.splice(at..end, random.choose(&FRAGMENTS).iter().copied())),
            _ => drop(bytes.splice(at..at, random.choose(&FRAGMENTS).iter().copied())),
        }
    }
}
