//! Conclusions as the keywords that declare them.
//!
//! Comes in: facts about an argument, where it travels, and the dialect of the document. Goes out: what to write beside
//! the argument's name and what to write in its schema, so that the document says itself what was concluded.

use serde_json::{Map, Value, json};

use crate::document::Dialect;
use crate::infer::paging::{Sign, Turning};
use crate::infer::{Answer, Fact, Paging, Scheme, Shape, Way};
use crate::spec::Location;

/// The keywords that declare facts about an argument.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keywords {
    /// Those of the argument.
    pub outer: Map<String, Value>,
    /// Those of its schema; in Swagger 2.0 they stand beside the others.
    pub inner: Map<String, Value>,
}

/// The keywords that declare facts about an argument that travels in a location, in a dialect.
pub fn keywords<'f>(facts: impl Iterator<Item = &'f Fact>, location: Location, dialect: Dialect) -> Keywords {
    let mut keywords = Keywords::default();
    for fact in facts {
        keywords.declare(fact, location, dialect);
    }
    keywords
}

/// The declaration of a way to authenticate, in a dialect.
pub fn scheme(scheme: &Scheme, dialect: Dialect) -> Map<String, Value> {
    let entry = |key: &str, value: &str| (key.to_owned(), json!(value));
    let mut declared = match &scheme.way {
        Way::Key(location, name) => {
            let place = match location {
                Location::Header => "header",
                Location::Cookie => "cookie",
                Location::Query | Location::Path | Location::Field(_) => "query",
            };
            Map::from_iter([entry("type", "apiKey"), entry("in", place), entry("name", name)])
        }
        Way::Bearer => Map::from_iter([entry("type", "http"), entry("scheme", "bearer")]),
        Way::Basic if dialect == Dialect::Swagger2 => Map::from_iter([entry("type", "basic")]),
        Way::Basic => Map::from_iter([entry("type", "http"), entry("scheme", "basic")]),
    };
    declared.extend(scheme.description.iter().map(|description| entry("description", description)));
    declared
}

impl Keywords {
    fn declare(&mut self, fact: &Fact, location: Location, dialect: Dialect) {
        let field = matches!(location, Location::Field(_)) && dialect != Dialect::Swagger2;
        let Self { outer, inner } = self;
        let mut set = |key: &str, value: Value| _ = inner.insert(key.to_owned(), value);
        match fact {
            Fact::Type(Shape::Scalar { kind, format }) => {
                set("type", json!(kind.as_str()));
                format.iter().for_each(|format| set("format", json!(format)));
            }
            Fact::Type(Shape::List { kind, format, separator }) => {
                let mut items = Map::from_iter([("type".to_owned(), json!(kind.as_str()))]);
                items.extend(format.iter().map(|format| ("format".to_owned(), json!(format))));
                set("type", json!("array"));
                set("items", Value::Object(items));
                outer.extend(separated(location, *separator, dialect));
            }
            Fact::Count(least, most) => {
                least.iter().for_each(|least| set("minItems", json!(least)));
                most.iter().for_each(|most| set("maxItems", json!(most)));
            }
            Fact::Bounds(least, most) => {
                least.iter().for_each(|least| set("minimum", json!(least)));
                most.iter().for_each(|most| set("maximum", json!(most)));
            }
            Fact::Enum(values) => set("enum", json!(values)),
            Fact::Default(value) => set("default", value.clone()),
            // A field's being required is said in the schema around it.
            Fact::Required(required) if !field => _ = outer.insert("required".to_owned(), json!(required)),
            // Who supplies an argument follows from its role.
            Fact::Supply(_) | Fact::Scheme(_) | Fact::Paging(_) => {}
            Fact::Required(_) | Fact::OperationId(_) | Fact::Open(_) | Fact::Answer(_) => {}
            Fact::Secret(secret) => _ = outer.insert("x-secret".to_owned(), json!(secret)),
            Fact::Role(role) => _ = outer.insert("x-role".to_owned(), json!(role.as_str())),
        }
    }
}

/// What `x-pagination` says of paging.
#[must_use]
pub fn paged(paging: &Paging) -> Map<String, Value> {
    // Dots stand between names, unless one of these has a dot itself.
    let path = |names: &[String]| {
        let plain = !names.iter().any(|name| name.contains('.'));
        if plain { json!(names.join(".")) } else { json!(names) }
    };
    let mut declared = Map::new();
    let mut put = |key: &str, value: Value| _ = declared.insert(key.to_owned(), value);
    let more = match &paging.turning {
        Turning::Number { argument, first, more } => {
            put("page", json!(argument.name));
            put("first", json!(first));
            more
        }
        Turning::Offset { argument, first, more } => {
            put("offset", json!(argument.name));
            put("first", json!(first));
            more
        }
        Turning::Cursor { argument, next, more } => {
            put("cursor", json!(argument.name));
            put("next", path(next));
            more
        }
        Turning::After { argument, id, more } => {
            put("after", json!(argument.name));
            put("id", path(id));
            more
        }
        Turning::Url { next, more } => {
            put("next", path(next));
            more
        }
        Turning::Link => {
            put("link", json!(true));
            &Sign::Open
        }
    };
    match more {
        Sign::More(member) => put("more", path(member)),
        Sign::Last(member) => put("last", path(member)),
        Sign::Pages(member) => put("pages", path(member)),
        Sign::Total(member) => put("total", path(member)),
        Sign::Size(argument) => put("size", json!(argument.name)),
        Sign::Open => {}
    }
    if !paging.items.is_empty() {
        put("items", path(&paging.items));
    }
    declared
}

/// The schema of an answer.
#[must_use]
pub fn answered(answer: &Answer, dialect: Dialect) -> Value {
    let holder = if dialect == Dialect::Swagger2 { "#/definitions/" } else { "#/components/schemas/" };
    let one = json!({ "$ref": format!("{holder}{}", answer.schema.replace('~', "~0").replace('/', "~1")) });
    if answer.listed { json!({ "type": "array", "items": one }) } else { one }
}

/// The member of a response that says that it has a schema: itself in Swagger 2.0, content later on.
#[must_use]
pub fn answer(schema: Value, dialect: Dialect) -> Map<String, Value> {
    if dialect == Dialect::Swagger2 {
        return Map::from_iter([("schema".to_owned(), schema)]);
    }
    Map::from_iter([("content".to_owned(), json!({ "application/json": { "schema": schema } }))])
}

/// The keywords that say what stands between the items of a list.
fn separated(location: Location, separator: Option<char>, dialect: Dialect) -> Vec<(String, Value)> {
    let entry = |key: &str, value: Value| (key.to_owned(), value);
    let own = |separator: char| vec![entry("x-separator", json!(separator.to_string()))];
    if dialect == Dialect::Swagger2 {
        return match separator {
            Some(',') => vec![entry("collectionFormat", json!("csv"))],
            Some(' ') => vec![entry("collectionFormat", json!("ssv"))],
            Some('\t') => vec![entry("collectionFormat", json!("tsv"))],
            Some('|') => vec![entry("collectionFormat", json!("pipes"))],
            Some(separator) => own(separator),
            None => vec![entry("collectionFormat", json!("multi"))],
        };
    }
    let styled = |style: &str| vec![entry("style", json!(style)), entry("explode", json!(false))];
    match (location, separator) {
        (Location::Query | Location::Cookie, Some(',')) => styled("form"),
        (Location::Query, Some(' ')) => styled("spaceDelimited"),
        (Location::Query, Some('|')) => styled("pipeDelimited"),
        // What these locations do unless told otherwise.
        (Location::Path | Location::Header, Some(',')) | (_, None) => Vec::new(),
        (_, Some(separator)) => own(separator),
    }
}
