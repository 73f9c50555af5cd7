//! Sample files: one response, with the request in the name of the file.

use std::io::Read;

use super::url::{self, Templates};
use super::{RecordingError, Sink, body};
use crate::learn::exchange::{Exchange, RequestTarget};

/// The request in the name of a sample file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SampleRequest {
    method: String,
    target: RequestTarget,
    status: u16,
}

/// A response with a head.
struct ResponseHead<'r> {
    status: u16,
    headers: Vec<(String, String)>,
    body: &'r [u8],
}

/// The maximum number of heads in a sample, and the maximum size of a head, in bytes.
const HEADS: usize = 20;
const HEAD: usize = 1 << 20;

/// The maximum size of a sample, in bytes: 64 MiB.
const SAMPLE: u64 = 64 << 20;

/// Reads a name like `GET users,{id}?page=2 200.json`: the method, the path with `,` for `/`, the status, and any text.
pub(super) fn request(file: &str) -> Option<SampleRequest> {
    let name = file.rsplit(['/', '\\']).next()?;
    let mut words = name.split_whitespace();
    let method = words.next().filter(|word| word.len() >= 3 && word.chars().all(|c| c.is_ascii_uppercase()))?;
    let path = words.next()?;
    let status = words.next()?.split('.').next()?;
    let status: u16 = status.parse().ok().filter(|status| (100..600).contains(status))?;
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let path = path.replace(',', "/");
    let target = RequestTarget {
        query: query.map(url::pairs).unwrap_or_default(),
        ..url::parse(path.trim_start_matches('/'), Templates::Yes)
    };
    Some(SampleRequest { method: method.to_owned(), target, status })
}

/// Reads the response: a body, or a head as `curl -i` prints it and a body.
pub(super) fn read(sink: &mut Sink, request: SampleRequest, input: &mut dyn Read) -> Result<(), RecordingError> {
    sink.next_entry();
    let mut bytes = Vec::new();
    input.take(SAMPLE + 1).read_to_end(&mut bytes).map_err(|error| sink.unreadable(&error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > SAMPLE {
        let help = "split the sample";
        return Err(RecordingError { help, ..sink.error(format!("the sample has more than {SAMPLE} bytes")) });
    }
    let (headers, content) = match split_head(&bytes) {
        Some(ResponseHead { status, headers, body: content }) => {
            if status != request.status {
                let message =
                    format!("the name has the status {}, and the head of the response has {status}", request.status);
                let help = "rename the file";
                return Err(RecordingError { help, ..sink.error(message) });
            }
            (headers, content.to_vec())
        }
        None => (Vec::new(), bytes),
    };
    let media_type = body::header(&headers, "content-type").map(str::to_owned);
    let payload = (!content.is_empty()).then(|| body::payload(sink, media_type.as_deref(), content, &headers));
    let payload = payload.flatten();
    let SampleRequest { method, target, status } = request;
    sink.emit(Exchange {
        method,
        target,
        status: Some(status),
        response_headers: headers,
        response_body: payload,
        ..Exchange::default()
    });
    Ok(())
}

/// Splits the heads of a response from its body. The last of several heads counts: others are redirects and `100
/// Continue`.
fn split_head(bytes: &[u8]) -> Option<ResponseHead<'_>> {
    let mut found = None;
    let mut rest = bytes;
    for _ in 0..HEADS {
        if !rest.starts_with(b"HTTP/") {
            break;
        }
        let (head, body) = split_at_empty_line(rest)?;
        let text = String::from_utf8_lossy(head);
        let mut lines = text.lines();
        let status = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers =
            headers.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect();
        found = Some(ResponseHead { status, headers, body });
        rest = body;
    }
    found
}

/// Splits after the head. A head without an end has no body, if it is short.
fn split_at_empty_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = bytes.get(..HEAD.min(bytes.len()))?;
    let ends = [b"\r\n\r\n".as_slice(), b"\n\n".as_slice()];
    let found = ends.iter().filter_map(|end| {
        let at = start.windows(end.len()).position(|window| window == *end)?;
        Some((bytes.get(..at)?, bytes.get(at + end.len()..)?))
    });
    let unended: (&[u8], &[u8]) = (bytes, &[]);
    found.min_by_key(|(head, _)| head.len()).or((bytes.len() <= HEAD).then_some(unended))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_requests() {
        let request = request("samples/GET users,{id}?page=2 200 second.json").expect("the name has a request");
        let expected = RequestTarget {
            query: vec![("page".to_owned(), "2".to_owned())],
            ..url::parse("users/{id}", Templates::Yes)
        };
        assert_eq!(request, SampleRequest { method: "GET".to_owned(), target: expected, status: 200 });
        for name in ["notes.json", "GET users.json", "GET users 99.json", "get users 200.json"] {
            assert_eq!(super::request(name), None, "{name}");
        }
        assert!(super::request("GET v1.1,users 200").is_some());
    }

    #[test]
    fn the_last_head_counts() {
        let response =
            b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\nHTTP/2 200\ncontent-type: text/plain\n\nbody\n\nmore";
        let ResponseHead { status, headers, body } = split_head(response).expect("there is a head");
        let expected = vec![("content-type".to_owned(), "text/plain".to_owned())];
        assert_eq!((status, headers, body), (200, expected, b"body\n\nmore".as_slice()));
    }
}
