//! The same operations, called by a thread that waits.

use std::time::Duration;

use crate::api::Send;
use crate::runtime::Error;
use crate::runtime::blocking::Client;
use crate::server::{Reply, Server};

/// Runs a test's calls on a thread that is not the server's.
async fn calling<T: std::marker::Send + 'static>(calls: impl FnOnce() -> T + std::marker::Send + 'static) -> T {
    tokio::task::spawn_blocking(calls).await.unwrap()
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).api_key("open-sesame").build().unwrap()
}

#[tokio::test]
async fn a_call_is_the_request_that_the_async_client_makes() {
    let server = Server::always(Reply::json(200, r#"{"items": [{"account_id": 7}]}"#)).await;
    let blocking = client(&server);
    let answer = calling(move || blocking.invalidate_access_tokens(["a b"]).page(2).send_with_response()).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.body.items.unwrap()[0].account_id), (200, Some(7)));
    let awaited = crate::runtime::awaited::Client::builder().base_url(server.url()).api_key("open-sesame");
    awaited.build().unwrap().invalidate_access_tokens(["a b"]).page(2).send().await.unwrap();
    let requests = server.requests();
    let sorted = |i: usize| {
        let mut headers = requests[i].headers.clone();
        headers.sort();
        (requests[i].line.clone(), headers)
    };
    assert_eq!(sorted(0), sorted(1));
    assert_eq!(requests[0].line, "GET /access-tokens/a%20b/invalidate?page=2&key=open-sesame HTTP/1.1");
}

#[tokio::test]
async fn bodies_and_errors_are_typed() {
    let server = Server::new(|_, request| Reply::json(409, &format!("{{\"said\": {:?}}}", request.body))).await;
    let blocking = client(&server);
    let error = calling(move || blocking.send(Send::Text("who".into())).send().unwrap_err()).await;
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!((error.status(), error.body()["said"].as_str()), (409, Some("who")));
    let request = &server.requests()[0];
    assert_eq!((request.header("content-type"), request.header("content-length")), ("text/plain", "3"));
}

#[tokio::test]
async fn redirects_are_followed() {
    let server = Server::new(|i, _| if i == 0 { Reply::redirect(307, "/elsewhere") } else { Reply::new(200, "there") });
    let server = server.await;
    let blocking = client(&server);
    assert_eq!(calling(move || blocking.get().send()).await.unwrap(), "there");
    assert_eq!(server.requests()[1].line, "GET /elsewhere HTTP/1.1");
}

#[tokio::test]
async fn time_runs_out() {
    let server = Server::always(Reply::new(200, "late").delayed(Duration::from_secs(20))).await;
    let blocking = client(&server);
    let error = calling(move || blocking.get().timeout(Duration::from_millis(100)).send().unwrap_err()).await;
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_and_a_body_that_breaks_off_are_told_apart() {
    let error = calling(|| {
        let nobody = Client::builder().base_url("http://127.0.0.1:9").build().unwrap();
        nobody.get().send().unwrap_err()
    });
    assert!(matches!(error.await, Error::Transport(error) if error.is_connect()));
    let server = Server::always(Reply::new(200, "short").declared(100)).await;
    let blocking = client(&server);
    let error = calling(move || blocking.get().send().unwrap_err()).await;
    assert!(matches!(&error, Error::Transport(error) if !error.is_connect() && !error.is_timeout()), "{error:?}");
    let server = Server::always(Reply::new(200, vec![b'x'; 2000])).await;
    let small = Client::builder().base_url(server.url()).max_body_bytes(1999).build().unwrap();
    assert!(matches!(calling(move || small.get().send().unwrap_err()).await, Error::BodyTooLarge(_)));
}
