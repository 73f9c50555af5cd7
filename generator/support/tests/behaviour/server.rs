//! A mock HTTP server that records the requests it receives.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A received request.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The first line, such as `GET /pets HTTP/1.1`.
    pub line: String,
    pub headers: Vec<(String, String)>,
    /// The body; empty if it is longer than [`MAX_STORED_BODY`].
    pub body: String,
    /// The length of the body in bytes.
    pub length: usize,
}

impl Request {
    /// Returns the value of a header, or an empty string if it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Returns the entire request as text, to check that it contains no secret.
    pub fn to_debug_string(&self) -> String {
        format!("{self:?}")
    }
}

/// A response template.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    length: Option<usize>,
    /// The chunks sent after the body, each after a delay.
    chunks: Option<Vec<(Duration, Vec<u8>)>>,
    /// True if the terminating chunk is sent.
    is_complete: bool,
    /// The number of filler bytes sent last; they are generated while sending.
    filler: usize,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = Some(body.len());
        Self {
            status,
            headers: Vec::new(),
            body,
            delay: Duration::ZERO,
            length,
            chunks: None,
            is_complete: true,
            filler: 0,
        }
    }

    pub fn json(status: u16, body: &str) -> Self {
        Self::new(status, body).header("Content-Type", "application/json; charset=utf-8")
    }

    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::new(status, "").header("Location", location)
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Creates a chunked response; each chunk is sent after a delay in milliseconds.
    pub fn chunked(content_type: &str, chunks: &[(u64, &str)]) -> Self {
        let chunks = chunks.iter().map(|(wait, text)| (Duration::from_millis(*wait), text.as_bytes().to_vec()));
        let reply = Self::new(200, "").without_content_length().header("Content-Type", content_type);
        Self { chunks: Some(chunks.collect()), ..reply }.header("Transfer-Encoding", "chunked")
    }

    /// Closes the connection before the terminating chunk.
    pub fn truncated(mut self) -> Self {
        self.is_complete = false;
        self
    }

    /// Creates a response of `length` bytes that is never in memory as a unit.
    pub fn filler(length: usize) -> Self {
        Self { filler: length, ..Self::new(200, "").content_length(length) }
    }

    /// Delays the body after the head.
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets a `Content-Length` that differs from the body's length.
    pub fn content_length(mut self, length: usize) -> Self {
        self.length = Some(length);
        self
    }

    /// Removes `Content-Length`: the body ends with the connection.
    pub fn without_content_length(mut self) -> Self {
        self.length = None;
        self
    }
}

/// A server that runs until its test ends.
pub struct Server {
    pub address: SocketAddr,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    connections: usize,
    requests: Vec<Request>,
}

impl Server {
    /// Starts a server that responds with the result of `reply`, which is called with the request's index from 0.
    pub async fn new(reply: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap(), log: Arc::default() };
        let (log, reply) = (server.log.clone(), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                log.lock().unwrap().connections += 1;
                tokio::spawn(serve(stream, log.clone(), reply.clone()));
            }
        });
        server
    }

    /// Starts a server that sends the same response to every request.
    pub async fn always(reply: Reply) -> Self {
        Self::new(move |_, _| reply.clone()).await
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().requests.clone()
    }

    pub fn connections(&self) -> usize {
        self.log.lock().unwrap().connections
    }
}

async fn serve(
    mut stream: TcpStream,
    log: Arc<Mutex<Log>>,
    reply: Arc<impl Fn(usize, &Request) -> Reply + Send + Sync + 'static>,
) {
    let request = read(&mut stream).await;
    let reply = {
        let mut log = log.lock().unwrap();
        let reply = reply(log.requests.len(), &request);
        log.requests.push(request);
        reply
    };
    let mut head = format!("HTTP/1.1 {} Test\r\nConnection: close\r\n", reply.status);
    if let Some(length) = reply.length {
        head += &format!("Content-Length: {length}\r\n");
    }
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    // The client may have closed the connection on purpose.
    let _ = stream.write_all(head.as_bytes()).await;
    tokio::time::sleep(reply.delay).await;
    let _ = stream.write_all(&reply.body).await;
    let _ = write_rest(&mut stream, &reply).await;
    let _ = stream.shutdown().await;
}

async fn write_rest(stream: &mut TcpStream, reply: &Reply) -> std::io::Result<()> {
    for (wait, chunk) in reply.chunks.iter().flatten() {
        tokio::time::sleep(*wait).await;
        stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await?;
        stream.write_all(chunk).await?;
        stream.write_all(b"\r\n").await?;
    }
    if reply.chunks.is_some() && reply.is_complete {
        stream.write_all(b"0\r\n\r\n").await?;
    }
    let block = vec![b'x'; 256 * 1024];
    let mut remaining = reply.filler;
    while remaining > 0 {
        let count = remaining.min(block.len());
        stream.write_all(&block[..count]).await?;
        remaining -= count;
    }
    Ok(())
}

async fn read(stream: &mut TcpStream) -> Request {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break String::from_utf8_lossy(&bytes[..end]).into_owned();
        }
        if stream.read_buf(&mut bytes).await.unwrap() == 0 {
            return Request::default();
        }
    };
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut request = Request { line, headers, ..Request::default() };
    let body = bytes.split_off(head.len() + 4);
    match request.header("transfer-encoding") {
        "chunked" => read_chunks(stream, body, &mut request).await,
        _ => {
            let length = request.header("content-length").parse().unwrap_or(0_usize);
            read_length(stream, body, length, &mut request).await;
        }
    }
    request
}

/// The maximum length of a body that is stored.
const MAX_STORED_BODY: usize = 1024 * 1024;

async fn read_length(stream: &mut TcpStream, mut body: Vec<u8>, length: usize, request: &mut Request) {
    let mut remaining = length - body.len();
    while remaining > 0 {
        // A client that closes the connection has sent less than its `Content-Length`.
        let count = stream.read_buf(&mut body).await.unwrap_or(0);
        if count == 0 {
            break;
        }
        remaining -= count;
        if length > MAX_STORED_BODY {
            body.clear();
        }
    }
    request.length = length - remaining;
    request.body = if length > MAX_STORED_BODY { String::new() } else { String::from_utf8(body).unwrap() };
}

async fn read_chunks(stream: &mut TcpStream, mut unread: Vec<u8>, request: &mut Request) {
    let mut body = Vec::new();
    loop {
        let line = loop {
            if let Some(end) = unread.windows(2).position(|window| window == b"\r\n") {
                break String::from_utf8(unread.drain(..end + 2).collect()).unwrap();
            }
            if stream.read_buf(&mut unread).await.unwrap() == 0 {
                return;
            }
        };
        let length = usize::from_str_radix(line.trim(), 16).unwrap();
        while unread.len() < length + 2 {
            if stream.read_buf(&mut unread).await.unwrap() == 0 {
                return;
            }
        }
        request.length += length;
        body.extend(unread.drain(..length));
        unread.drain(..2);
        if request.length > MAX_STORED_BODY {
            body.clear();
        }
        if length == 0 {
            break;
        }
    }
    request.body = String::from_utf8(body).unwrap();
}
