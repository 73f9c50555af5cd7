//! Tests of token requests and token responses.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use web_time::Instant;

use bytes::Bytes;
use http::{Request, Response};

use super::*;
use crate::runtime::core::token_source::{TokenError, TokenErrorCode, TokenPoll, TokenSource};

const PETS: OAuth2 = OAuth2::new(&[
    OAuthFlow {
        grant: GrantType::AuthorizationCode,
        authorization_url: Some("https://login.example/grant"),
        token_url: Some("https://login.example/token"),
        refresh_url: Some("https://login.example/renew"),
        scopes: &["pets:read"],
    },
    OAuthFlow {
        grant: GrantType::ClientCredentials,
        authorization_url: None,
        token_url: Some("https://login.example/app"),
        refresh_url: None,
        scopes: &[],
    },
]);

fn token_response(status: u16, body: &str) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::from(body.to_owned())).unwrap()
}

fn token_request(source: &impl TokenSource, now: Instant) -> Request<Bytes> {
    match source.token(now) {
        Ok(TokenPoll::Request(request)) => *request,
        other => panic!("{other:?}"),
    }
}

fn ready_token(source: &impl TokenSource, now: Instant) -> String {
    match source.token(now) {
        Ok(TokenPoll::Ready(token)) => token.expose_secret().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn body(request: &Request<Bytes>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

#[test]
fn client_credentials_request_matches_rfc_6749() {
    let source = PETS.client_credentials("s6BhdRkqt3", "gX1fBat3bV");
    let request = token_request(&source, Instant::now());
    assert_eq!(
        (request.method().as_str(), request.uri().to_string()),
        ("POST", "https://login.example/app".to_owned())
    );
    assert_eq!(request.headers()["authorization"], "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(body(&request), "grant_type=client_credentials");
}

#[test]
fn client_id_and_secret_are_escaped_before_joining() {
    let source =
        PETS.client_credentials("a:b", "c d%").scopes(["x", "y"]).extra_param("audience", "https://pets.example");
    let request = token_request(&source, Instant::now());
    // `a%3Ab:c+d%25` in Base64.
    assert_eq!(request.headers()["authorization"], "Basic YSUzQWI6YytkJTI1");
    let audience = "audience=https%3A%2F%2Fpets.example";
    assert_eq!(body(&request), format!("grant_type=client_credentials&scope=x+y&{audience}"));
    let request = token_request(&PETS.client_credentials("a:b", "c d%").auth_in_body(), Instant::now());
    assert!(!request.headers().contains_key("authorization"));
    assert_eq!(body(&request), "grant_type=client_credentials&client_id=a%3Ab&client_secret=c+d%25");
}

#[test]
fn token_is_reused_until_shortly_before_expiry() {
    let source = PETS.client_credentials("me", "opensesame");
    let start = Instant::now();
    let response_body = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"bearer","expires_in":3600}"#;
    source.on_response(token_response(200, response_body), start).unwrap();
    assert_eq!(ready_token(&source, start + Duration::from_secs(3569)), "2YotnFZFEjr1zCsicMWpAA");
    token_request(&source, start + Duration::from_secs(3571));
    source
        .on_response(token_response(200, r#"{"access_token":"b","token_type":"Bearer","expires_in":"8"}"#), start)
        .unwrap();
    assert_eq!(ready_token(&source, start + Duration::from_secs(5)), "b");
    token_request(&source, start + Duration::from_secs(7));
    source.on_response(token_response(200, r#"{"access_token":"c"}"#), start).unwrap();
    assert_eq!(ready_token(&source, start + Duration::from_secs(1_000_000)), "c");
    source.invalidate(&"another".into());
    assert_eq!(ready_token(&source, start), "c");
    source.invalidate(&"c".into());
    token_request(&source, start);
}

#[test]
fn token_errors_contain_no_secrets() {
    let source = PETS.client_credentials("me", "opensesame");
    let error_body =
        r#"{"error":"invalid_client","error_description":"wrong secret opensesame","error_uri":"https://e.example"}"#;
    let error = source.on_response(token_response(401, error_body), Instant::now()).unwrap_err();
    assert_eq!(error.code(), Some(&TokenErrorCode::InvalidClient));
    let message = "no token: the server returned `invalid_client` (401): wrong secret [redacted]";
    assert_eq!(error.to_string(), message);
    assert!(!format!("{error:?} {source:?}").contains("sesame"));
    let other = source.on_response(token_response(200, r#"{"error":"slow_down"}"#), Instant::now()).unwrap_err();
    assert_eq!(other.code(), Some(&TokenErrorCode::Other("slow_down".to_owned())));
}

#[test]
fn invalid_token_response_is_an_error() {
    let table = [
        (200, "<p>opensesame</p>", "(200): it is not a token response in JSON, near <p>[redacted]</p>"),
        (200, "{}", "(200): it has no `access_token`"),
        (500, "{}", "(500): it has no `error`"),
        (302, r#"{"access_token":"hocuspocus"}"#, "(302): it has no `error`"),
        (200, r#"{"access_token":"hocuspocus","token_type":"mac"}"#, "its `token_type` is `mac`, not `bearer`"),
        (200, r#"{"access_token":["hocuspocus"]}"#, "it is not a token response in JSON"),
    ];
    for (status, body, expected) in table {
        let source = PETS.client_credentials("me", "opensesame");
        let message = source.on_response(token_response(status, body), Instant::now()).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
        assert!(!message.contains("sesame") && !message.contains("pocus"), "{message}");
    }
}

#[test]
fn rotated_refresh_tokens_are_used_and_reported() {
    let saved_tokens = Arc::new(Mutex::new(Vec::new()));
    let store = saved_tokens.clone();
    let source = PETS.refresh_token("app", "first").on_refresh_token(move |token| {
        store.lock().unwrap().push(token.expose_secret().to_owned());
    });
    let start = Instant::now();
    let request = token_request(&source, start);
    assert_eq!(request.uri(), "https://login.example/renew");
    assert_eq!(body(&request), "grant_type=refresh_token&refresh_token=first&client_id=app");
    let response_body = r#"{"access_token":"a","expires_in":60,"refresh_token":"second"}"#;
    source.on_response(token_response(200, response_body), start).unwrap();
    assert_eq!(ready_token(&source, start), "a");
    let later = start + Duration::from_secs(50);
    assert!(body(&token_request(&source, later)).contains("refresh_token=second"));
    source.on_response(token_response(200, r#"{"access_token":"b"}"#), later).unwrap();
    source.invalidate(&"b".into());
    assert!(body(&token_request(&source, later)).contains("refresh_token=second"));
    assert_eq!(*saved_tokens.lock().unwrap(), ["second"]);
    assert!(!format!("{source:?}").contains("second"));
}

#[test]
fn token_url_can_be_set_by_the_caller() {
    let without_token_url = OAuth2::new(&[]).client_credentials("me", "opensesame");
    let message = without_token_url.token(Instant::now()).unwrap_err().to_string();
    assert_eq!(message, "no token: the API description has no token endpoint: set it with `token_url`");
    let relative = PETS.client_credentials("me", "opensesame").token_url("/token");
    assert!(matches!(relative.token(Instant::now()), Err(TokenError::Config(text)) if text.contains("not absolute")));
    for url in ["me:opensesame@login.example/token", "https://me:opensesame@login.example/token"] {
        let source = PETS.client_credentials("me", "x").token_url(url);
        let message = source.token(Instant::now()).map_or_else(|error| error.to_string(), |_| String::new());
        assert!(!format!("{message} {source:?}").contains("sesame"), "{message} {source:?}");
    }
    let with_url = without_token_url.token_url("https://elsewhere.example/token");
    assert_eq!(token_request(&with_url, Instant::now()).uri(), "https://elsewhere.example/token");
}
