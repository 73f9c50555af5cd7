//! Encoding of object parameters, files and forms.

use serde::Serialize;
use serde_json::Value;

use crate::runtime::async_impl::{Call, Client};
use crate::runtime::{
    BufferedResponse, Error, FilePart, InvalidParameter, Method, Operation, RequestEncoder, Separator, Style,
};
use crate::server::{Reply, Request, Server};

#[derive(Debug, Clone, Serialize)]
struct Color {
    r: i64,
    name: String,
    tags: Vec<String>,
}

/// Sends a color in the path, the query, a header, a cookie and the body.
#[derive(Debug, Clone)]
struct Paint {
    color: Color,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    Form,
    Parts(FilePart),
    Image(FilePart),
    Patch,
}

impl Operation for Paint {
    type Output = Value;
    type Error = Value;
    const ID: &'static str = "paint";
    const METHOD: Method = Method::DELETE;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
        let color = &self.color;
        request.path_literal("/paint/");
        request.path_with_style("color", color, Style::Matrix { explode: true })?;
        request.query_with_style("deep", [color], Style::DeepObject)?;
        request.query_allow_reserved("at", ["a/b?c&d"], Style::Exploded)?;
        request.header_with_style("X-Color", [(color.r, &color.name)], Style::Unexploded(Separator::Comma))?;
        request.cookie_with_style("prefs", [color], Style::Json)?;
        match &self.body {
            Body::Form => {
                request.urlencoded();
                request.form(color, &[("tags", Style::Unexploded(Separator::Pipe))])?;
            }
            Body::Parts(file) => {
                request.multipart();
                request.part("color", [color], "application/json")?;
                request.file_as("image", [file], "image/png");
            }
            Body::Image(file) => request.file_body("image/*", file)?,
            Body::Patch => request.json_as("application/merge-patch+json", color)?,
        }
        Ok(())
    }

    fn decode(response: BufferedResponse) -> Result<Value, Error<Value>> {
        response.json_or_text()
    }
}

async fn sent(body: Body) -> Result<Request, Error<Value>> {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let color = Color { r: 7, name: "a b/c".into(), tags: vec!["x".into(), "y".into()] };
    Call::new(&client, Paint { color, body }).send().await?;
    Ok(server.requests()[0].clone())
}

#[tokio::test]
async fn object_is_encoded_in_every_location() {
    let request = sent(Body::Form).await.unwrap();
    let path = "/paint/;r=7;name=a%20b%2Fc;tags=%5B%22x%22%2C%22y%22%5D";
    let deep = "deep%5Br%5D=7&deep%5Bname%5D=a%20b%2Fc&deep%5Btags%5D%5B%5D=x&deep%5Btags%5D%5B%5D=y";
    assert_eq!(request.line, format!("DELETE {path}?{deep}&at=a/b?c%26d HTTP/1.1"));
    assert_eq!(request.header("x-color"), "7,a b/c");
    assert_eq!(
        request.header("cookie"),
        "prefs={%22r%22:7%2C%22name%22:%22a%20b/c%22%2C%22tags%22:[%22x%22%2C%22y%22]}"
    );
    assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(request.body, "r=7&name=a%20b%2Fc&tags=x%7Cy");
}

#[tokio::test]
async fn parts_and_files_have_content_types() {
    let request = sent(Body::Parts(FilePart::new("p.png", "PNG"))).await.unwrap();
    let json = "name=\"color\"\r\nContent-Type: application/json\r\n\r\n{\"r\":7,";
    assert!(request.body.contains(json), "{}", request.body);
    assert!(request.body.contains("filename=\"p.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n"), "{}", request.body);
    let request = sent(Body::Image(FilePart::new("", "GIF").content_type("image/gif"))).await.unwrap();
    assert_eq!((request.header("content-type"), request.body.as_str()), ("image/gif", "GIF"));
    let error = sent(Body::Image(FilePart::new("", "GIF"))).await.unwrap_err();
    assert!(matches!(error, Error::InvalidParameter(_)), "{error:?}");
    let request = sent(Body::Patch).await.unwrap();
    assert_eq!(request.header("content-type"), "application/merge-patch+json");
}
