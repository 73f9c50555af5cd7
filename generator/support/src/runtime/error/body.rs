//! What goes wrong while a body is read piece by piece.

use std::{fmt, io};

use crate::runtime::error::{BodyTooLarge, DecodeError, Error, TransportError};

/// Why a body could not be read to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// It broke off, or no more of it came in time.
    Transport(TransportError),
    /// It is not what its headers say.
    Decode(DecodeError),
    /// It is larger than the client allows.
    TooLarge(BodyTooLarge),
}

impl BodyError {
    /// Whether no more of the body came in time.
    #[must_use]
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

/// For whoever reads a body as bytes from anywhere.
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
