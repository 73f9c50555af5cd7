//! Rate limits: `RateLimit`, and backoff fields in responses.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::runtime::async_impl::{Call, Client};
use crate::runtime::blocking;
use crate::runtime::{
    BackoffField, BufferedResponse, Bytes, Error, InvalidParameter, Method, Operation, RateLimit, RequestEncoder,
    TransportError, transport,
};
use crate::server::{Reply, Server};

/// Finds books. The field `wait` of its responses contains a backoff in milliseconds.
#[derive(Debug, Clone)]
struct FindBooks;

impl Operation for FindBooks {
    type Output = Value;
    type Error = Value;
    const ID: &'static str = "findBooks";
    const METHOD: Method = Method::GET;
    const BACKOFF: Option<BackoffField> = Some(BackoffField::milliseconds("wait"));

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/books");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            200..=299 => response.json_or_text(),
            _ => Err(response.api_error_untyped()),
        }
    }
}

const WAIT: Duration = Duration::from_millis(400);

/// A delay beyond [`TIMEOUT`].
const LONG_WAIT: Duration = Duration::from_secs(3600);

const TIMEOUT: Duration = Duration::from_secs(30);

/// A transport that records the delays of the client, and by default does not wait for them. It responds with bodies in
/// order, then with `{}`.
#[derive(Clone)]
struct RecordedDelays {
    waits: bool,
    replies: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
    delays: Arc<Mutex<Vec<Duration>>>,
}

impl RecordedDelays {
    fn new(replies: impl IntoIterator<Item = (u16, &'static str)>) -> Self {
        Self { waits: false, replies: Arc::new(Mutex::new(replies.into_iter().collect())), delays: Arc::default() }
    }

    fn delays(&self) -> Vec<Duration> {
        self.delays.lock().unwrap().clone()
    }

    fn reply<B: From<Bytes>>(&self) -> Result<http::Response<B>, TransportError> {
        let (status, body) = self.replies.lock().unwrap().pop_front().unwrap_or((200, "{}"));
        let response = http::Response::builder().status(status).header("content-type", "application/json");
        let response = if status == 429 { response.header("retry-after", "1") } else { response };
        response.body(Bytes::from_static(body.as_bytes()).into()).map_err(TransportError::invalid_request)
    }

    /// Asserts that the last delay is the `number`th, and at most `longest`.
    #[track_caller]
    fn assert_delayed(&self, number: usize, longest: Duration) {
        let delays = self.delays();
        let last = delays.last().copied().unwrap_or_default();
        assert!(delays.len() == number && !last.is_zero() && last <= longest, "{delays:?}");
    }
}

impl transport::Transport for RecordedDelays {
    fn send(
        &self,
        _: http::Request<transport::Body>,
    ) -> transport::BoxFuture<'_, Result<http::Response<transport::Body>, TransportError>> {
        Box::pin(std::future::ready(self.reply()))
    }

    fn sleep(&self, time: Duration) -> transport::BoxFuture<'_, ()> {
        self.delays.lock().unwrap().push(time);
        Box::pin(tokio::time::sleep(if self.waits { time } else { Duration::ZERO }))
    }

    fn timeout_after(&self, _: Duration) -> transport::BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

impl blocking::Transport for RecordedDelays {
    fn send(
        &self,
        _: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        self.reply()
    }

    fn sleep(&self, time: Duration) {
        self.delays.lock().unwrap().push(time);
    }
}

async fn server_with_backoff(status: u16, wait: Duration) -> (Server, Client) {
    let body = format!(r#"{{"wait": {}}}"#, wait.as_millis());
    let server = Server::new(move |number, _| match number {
        0 => Reply::json(status, &body),
        _ => Reply::json(200, "{}"),
    });
    let server = server.await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn backoff_delays_later_calls_of_the_operation_only() {
    for status in [200, 400] {
        let transport = RecordedDelays::new([(status, r#"{"wait": 20000}"#)]);
        let client = Client::builder().transport(transport.clone()).base_url("http://pets.example").build().unwrap();
        let first = Call::new(&client, FindBooks).send().await;
        assert_eq!(first.is_ok(), status == 200);
        client.get().send().await.unwrap();
        assert_eq!(transport.delays(), []);
        Call::new(&client.clone(), FindBooks).send().await.unwrap();
        transport.assert_delayed(1, Duration::from_secs(20));
    }
}

#[tokio::test]
async fn backoff_is_waited_for_once() {
    let transport = RecordedDelays { waits: true, ..RecordedDelays::new([(200, r#"{"wait": 400}"#)]) };
    let client = Client::builder().transport(transport.clone()).base_url("http://pets.example").build().unwrap();
    let start = Instant::now();
    for _ in 0..2 {
        Call::new(&client, FindBooks).send().await.unwrap();
    }
    assert!(start.elapsed() >= WAIT, "{:?}", start.elapsed());
    // On a busy machine, the time may have passed before the second call.
    let delays = transport.delays();
    Call::new(&client, FindBooks).send().await.unwrap();
    assert_eq!(transport.delays(), delays);
}

#[tokio::test]
async fn backoff_delays_retries() {
    let (server, client) = server_with_backoff(503, WAIT).await;
    let start = Instant::now();
    Call::new(&client, FindBooks).send().await.unwrap();
    assert!(start.elapsed() >= WAIT && server.requests().len() == 2, "{:?}", start.elapsed());
}

#[tokio::test]
async fn backoff_beyond_the_timeout_returns_the_last_response() {
    let (server, client) = server_with_backoff(503, LONG_WAIT).await;
    let error = Call::new(&client, FindBooks).timeout(TIMEOUT).send().await.unwrap_err();
    assert_eq!((error.status().map(|status| status.as_u16()), server.requests().len()), (Some(503), 1));
}

#[tokio::test]
async fn backoff_beyond_the_timeout_is_a_rate_limit_error() {
    let (server, client) = server_with_backoff(200, LONG_WAIT).await;
    Call::new(&client, FindBooks).send().await.unwrap();
    let Err(Error::RateLimited(error)) = Call::new(&client, FindBooks).timeout(TIMEOUT).send().await else { panic!() };
    assert!(error.is_server_requested() && error.wait() > TIMEOUT && error.wait() <= LONG_WAIT, "{error:?}");
    let seconds = error.wait().as_secs_f64();
    let message = format!("the server requests a wait of {seconds:.1} s, which exceeds the timeout of the call");
    assert_eq!(error.to_string(), message);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn delays_of_the_server_are_limited() {
    let server = Server::new(|number, _| match number {
        0 => Reply::json(200, r#"{"wait": 1e18}"#),
        1 => Reply::json(503, r#"{"wait": 1e18}"#).header("Retry-After", "99999999999999999999"),
        _ => Reply::json(200, "{}"),
    });
    let server = server.await;
    let client = Client::builder().base_url(server.url()).max_server_delay(WAIT / 4).build().unwrap();
    Call::new(&client, FindBooks).send().await.unwrap();
    Call::new(&client, FindBooks).send().await.unwrap();
    assert_eq!(server.requests().len(), 3);
    // By default they are limited to ten minutes.
    let server = Server::always(Reply::json(200, r#"{"wait": 1e18}"#)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    Call::new(&client, FindBooks).send().await.unwrap();
    let Err(Error::RateLimited(error)) = Call::new(&client, FindBooks).send().await else { panic!() };
    assert!(error.is_server_requested() && error.wait() <= Duration::from_secs(600), "{error}");
}

#[tokio::test]
async fn rate_limit_delays_requests() {
    let server = Server::always(Reply::new(200, "")).await;
    let limit = RateLimit::new(2, WAIT);
    let client = Client::builder().base_url(server.url()).rate_limit(limit).build().unwrap();
    let start = Instant::now();
    let calls: Vec<_> = (0..6).map(|_| client.clone()).map(|client| async move { client.get().send().await }).collect();
    let calls: Vec<_> = calls.into_iter().map(tokio::spawn).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(start.elapsed() >= WAIT * 2, "{:?}", start.elapsed());
    let slow = Client::builder().base_url(server.url()).rate_limit(RateLimit::per_minute(1)).build().unwrap();
    slow.get().send().await.unwrap();
    let Err(Error::RateLimited(error)) = slow.get().timeout(WAIT).send().await else { panic!() };
    assert!(!error.is_server_requested());
    assert_eq!(server.requests().len(), 6 + 1);
}

#[tokio::test]
async fn cancelled_call_gives_its_time_back() {
    let server = Server::always(Reply::new(200, "")).await;
    let limit = RateLimit::new(1, WAIT / 4);
    let client = Client::builder().base_url(server.url()).rate_limit(limit).build().unwrap();
    client.get().send().await.unwrap();
    let mut waiting: Vec<_> = (0..300).map(|_| Box::pin(client.get().timeout(Duration::MAX).send())).collect();
    std::future::poll_fn(|context| {
        assert!(waiting.iter_mut().all(|call| call.as_mut().poll(context).is_pending()));
        std::task::Poll::Ready(())
    })
    .await;
    let Err(Error::RateLimited(error)) = client.get().timeout(WAIT * 20).send().await else { panic!() };
    assert!(error.wait() > WAIT * 20, "{error:?}");
    drop(waiting);
    client.get().timeout(WAIT * 20).send().await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn blocking_client_has_the_same_rate_limits() {
    let transport = RecordedDelays::new([(429, ""), (200, r#"{"wait": 20000}"#)]);
    let builder = blocking::Client::builder().transport(transport.clone()).base_url("http://pets.example");
    let client = builder.rate_limit(RateLimit::new(3, Duration::from_secs(40))).build().unwrap();
    blocking::Call::new(&client, FindBooks).send().unwrap();
    assert_eq!(transport.delays(), [Duration::from_secs(1)], "the server requests it before the retry");
    blocking::Call::new(&client, FindBooks).send().unwrap();
    transport.assert_delayed(2, Duration::from_secs(20));
    let rate_limited = client.get().timeout(Duration::from_secs(10)).send().unwrap_err();
    assert!(matches!(rate_limited, Error::RateLimited(error) if !error.is_server_requested()));
    client.get().send().unwrap();
    transport.assert_delayed(3, Duration::from_secs(40));
}

#[tokio::test]
async fn blocking_client_waits() {
    let (server, client) = server_with_backoff(503, WAIT).await;
    drop(client);
    let client = blocking::Client::builder().base_url(server.url()).build().unwrap();
    let start = Instant::now();
    tokio::task::spawn_blocking(move || blocking::Call::new(&client, FindBooks).send().unwrap()).await.unwrap();
    assert!(start.elapsed() >= WAIT && server.requests().len() == 2, "{:?}", start.elapsed());
}
