//! Sans-IO state machine of one call: it yields the next request to send or delay to wait, and accepts responses.
//!
//! Async and blocking drivers perform the steps. The machine follows redirects, retries and obtains tokens.
//! It is not generic, so it is compiled once per client.

mod attempts;
#[cfg(feature = "tokens")]
mod auth_token;
mod request;

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LOCATION, HeaderMap, LINK, LOCATION, SET_COOKIE};
use http::{Method, Request, StatusCode};
use web_time::Instant;

#[cfg(feature = "raw_responses")]
use super::body_decoder::ResponseParts;
use super::call_options::Options;
use super::call_span::CallSpan;
use super::chunks::BodyReadError;
#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
use super::config::TokenFetch;
use super::config::{ClientConfig, SecurityRequirements};
use super::content::RequestContent;
use super::encode::EncodedRequest;
use super::error::{BodyTooLarge, DecodeError, Error, RedirectError, TransportError};
use super::operation_info::OperationInfo;
use super::rate_limit::BackoffField;
use super::redact::Redactor;
use super::redirect::{self, MAX_REDIRECTS, OutgoingRequest};
use super::response::BufferedResponse;
use super::secret::SecretUrl;
use attempts::Attempts;
#[cfg(feature = "tokens")]
use auth_token::TokenState;
use request::{first_request, request_url, resolve_base_url};

/// An error before the operation decodes the response.
pub(crate) type ExchangeError = Error<Infallible>;

/// The constants of an operation.
#[derive(Clone)]
pub(crate) struct OperationMetadata {
    pub(crate) called: OperationInfo,
    pub(crate) method: Method,
    /// True if a redirect is the response of the operation.
    pub(crate) keeps_redirects: bool,
    /// The accepted credentials.
    pub(crate) security: SecurityRequirements,
    /// The server of the operation, if it differs.
    pub(crate) server: Option<&'static str>,
    #[cfg(feature = "idempotency_keys")]
    /// The idempotency key header.
    pub(crate) idempotency_key: Option<&'static str>,
    /// The response field with the delay before the next call.
    pub(crate) backoff: Option<BackoffField>,
}

/// A call in progress.
pub(crate) struct Exchange<'c> {
    core: &'c ClientConfig,
    metadata: OperationMetadata,
    redactor: Redactor,
    /// The deadline; `None` if the timeout exceeds the range of the clock.
    deadline: Option<Instant>,
    #[cfg(feature = "raw_responses")]
    /// The timeout of the call, or of each chunk of a streamed body.
    timeout: Duration,
    /// The next request.
    request: OutgoingRequest,
    redirects: usize,
    #[cfg(feature = "tokens")]
    /// The token of the request.
    tokens: Option<TokenState<'c>>,
    /// The URL of the first request.
    request_url: SecretUrl,
    attempts: Attempts,
    trace: CallSpan,
    #[cfg(feature = "raw_responses")]
    /// Returns true for statuses whose body is buffered.
    is_buffered: fn(StatusCode) -> bool,
}

/// The next step of a call.
pub(crate) enum Step {
    /// Wait for a time.
    Sleep(Duration),
    /// Send a request.
    Send(Box<Request<Option<RequestContent>>>),
    #[cfg(feature = "tokens")]
    /// Wait for another call to obtain a token.
    AwaitToken,
    #[cfg(feature = "tokens")]
    #[cfg(feature = "async")]
    /// Await a fetch of a token.
    AwaitFetch(TokenFetch),
}

/// The head of a response.
pub(crate) struct ResponseHead {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

#[cfg(feature = "raw_responses")]
/// A response whose body is streamed if its status is 2xx, and buffered otherwise.
pub(crate) enum Opened<R> {
    /// A 2xx response with an unread body.
    Stream(R),
    /// Any other response.
    Buffered(Box<BufferedResponse>),
}

#[cfg(feature = "raw_responses")]
impl<R> Opened<R> {
    /// Returns the streamed response, or the error of the buffered one.
    pub(crate) fn into_stream<E>(self, error: impl FnOnce(BufferedResponse) -> E) -> Result<R, E> {
        match self {
            Self::Stream(response) => Ok(response),
            Self::Buffered(response) => Err(error(*response)),
        }
    }
}

impl<'c> Exchange<'c> {
    /// Creates the exchange of a call.
    pub(crate) fn new(
        core: &'c ClientConfig,
        metadata: OperationMetadata,
        mut encoded: EncodedRequest,
        options: &Options,
    ) -> Result<Self, ExchangeError> {
        let (now, timeout) = (Instant::now(), options.timeout.unwrap_or(core.settings.timeout));
        let deadline = now.checked_add(timeout);
        let attempts = Attempts::new(options.retry.clone().unwrap_or_else(|| core.settings.retry.clone()), now);
        let trace = CallSpan::new(metadata.called.id(), &metadata.method);
        #[cfg(feature = "idempotency_keys")]
        attempts::ensure_idempotency_key(&metadata, &mut encoded);
        let base = resolve_base_url(core, &metadata, options)?;
        let by_itself = encoded.headers.contains_key(AUTHORIZATION);
        let user = base.user(&core.base);
        let credentials = core.identity.for_request(metadata.security, by_itself, user)?;
        let secrets = std::mem::take(&mut encoded.secrets).into_iter();
        let of_user = user.iter().flat_map(|user| user.secrets.clone());
        let of_headers = options.secrets(|name| core.is_sensitive_header(name));
        let redactor = Redactor {
            credentials: core.identity.secrets.clone(),
            arguments: secrets.chain(of_user).chain(of_headers).collect(),
            fields: core.settings.service.secret_fields,
        };
        let url = request_url(&base, &encoded, &credentials)?;
        #[cfg(feature = "next_links")]
        let url = options.next_page_url(&credentials.query).unwrap_or(url);
        let request_url = url.clone();
        let request = first_request(core, url, metadata.method.clone(), encoded, &credentials)?;
        if by_itself || credentials.is_secret() || !redactor.arguments.is_empty() {
            core.settings.plain_hosts.check(&request.url.0)?;
        }
        #[cfg(feature = "tokens")]
        let tokens = credentials.source.filter(|_| !by_itself).map(TokenState::new);
        Ok(Self {
            core,
            metadata,
            redactor,
            deadline,
            #[cfg(feature = "raw_responses")]
            timeout,
            request,
            redirects: 0,
            #[cfg(feature = "tokens")]
            tokens,
            request_url,
            attempts,
            trace,
            #[cfg(feature = "raw_responses")]
            is_buffered: |_| true,
        })
    }

    #[cfg(feature = "raw_responses")]
    /// Selects the statuses whose body is buffered.
    pub(crate) fn buffer_when(&mut self, is_buffered: fn(StatusCode) -> bool) {
        self.is_buffered = is_buffered;
    }

    /// Returns the next step. If time is simulated, rate limits are ignored.
    pub(crate) fn next_step(&mut self, simulates_time: bool) -> Result<Step, ExchangeError> {
        if self.call_time_left().is_some_and(|time| time.is_zero()) {
            return Err(TransportError::timeout().with_attempts(self.attempts.failed()).into());
        }
        #[cfg(feature = "tokens")]
        if let Some(step) = self.token_step()? {
            return Ok(step);
        }
        match self.wait(simulates_time)? {
            Some(time) => Ok(Step::Sleep(time)),
            None => Ok(Step::Send(Box::new(self.build_request()?))),
        }
    }

    /// Returns the remaining time of the current request; `None` if it is unlimited.
    pub(crate) fn attempt_time_left(&self) -> Option<Duration> {
        let end = self.attempts.end().into_iter().chain(self.deadline).min();
        end.map(|end| end.saturating_duration_since(Instant::now()))
    }

    /// Returns the remaining time of the call; `None` if it is unlimited.
    fn call_time_left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Returns the maximum size of a response body.
    pub(crate) fn limit(&self) -> u64 {
        self.core.settings.max_body_bytes
    }

    /// Accepts the result of a request. Returns a response with an unread body, or `None` if there is a next step.
    pub(crate) fn on_response_head<B: Default>(
        &mut self,
        mut response: Result<(ResponseHead, B), TransportError>,
    ) -> Result<Option<(ResponseHead, B)>, ExchangeError> {
        if let Ok((head, _)) = &mut response {
            mark_sensitive(&mut head.headers, &self.redactor);
        }
        #[cfg(feature = "tokens")]
        if self.is_token_request() {
            return self.on_token_response_head(response).map(Some);
        }
        self.notify_response(&response);
        let (head, body) = match response {
            Ok(response) => response,
            Err(error) => return self.failed(error).map(|()| None),
        };
        #[cfg(feature = "tokens")]
        if head.status == 401 && self.refresh_token_once() {
            return Ok(None);
        }
        // A body that may contain a delay is read before the retry.
        let waits_for_body = self.metadata.backoff.is_some();
        #[cfg(feature = "raw_responses")]
        let waits_for_body = waits_for_body && (self.is_buffered)(head.status);
        match redirect::redirect_location(head.status, &head.headers).filter(|_| !self.metadata.keeps_redirects) {
            Some(_) if self.redirects == MAX_REDIRECTS => {
                let problem = format!("it is the {}th redirect in a row", self.redirects + 1);
                Err(RedirectError::new(head.status, problem).into())
            }
            Some(location) => {
                let query_names = &self.core.identity.query_names;
                self.request =
                    self.request.clone().follow_redirect(head.status, location, query_names, &self.redactor)?;
                self.redirects += 1;
                self.trace.redirected(head.status);
                // A token is not sent to another origin.
                #[cfg(feature = "tokens")]
                self.tokens.take_if(|_| !self.request.headers.contains_key(AUTHORIZATION));
                Ok(None)
            }
            None if !waits_for_body && self.should_retry_status(head.status, &head.headers, None) => Ok(None),
            // Its `Content-Length` is that of a body that is not sent.
            None if self.request.method == Method::HEAD || matches!(head.status.as_u16(), 204 | 304) => {
                Ok(Some((head, B::default())))
            }
            None => Ok(Some((head, body))),
        }
    }

    /// Accepts a decompressed body. Returns the buffered response, or `None` if there is a next step.
    pub(crate) fn on_body(
        &mut self,
        head: ResponseHead,
        body: Result<Bytes, BodyReadError>,
    ) -> Result<Option<BufferedResponse>, ExchangeError> {
        let ResponseHead { status, headers } = head;
        let body = match body {
            Ok(body) => body,
            Err(BodyReadError::TooLarge) => return Err(BodyTooLarge::new(status, self.limit()).into()),
            Err(BodyReadError::Broken(error)) => return self.failed(error).map(|()| None),
            Err(BodyReadError::Invalid(why)) => return Err(DecodeError::new(status, None, why, String::new()).into()),
        };
        if self.should_retry_body(status, &headers, &body) {
            return Ok(None);
        }
        let (url, request_url) = (self.request.url.clone(), self.request_url.clone());
        let (redactor, attempts, is_lenient) =
            (self.redactor.clone(), self.attempts.number(), self.core.settings.is_lenient);
        Ok(Some(BufferedResponse { status, headers, body, url, request_url, redactor, attempts, is_lenient }))
    }

    #[cfg(feature = "raw_responses")]
    /// Returns the data of a streamed response without its body.
    pub(crate) fn response_parts(&self, head: ResponseHead) -> ResponseParts {
        let ResponseHead { status, headers } = head;
        let (url, redactor) = (self.request.url.clone(), self.redactor.clone());
        let (chunk_timeout, limit, attempts) = (self.chunk_timeout(), self.limit(), self.attempts.number());
        let is_lenient = self.core.settings.is_lenient;
        ResponseParts { status, headers, url, chunk_timeout, limit, redactor, attempts, is_lenient }
    }

    #[cfg(feature = "raw_responses")]
    /// Returns the timeout of each chunk of a streamed body; `None` if it is unlimited.
    pub(crate) fn chunk_timeout(&self) -> Option<Duration> {
        Instant::now().checked_add(self.timeout).map(|_| self.timeout)
    }
}

impl Drop for Exchange<'_> {
    /// Gives back the reserved time, if the call is cancelled before.
    fn drop(&mut self) {
        self.attempts.reserved.take().into_iter().for_each(|start| self.core.rate_limiter.release(start));
    }
}

/// Marks cookies and the URLs that contain a secret as sensitive.
fn mark_sensitive(headers: &mut HeaderMap, redactor: &Redactor) {
    for (name, value) in headers {
        let is_url = [LOCATION, CONTENT_LOCATION, LINK].contains(name);
        if *name == SET_COOKIE || is_url && redactor.contains_secret(value.as_bytes()) {
            value.set_sensitive(true);
        }
    }
}
