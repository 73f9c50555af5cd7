//! A serde data format in, a [`Value`] out, keys in document order.
//!
//! Keys are kept as they are written (`200:` is "200"), YAML merge keys are resolved, tags are looked through, and
//! what has no JSON form is reported. Nesting and the growth through aliases are bounded while the value is built, so
//! that a hostile text costs no more than it weighs. It must not know which format is read, nor what the value says.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::{Place, Pointer, Source};

/// How many levels of lists and maps a text may nest. Real descriptions stay below 40.
pub(crate) const MAX_DEPTH: usize = 100;

/// What a node weighs beside its characters, when the growth through aliases is measured.
const NODE_WEIGHT: usize = 8;

/// Why building was broken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Lists and maps nest deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Aliases make far more of the text than it holds.
    AliasBomb,
}

/// What one text may become, and what was found on the way.
#[derive(Debug)]
pub(crate) struct Build {
    source: Source,
    /// Weight that is left; a text without aliases cannot outgrow itself and has no bound.
    budget: Option<usize>,
    /// Whether `<<` merges, as in YAML.
    merge_keys: bool,
    /// Findings, in reading order.
    pub(crate) findings: Vec<Diagnostic>,
    /// Set when building was broken off.
    pub(crate) refusal: Option<Refusal>,
}

impl Build {
    /// For JSON text.
    #[must_use]
    pub(crate) fn json(source: &Source) -> Self {
        Self { source: source.clone(), budget: None, merge_keys: false, findings: Vec::new(), refusal: None }
    }

    /// For YAML text.
    #[must_use]
    pub(crate) fn yaml(source: &Source, text: &str) -> Self {
        // Four times the text's length covers the densest text without aliases; the rest is what small texts may grow.
        let budget = text.contains('*').then(|| text.len().min(64 << 20) * 4 + (8 << 20));
        Self { budget, merge_keys: true, ..Self::json(source) }
    }

    fn spend<E: de::Error>(&mut self, bytes: usize) -> Result<(), E> {
        let Some(budget) = &mut self.budget else { return Ok(()) };
        match budget.checked_sub(NODE_WEIGHT + bytes) {
            Some(left) => *budget = left,
            None => return Err(self.refuse(Refusal::AliasBomb)),
        }
        Ok(())
    }

    fn refuse<E: de::Error>(&mut self, refusal: Refusal) -> E {
        self.refusal = Some(refusal);
        E::custom("refused")
    }

    fn report(&mut self, code: Code, path: &Path<'_>, message: String, help: &str) {
        let place = Place { source: self.source.clone(), pointer: path.pointer() };
        self.findings.push(Diagnostic::new(code, place, message).help(help));
    }
}

/// The way from the root to the value being built, on the stack.
#[derive(Clone, Copy)]
enum Path<'p> {
    Root,
    Key(&'p Self, &'p str),
    Index(&'p Self, usize),
}

impl Path<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Key(parent, key) => parent.pointer().child(key),
            Self::Index(parent, index) => parent.pointer().index(*index),
        }
    }
}

/// Builds the value that `deserializer` reads.
///
/// # Errors
///
/// Those of the format; where [`Build::refusal`] is set, the text was refused.
pub(crate) fn build<'de, D: Deserializer<'de>>(deserializer: D, build: &mut Build) -> Result<Value, D::Error> {
    Node { build, path: Path::Root, depth: 0 }.deserialize(deserializer)
}

/// A value about to be built.
struct Node<'b, 'p> {
    build: &'b mut Build,
    path: Path<'p>,
    depth: usize,
}

impl Node<'_, '_> {
    fn enter<E: de::Error>(&mut self) -> Result<usize, E> {
        if self.depth >= MAX_DEPTH {
            return Err(self.build.refuse(Refusal::TooDeep));
        }
        Ok(self.depth + 1)
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        self.build.spend(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        self.build.spend(0)?;
        Ok(Value::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.build.spend(0)?;
        Ok(Value::from(value))
    }

    // Integers beyond 64 bits have no exact form in a `Value`; the nearest float is the least wrong one.
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is wanted")]
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => self.visit_f64(value as f64),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is wanted")]
    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        match u64::try_from(value) {
            Ok(value) => self.visit_u64(value),
            Err(_) => self.visit_f64(value as f64),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        self.build.spend(0)?;
        if let Some(number) = Number::from_f64(value) {
            return Ok(Value::Number(number));
        }
        let help = "write a finite number, or leave the member out";
        self.build.report(Code::NotFinite, &self.path, format!("{value} has no JSON form and is read as null"), help);
        Ok(Value::Null)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        self.build.spend(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_bytes<E: de::Error>(self, value: &[u8]) -> Result<Value, E> {
        self.visit_string(String::from_utf8_lossy(value).into_owned())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        self.build.spend(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    /// A YAML tag: what it marks is read as if it stood alone.
    fn visit_enum<A: EnumAccess<'de>>(mut self, tagged: A) -> Result<Value, A::Error> {
        let depth = self.enter()?;
        let (_tag, content) = tagged.variant::<de::IgnoredAny>()?;
        content.newtype_variant_seed(Node { depth, ..self })
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let depth = self.enter()?;
        self.build.spend(0)?;
        let mut list = Vec::new();
        loop {
            let path = Path::Index(&self.path, list.len());
            match items.next_element_seed(Node { build: self.build, path, depth })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let depth = self.enter()?;
        self.build.spend(0)?;
        let mut map = Map::new();
        // Members that came through `<<`, and give way to the map's own.
        let mut merged = BTreeSet::new();
        while let Some(key) = members.next_key_seed(Key)? {
            self.build.spend(key.len())?;
            let path = Path::Key(&self.path, &key);
            let value = members.next_value_seed(Node { build: self.build, path, depth })?;
            if self.build.merge_keys && key == "<<" && mergeable(&value) {
                merge(&mut map, &mut merged, value);
                continue;
            }
            let own = !merged.remove(&key);
            if own && map.contains_key(&key) {
                let message = format!("the key `{key}` is given more than once in one map; the last one counts");
                let help = "keep one of them; if both are meant, join what they hold";
                self.build.report(Code::DuplicateKey, &path, message, help);
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

fn mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(list) => list.iter().all(Value::is_object),
        _ => false,
    }
}

/// Takes over what the maps of a `<<` have and `map` lacks; of several maps, the earlier wins.
fn merge(map: &mut Map<String, Value>, merged: &mut BTreeSet<String>, value: Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                if !map.contains_key(&key) {
                    merged.insert(key.clone());
                    map.insert(key, value);
                }
            }
        }
        Value::Array(list) => list.into_iter().for_each(|members| merge(map, merged, members)),
        _ => {}
    }
}

/// A key, in the characters it is written in.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is one word or quoted text")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<String, E> {
        Ok(value)
    }
}
