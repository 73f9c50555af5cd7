//! Operations with several responses: output and error types by status, declared redirects and headers.

use serde_json::{Value, json};

use crate::runtime::async_impl::{Call, Client};
use crate::runtime::{
    BufferedResponse, Error, InvalidHeader, InvalidParameter, Method, Operation, RequestEncoder, Xml, headers,
};
use crate::server::{Reply, Server};

/// Gets `/report`.
#[derive(Debug, Clone)]
pub struct GetReport;

#[derive(Debug, Clone, PartialEq)]
pub enum GetReportOutput {
    Ok(Vec<i64>),
    Accepted(String),
    NoContent,
}

#[derive(Debug, Clone, PartialEq)]
pub enum GetReportError {
    NotFound(Value),
    Conflict(i64),
    ClientError(Xml),
}

impl Operation for GetReport {
    type Output = GetReportOutput;
    type Error = GetReportError;
    const ID: &'static str = "getReport";
    const METHOD: Method = Method::GET;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/report");
        request.accept("application/json, text/plain");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            404 => Err(response.api_error_untyped().map(GetReportError::NotFound)),
            409 => Err(response.api_error_json().map(GetReportError::Conflict)),
            400..=499 => Err(response.api_error_xml().map(GetReportError::ClientError)),
            200 => response.json().map(GetReportOutput::Ok),
            202 => response.text().map(GetReportOutput::Accepted),
            204 => response.discard().map(|()| GetReportOutput::NoContent),
            _ => Err(response.into_unexpected()),
        }
    }
}

/// Gets `/photo`; its only declared response is a redirect.
#[derive(Debug, Clone)]
pub struct FindPhoto;

impl Operation for FindPhoto {
    type Output = ();
    type Error = Value;
    const ID: &'static str = "findPhoto";
    const METHOD: Method = Method::GET;
    const REDIRECT_IS_RESPONSE: bool = true;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        request.path_literal("/photo");
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>> {
        match response.status().as_u16() {
            302 => response.discard(),
            _ => Err(response.into_unexpected()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct GetReportHeaders {
    pub x_total_count: Option<i64>,
    pub retry_after: Option<u32>,
    pub link: Option<String>,
    pub invalid_headers: Vec<InvalidHeader>,
}

headers!(GetReportHeaders(invalid_headers) {
    "X-Total-Count" => x_total_count: text,
    "Retry-After" => retry_after: text,
    "Link" => link: text,
});

async fn client(reply: Reply) -> (Client, Server) {
    let server = Server::always(reply).await;
    (Client::builder().base_url(server.url()).build().unwrap(), server)
}

async fn report(reply: Reply) -> Result<GetReportOutput, Error<GetReportError>> {
    let (client, _server) = client(reply).await;
    Call::new(&client, GetReport).send().await
}

#[tokio::test]
async fn output_type_depends_on_the_status() {
    assert_eq!(report(Reply::json(200, "[1, 2]")).await.unwrap(), GetReportOutput::Ok(vec![1, 2]));
    assert_eq!(report(Reply::new(202, "soon")).await.unwrap(), GetReportOutput::Accepted("soon".to_owned()));
    assert_eq!(report(Reply::new(204, "")).await.unwrap(), GetReportOutput::NoContent);
    assert!(
        matches!(report(Reply::json(201, "[1]")).await, Err(Error::UnexpectedResponse(error)) if error.status() == 201)
    );
}

#[tokio::test]
async fn error_type_depends_on_the_status_and_keeps_headers() {
    let cases = [
        (404, Reply::json(404, "<html>"), GetReportError::NotFound(json!("<html>"))),
        (404, Reply::json(404, "{\"a\": 1}"), GetReportError::NotFound(json!({"a": 1}))),
        (404, Reply::new(404, ""), GetReportError::NotFound(Value::Null)),
        (409, Reply::new(409, "7"), GetReportError::Conflict(7)),
        (418, Reply::new(418, "<teapot/>"), GetReportError::ClientError("<teapot/>".into())),
    ];
    for (status, reply, expected) in cases {
        let Err(Error::Api(error)) = report(reply.header("X-Id", "1")).await else { panic!("{status}") };
        assert_eq!(
            (error.status().as_u16(), error.body().unwrap(), &error.headers()["x-id"]),
            (status, &expected, &"1".parse().unwrap())
        );
        assert!(error.to_string().starts_with(&format!("the API returned {status}")), "{error}");
    }
    let Err(Error::Api(error)) = report(Reply::json(409, "{}")).await else { panic!() };
    assert_eq!((error.status().as_u16(), error.body().unwrap_err().path()), (409, Some("$")));
    assert!(
        matches!(report(Reply::new(500, "")).await, Err(Error::UnexpectedResponse(error)) if error.status() == 500)
    );
}

#[tokio::test]
async fn json_is_decoded_for_any_content_type() {
    for content_type in ["application/json", "APPLICATION/JSON; charset=UTF-8", "text/json", "text/plain", "x"] {
        let reply = Reply::new(200, "\u{FEFF}[1]").header("Content-Type", content_type);
        assert_eq!(report(reply).await.unwrap(), GetReportOutput::Ok(vec![1]), "{content_type}");
    }
    assert_eq!(report(Reply::new(200, "[1]")).await.unwrap(), GetReportOutput::Ok(vec![1]));
}

#[tokio::test]
async fn declared_redirect_is_returned() {
    let (client, server) = client(Reply::redirect(302, "https://photos.example/1.png")).await;
    let response = Call::new(&client, FindPhoto).send_with_response().await.unwrap();
    assert_eq!(
        (response.status.as_u16(), &response.headers["location"]),
        (302, &"https://photos.example/1.png".parse().unwrap())
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn declared_headers_are_typed() {
    let reply = Reply::json(200, "[]").header("x-total-count", "42").header("Link", "</a>").header("Link", "</b>");
    let (client, _server) = client(reply).await;
    let response = Call::new(&client, GetReport).send_with_response().await.unwrap();
    let headers = GetReportHeaders::from_header_map(&response.headers);
    assert_eq!(
        (headers.x_total_count, headers.retry_after, headers.link.as_deref()),
        (Some(42), None, Some("</a>, </b>"))
    );

    let Err(Error::Api(error)) = report(Reply::json(409, "1").header("Retry-After", "120")).await else { panic!() };
    assert_eq!(GetReportHeaders::from_header_map(error.headers()).retry_after, Some(120));
    let Err(Error::Api(error)) = report(Reply::json(409, "1").header("Retry-After", "soon")).await else { panic!() };
    let message = GetReportHeaders::from_header_map(error.headers()).invalid_headers[0].to_string();
    assert_eq!(message, "failed to decode header `Retry-After`: it is not a valid integer");
}
