//! Single content encodings, each a reader over what it packs; the lowest is fed by hand.
//!
//! A reader that finds nothing says that it would block, and goes on from there when it is asked again.

use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use bytes::{Buf, Bytes};
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// A reader that is fed at its lowest layer.
pub(super) trait Fed: BufRead + Send {
    /// The lowest layer.
    fn feed(&mut self) -> &mut Feed;
}

/// What came in and was not read.
#[derive(Default)]
pub(super) struct Feed {
    piece: Bytes,
    ended: bool,
}

impl Feed {
    /// Takes the next piece, once the last one was read.
    pub(super) fn push(&mut self, piece: Bytes) {
        self.piece = piece;
    }

    pub(super) fn end(&mut self) {
        self.ended = true;
    }
}

impl Fed for Feed {
    fn feed(&mut self) -> &mut Feed {
        self
    }
}

impl BufRead for Feed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece.is_empty() && !self.ended { Err(ErrorKind::WouldBlock.into()) } else { Ok(&self.piece) }
    }

    fn consume(&mut self, count: usize) {
        self.piece.advance(count);
    }
}

impl Read for Feed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

type Source = Box<dyn Fed>;

impl Fed for BufReader<Gzip> {
    fn feed(&mut self) -> &mut Feed {
        match &mut self.get_mut().0 {
            Members::Between(source, _) | Members::Done(source) => source.feed(),
            Members::Within(decoder) => decoder.get_mut().feed(),
        }
    }
}

impl Fed for BufReader<Deflate> {
    fn feed(&mut self) -> &mut Feed {
        match &mut self.get_mut().0 {
            Stream::Unknown(source) => source.feed(),
            Stream::Zlib(decoder) => decoder.get_mut().feed(),
            Stream::Bare(decoder) => decoder.get_mut().feed(),
        }
    }
}

/// All members of a gzip file. What follows them and is no member is padding.
pub(super) struct Gzip(Members);

enum Members {
    /// Before a member, or behind the last one; and whether none was read yet.
    Between(Source, bool),
    Within(Box<GzDecoder<Source>>),
    Done(Source),
}

impl Gzip {
    pub(super) fn new(source: Source) -> Self {
        Self(Members::Between(source, true))
    }
}

impl Read for Gzip {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match &mut self.0 {
                Members::Between(source, is_first) => {
                    let begins = source.fill_buf()?.first().copied();
                    // An empty body is one whatever it is said to be packed with.
                    let is_member = begins.is_some_and(|byte| *is_first || byte == 0x1F);
                    let source = taken(source);
                    self.0 = match is_member {
                        true => Members::Within(Box::new(GzDecoder::new(source))),
                        false => Members::Done(source),
                    };
                }
                Members::Within(decoder) => match decoder.read(into) {
                    Ok(0) if !into.is_empty() => self.0 = Members::Between(taken(decoder.get_mut()), false),
                    read => return read.map_err(|error| Told::of("gzip", error)),
                },
                Members::Done(_) => return Ok(0),
            }
        }
    }
}

/// The name means a zlib stream, but many servers send the bare one.
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
                    let source = taken(source);
                    self.0 = match begins_as_zlib(begins) {
                        true => Stream::Zlib(Box::new(ZlibDecoder::new(source))),
                        false => Stream::Bare(Box::new(DeflateDecoder::new(source))),
                    };
                    continue;
                }
                Stream::Zlib(decoder) => decoder.read(into),
                Stream::Bare(decoder) => decoder.read(into),
            };
            return read.map_err(|error| Told::of("deflate", error));
        }
    }
}

/// The method is deflate, in a window that there is. A bare stream that begins so would have a stored block first whose
/// padding is not zero, which no one writes.
fn begins_as_zlib(first: u8) -> bool {
    first & 0x0F == 8 && first >> 4 <= 7
}

/// A source, taken out of where it is about to be replaced.
fn taken(source: &mut Source) -> Source {
    std::mem::replace(source, Box::new(Feed::default()))
}

/// What is wrong with a layer, in words that those above it leave as they are.
#[derive(Debug)]
pub(super) struct Told(String);

impl Told {
    fn of(encoding: &str, error: io::Error) -> io::Error {
        if error.kind() == ErrorKind::WouldBlock
            || error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()).is_some()
        {
            return error;
        }
        io::Error::other(Self(match error.kind() {
            ErrorKind::UnexpectedEof => format!("it is cut off within its {encoding} data"),
            _ => format!("it is no {encoding} data: {error}"),
        }))
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Told {}
