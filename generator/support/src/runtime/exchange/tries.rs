//! The tries of one call: when the next request is sent, what the hooks see of it, and whether it was the last.

use std::time::{Duration, SystemTime};

use http::Request;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use web_time::{Instant, SystemTime as Clock};

use super::{Course, Exchange, Failure, Head};
use crate::runtime::encode::Encoded;
use crate::runtime::error::TransportError;
use crate::runtime::hooks::{RequestInfo, ResponseInfo, Sent};
use crate::runtime::redirect;
use crate::runtime::retry::{self, Chance, RetryPolicy, Setback};
use crate::runtime::upload::Content;

/// What was tried so far, and what comes next.
pub(super) struct Tries {
    policy: RetryPolicy,
    /// How many tries failed.
    failed: u32,
    /// What the last further try cost.
    spent: u32,
    /// How long to wait before the next try.
    wait: Option<Duration>,
    /// Whether the next request has its turn in the client's rate limit.
    has_turn: bool,
    /// The end of the last pause that was waited for.
    paused: Option<Instant>,
    /// When the last request was sent.
    sent: Instant,
    /// When it must have been answered; `None` where only the end of the call counts.
    end: Option<Instant>,
}

impl Tries {
    pub(super) fn new(policy: RetryPolicy, now: Instant) -> Self {
        Self { policy, failed: 0, spent: 0, wait: None, has_turn: false, paused: None, sent: now, end: None }
    }

    /// The number of the try that is under way, from 1.
    pub(super) fn number(&self) -> u32 {
        self.failed + 1
    }

    /// How many tries there were before.
    pub(super) fn failed(&self) -> u32 {
        self.failed
    }

    /// Takes it that the request that was under way is answered.
    pub(super) fn settle(&mut self) {
        self.end = None;
    }

    /// When the request that is under way must have been answered, where it has a time of its own.
    pub(super) fn end(&self) -> Option<Instant> {
        self.end
    }
}

/// What time it is, by the clock that tells dates.
fn now() -> SystemTime {
    let since = Clock::now().duration_since(Clock::UNIX_EPOCH);
    SystemTime::UNIX_EPOCH + since.unwrap_or_default()
}

/// Gives a request the idempotency key that all tries have, unless the caller gave one.
pub(super) fn keyed(course: &Course, encoded: &mut Encoded) {
    let Some(name) = course.idempotency_key.filter(|name| !encoded.headers.contains_key(*name)) else { return };
    let name = HeaderName::from_bytes(name.as_bytes()).ok();
    let key = retry::idempotency_key().and_then(|key| HeaderValue::from_str(&key).ok());
    if let (Some(name), Some(key)) = (name, key) {
        encoded.headers.insert(name, key);
    }
}

impl Exchange<'_> {
    /// How long to wait before the next request; nothing where it can be sent.
    pub(super) fn wait(&mut self, waits: bool) -> Result<Option<Duration>, Failure> {
        if let Some(time) = self.tries.wait.take() {
            self.trace.waits(time, "retry");
            return Ok(Some(time));
        }
        if std::mem::take(&mut self.tries.has_turn) || !waits {
            return Ok(None);
        }
        let (now, left, pace) = (Instant::now(), self.left(), &self.core.pace);
        // A pause that was waited for is not waited for again, even if a clock says that some of it is left.
        let pause = pace.pause(self.course.called.id(), now, left)?;
        if let Some(time) = pause.filter(|time| self.tries.paused.replace(now + *time) != Some(now + *time)) {
            self.trace.waits(time, "backoff");
            return Ok(Some(time));
        }
        let time = pace.turn(now, left)?;
        if time.is_zero() {
            return Ok(None);
        }
        self.tries.has_turn = true;
        self.trace.waits(time, "rate limit");
        Ok(Some(time))
    }

    /// The request to send now, as the hooks leave it.
    pub(super) fn outgoing(&mut self) -> Result<Request<Option<Content>>, Failure> {
        let (mut parts, body) = self.hop.request()?.into_parts();
        let is_elsewhere = !redirect::same_origin(&self.asked, &self.hop.url);
        let mut shown = RequestInfo {
            sent: self.shown(),
            headers: &mut parts.headers,
            body: body.as_ref().and_then(Content::as_bytes),
            is_elsewhere,
        };
        self.core.hooks.sending(&mut shown)?;
        if is_elsewhere {
            redirect::leave_secrets(&mut parts.headers);
        }
        self.trace.sent(self.tries.number());
        self.tries.sent = Instant::now();
        self.tries.end = self.tries.policy.time_of_a_try().and_then(|time| self.tries.sent.checked_add(time));
        parts.extensions.insert(self.course.called);
        Ok(Request::from_parts(parts, body))
    }

    /// Shows what came of a request.
    pub(super) fn came<B>(&self, answer: &Result<(Head, B), TransportError>) {
        let (attempt, elapsed) = (self.tries.number(), self.tries.sent.elapsed());
        let outcome = match answer {
            Ok((head, _)) => {
                self.trace.answered(attempt, head.status, elapsed);
                Ok((head.status, &head.headers))
            }
            Err(error) => Err(error),
        };
        self.core.hooks.received(&ResponseInfo { sent: self.shown(), outcome, elapsed });
    }

    /// Takes it that there is no whole answer: an error where that was the last try.
    pub(super) fn failed(&mut self, error: TransportError) -> Result<(), Failure> {
        self.trace.failed(self.tries.number(), &error);
        let tries = self.tries.number();
        if self.again(&Setback::of(&error)) { Ok(()) } else { Err(error.after(tries).into()) }
    }

    /// Whether an answer leads to another try; `pause` is how long its body asks to wait.
    pub(super) fn is_refused(&mut self, status: u16, headers: &HeaderMap, pause: Option<Duration>) -> bool {
        if self.tries.policy.counts(status) {
            return self.again(&Setback::answer(status, retry::asked(headers, now()).max(pause)));
        }
        self.core.budget.earn(self.tries.spent);
        false
    }

    /// Remembers how long the body of an answer asks to wait, and says whether the answer leads to another try.
    pub(super) fn is_put_off(&mut self, status: u16, headers: &HeaderMap, body: &[u8]) -> bool {
        let Some(backoff) = self.course.backoff else { return false };
        let pause = backoff.read(body);
        if let Some(time) = pause {
            self.core.pace.hold(self.course.called.id(), Instant::now(), time);
        }
        self.is_refused(status, headers, pause)
    }

    /// Makes ready for another try, where there is one.
    fn again(&mut self, setback: &Setback) -> bool {
        let is_untouched = || setback.is_unsent() && self.hop.body.as_ref().is_none_or(Content::is_there);
        if !self.hop.is_repeatable() && !is_untouched() {
            return false;
        }
        let made = self.tries.number();
        let Some(wait) = self.tries.policy.wait(made, setback, self.is_safe(), &Chance::draw()) else {
            return false;
        };
        if self.left().is_some_and(|left| wait >= left) || !self.core.budget.take(setback.cost()) {
            return false;
        }
        self.tries.failed = made;
        self.tries.spent = setback.cost();
        self.tries.wait = Some(wait);
        true
    }

    /// Whether the same request can be sent again without more happening than if it was sent once.
    fn is_safe(&self) -> bool {
        let has_key = |name: &str| self.hop.headers.get(name).is_some_and(|key| !key.is_empty());
        retry::is_safe(&self.hop.method) || self.course.idempotency_key.is_some_and(has_key)
    }

    fn shown(&self) -> Sent<'_> {
        Sent {
            operation: self.course.called.id(),
            attempt: self.tries.number(),
            method: &self.hop.method,
            url: &self.hop.url,
            scrubber: &self.scrubber,
        }
    }
}
