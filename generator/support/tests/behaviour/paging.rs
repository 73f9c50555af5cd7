//! Answers that come in pages: what is asked for, when it ends, and what ends it early.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use serde::Deserialize;
use serde_json::Value;

use crate::runtime::awaited::Client;
use crate::runtime::{
    Answer, Call, Encoder, Error, InvalidArgument, Method, More, Operation, Page, Paged, Turn, blocking,
};
use crate::server::{Reply, Request, Server};

/// How the pages of a test lead to each other.
#[derive(Debug, Clone, Copy)]
enum Way {
    Number,
    Offset,
    Cursor,
    Address,
    Link,
}

#[derive(Debug, Clone)]
struct List {
    way: Way,
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

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/things");
        request.query("page", &self.page);
        request.query("offset", &self.offset);
        request.query("cursor", &self.cursor);
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            200..=299 => answer.json(),
            _ => Err(answer.error_untyped()),
        }
    }
}

impl Paged for List {
    type Item = i64;

    fn items(output: &mut Self::Output) -> Option<&mut Vec<Self::Item>> {
        output.items.as_mut()
    }

    fn turn(&mut self, page: &Page<'_>, output: &Self::Output) -> Turn {
        let said = More::said(output.has_more.as_ref());
        match self.way {
            Way::Number => page.number(&mut self.page, 1, said),
            Way::Offset => page.offset(&mut self.offset, 0, More::total(output.total.as_ref())),
            Way::Cursor => page.cursor(&mut self.cursor, output.next.as_ref(), said),
            Way::Address => page.follow(output.next.as_ref(), said),
            Way::Link => page.link(),
        }
    }
}

fn list<M>(client: &crate::runtime::Client<M>, way: Way) -> Call<'_, List, M> {
    Call::new(client, List { way, page: None, offset: None, cursor: None })
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).api_key("open-sesame").build().unwrap()
}

/// A client without credentials.
fn plain(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

/// The value of a query parameter.
fn asked(request: &Request, name: &str) -> Option<String> {
    let (_, query) = request.line.split(' ').nth(1)?.split_once('?')?;
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(pair.to_owned())
}

/// All that a stream gives; of its errors the text.
async fn all<T, E: std::fmt::Debug>(
    mut stream: impl Stream<Item = Result<T, Error<E>>> + Unpin,
) -> Vec<Result<T, String>> {
    let mut given = Vec::new();
    while let Some(next) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        given.push(next.map_err(|error| error.to_string()));
    }
    given
}

fn lines(server: &Server) -> Vec<String> {
    let path = |request: Request| request.line.split(' ').nth(1).unwrap_or_default().to_owned();
    server.requests().into_iter().map(path).collect()
}

/// Three numbered pages, of which the last says that it is.
fn numbered(request: &Request) -> Reply {
    let page: i64 = asked(request, "page").map_or(1, |page| page.parse().unwrap());
    Reply::json(200, &format!(r#"{{"items": [{}, {}], "has_more": {}}}"#, page * 10, page * 10 + 1, page < 3))
}

#[tokio::test]
async fn pages_are_asked_for_by_number_with_all_that_was_set() {
    let server = Server::new(|_, request| numbered(request)).await;
    let client = client(&server);
    let call = list(&client, Way::Number).header("X-Trace", "t").query_pair("q", "1");
    let items: Vec<i64> = all(call.items()).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(items, [10, 11, 20, 21, 30, 31]);
    let expected = ["?q=1&key=open-sesame", "?page=2&q=1&key=open-sesame", "?page=3&q=1&key=open-sesame"];
    assert_eq!(lines(&server), expected.map(|query| format!("/things{query}")));
    assert!(server.requests().iter().all(|request| request.header("x-trace") == "t"));
}

#[tokio::test]
async fn a_walk_starts_where_the_call_says_and_ends_where_it_must() {
    let server = Server::new(|_, request| numbered(request)).await;
    let client = client(&server);
    let mut from_two = list(&client, Way::Number);
    from_two.operation.page = Some(2);
    let pages = all(from_two.pages()).await;
    assert_eq!(pages.len(), 2);
    assert_eq!(all(list(&client, Way::Number).pages().max_pages(2)).await.len(), 2);
    assert_eq!(all(list(&client, Way::Number).items().max_pages(1)).await, [Ok(10), Ok(11)]);
    assert_eq!(all(list(&client, Way::Number).pages().max_pages(0)).await, []);
    assert_eq!(server.requests().len(), 2 + 2 + 1);
}

#[tokio::test]
async fn nothing_is_asked_for_before_it_is_wanted_nor_after() {
    let server = Server::new(|_, request| numbered(request)).await;
    let client = client(&server);
    let mut items = list(&client, Way::Number).items();
    assert_eq!(server.requests().len(), 0);
    assert_eq!(items.next().await.unwrap().unwrap(), 10);
    assert_eq!(items.next().await.unwrap().unwrap(), 11);
    drop(items);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn offsets_go_behind_what_came() {
    let reply = |_: usize, request: &Request| {
        let offset: i64 = asked(request, "offset").map_or(0, |offset| offset.parse().unwrap());
        let items: Vec<i64> = (offset..(offset + 2).min(5)).collect();
        Reply::json(200, &format!(r#"{{"items": {items:?}, "total": 5}}"#))
    };
    let server = Server::new(reply).await;
    let items = all(list(&client(&server), Way::Offset).items()).await;
    assert_eq!(items, (0..5).map(Ok).collect::<Vec<_>>());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn cursors_are_passed_on_over_empty_pages() {
    let pages = [
        r#"{"items": [1], "next": "a/b"}"#,
        r#"{"items": [], "next": "c"}"#,
        r#"{"items": [], "next": "d"}"#,
        r#"{"items": [2], "next": "e", "has_more": false}"#,
    ];
    let server = Server::new(move |i, _| Reply::json(200, pages[i])).await;
    assert_eq!(all(list(&client(&server), Way::Cursor).items()).await, [Ok(1), Ok(2)]);
    let cursors: Vec<_> = server.requests().iter().map(|request| asked(request, "cursor")).collect();
    assert_eq!(cursors, [None, Some("a%2Fb".into()), Some("c".into()), Some("d".into())]);
}

#[tokio::test]
async fn addresses_are_followed_with_credentials_and_options() {
    let server = Server::new(|i, request| {
        let absolute = format!("http://{}/things?after=2#top", request.header("host"));
        let next = [Some("?after=1&key=own".to_owned()), Some(absolute), None];
        Reply::json(200, &format!(r#"{{"items": [{i}], "next": {}}}"#, serde_json::json!(next[i])))
    });
    let server = server.await;
    let client = client(&server);
    let call = list(&client, Way::Address).header("X-Trace", "t");
    assert_eq!(all(call.items()).await, [Ok(0), Ok(1), Ok(2)]);
    let expected = ["?key=open-sesame", "?after=1&key=own", "?after=2&key=open-sesame"];
    assert_eq!(lines(&server), expected.map(|query| format!("/things{query}")));
    assert!(server.requests().iter().all(|request| request.header("x-trace") == "t"));
}

#[tokio::test]
async fn links_in_headers_are_followed() {
    let server = Server::new(|i, _| {
        let reply = Reply::json(200, &format!(r#"{{"items": [{i}]}}"#));
        if i < 2 { reply.header("Link", format!("</things?p={i}>; rel=\"next\", </>; rel=\"first\"")) } else { reply }
    });
    let server = server.await;
    assert_eq!(all(list(&client(&server), Way::Link).items()).await, [Ok(0), Ok(1), Ok(2)]);
    assert_eq!(lines(&server)[1..], ["/things?p=0&key=open-sesame", "/things?p=1&key=open-sesame"]);
}

#[tokio::test]
async fn links_may_have_any_text_and_be_of_something_else() {
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
    assert_eq!(all(list(&plain(&server), Way::Link).items()).await, [Ok(0), Ok(1), Ok(2)]);
    assert_eq!(lines(&server), ["/things", "/things?p=1", "/things?p=2"]);
}

#[tokio::test]
async fn an_address_is_seen_from_where_the_page_was_found() {
    let reply = |next: &str| Reply::json(200, &format!(r#"{{"items": [1], "next": "{next}"}}"#));
    let server = Server::new(move |i, _| match i {
        0 => Reply::redirect(302, "/v2/things/"),
        1 => reply("second?a=1"),
        _ => Reply::json(200, r#"{"items": [2]}"#),
    });
    let server = server.await;
    assert_eq!(all(list(&plain(&server), Way::Address).items()).await, [Ok(1), Ok(2)]);
    assert_eq!(lines(&server), ["/things", "/v2/things/", "/v2/things/second?a=1"]);
    // What another server answered leads to that server, and no call goes there by itself.
    let other = Server::always(reply("second")).await;
    let location = format!("{}/things/", other.url());
    let server = Server::always(Reply::redirect(302, location)).await;
    let given = all(list(&plain(&server), Way::Address).items()).await;
    let told = "page 1 is followed by one of another server, to which this call must not go";
    assert_eq!(given, [Ok(1), Err(told.to_owned())]);
    assert_eq!((server.requests().len(), other.requests().len()), (1, 1));
}

#[tokio::test]
async fn a_page_that_comes_again_is_an_error() {
    let server = Server::always(Reply::json(200, r#"{"items": [1], "has_more": true, "total": 9}"#)).await;
    let client = client(&server);
    let told = "page 2 is the same as the one before, though the server says that another follows";
    assert_eq!(all(list(&client, Way::Number).items()).await, [Ok(1), Err(told.to_owned())]);
    assert_eq!(all(list(&client, Way::Offset).items()).await, [Ok(1), Err(told.to_owned())]);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn marks_that_come_again_are_an_error() {
    let circle = ["a", "b", "a"];
    let reply = move |i: usize, _: &Request| {
        Reply::json(200, &format!(r#"{{"items": [{i}], "next": "{}", "has_more": true}}"#, circle[i % 3]))
    };
    let told = "page 3 is followed by one that was asked for already, so that the pages would never end".to_owned();
    for way in [Way::Cursor, Way::Address] {
        let server = Server::new(reply).await;
        let given = all(list(&client(&server), way).items()).await;
        assert_eq!(given, [Ok(0), Ok(1), Ok(2), Err(told.clone())], "{way:?}");
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn no_other_server_is_asked() {
    let other = Server::always(Reply::json(200, "{}")).await;
    let table = [
        (format!("{}/things", other.url()), "is followed by one of another server, to which this call must not go"),
        ("ftp://pets.example/".to_owned(), "is followed by one whose address is no http or https URL"),
        ("http://[".to_owned(), "is followed by one whose address is no http or https URL"),
    ];
    for (next, problem) in table {
        let server = Server::always(Reply::json(200, &format!(r#"{{"items": [1], "next": "{next}"}}"#))).await;
        let given = all(list(&client(&server), Way::Address).items()).await;
        assert_eq!(given, [Ok(1), Err(format!("page 1 {problem}"))]);
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn an_error_is_the_end() {
    let reply = |i: usize, request: &Request| if i == 1 { Reply::json(409, "\"down\"") } else { numbered(request) };
    let server = Server::new(reply).await;
    let client = client(&server);
    let mut pages = list(&client, Way::Number).pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next().await.unwrap().unwrap_err().status(), Some(409));
    assert!(pages.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn each_page_has_the_time_of_a_call() {
    const SOME: Duration = Duration::from_millis(400);
    let server = Server::new(|_, request| numbered(request).delayed(SOME)).await;
    let client = client(&server);
    assert_eq!(all(list(&client, Way::Number).timeout(SOME * 2).items()).await.len(), 6);
    assert!(list(&client, Way::Number).timeout(SOME / 2).items().next().await.unwrap().unwrap_err().is_timeout());
}

#[tokio::test]
async fn threads_can_wait_for_pages_too() {
    let server = Server::new(|_, request| numbered(request)).await;
    let client = blocking::Client::builder().base_url(server.url()).build().unwrap();
    let walk = tokio::task::spawn_blocking(move || {
        let items: Result<Vec<i64>, _> = list(&client, Way::Number).items().collect();
        let pages = list(&client, Way::Number).pages().max_pages(2).count();
        let first = list(&client, Way::Number).items().next().unwrap().unwrap();
        (items.unwrap(), pages, first)
    });
    assert_eq!(walk.await.unwrap(), (vec![10, 11, 20, 21, 30, 31], 2, 10));
    assert_eq!(server.requests().len(), 3 + 2 + 1);
    let stuck = Server::always(Reply::json(200, r#"{"items": [1], "has_more": true}"#)).await;
    let client = blocking::Client::builder().base_url(stuck.url()).build().unwrap();
    let given =
        tokio::task::spawn_blocking(move || list(&client, Way::Number).pages().map(|page| page.is_ok()).collect());
    let given: Vec<bool> = given.await.unwrap();
    assert_eq!(given, [true, false]);
}
