//! Rate limits: `backoff` in responses and errors, and the request limit of the API.

use std::time::{Duration, Instant};

use generated_client::{Client, Error};

use crate::server::{Reply, Server};

#[tokio::test]
async fn backoff_delays_later_calls_of_the_operation_only() {
    for status in [200, 400] {
        let server = Server::always(Reply::json(status, r#"{"backoff": 30}"#)).await;
        let client = Client::builder().base_url(server.url()).build().unwrap();
        assert_eq!(client.read_access_tokens(["t"]).send().await.is_ok(), status == 200);
        let second = client.clone().read_access_tokens(["t"]).timeout(Duration::from_secs(10)).send().await;
        let Err(Error::RateLimited(error)) = second else { panic!("{second:?}") };
        assert!(error.is_server_requested() && error.wait() > Duration::from_secs(10), "{error:?}");
        assert_eq!(client.invalidate_access_tokens(["t"]).send().await.is_ok(), status == 200);
        assert_eq!(server.lines().len(), 2);
    }
}

#[tokio::test]
async fn requests_are_limited_to_thirty_per_second() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let start = Instant::now();
    for _ in 0..31 {
        client.read_access_tokens(["t"]).send().await.unwrap();
    }
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
}
