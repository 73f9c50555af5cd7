//! Pagination: page requests, the end of the stream, and errors.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_core::Stream;
use serde::Deserialize;
use serde_json::Value;

use crate::runtime::async_impl::Client;
use crate::runtime::{
    BufferedResponse, Call, Error, HasMore, InvalidParameter, Method, NextPage, Operation, PageInfo, Paginated,
    RequestEncoder, blocking,
};
use crate::server::{Reply, Request, Server};

/// The pagination scheme of a test.
#[derive(Debug, Clone, Copy)]
enum Scheme {
    Number,
    Offset,
    Cursor,
    NextUrl,
    Link,
}

#[derive(Debug, Clone)]
struct List {
    scheme: Scheme,
    page: Option<u32>,
    offset: Option<i64>,
    cursor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Listing {
    items: Option<Vec<i64>>,
    has_more: Option<bool>,
    total: Option<i64>,
    next: Option<String>,
}

impl Operation for List {
    type Output = Listing;
    type Error = Value;
    const ID: &'static str = "list";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/things");
        request.query("page", &self.page);
        request.query("offset", &self.offset);
        request.query("cursor", &self.cursor);
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            200..=299 => response.json(),
            _ => Err(response.api_error_untyped()),
        }
    }
}

impl Paginated for List {
    type Item = i64;

    fn items(output: &mut Self::Output) -> Option<&mut Vec<Self::Item>> {
        output.items.as_mut()
    }

    fn next_page(&mut self, page: &PageInfo<'_>, output: &Self::Output) -> NextPage {
        let has_more_flag = HasMore::flag(output.has_more.as_ref());
        match self.scheme {
            Scheme::Number => page.number(&mut self.page, 1, has_more_flag),
            Scheme::Offset => page.offset(&mut self.offset, 0, HasMore::total(output.total.as_ref())),
            Scheme::Cursor => page.cursor(&mut self.cursor, output.next.as_ref(), has_more_flag),
            Scheme::NextUrl => page.next_url(output.next.as_ref(), has_more_flag),
            Scheme::Link => page.link_header(),
        }
    }
}

fn list<M>(client: &crate::runtime::Client<M>, scheme: Scheme) -> Call<'_, List, M> {
    Call::new(client, List { scheme, page: None, offset: None, cursor: None })
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).api_key("open-sesame").build().unwrap()
}

/// A client without credentials.
fn client_without_credentials(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

/// Returns the value of a query parameter.
fn query_param(request: &Request, name: &str) -> Option<String> {
    let (_, query) = request.line.split(' ').nth(1)?.split_once('?')?;
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(pair.to_owned())
}

/// Collects the items of a stream, and its errors as text.
async fn collect<T, E: std::fmt::Debug>(
    mut stream: impl Stream<Item = Result<T, Error<E>>> + Unpin,
) -> Vec<Result<T, String>> {
    let mut received = Vec::new();
    while let Some(next) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        received.push(next.map_err(|error| error.to_string()));
    }
    received
}

fn lines(server: &Server) -> Vec<String> {
    let path = |request: Request| request.line.split(' ').nth(1).unwrap_or_default().to_owned();
    server.requests().into_iter().map(path).collect()
}

/// Returns one of three numbered pages; `has_more` is false on the last.
fn numbered_page(request: &Request) -> Reply {
    let page: i64 = query_param(request, "page").map_or(1, |page| page.parse().unwrap());
    Reply::json(200, &format!(r#"{{"items": [{}, {}], "has_more": {}}}"#, page * 10, page * 10 + 1, page < 3))
}

#[tokio::test]
async fn page_requests_keep_headers_and_query() {
    let server = Server::new(|_, request| numbered_page(request)).await;
    let client = client(&server);
    let call = list(&client, Scheme::Number).header("X-Trace", "t").query_param("q", "1");
    let items: Vec<i64> = collect(call.items()).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(items, [10, 11, 20, 21, 30, 31]);
    let expected = ["?q=1&key=open-sesame", "?page=2&q=1&key=open-sesame", "?page=3&q=1&key=open-sesame"];
    assert_eq!(lines(&server), expected.map(|query| format!("/things{query}")));
    assert!(server.requests().iter().all(|request| request.header("x-trace") == "t"));
}

#[tokio::test]
async fn pagination_starts_at_the_given_page_and_ends_at_max_pages() {
    let server = Server::new(|_, request| numbered_page(request)).await;
    let client = client(&server);
    let mut from_page_two = list(&client, Scheme::Number);
    from_page_two.operation.page = Some(2);
    let pages = collect(from_page_two.pages()).await;
    assert_eq!(pages.len(), 2);
    assert_eq!(collect(list(&client, Scheme::Number).pages().max_pages(2)).await.len(), 2);
    assert_eq!(collect(list(&client, Scheme::Number).items().max_pages(1)).await, [Ok(10), Ok(11)]);
    assert_eq!(collect(list(&client, Scheme::Number).pages().max_pages(0)).await, []);
    assert_eq!(server.requests().len(), 2 + 2 + 1);
}

#[tokio::test]
async fn pages_are_requested_lazily() {
    let server = Server::new(|_, request| numbered_page(request)).await;
    let client = client(&server);
    let mut items = list(&client, Scheme::Number).items();
    assert_eq!(server.requests().len(), 0);
    assert_eq!(items.next().await.unwrap().unwrap(), 10);
    assert_eq!(items.next().await.unwrap().unwrap(), 11);
    drop(items);
    client.get().send().await.unwrap();
    let lines: Vec<String> = server.requests().into_iter().map(|request| request.line).collect();
    assert!(lines.len() == 2 && lines[1].starts_with("GET /things"), "{lines:?}");
}

#[tokio::test]
async fn offset_advances_by_the_received_items() {
    let reply = |_: usize, request: &Request| {
        let offset: i64 = query_param(request, "offset").map_or(0, |offset| offset.parse().unwrap());
        let items: Vec<i64> = (offset..(offset + 2).min(5)).collect();
        Reply::json(200, &format!(r#"{{"items": {items:?}, "total": 5}}"#))
    };
    let server = Server::new(reply).await;
    let items = collect(list(&client(&server), Scheme::Offset).items()).await;
    assert_eq!(items, (0..5).map(Ok).collect::<Vec<_>>());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn cursors_are_followed_across_empty_pages() {
    let pages = [
        r#"{"items": [1], "next": "a/b"}"#,
        r#"{"items": [], "next": "c"}"#,
        r#"{"items": [], "next": "d"}"#,
        r#"{"items": [2], "next": "e", "has_more": false}"#,
    ];
    let server = Server::new(move |i, _| Reply::json(200, pages[i])).await;
    assert_eq!(collect(list(&client(&server), Scheme::Cursor).items()).await, [Ok(1), Ok(2)]);
    let cursors: Vec<_> = server.requests().iter().map(|request| query_param(request, "cursor")).collect();
    assert_eq!(cursors, [None, Some("a%2Fb".into()), Some("c".into()), Some("d".into())]);
}

#[tokio::test]
async fn next_urls_are_followed_with_credentials_and_headers() {
    let server = Server::new(|i, request| {
        let absolute = format!("http://{}/things?after=2#top", request.header("host"));
        let next = [Some("?after=1&key=own".to_owned()), Some(absolute), None];
        Reply::json(200, &format!(r#"{{"items": [{i}], "next": {}}}"#, serde_json::json!(next[i])))
    });
    let server = server.await;
    let client = client(&server);
    let call = list(&client, Scheme::NextUrl).header("X-Trace", "t");
    assert_eq!(collect(call.items()).await, [Ok(0), Ok(1), Ok(2)]);
    let expected = ["?key=open-sesame", "?after=1&key=own", "?after=2&key=open-sesame"];
    assert_eq!(lines(&server), expected.map(|query| format!("/things{query}")));
    assert!(server.requests().iter().all(|request| request.header("x-trace") == "t"));
}

#[tokio::test]
async fn link_headers_are_followed() {
    let server = Server::new(|i, _| {
        let reply = Reply::json(200, &format!(r#"{{"items": [{i}]}}"#));
        if i < 2 { reply.header("Link", format!("</things?p={i}>; rel=\"next\", </>; rel=\"first\"")) } else { reply }
    });
    let server = server.await;
    assert_eq!(collect(list(&client(&server), Scheme::Link).items()).await, [Ok(0), Ok(1), Ok(2)]);
    assert_eq!(lines(&server)[1..], ["/things?p=0&key=open-sesame", "/things?p=1&key=open-sesame"]);
}

#[tokio::test]
async fn links_with_another_anchor_are_ignored() {
    let server = Server::new(|i, _| {
        let reply = Reply::json(200, &format!(r#"{{"items": [{i}]}}"#));
        let other = "</other?p=9>; rel=next; anchor=\"/other\"";
        match i {
            0 => reply.header("Link", format!("{other}, </things?p=1>; rel=\"next\"; title=\"nächste Seite\"")),
            1 => reply.header("Link", "</things?p=2>; anchor=\"?p=1\"; rel=next"),
            _ => reply.header("Link", other),
        }
    });
    let server = server.await;
    assert_eq!(collect(list(&client_without_credentials(&server), Scheme::Link).items()).await, [Ok(0), Ok(1), Ok(2)]);
    assert_eq!(lines(&server), ["/things", "/things?p=1", "/things?p=2"]);
}

#[tokio::test]
async fn next_url_is_resolved_against_the_final_url() {
    let reply = |next: &str| Reply::json(200, &format!(r#"{{"items": [1], "next": "{next}"}}"#));
    let server = Server::new(move |i, _| match i {
        0 => Reply::redirect(302, "/v2/things/"),
        1 => reply("second?a=1"),
        _ => Reply::json(200, r#"{"items": [2]}"#),
    });
    let server = server.await;
    assert_eq!(collect(list(&client_without_credentials(&server), Scheme::NextUrl).items()).await, [Ok(1), Ok(2)]);
    assert_eq!(lines(&server), ["/things", "/v2/things/", "/v2/things/second?a=1"]);
    // After a cross-origin redirect, the next URL belongs to another origin.
    let other = Server::always(reply("second")).await;
    let location = format!("{}/things/", other.url());
    let server = Server::always(Reply::redirect(302, location)).await;
    let received = collect(list(&client_without_credentials(&server), Scheme::NextUrl).items()).await;
    let expected = "page 1 is followed by a page of another origin";
    assert_eq!(received, [Ok(1), Err(expected.to_owned())]);
    assert_eq!((server.requests().len(), other.requests().len()), (1, 1));
}

#[tokio::test]
async fn repeated_page_is_an_error() {
    let server = Server::always(Reply::json(200, r#"{"items": [1], "has_more": true, "total": 9}"#)).await;
    let client = client(&server);
    let expected = "page 2 repeats an earlier page, but the server reports another one";
    assert_eq!(collect(list(&client, Scheme::Number).items()).await, [Ok(1), Err(expected.to_owned())]);
    assert_eq!(collect(list(&client, Scheme::Offset).items()).await, [Ok(1), Err(expected.to_owned())]);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn alternating_pages_are_an_error() {
    let reply = |i: usize, _: &Request| Reply::json(200, &format!(r#"{{"items": [{}], "has_more": true}}"#, i % 5));
    let server = Server::new(reply).await;
    let received = collect(list(&client(&server), Scheme::Number).items()).await;
    assert_eq!(received[..5], [Ok(0), Ok(1), Ok(2), Ok(3), Ok(4)]);
    let expected = "page 6 repeats an earlier page, but the server reports another one";
    assert_eq!(received[5..], [Err(expected.to_owned())]);
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn empty_pages_without_end_are_an_error() {
    let reply = |i: usize, _: &Request| {
        let items = if i == 90 { "1" } else { "" };
        Reply::json(200, &format!(r#"{{"items": [{items}], "next": "n{i}", "has_more": true}}"#))
    };
    for scheme in [Scheme::Number, Scheme::Cursor, Scheme::NextUrl] {
        let server = Server::new(reply).await;
        let received = collect(list(&client(&server), scheme).items()).await;
        let expected = "page 192 is empty like all recent pages, but the server reports another one";
        assert_eq!(received, [Ok(1), Err(expected.to_owned())], "{scheme:?}");
        assert_eq!(server.requests().len(), 192);
    }
}

#[tokio::test]
async fn repeated_cursor_is_an_error() {
    let cursors = ["a", "b", "a"];
    let reply = move |i: usize, _: &Request| {
        Reply::json(200, &format!(r#"{{"items": [{i}], "next": "{}", "has_more": true}}"#, cursors[i % 3]))
    };
    let expected = "page 3 is followed by a page that was already requested".to_owned();
    for scheme in [Scheme::Cursor, Scheme::NextUrl] {
        let server = Server::new(reply).await;
        let received = collect(list(&client(&server), scheme).items()).await;
        assert_eq!(received, [Ok(0), Ok(1), Ok(2), Err(expected.clone())], "{scheme:?}");
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn next_page_at_another_origin_is_an_error() {
    let other = Server::always(Reply::json(200, "{}")).await;
    let table = [
        (format!("{}/things", other.url()), "is followed by a page of another origin"),
        ("ftp://pets.example/".to_owned(), "is followed by a page whose URL is not a valid http or https URL"),
        ("http://[".to_owned(), "is followed by a page whose URL is not a valid http or https URL"),
    ];
    for (next, problem) in table {
        let server = Server::always(Reply::json(200, &format!(r#"{{"items": [1], "next": "{next}"}}"#))).await;
        let received = collect(list(&client(&server), Scheme::NextUrl).items()).await;
        assert_eq!(received, [Ok(1), Err(format!("page 1 {problem}"))]);
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn error_ends_the_pagination() {
    let reply =
        |i: usize, request: &Request| if i == 1 { Reply::json(409, "\"down\"") } else { numbered_page(request) };
    let server = Server::new(reply).await;
    let client = client(&server);
    let mut pages = list(&client, Scheme::Number).pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next().await.unwrap().unwrap_err().status().map(|status| status.as_u16()), Some(409));
    assert!(pages.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn timeout_applies_to_each_page() {
    // All pages take longer than the timeout, each far less.
    const DELAY: Duration = Duration::from_millis(1500);
    const TIMEOUT: Duration = Duration::from_secs(4);
    let server = Server::new(|_, request| numbered_page(request).delayed(DELAY)).await;
    let start = Instant::now();
    assert_eq!(collect(list(&client(&server), Scheme::Number).timeout(TIMEOUT).items()).await.len(), 6);
    assert!(start.elapsed() > TIMEOUT);
    let stalled = Server::new(|_, request| numbered_page(request).delayed(Duration::from_secs(60))).await;
    let client = client(&stalled);
    let timeout = Duration::from_millis(100);
    assert!(list(&client, Scheme::Number).timeout(timeout).items().next().await.unwrap().unwrap_err().is_timeout());
}

#[tokio::test]
async fn blocking_pagination_returns_all_pages() {
    let server = Server::new(|_, request| numbered_page(request)).await;
    let client = blocking::Client::builder().base_url(server.url()).build().unwrap();
    let task = tokio::task::spawn_blocking(move || {
        let items: Result<Vec<i64>, _> = list(&client, Scheme::Number).items().collect();
        let pages = list(&client, Scheme::Number).pages().max_pages(2).count();
        let first = list(&client, Scheme::Number).items().next().unwrap().unwrap();
        (items.unwrap(), pages, first)
    });
    assert_eq!(task.await.unwrap(), (vec![10, 11, 20, 21, 30, 31], 2, 10));
    assert_eq!(server.requests().len(), 3 + 2 + 1);
    let repeating = Server::always(Reply::json(200, r#"{"items": [1], "has_more": true}"#)).await;
    let client = blocking::Client::builder().base_url(repeating.url()).build().unwrap();
    let received =
        tokio::task::spawn_blocking(move || list(&client, Scheme::Number).pages().map(|page| page.is_ok()).collect());
    let received: Vec<bool> = received.await.unwrap();
    assert_eq!(received, [true, false]);
}
