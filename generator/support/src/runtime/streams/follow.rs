//! A stream of events that is asked for again when it drops.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::{Event, Got, Inset};
use crate::runtime::answer::{Answer, essence};
use crate::runtime::error::{BodyError, DecodeError};
use crate::runtime::exchange::Failure;
use crate::runtime::flow::Around;
use crate::runtime::retry::is_passing;
use crate::runtime::sse::Parser;

/// How long to wait before a stream is asked for again, where the server does not say.
const WAIT: Duration = Duration::from_secs(3);

/// The longest wait that a server can ask for: more than that is a stream that nobody follows any more.
const LONGEST_ASKED: Duration = Duration::from_secs(60 * 60);

/// The longest wait that failures lead to.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How often in a row a stream is asked for again in vain.
const FAILURES: usize = 5;

/// The data that ends a stream where nobody says otherwise.
const LAST: &str = "[DONE]";

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A stream of events, and what to do next.
pub(crate) struct Follow {
    parser: Parser,
    inset: Inset,
    /// Whether asking again does no harm.
    is_safe: bool,
    last: Option<String>,
    most_failures: usize,
    failures: usize,
    is_open: bool,
    is_over: bool,
    wait: Option<Duration>,
    /// What is told at the end.
    told: Option<Got<Event<Answer>>>,
}

/// What is to be done next.
pub(crate) enum Do {
    /// Hand this out.
    Give(Box<Got<Event<Answer>>>),
    /// Let a time pass.
    Wait(Duration),
    /// Ask for the stream, with the headers that say where it goes on.
    Connect,
    /// Get the next piece.
    Read,
    /// Nothing any more.
    End,
}

impl Follow {
    /// The stream that an answer begins.
    pub(crate) fn of(around: &Around, method: &Method) -> Self {
        let mut follow = Self {
            parser: Parser::new(around.limit),
            inset: Inset::of(around),
            is_safe: method.is_safe(),
            last: Some(LAST.to_owned()),
            most_failures: FAILURES,
            failures: 0,
            is_open: false,
            is_over: false,
            wait: None,
            told: None,
        };
        follow.open(around);
        follow
    }

    pub(crate) fn ends_with(&mut self, last: Option<String>) {
        self.last = last;
    }

    pub(crate) fn gives_up_after(&mut self, failures: usize) {
        self.most_failures = failures;
    }

    /// What to do next.
    pub(crate) fn next(&mut self) -> Do {
        let message = self.parser.next().filter(|message| {
            let is_last = self.last.as_ref().is_some_and(|last| message.data == last.as_bytes());
            self.is_over |= is_last;
            !is_last
        });
        if let Some(message) = message {
            let data = self.inset.holding(message.data);
            let event = Event { event: message.event, id: message.id, retry: message.retry, data };
            return Do::Give(Box::new(Got::Value(event)));
        }
        if let Some(told) = self.told.take() {
            return Do::Give(Box::new(told));
        }
        match self.wait.take() {
            _ if self.is_over => Do::End,
            Some(wait) => Do::Wait(wait),
            None if self.is_open => Do::Read,
            None => Do::Connect,
        }
    }

    /// The headers that say where the stream goes on.
    pub(crate) fn headers(&self) -> HeaderMap {
        let id = self.parser.last_id().and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok());
        id.map(|id| (LAST_EVENT_ID, id)).into_iter().collect()
    }

    /// Takes the next piece of the body, or that there is none any more, or why.
    pub(crate) fn came(&mut self, piece: Result<Option<Bytes>, BodyError>) {
        match piece {
            Ok(Some(piece)) => {
                self.failures = 0;
                if self.parser.push(&piece).is_err() {
                    self.fail(self.inset.too_long());
                }
            }
            Ok(None) => self.drop_off(None),
            Err(error) => self.drop_off(Some(Got::Failed(error.into()))),
        }
    }

    /// Takes what came of asking again, and gives it back where it is a stream. `around` is what stands around one.
    pub(crate) fn connected<R>(
        &mut self,
        opened: Result<Result<R, Answer>, Failure>,
        around: impl FnOnce(&R) -> &Around,
    ) -> Option<R> {
        match opened {
            Ok(Ok(stream)) => {
                self.open(around(&stream));
                return Some(stream).filter(|_| self.is_open);
            }
            Ok(Err(answer)) if is_passing(answer.status) => self.drop_off(Some(Got::Refused(answer.into()))),
            Ok(Err(answer)) => {
                self.told = Some(Got::Refused(answer.into()));
                self.is_over = true;
            }
            Err(Failure::Transport(error)) => self.drop_off(Some(Got::Failed(error.into()))),
            Err(failure) => self.fail(failure),
        }
        None
    }

    fn open(&mut self, around: &Around) {
        let given = around.headers.get(CONTENT_TYPE).map(|given| essence(given.as_bytes()));
        match given.filter(|given| given != "text/event-stream") {
            // There is nothing, and there will be nothing.
            _ if matches!(around.status, 204 | 205) => self.is_over = true,
            Some(given) => {
                let message = format!("it is `{given}` and no stream of events");
                self.fail(DecodeError::new(around.status, None, message, String::new()).into());
            }
            None => self.is_open = true,
        }
    }

    /// The stream dropped. It is asked for again where that does no harm and where it can be meant to go on: one that
    /// ends well without ever having said how to go on is at its end.
    fn drop_off(&mut self, fault: Option<Got<Event<Answer>>>) {
        self.is_open = false;
        self.parser.restart();
        let goes_on = fault.is_some() || self.parser.last_id().is_some() || self.parser.wait().is_some();
        if !self.is_safe || !goes_on || self.failures >= self.most_failures {
            self.is_over = true;
            self.told = fault;
            return;
        }
        let first = self.parser.wait().map_or(WAIT, |asked| asked.min(LONGEST_ASKED));
        let growing = first.saturating_mul(1 << self.failures.min(16));
        self.wait = Some(growing.min(LONGEST_WAIT.max(first)));
        self.failures += 1;
    }

    fn fail(&mut self, failure: Failure) {
        self.told = Some(Got::Failed(failure));
        (self.is_open, self.is_over) = (false, true);
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::runtime::error::TransportError;
    use crate::runtime::scrub::Scrubber;

    fn following(text: &str) -> Follow {
        let (headers, url) = (HeaderMap::new(), Url::parse("https://pets.example/").unwrap());
        let scrubber = Scrubber::default();
        let around = Around { status: 200, headers, url, patience: None, limit: 1000, scrubber, tries: 1 };
        let mut follow = Follow::of(&around, &Method::GET);
        follow.came(Ok(Some(Bytes::copy_from_slice(text.as_bytes()))));
        follow
    }

    #[test]
    fn a_server_asks_for_a_time_that_somebody_waits() {
        for (asked, waited) in [("", WAIT), ("retry: 7\n", Duration::from_millis(7))] {
            let mut follow = following(asked);
            follow.came(Err(TransportError::timeout().into()));
            assert!(matches!(follow.next(), Do::Wait(time) if time == waited), "{asked:?}");
        }
        for asked in ["retry: 18446744073709551615\n", "retry: 3600001\n"] {
            let mut follow = following(asked);
            for _ in 0..3 {
                follow.came(Err(TransportError::timeout().into()));
                assert!(matches!(follow.next(), Do::Wait(time) if time == LONGEST_ASKED), "{asked:?}");
            }
        }
    }
}
