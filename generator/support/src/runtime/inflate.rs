//! A body as it came over the wire goes in piece by piece, the body as it was meant comes out, a piece at a time: however
//! much a piece unpacks to, no more than one buffer of it is held.

mod layers;

use std::io::{self, BufReader};

use bytes::Bytes;
use layers::{Deflate, Fed, Feed, Gzip};

/// What the client asks for.
pub(crate) const ACCEPTED: &str = "gzip, deflate";

/// More encodings on top of each other than this are taken for an attack.
const MAX_LAYERS: usize = 4;

/// How much is unpacked at once.
const PIECE: usize = 64 * 1024;

/// Why a body could not be unpacked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It is larger than allowed.
    TooLarge,
    /// It is not what its headers say.
    Broken(String),
}

/// Undoes content encodings as the body comes in.
pub(crate) struct Inflater {
    top: Box<dyn Fed>,
}

/// What there is to read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pulled {
    /// A piece.
    Piece(Bytes),
    /// Nothing before more of the body comes in.
    Wanting,
    /// Nothing any more.
    End,
}

impl Inflater {
    /// What undoes the encodings, which are given in the order in which they were applied; `None` where there are none.
    pub(crate) fn of(encodings: &[String]) -> Result<Option<Self>, Failure> {
        let applied = encodings.iter().map(String::as_str).filter(|encoding| *encoding != "identity");
        match applied.clone().count() {
            0 => return Ok(None),
            1..=MAX_LAYERS => {}
            _ => return Err(Failure::Broken(format!("it is compressed more than {MAX_LAYERS} times over"))),
        }
        let mut top: Box<dyn Fed> = Box::new(Feed::default());
        for encoding in applied.rev() {
            top = match encoding {
                "gzip" | "x-gzip" => Box::new(BufReader::new(Gzip::new(top))),
                "deflate" => Box::new(BufReader::new(Deflate::new(top))),
                other => return Err(Failure::Broken(format!("its content encoding `{other}` is unknown here"))),
            };
        }
        Ok(Some(Self { top }))
    }

    /// Takes the next piece of the body.
    pub(crate) fn push(&mut self, piece: Bytes) {
        self.top.feed().push(piece);
    }

    /// The body has ended.
    pub(crate) fn end(&mut self) {
        self.top.feed().end();
    }

    /// Unpacks the next piece of what came in.
    pub(crate) fn pull(&mut self) -> Result<Pulled, Failure> {
        let mut piece = vec![0; PIECE];
        match self.top.read(&mut piece) {
            Ok(0) => Ok(Pulled::End),
            Ok(count) => {
                piece.truncate(count);
                Ok(Pulled::Piece(piece.into()))
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Pulled::Wanting),
            Err(error) => Err(Failure::Broken(error.to_string())),
        }
    }
}

/// Undoes the content encodings of a whole body, which are given in the order in which they were applied.
pub(crate) fn inflate(body: Bytes, encodings: &[String], limit: u64) -> Result<Bytes, Failure> {
    let Some(mut inflater) = Inflater::of(encodings)? else { return Ok(body) };
    inflater.push(body);
    inflater.end();
    let mut out = Vec::new();
    while let Pulled::Piece(piece) = inflater.pull()? {
        if (out.len() + piece.len()) as u64 > limit {
            return Err(Failure::TooLarge);
        }
        out.extend_from_slice(&piece);
    }
    Ok(out.into())
}

/// The names in the values of `Content-Encoding` headers, in lower case.
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

    fn undo(body: Vec<u8>, header: &str) -> Result<Bytes, Failure> {
        inflate(body.into(), &encodings([header].into_iter()), 100)
    }

    #[test]
    fn each_encoding_is_undone() {
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
    fn a_size_is_never_passed() {
        let full = vec![b'x'; 100];
        let more = vec![b'x'; 101];
        for (pack, header) in [(gz as fn(&[u8]) -> Vec<u8>, "gzip"), (zlib, "deflate"), (raw, "deflate")] {
            assert_eq!(undo(pack(&full), header).map(|body| body.len()), Ok(100));
            assert_eq!(undo(pack(&more), header), Err(Failure::TooLarge));
        }
        let members = [gz(&full), gz(b"y")].concat();
        assert_eq!(undo(members, "gzip"), Err(Failure::TooLarge));
    }

    #[test]
    fn what_is_broken_is_told() {
        let cut = |mut body: Vec<u8>| {
            body.truncate(body.len() - 9);
            body
        };
        let cases = [
            (cut(gz(TEXT)), "gzip", "cut off within its gzip"),
            (cut(zlib(TEXT)), "deflate", "cut off within its deflate"),
            (TEXT.to_vec(), "gzip", "no gzip data"),
            (b"<html></html>".to_vec(), "deflate", "no deflate data"),
            (TEXT.to_vec(), "br", "`br` is unknown here"),
            (gz(TEXT), "gzip, gzip, gzip, gzip, gzip", "more than 4 times"),
        ];
        for (body, header, expected) in cases {
            match undo(body, header) {
                Err(Failure::Broken(message)) => assert!(message.contains(expected), "{header}: {message}"),
                other => panic!("{header}: {other:?}"),
            }
        }
    }

    #[test]
    fn pieces_of_any_size_give_the_same() {
        let members = [gz(&TEXT[..20]), gz(&TEXT[20..]), vec![0; 8]].concat();
        for (body, header) in
            [(members, "gzip"), (zlib(TEXT), "deflate"), (raw(TEXT), "deflate"), (gz(&raw(TEXT)), "deflate, gzip")]
        {
            for size in [1, 2, 3, 7, 20, 1000] {
                let mut inflater = Inflater::of(&encodings([header].into_iter())).unwrap().unwrap();
                let mut out = Vec::new();
                let mut drain = |inflater: &mut Inflater| {
                    loop {
                        match inflater.pull().unwrap() {
                            Pulled::Piece(piece) => out.extend_from_slice(&piece),
                            end => return end,
                        }
                    }
                };
                for piece in body.chunks(size) {
                    inflater.push(Bytes::copy_from_slice(piece));
                    drain(&mut inflater);
                }
                inflater.end();
                assert_eq!(drain(&mut inflater), Pulled::End);
                assert_eq!(out, TEXT, "{header} by {size}");
            }
        }
    }

    #[test]
    fn what_is_there_comes_before_the_rest() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"first").unwrap();
        encoder.flush().unwrap();
        let mut inflater = Inflater::of(&["gzip".to_owned()]).unwrap().unwrap();
        assert_eq!(inflater.pull(), Ok(Pulled::Wanting));
        inflater.push(encoder.get_ref().clone().into());
        assert_eq!(inflater.pull(), Ok(Pulled::Piece(Bytes::from_static(b"first"))));
        assert_eq!(inflater.pull(), Ok(Pulled::Wanting));
        inflater.end();
        assert_eq!(inflater.pull(), Err(Failure::Broken("it is cut off within its gzip data".to_owned())));
    }
}
