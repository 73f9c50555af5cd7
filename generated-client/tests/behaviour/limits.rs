//! Timeouts and body size limits.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use generated_client::types::{AccessTokens, ErrorResponse};
use generated_client::{Client, Error};

use crate::server::{Reply, Server};

const LONG: Duration = Duration::from_secs(120);
const SHORT: Duration = Duration::from_millis(150);

#[tokio::test]
async fn slow_response_times_out() {
    let slow_head = Server::always(Reply::json(200, "{}").delay_head(LONG)).await;
    let slow_body = Server::always(Reply::json(200, "{}").delay_body(LONG)).await;
    let start = Instant::now();
    for server in [&slow_head, &slow_body] {
        let default_client = Client::builder().base_url(server.url()).build().unwrap();
        let impatient_client = Client::builder().base_url(server.url()).timeout(SHORT).build().unwrap();
        for error in [
            impatient_client.read_access_tokens(["t"]).send().await.unwrap_err(),
            impatient_client.invalidate_access_tokens(["t"]).send_with_response().await.map(drop).unwrap_err(),
            default_client.de_authenticate_application(["t"]).timeout(SHORT).send().await.unwrap_err(),
        ] {
            assert!(error.is_timeout() && matches!(error, Error::Transport(_)), "{error:?}");
            assert_eq!((error.status(), error.to_string().as_str()), (None, "the request timed out"));
        }
    }
    assert!(start.elapsed() < LONG / 2);
}

#[tokio::test]
async fn timeout_of_a_call_overrides_the_client_timeout() {
    let stalled = Server::always(Reply::json(200, "{}").delay_head(LONG)).await;
    let client = Client::builder().base_url(stalled.url()).timeout(SHORT).build().unwrap();
    assert!(client.read_access_tokens(["t"]).send().await.unwrap_err().is_timeout());
    let server = Server::always(Reply::json(200, "{}").delay_head(SHORT)).await;
    let client = Client::builder().base_url(server.url()).timeout(SHORT / 10).build().unwrap();
    client.read_access_tokens(["t"]).timeout(LONG).send().await.unwrap();
}

#[test]
fn limits_have_defaults() {
    let text = format!("{:?}", Client::builder());
    for limit in ["timeout: 60s", "connect_timeout: 10s", "max_body_bytes: 67108864"] {
        assert!(text.contains(limit), "{text}");
    }
}

#[tokio::test]
async fn unreachable_server_is_a_connect_error() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}")).build().unwrap();
    let Err(Error::Transport(error)) = client.read_access_tokens(["t"]).send().await else { panic!() };
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.to_string().starts_with("could not connect to the server after 3 attempts: "), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn truncated_body_is_a_transport_error() {
    let server = Server::always(Reply::json(200, "{\"items\": [").content_length(1000)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let Err(Error::Transport(error)) = client.read_access_tokens(["t"]).send().await else { panic!() };
    assert!(!error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.to_string().starts_with("the connection was interrupted after 3 attempts: "), "{error}");
}

/// Returns a response body of exactly `bytes` bytes.
fn body_of_length(bytes: usize) -> Vec<u8> {
    let start = r#"{"has_more": true, "padding": ""#;
    format!("{start}{}\"}}", "x".repeat(bytes - start.len() - 2)).into_bytes()
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

async fn send_with_limit(reply: Reply) -> Result<AccessTokens, Error<ErrorResponse>> {
    let server = Server::always(reply).await;
    let client = Client::builder().base_url(server.url()).max_body_bytes(1000).build().unwrap();
    client.read_access_tokens(["t"]).send().await
}

#[tokio::test]
async fn body_of_the_maximum_size_is_accepted() {
    let compressed = Reply::json(200, gzip(&body_of_length(1000))).header("Content-Encoding", "gzip");
    for reply in
        [Reply::json(200, body_of_length(1000)), Reply::json(200, body_of_length(1000)).chunked(99), compressed]
    {
        assert_eq!(send_with_limit(reply).await.unwrap().has_more, Some(true));
    }
}

#[tokio::test]
async fn body_above_the_maximum_size_is_an_error() {
    let compressed_bomb = gzip(&body_of_length(500_000));
    assert!(compressed_bomb.len() < 1000);
    for (name, status, reply) in [
        ("content length, before it is read", 200, Reply::json(200, "").content_length(1001).delay_body(LONG)),
        ("buffered", 200, Reply::json(200, body_of_length(1001))),
        ("chunked", 200, Reply::json(200, body_of_length(1_000_000)).chunked(256)),
        (
            "one byte too many after decoding",
            200,
            Reply::json(200, gzip(&body_of_length(1001))).header("Content-Encoding", "gzip"),
        ),
        ("decompression bomb", 200, Reply::json(200, compressed_bomb).header("Content-Encoding", "gzip")),
        ("error body", 500, Reply::new(500, "x".repeat(1001))),
    ] {
        let error = send_with_limit(reply).await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{name}: {error}");
        let Error::BodyTooLarge(error) = error else { panic!("{name}: {error}") };
        assert_eq!(error.limit(), 1000);
        assert!(error.to_string().contains("exceeds 1000 bytes"), "{error}");
    }
}
