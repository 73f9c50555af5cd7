//! A child process that is killed when its value is dropped.

use std::io;
use std::process::{Child, Command, ExitStatus};

/// A running child process.
pub(super) struct ChildProcess(Child);

impl ChildProcess {
    /// Starts the process.
    pub(super) fn spawn(command: &mut Command) -> io::Result<Self> {
        command.spawn().map(Self)
    }

    /// Returns the handle, for access to the streams.
    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Waits until the process exits.
    pub(super) fn wait(mut self) -> io::Result<ExitStatus> {
        self.0.wait()
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
