//! Timeouts and body size limits.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::runtime::async_impl::Client;
use crate::runtime::{
    BufferedResponse, Bytes, Call, Error, InvalidParameter, Method, Operation, RequestEncoder, RetryPolicy,
    TransportError, blocking, transport,
};
use crate::server::{Reply, Server};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn slow_body_times_out() {
    let server = Server::always(Reply::json(200, "{}").delayed(LONG)).await;
    let client_with_timeout = Client::builder().base_url(server.url()).timeout(SHORT).build().unwrap();
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let start = Instant::now();
    for error in [
        client_with_timeout.get().send().await.unwrap_err(),
        client.get().timeout(SHORT).send().await.unwrap_err(),
        client_with_timeout.get().timeout(Duration::ZERO).send().await.unwrap_err(),
    ] {
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(error.to_string(), "the request timed out");
    }
    assert!(start.elapsed() < LONG / 2);
}

#[tokio::test]
async fn timeout_includes_redirects() {
    let server = Server::new(|_, _| Reply::redirect(302, "/things").delayed(SHORT)).await;
    let slow = Server::new(|_, _| Reply::json(200, "{}").delayed(LONG)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let url = slow.url();
    let redirecting = Server::new(move |_, _| Reply::redirect(302, url.clone())).await;
    let redirected_client = Client::builder().base_url(redirecting.url()).build().unwrap();
    assert!(redirected_client.get().timeout(SHORT).send().await.unwrap_err().is_timeout());
    assert!(matches!(client.get().timeout(Duration::MAX).send().await, Err(Error::Redirect(_))));
}

#[tokio::test]
async fn timeout_of_a_call_overrides_the_client_timeout() {
    let server = Server::always(Reply::new(200, "x").delayed(SHORT)).await;
    let client = Client::builder().base_url(server.url()).timeout(SHORT / 100).build().unwrap();
    assert_eq!(client.get().timeout(LONG).send().await.unwrap(), "x");
}

#[tokio::test]
async fn unreachable_server_is_a_connect_error() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}")).build().unwrap();
    let Err(Error::Transport(error)) = client.get().send().await else { panic!() };
    assert!(error.is_connect() && !error.is_timeout());
    assert!(error.to_string().starts_with("could not connect to the server after 3 attempts: "), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn truncated_body_is_a_transport_error() {
    let server = Server::always(Reply::new(200, "half").content_length(8)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let Err(Error::Transport(error)) = client.get().send().await else { panic!() };
    assert!(!error.is_connect() && !error.is_timeout());
    assert!(error.to_string().starts_with("the connection was interrupted after 3 attempts: "), "{error}");
}

/// Sends `HEAD /things`.
#[derive(Debug, Clone)]
struct HeadThings;

impl Operation for HeadThings {
    type Output = u16;
    type Error = ();
    const ID: &'static str = "look";
    const METHOD: Method = Method::HEAD;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/things");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        Ok(response.status().as_u16())
    }
}

/// A transport whose bodies are shorter than their declared length, as in an HTTP/2 response to `HEAD`.
struct TruncatedTransport(u16);

impl transport::Transport for TruncatedTransport {
    fn send(
        &self,
        _: http::Request<transport::Body>,
    ) -> transport::BoxFuture<'_, Result<http::Response<transport::Body>, TransportError>> {
        let body = transport::Body::stream(transport::Body::from(Bytes::from_static(b"")), Some(1 << 40));
        let response = http::Response::builder().status(self.0).body(body);
        Box::pin(std::future::ready(response.map_err(TransportError::invalid_request)))
    }

    fn sleep(&self, time: Duration) -> transport::BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl blocking::Transport for TruncatedTransport {
    fn send(
        &self,
        _: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        let body = blocking::Body::reader(&b""[..], Some(1 << 40));
        http::Response::builder().status(self.0).body(body).map_err(TransportError::invalid_request)
    }
}

#[tokio::test]
async fn content_length_without_a_body_is_valid() {
    let async_client = |status| Client::builder().transport(TruncatedTransport(status)).build().unwrap();
    let blocking_client = |status| blocking::Client::builder().transport(TruncatedTransport(status)).build().unwrap();
    assert_eq!(Call::new(&async_client(200), HeadThings).send().await.unwrap(), 200);
    assert_eq!(Call::new(&async_client(200), HeadThings).send_raw().await.unwrap().bytes().await.unwrap(), "");
    assert_eq!(Call::new(&blocking_client(200), HeadThings).send().unwrap(), 200);
    assert_eq!(Call::new(&blocking_client(200), HeadThings).send_raw().unwrap().bytes().unwrap(), "");
    for status in [204, 304] {
        assert_eq!(async_client(status).get().send().await.unwrap(), "");
        assert_eq!(blocking_client(status).get().send_raw().unwrap().bytes().unwrap(), "");
    }
    assert!(matches!(async_client(200).get().send().await, Err(Error::BodyTooLarge(_))));
    // Over a connection.
    let server = Server::always(Reply::new(200, "").content_length(1 << 40)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let response = Call::new(&client, HeadThings).send_with_response().await.unwrap();
    assert_eq!(response.headers["content-length"], (1_u64 << 40).to_string());
}

#[tokio::test]
async fn body_shorter_than_its_length_is_an_error() {
    let policy = RetryPolicy::none();
    let async_client = Client::builder()
        .transport(TruncatedTransport(200))
        .max_body_bytes(1 << 41)
        .retry(policy.clone())
        .build()
        .unwrap();
    let message = async_client.get().send().await.unwrap_err().to_string();
    assert!(message.contains("the body ended after 0 of 1099511627776 bytes"), "{message}");
    let blocking_client =
        blocking::Client::builder().transport(TruncatedTransport(200)).max_body_bytes(1 << 41).retry(policy).build();
    let message = blocking_client.unwrap().get().send().unwrap_err().to_string();
    assert!(message.contains("the body ended after 0 of 1099511627776 bytes"), "{message}");
}

async fn with_limit(reply: Reply) -> Result<usize, String> {
    let server = Server::always(reply).await;
    let client = Client::builder().base_url(server.url()).max_body_bytes(1000).build().unwrap();
    match client.get().send().await {
        Ok(body) => Ok(body.len()),
        Err(Error::BodyTooLarge(error)) => {
            assert_eq!((error.status().as_u16(), error.limit()), (200, 1000));
            Err(error.to_string())
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn body_above_the_limit_is_an_error() {
    let message = "the response body (200 OK) exceeds 1000 bytes: raise the limit with `max_body_bytes`".to_owned();
    assert_eq!(with_limit(Reply::new(200, "x".repeat(1000))).await, Ok(1000));
    assert_eq!(with_limit(Reply::new(200, "x".repeat(1001))).await.as_ref(), Err(&message));
    // `Content-Length` alone exceeds the limit: the body is not read.
    assert_eq!(with_limit(Reply::new(200, "").content_length(1001).delayed(LONG)).await.as_ref(), Err(&message));
    let chunks = format!("{}0\r\n\r\n", format!("100\r\n{}\r\n", "x".repeat(256)).repeat(4));
    let chunked = Reply::new(200, chunks).without_content_length().header("Transfer-Encoding", "chunked");
    assert_eq!(with_limit(chunked).await.as_ref(), Err(&message));
}

#[tokio::test]
async fn decompression_bomb_is_an_error() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&vec![0; 500_000]).unwrap();
    let compressed = gzip.finish().unwrap();
    assert!(compressed.len() < 1000);
    assert!(with_limit(Reply::new(200, compressed).header("Content-Encoding", "gzip")).await.is_err());
}

/// Returns gzip data of `count` members with `content`.
fn members(content: &[u8], count: usize) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(content).unwrap();
    gzip.finish().unwrap().repeat(count)
}

#[tokio::test]
async fn compressed_body_without_content_is_an_error() {
    let nested = members(&members(&members(b"", 100_000), 1), 1);
    let server = Server::always(Reply::new(200, nested).header("Content-Encoding", "gzip, gzip, gzip")).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let url = server.url();
    let blocking = tokio::task::spawn_blocking(move || {
        let client = blocking::Client::builder().base_url(url).build().unwrap();
        let raw = client.get().send_raw().unwrap().bytes().unwrap_err().to_string();
        [client.get().send().unwrap_err().to_string(), raw]
    });
    let raw = client.get().send_raw().await.unwrap().bytes().await.unwrap_err().to_string();
    let errors = [client.get().send().await.unwrap_err().to_string(), raw];
    for error in errors.into_iter().chain(blocking.await.unwrap()) {
        let expected = "its gzip data is invalid: it has too many parts without content";
        assert_eq!(error, format!("failed to decode response (200 OK): {expected}"));
    }
}

/// A transport that returns a body at once which takes seconds to decompress.
#[derive(Clone)]
struct CompressedTransport(Bytes);

impl CompressedTransport {
    fn response<B: From<Bytes>>(&self) -> http::Response<B> {
        http::Response::builder().header("Content-Encoding", "gzip").body(self.0.clone().into()).unwrap()
    }
}

impl transport::Transport for CompressedTransport {
    fn send(
        &self,
        _: http::Request<transport::Body>,
    ) -> transport::BoxFuture<'_, Result<http::Response<transport::Body>, TransportError>> {
        Box::pin(std::future::ready(Ok(self.response())))
    }

    fn sleep(&self, time: Duration) -> transport::BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl blocking::Transport for CompressedTransport {
    fn send(
        &self,
        _: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        Ok(self.response())
    }
}

#[tokio::test]
async fn timeout_includes_decompression() {
    let transport = CompressedTransport(members(&[0; 1 << 20], 20_000).into());
    let client = Client::builder().transport(transport.clone()).max_body_bytes(1 << 40).build().unwrap();
    let blocking = blocking::Client::builder().transport(transport).max_body_bytes(1 << 40).build().unwrap();
    assert!(client.get().timeout(SHORT).send().await.unwrap_err().is_timeout());
    assert!(blocking.get().timeout(SHORT).send().unwrap_err().is_timeout());
}

#[tokio::test]
async fn missing_base_url_is_an_error_of_the_first_call() {
    use crate::runtime::ServiceMetadata;
    static WITHOUT_BASE_URL: ServiceMetadata =
        ServiceMetadata { user_agent: "x", base_url: None, secret_fields: &[], rate_limit: None };
    let error = Client::from_metadata(&WITHOUT_BASE_URL).get().send().await.unwrap_err();
    assert!(matches!(error, Error::Build(_)));
    assert!(error.to_string().contains("`base_url`"), "{error}");
    assert_eq!(Client::new().inner.base_url(), "https://api.stackexchange.com/2.2");
}
