//! Redirects: targets, limits, and the headers and bodies that are forwarded.

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::api::Send as Sending;
use crate::runtime::async_impl::{Call, Client};
use crate::runtime::{
    BufferedResponse, Bytes, Error, HeaderValue, InvalidParameter, Method, Operation, RequestEncoder, RequestInfo,
    Style,
};
use crate::server::{Reply, Server};

fn client(server: &Server) -> Client {
    let builder = Client::builder().base_url(server.url());
    builder.api_key("query-key").header_key("header-key").cookie_key("cookie-key").bearer("bearer-key").build().unwrap()
}

/// Starts a server that redirects to a path on a second server, which responds with `there`.
async fn two_servers(status: u16, path: &'static str) -> (Server, Server) {
    let second = Server::always(Reply::new(200, "there")).await;
    let location = format!("{}{path}", second.url());
    (Server::always(Reply::redirect(status, location)).await, second)
}

#[tokio::test]
async fn same_origin_redirect_keeps_credentials() {
    let server = Server::new(|number, _| match number {
        0 => Reply::redirect(301, "/moved?a=1"),
        1 => Reply::redirect(308, "further"),
        _ => Reply::new(200, "there"),
    })
    .await;
    assert_eq!(client(&server).get().send().await.unwrap(), "there");
    let requests = server.requests();
    let lines: Vec<&str> = requests.iter().map(|request| request.line.as_str()).collect();
    assert_eq!(lines, ["GET /things?key=query-key HTTP/1.1", "GET /moved?a=1 HTTP/1.1", "GET /further HTTP/1.1"]);
    for request in &requests {
        assert_eq!(request.header("authorization"), "Bearer bearer-key");
        assert_eq!(request.header("x-api-key"), "header-key");
        assert_eq!(request.header("cookie"), "sid=cookie-key");
        assert_eq!(request.header("referer"), "");
    }
}

#[tokio::test]
async fn cross_origin_redirect_removes_credentials() {
    let (first, second) = two_servers(302, "/moved?key=query-key&a=1").await;
    assert_eq!(client(&first).get().send().await.unwrap(), "there");
    let request = &second.requests()[0];
    assert_eq!(request.line, "GET /moved?a=1 HTTP/1.1");
    assert_eq!((request.header("referer"), request.header("cookie"), request.header("authorization")), ("", "", ""));
    assert!(!request.to_debug_string().contains("-key"), "{}", request.to_debug_string());
    assert_eq!(first.requests()[0].header("x-api-key"), "header-key");

    let (first, second) = two_servers(302, "/moved").await;
    let call = Sending::Nothing { trace: Some("trace".into()), theme: None, token: Some("argument-key".into()) };
    client(&first).send(call).send().await.unwrap();
    assert_eq!(first.requests()[0].header("x-token"), "argument-key");
    let request = &second.requests()[0];
    assert_eq!((request.line.as_str(), request.header("x-trace")), ("GET /moved HTTP/1.1", "trace"));
    assert!(!request.to_debug_string().contains("-key"), "{}", request.to_debug_string());
}

#[tokio::test]
async fn hooks_cannot_add_secrets_to_cross_origin_requests() {
    let (first, second) = two_servers(302, "/moved").await;
    let is_cross_origin: Arc<Mutex<Vec<bool>>> = Arc::default();
    let record = is_cross_origin.clone();
    let hook = move |request: &mut RequestInfo<'_>| {
        record.lock().unwrap().push(request.is_cross_origin());
        let mut signature = HeaderValue::from_static("signature-key");
        signature.set_sensitive(true);
        request.headers_mut().insert("x-signature", signature);
        request.headers_mut().insert("authorization", HeaderValue::from_static("Bearer hook-key"));
        request.headers_mut().insert("x-trace", HeaderValue::from_static("trace"));
        Ok(())
    };
    let client = Client::builder().base_url(first.url()).on_request(hook).build().unwrap();
    client.get().send().await.unwrap();
    assert_eq!(*is_cross_origin.lock().unwrap(), [false, true]);
    assert_eq!(first.requests()[0].header("x-signature"), "signature-key");
    let request = &second.requests()[0];
    assert_eq!(request.header("x-trace"), "trace");
    assert!(!request.to_debug_string().contains("-key"), "{}", request.to_debug_string());
}

/// Sends an object with a secret field in a header.
#[derive(Debug, Clone)]
struct Styled;

impl Operation for Styled {
    type Output = Bytes;
    type Error = ();
    const ID: &'static str = "styled";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/things");
        let style = Style::Exploded;
        request.header_with_style("X-Who", [json!({"access_token": "inner-key", "name": "Rex"})], style)?;
        request.header_with_style("X-Pet", [json!({"name": "Rex"})], style)
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        response.bytes()
    }
}

#[tokio::test]
async fn header_with_a_secret_field_is_removed_cross_origin() {
    let (first, second) = two_servers(302, "/moved").await;
    Call::new(&client(&first), Styled).send().await.unwrap();
    assert_eq!(first.requests()[0].header("x-who"), "access_token=inner-key,name=Rex");
    let request = &second.requests()[0];
    assert_eq!(request.header("x-pet"), "name=Rex");
    assert!(!request.to_debug_string().contains("-key"), "{}", request.to_debug_string());
}

#[tokio::test]
async fn cross_origin_location_with_a_secret_is_an_error() {
    let (first, second) = two_servers(302, "/access-tokens/my%20token/invalidate").await;
    let error = client(&first).invalidate_access_tokens(["my token"]).send().await.unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "a redirect (302 Found) was not followed: it leads to another origin, and its location contains a secret of \
         this \
         call"
    );
    assert_eq!(second.connections(), 0);
}

#[tokio::test]
async fn cross_origin_redirect_with_a_body_is_an_error() {
    let (first, second) = two_servers(307, "/moved").await;
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
    let sent: Vec<(&str, &str)> =
        requests.iter().map(|request| (request.line.as_str(), request.body.as_str())).collect();
    assert_eq!(sent[1..], [("POST /again HTTP/1.1", "body"), ("GET /result HTTP/1.1", "")]);
    assert_eq!((requests[1].header("content-type"), requests[2].header("content-type")), ("text/plain", ""));
}

#[tokio::test]
async fn redirects_are_limited_to_ten() {
    let server =
        Server::new(|number, _| if number == 10 { Reply::new(200, "there") } else { Reply::redirect(302, "/things") })
            .await;
    assert_eq!(client(&server).get().send().await.unwrap(), "there");
    assert_eq!(server.requests().len(), 11);

    let server = Server::always(Reply::redirect(302, "/things")).await;
    let error = client(&server).get().send().await.unwrap_err();
    assert_eq!(error.to_string(), "a redirect (302 Found) was not followed: it is the 11th redirect in a row");
    assert_eq!(server.requests().len(), 11);
}

#[tokio::test]
async fn response_without_a_redirect_is_returned() {
    for reply in [Reply::new(304, ""), Reply::new(302, ""), Reply::redirect(300, "/moved")] {
        let server = Server::always(reply).await;
        assert_eq!(client(&server).get().send().await.unwrap(), "");
        assert_eq!(server.requests().len(), 1);
    }
}
