//! Bodies of the blocking client.

use std::fmt;
use std::io::{self, Read};

use bytes::Bytes;

use super::super::chunks::copy_front;
use super::super::content::RequestContent;
use super::super::error::TransportError;
#[cfg(feature = "uploads")]
use super::super::upload::UploadReader;

/// The body of a request or a response.
#[derive(Default)]
pub struct Body(BlockingContent);

#[derive(Default)]
enum BlockingContent {
    #[default]
    Empty,
    Full(Bytes),
    Reader(Box<dyn Read + Send>, Option<u64>),
}

impl Body {
    /// Creates an empty body.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Creates a body from a reader; `length` is the total number of bytes, if known.
    pub fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self(BlockingContent::Reader(Box::new(reader), length))
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
                Ok(Self::reader(reader, length))
            }
        }
    }

    /// Returns the number of remaining bytes, if known.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            BlockingContent::Empty => Some(0),
            BlockingContent::Full(bytes) => Some(bytes.len() as u64),
            BlockingContent::Reader(_, length) => *length,
        }
    }

    /// Returns true if there is no body.
    pub fn is_empty(&self) -> bool {
        matches!(self.0, BlockingContent::Empty)
    }

    /// Returns the bytes of a buffered body.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            BlockingContent::Full(bytes) => Some(bytes),
            BlockingContent::Empty | BlockingContent::Reader(..) => None,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(BlockingContent::Full(bytes))
    }
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            BlockingContent::Empty => Ok(0),
            BlockingContent::Full(bytes) => Ok(copy_front(bytes, into)),
            BlockingContent::Reader(reader, _) => reader.read(into),
        }
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
