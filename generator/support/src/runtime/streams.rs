//! Answers that come piece by piece or value by value: what operations say of theirs, and what their callers get.
//!
//! Nothing is sent here and nothing waits: drivers do what the steps say.

mod follow;
mod row;

use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderMap;
use url::Url;

use crate::runtime::answer::Answer;
use crate::runtime::call::Operation;
use crate::runtime::error::{BodyTooLarge, Error};
use crate::runtime::exchange::Failure;
use crate::runtime::flow::Around;
use crate::runtime::scrub::Scrubber;

pub(crate) use follow::{Do, Follow};
pub(crate) use row::Row;

/// An operation whose successful answers are bytes.
pub trait GivesBytes: Operation {}

/// An operation whose successful answer can be a stream of server-sent events.
pub trait GivesEvents: Operation {
    /// What the data of an event is read as.
    type Event;
    /// The media type to ask for.
    const ACCEPT: &'static str;

    /// Reads the data of one event.
    fn event(answer: Answer) -> Result<Self::Event, Error<Self::Error>>;
}

/// An operation whose successful answer can be a row of JSON values.
pub trait GivesLines: Operation {
    /// What each value is read as.
    type Line;
    /// The media type to ask for.
    const ACCEPT: &'static str;
    /// How values are told apart.
    const KIND: LineKind;

    /// Reads one value.
    fn line(answer: Answer) -> Result<Self::Line, Error<Self::Error>>;
}

/// How values in a row are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Each is a line.
    Lines,
    /// Before each stands a record separator (RFC 7464).
    Sequence,
}

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// What kind of event it is: `message` where the server does not say.
    pub event: String,
    /// The id of this event, or of the last one before it that has one.
    pub id: Option<String>,
    /// How long the server wants to be left alone once this stream ends, where the event says.
    pub retry: Option<Duration>,
    /// What it tells.
    pub data: T,
}

/// Whether a status is one of success, so that what comes with it is what was asked for.
pub(crate) fn is_success(status: u16) -> bool {
    (200..=299).contains(&status)
}

/// The error that an answer is which is not one of success.
pub(crate) fn refusal<O: Operation>(answer: Answer) -> Error<O::Error> {
    let undeclared = answer.clone();
    O::decode(answer).err().unwrap_or_else(|| undeclared.undeclared())
}

/// What came out of a stream.
pub(crate) enum Got<T> {
    /// A value.
    Value(T),
    /// An answer that is not one of success.
    Refused(Box<Answer>),
    /// Nothing, and why.
    Failed(Failure),
}

impl<T> Event<T> {
    /// The same event, with what it tells read by `read`.
    fn read<V, E>(self, read: impl FnOnce(T) -> Result<V, E>) -> Result<Event<V>, E> {
        let Self { event, id, retry, data } = self;
        read(data).map(|data| Event { event, id, retry, data })
    }
}

impl Got<Event<Answer>> {
    /// The event as an operation reads it.
    pub(crate) fn event<O: GivesEvents>(self) -> Result<Event<O::Event>, Error<O::Error>> {
        self.read::<O, _>(|event| event.read(O::event))
    }
}

impl<T> Got<T> {
    /// The value as an operation reads it.
    pub(crate) fn read<O: Operation, V>(
        self,
        read: impl FnOnce(T) -> Result<V, Error<O::Error>>,
    ) -> Result<V, Error<O::Error>> {
        match self {
            Self::Value(value) => read(value),
            Self::Refused(answer) => Err(refusal::<O>(*answer)),
            Self::Failed(failure) => Err(failure.widen()),
        }
    }
}

/// What makes an answer of its own of each value in a stream.
struct Inset {
    status: u16,
    url: Url,
    limit: u64,
    scrubber: Scrubber,
    tries: u32,
}

impl Inset {
    fn of(around: &Around) -> Self {
        Self {
            status: around.status,
            url: around.url.clone(),
            limit: around.limit,
            scrubber: around.scrubber.clone(),
            tries: around.tries,
        }
    }

    fn holding(&self, body: Bytes) -> Answer {
        let (url, asked, scrubber) = (self.url.clone(), self.url.clone(), self.scrubber.clone());
        Answer { status: self.status, headers: HeaderMap::new(), body, url, asked, scrubber, tries: self.tries }
    }

    /// A value has more than a whole body may have.
    fn too_long(&self) -> Failure {
        BodyTooLarge::new(self.status, self.limit).into()
    }
}
