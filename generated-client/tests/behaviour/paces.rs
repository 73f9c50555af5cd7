//! How fast the client asks: `backoff` in answers and errors, and no more than the API allows.

use std::time::{Duration, Instant};

use generated_client::{Client, Error};

use crate::server::{Reply, Server};

#[tokio::test]
async fn a_backoff_holds_for_its_method_alone() {
    for status in [200, 400] {
        let server = Server::always(Reply::json(status, r#"{"backoff": 30}"#)).await;
        let client = Client::builder().base_url(server.url()).build().unwrap();
        assert_eq!(client.read_access_tokens(["t"]).send().await.is_ok(), status == 200);
        let again = client.clone().read_access_tokens(["t"]).timeout(Duration::from_secs(10)).send().await;
        let Err(Error::Throttled(error)) = again else { panic!("{again:?}") };
        assert!(error.is_by_server() && error.wait() > Duration::from_secs(10), "{error:?}");
        assert_eq!(client.invalidate_access_tokens(["t"]).send().await.is_ok(), status == 200);
        assert_eq!(server.lines().len(), 2);
    }
}

#[tokio::test]
async fn thirty_requests_a_second_are_sent_and_no_more() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let begin = Instant::now();
    for _ in 0..31 {
        client.read_access_tokens(["t"]).send().await.unwrap();
    }
    assert!(begin.elapsed() >= Duration::from_secs(1), "{:?}", begin.elapsed());
}
