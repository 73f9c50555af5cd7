//! JSON Schema keywords as plain fields: [`Schema`], and [`SchemaRef`] for the places that hold a schema or a reference.

use indexmap::IndexMap;
use serde_json::{Number, Value};

/// A schema with one field per keyword of OpenAPI 3.0. Absent keywords have their default value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// `type`. A schema without it counts as an object or an array if it has keywords of only that type.
    pub schema_type: Option<SchemaType>,
    /// `format`, as written.
    pub format: Option<String>,
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `default`
    pub default: Option<Value>,
    /// `example`
    pub example: Option<Value>,
    /// `nullable`
    pub nullable: bool,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// The values of `enum`, without null.
    pub enum_values: Vec<Value>,
    /// True if `enum` contains null.
    pub enum_has_null: bool,
    /// The position of null in `enum`.
    pub enum_null_index: Option<usize>,
    /// `minimum` and `exclusiveMinimum`
    pub minimum: Option<NumericBound>,
    /// `maximum` and `exclusiveMaximum`
    pub maximum: Option<NumericBound>,
    /// `multipleOf`
    pub multiple_of: Option<Number>,
    /// `minLength`
    pub min_length: Option<usize>,
    /// `maxLength`
    pub max_length: Option<usize>,
    /// `pattern`
    pub pattern: Option<String>,
    /// `items`
    pub items: Option<SchemaRef>,
    /// The schemas of the items of a tuple: `x-prefix-items`, if `minItems` and `maxItems` fix its length.
    pub prefix_items: Vec<SchemaRef>,
    /// `minItems`
    pub min_items: Option<usize>,
    /// `maxItems`
    pub max_items: Option<usize>,
    /// `uniqueItems`
    pub unique_items: bool,
    /// `properties`
    pub properties: IndexMap<String, SchemaRef>,
    /// `required`
    pub required: Vec<String>,
    /// `additionalProperties`
    pub additional_properties: Option<AdditionalProperties>,
    /// `minProperties`
    pub min_properties: Option<usize>,
    /// `maxProperties`
    pub max_properties: Option<usize>,
    /// `allOf`
    pub all_of: Vec<SchemaRef>,
    /// `oneOf`
    pub one_of: Vec<SchemaRef>,
    /// `anyOf`
    pub any_of: Vec<SchemaRef>,
    /// `not`
    pub not: Option<SchemaRef>,
    /// `discriminator`
    pub discriminator: Option<Discriminator>,
    /// The vendor extensions.
    pub extensions: IndexMap<String, Value>,
}

impl Schema {
    /// Returns the Rust name that the extension `x-rust-name` chooses.
    #[must_use]
    pub fn rust_name(&self) -> Option<&str> {
        self.extensions.get("x-rust-name").and_then(Value::as_str)
    }

    /// Returns true if the schema has neither a type nor a keyword that implies one.
    #[must_use]
    pub fn is_untyped(&self) -> bool {
        self.schema_type.is_none() && !self.is_composed()
    }

    /// Returns true if the schema has subschemas in `allOf`, `oneOf` or `anyOf`.
    #[must_use]
    pub fn is_composed(&self) -> bool {
        !self.all_of.is_empty() || self.has_alternatives()
    }

    /// Returns true if the schema has subschemas in `oneOf` or `anyOf`.
    #[must_use]
    pub fn has_alternatives(&self) -> bool {
        !self.one_of.is_empty() || !self.any_of.is_empty()
    }
}

/// A schema, or a reference to one.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemaRef {
    /// A schema written in place.
    Inline(Box<Schema>),
    /// The URI of a `$ref`.
    Reference(String),
}

impl SchemaRef {
    /// Creates a reference to a named schema.
    #[must_use]
    pub fn component(name: &str) -> Self {
        Self::Reference(format!("{COMPONENTS}{name}"))
    }

    /// Returns the schema if it is written in place.
    #[must_use]
    pub fn as_inline(&self) -> Option<&Schema> {
        match self {
            Self::Inline(schema) => Some(schema),
            Self::Reference(_) => None,
        }
    }
}

impl From<Schema> for SchemaRef {
    fn from(schema: Schema) -> Self {
        Self::Inline(Box::new(schema))
    }
}

/// The prefix of a reference to a named schema.
const COMPONENTS: &str = "#/components/schemas/";

/// Returns the name in a reference to a named schema.
#[must_use]
pub fn component_name(reference: &str) -> Option<&str> {
    reference.strip_prefix(COMPONENTS).filter(|name| !name.contains('/'))
}

/// A value of the keyword `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SchemaType {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// One end of a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct NumericBound {
    /// The number.
    pub value: Number,
    /// True if the range excludes the number itself.
    pub exclusive: bool,
}

/// The value of `additionalProperties`.
#[derive(Debug, Clone, PartialEq)]
pub enum AdditionalProperties {
    /// Any value, or no value.
    Any(bool),
    /// Values of a schema.
    Schema(SchemaRef),
}

/// The property that selects one of several schemas.
#[derive(Debug, Clone, PartialEq)]
pub struct Discriminator {
    /// The name of the property.
    pub property_name: String,
    /// Values of the property and the names or references of their schemas.
    pub mapping: IndexMap<String, String>,
}
