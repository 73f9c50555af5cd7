//! Bodies of the async client.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::super::content::RequestContent;
use super::super::error::{BoxError, TransportError};
#[cfg(feature = "uploads")]
use super::super::upload::UploadReader;

/// The body of a request or a response.
#[derive(Default)]
pub struct Body(AsyncContent);

#[derive(Default)]
enum AsyncContent {
    #[default]
    Empty,
    Full(Bytes),
    Stream(ChunkStream, Option<u64>),
}

/// A stream of chunks. The uncontended mutex makes the body `Sync`, which HTTP stacks require.
type ChunkStream = Mutex<Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>>;

impl Body {
    /// Creates an empty body.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Creates a body from a stream of chunks; `length` is the total number of bytes, if known.
    pub fn stream<S>(pieces: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, BoxError>> + Send + 'static,
    {
        Self(AsyncContent::Stream(Mutex::new(Box::pin(pieces)), length))
    }

    /// Creates a body from the content of a request.
    pub(crate) fn from_content(content: Option<RequestContent>) -> Result<Self, TransportError> {
        match content {
            None => Ok(Self::empty()),
            Some(RequestContent::Bytes(bytes)) => Ok(bytes.into()),
            #[cfg(feature = "uploads")]
            Some(RequestContent::Uploads(uploads)) => {
                if let Some(bytes) = uploads.as_bytes() {
                    return Ok(bytes.clone().into());
                }
                let reader = UploadReader::new(uploads)?;
                let length = reader.length();
                Ok(Self::stream(reader, length))
            }
        }
    }

    /// Returns the number of remaining bytes, if known.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            AsyncContent::Empty => Some(0),
            AsyncContent::Full(bytes) => Some(bytes.len() as u64),
            AsyncContent::Stream(_, length) => *length,
        }
    }

    /// Returns true if there is no body.
    pub fn is_empty(&self) -> bool {
        matches!(self.0, AsyncContent::Empty)
    }

    /// Returns the bytes of a buffered body.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            AsyncContent::Full(bytes) => Some(bytes),
            AsyncContent::Empty | AsyncContent::Stream(..) => None,
        }
    }

    /// Returns the next chunk, or `None` at the end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(AsyncContent::Full(bytes))
    }
}

impl Stream for Body {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = match &mut self.0 {
            AsyncContent::Empty => None,
            AsyncContent::Full(bytes) => Some(Ok(std::mem::take(bytes))),
            AsyncContent::Stream(pieces, _) => {
                return pieces.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context);
            }
        };
        self.0 = AsyncContent::Empty;
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
