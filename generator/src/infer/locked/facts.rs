//! Facts as keywords of the lock.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value, json};

use crate::infer::{Aspect, AuthMethod, Claim, InferredType, ResponseSchema, Role, Scalar, Scheme, Supply};
use crate::spec::Location;

/// The facts about one item, by keyword.
pub type LockedFacts = Map<String, Value>;

/// An error in the facts of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidFact {
    /// The keyword; `None` for the item itself.
    pub key: Option<String>,
    /// The message: lower case, no full stop.
    pub message: String,
}

/// The separators of lists with a name in Swagger 2.0.
const SEPARATORS: &[(&str, char)] = &[("csv", ','), ("ssv", ' '), ("tsv", '\t'), ("pipes", '|')];

/// The keyword for lists without a separator.
const REPEATED: &str = "multi";

const SCALARS: &[Scalar] = &[Scalar::String, Scalar::Integer, Scalar::Number, Scalar::Boolean];

/// Adds the keywords of a fact.
pub(super) fn add(fact: &Claim, facts: &mut LockedFacts) {
    let mut put = |key: &str, value: Value| _ = facts.insert(key.to_owned(), value);
    match fact {
        Claim::Type(InferredType::Scalar { kind, format }) => {
            put("type", json!(kind.as_str()));
            format.iter().for_each(|format| put("format", json!(format)));
        }
        Claim::Type(InferredType::List { kind, format, separator }) => {
            put("type", json!(kind.as_str()));
            format.iter().for_each(|format| put("format", json!(format)));
            put("list", json!(separator_name(*separator)));
        }
        Claim::Required(required) => put("required", json!(required)),
        Claim::Count(least, most) => {
            least.iter().for_each(|least| put("minItems", json!(least)));
            most.iter().for_each(|most| put("maxItems", json!(most)));
        }
        Claim::Bounds(least, most) => {
            least.iter().for_each(|least| put("minimum", json!(least)));
            most.iter().for_each(|most| put("maximum", json!(most)));
        }
        Claim::Enum(values) => put("enum", json!(values)),
        Claim::Default(value) => put("default", value.clone()),
        Claim::Secret(secret) => put("secret", json!(secret)),
        Claim::Role(role) => put("role", json!(role.as_str())),
        Claim::Supply(Supply::Credential(scheme)) => put("credential", json!(scheme)),
        Claim::Supply(Supply::Repeated(schemes)) => put("repeats", json!(schemes)),
        Claim::Supply(Supply::Fixed(value)) => put("constant", json!(value)),
        Claim::Supply(Supply::Nobody) => put("omitted", json!(true)),
        Claim::Scheme(scheme) => put("scheme", json!(scheme_text(&scheme.method))),
        Claim::Response(response) => {
            put("schema", json!(response.as_ref().map(|response| &response.schema)));
            if response.as_ref().is_some_and(|response| response.listed) {
                put("list", json!(true));
            }
        }
        // The lock has the ids of operations in another section, and pagination in the form of `x-pagination`.
        Claim::OperationId(_) | Claim::Pagination(_) | Claim::Open(_) => {}
    }
}

fn separator_name(separator: Option<char>) -> String {
    let Some(separator) = separator else { return REPEATED.to_owned() };
    let named = SEPARATORS.iter().find(|(_, known)| *known == separator);
    named.map_or_else(|| separator.to_string(), |(name, _)| (*name).to_owned())
}

fn scheme_text(method: &AuthMethod) -> String {
    match method {
        AuthMethod::Key(location, name) => format!("{} {name}", location.as_str()),
        AuthMethod::Bearer => "bearer".to_owned(),
        AuthMethod::Basic => "basic".to_owned(),
    }
}

/// Reads the facts about a parameter.
///
/// # Errors
///
/// Returns the first keyword that is unknown or has an invalid value.
pub fn parameter(facts: &LockedFacts) -> Result<BTreeMap<Aspect, Claim>, InvalidFact> {
    let reader = FactReader { facts };
    let mut claims = Vec::new();
    claims.extend(reader.shape()?.map(Claim::Type));
    claims.extend(reader.boolean("required")?.map(Claim::Required));
    match (reader.count("minItems")?, reader.count("maxItems")?) {
        (None, None) => {}
        (least, most) => claims.push(Claim::Count(least, most)),
    }
    match (reader.number("minimum")?, reader.number("maximum")?) {
        (None, None) => {}
        (least, most) => claims.push(Claim::Bounds(least, most)),
    }
    claims.extend(reader.texts("enum")?.map(Claim::Enum));
    claims.extend(facts.get("default").cloned().map(Claim::Default));
    claims.extend(reader.boolean("secret")?.map(Claim::Secret));
    claims.extend(reader.role()?.map(Claim::Role));
    claims.extend(reader.supply()?.map(Claim::Supply));
    let known = ["type", "format", "list", "required", "minItems", "maxItems", "minimum", "maximum", "enum"];
    let others = ["default", "secret", "role", "credential", "repeats", "constant", "omitted"];
    reader.only(&[&known[..], &others[..]].concat())?;
    Ok(claims.into_iter().map(|claim| (claim.aspect(), claim)).collect())
}

/// Reads the facts about a response.
///
/// # Errors
///
/// Returns the first keyword that is unknown or has an invalid value.
pub fn response(facts: &LockedFacts) -> Result<Option<ResponseSchema>, InvalidFact> {
    let reader = FactReader { facts };
    reader.only(&["schema", "list"])?;
    let listed = reader.boolean("list")?.unwrap_or_default();
    let schema = match facts.get("schema") {
        None | Some(Value::Null) => None,
        Some(_) => reader.text("schema")?,
    };
    Ok(schema.map(|schema| ResponseSchema { schema, listed }))
}

/// Reads a security scheme.
///
/// # Errors
///
/// Returns the first keyword that is unknown or has an invalid value.
pub fn scheme(facts: &LockedFacts) -> Result<Scheme, InvalidFact> {
    let reader = FactReader { facts };
    reader.only(&["scheme"])?;
    let text = reader.text("scheme")?.unwrap_or_default();
    let method = match text.split_once(' ') {
        Some(("query", name)) => AuthMethod::Key(Location::Query, name.to_owned()),
        Some(("header", name)) => AuthMethod::Key(Location::Header, name.to_owned()),
        Some(("cookie", name)) => AuthMethod::Key(Location::Cookie, name.to_owned()),
        None if text == "bearer" => AuthMethod::Bearer,
        None if text == "basic" => AuthMethod::Basic,
        _ => return Err(reader.error("scheme", "`bearer`, `basic`, or `query`, `header` or `cookie` and a name")),
    };
    Ok(Scheme { method, description: None })
}

struct FactReader<'f> {
    facts: &'f LockedFacts,
}

impl FactReader<'_> {
    fn error(&self, key: &str, expected: &str) -> InvalidFact {
        InvalidFact { key: Some(key.to_owned()), message: format!("`{key}` is not {expected}") }
    }

    /// Reports the first keyword that is not known.
    fn only(&self, known: &[&str]) -> Result<(), InvalidFact> {
        match self.facts.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(InvalidFact { key: Some(key.clone()), message: format!("unknown keyword `{key}`") }),
            None => Ok(()),
        }
    }

    /// Reads the value of a keyword; `expected` describes the values that `read` accepts.
    fn value<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>, InvalidFact> {
        let Some(value) = self.facts.get(key) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| self.error(key, expected))
    }

    fn boolean(&self, key: &str) -> Result<Option<bool>, InvalidFact> {
        self.value(key, "true or false", Value::as_bool)
    }

    fn text(&self, key: &str) -> Result<Option<String>, InvalidFact> {
        self.value(key, "a text", |value| value.as_str().map(str::to_owned))
    }

    fn texts(&self, key: &str) -> Result<Option<Vec<String>>, InvalidFact> {
        let read = |value: &Value| {
            value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        };
        self.value(key, "a list of texts", read)
    }

    fn count(&self, key: &str) -> Result<Option<usize>, InvalidFact> {
        self.value(key, "a number of items", |value| value.as_u64()?.try_into().ok())
    }

    fn number(&self, key: &str) -> Result<Option<Number>, InvalidFact> {
        self.value(key, "a number", |value| value.as_number().cloned())
    }

    fn role(&self) -> Result<Option<Role>, InvalidFact> {
        self.value("role", "a role", |value| {
            Role::ALL.iter().find(|role| value.as_str() == Some(role.as_str())).copied()
        })
    }

    /// Reads the type of a parameter: `type`, with `format`, and `list` for the separator of a list.
    fn shape(&self) -> Result<Option<InferredType>, InvalidFact> {
        let scalar = |value: &Value| SCALARS.iter().find(|kind| value.as_str() == Some(kind.as_str())).copied();
        let kind = self.value("type", "`string`, `integer`, `number` or `boolean`", scalar)?;
        let (format, list) = (self.text("format")?, self.text("list")?);
        let separator = match list.as_deref() {
            None => None,
            Some(REPEATED) => Some(None),
            Some(name) => {
                let named = SEPARATORS.iter().find(|(known, _)| *known == name).map(|(_, separator)| *separator);
                let mut letters = name.chars();
                let single = letters.next().filter(|_| letters.next().is_none());
                let expected = "`csv`, `ssv`, `tsv`, `pipes`, `multi` or one character";
                Some(Some(named.or(single).ok_or_else(|| self.error("list", expected))?))
            }
        };
        match (kind, separator) {
            (None, None) if format.is_none() => Ok(None),
            (None, _) => Err(InvalidFact { key: None, message: "`format` and `list` require `type`".to_owned() }),
            (Some(kind), None) => Ok(Some(InferredType::Scalar { kind, format })),
            (Some(kind), Some(separator)) => Ok(Some(InferredType::List { kind, format, separator })),
        }
    }

    fn supply(&self) -> Result<Option<Supply>, InvalidFact> {
        let omitted = self.value("omitted", "true", |value| (*value == json!(true)).then_some(Supply::Nobody))?;
        let found = [
            self.text("credential")?.map(Supply::Credential),
            self.texts("repeats")?.map(Supply::Repeated),
            self.text("constant")?.map(Supply::Fixed),
            omitted,
        ];
        Ok(found.into_iter().flatten().next())
    }
}
