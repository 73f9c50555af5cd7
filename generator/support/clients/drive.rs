//! Calls every operation of the API once, at the server that the environment variable `BASE_URL` names.
//!
//! Comes in: the calls. Goes out: a line of JSON for each, with the operation, its method and path, the HTTP status of
//! the answer, what became of the call, and the error. The credentials are made up. It ends with 0 when all were called.

#![allow(deprecated)]
#![allow(dead_code, reason = "an API without operations makes no call")]

#[rustfmt::skip]
#[path = "drive/calls.rs"]
mod calls;
#[rustfmt::skip]
#[path = "drive/given.rs"]
mod given;

use std::fmt::Debug;
use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::process::ExitCode;

use given::api::{self, Error, Response};

/// A call that is under way.
pub type Calling<'c> = Pin<Box<dyn Future<Output = Told> + 'c>>;

/// What became of a call.
pub struct Told {
    status: Option<u16>,
    outcome: &'static str,
    error: Option<String>,
}

/// An operation and its call; where no right values are known, why.
pub struct Drive {
    pub operation: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub call: Result<fn(&api::Client) -> Calling<'_>, &'static str>,
}

/// What became of a call.
fn told<T, E: Debug>(outcome: Result<Response<T>, Error<E>>) -> Told {
    let error = match outcome {
        Ok(response) => return Told { status: Some(response.status), outcome: "ok", error: None },
        Err(error) => error,
    };
    let outcome = match &error {
        Error::Api(_) => "api-error",
        Error::Unexpected(_) => "unexpected",
        Error::InvalidArgument(_) => "invalid-argument",
        Error::Decode(_) => "decode",
        Error::Transport(_) => "transport",
        Error::Redirect(_) => "redirect",
        Error::BodyTooLarge(_) => "too-large",
        Error::Setup(_) => "setup",
        Error::Credential(_) => "credential",
        Error::Token(_) => "token",
        Error::Throttled(_) => "throttled",
        _ => "other",
    };
    // An error of the API shows its body, which says what it is about.
    let text = if let Error::Api(error) = &error { format!("{error}: {:?}", error.body()) } else { error.to_string() };
    Told { status: error.status(), outcome, error: Some(text) }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Ok(url) = std::env::var("BASE_URL") else {
        eprintln!("set BASE_URL to the URL of the server");
        return ExitCode::from(2);
    };
    let client = match given::client(&url) {
        Ok(client) => client,
        Err(error) => {
            eprintln!("there is no client: {error}");
            return ExitCode::from(2);
        }
    };
    let mut out = std::io::stdout().lock();
    for Drive { operation, method, path, call } in calls::CALLS {
        let told = match call {
            Ok(call) => call(&client).await,
            Err(reason) => Told { status: None, outcome: "no-sample", error: Some((*reason).to_owned()) },
        };
        let Told { status, outcome, error } = told;
        let line = serde_json::json!({
            "operation": operation, "method": method, "path": path,
            "status": status, "outcome": outcome, "error": error,
        });
        if writeln!(out, "{line}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
