//! An answer whose body is read piece by piece, by a thread that waits for each.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

use bytes::Bytes;
use http::header::HeaderMap;
use url::Url;

use super::apart::Apart;
use super::drive::{fault, head, received};
use super::{Body, Call};
use crate::runtime::answer::Answer;
use crate::runtime::call::{Operation, opened};
use crate::runtime::error::{BodyError, Error};
use crate::runtime::exchange::{Exchange, Failure, Head};
use crate::runtime::flow::{Around, Flow, Next, hand_out};
use crate::runtime::mode::Blocking;
use crate::runtime::streams::{GivesBytes, is_success, refusal};

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// An answer as the server gave it, whatever its status, with its body still to come. Compression is undone.
///
/// The body can be read like a file, piece by piece, or at once. No piece may take longer than the call's timeout; all
/// of them together take as long as they need.
pub struct RawResponse {
    around: Around,
    flow: Flow,
    body: Body,
    /// What a reader has asked for less of than there was.
    rest: Bytes,
    is_over: bool,
}

impl<O: Operation> Call<'_, O> {
    /// Sends the request and gives the answer as it is, whatever its status, with the body still to come. The call's
    /// timeout is for all until the headers are there, and then for each piece of the body.
    pub fn send_raw(self) -> Result<RawResponse, Error<O::Error>> {
        let (mut exchange, mode) = opened(&self)?;
        raw(mode, &mut exchange).map_err(Error::widen)
    }
}

impl<O: GivesBytes> Call<'_, O> {
    /// Sends the request and gives the answer with the body still to come, so that it is never held whole; an error of
    /// the API is read whole, and typed. The call's timeout is for all until the headers are there, and then for each
    /// piece of the body.
    pub fn download(self) -> Result<RawResponse, Error<O::Error>> {
        let (mut exchange, mode) = opened(&self)?;
        streaming(mode, &mut exchange).map_err(Error::widen)?.map_err(refusal::<O>)
    }
}

/// Goes on until there is an answer, and leaves its body to come.
fn raw(mode: &Blocking, exchange: &mut Exchange<'_>) -> Result<RawResponse, Failure> {
    exchange.reads_whole(|_| false);
    let (head, body) = head(&apart(mode, exchange), exchange)?;
    RawResponse::of(exchange, head, body)
}

/// As [`raw`] where the status is one of success; any other answer is read whole.
pub(super) fn streaming(mode: &Blocking, exchange: &mut Exchange<'_>) -> Result<Result<RawResponse, Answer>, Failure> {
    exchange.reads_whole(|status| !is_success(status));
    let mode = apart(mode, exchange);
    loop {
        let (head, body) = head(&mode, exchange)?;
        if is_success(head.status) {
            return RawResponse::of(exchange, head, body).map(Ok);
        }
        if let Some(answer) = received(exchange, head, body)? {
            return Ok(Err(answer));
        }
    }
}

fn apart(mode: &Blocking, exchange: &Exchange<'_>) -> Blocking {
    Blocking { transport: Arc::new(Apart::new(mode.transport.clone(), exchange.patience())) }
}

impl RawResponse {
    fn of(exchange: &Exchange<'_>, head: Head, body: Body) -> Result<Self, Failure> {
        let around = exchange.around(head);
        let flow = Flow::of(&around, body.length())?;
        Ok(Self { around, flow, body, rest: Bytes::new(), is_over: false })
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.around.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.around.headers
    }

    /// Where the answer came from, redirects followed. A credential that travels in the query is part of it.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.around.url
    }

    /// How many bytes the body has, where the server says so and does not compress it.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.flow.length()
    }

    /// Tells how many bytes came in, and of how many where that is known, each time that some did; both as they were
    /// sent, which may be compressed.
    #[must_use]
    pub fn on_progress(mut self, tell: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.flow.watch(Box::new(tell));
        self
    }

    /// The next piece of the body; `None` at its end.
    pub fn chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        if self.is_over {
            return Ok(None);
        }
        let piece = self.piece();
        self.is_over = !matches!(piece, Ok(Some(_)));
        piece
    }

    /// All of the body, as long as it is not longer than the client allows.
    pub fn bytes(self) -> Result<Bytes, BodyError> {
        Ok(self.whole()?.body)
    }

    /// All of the body as text, as long as it is not longer than the client allows.
    pub fn text(self) -> Result<String, BodyError> {
        self.whole()?.read_text().map_err(BodyError::Decode)
    }

    /// Writes the body to a writer as it comes in, and gives its length. What goes wrong with the body is a
    /// [`BodyError`] within the error.
    pub fn copy_to(mut self, writer: &mut (impl Write + ?Sized)) -> io::Result<u64> {
        let mut written = 0;
        while let Some(piece) = self.chunk()? {
            writer.write_all(&piece)?;
            written += piece.len() as u64;
        }
        writer.flush()?;
        Ok(written)
    }

    fn whole(mut self) -> Result<Answer, BodyError> {
        let mut body = Vec::new();
        while let Some(piece) = self.chunk()? {
            self.around.gather(&mut body, &piece)?;
        }
        Ok(self.around.with(body.into()))
    }

    /// What stands around the body.
    pub(super) fn around(&self) -> &Around {
        &self.around
    }

    fn piece(&mut self) -> Result<Option<Bytes>, BodyError> {
        loop {
            match self.flow.next()? {
                Next::Piece(piece) => return Ok(Some(piece)),
                Next::End => return Ok(None),
                Next::More => {}
            }
            let mut piece = vec![0; PIECE];
            let count = self.body.read(&mut piece).map_err(fault)?;
            piece.truncate(count);
            self.flow.take(Some(piece.into()).filter(|piece: &Bytes| !piece.is_empty()))?;
        }
    }
}

impl Read for RawResponse {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = self.chunk()?.unwrap_or_default();
        }
        Ok(hand_out(&mut self.rest, into))
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.around.status)
            .field("headers", &self.around.headers)
            .finish_non_exhaustive()
    }
}
