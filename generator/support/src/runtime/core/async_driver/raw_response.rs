//! Responses with an unread body, for the async client.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use http::header::HeaderMap;
use url::Url;

use super::super::body_decoder::{BodyDecoder, DecodedChunk, ResponseParts};
use super::super::error::{BodyError, TransportError};
use super::super::exchange::{Exchange, ExchangeError, Opened, ResponseHead};
use super::super::mode::Async;
use super::super::response::BufferedResponse;
use super::super::transport::{Body, BoxFuture, Transport};
use super::{next_response, read_body};

/// A response of any status with an unread, streaming body. Compression is decoded.
///
/// The body can be read as a stream, by chunks or at once. The timeout of the call applies to each chunk. Dropping the
/// response cancels the exchange.
pub struct RawResponse {
    parts: ResponseParts,
    decoder: BodyDecoder,
    body: Body,
    transport: Arc<dyn Transport>,
    /// The timeout of the next chunk.
    late: Option<BoxFuture<'static, ()>>,
    is_over: bool,
}

/// Drives an exchange to a response of any status.
pub(crate) fn open_raw<'e>(
    mode: &'e Async,
    exchange: &'e mut Exchange<'_>,
) -> BoxFuture<'e, Result<RawResponse, ExchangeError>> {
    Box::pin(async move {
        exchange.buffer_when(|_| false);
        let (head, body) = next_response(mode, exchange).await?;
        RawResponse::new(mode, exchange, head, body)
    })
}

/// Drives an exchange to a response with an unread body if its status is 2xx, otherwise to a buffered response.
pub(crate) fn open_stream<'e>(
    mode: &'e Async,
    exchange: &'e mut Exchange<'_>,
) -> BoxFuture<'e, Result<Opened<RawResponse>, ExchangeError>> {
    Box::pin(async move {
        exchange.buffer_when(|status| !status.is_success());
        loop {
            let (head, body) = next_response(mode, exchange).await?;
            if head.status.is_success() {
                return RawResponse::new(mode, exchange, head, body).map(Opened::Stream);
            }
            if let Some(response) = read_body(mode, exchange, head, body).await? {
                return Ok(Opened::Buffered(Box::new(response)));
            }
        }
    })
}

impl RawResponse {
    fn new(mode: &Async, exchange: &Exchange<'_>, head: ResponseHead, body: Body) -> Result<Self, ExchangeError> {
        let parts = exchange.response_parts(head);
        let decoder = BodyDecoder::new(&parts, body.length())?;
        Ok(Self { parts, decoder, body, transport: mode.transport.clone(), late: None, is_over: false })
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.parts.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Returns the URL of the response after redirects. It may contain credentials.
    pub fn url(&self) -> &Url {
        &self.parts.url.0
    }

    /// Returns the length of the body, if the server states it and the body is not compressed.
    pub fn content_length(&self) -> Option<u64> {
        self.decoder.length()
    }

    /// Registers a callback for each chunk with the received and total number of bytes, before decompression.
    pub fn on_progress(mut self, callback: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.decoder.on_progress(Box::new(callback));
        self
    }

    /// Returns the next chunk, or `None` at the end of the body.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        poll_fn(|context| self.poll_chunk(context)).await
    }

    /// Reads the entire body, up to the limit of the client.
    pub async fn bytes(self) -> Result<Bytes, BodyError> {
        Ok(self.into_buffered().await?.body)
    }

    /// Reads the entire body as text, up to the limit of the client.
    pub async fn text(self) -> Result<String, BodyError> {
        self.into_buffered().await?.into_text().map_err(BodyError::Decode)
    }

    /// Writes the body to a writer as it arrives and returns its length. Writing blocks the task: for slow writers use
    /// a separate thread or [`chunk`](Self::chunk). An error of the body is a [`BodyError`] inside of the returned
    /// error.
    pub async fn copy_to(mut self, writer: &mut (impl Write + ?Sized)) -> io::Result<u64> {
        let mut written = 0;
        while let Some(chunk) = self.chunk().await? {
            writer.write_all(&chunk)?;
            written += chunk.len() as u64;
        }
        writer.flush()?;
        Ok(written)
    }

    async fn into_buffered(mut self) -> Result<BufferedResponse, BodyError> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            self.parts.push_limited(&mut body, &chunk)?;
        }
        Ok(self.parts.with(body.into()))
    }

    /// Returns the data of the response without its body.
    pub(crate) fn parts(&self) -> &ResponseParts {
        &self.parts
    }

    pub(crate) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, BodyError>> {
        if self.is_over {
            return Poll::Ready(Ok(None));
        }
        let chunk = ready!(self.poll_decoded(context));
        self.is_over = !matches!(chunk, Ok(Some(_)));
        Poll::Ready(chunk)
    }

    fn poll_decoded(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, BodyError>> {
        loop {
            match self.decoder.next()? {
                DecodedChunk::Chunk(chunk) => return Poll::Ready(Ok(Some(chunk))),
                DecodedChunk::End => return Poll::Ready(Ok(None)),
                DecodedChunk::Busy => {
                    context.waker().wake_by_ref();
                    ready!(self.poll_late(context));
                    return Poll::Ready(Err(TransportError::timeout().into()));
                }
                DecodedChunk::More => {}
            }
            match Pin::new(&mut self.body).poll_next(context) {
                Poll::Ready(chunk) => {
                    self.late = None;
                    self.decoder.push(chunk.transpose().map_err(TransportError::interrupted)?)?;
                }
                Poll::Pending => {
                    ready!(self.poll_late(context));
                    return Poll::Ready(Err(TransportError::timeout().into()));
                }
            }
        }
    }

    /// Polls the timeout of the next chunk.
    fn poll_late(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(chunk_timeout) = self.parts.chunk_timeout else { return Poll::Pending };
        let transport = &self.transport;
        let late = self.late.get_or_insert_with(|| {
            let transport = transport.clone();
            Box::pin(async move { transport.timeout_after(chunk_timeout).await })
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
            .field("status", &self.parts.status)
            .field("headers", &self.parts.headers)
            .finish_non_exhaustive()
    }
}
