//! Slow, endless and unreachable servers: how long a call waits, and how much it takes in.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use generated_client::types::{AccessTokens, ErrorResponse};
use generated_client::{Client, Error};

use crate::server::{Reply, Server};

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(150);

#[tokio::test]
async fn a_slow_server_is_not_waited_for() {
    let silent = Server::always(Reply::json(200, "{}").silent(LONG)).await;
    let pausing = Server::always(Reply::json(200, "{}").pausing(LONG)).await;
    let begin = Instant::now();
    for server in [&silent, &pausing] {
        let patient = Client::builder().base_url(server.url()).build().unwrap();
        let hasty = Client::builder().base_url(server.url()).timeout(SHORT).build().unwrap();
        for error in [
            hasty.read_access_tokens(["t"]).send().await.unwrap_err(),
            hasty.invalidate_access_tokens(["t"]).send_with_response().await.map(drop).unwrap_err(),
            patient.de_authenticate_application(["t"]).timeout(SHORT).send().await.unwrap_err(),
        ] {
            assert!(error.is_timeout() && matches!(error, Error::Transport(_)), "{error:?}");
            assert_eq!((error.status(), error.to_string().as_str()), (None, "the server did not answer in time"));
        }
    }
    assert!(begin.elapsed() < LONG / 2);
}

#[tokio::test]
async fn a_call_can_be_given_more_time_than_the_client_has() {
    let server = Server::always(Reply::json(200, "{}").silent(SHORT)).await;
    let client = Client::builder().base_url(server.url()).timeout(SHORT / 10).build().unwrap();
    assert!(client.read_access_tokens(["t"]).send().await.unwrap_err().is_timeout());
    client.read_access_tokens(["t"]).timeout(LONG).send().await.unwrap();
}

#[test]
fn there_are_limits_where_nobody_sets_any() {
    let shown = format!("{:?}", Client::builder());
    for limit in ["timeout: 60s", "connect_timeout: 10s", "max_body_bytes: 67108864"] {
        assert!(shown.contains(limit), "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_apart() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}")).build().unwrap();
    let Err(Error::Transport(error)) = client.read_access_tokens(["t"]).send().await else { panic!() };
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.to_string().starts_with("no connection to the server after 3 tries: "), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_told_apart() {
    let server = Server::always(Reply::json(200, "{\"items\": [").declaring(1000)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let Err(Error::Transport(error)) = client.read_access_tokens(["t"]).send().await else { panic!() };
    assert!(!error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.to_string().starts_with("the exchange with the server broke off after 3 tries: "), "{error}");
}

/// An answer of exactly so many bytes.
fn sized(bytes: usize) -> Vec<u8> {
    let begin = r#"{"has_more": true, "padding": ""#;
    format!("{begin}{}\"}}", "x".repeat(bytes - begin.len() - 2)).into_bytes()
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

async fn capped(reply: Reply) -> Result<AccessTokens, Error<ErrorResponse>> {
    let server = Server::always(reply).await;
    let client = Client::builder().base_url(server.url()).max_body_bytes(1000).build().unwrap();
    client.read_access_tokens(["t"]).send().await
}

#[tokio::test]
async fn a_body_may_be_as_large_as_the_cap() {
    let packed = Reply::json(200, gzip(&sized(1000))).header("Content-Encoding", "gzip");
    for reply in [Reply::json(200, sized(1000)), Reply::json(200, sized(1000)).chunked(99), packed] {
        assert_eq!(capped(reply).await.unwrap().has_more, Some(true));
    }
}

#[tokio::test]
async fn a_body_may_be_no_larger_than_the_cap() {
    let bomb = gzip(&sized(500_000));
    assert!(bomb.len() < 1000);
    for (name, status, reply) in [
        ("as it says itself, before it is read", 200, Reply::json(200, "").declaring(1001).pausing(LONG)),
        ("whole", 200, Reply::json(200, sized(1001))),
        ("without end", 200, Reply::json(200, sized(1_000_000)).chunked(256)),
        ("by one byte unpacked", 200, Reply::json(200, gzip(&sized(1001))).header("Content-Encoding", "gzip")),
        ("by much unpacked", 200, Reply::json(200, bomb).header("Content-Encoding", "gzip")),
        ("an error's", 500, Reply::new(500, "x".repeat(1001))),
    ] {
        let error = capped(reply).await.unwrap_err();
        assert_eq!(error.status(), Some(status), "{name}: {error}");
        let Error::BodyTooLarge(error) = error else { panic!("{name}: {error}") };
        assert_eq!(error.limit(), 1000);
        assert!(error.to_string().contains("more than 1000 bytes"), "{error}");
    }
}
