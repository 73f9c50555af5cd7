//! Decoding of successful responses.

use generated_client::types::{AccessToken, AccessTokens};
use generated_client::{Client, Error, SecretString, Timestamp};

use crate::server::{Reply, Server};

/// Returns the decoded output of a response with this body.
async fn read(body: &str) -> AccessTokens {
    let server = Server::always(Reply::json(200, body)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    client.read_access_tokens(["t"]).send().await.unwrap()
}

async fn first(body: &str) -> AccessToken {
    read(body).await.items.unwrap().into_iter().next().unwrap()
}

#[tokio::test]
async fn every_field_is_decoded() {
    let body = r#"{
        "items": [{"access_token": "abc", "account_id": 1234567890123, "expires_on_date": 1700000000,
                   "scope": ["read_inbox", "no_expiry"]}],
        "has_more": true, "quota_max": 10000, "quota_remaining": 9999, "backoff": 10,
        "page": 2, "page_size": 30, "total": 31, "type": "access_token"
    }"#;
    let tokens = read(body).await;
    let token = &tokens.items.as_ref().unwrap()[0];
    assert_eq!(token.access_token.as_ref().map(SecretString::expose_secret), Some("abc"));
    assert_eq!(token.account_id, Some(1_234_567_890_123));
    assert_eq!(token.expires_on_date, Some(Timestamp::from_second(1_700_000_000).unwrap()));
    assert_eq!(token.scope, Some(vec!["read_inbox".to_owned(), "no_expiry".to_owned()]));
    assert_eq!((tokens.has_more, tokens.quota_max, tokens.quota_remaining), (Some(true), Some(10000), Some(9999)));
    assert_eq!((tokens.page, tokens.page_size, tokens.total, tokens.backoff), (Some(2), Some(30), Some(31), Some(10)));
    assert_eq!(tokens.type_.as_deref(), Some("access_token"));
}

#[tokio::test]
async fn date_is_decoded_from_unix_seconds() {
    for (seconds, expected) in [
        ("0", "1970-01-01T00:00:00Z"),
        ("1700000000", "2023-11-14T22:13:20Z"),
        ("4102444800", "2100-01-01T00:00:00Z"),
        ("-1", "1969-12-31T23:59:59Z"),
    ] {
        let token = first(&format!(r#"{{"items": [{{"expires_on_date": {seconds}}}]}}"#)).await;
        assert_eq!(token.expires_on_date.unwrap().to_string(), expected);
        assert_eq!(token.expires_on_date.unwrap().as_second().to_string(), seconds);
    }
}

#[tokio::test]
async fn fields_are_optional_and_nullable() {
    assert_eq!(read("{}").await, AccessTokens::default());
    assert_eq!(first(r#"{"items": [{}]}"#).await, AccessToken::default());
    assert_eq!(read(r#"{"items": [], "backoff": null}"#).await.items, Some(Vec::new()));
    let token = first(r#"{"items": [{"account_id": 7, "expires_on_date": null, "scope": null}]}"#).await;
    assert_eq!((token.account_id, token.expires_on_date, token.scope), (Some(7), None, None));
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let body =
        r#"{"new": {"deep": [1, {"items": 3}]}, "items": [{"colour": null, "account_id": 7, "": []}], "x": "y"}"#;
    assert_eq!(first(body).await.account_id, Some(7));
}

#[tokio::test]
async fn every_operation_returns_tokens() {
    let server = Server::always(Reply::json(200, r#"{"items": [{"account_id": 7}]}"#)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let expected = client.read_access_tokens(["t"]).send().await.unwrap();
    assert_eq!(expected.items.as_ref().unwrap()[0].account_id, Some(7));
    assert_eq!(client.invalidate_access_tokens(["t"]).send().await.unwrap(), expected);
    assert_eq!(client.de_authenticate_application(["t"]).send().await.unwrap(), expected);
}

#[tokio::test]
async fn response_contains_status_and_headers() {
    let server = Server::always(Reply::json(203, r#"{"has_more": false}"#).header("X-Served-By", "web-1")).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let response = client.read_access_tokens(["t"]).send_with_response().await.unwrap();
    assert_eq!((response.status.as_u16(), response.body.has_more), (203, Some(false)));
    assert_eq!(response.headers["x-served-by"], "web-1");
}

#[tokio::test]
async fn debug_output_of_the_client_contains_the_base_url() {
    assert!(format!("{:?}", Client::new()).contains("https://api.stackexchange.com/2.2"), "{:?}", Client::new());
    assert_eq!(format!("{:?}", Client::default()), format!("{:?}", Client::builder().build().unwrap()));
    let client = Client::builder().base_url("http://127.0.0.1:9/2.2/").build().unwrap();
    assert!(format!("{client:?}").contains("\"http://127.0.0.1:9/2.2\""), "{client:?}");
}

#[tokio::test]
async fn invalid_base_url_is_a_build_error() {
    for (url, reason) in [
        ("127.0.0.1:8080", "no scheme"),
        ("ftp://example.com", "its scheme is ftp"),
        ("https://example.com/?a=b", "a query"),
        ("", "no scheme"),
    ] {
        let error = Client::builder().base_url(url).build().unwrap_err().to_string();
        assert!(error.contains(reason), "{url}: {error}");
    }
    // `BuildError` converts to `Error`, so that `?` applies to both.
    let error: Error = Client::builder().base_url("").build().unwrap_err().into();
    assert_eq!(error.status(), None);
}
