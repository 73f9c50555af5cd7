//! Incremental decoding of response bodies without I/O: decompression, limits, progress and completeness checks.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderMap;

use super::chunks::{BodyReadError, check_complete};
use super::decompress::{Decompressor, Output, response_encodings};
use super::error::{BodyError, BodyTooLarge, DecodeError, TransportError};
use super::redact::Redactor;
use super::response::BufferedResponse;
use super::secret::SecretUrl;

/// The metadata of a streamed response body.
pub(crate) struct ResponseParts {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) url: SecretUrl,
    /// The timeout of a chunk; `None` for no timeout.
    pub(crate) chunk_timeout: Option<Duration>,
    /// The maximum size of a buffered body.
    pub(crate) limit: u64,
    pub(crate) redactor: Redactor,
    /// The number of attempts.
    pub(crate) attempts: u32,
    /// True for lenient decoding.
    pub(crate) is_lenient: bool,
}

impl ResponseParts {
    /// Returns the complete response with its body.
    pub(crate) fn with(self, body: Bytes) -> BufferedResponse {
        BufferedResponse {
            status: self.status,
            headers: self.headers,
            body,
            request_url: self.url.clone(),
            url: self.url,
            redactor: self.redactor,
            attempts: self.attempts,
            is_lenient: self.is_lenient,
        }
    }

    /// Appends a chunk to a buffered body. Fails if the limit is exceeded.
    pub(crate) fn push_limited(&self, body: &mut Vec<u8>, chunk: &[u8]) -> Result<(), BodyError> {
        if (body.len() + chunk.len()) as u64 > self.limit {
            return Err(BodyError::TooLarge(BodyTooLarge::new(self.status, self.limit)));
        }
        body.extend_from_slice(chunk);
        Ok(())
    }
}

/// The decoder of one response body.
pub(crate) struct BodyDecoder {
    status: StatusCode,
    decompressor: Option<Decompressor>,
    /// A received chunk that needs no decompression.
    chunk: Option<Bytes>,
    received: u64,
    total: Option<u64>,
    progress: Option<DownloadProgress>,
    ended: bool,
}

type DownloadProgress = Box<dyn FnMut(u64, Option<u64>) + Send>;

/// The next step of reading a body.
pub(crate) enum DecodedChunk {
    /// Yield a chunk, which is not empty.
    Chunk(Bytes),
    /// Continue after a check of the timeout.
    Busy,
    /// Read more of the body.
    More,
    /// The end of the body.
    End,
}

impl BodyDecoder {
    /// Creates a decoder. `total` is the number of bytes on the wire, if known.
    pub(crate) fn new(parts: &ResponseParts, total: Option<u64>) -> Result<Self, BodyError> {
        let decompressor = Decompressor::from_encodings(&response_encodings(&parts.headers))
            .map_err(|failure| broken(parts.status, failure))?;
        Ok(Self { status: parts.status, decompressor, chunk: None, received: 0, total, progress: None, ended: false })
    }

    /// Returns the length of the decoded body, if known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.total.filter(|_| self.decompressor.is_none())
    }

    pub(crate) fn on_progress(&mut self, progress: DownloadProgress) {
        self.progress = Some(progress);
    }

    /// Adds a received chunk, or `None` at the end of the body.
    pub(crate) fn push(&mut self, chunk: Option<Bytes>) -> Result<(), BodyError> {
        let Some(chunk) = chunk else { return self.end() };
        self.received += chunk.len() as u64;
        if let Some(progress) = &mut self.progress {
            progress(self.received, self.total);
        }
        match &mut self.decompressor {
            Some(decompressor) => decompressor.push(chunk),
            None => self.chunk = Some(chunk),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), BodyError> {
        self.ended = true;
        Ok(check_complete(self.received, self.total)?)
    }

    /// Returns the next step.
    pub(crate) fn next(&mut self) -> Result<DecodedChunk, BodyError> {
        if let Some(chunk) = self.chunk.take().filter(|chunk| !chunk.is_empty()) {
            return Ok(DecodedChunk::Chunk(chunk));
        }
        if let Some(decompressor) = &mut self.decompressor {
            match decompressor.pull().map_err(|failure| broken(self.status, failure))? {
                Output::Chunk(chunk) => return Ok(DecodedChunk::Chunk(chunk)),
                Output::Busy => return Ok(DecodedChunk::Busy),
                Output::NeedsInput if self.ended => {
                    decompressor.finish().map_err(|failure| broken(self.status, failure))?;
                }
                Output::NeedsInput => {}
            }
        }
        // Compressed data may end before the body: the rest is read so that the connection can be reused.
        Ok(if self.ended { DecodedChunk::End } else { DecodedChunk::More })
    }
}

fn broken(status: StatusCode, failure: BodyReadError) -> BodyError {
    let message = match failure {
        BodyReadError::Invalid(message) => message,
        BodyReadError::TooLarge => "it is too large".to_owned(),
        BodyReadError::Broken(error) => return error.into(),
    };
    BodyError::Decode(DecodeError::new(status, None, message, String::new()))
}
