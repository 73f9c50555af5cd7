//! Exchanges on a separate thread, so that the caller can stop waiting.
//!
//! Blocking HTTP stacks usually have a timeout for the entire exchange, which would interrupt long downloads, but none
//! for the time until the headers arrive. A thread therefore sends the request, and the caller limits its wait. If the
//! stack supports a timeout per chunk, the caller receives the body; otherwise the thread reads the body and passes on
//! its chunks.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

use bytes::Bytes;

use super::super::chunks::copy_front;
use super::super::error::TransportError;
use super::{Body, Transport};

/// The size of a read.
const CHUNK_SIZE: usize = 64 * 1024;

/// The number of buffered chunks.
const CHANNEL_CAPACITY: usize = 4;

/// A transport that streams all response bodies.
pub(crate) struct ThreadedTransport {
    transport: Arc<dyn Transport>,
    /// The timeout of a chunk; `None` for no timeout.
    chunk_timeout: Option<Duration>,
}

impl ThreadedTransport {
    pub(crate) fn new(transport: Arc<dyn Transport>, chunk_timeout: Option<Duration>) -> Self {
        Self { transport, chunk_timeout }
    }
}

impl Transport for ThreadedTransport {
    fn send(
        &self,
        request: http::Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError> {
        self.transport.clone().stream(request, timeout, self.chunk_timeout)
    }

    fn sleep(&self, time: Duration) {
        self.transport.sleep(time);
    }

    fn simulates_time(&self) -> bool {
        self.transport.simulates_time()
    }
}

/// Runs a function on a thread and returns its result, or a timeout error.
pub(super) fn send_on_thread<T: Send + 'static>(
    timeout: Option<Duration>,
    send: impl FnOnce(SyncSender<Result<T, TransportError>>) + Send + 'static,
) -> Result<T, TransportError> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new().name("download".to_owned()).spawn(move || send(sender));
    spawned.map_err(TransportError::invalid_request)?;
    match wait(&receiver, timeout) {
        Ok(response) => response,
        Err(RecvTimeoutError::Timeout) => Err(TransportError::timeout()),
        Err(RecvTimeoutError::Disconnected) => Err(TransportError::interrupted("the transport returned no response")),
    }
}

/// Sends a request on a thread that passes on the chunks of the response until the receiver is dropped.
pub(super) fn stream_on_thread<T: Transport + ?Sized>(
    transport: Arc<T>,
    request: http::Request<Body>,
    timeout: Option<Duration>,
    chunk_timeout: Option<Duration>,
) -> Result<http::Response<Body>, TransportError> {
    let (chunk_sender, receiver) = mpsc::sync_channel(CHANNEL_CAPACITY);
    let (head, length) = send_on_thread(timeout, move |sender| {
        let (head, body) = match transport.send(request, None) {
            Ok(response) => response.into_parts(),
            Err(error) => return drop(sender.send(Err(error))),
        };
        // If the receiver is dropped, there is nothing to do.
        if sender.send(Ok((head, body.length()))).is_ok() {
            pump(body, &chunk_sender);
        }
    })?;
    let body = ChunkReader { receiver, chunk_timeout, rest: Bytes::new(), is_over: false };
    Ok(http::Response::from_parts(head, Body::reader(body, length)))
}

/// Passes on the chunks of a body. The last chunk is empty.
fn pump(mut body: Body, sender: &SyncSender<io::Result<Bytes>>) {
    loop {
        let mut chunk = vec![0; CHUNK_SIZE];
        let read = body.read(&mut chunk).map(|count| {
            chunk.truncate(count);
            Bytes::from(chunk)
        });
        let is_last = !matches!(&read, Ok(chunk) if !chunk.is_empty());
        let is_interrupted = matches!(&read, Err(error) if error.kind() == ErrorKind::Interrupted);
        if !is_interrupted && (sender.send(read).is_err() || is_last) {
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
struct ChunkReader {
    // `Receiver` is not `Sync`, but a body is read by one thread at a time.
    receiver: Receiver<io::Result<Bytes>>,
    chunk_timeout: Option<Duration>,
    rest: Bytes,
    is_over: bool,
}

impl Read for ChunkReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && !self.is_over {
            let chunk = wait(&self.receiver, self.chunk_timeout).map_err(|error| match error {
                RecvTimeoutError::Timeout => ErrorKind::TimedOut.into(),
                RecvTimeoutError::Disconnected => io::Error::other("the transport stopped reading"),
            });
            self.rest = chunk.and_then(|chunk| chunk).inspect_err(|_| self.is_over = true)?;
            self.is_over = self.rest.is_empty();
        }
        Ok(copy_front(&mut self.rest, into))
    }
}
