//! Operations and calls. Generic code only delegates to code that is compiled once per client.

use std::fmt;
use std::time::Duration;

use http::header::HeaderMap;
use http::{Method, StatusCode};

use crate::runtime::core::call_options::Options;
use crate::runtime::core::config::SecurityRequirements;
#[cfg(feature = "read_only_fields")]
use crate::runtime::core::encode::read_only::EncodingGuard;
use crate::runtime::core::encode::{EncodedRequest, RequestEncoder};
use crate::runtime::core::error::{BuildError, Error};
use crate::runtime::core::exchange::{Exchange, ExchangeError, OperationMetadata};
use crate::runtime::core::operation_info::OperationInfo;
use crate::runtime::core::rate_limit::BackoffField;
use crate::runtime::core::response::BufferedResponse;
use crate::runtime::core::retry::RetryPolicy;
use crate::runtime::core::validate::InvalidParameter;
use crate::runtime::facade::client::Client;
#[cfg(feature = "servers")]
use crate::runtime::facade::server::Server;

/// An operation of the API: encodes its parameters into a request and decodes the response.
pub trait Operation: 'static {
    /// The decoded body of a successful response.
    type Output;
    /// The decoded body of a documented error response.
    type Error;
    /// The `operationId` in the API description.
    const ID: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// True if a redirect is the response of this operation and is not followed.
    const REDIRECT_IS_RESPONSE: bool = false;
    /// The credentials that the operation accepts.
    const SECURITY: SecurityRequirements = None;
    /// The server of this operation, if it differs from the server of the API.
    const SERVER: Option<&'static str> = None;
    #[cfg(feature = "idempotency_keys")]
    /// The idempotency key header. If the caller sets none, all attempts of a call share a generated key.
    const IDEMPOTENCY_KEY: Option<&'static str> = None;
    /// The response field with the time to wait before the next call.
    const BACKOFF: Option<BackoffField> = None;

    /// Encodes the parameters into a request.
    fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter>;

    /// Decodes the response.
    fn decode(response: BufferedResponse) -> Result<Self::Output, Error<Self::Error>>;
}

#[cfg(feature = "raw_responses")]
/// An operation whose successful response is binary data.
pub trait BytesResponse: Operation {}

/// A request builder for one operation. Nothing is sent until `send` (or another `send_*` method) is called.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'c, O, M> {
    client: &'c Client<M>,
    pub(crate) operation: O,
    pub(crate) options: Options,
}

/// A decoded response body with its status and headers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The decoded body.
    pub body: T,
    /// The number of attempts, at least one.
    pub attempts: u32,
}

impl<'c, O, M> Call<'c, O, M> {
    pub(crate) fn new(client: &'c Client<M>, operation: O) -> Self {
        Self { client, operation, options: Options::default() }
    }

    /// Sets the timeout for this call, overriding the client's. For paginated calls it applies to each page. For
    /// streamed responses it applies to receiving the headers and then to each chunk.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Sets the retry policy for this call, overriding the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Adds a header to the request. It replaces a header of the same name that the operation or the client sets;
    /// cookies are added to the existing ones. The value never appears in logs. A header whose name indicates a
    /// secret, such as `X-Auth-Token`, is sent only where credentials may be sent.
    ///
    /// If the header is `Accept-Encoding`, only `gzip` and `deflate` responses can be decoded.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.options.header(name.as_ref(), value.as_ref());
        self
    }

    /// Adds a query parameter after those of the operation.
    pub fn query_param(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.options.query(name.as_ref(), value.as_ref());
        self
    }

    /// Sends this call to another base URL, including its path.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.options.server = Some(url.into().into());
        self
    }

    #[cfg(feature = "response_choices")]
    /// Sets the accepted media types, in order of preference.
    pub(crate) fn with_accept(mut self, content_types: &'static str) -> Self {
        self.options.accept = Some(content_types);
        self
    }

    #[cfg(feature = "response_choices")]
    /// Returns the call with another operation. It has its own accepted media types.
    pub(crate) fn with_operation<N>(self, convert: impl FnOnce(O) -> N) -> Call<'c, N, M> {
        let Self { client, operation, mut options } = self;
        options.accept = None;
        Call { client, operation: convert(operation), options }
    }

    #[cfg(feature = "servers")]
    /// Sends this call to one of the API's servers.
    pub(crate) fn with_server(self, server: Server) -> Self {
        self.base_url(server)
    }
}

impl<O: Clone, M> Clone for Call<'_, O, M> {
    fn clone(&self) -> Self {
        Self { client: self.client, operation: self.operation.clone(), options: self.options.clone() }
    }
}

impl<T> Response<T> {
    /// Decodes a buffered response.
    pub(crate) fn from_buffered<O: Operation<Output = T>>(response: BufferedResponse) -> Result<Self, Error<O::Error>> {
        let (status, headers, attempts) = (response.status(), response.headers().clone(), response.attempts);
        Ok(Self { status, headers, body: O::decode(response)?, attempts })
    }
}

#[cfg(feature = "raw_responses")]
/// Decodes the error of a response without success status.
pub(crate) fn error_of_response<O: Operation>(response: BufferedResponse) -> Error<O::Error> {
    let undeclared = response.clone();
    O::decode(response).err().unwrap_or_else(|| undeclared.into_unexpected())
}

/// Starts the exchange of a call.
pub(crate) fn start_exchange<'c, O: Operation, M>(
    call: &Call<'c, O, M>,
) -> Result<(Exchange<'c>, &'c M), Error<O::Error>> {
    let (metadata, encoded) = encode_call(call, None)?;
    let ready = call.client.inner.ready()?;
    let exchange = Exchange::new(&ready.core, metadata, encoded, &call.options).map_err(Error::cast)?;
    Ok((exchange, &ready.mode))
}

/// Encodes a call as a request. `accept` overrides the media types that the operation accepts.
fn encode_call<O: Operation, M>(
    call: &Call<'_, O, M>,
    accept: Option<&'static str>,
) -> Result<(OperationMetadata, EncodedRequest), Error<O::Error>> {
    let mut request = call.client.inner.encoder();
    #[cfg(feature = "read_only_fields")]
    let _read_only = EncodingGuard::new();
    call.operation.encode(&mut request)?;
    #[cfg(feature = "response_choices")]
    let accept = accept.or(call.options.accept);
    if let Some(accept) = accept {
        request.accept(accept);
    }
    let encoded = call.options.apply(request.finish()?)?;
    let metadata = OperationMetadata {
        called: OperationInfo::new::<O>(O::ID),
        method: O::METHOD,
        keeps_redirects: O::REDIRECT_IS_RESPONSE,
        security: O::SECURITY,
        server: O::SERVER,
        #[cfg(feature = "idempotency_keys")]
        idempotency_key: O::IDEMPOTENCY_KEY,
        backoff: O::BACKOFF,
    };
    Ok((metadata, encoded))
}

#[cfg(feature = "streaming")]
/// A call that can be sent repeatedly, without the type of its operation.
pub(crate) struct PreparedCall<M> {
    client: Client<M>,
    metadata: OperationMetadata,
    encoded: EncodedRequest,
    options: Options,
}

#[cfg(feature = "streaming")]
impl<M> PreparedCall<M> {
    /// Prepares a call that accepts the given media type.
    pub(crate) fn new<O: Operation>(call: &Call<'_, O, M>, accept: &'static str) -> Result<Self, Error<O::Error>> {
        let (metadata, encoded) = encode_call(call, Some(accept))?;
        Ok(Self { client: call.client.clone(), metadata, encoded, options: call.options.clone() })
    }

    /// The HTTP method.
    pub(crate) fn method(&self) -> &Method {
        &self.metadata.method
    }

    /// Returns the mode of the client.
    pub(crate) fn mode(&self) -> Result<&M, BuildError> {
        self.client.inner.ready().map(|ready| &ready.mode)
    }

    /// Starts an exchange with additional headers.
    pub(crate) fn open(&self, headers: HeaderMap) -> Result<(Exchange<'_>, &M), ExchangeError> {
        let mut encoded = self.encoded.clone();
        encoded.headers.extend(headers);
        let ready = self.client.inner.ready()?;
        Ok((Exchange::new(&ready.core, self.metadata.clone(), encoded, &self.options)?, &ready.mode))
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
