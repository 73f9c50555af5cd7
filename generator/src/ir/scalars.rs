//! Wire formats of scalar values, and the access modes of fields.

/// The format of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScalarFormat {
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// A number in a JSON string.
    NumberString(NumericType),
    /// An integer that the document types as `number`.
    IntegralNumber(NumericType),
    /// A decimal number of arbitrary precision.
    Decimal(JsonRepr),
    /// A time of day.
    TimeOfDay,
    /// A duration.
    Duration,
    /// A UUID.
    Uuid,
    /// A URI or URI reference, as text.
    Uri,
    /// An IP address of either version.
    Ip,
    /// An IP address of version 4.
    Ipv4,
    /// An IP address of version 6.
    Ipv6,
    /// Bytes as base64.
    Base64,
    /// Bytes as URL-safe base64.
    Base64Url,
}

/// The Rust type of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumericType {
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

/// The JSON representation of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonRepr {
    /// A number.
    Number,
    /// A string.
    Text,
}

/// The direction in which a field is sent: `readOnly` and `writeOnly` in OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// In requests and responses.
    ReadWrite,
    /// In responses only.
    ReadOnly,
    /// In requests only.
    WriteOnly,
}
