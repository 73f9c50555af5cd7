//! Which types are one type in Rust: a description tells apart what Rust does not, such as the forms that a point in
//! time has on the wire.

use super::{Format, Number, TimeForm, Type, Wire};

impl Type {
    /// The type that stands for all those that are the same in Rust. `behind` looks through aliases; pointers do not
    /// count, since what they point to converts into them.
    #[must_use]
    pub fn in_rust<'t>(&'t self, behind: &impl Fn(&'t Self) -> &'t Self) -> Self {
        let inner = |ty: &'t Self| Box::new(ty.in_rust(behind));
        match behind(self) {
            Self::List(item) => Self::List(inner(item)),
            Self::Map(value) => Self::Map(inner(value)),
            Self::Nullable(some) => Self::Nullable(inner(some)),
            Self::Boxed(pointee) => pointee.in_rust(behind),
            Self::Tuple(items) => Self::Tuple(items.iter().map(|item| item.in_rust(behind)).collect()),
            Self::Timestamp(_) => Self::Timestamp(TimeForm::Rfc3339),
            Self::Formatted(format) => format.in_rust(),
            plain => plain.clone(),
        }
    }
}

impl Format {
    fn in_rust(self) -> Type {
        match self {
            Self::Quoted(number) | Self::Whole(number) => number.in_rust(),
            Self::Decimal(_) => Type::Formatted(Self::Decimal(Wire::Number)),
            Self::Base64 | Self::Base64Url => Type::Bytes,
            own => Type::Formatted(own),
        }
    }
}

impl Number {
    /// The plain type of such numbers.
    #[must_use]
    pub fn in_rust(self) -> Type {
        match self {
            Self::I32 => Type::I32,
            Self::I64 => Type::I64,
            Self::U32 => Type::U32,
            Self::U64 => Type::U64,
            Self::F32 => Type::F32,
            Self::F64 => Type::F64,
        }
    }
}
