//! The tokens of an exchange: requests, waiting for the request of another call, and one renewal after a rejection.

use std::sync::Arc;
#[cfg(feature = "async")]
use std::sync::PoisonError;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{Request, Response, StatusCode};
use url::Url;
use web_time::Instant;
use zeroize::Zeroizing;

use super::super::chunks::BodyReadError;
#[cfg(feature = "async")]
use super::super::config::FetchedToken;
use super::super::config::{ClientConfig, SharedTokenSource};
use super::super::content::RequestContent;
use super::super::error::CredentialError;
use super::super::error::TransportError;
use super::super::secret::{self, SecretString};
use super::super::token_source::single_flight::{LeaderGuard, Waiter};
use super::super::token_source::{TokenError, TokenPoll};
use super::{Exchange, ExchangeError, ResponseHead, Step};

/// The maximum number of token requests of one call.
const MAX_TOKEN_REQUESTS: usize = 3;

/// The token state of one call.
pub(super) struct TokenState<'c> {
    source: &'c SharedTokenSource,
    token: Option<SecretString>,
    /// The next token, if the source has already returned it.
    next: Option<SecretString>,
    /// True if the API has already rejected a token.
    renewed: bool,
    requests: usize,
    /// True if the current fetch was started by a call that was dropped.
    #[cfg(feature = "async")]
    continues: bool,
    asking: Option<LeaderGuard<'c>>,
    waited: Option<Waiter<'c>>,
}

/// The token of the next request, or the step that obtains it.
enum NextToken {
    Ready(SecretString),
    Pending(Step),
}

impl<'c> TokenState<'c> {
    pub(super) fn new(source: &'c SharedTokenSource) -> Self {
        Self {
            source,
            token: None,
            next: None,
            renewed: false,
            requests: 0,
            #[cfg(feature = "async")]
            continues: false,
            asking: None,
            waited: None,
        }
    }

    /// Returns the token, or the step to obtain it.
    fn next(&mut self, core: &ClientConfig) -> Result<NextToken, ExchangeError> {
        if let Some(token) = self.next.take() {
            return Ok(NextToken::Ready(token));
        }
        if let Some(error) = self.waited.take().and_then(|waiter| waiter.failure()) {
            return Err(error.into());
        }
        let now = Instant::now();
        if let TokenPoll::Ready(token) = self.source.source.token(now)? {
            return Ok(NextToken::Ready(token));
        }
        let asking = match self.source.flight().try_lead() {
            Ok(asking) => asking,
            Err(waiter) => {
                self.waited = Some(waiter);
                return Ok(NextToken::Pending(Step::AwaitToken));
            }
        };
        #[cfg(feature = "async")]
        let pending = self.source.pending.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Another call may have obtained a token in the meantime.
        let next = self.source.source.token(now)?;
        #[cfg(feature = "async")]
        if let (Some(fetch), TokenPoll::Request(_) | TokenPoll::Future(_)) = (pending, &next) {
            (self.continues, self.asking) = (true, Some(asking));
            return Ok(NextToken::Pending(Step::AwaitFetch(fetch)));
        }
        match next {
            TokenPoll::Ready(token) => Ok(NextToken::Ready(token)),
            TokenPoll::Request(_) if self.requests == MAX_TOKEN_REQUESTS => {
                let problem = format!("its source returned none after {MAX_TOKEN_REQUESTS} requests");
                Err(TokenError::setup(problem).into())
            }
            TokenPoll::Request(request) => {
                let request = sendable(*request, core)?;
                self.requests += 1;
                self.asking = Some(asking);
                Ok(NextToken::Pending(Step::Send(Box::new(request))))
            }
            #[cfg(feature = "async")]
            TokenPoll::Future(future) => {
                self.asking = Some(asking);
                let fetch = Box::pin(async { FetchedToken::Token(future.await) });
                Ok(NextToken::Pending(Step::AwaitFetch(fetch)))
            }
        }
    }
}

/// Returns a token request, after checking that secrets may be sent to its URL.
fn sendable(
    mut request: Request<Bytes>,
    core: &ClientConfig,
) -> Result<Request<Option<RequestContent>>, ExchangeError> {
    let url = Url::parse(&request.uri().to_string()).ok().filter(Url::has_host);
    let url = url.ok_or_else(|| TokenError::setup("its source requests a URL that is not absolute"))?;
    core.settings.plain_hosts.check(&url).map_err(CredentialError::for_token_request)?;
    request.headers_mut().entry(USER_AGENT).or_insert_with(|| core.user_agent.clone());
    Ok(request.map(|body| Some(RequestContent::from(body))))
}

impl<'c> Exchange<'c> {
    /// Returns the waiter for the token that another call requests.
    pub(crate) fn token_waiter(&self) -> Option<Waiter<'c>> {
        self.tokens.as_ref().and_then(|tokens| tokens.waited)
    }

    /// Returns the step that obtains the token of the request, or `None` if it has one or needs none.
    pub(super) fn token_step(&mut self) -> Result<Option<Step>, ExchangeError> {
        let Some(tokens) = self.tokens.as_mut().filter(|tokens| tokens.token.is_none()) else { return Ok(None) };
        let token = match tokens.next(self.core)? {
            NextToken::Ready(token) => token,
            NextToken::Pending(step) => return Ok(Some(step)),
        };
        let value = secret::sensitive_header_value(Zeroizing::new(format!("Bearer {}", token.expose_secret())));
        let value = value.ok_or_else(|| TokenError::setup("it has a character that is not valid in a header"))?;
        self.request.headers.insert(AUTHORIZATION, value);
        self.redactor.arguments = self.redactor.arguments.iter().cloned().chain([token.clone()]).collect();
        tokens.token = Some(token);
        Ok(None)
    }

    /// Returns true if the last request was a token request.
    pub(crate) fn is_token_request(&self) -> bool {
        self.tokens.as_ref().is_some_and(|tokens| tokens.asking.is_some())
    }

    /// Returns true if a rejected call can be sent again with another token. A call with a consumed body cannot, but
    /// its token is discarded so that the next call gets a new one.
    pub(super) fn refresh_token_once(&mut self) -> bool {
        let Some(tokens) = self.tokens.as_mut().filter(|tokens| !tokens.renewed) else { return false };
        let Some(token) = tokens.token.take() else { return false };
        tokens.source.source.invalidate(&token);
        (tokens.renewed, tokens.requests) = (true, 0);
        #[cfg(feature = "uploads")]
        if !self.request.is_replayable() {
            return false;
        }
        // The source may have no other token: the same token would be rejected again.
        match tokens.source.source.token(Instant::now()) {
            Ok(TokenPoll::Ready(other)) if other == token => return false,
            Ok(TokenPoll::Ready(other)) => tokens.next = Some(other),
            #[cfg(feature = "async")]
            Ok(TokenPoll::Future(_)) => {}
            Ok(TokenPoll::Request(_)) | Err(_) => {}
        }
        self.attempts.clear_deadline();
        true
    }

    /// Returns the token source of the call.
    #[cfg(feature = "async")]
    pub(crate) fn token_source(&self) -> Option<&'c SharedTokenSource> {
        self.tokens.as_ref().map(|tokens| tokens.source)
    }

    /// Handles the result of a fetch; `None` if the time of the call ran out.
    #[cfg(feature = "async")]
    pub(crate) fn on_fetched(&mut self, result: Option<FetchedToken>) -> Result<(), ExchangeError> {
        let continues = self.tokens.as_mut().is_some_and(|tokens| std::mem::take(&mut tokens.continues));
        match result {
            Some(FetchedToken::Token(Ok(token))) => {
                if let Some(tokens) = &mut self.tokens {
                    tokens.next = Some(token);
                    tokens.asking.take().into_iter().for_each(LeaderGuard::succeeded);
                }
                Ok(())
            }
            Some(FetchedToken::Token(Err(error))) => Err(self.without_token(error)),
            Some(FetchedToken::Response(response)) => {
                let body = response.as_ref().map(Response::body);
                let is_broken = matches!(body, Err(_) | Ok(Err(BodyReadError::Broken(_))));
                match response {
                    // The connection may have been idle for too long: the next step is a new request.
                    _ if continues && is_broken => {
                        self.tokens.iter_mut().for_each(|tokens| drop(tokens.asking.take()));
                        Ok(())
                    }
                    Ok(response) => {
                        let (parts, body) = response.into_parts();
                        self.on_token_response(ResponseHead { status: parts.status, headers: parts.headers }, body)
                    }
                    Err(error) => Err(self.not_reached(error)),
                }
            }
            None => Err(self.not_reached(TransportError::timeout())),
        }
    }

    /// Handles the head of the response to a token request.
    pub(super) fn on_token_response_head<B>(
        &mut self,
        response: Result<B, TransportError>,
    ) -> Result<B, ExchangeError> {
        response.map_err(|error| self.not_reached(error))
    }

    /// Handles the response to a token request.
    pub(crate) fn on_token_response(
        &mut self,
        head: ResponseHead,
        body: Result<Bytes, BodyReadError>,
    ) -> Result<(), ExchangeError> {
        let body = match body {
            Ok(body) => body,
            Err(BodyReadError::Broken(error)) => return Err(self.not_reached(error)),
            Err(BodyReadError::Invalid(problem)) => {
                return Err(self.without_token(TokenError::InvalidResponse { status: head.status, problem }));
            }
            Err(BodyReadError::TooLarge) => {
                let problem = "it exceeds `max_body_bytes`".to_owned();
                return Err(self.without_token(TokenError::InvalidResponse { status: head.status, problem }));
            }
        };
        let Some(tokens) = &mut self.tokens else { return Ok(()) };
        let mut response = Response::new(body);
        *response.status_mut() = head.status;
        *response.headers_mut() = head.headers;
        match tokens.source.source.on_response(response, Instant::now()) {
            Ok(()) => {
                tokens.asking.take().into_iter().for_each(LeaderGuard::succeeded);
                Ok(())
            }
            Err(error) => Err(self.without_token(error)),
        }
    }

    /// Handles a token server that is unreachable. If only the timeout of this call expired, the waiters continue.
    fn not_reached(&mut self, error: TransportError) -> ExchangeError {
        if error.is_timeout() {
            self.tokens.iter_mut().for_each(|tokens| drop(tokens.asking.take()));
            return error.into();
        }
        self.without_token(TokenError::Transport(Arc::new(error)))
    }

    fn without_token(&mut self, error: TokenError) -> ExchangeError {
        let asking = self.tokens.as_mut().and_then(|tokens| tokens.asking.take());
        asking.into_iter().for_each(|asking| asking.failed(&error));
        error.into()
    }
}
