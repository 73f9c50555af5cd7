//! Text fragments that several errors share: the status, the number of attempts and an excerpt of the body.

use std::fmt;

use http::StatusCode;

/// `400 Bad Request`
pub(super) struct DisplayStatus(pub(super) StatusCode);

impl fmt::Display for DisplayStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.canonical_reason() {
            Some(reason) => write!(f, "{} {reason}", self.0.as_u16()),
            None => write!(f, "{}", self.0.as_u16()),
        }
    }
}

/// The number of attempts as the continuation of a sentence; empty for one.
pub(super) struct DisplayAttempts(pub(super) u32);

impl fmt::Display for DisplayAttempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 1 { write!(f, " after {} attempts", self.0) } else { Ok(()) }
    }
}

/// An excerpt of a body as the continuation of a sentence.
pub(super) struct DisplaySnippet<'s>(pub(super) &'s str);

impl fmt::Display for DisplaySnippet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str(" (empty body)") } else { write!(f, ": {}", self.0) }
    }
}
