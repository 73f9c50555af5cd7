//! Response bodies in each content encoding that the API uses.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use generated_client::{Client, Error};

use crate::server::{Reply, Server};

type Encode = fn(&[u8]) -> Vec<u8>;

const ENCODINGS: [(&str, &str, Encode); 4] = [
    ("gzip", "gzip", gzip),
    ("zlib", "deflate", zlib),
    ("raw deflate", "deflate", raw_deflate),
    ("plain", "identity", identity),
];

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn zlib(body: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn raw_deflate(body: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn identity(body: &[u8]) -> Vec<u8> {
    body.to_vec()
}

async fn client(reply: Reply) -> Client {
    let server = Server::always(reply).await;
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn compressed_responses_are_decoded() {
    let items: Vec<String> = (0..1000).map(|number| format!(r#"{{"account_id": {number}}}"#)).collect();
    let body = format!(r#"{{"items": [{}]}}"#, items.join(", "));
    for (name, encoding, encode) in ENCODINGS {
        let encoded = encode(body.as_bytes());
        assert_eq!(encoded.len() < body.len(), name != "plain", "{name}");
        let complete = Reply::json(200, encoded).header("Content-Encoding", encoding);
        for reply in [complete.clone(), complete.chunked(100)] {
            let tokens = client(reply).await.read_access_tokens(["t"]).send().await.unwrap();
            let ids: Vec<i64> = tokens.items.unwrap().iter().filter_map(|token| token.account_id).collect();
            assert_eq!(ids, (0..1000).collect::<Vec<i64>>(), "{name}");
        }
    }
    let tokens = client(Reply::new(200, body)).await.read_access_tokens(["t"]).send().await.unwrap();
    assert_eq!(tokens.items.unwrap().len(), 1000, "no content encoding");
}

#[tokio::test]
async fn compressed_error_bodies_are_decoded() {
    let body = br#"{"error_id": 502, "error_name": "throttle_violation", "error_message": "slow down", "backoff": 30}"#;
    for (name, encoding, encode) in ENCODINGS {
        let reply = Reply::json(400, encode(body)).header("Content-Encoding", encoding);
        let Err(Error::Api(error)) = client(reply).await.read_access_tokens(["t"]).send().await else {
            panic!("{name}")
        };
        let body = error.body().unwrap();
        assert_eq!((body.error_id, body.backoff), (Some(502), Some(30)), "{name}");

        let reply = Reply::new(500, encode(b"<h1>Oops</h1>")).header("Content-Encoding", encoding);
        let Err(Error::UnexpectedResponse(error)) = client(reply).await.read_access_tokens(["t"]).send().await else {
            panic!("{name}")
        };
        assert_eq!((error.status().as_u16(), &error.raw_body()[..]), (500, &b"<h1>Oops</h1>"[..]), "{name}");
    }
}

#[tokio::test]
async fn invalid_compressed_body_is_a_decode_error_with_its_status() {
    let body = br#"{"has_more": false, "quota_max": 10000, "quota_remaining": 9999}"#;
    for (name, encoding, encode) in ENCODINGS {
        let encoded = encode(body);
        let truncated = Reply::json(200, &encoded[..encoded.len() / 2]).header("Content-Encoding", encoding);
        let Err(Error::Decode(error)) = client(truncated).await.read_access_tokens(["t"]).send().await else {
            panic!("{name}")
        };
        assert_eq!(error.status(), 200);
        assert_eq!(error.path().is_some(), name == "plain", "{name}: {error}");
    }
    let unsupported = Reply::json(200, body).header("Content-Encoding", "br");
    let error = client(unsupported).await.read_access_tokens(["t"]).send().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)) && error.to_string().contains("`br`"), "{error}");
}
