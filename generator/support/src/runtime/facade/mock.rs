//! A transport for tests of code that uses the client: operations are stubbed by their type.
//!
//! A [`Mock`] returns a [`MockResponse`] for each operation and records the requests. Requests and responses are
//! encoded and decoded as usual, but nothing leaves the process.

#[cfg(feature = "async")]
mod async_impl;
#[cfg(feature = "blocking")]
mod blocking;
mod reply;

use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::HeaderMap;
use http::{Method, StatusCode, Uri};
use serde::Serialize;

use crate::runtime::core::error::TransportError;
use crate::runtime::core::operation_info::OperationInfo;
use crate::runtime::facade::call::Operation;

pub use reply::MockResponse;

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
    #[must_use]
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
    #[must_use]
    pub fn requests_to<O: Operation>(&self) -> Vec<RecordedRequest> {
        self.state().requests.iter().filter(|request| request.called.is::<O>()).cloned().collect()
    }

    /// Returns all recorded requests.
    #[must_use]
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
