//! How fast an API may be called, and what it says of that in its answers.

/// The member of an operation's answers that says how long to wait before it is called again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    /// The member's name.
    pub field: String,
    /// What it counts.
    pub unit: TimeUnit,
}

/// What a number that is a time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// How many requests an API allows in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many, at least one.
    pub requests: u32,
    /// In how many seconds, at least one.
    pub seconds: u32,
}
