//! The default blocking transport, based on ureq.

use std::io::{self, ErrorKind, Read};
#[cfg(feature = "raw_responses")]
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "uploads")]
use ::ureq::SendBody;
use ::ureq::{Agent, AsSendBody, Error, Timeout};
#[cfg(feature = "uploads")]
use http::header::CONTENT_LENGTH;

use super::super::config::is_loopback;
use super::super::error::TransportError;
#[cfg(feature = "raw_responses")]
use super::reader_thread;
use super::{Body, Transport};

/// The maximum timeout, since longer ones overflow.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A transport based on ureq.
pub(super) struct Ureq(Agent);

#[cfg(not(feature = "raw_responses"))]
type Timeouts = Option<Duration>;

#[cfg(feature = "raw_responses")]
/// Timeouts; `None` for no timeout.
#[derive(Clone, Copy)]
enum Timeouts {
    /// A timeout for the entire exchange.
    Total(Option<Duration>),
    /// A timeout for each step until the headers arrive, and one for each chunk of the body.
    PerChunk { head: Option<Duration>, chunk: Option<Duration> },
}

impl Ureq {
    pub(super) fn new(connect_timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(connect_timeout.min(LONGEST)))
            // Each thread keeps its connection; those that are idle for 15 s are closed.
            .max_idle_connections(usize::MAX)
            .max_idle_connections_per_host(usize::MAX)
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
        #[cfg(feature = "raw_responses")]
        let timeout = Timeouts::Total(timeout);
        execute(&self.0, request, timeout)
    }

    #[cfg(feature = "raw_responses")]
    /// Sends on a thread until the headers arrive, since ureq has timeouts for each step before them but none for
    /// their sum. The caller reads the body; dropping it closes the connection.
    fn stream(
        self: Arc<Self>,
        request: http::Request<Body>,
        timeout: Option<Duration>,
        chunk_timeout: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError> {
        let (agent, time) = (self.0.clone(), Timeouts::PerChunk { head: timeout, chunk: chunk_timeout });
        reader_thread::send_on_thread(timeout, move |sender| drop(sender.send(execute(&agent, request, time))))
    }
}

fn execute(
    agent: &Agent,
    request: http::Request<Body>,
    time: Timeouts,
) -> Result<http::Response<Body>, TransportError> {
    let (parts, body) = request.into_parts();
    let head = http::Request::from_parts(parts, ());
    let response = match body.as_bytes() {
        Some(bytes) => run(agent, head.map(|()| &bytes[..]), time),
        #[cfg(feature = "uploads")]
        None if !body.is_empty() => {
            let mut head = head;
            // Without a length, the body is sent with chunked encoding.
            if let Some(length) = body.length() {
                head.headers_mut().insert(CONTENT_LENGTH, length.into());
            }
            run(agent, head.map(|()| SendBody::from_owned_reader(body)), time)
        }
        None => run(agent, head, time),
    };
    Ok(response?.map(|body| {
        let length = body.content_length();
        Body::reader(BodyReader(body.into_reader()), length)
    }))
}

fn run(
    agent: &Agent,
    request: http::Request<impl AsSendBody>,
    time: Timeouts,
) -> Result<http::Response<::ureq::Body>, TransportError> {
    let is_loopback_host = request.uri().host().is_some_and(is_loopback);
    let limited = |time: Option<Duration>| time.map(|time| time.min(LONGEST));
    let request = agent.configure_request(request);
    #[cfg(not(feature = "raw_responses"))]
    let mut request = request.timeout_global(limited(time));
    #[cfg(feature = "raw_responses")]
    let mut request = match time {
        Timeouts::Total(total) => request.timeout_global(limited(total)),
        Timeouts::PerChunk { head, chunk } => {
            let head = limited(head);
            let request = request.timeout_resolve(head).timeout_send_request(head).timeout_send_body(head);
            request.timeout_recv_response(head).timeout_per_read(limited(chunk))
        }
    };
    // Loopback requests bypass proxies: a proxy cannot reach this machine, and would receive unencrypted secrets.
    if is_loopback_host {
        request = request.proxy(None);
    }
    agent.run(request.build()).map_err(transport_error)
}

/// A response body that reports timeouts as `io::ErrorKind::TimedOut`.
struct BodyReader(::ureq::BodyReader<'static>);

impl Read for BodyReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(Error::Timeout(_)) => io::Error::new(ErrorKind::TimedOut, error),
            _ => error,
        })
    }
}

fn transport_error(error: Error) -> TransportError {
    match error {
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => TransportError::connect_timeout(error),
        Error::Timeout(_) => TransportError::timeout(),
        Error::HostNotFound | Error::ConnectionFailed => TransportError::connect(error),
        Error::Io(source) if is_connect(source.kind()) => TransportError::connect(source),
        Error::Http(_) | Error::BadUri(_) => TransportError::invalid_request(error),
        error => TransportError::interrupted(error),
    }
}

/// Returns true if an error can only occur before a connection exists.
fn is_connect(kind: ErrorKind) -> bool {
    // A network or host can become unreachable during a request.
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
            assert_eq!(transport_error(Error::Io(kind.into())).is_connect(), is_unsent, "{kind}");
        }
    }
}
