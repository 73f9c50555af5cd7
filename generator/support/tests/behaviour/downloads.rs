//! Downloads and raw responses: streamed bodies that are not buffered.

use std::io::{Read, Write};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_core::Stream;

use crate::api::Send as Sending;
use crate::runtime::async_impl::Client;
use crate::runtime::{BodyError, Error, blocking};
use crate::server::{Reply, Server};

const SHORT: u64 = 600;
const LONG: u64 = 60_000;

/// A length far above the default `max_body_bytes`.
const LARGE: usize = 1024 * 1024 * 1024;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

fn blocking_client(server: &Server) -> blocking::Client {
    blocking::Client::builder().base_url(server.url()).build().unwrap()
}

async fn run_blocking<T: Send + 'static>(calls: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(calls).await.unwrap()
}

/// Returns the peak resident memory of the process in KiB.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[derive(Default)]
struct CountingWriter(usize);

impl Write for CountingWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn download_of_a_gibibyte_is_not_buffered() {
    let server = Server::always(Reply::filler(LARGE)).await;
    let before = peak_memory();
    let start = Instant::now();
    let download = client(&server).get().download().await.unwrap();
    assert_eq!((download.status().as_u16(), download.content_length()), (200, Some(LARGE as u64)));
    let (calls, last_received) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (count, store_last) = (calls.clone(), last_received.clone());
    let download = download.on_progress(move |received, total| {
        assert_eq!(total, Some(LARGE as u64));
        count.fetch_add(1, Ordering::Relaxed);
        store_last.store(received, Ordering::Relaxed);
    });
    let mut sink = CountingWriter::default();
    assert_eq!(download.copy_to(&mut sink).await.unwrap(), LARGE as u64);
    assert_eq!((sink.0, last_received.load(Ordering::Relaxed)), (LARGE, LARGE as u64));
    assert!(calls.load(Ordering::Relaxed) > 100);
    let growth = peak_memory().zip(before).map(|(after, before)| after - before);
    println!("{LARGE} bytes in {:?}, and {growth:?} KiB more than before", start.elapsed());
    // Other tests run in parallel; none of them allocates this much.
    assert!(growth.is_none_or(|growth| growth < 200 * 1024), "{growth:?}");
}

#[tokio::test]
async fn blocking_download_is_copied() {
    let server = Server::always(Reply::filler(LARGE / 16)).await;
    let client = blocking_client(&server);
    let read = run_blocking(move || {
        std::io::copy(&mut client.get().download().unwrap(), &mut CountingWriter::default()).unwrap()
    });
    assert_eq!(read.await, LARGE as u64 / 16);
}

#[tokio::test]
async fn download_errors_are_typed_and_buffered() {
    let server = Server::new(|i, _| match i {
        0 | 2 => Reply::new(404, "missing"),
        _ => Reply::new(501, "oops"),
    });
    let server = server.await;
    let client = client(&server);
    assert!(matches!(client.get().download().await, Err(Error::Api(error)) if error.status() == 404));
    let Err(Error::UnexpectedResponse(error)) = client.get().download().await else { panic!() };
    assert_eq!((error.status().as_u16(), &error.raw_body()[..]), (501, &b"oops"[..]));
    let blocking = blocking_client(&server);
    let error = run_blocking(move || blocking.get().download().unwrap_err()).await;
    assert!(matches!(error, Error::Api(error) if error.status() == 404));
}

#[tokio::test]
async fn raw_response_is_unchanged_for_any_status() {
    let reply = |i: usize| {
        if i.is_multiple_of(2) { Reply::redirect(302, "/there?page=2") } else { Reply::json(418, "{\"a\": ") }
    };
    let server = Server::new(move |i, _| reply(i).header("Set-Cookie", "sid=opensesame")).await;
    let operation = Sending::Text("x".into());
    let raw = client(&server).send(operation.clone()).send_raw().await.unwrap();
    assert_eq!(
        (raw.status().as_u16(), raw.headers()["content-type"].as_bytes()),
        (418, &b"application/json; charset=utf-8"[..])
    );
    assert_eq!(raw.url().as_str(), format!("{}/there?page=2", server.url()));
    assert!(!format!("{raw:?}").contains("sesame"), "{raw:?}");
    assert_eq!(raw.text().await.unwrap(), "{\"a\": ");
    let blocking = blocking_client(&server);
    let (status, text) = run_blocking(move || {
        let raw = blocking.send(operation).send_raw().unwrap();
        (raw.status().as_u16(), raw.text().unwrap())
    })
    .await;
    assert_eq!((status, text.as_str()), (418, "{\"a\": "));
}

#[tokio::test]
async fn raw_body_limit_applies_to_buffered_reads_only() {
    let server = Server::always(Reply::new(200, vec![b'x'; 2000])).await;
    let small = Client::builder().base_url(server.url()).max_body_bytes(1999).build().unwrap();
    assert!(matches!(small.get().send_raw().await.unwrap().bytes().await, Err(BodyError::TooLarge(_))));
    assert_eq!(small.get().send_raw().await.unwrap().copy_to(&mut CountingWriter::default()).await.unwrap(), 2000);
}

#[tokio::test]
async fn compressed_download_is_decoded_incrementally() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    let text: Vec<u8> = (0..3_000_000_u32).map(|i| (i % 251) as u8).collect();
    gzip.write_all(&text).unwrap();
    let compressed = gzip.finish().unwrap();
    let server = Server::always(Reply::new(200, compressed.clone()).header("Content-Encoding", "gzip")).await;
    let progress = Arc::new(Mutex::new((0, None)));
    let store = progress.clone();
    let mut raw = client(&server).get().download().await.unwrap();
    assert_eq!(raw.content_length(), None);
    raw = raw.on_progress(move |received, total| *store.lock().unwrap() = (received, total));
    let mut body = Vec::new();
    while let Some(chunk) = std::future::poll_fn(|context| Pin::new(&mut raw).poll_next(context)).await {
        body.extend_from_slice(&chunk.unwrap());
    }
    assert!(body == text);
    assert_eq!(*progress.lock().unwrap(), (compressed.len() as u64, Some(compressed.len() as u64)));
    let blocking = blocking_client(&server);
    let read = run_blocking(move || {
        let mut body = Vec::new();
        blocking.get().send_raw().unwrap().read_to_end(&mut body).unwrap();
        body
    });
    assert!(read.await == text);
    let cut = Reply::new(200, compressed[..compressed.len() - 5].to_vec()).header("Content-Encoding", "gzip");
    let server = Server::always(cut).await;
    let error = client(&server).get().download().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.to_string(), "failed to decode response (200 OK): its gzip data is truncated");
}

#[tokio::test]
async fn truncated_download_is_an_error() {
    let server = Server::always(Reply::new(200, "half").content_length(8)).await;
    let error =
        client(&server).get().download().await.unwrap().copy_to(&mut CountingWriter::default()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof, "{error:?}");
    assert!(error.get_ref().unwrap().is::<BodyError>());
    let chunked = Server::always(Reply::chunked("text/plain", &[(0, "half")]).truncated()).await;
    assert!(matches!(client(&chunked).get().send_raw().await.unwrap().bytes().await, Err(BodyError::Transport(_))));
    for client in [blocking_client(&server), blocking_client(&chunked)] {
        let error = run_blocking(move || client.get().download().unwrap().bytes().unwrap_err()).await;
        assert!(matches!(&error, BodyError::Transport(error) if !error.is_timeout()), "{error:?}");
    }
}

#[tokio::test]
async fn timeout_of_a_download_applies_to_each_chunk() {
    // All chunks take longer than the timeout, each far less.
    let slow: Vec<(u64, &str)> = vec![(SHORT, "x"); 6];
    let server = Server::always(Reply::chunked("text/plain", &slow)).await;
    let timeout = Duration::from_millis(SHORT * 5);
    let blocking = blocking_client(&server);
    let text = run_blocking(move || blocking.get().timeout(timeout).download().unwrap().text().unwrap());
    let start = Instant::now();
    let raw = client(&server).get().timeout(timeout).download().await.unwrap();
    let (async_text, blocking_text) = tokio::join!(raw.text(), text);
    assert_eq!((async_text.unwrap().as_str(), blocking_text.as_str()), ("xxxxxx", "xxxxxx"));
    assert!(start.elapsed() > timeout);

    let server = Server::always(Reply::chunked("text/plain", &[(0, "x"), (LONG, "y")])).await;
    let mut raw = client(&server).get().timeout(timeout).download().await.unwrap();
    assert_eq!(raw.chunk().await.unwrap().unwrap(), "x");
    assert!(raw.chunk().await.unwrap_err().is_timeout());
    assert!(raw.chunk().await.unwrap().is_none());
    let blocking = blocking_client(&server);
    let error = run_blocking(move || blocking.get().timeout(timeout).download().unwrap().bytes().unwrap_err()).await;
    assert!(error.is_timeout(), "{error:?}");
}
