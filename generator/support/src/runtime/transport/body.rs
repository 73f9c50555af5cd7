//! A body that is all there, or comes piece by piece.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::error::TransportError;
use crate::runtime::upload::{Content, Outflow};

/// Why a body broke off.
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a request or of an answer.
#[derive(Default)]
pub struct Body(Kind);

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Full(Bytes),
    Stream(Pieces, Option<u64>),
}

/// A stream in a lock that nobody ever has to wait for, since only who owns the body reads it: HTTP stacks ask for
/// bodies that can be shared between threads.
type Pieces = Mutex<Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>>;

impl Body {
    /// No body.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A body that comes piece by piece; `length` is that of all of them, where it is known.
    pub fn stream<S>(pieces: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, BoxError>> + Send + 'static,
    {
        Self(Kind::Stream(Mutex::new(Box::pin(pieces)), length))
    }

    /// What is to be sent, whatever it is read from.
    pub(crate) fn of(content: Option<Content>) -> Result<Self, TransportError> {
        let Some(content) = content else { return Ok(Self::empty()) };
        if let Some(bytes) = content.as_bytes() {
            return Ok(bytes.clone().into());
        }
        let outflow = Outflow::of(content)?;
        let length = outflow.length();
        Ok(Self::stream(outflow, length))
    }

    /// How many bytes are still to come, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Empty => Some(0),
            Kind::Full(bytes) => Some(bytes.len() as u64),
            Kind::Stream(_, length) => *length,
        }
    }

    /// Whether there is no body at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Kind::Empty)
    }

    /// All of the body, where it does not come piece by piece.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Full(bytes) => Some(bytes),
            Kind::Empty | Kind::Stream(..) => None,
        }
    }

    /// The next piece; `None` at the end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Full(bytes))
    }
}

impl Stream for Body {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = match &mut self.0 {
            Kind::Empty => None,
            Kind::Full(bytes) => Some(Ok(std::mem::take(bytes))),
            Kind::Stream(pieces, _) => {
                return pieces.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context);
            }
        };
        self.0 = Kind::Empty;
        Poll::Ready(piece)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "Body({length} bytes)"),
            None => f.write_str("Body(..)"),
        }
    }
}
