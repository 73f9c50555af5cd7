//! One call at a time asks for a token; the others wait for what comes of it.
//!
//! Nothing is sent here. A call that gives up while it asks leaves its place to the next.

use std::fmt;
#[cfg(feature = "blocking")]
use std::sync::Condvar;
use std::sync::{Mutex, MutexGuard, PoisonError};
#[cfg(feature = "async")]
use std::task::{Context, Poll, Waker};
#[cfg(feature = "blocking")]
use std::time::Duration;

use super::TokenError;

/// Whether a call is asking for a token, and who waits for it: what a source has that several clients share.
#[derive(Default)]
pub struct Flight {
    state: Mutex<State>,
    #[cfg(feature = "blocking")]
    ended: Condvar,
}

#[derive(Default)]
struct State {
    asking: bool,
    /// How many calls have asked and are done.
    round: u64,
    /// What the last of them failed with.
    failure: Option<TokenError>,
    #[cfg(feature = "async")]
    waiting: Vec<Waker>,
}

/// The right to ask, until it is dropped.
pub(crate) struct Asking<'f>(&'f Flight);

/// A place in the row of those that wait for another call to be done.
#[derive(Clone, Copy)]
pub(crate) struct Turn<'f> {
    flight: &'f Flight,
    round: u64,
}

impl Flight {
    /// The right to ask, or the wait for the call that has it.
    pub(crate) fn enter(&self) -> Result<Asking<'_>, Turn<'_>> {
        let mut state = self.state();
        if state.asking {
            return Err(Turn { flight: self, round: state.round });
        }
        state.asking = true;
        Ok(Asking(self))
    }

    /// A panic of another thread leaves nothing half done here.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asking<'_> {
    /// Tells those that wait that there is no token, and why.
    pub(crate) fn failed(self, error: &TokenError) {
        self.done(Some(error.clone()));
    }

    /// Tells those that wait that there is a token.
    pub(crate) fn succeeded(self) {
        self.done(None);
    }

    fn done(self, failure: Option<TokenError>) {
        let mut state = self.0.state();
        state.round += 1;
        state.failure = failure;
    }
}

impl Drop for Asking<'_> {
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

impl Turn<'_> {
    /// What came of the call that asked; nothing where it gave up, or is not done.
    pub(crate) fn failure(&self) -> Option<TokenError> {
        let state = self.flight.state();
        state.failure.clone().filter(|_| state.round != self.round)
    }

    /// Whether the call that asked is done or gave up.
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

    /// Waits until the call that asked is done or gave up, or the time is over.
    #[cfg(feature = "blocking")]
    pub(crate) fn wait(&self, time: Option<Duration>) {
        let state = self.flight.state();
        let goes_on = |state: &mut State| state.asking && state.round == self.round;
        match time {
            Some(time) => drop(self.flight.ended.wait_timeout_while(state, time, goes_on)),
            None => drop(self.flight.ended.wait_while(state, goes_on)),
        }
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flight").field("asking", &self.state().asking).finish_non_exhaustive()
    }
}
