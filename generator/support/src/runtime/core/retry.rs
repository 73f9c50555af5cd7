//! Retry decisions: which failures are retried, how often and after which delay.
//!
//! This module neither sends nor sleeps; the caller passes the time and the random numbers.

mod budget;
mod key;
mod retry_after;

use std::time::Duration;

use http::{Method, StatusCode};

use super::error::TransportError;

pub(crate) use budget::Budget;
pub(crate) use key::Jitter;
#[cfg(feature = "idempotency_keys")]
pub(crate) use key::idempotency_key;
pub(crate) use retry_after::parse_retry_after;

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
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the total number of attempts, at least one.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the maximum delay after the first attempt. It doubles with each attempt.
    #[must_use]
    pub fn initial_backoff(mut self, time: Duration) -> Self {
        self.initial_backoff = time;
        self
    }

    /// Sets the maximum delay. A `Retry-After` header may exceed it.
    #[must_use]
    pub fn max_backoff(mut self, time: Duration) -> Self {
        self.max_backoff = time;
        self
    }

    /// Sets the timeout of one attempt, including reading the response. Default: none. An attempt that exceeds it is
    /// retried like an interrupted exchange while the call has time left.
    #[must_use]
    pub fn attempt_timeout(mut self, time: Duration) -> Self {
        self.attempt_timeout = Some(time);
        self
    }

    /// Retries requests of all methods as if they were idempotent, for servers that detect duplicates. By default a
    /// `POST` without an idempotency key is not retried after 429 or 503: a gateway can return these statuses for a
    /// request that it has forwarded. A body that can be read only once is still sent once.
    #[must_use]
    pub fn retry_non_idempotent(mut self) -> Self {
        self.retry_non_idempotent = true;
        self
    }

    /// Sets the statuses that are retried, replacing the default ones.
    #[must_use]
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

#[cfg(test)]
mod tests;
