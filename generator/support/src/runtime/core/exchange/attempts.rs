//! The attempts of one call: scheduling, hooks and retries.

use std::time::{Duration, SystemTime};

use http::header::HeaderMap;
#[cfg(feature = "idempotency_keys")]
use http::header::{HeaderName, HeaderValue};
use http::{Request, StatusCode};
use web_time::{Instant, SystemTime as Clock};

use super::super::content::RequestContent;
#[cfg(feature = "idempotency_keys")]
use super::super::encode::EncodedRequest;
use super::super::error::TransportError;
use super::super::hooks::{RequestInfo, RequestMetadata, ResponseInfo};
use super::super::redirect;
use super::super::retry::{self, Jitter, RetryPolicy, RetryReason};
#[cfg(feature = "idempotency_keys")]
use super::OperationMetadata;
use super::{Exchange, ExchangeError, ResponseHead};

/// The state of the attempts.
pub(super) struct Attempts {
    policy: RetryPolicy,
    /// The number of failed attempts.
    failed: u32,
    /// The retry cost of the last attempt.
    spent: u32,
    /// The delay before the next attempt.
    wait: Option<Duration>,
    /// The time of the next request, if the rate limiter delays it.
    pub(super) reserved: Option<Instant>,
    /// The end of the last server-requested delay.
    paused: Option<Instant>,
    /// The time of the last request.
    sent: Instant,
    /// The deadline of the attempt; `None` if only the call has one.
    end: Option<Instant>,
}

impl Attempts {
    pub(super) fn new(policy: RetryPolicy, now: Instant) -> Self {
        Self { policy, failed: 0, spent: 0, wait: None, reserved: None, paused: None, sent: now, end: None }
    }

    /// Returns the number of the current attempt, from 1.
    pub(super) fn number(&self) -> u32 {
        self.failed + 1
    }

    /// Returns the number of failed attempts.
    pub(super) fn failed(&self) -> u32 {
        self.failed
    }

    #[cfg(feature = "tokens")]
    /// Removes the deadline of the current attempt.
    pub(super) fn clear_deadline(&mut self) {
        self.end = None;
    }

    /// Returns the deadline of the attempt.
    pub(super) fn end(&self) -> Option<Instant> {
        self.end
    }
}

/// Returns the wall clock time.
fn now() -> SystemTime {
    let since = Clock::now().duration_since(Clock::UNIX_EPOCH);
    SystemTime::UNIX_EPOCH + since.unwrap_or_default()
}

#[cfg(feature = "idempotency_keys")]
/// Adds an idempotency key for all attempts, unless the caller set one.
pub(super) fn ensure_idempotency_key(metadata: &OperationMetadata, encoded: &mut EncodedRequest) {
    let Some(name) = metadata.idempotency_key.filter(|name| !encoded.headers.contains_key(*name)) else { return };
    let name = HeaderName::from_bytes(name.as_bytes()).ok();
    let key = retry::idempotency_key().and_then(|key| HeaderValue::from_str(&key).ok());
    if let (Some(name), Some(key)) = (name, key) {
        encoded.headers.insert(name, key);
    }
}

impl Exchange<'_> {
    /// Returns the delay before the next request, or `None` if it can be sent.
    pub(super) fn wait(&mut self, simulates_time: bool) -> Result<Option<Duration>, ExchangeError> {
        if let Some(time) = self.attempts.wait.take() {
            self.trace.sleeping(time, "retry");
            return Ok(Some(time));
        }
        if self.attempts.reserved.take().is_some() || simulates_time {
            return Ok(None);
        }
        let (now, left, limiter) = (Instant::now(), self.call_time_left(), &self.core.rate_limiter);
        // A completed delay is not repeated if clock rounding leaves a remainder.
        let pause = limiter.pause_left(self.metadata.called.id(), now, left)?;
        if let Some(time) = pause.filter(|time| self.attempts.paused.replace(now + *time) != Some(now + *time)) {
            self.trace.sleeping(time, "backoff");
            return Ok(Some(time));
        }
        let time = limiter.acquire(now, left)?;
        if time.is_zero() {
            return Ok(None);
        }
        self.attempts.reserved = now.checked_add(time);
        self.trace.sleeping(time, "rate limit");
        Ok(Some(time))
    }

    /// Creates the next request and runs the request hooks.
    pub(super) fn build_request(&mut self) -> Result<Request<Option<RequestContent>>, ExchangeError> {
        let (mut parts, body) = self.request.to_http_request()?.into_parts();
        let is_cross_origin = !redirect::same_origin(&self.request_url.0, &self.request.url.0);
        let mut shown = RequestInfo {
            sent: self.shown(),
            headers: &mut parts.headers,
            body: body.as_ref().and_then(RequestContent::as_bytes),
            is_cross_origin,
        };
        self.core.settings.hooks.run_on_request(&mut shown)?;
        if is_cross_origin {
            redirect::remove_sensitive_headers(&mut parts.headers);
        }
        self.trace.sent(self.attempts.number());
        self.attempts.sent = Instant::now();
        self.attempts.end = self.attempts.policy.attempt_timeout.and_then(|time| self.attempts.sent.checked_add(time));
        parts.extensions.insert(self.metadata.called);
        Ok(Request::from_parts(parts, body))
    }

    /// Runs the response hooks.
    pub(super) fn notify_response<B>(&self, response: &Result<(ResponseHead, B), TransportError>) {
        let (attempt, elapsed) = (self.attempts.number(), self.attempts.sent.elapsed());
        let outcome = match response {
            Ok((head, _)) => {
                self.trace.response(attempt, head.status, elapsed);
                Ok((head.status, &head.headers))
            }
            Err(error) => Err(error),
        };
        self.core.settings.hooks.run_on_response(&ResponseInfo { sent: self.shown(), outcome, elapsed });
    }

    /// Accepts a transport error. Fails if it is the last attempt.
    pub(super) fn failed(&mut self, error: TransportError) -> Result<(), ExchangeError> {
        self.trace.failed(self.attempts.number(), &error);
        let attempts = self.attempts.number();
        if self.schedule_retry(&RetryReason::from_error(&error)) {
            Ok(())
        } else {
            Err(error.with_attempts(attempts).into())
        }
    }

    /// Returns true if a response is retried. `pause` is the delay that its body requests.
    pub(super) fn should_retry_status(
        &mut self,
        status: StatusCode,
        headers: &HeaderMap,
        pause: Option<Duration>,
    ) -> bool {
        if self.attempts.policy.is_retryable_status(status) {
            let requested = retry::parse_retry_after(headers, now()).max(pause);
            let requested = requested.map(|time| time.min(self.core.settings.max_server_delay));
            return self.schedule_retry(&RetryReason::from_status(status, requested));
        }
        self.core.budget.deposit(self.attempts.spent);
        false
    }

    /// Records the delay that a body requests. Returns true if the response is retried.
    pub(super) fn should_retry_body(&mut self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> bool {
        let Some(backoff) = self.metadata.backoff else { return false };
        let pause = backoff.read(body).map(|time| time.min(self.core.settings.max_server_delay));
        if let Some(time) = pause {
            self.core.rate_limiter.pause_until(self.metadata.called.id(), Instant::now(), time);
        }
        self.should_retry_status(status, headers, pause)
    }

    /// Schedules a retry, if there is one.
    fn schedule_retry(&mut self, reason: &RetryReason) -> bool {
        #[cfg(feature = "uploads")]
        if let Some(body) = self.request.body.as_ref().filter(|body| !body.is_replayable())
            && !(reason.is_unsent() && body.is_available())
        {
            return false;
        }
        let made = self.attempts.number();
        let Some(wait) = self.attempts.policy.next_backoff(made, reason, self.is_idempotent(), &Jitter::random())
        else {
            return false;
        };
        if self.call_time_left().is_some_and(|left| wait >= left) || !self.core.budget.withdraw(reason.retry_cost()) {
            return false;
        }
        self.attempts.failed = made;
        self.attempts.spent = reason.retry_cost();
        self.attempts.wait = Some(wait);
        true
    }

    /// Returns true if the request can be repeated with the same effect.
    fn is_idempotent(&self) -> bool {
        #[cfg(feature = "idempotency_keys")]
        if let Some(name) = self.metadata.idempotency_key
            && self.request.headers.get(name).is_some_and(|key| !key.is_empty())
        {
            return true;
        }
        self.request.method.is_idempotent()
    }

    fn shown(&self) -> RequestMetadata<'_> {
        RequestMetadata {
            operation: self.metadata.called.id(),
            attempt: self.attempts.number(),
            method: &self.request.method,
            url: &self.request.url.0,
            redactor: &self.redactor,
        }
    }
}
