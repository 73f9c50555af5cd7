//! Servers that fail for a while: what is tried again, when, and what is told where that was of no use.

use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::api::Send as Sending;
use crate::runtime::awaited::{Call, Client};
use crate::runtime::{
    Answer, Backoff, Bytes, Encoder, Error, GivesBytes, InvalidArgument, Method, Operation, RetryPolicy,
    TransportError, Upload, blocking,
};
use crate::server::{Reply, Request, Server};

/// Orders something, as the generator writes an operation with an idempotency key.
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

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/orders");
        request.header("Idempotency-Key", &self.idempotency_key)?;
        request.json("pears")
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            200..=299 => answer.untyped(),
            _ => Err(answer.error_untyped()),
        }
    }
}

/// Short waits, so that tests are quick.
fn quick() -> RetryPolicy {
    RetryPolicy::default().base(Duration::from_millis(5))
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).retry(quick()).build().unwrap()
}

/// A server that gives these answers, the last one for good.
async fn answering(replies: impl IntoIterator<Item = Reply>) -> Server {
    let replies: Vec<Reply> = replies.into_iter().collect();
    Server::new(move |number, _| replies[number.min(replies.len() - 1)].clone()).await
}

fn post() -> Sending {
    Sending::Text("text".into())
}

#[tokio::test]
async fn a_server_that_fails_twice_is_asked_a_third_time() {
    let server = answering([Reply::new(503, ""), Reply::new(500, ""), Reply::new(200, "x")]).await;
    let answer = client(&server).get().send_with_response().await.unwrap();
    assert_eq!((answer.body.as_ref(), answer.tries, server.requests().len()), (&b"x"[..], 3, 3));
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_stalls_is_asked_for_again() {
    let cut = Reply::new(200, "half").declared(8);
    let stalled = Reply::new(200, "late").delayed(Duration::from_secs(20));
    let server = answering([cut, stalled, Reply::new(200, "whole")]).await;
    let policy = quick().try_timeout(Duration::from_millis(300));
    assert_eq!(client(&server).get().retry(policy).send().await.unwrap(), "whole");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn the_last_try_tells_how_many_there_were() {
    let server = answering([Reply::new(500, "oops")]).await;
    let error = client(&server).get().send().await.unwrap_err();
    let told = "the server answered 500 Internal Server Error after 3 tries, which the API does not declare: oops";
    assert_eq!((error.to_string().as_str(), server.requests().len()), (told, 3));
    let error = client(&server).get().retry(RetryPolicy::none()).send().await.unwrap_err();
    assert!(!error.to_string().contains("tries") && server.requests().len() == 4, "{error}");
    let answering = answering([Reply::json(503, "{}")]).await;
    let error = Call::new(&client(&answering), PlaceOrder { idempotency_key: None }).send().await.unwrap_err();
    assert_eq!(error.to_string(), "the API answered 503 Service Unavailable after 3 tries: {}");
}

#[tokio::test]
async fn what_is_not_safe_to_repeat_is_not() {
    for reply in [Reply::new(500, ""), Reply::new(503, "").header("Retry-After", "0"), Reply::new(200, "").declared(9)]
    {
        let server = answering([reply]).await;
        client(&server).send(post()).send().await.unwrap_err();
        assert_eq!(server.requests().len(), 1);
    }
    let server = answering([Reply::new(503, ""), Reply::json(200, "{}")]).await;
    client(&server).send(post()).retry(quick().every_method()).send().await.unwrap();
    let bodies: Vec<String> = server.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, ["text", "text"]);
    let server = answering([Reply::new(501, ""), Reply::new(404, "")]).await;
    client(&server).get().send().await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn where_nothing_was_sent_everything_is_sent_again() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}")).retry(quick()).build().unwrap();
    let Err(Error::Transport(error)) = client.send(post()).send().await else { panic!() };
    assert!(error.is_connect() && error.tries() == 3, "{error:?}");
    assert!(error.to_string().starts_with("no connection to the server after 3 tries: "), "{error}");
}

#[tokio::test]
async fn all_tries_of_a_call_have_one_idempotency_key() {
    let keys = |server: &Server| -> Vec<String> {
        server.requests().iter().map(|request: &Request| request.header("idempotency-key").to_owned()).collect()
    };
    let server = answering([Reply::new(502, ""), Reply::new(200, "").declared(9), Reply::json(200, "{}")]).await;
    let client = client(&server);
    Call::new(&client, PlaceOrder { idempotency_key: None }).send().await.unwrap();
    Call::new(&client, PlaceOrder { idempotency_key: None }).send().await.unwrap();
    let made = keys(&server);
    assert!(made.len() == 4 && made[0].len() == 36, "{made:?}");
    assert!(made[0] == made[1] && made[1] == made[2] && made[2] != made[3], "{made:?}");

    let server = answering([Reply::new(502, ""), Reply::json(200, "{}")]).await;
    let client = self::client(&server);
    Call::new(&client, PlaceOrder { idempotency_key: Some("mine".into()) }).send().await.unwrap();
    let other = Call::new(&client, PlaceOrder { idempotency_key: Some("mine".into()) });
    other.header("idempotency-key", "this").send().await.unwrap();
    assert_eq!(keys(&server), ["mine", "mine", "this"]);
}

#[tokio::test]
async fn a_server_that_says_when_is_asked_then() {
    let begin = Instant::now();
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
    for (asked, least) in [(date, 500), ("1".to_owned(), 1000)] {
        let begin = Instant::now();
        let server = answering([Reply::new(429, "").header("Retry-After", asked), Reply::new(200, "x")]).await;
        assert_eq!(client(&server).get().send().await.unwrap(), "x");
        assert!(begin.elapsed() >= Duration::from_millis(least), "{:?}", begin.elapsed());
    }
    assert!(begin.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn a_wait_that_outlasts_the_call_ends_it_with_the_last_answer() {
    let begin = Instant::now();
    let server = answering([Reply::new(503, "later").header("Retry-After", "120")]).await;
    let error = client(&server).get().send().await.unwrap_err();
    assert_eq!((error.status(), server.requests().len()), (Some(503), 1));
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn an_outage_is_not_made_worse() {
    let server = answering([Reply::new(503, "")]).await;
    let policy = RetryPolicy::default().base(Duration::ZERO).tries(40);
    let client = Client::builder().base_url(server.url()).retry(policy).build().unwrap();
    for _ in 0..3 {
        client.get().send().await.unwrap_err();
    }
    // 40 and 40, then the 22 that are left of 100 further tries, and from then on one for each call.
    assert_eq!(server.requests().len(), 40 + 40 + 23);
    client.clone().get().send().await.unwrap_err();
    assert_eq!(server.requests().len(), 40 + 40 + 23 + 1);
}

#[tokio::test]
async fn a_redirect_is_followed_once_and_its_target_is_tried_again() {
    let server = answering([Reply::redirect(303, "/result"), Reply::new(503, ""), Reply::json(200, "7")]).await;
    assert_eq!(client(&server).send(post()).send().await.unwrap(), 7);
    let lines: Vec<String> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines, ["POST /things HTTP/1.1", "GET /result HTTP/1.1", "GET /result HTTP/1.1"]);
}

#[tokio::test]
async fn what_is_read_once_is_not_tried_again() {
    let once = || Sending::Raw(Upload::reader(&b"once"[..], None));
    let server = answering([Reply::json(503, "\"busy\"")]).await;
    let error = client(&server).send(once()).retry(quick().every_method()).send().await.unwrap_err();
    assert_eq!((error.status(), server.requests().len()), (Some(503), 1), "{error}");
    let server = answering([Reply::new(200, "half").declared(8)]).await;
    let error = client(&server).send(once()).retry(quick().every_method()).send().await.unwrap_err();
    assert!(error.to_string().contains("broke off") && !error.to_string().contains("sent before"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

/// An HTTP stack that takes the body, if it is told to, before it says that there is no connection.
struct Unconnected {
    takes: bool,
}

impl blocking::Transport for Unconnected {
    fn send(
        &self,
        request: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        if self.takes {
            std::io::copy(&mut request.into_body(), &mut std::io::sink()).map_err(TransportError::unmakeable)?;
        }
        Err(TransportError::connect("nobody there"))
    }
}

#[test]
fn what_is_read_once_is_tried_again_only_while_it_is_there() {
    for (takes, tries) in [(true, 1), (false, 3)] {
        let builder = blocking::Client::builder().retry(quick()).transport(Unconnected { takes });
        let client = builder.build().unwrap();
        let error = client.send(Sending::Raw(Upload::reader(&b"once"[..], None))).send().unwrap_err();
        assert!(matches!(&error, Error::Transport(error) if error.is_connect() && error.tries() == tries), "{error:?}");
    }
}

/// Gets `/files`, whose answers may say how long to wait.
#[derive(Debug, Clone)]
struct GetFiles;

impl Operation for GetFiles {
    type Output = Bytes;
    type Error = ();
    const ID: &'static str = "getFiles";
    const METHOD: Method = Method::GET;
    const BACKOFF: Option<Backoff> = Some(Backoff::seconds("backoff"));

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/files");
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            200..=299 => answer.bytes(),
            _ => Err(answer.undeclared()),
        }
    }
}

impl GivesBytes for GetFiles {}

#[tokio::test]
async fn answers_that_are_left_unread_are_tried_again_too() {
    let failing = || answering([Reply::new(503, "{}"), Reply::new(500, "{}"), Reply::new(200, "file")]);
    let server = failing().await;
    let raw = client(&server).get().send_raw().await.unwrap();
    assert_eq!((raw.status(), raw.text().await.unwrap().as_str(), server.requests().len()), (200, "file", 3));
    let server = failing().await;
    let raw = Call::new(&client(&server), GetFiles).send_raw().await.unwrap();
    assert_eq!((raw.status(), raw.text().await.unwrap().as_str(), server.requests().len()), (200, "file", 3));
    let server = failing().await;
    let file = Call::new(&client(&server), GetFiles).download().await.unwrap();
    assert_eq!((file.text().await.unwrap().as_str(), server.requests().len()), ("file", 3));
    let server = failing().await;
    let builder = blocking::Client::builder().base_url(server.url()).retry(quick());
    let read = tokio::task::spawn_blocking(move || {
        let client = builder.build().unwrap();
        blocking::Call::new(&client, GetFiles).send_raw().unwrap().text().unwrap()
    });
    assert_eq!((read.await.unwrap().as_str(), server.requests().len()), ("file", 3));
    // A status that the caller counts as a failure is one, whether its body is read or not.
    for is_raw in [true, false] {
        let server = answering([Reply::new(202, "wait"), Reply::new(200, "file")]).await;
        let client = client(&server);
        let call = Call::new(&client, GetFiles).retry(quick().statuses([202]));
        let answer = if is_raw { call.send_raw().await.unwrap() } else { call.download().await.unwrap() };
        assert_eq!((answer.text().await.unwrap().as_str(), server.requests().len()), ("file", 2));
    }
}
