//! What callers may do with clients, calls and errors: clone, send, share, box. Checked when this is compiled.

use std::future::Future;

use generated_client::types::{AccessToken, AccessTokens, ErrorResponse};
use generated_client::{BuildError, Client, ClientBuilder, Error, Response, Secret};

use crate::server::{Reply, Server};

fn shared<T: Clone + Send + Sync + 'static>() {}
fn error<T: std::error::Error + Send + Sync + 'static>() {}
fn future<T: Future + Send>(_: T) {}
fn task<T: Future + Send + 'static>(future: T) -> T {
    future
}

#[test]
fn clients_and_values_are_shared_and_errors_are_errors() {
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Secret>();
    shared::<AccessToken>();
    shared::<AccessTokens>();
    shared::<ErrorResponse>();
    shared::<Response<AccessTokens>>();
    error::<Error>();
    error::<Error<ErrorResponse>>();
    error::<BuildError>();
}

#[tokio::test]
async fn calls_and_their_futures_move_between_threads() {
    let client = Client::new();
    shared_call(&client.read_access_tokens(["t"]));
    future(client.invalidate_access_tokens(["t"]).send());
    future(client.invalidate_access_tokens(["t"]).send_with_response());
    future(client.read_access_tokens(["t"]).send());
    future(client.read_access_tokens(["t"]).send_with_response());
    future(client.de_authenticate_application(["t"]).send());
    future(client.de_authenticate_application(["t"]).send_with_response());
}

fn shared_call<T: Clone + Send + Sync>(_: &T) {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_client_serves_many_tasks() {
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
