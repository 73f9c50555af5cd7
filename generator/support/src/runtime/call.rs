//! One operation with its arguments comes in, and what it gives comes out once it is sent.
//!
//! Everything here that depends on the operation is a thin shell: the work is done by code that is compiled once,
//! however many operations there are.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, Url};

use crate::runtime::answer::Answer;
use crate::runtime::argument::InvalidArgument;
use crate::runtime::client::{Client, Credential};
use crate::runtime::encode::{Encoded, Encoder};
use crate::runtime::error::Error;
use crate::runtime::exchange::{Course, Exchange, execute};
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

    /// Writes the arguments into a request.
    fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument>;

    /// Reads the answer.
    fn decode(answer: Answer) -> Result<Self::Output, Error<Self::Error>>;
}

/// An operation about to be called. Nothing happens before [`send`](Call::send) is awaited.
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'c, O> {
    client: &'c Client,
    pub(crate) operation: O,
    timeout: Option<Duration>,
    server: Option<Server>,
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
}

impl<'c, O> Call<'c, O> {
    pub(crate) fn new(client: &'c Client, operation: O) -> Self {
        Self { client, operation, timeout: None, server: None }
    }

    /// The time that this call may take in all, instead of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends this call to one of the API's servers, whatever the client's is.
    pub(crate) fn served_by(mut self, server: Server) -> Self {
        self.server = Some(server);
        self
    }
}

impl<O: Operation> Call<'_, O> {
    /// Sends the request and reads the answer.
    pub async fn send(self) -> Result<O::Output, Error<O::Error>> {
        O::decode(answer(self).await?)
    }

    /// As [`send`](Call::send), and gives the status and the headers too.
    pub async fn send_with_response(self) -> Result<Response<O::Output>, Error<O::Error>> {
        let answer = answer(self).await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        Ok(Response { status, headers, body: O::decode(answer)? })
    }
}

// Functions and not methods: a method would clash with the setter of a parameter of the same name.

async fn answer<O: Operation>(call: Call<'_, O>) -> Result<Answer, Error<O::Error>> {
    start(&call, None)?.await.map_err(Error::widen)
}

/// The exchange of a call: of its own request, or of the same at an address that its server named.
pub(crate) fn start<'c, O: Operation>(
    call: &Call<'c, O>,
    address: Option<Url>,
) -> Result<Exchange<'c>, InvalidArgument> {
    let encoded = encode(call)?;
    let course = Course {
        method: O::METHOD,
        keeps_redirects: O::KEEPS_REDIRECTS,
        credentials: O::CREDENTIALS,
        own: O::SERVER,
        server: call.server.clone().map(String::from),
        address,
    };
    Ok(execute(call.client, course, encoded, call.timeout))
}

fn encode<O: Operation>(call: &Call<'_, O>) -> Result<Encoded, InvalidArgument> {
    let mut request = call.client.inner.encoder();
    call.operation.encode(&mut request)?;
    request.finish()
}

impl<O: fmt::Debug> fmt::Debug for Call<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Call");
        shown.field("base_url", &format_args!("{}", self.client.inner.base_url())).field("operation", &self.operation);
        if let Some(timeout) = self.timeout {
            shown.field("timeout", &timeout);
        }
        shown.finish()
    }
}
