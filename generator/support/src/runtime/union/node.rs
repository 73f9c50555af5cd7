//! Reading from a JSON value that is in memory already, so that a fault says where in the value it is.
//!
//! In comes a value; whatever implements `Deserialize` reads it as it would read a text. Knows no union.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// A value, to be read from.
#[derive(Debug, Clone, Copy)]
pub struct Node<'de>(pub &'de Value);

/// Why a value does not fit, and where in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The way from the value to its part at fault: `.items[2]`, empty for the whole.
    path: String,
    message: String,
}

impl Misfit {
    fn below(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{LEAD}{}{TAIL}{}", self.path, self.message)
        }
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        match split(&text) {
            Some((path, message)) => Misfit { path: path.to_owned(), message: message.to_owned() },
            None => Misfit { path: String::new(), message: text },
        }
    }
}

const LEAD: &str = "in `$";
const TAIL: &str = "`: ";

/// The path and the message in the text of a misfit below the whole value.
pub fn split(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(LEAD)?.split_once(TAIL)
}

/// A member as a step of a path: `.name` where the key is a plain word, else `["the key"]`.
pub fn step(key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { format!(".{key}") } else { format!("[{key:?}]") }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, number) => visitor.visit_f64(number.unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(list) => {
                let mut items = Items { items: list.iter(), index: 0 };
                let read = visitor.visit_seq(&mut items)?;
                if items.items.len() > 0 {
                    return Err(Misfit::invalid_length(list.len(), &"fewer items"));
                }
                Ok(read)
            }
            Value::Object(members) => visitor.visit_map(Members { members: members.iter(), member: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

struct Items<'de> {
    items: std::slice::Iter<'de, Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let read = seed.deserialize(Node(item)).map_err(|misfit| misfit.below(&format!("[{}]", self.index)))?;
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
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.member = self.members.next();
        match self.member {
            Some((key, _)) => seed.deserialize(key.as_str().into_deserializer()).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let Some((key, value)) = self.member.take() else {
            return Err(Misfit::custom("a value was read before its key"));
        };
        seed.deserialize(Node(value)).map_err(|misfit| misfit.below(&step(key)))
    }
}
