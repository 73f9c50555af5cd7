//! One operation with its arguments comes in, and what it gives comes out once it is sent.
//!
//! Everything here that depends on the operation is a thin shell: the work is done by code that is compiled once,
//! however many operations there are.

use std::fmt;
use std::time::Duration;

use http::Method;
use http::header::HeaderMap;

use crate::runtime::answer::Answer;
use crate::runtime::argument::InvalidArgument;
use crate::runtime::client::{Client, Credential};
use crate::runtime::encode::Encoder;
use crate::runtime::error::Error;
use crate::runtime::exchange::{Course, Exchange};
use crate::runtime::options::Options;
use crate::runtime::pace::Backoff;
use crate::runtime::retry::RetryPolicy;
use crate::runtime::server::Server;

/// What the API can do, with the arguments to do it: how it is written as a request, and how the answer is read.
pub trait Operation {
    /// What it gives.
    type Output;
    /// The body that the API declares for its errors.
    type Error;
    /// The name of the operation in the API's description.
    const ID: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// Whether a redirect is the answer itself, and not the way to it.
    const KEEPS_REDIRECTS: bool = false;
    /// The credentials that it takes, where those are not all that the client has.
    const CREDENTIALS: Option<&'static [Credential]> = None;
    /// The server of this operation, where that is not the API's.
    const SERVER: Option<&'static str> = None;
    /// The header by which the server knows a request that it got before. Where the caller gives it no value, each call
    /// has one of its own, the same for all of its tries.
    const IDEMPOTENCY_KEY: Option<&'static str> = None;
    /// The member of its answers that says how long to wait before it is called again.
    const BACKOFF: Option<Backoff> = None;

    /// Writes the arguments into a request.
    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument>;

    /// Reads the answer.
    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>>;
}

/// An operation about to be called. Nothing happens before it is sent.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'c, O, M> {
    client: &'c Client<M>,
    pub(crate) operation: O,
    options: Options,
}

/// An answer with what stood around it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// What the operation gives.
    pub body: T,
    /// How many tries it took, at least one.
    pub tries: u32,
}

impl<'c, O, M> Call<'c, O, M> {
    pub(crate) fn new(client: &'c Client<M>, operation: O) -> Self {
        Self { client, operation, options: Options::default() }
    }

    /// The time that this call may take in all, instead of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// How often this call is tried, instead of the client's way.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Sends a header along. It takes the place of a header of that name that the operation has, and stays out of logs.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.options.header(name.as_ref(), value.as_ref());
        self
    }

    /// Sends a query parameter along, after those of the operation.
    pub fn query_pair(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.options.query(name.as_ref(), value.as_ref());
        self
    }

    /// Sends this call to another URL than the client's, path and all.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.options.server = Some(url.into());
        self
    }

    /// Sends this call to one of the API's servers, whatever the client's is.
    pub(crate) fn served_by(self, server: Server) -> Self {
        self.base_url(server)
    }
}

impl<O: Clone, M> Clone for Call<'_, O, M> {
    fn clone(&self) -> Self {
        Self { client: self.client, operation: self.operation.clone(), options: self.options.clone() }
    }
}

impl<T> Response<T> {
    /// The answer as its operation reads it.
    pub(crate) fn decoded<O: Operation<Output = T>>(answer: Answer) -> Result<Self, Error<O::Error>> {
        let (status, headers, tries) = (answer.status(), answer.headers().clone(), answer.tries);
        Ok(Self { status, headers, body: O::decode(answer)?, tries })
    }
}

/// The exchange of a call, and what its client waits for answers with.
pub(crate) fn opened<'c, O: Operation, M>(call: &Call<'c, O, M>) -> Result<(Exchange<'c>, &'c M), Error<O::Error>> {
    let inner = &call.client.inner;
    let mut request = inner.encoder();
    call.operation.encode(&mut request)?;
    let encoded = call.options.apply(request.finish()?)?;
    let course = Course {
        id: O::ID,
        method: O::METHOD,
        keeps_redirects: O::KEEPS_REDIRECTS,
        credentials: O::CREDENTIALS,
        own: O::SERVER,
        idempotency_key: O::IDEMPOTENCY_KEY,
        backoff: O::BACKOFF,
    };
    let ready = inner.ready()?;
    let exchange = Exchange::open(&ready.core, course, encoded, &call.options).map_err(Error::widen)?;
    Ok((exchange, &ready.mode))
}

impl<O: fmt::Debug, M> fmt::Debug for Call<'_, O, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Call");
        shown.field("base_url", &format_args!("{}", self.client.inner.base_url())).field("operation", &self.operation);
        if let Some(timeout) = self.options.timeout {
            shown.field("timeout", &timeout);
        }
        shown.finish()
    }
}
