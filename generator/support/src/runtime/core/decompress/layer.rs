//! One content encoding, decoded in steps of bounded size.

use std::fmt::Display;
use std::io::{self, Write};

use bytes::{Buf, Bytes};
use flate2::write::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use super::BodyReadError;

/// The number of bytes that one step decodes, to at most about 1 MiB.
const STEP: usize = 1024;

/// The space that is reserved for output at a time.
const RESERVED: usize = 32 * 1024;

/// The credit of a layer. Its input spends one unit per byte, and its output earns [`EARNED`]: empty members and blocks
/// cost time, and a few bytes can become any number of them through nested encodings.
const CREDIT: usize = 64 * 1024;

/// The credit for each byte of output. Small messages that are flushed one by one are longer than their content.
const EARNED: usize = 4;

/// The cost of a member of a gzip file, whose decoder must be created.
const MEMBER: usize = 256;

/// A decoder with its unread input.
pub(super) struct Layer {
    name: &'static str,
    decoder: Decoder,
    pub(super) input: Bytes,
    credit: usize,
}

enum Decoder {
    Gzip(Gzip),
    Deflate(Deflate),
}

impl Layer {
    /// Creates the layer of an encoding.
    pub(super) fn new(encoding: &str) -> Result<Self, BodyReadError> {
        let (name, decoder) = match encoding {
            "gzip" | "x-gzip" => ("gzip", Decoder::Gzip(Gzip::default())),
            "deflate" => ("deflate", Decoder::Deflate(Deflate::default())),
            _ => return Err(BodyReadError::Invalid(format!("its content encoding `{encoding}` is not supported"))),
        };
        Ok(Self { name, decoder, input: Bytes::new(), credit: CREDIT })
    }

    /// Decodes the next bytes of the input.
    pub(super) fn decode(&mut self) -> Result<Bytes, BodyReadError> {
        let step = self.input.split_to(self.input.len().min(STEP));
        self.credit = self.credit.saturating_sub(step.len());
        let decoded = match &mut self.decoder {
            Decoder::Gzip(gzip) => gzip.decode(step, &mut self.credit),
            Decoder::Deflate(deflate) => deflate.decode(step),
        };
        let output = decoded.map_err(|error| self.invalid(&error))?;
        self.credit = CREDIT.min(self.credit + EARNED * output.len());
        if self.credit > 0 { Ok(output.into()) } else { Err(self.invalid(&"it has too many parts without content")) }
    }

    /// Checks that the data is complete.
    pub(super) fn finish(&mut self) -> Result<(), BodyReadError> {
        let is_complete = match &mut self.decoder {
            Decoder::Gzip(gzip) => gzip.finish(),
            Decoder::Deflate(deflate) => Ok(deflate.stream.is_none() || deflate.is_complete),
        };
        if is_complete.map_err(|error| self.invalid(&error))? {
            return Ok(());
        }
        Err(BodyReadError::Invalid(format!("its {} data is truncated", self.name)))
    }

    fn invalid(&self, error: &dyn Display) -> BodyReadError {
        BodyReadError::Invalid(format!("its {} data is invalid: {error}", self.name))
    }
}

/// A decoder of all members of a gzip file. Trailing bytes that are not a member are ignored as padding.
#[derive(Default)]
struct Gzip {
    member: Option<Box<GzDecoder<Vec<u8>>>>,
    /// True after the first member.
    has_member: bool,
    is_padding: bool,
}

impl Gzip {
    fn decode(&mut self, mut step: Bytes, credit: &mut usize) -> io::Result<Vec<u8>> {
        let mut output = Vec::new();
        while let Some(first) = step.first() {
            self.is_padding |= self.member.is_none() && self.has_member && *first != 0x1F;
            if self.is_padding {
                break;
            }
            let member = self.member.get_or_insert_with(|| {
                *credit = credit.saturating_sub(MEMBER);
                Box::new(GzDecoder::new(Vec::new()))
            });
            self.has_member = true;
            // Zero bytes are written after the end of a member.
            let count = member.write(&step)?;
            member.flush()?;
            output.append(member.get_mut());
            step.advance(count);
            if count == 0 {
                self.finish()?;
            }
        }
        Ok(output)
    }

    /// Ends the current member and checks its checksum. Returns false if the member is incomplete.
    fn finish(&mut self) -> io::Result<bool> {
        let Some(mut member) = self.member.take() else { return Ok(true) };
        if member.write(&[0])? > 0 {
            return Ok(false);
        }
        member.try_finish().map(|()| true)
    }
}

/// A decoder of `deflate`. The name means a zlib stream, but many servers send raw deflate.
#[derive(Default)]
struct Deflate {
    stream: Option<Decompress>,
    is_complete: bool,
}

impl Deflate {
    fn decode(&mut self, mut step: Bytes) -> io::Result<Vec<u8>> {
        let mut output = Vec::new();
        let stream = self.stream.get_or_insert_with(|| Decompress::new(step.first().is_some_and(begins_as_zlib)));
        while !self.is_complete && (!step.is_empty() || output.len() == output.capacity()) {
            output.reserve(RESERVED);
            let before = stream.total_in();
            let status = stream.decompress_vec(&step, &mut output, FlushDecompress::None)?;
            step.advance(usize::try_from(stream.total_in() - before).unwrap_or(step.len()));
            self.is_complete = status == Status::StreamEnd;
        }
        Ok(output)
    }
}

/// Returns true if the first byte is a zlib header with the deflate method and a valid window size. A raw stream with
/// this byte would begin with a stored block with nonzero padding, which no encoder writes.
fn begins_as_zlib(first: &u8) -> bool {
    first & 0x0F == 8 && first >> 4 <= 7
}
