//! Encoding and validation of parameters.

use generated_client::{Client, Error, InvalidParameter, SecretString};

use crate::server::{Reply, Server};

async fn server() -> (Server, Client) {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = Client::builder().base_url(format!("{}/2.2", server.url())).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn each_operation_sends_its_request_line() {
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
async fn api_key_is_sent_in_the_query_of_every_call() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = Client::builder().base_url(server.url()).api_key("k&1 (x)").build().unwrap();
    client.read_access_tokens(["t"]).send().await.unwrap();
    client.invalidate_access_tokens(["t"]).page(2).send().await.unwrap();
    client.de_authenticate_application(["t"]).send().await.unwrap();
    let lines = server.lines();
    assert_eq!(lines[1], format!("GET /access-tokens/t/invalidate?page=2&{} HTTP/1.1", "key=k%261%20%28x%29"));
    assert!(lines.iter().all(|line| line.contains("key=k%261%20%28x%29 ")), "{lines:?}");
}

/// The tokens contain every ASCII character, and some others, at each position.
#[tokio::test]
async fn tokens_are_escaped_in_the_path() {
    let (server, client) = server().await;
    let ascii: Vec<String> = (0..128_u8).map(|byte| format!("{0}a{0}b{0}", char::from(byte))).collect();
    let other = ["é", "日本", "🦀", "%2F", "%", "a;b", "a%3Bb", "../..", "a/../b", "?x=1#y", "+", "\r\nX: y"];
    let tokens: Vec<String> = ascii.into_iter().chain(other.map(str::to_owned)).collect();
    for chunk in tokens.chunks(20) {
        client.invalidate_access_tokens(chunk).send().await.unwrap();
    }
    for (line, chunk) in server.lines().iter().zip(tokens.chunks(20)) {
        let path =
            line.strip_prefix("GET /2.2/access-tokens/").and_then(|rest| rest.strip_suffix("/invalidate HTTP/1.1"));
        let path = path.unwrap_or_else(|| panic!("{line}"));
        assert!(!path.contains(['/', '?', '#', ' ']) && path.is_ascii(), "{path}");
        let received: Vec<String> = path.split(';').map(percent_decode).collect();
        assert_eq!(received, chunk);
    }
    assert_eq!(server.connections(), tokens.len().div_ceil(20));
}

/// Decodes one item of the list, as a server does.
fn percent_decode(item: &str) -> String {
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
async fn maximum_number_of_tokens_is_sent() {
    let (server, client) = server().await;
    client.read_access_tokens((1..=20).map(|number| number.to_string())).send().await.unwrap();
    client.read_access_tokens(vec![SecretString::from("one")]).send().await.unwrap();
    let expected = [
        "GET /2.2/access-tokens/1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20 HTTP/1.1",
        "GET /2.2/access-tokens/one HTTP/1.1",
    ];
    assert_eq!(server.lines(), expected);
}

/// Returns the name of the invalid parameter and the error message.
fn invalid_parameter<T, E>(result: Result<T, Error<E>>) -> (&'static str, String) {
    match result {
        Err(Error::InvalidParameter(error)) => (InvalidParameter::parameter(&error), error.to_string()),
        Err(error) => panic!("unexpected error: {error}"),
        Ok(_) => panic!("no error"),
    }
}

#[tokio::test]
async fn invalid_parameters_are_errors_without_a_request() {
    let (server, client) = server().await;
    let none: [&str; 0] = [];
    let many = vec!["t"; 21];
    let empty = "parameter `accessTokens` has 0 items, but must have from 1 to 20";
    let too_many = "parameter `accessTokens` has 21 items, but must have from 1 to 20";
    let pagesize_too_large = "parameter `pagesize` is 101, but must be from 0 to 100";
    let page_too_small = "parameter `page` is 0, but must be at least 1";
    let cases = [
        (invalid_parameter(client.invalidate_access_tokens(none).send().await), empty),
        (invalid_parameter(client.read_access_tokens(none).send().await), empty),
        (invalid_parameter(client.de_authenticate_application(none).send_with_response().await), empty),
        (invalid_parameter(client.invalidate_access_tokens(many.clone()).send().await), too_many),
        (invalid_parameter(client.read_access_tokens(many.clone()).send_with_response().await), too_many),
        (invalid_parameter(client.de_authenticate_application(many.clone()).send().await), too_many),
        (invalid_parameter(client.invalidate_access_tokens(["t"]).pagesize(101).send().await), pagesize_too_large),
        (invalid_parameter(client.read_access_tokens(["t"]).pagesize(101).send().await), pagesize_too_large),
        (invalid_parameter(client.de_authenticate_application(["t"]).pagesize(101).send().await), pagesize_too_large),
        (invalid_parameter(client.invalidate_access_tokens(["t"]).page(0).send().await), page_too_small),
        (invalid_parameter(client.read_access_tokens(["t"]).page(0).send().await), page_too_small),
        (invalid_parameter(client.de_authenticate_application(["t"]).page(0).send().await), page_too_small),
    ];
    for ((parameter, message), expected) in cases {
        assert_eq!(message, expected);
        assert!(expected.contains(&format!("`{parameter}`")), "{parameter}");
    }
    // Items that are invalid in a path.
    let call = client.read_access_tokens(["t", ""]);
    assert_eq!(invalid_parameter(call.send().await).0, "accessTokens");
    assert_eq!(invalid_parameter(client.read_access_tokens([".."]).send().await).0, "accessTokens");
    assert_eq!(server.connections(), 0);
}
