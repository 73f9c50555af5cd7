//! How fast a client asks: as its limit says, and as the server asks for in its answers.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::runtime::awaited::{Call, Client};
use crate::runtime::blocking;
use crate::runtime::{Answer, Backoff, Encoder, Error, InvalidArgument, Method, Operation, RateLimit};
use crate::server::{Reply, Server};

/// Finds books: its answers say in `wait` how many milliseconds to leave it alone.
#[derive(Debug, Clone)]
struct FindBooks;

impl Operation for FindBooks {
    type Output = Value;
    type Error = Value;
    const ID: &'static str = "findBooks";
    const METHOD: Method = Method::GET;
    const BACKOFF: Option<Backoff> = Some(Backoff::milliseconds("wait"));

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/books");
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            200..=299 => answer.untyped(),
            _ => Err(answer.error_untyped()),
        }
    }
}

const WAIT: Duration = Duration::from_millis(400);

async fn asking_to_wait(status: u16) -> (Server, Client) {
    let server = Server::new(move |number, _| match number {
        0 => Reply::json(status, r#"{"wait": 400}"#),
        _ => Reply::json(200, "{}"),
    });
    let server = server.await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn a_pause_is_kept_by_the_next_call_of_the_operation_and_by_no_other() {
    for status in [200, 400] {
        let (_server, client) = asking_to_wait(status).await;
        let begin = Instant::now();
        let first = Call::new(&client, FindBooks).send().await;
        assert_eq!(first.is_ok(), status == 200);
        client.get().send().await.unwrap();
        assert!(begin.elapsed() < WAIT, "{:?}", begin.elapsed());
        Call::new(&client.clone(), FindBooks).send().await.unwrap();
        assert!(begin.elapsed() >= WAIT, "{:?}", begin.elapsed());
        let now = Instant::now();
        Call::new(&client, FindBooks).send().await.unwrap();
        assert!(now.elapsed() < WAIT, "{:?}", now.elapsed());
    }
}

#[tokio::test]
async fn a_pause_counts_for_further_tries_too() {
    let (server, client) = asking_to_wait(503).await;
    let begin = Instant::now();
    Call::new(&client, FindBooks).send().await.unwrap();
    assert!(begin.elapsed() >= WAIT && server.requests().len() == 2, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_pause_that_outlasts_the_call_ends_it_with_the_last_answer() {
    let (server, client) = asking_to_wait(503).await;
    let error = Call::new(&client, FindBooks).timeout(WAIT / 2).send().await.unwrap_err();
    assert_eq!((error.status(), server.requests().len()), (Some(503), 1));
}

#[tokio::test]
async fn a_pause_that_outlasts_the_call_is_told() {
    let (server, client) = asking_to_wait(200).await;
    Call::new(&client, FindBooks).send().await.unwrap();
    let Err(Error::Throttled(error)) = Call::new(&client, FindBooks).timeout(WAIT / 4).send().await else { panic!() };
    assert!(error.is_by_server() && error.wait() > WAIT / 4 && error.wait() <= WAIT, "{error:?}");
    let told = "the server asks to wait 0.4 s before this is called, which is longer than the call may take";
    assert!(error.to_string() == told || error.wait() < WAIT - WAIT / 8, "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_limit_spreads_requests_over_time() {
    let server = Server::always(Reply::new(200, "")).await;
    let limit = RateLimit::new(2, WAIT);
    let client = Client::builder().base_url(server.url()).rate_limit(limit).build().unwrap();
    let begin = Instant::now();
    let calls: Vec<_> = (0..6).map(|_| client.clone()).map(|client| async move { client.get().send().await }).collect();
    let calls: Vec<_> = calls.into_iter().map(tokio::spawn).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(begin.elapsed() >= WAIT * 2, "{:?}", begin.elapsed());
    let slow = Client::builder().base_url(server.url()).rate_limit(RateLimit::per_minute(1)).build().unwrap();
    slow.get().send().await.unwrap();
    let Err(Error::Throttled(error)) = slow.get().timeout(WAIT).send().await else { panic!() };
    assert!(!error.is_by_server());
    assert_eq!(server.requests().len(), 6 + 1);
}

#[tokio::test]
async fn the_blocking_client_keeps_to_the_same() {
    let server = Server::new(|number, _| match number {
        0 => Reply::new(429, "").header("Retry-After", "1"),
        1 => Reply::json(200, r#"{"wait": 400}"#),
        _ => Reply::json(200, "{}"),
    });
    let server = server.await;
    let builder = blocking::Client::builder().base_url(server.url()).rate_limit(RateLimit::new(3, WAIT * 5));
    let calls = tokio::task::spawn_blocking(move || {
        let (client, begin) = (builder.build().unwrap(), Instant::now());
        blocking::Call::new(&client, FindBooks).send().unwrap();
        let tried = begin.elapsed();
        blocking::Call::new(&client, FindBooks).send().unwrap();
        let paused = begin.elapsed();
        let hurried = client.get().timeout(WAIT / 100).send().unwrap_err();
        assert!(matches!(hurried, Error::Throttled(error) if !error.is_by_server()));
        client.get().send().unwrap();
        (tried, paused, begin.elapsed())
    });
    let (tried, paused, limited) = calls.await.unwrap();
    assert!(tried >= Duration::from_secs(1) && paused >= tried + WAIT - WAIT / 10, "{tried:?} {paused:?}");
    assert!(limited >= WAIT * 5, "{limited:?}");
    assert_eq!(server.requests().len(), 4);
}
