//! Keywords that declare inferred facts in a document.
//!
//! [`keywords`] returns the keywords of a parameter and of its schema, in Swagger 2.0 or OpenAPI 3.

use serde_json::{Map, Value, json};

use crate::document::Dialect;
use crate::infer::{AuthMethod, Claim, InferredType, ResponseSchema, Scheme};
use crate::spec::Location;

/// The keywords that declare facts about a parameter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keywords {
    /// The keywords of the parameter.
    pub outer: Map<String, Value>,
    /// The keywords of its schema; in Swagger 2.0 they belong to the parameter itself.
    pub inner: Map<String, Value>,
}

/// Returns the keywords that declare facts about a parameter in a location, in a dialect.
pub fn keywords<'f>(facts: impl Iterator<Item = &'f Claim>, location: Location, dialect: Dialect) -> Keywords {
    let mut keywords = Keywords::default();
    for fact in facts {
        keywords.declare(fact, location, dialect);
    }
    keywords
}

/// Returns the declaration of a security scheme in a dialect.
pub fn scheme(scheme: &Scheme, dialect: Dialect) -> Map<String, Value> {
    let entry = |key: &str, value: &str| (key.to_owned(), json!(value));
    let mut declared = match &scheme.method {
        AuthMethod::Key(location, name) => {
            let place = match location {
                Location::Header => "header",
                Location::Cookie => "cookie",
                Location::Query | Location::Path | Location::Field(_) => "query",
            };
            Map::from_iter([entry("type", "apiKey"), entry("in", place), entry("name", name)])
        }
        AuthMethod::Bearer => Map::from_iter([entry("type", "http"), entry("scheme", "bearer")]),
        AuthMethod::Basic if dialect == Dialect::Swagger2 => Map::from_iter([entry("type", "basic")]),
        AuthMethod::Basic => Map::from_iter([entry("type", "http"), entry("scheme", "basic")]),
    };
    declared.extend(scheme.description.iter().map(|description| entry("description", description)));
    declared
}

impl Keywords {
    fn declare(&mut self, fact: &Claim, location: Location, dialect: Dialect) {
        let field = matches!(location, Location::Field(_)) && dialect != Dialect::Swagger2;
        let Self { outer, inner } = self;
        let mut set = |key: &str, value: Value| _ = inner.insert(key.to_owned(), value);
        match fact {
            Claim::Type(InferredType::Scalar { kind, format }) => {
                set("type", json!(kind.as_str()));
                format.iter().for_each(|format| set("format", json!(format)));
            }
            Claim::Type(InferredType::List { kind, format, separator }) => {
                let mut items = Map::from_iter([("type".to_owned(), json!(kind.as_str()))]);
                items.extend(format.iter().map(|format| ("format".to_owned(), json!(format))));
                set("type", json!("array"));
                set("items", Value::Object(items));
                outer.extend(separated(location, *separator, dialect));
            }
            Claim::Count(least, most) => {
                least.iter().for_each(|least| set("minItems", json!(least)));
                most.iter().for_each(|most| set("maxItems", json!(most)));
            }
            Claim::Bounds(least, most) => {
                least.iter().for_each(|least| set("minimum", json!(least)));
                most.iter().for_each(|most| set("maximum", json!(most)));
            }
            Claim::Enum(values) => set("enum", json!(values)),
            Claim::Default(value) => set("default", value.clone()),
            // The schema of the form declares that a field is required.
            Claim::Required(required) if !field => _ = outer.insert("required".to_owned(), json!(required)),
            // The role of a parameter determines its source.
            Claim::Supply(_) | Claim::Scheme(_) | Claim::Pagination(_) => {}
            Claim::Required(_) | Claim::OperationId(_) | Claim::Open(_) | Claim::Response(_) => {}
            Claim::Secret(secret) => _ = outer.insert("x-secret".to_owned(), json!(secret)),
            Claim::Role(role) => _ = outer.insert("x-role".to_owned(), json!(role.as_str())),
        }
    }
}

/// Returns the schema of an inferred response.
#[must_use]
pub fn response_schema(response: &ResponseSchema, dialect: Dialect) -> Value {
    let section = if dialect == Dialect::Swagger2 { "#/definitions/" } else { "#/components/schemas/" };
    let one = json!({ "$ref": format!("{section}{}", response.schema.replace('~', "~0").replace('/', "~1")) });
    if response.listed { json!({ "type": "array", "items": one }) } else { one }
}

/// Returns the keyword that declares the schema of a response: `schema` in Swagger 2.0, `content` in OpenAPI 3.
#[must_use]
pub fn response_content(schema: Value, dialect: Dialect) -> Map<String, Value> {
    if dialect == Dialect::Swagger2 {
        return Map::from_iter([("schema".to_owned(), schema)]);
    }
    Map::from_iter([("content".to_owned(), json!({ "application/json": { "schema": schema } }))])
}

/// Returns the keywords that declare the separator of an array.
fn separated(location: Location, separator: Option<char>, dialect: Dialect) -> Vec<(String, Value)> {
    let entry = |key: &str, value: Value| (key.to_owned(), value);
    let extension = |separator: char| vec![entry("x-separator", json!(separator.to_string()))];
    if dialect == Dialect::Swagger2 {
        return match separator {
            Some(',') => vec![entry("collectionFormat", json!("csv"))],
            Some(' ') => vec![entry("collectionFormat", json!("ssv"))],
            Some('\t') => vec![entry("collectionFormat", json!("tsv"))],
            Some('|') => vec![entry("collectionFormat", json!("pipes"))],
            Some(separator) => extension(separator),
            None => vec![entry("collectionFormat", json!("multi"))],
        };
    }
    let styled = |style: &str| vec![entry("style", json!(style)), entry("explode", json!(false))];
    match (location, separator) {
        (Location::Query | Location::Cookie, Some(',')) => styled("form"),
        (Location::Query, Some(' ')) => styled("spaceDelimited"),
        (Location::Query, Some('|')) => styled("pipeDelimited"),
        // The defaults of these locations.
        (Location::Path | Location::Header, Some(',')) | (_, None) => Vec::new(),
        (_, Some(separator)) => extension(separator),
    }
}
