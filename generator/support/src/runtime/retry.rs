//! What is tried again, how often, and after which time.
//!
//! What became of a try comes in; whether there is another one goes out, and how long to wait before. Nothing here sends,
//! waits or reads a clock: times and chance are given.

mod after;
mod budget;
mod key;

use std::time::Duration;

use http::Method;

use crate::runtime::error::TransportError;

pub(crate) use after::asked;
pub(crate) use budget::Budget;
pub(crate) use key::{Chance, idempotency_key};

/// How often a call is tried, and how long it waits between.
///
/// A try fails where no connection comes about, where the exchange breaks off or takes too long, and where the server
/// answers with 408, 429 or a status of the 500s other than 501 and 505. Where nothing was sent, every request is sent
/// again; else only one that is safe to repeat: `GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT` and `DELETE`, and any that
/// carries an idempotency key. A `DELETE` whose first answer got lost may be answered with 404 when it is repeated.
///
/// The wait is a random part of a time that doubles with each try, or what the server asks for in `Retry-After` where
/// that is longer. A call whose time would end before the wait does is not tried again: it gives the last answer. All
/// calls of a client and its clones share what they may spend on further tries, and earn it again when they succeed, so
/// that a server in trouble is not asked ever more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    tries: u32,
    base: Duration,
    cap: Duration,
    try_timeout: Option<Duration>,
    every_method: bool,
    statuses: Option<Vec<u16>>,
}

impl Default for RetryPolicy {
    /// Three tries; the first wait is up to 200 ms, and none is longer than 20 s.
    fn default() -> Self {
        Self {
            tries: 3,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(20),
            try_timeout: None,
            every_method: false,
            statuses: None,
        }
    }
}

impl RetryPolicy {
    /// One try, whatever comes of it.
    #[must_use]
    pub fn none() -> Self {
        Self::default().tries(1)
    }

    /// How many tries there are in all; at least one.
    #[must_use]
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries.max(1);
        self
    }

    /// How long the wait after the first try is at most. It doubles with each try.
    #[must_use]
    pub fn base(mut self, time: Duration) -> Self {
        self.base = time;
        self
    }

    /// How long a wait is at most. What the server asks for in `Retry-After` may be longer.
    #[must_use]
    pub fn cap(mut self, time: Duration) -> Self {
        self.cap = time;
        self
    }

    /// How long one request may take, reading the answer included: no time of its own where nothing is said. What takes
    /// longer is tried again like an exchange that broke off, as long as the call has time left.
    #[must_use]
    pub fn try_timeout(mut self, time: Duration) -> Self {
        self.try_timeout = Some(time);
        self
    }

    /// Repeats requests of every method as if they were safe to repeat: for a server that tells doubles apart by itself.
    /// 429 and 503 say that the server did not want to act, but a gateway may say so of a request that it has passed on;
    /// so that a `POST` without an idempotency key is not repeated after them, unless it is told so here. A body
    /// that can be read only once is sent once all the same.
    #[must_use]
    pub fn every_method(mut self) -> Self {
        self.every_method = true;
        self
    }

    /// The statuses that are tried again, in place of the usual ones.
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.statuses = Some(statuses.into_iter().collect());
        self
    }

    /// How long one request may take.
    pub(crate) fn time_of_a_try(&self) -> Option<Duration> {
        self.try_timeout
    }

    /// Whether a status says that another try may end better.
    pub(crate) fn counts(&self, status: u16) -> bool {
        match &self.statuses {
            Some(statuses) => statuses.contains(&status),
            None => is_passing(status),
        }
    }

    /// How long to wait before the next try, of a request of which `made` tries failed; nothing where that was the last.
    pub(crate) fn wait(&self, made: u32, setback: &Setback, is_safe: bool, chance: &Chance) -> Option<Duration> {
        if made >= self.tries || !self.covers(setback.kind, is_safe) {
            return None;
        }
        let doubled = 1_u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX);
        let most = self.base.saturating_mul(doubled).min(self.cap);
        let wait = chance.part_of(most);
        Some(setback.asked.map_or(wait, |asked| asked.max(wait)))
    }

    fn covers(&self, kind: Kind, is_safe: bool) -> bool {
        match kind {
            Kind::Unmakeable => false,
            Kind::Unsent { .. } => true,
            Kind::Broken | Kind::Timeout => is_safe || self.every_method,
            Kind::Status(status) => (is_safe || self.every_method) && self.counts(status),
        }
    }
}

/// Whether a status says of itself that it may pass.
pub(crate) fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599) && !matches!(status, 501 | 505)
}

/// Whether a request of this method can be repeated without more happening than if it was sent once.
pub(crate) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE | Method::PUT | Method::DELETE)
}

/// What came of a try that failed.
pub(crate) struct Setback {
    kind: Kind,
    /// How long the server asks to wait.
    asked: Option<Duration>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// There is no such request, now or later.
    Unmakeable,
    /// Nothing was sent.
    Unsent {
        late: bool,
    },
    Broken,
    Timeout,
    Status(u16),
}

impl Setback {
    /// No answer.
    pub(crate) fn of(error: &TransportError) -> Self {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, late) => Kind::Unsent { late },
            (false, true) => Kind::Timeout,
            (false, false) if error.is_unmakeable() => Kind::Unmakeable,
            (false, false) => Kind::Broken,
        };
        Self { kind, asked: None }
    }

    /// An answer, and how long it asks to wait.
    pub(crate) fn answer(status: u16, asked: Option<Duration>) -> Self {
        Self { kind: Kind::Status(status), asked }
    }

    /// Whether nothing was sent, so that nothing of the request is used up.
    pub(crate) fn is_unsent(&self) -> bool {
        matches!(self.kind, Kind::Unsent { .. })
    }

    /// What another try costs: more where a server is so busy that it does not even answer.
    pub(crate) fn cost(&self) -> u32 {
        match self.kind {
            Kind::Timeout | Kind::Unsent { late: true } => 10,
            Kind::Unsent { late: false } | Kind::Broken | Kind::Status(_) | Kind::Unmakeable => 5,
        }
    }
}

#[cfg(test)]
mod tests;
