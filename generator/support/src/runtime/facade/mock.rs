//! A transport for tests of code that uses the client: operations are stubbed by their type.
//!
//! A [`Mock`] returns a [`MockResponse`] for each operation and records the requests. Requests and responses are
//! encoded and decoded as usual, but nothing leaves the process.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode, Uri};
use serde::Serialize;

#[cfg(feature = "blocking")]
use crate::runtime::core::blocking_transport;
use crate::runtime::core::error::TransportError;
use crate::runtime::core::operation_info::OperationInfo;
#[cfg(feature = "async")]
use crate::runtime::core::transport::{self as async_transport, BoxFuture};
use crate::runtime::facade::call::Operation;

/// A transport with stubbed responses that records requests. Clones share their state.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<MockState>>,
}

#[derive(Default)]
struct MockState {
    stubs: BTreeMap<TypeId, Stub>,
    requests: Vec<RecordedRequest>,
}

type Stub = Arc<dyn Fn(&RecordedRequest) -> MockResponse + Send + Sync>;

/// A request that the mock received.
#[derive(Clone)]
pub struct RecordedRequest {
    /// The operation of the request.
    pub called: OperationInfo,
    /// The HTTP method.
    pub method: Method,
    /// The URL. It may contain secrets.
    pub uri: Uri,
    /// The headers. Those with secrets are marked as sensitive.
    pub headers: HeaderMap,
    /// The body, empty if there is none.
    pub body: Bytes,
}

impl Mock {
    /// Creates a mock without stubs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Responds to an operation with an output, encoded as JSON.
    ///
    /// # Panics
    ///
    /// Panics if the value cannot be serialized as JSON.
    pub fn respond_with_output<O: Operation>(&self, status: impl TryInto<StatusCode>, output: &O::Output)
    where
        O::Output: Serialize,
    {
        self.respond::<O>(MockResponse::json(status, output));
    }

    /// Responds to an operation with its documented error, encoded as JSON.
    ///
    /// # Panics
    ///
    /// Panics if the value cannot be serialized as JSON.
    pub fn respond_with_error<O: Operation>(&self, status: impl TryInto<StatusCode>, error: &O::Error)
    where
        O::Error: Serialize,
    {
        self.respond::<O>(MockResponse::json(status, error));
    }

    /// Responds to an operation with a fixed response.
    pub fn respond<O: Operation>(&self, reply: MockResponse) {
        self.respond_fn::<O>(move |_| reply.clone());
    }

    /// Responds to an operation with a response that depends on the request.
    pub fn respond_fn<O: Operation>(&self, reply: impl Fn(&RecordedRequest) -> MockResponse + Send + Sync + 'static) {
        self.state().stubs.insert(TypeId::of::<O>(), Arc::new(reply));
    }

    /// Returns the recorded requests of an operation. Each attempt and each page is a request.
    pub fn requests_to<O: Operation>(&self) -> Vec<RecordedRequest> {
        self.state().requests.iter().filter(|request| request.called.is::<O>()).cloned().collect()
    }

    /// Returns all recorded requests.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// Records a request and returns the stubbed response.
    fn stubbed_response(
        &self,
        head: http::request::Parts,
        body: Bytes,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let Some(called) = head.extensions.get::<OperationInfo>().copied() else {
            return Err(TransportError::invalid_request("the request belongs to no operation"));
        };
        let request = RecordedRequest { called, method: head.method, uri: head.uri, headers: head.headers, body };
        let stub = {
            let mut state = self.state();
            state.requests.push(request.clone());
            state.stubs.get(&called.type_id()).cloned()
        };
        match stub {
            Some(stub) => stub(&request).into_response(),
            None => {
                let problem = format!("the mock has no response for `{}`: set one with `Mock::respond`", called.id());
                Err(TransportError::invalid_request(problem))
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, MockState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(feature = "async")]
impl async_transport::Transport for Mock {
    fn send(
        &self,
        request: http::Request<async_transport::Body>,
    ) -> BoxFuture<'_, Result<http::Response<async_transport::Body>, TransportError>> {
        Box::pin(async move {
            let (head, mut body) = request.into_parts();
            let mut bytes = Vec::new();
            while let Some(chunk) = body.chunk().await {
                bytes.extend_from_slice(&chunk.map_err(TransportError::invalid_request)?);
            }
            Ok(self.stubbed_response(head, bytes.into())?.map(Into::into))
        })
    }

    /// Returns immediately: tests do not wait for delays.
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn simulates_time(&self) -> bool {
        true
    }

    /// Never completes, since a mock is never slow.
    fn timeout_after(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

#[cfg(feature = "blocking")]
impl blocking_transport::Transport for Mock {
    fn send(
        &self,
        request: http::Request<blocking_transport::Body>,
        _: Option<Duration>,
    ) -> Result<http::Response<blocking_transport::Body>, TransportError> {
        let (head, mut body) = request.into_parts();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut body, &mut bytes).map_err(TransportError::invalid_request)?;
        Ok(self.stubbed_response(head, bytes.into())?.map(Into::into))
    }

    /// Returns immediately: tests do not wait for delays.
    fn sleep(&self, _: Duration) {}

    fn simulates_time(&self) -> bool {
        true
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Mock").field("stubs", &state.stubs.len()).field("requests", &state.requests).finish()
    }
}

impl fmt::Debug for RecordedRequest {
    /// Omits query and body, which may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("operation", &self.called.id())
            .field("method", &self.method)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// A response of a mock, or a transport error.
#[derive(Debug, Clone)]
#[must_use]
pub struct MockResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// Creates the transport error.
    error: Option<fn() -> TransportError>,
}

impl MockResponse {
    /// Creates a response without a body.
    ///
    /// # Panics
    ///
    /// Panics if the status is not between 100 and 999, as do the other functions with a status.
    pub fn empty(status: impl TryInto<StatusCode>) -> Self {
        Self::with_status(valid_status(status))
    }

    fn with_status(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), error: None }
    }

    /// Creates a response with a JSON body.
    ///
    /// # Panics
    ///
    /// Panics if the value cannot be serialized as JSON.
    pub fn json(status: impl TryInto<StatusCode>, value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::bytes(status, "application/json", body),
            Err(error) => panic!("the value cannot be serialized as JSON: {error}"),
        }
    }

    /// Creates a response with a plain text body.
    pub fn text(status: impl TryInto<StatusCode>, text: impl Into<String>) -> Self {
        Self::bytes(status, "text/plain; charset=utf-8", text.into())
    }

    /// Creates a response with a body of the given media type.
    ///
    /// # Panics
    ///
    /// Panics if the media type is not a valid header value.
    pub fn bytes(status: impl TryInto<StatusCode>, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::empty(status) }.header(CONTENT_TYPE.as_str(), content_type)
    }

    fn with_error(error: fn() -> TransportError) -> Self {
        Self { error: Some(error), ..Self::with_status(StatusCode::OK) }
    }

    /// Creates a connection failure.
    pub fn connect_error() -> Self {
        Self::with_error(|| TransportError::connect("simulated by the mock"))
    }

    /// Creates a timeout, without waiting for it.
    pub fn timeout() -> Self {
        Self::with_error(TransportError::timeout)
    }

    /// Creates an interrupted response.
    pub fn interrupted() -> Self {
        Self::with_error(|| TransportError::interrupted("simulated by the mock"))
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// Panics if the name or value is not valid in a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => drop(self.headers.append(name, value)),
            _ => panic!("`{name}: {value}` is not a valid header"),
        }
        self
    }

    /// Converts to the result of a transport.
    pub(super) fn into_response(self) -> Result<http::Response<Bytes>, TransportError> {
        if let Some(error) = self.error {
            return Err(error());
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
