//! How long a call waits, and how much it takes in.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::runtime::awaited::Client;
use crate::runtime::{
    Answer, Bytes, Call, Encoder, Error, InvalidArgument, Method, Operation, RetryPolicy, TransportError, blocking,
    transport,
};
use crate::server::{Reply, Server};

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn a_slow_body_runs_out_of_time() {
    let server = Server::always(Reply::json(200, "{}").delayed(LONG)).await;
    let of_client = Client::builder().base_url(server.url()).timeout(SHORT).build().unwrap();
    let of_call = Client::builder().base_url(server.url()).build().unwrap();
    let begin = Instant::now();
    for error in [
        of_client.get().send().await.unwrap_err(),
        of_call.get().timeout(SHORT).send().await.unwrap_err(),
        of_client.get().timeout(Duration::ZERO).send().await.unwrap_err(),
    ] {
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(error.to_string(), "the server did not answer in time");
    }
    assert!(begin.elapsed() < LONG / 2);
}

#[tokio::test]
async fn redirects_share_the_time_of_their_call() {
    let server = Server::new(|_, _| Reply::redirect(302, "/things").delayed(SHORT)).await;
    let slow = Server::new(|_, _| Reply::json(200, "{}").delayed(LONG)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let url = slow.url();
    let hop = Server::new(move |_, _| Reply::redirect(302, url.clone())).await;
    let over = Client::builder().base_url(hop.url()).build().unwrap();
    assert!(over.get().timeout(SHORT).send().await.unwrap_err().is_timeout());
    assert!(matches!(client.get().timeout(Duration::MAX).send().await, Err(Error::Redirect(_))));
}

#[tokio::test]
async fn a_quick_answer_is_in_time() {
    let server = Server::always(Reply::new(200, "x").delayed(SHORT)).await;
    let client = Client::builder().base_url(server.url()).timeout(SHORT / 100).build().unwrap();
    assert_eq!(client.get().timeout(LONG).send().await.unwrap(), "x");
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}")).build().unwrap();
    let Err(Error::Transport(error)) = client.get().send().await else { panic!() };
    assert!(error.is_connect() && !error.is_timeout());
    assert!(error.to_string().starts_with("no connection to the server after 3 tries: "), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let server = Server::always(Reply::new(200, "half").declared(8)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let Err(Error::Transport(error)) = client.get().send().await else { panic!() };
    assert!(!error.is_connect() && !error.is_timeout());
    assert!(error.to_string().starts_with("the exchange with the server broke off after 3 tries: "), "{error}");
}

/// Looks after `/things`, as `HEAD` does.
#[derive(Debug, Clone)]
struct Look;

impl Operation for Look {
    type Output = u16;
    type Error = ();
    const ID: &'static str = "look";
    const METHOD: Method = Method::HEAD;

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/things");
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        Ok(answer.status())
    }
}

/// An HTTP stack that says of a body how long it is, and then has less; as HTTP/2 does of what is only looked after.
struct Short(u16);

impl transport::Transport for Short {
    fn send(
        &self,
        _: http::Request<transport::Body>,
    ) -> transport::Pending<'_, Result<http::Response<transport::Body>, TransportError>> {
        let body = transport::Body::stream(transport::Body::from(Bytes::from_static(b"")), Some(1 << 40));
        let answer = http::Response::builder().status(self.0).body(body);
        Box::pin(std::future::ready(answer.map_err(TransportError::unmakeable)))
    }

    fn sleep(&self, time: Duration) -> transport::Pending<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl blocking::Transport for Short {
    fn send(
        &self,
        _: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        let body = blocking::Body::reader(&b""[..], Some(1 << 40));
        http::Response::builder().status(self.0).body(body).map_err(TransportError::unmakeable)
    }
}

#[tokio::test]
async fn an_answer_without_a_body_may_say_how_long_it_would_be() {
    let awaited = |status| Client::builder().transport(Short(status)).build().unwrap();
    let waiting = |status| blocking::Client::builder().transport(Short(status)).build().unwrap();
    assert_eq!(Call::new(&awaited(200), Look).send().await.unwrap(), 200);
    assert_eq!(Call::new(&awaited(200), Look).send_raw().await.unwrap().bytes().await.unwrap(), "");
    assert_eq!(Call::new(&waiting(200), Look).send().unwrap(), 200);
    assert_eq!(Call::new(&waiting(200), Look).send_raw().unwrap().bytes().unwrap(), "");
    for status in [204, 304] {
        assert_eq!(awaited(status).get().send().await.unwrap(), "");
        assert_eq!(waiting(status).get().send_raw().unwrap().bytes().unwrap(), "");
    }
    assert!(matches!(awaited(200).get().send().await, Err(Error::BodyTooLarge(_))));
    // On the wire.
    let server = Server::always(Reply::new(200, "").declared(1 << 40)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let answer = Call::new(&client, Look).send_with_response().await.unwrap();
    assert_eq!(answer.headers["content-length"], (1_u64 << 40).to_string());
}

#[tokio::test]
async fn a_body_that_ends_before_it_should_is_no_answer() {
    let policy = RetryPolicy::none();
    let awaited =
        Client::builder().transport(Short(200)).max_body_bytes(1 << 41).retry(policy.clone()).build().unwrap();
    let told = awaited.get().send().await.unwrap_err().to_string();
    assert!(told.contains("the body ended after 0 of 1099511627776 bytes"), "{told}");
    let waiting = blocking::Client::builder().transport(Short(200)).max_body_bytes(1 << 41).retry(policy).build();
    let told = waiting.unwrap().get().send().unwrap_err().to_string();
    assert!(told.contains("the body ended after 0 of 1099511627776 bytes"), "{told}");
}

async fn with_limit(reply: Reply) -> Result<usize, String> {
    let server = Server::always(reply).await;
    let client = Client::builder().base_url(server.url()).max_body_bytes(1000).build().unwrap();
    match client.get().send().await {
        Ok(body) => Ok(body.len()),
        Err(Error::BodyTooLarge(error)) => {
            assert_eq!((error.status(), error.limit()), (200, 1000));
            Err(error.to_string())
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let told = "the body of the answer (200 OK) has more than 1000 bytes, which `max_body_bytes` can raise".to_owned();
    assert_eq!(with_limit(Reply::new(200, "x".repeat(1000))).await, Ok(1000));
    assert_eq!(with_limit(Reply::new(200, "x".repeat(1001))).await.as_ref(), Err(&told));
    // Refused by what it says of itself, before it is read.
    assert_eq!(with_limit(Reply::new(200, "").declared(1001).delayed(LONG)).await.as_ref(), Err(&told));
    let chunks = format!("{}0\r\n\r\n", format!("100\r\n{}\r\n", "x".repeat(256)).repeat(4));
    let chunked = Reply::new(200, chunks).without_length().header("Transfer-Encoding", "chunked");
    assert_eq!(with_limit(chunked).await.as_ref(), Err(&told));
}

#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&vec![0; 500_000]).unwrap();
    let bomb = gzip.finish().unwrap();
    assert!(bomb.len() < 1000);
    assert!(with_limit(Reply::new(200, bomb).header("Content-Encoding", "gzip")).await.is_err());
}

#[tokio::test]
async fn a_client_without_a_server_says_so_at_the_first_call() {
    use crate::runtime::Service;
    static NOWHERE: Service = Service { user_agent: "x", base_url: None, secret_fields: &[], rate_limit: None };
    let error = Client::of(&NOWHERE).get().send().await.unwrap_err();
    assert!(matches!(error, Error::Setup(_)));
    assert!(error.to_string().contains("`base_url`"), "{error}");
    assert_eq!(Client::new().inner.base_url(), "https://api.stackexchange.com/2.2");
}
