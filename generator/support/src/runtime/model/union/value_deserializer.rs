//! A deserializer over a buffered JSON value whose errors contain the path within the value.

use std::fmt;

use serde::de::value::MapDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::runtime::core::json::{NUMBER, PATH_END, PATH_START, RAW, integer, path_segment, split_path};

/// A value as a deserializer.
#[derive(Debug, Clone, Copy)]
pub struct ValueDeserializer<'de>(pub &'de Value);

/// The reason why a value does not deserialize, and the path to it.
#[derive(Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The path to the invalid part: `.items[2]`, empty for the value itself.
    path: String,
    message: String,
}

impl ValueError {
    fn below(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{PATH_START}{}{PATH_END}{}", self.path, self.message)
        }
    }
}

impl std::error::Error for ValueError {}

impl Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        match split_path(&text) {
            Some((path, message)) => ValueError { path: path.to_owned(), message: message.to_owned() },
            None => ValueError { path: String::new(), message: text },
        }
    }
}

/// Implements the reading of integers, which may be written with a zero fraction or an exponent: `5.0`, `1e3`.
macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            match self.0.as_f64().filter(|_| self.0.is_f64()).and_then(integer) {
                Some(number) => visitor.visit_i64(number),
                None => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for ValueDeserializer<'de> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, Some(real)) if Number::from_f64(real).as_ref() == Some(number) => visitor.visit_f64(real),
                // `serde_json` keeps all digits of numbers if its `arbitrary_precision` is enabled.
                _ => visitor.visit_map(MapDeserializer::new(std::iter::once((NUMBER, number.to_string())))),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(list) => {
                let mut items = Items { items: list.iter(), index: 0 };
                let read = visitor.visit_seq(&mut items)?;
                if items.items.len() > 0 {
                    return Err(ValueError::invalid_length(list.len(), &"fewer items"));
                }
                Ok(read)
            }
            Value::Object(members) => visitor.visit_map(Members { members: members.iter(), member: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        if name == RAW {
            return visitor.visit_map(MapDeserializer::new(std::iter::once((RAW, self.0.to_string()))));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.0.as_f64() {
            Some(number) => visitor.visit_f64(number),
            None => self.deserialize_any(visitor),
        }
    }

    integers! { deserialize_i32 deserialize_i64 deserialize_u32 deserialize_u64 }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i128 u8 u16 u128 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

struct Items<'de> {
    items: std::slice::Iter<'de, Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ValueError> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let read =
            seed.deserialize(ValueDeserializer(item)).map_err(|misfit| misfit.below(&format!("[{}]", self.index)))?;
        self.index += 1;
        Ok(Some(read))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Members<'de> {
    members: serde_json::map::Iter<'de>,
    member: Option<(&'de String, &'de Value)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ValueError> {
        self.member = self.members.next();
        match self.member {
            Some((key, _)) => seed.deserialize(key.as_str().into_deserializer()).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ValueError> {
        let Some((key, value)) = self.member.take() else {
            return Err(ValueError::custom("a value was read before its key"));
        };
        seed.deserialize(ValueDeserializer(value)).map_err(|misfit| misfit.below(&path_segment(key)))
    }
}
