//! An answer whose body is read piece by piece, by a task that gives way while it waits.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::header::HeaderMap;
use url::Url;

use super::{Call, head, received};
use crate::runtime::answer::Answer;
use crate::runtime::call::{Operation, opened};
use crate::runtime::error::{BodyError, Error, TransportError};
use crate::runtime::exchange::{Exchange, Failure, Head};
use crate::runtime::flow::{Around, Flow, Next};
use crate::runtime::mode::Async;
use crate::runtime::streams::{GivesBytes, is_success, refusal};
use crate::runtime::transport::{Body, Pending, Transport};

/// An answer as the server gave it, whatever its status, with its body still to come. Compression is undone.
///
/// The body can be taken as a stream, piece by piece, or at once. No piece may take longer than the call's timeout; all
/// of them together take as long as they need. Dropping the answer ends the exchange.
pub struct RawResponse {
    around: Around,
    flow: Flow,
    body: Body,
    transport: Arc<dyn Transport>,
    /// Ends when the next piece is too late.
    late: Option<Pending<'static, ()>>,
    is_over: bool,
}

impl<O: Operation> Call<'_, O> {
    /// Sends the request and gives the answer as it is, whatever its status, with the body still to come. The call's
    /// timeout is for all until the headers are there, and then for each piece of the body.
    pub async fn send_raw(self) -> Result<RawResponse, Error<O::Error>> {
        let (mut exchange, mode) = opened(&self)?;
        raw(mode, &mut exchange).await.map_err(Error::widen)
    }
}

impl<O: GivesBytes> Call<'_, O> {
    /// Sends the request and gives the answer with the body still to come, so that it is never held whole; an error of
    /// the API is read whole, and typed. The call's timeout is for all until the headers are there, and then for each
    /// piece of the body.
    pub async fn download(self) -> Result<RawResponse, Error<O::Error>> {
        let (mut exchange, mode) = opened(&self)?;
        let answer = streaming(mode, &mut exchange).await.map_err(Error::widen)?;
        answer.map_err(refusal::<O>)
    }
}

/// Goes on until there is an answer, and leaves its body to come.
fn raw<'e>(mode: &'e Async, exchange: &'e mut Exchange<'_>) -> Pending<'e, Result<RawResponse, Failure>> {
    Box::pin(async move {
        exchange.reads_whole(|_| false);
        let (head, body) = head(mode, exchange).await?;
        RawResponse::of(mode, exchange, head, body)
    })
}

/// As [`raw`] where the status is one of success; any other answer is read whole.
pub(super) fn streaming<'e>(
    mode: &'e Async,
    exchange: &'e mut Exchange<'_>,
) -> Pending<'e, Result<Result<RawResponse, Answer>, Failure>> {
    Box::pin(async move {
        exchange.reads_whole(|status| !is_success(status));
        loop {
            let (head, body) = head(mode, exchange).await?;
            if is_success(head.status) {
                return RawResponse::of(mode, exchange, head, body).map(Ok);
            }
            if let Some(answer) = received(mode, exchange, head, body).await? {
                return Ok(Err(answer));
            }
        }
    })
}

impl RawResponse {
    fn of(mode: &Async, exchange: &Exchange<'_>, head: Head, body: Body) -> Result<Self, Failure> {
        let around = exchange.around(head);
        let flow = Flow::of(&around, body.length())?;
        Ok(Self { around, flow, body, transport: mode.transport.clone(), late: None, is_over: false })
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
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        poll_fn(|context| self.poll_chunk(context)).await
    }

    /// All of the body, as long as it is not longer than the client allows.
    pub async fn bytes(self) -> Result<Bytes, BodyError> {
        Ok(self.whole().await?.body)
    }

    /// All of the body as text, as long as it is not longer than the client allows.
    pub async fn text(self) -> Result<String, BodyError> {
        self.whole().await?.read_text().map_err(BodyError::Decode)
    }

    /// Writes the body to a writer as it comes in, and gives its length. Writing holds the task up: a slow writer
    /// belongs on a thread of its own, or to the pieces of [`chunk`](Self::chunk). What goes wrong with the body is a
    /// [`BodyError`] within the error.
    pub async fn copy_to(mut self, writer: &mut (impl Write + ?Sized)) -> io::Result<u64> {
        let mut written = 0;
        while let Some(piece) = self.chunk().await? {
            writer.write_all(&piece)?;
            written += piece.len() as u64;
        }
        writer.flush()?;
        Ok(written)
    }

    async fn whole(mut self) -> Result<Answer, BodyError> {
        let mut body = Vec::new();
        while let Some(piece) = self.chunk().await? {
            self.around.gather(&mut body, &piece)?;
        }
        Ok(self.around.with(body.into()))
    }

    /// What stands around the body.
    pub(super) fn around(&self) -> &Around {
        &self.around
    }

    pub(super) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, BodyError>> {
        if self.is_over {
            return Poll::Ready(Ok(None));
        }
        let piece = ready!(self.poll_piece(context));
        self.is_over = !matches!(piece, Ok(Some(_)));
        Poll::Ready(piece)
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, BodyError>> {
        loop {
            match self.flow.next()? {
                Next::Piece(piece) => return Poll::Ready(Ok(Some(piece))),
                Next::End => return Poll::Ready(Ok(None)),
                Next::More => {}
            }
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Ready(piece) => {
                    self.late = None;
                    self.flow.take(piece.transpose().map_err(TransportError::broken)?)?;
                }
                Poll::Pending => {
                    ready!(self.poll_late(context));
                    return Poll::Ready(Err(TransportError::timeout().into()));
                }
            }
        }
    }

    /// Is done when the next piece is too late.
    fn poll_late(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(patience) = self.around.patience else { return Poll::Pending };
        let transport = &self.transport;
        let late = self.late.get_or_insert_with(|| {
            let transport = transport.clone();
            Box::pin(async move { transport.deadline(patience).await })
        });
        late.as_mut().poll(context)
    }
}

impl Stream for RawResponse {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context).map(Result::transpose)
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
