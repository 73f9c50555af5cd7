//! Operations stubbed by their type, without a server.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::api::{Get, InvalidateAccessTokens, Note, Send};
use crate::runtime::mock::{Mock, MockResponse};
use crate::runtime::{
    BackoffField, BufferedResponse, Call, Error, HasMore, InvalidParameter, Method, NextPage, Operation, PageInfo,
    Paginated, RateLimit, RequestEncoder, async_impl, blocking,
};

fn client(mock: &Mock) -> async_impl::Client {
    async_impl::Client::builder().transport(mock.clone()).api_key("open-sesame").build().unwrap()
}

#[tokio::test]
async fn stubbed_responses_are_decoded() {
    let mock = Mock::new();
    mock.respond::<InvalidateAccessTokens>(MockResponse::json(200, &json!({"items": [{"account_id": 7}]})));
    mock.respond_with_error::<Send>(409, &json!({"reason": "conflict"}));
    let client = client(&mock);
    let response = client.invalidate_access_tokens(["a"]).page(2).send().await.unwrap();
    assert_eq!(response.items.unwrap()[0].account_id, Some(7));
    let note = Note { text: "hello".into(), access_token: "opensesame".into() };
    let Error::Api(error) = client.send(Send::Note(note)).send().await.unwrap_err() else { panic!("no API error") };
    assert_eq!((error.status().as_u16(), error.body().unwrap()), (409, &json!({"reason": "conflict"})));
    let request = &mock.requests_to::<InvalidateAccessTokens>()[0];
    assert_eq!(request.uri.path_and_query().unwrap(), "/2.2/access-tokens/a/invalidate?page=2&key=open-sesame");
    let sent: Value = serde_json::from_slice(&mock.requests_to::<Send>()[0].body).unwrap();
    assert_eq!(sent, json!({"text": "hello", "access_token": "opensesame"}));
    assert_eq!(mock.requests().len(), 2);
    assert!(!format!("{mock:?}").contains("sesame"), "{mock:?}");
}

#[tokio::test]
async fn stubs_inspect_the_request_and_return_errors() {
    let mock = Mock::new();
    mock.respond_fn::<Get>(|request| match request.uri.query() {
        Some(query) if query.contains("slow=1") => MockResponse::timeout(),
        Some(query) if query.contains("unreachable=1") => MockResponse::connect_error(),
        _ => MockResponse::bytes(200, "image/png", "png").header("ETag", "\"1\""),
    });
    let client = client(&mock);
    let response = client.get().send_with_response().await.unwrap();
    assert_eq!((&response.body[..], &response.headers["etag"]), (&b"png"[..], &"\"1\"".parse().unwrap()));
    assert!(client.get().query_param("slow", "1").send().await.unwrap_err().is_timeout());
    let error = client.get().query_param("unreachable", "1").send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(error) if error.is_connect()));
}

#[tokio::test]
async fn mocked_calls_do_not_time_out() {
    let mock = Mock::new();
    mock.respond::<Get>(MockResponse::text(200, "there"));
    assert_eq!(client(&mock).get().timeout(Duration::from_millis(1)).send().await.unwrap(), "there");
}

/// Lists books in pages; each response requests a long backoff.
#[derive(Debug, Clone)]
struct ListBooks {
    page: Option<u32>,
}

impl Operation for ListBooks {
    type Output = Value;
    type Error = Value;
    const ID: &'static str = "listBooks";
    const METHOD: Method = Method::GET;
    const BACKOFF: Option<BackoffField> = Some(BackoffField::seconds("backoff"));

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/books");
        request.query("page", &self.page);
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        response.json()
    }
}

impl Paginated for ListBooks {
    type Item = Value;

    fn items(output: &mut Self::Output) -> Option<&mut Vec<Self::Item>> {
        output["items"].as_array_mut()
    }

    fn next_page(&mut self, page: &PageInfo<'_>, output: &Self::Output) -> NextPage {
        page.number(&mut self.page, 1, HasMore::flag(output["has_more"].as_bool().as_ref()))
    }
}

/// The shortest delay that the responses request.
const SHORTEST_DELAY: Duration = Duration::from_secs(30);

/// Creates a mock that responds with 429 once and then with three pages, each of which requests a backoff.
fn rate_limited_mock() -> Mock {
    let (mock, failed) = (Mock::new(), AtomicBool::new(false));
    mock.respond_fn::<ListBooks>(move |request| {
        if !failed.swap(true, Ordering::Relaxed) {
            return MockResponse::empty(429).header("Retry-After", "30");
        }
        let query = request.uri.query().unwrap_or_default();
        let page = query.strip_prefix("page=").map_or(1, |page| page.parse().unwrap());
        MockResponse::json(200, &json!({"items": [page], "has_more": page < 3, "backoff": 3600}))
    });
    mock
}

#[tokio::test]
async fn async_mocks_skip_delays() {
    let (mock, start) = (rate_limited_mock(), Instant::now());
    let builder = async_impl::Client::builder().transport(mock.clone()).rate_limit(RateLimit::per_minute(1));
    let client = builder.build().unwrap();
    let mut items = Call::new(&client, ListBooks { page: None }).items();
    let mut received = Vec::new();
    while let Some(item) = items.next().await {
        received.push(item.unwrap());
    }
    assert_eq!((received, mock.requests().len()), (vec![json!(1), json!(2), json!(3)], 4));
    assert!(start.elapsed() < SHORTEST_DELAY, "{:?}", start.elapsed());
}

#[test]
fn blocking_mocks_skip_delays() {
    let (mock, start) = (rate_limited_mock(), Instant::now());
    let builder = blocking::Client::builder().transport(mock.clone()).rate_limit(RateLimit::per_minute(1));
    let client = builder.build().unwrap();
    let received: Vec<Value> = Call::new(&client, ListBooks { page: None }).items().map(Result::unwrap).collect();
    assert_eq!((received, mock.requests().len()), (vec![json!(1), json!(2), json!(3)], 4));
    let raw = Call::new(&client, ListBooks { page: Some(2) }).send_raw().unwrap().text().unwrap();
    assert!(raw.contains("3600"), "{raw}");
    assert!(start.elapsed() < SHORTEST_DELAY, "{:?}", start.elapsed());
}

#[test]
fn missing_stub_error_names_the_operation() {
    let mock = Mock::new();
    let client = blocking::Client::builder().transport(mock.clone()).build().unwrap();
    let message = client.get().send().unwrap_err().to_string();
    assert_eq!(
        message,
        "the request could not be sent: the mock has no response for `get`: set one with `Mock::respond`"
    );
    mock.respond::<Get>(MockResponse::text(200, "there"));
    assert_eq!(client.get().send().unwrap(), "there");
}
