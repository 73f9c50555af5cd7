//! Calls each operation of the API once, on the server at the URL in the environment variable `BASE_URL`.
//!
//! Prints one line of JSON per call: operation, method, path, HTTP status, outcome and error. The credentials are
//! fictitious. The exit code is 0 if all operations were called.

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

/// The future of a call.
pub type CallFuture<'c> = Pin<Box<dyn Future<Output = Outcome> + 'c>>;

/// The outcome of a call.
pub struct Outcome {
    status: Option<u16>,
    outcome: &'static str,
    error: Option<String>,
}

/// An operation and its call, or the reason that there are no valid values.
pub struct Drive {
    pub operation: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub call: Result<fn(&api::Client) -> CallFuture<'_>, &'static str>,
}

/// Converts the result of a call.
fn outcome_of<T, E: Debug>(outcome: Result<Response<T>, Error<E>>) -> Outcome {
    let error = match outcome {
        Ok(response) => return Outcome { status: Some(response.status.as_u16()), outcome: "ok", error: None },
        Err(error) => error,
    };
    let outcome = match &error {
        Error::Api(_) => "api-error",
        Error::UnexpectedResponse(_) => "unexpected",
        Error::InvalidParameter(_) => "invalid-parameter",
        Error::Decode(_) => "decode",
        Error::Transport(_) => "transport",
        Error::Redirect(_) => "redirect",
        Error::BodyTooLarge(_) => "too-large",
        Error::Build(_) => "build",
        Error::Credential(_) => "credential",
        #[cfg(feature = "tokens")]
        Error::Token(_) => "token",
        Error::RateLimited(_) => "rate-limited",
        _ => "other",
    };
    // The body of a documented error describes its cause.
    let text = if let Error::Api(error) = &error { format!("{error}: {:?}", error.body()) } else { error.to_string() };
    Outcome { status: error.status().map(|status| status.as_u16()), outcome, error: Some(text) }
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
            eprintln!("cannot build the client: {error}");
            return ExitCode::from(2);
        }
    };
    let mut out = std::io::stdout().lock();
    for Drive { operation, method, path, call } in calls::CALLS {
        let outcome = match call {
            Ok(call) => call(&client).await,
            Err(reason) => Outcome { status: None, outcome: "no-example", error: Some((*reason).to_owned()) },
        };
        let Outcome { status, outcome, error } = outcome;
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
