//! Retry decisions: which failures are retried, how often and after which delay.
//!
//! This module neither sends nor sleeps; the caller passes the time and the random numbers.

#[cfg(feature = "idempotency_keys")]
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::header::{DATE, HeaderMap, RETRY_AFTER};
use http::{Method, StatusCode};

use super::error::TransportError;

/// The retry policy of a call.
///
/// An attempt fails if the connection cannot be established, if the exchange is interrupted or times out, or if the
/// server responds with 408, 429, or a 5xx status other than 501 and 505. If nothing was sent, every request is
/// retried. Otherwise only idempotent requests are retried (`GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT`, `DELETE`), and
/// requests with an idempotency key. A retried `DELETE` may return 404 if the response to the first attempt was lost.
///
/// The delay is a random part of a backoff that doubles with each attempt, or the delay that the server requests in
/// `Retry-After` if that is longer. If the delay exceeds the remaining time of the call, the call ends with the last
/// response. A client and its clones share a retry budget, which successful calls replenish, so that a failing server
/// does not receive ever more requests.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    retry_non_idempotent: bool,
    retry_statuses: Option<Vec<StatusCode>>,
}

impl Default for RetryPolicy {
    /// Three attempts; the first delay is at most 200 ms and every delay at most 20 s.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            initial_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(20),
            attempt_timeout: None,
            retry_non_idempotent: false,
            retry_statuses: None,
        }
    }
}

impl RetryPolicy {
    /// Creates a policy with one attempt.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the total number of attempts, at least one.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the maximum delay after the first attempt. It doubles with each attempt.
    pub fn initial_backoff(mut self, time: Duration) -> Self {
        self.initial_backoff = time;
        self
    }

    /// Sets the maximum delay. A `Retry-After` header may exceed it.
    pub fn max_backoff(mut self, time: Duration) -> Self {
        self.max_backoff = time;
        self
    }

    /// Sets the timeout of one attempt, including reading the response. Default: none. An attempt that exceeds it is
    /// retried like an interrupted exchange while the call has time left.
    pub fn attempt_timeout(mut self, time: Duration) -> Self {
        self.attempt_timeout = Some(time);
        self
    }

    /// Retries requests of all methods as if they were idempotent, for servers that detect duplicates. By default a
    /// `POST` without an idempotency key is not retried after 429 or 503: a gateway can return these statuses for a
    /// request that it has forwarded. A body that can be read only once is still sent once.
    pub fn retry_non_idempotent(mut self) -> Self {
        self.retry_non_idempotent = true;
        self
    }

    /// Sets the statuses that are retried, replacing the default ones.
    pub fn retry_statuses(mut self, statuses: impl IntoIterator<Item = StatusCode>) -> Self {
        self.retry_statuses = Some(statuses.into_iter().collect());
        self
    }

    /// Returns true if a request with this response status is worth retrying.
    pub(crate) fn is_retryable_status(&self, status: StatusCode) -> bool {
        match &self.retry_statuses {
            Some(statuses) => statuses.contains(&status),
            None => is_transient_status(status),
        }
    }

    /// Returns the delay before the next attempt, or `None` after the last one; `made` attempts have failed.
    pub(crate) fn next_backoff(
        &self,
        made: u32,
        reason: &RetryReason,
        is_safe: bool,
        chance: &Jitter,
    ) -> Option<Duration> {
        if made >= self.max_attempts || !self.allows(reason.kind, is_safe) {
            return None;
        }
        let doubled = 1_u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX);
        let most = self.initial_backoff.saturating_mul(doubled).min(self.max_backoff);
        let wait = chance.scale(most);
        Some(reason.retry_after.map_or(wait, |requested| requested.max(wait)))
    }

    fn allows(&self, kind: RetryCause, is_safe: bool) -> bool {
        match kind {
            RetryCause::InvalidRequest => false,
            RetryCause::Connect { .. } => true,
            RetryCause::Interrupted | RetryCause::Timeout => is_safe || self.retry_non_idempotent,
            RetryCause::Status(status) => (is_safe || self.retry_non_idempotent) && self.is_retryable_status(status),
        }
    }
}

/// Returns true if a status indicates a temporary failure.
pub(crate) fn is_transient_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500..=599) && !matches!(status.as_u16(), 501 | 505)
}

/// The reason for a failed attempt.
pub(crate) struct RetryReason {
    kind: RetryCause,
    /// The delay that the server requests.
    retry_after: Option<Duration>,
}

#[derive(Debug, Clone, Copy)]
enum RetryCause {
    /// The request is invalid.
    InvalidRequest,
    /// Nothing was sent.
    Connect {
        late: bool,
    },
    Interrupted,
    Timeout,
    Status(StatusCode),
}

impl RetryReason {
    /// Creates the reason for a transport error.
    pub(crate) fn from_error(error: &TransportError) -> Self {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, late) => RetryCause::Connect { late },
            (false, true) => RetryCause::Timeout,
            (false, false) if error.is_invalid_request() => RetryCause::InvalidRequest,
            (false, false) => RetryCause::Interrupted,
        };
        Self { kind, retry_after: None }
    }

    /// Creates the reason for a response, with the delay that it requests.
    pub(crate) fn from_status(status: StatusCode, retry_after: Option<Duration>) -> Self {
        Self { kind: RetryCause::Status(status), retry_after }
    }

    #[cfg(feature = "uploads")]
    /// Returns true if nothing was sent, so that no part of the request is used up.
    pub(crate) fn is_unsent(&self) -> bool {
        matches!(self.kind, RetryCause::Connect { .. })
    }

    /// Returns the cost in the retry budget, which is higher if the server did not respond.
    pub(crate) fn retry_cost(&self) -> u32 {
        match self.kind {
            RetryCause::Timeout | RetryCause::Connect { late: true } => 10,
            RetryCause::Connect { late: false }
            | RetryCause::Interrupted
            | RetryCause::Status(_)
            | RetryCause::InvalidRequest => 5,
        }
    }
}

/// The initial and maximum number of points.
const CAPACITY: u32 = 500;

/// Points that retries cost and successes earn. The clones of a client share them.
pub(crate) struct Budget(Mutex<u32>);

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl Budget {
    /// Withdraws the cost of a retry. Returns false if the budget is too low.
    pub(crate) fn withdraw(&self, cost: u32) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match left.checked_sub(cost) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// Deposits the cost of the last retry, or one point if there was none.
    pub(crate) fn deposit(&self, spent: u32) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(spent.max(1)).min(CAPACITY);
    }
}

/// Returns the requested delay. A date is relative to the `Date` header, if any, since clocks may differ.
pub(crate) fn parse_retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // An overflow is a very long delay.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let date = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?.trim()).ok());
    Some(until.duration_since(date.unwrap_or(now)).unwrap_or_default())
}

/// A random number.
pub(crate) struct Jitter(pub(crate) u64);

impl Jitter {
    /// Creates a random number, or the maximum (the longest delay) if the system has no source of randomness.
    pub(crate) fn random() -> Self {
        Self(getrandom::u64().unwrap_or(u64::MAX))
    }

    /// Returns a uniformly distributed fraction of a duration.
    pub(crate) fn scale(&self, time: Duration) -> Duration {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let part = (u128::from(nanos) * u128::from(self.0)) >> 64;
        Duration::from_nanos(u64::try_from(part).unwrap_or(nanos))
    }
}

#[cfg(feature = "idempotency_keys")]
/// Returns a random UUID, or `None` if the system has no source of randomness: two calls must not share a key.
pub(crate) fn idempotency_key() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(uuid(bytes))
}

#[cfg(feature = "idempotency_keys")]
/// Formats random bytes as a version 4 UUID.
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests;
