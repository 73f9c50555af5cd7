//! A program that runs beside this one, and ends with the value that holds it.
//!
//! Comes in: a command. Goes out: the running program. It knows nothing of what the program says.

use std::io;
use std::process::{Child, Command, ExitStatus};

/// A running program.
pub(super) struct Running(Child);

impl Running {
    /// Starts it.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        command.spawn().map(Self)
    }

    /// The program, for what it reads and writes.
    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Waits until it ends by itself.
    pub(super) fn finish(mut self) -> io::Result<ExitStatus> {
        self.0.wait()
    }
}

impl Drop for Running {
    /// Ends it, if it has not ended by then.
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
