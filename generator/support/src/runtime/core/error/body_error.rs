//! The error of reading a streamed body.

use std::{fmt, io};

use super::super::error::{BodyTooLarge, DecodeError, Error, TransportError};

/// The error of reading a streamed body.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// The connection closed, or the next chunk timed out.
    Transport(TransportError),
    /// The body does not match its headers.
    Decode(DecodeError),
    /// The body exceeds the limit of the client.
    TooLarge(BodyTooLarge),
}

impl BodyError {
    /// Returns true if a chunk timed out.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::TooLarge(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BodyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Transport(error) = self { error.source() } else { None }
    }
}

impl From<TransportError> for BodyError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<BodyError> for Error<E> {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::Transport(error) => error.into(),
            BodyError::Decode(error) => error.into(),
            BodyError::TooLarge(error) => error.into(),
        }
    }
}

/// Converts for code that reads a body through `io::Read`.
impl From<BodyError> for io::Error {
    fn from(error: BodyError) -> Self {
        let kind = match &error {
            BodyError::Transport(error) if error.is_timeout() => io::ErrorKind::TimedOut,
            BodyError::Transport(_) => io::ErrorKind::UnexpectedEof,
            BodyError::Decode(_) | BodyError::TooLarge(_) => io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}
