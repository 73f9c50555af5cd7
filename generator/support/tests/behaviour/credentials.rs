//! Credentials: the selection by security requirements, and the protection of secrets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::api::Send as Sending;
use crate::runtime::async_impl::Client;
use crate::runtime::blocking;
use crate::runtime::facade::call::Call;
use crate::runtime::{
    BufferedResponse, Bytes, Error, InvalidParameter, Method, Operation, RequestEncoder, RetryPolicy,
    SecurityRequirements, TokenError, TransportError,
};
use crate::server::{Reply, Server};

/// Declares operations without parameters, by their security requirements.
macro_rules! operations_with_security {
    ($($name:ident $security:expr;)+) => {$(
        #[derive(Debug, Clone)]
        pub struct $name;

        impl Operation for $name {
            type Output = Bytes;
            type Error = ();
            const ID: &'static str = stringify!($name);
            const METHOD: Method = Method::POST;
            const SECURITY: SecurityRequirements = $security;

            fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
                request.path_literal("/things");
                request.text("text/plain", &"content".to_owned());
                Ok(())
            }

            fn decode(response: BufferedResponse) -> Result<Bytes, Error<()>> {
                match response.status().as_u16() {
                    200..=299 => response.bytes(),
                    _ => Err(response.into_unexpected()),
                }
            }
        }
    )+};
}
pub(crate) use operations_with_security;

operations_with_security! {
    UndeclaredSecurity None;
    RequiresNothing Some(&[]);
    RequiresKeysOrUser Some(&[&["api_key", "header_key"], &["user"]]);
    AcceptsCookieOrBearer Some(&[&["cookie_key"], &["bearer"], &[]]);
    RequiresDigest Some(&[&["digest"]]);
}

impl<M> crate::runtime::ClientBuilder<M> {
    fn digest(self, value: &str) -> Self {
        self.credential("digest", crate::runtime::CredentialLocation::Header("Authorization"), value.into())
    }
}

#[tokio::test]
async fn first_complete_security_alternative_is_sent() {
    let server = Server::always(Reply::new(200, "")).await;
    let client_with_all = |url: &str| {
        let builder = Client::builder().base_url(url).api_key("k").header_key("h").cookie_key("c").bearer("b");
        builder.user("me", "opensesame").digest("Digest d").build().unwrap()
    };
    let client = client_with_all(&server.url());
    Call::new(&client, RequiresKeysOrUser).send().await.unwrap();
    Call::new(&client, AcceptsCookieOrBearer).send().await.unwrap();
    Call::new(&client, RequiresNothing).send().await.unwrap();
    Call::new(&client, RequiresDigest).send().await.unwrap();
    let basic = Client::builder().base_url(server.url()).api_key("k").user("me", "opensesame").build().unwrap();
    Call::new(&basic, RequiresKeysOrUser).send().await.unwrap();
    Call::new(&basic, AcceptsCookieOrBearer).send().await.unwrap();
    Call::new(&basic, UndeclaredSecurity).send().await.unwrap();
    let sent: Vec<String> = server
        .requests()
        .iter()
        .map(|request| {
            let [key, cookie, authorization] =
                ["x-api-key", "cookie", "authorization"].map(|name| request.header(name));
            let path = request.line.trim_start_matches("POST /things").trim_end_matches(" HTTP/1.1");
            format!("{path} {key} {cookie} {authorization}")
        })
        .collect();
    let basic = "Basic bWU6b3BlbnNlc2FtZQ==";
    let expected = [
        "?key=k h  ".to_owned(),
        "  sid=c ".to_owned(),
        "   ".to_owned(),
        "   Digest d".to_owned(),
        format!("   {basic}"),
        "   ".to_owned(),
        format!("?key=k   {basic}"),
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn missing_credential_is_an_error() {
    let server = Server::always(Reply::new(200, "")).await;
    let client = Client::builder().base_url(server.url()).api_key("opensesame").build().unwrap();
    let error = Call::new(&client, RequiresKeysOrUser).send().await.unwrap_err();
    let expected = "missing credential: set `header_key`, or `user` on the client builder";
    assert_eq!(error.to_string(), expected);
    assert!(matches!(error, Error::Credential(error) if error.missing_credentials() == [["header_key"], ["user"]]));
    assert_eq!(server.requests().len(), 0);
    // A call with its own `Authorization` header needs no credential of the client.
    Call::new(&client, RequiresKeysOrUser).header("Authorization", "Other opensesame").send().await.unwrap();
    assert_eq!(server.requests()[0].header("authorization"), "Other opensesame");
}

#[tokio::test]
async fn secrets_require_https() {
    let client = Client::builder().base_url("http://pets.example").bearer("opensesame").build().unwrap();
    let expected = "secrets must not be sent over plain HTTP to `pets.example`: use https, or allow the host with \
                `allow_http(\"pets.example\")`";
    for error in [
        Call::new(&client, UndeclaredSecurity).send().await.unwrap_err(),
        Call::new(&client, RequiresNothing).header("Authorization", "Other opensesame").send().await.unwrap_err(),
    ] {
        assert_eq!(error.to_string(), expected);
        assert!(matches!(error, Error::Credential(_)));
    }
    let client = Client::builder().base_url("http://pets.example").build().unwrap();
    let with_parameter = Sending::Nothing { trace: None, theme: None, token: Some("opensesame".into()) };
    assert_eq!(client.send(with_parameter).send().await.unwrap_err().to_string(), expected);
    assert_eq!(client.invalidate_access_tokens(["opensesame"]).send().await.unwrap_err().to_string(), expected);
    let with_user_info = Client::builder().base_url("http://me:opensesame@pets.example").build().unwrap();
    assert_eq!(Call::new(&with_user_info, RequiresNothing).send().await.unwrap_err().to_string(), expected);
}

#[tokio::test]
async fn secret_headers_of_a_call_are_protected() {
    let client = Client::builder().base_url("http://pets.example").build().unwrap();
    for name in
        ["Cookie", "proxy-authorization", "X-Api-Key", "x-auth-token", "X_Secret", "Access-Token", "access_token"]
    {
        let error = client.get().header(name, "opensesame").send().await.unwrap_err();
        assert!(matches!(error, Error::Credential(_)), "{name}: {error}");
    }
    // Headers whose names indicate no secret are sent over plain HTTP.
    let recorder = RecordingTransport::default();
    let remote =
        blocking::Client::builder().base_url("http://pets.example").transport(recorder.clone()).build().unwrap();
    for name in ["x-trace", "idempotency-key", "x-page-token-type", "accept"] {
        remote.get().header(name, "text").send().unwrap();
    }
    assert_eq!(recorder.0.lock().unwrap().len(), 4);
    let server = Server::new(|_, request| Reply::new(500, request.to_debug_string())).await;
    let client = Client::builder().base_url(server.url()).header_key("k").retry(RetryPolicy::none()).build().unwrap();
    let call = client.get().header("X-Auth-Token", "opensesame").header("Cookie", "a=hocus1; b=pocusfidibus");
    let error = call.header("Authorization", "Token abracadabra").send().await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("[redacted]"), "{text}");
    for part in ["sesame", "hocus", "fidibus", "abracadabra"] {
        assert!(!text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn user_info_is_sent_to_its_origin_only() {
    let (first, second) = (Server::always(Reply::new(200, "")).await, Server::always(Reply::new(200, "")).await);
    let with_user = |user: &str, server: &Server| server.url().replace("http://", &format!("http://{user}@"));
    let client = Client::builder().base_url(with_user("me:mine", &first)).build().unwrap();
    client.get().send().await.unwrap();
    client.get().base_url(format!("{}/v2", first.url())).send().await.unwrap();
    client.get().base_url(second.url()).send().await.unwrap();
    client.get().base_url(with_user("you:yours", &second)).send().await.unwrap();
    let authorization = |server: &Server| -> Vec<String> {
        server.requests().iter().map(|request| request.header("authorization").to_owned()).collect()
    };
    assert_eq!(authorization(&first), ["Basic bWU6bWluZQ==", "Basic bWU6bWluZQ=="]);
    assert_eq!(authorization(&second), ["", "Basic eW91OnlvdXJz"]);
    let error = client.get().base_url("http://you:yours@pets.example").send().await.unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error}");
    let echo = Server::new(|_, request| Reply::new(404, request.to_debug_string())).await;
    let error =
        client.send(Sending::Text("x".into())).base_url(with_user("you:yourswords", &echo)).send().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("eW91O"), "{error}");
}

/// A transport that records the requests.
#[derive(Clone, Default)]
struct RecordingTransport(Arc<Mutex<Vec<String>>>);

impl blocking::Transport for RecordingTransport {
    fn send(
        &self,
        request: http::Request<blocking::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking::Body>, TransportError> {
        let authorization = request.headers().get("authorization").map_or("", |value| value.to_str().unwrap());
        self.0.lock().unwrap().push(format!("{} {authorization}", request.uri()));
        Ok(http::Response::new(blocking::Body::empty()))
    }
}

#[test]
fn allow_http_permits_secrets_over_plain_http() {
    let recorder = RecordingTransport::default();
    let builder =
        blocking::Client::builder().base_url("http://Pets.example:8080").bearer("b").transport(recorder.clone());
    let client = builder.clone().allow_http("pets.example").build().unwrap();
    Call::new(&client, UndeclaredSecurity).send().unwrap();
    let other = builder.allow_http("example").build().unwrap();
    assert!(matches!(Call::new(&other, UndeclaredSecurity).send(), Err(Error::Credential(_))));
    Call::new(&other, RequiresNothing).send().unwrap();
    let sent = ["http://pets.example:8080/things Bearer b", "http://pets.example:8080/things "];
    assert_eq!(*recorder.0.lock().unwrap(), sent);
}

#[tokio::test]
async fn token_source_error_precedes_the_request() {
    let server = Server::always(Reply::new(200, "")).await;
    let builder = Client::builder().base_url(server.url());
    let client = builder.bearer_from(|| Err::<crate::runtime::SecretString, _>("the vault is closed")).build().unwrap();
    let error = Call::new(&client, UndeclaredSecurity).send().await.unwrap_err();
    assert_eq!(error.to_string(), "no token: the vault is closed");
    assert!(matches!(error, Error::Token(TokenError::Provider(_))));
    assert_eq!(server.requests().len(), 0);
}
