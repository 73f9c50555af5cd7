//! Coordination of token requests: one call requests a token, and the others wait for the result.
//!
//! No I/O. If the requesting call is cancelled, the next one takes over.

use std::fmt;
#[cfg(feature = "blocking")]
use std::sync::Condvar;
use std::sync::{Mutex, MutexGuard, PoisonError};
#[cfg(feature = "async")]
use std::task::{Context, Poll, Waker};
#[cfg(feature = "blocking")]
use std::time::Duration;

use super::TokenError;

/// The state of the current token request and its waiters. Clients that share a token source share it.
#[derive(Default)]
pub struct SingleFlight {
    state: Mutex<FlightState>,
    #[cfg(feature = "blocking")]
    ended: Condvar,
}

#[derive(Default)]
struct FlightState {
    asking: bool,
    /// The number of completed requests.
    round: u64,
    /// The error of the last request.
    failure: Option<TokenError>,
    #[cfg(feature = "async")]
    waiting: Vec<Waker>,
}

/// The exclusive right to request a token, until it is dropped.
pub(crate) struct LeaderGuard<'f>(&'f SingleFlight);

/// A call that waits for the token request of another call.
#[derive(Clone, Copy)]
pub(crate) struct Waiter<'f> {
    flight: &'f SingleFlight,
    round: u64,
}

impl SingleFlight {
    /// Acquires the right to request a token, or returns a waiter for the call that has it.
    pub(crate) fn try_lead(&self) -> Result<LeaderGuard<'_>, Waiter<'_>> {
        let mut state = self.state();
        if state.asking {
            return Err(Waiter { flight: self, round: state.round });
        }
        state.asking = true;
        Ok(LeaderGuard(self))
    }

    /// Locks the state. A panic of another thread cannot leave it inconsistent.
    fn state(&self) -> MutexGuard<'_, FlightState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LeaderGuard<'_> {
    /// Reports a failed request to the waiters.
    pub(crate) fn failed(self, error: &TokenError) {
        self.done(Some(error.clone()));
    }

    /// Reports a new token to the waiters.
    pub(crate) fn succeeded(self) {
        self.done(None);
    }

    fn done(self, failure: Option<TokenError>) {
        let mut state = self.0.state();
        state.round += 1;
        state.failure = failure;
    }
}

impl Drop for LeaderGuard<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.asking = false;
        #[cfg(feature = "async")]
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        #[cfg(feature = "async")]
        waiting.into_iter().for_each(Waker::wake);
        #[cfg(feature = "blocking")]
        self.0.ended.notify_all();
    }
}

impl Waiter<'_> {
    /// Returns the error of the request, or `None` if it succeeded, was cancelled or is not complete.
    pub(crate) fn failure(&self) -> Option<TokenError> {
        let state = self.flight.state();
        state.failure.clone().filter(|_| state.round != self.round)
    }

    /// Returns ready after the request is completed or cancelled.
    #[cfg(feature = "async")]
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.flight.state();
        if !state.asking || state.round != self.round {
            return Poll::Ready(());
        }
        if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
            state.waiting.push(context.waker().clone());
        }
        Poll::Pending
    }

    /// Blocks until the request is completed or cancelled, or the time is over.
    #[cfg(feature = "blocking")]
    pub(crate) fn wait(&self, time: Option<Duration>) {
        let state = self.flight.state();
        let goes_on = |state: &mut FlightState| state.asking && state.round == self.round;
        match time {
            Some(time) => drop(self.flight.ended.wait_timeout_while(state, time, goes_on)),
            None => drop(self.flight.ended.wait_while(state, goes_on)),
        }
    }
}

impl fmt::Debug for SingleFlight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleFlight").field("asking", &self.state().asking).finish_non_exhaustive()
    }
}
