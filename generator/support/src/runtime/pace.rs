//! How fast a client may ask: a limit of its own, and the pauses that the server asks for in its answers.
//!
//! What was sent and answered comes in; how long the next request must wait goes out. Nothing here waits or reads a
//! clock. Shared by the clones of a client.

mod backoff;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use web_time::Instant;

pub use backoff::Backoff;

/// How many requests a client sends in a time at most. Requests beyond it wait for their turn.
///
/// In no stretch of this length are there more, wherever it begins: a bucket that fills up while nothing is sent would
/// let nearly twice as many through, which a server that counts notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    requests: u32,
    time: Duration,
}

impl RateLimit {
    /// So many requests in a time; at least one.
    #[must_use]
    pub const fn new(requests: u32, time: Duration) -> Self {
        Self { requests: if requests == 0 { 1 } else { requests }, time }
    }

    /// So many requests in a second; at least one.
    #[must_use]
    pub const fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// So many requests in a minute; at least one.
    #[must_use]
    pub const fn per_minute(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(60))
    }
}

/// The next request of a call has to wait longer than the call may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttled {
    wait: Duration,
    by_server: bool,
}

impl Throttled {
    /// How long to wait before this can be called again.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// Whether the server asked for it, and not the client's own rate limit.
    #[must_use]
    pub fn is_by_server(&self) -> bool {
        self.by_server
    }
}

impl fmt::Display for Throttled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = if self.by_server { "the server asks" } else { "the client's rate limit asks" };
        let seconds = self.wait.as_secs_f64();
        write!(f, "{whose} to wait {seconds:.1} s before this is called, which is longer than the call may take")
    }
}

impl std::error::Error for Throttled {}

/// What a client remembers of its requests.
#[derive(Default)]
pub(crate) struct Pace {
    limit: Option<RateLimit>,
    /// When the last requests were sent or will be, as many as the limit has, in their order.
    turns: Mutex<VecDeque<Instant>>,
    /// Until when operations are not called, by their ids.
    pauses: Mutex<BTreeMap<&'static str, Instant>>,
}

impl Pace {
    pub(crate) fn new(limit: Option<RateLimit>) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Takes the next turn, which comes after this time: not where a call has less time left.
    pub(crate) fn turn(&self, now: Instant, left: Option<Duration>) -> Result<Duration, Throttled> {
        let Some(limit) = self.limit else { return Ok(Duration::ZERO) };
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = u32::try_from(turns.len()).is_ok_and(|turns| turns >= limit.requests);
        let first = turns.front().filter(|_| is_full);
        let turn = first.map_or(Some(now), |first| first.checked_add(limit.time)).map(|turn| turn.max(now));
        let wait = turn.map_or(Duration::MAX, |turn| turn.duration_since(now));
        match turn.filter(|_| fits(wait, left)) {
            Some(turn) => {
                if is_full {
                    turns.pop_front();
                }
                turns.push_back(turn);
                Ok(wait)
            }
            None => Err(Throttled { wait, by_server: false }),
        }
    }

    /// How long an operation must not be called yet: an error where a call has less time left.
    pub(crate) fn pause(
        &self,
        operation: &str,
        now: Instant,
        left: Option<Duration>,
    ) -> Result<Option<Duration>, Throttled> {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(until) = pauses.get(operation) else { return Ok(None) };
        let wait = until.saturating_duration_since(now);
        if wait.is_zero() {
            pauses.remove(operation);
            return Ok(None);
        }
        if fits(wait, left) { Ok(Some(wait)) } else { Err(Throttled { wait, by_server: true }) }
    }

    /// Remembers that an operation is not to be called for a time.
    pub(crate) fn hold(&self, operation: &'static str, now: Instant, time: Duration) {
        // A time that no clock can hold is no time that a server means.
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
    fn turns_come_as_fast_as_the_limit_allows() {
        let (pace, start) = (Pace::new(Some(RateLimit::per_second(2))), Instant::now());
        let tenth = SECOND / 10;
        let turn = |at: u32| at * tenth + pace.turn(start + at * tenth, None).unwrap();
        let turns = [0, 1, 2, 3, 4, 5, 60].map(|at| turn(at).as_millis() / 100);
        assert_eq!(turns, [0, 1, 10, 11, 20, 21, 60]);
    }

    #[test]
    fn a_turn_that_comes_too_late_is_left_to_others() {
        let (pace, now) = (Pace::new(Some(RateLimit::per_minute(1))), Instant::now());
        assert_eq!(pace.turn(now, Some(SECOND)), Ok(Duration::ZERO));
        let told = pace.turn(now, Some(SECOND)).unwrap_err();
        assert_eq!((told.wait(), told.is_by_server()), (SECOND * 60, false));
        let text =
            "the client's rate limit asks to wait 60.0 s before this is called, which is longer than the call may take";
        assert_eq!(told.to_string(), text);
        assert_eq!(pace.turn(now, None), Ok(SECOND * 60));
        let endless = Pace::new(Some(RateLimit::new(0, Duration::MAX)));
        assert_eq!(endless.turn(now, None), Ok(Duration::ZERO));
        assert_eq!(endless.turn(now, None).unwrap_err().wait(), Duration::MAX);
        assert!((0..100).all(|_| Pace::default().turn(now, None) == Ok(Duration::ZERO)));
    }

    #[test]
    fn a_pause_is_for_one_operation_and_ends() {
        let (pace, now) = (Pace::default(), Instant::now());
        pace.hold("getPets", now, SECOND * 10);
        pace.hold("getPets", now, SECOND);
        pace.hold("getBooks", now, Duration::MAX);
        assert_eq!(pace.pause("getPets", now + SECOND * 4, None), Ok(Some(SECOND * 6)));
        let told = pace.pause("getPets", now, Some(SECOND * 10)).unwrap_err();
        assert_eq!((told.wait(), told.is_by_server()), (SECOND * 10, true));
        assert_eq!(pace.pause("getPets", now + SECOND * 10, None), Ok(None));
        assert_eq!(pace.pause("getBooks", now, None), Ok(None));
    }
}
