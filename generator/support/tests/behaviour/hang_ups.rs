//! Exchanges that nobody waits for any more: they end with their connections.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::feed::WatchPets;
use crate::runtime::awaited::Client;
use crate::runtime::{RetryPolicy, blocking};

const SHORT: Duration = Duration::from_millis(200);

/// Far less than the time that a call has.
const SOON: Duration = Duration::from_secs(5);

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100\r\n\r\n";

/// A server that says the beginning of an answer and then nothing more. It ends once its first client has hung up.
async fn falling_silent(beginning: &'static str) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        stream.write_all(beginning.as_bytes()).await.unwrap();
        while stream.read(&mut request).await.is_ok_and(|count| count > 0) {}
    });
    (url, task)
}

async fn hung_up(server: JoinHandle<()>) {
    tokio::time::timeout(SOON, server).await.expect("the connection is still there").unwrap();
}

fn client(url: &str) -> Client {
    Client::builder().base_url(url).retry(RetryPolicy::none()).build().unwrap()
}

fn waiting(url: &str) -> blocking::Client {
    blocking::Client::builder().base_url(url).retry(RetryPolicy::none()).build().unwrap()
}

#[tokio::test]
async fn a_call_that_is_dropped_hangs_up() {
    let (url, server) = falling_silent(HEAD).await;
    let call = tokio::spawn(async move { client(&url).get().send().await.map(drop) });
    tokio::time::sleep(SHORT).await;
    assert!(!server.is_finished());
    call.abort();
    hung_up(server).await;
}

#[tokio::test]
async fn an_answer_that_is_dropped_hangs_up() {
    let (url, server) = falling_silent(HEAD).await;
    let client = client(&url);
    let raw = client.get().send_raw().await.unwrap();
    assert!(!server.is_finished());
    drop(raw);
    hung_up(server).await;
    let (url, server) = falling_silent(HEAD).await;
    let events = self::client(&url).feed(WatchPets).events().await.unwrap();
    drop(events);
    hung_up(server).await;
}

#[tokio::test]
async fn an_answer_that_no_thread_waits_for_hangs_up() {
    let (url, server) = falling_silent("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx").await;
    // The client outlives its answers, so that it is not its end that hangs up.
    let client = waiting(&url);
    let read = client.clone();
    let piece = tokio::task::spawn_blocking(move || read.get().download().unwrap().chunk().unwrap().unwrap());
    assert_eq!(piece.await.unwrap(), "x");
    hung_up(server).await;
    let (url, server) = falling_silent(HEAD).await;
    let client = waiting(&url);
    let read = client.clone();
    tokio::task::spawn_blocking(move || drop(read.feed(WatchPets).events().unwrap())).await.unwrap();
    hung_up(server).await;
}

#[tokio::test]
async fn an_answer_that_never_begins_is_hung_up_on() {
    let (url, server) = falling_silent("HTTP/1.1 200 ").await;
    let client = waiting(&url);
    let read = client.clone();
    let error = tokio::task::spawn_blocking(move || read.get().timeout(SHORT).send_raw().unwrap_err()).await.unwrap();
    assert!(error.is_timeout(), "{error:?}");
    hung_up(server).await;
}

#[tokio::test]
async fn times_without_end_are_times() {
    let server = crate::server::Server::always(crate::server::Reply::new(200, "x")).await;
    let url = server.url();
    let read = tokio::task::spawn_blocking(move || {
        let builder = blocking::Client::builder().base_url(url).connect_timeout(Duration::MAX);
        let client = builder.build().unwrap();
        let whole = client.get().timeout(Duration::MAX).send().unwrap();
        let half = Duration::from_secs(u64::MAX / 4);
        (whole, client.get().timeout(half).download().unwrap().bytes().unwrap())
    });
    assert_eq!(read.await.unwrap(), ("x".into(), "x".into()));
    let client = Client::builder().base_url(server.url()).connect_timeout(Duration::MAX).build().unwrap();
    assert_eq!(client.get().timeout(Duration::MAX).send().await.unwrap(), "x");
}
