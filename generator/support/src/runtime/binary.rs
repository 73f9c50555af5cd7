//! Bytes that are written as base64 text.
//!
//! Comes in: text of either alphabet, with or without padding, broken into lines or not. Goes out: bytes; and back, text
//! of the alphabet that the format names. Knows serde, but no data format and no model.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use ::base64::alphabet::{STANDARD, URL_SAFE};
use ::base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD as PADDED, URL_SAFE_NO_PAD as UNPADDED,
};
use ::base64::engine::{DecodePaddingMode, Engine};
use bytes::Bytes;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::model::format::{Format, TextFormat};

/// Base64 with `+` and `/`, padded.
#[allow(non_camel_case_types)]
pub type base64 = Encoded<Standard>;

/// Base64 with `-` and `_`, without padding.
#[allow(non_camel_case_types)]
pub type base64url = Encoded<UrlSafe>;

/// The format of bytes that are written in an alphabet.
pub struct Encoded<A>(PhantomData<A>);

/// A way to write bytes as text.
pub trait Alphabet {
    /// The text.
    fn encode(bytes: &[u8]) -> String;
}

/// The alphabet of [`base64`].
pub enum Standard {}

impl Alphabet for Standard {
    fn encode(bytes: &[u8]) -> String {
        PADDED.encode(bytes)
    }
}

/// The alphabet of [`base64url`].
pub enum UrlSafe {}

impl Alphabet for UrlSafe {
    fn encode(bytes: &[u8]) -> String {
        UNPADDED.encode(bytes)
    }
}

impl<A: Alphabet> Format for Encoded<A> {
    type Value = Bytes;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        deserializer.deserialize_str(Text)
    }

    fn write<S: Serializer>(value: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&A::encode(value))
    }
}

impl<A: Alphabet> TextFormat for Encoded<A> {
    fn text(value: &Bytes) -> Cow<'_, str> {
        Cow::Owned(A::encode(value))
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base64 text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
        // The text can be long and its author's own business: an error does not repeat it.
        decode(text).map(Bytes::from).ok_or_else(|| E::invalid_value(Unexpected::Other("other text"), &self))
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let alphabet = if text.iter().any(|byte| matches!(byte, b'-' | b'_')) { &URL_SAFE } else { &STANDARD };
    GeneralPurpose::new(alphabet, LENIENT).decode(text).ok()
}
