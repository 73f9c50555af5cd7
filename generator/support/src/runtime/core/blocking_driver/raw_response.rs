//! Responses with an unread body, for the blocking client.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderMap;
use url::Url;

use super::super::blocking_transport::{Body, ThreadedTransport};
use super::super::body_decoder::{BodyDecoder, DecodedChunk, ResponseParts};
use super::super::chunks::copy_front;
use super::super::error::{BodyError, TransportError};
use super::super::exchange::{Exchange, ExchangeError, Opened, ResponseHead};
use super::super::mode::Blocking;
use super::super::response::BufferedResponse;
use super::{next_response, read_body, transport_error};

/// The number of bytes per read.
const CHUNK_SIZE: usize = 64 * 1024;

/// A response of any status with an unread, streaming body. Compression is decoded.
///
/// The body can be read through [`Read`], by chunks or at once. The timeout of the call applies to each chunk.
pub struct RawResponse {
    parts: ResponseParts,
    decoder: BodyDecoder,
    body: Body,
    /// The unread rest of a chunk.
    rest: Bytes,
    is_over: bool,
}

/// Drives an exchange to a response of any status.
pub(crate) fn open_raw(mode: &Blocking, exchange: &mut Exchange<'_>) -> Result<RawResponse, ExchangeError> {
    exchange.buffer_when(|_| false);
    let (head, body) = next_response(&threaded(mode, exchange), exchange)?;
    RawResponse::new(exchange, head, body)
}

/// Drives an exchange to a response with an unread body if its status is 2xx, otherwise to a buffered response.
pub(crate) fn open_stream(mode: &Blocking, exchange: &mut Exchange<'_>) -> Result<Opened<RawResponse>, ExchangeError> {
    exchange.buffer_when(|status| !status.is_success());
    let mode = threaded(mode, exchange);
    loop {
        let (head, body) = next_response(&mode, exchange)?;
        if head.status.is_success() {
            return RawResponse::new(exchange, head, body).map(Opened::Stream);
        }
        if let Some(response) = read_body(exchange, head, body)? {
            return Ok(Opened::Buffered(Box::new(response)));
        }
    }
}

fn threaded(mode: &Blocking, exchange: &Exchange<'_>) -> Blocking {
    Blocking { transport: Arc::new(ThreadedTransport::new(mode.transport.clone(), exchange.chunk_timeout())) }
}

impl RawResponse {
    fn new(exchange: &Exchange<'_>, head: ResponseHead, body: Body) -> Result<Self, ExchangeError> {
        let parts = exchange.response_parts(head);
        let decoder = BodyDecoder::new(&parts, body.length())?;
        Ok(Self { parts, decoder, body, rest: Bytes::new(), is_over: false })
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
    pub fn chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        if self.is_over {
            return Ok(None);
        }
        let chunk = self.next_chunk();
        self.is_over = !matches!(chunk, Ok(Some(_)));
        chunk
    }

    /// Reads the entire body, up to the limit of the client.
    pub fn bytes(self) -> Result<Bytes, BodyError> {
        Ok(self.into_buffered()?.body)
    }

    /// Reads the entire body as text, up to the limit of the client.
    pub fn text(self) -> Result<String, BodyError> {
        self.into_buffered()?.into_text().map_err(BodyError::Decode)
    }

    /// Writes the body to a writer as it arrives and returns its length. An error of the body is a [`BodyError`]
    /// inside of the returned error.
    pub fn copy_to(mut self, writer: &mut (impl Write + ?Sized)) -> io::Result<u64> {
        let mut written = 0;
        while let Some(chunk) = self.chunk()? {
            writer.write_all(&chunk)?;
            written += chunk.len() as u64;
        }
        writer.flush()?;
        Ok(written)
    }

    fn into_buffered(mut self) -> Result<BufferedResponse, BodyError> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk()? {
            self.parts.push_limited(&mut body, &chunk)?;
        }
        Ok(self.parts.with(body.into()))
    }

    /// Returns the data of the response without its body.
    pub(crate) fn parts(&self) -> &ResponseParts {
        &self.parts
    }

    fn next_chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        let (start, timeout) = (Instant::now(), self.parts.chunk_timeout);
        loop {
            match self.decoder.next()? {
                DecodedChunk::Chunk(chunk) => return Ok(Some(chunk)),
                DecodedChunk::End => return Ok(None),
                DecodedChunk::Busy if timeout.is_some_and(|timeout| start.elapsed() >= timeout) => {
                    return Err(TransportError::timeout().into());
                }
                DecodedChunk::Busy => continue,
                DecodedChunk::More => {}
            }
            let mut chunk = vec![0; CHUNK_SIZE];
            let count = self.body.read(&mut chunk).map_err(transport_error)?;
            chunk.truncate(count);
            self.decoder.push(Some(chunk.into()).filter(|chunk: &Bytes| !chunk.is_empty()))?;
        }
    }
}

impl Read for RawResponse {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = self.chunk()?.unwrap_or_default();
        }
        Ok(copy_front(&mut self.rest, into))
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
