//! Measures calls whose responses are made to keep the client busy: archives without content and texts that are
//! expensive to redact.
//!
//! ```text
//! cargo bench -p clientsmith-runtime --bench hostile_responses
//! ```
//!
//! prints for each response and kind of call the milliseconds by which the call exceeds its timeout; a call that ends
//! earlier has a negative number. The time includes the texts of the error. A transport returns each response at once.
//! The timeout of raw responses applies to each chunk, so that one with many chunks may take longer.
//! Without `--bench`, as in `cargo test --all-targets`, it does nothing.

// The runtime is compiled as a module, as in a generated client.
#![allow(dead_code, unreachable_pub)]

#[path = "../tests/behaviour/api.rs"]
mod api;
#[path = "../src"]
mod sources {
    pub(crate) mod runtime;
}
use sources::runtime;

use std::fmt::Debug;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use runtime::{Bytes, ClientBuilder, Error, RetryPolicy, TransportError, async_impl, blocking, transport};

/// The timeout of each call.
const TIMEOUT: Duration = Duration::from_millis(500);

/// The time by which a call may exceed its timeout on an idle machine.
const TOLERANCE: f64 = 200.0;

/// A response, and a transport that returns it.
#[derive(Clone)]
struct Hostile {
    name: &'static str,
    status: u16,
    header: (&'static str, String),
    body: Bytes,
}

impl Hostile {
    fn archive(name: &'static str, encodings: &str, body: Vec<u8>) -> Self {
        Self { name, status: 200, header: ("content-encoding", encodings.to_owned()), body: body.into() }
    }

    fn json(name: &'static str, status: u16, body: &Bytes) -> Self {
        Self { name, status, header: ("content-type", "application/json".to_owned()), body: body.clone() }
    }

    fn response<B: From<Bytes>>(&self) -> Result<http::Response<B>, TransportError> {
        let (name, value) = &self.header;
        let response =
            http::Response::builder().status(self.status).header(*name, value).body(self.body.clone().into());
        response.map_err(TransportError::invalid_request)
    }
}

impl transport::Transport for Hostile {
    fn send(
        &self,
        _: http::Request<transport::Body>,
    ) -> transport::BoxFuture<'_, Result<http::Response<transport::Body>, TransportError>> {
        Box::pin(std::future::ready(self.response()))
    }

    fn sleep(&self, time: Duration) -> transport::BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl blocking::Transport for Hostile {
    fn send(
        &self,
        _: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        self.response()
    }
}

fn main() -> io::Result<()> {
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("{:56} {:>9} {:>9} {:>9} {:>9}", "ms after the timeout", "async", "raw", "blocking", "raw");
    let mut exceeded = 0;
    for response in archives()?.into_iter().chain(texts()) {
        let client = configured(async_impl::Client::builder()).transport(response.clone()).build();
        let client = client.map_err(io::Error::other)?;
        let blocking_client = configured(blocking::Client::builder()).transport(response.clone()).build();
        let blocking_client = blocking_client.map_err(io::Error::other)?;
        let times = [
            time_over(|| text(runtime.block_on(client.invalidate_access_tokens(["hocus-pocus"]).send()))),
            time_over(|| {
                text(runtime.block_on(async { client.get().send_raw().await?.bytes().await.map_err(Error::from) }))
            }),
            time_over(|| text(blocking_client.invalidate_access_tokens(["hocus-pocus"]).send())),
            time_over(|| text(blocking_client.get().send_raw().and_then(|raw| raw.bytes().map_err(Error::from)))),
        ];
        let [a, b, c, d] = times;
        println!("{} {:52} {a:9.1} {b:9.1} {c:9.1} {d:9.1}", response.status, response.name);
        exceeded += times.into_iter().filter(|time| *time > TOLERANCE).count();
    }
    println!("{exceeded} calls exceed their timeout by more than {TOLERANCE} ms");
    Ok(())
}

fn configured<M>(builder: ClientBuilder<M>) -> ClientBuilder<M> {
    let builder = builder.timeout(TIMEOUT).retry(RetryPolicy::none());
    builder.api_key("open-sesame").bearer("abracadabra")
}

/// Returns the milliseconds by which a call exceeds its timeout.
fn time_over(call: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    std::hint::black_box(call());
    (start.elapsed().as_secs_f64() - TIMEOUT.as_secs_f64()) * 1000.0
}

/// Returns the length of the texts of an error.
fn text<T, E: Debug>(result: Result<T, Error<E>>) -> usize {
    result.map_or_else(|error| format!("{error} {error:?} {error:#?}").len(), |_| 0)
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content)?;
    encoder.finish()
}

/// A final block without content follows.
fn empty_blocks(count: usize) -> Vec<u8> {
    let mut blocks = [0, 0, 0, 0xFF, 0xFF].repeat(count);
    blocks.extend([1, 0, 0, 0xFF, 0xFF]);
    blocks
}

fn archives() -> io::Result<Vec<Hostile>> {
    let member = gzip(b"")?;
    let nested = gzip(&gzip(&gzip(&member.repeat(1_000_000))?)?)?;
    let deeply_nested = gzip(&gzip(&gzip(&gzip(&vec![0; 1 << 30])?)?)?)?;
    Ok(vec![
        Hostile::archive("20 MB of empty gzip members", "gzip", member.repeat(1_000_000)),
        Hostile::archive("20 MB of empty gzip members in three layers of gzip", "gzip, gzip, gzip, gzip", nested),
        Hostile::archive("20 MB of empty deflate blocks", "deflate", empty_blocks(4_000_000)),
        Hostile::archive("20 MB of empty deflate blocks in gzip", "deflate, gzip", gzip(&empty_blocks(4_000_000))?),
        Hostile::archive("1 GiB of zeros in four layers of gzip", "gzip, gzip, gzip, gzip", deeply_nested),
        Hostile::archive("20 MB of gzip members of one byte", "gzip", gzip(b"x")?.repeat(900_000)),
    ])
}

fn texts() -> Vec<Hostile> {
    let secrets: String = (0..500).map(|number| format!("{{\"access_token\": \"\\\\a%{number:026}\"}}, ")).collect();
    let nested: String = (0..180).map(|length| format!("{{\"access_token\": \"{}\"}}, ", "a".repeat(length))).collect();
    let bodies = [
        ("500 secrets and 24 kB of backslashes", format!("[{secrets}\"{}\"]", "\\".repeat(24_000))),
        (
            "500 secrets and a value of the wrong type",
            format!("{{\"error_id\": \"{}\", \"items\": [{secrets}1]}}", "\\\"".repeat(12_000)),
        ),
        ("secrets within secrets", format!("[{nested}\"{}\"]", "a".repeat(24_000))),
        (
            "the beginning of a secret of 16 kB at the end",
            format!("[{{\"access_token\": \"{0}b\"}}, \"{0}c", "a".repeat(16_000)),
        ),
        ("60 MB of names of secret fields", "\"access_token\":".repeat(3_900_000)),
        ("60 MB of nested secret fields", "{\"access_token\":".repeat(3_700_000)),
        ("60 MB of names of secret fields without a colon", "\"access_token\" ".repeat(3_900_000)),
        ("60 MB of quotes", "\"".repeat(60_000_000)),
        ("60 MB of fields of an error", format!("{{{}\"error_id\": 1}}", fields())),
    ];
    let mut texts = Vec::new();
    for (name, body) in bodies {
        let body = Bytes::from(body);
        texts.extend([200, 400, 500].map(|status| Hostile::json(name, status, &body)));
    }
    let location = ("location", format!("/{}", "\\".repeat(300_000)));
    texts.push(Hostile {
        name: "300 kB of backslashes in `Location`",
        status: 302,
        header: location,
        body: Bytes::new(),
    });
    let location = ("location", format!("http://other.example/{}", "%25".repeat(100_000)));
    texts.push(Hostile { name: "300 kB of escapes in `Location`", status: 302, header: location, body: Bytes::new() });
    texts
}

/// Returns 60 MB of fields, each with another name.
fn fields() -> String {
    (0..2_500_000).map(|number| format!("\"field{number:07}\": \"x\", ")).collect()
}
