//! Where redirects lead, and what goes along.

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::api::Send as Sending;
use crate::runtime::awaited::{Call, Client};
use crate::runtime::{
    Answer, Bytes, Encoder, Error, HeaderValue, InvalidArgument, Method, Operation, RequestInfo, Style,
};
use crate::server::{Reply, Server};

fn client(server: &Server) -> Client {
    let builder = Client::builder().base_url(server.url());
    builder.api_key("query-key").header_key("header-key").cookie_key("cookie-key").bearer("bearer-key").build().unwrap()
}

/// A first server that redirects to a path on a second one, which answers `there`.
async fn two_servers(status: u16, path: &'static str) -> (Server, Server) {
    let second = Server::always(Reply::new(200, "there")).await;
    let location = format!("{}{path}", second.url());
    (Server::always(Reply::redirect(status, location)).await, second)
}

#[tokio::test]
async fn the_same_server_is_told_everything_again() {
    let server = Server::new(|number, _| match number {
        0 => Reply::redirect(301, "/elsewhere?a=1"),
        1 => Reply::redirect(308, "further"),
        _ => Reply::new(200, "there"),
    })
    .await;
    assert_eq!(client(&server).get().send().await.unwrap(), "there");
    let requests = server.requests();
    let lines: Vec<&str> = requests.iter().map(|request| request.line.as_str()).collect();
    assert_eq!(lines, ["GET /things?key=query-key HTTP/1.1", "GET /elsewhere?a=1 HTTP/1.1", "GET /further HTTP/1.1"]);
    for request in &requests {
        assert_eq!(request.header("authorization"), "Bearer bearer-key");
        assert_eq!(request.header("x-api-key"), "header-key");
        assert_eq!(request.header("cookie"), "sid=cookie-key");
        assert_eq!(request.header("referer"), "");
    }
}

#[tokio::test]
async fn another_server_is_told_nothing_secret() {
    let (first, second) = two_servers(302, "/elsewhere?key=query-key&a=1").await;
    assert_eq!(client(&first).get().send().await.unwrap(), "there");
    let request = &second.requests()[0];
    assert_eq!(request.line, "GET /elsewhere?a=1 HTTP/1.1");
    assert_eq!((request.header("referer"), request.header("cookie"), request.header("authorization")), ("", "", ""));
    assert!(!request.all().contains("-key"), "{}", request.all());
    assert_eq!(first.requests()[0].header("x-api-key"), "header-key");

    let (first, second) = two_servers(302, "/elsewhere").await;
    let call = Sending::Nothing { trace: Some("trace".into()), theme: None, token: Some("argument-key".into()) };
    client(&first).send(call).send().await.unwrap();
    assert_eq!(first.requests()[0].header("x-token"), "argument-key");
    let request = &second.requests()[0];
    assert_eq!((request.line.as_str(), request.header("x-trace")), ("GET /elsewhere HTTP/1.1", "trace"));
    assert!(!request.all().contains("-key"), "{}", request.all());
}

#[tokio::test]
async fn hooks_add_no_secrets_for_another_server() {
    let (first, second) = two_servers(302, "/elsewhere").await;
    let seen: Arc<Mutex<Vec<bool>>> = Arc::default();
    let saw = seen.clone();
    let hook = move |request: &mut RequestInfo<'_>| {
        saw.lock().unwrap().push(request.is_elsewhere());
        let mut signature = HeaderValue::from_static("signature-key");
        signature.set_sensitive(true);
        request.headers_mut().insert("x-signature", signature);
        request.headers_mut().insert("authorization", HeaderValue::from_static("Bearer hook-key"));
        request.headers_mut().insert("x-trace", HeaderValue::from_static("trace"));
        Ok(())
    };
    let client = Client::builder().base_url(first.url()).on_request(hook).build().unwrap();
    client.get().send().await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [false, true]);
    assert_eq!(first.requests()[0].header("x-signature"), "signature-key");
    let request = &second.requests()[0];
    assert_eq!(request.header("x-trace"), "trace");
    assert!(!request.all().contains("-key"), "{}", request.all());
}

/// Sends an object in a header, of which one member is a secret.
#[derive(Debug, Clone)]
struct Styled;

impl Operation for Styled {
    type Output = Bytes;
    type Error = ();
    const ID: &'static str = "styled";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/things");
        let style = Style::Exploded;
        request.header_styled("X-Who", [json!({"access_token": "inner-key", "name": "Rex"})], style)?;
        request.header_styled("X-Pet", [json!({"name": "Rex"})], style)
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        answer.bytes()
    }
}

#[tokio::test]
async fn a_secret_within_a_header_stays_with_its_server() {
    let (first, second) = two_servers(302, "/elsewhere").await;
    Call::new(&client(&first), Styled).send().await.unwrap();
    assert_eq!(first.requests()[0].header("x-who"), "access_token=inner-key,name=Rex");
    let request = &second.requests()[0];
    assert_eq!(request.header("x-pet"), "name=Rex");
    assert!(!request.all().contains("-key"), "{}", request.all());
}

#[tokio::test]
async fn a_token_in_the_location_is_not_carried_off() {
    let (first, second) = two_servers(302, "/access-tokens/my%20token/invalidate").await;
    let error = client(&first).invalidate_access_tokens(["my token"]).send().await.unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "a redirect (302 Found) was not followed: it leads to another server, and its location holds a secret of this call"
    );
    assert_eq!(second.connections(), 0);
}

#[tokio::test]
async fn a_body_stays_with_its_server() {
    let (first, second) = two_servers(307, "/elsewhere").await;
    let error = client(&first).send(Sending::Text("body".into())).send().await.unwrap_err();
    assert!(matches!(&error, Error::Redirect(error) if error.status() == 307), "{error:?}");
    assert_eq!(second.connections(), 0);

    let server = Server::new(|number, _| match number {
        0 => Reply::redirect(307, "/again"),
        1 => Reply::redirect(303, "/result"),
        _ => Reply::new(200, "there"),
    })
    .await;
    client(&server).send(Sending::Text("body".into())).send().await.unwrap();
    let requests = server.requests();
    let seen: Vec<(&str, &str)> =
        requests.iter().map(|request| (request.line.as_str(), request.body.as_str())).collect();
    assert_eq!(seen[1..], [("POST /again HTTP/1.1", "body"), ("GET /result HTTP/1.1", "")]);
    assert_eq!((requests[1].header("content-type"), requests[2].header("content-type")), ("text/plain", ""));
}

#[tokio::test]
async fn ten_redirects_are_followed_and_no_more() {
    let server =
        Server::new(|number, _| if number == 10 { Reply::new(200, "there") } else { Reply::redirect(302, "/things") })
            .await;
    assert_eq!(client(&server).get().send().await.unwrap(), "there");
    assert_eq!(server.requests().len(), 11);

    let server = Server::always(Reply::redirect(302, "/things")).await;
    let error = client(&server).get().send().await.unwrap_err();
    assert_eq!(error.to_string(), "a redirect (302 Found) was not followed: it is the 11th in a row");
    assert_eq!(server.requests().len(), 11);
}

#[tokio::test]
async fn what_is_no_redirect_is_an_answer() {
    for reply in [Reply::new(304, ""), Reply::new(302, ""), Reply::redirect(300, "/elsewhere")] {
        let server = Server::always(reply).await;
        assert_eq!(client(&server).get().send().await.unwrap(), "");
        assert_eq!(server.requests().len(), 1);
    }
}
