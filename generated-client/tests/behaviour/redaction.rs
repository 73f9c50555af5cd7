//! Redaction of secrets in the `Debug` output and errors of clients and calls.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::time::Duration;

use generated_client::types::ErrorResponse;
use generated_client::{Client, ClientBuilder, Error, RetryPolicy};

use crate::server::{Reply, Request, Server};

const KEY: &str = "open sesame/1";
const TOKENS: [&str; 3] = ["abra;cadabra", "hocus\"pocus", "zäuber"];

/// Parts of the secrets that occur in every encoding of them.
const PARTS: [&str; 6] = ["sesame", "abra", "cadabra", "hocus", "pocus", "uber"];

fn debug(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// Returns the texts of an error and its sources.
fn error_text(error: &Error<ErrorResponse>) -> String {
    let mut text = format!("{error} {error:#} {}", debug(error));
    let mut cause = error.source();
    while let Some(inner) = cause {
        text += &format!(" {inner} {inner:#} {}", debug(&inner));
        cause = inner.source();
    }
    text
}

#[track_caller]
fn check(text: &str) {
    for part in PARTS {
        assert!(!text.contains(part), "`{part}` in {text}");
    }
}

fn builder(url: &str) -> ClientBuilder {
    Client::builder().base_url(url).api_key(KEY)
}

#[test]
fn debug_output_contains_no_secrets() {
    for builder in [builder("http://127.0.0.1:9"), Client::builder().base_url("http://sesame:abra@127.0.0.1:9")] {
        check(&debug(&builder));
        let client = builder.build().unwrap();
        check(&debug(&client));
        assert!(debug(&client).contains("http://127.0.0.1:9"));
        let call = client.invalidate_access_tokens(TOKENS).page(3).filter("default");
        check(&debug(&call));
        assert!(debug(&call).contains("[redacted]") && debug(&call).contains("default"), "{call:?}");
        check(&debug(&client.read_access_tokens(TOKENS)));
        check(&debug(&client.de_authenticate_application(TOKENS)));
    }
    for url in ["abra://sesame:abra@x", "sesame:abra@127.0.0.1", "https://x/?key=sesame", "https://sesame:abra@[x"] {
        let error = Client::builder().base_url(url).build().map(drop).unwrap_err();
        assert!(!format!("{error} {}", debug(&error)).contains("sesame"), "{error:?}");
    }
}

#[tokio::test]
async fn invalid_parameter_error_does_not_contain_the_value() {
    let client = builder("http://127.0.0.1:9").build().unwrap();
    let many = vec!["abracadabra"; 21];
    for tokens in [many, vec!["abracadabra", ""]] {
        let error = client.read_access_tokens(tokens).send().await.unwrap_err();
        assert!(matches!(error, Error::InvalidParameter(_)), "{error:?}");
        check(&error_text(&error));
    }
}

#[tokio::test]
async fn debug_output_of_a_response_contains_no_token() {
    let body = r#"{"items": [{"access_token": "abracadabra", "account_id": 7}]}"#;
    let server = Server::always(Reply::json(200, body)).await;
    let client = builder(&server.url()).build().unwrap();
    let response = client.read_access_tokens(TOKENS).send_with_response().await.unwrap();
    assert_eq!(response.body.items.as_ref().unwrap()[0].access_token.as_ref().unwrap().expose_secret(), "abracadabra");
    assert!(debug(&response).contains("account_id: Some(7)") || debug(&response).contains('7'), "{response:?}");
    check(&debug(&response));
}

/// A function that returns a response body that contains a text.
type Form = fn(&str) -> String;

fn error_response(text: &str) -> String {
    format!(r#"{{"error_id": 402, "error_message": {}}}"#, json_string(text))
}

fn invalid_value(text: &str) -> String {
    format!(r#"{{"items": [{{"account_id": {}}}]}}"#, json_string(text))
}

fn invalid_value_next_to_token(text: &str) -> String {
    format!(r#"{{"items": [{{"access_token": {}, "account_id": "x"}}]}}"#, json_string(text))
}

fn truncated_body(text: &str) -> String {
    invalid_value_next_to_token(text).split_once("\", \"account_id").unwrap().0.to_owned()
}

fn key_of_an_object(text: &str) -> String {
    format!(r#"{{"items": [{{"account_id": {{{}: 1}}}}]}}"#, json_string(text))
}

fn page(text: &str) -> String {
    format!("<p>{}</p>", text.replace('&', "&amp;").replace('"', "&quot;"))
}

fn plain_text(text: &str) -> String {
    text.to_owned()
}

/// Returns a JSON string literal with all special characters escaped.
fn json_string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && c != '"' && c != '\\' {
                c.to_string()
            } else {
                format!("\\u{:04x}", u32::from(c))
            }
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Returns the texts that servers echo: the request, and each secret separately.
fn echoes(request: &Request) -> Vec<String> {
    let mut texts = vec![request.head.clone(), request.line().to_owned(), KEY.to_owned(), TOKENS.join(";")];
    texts.extend(TOKENS.map(str::to_owned));
    texts
}

#[tokio::test]
async fn secrets_in_echoed_requests_are_redacted() {
    let forms: [(&str, Form); 7] = [
        ("error response", error_response),
        ("invalid value", invalid_value),
        ("invalid value next to token", invalid_value_next_to_token),
        ("truncated", truncated_body),
        ("key", key_of_an_object),
        ("page", page),
        ("plain text", plain_text),
    ];
    for (name, form) in forms {
        for status in [200, 400, 500] {
            let echo = move |number: usize, request: &Request| Reply::new(status, form(&echoes(request)[number]));
            let server = Server::new(echo).await;
            let client = builder(&server.url()).retry(RetryPolicy::none()).build().unwrap();
            for _ in 0..7 {
                // An error body with status 200 decodes as a response without fields.
                let Err(error) = client.invalidate_access_tokens(TOKENS).send().await else {
                    assert_eq!((name, status), ("error response", 200));
                    continue;
                };
                assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
                check(&error_text(&error));
            }
            assert_eq!(server.connections(), 7);
        }
    }
}

#[tokio::test]
async fn transport_errors_contain_no_url() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let slow = Server::always(Reply::json(200, "{}").delay_head(Duration::from_secs(60))).await;
    let cut = Server::always(Reply::json(200, "{").content_length(100)).await;
    let unreachable = format!("http://127.0.0.1:{port}");
    let to_unreachable = Server::always(Reply::redirect(302, format!("{unreachable}/secret-path"))).await;
    let to_ftp = Server::always(Reply::redirect(302, "ftp://open%20sesame/abracadabra/secret-path")).await;
    let large = Server::always(Reply::json(200, "").content_length(usize::MAX / 2)).await;
    for url in [unreachable, slow.url(), cut.url(), to_unreachable.url(), to_ftp.url(), large.url()] {
        let client = builder(&url).timeout(Duration::from_millis(300)).build().unwrap();
        let error = client.invalidate_access_tokens(TOKENS).send().await.unwrap_err();
        let text = error_text(&error);
        check(&text);
        for part in ["access-tokens", "secret-path", "http://", "key="] {
            assert!(!text.contains(part), "`{part}` in {text}");
        }
    }
}
