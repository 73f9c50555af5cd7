//! Decompression of response bodies in chunks, so that memory use is bounded at any compression ratio.

mod layer;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, HeaderMap};
use layer::Layer;

/// The value of `Accept-Encoding`.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, deflate";

/// The maximum number of nested encodings; more are treated as an attack.
const MAX_LAYERS: usize = 4;

/// The reason why a body cannot be decompressed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DecompressError {
    /// The body exceeds the limit.
    TooLarge,
    /// The body does not match its headers.
    Broken(String),
}

/// A streaming decoder of content encodings.
pub(crate) struct Decompressor {
    /// The layers from the received data to the content.
    layers: Vec<Layer>,
    has_ended: bool,
}

/// The next output of a decompressor.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// A chunk.
    Chunk(Bytes),
    /// More input is required.
    NeedsInput,
    /// The end of the body.
    End,
}

impl Decompressor {
    /// Creates a decompressor for encodings in the order of their application. Returns `None` if there are none.
    pub(crate) fn from_encodings(encodings: &[String]) -> Result<Option<Self>, DecompressError> {
        let applied = encodings.iter().map(String::as_str).filter(|encoding| *encoding != "identity");
        match applied.clone().count() {
            0 => return Ok(None),
            1..=MAX_LAYERS => {}
            _ => return Err(DecompressError::Broken(format!("it has more than {MAX_LAYERS} content encodings"))),
        }
        let unsupported =
            |name: &str| DecompressError::Broken(format!("its content encoding `{name}` is not supported"));
        let layers = applied.rev().map(|encoding| Layer::new(encoding).ok_or_else(|| unsupported(encoding)));
        Ok(Some(Self { layers: layers.collect::<Result<_, _>>()?, has_ended: false }))
    }

    /// Adds a chunk of input, after the previous one is decoded.
    pub(crate) fn push(&mut self, chunk: Bytes) {
        if let Some(first) = self.layers.first_mut() {
            first.input = chunk;
        }
    }

    /// Marks the end of the input.
    pub(crate) fn end(&mut self) {
        self.has_ended = true;
    }

    /// Decompresses the next chunk.
    pub(crate) fn pull(&mut self) -> Result<Output, DecompressError> {
        // The last layer with input is decoded first, so each layer keeps the output of one step of the previous one.
        while let Some(index) = self.layers.iter().rposition(|layer| !layer.input.is_empty()) {
            let output = match self.layers.get_mut(index) {
                Some(layer) => layer.decode()?,
                None => Bytes::new(),
            };
            match self.layers.get_mut(index + 1) {
                Some(next) => next.input = output,
                None if output.is_empty() => {}
                None => return Ok(Output::Chunk(output)),
            }
        }
        if !self.has_ended {
            return Ok(Output::NeedsInput);
        }
        self.layers.iter_mut().try_for_each(Layer::finish)?;
        Ok(Output::End)
    }
}

/// Decompresses a complete body with encodings in the order of their application.
pub(crate) fn decompress(body: Bytes, encodings: &[String], limit: u64) -> Result<Bytes, DecompressError> {
    let Some(mut decompressor) = Decompressor::from_encodings(encodings)? else { return Ok(body) };
    decompressor.push(body);
    decompressor.end();
    let mut out = Vec::new();
    while let Output::Chunk(chunk) = decompressor.pull()? {
        if (out.len() + chunk.len()) as u64 > limit {
            return Err(DecompressError::TooLarge);
        }
        out.extend_from_slice(&chunk);
    }
    Ok(out.into())
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

    fn undo(body: Vec<u8>, header: &str) -> Result<Bytes, DecompressError> {
        decompress(body.into(), &encodings([header].into_iter()), 100)
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
            assert_eq!(undo(body, header).as_deref(), Ok(TEXT), "{header}");
        }
        assert_eq!(undo(Vec::new(), "gzip").as_deref(), Ok(&b""[..]));
    }

    #[test]
    fn the_size_limit_is_enforced() {
        let full = vec![b'x'; 100];
        let more = vec![b'x'; 101];
        for (pack, header) in [(gz as fn(&[u8]) -> Vec<u8>, "gzip"), (zlib, "deflate"), (raw, "deflate")] {
            assert_eq!(undo(pack(&full), header).map(|body| body.len()), Ok(100));
            assert_eq!(undo(pack(&more), header), Err(DecompressError::TooLarge));
        }
        let members = [gz(&full), gz(b"y")].concat();
        assert_eq!(undo(members, "gzip"), Err(DecompressError::TooLarge));
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
                Err(DecompressError::Broken(message)) => assert!(message.contains(expected), "{header}: {message}"),
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
                            end => return end,
                        }
                    }
                };
                for chunk in body.chunks(size) {
                    decompressor.push(Bytes::copy_from_slice(chunk));
                    drain(&mut decompressor);
                }
                decompressor.end();
                assert_eq!(drain(&mut decompressor), Output::End);
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
        assert_eq!(decompressor.pull(), Ok(Output::NeedsInput));
        decompressor.push(encoder.get_ref().clone().into());
        assert_eq!(decompressor.pull(), Ok(Output::Chunk(Bytes::from_static(b"first"))));
        assert_eq!(decompressor.pull(), Ok(Output::NeedsInput));
        decompressor.end();
        assert_eq!(decompressor.pull(), Err(DecompressError::Broken("its gzip data is truncated".to_owned())));
    }
}
