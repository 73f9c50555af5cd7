//! A complete program that runs in a separate process.
//!
//! Its default base URL has port 8080, which may be in use. The environment variable `BASE_URL` overrides it.

use generated_client::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base_url = std::env::var("BASE_URL").unwrap_or_else(|_| "http://127.0.0.1:8080/2.2".to_owned());
    let client = Client::builder().base_url(base_url).build()?;
    match client.invalidate_access_tokens(["token a", "b/c;d"]).page(1).pagesize(30).filter("default").send().await {
        Ok(tokens) => {
            println!("more: {:?}, quota left: {:?}", tokens.has_more, tokens.quota_remaining);
            for token in tokens.items.unwrap_or_default() {
                println!("{:?} expires {:?}", token.account_id, token.expires_on_date);
            }
        }
        Err(Error::Api(e)) => println!("HTTP {}: {:?}", e.status(), e.body()),
        Err(e) => return Err(e.into()),
    }
    client.read_access_tokens(["t"]).send().await?;
    client.de_authenticate_application(["t"]).send().await?;
    Ok(())
}

use std::process::{Command, Output};

use tokio::runtime::Runtime;

use crate::server::{Reply, Server};

/// The environment variable that is set in the process of the program.
const IS_PROGRAM: &str = "GENERATED_CLIENT_TESTS_PROGRAM";

const TOKENS: &str = r#"{
    "items": [
        {"access_token": "token a", "account_id": 7, "expires_on_date": 1700000000, "scope": ["read_inbox"]},
        {"access_token": "b/c;d", "account_id": 8}
    ],
    "has_more": false, "quota_max": 10000, "quota_remaining": 9973
}"#;

const ERROR: &str = r#"{"error_id": 402, "error_name": "invalid_access_token", "error_message": "no"}"#;

/// Runs the program against `server`.
fn run(server: &Server) -> Output {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", "program::program_prints_tokens", "--nocapture"]);
    process.env(IS_PROGRAM, "1").env("BASE_URL", format!("{}/2.2", server.url()));
    process.output().unwrap()
}

#[test]
fn program_prints_tokens() {
    if std::env::var_os(IS_PROGRAM).is_some() {
        return main().unwrap();
    }
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::always(Reply::json(200, TOKENS)));
    let output = run(&server);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{stdout}");
    let expected = "more: Some(false), quota left: Some(9973)\n\
        Some(7) expires Some(2023-11-14T22:13:20Z)\n\
        Some(8) expires None\n";
    assert!(stdout.contains(expected), "{stdout}");
    let expected_lines = [
        "GET /2.2/access-tokens/token%20a;b%2Fc%3Bd/invalidate\
         ?filter=default&page=1&pagesize=30 HTTP/1.1",
        "GET /2.2/access-tokens/t HTTP/1.1",
        "GET /2.2/apps/t/de-authenticate HTTP/1.1",
    ];
    assert_eq!(server.lines(), expected_lines);
}

#[test]
fn program_prints_api_errors() {
    let runtime = Runtime::new().unwrap();
    let error_once = |number, _: &_| if number == 0 { Reply::json(400, ERROR) } else { Reply::json(200, TOKENS) };
    let server = runtime.block_on(Server::new(error_once));
    let output = run(&server);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("HTTP 400 Bad Request: Ok(ErrorResponse { error_id: Some(402), "), "{stdout}");
    assert_eq!(server.requests().len(), 3);
}
