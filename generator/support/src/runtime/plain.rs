//! Values as they are written in paths, queries, headers and forms: plain text, before any percent-encoding.

use std::borrow::Cow;

/// A value with one plain text form.
pub trait Plain {
    /// Whether the text must stay out of logs and error messages.
    const SECRET: bool = false;

    /// The text form.
    fn plain(&self) -> Cow<'_, str>;
}

impl Plain for String {
    fn plain(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Plain for bool {
    fn plain(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

macro_rules! displayed {
    ($($number:ty)*) => {$(
        impl Plain for $number {
            fn plain(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}
displayed!(i32 i64 u32 u64 f32 f64);
