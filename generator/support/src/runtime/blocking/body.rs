//! A body that is all there, or is read piece by piece.

use std::fmt;
use std::io::{self, Read};

use bytes::Bytes;

use crate::runtime::error::TransportError;
use crate::runtime::flow::hand_out;
use crate::runtime::upload::{Content, Outflow};

/// The body of a request or of an answer.
#[derive(Default)]
pub struct Body(Kind);

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Full(Bytes),
    Reader(Box<dyn Read + Send>, Option<u64>),
}

impl Body {
    /// No body.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A body that is read piece by piece; `length` is that of all of them, where it is known.
    pub fn reader(reader: impl Read + Send + 'static, length: Option<u64>) -> Self {
        Self(Kind::Reader(Box::new(reader), length))
    }

    /// What is to be sent, whatever it is read from.
    pub(crate) fn of(content: Option<Content>) -> Result<Self, TransportError> {
        let Some(content) = content else { return Ok(Self::empty()) };
        if let Some(bytes) = content.as_bytes() {
            return Ok(bytes.clone().into());
        }
        let outflow = Outflow::of(content)?;
        let length = outflow.length();
        Ok(Self::reader(outflow, length))
    }

    /// How many bytes are still to come, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Empty => Some(0),
            Kind::Full(bytes) => Some(bytes.len() as u64),
            Kind::Reader(_, length) => *length,
        }
    }

    /// Whether there is no body at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Kind::Empty)
    }

    /// All of the body, where it is not read piece by piece.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Full(bytes) => Some(bytes),
            Kind::Empty | Kind::Reader(..) => None,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Full(bytes))
    }
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Kind::Empty => Ok(0),
            Kind::Full(bytes) => Ok(hand_out(bytes, into)),
            Kind::Reader(reader, _) => reader.read(into),
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
