//! Answers without a server, for the tests of those who use the client: operations are stubbed by their type.
//!
//! Comes in: a [`Reply`] for each operation. Goes out: what the operation makes of it, through the same encoding and
//! decoding as any answer, and what was asked. Nothing leaves the process.

#[cfg(feature = "async")]
mod awaited;
#[cfg(feature = "blocking")]
mod blocking;
mod reply;

use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::HeaderMap;
use http::{Method, Uri};
use serde::Serialize;

use crate::runtime::call::{Called, Operation};
use crate::runtime::error::TransportError;

pub use reply::Reply;

/// A transport that answers as it is told, and remembers what it was asked. Clones are the same mock.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    stubs: BTreeMap<TypeId, Stub>,
    asked: Vec<Asked>,
}

type Stub = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

/// A request that the mock was sent.
#[derive(Clone)]
pub struct Asked {
    /// The operation that it is of.
    pub called: Called,
    /// The HTTP method.
    pub method: Method,
    /// The URL, which may hold secrets.
    pub uri: Uri,
    /// The headers, those that hold secrets marked as sensitive.
    pub headers: HeaderMap,
    /// The body; empty where there is none.
    pub body: Bytes,
}

impl Mock {
    /// A mock that knows no operation yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers calls of an operation with what it gives, as JSON.
    ///
    /// # Panics
    ///
    /// Where the value cannot be written as JSON, since a test that goes on would test something else.
    pub fn gives<O: Operation>(&self, status: u16, output: &O::Output)
    where
        O::Output: Serialize,
    {
        self.replies::<O>(Reply::json(status, output));
    }

    /// Answers calls of an operation with the error that it declares, as JSON.
    ///
    /// # Panics
    ///
    /// Where the value cannot be written as JSON, since a test that goes on would test something else.
    pub fn fails<O: Operation>(&self, status: u16, error: &O::Error)
    where
        O::Error: Serialize,
    {
        self.replies::<O>(Reply::json(status, error));
    }

    /// Answers calls of an operation always the same.
    pub fn replies<O: Operation>(&self, reply: Reply) {
        self.replies_with::<O>(move |_| reply.clone());
    }

    /// Answers calls of an operation by what they ask.
    pub fn replies_with<O: Operation>(&self, reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) {
        self.state().stubs.insert(TypeId::of::<O>(), Arc::new(reply));
    }

    /// What was asked of an operation so far, tries and pages each on their own.
    #[must_use]
    pub fn asked<O: Operation>(&self) -> Vec<Asked> {
        self.state().asked.iter().filter(|asked| asked.called.is::<O>()).cloned().collect()
    }

    /// Everything that was asked so far.
    #[must_use]
    pub fn asked_in_all(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// Remembers a request and finds its answer.
    fn answer(&self, head: http::request::Parts, body: Bytes) -> Result<http::Response<Bytes>, TransportError> {
        let Some(called) = head.extensions.get::<Called>().copied() else {
            return Err(TransportError::unmakeable("the request is of no operation, so that the mock has no answer"));
        };
        let asked = Asked { called, method: head.method, uri: head.uri, headers: head.headers, body };
        let stub = {
            let mut state = self.state();
            state.asked.push(asked.clone());
            state.stubs.get(&called.type_id()).cloned()
        };
        match stub {
            Some(stub) => stub(&asked).into_response(),
            None => {
                let problem = format!("the mock has no answer for `{}`: give one with `Mock::gives`", called.id());
                Err(TransportError::unmakeable(problem))
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Mock").field("stubs", &state.stubs.len()).field("asked", &state.asked).finish()
    }
}

impl fmt::Debug for Asked {
    /// Without the query and the body, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked")
            .field("operation", &self.called.id())
            .field("method", &self.method)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
