//! What a client's user sees of requests and answers, and does to them; and HTTP stacks of the user's own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::runtime::awaited::Client;
use crate::runtime::blocking;
use crate::runtime::transport::{Body, Pending, Transport};
use crate::runtime::{Error, RequestInfo, ResponseInfo, RetryPolicy, TransportError};
use crate::server::{Reply, Server};

type Log = Arc<Mutex<Vec<String>>>;

fn quick() -> RetryPolicy {
    RetryPolicy::default().base(Duration::from_millis(5))
}

fn sign(request: &mut RequestInfo<'_>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let signature = format!("{} {} {}", request.attempt(), request.method(), request.url().path());
    request.headers_mut().insert("x-signature", signature.parse()?);
    Ok(())
}

fn logging(log: &Log) -> impl Fn(&ResponseInfo<'_>) + Send + Sync + 'static {
    let log = log.clone();
    move |response| {
        let (id, attempt, status) = (response.operation(), response.attempt(), response.status());
        log.lock().unwrap().push(format!("{id} {attempt} {status:?} {}", response.error().is_some()));
        assert!(response.elapsed() < Duration::from_secs(20));
    }
}

#[tokio::test]
async fn every_request_is_shown_before_and_after() {
    let server = Server::new(|number, _| match number {
        0 => Reply::new(503, ""),
        1 => Reply::redirect(302, "/elsewhere"),
        _ => Reply::new(200, "x"),
    });
    let (server, log) = (server.await, Log::default());
    let builder = Client::builder().base_url(server.url()).retry(quick()).on_request(sign);
    builder.on_response(logging(&log)).build().unwrap().get().send().await.unwrap();
    let signed: Vec<String> = server.requests().iter().map(|r| r.header("x-signature").to_owned()).collect();
    assert_eq!(signed, ["1 GET /things", "2 GET /things", "2 GET /elsewhere"]);
    let seen = ["get 1 Some(503) false", "get 2 Some(302) false", "get 2 Some(200) false"];
    assert_eq!(*log.lock().unwrap(), seen);
}

#[tokio::test]
async fn the_blocking_client_shows_the_same() {
    let server = Server::new(|number, _| if number == 0 { Reply::new(503, "") } else { Reply::new(200, "x") }).await;
    let (url, log) = (server.url(), Log::default());
    let look = logging(&log);
    let call = tokio::task::spawn_blocking(move || {
        let builder = blocking::Client::builder().base_url(url).retry(quick()).on_request(sign);
        let answer = builder.on_response(look).build().unwrap().get().send_with_response().unwrap();
        let nobody = blocking::Client::builder().base_url("http://127.0.0.1:9").retry(quick()).build().unwrap();
        (answer.tries, nobody.send(crate::api::Send::Text("x".into())).send().unwrap_err())
    });
    let (tries, refused) = call.await.unwrap();
    assert!(matches!(refused, Error::Transport(error) if error.is_connect() && error.tries() == 3));
    assert_eq!((tries, server.requests()[1].header("x-signature")), (2, "2 GET /things"));
    assert_eq!(*log.lock().unwrap(), ["get 1 Some(503) false", "get 2 Some(200) false"]);
}

#[tokio::test]
async fn a_request_can_be_refused() {
    let server = Server::always(Reply::new(200, "")).await;
    let client = Client::builder().base_url(server.url()).on_request(|_| Err("not on sundays".into())).build().unwrap();
    let error = client.get().send().await.unwrap_err();
    assert_eq!(error.to_string(), "the request could not be made: not on sundays");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn nothing_secret_is_shown() {
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
    let shown = log.lock().unwrap().join("\n");
    assert!(
        shown.contains("invalidateAccessTokens") && shown.contains("page=2") && shown.contains("Ok(200)"),
        "{shown}"
    );
    assert!(!shown.contains("sesame"), "{shown}");
}

/// An HTTP stack without a network: it fails once, then answers with what it was asked.
#[derive(Default)]
struct Echo(Mutex<u32>);

impl Echo {
    fn answer(&self, uri: &http::Uri) -> Result<String, TransportError> {
        let mut asked = self.0.lock().unwrap();
        *asked += 1;
        if *asked == 1 { Err(TransportError::connect("not yet")) } else { Ok(uri.to_string()) }
    }
}

impl Transport for Echo {
    fn send(&self, request: http::Request<Body>) -> Pending<'_, Result<http::Response<Body>, TransportError>> {
        let answer = self.answer(request.uri());
        Box::pin(async move { answer.map(|text| http::Response::new(Body::from(bytes::Bytes::from(text)))) })
    }

    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl blocking::Transport for Echo {
    fn send(
        &self,
        request: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        self.answer(request.uri()).map(|text| http::Response::new(blocking::Body::from(bytes::Bytes::from(text))))
    }
}

#[tokio::test]
async fn any_http_stack_will_do() {
    let url = "https://books.example/v1";
    let awaited = Client::builder().base_url(url).retry(quick()).transport(Echo::default()).build().unwrap();
    assert_eq!(awaited.get().send().await.unwrap(), "https://books.example/v1/things");
    let blocking = blocking::Client::builder().base_url(url).retry(quick()).transport(Echo::default()).build().unwrap();
    assert_eq!(blocking.get().send_with_response().unwrap().tries, 2);
}
