//! Decoders of single content encodings, as nested readers. Input is pushed into the innermost one.
//!
//! A reader without input returns `WouldBlock` and can continue later.

use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use bytes::{Buf, Bytes};
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// A reader whose innermost layer receives input by pushing.
pub(super) trait PushRead: BufRead + Send {
    /// Returns the innermost layer.
    fn feed(&mut self) -> &mut PushBuffer;
}

/// The unread input.
#[derive(Default)]
pub(super) struct PushBuffer {
    chunk: Bytes,
    ended: bool,
}

impl PushBuffer {
    /// Replaces the input, after the previous chunk is read.
    pub(super) fn push(&mut self, chunk: Bytes) {
        self.chunk = chunk;
    }

    pub(super) fn end(&mut self) {
        self.ended = true;
    }
}

impl PushRead for PushBuffer {
    fn feed(&mut self) -> &mut PushBuffer {
        self
    }
}

impl BufRead for PushBuffer {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.chunk.is_empty() && !self.ended { Err(ErrorKind::WouldBlock.into()) } else { Ok(&self.chunk) }
    }

    fn consume(&mut self, count: usize) {
        self.chunk.advance(count);
    }
}

impl Read for PushBuffer {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

type Source = Box<dyn PushRead>;

impl PushRead for BufReader<Gzip> {
    fn feed(&mut self) -> &mut PushBuffer {
        match &mut self.get_mut().0 {
            GzipState::Between(source, _) | GzipState::Done(source) => source.feed(),
            GzipState::Within(decoder) => decoder.get_mut().feed(),
        }
    }
}

impl PushRead for BufReader<Deflate> {
    fn feed(&mut self) -> &mut PushBuffer {
        match &mut self.get_mut().0 {
            Stream::Unknown(source) => source.feed(),
            Stream::Zlib(decoder) => decoder.get_mut().feed(),
            Stream::Bare(decoder) => decoder.get_mut().feed(),
        }
    }
}

/// A decoder of all members of a gzip file. Trailing bytes that are not a member are ignored as padding.
pub(super) struct Gzip(GzipState);

enum GzipState {
    /// Between members; true if no member was read yet.
    Between(Source, bool),
    Within(Box<GzDecoder<Source>>),
    Done(Source),
}

impl Gzip {
    pub(super) fn new(source: Source) -> Self {
        Self(GzipState::Between(source, true))
    }
}

impl Read for Gzip {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match &mut self.0 {
                GzipState::Between(source, is_first) => {
                    let begins = source.fill_buf()?.first().copied();
                    // An empty body is valid in every encoding.
                    let is_member = begins.is_some_and(|byte| *is_first || byte == 0x1F);
                    let source = take_source(source);
                    self.0 = match is_member {
                        true => GzipState::Within(Box::new(GzDecoder::new(source))),
                        false => GzipState::Done(source),
                    };
                }
                GzipState::Within(decoder) => match decoder.read(into) {
                    Ok(0) if !into.is_empty() => self.0 = GzipState::Between(take_source(decoder.get_mut()), false),
                    read => return read.map_err(|error| LayerError::wrap("gzip", error)),
                },
                GzipState::Done(_) => return Ok(0),
            }
        }
    }
}

/// A decoder of `deflate`. The name means a zlib stream, but many servers send raw deflate.
pub(super) struct Deflate(Stream);

enum Stream {
    Unknown(Source),
    Zlib(Box<ZlibDecoder<Source>>),
    Bare(Box<DeflateDecoder<Source>>),
}

impl Deflate {
    pub(super) fn new(source: Source) -> Self {
        Self(Stream::Unknown(source))
    }
}

impl Read for Deflate {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match &mut self.0 {
                Stream::Unknown(source) => {
                    let Some(begins) = source.fill_buf()?.first().copied() else { return Ok(0) };
                    let source = take_source(source);
                    self.0 = match begins_as_zlib(begins) {
                        true => Stream::Zlib(Box::new(ZlibDecoder::new(source))),
                        false => Stream::Bare(Box::new(DeflateDecoder::new(source))),
                    };
                    continue;
                }
                Stream::Zlib(decoder) => decoder.read(into),
                Stream::Bare(decoder) => decoder.read(into),
            };
            return read.map_err(|error| LayerError::wrap("deflate", error));
        }
    }
}

/// Returns true if the first byte is a zlib header with the deflate method and a valid window size. A raw stream with
/// this byte would begin with a stored block with nonzero padding, which no encoder writes.
fn begins_as_zlib(first: u8) -> bool {
    first & 0x0F == 8 && first >> 4 <= 7
}

/// Takes the source out of a state that is about to be replaced.
fn take_source(source: &mut Source) -> Source {
    std::mem::replace(source, Box::new(PushBuffer::default()))
}

/// An error of a layer, whose message the outer layers keep.
#[derive(Debug)]
pub(super) struct LayerError(String);

impl LayerError {
    fn wrap(encoding: &str, error: io::Error) -> io::Error {
        if error.kind() == ErrorKind::WouldBlock
            || error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()).is_some()
        {
            return error;
        }
        io::Error::other(Self(match error.kind() {
            ErrorKind::UnexpectedEof => format!("its {encoding} data is truncated"),
            _ => format!("its {encoding} data is invalid: {error}"),
        }))
    }
}

impl fmt::Display for LayerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LayerError {}
