//! The formats of lists and of boxed values.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::ser::Serializer;

use super::{As, Format, SerializeAs};

impl<F: Format> Format for Box<F> {
    type Value = Box<F::Value>;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        F::read(deserializer).map(Box::new)
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        F::write(value, serializer)
    }
}

impl<F: Format> Format for Vec<F> {
    type Value = Vec<F::Value>;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(VecVisitor::<F>(PhantomData))
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(value.iter().map(SerializeAs::<F>))
    }
}

struct VecVisitor<F>(PhantomData<F>);

impl<'de, F: Format> Visitor<'de> for VecVisitor<F> {
    type Value = Vec<F::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        // The claimed length is untrusted and limited; the list grows as items are read.
        let mut list = Vec::with_capacity(seq.size_hint().unwrap_or(0).min(1024));
        while let Some(As(item)) = seq.next_element::<As<F>>()? {
            list.push(item);
        }
        Ok(list)
    }
}
