//! A mock HTTP server that records the requests it receives. It handles one request per connection.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that runs until its test ends.
pub struct Server {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    connections: usize,
    requests: Vec<Request>,
}

/// The head of a received request.
#[derive(Debug, Clone)]
pub struct Request {
    pub head: String,
}

/// A response template.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// The delay before the head.
    head_delay: Duration,
    /// The delay between the head and the body.
    body_delay: Duration,
    /// The `Content-Length`; `None` omits it.
    length: Option<usize>,
}

impl Server {
    /// Starts a server that responds with the result of `reply`, which is called with the request's index from 0.
    pub async fn new(reply: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::<Mutex<Log>>::default();
        let (shared_log, reply) = (log.clone(), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared_log.lock().unwrap().connections += 1;
                tokio::spawn(respond(stream, shared_log.clone(), reply.clone()));
            }
        });
        Self { address, log }
    }

    /// Starts a server that sends the same response to every request.
    pub async fn always(reply: Reply) -> Self {
        Self::new(move |_, _| reply.clone()).await
    }

    /// Returns the base URL, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests received so far.
    pub fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().requests.clone()
    }

    /// Returns the request lines received so far.
    pub fn lines(&self) -> Vec<String> {
        self.requests().iter().map(|request| request.line().to_owned()).collect()
    }

    /// Returns the number of accepted connections, with or without a request.
    pub fn connections(&self) -> usize {
        self.log.lock().unwrap().connections
    }
}

impl Request {
    /// Returns the request line, such as `GET /pets HTTP/1.1`.
    pub fn line(&self) -> &str {
        self.head.split("\r\n").next().unwrap()
    }

    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head.split("\r\n").skip(1).filter_map(|line| line.split_once(": "));
        fields.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = Some(body.len());
        Self { status, headers: Vec::new(), body, head_delay: Duration::ZERO, body_delay: Duration::ZERO, length }
    }

    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, body).header("Content-Type", "application/json; charset=utf-8")
    }

    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::new(status, "").header("Location", location)
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Delays the head, and the body with it.
    pub fn delay_head(mut self, time: Duration) -> Self {
        self.head_delay = time;
        self
    }

    /// Delays the body after the head.
    pub fn delay_body(mut self, time: Duration) -> Self {
        self.body_delay = time;
        self
    }

    /// Sets a `Content-Length` that differs from the body's length.
    pub fn content_length(mut self, length: usize) -> Self {
        self.length = Some(length);
        self
    }

    /// Sends the body in chunks, without `Content-Length`.
    pub fn chunked(mut self, size: usize) -> Self {
        let mut body = Vec::new();
        for chunk in self.body.chunks(size) {
            body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            body.extend_from_slice(chunk);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"0\r\n\r\n");
        self.body = body;
        self.length = None;
        self.header("Transfer-Encoding", "chunked")
    }
}

async fn respond(
    mut stream: TcpStream,
    log: Arc<Mutex<Log>>,
    reply: Arc<impl Fn(usize, &Request) -> Reply + Send + Sync + 'static>,
) {
    let Some(request) = read(&mut stream).await else { return };
    let reply = {
        let mut log = log.lock().unwrap();
        let reply = reply(log.requests.len(), &request);
        log.requests.push(request);
        reply
    };
    tokio::time::sleep(reply.head_delay).await;
    let mut head = format!("HTTP/1.1 {} Test\r\nConnection: close\r\n", reply.status);
    if let Some(length) = reply.length {
        head += &format!("Content-Length: {length}\r\n");
    }
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    // The client may close the connection on purpose, so write errors are ignored.
    let _ = stream.write_all(head.as_bytes()).await;
    tokio::time::sleep(reply.body_delay).await;
    let _ = stream.write_all(&reply.body).await;
    let _ = stream.shutdown().await;
}

/// Reads the head of a request. No request of this API has a body.
async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request { head: String::from_utf8(bytes).unwrap() })
}
