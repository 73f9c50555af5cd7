//! Decoding of responses: content encodings, documented errors, undocumented statuses and invalid bodies.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use serde_json::{Value, json};

use crate::api::{AccessToken, AccessTokens, Send as Sending};
use crate::runtime::Error;
use crate::runtime::async_impl::Client;
use crate::server::{Reply, Server};

const TOKENS: &str = r#"{"items": [{"access_token": "t", "account_id": 7}], "has_more": false, "quota_remaining": 9}"#;

async fn client(reply: Reply) -> Client {
    let server = Server::always(reply).await;
    Client::builder().base_url(server.url()).build().unwrap()
}

async fn tokens(reply: Reply) -> Result<AccessTokens, Error<crate::api::ErrorResponse>> {
    client(reply).await.invalidate_access_tokens(["some token"]).send().await
}

#[tokio::test]
async fn response_content_encodings_are_decoded() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(TOKENS.as_bytes()).unwrap();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(TOKENS.as_bytes()).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(TOKENS.as_bytes()).unwrap();
    let encoded = [
        (TOKENS.as_bytes().to_vec(), None),
        (gzip.finish().unwrap(), Some("gzip")),
        (zlib.finish().unwrap(), Some("deflate")),
        (raw.finish().unwrap(), Some("deflate")),
    ];
    let expected = AccessTokens {
        items: Some(vec![AccessToken { access_token: Some("t".into()), account_id: Some(7) }]),
        has_more: Some(false),
        quota_remaining: Some(9),
    };
    for (body, encoding) in encoded {
        let mut reply = Reply::new(200, body);
        if let Some(encoding) = encoding {
            reply = reply.header("Content-Encoding", encoding);
        }
        assert_eq!(tokens(reply).await.unwrap(), expected, "{encoding:?}");
    }
}

#[tokio::test]
async fn response_keeps_status_and_headers() {
    let client = client(Reply::json(201, "{}").header("X-Rate", "5").header("Set-Cookie", "sid=opensesame")).await;
    let response = client.invalidate_access_tokens(["t"]).send_with_response().await.unwrap();
    assert_eq!((response.status.as_u16(), &response.headers["x-rate"]), (201, &"5".parse().unwrap()));
    assert_eq!(response.headers["set-cookie"], "sid=opensesame");
    assert_eq!(response.body.items, None);
    assert!(!format!("{response:?}").contains("sesame"));
}

#[tokio::test]
async fn documented_error_is_typed() {
    let body = r#"{"error_id": 402, "error_name": "invalid_access_token", "error_message": "no"}"#;
    let Err(Error::Api(error)) = tokens(Reply::json(400, body).header("X-Id", "1")).await else { panic!() };
    assert_eq!((error.status().as_u16(), error.body().unwrap().error_id), (400, Some(402)));
    assert_eq!(error.headers()["x-id"], "1");
    assert_eq!(error.to_string(), format!("the API returned 400 Bad Request: {body}"));
    assert_eq!(error.into_body().unwrap().error_name.as_deref(), Some("invalid_access_token"));
}

#[tokio::test]
async fn error_body_of_another_type_is_an_api_error_with_the_raw_body() {
    let Err(Error::Api(error)) = tokens(Reply::json(400, "<html>")).await else { panic!() };
    assert_eq!((error.status().as_u16(), &error.raw_body()[..]), (400, &b"<html>"[..]));
    assert_eq!(error.to_string(), "the API returned 400 Bad Request: <html>");
    let reason = "failed to decode response (400 Bad Request) at $: expected value, near <html>";
    assert_eq!(error.body().unwrap_err().to_string(), reason);
}

#[tokio::test]
async fn undocumented_status_error_shows_the_start_of_the_body() {
    let html = format!("<html>\n  <h1>Oops</h1>{}</html>", "<p>sorry</p>".repeat(100));
    let Err(Error::UnexpectedResponse(error)) = tokens(Reply::new(500, html.clone())).await else { panic!() };
    assert_eq!((error.status().as_u16(), error.raw_body().len()), (500, html.len()));
    let message = "the API returned the undocumented status 500 Internal Server Error after 3 attempts: <html> \
                <h1>Oops</h1><p>sorry";
    assert!(error.to_string().starts_with(message), "{error}");
    assert!(error.to_string().ends_with('…') && error.to_string().len() < 320, "{error}");
}

#[tokio::test]
async fn decode_error_contains_the_path() {
    let Err(Error::Decode(error)) =
        tokens(Reply::json(200, r#"{"items": [{"account_id": 1}, {"account_id": "one"}], "has_more": true}"#)).await
    else {
        panic!()
    };
    assert_eq!((error.status().as_u16(), error.path()), (200, Some("$.items[1].account_id")));
    assert_eq!(error.message(), "invalid type: string \"one\", expected i64");
    assert_eq!(error.snippet(), r#"…[{"account_id": 1}, {"account_id": "one"}], "has_more": true}"#);

    let Err(Error::Decode(error)) = tokens(Reply::json(200, &TOKENS[..46])).await else { panic!() };
    assert_eq!(error.path(), Some("$.items[0].account_id"));
    assert!(error.message().starts_with("EOF while parsing"), "{error}");
    let Err(Error::Decode(error)) = tokens(Reply::json(200, "")).await else { panic!() };
    assert_eq!(error.message(), "the body is empty");
}

#[tokio::test]
async fn decode_error_beyond_the_start_of_a_large_body_has_no_details() {
    let body = format!(r#"{{"items": [{}], "has_more": "hunter2"}}"#, "{},".repeat(1_500_000) + "{}");
    let Err(Error::Decode(error)) = tokens(Reply::json(200, &body)).await else { panic!() };
    assert_eq!((error.path(), error.snippet()), (Some("$.has_more"), "…"));
    let message = error.message();
    assert!(message.starts_with("the value before byte 45000") && !message.contains("hunter2"), "{message}");
}

#[tokio::test]
async fn invalid_content_encoding_is_an_error() {
    for encoding in ["gzip", "br"] {
        let error = tokens(Reply::json(200, TOKENS).header("Content-Encoding", encoding)).await.unwrap_err();
        assert!(matches!(&error, Error::Decode(error) if error.path().is_none()), "{error:?}");
        assert!(error.to_string().contains(encoding), "{error}");
    }
}

#[tokio::test]
async fn untyped_body_is_json_or_text() {
    let operation = || Sending::Nothing { trace: None, theme: None, token: None };
    let cases = [
        (Reply::json(200, "[1]"), json!([1])),
        (Reply::new(200, "[1]"), json!([1])),
        (Reply::new(200, "hello"), json!("hello")),
        (Reply::new(200, "[1]").header("Content-Type", "text/plain"), json!("[1]")),
        (Reply::json(204, ""), Value::Null),
    ];
    for (reply, expected) in cases {
        assert_eq!(client(reply).await.send(operation()).send().await.unwrap(), expected);
    }
    let Err(Error::Api(error)) = client(Reply::new(418, "teapot")).await.send(operation()).send().await else {
        panic!()
    };
    assert_eq!((error.status().as_u16(), error.body().unwrap()), (418, &json!("teapot")));
    let Err(Error::Api(error)) = client(Reply::new(404, "gone")).await.get().send().await else { panic!() };
    assert_eq!((error.status().as_u16(), error.body().unwrap()), (404, &()));
}
