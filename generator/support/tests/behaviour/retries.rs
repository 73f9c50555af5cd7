//! Retries: conditions, delays, budget, idempotency keys, and the error after the last attempt.

use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::api::Send as Sending;
use crate::runtime::async_impl::{Call, Client};
use crate::runtime::{
    BackoffField, BufferedResponse, Bytes, BytesResponse, Error, InvalidParameter, Method, Operation, RequestEncoder,
    RetryPolicy, StatusCode, TransportError, Upload, blocking,
};
use crate::server::{Reply, Request, Server};

/// Places an order. It has an idempotency key, in the form that the generator emits.
#[derive(Debug, Clone)]
pub struct PlaceOrder {
    pub idempotency_key: Option<String>,
}

impl Operation for PlaceOrder {
    type Output = Value;
    type Error = Value;
    const ID: &'static str = "placeOrder";
    const METHOD: Method = Method::POST;
    const IDEMPOTENCY_KEY: Option<&'static str> = Some("Idempotency-Key");

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/orders");
        request.header("Idempotency-Key", &self.idempotency_key)?;
        request.json("pears")
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            200..=299 => response.json_or_text(),
            _ => Err(response.api_error_untyped()),
        }
    }
}

/// Returns a policy with short delays.
fn quick_retry() -> RetryPolicy {
    RetryPolicy::default().initial_backoff(Duration::from_millis(5))
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).retry(quick_retry()).build().unwrap()
}

/// Starts a server that sends these responses in order and then repeats the last one.
async fn server_with(replies: impl IntoIterator<Item = Reply>) -> Server {
    let replies: Vec<Reply> = replies.into_iter().collect();
    Server::new(move |number, _| replies[number.min(replies.len() - 1)].clone()).await
}

fn post() -> Sending {
    Sending::Text("text".into())
}

#[tokio::test]
async fn request_is_attempted_three_times() {
    let server = server_with([Reply::new(503, ""), Reply::new(500, ""), Reply::new(200, "x")]).await;
    let response = client(&server).get().send_with_response().await.unwrap();
    assert_eq!((response.body.as_ref(), response.attempts, server.requests().len()), (&b"x"[..], 3, 3));
}

#[tokio::test]
async fn truncated_and_stalled_responses_are_retried() {
    let cut = Reply::new(200, "half").content_length(8);
    let stalled = Reply::new(200, "late").delayed(Duration::from_secs(60));
    let server = server_with([cut, stalled, Reply::new(200, "complete")]).await;
    // Enough for the other attempts on a busy machine.
    let policy = quick_retry().attempt_timeout(Duration::from_secs(3));
    assert_eq!(client(&server).get().retry(policy).send().await.unwrap(), "complete");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn error_contains_the_number_of_attempts() {
    let server = server_with([Reply::new(500, "oops")]).await;
    let error = client(&server).get().send().await.unwrap_err();
    let message = "the API returned the undocumented status 500 Internal Server Error after 3 attempts: oops";
    assert_eq!((error.to_string().as_str(), server.requests().len()), (message, 3));
    let error = client(&server).get().retry(RetryPolicy::none()).send().await.unwrap_err();
    assert!(!error.to_string().contains("attempts") && server.requests().len() == 4, "{error}");
    let server = server_with([Reply::json(503, "{}")]).await;
    let error = Call::new(&client(&server), PlaceOrder { idempotency_key: None }).send().await.unwrap_err();
    assert_eq!(error.to_string(), "the API returned 503 Service Unavailable after 3 attempts: {}");
}

#[tokio::test]
async fn non_idempotent_request_is_not_retried() {
    for reply in
        [Reply::new(500, ""), Reply::new(503, "").header("Retry-After", "0"), Reply::new(200, "").content_length(9)]
    {
        let server = server_with([reply]).await;
        client(&server).send(post()).send().await.unwrap_err();
        assert_eq!(server.requests().len(), 1);
    }
    let server = server_with([Reply::new(503, ""), Reply::json(200, "{}")]).await;
    client(&server).send(post()).retry(quick_retry().retry_non_idempotent()).send().await.unwrap();
    let bodies: Vec<String> = server.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, ["text", "text"]);
    let server = server_with([Reply::new(501, ""), Reply::new(404, "")]).await;
    client(&server).get().send().await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn connect_errors_are_retried_for_any_method() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}")).retry(quick_retry()).build().unwrap();
    let Err(Error::Transport(error)) = client.send(post()).send().await else { panic!() };
    assert!(error.is_connect() && error.attempts() == 3, "{error:?}");
    assert!(error.to_string().starts_with("could not connect to the server after 3 attempts: "), "{error}");
}

#[tokio::test]
async fn attempts_share_one_idempotency_key() {
    let keys = |server: &Server| -> Vec<String> {
        server.requests().iter().map(|request: &Request| request.header("idempotency-key").to_owned()).collect()
    };
    let server =
        server_with([Reply::new(502, ""), Reply::new(200, "").content_length(9), Reply::json(200, "{}")]).await;
    let client = client(&server);
    Call::new(&client, PlaceOrder { idempotency_key: None }).send().await.unwrap();
    Call::new(&client, PlaceOrder { idempotency_key: None }).send().await.unwrap();
    let generated_keys = keys(&server);
    assert!(generated_keys.len() == 4 && generated_keys[0].len() == 36, "{generated_keys:?}");
    assert!(
        generated_keys[0] == generated_keys[1]
            && generated_keys[1] == generated_keys[2]
            && generated_keys[2] != generated_keys[3],
        "{generated_keys:?}"
    );

    let server = server_with([Reply::new(502, ""), Reply::json(200, "{}")]).await;
    let client = self::client(&server);
    Call::new(&client, PlaceOrder { idempotency_key: Some("mine".into()) }).send().await.unwrap();
    let other = Call::new(&client, PlaceOrder { idempotency_key: Some("mine".into()) });
    other.header("idempotency-key", "this").send().await.unwrap();
    assert_eq!(keys(&server), ["mine", "mine", "this"]);
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let start = Instant::now();
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
    for (retry_after, min_wait) in [(date, 500), ("1".to_owned(), 1000)] {
        let start = Instant::now();
        let server = server_with([Reply::new(429, "").header("Retry-After", retry_after), Reply::new(200, "x")]).await;
        assert_eq!(client(&server).get().send().await.unwrap(), "x");
        assert!(start.elapsed() >= Duration::from_millis(min_wait), "{:?}", start.elapsed());
    }
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn retry_after_beyond_the_timeout_returns_the_last_response() {
    let start = Instant::now();
    let server = server_with([Reply::new(503, "later").header("Retry-After", "120")]).await;
    let error = client(&server).get().send().await.unwrap_err();
    assert_eq!((error.status().map(|status| status.as_u16()), server.requests().len()), (Some(503), 1));
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn retry_budget_limits_retries() {
    let server = server_with([Reply::new(503, "")]).await;
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO).max_attempts(40);
    let client = Client::builder().base_url(server.url()).retry(policy).build().unwrap();
    for _ in 0..3 {
        client.get().send().await.unwrap_err();
    }
    // 40 and 40 attempts; the third call uses the last 22 of 100 retries. Later calls have one attempt each.
    assert_eq!(server.requests().len(), 40 + 40 + 23);
    client.clone().get().send().await.unwrap_err();
    assert_eq!(server.requests().len(), 40 + 40 + 23 + 1);
}

#[tokio::test]
async fn redirect_target_is_retried() {
    let server = server_with([Reply::redirect(303, "/result"), Reply::new(503, ""), Reply::json(200, "7")]).await;
    assert_eq!(client(&server).send(post()).send().await.unwrap(), 7);
    let lines: Vec<String> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines, ["POST /things HTTP/1.1", "GET /result HTTP/1.1", "GET /result HTTP/1.1"]);
}

#[tokio::test]
async fn single_use_body_is_not_retried() {
    let upload = || Sending::Raw(Upload::reader(&b"once"[..], None));
    let server = server_with([Reply::json(503, "\"busy\"")]).await;
    let error = client(&server).send(upload()).retry(quick_retry().retry_non_idempotent()).send().await.unwrap_err();
    assert_eq!((error.status().map(|status| status.as_u16()), server.requests().len()), (Some(503), 1), "{error}");
    let server = server_with([Reply::new(200, "half").content_length(8)]).await;
    let error = client(&server).send(upload()).retry(quick_retry().retry_non_idempotent()).send().await.unwrap_err();
    assert!(error.to_string().contains("interrupted") && !error.to_string().contains("already sent"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

/// A transport whose connections fail, after it has read the body if `reads_body` is set.
struct RefusingTransport {
    reads_body: bool,
}

impl blocking::Transport for RefusingTransport {
    fn send(
        &self,
        request: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        if self.reads_body {
            std::io::copy(&mut request.into_body(), &mut std::io::sink()).map_err(TransportError::invalid_request)?;
        }
        Err(TransportError::connect("connection refused"))
    }
}

#[test]
fn single_use_body_is_retried_only_if_unread() {
    for (reads_body, attempts) in [(true, 1), (false, 3)] {
        let builder = blocking::Client::builder().retry(quick_retry()).transport(RefusingTransport { reads_body });
        let client = builder.build().unwrap();
        let error = client.send(Sending::Raw(Upload::reader(&b"once"[..], None))).send().unwrap_err();
        assert!(
            matches!(&error, Error::Transport(error) if error.is_connect() && error.attempts() == attempts),
            "{error:?}"
        );
    }
}

/// Gets `/files`; its responses can request a backoff.
#[derive(Debug, Clone)]
struct GetFiles;

impl Operation for GetFiles {
    type Output = Bytes;
    type Error = ();
    const ID: &'static str = "getFiles";
    const METHOD: Method = Method::GET;
    const BACKOFF: Option<BackoffField> = Some(BackoffField::seconds("backoff"));

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/files");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            200..=299 => response.bytes(),
            _ => Err(response.into_unexpected()),
        }
    }
}

impl BytesResponse for GetFiles {}

#[tokio::test]
async fn raw_responses_and_downloads_are_retried() {
    let failing_twice = || server_with([Reply::new(503, "{}"), Reply::new(500, "{}"), Reply::new(200, "file")]);
    let server = failing_twice().await;
    let raw = client(&server).get().send_raw().await.unwrap();
    assert_eq!((raw.status().as_u16(), raw.text().await.unwrap().as_str(), server.requests().len()), (200, "file", 3));
    let server = failing_twice().await;
    let raw = Call::new(&client(&server), GetFiles).send_raw().await.unwrap();
    assert_eq!((raw.status().as_u16(), raw.text().await.unwrap().as_str(), server.requests().len()), (200, "file", 3));
    let server = failing_twice().await;
    let file = Call::new(&client(&server), GetFiles).download().await.unwrap();
    assert_eq!((file.text().await.unwrap().as_str(), server.requests().len()), ("file", 3));
    let server = failing_twice().await;
    let builder = blocking::Client::builder().base_url(server.url()).retry(quick_retry());
    let read = tokio::task::spawn_blocking(move || {
        let client = builder.build().unwrap();
        blocking::Call::new(&client, GetFiles).send_raw().unwrap().text().unwrap()
    });
    assert_eq!((read.await.unwrap().as_str(), server.requests().len()), ("file", 3));
    // Statuses added with `retry_statuses` are retried for unread bodies too.
    for is_raw in [true, false] {
        let server = server_with([Reply::new(202, "wait"), Reply::new(200, "file")]).await;
        let client = client(&server);
        let call = Call::new(&client, GetFiles).retry(quick_retry().retry_statuses([StatusCode::ACCEPTED]));
        let response = if is_raw { call.send_raw().await.unwrap() } else { call.download().await.unwrap() };
        assert_eq!((response.text().await.unwrap().as_str(), server.requests().len()), ("file", 2));
    }
}
