//! The formats of tuples.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::{As, Format, SerializeAs};

/// Implements formats of tuples, whose items have separate formats.
macro_rules! tuple {
    ($($format:ident $item:ident)+) => {
        impl<$($format: Format),+> Format for ($($format,)+) {
            type Value = ($($format::Value,)+);

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
                let ($(As($item),)+) = <($(As<$format>,)+)>::deserialize(deserializer)?;
                Ok(($($item,)+))
            }

            fn write<S: Serializer>(($($item,)+): &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
                ($(SerializeAs::<$format>($item),)+).serialize(serializer)
            }
        }
    };
}
tuple!(A a B b);
tuple!(A a B b C c);
tuple!(A a B b C c D_ d);
tuple!(A a B b C c D_ d E e);
tuple!(A a B b C c D_ d E e G g);
tuple!(A a B b C c D_ d E e G g H h);
tuple!(A a B b C c D_ d E e G g H h I i);
tuple!(A a B b C c D_ d E e G g H h I i J j);
tuple!(A a B b C c D_ d E e G g H h I i J j K k);
tuple!(A a B b C c D_ d E e G g H h I i J j K k L l);
tuple!(A a B b C c D_ d E e G g H h I i J j K k L l M m);
