//! Reading of the variants of a union from its text, and writing as text, so that decimals keep digits that a buffered
//! number loses.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

use super::matcher::select_variant;
use super::{Union, read_buffered};
use crate::runtime::core::json::RAW;
use crate::runtime::core::json::long_numbers::without_digits;
use crate::runtime::model::format::{As, Format, SerializeAs};

/// Reads a union from its text, or from a value that is buffered already.
pub fn read<'de, U: Union, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    deserializer.deserialize_newtype_struct(RAW, UnionTextVisitor(PhantomData))
}

/// Reads the payload of a variant from its text and wraps it in the variant.
pub fn read_row<F: Format, U>(text: &str, variant: fn(F::Value) -> U) -> serde_json::Result<U> {
    let As(payload) = serde_json::from_slice::<As<F>>(text.as_bytes())?;
    Ok(variant(payload))
}

/// Writes the payload of a variant and adds the tag if the payload lacks it. The first value of the tag is written.
pub fn tag_added<F: Format, S: Serializer>(
    payload: &F::Value,
    tag: &str,
    values: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut text = serde_json::to_string(&SerializeAs::<F>(payload)).map_err(S::Error::custom)?;
    if let (Ok(members), Some(first)) = (serde_json::from_str::<BTreeMap<String, IgnoredAny>>(&text), values.first())
        && !members.contains_key(tag)
    {
        let comma = if members.is_empty() { "" } else { "," };
        let member = format!("{}:{}{comma}", serde_json::Value::from(tag), serde_json::Value::from(*first));
        text.insert_str(1, &member);
    }
    RawValue::from_string(text).map_err(S::Error::custom)?.serialize(serializer)
}

struct UnionTextVisitor<U>(PhantomData<U>);

impl<'de, U: Union> Visitor<'de> for UnionTextVisitor<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<U, D::Error> {
        read_buffered(deserializer)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<U, A::Error> {
        // The only key is the name under which the text is requested.
        let _ = map.next_key::<String>()?;
        let text = map.next_value::<String>()?;
        let value = serde_json::from_str(&text).map_err(A::Error::custom)?;
        match without_digits(|| select_variant::<U>(&value)).map_err(A::Error::custom)? {
            Some((row, _)) => (row.read_text)(&text).map_err(A::Error::custom),
            None => Ok(U::unknown(value)),
        }
    }
}
