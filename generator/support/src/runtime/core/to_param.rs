//! The text form of parameters in paths, queries, headers and forms, before percent-encoding.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A value with a text form for parameters.
pub trait ToParam {
    /// True if the text must not appear in logs and errors.
    const SECRET: bool = false;

    /// Returns the text form.
    fn to_param(&self) -> Cow<'_, str>;
}

impl ToParam for String {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToParam for &str {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToParam for bool {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

macro_rules! impl_to_param {
    ($($displayed:ty)*) => {$(
        impl ToParam for $displayed {
            fn to_param(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}
impl_to_param!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 IpAddr Ipv4Addr Ipv6Addr);
