//! Operations stubbed by their type, without a server.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::api::{Get, InvalidateAccessTokens, Note, Send};
use crate::runtime::mock::{Mock, Reply};
use crate::runtime::{
    Answer, Backoff, Call, Encoder, Error, InvalidArgument, Method, More, Operation, Page, Paged, RateLimit, Turn,
    awaited, blocking,
};

fn client(mock: &Mock) -> awaited::Client {
    awaited::Client::builder().transport(mock.clone()).api_key("open-sesame").build().unwrap()
}

#[tokio::test]
async fn a_stub_answers_through_the_decoding_of_its_operation() {
    let mock = Mock::new();
    mock.replies::<InvalidateAccessTokens>(Reply::json(200, &json!({"items": [{"account_id": 7}]})));
    mock.fails::<Send>(409, &json!({"why": "taken"}));
    let client = client(&mock);
    let answer = client.invalidate_access_tokens(["a"]).page(2).send().await.unwrap();
    assert_eq!(answer.items.unwrap()[0].account_id, Some(7));
    let note = Note { text: "hello".into(), access_token: "opensesame".into() };
    let Error::Api(error) = client.send(Send::Note(note)).send().await.unwrap_err() else { panic!("no API error") };
    assert_eq!((error.status(), error.body()), (409, &json!({"why": "taken"})));
    let asked = &mock.asked::<InvalidateAccessTokens>()[0];
    assert_eq!(asked.uri.path_and_query().unwrap(), "/2.2/access-tokens/a/invalidate?page=2&key=open-sesame");
    let sent: Value = serde_json::from_slice(&mock.asked::<Send>()[0].body).unwrap();
    assert_eq!(sent, json!({"text": "hello", "access_token": "opensesame"}));
    assert_eq!(mock.asked_in_all().len(), 2);
    assert!(!format!("{mock:?}").contains("sesame"), "{mock:?}");
}

#[tokio::test]
async fn a_stub_can_look_at_what_is_asked_and_fail_to_answer() {
    let mock = Mock::new();
    mock.replies_with::<Get>(|asked| match asked.uri.query() {
        Some(query) if query.contains("slow=1") => Reply::timeout(),
        Some(query) if query.contains("gone=1") => Reply::no_connection(),
        _ => Reply::bytes(200, "image/png", "png").header("ETag", "\"1\""),
    });
    let client = client(&mock);
    let answer = client.get().send_with_response().await.unwrap();
    assert_eq!((&answer.body[..], &answer.headers["etag"]), (&b"png"[..], &"\"1\"".parse().unwrap()));
    assert!(client.get().query_pair("slow", "1").send().await.unwrap_err().is_timeout());
    let error = client.get().query_pair("gone", "1").send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(error) if error.is_connect()));
}

#[tokio::test]
async fn a_deadline_does_not_come_of_itself() {
    let mock = Mock::new();
    mock.replies::<Get>(Reply::text(200, "there"));
    assert_eq!(client(&mock).get().timeout(Duration::from_millis(1)).send().await.unwrap(), "there");
}

/// Lists books page by page; each answer asks for a long time to be left alone.
#[derive(Debug, Clone)]
struct ListBooks {
    page: Option<u32>,
}

impl Operation for ListBooks {
    type Output = Value;
    type Error = Value;
    const ID: &'static str = "listBooks";
    const METHOD: Method = Method::GET;
    const BACKOFF: Option<Backoff> = Some(Backoff::seconds("backoff"));

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/books");
        request.query("page", &self.page);
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        answer.json()
    }
}

impl Paged for ListBooks {
    type Item = Value;

    fn items(output: &mut Self::Output) -> Option<&mut Vec<Self::Item>> {
        output["items"].as_array_mut()
    }

    fn turn(&mut self, page: &Page<'_>, output: &Self::Output) -> Turn {
        page.number(&mut self.page, 1, More::said(output["has_more"].as_bool().as_ref()))
    }
}

/// Fails at first, then has three pages; asks to be left alone all the time.
fn hesitant() -> Mock {
    let (mock, failed) = (Mock::new(), AtomicBool::new(false));
    mock.replies_with::<ListBooks>(move |asked| {
        if !failed.swap(true, Ordering::Relaxed) {
            return Reply::empty(429).header("Retry-After", "30");
        }
        let query = asked.uri.query().unwrap_or_default();
        let page = query.strip_prefix("page=").map_or(1, |page| page.parse().unwrap());
        Reply::json(200, &json!({"items": [page], "has_more": page < 3, "backoff": 3600}))
    });
    mock
}

#[tokio::test]
async fn no_test_waits_for_what_a_server_or_a_limit_asks_for() {
    let (mock, begin) = (hesitant(), Instant::now());
    let builder = awaited::Client::builder().transport(mock.clone()).rate_limit(RateLimit::per_minute(1));
    let client = builder.build().unwrap();
    let mut items = Call::new(&client, ListBooks { page: None }).items();
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        seen.push(item.unwrap());
    }
    assert_eq!((seen, mock.asked_in_all().len()), (vec![json!(1), json!(2), json!(3)], 4));
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[test]
fn no_thread_waits_either() {
    let (mock, begin) = (hesitant(), Instant::now());
    let builder = blocking::Client::builder().transport(mock.clone()).rate_limit(RateLimit::per_minute(1));
    let client = builder.build().unwrap();
    let seen: Vec<Value> = Call::new(&client, ListBooks { page: None }).items().map(Result::unwrap).collect();
    assert_eq!((seen, mock.asked_in_all().len()), (vec![json!(1), json!(2), json!(3)], 4));
    let raw = Call::new(&client, ListBooks { page: Some(2) }).send_raw().unwrap().text().unwrap();
    assert!(raw.contains("3600"), "{raw}");
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[test]
fn an_operation_without_a_stub_is_named() {
    let mock = Mock::new();
    let client = blocking::Client::builder().transport(mock.clone()).build().unwrap();
    let told = client.get().send().unwrap_err().to_string();
    assert_eq!(told, "the request could not be made: the mock has no answer for `get`: give one with `Mock::gives`");
    mock.replies::<Get>(Reply::text(200, "there"));
    assert_eq!(client.get().send().unwrap(), "there");
}
