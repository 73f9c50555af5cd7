//! Tracing: a span per call with its requests, responses, redirects and delays, but no URLs, headers or bodies.
//!
//! Without the feature `tracing` this compiles to nothing.

use std::time::Duration;

use http::{Method, StatusCode};

use super::error::TransportError;

/// The span of one call. Events name it as their parent explicitly, because an async call can move between threads.
pub(crate) struct CallSpan {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg_attr(not(feature = "tracing"), allow(unused_variables, clippy::unused_self))]
impl CallSpan {
    /// Opens the span of a call.
    pub(crate) fn new(operation: &'static str, method: &Method) -> Self {
        Self {
            #[cfg(feature = "tracing")]
            span: tracing::info_span!("call", operation, method = method.as_str()),
        }
    }

    /// Records a request.
    pub(crate) fn sent(&self, attempt: u32) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, attempt, "request sent");
    }

    /// Records the head of a response.
    pub(crate) fn response(&self, attempt: u32, status: StatusCode, elapsed: Duration) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, attempt, status = status.as_u16(), elapsed_ms = millis(elapsed), "response received");
    }

    /// Records a failed attempt.
    pub(crate) fn failed(&self, attempt: u32, error: &TransportError) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, attempt, error = %error, "attempt failed");
    }

    /// Records a redirect.
    pub(crate) fn redirected(&self, status: StatusCode) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, status = status.as_u16(), "redirect");
    }

    /// Records a delay.
    pub(crate) fn sleeping(&self, time: Duration, reason: &'static str) {
        #[cfg(feature = "tracing")]
        tracing::debug!(parent: &self.span, wait_ms = millis(time), reason, "wait");
    }
}

#[cfg(feature = "tracing")]
fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
