//! One operation with its arguments comes in, and what it gives comes out once it is sent.
//!
//! Everything here that depends on the operation is a thin shell: the work is done by code that is compiled once,
//! however many operations there are.

use std::any::TypeId;
use std::fmt;
use std::time::Duration;

use http::Method;
use http::header::HeaderMap;

use crate::runtime::answer::Answer;
use crate::runtime::argument::InvalidArgument;
use crate::runtime::client::{BuildError, Client, Security};
use crate::runtime::encode::{Encoded, Encoder};
use crate::runtime::error::Error;
use crate::runtime::exchange::{Course, Exchange, Failure};
use crate::runtime::options::Options;
use crate::runtime::pace::Backoff;
use crate::runtime::retry::RetryPolicy;
use crate::runtime::server::Server;

/// What the API can do, with the arguments to do it: how it is written as a request, and how the answer is read.
pub trait Operation: 'static {
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
    /// The credentials that it takes.
    const SECURITY: Security = None;
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

/// Which operation a request is of. HTTP stacks find it among the request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called {
    type_id: TypeId,
    id: &'static str,
}

impl Called {
    pub(crate) fn of<O: Operation>() -> Self {
        Self { type_id: TypeId::of::<O>(), id: O::ID }
    }

    /// Whether it is this operation.
    #[must_use]
    pub fn is<O: Operation>(&self) -> bool {
        self.type_id == TypeId::of::<O>()
    }

    /// The name of the operation in the API's description.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What tells the operations of a client apart.
    pub(crate) fn type_id(&self) -> TypeId {
        self.type_id
    }
}

/// An operation about to be called. Nothing happens before it is sent.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'c, O, M> {
    client: &'c Client<M>,
    pub(crate) operation: O,
    pub(crate) options: Options,
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

    /// The time that this call may take in all, instead of the client's. Of a call in pages each page has it; of an
    /// answer that is read piece by piece, all until its headers are there, and then each piece.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// How often this call is tried, instead of the client's way.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Sends a header along. It takes the place of a header of that name that the operation or the client has, and stays
    /// out of logs; cookies go along with those that there are. One whose name says that it holds a secret, such as
    /// `X-Auth-Token`, goes only where credentials may go.
    ///
    /// What an `Accept-Encoding` of your own brings is undone where it is `gzip` or `deflate`, and an error otherwise.
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
    let (course, encoded) = written(call, None)?;
    let ready = call.client.inner.ready()?;
    let exchange = Exchange::open(&ready.core, course, encoded, &call.options).map_err(Error::widen)?;
    Ok((exchange, &ready.mode))
}

/// A call as a request, which asks for another media type than its operation does where one is given.
fn written<O: Operation, M>(
    call: &Call<'_, O, M>,
    accept: Option<&'static str>,
) -> Result<(Course, Encoded), Error<O::Error>> {
    let mut request = call.client.inner.encoder();
    call.operation.encode(&mut request)?;
    if let Some(accept) = accept {
        request.accept(accept);
    }
    let encoded = call.options.apply(request.finish()?)?;
    let course = Course {
        called: Called::of::<O>(),
        method: O::METHOD,
        keeps_redirects: O::KEEPS_REDIRECTS,
        security: O::SECURITY,
        own: O::SERVER,
        idempotency_key: O::IDEMPOTENCY_KEY,
        backoff: O::BACKOFF,
    };
    Ok((course, encoded))
}

/// A call that can be made again and again, and knows its operation no more.
pub(crate) struct Order<M> {
    client: Client<M>,
    course: Course,
    encoded: Encoded,
    options: Options,
}

impl<M> Order<M> {
    /// The order of a call that asks for a media type.
    pub(crate) fn of<O: Operation>(call: &Call<'_, O, M>, accept: &'static str) -> Result<Self, Error<O::Error>> {
        let (course, encoded) = written(call, Some(accept))?;
        Ok(Self { client: call.client.clone(), course, encoded, options: call.options.clone() })
    }

    /// The HTTP method.
    pub(crate) fn method(&self) -> &Method {
        &self.course.method
    }

    /// What its client waits for answers with.
    pub(crate) fn mode(&self) -> Result<&M, BuildError> {
        self.client.inner.ready().map(|ready| &ready.mode)
    }

    /// A new exchange, with headers of its own.
    pub(crate) fn open(&self, headers: HeaderMap) -> Result<(Exchange<'_>, &M), Failure> {
        let mut encoded = self.encoded.clone();
        encoded.headers.extend(headers);
        let ready = self.client.inner.ready()?;
        Ok((Exchange::open(&ready.core, self.course.clone(), encoded, &self.options)?, &ready.mode))
    }
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
