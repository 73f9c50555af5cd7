//! Streamed responses: server-sent events and JSON streams.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::runtime::async_impl::Client;
use crate::runtime::{Error, RetryPolicy, blocking};
use crate::server::{Reply, Server};
use crate::streaming_api::{AskPets, CountPets, ExportPets, Pet, WatchPets};

const SSE: &str = "text/event-stream; charset=utf-8";

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

fn pet(name: &str) -> String {
    format!("{{\"name\": \"{name}\"}}")
}

async fn names(server: &Server) -> Vec<String> {
    let mut events = client(server).call(WatchPets).events().await.unwrap();
    let mut names = Vec::new();
    while let Some(event) = events.next().await {
        names.push(event.map_or_else(|error| error.to_string(), |event| event.data.name));
    }
    names
}

#[tokio::test]
async fn events_are_returned_before_the_response_is_complete() {
    let first = format!("event: born\nid: 7\ndata: {}\n\n", pet("Rex"));
    let server = Server::always(Reply::chunked(SSE, &[(0, &first), (60_000, "data: late\n\n")])).await;
    let start = Instant::now();
    let mut events = client(&server).call(WatchPets).events().await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(
        (event.event.as_str(), event.id.as_deref(), event.data),
        ("born", Some("7"), Pet { name: "Rex".into() })
    );
    assert!(start.elapsed() < Duration::from_secs(60));
    let request = &server.requests()[0];
    assert_eq!((request.header("accept"), request.header("last-event-id")), ("text/event-stream", ""));
}

#[tokio::test]
async fn dropped_stream_resumes_with_last_event_id() {
    let server = Server::new(|i, request| match (i, request.header("last-event-id")) {
        (0, "") => {
            let text = format!("retry: 10\n\nid: 1\ndata: {}\n\nid: 2\ndata: {}\n\nid: 3\ndata", pet("a"), pet("b"));
            Reply::chunked(SSE, &[(0, &text)]).truncated()
        }
        (1, "2") => Reply::chunked(SSE, &[(0, &format!("id: 3\ndata: {}\n\n", pet("c")))]),
        (2, "3") => Reply::new(204, "").without_content_length(),
        (_, id) => Reply::new(500, format!("unexpected id {id}")),
    });
    let server = server.await;
    assert_eq!(names(&server).await, ["a", "b", "c"]);
    assert_eq!(server.requests().len(), 3);
    let other = Server::new(|i, _| match i {
        0 => Reply::chunked(SSE, &[(0, &format!("retry: 10\nid: 1\ndata: {}\n\n", pet("a")))]).truncated(),
        _ => Reply::json(400, "{\"reason\": \"too old\"}"),
    });
    let other = other.await;
    let mut events = client(&other).call(WatchPets).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "a");
    let Some(Err(Error::Api(error))) = events.next().await else { panic!() };
    assert_eq!((error.status().as_u16(), error.body().unwrap().reason.as_str()), (400, "too old"));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn reconnects_are_limited() {
    let server = Server::new(|i, _| match i {
        0 => Reply::chunked(SSE, &[(0, &format!("retry: 1\ndata: {}\n\n", pet("a")))]),
        _ => Reply::chunked(SSE, &[]).truncated(),
    });
    let server = server.await;
    let names = names(&server).await;
    assert_eq!((names.len(), names[0].as_str()), (2, "a"));
    assert!(names[1].starts_with("the connection was interrupted"), "{names:?}");
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn server_errors_are_reconnected() {
    let first = format!("retry: 10\nid: 1\ndata: {}\n\n", pet("a"));
    let start = first.clone();
    let server = Server::new(move |i, request| match (i, request.header("last-event-id")) {
        (0, _) => Reply::chunked(SSE, &[(0, &start)]).truncated(),
        (1, "1") => Reply::new(503, "later"),
        (2, "1") => Reply::new(500, "oops"),
        (3, "1") => Reply::chunked(SSE, &[(0, &format!("data: {}\n\ndata: [DONE]\n\n", pet("b")))]),
        _ => Reply::new(404, ""),
    });
    let server = server.await;
    let builder = Client::builder().base_url(server.url()).retry(RetryPolicy::none());
    let client = builder.build().unwrap();
    let mut events = client.call(WatchPets).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "a");
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "b");
    assert!(events.next().await.is_none());
    assert_eq!(server.requests().len(), 4);
    // The error after the last reconnect is returned.
    let server = Server::new(move |i, _| match i {
        0 => Reply::chunked(SSE, &[(0, &first)]).truncated(),
        _ => Reply::new(503, "later"),
    });
    let server = server.await;
    let client = Client::builder().base_url(server.url()).retry(RetryPolicy::none()).build().unwrap();
    let mut events = client.call(WatchPets).events().await.unwrap().max_reconnects(2);
    assert!(events.next().await.unwrap().is_ok());
    assert_eq!(events.next().await.unwrap().unwrap_err().status().map(|status| status.as_u16()), Some(503));
    assert!(events.next().await.is_none());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn idle_stream_is_reconnected() {
    let server = || {
        Server::new(|i, _| match i {
            0 => Reply::chunked(SSE, &[(0, &format!("retry: 10\ndata: {}\n\n", pet("a"))), (60_000, "data: late\n\n")]),
            _ => Reply::chunked(SSE, &[(0, &format!("data: {}\n\ndata: [DONE]\n\n", pet("b")))]),
        })
    };
    let (first, second, start) = (server().await, server().await, Instant::now());
    // Enough for the first event on a busy machine.
    let timeout = Duration::from_secs(3);
    let client = client(&first);
    let mut events = client.call(WatchPets).timeout(timeout).events().await.unwrap();
    let mut names = Vec::new();
    while let Some(event) = events.next().await {
        names.push(event.unwrap().data.name);
    }
    assert_eq!(names, ["a", "b"]);
    let client = blocking::Client::builder().base_url(second.url()).build().unwrap();
    let names = tokio::task::spawn_blocking(move || {
        let events = client.call(WatchPets).timeout(timeout).events().unwrap();
        events.map(|event| event.unwrap().data.name).collect::<Vec<_>>()
    });
    assert_eq!(names.await.unwrap(), ["a", "b"]);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[tokio::test]
async fn complete_and_non_idempotent_streams_are_not_reconnected() {
    let server = Server::always(Reply::chunked(SSE, &[(0, &format!("data: {}\n\n", pet("a")))])).await;
    assert_eq!(names(&server).await, ["a"]);
    assert_eq!(server.requests().len(), 1);
    let server = Server::always(Reply::chunked(SSE, &[(0, "retry: 1\nid: 1\ndata: one\n\n")]).truncated()).await;
    let mut events = client(&server).call(AskPets).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "one");
    assert!(matches!(events.next().await, Some(Err(Error::Transport(_)))));
    assert!(events.next().await.is_none());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn end_marker_ends_the_stream() {
    let text = "data: one\n\ndata: [DONE]\n\ndata: two\n\ndata: bye\n\ndata: three\n\n";
    let server = Server::always(Reply::chunked(SSE, &[(0, text)])).await;
    for (end, expected) in [
        (Some("[DONE]"), &["one"][..]),
        (Some("bye"), &["one", "[DONE]", "two"]),
        (None, &["one", "[DONE]", "two", "bye", "three"]),
    ] {
        let mut events = client(&server).call(AskPets).events().await.unwrap();
        if end != Some("[DONE]") {
            events = events.end_marker(end);
        }
        let mut received = Vec::new();
        while let Some(event) = events.next().await {
            received.push(event.unwrap().data);
        }
        assert_eq!(received, expected);
    }
}

#[tokio::test]
async fn stream_errors_are_typed() {
    let server = Server::always(Reply::json(400, "{\"reason\": \"no\"}")).await;
    let Err(Error::Api(error)) = client(&server).call(WatchPets).events().await else { panic!() };
    assert_eq!(error.body().unwrap().reason, "no");
    let server = Server::always(Reply::json(200, "{}")).await;
    let mut events = client(&server).call(WatchPets).events().await.unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "failed to decode response (200 OK): it is `application/json`, not an event stream");
    assert!(events.next().await.is_none());
    let text = format!("data: {{\"nam\": 1}}\n\ndata: {}\n\n", pet("Rex"));
    let server = Server::always(Reply::chunked(SSE, &[(0, &text)])).await;
    let names = names(&server).await;
    assert_eq!((names[0].contains("missing field `name`"), names[1].as_str()), (true, "Rex"), "{names:?}");
}

#[tokio::test]
async fn invalid_json_line_does_not_end_the_stream() {
    let text = format!("{}\n{{\"name\": 1}}\n\n{}\r\n{{\"name\"", pet("a"), pet("b"));
    let server = Server::always(Reply::chunked("application/x-ndjson", &[(0, &text[..9]), (10, &text[9..])])).await;
    let mut lines = client(&server).call(ExportPets).json_stream().await.unwrap();
    let mut received = Vec::new();
    while let Some(line) = lines.next().await {
        received.push(line.map_or_else(|error| error.to_string(), |pet| pet.name));
    }
    assert_eq!((received.len(), received[0].as_str(), received[2].as_str()), (4, "a", "b"), "{received:?}");
    assert!(received[1].contains("at $.name: invalid type"), "{received:?}");
    assert!(received[3].contains("EOF while parsing"), "{received:?}");
    assert_eq!(server.requests()[0].header("accept"), "application/x-ndjson");
    let server =
        Server::always(Reply::chunked("application/x-ndjson", &[(0, &format!("{}\n1", pet("a")))]).truncated());
    let mut lines = client(&server.await).call(ExportPets).json_stream().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().name, "a");
    assert!(matches!(lines.next().await, Some(Err(Error::Transport(_)))));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn line_beyond_max_body_bytes_ends_the_stream() {
    let text = format!("{}\n{}\n{}\n", pet("a"), pet(&"b".repeat(100)), pet("c"));
    let server = Server::always(Reply::chunked("application/x-ndjson", &[(0, &text)])).await;
    let client = Client::builder().base_url(server.url()).max_body_bytes(50).build().unwrap();
    let mut lines = client.call(ExportPets).json_stream().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().name, "a");
    assert!(matches!(lines.next().await, Some(Err(Error::BodyTooLarge(error))) if error.limit() == 50));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn json_sequence_reports_a_possibly_truncated_value() {
    let text = "\u{1E}{\"name\":\n\"a\"}\n\u{1E}12\n\u{1E}\"text\"\u{1E}13";
    let server = Server::always(Reply::chunked("application/json-seq", &[(0, &text[..7]), (10, &text[7..])])).await;
    let mut lines = client(&server).call(CountPets).json_stream().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), json!({"name": "a"}));
    assert_eq!(lines.next().await.unwrap().unwrap(), 12);
    assert_eq!(lines.next().await.unwrap().unwrap(), "text");
    let message = lines.next().await.unwrap().unwrap_err().to_string();
    assert!(message.contains("may be truncated"), "{message}");
    assert!(lines.next().await.is_none());
    assert_eq!(server.requests()[0].header("accept"), "application/json-seq");
}

#[tokio::test]
async fn blocking_streams_match_async_streams() {
    let server = Server::new(|i, request| match (i, request.line.contains("export")) {
        (_, true) => Reply::new(200, format!("{}\n{}", pet("a"), pet("b"))),
        (0, _) => Reply::chunked(SSE, &[(0, &format!("retry: 5\nid: 1\ndata: {}\n\n", pet("a")))]).truncated(),
        (1, _) => {
            Reply::chunked(SSE, &[(0, &format!("data: {}\n\ndata: [DONE]\n\n", pet(request.header("last-event-id"))))])
        }
        _ => Reply::json(400, "{\"reason\": \"no\"}"),
    });
    let server = server.await;
    let client = blocking::Client::builder().base_url(server.url()).build().unwrap();
    let received = tokio::task::spawn_blocking(move || {
        let events = client.call(WatchPets).events().unwrap().map(|event| event.unwrap().data.name);
        let mut received: Vec<String> = events.collect();
        received.extend(client.call(ExportPets).json_stream().unwrap().map(|line| line.unwrap().name));
        let Err(Error::Api(error)) = client.call(WatchPets).events() else { panic!() };
        received.push(error.body().unwrap().reason.clone());
        received
    });
    assert_eq!(received.await.unwrap(), ["a", "1", "a", "b", "no"]);
}
