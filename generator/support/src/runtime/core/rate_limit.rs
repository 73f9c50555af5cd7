//! Rate limiting: the limit of the client, and delays that the server requests.
//!
//! This module neither sleeps nor reads a clock. The clones of a client share its state.

mod backoff_field;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use web_time::Instant;

pub use backoff_field::BackoffField;

/// The maximum number of requests in a period. Further requests are delayed.
///
/// The limit holds for every period of this length, wherever it begins. (A token bucket permits up to twice as many
/// requests after an idle period, which servers that count exactly reject.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    requests: u32,
    time: Duration,
}

impl RateLimit {
    /// Creates a limit of at least one request per period.
    #[must_use]
    pub const fn new(requests: u32, time: Duration) -> Self {
        Self { requests: if requests == 0 { 1 } else { requests }, time }
    }

    /// Creates a limit of at least one request per second.
    #[must_use]
    pub const fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// Creates a limit of at least one request per minute.
    #[must_use]
    pub const fn per_minute(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(60))
    }
}

/// The required wait exceeds the timeout of the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimited {
    wait: Duration,
    by_server: bool,
}

impl RateLimited {
    /// Returns the required wait before the next call.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// Returns true if the server requested the wait, false if the client's rate limit requires it.
    #[must_use]
    pub fn is_server_requested(&self) -> bool {
        self.by_server
    }
}

impl fmt::Display for RateLimited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = if self.by_server { "the server requests" } else { "the rate limit of the client requires" };
        let seconds = self.wait.as_secs_f64();
        write!(f, "{whose} a wait of {seconds:.1} s, which exceeds the timeout of the call")
    }
}

impl std::error::Error for RateLimited {}

/// The recent requests of a client.
#[derive(Default)]
pub(crate) struct RateLimiter {
    limit: Option<RateLimit>,
    /// The times of the most recent requests, sent or scheduled, in order.
    requests: Mutex<VecDeque<Instant>>,
    /// The end of the delay of each operation, by operation id.
    pauses: Mutex<BTreeMap<&'static str, Instant>>,
}

impl RateLimiter {
    pub(crate) fn new(limit: Option<RateLimit>) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Reserves the time of the next request and returns the delay until then. Fails if the delay exceeds `left`.
    pub(crate) fn acquire(&self, now: Instant, left: Option<Duration>) -> Result<Duration, RateLimited> {
        let Some(limit) = self.limit else { return Ok(Duration::ZERO) };
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = u32::try_from(requests.len()).is_ok_and(|requests| requests >= limit.requests);
        let first = requests.front().filter(|_| is_full);
        let start = first.map_or(Some(now), |first| first.checked_add(limit.time)).map(|start| start.max(now));
        let wait = start.map_or(Duration::MAX, |start| start.duration_since(now));
        match start.filter(|_| fits(wait, left)) {
            Some(start) => {
                if is_full {
                    requests.pop_front();
                }
                requests.push_back(start);
                Ok(wait)
            }
            None => Err(RateLimited { wait, by_server: false }),
        }
    }

    /// Returns the remaining delay of an operation. Fails if it exceeds the remaining time of the call.
    pub(crate) fn pause_left(
        &self,
        operation: &str,
        now: Instant,
        left: Option<Duration>,
    ) -> Result<Option<Duration>, RateLimited> {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(until) = pauses.get(operation) else { return Ok(None) };
        let wait = until.saturating_duration_since(now);
        if wait.is_zero() {
            pauses.remove(operation);
            return Ok(None);
        }
        if fits(wait, left) { Ok(Some(wait)) } else { Err(RateLimited { wait, by_server: true }) }
    }

    /// Delays the next calls of an operation.
    pub(crate) fn pause_until(&self, operation: &'static str, now: Instant, time: Duration) {
        // A delay beyond the range of the clock is an error of the server.
        let Some(until) = now.checked_add(time) else { return };
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pauses.entry(operation).or_insert(until);
        *known = until.max(*known);
    }
}

fn fits(wait: Duration, left: Option<Duration>) -> bool {
    wait.is_zero() || left.is_none_or(|left| wait < left)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn requests_are_delayed_to_the_limit() {
        let (limiter, start) = (RateLimiter::new(Some(RateLimit::per_second(2))), Instant::now());
        let tenth = SECOND / 10;
        let scheduled = |at: u32| at * tenth + limiter.acquire(start + at * tenth, None).unwrap();
        let requests = [0, 1, 2, 3, 4, 5, 60].map(|at| scheduled(at).as_millis() / 100);
        assert_eq!(requests, [0, 1, 10, 11, 20, 21, 60]);
    }

    #[test]
    fn a_wait_longer_than_the_timeout_is_an_error() {
        let (limiter, now) = (RateLimiter::new(Some(RateLimit::per_minute(1))), Instant::now());
        assert_eq!(limiter.acquire(now, Some(SECOND)), Ok(Duration::ZERO));
        let error = limiter.acquire(now, Some(SECOND)).unwrap_err();
        assert_eq!((error.wait(), error.is_server_requested()), (SECOND * 60, false));
        let text = "the rate limit of the client requires a wait of 60.0 s, which exceeds the timeout of the call";
        assert_eq!(error.to_string(), text);
        assert_eq!(limiter.acquire(now, None), Ok(SECOND * 60));
        let endless = RateLimiter::new(Some(RateLimit::new(0, Duration::MAX)));
        assert_eq!(endless.acquire(now, None), Ok(Duration::ZERO));
        assert_eq!(endless.acquire(now, None).unwrap_err().wait(), Duration::MAX);
        assert!((0..100).all(|_| RateLimiter::default().acquire(now, None) == Ok(Duration::ZERO)));
    }

    #[test]
    fn a_pause_applies_to_one_operation_and_ends() {
        let (limiter, now) = (RateLimiter::default(), Instant::now());
        limiter.pause_until("getPets", now, SECOND * 10);
        limiter.pause_until("getPets", now, SECOND);
        limiter.pause_until("getBooks", now, Duration::MAX);
        assert_eq!(limiter.pause_left("getPets", now + SECOND * 4, None), Ok(Some(SECOND * 6)));
        let error = limiter.pause_left("getPets", now, Some(SECOND * 10)).unwrap_err();
        assert_eq!((error.wait(), error.is_server_requested()), (SECOND * 10, true));
        assert_eq!(limiter.pause_left("getPets", now + SECOND * 10, None), Ok(None));
        assert_eq!(limiter.pause_left("getBooks", now, None), Ok(None));
    }
}
