//! ureq as a transport: the one that blocking clients have of their own.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::time::Duration;

use ::ureq::{Agent, AsSendBody, Error, SendBody, Timeout};
use http::header::CONTENT_LENGTH;

use super::{Body, Transport, apart};
use crate::runtime::client::is_here;
use crate::runtime::error::TransportError;

/// More than this is no time that anybody waits, and more than what counts it can hold.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Sends requests with ureq.
pub(super) struct Ureq(Agent);

/// How long something may take; `None` for a time that has no end.
#[derive(Clone, Copy)]
enum Time {
    /// All of the exchange.
    Whole(Option<Duration>),
    /// Each step until the headers are there, and then each piece of the body.
    Pieces { head: Option<Duration>, piece: Option<Duration> },
}

impl Ureq {
    pub(super) fn new(connect_timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(connect_timeout.min(LONGEST)))
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
        answer(&self.0, request, Time::Whole(timeout))
    }

    /// On a thread up to the headers, since ureq knows a time for each step before them and none for all of these. It
    /// ends with those, and the body is read by whoever wants it: dropped, it hangs up.
    fn stream(
        self: Arc<Self>,
        request: http::Request<Body>,
        timeout: Option<Duration>,
        patience: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError> {
        let (agent, time) = (self.0.clone(), Time::Pieces { head: timeout, piece: patience });
        apart::begun(timeout, move |tell| drop(tell.send(answer(&agent, request, time))))
    }
}

fn answer(agent: &Agent, request: http::Request<Body>, time: Time) -> Result<http::Response<Body>, TransportError> {
    let (parts, body) = request.into_parts();
    let mut head = http::Request::from_parts(parts, ());
    let answer = match body.as_bytes() {
        Some(bytes) => run(agent, head.map(|()| &bytes[..]), time),
        None if body.is_empty() => run(agent, head, time),
        None => {
            // Without a length it is sent in chunks.
            if let Some(length) = body.length() {
                head.headers_mut().insert(CONTENT_LENGTH, length.into());
            }
            run(agent, head.map(|()| SendBody::from_owned_reader(body)), time)
        }
    };
    Ok(answer?.map(|body| {
        let length = body.content_length();
        Body::reader(Answered(body.into_reader()), length)
    }))
}

fn run(
    agent: &Agent,
    request: http::Request<impl AsSendBody>,
    time: Time,
) -> Result<http::Response<::ureq::Body>, TransportError> {
    let is_here = request.uri().host().is_some_and(is_here);
    let held = |time: Option<Duration>| time.map(|time| time.min(LONGEST));
    let mut request = agent.configure_request(request);
    request = match time {
        Time::Whole(whole) => request.timeout_global(held(whole)),
        Time::Pieces { head, piece } => {
            let head = held(head);
            let request = request.timeout_resolve(head).timeout_send_request(head).timeout_send_body(head);
            request.timeout_recv_response(head).timeout_per_read(held(piece))
        }
    };
    // A proxy is for the world outside: nobody there can reach this machine, and secrets go to it unguarded.
    if is_here {
        request = request.proxy(None);
    }
    agent.run(request.build()).map_err(fault)
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
    // A network or host can become unreachable while a request is on its way.
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::AddrNotAvailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_comes_before_a_connection_says_that_nothing_was_sent() {
        for (kind, is_unsent) in [
            (ErrorKind::ConnectionRefused, true),
            (ErrorKind::AddrNotAvailable, true),
            (ErrorKind::HostUnreachable, false),
            (ErrorKind::NetworkUnreachable, false),
            (ErrorKind::ConnectionReset, false),
        ] {
            assert_eq!(fault(Error::Io(kind.into())).is_connect(), is_unsent, "{kind}");
        }
    }
}
