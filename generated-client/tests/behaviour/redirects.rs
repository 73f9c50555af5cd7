//! Redirects: targets, and the credentials that are forwarded.

use generated_client::{Client, Error};

use crate::server::{Reply, Server};

const TOKENS: &str = r#"{"items": [{"account_id": 7}]}"#;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).api_key("open-sesame").build().unwrap()
}

#[tokio::test]
async fn same_origin_redirect_is_followed() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::new(move |number, _| match number {
            0 => Reply::redirect(status, "/2.3/access-tokens/t?key=open-sesame"),
            _ => Reply::json(200, TOKENS),
        })
        .await;
        let tokens = client(&server).read_access_tokens(["t"]).send().await.unwrap();
        assert_eq!(tokens.items.unwrap()[0].account_id, Some(7));
        let expected =
            ["GET /access-tokens/t?key=open-sesame HTTP/1.1", "GET /2.3/access-tokens/t?key=open-sesame HTTP/1.1"];
        assert_eq!(server.lines(), expected, "{status}");
    }
}

#[tokio::test]
async fn cross_origin_redirect_removes_credentials() {
    for status in [301, 302, 303, 307, 308] {
        let second = Server::always(Reply::json(200, TOKENS)).await;
        for (location, line) in [
            ("/moved", "GET /moved HTTP/1.1"),
            ("/moved?a=1&key=open-sesame&b=2", "GET /moved?a=1&b=2 HTTP/1.1"),
            ("/moved?%6Bey=open%2Dsesame", "GET /moved HTTP/1.1"),
        ] {
            let first = Server::always(Reply::redirect(status, format!("{}{location}", second.url()))).await;
            let tokens = client(&first).read_access_tokens(["zauberwort"]).send().await.unwrap();
            assert_eq!(tokens.items.unwrap()[0].account_id, Some(7));
            assert_eq!(first.lines(), ["GET /access-tokens/zauberwort?key=open-sesame HTTP/1.1"]);
            assert_eq!(second.lines().last().unwrap(), line);
        }
        assert_eq!(second.requests().len(), 3);
        for request in second.requests() {
            for secret in ["sesame", "zauberwort"] {
                assert!(!request.head.contains(secret), "{}", request.head);
            }
            for name in ["authorization", "cookie", "referer"] {
                assert_eq!(request.header(name), None);
            }
        }
    }
}

#[tokio::test]
async fn cross_origin_location_with_a_token_is_an_error() {
    let second = Server::always(Reply::json(200, TOKENS)).await;
    for location in [
        "/access-tokens/zauber%20wort",
        "/moved?token=zauber+wort",
        "/moved?to=%2Faccess-tokens%2Fzauber%2520wort",
        "/open-sesame",
    ] {
        let first = Server::always(Reply::redirect(302, format!("{}{location}", second.url()))).await;
        let error = client(&first).read_access_tokens(["zauber wort"]).send().await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
        assert!(matches!(error, Error::Redirect(_)), "{error:?}");
        assert!(error.to_string().contains("its location contains a secret of this call"), "{error}");
        assert!(!format!("{error} {error:?}").contains("zauber"), "{error:?}");
    }
    assert_eq!(second.connections(), 0);
}

#[tokio::test]
async fn invalid_redirect_target_is_an_error() {
    for (location, reason) in [("ftp://127.0.0.1/x", "neither http nor https"), ("http://[", "not a valid URL")] {
        let server = Server::always(Reply::redirect(302, location)).await;
        let error = client(&server).read_access_tokens(["t"]).send().await.unwrap_err();
        assert!(matches!(error, Error::Redirect(_)) && error.to_string().contains(reason), "{error}");
    }
    let server = Server::always(Reply::redirect(302, "/access-tokens/t")).await;
    let error = client(&server).read_access_tokens(["t"]).send().await.unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error}");
    assert_eq!(server.requests().len(), 11);
}

#[tokio::test]
async fn user_info_of_the_base_url_is_not_sent_to_another_origin() {
    let second = Server::always(Reply::json(200, TOKENS)).await;
    let location = second.url();
    let first = Server::always(Reply::redirect(302, location)).await;
    let url = first.url().replace("http://", "http://me:open-sesame@");
    let client = Client::builder().base_url(url).build().unwrap();
    client.read_access_tokens(["t"]).send().await.unwrap();
    assert_eq!(first.requests()[0].header("authorization"), Some("Basic bWU6b3Blbi1zZXNhbWU="));
    assert_eq!(second.requests()[0].header("authorization"), None);
}
