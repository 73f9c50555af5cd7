//! What is said of single values beyond their JSON type: their form on the wire, and which way they travel.

/// A value with a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// A number that is written as text.
    Quoted(Number),
    /// A whole number whose JSON type is any number.
    Whole(Number),
    /// A decimal number, digit by digit.
    Decimal(Wire),
    /// A time of day.
    TimeOfDay,
    /// A span of time.
    Duration,
    /// A UUID.
    Uuid,
    /// A URI or a reference to one, as text.
    Uri,
    /// An IP address of either version.
    Ip,
    /// An IP address of version 4.
    Ipv4,
    /// An IP address of version 6.
    Ipv6,
    /// Bytes, as base64.
    Base64,
    /// Bytes, as base64 for URLs.
    Base64Url,
}

/// A number's type in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `f32`
    F32,
    /// `f64`
    F64,
}

/// What a number is in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wire {
    /// A number.
    Number,
    /// A text.
    Text,
}

/// Which way a member of an object travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Travels {
    /// It is sent and received.
    BothWays,
    /// The server sets it: it is received only.
    Received,
    /// The server keeps it: it is sent only.
    Sent,
}
