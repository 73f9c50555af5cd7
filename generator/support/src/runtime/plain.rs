//! Values as they are written in paths, queries, headers and forms: plain text, before any percent-encoding.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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

impl Plain for &str {
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
    ($($displayed:ty)*) => {$(
        impl Plain for $displayed {
            fn plain(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}
displayed!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 IpAddr Ipv4Addr Ipv6Addr);
