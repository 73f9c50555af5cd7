//! ureq as a transport: the one that blocking clients have of their own.

use std::io::{self, ErrorKind, Read};
use std::time::Duration;

use ::ureq::{Agent, AsSendBody, Error, SendBody, Timeout};
use http::header::CONTENT_LENGTH;

use super::{Body, Transport};
use crate::runtime::error::TransportError;

/// Sends requests with ureq.
pub(super) struct Ureq(Agent);

impl Ureq {
    pub(super) fn new(connect_timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(connect_timeout))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .accept("")
            .accept_encoding("")
            .user_agent("")
            .build();
        Self(config.into())
    }
}

impl Transport for Ureq {
    fn send(
        &self,
        request: http::Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let mut head = http::Request::from_parts(parts, ());
        let answer = match body.as_bytes() {
            Some(bytes) => self.run(head.map(|()| &bytes[..]), timeout),
            None if body.is_empty() => self.run(head, timeout),
            None => {
                // Without a length it is sent in chunks.
                if let Some(length) = body.length() {
                    head.headers_mut().insert(CONTENT_LENGTH, length.into());
                }
                self.run(head.map(|()| SendBody::from_owned_reader(body)), timeout)
            }
        };
        Ok(answer?.map(|body| {
            let length = body.content_length();
            Body::reader(Answered(body.into_reader()), length)
        }))
    }
}

impl Ureq {
    fn run(
        &self,
        request: http::Request<impl AsSendBody>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<::ureq::Body>, TransportError> {
        let request = self.0.configure_request(request).timeout_global(timeout).build();
        self.0.run(request).map_err(fault)
    }
}

/// The body of an answer, whose errors say in the standard library's words that time ran out.
struct Answered(::ureq::BodyReader<'static>);

impl Read for Answered {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(Error::Timeout(_)) => io::Error::new(ErrorKind::TimedOut, error),
            _ => error,
        })
    }
}

fn fault(error: Error) -> TransportError {
    match error {
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => TransportError::connect_timeout(error),
        Error::Timeout(_) => TransportError::timeout(),
        Error::HostNotFound | Error::ConnectionFailed => TransportError::connect(error),
        Error::Io(source) if is_connect(source.kind()) => TransportError::connect(source),
        Error::Http(_) | Error::BadUri(_) => TransportError::unmakeable(error),
        error => TransportError::broken(error),
    }
}

/// Whether an error can only come about before there is a connection.
fn is_connect(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionRefused
            | ErrorKind::AddrNotAvailable
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
    )
}
