//! Exchanges on a thread of their own, so that whoever waits for them can give up.
//!
//! What blocks knows a time for the whole exchange, which would cut off a long download, and rarely one for all until
//! the headers are there. So a thread sends, and whoever waits for it stops waiting in time. A stack that knows a time
//! for each piece hands its body over; of any other, the thread goes on and hands over piece by piece.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

use bytes::Bytes;

use super::{Body, Transport};
use crate::runtime::error::TransportError;
use crate::runtime::flow::hand_out;

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// How many pieces wait to be taken.
const AHEAD: usize = 4;

/// A transport all of whose answers are read piece by piece.
pub(super) struct Apart {
    transport: Arc<dyn Transport>,
    /// How long a piece may take; `None` for a time that has no end.
    patience: Option<Duration>,
}

impl Apart {
    pub(super) fn new(transport: Arc<dyn Transport>, patience: Option<Duration>) -> Self {
        Self { transport, patience }
    }
}

impl Transport for Apart {
    fn send(
        &self,
        request: http::Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError> {
        self.transport.clone().stream(request, timeout, self.patience)
    }

    fn sleep(&self, time: Duration) {
        self.transport.sleep(time);
    }

    fn waits(&self) -> bool {
        self.transport.waits()
    }
}

/// What a thread gives that sends a request, unless the time is over before.
pub(super) fn begun<T: Send + 'static>(
    timeout: Option<Duration>,
    send: impl FnOnce(SyncSender<Result<T, TransportError>>) + Send + 'static,
) -> Result<T, TransportError> {
    let (tell, told) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new().name("download".to_owned()).spawn(move || send(tell));
    spawned.map_err(TransportError::unmakeable)?;
    match wait(&told, timeout) {
        Ok(answer) => answer,
        Err(RecvTimeoutError::Timeout) => Err(TransportError::timeout()),
        Err(RecvTimeoutError::Disconnected) => Err(TransportError::broken("the HTTP stack gave no answer")),
    }
}

/// Sends a request and reads its answer on a thread that hands the pieces over. It ends once there is nothing to read
/// or nobody to hand it to; where the stack waits for the server without end, so does the thread.
pub(super) fn pumped<T: Transport + ?Sized>(
    transport: Arc<T>,
    request: http::Request<Body>,
    timeout: Option<Duration>,
    patience: Option<Duration>,
) -> Result<http::Response<Body>, TransportError> {
    let (hand, handed) = mpsc::sync_channel(AHEAD);
    let (head, length) = begun(timeout, move |tell| {
        let (head, body) = match transport.send(request, None) {
            Ok(answer) => answer.into_parts(),
            Err(error) => return drop(tell.send(Err(error))),
        };
        // Nobody may be waiting any more; then there is nothing to do.
        if tell.send(Ok((head, body.length()))).is_ok() {
            pump(body, &hand);
        }
    })?;
    let pieces = Pieces { handed, patience, rest: Bytes::new(), is_over: false };
    Ok(http::Response::from_parts(head, Body::reader(pieces, length)))
}

/// Hands a body over piece by piece; the last piece is empty.
fn pump(mut body: Body, hand: &SyncSender<io::Result<Bytes>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let read = body.read(&mut piece).map(|count| {
            piece.truncate(count);
            Bytes::from(piece)
        });
        let is_last = !matches!(&read, Ok(piece) if !piece.is_empty());
        let is_interrupted = matches!(&read, Err(error) if error.kind() == ErrorKind::Interrupted);
        if !is_interrupted && (hand.send(read).is_err() || is_last) {
            return;
        }
    }
}

fn wait<T>(from: &Receiver<T>, time: Option<Duration>) -> Result<T, RecvTimeoutError> {
    match time {
        Some(time) => from.recv_timeout(time),
        None => from.recv().map_err(|_| RecvTimeoutError::Disconnected),
    }
}

/// A body that another thread reads.
struct Pieces {
    // Receivers belong to one thread at a time, which whoever reads the body is.
    handed: Receiver<io::Result<Bytes>>,
    patience: Option<Duration>,
    rest: Bytes,
    is_over: bool,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && !self.is_over {
            let piece = wait(&self.handed, self.patience).map_err(|error| match error {
                RecvTimeoutError::Timeout => ErrorKind::TimedOut.into(),
                RecvTimeoutError::Disconnected => io::Error::other("the HTTP stack stopped reading"),
            });
            self.rest = piece.and_then(|piece| piece).inspect_err(|_| self.is_over = true)?;
            self.is_over = self.rest.is_empty();
        }
        Ok(hand_out(&mut self.rest, into))
    }
}
