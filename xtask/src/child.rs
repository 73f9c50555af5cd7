//! A child process that is killed when its value is dropped.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A running child process.
pub(crate) struct ChildProcess(Child);

impl ChildProcess {
    /// Starts the process.
    pub(crate) fn spawn(command: &mut Command) -> io::Result<Self> {
        command.spawn().map(Self)
    }

    /// Returns the handle, for access to the streams.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Reads standard output until the process closes it; the error is [`io::ErrorKind::TimedOut`] if it does not.
    pub(crate) fn read_stdout(&mut self, timeout: Duration) -> io::Result<Vec<u8>> {
        let Some(mut stdout) = self.0.stdout.take() else { return Ok(Vec::new()) };
        // A thread reads the output, so that a process that never exits can be killed here.
        let (sender, receiver) = mpsc::channel();
        thread::Builder::new().spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.read_to_end(&mut bytes);
            sender.send(read.map(|_| bytes))
        })?;
        receiver.recv_timeout(timeout).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Waits until the process exits.
    pub(crate) fn wait(mut self) -> io::Result<ExitStatus> {
        self.0.wait()
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
