//! Helpers for bodies that are received or sent in chunks.

use bytes::Bytes;

use super::error::TransportError;

/// The error of reading a body.
#[derive(Debug)]
pub(crate) enum BodyReadError {
    /// It exceeds the limit.
    TooLarge,
    /// It was interrupted.
    Broken(TransportError),
    /// It does not match its headers.
    Invalid(String),
}

/// Fails if the body is incomplete; some HTTP stacks do not report an interrupted body.
pub(crate) fn check_complete(received: u64, total: Option<u64>) -> Result<(), TransportError> {
    match total {
        Some(total) if received < total => {
            Err(TransportError::interrupted(format!("the body ended after {received} of {total} bytes")))
        }
        _ => Ok(()),
    }
}

/// Copies the beginning of `rest` into a buffer and returns the number of bytes.
pub(crate) fn copy_front(rest: &mut Bytes, into: &mut [u8]) -> usize {
    let chunk = rest.split_to(rest.len().min(into.len()));
    into[..chunk.len()].copy_from_slice(&chunk);
    chunk.len()
}
