//! A body as it came over the wire goes in, the body as it was meant comes out, and never more than a set size of it.

use std::io::{self, Read};

use bytes::Bytes;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// What the client asks for.
pub(crate) const ACCEPTED: &str = "gzip, deflate";

/// More encodings on top of each other than this are taken for an attack.
const MAX_LAYERS: usize = 4;

/// Why a body could not be unpacked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It is larger than allowed.
    TooLarge,
    /// It is not what its headers say.
    Broken(String),
}

/// Undoes the content encodings, which are given in the order in which they were applied.
pub(crate) fn inflate(body: Bytes, encodings: &[String], limit: u64) -> Result<Bytes, Failure> {
    let applied = encodings.iter().map(String::as_str).filter(|encoding| *encoding != "identity");
    if applied.clone().count() > MAX_LAYERS {
        return Err(Failure::Broken(format!("it is compressed more than {MAX_LAYERS} times over")));
    }
    let mut body = body;
    for encoding in applied.rev() {
        if body.is_empty() {
            return Ok(body);
        }
        body = match encoding {
            "gzip" | "x-gzip" => gzip(&body, limit)?,
            "deflate" => deflate(&body, limit)?,
            other => return Err(Failure::Broken(format!("its content encoding `{other}` was not asked for"))),
        };
    }
    Ok(body)
}

/// The names in the values of `Content-Encoding` headers, in lower case.
pub(crate) fn encodings<'v>(values: impl Iterator<Item = &'v str>) -> Vec<String> {
    let names = values.flat_map(|value| value.split(','));
    names.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()).collect()
}

/// All members of a gzip file. What follows them and is no member is padding.
fn gzip(body: &[u8], limit: u64) -> Result<Bytes, Failure> {
    let mut out = Vec::new();
    let mut rest = body;
    loop {
        let mut member = GzDecoder::new(rest);
        read(&mut member, &mut out, limit).map_err(|fault| explain("gzip", fault))?;
        rest = member.into_inner();
        if !rest.starts_with(&[0x1F, 0x8B]) {
            return Ok(out.into());
        }
    }
}

/// The name means a zlib stream, but many servers send the bare one. A bare one may begin like a zlib stream by chance,
/// so it is tried when that fails.
fn deflate(body: &[u8], limit: u64) -> Result<Bytes, Failure> {
    let mut out = Vec::new();
    let mut wrapped = Ok(());
    if begins_as_zlib(body) {
        wrapped = read(&mut ZlibDecoder::new(body), &mut out, limit);
        match wrapped {
            Ok(()) => return Ok(out.into()),
            Err(ReadFault::TooLarge) => return Err(Failure::TooLarge),
            Err(ReadFault::Io(_)) => out.clear(),
        }
    }
    match read(&mut DeflateDecoder::new(body), &mut out, limit) {
        Ok(()) => Ok(out.into()),
        Err(bare) => Err(explain("deflate", wrapped.err().unwrap_or(bare))),
    }
}

/// The method is deflate, and the first two bytes are a multiple of 31.
fn begins_as_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..] if first & 0x0F == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

enum ReadFault {
    TooLarge,
    Io(io::Error),
}

/// Reads to the end, or until there is more than `limit` in `out`.
fn read(from: &mut impl Read, out: &mut Vec<u8>, limit: u64) -> Result<(), ReadFault> {
    let room = limit.saturating_sub(out.len() as u64);
    let count = from.take(room.saturating_add(1)).read_to_end(out).map_err(ReadFault::Io)?;
    if count as u64 > room { Err(ReadFault::TooLarge) } else { Ok(()) }
}

fn explain(encoding: &str, fault: ReadFault) -> Failure {
    match fault {
        ReadFault::TooLarge => Failure::TooLarge,
        ReadFault::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Failure::Broken(format!("it is cut off within its {encoding} data"))
        }
        ReadFault::Io(error) => Failure::Broken(format!("it is no {encoding} data: {error}")),
    }
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
            (TEXT.to_vec(), "br", "`br` was not asked for"),
            (gz(TEXT), "gzip, gzip, gzip, gzip, gzip", "more than 4 times"),
        ];
        for (body, header, expected) in cases {
            match undo(body, header) {
                Err(Failure::Broken(message)) => assert!(message.contains(expected), "{header}: {message}"),
                other => panic!("{header}: {other:?}"),
            }
        }
    }
}
