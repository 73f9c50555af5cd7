//! An HTTP server on loopback with the responses of a test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A response in the bytes of the connection.
pub(crate) struct Response {
    pub(crate) bytes: Vec<u8>,
    /// `true` if the connection remains open until the client closes it.
    pub(crate) stays_open: bool,
}

type Respond = Box<dyn Fn(&str) -> Response + Send>;

/// A server that responds to each request with a function of its head.
pub(crate) struct Server {
    address: SocketAddr,
    respond: Arc<Mutex<Respond>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(respond: impl Fn(&str) -> Response + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let respond: Arc<Mutex<Respond>> = Arc::new(Mutex::new(Box::new(respond)));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let server = Self { address, respond: Arc::clone(&respond), requests: Arc::clone(&requests) };
        thread::spawn(move || {
            for connection in listener.incoming() {
                serve(connection.expect("the connection is accepted"), &respond, &requests);
            }
        });
        server
    }

    /// Replaces the responses.
    pub(crate) fn respond(&self, respond: impl Fn(&str) -> Response + Send + 'static) {
        *self.respond.lock().expect("no test failed with the lock") = Box::new(respond);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns the heads of the requests since the last call, in lower case.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().expect("no test failed with the lock"))
    }
}

fn serve(mut connection: TcpStream, respond: &Mutex<Respond>, requests: &Mutex<Vec<String>>) {
    let mut head = String::new();
    let mut reader = BufReader::new(connection.try_clone().expect("the socket can be cloned"));
    while !head.ends_with("\r\n\r\n") {
        // The client closed the connection.
        if reader.read_line(&mut head).unwrap_or_default() == 0 {
            return;
        }
    }
    let head = head.to_lowercase();
    let response = respond.lock().expect("no test failed with the lock")(&head);
    requests.lock().expect("no test failed with the lock").push(head);
    // The client closes the connection after an invalid response.
    if connection.write_all(&response.bytes).is_ok() && response.stays_open {
        _ = reader.read(&mut [0]);
    }
}

/// Returns a response with a status line, headers and the exact bytes of a body.
pub(crate) fn raw(status: &str, headers: &[&str], body: &[u8]) -> Response {
    let mut bytes = format!("HTTP/1.1 {status}\r\nConnection: close\r\n").into_bytes();
    for header in headers {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    Response { bytes, stays_open: false }
}

/// Returns a complete response with a length.
pub(crate) fn response(status: &str, headers: &[&str], body: &[u8]) -> Response {
    let length = format!("Content-Length: {}", body.len());
    raw(status, &[headers, &[length.as_str()]].concat(), body)
}

/// Returns a response of 200 without further headers.
pub(crate) fn ok(body: impl AsRef<[u8]>) -> Response {
    response("200 OK", &[], body.as_ref())
}

pub(crate) fn redirect(location: &str) -> Response {
    response("302 Found", &[&format!("Location: {location}")], b"")
}

/// Returns a response of which only the head and a part of the body arrive.
pub(crate) fn stalled(body: &str) -> Response {
    Response { stays_open: true, ..raw("200 OK", &["Content-Length: 100000"], body.as_bytes()) }
}

pub(crate) fn gzip(body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body.as_ref()).expect("a vector can be written");
    encoder.finish().expect("a vector can be written")
}

/// Returns a chunk of a chunked body.
pub(crate) fn chunk(data: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", data.len()).as_bytes(), data, b"\r\n"].concat()
}
