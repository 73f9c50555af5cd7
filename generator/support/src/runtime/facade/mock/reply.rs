//! Responses of a mock.

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::runtime::core::error::TransportError;

/// A response of a mock, or a transport error.
#[derive(Debug, Clone)]
pub struct MockResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    fault: Option<Fault>,
}

#[derive(Debug, Clone, Copy)]
enum Fault {
    Connect,
    Timeout,
    Broken,
}

impl MockResponse {
    /// Creates a response without a body.
    ///
    /// # Panics
    ///
    /// Panics if the status is not between 100 and 999, as do the other functions with a status.
    #[must_use]
    pub fn empty(status: impl TryInto<StatusCode>) -> Self {
        Self::with_status(valid_status(status))
    }

    fn with_status(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), fault: None }
    }

    /// Creates a response with a JSON body.
    ///
    /// # Panics
    ///
    /// Panics if the value cannot be serialized as JSON.
    #[must_use]
    pub fn json(status: impl TryInto<StatusCode>, value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::bytes(status, "application/json", body),
            Err(fault) => panic!("the value cannot be serialized as JSON: {fault}"),
        }
    }

    /// Creates a response with a plain text body.
    #[must_use]
    pub fn text(status: impl TryInto<StatusCode>, text: impl Into<String>) -> Self {
        Self::bytes(status, "text/plain; charset=utf-8", text.into())
    }

    /// Creates a response with a body of the given media type.
    ///
    /// # Panics
    ///
    /// Panics if the media type is not a valid header value.
    #[must_use]
    pub fn bytes(status: impl TryInto<StatusCode>, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::empty(status) }.header(CONTENT_TYPE.as_str(), content_type)
    }

    /// Creates a connection failure.
    #[must_use]
    pub fn connect_error() -> Self {
        Self { fault: Some(Fault::Connect), ..Self::with_status(StatusCode::OK) }
    }

    /// Creates a timeout, without waiting for it.
    #[must_use]
    pub fn timeout() -> Self {
        Self { fault: Some(Fault::Timeout), ..Self::with_status(StatusCode::OK) }
    }

    /// Creates an interrupted response.
    #[must_use]
    pub fn interrupted() -> Self {
        Self { fault: Some(Fault::Broken), ..Self::with_status(StatusCode::OK) }
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// Panics if the name or value is not valid in a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => drop(self.headers.append(name, value)),
            _ => panic!("`{name}: {value}` is not a valid header"),
        }
        self
    }

    /// Converts to the result of a transport.
    pub(super) fn into_response(self) -> Result<http::Response<Bytes>, TransportError> {
        match self.fault {
            Some(Fault::Connect) => return Err(TransportError::connect("simulated by the mock")),
            Some(Fault::Timeout) => return Err(TransportError::timeout()),
            Some(Fault::Broken) => return Err(TransportError::interrupted("simulated by the mock")),
            None => {}
        }
        let mut response = http::Response::new(self.body);
        (*response.status_mut(), *response.headers_mut()) = (self.status, self.headers);
        Ok(response)
    }
}

/// Panics if the status is invalid.
fn valid_status(status: impl TryInto<StatusCode>) -> StatusCode {
    match status.try_into() {
        Ok(status) => status,
        Err(_) => panic!("the status is not between 100 and 999"),
    }
}
