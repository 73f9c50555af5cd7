//! Trait bounds of clients, calls and errors (`Clone`, `Send`, `Sync`), and concurrent calls.

use std::future::Future;

use generated_client::types::{AccessToken, AccessTokens, ErrorResponse};
use generated_client::{BuildError, Client, ClientBuilder, Error, Response, SecretString};

use crate::server::{Reply, Server};

fn assert_shared<T: Clone + Send + Sync + 'static>() {}
fn assert_error<T: std::error::Error + Send + Sync + 'static>() {}
fn future<T: Future + Send>(_: T) {}
fn task<T: Future + Send + 'static>(future: T) -> T {
    future
}

#[test]
fn clients_and_values_are_send_and_sync_and_errors_are_errors() {
    assert_shared::<Client>();
    assert_shared::<ClientBuilder>();
    assert_shared::<SecretString>();
    assert_shared::<AccessToken>();
    assert_shared::<AccessTokens>();
    assert_shared::<ErrorResponse>();
    assert_shared::<Response<AccessTokens>>();
    assert_error::<Error>();
    assert_error::<Error<ErrorResponse>>();
    assert_error::<BuildError>();
}

#[tokio::test]
async fn calls_and_futures_are_send() {
    let client = Client::new();
    assert_shared_call(&client.read_access_tokens(["t"]));
    future(client.invalidate_access_tokens(["t"]).send());
    future(client.invalidate_access_tokens(["t"]).send_with_response());
    future(client.read_access_tokens(["t"]).send());
    future(client.read_access_tokens(["t"]).send_with_response());
    future(client.de_authenticate_application(["t"]).send());
    future(client.de_authenticate_application(["t"]).send_with_response());
}

fn assert_shared_call<T: Clone + Send + Sync>(_: &T) {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn client_is_shared_between_tasks() {
    let server = Server::always(Reply::json(200, r#"{"quota_remaining": 5}"#)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(task(async move { client.read_access_tokens([format!("token{number}")]).send().await }))
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap().quota_remaining, Some(5));
    }
    let mut lines = server.lines();
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), 20);
}
