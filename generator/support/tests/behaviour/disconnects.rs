//! Abandoned requests close their connections.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::runtime::async_impl::Client;
use crate::runtime::{RetryPolicy, blocking};
use crate::streaming_api::WatchPets;

/// The time in which a request is sent also on a busy machine.
const ENOUGH_TO_SEND: Duration = Duration::from_secs(3);

/// Less than the default timeout of a call.
const SOON: Duration = Duration::from_secs(30);

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100\r\n\r\n";

/// Starts a server that sends the start of a response and then stalls. Its task ends when the first client disconnects.
async fn stalling_server(start: &'static str) -> (String, JoinHandle<()>) {
    let (url, _, task) = signalling_server(start).await;
    (url, task)
}

/// Starts a stalling server that signals when it has sent the start.
async fn signalling_server(start: &'static str) -> (String, oneshot::Receiver<()>, JoinHandle<()>) {
    let (sender, stalls) = oneshot::channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        stream.write_all(start.as_bytes()).await.unwrap();
        let _ = sender.send(());
        while stream.read(&mut request).await.is_ok_and(|count| count > 0) {}
    });
    (url, stalls, task)
}

async fn assert_closed(server: JoinHandle<()>) {
    tokio::time::timeout(SOON, server).await.expect("the connection is still open").unwrap();
}

fn client(url: &str) -> Client {
    Client::builder().base_url(url).retry(RetryPolicy::none()).build().unwrap()
}

fn blocking_client(url: &str) -> blocking::Client {
    blocking::Client::builder().base_url(url).retry(RetryPolicy::none()).build().unwrap()
}

#[tokio::test]
async fn dropped_call_closes_the_connection() {
    let (url, stalls, server) = signalling_server(HEAD).await;
    let call = tokio::spawn(async move { client(&url).get().send().await.map(drop) });
    stalls.await.unwrap();
    assert!(!server.is_finished());
    call.abort();
    assert_closed(server).await;
}

#[tokio::test]
async fn dropped_response_closes_the_connection() {
    let (url, server) = stalling_server(HEAD).await;
    let client = client(&url);
    let raw = client.get().send_raw().await.unwrap();
    assert!(!server.is_finished());
    drop(raw);
    assert_closed(server).await;
    let (url, server) = stalling_server(HEAD).await;
    let events = self::client(&url).call(WatchPets).events().await.unwrap();
    drop(events);
    assert_closed(server).await;
}

#[tokio::test]
async fn dropped_blocking_response_closes_the_connection() {
    let (url, server) = stalling_server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx").await;
    // The client outlives its responses: the connection is not closed by dropping the client.
    let client = blocking_client(&url);
    let read = client.clone();
    let chunk = tokio::task::spawn_blocking(move || read.get().download().unwrap().chunk().unwrap().unwrap());
    assert_eq!(chunk.await.unwrap(), "x");
    assert_closed(server).await;
    let (url, server) = stalling_server(HEAD).await;
    let client = blocking_client(&url);
    let read = client.clone();
    tokio::task::spawn_blocking(move || drop(read.call(WatchPets).events().unwrap())).await.unwrap();
    assert_closed(server).await;
}

#[tokio::test]
async fn timeout_closes_the_connection() {
    let (url, server) = stalling_server("HTTP/1.1 200 ").await;
    let client = blocking_client(&url);
    let read = client.clone();
    let call = move || read.get().timeout(ENOUGH_TO_SEND).send_raw().unwrap_err();
    let error = tokio::task::spawn_blocking(call).await.unwrap();
    assert!(error.is_timeout(), "{error:?}");
    assert_closed(server).await;
}

#[tokio::test]
async fn maximum_durations_are_valid_timeouts() {
    let server = crate::server::Server::always(crate::server::Reply::new(200, "x")).await;
    let url = server.url();
    let read = tokio::task::spawn_blocking(move || {
        let builder = blocking::Client::builder().base_url(url).connect_timeout(Duration::MAX);
        let client = builder.build().unwrap();
        let buffered = client.get().timeout(Duration::MAX).send().unwrap();
        let half = Duration::from_secs(u64::MAX / 4);
        (buffered, client.get().timeout(half).download().unwrap().bytes().unwrap())
    });
    assert_eq!(read.await.unwrap(), ("x".into(), "x".into()));
    let client = Client::builder().base_url(server.url()).connect_timeout(Duration::MAX).build().unwrap();
    assert_eq!(client.get().timeout(Duration::MAX).send().await.unwrap(), "x");
}
