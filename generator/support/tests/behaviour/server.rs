//! A server that says what a test tells it to say, and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What came in.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The first line, such as `GET /pets HTTP/1.1`.
    pub line: String,
    pub headers: Vec<(String, String)>,
    /// The body, where it is no longer than what a test looks at.
    pub body: String,
    /// How long it is.
    pub length: usize,
}

impl Request {
    /// The value of a header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Everything, to look for what must not be there.
    pub fn all(&self) -> String {
        format!("{self:?}")
    }
}

/// What goes out.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    length: Option<usize>,
    /// What comes behind the body, chunk by chunk, each after a time.
    chunks: Option<Vec<(Duration, Vec<u8>)>>,
    /// Whether the last chunk says that it is the last.
    is_whole: bool,
    /// How many bytes come behind all that, made as they go.
    flood: usize,
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
            is_whole: true,
            flood: 0,
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

    /// A reply that comes in chunks, each after a time.
    pub fn chunked(content_type: &str, chunks: &[(u64, &str)]) -> Self {
        let chunks = chunks.iter().map(|(wait, text)| (Duration::from_millis(*wait), text.as_bytes().to_vec()));
        let reply = Self::new(200, "").without_length().header("Content-Type", content_type);
        Self { chunks: Some(chunks.collect()), ..reply }.header("Transfer-Encoding", "chunked")
    }

    /// Hangs up before the last chunk.
    pub fn broken_off(mut self) -> Self {
        self.is_whole = false;
        self
    }

    /// A reply of that many bytes, which nobody ever holds.
    pub fn flood(length: usize) -> Self {
        Self { flood: length, ..Self::new(200, "").declared(length) }
    }

    /// Waits between the head and the body.
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Says that the body has another length than it has.
    pub fn declared(mut self, length: usize) -> Self {
        self.length = Some(length);
        self
    }

    /// Leaves it to the body to show where it ends.
    pub fn without_length(mut self) -> Self {
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
    /// A server that answers each request, by its number from 0, as `reply` says.
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

    /// A server that always answers the same.
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
    let mut head = format!("HTTP/1.1 {} Said\r\nConnection: close\r\n", reply.status);
    if let Some(length) = reply.length {
        head += &format!("Content-Length: {length}\r\n");
    }
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    // The client may have hung up on purpose.
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
    if reply.chunks.is_some() && reply.is_whole {
        stream.write_all(b"0\r\n\r\n").await?;
    }
    let piece = vec![b'x'; 256 * 1024];
    let mut left = reply.flood;
    while left > 0 {
        let count = left.min(piece.len());
        stream.write_all(&piece[..count]).await?;
        left -= count;
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

/// The longest body that is kept.
const KEPT: usize = 1024 * 1024;

async fn read_length(stream: &mut TcpStream, mut body: Vec<u8>, length: usize, request: &mut Request) {
    let mut left = length - body.len();
    while left > 0 {
        // A client that hangs up has sent less than it said.
        let count = stream.read_buf(&mut body).await.unwrap_or(0);
        if count == 0 {
            break;
        }
        left -= count;
        if length > KEPT {
            body.clear();
        }
    }
    request.length = length - left;
    request.body = if length > KEPT { String::new() } else { String::from_utf8(body).unwrap() };
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
        if request.length > KEPT {
            body.clear();
        }
        if length == 0 {
            break;
        }
    }
    request.body = String::from_utf8(body).unwrap();
}
