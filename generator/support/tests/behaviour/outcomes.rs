//! What a call gives where it depends on the status: one of several types, something or nothing, or where to go.

use serde_json::{Value, json};

use crate::runtime::awaited::{Call, Client};
use crate::runtime::{Answer, Encoder, Error, InvalidArgument, Method, Operation, Xml, headers};
use crate::server::{Reply, Server};

/// Gets `/report`, as the generator writes it.
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

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/report");
        request.accept("application/json, text/plain");
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            404 => Err(answer.error_untyped().map(GetReportError::NotFound)),
            409 => Err(answer.error_json().map(GetReportError::Conflict)),
            400..=499 => Err(answer.error_xml().map(GetReportError::ClientError)),
            200 => answer.json().map(GetReportOutput::Ok),
            202 => answer.text().map(GetReportOutput::Accepted),
            204 => answer.empty().map(|()| GetReportOutput::NoContent),
            _ => Err(answer.undeclared()),
        }
    }
}

/// Gets `/photo`, of which only a redirect is declared.
#[derive(Debug, Clone)]
pub struct FindPhoto;

impl Operation for FindPhoto {
    type Output = ();
    type Error = Value;
    const ID: &'static str = "findPhoto";
    const METHOD: Method = Method::GET;
    const KEEPS_REDIRECTS: bool = true;

    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
        request.literal("/photo");
        Ok(())
    }

    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>> {
        match answer.status() {
            302 => answer.empty(),
            _ => Err(answer.undeclared()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct GetReportHeaders {
    pub x_total_count: Option<i64>,
    pub retry_after: Option<u32>,
    pub link: Option<String>,
}

headers!(GetReportHeaders {
    "X-Total-Count" => x_total_count: plain,
    "Retry-After" => retry_after: plain,
    "Link" => link: plain,
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
async fn each_status_has_its_own_type() {
    assert_eq!(report(Reply::json(200, "[1, 2]")).await.unwrap(), GetReportOutput::Ok(vec![1, 2]));
    assert_eq!(report(Reply::new(202, "soon")).await.unwrap(), GetReportOutput::Accepted("soon".to_owned()));
    assert_eq!(report(Reply::new(204, "")).await.unwrap(), GetReportOutput::NoContent);
    assert!(matches!(report(Reply::json(201, "[1]")).await, Err(Error::Unexpected(error)) if error.status() == 201));
}

#[tokio::test]
async fn each_error_has_its_own_type_and_keeps_what_stood_around_it() {
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
            (error.status(), error.body(), &error.headers()["x-id"]),
            (status, &expected, &"1".parse().unwrap())
        );
        assert!(error.to_string().starts_with(&format!("the API answered {status}")), "{error}");
    }
    assert!(matches!(report(Reply::json(409, "{}")).await, Err(Error::Decode(error)) if error.status() == 409));
    assert!(matches!(report(Reply::new(500, "")).await, Err(Error::Unexpected(error)) if error.status() == 500));
}

#[tokio::test]
async fn json_is_read_whatever_the_server_calls_it() {
    for content_type in ["application/json", "APPLICATION/JSON; charset=UTF-8", "text/json", "text/plain", "x"] {
        let reply = Reply::new(200, "\u{FEFF}[1]").header("Content-Type", content_type);
        assert_eq!(report(reply).await.unwrap(), GetReportOutput::Ok(vec![1]), "{content_type}");
    }
    assert_eq!(report(Reply::new(200, "[1]")).await.unwrap(), GetReportOutput::Ok(vec![1]));
}

#[tokio::test]
async fn a_declared_redirect_is_the_answer() {
    let (client, server) = client(Reply::redirect(302, "https://photos.example/1.png")).await;
    let answer = Call::new(&client, FindPhoto).send_with_response().await.unwrap();
    assert_eq!((answer.status, &answer.headers["location"]), (302, &"https://photos.example/1.png".parse().unwrap()));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn declared_headers_are_typed() {
    let reply = Reply::json(200, "[]").header("x-total-count", "42").header("Link", "</a>").header("Link", "</b>");
    let (client, _server) = client(reply).await;
    let response = Call::new(&client, GetReport).send_with_response().await.unwrap();
    let headers = GetReportHeaders::of(&response.headers).unwrap();
    assert_eq!(
        (headers.x_total_count, headers.retry_after, headers.link.as_deref()),
        (Some(42), None, Some("</a>, </b>"))
    );

    let Err(Error::Api(error)) = report(Reply::json(409, "1").header("Retry-After", "120")).await else { panic!() };
    assert_eq!(GetReportHeaders::of(error.headers()).unwrap().retry_after, Some(120));
    let Err(Error::Api(error)) = report(Reply::json(409, "1").header("Retry-After", "soon")).await else { panic!() };
    let told = GetReportHeaders::of(error.headers()).unwrap_err().to_string();
    assert_eq!(told, "header `Retry-After` cannot be read: it is no integer of its type");
}
