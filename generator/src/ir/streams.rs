//! Answers that come value by value: which operations have them, and what each value is. Plain data.

use super::{Operation, Outcome, Reading, Type};

/// A form in which an operation can give its answer value by value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streaming {
    /// How values are told apart.
    pub kind: StreamKind,
    /// The media type that is asked for.
    pub accept: String,
    /// How each value is read.
    pub reading: Reading,
    /// The type of each value.
    pub ty: Type,
}

/// How the values of a stream are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StreamKind {
    /// As server-sent events.
    Events,
    /// As lines.
    Lines,
    /// By a record separator before each (RFC 7464).
    Sequence,
}

impl Operation {
    /// Whether its successful answers are bytes and nothing else, so that nobody has to hold them whole.
    #[must_use]
    pub fn gives_bytes(&self) -> bool {
        let is_bytes = |ty: &Type| matches!(ty, Type::Bytes);
        let has_bytes = match &self.output {
            Outcome::One(Type::Nullable(some)) => is_bytes(some),
            Outcome::One(ty) => is_bytes(ty),
            Outcome::Several(_) => false,
        };
        let mut good = self.arms.iter().filter(|arm| !arm.is_error);
        has_bytes && good.all(|arm| matches!(arm.reading, Reading::Bytes | Reading::Empty))
    }
}
