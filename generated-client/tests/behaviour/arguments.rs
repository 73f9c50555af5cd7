//! Arguments come in; what the server gets of them, or that it gets nothing at all.

use generated_client::{Client, Error, InvalidArgument, Secret};

use crate::server::{Reply, Server};

async fn server() -> (Server, Client) {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = Client::builder().base_url(format!("{}/2.2", server.url())).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn each_operation_has_its_request_line() {
    let (server, client) = server().await;
    let tokens = ["token a", "b/c;d"];
    client.invalidate_access_tokens(tokens).page(1).pagesize(30).filter("default").send().await.unwrap();
    client.read_access_tokens(tokens).page(2).pagesize(0).filter("!a&b").send().await.unwrap();
    client.de_authenticate_application(tokens).pagesize(100).send().await.unwrap();
    let expected = [
        "GET /2.2/access-tokens/token%20a;b%2Fc%3Bd/invalidate?filter=default&page=1&pagesize=30 HTTP/1.1",
        "GET /2.2/access-tokens/token%20a;b%2Fc%3Bd?filter=%21a%26b&page=2&pagesize=0 HTTP/1.1",
        "GET /2.2/apps/token%20a;b%2Fc%3Bd/de-authenticate?pagesize=100 HTTP/1.1",
    ];
    assert_eq!(server.lines(), expected);
    for request in server.requests() {
        assert!(!request.head.contains("callback"), "{}", request.head);
        assert_eq!(request.header("accept"), Some("application/json"));
        assert_eq!(request.header("accept-encoding"), Some("gzip, deflate"));
        assert_eq!(request.header("user-agent"), Some("generated-client/0.1.0"));
    }
}

#[tokio::test]
async fn the_key_goes_into_the_query_of_every_call() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = Client::builder().base_url(server.url()).api_key("k&1 (x)").build().unwrap();
    client.read_access_tokens(["t"]).send().await.unwrap();
    client.invalidate_access_tokens(["t"]).page(2).send().await.unwrap();
    client.de_authenticate_application(["t"]).send().await.unwrap();
    let lines = server.lines();
    assert_eq!(lines[1], format!("GET /access-tokens/t/invalidate?page=2&{} HTTP/1.1", "key=k%261%20%28x%29"));
    assert!(lines.iter().all(|line| line.contains("key=k%261%20%28x%29 ")), "{lines:?}");
}

/// Every character of ASCII, and some beyond, in each place of a token.
#[tokio::test]
async fn a_token_cannot_change_the_path_or_the_list() {
    let (server, client) = server().await;
    let ascii: Vec<String> = (0..128_u8).map(|byte| format!("{0}a{0}b{0}", char::from(byte))).collect();
    let odd = ["é", "日本", "🦀", "%2F", "%", "a;b", "a%3Bb", "../..", "a/../b", "?x=1#y", "+", "\r\nX: y"];
    let tokens: Vec<String> = ascii.into_iter().chain(odd.map(str::to_owned)).collect();
    for some in tokens.chunks(20) {
        client.invalidate_access_tokens(some).send().await.unwrap();
    }
    for (line, some) in server.lines().iter().zip(tokens.chunks(20)) {
        let path =
            line.strip_prefix("GET /2.2/access-tokens/").and_then(|rest| rest.strip_suffix("/invalidate HTTP/1.1"));
        let path = path.unwrap_or_else(|| panic!("{line}"));
        assert!(!path.contains(['/', '?', '#', ' ']) && path.is_ascii(), "{path}");
        let got: Vec<String> = path.split(';').map(decoded).collect();
        assert_eq!(got, some);
    }
    assert_eq!(server.connections(), tokens.len().div_ceil(20));
}

/// What a server makes of one item of the list.
fn decoded(item: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = item;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(&after[..2], 16).unwrap());
        rest = &after[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn as_many_tokens_as_are_allowed_are_sent() {
    let (server, client) = server().await;
    client.read_access_tokens((1..=20).map(|number| number.to_string())).send().await.unwrap();
    client.read_access_tokens(vec![Secret::from("one")]).send().await.unwrap();
    let expected = [
        "GET /2.2/access-tokens/1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20 HTTP/1.1",
        "GET /2.2/access-tokens/one HTTP/1.1",
    ];
    assert_eq!(server.lines(), expected);
}

/// The argument that was refused, and why.
fn refusal<T, E>(result: Result<T, Error<E>>) -> (&'static str, String) {
    match result {
        Err(Error::InvalidArgument(error)) => (InvalidArgument::parameter(&error), error.to_string()),
        Err(error) => panic!("refused for another reason: {error}"),
        Ok(_) => panic!("not refused"),
    }
}

#[tokio::test]
async fn what_is_not_allowed_is_refused_before_anything_is_sent() {
    let (server, client) = server().await;
    let none: [&str; 0] = [];
    let many = vec!["t"; 21];
    let empty = "argument `accessTokens` has 0 items, but must have from 1 to 20";
    let full = "argument `accessTokens` has 21 items, but must have from 1 to 20";
    let long = "argument `pagesize` is 101, but must be from 0 to 100";
    let early = "argument `page` is 0, but must be at least 1";
    let refused = [
        (refusal(client.invalidate_access_tokens(none).send().await), empty),
        (refusal(client.read_access_tokens(none).send().await), empty),
        (refusal(client.de_authenticate_application(none).send_with_response().await), empty),
        (refusal(client.invalidate_access_tokens(many.clone()).send().await), full),
        (refusal(client.read_access_tokens(many.clone()).send_with_response().await), full),
        (refusal(client.de_authenticate_application(many.clone()).send().await), full),
        (refusal(client.invalidate_access_tokens(["t"]).pagesize(101).send().await), long),
        (refusal(client.read_access_tokens(["t"]).pagesize(101).send().await), long),
        (refusal(client.de_authenticate_application(["t"]).pagesize(101).send().await), long),
        (refusal(client.invalidate_access_tokens(["t"]).page(0).send().await), early),
        (refusal(client.read_access_tokens(["t"]).page(0).send().await), early),
        (refusal(client.de_authenticate_application(["t"]).page(0).send().await), early),
    ];
    for ((parameter, told), expected) in refused {
        assert_eq!(told, expected);
        assert!(expected.contains(&format!("`{parameter}`")), "{parameter}");
    }
    // Items that a path cannot hold.
    let call = client.read_access_tokens(["t", ""]);
    assert_eq!(refusal(call.send().await).0, "accessTokens");
    assert_eq!(refusal(client.read_access_tokens([".."]).send().await).0, "accessTokens");
    assert_eq!(server.connections(), 0);
}
