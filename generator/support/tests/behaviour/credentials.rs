//! Which credentials a call sends, and where secrets must not go.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::api::Send as Sending;
use crate::runtime::awaited::Client;
use crate::runtime::blocking;
use crate::runtime::call::Call;
use crate::runtime::{
    Answer, Bytes, Encoder, Error, InvalidArgument, Method, Operation, RetryPolicy, Security, TokenError,
    TransportError,
};
use crate::server::{Reply, Server};

/// Operations without arguments that take what they say.
macro_rules! taking {
    ($($name:ident $security:expr;)+) => {$(
        #[derive(Debug, Clone)]
        pub struct $name;

        impl Operation for $name {
            type Output = Bytes;
            type Error = ();
            const ID: &'static str = stringify!($name);
            const METHOD: Method = Method::POST;
            const SECURITY: Security = $security;

            fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
                request.literal("/things");
                request.text("text/plain", &"content".to_owned());
                Ok(())
            }

            fn decode(answer: Answer) -> Result<Bytes, Error<()>> {
                match answer.status() {
                    200..=299 => answer.bytes(),
                    _ => Err(answer.undeclared()),
                }
            }
        }
    )+};
}
pub(crate) use taking;

taking! {
    TakesAll None;
    TakesNone Some(&[]);
    TakesBoth Some(&[&["api_key", "header_key"], &["user"]]);
    TakesEither Some(&[&["cookie_key"], &["bearer"], &[]]);
    TakesDigest Some(&[&["digest"]]);
}

impl<M> crate::runtime::ClientBuilder<M> {
    fn digest(self, value: &str) -> Self {
        self.credential("digest", crate::runtime::Credential::Header("Authorization"), value.into())
    }
}

#[tokio::test]
async fn only_the_credentials_of_the_first_way_are_sent() {
    let server = Server::always(Reply::new(200, "")).await;
    let all = |url: &str| {
        let builder = Client::builder().base_url(url).api_key("k").header_key("h").cookie_key("c").bearer("b");
        builder.user("me", "opensesame").digest("Digest d").build().unwrap()
    };
    let client = all(&server.url());
    Call::new(&client, TakesBoth).send().await.unwrap();
    Call::new(&client, TakesEither).send().await.unwrap();
    Call::new(&client, TakesNone).send().await.unwrap();
    Call::new(&client, TakesDigest).send().await.unwrap();
    let basic = Client::builder().base_url(server.url()).api_key("k").user("me", "opensesame").build().unwrap();
    Call::new(&basic, TakesBoth).send().await.unwrap();
    Call::new(&basic, TakesEither).send().await.unwrap();
    Call::new(&basic, TakesAll).send().await.unwrap();
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
async fn a_call_without_what_it_takes_is_not_sent() {
    let server = Server::always(Reply::new(200, "")).await;
    let client = Client::builder().base_url(server.url()).api_key("opensesame").build().unwrap();
    let error = Call::new(&client, TakesBoth).send().await.unwrap_err();
    let told = "the client lacks a credential that the call takes: give its builder `header_key`, or `user`";
    assert_eq!(error.to_string(), told);
    assert!(matches!(error, Error::Credential(error) if error.missing_credentials() == [["header_key"], ["user"]]));
    assert_eq!(server.requests().len(), 0);
    // A call that authenticates by itself needs nothing of the client.
    Call::new(&client, TakesBoth).header("Authorization", "Other opensesame").send().await.unwrap();
    assert_eq!(server.requests()[0].header("authorization"), "Other opensesame");
}

#[tokio::test]
async fn secrets_do_not_go_over_plain_http() {
    let client = Client::builder().base_url("http://pets.example").bearer("opensesame").build().unwrap();
    let told = "the call has a secret and goes over plain http to `pets.example`, where everyone on the way can read \
                along: use https, or allow it with `allow_plain_http(\"pets.example\")`";
    for error in [
        Call::new(&client, TakesAll).send().await.unwrap_err(),
        Call::new(&client, TakesNone).header("Authorization", "Other opensesame").send().await.unwrap_err(),
    ] {
        assert_eq!(error.to_string(), told);
        assert!(matches!(error, Error::Credential(_)));
    }
    let client = Client::builder().base_url("http://pets.example").build().unwrap();
    let with_argument = Sending::Nothing { trace: None, theme: None, token: Some("opensesame".into()) };
    assert_eq!(client.send(with_argument).send().await.unwrap_err().to_string(), told);
    assert_eq!(client.invalidate_access_tokens(["opensesame"]).send().await.unwrap_err().to_string(), told);
    let by_user = Client::builder().base_url("http://me:opensesame@pets.example").build().unwrap();
    assert_eq!(Call::new(&by_user, TakesNone).send().await.unwrap_err().to_string(), told);
}

#[tokio::test]
async fn secrets_of_one_call_are_secrets_too() {
    let client = Client::builder().base_url("http://pets.example").build().unwrap();
    for name in
        ["Cookie", "proxy-authorization", "X-Api-Key", "x-auth-token", "X_Secret", "Access-Token", "access_token"]
    {
        let error = client.get().header(name, "opensesame").send().await.unwrap_err();
        assert!(matches!(error, Error::Credential(_)), "{name}: {error}");
    }
    // What is no secret by its name goes anywhere.
    let noted = Noted::default();
    let there = blocking::Client::builder().base_url("http://pets.example").transport(noted.clone()).build().unwrap();
    for name in ["x-trace", "idempotency-key", "x-page-token-type", "accept"] {
        there.get().header(name, "text").send().unwrap();
    }
    assert_eq!(noted.0.lock().unwrap().len(), 4);
    let server = Server::new(|_, request| Reply::new(500, request.all())).await;
    let here = Client::builder().base_url(server.url()).header_key("k").retry(RetryPolicy::none()).build().unwrap();
    let call = here.get().header("X-Auth-Token", "opensesame").header("Cookie", "a=hocus1; b=pocusfidibus");
    let error = call.header("Authorization", "Token abracadabra").send().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("[redacted]"), "{shown}");
    for part in ["sesame", "hocus", "fidibus", "abracadabra"] {
        assert!(!shown.contains(part), "{part} in {shown}");
    }
}

#[tokio::test]
async fn a_name_in_a_url_stays_with_its_server() {
    let (first, second) = (Server::always(Reply::new(200, "")).await, Server::always(Reply::new(200, "")).await);
    let with = |user: &str, server: &Server| server.url().replace("http://", &format!("http://{user}@"));
    let client = Client::builder().base_url(with("me:mine", &first)).build().unwrap();
    client.get().send().await.unwrap();
    client.get().base_url(format!("{}/v2", first.url())).send().await.unwrap();
    client.get().base_url(second.url()).send().await.unwrap();
    client.get().base_url(with("you:yours", &second)).send().await.unwrap();
    let sent = |server: &Server| -> Vec<String> {
        server.requests().iter().map(|request| request.header("authorization").to_owned()).collect()
    };
    assert_eq!(sent(&first), ["Basic bWU6bWluZQ==", "Basic bWU6bWluZQ=="]);
    assert_eq!(sent(&second), ["", "Basic eW91OnlvdXJz"]);
    let error = client.get().base_url("http://you:yours@pets.example").send().await.unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error}");
    let echo = Server::new(|_, request| Reply::new(404, request.all())).await;
    let error =
        client.send(Sending::Text("x".into())).base_url(with("you:yourswords", &echo)).send().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("eW91O"), "{error}");
}

/// A way out that notes what would be sent.
#[derive(Clone, Default)]
struct Noted(Arc<Mutex<Vec<String>>>);

impl blocking::Transport for Noted {
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
fn secrets_go_over_plain_http_where_they_are_allowed() {
    let noted = Noted::default();
    let builder = blocking::Client::builder().base_url("http://Pets.example:8080").bearer("b").transport(noted.clone());
    let client = builder.clone().allow_plain_http("pets.example").build().unwrap();
    Call::new(&client, TakesAll).send().unwrap();
    let other = builder.allow_plain_http("example").build().unwrap();
    assert!(matches!(Call::new(&other, TakesAll).send(), Err(Error::Credential(_))));
    Call::new(&other, TakesNone).send().unwrap();
    let sent = ["http://pets.example:8080/things Bearer b", "http://pets.example:8080/things "];
    assert_eq!(*noted.0.lock().unwrap(), sent);
}

#[tokio::test]
async fn a_source_that_fails_says_so_before_anything_is_sent() {
    let server = Server::always(Reply::new(200, "")).await;
    let builder = Client::builder().base_url(server.url());
    let client = builder.bearer_from(|| Err::<crate::runtime::Secret, _>("the vault is closed")).build().unwrap();
    let error = Call::new(&client, TakesAll).send().await.unwrap_err();
    assert_eq!(error.to_string(), "no token: the vault is closed");
    assert!(matches!(error, Error::Token(TokenError::Source(_))));
    assert_eq!(server.requests().len(), 0);
}
