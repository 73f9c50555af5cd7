//! Traits of page parameters and of count fields: strings and numbers, optional or required.

use super::super::secret::SecretString;
use super::super::to_param::ToParam;

/// A parameter that selects a page.
pub trait PageParam {
    /// Returns the value as a number, if it is one.
    fn number(&self) -> Option<u64>;

    #[cfg(feature = "cursors")]
    /// Returns the text that is sent, if there is a value.
    fn text(&self) -> Option<String>;

    /// Parses and sets the value. Returns false if the text is not a valid value.
    fn set(&mut self, text: &str) -> bool;
}

/// A field that contains a count.
pub trait AsCount {
    /// Returns the count, or `None` if the value is not a non-negative integer.
    fn count(&self) -> Option<u64>;
}

impl<T: PageParam + Placeholder> PageParam for Option<T> {
    fn number(&self) -> Option<u64> {
        self.as_ref().and_then(PageParam::number)
    }

    #[cfg(feature = "cursors")]
    fn text(&self) -> Option<String> {
        self.as_ref().and_then(PageParam::text)
    }

    fn set(&mut self, text: &str) -> bool {
        self.get_or_insert_with(T::unset).set(text)
    }
}

/// A type with a temporary value for unset parameters.
pub trait Placeholder {
    /// Returns a value that is replaced immediately.
    fn unset() -> Self;
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl AsCount for $integer {
            fn count(&self) -> Option<u64> {
                u64::try_from(*self).ok()
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 u8 u16 u32 u64);

macro_rules! floats {
    ($($float:ty)*) => {$(
        impl AsCount for $float {
            fn count(&self) -> Option<u64> {
                // Counts are far below 2^53, so the conversion is exact.
                let counts = self.is_finite() && *self >= 0.0 && self.fract() == 0.0 && *self <= 9_007_199_254_740_992.0;
                counts.then(|| self.to_string().parse().ok()).flatten()
            }
        }
    )*};
}
floats!(f32 f64);

impl AsCount for String {
    fn count(&self) -> Option<u64> {
        self.trim().parse().ok()
    }
}

macro_rules! number_param {
    ($($number:ty)*) => {$(
        impl PageParam for $number {
            fn number(&self) -> Option<u64> {
                self.count()
            }

            #[cfg(feature = "cursors")]
            fn text(&self) -> Option<String> {
                Some(self.to_param().into_owned())
            }

            fn set(&mut self, text: &str) -> bool {
                text.trim().parse().map(|number| *self = number).is_ok()
            }
        }

        impl Placeholder for $number {
            fn unset() -> Self {
                Self::default()
            }
        }
    )*};
}
number_param!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64);

macro_rules! text_param {
    ($($text:ty)*) => {$(
        impl PageParam for $text {
            fn number(&self) -> Option<u64> {
                self.to_param().trim().parse().ok()
            }

            #[cfg(feature = "cursors")]
            fn text(&self) -> Option<String> {
                Some(self.to_param().into_owned())
            }

            fn set(&mut self, text: &str) -> bool {
                *self = text.into();
                true
            }
        }

        impl Placeholder for $text {
            fn unset() -> Self {
                Self::from("")
            }
        }
    )*};
}
text_param!(String SecretString);
