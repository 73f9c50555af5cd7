//! Redaction of secrets in `Debug` output, errors and their sources.

use std::error::Error as _;
use std::fmt::Debug;
use std::time::Duration;

use crate::api::{Note, Send as Sending};
use crate::runtime::async_impl::Client;
use crate::runtime::core::work;
use crate::runtime::{Error, RetryPolicy};
use crate::server::{Reply, Server};

/// The parts that no text may contain: they occur in every encoding of the secrets below.
const PARTS: [&str; 5] = ["sesame", "zauber", "hocus", "abracadabra", "b2N1czpwb2N1cw"];

/// Returns the texts of an error and its sources.
fn error_text<E: Debug + 'static>(error: &Error<E>) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(" {error} {error:?} {error:#?}");
        cause = error.source();
    }
    text
}

fn check(text: &str) {
    for part in PARTS {
        assert!(!text.contains(part), "{part} in {text}");
    }
}

fn client(url: &str) -> Client {
    client_with_timeout(url, Duration::from_secs(60))
}

fn client_with_timeout(url: &str, timeout: Duration) -> Client {
    let builder = Client::builder().base_url(url).timeout(timeout);
    let builder = builder.api_key("open sesame/1").header_key("zauber\"wort").cookie_key("abracadabra");
    let builder = builder.user("hocus", "ocus:pocus").retry(RetryPolicy::none());
    check(&format!("{builder:?} {builder:#?}"));
    builder.build().unwrap()
}

/// Returns a responder that echoes the request.
fn echo(status: u16, wrap: fn(&str) -> String) -> impl Fn(usize, &crate::server::Request) -> Reply {
    move |_, request| Reply::new(status, wrap(&request.to_debug_string()))
}

fn quoted(text: &str) -> String {
    format!("{{\"error_id\": 1, \"error_message\": {}}}", serde_json::to_string(text).unwrap())
}

fn mistyped(text: &str) -> String {
    format!("{{\"items\": [{{\"account_id\": {}}}]}}", serde_json::to_string(text).unwrap())
}

fn html(text: &str) -> String {
    format!("<p>{}", text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"))
}

#[tokio::test]
async fn secrets_in_echoed_requests_are_redacted() {
    for (status, wrap) in
        [(400, quoted as fn(&str) -> String), (200, mistyped), (200, html), (400, html), (500, quoted), (500, html)]
    {
        let server = Server::new(echo(status, wrap)).await;
        let client = client(&server.url());
        let call = client.invalidate_access_tokens(["open;sesame", "abracadabra"]);
        check(&format!("{client:?} {call:?} {call:#?}"));
        let error = call.send().await.unwrap_err();
        let text = error_text(&error);
        check(&text);
        // The snippet of the HTML page ends before the first secret.
        assert!(text.contains("[redacted]") || text.contains("expected value, near <p>"), "{text}");
    }
}

#[tokio::test]
async fn secrets_in_echoed_bodies_and_headers_are_redacted() {
    let server = Server::new(echo(400, quoted)).await;
    let client = client(&server.url());
    for operation in [
        Sending::Form { grant: "g".into(), scope: vec![], password: "zauber & wort".into() },
        Sending::Note(Note { text: "t".into(), access_token: "hocus\"pocus".into() }),
        Sending::Nothing { trace: None, theme: None, token: Some("open sesame".into()) },
    ] {
        let call = client.send(operation);
        check(&format!("{call:?}"));
        let error = call.send().await.unwrap_err();
        check(&error_text(&error));
    }
}

#[tokio::test]
async fn secret_fields_are_redacted_in_invalid_bodies() {
    for body in [
        r#"{"items": [{"access_token": "abracadabra", "account_id": "x"}]}"#,
        r#"{"items": [{"access_token": ["abracadabra"]}]}"#,
        r#"{"items": [{"access_token": {"abracadabra": 1}}]}"#,
        r#"{"items": [{"account_id": 1, "access_token": "abracadabra"#,
        r#"{"items": [{"account_id": 1, "access_token": "abracadabra\x"}]}"#,
        r#"{"items": [{"access_token": "abracadabra"}, {"account_id": "abracadabra"}]}"#,
    ] {
        let server = Server::always(Reply::json(200, body)).await;
        let client = Client::builder().base_url(server.url()).build().unwrap();
        let error = client.invalidate_access_tokens(["t"]).send().await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)));
        check(&error_text(&error));
    }
}

#[tokio::test]
async fn redaction_of_adversarial_bodies_is_linear() {
    let nested = "{\"access_token\":".repeat(100_000);
    let many = format!("[{}]", "{\"access_token\": \"abracadabra-and-more\"},".repeat(50_000));
    let long = format!("{{\"items\": [{{\"account_id\": \"{}\"}}, {many}]}}", "a ".repeat(1_000_000));
    for body in [nested, many, long] {
        for status in [200, 400, 500] {
            let server = Server::always(Reply::json(status, &body)).await;
            let client = Client::builder().base_url(server.url()).retry(RetryPolicy::none()).build().unwrap();
            work::reset();
            let error = client.invalidate_access_tokens(["hocus"]).send().await.unwrap_err();
            let message = format!("{error} {error:?}");
            check(&message);
            assert!(message.len() < 5000, "{} bytes", message.len());
            if status == 400 {
                let error = client.send(Sending::Text("x".into())).send().await.unwrap_err();
                let message = format!("{error} {error:?}");
                check(&message);
                assert!(message.len() < 10_000, "{} bytes", message.len());
            }
            // The steps of reading the body a few times. Quadratic work has a million times as many.
            let steps = work::reset();
            assert!(steps > 0 && steps < 10 * body.len() + 3_000_000, "{steps} steps for {} bytes", body.len());
        }
    }
}

#[tokio::test]
async fn transport_errors_contain_no_url() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let slow = Server::always(Reply::new(200, "x").delayed(Duration::from_secs(60))).await;
    let truncated = Server::always(Reply::new(200, "x").content_length(100)).await;
    let unreachable = format!("http://127.0.0.1:{port}/sesame/abracadabra");
    let redirected = Server::always(Reply::redirect(302, unreachable.clone())).await;
    let to_ftp = Server::always(Reply::redirect(302, "ftp://open%20sesame/abracadabra")).await;
    for url in
        [unreachable.replace("/sesame/abracadabra", ""), slow.url(), truncated.url(), redirected.url(), to_ftp.url()]
    {
        let client = client_with_timeout(&url, Duration::from_millis(300));
        let error = client.invalidate_access_tokens(["open sesame"]).send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_) | Error::Redirect(_)), "{error:?}");
        check(&error_text(&error));
        assert!(!error_text(&error).contains("access-tokens"), "{}", error_text(&error));
    }
}

#[tokio::test]
async fn invalid_parameter_error_does_not_contain_the_value() {
    let client = client("http://127.0.0.1:9");
    let token = Sending::Nothing { trace: None, theme: None, token: Some("open\nsesame".into()) };
    check(&error_text(&client.send(token).send().await.unwrap_err()));
    check(&error_text(&client.invalidate_access_tokens(vec!["abracadabra"; 21]).send().await.unwrap_err()));
}
