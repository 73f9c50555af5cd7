//! Token sources: tokens are fetched on demand, shared, refreshed, and replaced when the API rejects them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::api::Send as Sending;
use crate::credentials::operations_with_security;
use crate::runtime::async_impl::{Client, ClientBuilder};
use crate::runtime::facade::call::Call;
use crate::runtime::facade::oauth2::{ClientCredentials, GrantType, OAuth2, OAuthFlow};
use crate::runtime::{
    BufferedResponse, Bytes, Error, InvalidParameter, Method, Operation, RequestEncoder, SecretString,
    SecurityRequirements, TokenError, TokenErrorCode, TokenPoll, TokenSource, Upload, blocking,
};
use crate::server::{Reply, Request, Server};

operations_with_security! {
    RequiresToken Some(&[&["bearer"]]);
    RequiresNothing Some(&[]);
}

/// The delay of a slow token server.
pub(crate) const SLOW: Duration = Duration::from_millis(300);

const PETS: OAuth2 = OAuth2::new(&[OAuthFlow {
    grant: GrantType::AuthorizationCode,
    authorization_url: Some("https://login.example/grant"),
    token_url: Some("https://login.example/token"),
    refresh_url: Some("https://login.example/renew"),
    scopes: &[],
}]);

/// Starts a server that issues the tokens `t0`, `t1`, ..., each valid for `seconds`.
async fn tokens(seconds: u64) -> Server {
    Server::new(move |i, _| token_response(&format!("t{i}"), &format!("\"expires_in\": {seconds}"))).await
}

pub(crate) fn token_response(token: &str, more: &str) -> Reply {
    Reply::json(200, &format!("{{\"access_token\": \"{token}\", \"token_type\": \"Bearer\", {more}}}"))
}

pub(crate) fn client_credentials(tokens: &Server) -> ClientCredentials {
    PETS.client_credentials("app", "opensesame").token_url(tokens.url())
}

pub(crate) fn client_builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(server.url())
}

pub(crate) fn authorization_headers(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(|request| request.header("authorization")).collect()
}

#[tokio::test]
async fn token_is_fetched_on_demand_and_reused() {
    let (api, tokens) = (Server::always(Reply::new(200, "")).await, tokens(3600).await);
    let client =
        client_builder(&api).bearer_from(client_credentials(&tokens).scopes(["read", "write"])).build().unwrap();
    Call::new(&client, RequiresNothing).send().await.unwrap();
    assert_eq!(tokens.requests().len(), 0);
    for _ in 0..3 {
        Call::new(&client, RequiresToken).send().await.unwrap();
    }
    assert_eq!(authorization_headers(&api.requests()), ["", "Bearer t0", "Bearer t0", "Bearer t0"]);
    let token_request = &tokens.requests()[0];
    assert_eq!(token_request.line, "POST / HTTP/1.1");
    assert_eq!(token_request.header("authorization"), "Basic YXBwOm9wZW5zZXNhbWU=");
    assert_eq!(token_request.header("user-agent"), "stack-exchange/0.1.0");
    assert_eq!(token_request.body, "grant_type=client_credentials&scope=read+write");
    assert_eq!(tokens.requests().len(), 1);
}

#[tokio::test]
async fn expired_token_is_replaced() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::new(|i, _| token_response(&format!("t{i}"), ["\"expires_in\": 4", "\"expires_in\": 3600"][i]));
    let (tokens, start) = (tokens.await, Instant::now());
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    Call::new(&client, RequiresToken).send().await.unwrap();
    while tokens.requests().len() == 1 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Call::new(&client, RequiresToken).send().await.unwrap();
    }
    // It is replaced shortly before it expires.
    assert!(start.elapsed() >= Duration::from_secs(3), "{:?}", start.elapsed());
    let requests = api.requests();
    let headers = authorization_headers(&requests);
    assert_eq!((headers.first(), headers.last()), (Some(&"Bearer t0"), Some(&"Bearer t1")));
}

#[tokio::test]
async fn concurrent_calls_fetch_one_token() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::always(token_response("t", "\"expires_in\": 60").delayed(Duration::from_millis(200))).await;
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { Call::new(&client, RequiresToken).send().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((api.requests().len(), tokens.requests().len()), (10, 1));
}

#[tokio::test]
async fn clients_with_a_shared_source_fetch_one_token() {
    let api = Server::always(Reply::new(200, "")).await;
    let slow = || Server::always(token_response("t", "\"expires_in\": 60").delayed(Duration::from_millis(200)));
    let (shared, cloned) = (slow().await, slow().await);
    let source = Arc::new(client_credentials(&shared));
    let session = Arc::new(PETS.refresh_token("app", "first").token_url(cloned.url()));
    let builder = client_builder(&api).bearer_from(session);
    let clients = [
        client_builder(&api).bearer_from(source.clone()).build().unwrap(),
        client_builder(&api).bearer_from(source).build().unwrap(),
        builder.clone().build().unwrap(),
        builder.build().unwrap(),
    ];
    let calls =
        clients.map(|client| tokio::spawn(async move { Call::new(&client, RequiresToken).send().await.map(drop) }));
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((api.requests().len(), shared.requests().len(), cloned.requests().len()), (4, 1, 1));
}

#[tokio::test]
async fn concurrent_blocking_calls_fetch_one_token() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::always(token_response("t", "\"expires_in\": 60").delayed(Duration::from_millis(200))).await;
    let client =
        blocking::Client::builder().base_url(api.url()).bearer_from(client_credentials(&tokens)).build().unwrap();
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::task::spawn_blocking(move || Call::new(&client, RequiresToken).send().map(drop))
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((api.requests().len(), tokens.requests().len()), (10, 1));
    assert!(api.requests().iter().all(|request| request.header("authorization") == "Bearer t"));
}

#[tokio::test]
async fn rejected_token_is_replaced_once() {
    let api = Server::new(|_, request| {
        let is_old = request.header("authorization") == "Bearer t0";
        Reply::new(if is_old { 401 } else { 200 }, "")
    });
    let (api, tokens) = (api.await, tokens(60).await);
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    Call::new(&client, RequiresToken).send().await.unwrap();
    assert_eq!(authorization_headers(&api.requests()), ["Bearer t0", "Bearer t1"]);
    assert!(api.requests().iter().all(|request| request.body == "content"));

    let api = Server::always(Reply::new(401, "not you, t3")).await;
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    let error = Call::new(&client, RequiresToken).send().await.unwrap_err();
    assert_eq!(
        (error.status().map(|status| status.as_u16()), api.requests().len(), tokens.requests().len()),
        (Some(401), 2, 4)
    );
    assert!(error.to_string().ends_with(": not you, [redacted]"), "{error}");
    let static_client = client_builder(&api).bearer("static").build().unwrap();
    Call::new(&static_client, RequiresToken).send().await.unwrap_err();
    assert_eq!(api.requests().len(), 3, "an unchanged token is not retried");
}

#[tokio::test]
async fn token_error_reaches_all_waiting_calls() {
    let api = Server::always(Reply::new(200, "")).await;
    let error_body = r#"{"error": "invalid_client", "error_description": "no such client opensesame"}"#;
    let tokens = Server::always(Reply::json(401, error_body).delayed(Duration::from_millis(200))).await;
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { Call::new(&client, RequiresToken).send().await.map(drop) })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error:?}");
        let Error::Token(error) = error else { panic!("{error:?}") };
        assert_eq!(error.code(), Some(&TokenErrorCode::InvalidClient));
    }
    assert_eq!((api.requests().len(), tokens.requests().len()), (0, 1));
}

#[tokio::test]
async fn rotated_refresh_tokens_are_used_and_saved() {
    // The API accepts each token once.
    let used_tokens: Mutex<Vec<String>> = Mutex::default();
    let api = Server::new(move |_, request| {
        let (token, mut used_tokens) = (request.header("authorization").to_owned(), used_tokens.lock().unwrap());
        let status = if used_tokens.contains(&token) { 401 } else { 200 };
        used_tokens.push(token);
        Reply::new(status, "")
    });
    let tokens = Server::new(|i, _| token_response(&format!("t{i}"), &format!("\"refresh_token\": \"r{i}\"")));
    let (api, tokens) = (api.await, tokens.await);
    let saved_tokens: Arc<Mutex<Vec<String>>> = Arc::default();
    let store = saved_tokens.clone();
    let session = PETS.refresh_token("app", "first").token_url(tokens.url()).on_refresh_token(move |token| {
        store.lock().unwrap().push(token.expose_secret().to_owned());
    });
    let client = client_builder(&api).bearer_from(session).build().unwrap();
    for _ in 0..3 {
        Call::new(&client, RequiresToken).send().await.unwrap();
    }
    assert_eq!(
        authorization_headers(&api.requests()),
        ["Bearer t0", "Bearer t0", "Bearer t1", "Bearer t1", "Bearer t2"]
    );
    assert_eq!(*saved_tokens.lock().unwrap(), ["r0", "r1", "r2"]);
    let bodies: Vec<String> = tokens.requests().into_iter().map(|request| request.body).collect();
    let body = |token: &str| format!("grant_type=refresh_token&refresh_token={token}&client_id=app");
    assert_eq!(bodies, [body("first"), body("r0"), body("r1")]);
}

#[tokio::test]
async fn authorization_code_is_exchanged_for_a_session() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::always(token_response("t", "\"expires_in\": 60, \"refresh_token\": \"r\"")).await;
    let login = PETS.authorization_code("app", "https://app.example/back").scopes(["read"]).start().unwrap();
    let (state, verifier) = (login.state().expose_secret().to_owned(), login.verifier().expose_secret().to_owned());
    assert!(login.url().contains(&format!("&state={state}&code_challenge=")), "{}", login.url());
    let session = login.exchange_redirect(&format!("https://app.example/back?code=c0de&state={state}")).unwrap();
    let client = client_builder(&api).bearer_from(session.token_url(tokens.url())).build().unwrap();
    Call::new(&client, RequiresToken).send().await.unwrap();
    Call::new(&client, RequiresToken).send().await.unwrap();
    assert_eq!(authorization_headers(&api.requests()), ["Bearer t", "Bearer t"]);
    let redirect_uri = "redirect_uri=https%3A%2F%2Fapp.example%2Fback";
    let expected =
        format!("grant_type=authorization_code&code=c0de&{redirect_uri}&code_verifier={verifier}&client_id=app");
    assert_eq!(tokens.requests().iter().map(|request| &request.body).collect::<Vec<_>>(), [&expected]);
}

#[tokio::test]
async fn token_is_not_sent_to_another_origin() {
    let (second, tokens) = (Server::always(Reply::new(401, "")).await, tokens(60).await);
    let location = format!("{}/moved", second.url());
    let first = Server::always(Reply::redirect(303, location)).await;
    let client = client_builder(&first).bearer_from(client_credentials(&tokens)).build().unwrap();
    assert_eq!(
        Call::new(&client, RequiresToken).send().await.unwrap_err().status().map(|status| status.as_u16()),
        Some(401)
    );
    assert_eq!(authorization_headers(&first.requests()), ["Bearer t0"]);
    assert_eq!((authorization_headers(&second.requests()), tokens.requests().len()), (vec![""], 1));
}

#[tokio::test]
async fn token_requests_require_https() {
    let api = Server::always(Reply::new(200, "")).await;
    let source = PETS.client_credentials("app", "opensesame").token_url("http://login.example/token");
    let client = client_builder(&api).bearer_from(source).build().unwrap();
    let message = Call::new(&client, RequiresToken).send().await.unwrap_err().to_string();
    assert!(message.starts_with("token requests must not be sent over plain HTTP to `login.example`"), "{message}");
    assert_eq!(api.requests().len(), 0);
}

#[tokio::test]
async fn closure_is_a_token_source() {
    let api = Server::always(Reply::new(200, "")).await;
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    let source = move || {
        let index = counter.fetch_add(1, Ordering::Relaxed);
        Ok::<_, TokenError>(SecretString::from(format!("t{index}")))
    };
    let client = client_builder(&api).bearer_from(source).build().unwrap();
    Call::new(&client, RequiresToken).send().await.unwrap();
    Call::new(&client, RequiresToken).send().await.unwrap();
    assert_eq!(authorization_headers(&api.requests()), ["Bearer t0", "Bearer t1"]);
}

#[tokio::test]
async fn unchanged_rejected_token_is_not_resent() {
    let api = Server::always(Reply::new(401, "no")).await;
    let static_client = client_builder(&api).bearer_from(SecretString::from("fixed")).build().unwrap();
    assert_eq!(
        Call::new(&static_client, RequiresToken).send().await.unwrap_err().status().map(|status| status.as_u16()),
        Some(401)
    );
    assert_eq!(authorization_headers(&api.requests()), ["Bearer fixed"]);
    let caching_client =
        client_builder(&api).bearer_from(|| Ok::<_, TokenError>(SecretString::from("cached"))).build().unwrap();
    assert_eq!(
        Call::new(&caching_client, RequiresToken).send().await.unwrap_err().status().map(|status| status.as_u16()),
        Some(401)
    );
    assert_eq!(authorization_headers(&api.requests()), ["Bearer fixed", "Bearer cached"]);
    // A new token is requested once and used.
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    let source =
        move || Ok::<_, TokenError>(SecretString::from(format!("t{}", counter.fetch_add(1, Ordering::Relaxed))));
    let fresh_client = client_builder(&api).bearer_from(source).build().unwrap();
    assert_eq!(
        Call::new(&fresh_client, RequiresToken).send().await.unwrap_err().status().map(|status| status.as_u16()),
        Some(401)
    );
    assert_eq!(authorization_headers(&api.requests())[2..], ["Bearer t0", "Bearer t1"]);
}

/// A custom source that sends GET requests and never has a token.
struct EndlessSource(String);

impl TokenSource for EndlessSource {
    fn token(&self, _: Instant) -> Result<TokenPoll, TokenError> {
        let request = http::Request::get(&self.0).body(Bytes::new());
        request.map(|request| TokenPoll::Request(Box::new(request))).map_err(TokenError::source)
    }
}

#[tokio::test]
async fn source_without_a_token_is_an_error_after_three_responses() {
    let (api, tokens) = (Server::always(Reply::new(200, "")).await, tokens(60).await);
    let client = client_builder(&api).bearer_from(EndlessSource(tokens.url())).build().unwrap();
    let message = Call::new(&client, RequiresToken).send().await.unwrap_err().to_string();
    assert_eq!(message, "no token: its source returned none after 3 requests");
    assert_eq!((api.requests().len(), tokens.requests().len()), (0, 3));
    assert_eq!(tokens.requests()[0].line, "GET / HTTP/1.1");
}

#[tokio::test]
async fn rejected_token_of_a_single_use_body_is_replaced_for_the_next_call() {
    let (api, tokens) = (Server::new(|i, _| Reply::new(if i == 0 { 401 } else { 200 }, "{}")).await, tokens(60).await);
    let client = client_builder(&api).bearer_from(client_credentials(&tokens)).build().unwrap();
    let upload = || Sending::Raw(Upload::reader(&b"once"[..], Some(4)));
    let error = client.send(upload()).send().await.unwrap_err();
    assert_eq!((error.status().map(|status| status.as_u16()), api.requests().len()), (Some(401), 1));
    client.send(upload()).send().await.unwrap();
    assert_eq!(authorization_headers(&api.requests()), ["Bearer t0", "Bearer t1"]);
}
