//! Answers that are never held whole.

use std::io::{Read, Write};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_core::Stream;

use crate::api::Send as Sending;
use crate::runtime::awaited::Client;
use crate::runtime::{BodyError, Error, blocking};
use crate::server::{Reply, Server};

const SHORT: u64 = 100;
const LONG: u64 = 20_000;

/// More than a client holds by default, by far.
const MUCH: usize = 1024 * 1024 * 1024;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

fn waiting(server: &Server) -> blocking::Client {
    blocking::Client::builder().base_url(server.url()).build().unwrap()
}

async fn apart<T: Send + 'static>(calls: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(calls).await.unwrap()
}

/// The most memory that the process ever had, in KiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[derive(Default)]
struct Counting(usize);

impl Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gibibyte_takes_little_memory() {
    let server = Server::always(Reply::flood(MUCH)).await;
    let before = peak();
    let begin = Instant::now();
    let download = client(&server).get().download().await.unwrap();
    assert_eq!((download.status(), download.length()), (200, Some(MUCH as u64)));
    let (told, last) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (tell, end) = (told.clone(), last.clone());
    let download = download.on_progress(move |came, total| {
        assert_eq!(total, Some(MUCH as u64));
        tell.fetch_add(1, Ordering::Relaxed);
        end.store(came, Ordering::Relaxed);
    });
    let mut sink = Counting::default();
    assert_eq!(download.copy_to(&mut sink).await.unwrap(), MUCH as u64);
    assert_eq!((sink.0, last.load(Ordering::Relaxed)), (MUCH, MUCH as u64));
    assert!(told.load(Ordering::Relaxed) > 100);
    let grown = peak().zip(before).map(|(after, before)| after - before);
    println!("{MUCH} bytes in {:?}, and {grown:?} KiB more than before", begin.elapsed());
    // Other tests run beside this one, and none of them takes this much.
    assert!(grown.is_none_or(|grown| grown < 200 * 1024), "{grown:?}");
}

#[tokio::test]
async fn a_thread_that_waits_downloads_too() {
    let server = Server::always(Reply::flood(MUCH / 16)).await;
    let client = waiting(&server);
    let read = apart(move || std::io::copy(&mut client.get().download().unwrap(), &mut Counting::default()).unwrap());
    assert_eq!(read.await, MUCH as u64 / 16);
}

#[tokio::test]
async fn errors_of_a_download_are_typed_and_read_whole() {
    let server = Server::new(|i, _| match i {
        0 | 2 => Reply::new(404, "gone"),
        _ => Reply::new(501, "oops"),
    });
    let server = server.await;
    let client = client(&server);
    assert!(matches!(client.get().download().await, Err(Error::Api(error)) if error.status() == 404));
    let Err(Error::Unexpected(error)) = client.get().download().await else { panic!() };
    assert_eq!((error.status(), &error.body()[..]), (501, &b"oops"[..]));
    let waiting = waiting(&server);
    let error = apart(move || waiting.get().download().unwrap_err()).await;
    assert!(matches!(error, Error::Api(error) if error.status() == 404));
}

#[tokio::test]
async fn a_raw_answer_is_as_it_came_whatever_its_status() {
    let reply = |i: usize| {
        if i.is_multiple_of(2) { Reply::redirect(302, "/there?page=2") } else { Reply::json(418, "{\"a\": ") }
    };
    let server = Server::new(move |i, _| reply(i).header("Set-Cookie", "sid=opensesame")).await;
    let nothing = Sending::Text("x".into());
    let raw = client(&server).send(nothing.clone()).send_raw().await.unwrap();
    assert_eq!(
        (raw.status(), raw.headers()["content-type"].as_bytes()),
        (418, &b"application/json; charset=utf-8"[..])
    );
    assert_eq!(raw.url().as_str(), format!("{}/there?page=2", server.url()));
    assert!(!format!("{raw:?}").contains("sesame"), "{raw:?}");
    assert_eq!(raw.text().await.unwrap(), "{\"a\": ");
    let waiting = waiting(&server);
    let (status, text) = apart(move || {
        let raw = waiting.send(nothing).send_raw().unwrap();
        (raw.status(), raw.text().unwrap())
    })
    .await;
    assert_eq!((status, text.as_str()), (418, "{\"a\": "));
}

#[tokio::test]
async fn a_raw_body_has_the_limit_only_where_it_is_read_whole() {
    let server = Server::always(Reply::new(200, vec![b'x'; 2000])).await;
    let small = Client::builder().base_url(server.url()).max_body_bytes(1999).build().unwrap();
    assert!(matches!(small.get().send_raw().await.unwrap().bytes().await, Err(BodyError::TooLarge(_))));
    assert_eq!(small.get().send_raw().await.unwrap().copy_to(&mut Counting::default()).await.unwrap(), 2000);
}

#[tokio::test]
async fn compression_is_undone_piece_by_piece() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    let text: Vec<u8> = (0..3_000_000_u32).map(|i| (i % 251) as u8).collect();
    gzip.write_all(&text).unwrap();
    let packed = gzip.finish().unwrap();
    let server = Server::always(Reply::new(200, packed.clone()).header("Content-Encoding", "gzip")).await;
    let told = Arc::new(Mutex::new((0, None)));
    let tell = told.clone();
    let mut raw = client(&server).get().download().await.unwrap();
    assert_eq!(raw.length(), None);
    raw = raw.on_progress(move |came, total| *tell.lock().unwrap() = (came, total));
    let mut body = Vec::new();
    while let Some(piece) = std::future::poll_fn(|context| Pin::new(&mut raw).poll_next(context)).await {
        body.extend_from_slice(&piece.unwrap());
    }
    assert!(body == text);
    assert_eq!(*told.lock().unwrap(), (packed.len() as u64, Some(packed.len() as u64)));
    let waiting = waiting(&server);
    let read = apart(move || {
        let mut body = Vec::new();
        waiting.get().send_raw().unwrap().read_to_end(&mut body).unwrap();
        body
    });
    assert!(read.await == text);
    let cut = Reply::new(200, packed[..packed.len() - 5].to_vec()).header("Content-Encoding", "gzip");
    let server = Server::always(cut).await;
    let error = client(&server).get().download().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.to_string(), "the answer (200 OK) cannot be read: it is cut off within its gzip data");
}

#[tokio::test]
async fn a_truncated_body_is_an_error() {
    let server = Server::always(Reply::new(200, "half").declared(8)).await;
    let error = client(&server).get().download().await.unwrap().copy_to(&mut Counting::default()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof, "{error:?}");
    assert!(error.get_ref().unwrap().is::<BodyError>());
    let chunked = Server::always(Reply::chunked("text/plain", &[(0, "half")]).broken_off()).await;
    assert!(matches!(client(&chunked).get().send_raw().await.unwrap().bytes().await, Err(BodyError::Transport(_))));
    let waiting = [waiting(&server), waiting(&chunked)];
    for client in waiting {
        let error = apart(move || client.get().download().unwrap().bytes().unwrap_err()).await;
        assert!(matches!(&error, BodyError::Transport(error) if !error.is_timeout()), "{error:?}");
    }
}

#[tokio::test]
async fn pieces_have_time_and_all_of_them_have_more() {
    let slow: Vec<(u64, &str)> = vec![(SHORT / 2, "x"); 6];
    let server = Server::always(Reply::chunked("text/plain", &slow)).await;
    let patience = Duration::from_millis(SHORT * 2);
    assert_eq!(client(&server).get().timeout(patience).download().await.unwrap().text().await.unwrap(), "xxxxxx");
    let waiting_client = waiting(&server);
    let text = apart(move || waiting_client.get().timeout(patience).download().unwrap().text().unwrap());
    assert_eq!(text.await, "xxxxxx");

    let server = Server::always(Reply::chunked("text/plain", &[(0, "x"), (LONG, "y")])).await;
    let mut raw = client(&server).get().timeout(patience).download().await.unwrap();
    assert_eq!(raw.chunk().await.unwrap().unwrap(), "x");
    assert!(raw.chunk().await.unwrap_err().is_timeout());
    assert!(raw.chunk().await.unwrap().is_none());
    let waiting_client = waiting(&server);
    let error = apart(move || waiting_client.get().timeout(patience).download().unwrap().bytes().unwrap_err()).await;
    assert!(error.is_timeout(), "{error:?}");
}
