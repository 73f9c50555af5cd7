//! API errors, unexpected responses and decode errors.

use generated_client::types::{AccessTokens, ErrorResponse};
use generated_client::{Client, DecodeError, Error};

use crate::server::{Reply, Server};

async fn read(reply: Reply) -> Result<AccessTokens, Error<ErrorResponse>> {
    let server = Server::always(reply).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    client.read_access_tokens(["some token"]).send().await
}

async fn decode(reply: Reply) -> DecodeError {
    match read(reply).await {
        Err(Error::Decode(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn api_error_is_typed() {
    let body = r#"{"error_id": 402, "error_name": "invalid_access_token", "error_message": "is not valid"}"#;
    let error = read(Reply::json(400, body).header("X-Request", "17")).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!(error.status(), 400);
    assert_eq!(error.headers()["x-request"], "17");
    assert_eq!(error.to_string(), format!("the API returned 400 Bad Request: {body}"));
    assert_eq!(error.body().unwrap().error_id, Some(402));
    assert_eq!(error.body().unwrap().error_name.as_deref(), Some("invalid_access_token"));
    assert_eq!(error.into_body().unwrap().error_message.as_deref(), Some("is not valid"));
}

#[tokio::test]
async fn html_error_page_is_an_unexpected_response() {
    let html = format!("<html>\r\n<head><title>500</title></head>{}</html>", "<p>Sorry.</p>".repeat(500));
    for status in [500, 404, 503, 418] {
        let error = read(Reply::new(status, html.clone()).header("Content-Type", "text/html")).await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        let Error::UnexpectedResponse(error) = error else { panic!("{error:?}") };
        assert_eq!(error.status(), status);
        assert_eq!(&error.raw_body()[..], html.as_bytes());
        assert_eq!(error.headers()["content-type"], "text/html");
        let prefix = "<html> <head><title>500</title></head><p>Sorry.</p>";
        assert!(error.snippet().starts_with(prefix) && error.snippet().len() < 300, "{}", error.snippet());
        assert!(error.to_string().contains(&status.to_string()) && error.to_string().contains(prefix), "{error}");
    }
}

#[tokio::test]
async fn invalid_api_error_keeps_its_status() {
    let body = "<h1>Bad Request</h1>";
    let Err(Error::Api(error)) = read(Reply::new(400, body)).await else { panic!() };
    let reason = error.body().unwrap_err();
    assert_eq!((error.status().as_u16(), reason.path(), reason.snippet()), (400, Some("$"), body));
    assert_eq!(&error.raw_body()[..], body.as_bytes());
}

#[tokio::test]
async fn value_of_another_type_is_an_error_with_a_path() {
    for (body, path, message) in [
        (r#"{"items": [{"account_id": "7"}]}"#, "$.items[0].account_id", "invalid type: string \"7\", expected i64"),
        (r#"{"items": [{}, {"scope": [1]}]}"#, "$.items[1].scope[0]", "invalid type: integer `1`, expected a string"),
        (r#"{"items": [{}, {}, 3], "x": 1}"#, "$.items[2]", "invalid type: integer `3`, expected"),
        (r#"{"items": {}}"#, "$.items", "invalid type: map, expected a sequence"),
        (r#"{"has_more": "yes"}"#, "$.has_more", "invalid type: string \"yes\", expected a boolean"),
        (r#"{"quota_max": 3000000000}"#, "$.quota_max", "invalid value: integer `3000000000`, expected i32"),
        (r#"{"items": [{"expires_on_date": "soon"}]}"#, "$.items[0].expires_on_date", "soon"),
        (r#"{"items": [{"expires_on_date": 1e300}]}"#, "$.items[0].expires_on_date", ""),
        ("3", "$", "invalid type: integer `3`, expected"),
    ] {
        let error = decode(Reply::json(200, body)).await;
        assert_eq!((error.status().as_u16(), error.path()), (200, Some(path)), "{body}: {error}");
        assert!(error.message().contains(message), "{body}: {error}");
        assert!(!error.snippet().is_empty() && body.contains(error.snippet()), "{body}: {}", error.snippet());
        let text = error.to_string();
        assert!(text.starts_with("failed to decode response (200 OK) at $"), "{text}");
        assert!([path, error.message(), error.snippet()].iter().all(|part| text.contains(part)), "{text}");
    }
}

#[tokio::test]
async fn empty_list_is_an_empty_object_unless_decoding_is_strict() {
    assert_eq!(read(Reply::json(200, "[]")).await.unwrap(), AccessTokens::default());
    let server = Server::always(Reply::json(200, "[]")).await;
    let client = Client::builder().base_url(server.url()).lenient_decoding(false).build().unwrap();
    let Err(Error::Decode(error)) = client.read_access_tokens(["some token"]).send().await else { panic!() };
    assert_eq!(error.path(), Some("$"));
    assert!(error.message().contains("invalid type: sequence, expected"), "{error}");
}

#[tokio::test]
async fn truncated_json_is_an_error_with_a_path() {
    for (body, path) in [
        (r#"{"items": [{"account_id": 7}, {"account_id": 8"#, "$.items[1].account_id"),
        (r#"{"items": [{"account_id": 7"#, "$.items[0].account_id"),
        (r#"{"items": [{"scope": ["read_in"#, "$.items[0].scope[0]"),
        (r#"{"items": ["#, "$.items[0]"),
        ("{", "$"),
        ("", "$"),
        ("  \n ", "$"),
    ] {
        let error = decode(Reply::json(200, body)).await;
        assert_eq!((error.status().as_u16(), error.path()), (200, Some(path)), "{body}: {error}");
        let expected = if body.trim().is_empty() { "the body is empty" } else { "EOF while parsing" };
        assert!(error.message().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn snippet_is_short_and_around_the_error() {
    let items = |count| r#"{"account_id": 7}, "#.repeat(count);
    let body = format!(r#"{{"items": [{}{{"account_id": true}}, {}{{}}]}}"#, items(10_000), items(10_000));
    let error = decode(Reply::json(200, body)).await;
    assert_eq!(error.path(), Some("$.items[10000].account_id"));
    assert!(error.snippet().contains(r#"{"account_id": true"#) && error.snippet().len() < 100, "{}", error.snippet());
}
