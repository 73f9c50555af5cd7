//! Bodies in every packing that the API uses come in; the same value for each.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use generated_client::{Client, Error};

use crate::server::{Reply, Server};

type Pack = fn(&[u8]) -> Vec<u8>;

const PACKINGS: [(&str, &str, Pack); 4] =
    [("gzip", "gzip", gzip), ("zlib", "deflate", zlib), ("raw deflate", "deflate", raw), ("plain", "identity", plain)];

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

fn raw(body: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn plain(body: &[u8]) -> Vec<u8> {
    body.to_vec()
}

async fn client(reply: Reply) -> Client {
    let server = Server::always(reply).await;
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn an_answer_is_read_however_it_is_packed() {
    let items: Vec<String> = (0..1000).map(|number| format!(r#"{{"account_id": {number}}}"#)).collect();
    let body = format!(r#"{{"items": [{}]}}"#, items.join(", "));
    for (name, encoding, pack) in PACKINGS {
        let packed = pack(body.as_bytes());
        assert_eq!(packed.len() < body.len(), name != "plain", "{name}");
        let whole = Reply::json(200, packed).header("Content-Encoding", encoding);
        for reply in [whole.clone(), whole.chunked(100)] {
            let tokens = client(reply).await.read_access_tokens(["t"]).send().await.unwrap();
            let ids: Vec<i64> = tokens.items.unwrap().iter().filter_map(|token| token.account_id).collect();
            assert_eq!(ids, (0..1000).collect::<Vec<i64>>(), "{name}");
        }
    }
    let tokens = client(Reply::new(200, body)).await.read_access_tokens(["t"]).send().await.unwrap();
    assert_eq!(tokens.items.unwrap().len(), 1000, "nothing is said of the packing");
}

#[tokio::test]
async fn errors_are_read_however_they_are_packed() {
    let body = br#"{"error_id": 502, "error_name": "throttle_violation", "error_message": "slow down", "backoff": 30}"#;
    for (name, encoding, pack) in PACKINGS {
        let reply = Reply::json(400, pack(body)).header("Content-Encoding", encoding);
        let Err(Error::Api(error)) = client(reply).await.read_access_tokens(["t"]).send().await else {
            panic!("{name}")
        };
        assert_eq!((error.body().error_id, error.body().backoff), (Some(502), Some(30)), "{name}");

        let reply = Reply::new(500, pack(b"<h1>Oops</h1>")).header("Content-Encoding", encoding);
        let Err(Error::Unexpected(error)) = client(reply).await.read_access_tokens(["t"]).send().await else {
            panic!("{name}")
        };
        assert_eq!((error.status(), &error.body()[..]), (500, &b"<h1>Oops</h1>"[..]), "{name}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_unpack_is_told_with_its_status() {
    let body = br#"{"has_more": false, "quota_max": 10000, "quota_remaining": 9999}"#;
    for (name, encoding, pack) in PACKINGS {
        let packed = pack(body);
        let cut = Reply::json(200, &packed[..packed.len() / 2]).header("Content-Encoding", encoding);
        let Err(Error::Decode(error)) = client(cut).await.read_access_tokens(["t"]).send().await else {
            panic!("{name}")
        };
        assert_eq!(error.status(), 200);
        assert_eq!(error.path().is_some(), name == "plain", "{name}: {error}");
    }
    let strange = Reply::json(200, body).header("Content-Encoding", "br");
    let error = client(strange).await.read_access_tokens(["t"]).send().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)) && error.to_string().contains("`br`"), "{error}");
}
