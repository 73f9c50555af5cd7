//! What is sent for tokens, and what becomes of the answers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use web_time::Instant;

use bytes::Bytes;
use http::{Request, Response};

use super::*;
use crate::runtime::token::{Refusal, TokenError, TokenSource, TokenStep};

const PETS: OAuth2 = OAuth2::of(&[
    Flow {
        grant: Grant::AuthorizationCode,
        authorization_url: Some("https://login.example/grant"),
        token_url: Some("https://login.example/token"),
        refresh_url: Some("https://login.example/renew"),
        scopes: &["pets:read"],
    },
    Flow {
        grant: Grant::ClientCredentials,
        authorization_url: None,
        token_url: Some("https://login.example/app"),
        refresh_url: None,
        scopes: &[],
    },
]);

fn answer(status: u16, body: &str) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::from(body.to_owned())).unwrap()
}

fn asked(source: &impl TokenSource, now: Instant) -> Request<Bytes> {
    match source.token(now) {
        Ok(TokenStep::Ask(request)) => *request,
        other => panic!("{other:?}"),
    }
}

fn had(source: &impl TokenSource, now: Instant) -> String {
    match source.token(now) {
        Ok(TokenStep::Ready(token)) => token.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn body(request: &Request<Bytes>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

#[test]
fn a_client_asks_as_the_standard_shows() {
    let source = PETS.client_credentials("s6BhdRkqt3", "gX1fBat3bV");
    let request = asked(&source, Instant::now());
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
fn id_and_secret_are_escaped_before_they_are_joined() {
    let source =
        PETS.client_credentials("a:b", "c d%").scopes(["x", "y"]).parameter("audience", "https://pets.example");
    let request = asked(&source, Instant::now());
    // `a%3Ab:c+d%25` in Base64.
    assert_eq!(request.headers()["authorization"], "Basic YSUzQWI6YytkJTI1");
    let audience = "audience=https%3A%2F%2Fpets.example";
    assert_eq!(body(&request), format!("grant_type=client_credentials&scope=x+y&{audience}"));
    let request = asked(&PETS.client_credentials("a:b", "c d%").secret_in_body(), Instant::now());
    assert!(!request.headers().contains_key("authorization"));
    assert_eq!(body(&request), "grant_type=client_credentials&client_id=a%3Ab&client_secret=c+d%25");
}

#[test]
fn a_token_is_kept_until_shortly_before_it_ends() {
    let source = PETS.client_credentials("me", "opensesame");
    let start = Instant::now();
    let given = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"bearer","expires_in":3600}"#;
    source.answered(answer(200, given), start).unwrap();
    assert_eq!(had(&source, start + Duration::from_secs(3569)), "2YotnFZFEjr1zCsicMWpAA");
    asked(&source, start + Duration::from_secs(3571));
    source.answered(answer(200, r#"{"access_token":"b","token_type":"Bearer","expires_in":"8"}"#), start).unwrap();
    assert_eq!(had(&source, start + Duration::from_secs(5)), "b");
    asked(&source, start + Duration::from_secs(7));
    source.answered(answer(200, r#"{"access_token":"c"}"#), start).unwrap();
    assert_eq!(had(&source, start + Duration::from_secs(1_000_000)), "c");
    source.rejected(&"another".into());
    assert_eq!(had(&source, start), "c");
    source.rejected(&"c".into());
    asked(&source, start);
}

#[test]
fn refusals_are_told_without_secrets() {
    let source = PETS.client_credentials("me", "opensesame");
    let said =
        r#"{"error":"invalid_client","error_description":"wrong secret opensesame","error_uri":"https://e.example"}"#;
    let error = source.answered(answer(401, said), Instant::now()).unwrap_err();
    assert_eq!(error.refusal(), Some(&Refusal::InvalidClient));
    let told = "no token: the server refused with `invalid_client` (401): wrong secret [redacted]";
    assert_eq!(error.to_string(), told);
    assert!(!format!("{error:?} {source:?}").contains("sesame"));
    let other = source.answered(answer(200, r#"{"error":"slow_down"}"#), Instant::now()).unwrap_err();
    assert_eq!(other.refusal(), Some(&Refusal::Other("slow_down".to_owned())));
}

#[test]
fn an_answer_that_is_no_token_says_what_it_is() {
    let table = [
        (200, "<p>opensesame</p>", "(200) cannot be read: it is no JSON of a token, near <p>[redacted]</p>"),
        (200, "{}", "(200) cannot be read: it has no `access_token`"),
        (500, "{}", "(500) cannot be read: it has no `error`"),
        (302, r#"{"access_token":"hocuspocus"}"#, "(302) cannot be read: it has no `error`"),
        (200, r#"{"access_token":"hocuspocus","token_type":"mac"}"#, "its `token_type` is `mac`, not `bearer`"),
        (200, r#"{"access_token":["hocuspocus"]}"#, "it is no JSON of a token"),
    ];
    for (status, body, expected) in table {
        let source = PETS.client_credentials("me", "opensesame");
        let told = source.answered(answer(status, body), Instant::now()).unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("sesame") && !told.contains("pocus"), "{told}");
    }
}

#[test]
fn refresh_tokens_that_rotate_are_kept_and_told() {
    let saved = Arc::new(Mutex::new(Vec::new()));
    let save = saved.clone();
    let source = PETS.refresh_token("app", "first").on_refresh_token(move |token| {
        save.lock().unwrap().push(token.expose().to_owned());
    });
    let start = Instant::now();
    let request = asked(&source, start);
    assert_eq!(request.uri(), "https://login.example/renew");
    assert_eq!(body(&request), "grant_type=refresh_token&refresh_token=first&client_id=app");
    let given = r#"{"access_token":"a","expires_in":60,"refresh_token":"second"}"#;
    source.answered(answer(200, given), start).unwrap();
    assert_eq!(had(&source, start), "a");
    let later = start + Duration::from_secs(50);
    assert!(body(&asked(&source, later)).contains("refresh_token=second"));
    source.answered(answer(200, r#"{"access_token":"b"}"#), later).unwrap();
    source.rejected(&"b".into());
    assert!(body(&asked(&source, later)).contains("refresh_token=second"));
    assert_eq!(*saved.lock().unwrap(), ["second"]);
    assert!(!format!("{source:?}").contains("second"));
}

#[test]
fn a_description_that_names_no_url_is_helped_out() {
    let nowhere = OAuth2::of(&[]).client_credentials("me", "opensesame");
    let told = nowhere.token(Instant::now()).unwrap_err().to_string();
    assert_eq!(told, "no token: the description does not say where tokens are had: give it with `token_url`");
    let relative = PETS.client_credentials("me", "opensesame").token_url("/token");
    assert!(matches!(relative.token(Instant::now()), Err(TokenError::Setup(told)) if told.contains("no absolute URL")));
    for url in ["me:opensesame@login.example/token", "https://me:opensesame@login.example/token"] {
        let source = PETS.client_credentials("me", "x").token_url(url);
        let told = source.token(Instant::now()).map_or_else(|error| error.to_string(), |_| String::new());
        assert!(!format!("{told} {source:?}").contains("sesame"), "{told} {source:?}");
    }
    let given = nowhere.token_url("https://elsewhere.example/token");
    assert_eq!(asked(&given, Instant::now()).uri(), "https://elsewhere.example/token");
}
