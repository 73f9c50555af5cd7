//! Traits of page parameters and of count fields: strings and numbers, optional or required.

use super::super::secret::SecretString;
use super::super::to_param::ToParam;

/// A parameter that selects a page.
pub trait PageParam: Sized {
    /// Returns the value as a number, if it is one.
    fn number(&self) -> Option<u64>;

    #[cfg(feature = "cursors")]
    /// Returns the text that is sent, if there is a value.
    fn text(&self) -> Option<String>;

    /// Parses a value.
    fn parse(text: &str) -> Option<Self>;

    /// Parses and sets the value. Returns false if the text is not a valid value.
    fn set(&mut self, text: &str) -> bool {
        Self::parse(text).map(|value| *self = value).is_some()
    }
}

/// A field that contains a count.
pub trait AsCount {
    /// Returns the count, or `None` if the value is not a non-negative integer.
    fn count(&self) -> Option<u64>;
}

impl<T: PageParam> PageParam for Option<T> {
    fn number(&self) -> Option<u64> {
        self.as_ref().and_then(PageParam::number)
    }

    #[cfg(feature = "cursors")]
    fn text(&self) -> Option<String> {
        self.as_ref().and_then(PageParam::text)
    }

    fn parse(text: &str) -> Option<Self> {
        T::parse(text).map(Some)
    }
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

macro_rules! impl_page_param {
    ($($param:ty)*, $parse:expr) => {$(
        impl PageParam for $param {
            fn number(&self) -> Option<u64> {
                self.to_param().trim().parse().ok()
            }

            #[cfg(feature = "cursors")]
            fn text(&self) -> Option<String> {
                Some(self.to_param().into_owned())
            }

            fn parse(text: &str) -> Option<Self> {
                $parse(text)
            }
        }
    )*};
}
impl_page_param!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64, |text: &str| text.trim().parse().ok());
impl_page_param!(String SecretString, |text: &str| Some(text.into()));
