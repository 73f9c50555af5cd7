//! Formats of bytes as base64 strings.
//!
//! Reading accepts both alphabets, with or without padding and line breaks. Writing uses the alphabet of the format.

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

use super::format::{Format, ParamFormat};

/// Base64 with `+` and `/`, padded.
pub type Base64 = Base64Format<StandardAlphabet>;

/// Base64 with `-` and `_`, without padding.
pub type Base64Url = Base64Format<UrlSafeAlphabet>;

/// The format of bytes in a base64 alphabet.
pub struct Base64Format<A>(PhantomData<A>);

/// A base64 alphabet.
pub trait Alphabet {
    /// Encodes bytes.
    fn encode(bytes: &[u8]) -> String;
}

/// The alphabet of [`Base64`].
pub enum StandardAlphabet {}

impl Alphabet for StandardAlphabet {
    fn encode(bytes: &[u8]) -> String {
        PADDED.encode(bytes)
    }
}

/// The alphabet of [`Base64Url`].
pub enum UrlSafeAlphabet {}

impl Alphabet for UrlSafeAlphabet {
    fn encode(bytes: &[u8]) -> String {
        UNPADDED.encode(bytes)
    }
}

impl<A: Alphabet> Format for Base64Format<A> {
    type Value = Bytes;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        deserializer.deserialize_str(Text)
    }

    fn write<S: Serializer>(value: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&A::encode(value))
    }
}

impl<A: Alphabet> ParamFormat for Base64Format<A> {
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
        // The error does not repeat the text, which can be long and confidential.
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
