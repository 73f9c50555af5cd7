//! Tokens and keys come in; whatever is printed of client, call and errors has none of them in it.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::time::Duration;

use generated_client::types::ErrorResponse;
use generated_client::{Client, ClientBuilder, Error, RetryPolicy};

use crate::server::{Reply, Request, Server};

const KEY: &str = "open sesame/1";
const TOKENS: [&str; 3] = ["abra;cadabra", "hocus\"pocus", "zäuber"];

/// Parts of the secrets that stand in every spelling of them.
const PARTS: [&str; 6] = ["sesame", "abra", "cadabra", "hocus", "pocus", "uber"];

fn debug(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// All that an error shows, of itself and its causes.
fn shown(error: &Error<ErrorResponse>) -> String {
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
fn builder_client_and_call_show_no_secret() {
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
async fn an_argument_that_is_refused_is_not_quoted() {
    let client = builder("http://127.0.0.1:9").build().unwrap();
    let many = vec!["abracadabra"; 21];
    for tokens in [many, vec!["abracadabra", ""]] {
        let error = client.read_access_tokens(tokens).send().await.unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)), "{error:?}");
        check(&shown(&error));
    }
}

#[tokio::test]
async fn what_the_api_answers_shows_no_token() {
    let body = r#"{"items": [{"access_token": "abracadabra", "account_id": 7}]}"#;
    let server = Server::always(Reply::json(200, body)).await;
    let client = builder(&server.url()).build().unwrap();
    let answer = client.read_access_tokens(TOKENS).send_with_response().await.unwrap();
    assert_eq!(answer.body.items.as_ref().unwrap()[0].access_token.as_ref().unwrap().expose(), "abracadabra");
    assert!(debug(&answer).contains("account_id: Some(7)") || debug(&answer).contains('7'), "{answer:?}");
    check(&debug(&answer));
}

/// What a server makes of a text that it repeats.
type Form = fn(&str) -> String;

fn refusal(text: &str) -> String {
    format!(r#"{{"error_id": 402, "error_message": {}}}"#, quoted(text))
}

fn mistyped(text: &str) -> String {
    format!(r#"{{"items": [{{"account_id": {}}}]}}"#, quoted(text))
}

fn mistyped_beside(text: &str) -> String {
    format!(r#"{{"items": [{{"access_token": {}, "account_id": "x"}}]}}"#, quoted(text))
}

fn cut_off(text: &str) -> String {
    mistyped_beside(text).split_once("\", \"account_id").unwrap().0.to_owned()
}

fn key_of_an_object(text: &str) -> String {
    format!(r#"{{"items": [{{"account_id": {{{}: 1}}}}]}}"#, quoted(text))
}

fn page(text: &str) -> String {
    format!("<p>{}</p>", text.replace('&', "&amp;").replace('"', "&quot;"))
}

fn bare(text: &str) -> String {
    text.to_owned()
}

/// A JSON string with everything escaped that needs it.
fn quoted(text: &str) -> String {
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

/// What servers repeat: the request as it came, and each secret by itself.
fn echoes(request: &Request) -> Vec<String> {
    let mut texts = vec![request.head.clone(), request.line().to_owned(), KEY.to_owned(), TOKENS.join(";")];
    texts.extend(TOKENS.map(str::to_owned));
    texts
}

#[tokio::test]
async fn a_server_that_repeats_secrets_gives_none_away() {
    let forms: [(&str, Form); 7] = [
        ("refusal", refusal),
        ("mistyped", mistyped),
        ("mistyped beside", mistyped_beside),
        ("cut off", cut_off),
        ("key", key_of_an_object),
        ("page", page),
        ("bare", bare),
    ];
    for (name, form) in forms {
        for status in [200, 400, 500] {
            let echo = move |number: usize, request: &Request| Reply::new(status, form(&echoes(request)[number]));
            let server = Server::new(echo).await;
            let client = builder(&server.url()).retry(RetryPolicy::none()).build().unwrap();
            for _ in 0..7 {
                // A refusal with status 200 reads as an answer with nothing in it.
                let Err(error) = client.invalidate_access_tokens(TOKENS).send().await else {
                    assert_eq!((name, status), ("refusal", 200));
                    continue;
                };
                assert_eq!(error.status(), Some(status));
                check(&shown(&error));
            }
            assert_eq!(server.connections(), 7);
        }
    }
}

#[tokio::test]
async fn an_exchange_that_fails_shows_no_url() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let slow = Server::always(Reply::json(200, "{}").silent(Duration::from_secs(30))).await;
    let cut = Server::always(Reply::json(200, "{").declaring(100)).await;
    let gone = format!("http://127.0.0.1:{port}");
    let to_gone = Server::always(Reply::redirect(302, format!("{gone}/secret-path"))).await;
    let to_ftp = Server::always(Reply::redirect(302, "ftp://open%20sesame/abracadabra/secret-path")).await;
    let large = Server::always(Reply::json(200, "").declaring(usize::MAX / 2)).await;
    for url in [gone, slow.url(), cut.url(), to_gone.url(), to_ftp.url(), large.url()] {
        let client = builder(&url).timeout(Duration::from_millis(300)).build().unwrap();
        let error = client.invalidate_access_tokens(TOKENS).send().await.unwrap_err();
        let text = shown(&error);
        check(&text);
        for part in ["access-tokens", "secret-path", "http://", "key="] {
            assert!(!text.contains(part), "`{part}` in {text}");
        }
    }
}
