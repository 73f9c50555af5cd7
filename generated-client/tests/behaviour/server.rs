//! What a test wants to be answered comes in; a server on loopback that answers so and keeps what it was asked, goes
//! out. It knows HTTP as far as one request for each connection, and nothing of the client.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that runs until its test ends.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<Request>,
}

/// The head of a request, as it came over the wire.
#[derive(Debug, Clone)]
pub struct Request {
    pub head: String,
}

/// What the server is to answer.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// Waited for before the head is sent.
    silence: Duration,
    /// Waited for between the head and the body.
    pause: Duration,
    /// Said of the body in the head; nothing is said where this is `None`.
    length: Option<usize>,
}

impl Server {
    /// A server that answers each request, by its number from 0, as `reply` says.
    pub async fn new(reply: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let (kept, reply) = (seen.clone(), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                kept.lock().unwrap().connections += 1;
                tokio::spawn(answer(stream, kept.clone(), reply.clone()));
            }
        });
        Self { address, seen }
    }

    /// A server that always answers the same.
    pub async fn always(reply: Reply) -> Self {
        Self::new(move |_, _| reply.clone()).await
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// The first lines of what it was asked so far.
    pub fn lines(&self) -> Vec<String> {
        self.requests().iter().map(|request| request.line().to_owned()).collect()
    }

    /// How often someone has connected, whether or not a request came.
    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

impl Request {
    /// The first line, such as `GET /pets HTTP/1.1`.
    pub fn line(&self) -> &str {
        self.head.split("\r\n").next().unwrap()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head.split("\r\n").skip(1).filter_map(|line| line.split_once(": "));
        fields.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = Some(body.len());
        Self { status, headers: Vec::new(), body, silence: Duration::ZERO, pause: Duration::ZERO, length }
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

    /// Says nothing for a time.
    pub fn silent(mut self, time: Duration) -> Self {
        self.silence = time;
        self
    }

    /// Sends the head, and the body only after a time.
    pub fn pausing(mut self, time: Duration) -> Self {
        self.pause = time;
        self
    }

    /// Says that the body has another length than it has.
    pub fn declaring(mut self, length: usize) -> Self {
        self.length = Some(length);
        self
    }

    /// Sends the body in chunks, without saying how long it will be.
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

async fn answer(
    mut stream: TcpStream,
    seen: Arc<Mutex<Seen>>,
    reply: Arc<impl Fn(usize, &Request) -> Reply + Send + Sync + 'static>,
) {
    let Some(request) = read(&mut stream).await else { return };
    let reply = {
        let mut seen = seen.lock().unwrap();
        let reply = reply(seen.requests.len(), &request);
        seen.requests.push(request);
        reply
    };
    tokio::time::sleep(reply.silence).await;
    let mut head = format!("HTTP/1.1 {} So Be It\r\nConnection: close\r\n", reply.status);
    if let Some(length) = reply.length {
        head += &format!("Content-Length: {length}\r\n");
    }
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    // A client may hang up on purpose, so what cannot be written is no fault.
    let _ = stream.write_all(head.as_bytes()).await;
    tokio::time::sleep(reply.pause).await;
    let _ = stream.write_all(&reply.body).await;
    let _ = stream.shutdown().await;
}

/// The head of a request. None of this API's requests has a body.
async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request { head: String::from_utf8(bytes).unwrap() })
}
