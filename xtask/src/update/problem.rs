//! The reason that a document cannot be fetched.

/// The reason that a document cannot be fetched, and the fix.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) help: &'static str,
}

impl Problem {
    pub(super) fn new(message: impl Into<String>, help: &'static str) -> Self {
        Self { message: message.into(), help }
    }
}
