//! Which server a call goes to.

use crate::runtime::awaited::{Call, Client};
use crate::runtime::{Answer, Encoder, Error, InvalidArgument, Method, Operation, Server as Named};
use crate::server::{Reply, Server};

/// Gets `/files`, which have a server of their own; nothing answers there.
#[derive(Debug, Clone)]
pub struct GetFiles;

impl Operation for GetFiles {
    type Output = ();
    type Error = ();
    const ID: &'static str = "getFiles";
    const METHOD: Method = Method::GET;
    const SERVER: Option<&'static str> = Some("http://127.0.0.1:1/own");

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/files");
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        answer.empty()
    }
}

#[tokio::test]
async fn a_given_base_url_counts_before_an_operation_s_own_server() {
    let server = Server::always(Reply::new(200, "")).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    Call::new(&client, GetFiles).send().await.unwrap();
    assert_eq!(server.requests()[0].line, "GET /files HTTP/1.1");
}

#[tokio::test]
async fn an_operation_s_own_server_counts_before_the_api_s() {
    let server = Server::always(Reply::new(200, "")).await;
    let named = Named::filled("{url}/{version}", &[("url", &server.url()), ("version", "v2")]);
    let client = Client::builder().served_by(named.clone()).build().unwrap();
    assert!(matches!(Call::new(&client, GetFiles).send().await, Err(Error::Transport(error)) if error.is_connect()));
    client.get().send().await.unwrap();
    Call::new(&client, GetFiles).served_by(named).send().await.unwrap();
    let lines: Vec<String> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines, ["GET /v2/things HTTP/1.1", "GET /v2/files HTTP/1.1"]);
}

#[tokio::test]
async fn a_server_that_is_no_url_is_told_before_anything_is_sent() {
    let unfilled = Named::filled("{host}/v1", &[("host", "")]);
    let told = Client::builder().served_by(unfilled.clone()).build().unwrap_err().to_string();
    assert_eq!(told, "base URL `/v1`: it has no scheme, such as `https://`");
    let error = Call::new(&Client::new(), GetFiles).served_by(unfilled).send().await.unwrap_err();
    assert!(matches!(&error, Error::Setup(error) if error.to_string() == told), "{error}");
}
