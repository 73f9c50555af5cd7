//! Answers that come value by value.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::feed::{AskPets, CountPets, ExportPets, Pet, WatchPets};
use crate::runtime::awaited::Client;
use crate::runtime::{Error, RetryPolicy, blocking};
use crate::server::{Reply, Server};

const SSE: &str = "text/event-stream; charset=utf-8";

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

fn pet(name: &str) -> String {
    format!("{{\"name\": \"{name}\"}}")
}

async fn names(server: &Server) -> Vec<String> {
    let mut events = client(server).feed(WatchPets).events().await.unwrap();
    let mut names = Vec::new();
    while let Some(event) = events.next().await {
        names.push(event.map_or_else(|error| error.to_string(), |event| event.data.name));
    }
    names
}

#[tokio::test]
async fn events_come_one_by_one_before_the_answer_is_whole() {
    let first = format!("event: born\nid: 7\ndata: {}\n\n", pet("Rex"));
    let server = Server::always(Reply::chunked(SSE, &[(0, &first), (20_000, "data: late\n\n")])).await;
    let begin = Instant::now();
    let mut events = client(&server).feed(WatchPets).events().await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(
        (event.event.as_str(), event.id.as_deref(), event.data),
        ("born", Some("7"), Pet { name: "Rex".into() })
    );
    assert!(begin.elapsed() < Duration::from_secs(10));
    let request = &server.requests()[0];
    assert_eq!((request.header("accept"), request.header("last-event-id")), ("text/event-stream", ""));
}

#[tokio::test]
async fn a_stream_that_drops_goes_on_where_it_did() {
    let server = Server::new(|i, request| match (i, request.header("last-event-id")) {
        (0, "") => {
            let text = format!("retry: 10\n\nid: 1\ndata: {}\n\nid: 2\ndata: {}\n\nid: 3\ndata", pet("a"), pet("b"));
            Reply::chunked(SSE, &[(0, &text)]).broken_off()
        }
        (1, "2") => Reply::chunked(SSE, &[(0, &format!("id: 3\ndata: {}\n\n", pet("c")))]),
        (2, "3") => Reply::new(204, "").without_length(),
        (_, id) => Reply::new(500, format!("unexpected id {id}")),
    });
    let server = server.await;
    assert_eq!(names(&server).await, ["a", "b", "c"]);
    assert_eq!(server.requests().len(), 3);
    let again = Server::new(|i, _| match i {
        0 => Reply::chunked(SSE, &[(0, &format!("retry: 10\nid: 1\ndata: {}\n\n", pet("a")))]).broken_off(),
        _ => Reply::json(400, "{\"why\": \"too old\"}"),
    });
    let again = again.await;
    let mut events = client(&again).feed(WatchPets).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "a");
    let Some(Err(Error::Api(error))) = events.next().await else { panic!() };
    assert_eq!((error.status(), error.body().why.as_str()), (400, "too old"));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_stream_is_not_asked_for_forever() {
    let server = Server::new(|i, _| match i {
        0 => Reply::chunked(SSE, &[(0, &format!("retry: 1\ndata: {}\n\n", pet("a")))]),
        _ => Reply::chunked(SSE, &[]).broken_off(),
    });
    let server = server.await;
    let names = names(&server).await;
    assert_eq!((names.len(), names[0].as_str()), (2, "a"));
    assert!(names[1].starts_with("the exchange with the server broke off"), "{names:?}");
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_for_its_stream_again() {
    let first = format!("retry: 10\nid: 1\ndata: {}\n\n", pet("a"));
    let begin = first.clone();
    let server = Server::new(move |i, request| match (i, request.header("last-event-id")) {
        (0, _) => Reply::chunked(SSE, &[(0, &begin)]).broken_off(),
        (1, "1") => Reply::new(503, "later"),
        (2, "1") => Reply::new(500, "oops"),
        (3, "1") => Reply::chunked(SSE, &[(0, &format!("data: {}\n\ndata: [DONE]\n\n", pet("b")))]),
        _ => Reply::new(404, ""),
    });
    let server = server.await;
    let builder = Client::builder().base_url(server.url()).retry(RetryPolicy::none());
    let client = builder.build().unwrap();
    let mut events = client.feed(WatchPets).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "a");
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "b");
    assert!(events.next().await.is_none());
    assert_eq!(server.requests().len(), 4);
    // The last of too many is told.
    let server = Server::new(move |i, _| match i {
        0 => Reply::chunked(SSE, &[(0, &first)]).broken_off(),
        _ => Reply::new(503, "later"),
    });
    let server = server.await;
    let client = Client::builder().base_url(server.url()).retry(RetryPolicy::none()).build().unwrap();
    let mut events = client.feed(WatchPets).events().await.unwrap().give_up_after(2);
    assert!(events.next().await.unwrap().is_ok());
    assert_eq!(events.next().await.unwrap().unwrap_err().status(), Some(503));
    assert!(events.next().await.is_none());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_stream_that_goes_silent_is_asked_for_again() {
    let server = || {
        Server::new(|i, _| match i {
            0 => Reply::chunked(SSE, &[(0, &format!("retry: 10\ndata: {}\n\n", pet("a"))), (20_000, "data: late\n\n")]),
            _ => Reply::chunked(SSE, &[(0, &format!("data: {}\n\ndata: [DONE]\n\n", pet("b")))]),
        })
    };
    let (first, second, begin) = (server().await, server().await, Instant::now());
    let silence = Duration::from_millis(300);
    let client = client(&first);
    let mut events = client.feed(WatchPets).timeout(silence).events().await.unwrap();
    let mut names = Vec::new();
    while let Some(event) = events.next().await {
        names.push(event.unwrap().data.name);
    }
    assert_eq!(names, ["a", "b"]);
    let client = blocking::Client::builder().base_url(second.url()).build().unwrap();
    let names = tokio::task::spawn_blocking(move || {
        let events = client.feed(WatchPets).timeout(silence).events().unwrap();
        events.map(|event| event.unwrap().data.name).collect::<Vec<_>>()
    });
    assert_eq!(names.await.unwrap(), ["a", "b"]);
    assert!(begin.elapsed() < Duration::from_secs(15), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn what_ends_well_or_is_not_safe_to_repeat_is_not_asked_for_again() {
    let server = Server::always(Reply::chunked(SSE, &[(0, &format!("data: {}\n\n", pet("a")))])).await;
    assert_eq!(names(&server).await, ["a"]);
    assert_eq!(server.requests().len(), 1);
    let server = Server::always(Reply::chunked(SSE, &[(0, "retry: 1\nid: 1\ndata: one\n\n")]).broken_off()).await;
    let mut events = client(&server).feed(AskPets).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "one");
    assert!(matches!(events.next().await, Some(Err(Error::Transport(_)))));
    assert!(events.next().await.is_none());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn data_can_be_the_sign_of_the_end() {
    let text = "data: one\n\ndata: [DONE]\n\ndata: two\n\ndata: bye\n\ndata: three\n\n";
    let server = Server::always(Reply::chunked(SSE, &[(0, text)])).await;
    for (end, expected) in [
        (Some("[DONE]"), &["one"][..]),
        (Some("bye"), &["one", "[DONE]", "two"]),
        (None, &["one", "[DONE]", "two", "bye", "three"]),
    ] {
        let mut events = client(&server).feed(AskPets).events().await.unwrap();
        if end != Some("[DONE]") {
            events = events.until(end);
        }
        let mut seen = Vec::new();
        while let Some(event) = events.next().await {
            seen.push(event.unwrap().data);
        }
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_and_typed() {
    let server = Server::always(Reply::json(400, "{\"why\": \"no\"}")).await;
    let Err(Error::Api(error)) = client(&server).feed(WatchPets).events().await else { panic!() };
    assert_eq!(error.body().why, "no");
    let server = Server::always(Reply::json(200, "{}")).await;
    let mut events = client(&server).feed(WatchPets).events().await.unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer (200 OK) cannot be read: it is `application/json` and no stream of events"
    );
    assert!(events.next().await.is_none());
    let text = format!("data: {{\"nam\": 1}}\n\ndata: {}\n\n", pet("Rex"));
    let server = Server::always(Reply::chunked(SSE, &[(0, &text)])).await;
    let names = names(&server).await;
    assert_eq!((names[0].contains("missing field `name`"), names[1].as_str()), (true, "Rex"), "{names:?}");
}

#[tokio::test]
async fn lines_are_typed_and_a_broken_one_costs_itself() {
    let text = format!("{}\n{{\"name\": 1}}\n\n{}\r\n{{\"name\"", pet("a"), pet("b"));
    let server = Server::always(Reply::chunked("application/x-ndjson", &[(0, &text[..9]), (10, &text[9..])])).await;
    let mut lines = client(&server).feed(ExportPets).lines().await.unwrap();
    let mut seen = Vec::new();
    while let Some(line) = lines.next().await {
        seen.push(line.map_or_else(|error| error.to_string(), |pet| pet.name));
    }
    assert_eq!((seen.len(), seen[0].as_str(), seen[2].as_str()), (4, "a", "b"), "{seen:?}");
    assert!(seen[1].contains("at $.name: invalid type"), "{seen:?}");
    assert!(seen[3].contains("EOF while parsing"), "{seen:?}");
    assert_eq!(server.requests()[0].header("accept"), "application/x-ndjson");
    let server =
        Server::always(Reply::chunked("application/x-ndjson", &[(0, &format!("{}\n1", pet("a")))]).broken_off());
    let mut lines = client(&server.await).feed(ExportPets).lines().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().name, "a");
    assert!(matches!(lines.next().await, Some(Err(Error::Transport(_)))));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_line_has_a_limit() {
    let text = format!("{}\n{}\n{}\n", pet("a"), pet(&"b".repeat(100)), pet("c"));
    let server = Server::always(Reply::chunked("application/x-ndjson", &[(0, &text)])).await;
    let client = Client::builder().base_url(server.url()).max_body_bytes(50).build().unwrap();
    let mut lines = client.feed(ExportPets).lines().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().name, "a");
    assert!(matches!(lines.next().await, Some(Err(Error::BodyTooLarge(error))) if error.limit() == 50));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_sequence_tells_what_may_be_cut_off() {
    let text = "\u{1E}{\"name\":\n\"a\"}\n\u{1E}12\n\u{1E}\"text\"\u{1E}13";
    let server = Server::always(Reply::chunked("application/json-seq", &[(0, &text[..7]), (10, &text[7..])])).await;
    let mut lines = client(&server).feed(CountPets).lines().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), json!({"name": "a"}));
    assert_eq!(lines.next().await.unwrap().unwrap(), 12);
    assert_eq!(lines.next().await.unwrap().unwrap(), "text");
    let told = lines.next().await.unwrap().unwrap_err().to_string();
    assert!(told.contains("may be cut off"), "{told}");
    assert!(lines.next().await.is_none());
    assert_eq!(server.requests()[0].header("accept"), "application/json-seq");
}

#[tokio::test]
async fn a_thread_that_waits_gets_the_same() {
    let server = Server::new(|i, request| match (i, request.line.contains("export")) {
        (_, true) => Reply::new(200, format!("{}\n{}", pet("a"), pet("b"))),
        (0, _) => Reply::chunked(SSE, &[(0, &format!("retry: 5\nid: 1\ndata: {}\n\n", pet("a")))]).broken_off(),
        (1, _) => {
            Reply::chunked(SSE, &[(0, &format!("data: {}\n\ndata: [DONE]\n\n", pet(request.header("last-event-id"))))])
        }
        _ => Reply::json(400, "{\"why\": \"no\"}"),
    });
    let server = server.await;
    let client = blocking::Client::builder().base_url(server.url()).build().unwrap();
    let seen = tokio::task::spawn_blocking(move || {
        let events = client.feed(WatchPets).events().unwrap().map(|event| event.unwrap().data.name);
        let mut seen: Vec<String> = events.collect();
        seen.extend(client.feed(ExportPets).lines().unwrap().map(|line| line.unwrap().name));
        let Err(Error::Api(error)) = client.feed(WatchPets).events() else { panic!() };
        seen.push(error.body().why.clone());
        seen
    });
    assert_eq!(seen.await.unwrap(), ["a", "1", "a", "b", "no"]);
}
