//! Values with characters that end a part of a request: each arrives unchanged in its place, or is rejected.

use std::collections::BTreeMap;

use crate::raw_server::RawServer;
use crate::runtime::async_impl::{Call, Client};
use crate::runtime::{
    BufferedResponse, Bytes, Error, InvalidParameter, Method, Operation, RequestEncoder, RetryPolicy,
};

/// A part of a request that contains a value of the caller.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Path,
    Query,
    Header,
    Cookie,
    Form,
    BaseUrl,
}

const PLACES: [Place; 6] = [Place::Path, Place::Query, Place::Header, Place::Cookie, Place::Form, Place::BaseUrl];

/// Sends a value in one place.
#[derive(Debug, Clone)]
struct SendValue(Place, String);

impl Operation for SendValue {
    type Output = Bytes;
    type Error = ();
    const ID: &'static str = "sendValue";
    const METHOD: Method = Method::POST;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        let Self(place, value) = self;
        request.path_literal("/things/");
        match place {
            Place::Path => request.path("name", value)?,
            _ => request.path_literal("one"),
        }
        request.path_literal("/parts");
        match place {
            Place::Query => request.query("value", [value]),
            Place::Header => request.header("X-Value", [value])?,
            Place::Cookie => request.cookie("value", [value])?,
            Place::Form => {
                request.urlencoded();
                request.form_field("value", [value]);
            }
            Place::Path | Place::BaseUrl => {}
        }
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        response.bytes()
    }
}

/// Returns 450 values: each ASCII character at three positions, and 66 texts.
fn values() -> Vec<String> {
    let ascii = (0..128_u8).map(char::from);
    let mut values: Vec<String> = ascii.flat_map(|c| [format!("{c}ab"), format!("a{c}b"), format!("ab{c}")]).collect();
    let texts = [
        "\r\nX-Injected: 1",
        "\r\n\r\nGET /injected HTTP/1.1\r\nHost: x\r\n\r\n",
        "\nX-Injected: 1",
        "\rX-Injected: 1",
        "\r\n X-Injected: 1",
        "%0d%0aX-Injected: 1",
        "%250d%250a",
        "\u{560d}\u{560a}X-Injected: 1",
        "\u{85}X-Injected: 1",
        "\u{2028}X-Injected: 1",
        " HTTP/1.1\r\nHost: other.example\r\n",
        "?injected=1",
        "#injected",
        "&injected=1",
        ";injected=1",
        "; injected=1; Domain=other.example",
        "=injected=1",
        ", injected",
        "..",
        ".",
        "../..",
        "%2e%2e",
        "..%2f..%2f",
        "..\\..\\",
        "//other.example/",
        "\\\\other.example\\",
        "@other.example",
        ":80@other.example/",
        "http://other.example/",
        "\0",
        "%00",
        "é日本🦀",
        "\u{202e}\u{feff}\u{200b}",
    ];
    values.extend(texts.iter().flat_map(|text| [(*text).to_owned(), format!("a{text}b")]));
    assert_eq!(values.len(), 450);
    values
}

/// A request, parsed strictly: no byte is ignored.
#[derive(Debug, Clone, PartialEq)]
struct Parsed {
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: String,
}

fn parse(bytes: &[u8]) -> Parsed {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let target = lines.next().and_then(|line| line.strip_prefix("POST ")?.strip_suffix(" HTTP/1.1")).unwrap();
    assert!(target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#'), "{text:?}");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = BTreeMap::new();
    for line in lines {
        assert!(!line.contains(char::is_control), "{text:?}");
        let (name, value) = line.split_once(": ").unwrap();
        assert_eq!(headers.insert(name.to_owned(), value.to_owned()), None, "{text:?}");
    }
    let length = headers.remove("content-length").map_or(0, |length| length.parse().unwrap());
    assert_eq!(body.len(), length, "{text:?}");
    Parsed { path: path.to_owned(), query: query.to_owned(), headers, body: body.to_owned() }
}

/// Decodes percent-encoded text without any tolerance.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

impl Parsed {
    /// Removes the value from its place, and returns it decoded.
    fn remove_value(&mut self, place: Place) -> String {
        let of_pair = |pair: String| pair.strip_prefix("value=").unwrap().to_owned();
        let delimiters: &[char] = match place {
            Place::Cookie => &[';', ' ', '"', ','],
            _ => &['/', '?', '&', ';', '=', '+', ' '],
        };
        let encoded = match place {
            Place::Path => {
                let segments: Vec<String> = self.path.split('/').map(str::to_owned).collect();
                let [_, things, value, parts] = &segments[..] else { panic!("{self:?}") };
                self.path = format!("/{things}/one/{parts}");
                value.clone()
            }
            Place::Query => of_pair(std::mem::take(&mut self.query)),
            Place::Header => return self.headers.remove("x-value").unwrap(),
            Place::Cookie => of_pair(self.headers.remove("cookie").unwrap()),
            Place::Form => of_pair(std::mem::take(&mut self.body)),
            Place::BaseUrl => {
                let value = self.path.strip_suffix("/end/things/one/parts").unwrap().to_owned();
                self.path = "/things/one/parts".to_owned();
                return value;
            }
        };
        assert!(!encoded.contains(delimiters), "{place:?} {encoded:?}");
        decoded(&encoded)
    }
}

/// Returns true if a place cannot contain a value, so that the call must fail.
fn is_rejected(place: Place, value: &str) -> bool {
    match place {
        Place::Path => matches!(value, "" | "." | ".."),
        Place::Header => value.contains(char::is_control) || value.trim() != value,
        Place::BaseUrl => value.contains(['?', '#']),
        Place::Query | Place::Cookie | Place::Form => false,
    }
}

async fn send(client: &Client, url: &str, place: Place, value: &str) -> Result<(), String> {
    let mut call = Call::new(client, SendValue(place, value.to_owned()));
    if place == Place::BaseUrl {
        call = call.base_url(format!("{url}/{value}/end"));
    }
    match call.send().await {
        Ok(_) => Ok(()),
        Err(error @ (Error::InvalidParameter(_) | Error::Build(_))) => Err(error.to_string()),
        Err(error) => panic!("{place:?} {value:?}: {error:?}"),
    }
}

#[tokio::test]
async fn value_stays_in_its_place() {
    let reply = |_: &[u8]| b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec();
    let mut server = RawServer::new(reply).await;
    let url = server.url();
    let client = Client::builder().base_url(&url).retry(RetryPolicy::none()).build().unwrap();
    for place in PLACES {
        let mut plain = None;
        for value in std::iter::once("plain".to_owned()).chain(values()) {
            let sent = send(&client, &url, place, &value).await;
            assert_eq!(sent.is_err(), is_rejected(place, &value), "{place:?} {value:?}: {sent:?}");
            if sent.is_err() {
                continue;
            }
            let mut request = parse(&server.connection().await);
            let received = request.remove_value(place);
            if place != Place::BaseUrl {
                assert_eq!(received, value, "{place:?}");
            }
            // Nothing else differs from the request with the plain value.
            let plain = plain.get_or_insert_with(|| request.clone());
            assert_eq!(request, *plain, "{place:?} {value:?}");
        }
    }
    assert!(!server.has_connections(), "a rejected value was sent");
}
