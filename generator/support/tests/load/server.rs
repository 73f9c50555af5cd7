//! A server with persistent connections, in a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Barrier;

use crate::raw_server::read_request;

/// The argument that makes this program a server.
pub(crate) const SERVE: &str = "--serve";

/// The number of concurrent calls of the token `gathered-N` is the value of this environment variable.
const GATHERED: &str = "GATHERED_CALLS";

/// The state of a server.
struct State {
    /// The number of open connections.
    open: AtomicUsize,
    /// The number of issued tokens.
    issued: AtomicUsize,
    /// The number of issued tokens when the last token was accepted.
    accepted: AtomicUsize,
    /// The barrier of the gathered calls: the first response is sent after the last request.
    all_sent: Barrier,
}

/// A server process, which has its own memory and its own limit of open files. It ends with this value.
pub(crate) struct Server {
    address: String,
    process: Child,
    _stdin: ChildStdin,
}

impl Server {
    /// Starts a server that responds to gathered calls after `calls` of them.
    pub(crate) fn new(calls: usize) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(SERVE).env(GATHERED, calls.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let stdin = process.stdin.take().unwrap();
        Self { address: address.trim().to_owned(), process, _stdin: stdin }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the number of connections that are open besides the one for this question.
    pub(crate) fn open(&self) -> usize {
        let mut stream = std::net::TcpStream::connect(&self.address).unwrap();
        stream.write_all(b"GET /open HTTP/1.1\r\n\r\n").and_then(|()| stream.shutdown(Shutdown::Write)).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response.rsplit("\r\n").next().and_then(|count| count.parse::<usize>().ok()).unwrap() - 1
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs the server until its parent ends.
pub(crate) fn serve_until_parent_ends() {
    let calls = std::env::var(GATHERED).unwrap().parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "{}", listener.local_addr().unwrap()).and_then(|()| out.flush()).unwrap();
    thread::spawn(move || run(listener, calls));
    // The parent never writes: this returns when it ends.
    let _ = std::io::stdin().read(&mut [0]);
}

fn run(listener: TcpListener, calls: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    listener.set_nonblocking(true).unwrap();
    let state = Arc::new(State {
        open: AtomicUsize::default(),
        issued: AtomicUsize::default(),
        accepted: AtomicUsize::default(),
        all_sent: Barrier::new(calls),
    });
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        while let Ok((stream, _)) = listener.accept().await {
            let state = state.clone();
            tokio::spawn(async move {
                state.open.fetch_add(1, Ordering::SeqCst);
                serve(stream, &state).await;
                state.open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
}

async fn serve(mut stream: TcpStream, state: &State) {
    while let Some(request) = read_request(&mut stream).await {
        let request = String::from_utf8(request).unwrap();
        let response = response(&request, state).await;
        // The client may have cancelled the call.
        if stream.write_all(&response).await.is_err() {
            return;
        }
    }
}

/// Returns the response to a request, by the last segment of its path.
async fn response(request: &str, state: &State) -> Vec<u8> {
    let path = request.split([' ', '?']).nth(1).unwrap_or_default();
    let name = path.trim_end_matches("/invalidate").rsplit('/').next().unwrap_or_default();
    let json = |text: &str| reply("200 OK", "Content-Type: application/json\r\n", text.as_bytes());
    match name {
        "open" => json(&state.open.load(Ordering::SeqCst).to_string()),
        "error" => reply("400 Bad Request", "Content-Type: application/json\r\n", br#"{"error_message": "no"}"#),
        "page" => reply("500 Internal Server Error", "Content-Type: text/html\r\n", b"<p>Sorry."),
        "moved" => reply("302 Found", "Location: /here\r\n", b""),
        "mistyped" => json(r#"{"items": [{"access_token": "a secret", "account_id": "x"}]}"#),
        "compressed" => reply("200 OK", "Content-Encoding: gzip\r\n", &gzip(br#"{"has_more": true}"#)),
        "large" => reply("200 OK", "", &[b'x'; 20_000]),
        "watch" => {
            reply("200 OK", "Content-Type: text/event-stream\r\n", b"data: {\"name\": \"Rex\"}\n\ndata: [DONE]\n\n")
        }
        "export" => {
            reply("200 OK", "Content-Type: application/x-ndjson\r\n", b"{\"name\": \"Rex\"}\n{\"name\": \"Ada\"}\n")
        }
        "token" => {
            let number = state.issued.fetch_add(1, Ordering::SeqCst);
            json(&format!(r#"{{"access_token": "t{number}", "token_type": "Bearer", "expires_in": 3600}}"#))
        }
        // Each token is accepted once, so that the next call replaces it.
        "once" => {
            let issued = state.issued.load(Ordering::SeqCst);
            let is_last = issued > 0 && request.contains(&format!("Bearer t{}\r\n", issued - 1));
            let is_new = is_last && state.accepted.swap(issued, Ordering::SeqCst) < issued;
            reply(if is_new { "200 OK" } else { "401 Unauthorized" }, "", b"")
        }
        name => match name.strip_prefix("gathered-") {
            Some(number) => {
                state.all_sent.wait().await;
                json(&format!(r#"{{"quota_remaining": {number}}}"#))
            }
            None => json(r#"{"items": [{"account_id": 7}]}"#),
        },
    }
}

fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}
