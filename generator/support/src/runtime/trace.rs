//! What a call tells those who collect spans and events with `tracing`: a span for each call, and in it an event for
//! each request, answer, redirect and wait. Nothing secret is told: no URL, no header, no body.
//!
//! Without the feature `tracing` nothing is told, and nothing of this is left.

use std::time::Duration;

use http::Method;

use crate::runtime::error::TransportError;

/// The span of one call. Events name it as their parent, since a call that is awaited has no thread of its own.
pub(crate) struct Trace {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg_attr(not(feature = "tracing"), allow(unused_variables, clippy::unused_self))]
impl Trace {
    /// The span of a call that begins.
    pub(crate) fn open(operation: &'static str, method: &Method) -> Self {
        Self {
            #[cfg(feature = "tracing")]
            span: tracing::info_span!("call", operation, method = method.as_str()),
        }
    }

    /// A request is sent.
    pub(crate) fn sent(&self, attempt: u32) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, attempt, "request sent");
    }

    /// An answer begins.
    pub(crate) fn answered(&self, attempt: u32, status: u16, elapsed: Duration) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, attempt, status, elapsed_ms = millis(elapsed), "answer");
    }

    /// A request has no answer, or none that is whole.
    pub(crate) fn failed(&self, attempt: u32, error: &TransportError) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, attempt, error = %error, "no answer");
    }

    /// The server redirects.
    pub(crate) fn redirected(&self, status: u16) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, status, "redirect");
    }

    /// The next request has to wait.
    pub(crate) fn waits(&self, time: Duration, why: &'static str) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, wait_ms = millis(time), why, "wait");
    }
}

#[cfg(feature = "tracing")]
fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
