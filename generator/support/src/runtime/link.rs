//! A pointer to a value of a type that rustc need not look at.
//!
//! rustc follows types to all types inside of them, and gives up on types that lead far. A link is where that ends: it
//! holds its value as one of any type, so that only its own functions know which. Knows serde, but no data format.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A value behind a pointer, like a `Box`: made by `from` or `into`, it derefs to the value, and [`Link::into_inner`]
/// takes it out.
pub struct Link<T> {
    value: Box<dyn Any + Send + Sync>,
    of: PhantomData<fn() -> T>,
}

/// The types that can stand behind a link. Each says so itself, and so it is checked once whether it may go to another
/// thread: to look at all that is inside of it again wherever a link is used would take rustc minutes.
pub trait Linked: Any + Send + Sync {}

impl<T: Linked> Link<T> {
    /// The value.
    #[must_use]
    pub fn into_inner(self) -> T {
        match self.value.downcast() {
            Ok(value) => *value,
            Err(_) => unreachable!("a link is made of a value of its type"),
        }
    }
}

impl<T: Linked> From<T> for Link<T> {
    fn from(value: T) -> Self {
        Self { value: Box::new(value), of: PhantomData }
    }
}

impl<T: Linked> Deref for Link<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self.value.downcast_ref() {
            Some(value) => value,
            None => unreachable!("a link is made of a value of its type"),
        }
    }
}

impl<T: Linked> DerefMut for Link<T> {
    fn deref_mut(&mut self) -> &mut T {
        match self.value.downcast_mut() {
            Some(value) => value,
            None => unreachable!("a link is made of a value of its type"),
        }
    }
}

impl<T: Linked + Clone> Clone for Link<T> {
    fn clone(&self) -> Self {
        Self::from(T::clone(self))
    }
}

impl<T: Linked + PartialEq> PartialEq for Link<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Linked + Default> Default for Link<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T: Linked + fmt::Debug> fmt::Debug for Link<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<'de, T: Linked + Deserialize<'de>> Deserialize<'de> for Link<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

impl<T: Linked + Serialize> Serialize for Link<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}
