//! Tokens that a client asks for: once, when it needs one, and again when the API refuses it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::api::Send as Sending;
use crate::credentials::taking;
use crate::runtime::awaited::{Client, ClientBuilder};
use crate::runtime::call::Call;
use crate::runtime::oauth2::{ClientCredentials, Flow, Grant, OAuth2};
use crate::runtime::{
    Answer, Bytes, Encoder, Error, InvalidArgument, Method, Operation, Refusal, Secret, Security, TokenError,
    TokenSource, TokenStep, Upload, blocking,
};
use crate::server::{Reply, Request, Server};

taking! {
    TakesToken Some(&[&["bearer"]]);
    TakesNone Some(&[]);
}

const PETS: OAuth2 = OAuth2::of(&[Flow {
    grant: Grant::AuthorizationCode,
    authorization_url: Some("https://login.example/grant"),
    token_url: Some("https://login.example/token"),
    refresh_url: Some("https://login.example/renew"),
    scopes: &[],
}]);

/// A server of tokens `t0`, `t1`, ..., each good for that many seconds.
async fn tokens(seconds: u64) -> Server {
    Server::new(move |i, _| given(&format!("t{i}"), &format!("\"expires_in\": {seconds}"))).await
}

fn given(token: &str, more: &str) -> Reply {
    Reply::json(200, &format!("{{\"access_token\": \"{token}\", \"token_type\": \"Bearer\", {more}}}"))
}

fn app(tokens: &Server) -> ClientCredentials {
    PETS.client_credentials("app", "opensesame").token_url(tokens.url())
}

fn to(server: &Server) -> ClientBuilder {
    Client::builder().base_url(server.url())
}

fn shown(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(|request| request.header("authorization")).collect()
}

#[tokio::test]
async fn a_token_is_asked_for_when_it_is_needed_and_used_until_it_ends() {
    let (api, tokens) = (Server::always(Reply::new(200, "")).await, tokens(2).await);
    let client = to(&api).bearer_from(app(&tokens).scopes(["read", "write"])).build().unwrap();
    Call::new(&client, TakesNone).send().await.unwrap();
    assert_eq!(tokens.requests().len(), 0);
    for _ in 0..3 {
        Call::new(&client, TakesToken).send().await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(1600)).await;
    Call::new(&client, TakesToken).send().await.unwrap();
    assert_eq!(shown(&api.requests()), ["", "Bearer t0", "Bearer t0", "Bearer t0", "Bearer t1"]);
    let asked = &tokens.requests()[0];
    assert_eq!(asked.line, "POST / HTTP/1.1");
    assert_eq!(asked.header("authorization"), "Basic YXBwOm9wZW5zZXNhbWU=");
    assert_eq!(asked.header("user-agent"), "stack-exchange/0.1.0");
    assert_eq!(asked.body, "grant_type=client_credentials&scope=read+write");
    assert_eq!(tokens.requests().len(), 2);
}

#[tokio::test]
async fn many_calls_ask_once() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::always(given("t", "\"expires_in\": 60").delayed(Duration::from_millis(200))).await;
    let client = to(&api).bearer_from(app(&tokens)).build().unwrap();
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { Call::new(&client, TakesToken).send().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((api.requests().len(), tokens.requests().len()), (10, 1));
}

#[tokio::test]
async fn clients_that_share_a_source_ask_once() {
    let api = Server::always(Reply::new(200, "")).await;
    let slow = || Server::always(given("t", "\"expires_in\": 60").delayed(Duration::from_millis(200)));
    let (shared, cloned) = (slow().await, slow().await);
    let source = Arc::new(app(&shared));
    let session = Arc::new(PETS.refresh_token("app", "first").token_url(cloned.url()));
    let builder = to(&api).bearer_from(session);
    let clients = [
        to(&api).bearer_from(source.clone()).build().unwrap(),
        to(&api).bearer_from(source).build().unwrap(),
        builder.clone().build().unwrap(),
        builder.build().unwrap(),
    ];
    let calls =
        clients.map(|client| tokio::spawn(async move { Call::new(&client, TakesToken).send().await.map(drop) }));
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((api.requests().len(), shared.requests().len(), cloned.requests().len()), (4, 1, 1));
}

#[tokio::test]
async fn many_threads_ask_once() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::always(given("t", "\"expires_in\": 60").delayed(Duration::from_millis(200))).await;
    let client = blocking::Client::builder().base_url(api.url()).bearer_from(app(&tokens)).build().unwrap();
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::task::spawn_blocking(move || Call::new(&client, TakesToken).send().map(drop))
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((api.requests().len(), tokens.requests().len()), (10, 1));
    assert!(api.requests().iter().all(|request| request.header("authorization") == "Bearer t"));
}

#[tokio::test]
async fn a_call_that_gives_up_leaves_asking_to_the_next() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::new(|i, _| {
        let delay = if i == 0 { Duration::from_secs(20) } else { Duration::ZERO };
        given(&format!("t{i}"), "\"expires_in\": 60").delayed(delay)
    });
    let tokens = tokens.await;
    let client = to(&api).bearer_from(app(&tokens)).build().unwrap();
    let dropped = {
        let client = client.clone();
        tokio::spawn(async move { Call::new(&client, TakesToken).send().await.map(drop) })
    };
    while tokens.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let waiting = {
        let client = client.clone();
        tokio::spawn(async move { Call::new(&client, TakesToken).send().await.map(drop) })
    };
    // One whose own time is over does not wait for the others'.
    let error = Call::new(&client, TakesToken).timeout(Duration::from_millis(100)).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    dropped.abort();
    waiting.await.unwrap().unwrap();
    assert_eq!(shown(&api.requests()), ["Bearer t1"]);
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let api = Server::new(|_, request| {
        let is_old = request.header("authorization") == "Bearer t0";
        Reply::new(if is_old { 401 } else { 200 }, "")
    });
    let (api, tokens) = (api.await, tokens(60).await);
    let client = to(&api).bearer_from(app(&tokens)).build().unwrap();
    Call::new(&client, TakesToken).send().await.unwrap();
    assert_eq!(shown(&api.requests()), ["Bearer t0", "Bearer t1"]);
    assert!(api.requests().iter().all(|request| request.body == "content"));

    let api = Server::always(Reply::new(401, "not you, t3")).await;
    let client = to(&api).bearer_from(app(&tokens)).build().unwrap();
    let error = Call::new(&client, TakesToken).send().await.unwrap_err();
    assert_eq!((error.status(), api.requests().len(), tokens.requests().len()), (Some(401), 2, 4));
    assert!(error.to_string().ends_with(": not you, [redacted]"), "{error}");
    let fixed = to(&api).bearer("static").build().unwrap();
    Call::new(&fixed, TakesToken).send().await.unwrap_err();
    assert_eq!(api.requests().len(), 3, "a token that stays the same is not tried again");
}

#[tokio::test]
async fn refusals_reach_all_that_wait() {
    let api = Server::always(Reply::new(200, "")).await;
    let refusal = r#"{"error": "invalid_client", "error_description": "no such client opensesame"}"#;
    let tokens = Server::always(Reply::json(401, refusal).delayed(Duration::from_millis(200))).await;
    let client = to(&api).bearer_from(app(&tokens)).build().unwrap();
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { Call::new(&client, TakesToken).send().await.map(drop) })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error:?}");
        let Error::Token(error) = error else { panic!("{error:?}") };
        assert_eq!(error.refusal(), Some(&Refusal::InvalidClient));
    }
    assert_eq!((api.requests().len(), tokens.requests().len()), (0, 1));
}

#[tokio::test]
async fn refresh_tokens_that_rotate_are_used_and_saved() {
    // The API takes each token once.
    let used: Mutex<Vec<String>> = Mutex::default();
    let api = Server::new(move |_, request| {
        let (token, mut used) = (request.header("authorization").to_owned(), used.lock().unwrap());
        let status = if used.contains(&token) { 401 } else { 200 };
        used.push(token);
        Reply::new(status, "")
    });
    let tokens = Server::new(|i, _| given(&format!("t{i}"), &format!("\"refresh_token\": \"r{i}\"")));
    let (api, tokens) = (api.await, tokens.await);
    let saved: Arc<Mutex<Vec<String>>> = Arc::default();
    let save = saved.clone();
    let session = PETS.refresh_token("app", "first").token_url(tokens.url()).on_refresh_token(move |token| {
        save.lock().unwrap().push(token.expose().to_owned());
    });
    let client = to(&api).bearer_from(session).build().unwrap();
    for _ in 0..3 {
        Call::new(&client, TakesToken).send().await.unwrap();
    }
    assert_eq!(shown(&api.requests()), ["Bearer t0", "Bearer t0", "Bearer t1", "Bearer t1", "Bearer t2"]);
    assert_eq!(*saved.lock().unwrap(), ["r0", "r1", "r2"]);
    let bodies: Vec<String> = tokens.requests().into_iter().map(|request| request.body).collect();
    let asked = |token: &str| format!("grant_type=refresh_token&refresh_token={token}&client_id=app");
    assert_eq!(bodies, [asked("first"), asked("r0"), asked("r1")]);
}

#[tokio::test]
async fn a_code_becomes_a_session() {
    let api = Server::always(Reply::new(200, "")).await;
    let tokens = Server::always(given("t", "\"expires_in\": 60, \"refresh_token\": \"r\"")).await;
    let login = PETS.authorization_code("app", "https://app.example/back").scopes(["read"]).begin().unwrap();
    let (state, verifier) = (login.state().expose().to_owned(), login.verifier().expose().to_owned());
    assert!(login.url().contains(&format!("&state={state}&code_challenge=")), "{}", login.url());
    let session = login.accept(&format!("https://app.example/back?code=c0de&state={state}")).unwrap();
    let client = to(&api).bearer_from(session.token_url(tokens.url())).build().unwrap();
    Call::new(&client, TakesToken).send().await.unwrap();
    Call::new(&client, TakesToken).send().await.unwrap();
    assert_eq!(shown(&api.requests()), ["Bearer t", "Bearer t"]);
    let back = "redirect_uri=https%3A%2F%2Fapp.example%2Fback";
    let expected = format!("grant_type=authorization_code&code=c0de&{back}&code_verifier={verifier}&client_id=app");
    assert_eq!(tokens.requests().iter().map(|request| &request.body).collect::<Vec<_>>(), [&expected]);
}

#[tokio::test]
async fn a_token_stays_with_its_server() {
    let (second, tokens) = (Server::always(Reply::new(401, "")).await, tokens(60).await);
    let location = format!("{}/elsewhere", second.url());
    let first = Server::always(Reply::redirect(303, location)).await;
    let client = to(&first).bearer_from(app(&tokens)).build().unwrap();
    assert_eq!(Call::new(&client, TakesToken).send().await.unwrap_err().status(), Some(401));
    assert_eq!(shown(&first.requests()), ["Bearer t0"]);
    assert_eq!((shown(&second.requests()), tokens.requests().len()), (vec![""], 1));
}

#[tokio::test]
async fn tokens_are_not_asked_for_over_plain_http() {
    let api = Server::always(Reply::new(200, "")).await;
    let source = PETS.client_credentials("app", "opensesame").token_url("http://login.example/token");
    let client = to(&api).bearer_from(source).build().unwrap();
    let told = Call::new(&client, TakesToken).send().await.unwrap_err().to_string();
    assert!(told.starts_with("the request for a token goes over plain http to `login.example`"), "{told}");
    assert_eq!(api.requests().len(), 0);
}

#[tokio::test]
async fn a_closure_is_a_source() {
    let api = Server::always(Reply::new(200, "")).await;
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let source = move || {
        let n = counted.fetch_add(1, Ordering::Relaxed);
        Ok::<_, TokenError>(Secret::from(format!("t{n}")))
    };
    let client = to(&api).bearer_from(source).build().unwrap();
    Call::new(&client, TakesToken).send().await.unwrap();
    Call::new(&client, TakesToken).send().await.unwrap();
    assert_eq!(shown(&api.requests()), ["Bearer t0", "Bearer t1"]);
}

#[tokio::test]
async fn a_refused_token_that_stays_the_same_is_not_sent_again() {
    let api = Server::always(Reply::new(401, "no")).await;
    let fixed = to(&api).bearer_from(Secret::from("fixed")).build().unwrap();
    assert_eq!(Call::new(&fixed, TakesToken).send().await.unwrap_err().status(), Some(401));
    assert_eq!(shown(&api.requests()), ["Bearer fixed"]);
    let cached = to(&api).bearer_from(|| Ok::<_, TokenError>(Secret::from("cached"))).build().unwrap();
    assert_eq!(Call::new(&cached, TakesToken).send().await.unwrap_err().status(), Some(401));
    assert_eq!(shown(&api.requests()), ["Bearer fixed", "Bearer cached"]);
    // Another token is asked for once, and used.
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let source = move || Ok::<_, TokenError>(Secret::from(format!("t{}", counted.fetch_add(1, Ordering::Relaxed))));
    let fresh = to(&api).bearer_from(source).build().unwrap();
    assert_eq!(Call::new(&fresh, TakesToken).send().await.unwrap_err().status(), Some(401));
    assert_eq!(shown(&api.requests())[2..], ["Bearer t0", "Bearer t1"]);
}

/// A source of another kind: it asks with GET, and never has enough.
struct Insatiable(String);

impl TokenSource for Insatiable {
    fn token(&self, _: Instant) -> Result<TokenStep, TokenError> {
        let request = http::Request::get(&self.0).body(Bytes::new());
        request.map(|request| TokenStep::Ask(Box::new(request))).map_err(TokenError::source)
    }
}

#[tokio::test]
async fn a_source_that_never_has_a_token_is_given_up() {
    let (api, tokens) = (Server::always(Reply::new(200, "")).await, tokens(60).await);
    let client = to(&api).bearer_from(Insatiable(tokens.url())).build().unwrap();
    let told = Call::new(&client, TakesToken).send().await.unwrap_err().to_string();
    assert_eq!(told, "no token: its source has none after 3 answers");
    assert_eq!((api.requests().len(), tokens.requests().len()), (0, 3));
    assert_eq!(tokens.requests()[0].line, "GET / HTTP/1.1");
}

#[tokio::test]
async fn a_refused_token_of_a_body_that_is_gone_is_not_used_again() {
    let (api, tokens) = (Server::new(|i, _| Reply::new(if i == 0 { 401 } else { 200 }, "{}")).await, tokens(60).await);
    let client = to(&api).bearer_from(app(&tokens)).build().unwrap();
    let upload = || Sending::Raw(Upload::reader(&b"once"[..], Some(4)));
    let error = client.send(upload()).send().await.unwrap_err();
    assert_eq!((error.status(), api.requests().len()), (Some(401), 1));
    client.send(upload()).send().await.unwrap();
    assert_eq!(shown(&api.requests()), ["Bearer t0", "Bearer t1"]);
}
