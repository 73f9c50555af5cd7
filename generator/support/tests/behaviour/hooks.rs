//! Request and response hooks, and custom transports.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::runtime::async_impl::Client;
use crate::runtime::blocking;
use crate::runtime::transport::{Body, BoxFuture, Transport};
use crate::runtime::{Error, RequestInfo, ResponseInfo, RetryPolicy, TransportError};
use crate::server::{Reply, Server};

type Log = Arc<Mutex<Vec<String>>>;

fn quick_retry() -> RetryPolicy {
    RetryPolicy::default().initial_backoff(Duration::from_millis(5))
}

fn sign(request: &mut RequestInfo<'_>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let signature = format!("{} {} {}", request.attempt(), request.method(), request.url().path());
    request.headers_mut().insert("x-signature", signature.parse()?);
    Ok(())
}

fn log_responses(log: &Log) -> impl Fn(&ResponseInfo<'_>) + Send + Sync + 'static {
    let log = log.clone();
    move |response| {
        let (id, attempt, status) = (response.operation(), response.attempt(), response.status());
        log.lock().unwrap().push(format!("{id} {attempt} {status:?} {}", response.error().is_some()));
        assert!(response.elapsed() < Duration::from_secs(60));
    }
}

#[tokio::test]
async fn hooks_run_for_every_request() {
    let server = Server::new(|number, _| match number {
        0 => Reply::new(503, ""),
        1 => Reply::redirect(302, "/moved"),
        _ => Reply::new(200, "x"),
    });
    let (server, log) = (server.await, Log::default());
    let builder = Client::builder().base_url(server.url()).retry(quick_retry()).on_request(sign);
    builder.on_response(log_responses(&log)).build().unwrap().get().send().await.unwrap();
    let signed: Vec<String> = server.requests().iter().map(|r| r.header("x-signature").to_owned()).collect();
    assert_eq!(signed, ["1 GET /things", "2 GET /things", "2 GET /moved"]);
    let expected = ["get 1 Some(503) false", "get 2 Some(302) false", "get 2 Some(200) false"];
    assert_eq!(*log.lock().unwrap(), expected);
}

#[tokio::test]
async fn blocking_client_runs_the_same_hooks() {
    let server = Server::new(|number, _| if number == 0 { Reply::new(503, "") } else { Reply::new(200, "x") }).await;
    let (url, log) = (server.url(), Log::default());
    let hook = log_responses(&log);
    let call = tokio::task::spawn_blocking(move || {
        let builder = blocking::Client::builder().base_url(url).retry(quick_retry()).on_request(sign);
        let response = builder.on_response(hook).build().unwrap().get().send_with_response().unwrap();
        let unreachable =
            blocking::Client::builder().base_url("http://127.0.0.1:9").retry(quick_retry()).build().unwrap();
        (response.attempts, unreachable.send(crate::api::Send::Text("x".into())).send().unwrap_err())
    });
    let (attempts, error) = call.await.unwrap();
    assert!(matches!(error, Error::Transport(error) if error.is_connect() && error.attempts() == 3));
    assert_eq!((attempts, server.requests()[1].header("x-signature")), (2, "2 GET /things"));
    assert_eq!(*log.lock().unwrap(), ["get 1 Some(503) false", "get 2 Some(200) false"]);
}

#[tokio::test]
async fn request_hook_can_abort_the_call() {
    let server = Server::always(Reply::new(200, "")).await;
    let client = Client::builder().base_url(server.url()).on_request(|_| Err("not on sundays".into())).build().unwrap();
    let error = client.get().send().await.unwrap_err();
    assert_eq!(error.to_string(), "the request could not be sent: not on sundays");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn hooks_see_no_secrets() {
    let server = Server::always(Reply::json(200, "{}").header("Set-Cookie", "sid=opensesame")).await;
    let log = Log::default();
    let (before, after) = (log.clone(), log.clone());
    let builder = Client::builder().base_url(server.url()).api_key("opensesame").bearer("opensesame");
    let builder = builder.on_request(move |request| {
        before.lock().unwrap().push(format!("{request:?}"));
        Ok(())
    });
    let client = builder.on_response(move |response| {
        after.lock().unwrap().push(format!("{response:?} {:?}", response.headers()));
    });
    let client = client.build().unwrap();
    client.invalidate_access_tokens(["opensesame"]).page(2).header("x-mine", "opensesame").send().await.unwrap();
    let text = log.lock().unwrap().join("\n");
    assert!(text.contains("invalidateAccessTokens") && text.contains("page=2") && text.contains("Ok(200)"), "{text}");
    assert!(!text.contains("sesame"), "{text}");
}

#[tokio::test]
async fn location_that_echoes_a_secret_is_sensitive() {
    let server = Server::new(|number, request| match number {
        0 => Reply::redirect(302, format!("/moved?{}", request.line.split(['?', ' ']).nth(2).unwrap())),
        1 => Reply::redirect(302, "/second").header("Link", "<https://pets.example/?%6fpensesame>; rel=next"),
        _ => Reply::json(200, "{}").header("Content-Location", "/b3BlbnNlc2FtZQ/"),
    });
    let (server, log) = (server.await, Log::default());
    let after = log.clone();
    let builder = Client::builder().base_url(server.url()).api_key("opensesame");
    let builder = builder.on_response(move |response| {
        after.lock().unwrap().push(format!("{:?}", response.headers().unwrap()));
    });
    let client = builder.build().unwrap();
    client.invalidate_access_tokens(["opensesame"]).send().await.unwrap();
    let text = log.lock().unwrap().join("\n");
    assert!(server.requests()[1].line.contains("sesame"), "the redirect is followed");
    assert_eq!(text.matches("Sensitive").count(), 3, "{text}");
    assert!(text.contains("\"/second\"") && !text.contains("sesame") && !text.contains("b3Bl"), "{text}");
}

/// A transport without a network: the first request fails, later responses contain the request's URL.
#[derive(Default)]
struct Echo(Mutex<u32>);

impl Echo {
    fn response(&self, uri: &http::Uri) -> Result<String, TransportError> {
        let mut requests = self.0.lock().unwrap();
        *requests += 1;
        if *requests == 1 { Err(TransportError::connect("not yet")) } else { Ok(uri.to_string()) }
    }
}

impl Transport for Echo {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let response = self.response(request.uri());
        Box::pin(async move { response.map(|text| http::Response::new(Body::from(bytes::Bytes::from(text)))) })
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl blocking::Transport for Echo {
    fn send(
        &self,
        request: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        self.response(request.uri()).map(|text| http::Response::new(blocking::Body::from(bytes::Bytes::from(text))))
    }
}

#[tokio::test]
async fn custom_transport_is_used() {
    let url = "https://books.example/v1";
    let client = Client::builder().base_url(url).retry(quick_retry()).transport(Echo::default()).build().unwrap();
    assert_eq!(client.get().send().await.unwrap(), "https://books.example/v1/things");
    let blocking =
        blocking::Client::builder().base_url(url).retry(quick_retry()).transport(Echo::default()).build().unwrap();
    assert_eq!(blocking.get().send_with_response().unwrap().attempts, 2);
}
