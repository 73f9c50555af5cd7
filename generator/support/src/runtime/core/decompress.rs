//! Decompression of response bodies in chunks, so that memory use is bounded at any compression ratio.

mod layer;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, HeaderMap};
use layer::Layer;

use super::chunks::BodyReadError;

/// The value of `Accept-Encoding`.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, deflate";

/// The maximum number of nested encodings; more are treated as an attack.
const MAX_LAYERS: usize = 4;

/// A streaming decoder of content encodings.
pub(crate) struct Decompressor {
    /// The layers from the received data to the content.
    layers: Vec<Layer>,
}

/// The next output of a decompressor.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// A chunk.
    Chunk(Bytes),
    /// Nothing yet: an amount of work is done after which the caller checks its timeout.
    Busy,
    /// More input is required.
    NeedsInput,
}

impl Decompressor {
    /// Creates a decompressor for encodings in the order of their application. Returns `None` if there are none.
    pub(crate) fn from_encodings(encodings: &[String]) -> Result<Option<Self>, BodyReadError> {
        let applied = encodings.iter().map(String::as_str).filter(|encoding| *encoding != "identity");
        match applied.clone().count() {
            0 => return Ok(None),
            1..=MAX_LAYERS => {}
            _ => return Err(BodyReadError::Invalid(format!("it has more than {MAX_LAYERS} content encodings"))),
        }
        Ok(Some(Self { layers: applied.rev().map(Layer::new).collect::<Result<_, _>>()? }))
    }

    /// Adds a chunk of input, after the previous one is decoded.
    pub(crate) fn push(&mut self, chunk: Bytes) {
        if let Some(first) = self.layers.first_mut() {
            first.input = chunk;
        }
    }

    /// Checks that the data is complete, after it is decoded.
    pub(crate) fn finish(&mut self) -> Result<(), BodyReadError> {
        self.layers.iter_mut().try_for_each(Layer::finish)
    }

    /// Decompresses the next chunk, in one step of one layer.
    pub(crate) fn pull(&mut self) -> Result<Output, BodyReadError> {
        // The last layer with input is decoded first, so each layer keeps the output of one step of the previous one.
        let index = self.layers.iter().rposition(|layer| !layer.input.is_empty());
        if let Some([layer, rest @ ..]) = index.and_then(|index| self.layers.get_mut(index..)) {
            let output = layer.decode()?;
            match rest.first_mut() {
                Some(next) => next.input = output,
                None if !output.is_empty() => return Ok(Output::Chunk(output)),
                None => {}
            }
            return Ok(Output::Busy);
        }
        Ok(Output::NeedsInput)
    }
}

/// The decompression of a complete body, in steps.
pub(crate) struct Decompression {
    decompressor: Option<Decompressor>,
    limit: u64,
    /// The decompressed part of the body.
    pub(crate) body: Vec<u8>,
}

impl Decompression {
    /// Creates the decompression of a body with encodings in the order of their application.
    pub(crate) fn new(mut body: Vec<u8>, encodings: &[String], limit: u64) -> Result<Self, BodyReadError> {
        let mut decompressor = Decompressor::from_encodings(encodings)?;
        if let Some(decompressor) = &mut decompressor {
            decompressor.push(std::mem::take(&mut body).into());
        }
        Ok(Self { decompressor, limit, body })
    }

    /// Decompresses a part of the body. Returns false at the end.
    pub(crate) fn step(&mut self) -> Result<bool, BodyReadError> {
        let Some(decompressor) = &mut self.decompressor else { return Ok(false) };
        match decompressor.pull()? {
            Output::Chunk(chunk) => self.body.extend_from_slice(&chunk),
            Output::Busy => {}
            Output::NeedsInput => return decompressor.finish().map(|()| false),
        }
        if self.body.len() as u64 > self.limit { Err(BodyReadError::TooLarge) } else { Ok(true) }
    }
}

/// Returns the content encodings of a response.
pub(crate) fn response_encodings(headers: &HeaderMap) -> Vec<String> {
    encodings(headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok()))
}

/// Parses the values of `Content-Encoding` headers into lower-case names.
pub(crate) fn encodings<'v>(values: impl Iterator<Item = &'v str>) -> Vec<String> {
    let names = values.flat_map(|value| value.split(','));
    names.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = b"to be compressed, to be compressed, to be compressed";

    fn gz(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn raw(text: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn undo(body: Vec<u8>, header: &str) -> Result<Vec<u8>, BodyReadError> {
        undo_counted(body, header, 100).0
    }

    /// Returns the decompressed body, and the number of steps.
    fn undo_counted(body: Vec<u8>, header: &str, limit: u64) -> (Result<Vec<u8>, BodyReadError>, usize) {
        let mut decompression = match Decompression::new(body, &encodings([header].into_iter()), limit) {
            Ok(decompression) => decompression,
            Err(error) => return (Err(error), 0),
        };
        let mut steps = 0;
        loop {
            steps += 1;
            match decompression.step() {
                Ok(true) => {}
                Ok(false) => return (Ok(decompression.body), steps),
                Err(error) => return (Err(error), steps),
            }
        }
    }

    /// Returns a raw deflate stream of empty blocks.
    fn empty_blocks(count: usize) -> Vec<u8> {
        [0, 0, 0, 0xFF, 0xFF].repeat(count)
    }

    #[test]
    fn each_encoding_is_decoded() {
        let cases = [
            (TEXT.to_vec(), ""),
            (TEXT.to_vec(), "identity"),
            (gz(TEXT), "gzip"),
            (gz(TEXT), "X-GZip"),
            (zlib(TEXT), "deflate"),
            (raw(TEXT), "deflate"),
            (gz(&zlib(TEXT)), "deflate, gzip"),
            (raw(&gz(TEXT)), "gzip, identity,deflate"),
            ([gz(&TEXT[..20]), gz(&TEXT[20..])].concat(), "gzip"),
            ([gz(TEXT), vec![0; 8]].concat(), "gzip"),
        ];
        for (body, header) in cases {
            assert_eq!(undo(body, header).unwrap(), TEXT, "{header}");
        }
        assert_eq!(undo(Vec::new(), "gzip").unwrap(), b"");
    }

    #[test]
    fn the_size_limit_is_enforced() {
        let full = vec![b'x'; 100];
        let more = vec![b'x'; 101];
        for (pack, header) in [(gz as fn(&[u8]) -> Vec<u8>, "gzip"), (zlib, "deflate"), (raw, "deflate")] {
            assert_eq!(undo(pack(&full), header).unwrap().len(), 100);
            assert!(matches!(undo(pack(&more), header), Err(BodyReadError::TooLarge)));
        }
        let members = [gz(&full), gz(b"y")].concat();
        assert!(matches!(undo(members, "gzip"), Err(BodyReadError::TooLarge)));
    }

    #[test]
    fn broken_data_is_an_error() {
        let cut = |mut body: Vec<u8>| {
            body.truncate(body.len() - 9);
            body
        };
        let corrupt = |mut body: Vec<u8>| {
            let checksum = body.len() - 8;
            body[checksum] ^= 1;
            body
        };
        let cases = [
            (cut(gz(TEXT)), "gzip", "gzip data is truncated"),
            (cut(zlib(TEXT)), "deflate", "deflate data is truncated"),
            (TEXT.to_vec(), "gzip", "gzip data is invalid"),
            (corrupt(gz(TEXT)), "gzip", "gzip data is invalid"),
            (b"<html></html>".to_vec(), "deflate", "deflate data is invalid"),
            (TEXT.to_vec(), "br", "`br` is not supported"),
            (gz(TEXT), "gzip, gzip, gzip, gzip, gzip", "more than 4 content encodings"),
        ];
        for (body, header, expected) in cases {
            match undo(body, header) {
                Err(BodyReadError::Invalid(message)) => assert!(message.contains(expected), "{header}: {message}"),
                other => panic!("{header}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_chunk_size_does_not_matter() {
        let members = [gz(&TEXT[..20]), gz(&TEXT[20..]), vec![0; 8]].concat();
        for (body, header) in
            [(members, "gzip"), (zlib(TEXT), "deflate"), (raw(TEXT), "deflate"), (gz(&raw(TEXT)), "deflate, gzip")]
        {
            for size in [1, 2, 3, 7, 20, 1000] {
                let mut decompressor = Decompressor::from_encodings(&encodings([header].into_iter())).unwrap().unwrap();
                let mut out = Vec::new();
                let mut drain = |decompressor: &mut Decompressor| {
                    loop {
                        match decompressor.pull().unwrap() {
                            Output::Chunk(chunk) => out.extend_from_slice(&chunk),
                            Output::Busy => {}
                            Output::NeedsInput => return,
                        }
                    }
                };
                for chunk in body.chunks(size) {
                    decompressor.push(Bytes::copy_from_slice(chunk));
                    drain(&mut decompressor);
                }
                decompressor.finish().unwrap();
                assert_eq!(out, TEXT, "{header} by {size}");
            }
        }
    }

    #[test]
    fn received_data_is_decoded_before_the_rest_arrives() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"first").unwrap();
        encoder.flush().unwrap();
        let mut decompressor = Decompressor::from_encodings(&["gzip".to_owned()]).unwrap().unwrap();
        assert_eq!(decompressor.pull().unwrap(), Output::NeedsInput);
        decompressor.push(encoder.get_ref().clone().into());
        assert_eq!(decompressor.pull().unwrap(), Output::Chunk(Bytes::from_static(b"first")));
        assert_eq!(decompressor.pull().unwrap(), Output::NeedsInput);
        let error = decompressor.finish().unwrap_err();
        assert!(matches!(error, BodyReadError::Invalid(why) if why == "its gzip data is truncated"));
    }

    #[test]
    fn many_parts_without_content_are_an_error() {
        let members = gz(b"").repeat(200_000);
        let nested = (0..3).fold(members.clone(), |body, _| gz(&body));
        let bodies = [
            (members, "gzip"),
            (nested, "gzip, gzip, gzip, gzip"),
            (empty_blocks(200_000), "deflate"),
            (gz(&empty_blocks(200_000)), "deflate, gzip"),
            (raw(&gz(&empty_blocks(200_000))), "deflate, gzip, deflate"),
        ];
        for (body, header) in bodies {
            let (error, steps) = undo_counted(body, header, 1 << 30);
            let message = format!("{error:?}");
            assert!(message.contains("too many parts without content"), "{header}: {message}");
            // Each step decodes 1 KiB of one layer.
            assert!(steps < 2 * 64, "{header}: {steps}");
        }
    }

    #[test]
    fn small_members_and_messages_are_valid() {
        let members: Vec<u8> = (0..5000).flat_map(|_| gz(TEXT).into_iter().chain(gz(&[b'x'; 100]))).collect();
        assert_eq!(undo_counted(members, "gzip", 1 << 30).0.unwrap().len(), 5000 * (TEXT.len() + 100));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        for _ in 0..100_000 {
            encoder.write_all(b":\n\n").unwrap();
            encoder.flush().unwrap();
        }
        let body = encoder.finish().unwrap();
        assert!(body.len() > 700_000);
        assert_eq!(undo_counted(body, "gzip", 1 << 30).0.unwrap().len(), 300_000);
    }
}
