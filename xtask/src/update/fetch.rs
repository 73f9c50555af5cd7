//! Fetches a document over HTTP, with limits on time, redirects and size.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, HeaderName, Response, StatusCode, header};
use ureq::{Agent, Body, Error};

use super::body;
use super::problem::Problem;
use crate::error::{self, CliError};
use crate::source_url::SourceUrl;

/// The maximum number of redirects.
const REDIRECTS: usize = 10;

/// The headers of an earlier response that make a request conditional; at least one is present.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validators<'l> {
    /// The `ETag` header.
    pub(super) etag: Option<&'l str>,
    /// The `Last-Modified` header.
    pub(super) last_modified: Option<&'l str>,
}

/// The result of a request.
pub(super) enum Fetched {
    /// The server responded that the document did not change.
    NotModified,
    /// The document, with the validators of the response.
    Document(DownloadedDocument),
}

/// A document in the bytes of its source.
pub(super) struct DownloadedDocument {
    pub(super) bytes: Vec<u8>,
    /// The `ETag` header.
    pub(super) etag: Option<String>,
    /// The `Last-Modified` header.
    pub(super) last_modified: Option<String>,
}

/// An HTTP client for documents.
pub(super) struct Fetcher {
    agent: Agent,
    timeout: Duration,
}

impl Fetcher {
    /// Creates a client whose downloads take at most `timeout`, redirects and bodies included.
    pub(super) fn new(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("clientsmith/", env!("CARGO_PKG_VERSION")))
            .accept("*/*")
            .accept_encoding("gzip")
            .build();
        Self { agent: config.into(), timeout }
    }

    /// Fetches a document. With the validators of the stored one, the request is conditional.
    pub(super) fn fetch(&self, url: &SourceUrl, stored: Option<Validators<'_>>) -> Result<Fetched, CliError> {
        self.follow(url, stored).map_err(|problem| {
            let error = CliError::new(format!("cannot fetch {}: {}", url.as_str(), problem.message));
            error.help(format!("{}; nothing was written", problem.help))
        })
    }

    fn follow(&self, url: &SourceUrl, stored: Option<Validators<'_>>) -> Result<Fetched, Problem> {
        let deadline = Instant::now() + self.timeout;
        let mut target = url.clone();
        for _ in 0..=REDIRECTS {
            let response = self.send(&target, stored, deadline)?;
            match response.status() {
                StatusCode::OK => return self.read(response).map(Fetched::Document),
                StatusCode::NOT_MODIFIED if stored.is_some() => return Ok(Fetched::NotModified),
                status if is_redirect(status) => target = redirect_target(&target, response.headers())?,
                status => return Err(unexpected_status(status)),
            }
        }
        let message = format!("the server sent more than {REDIRECTS} redirects");
        Err(Problem::new(message, "set `source` to the final URL"))
    }

    fn send(
        &self,
        url: &SourceUrl,
        stored: Option<Validators<'_>>,
        deadline: Instant,
    ) -> Result<Response<Body>, Problem> {
        let remaining = deadline.saturating_duration_since(Instant::now());
        if remaining.is_zero() {
            return Err(self.timed_out());
        }
        let mut request = self.agent.get(url.as_str());
        let etag = stored.and_then(|stored| Some((header::IF_NONE_MATCH, stored.etag?)));
        let last_modified = stored.and_then(|stored| Some((header::IF_MODIFIED_SINCE, stored.last_modified?)));
        for (name, value) in etag.into_iter().chain(last_modified) {
            request = request.header(name, value);
        }
        let mut config = request.config().timeout_global(Some(remaining));
        // A proxy cannot reach this machine.
        if url.is_loopback() {
            config = config.proxy(None);
        }
        config.build().call().map_err(|error| self.problem(&error))
    }

    fn read(&self, response: Response<Body>) -> Result<DownloadedDocument, Problem> {
        let (head, body) = response.into_parts();
        let (etag, last_modified) =
            (validator(&head.headers, &header::ETAG), validator(&head.headers, &header::LAST_MODIFIED));
        let bytes = body::read(&head.headers, body).map_err(|error| match error {
            body::ReadError::Invalid(problem) => problem,
            body::ReadError::Transfer(error) => self.problem(&error),
        })?;
        Ok(DownloadedDocument { bytes, etag, last_modified })
    }

    fn problem(&self, error: &Error) -> Problem {
        let help = "check the URL and the network, and run the command again";
        let closed = "the connection was closed before the document was complete";
        match error {
            Error::Timeout(_) => self.timed_out(),
            Error::BodyStalled => Problem::new(closed, help),
            Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => Problem::new(closed, help),
            Error::Io(error) => Problem::new(error::reason(error), help),
            error => Problem::new(error.to_string(), help),
        }
    }

    fn timed_out(&self) -> Problem {
        let message = format!("the download was not complete after {} s", self.timeout.as_secs());
        Problem::new(message, "run the command again, or with a longer --timeout")
    }
}

/// Returns the value of a header if a lock can contain it.
fn validator(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (!value.is_empty() && !value.contains(char::is_control)).then(|| value.to_owned())
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    )
}

fn redirect_target(url: &SourceUrl, headers: &HeaderMap) -> Result<SourceUrl, Problem> {
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let target = location.ok_or_else(|| "it has no `Location`".to_owned()).and_then(|target| url.redirect(target));
    target.map_err(|reason| {
        let help = "redirects must lead to `https`; set `source` to the final URL";
        Problem::new(format!("a redirect is not followed: {reason}"), help)
    })
}

fn unexpected_status(status: StatusCode) -> Problem {
    let help = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            "documents are fetched without credentials; store the document yourself and remove `source`"
        }
        StatusCode::NOT_FOUND | StatusCode::GONE => "correct `source` in specs/clients.toml",
        status if status.is_server_error() => "run the command again later",
        _ => "check `source` in specs/clients.toml",
    };
    Problem::new(format!("the server responded with {status}"), help)
}
