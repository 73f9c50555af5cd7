//! Encoding of requests: paths, queries, headers, credentials and bodies.

use std::future::Future;

use crate::api::{Note, Send as Sending};
use crate::runtime::async_impl::{Call, Client};
use crate::runtime::{Error, FilePart, Response, SecretString};
use crate::server::{Reply, Server};

async fn client() -> (Server, Client) {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = Client::builder().base_url(format!("{}/2.2/", server.url())).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn parameters_are_encoded_in_path_and_query() {
    let (server, client) = client().await;
    client.invalidate_access_tokens(["token a", "b/c;d"]).page(1).pagesize(30).filter("default").send().await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(
        request.line,
        "GET /2.2/access-tokens/token%20a;b%2Fc%3Bd/invalidate?filter=default&page=1&pagesize=30 HTTP/1.1"
    );
    assert_eq!(request.header("accept"), "application/json");
    assert_eq!(request.header("accept-encoding"), "gzip, deflate");
    assert_eq!(request.header("user-agent"), "stack-exchange/0.1.0");
    assert_eq!(request.header("host"), server.address.to_string());
    assert_eq!((request.header("cookie"), request.header("authorization"), request.header("referer")), ("", "", ""));
}

#[tokio::test]
async fn path_parameters_are_escaped() {
    let (server, client) = client().await;
    let tokens = ["../..", "%2e%2e", "?x=1#y", "ä", "a\\b", "\r\n"];
    client.invalidate_access_tokens(tokens).send().await.unwrap();
    assert_eq!(
        server.requests()[0].line,
        "GET /2.2/access-tokens/..%2F..;%252e%252e;%3Fx%3D1%23y;%C3%A4;a%5Cb;%0D%0A/invalidate HTTP/1.1"
    );
}

#[tokio::test]
async fn invalid_parameters_are_errors_without_a_request() {
    let (server, client) = client().await;
    let none: [&str; 0] = [];
    let calls = [
        (client.invalidate_access_tokens(none), "parameter `accessTokens` has 0 items, but must have from 1 to 20"),
        (
            client.invalidate_access_tokens((0..21).map(|n| n.to_string())),
            "parameter `accessTokens` has 21 items, but must have from 1 to 20",
        ),
        (
            client.invalidate_access_tokens(["t"]).pagesize(101),
            "parameter `pagesize` is 101, but must be from 0 to 100",
        ),
        (client.invalidate_access_tokens(["t"]).page(0), "parameter `page` is 0, but must be at least 1"),
        (
            client.invalidate_access_tokens(["t"]).filter(""),
            "parameter `filter` has 0 characters, but must have from 1 to 40",
        ),
        (
            client.invalidate_access_tokens([".."]),
            "parameter `accessTokens` makes `..` a path segment, which servers do not treat as a value",
        ),
        (
            client.invalidate_access_tokens([""]),
            "parameter `accessTokens` has an empty item, which is not valid in a path",
        ),
    ];
    for (call, expected) in calls {
        let error = call.send().await.unwrap_err();
        assert!(matches!(error, Error::InvalidParameter(_)), "{error:?}");
        assert_eq!(error.to_string(), expected);
    }
    let bad_header = Sending::Nothing { trace: Some("a\r\nb: c".into()), theme: None, token: None };
    assert!(matches!(client.send(bad_header).send().await, Err(Error::InvalidParameter(_))));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn credentials_are_sent_in_their_locations() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let builder = Client::builder().base_url(server.url());
    let client = builder.clone().api_key("k&y").header_key("hk").cookie_key("c;k").bearer("b").build().unwrap();
    let call = Sending::Nothing { trace: Some("t".into()), theme: Some("dark".into()), token: None };
    client.send(call).send().await.unwrap();
    client.invalidate_access_tokens(["t"]).page(2).send().await.unwrap();
    builder.user("me", "pass").build().unwrap().get().send().await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].line, "POST /things?key=k%26y HTTP/1.1");
    assert_eq!(requests[0].header("x-api-key"), "hk");
    assert_eq!(requests[0].header("x-trace"), "t");
    assert_eq!(requests[0].header("cookie"), "theme=dark; sid=c%3Bk");
    assert_eq!(requests[0].header("authorization"), "Bearer b");
    assert_eq!(requests[1].line, "GET /access-tokens/t/invalidate?page=2&key=k%26y HTTP/1.1");
    assert_eq!(requests[2].header("authorization"), "Basic bWU6cGFzcw==");
}

#[tokio::test]
async fn headers_of_a_call_override_defaults() {
    let (server, client) = client().await;
    let call = Sending::Nothing { trace: Some("t".into()), theme: Some("dark".into()), token: None };
    let call = client.send(call).header("X-Trace", "own").header("Cookie", "a=1").header("cookie", "b=2");
    call.header("Accept-Encoding", "identity").header("User-Agent", "me").send().await.unwrap();
    let call = client.send(Sending::Text("{}".into())).header("content-type", "application/json");
    call.send().await.unwrap();
    let requests = server.requests();
    assert_eq!((requests[0].header("x-trace"), requests[0].header("user-agent")), ("own", "me"));
    assert_eq!(requests[0].header("cookie"), "a=1; b=2; theme=dark");
    assert_eq!(requests[0].header("accept-encoding"), "identity");
    assert_eq!((requests[1].header("content-type"), requests[1].body.as_str()), ("application/json", "{}"));
    let count = |name: &str| requests[1].headers.iter().filter(|(key, _)| key == name).count();
    assert_eq!((count("content-type"), count("accept-encoding")), (1, 1));
    let message = client.get().header("x trace", "a").send().await.unwrap_err().to_string();
    assert_eq!(message, "parameter `header` has an invalid name");
    let message = client.get().header("x-trace", "open\nsesame").send().await.unwrap_err().to_string();
    assert_eq!(message, "parameter `header` has an invalid value for `x-trace`");
}

#[tokio::test]
async fn bodies_are_encoded_by_content_type() {
    let (server, client) = client().await;
    let form =
        Sending::Form { grant: "a b".into(), scope: vec!["read".into(), "write".into()], password: "p&w".into() };
    let photo = FilePart::new("p.png", "\u{89}PNG").content_type("image/png");
    let note = Note { text: "hi".into(), access_token: "tok".into() };
    for operation in [
        form,
        Sending::Photo { title: Some("Rex".into()), photo },
        Sending::Note(note),
        Sending::Text("plain".into()),
        Sending::Raw(b"raw".into()),
        Sending::Nothing { trace: None, theme: None, token: None },
    ] {
        client.send(operation).send().await.unwrap();
    }
    let requests = server.requests();
    let sent: Vec<(&str, &str)> =
        requests.iter().map(|request| (request.header("content-type"), request.body.as_str())).collect();
    assert_eq!(sent[0], ("application/x-www-form-urlencoded", "grant_type=a%20b&scope=read%20write&password=p%26w"));
    let boundary = sent[1].0.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert!(sent[1].1.starts_with(&format!("--{boundary}\r\n")), "{}", sent[1].1);
    assert!(sent[1].1.contains("name=\"photo\"; filename=\"p.png\"\r\nContent-Type: image/png\r\n\r\n\u{89}PNG\r\n"));
    assert_eq!(sent[2], ("application/json", r#"{"text":"hi","access_token":"tok"}"#));
    assert_eq!(sent[3], ("text/plain", "plain"));
    assert_eq!(sent[4], ("application/octet-stream", "raw"));
    assert_eq!(sent[5], ("", ""));
    assert_eq!(requests[5].header("content-length"), "0");
}

#[tokio::test]
async fn futures_are_send() {
    fn check<T: Send + 'static>(_: &T) {}
    fn check_future<T: Future + Send>(_: &T) {}
    fn check_type<T: Send + Sync + 'static>() {}
    let (server, client) = client().await;
    check_type::<Error>();
    check_type::<Response<String>>();
    check_type::<Call<'static, crate::api::Get>>();
    check_future(&client.get().send());
    check_future(&client.get().send_with_response());
    let task = async move { client.clone().invalidate_access_tokens([SecretString::from("t")]).send().await.map(drop) };
    check(&task);
    tokio::spawn(task).await.unwrap().unwrap();
    assert_eq!(server.requests().len(), 1);
}
