//! Selection of the server of a call.

use crate::runtime::async_impl::{Call, Client};
use crate::runtime::{
    BufferedResponse, Error, InvalidParameter, Method, Operation, RequestEncoder, Server as NamedServer,
};
use crate::server::{Reply, Server};

/// Gets `/files` from an operation-specific server that is unreachable.
#[derive(Debug, Clone)]
pub struct GetFiles;

impl Operation for GetFiles {
    type Output = ();
    type Error = ();
    const ID: &'static str = "getFiles";
    const METHOD: Method = Method::GET;
    const SERVER: Option<&'static str> = Some("http://127.0.0.1:1/specific");

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/files");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        response.discard()
    }
}

#[tokio::test]
async fn base_url_overrides_the_server_of_an_operation() {
    let server = Server::always(Reply::new(200, "")).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    Call::new(&client, GetFiles).send().await.unwrap();
    assert_eq!(server.requests()[0].line, "GET /files HTTP/1.1");
}

#[tokio::test]
async fn server_of_an_operation_overrides_the_server_of_the_client() {
    let server = Server::always(Reply::new(200, "")).await;
    let named_server = NamedServer::from_template("{url}/{version}", &[("url", &server.url()), ("version", "v2")]);
    let client = Client::builder().with_server(named_server.clone()).build().unwrap();
    assert!(matches!(Call::new(&client, GetFiles).send().await, Err(Error::Transport(error)) if error.is_connect()));
    client.get().send().await.unwrap();
    Call::new(&client, GetFiles).with_server(named_server).send().await.unwrap();
    let lines: Vec<String> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines, ["GET /v2/things HTTP/1.1", "GET /v2/files HTTP/1.1"]);
}

#[tokio::test]
async fn invalid_server_url_is_an_error_before_the_request() {
    let invalid_server = NamedServer::from_template("{host}/v1", &[("host", "")]);
    let message = Client::builder().with_server(invalid_server.clone()).build().unwrap_err().to_string();
    assert_eq!(message, "base URL (redacted): it has no scheme, such as `https://`");
    let error = Call::new(&Client::new(), GetFiles).with_server(invalid_server).send().await.unwrap_err();
    assert!(matches!(&error, Error::Build(error) if error.to_string() == message), "{error}");
}
