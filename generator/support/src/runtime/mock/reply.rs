//! What a mock answers.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::runtime::error::TransportError;

/// An answer, or that there is none.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
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

impl Reply {
    /// An answer without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), fault: None }
    }

    /// An answer whose body is the JSON of a value.
    ///
    /// # Panics
    ///
    /// Where the value cannot be written as JSON, since a test that goes on would test something else.
    #[must_use]
    pub fn json(status: u16, value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::bytes(status, "application/json", body),
            Err(fault) => panic!("the reply cannot be written as JSON: {fault}"),
        }
    }

    /// An answer whose body is plain text.
    #[must_use]
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        Self::bytes(status, "text/plain; charset=utf-8", text.into())
    }

    /// An answer whose body is bytes of a media type.
    ///
    /// # Panics
    ///
    /// Where no header can hold the media type.
    #[must_use]
    pub fn bytes(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::empty(status) }.header(CONTENT_TYPE.as_str(), content_type)
    }

    /// No connection comes about.
    #[must_use]
    pub fn no_connection() -> Self {
        Self { fault: Some(Fault::Connect), ..Self::empty(0) }
    }

    /// The time for the call runs out, without anybody waiting for it.
    #[must_use]
    pub fn timeout() -> Self {
        Self { fault: Some(Fault::Timeout), ..Self::empty(0) }
    }

    /// The exchange breaks off.
    #[must_use]
    pub fn broken() -> Self {
        Self { fault: Some(Fault::Broken), ..Self::empty(0) }
    }

    /// The same answer with a header.
    ///
    /// # Panics
    ///
    /// Where no header can have this name, or hold this value.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => drop(self.headers.append(name, value)),
            _ => panic!("`{name}: {value}` is no header"),
        }
        self
    }

    /// As an HTTP stack gives it.
    pub(super) fn into_response(self) -> Result<http::Response<Bytes>, TransportError> {
        match self.fault {
            Some(Fault::Connect) => return Err(TransportError::connect("the mock has no connection")),
            Some(Fault::Timeout) => return Err(TransportError::timeout()),
            Some(Fault::Broken) => return Err(TransportError::broken("the mock broke off")),
            None => {}
        }
        let status = http::StatusCode::from_u16(self.status).map_err(TransportError::unmakeable)?;
        let mut response = http::Response::new(self.body);
        (*response.status_mut(), *response.headers_mut()) = (status, self.headers);
        Ok(response)
    }
}
