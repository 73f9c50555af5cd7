//! Rate limiting: the limit of the client, and delays that the server requests.
//!
//! This module neither sleeps nor reads a clock. The clones of a client share its state.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use web_time::Instant;

use super::json::BYTE_ORDER_MARK;

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
    pub const fn new(requests: u32, time: Duration) -> Self {
        Self { requests: if requests == 0 { 1 } else { requests }, time }
    }

    /// Creates a limit of at least one request per second.
    pub const fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// Creates a limit of at least one request per minute.
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
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// Returns true if the server requested the wait, false if the client's rate limit requires it.
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
    /// The times of the most recent requests, sent or scheduled, in order, and the times that calls gave back.
    requests: Mutex<(VecDeque<Instant>, Vec<Instant>)>,
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
        let (requests, free) = &mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        free.retain(|start| *start >= now);
        let reused = free.iter().min().copied();
        let is_full = u32::try_from(requests.len()).is_ok_and(|requests| requests >= limit.requests);
        let first = requests.front().filter(|_| is_full);
        let start = first.map_or(Some(now), |first| first.checked_add(limit.time)).map(|start| start.max(now));
        let start = reused.or(start);
        let wait = start.map_or(Duration::MAX, |start| start.duration_since(now));
        match start.filter(|_| fits(wait, left)) {
            Some(start) => {
                match free.iter().position(|free| *free == start) {
                    Some(index) => drop(free.swap_remove(index)),
                    None => {
                        requests.drain(..usize::from(is_full));
                        requests.push_back(start);
                    }
                }
                Ok(wait)
            }
            None => Err(RateLimited { wait, by_server: false }),
        }
    }

    /// Gives back the time of a request that is not sent. A later request can use it.
    pub(crate) fn release(&self, start: Instant) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).1.push(start);
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

/// The response field with the time to wait before the next call of the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackoffField {
    field: &'static str,
    /// The number of units per second.
    in_a_second: u32,
}

impl BackoffField {
    /// Creates a field in seconds.
    pub const fn seconds(field: &'static str) -> Self {
        Self { field, in_a_second: 1 }
    }

    /// Creates a field in milliseconds.
    pub const fn milliseconds(field: &'static str) -> Self {
        Self { field, in_a_second: 1000 }
    }

    /// Returns the requested delay, or `None` if the body is not a JSON object or lacks the field.
    pub(crate) fn read(self, body: &[u8]) -> Option<Duration> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let number = Member(self.field).deserialize(&mut serde_json::Deserializer::from_slice(body)).ok()??;
        let time = Duration::try_from_secs_f64(number / f64::from(self.in_a_second)).ok()?;
        Some(time).filter(|time| !time.is_zero())
    }
}

/// Reads a number from a named field of an object and skips the rest.
struct Member(&'static str);

impl<'de> DeserializeSeed<'de> for Member {
    type Value = Option<f64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member {
    type Value = Option<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key == self.0 {
                found = map.next_value::<serde_json::Value>()?.as_f64();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
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
    fn time_that_is_given_back_is_reused() {
        let (limiter, now) = (RateLimiter::new(Some(RateLimit::per_second(2))), Instant::now());
        let waits: Vec<_> = (0..600).map(|_| limiter.acquire(now, None).unwrap()).collect();
        assert_eq!((waits[1], waits[2], waits[599]), (Duration::ZERO, SECOND, SECOND * 299));
        waits[4..599].iter().for_each(|wait| limiter.release(now + *wait));
        // The times in the past are lost.
        let later = now + SECOND * 3;
        let reused = [(); 6].map(|()| limiter.acquire(later, Some(SECOND * 60)).unwrap());
        assert_eq!(reused, [0, 0, 1, 1, 2, 2].map(|seconds| SECOND * seconds));
        assert!((0..587).all(|_| limiter.acquire(later, None).is_ok()));
        assert_eq!(limiter.acquire(later, None), Ok(SECOND * 297));
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

    #[test]
    fn number_in_the_body_is_a_delay() {
        let seconds = |body: &str| BackoffField::seconds("backoff").read(body.as_bytes()).map(|time| time.as_millis());
        assert_eq!(seconds(r#"{"items": [{"backoff": 3}], "backoff": 10, "has_more": true}"#), Some(10_000));
        assert_eq!(seconds("\u{FEFF}{\"b\\u0061ckoff\": 0.5}"), Some(500));
        for body in [r#"{"backoff": 0}"#, r#"{"backoff": -1}"#, r#"{"backoff": "10"}"#, r#"{"backoff": 1e300}"#] {
            assert_eq!(seconds(body), None, "{body}");
        }
        for body in
            ["{}", "[]", "7", "", "<html>", r#"{"backoff": null}"#, r#"{"backoff": 1"#, r#"{"a": {"backoff": 1}}"#]
        {
            assert_eq!(seconds(body), None, "{body}");
        }
        assert_eq!(BackoffField::milliseconds("wait").read(br#"{"wait": 1500}"#), Some(Duration::from_millis(1500)));
    }
}
