//! The types of a client: the arena of named types, and references to them.

use super::{Access, JsonRepr, LiteralEnum, NumericType, ScalarFormat, StringEnum, VariantRule};
use crate::names::Name;

/// The named types of the crate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TypeArena {
    /// The definitions, indexed by [`TypeId`].
    pub defs: Vec<TypeDef>,
    /// The ids, sorted by type name.
    pub order: Vec<TypeId>,
    /// True if types nest so deeply that boxes must be type-erased to stay below rustc's recursion limit.
    pub needs_erased_boxes: bool,
}

impl TypeArena {
    /// Returns the type with this id.
    #[must_use]
    pub fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.defs.get(id.0)
    }

    /// Iterates over the types, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &TypeDef> {
        self.order.iter().filter_map(|id| self.get(*id))
    }

    /// Returns true if a type has exactly one known value.
    #[must_use]
    pub fn is_constant(&self, ty: &Type) -> bool {
        let Type::Named(id) = ty else { return false };
        match self.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Enum(body)) => body.variants.len() == 1,
            Some(TypeKind::LiteralEnum(body)) => body.variants.len() == 1,
            Some(TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Newtype(_) | TypeKind::Alias(_)) | None => false,
        }
    }
}

/// The index of a type in [`TypeArena::defs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A primitive type of Rust, or `String`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Primitive {
    /// `bool`
    Bool,
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
    /// `String`
    String,
}

impl Primitive {
    /// Returns true for the types of numbers.
    #[must_use]
    pub fn is_number(self) -> bool {
        match self {
            Self::I32 | Self::I64 | Self::U32 | Self::U64 | Self::F32 | Self::F64 => true,
            Self::Bool | Self::String => false,
        }
    }
}

/// A reference to a type, as Rust code writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `()`
    Unit,
    /// Any JSON value.
    Json,
    /// A primitive type of Rust, or `String`.
    Primitive(Primitive),
    /// A string that is redacted in `Debug` and in messages.
    Secret,
    /// A point in time.
    Timestamp(TimestampFormat),
    /// A date without a time.
    Date,
    /// A scalar with a specific format.
    Scalar(ScalarFormat),
    /// Raw bytes.
    Bytes,
    /// XML as text.
    Xml,
    /// A file of a multipart form.
    File,
    /// A list.
    Array(Box<Type>),
    /// A map with string keys.
    Map(Box<Type>),
    /// A value that can be null.
    Nullable(Box<Type>),
    /// A boxed value, to break a cycle of types.
    Boxed(Box<Type>),
    /// A tuple of two to twelve items.
    Tuple(Vec<Type>),
    /// A named type of the crate.
    Named(TypeId),
}

impl Type {
    /// Returns one representative for all types that are the same type in Rust and differ only on the wire, such as
    /// the timestamp formats. `resolve_alias` resolves aliases. A box counts as its contents, because values convert
    /// into it.
    #[must_use]
    pub fn canonical<'t>(&'t self, resolve_alias: &impl Fn(&'t Self) -> &'t Self) -> Self {
        let inner = |ty: &'t Self| Box::new(ty.canonical(resolve_alias));
        match resolve_alias(self) {
            Self::Array(item) => Self::Array(inner(item)),
            Self::Map(value) => Self::Map(inner(value)),
            Self::Nullable(some) => Self::Nullable(inner(some)),
            Self::Boxed(pointee) => pointee.canonical(resolve_alias),
            Self::Tuple(items) => Self::Tuple(items.iter().map(|item| item.canonical(resolve_alias)).collect()),
            Self::Timestamp(_) => Self::Timestamp(TimestampFormat::Rfc3339),
            Self::Scalar(format) => format.in_rust(),
            plain => plain.clone(),
        }
    }
}

impl ScalarFormat {
    fn in_rust(self) -> Type {
        match self {
            Self::NumberString(number) | Self::IntegralNumber(number) => number.in_rust(),
            Self::Decimal(_) => Type::Scalar(Self::Decimal(JsonRepr::Number)),
            Self::Base64 | Self::Base64Url => Type::Bytes,
            other => Type::Scalar(other),
        }
    }
}

impl NumericType {
    /// Returns the type of a number without a format.
    #[must_use]
    pub fn in_rust(self) -> Type {
        match self {
            Self::I32 => Type::Primitive(Primitive::I32),
            Self::I64 => Type::Primitive(Primitive::I64),
            Self::U32 => Type::Primitive(Primitive::U32),
            Self::U64 => Type::Primitive(Primitive::U64),
            Self::F32 => Type::Primitive(Primitive::F32),
            Self::F64 => Type::Primitive(Primitive::F64),
        }
    }
}

/// The wire format of a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339 text.
    Rfc3339,
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
    /// The text of HTTP headers (RFC 9110, section 5.6.7).
    HttpDate,
}

/// A named type of the crate.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// The name in Rust and in the document.
    pub name: Name,
    /// The key of the name in the lock.
    pub key: String,
    /// The earlier names, which callers can still use.
    pub aliases: Vec<String>,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
    /// True if the document deprecates the type.
    pub deprecated: bool,
    /// The definition.
    pub kind: TypeKind,
}

/// The definition of a named type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object.
    Struct(Struct),
    /// A string with known values.
    Enum(StringEnum),
    /// A value with known literals that are not all strings.
    LiteralEnum(LiteralEnum),
    /// One of several types.
    Union(Union),
    /// A struct around one value, for a recursive type without a struct or union in its cycle.
    Newtype(Type),
    /// An alias.
    Alias(Type),
}

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// The declared fields, in document order.
    pub fields: Vec<Field>,
    /// The Rust name and the type of the map with undeclared fields.
    pub extra: Option<(Name, Type)>,
    /// The scope of the field names in the lock.
    pub scope: String,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name in Rust and on the wire.
    pub name: Name,
    /// The type of its value.
    pub ty: Type,
    /// The presence of the field.
    pub presence: Presence,
    /// The direction in which it is sent. A field that only responses can contain is read-only if its type is also used in
    /// requests.
    pub access: Access,
    /// True if the document deprecates the field.
    pub deprecated: bool,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The discriminator field, if every variant has values for it.
    pub discriminator: Option<String>,
    /// The variants, in matching order.
    pub variants: Vec<Variant>,
    /// The variant for all other values.
    pub unknown: Name,
    /// The scope of the variant names in the lock.
    pub scope: String,
    /// True if any value is allowed, so that one that is not valid for a variant is kept as unknown.
    pub accepts_any: bool,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The name of the variant.
    pub name: Name,
    /// The type of its value.
    pub ty: Type,
    /// The rule that recognizes its values.
    pub rule: VariantRule,
    /// True if no other variant has its type, so that the union implements `From` for it.
    pub converts: bool,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
}

/// The presence of a field: whether it can be missing or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always present.
    Required,
    /// Can be missing; null counts as missing.
    Optional,
    /// Always present, can be null.
    Nullable,
    /// Can be missing or null, with different meanings.
    OptionalNullable,
    /// Always present in requests, missing in responses.
    RequiredInRequests,
}
