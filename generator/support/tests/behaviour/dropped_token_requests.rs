//! Token requests whose calls are dropped or time out.

use std::task::Poll;
use std::time::Duration;

use crate::runtime::facade::call::Call;
use crate::server::{Reply, Server};
use crate::tokens::{RequiresToken, SLOW, authorization_headers, client_builder, client_credentials, token_response};

/// Polls a future once, then drops it.
async fn poll_once<F: Future>(future: F) -> bool {
    let mut future = Box::pin(future);
    std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}

#[tokio::test]
async fn token_request_survives_the_calls_that_are_dropped() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::new(|i, _| token_response(&format!("t{i}"), "\"expires_in\": 60").delayed(SLOW)).await;
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    let call = || Call::new(&client, RequiresToken);
    let first = {
        let client = client.clone();
        tokio::spawn(async move { Call::new(&client, RequiresToken).send().await.map(drop) })
    };
    while tokens.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let mut waiting = Box::pin(call().send());
    assert!(!poll_once(waiting.as_mut()).await);
    // A call whose timeout expires does not wait for the token request of another call.
    let error = call().timeout(Duration::from_millis(1)).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    for _ in 0..200 {
        assert!(!poll_once(call().send()).await);
    }
    waiting.await.unwrap();
    assert_eq!((authorization_headers(&api.requests()), tokens.requests().len()), (vec!["Bearer t0"], 1));
}

#[tokio::test]
async fn token_request_of_dropped_calls_is_continued_by_a_later_call() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::new(|i, _| match i {
        // The connection closes before the response is complete.
        0 => Reply::new(200, "{").content_length(100),
        _ => token_response(&format!("t{i}"), "\"expires_in\": 60").delayed(SLOW),
    });
    let tokens = tokens.await;
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    while tokens.requests().len() < 2 {
        assert!(!poll_once(Call::new(&client, RequiresToken).send()).await);
        tokio::task::yield_now().await;
    }
    Call::new(&client, RequiresToken).send().await.unwrap();
    assert_eq!((authorization_headers(&api.requests()), tokens.requests().len()), (vec!["Bearer t1"], 2));
}

#[tokio::test]
async fn token_request_that_exceeds_the_timeout_is_repeated_by_the_next_call() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::new(|i, _| {
        let delay = if i == 0 { Duration::from_secs(20) } else { Duration::ZERO };
        token_response(&format!("t{i}"), "\"expires_in\": 60").delayed(delay)
    });
    let tokens = tokens.await;
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    let error = Call::new(&client, RequiresToken).timeout(SLOW).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    Call::new(&client, RequiresToken).send().await.unwrap();
    assert_eq!(authorization_headers(&api.requests()), ["Bearer t1"]);
}
