//! Lenient decoding of responses, and the option that disables it.

use std::collections::BTreeMap;

use crate::runtime::async_impl::Client;
use crate::runtime::model::model;
use crate::runtime::{
    BufferedResponse, Call, Date, Error, InvalidParameter, Method, Operation, RequestEncoder, Rfc3339Date,
};
use crate::server::{Reply, Server};

#[derive(Debug, Clone, PartialEq)]
struct Profile {
    id: i64,
    name: Option<String>,
    born: Option<Date>,
    friends: Vec<i64>,
    labels: BTreeMap<String, String>,
}
model!(Profile {
    "id" => id: required,
    "name" => name: optional,
    "born" => born: optional as Rfc3339Date,
    "friends" => friends: required,
    "labels" => labels: required,
});

struct GetProfile;

impl Operation for GetProfile {
    type Output = Profile;
    type Error = Profile;
    const ID: &'static str = "getProfile";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/profile");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            200..=299 => response.json(),
            _ => Err(response.api_error_json()),
        }
    }
}

const SLOPPY: &str = r#"{"id": 1, "name": "", "born": "", "friends": null, "labels": []}"#;

async fn profile(status: u16, body: &str, is_lenient: bool) -> Result<Profile, Error<Profile>> {
    let server = Server::always(Reply::json(status, body)).await;
    let client = Client::builder().base_url(server.url()).lenient_decoding(is_lenient).build().unwrap();
    Call::new(&client, GetProfile).send().await
}

#[tokio::test]
async fn absent_values_of_responses_may_be_empty_texts_lists_and_null() {
    let expected =
        Profile { id: 1, name: Some(String::new()), born: None, friends: Vec::new(), labels: BTreeMap::new() };
    assert_eq!(profile(200, SLOPPY, true).await.unwrap(), expected);
    let Err(Error::Api(error)) = profile(400, SLOPPY, true).await else { panic!("a documented error") };
    assert_eq!(error.body().unwrap(), &expected);
}

#[tokio::test]
async fn strict_decoding_reports_the_first_of_these_values() {
    let Err(Error::Decode(error)) = profile(200, SLOPPY, false).await else { panic!("a decoding error") };
    assert_eq!(error.path(), Some("$.born"));
}

#[tokio::test]
async fn null_in_a_required_field_is_an_error_with_its_name() {
    for is_lenient in [true, false] {
        let body = r#"{"id": null, "friends": [], "labels": {}}"#;
        let error = profile(200, body, is_lenient).await.unwrap_err();
        let expected = "failed to decode response (200 OK) at $.id: invalid type: null, expected i64, near ";
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn lenient_decoding_is_the_default_of_blocking_clients() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::always(Reply::json(200, SLOPPY)));
    let client = crate::runtime::blocking::Client::builder().base_url(server.url()).build().unwrap();
    assert_eq!(Call::new(&client, GetProfile).send().unwrap().born, None);
}
