//! Arguments that say which page is meant, and members that count: texts and numbers of any kind, given or not.

use crate::runtime::plain::Plain;
use crate::runtime::secret::Secret;

/// An argument that says which page is meant.
pub trait Slot {
    /// The number that it has, where it has one.
    fn number(&self) -> Option<u64>;

    /// The text that is sent for it, where one is.
    fn text(&self) -> Option<String>;

    /// Gives it the value that a text means. Says whether it can have it.
    fn put(&mut self, text: &str) -> bool;
}

/// A member that counts something.
pub trait Whole {
    /// The count; `None` for what is no whole number from zero on.
    fn whole(&self) -> Option<u64>;
}

impl<T: Slot + Unset> Slot for Option<T> {
    fn number(&self) -> Option<u64> {
        self.as_ref().and_then(Slot::number)
    }

    fn text(&self) -> Option<String> {
        self.as_ref().and_then(Slot::text)
    }

    fn put(&mut self, text: &str) -> bool {
        self.get_or_insert_with(T::unset).put(text)
    }
}

/// A value for an argument that has none yet.
pub trait Unset {
    /// The value, which is at once replaced.
    fn unset() -> Self;
}

macro_rules! whole {
    ($($whole:ty)*) => {$(
        impl Whole for $whole {
            fn whole(&self) -> Option<u64> {
                u64::try_from(*self).ok()
            }
        }
    )*};
}
whole!(i8 i16 i32 i64 u8 u16 u32 u64);

macro_rules! fraction {
    ($($fraction:ty)*) => {$(
        impl Whole for $fraction {
            fn whole(&self) -> Option<u64> {
                // Counts are far below the numbers that a fraction cannot tell apart.
                let counts = self.is_finite() && *self >= 0.0 && self.fract() == 0.0 && *self <= 9_007_199_254_740_992.0;
                counts.then(|| self.to_string().parse().ok()).flatten()
            }
        }
    )*};
}
fraction!(f32 f64);

impl Whole for String {
    fn whole(&self) -> Option<u64> {
        self.trim().parse().ok()
    }
}

macro_rules! number_slot {
    ($($number:ty)*) => {$(
        impl Slot for $number {
            fn number(&self) -> Option<u64> {
                self.whole()
            }

            fn text(&self) -> Option<String> {
                Some(self.plain().into_owned())
            }

            fn put(&mut self, text: &str) -> bool {
                text.trim().parse().map(|number| *self = number).is_ok()
            }
        }

        impl Unset for $number {
            fn unset() -> Self {
                Self::default()
            }
        }
    )*};
}
number_slot!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64);

macro_rules! text_slot {
    ($($text:ty)*) => {$(
        impl Slot for $text {
            fn number(&self) -> Option<u64> {
                self.plain().trim().parse().ok()
            }

            fn text(&self) -> Option<String> {
                Some(self.plain().into_owned())
            }

            fn put(&mut self, text: &str) -> bool {
                *self = text.into();
                true
            }
        }

        impl Unset for $text {
            fn unset() -> Self {
                Self::from("")
            }
        }
    )*};
}
text_slot!(String Secret);
