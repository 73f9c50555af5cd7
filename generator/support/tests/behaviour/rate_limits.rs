//! Rate limits: `RateLimit`, and backoff fields in responses.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::runtime::async_impl::{Call, Client};
use crate::runtime::blocking;
use crate::runtime::{
    BackoffField, BufferedResponse, Error, InvalidParameter, Method, Operation, RateLimit, RequestEncoder,
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

async fn server_with_backoff(status: u16) -> (Server, Client) {
    let server = Server::new(move |number, _| match number {
        0 => Reply::json(status, r#"{"wait": 400}"#),
        _ => Reply::json(200, "{}"),
    });
    let server = server.await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn backoff_delays_later_calls_of_the_operation_only() {
    for status in [200, 400] {
        let (_server, client) = server_with_backoff(status).await;
        let start = Instant::now();
        let first = Call::new(&client, FindBooks).send().await;
        assert_eq!(first.is_ok(), status == 200);
        client.get().send().await.unwrap();
        assert!(start.elapsed() < WAIT, "{:?}", start.elapsed());
        Call::new(&client.clone(), FindBooks).send().await.unwrap();
        assert!(start.elapsed() >= WAIT, "{:?}", start.elapsed());
        let now = Instant::now();
        Call::new(&client, FindBooks).send().await.unwrap();
        assert!(now.elapsed() < WAIT, "{:?}", now.elapsed());
    }
}

#[tokio::test]
async fn backoff_delays_retries() {
    let (server, client) = server_with_backoff(503).await;
    let start = Instant::now();
    Call::new(&client, FindBooks).send().await.unwrap();
    assert!(start.elapsed() >= WAIT && server.requests().len() == 2, "{:?}", start.elapsed());
}

#[tokio::test]
async fn backoff_beyond_the_timeout_returns_the_last_response() {
    let (server, client) = server_with_backoff(503).await;
    let error = Call::new(&client, FindBooks).timeout(WAIT / 2).send().await.unwrap_err();
    assert_eq!((error.status().map(|status| status.as_u16()), server.requests().len()), (Some(503), 1));
}

#[tokio::test]
async fn backoff_beyond_the_timeout_is_a_rate_limit_error() {
    let (server, client) = server_with_backoff(200).await;
    Call::new(&client, FindBooks).send().await.unwrap();
    let Err(Error::RateLimited(error)) = Call::new(&client, FindBooks).timeout(WAIT / 4).send().await else { panic!() };
    assert!(error.is_server_requested() && error.wait() > WAIT / 4 && error.wait() <= WAIT, "{error:?}");
    let message = "the server requests a wait of 0.4 s, which exceeds the timeout of the call";
    assert!(error.to_string() == message || error.wait() < WAIT - WAIT / 8, "{error}");
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

#[tokio::test]
async fn blocking_client_has_the_same_rate_limits() {
    let server = Server::new(|number, _| match number {
        0 => Reply::new(429, "").header("Retry-After", "1"),
        1 => Reply::json(200, r#"{"wait": 400}"#),
        _ => Reply::json(200, "{}"),
    });
    let server = server.await;
    let builder = blocking::Client::builder().base_url(server.url()).rate_limit(RateLimit::new(3, WAIT * 5));
    let calls = tokio::task::spawn_blocking(move || {
        let (client, start) = (builder.build().unwrap(), Instant::now());
        blocking::Call::new(&client, FindBooks).send().unwrap();
        let retried = start.elapsed();
        blocking::Call::new(&client, FindBooks).send().unwrap();
        let paused = start.elapsed();
        let rate_limited = client.get().timeout(WAIT / 100).send().unwrap_err();
        assert!(matches!(rate_limited, Error::RateLimited(error) if !error.is_server_requested()));
        client.get().send().unwrap();
        (retried, paused, start.elapsed())
    });
    let (retried, paused, limited) = calls.await.unwrap();
    assert!(retried >= Duration::from_secs(1) && paused >= retried + WAIT - WAIT / 10, "{retried:?} {paused:?}");
    assert!(limited >= WAIT * 5, "{limited:?}");
    assert_eq!(server.requests().len(), 4);
}
