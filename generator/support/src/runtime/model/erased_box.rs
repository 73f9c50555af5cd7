//! A type-erased box. rustc fails on deeply nested types; `dyn Any` in an [`ErasedBox`] limits their depth.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A value in a type-erased `Box`, created with `from` or `into`. It derefs to the value.
pub struct ErasedBox<T> {
    value: Box<dyn Any + Send + Sync>,
    of: PhantomData<fn() -> T>,
}

/// A type that an [`ErasedBox`] can contain. Each type implements it, so that rustc checks `Send` and `Sync` only once.
pub trait Erasable: Any + Send + Sync {}

impl<T: Erasable> ErasedBox<T> {
    /// Returns the value.
    pub fn into_inner(self) -> T {
        match self.value.downcast() {
            Ok(value) => *value,
            Err(_) => unreachable!("an `ErasedBox` contains a value of its type"),
        }
    }
}

impl<T: Erasable> From<T> for ErasedBox<T> {
    fn from(value: T) -> Self {
        Self { value: Box::new(value), of: PhantomData }
    }
}

impl<T: Erasable> Deref for ErasedBox<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self.value.downcast_ref() {
            Some(value) => value,
            None => unreachable!("an `ErasedBox` contains a value of its type"),
        }
    }
}

impl<T: Erasable> DerefMut for ErasedBox<T> {
    fn deref_mut(&mut self) -> &mut T {
        match self.value.downcast_mut() {
            Some(value) => value,
            None => unreachable!("an `ErasedBox` contains a value of its type"),
        }
    }
}

impl<T: Erasable + Clone> Clone for ErasedBox<T> {
    fn clone(&self) -> Self {
        Self::from(T::clone(self))
    }
}

impl<T: Erasable + PartialEq> PartialEq for ErasedBox<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Erasable + Default> Default for ErasedBox<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T: Erasable + fmt::Debug> fmt::Debug for ErasedBox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<'de, T: Erasable + Deserialize<'de>> Deserialize<'de> for ErasedBox<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

impl<T: Erasable + Serialize> Serialize for ErasedBox<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}
