//! The format of maps.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::{As, Format, SerializeAs};

impl<K: DeserializeOwned + Serialize + Ord, F: Format> Format for BTreeMap<K, F> {
    type Value = BTreeMap<K, F::Value>;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(MapVisitor::<K, F>(PhantomData))
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(value.iter().map(|(key, value)| (key, SerializeAs::<F>(value))))
    }
}

struct MapVisitor<K, F>(PhantomData<(K, F)>);

impl<'de, K: Deserialize<'de> + Ord, F: Format> Visitor<'de> for MapVisitor<K, F> {
    type Value = BTreeMap<K, F::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut read = BTreeMap::new();
        while let Some((key, As(value))) = map.next_entry::<K, As<F>>()? {
            read.insert(key, value);
        }
        Ok(read)
    }
}
