//! Words that stand in several errors: a status, how often it was tried, how a body begins.

use std::fmt;

use http::StatusCode;

/// `400 Bad Request`
pub(super) struct Status(pub(super) u16);

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match StatusCode::from_u16(self.0).ok().and_then(|status| status.canonical_reason()) {
            Some(reason) => write!(f, "{} {reason}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

/// How many tries it took, as it goes on after a sentence; nothing where it was one.
pub(super) struct After(pub(super) u32);

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 1 { write!(f, " after {} tries", self.0) } else { Ok(()) }
    }
}

/// An excerpt of a body, as it goes on after a sentence.
pub(super) struct Near<'s>(pub(super) &'s str);

impl fmt::Display for Near<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str(" (empty body)") } else { write!(f, ": {}", self.0) }
    }
}
