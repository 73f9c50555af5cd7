//! What the API answers when all is well comes in; the typed value that the caller gets.

use generated_client::types::{AccessToken, AccessTokens};
use generated_client::{Client, Error, Secret, Timestamp};

use crate::server::{Reply, Server};

/// What a caller gets of a body.
async fn read(body: &str) -> AccessTokens {
    let server = Server::always(Reply::json(200, body)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    client.read_access_tokens(["t"]).send().await.unwrap()
}

async fn first(body: &str) -> AccessToken {
    read(body).await.items.unwrap().into_iter().next().unwrap()
}

#[tokio::test]
async fn every_field_is_read() {
    let body = r#"{
        "items": [{"access_token": "abc", "account_id": 1234567890123, "expires_on_date": 1700000000,
                   "scope": ["read_inbox", "no_expiry"]}],
        "has_more": true, "quota_max": 10000, "quota_remaining": 9999, "backoff": 10,
        "page": 2, "page_size": 30, "total": 31, "type": "access_token"
    }"#;
    let tokens = read(body).await;
    let token = &tokens.items.as_ref().unwrap()[0];
    assert_eq!(token.access_token.as_ref().map(Secret::expose), Some("abc"));
    assert_eq!(token.account_id, Some(1_234_567_890_123));
    assert_eq!(token.expires_on_date, Some(Timestamp::from_second(1_700_000_000).unwrap()));
    assert_eq!(token.scope, Some(vec!["read_inbox".to_owned(), "no_expiry".to_owned()]));
    assert_eq!((tokens.has_more, tokens.quota_max, tokens.quota_remaining), (Some(true), Some(10000), Some(9999)));
    assert_eq!((tokens.page, tokens.page_size, tokens.total, tokens.backoff), (Some(2), Some(30), Some(31), Some(10)));
    assert_eq!(tokens.type_.as_deref(), Some("access_token"));
}

#[tokio::test]
async fn a_date_is_a_point_in_time_given_in_seconds() {
    for (written, shown) in [
        ("0", "1970-01-01T00:00:00Z"),
        ("1700000000", "2023-11-14T22:13:20Z"),
        ("4102444800", "2100-01-01T00:00:00Z"),
        ("-1", "1969-12-31T23:59:59Z"),
    ] {
        let token = first(&format!(r#"{{"items": [{{"expires_on_date": {written}}}]}}"#)).await;
        assert_eq!(token.expires_on_date.unwrap().to_string(), shown);
        assert_eq!(token.expires_on_date.unwrap().as_second().to_string(), written);
    }
}

#[tokio::test]
async fn any_field_may_be_absent_or_null() {
    assert_eq!(read("{}").await, AccessTokens::default());
    assert_eq!(first(r#"{"items": [{}]}"#).await, AccessToken::default());
    assert_eq!(read(r#"{"items": [], "backoff": null}"#).await.items, Some(Vec::new()));
    let token = first(r#"{"items": [{"account_id": 7, "expires_on_date": null, "scope": null}]}"#).await;
    assert_eq!((token.account_id, token.expires_on_date, token.scope), (Some(7), None, None));
}

#[tokio::test]
async fn unknown_fields_are_passed_over() {
    let body =
        r#"{"new": {"deep": [1, {"items": 3}]}, "items": [{"colour": null, "account_id": 7, "": []}], "x": "y"}"#;
    assert_eq!(first(body).await.account_id, Some(7));
}

#[tokio::test]
async fn every_operation_gives_the_tokens() {
    let server = Server::always(Reply::json(200, r#"{"items": [{"account_id": 7}]}"#)).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let expected = client.read_access_tokens(["t"]).send().await.unwrap();
    assert_eq!(expected.items.as_ref().unwrap()[0].account_id, Some(7));
    assert_eq!(client.invalidate_access_tokens(["t"]).send().await.unwrap(), expected);
    assert_eq!(client.de_authenticate_application(["t"]).send().await.unwrap(), expected);
}

#[tokio::test]
async fn status_and_headers_can_be_had_too() {
    let server = Server::always(Reply::json(203, r#"{"has_more": false}"#).header("X-Served-By", "web-1")).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let answer = client.read_access_tokens(["t"]).send_with_response().await.unwrap();
    assert_eq!((answer.status, answer.body.has_more), (203, Some(false)));
    assert_eq!(answer.headers["x-served-by"], "web-1");
}

#[tokio::test]
async fn the_client_says_where_it_goes() {
    assert!(format!("{:?}", Client::new()).contains("https://api.stackexchange.com/2.2"), "{:?}", Client::new());
    assert_eq!(format!("{:?}", Client::default()), format!("{:?}", Client::builder().build().unwrap()));
    let elsewhere = Client::builder().base_url("http://127.0.0.1:9/2.2/").build().unwrap();
    assert!(format!("{elsewhere:?}").contains("\"http://127.0.0.1:9/2.2\""), "{elsewhere:?}");
}

#[tokio::test]
async fn a_base_url_that_is_none_is_told_when_the_client_is_built() {
    for (url, why) in [
        ("127.0.0.1:8080", "no scheme"),
        ("ftp://example.com", "its scheme is ftp"),
        ("https://example.com/?a=b", "a query"),
        ("", "no scheme"),
    ] {
        let error = Client::builder().base_url(url).build().unwrap_err().to_string();
        assert!(error.contains(why), "{url}: {error}");
    }
    // A client error is an error of a call too, so that one `?` serves for both.
    let error: Error = Client::builder().base_url("").build().unwrap_err().into();
    assert_eq!(error.status(), None);
}
