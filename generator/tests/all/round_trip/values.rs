//! Random values that the schemas of a document allow.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Map, Number, Value, json};

use super::keywords::{Chooser, Keywords};
use super::texts;

/// The number of schemas of one value, including those of nested values.
const BUDGET: usize = 300;

/// The depth below which optional properties and items are omitted.
const FULL_DEPTH: usize = 3;

/// The maximum depth.
const MAX_DEPTH: usize = 12;

/// A value, and the same value in the spelling of its formats.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    pub(crate) value: Value,
    pub(crate) canonical: Value,
}

impl From<Value> for Sample {
    fn from(value: Value) -> Self {
        Self { canonical: value.clone(), value }
    }
}

/// Makes random values.
pub(crate) struct ValueMaker<'d> {
    choices: Chooser<'d>,
}

impl<'d> ValueMaker<'d> {
    /// Creates a maker for a document. `references` are the references to its named schemas.
    pub(crate) fn new(root: &'d Value, references: &'d [String], seed: u64) -> Self {
        Self { choices: Chooser::new(root, references, seed) }
    }

    /// Returns a value that a schema allows; `None` if the random choices lead to none.
    pub(crate) fn value(&mut self, schema: &'d Value) -> Option<Sample> {
        self.choices.budget = BUDGET;
        self.nested(&[schema], 0)
    }

    fn nested(&mut self, schemas: &[&'d Value], depth: usize) -> Option<Sample> {
        let keywords = self.choices.keywords(schemas).filter(|_| depth <= MAX_DEPTH)?;
        let types: Vec<&str> = keywords.types().into_iter().collect();
        if let Some(listed) = self.listed(&keywords) {
            return listed.filter(|value| is_of(&types, value)).map(Sample::from);
        }
        let is_any = types.len() > 2 && keywords.schemas.iter().all(|schema| !schema.contains_key("type"));
        let ty = match () {
            () if is_any && keywords.first("properties").is_some() => "object",
            () if is_any && keywords.first("items").is_some() => "array",
            () if is_any => return Some(self.any(depth).into()),
            () if types.len() > 1 && types.contains(&"null") && self.choices.random.u8(..5) > 0 => {
                let others: Vec<&str> = types.into_iter().filter(|ty| *ty != "null").collect();
                self.choices.random.choice(others)?
            }
            () => self.choices.random.choice(types)?,
        };
        match ty {
            "null" => Some(Value::Null.into()),
            "boolean" => Some(Value::Bool(self.choices.random.bool()).into()),
            "integer" => self.number(&keywords, true),
            "number" => self.number(&keywords, false),
            "string" => self.text(&keywords),
            "array" => self.list(&keywords, depth),
            _ => self.object(&keywords, depth),
        }
    }

    /// Returns one of the listed values, if values are listed.
    fn listed(&mut self, keywords: &Keywords<'d>) -> Option<Option<Value>> {
        let lists = keywords.all("enum").filter_map(Value::as_array).cloned();
        let lists: Vec<Vec<Value>> = lists.chain(keywords.all("const").map(|value| vec![value.clone()])).collect();
        let first = lists.first()?;
        let common = first.iter().filter(|value| lists.iter().all(|list| list.contains(value)));
        Some(self.choices.random.choice(common.collect::<Vec<_>>()).cloned())
    }

    /// Returns any JSON value.
    fn any(&mut self, depth: usize) -> Value {
        let random = &mut self.choices.random;
        match random.u8(..if depth > FULL_DEPTH { 7 } else { 9 }) {
            0 => Value::Null,
            1 => Value::Bool(random.bool()),
            2 => Value::from(random.i64(..)),
            3 => Value::from(random.u64(..)),
            4 => Value::from(f64::from(random.i16(..)) / 16.0),
            5 | 6 => Value::from(texts::plain(random)),
            7 => (0..random.usize(..3)).map(|_| self.any(depth + 1)).collect(),
            _ => {
                let members = (0..random.usize(..3)).map(|i| (format!("any {i}"), self.any(depth + 1)));
                Value::Object(members.collect())
            }
        }
    }

    fn number(&mut self, keywords: &Keywords<'d>, is_integer: bool) -> Option<Sample> {
        let format = keywords.first("format").and_then(Value::as_str).unwrap_or_default();
        let random = &mut self.choices.random;
        for _ in 0..50 {
            let integer = match (format, random.u8(..4)) {
                ("unix-time" | "timestamp", _) => Number::from(random.u32(..)),
                ("unix-time-millis", _) => Number::from(random.i64(0..4_000_000_000_000)),
                ("int8", _) => Number::from(random.i8(..)),
                ("int16", _) => Number::from(random.i16(..)),
                ("int32", _) => Number::from(random.i32(..)),
                ("uint8", _) => Number::from(random.u8(..)),
                ("uint16", _) => Number::from(random.u16(..)),
                ("uint32" | "uint", _) => Number::from(random.u32(..)),
                ("uint64" | "ulong", _) => Number::from(random.u64(..)),
                (_, 0) => Number::from(random.i8(..)),
                (_, 1) => Number::from(random.u8(..)),
                (_, 2) => Number::from(random.choice([1_i64 << 53, (1 << 53) + 1, i64::MAX, i64::MIN])?),
                _ => Number::from(random.i64(..)),
            };
            let float = f64::from(random.i32(..)) / random.choice([1.0, 4.0, 10.0, 256.0])?;
            let number = match random.u8(..4) {
                // Another spelling of a small integer.
                0 => integer.as_f64().filter(|real| real.abs() < 1e15).and_then(Number::from_f64)?,
                // Six digits, which a single-precision float represents.
                1 | 2 if !is_integer && format == "float" => Number::from_f64(f64::from(random.i16(..)) / 4.0)?,
                1 | 2 if !is_integer && !format.contains("int") => Number::from_f64(float)?,
                // A double does not represent larger integers.
                _ if !is_integer && integer.as_f64().is_none_or(|real| real.abs() > 9e15) => continue,
                _ => integer,
            };
            if is_within(keywords, &number) {
                return Some(Value::Number(number).into());
            }
        }
        None
    }

    fn text(&mut self, keywords: &Keywords<'d>) -> Option<Sample> {
        let format = keywords.first("format").or(keywords.first("contentEncoding")).and_then(Value::as_str);
        let limit = |name: &str| keywords.all(name).filter_map(Value::as_u64).map(|limit| limit as usize);
        let (min, max) = (limit("minLength").max().unwrap_or(0), limit("maxLength").min().unwrap_or(usize::MAX));
        let patterns = keywords.all("pattern").filter_map(Value::as_str).map(Regex::new);
        let patterns: Vec<Regex> = patterns.collect::<Result<_, _>>().ok()?;
        for _ in 0..50 {
            let (text, canonical) = texts::formatted(format.unwrap_or_default(), &mut self.choices.random);
            let text = if text.chars().count() < min && format.is_none() { text + &"x".repeat(min) } else { text };
            let canonical = canonical.map_or_else(|| text.clone(), str::to_owned);
            let length = text.chars().count();
            if (min..=max).contains(&length) && patterns.iter().all(|pattern| pattern.is_match(&text)) {
                return Some(Sample { value: text.into(), canonical: canonical.into() });
            }
        }
        None
    }

    fn list(&mut self, keywords: &Keywords<'d>, depth: usize) -> Option<Sample> {
        let limit = |name: &str| keywords.all(name).filter_map(Value::as_u64).map(|limit| limit as usize);
        let (min, max) = (limit("minItems").max().unwrap_or(0), limit("maxItems").min().unwrap_or(4));
        let positions = keywords.first("prefixItems").or(keywords.first("x-prefix-items")).and_then(Value::as_array);
        let rest: Vec<&'d Value> = keywords.all("items").collect();
        let (positions, rest) = match rest.as_slice() {
            [Value::Array(positions)] => (Some(positions), Vec::new()),
            _ => (positions, rest),
        };
        // Undeclared items of tuples are not kept, like undeclared properties.
        let is_closed =
            rest.iter().any(|rest| **rest == Value::Bool(false)) || (rest.is_empty() && positions.is_some());
        let known = positions.map_or(0, Vec::len);
        let max = if is_closed { max.min(known) } else { max.max(min) };
        let most = if depth > FULL_DEPTH { min } else { max.min(min + 3).max(known.min(max)) };
        let count = self.choices.random.usize(min..=most.max(min));
        let mut items: Vec<Sample> = Vec::new();
        for i in 0..count {
            let schemas = match positions.and_then(|positions| positions.get(i)) {
                Some(position) => vec![position],
                None => rest.clone(),
            };
            let item = self.nested(&schemas, depth + 1)?;
            let is_known = keywords.all("uniqueItems").any(|unique| *unique == true) && items.contains(&item);
            items.extend(Some(item).filter(|_| !is_known));
        }
        let (value, canonical) = items.into_iter().map(|item| (item.value, item.canonical)).unzip();
        let is_long_enough = |list: &Vec<Value>| list.len() >= min;
        Some(value).filter(is_long_enough).map(|list| Sample { value: list.into(), canonical: Value::Array(canonical) })
    }

    fn object(&mut self, keywords: &Keywords<'d>, depth: usize) -> Option<Sample> {
        let mut properties: BTreeMap<&'d str, Vec<&'d Value>> = BTreeMap::new();
        for (name, schema) in keywords.all("properties").filter_map(Value::as_object).flatten() {
            properties.entry(name).or_default().push(schema);
        }
        let required = keywords.all("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str);
        let required: Vec<&str> = required.collect();
        let (mut value, mut canonical) = (Map::new(), Map::new());
        for (name, schemas) in &properties {
            let is_required = required.contains(name);
            let is_omitted = depth > FULL_DEPTH || self.choices.random.u8(..3) == 0;
            let tag = keywords.tags.get(name);
            if !is_required && is_omitted && tag.is_none() {
                continue;
            }
            let tagged = tag.and_then(|tag| self.tagged(tag, schemas));
            let Some(property) = tagged.or_else(|| self.nested(schemas, depth + 1)) else {
                if is_required {
                    return None;
                }
                continue;
            };
            // An optional property may be absent where it may be null.
            if is_required || !property.value.is_null() {
                canonical.insert((*name).to_owned(), property.canonical);
            }
            value.insert((*name).to_owned(), property.value);
        }
        for (name, tag) in keywords.tags.iter().filter(|(name, _)| !properties.contains_key(*name)) {
            value.insert((*name).to_owned(), tag.as_str().into());
            canonical.insert((*name).to_owned(), tag.as_str().into());
        }
        for (name, property) in self.undeclared(keywords, &properties, depth) {
            value.insert(name.clone(), property.value);
            canonical.insert(name, property.canonical);
        }
        let has_required = required.iter().all(|name| value.contains_key(*name));
        has_required.then(|| Sample { value: Value::Object(value), canonical: Value::Object(canonical) })
    }

    /// Returns a discriminator value if the schemas of the property allow it, or else a listed one.
    fn tagged(&mut self, tag: &str, schemas: &[&'d Value]) -> Option<Sample> {
        let keywords = self.choices.keywords(schemas)?;
        let listed = keywords.all("enum").filter_map(Value::as_array).flatten().chain(keywords.all("const"));
        let listed: Vec<&str> = listed.filter_map(Value::as_str).collect();
        let alike = listed.iter().find(|value| value.eq_ignore_ascii_case(tag)).copied();
        let value = if listed.is_empty() || listed.contains(&tag) { Some(tag) } else { alike };
        value.map(|value| Value::from(value).into())
    }

    /// Returns properties that the document does not name, if it states their values or states no properties.
    fn undeclared(
        &mut self,
        keywords: &Keywords<'d>,
        properties: &BTreeMap<&'d str, Vec<&'d Value>>,
        depth: usize,
    ) -> Vec<(String, Sample)> {
        let additional: Vec<&'d Value> = keywords.all("additionalProperties").collect();
        let is_map = additional.is_empty() && properties.is_empty() && keywords.first("patternProperties").is_none();
        let patterns = keywords.all("patternProperties").filter_map(Value::as_object).flatten();
        let mut kinds: Vec<(&str, Vec<&'d Value>)> = patterns
            .filter_map(|(pattern, schema)| Some((pattern.strip_prefix('^')?, vec![schema])))
            .filter(|(prefix, _)| prefix.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
            .collect();
        if !additional.contains(&&json!(false)) && (!additional.is_empty() || is_map) && kinds.is_empty() {
            kinds.push(("more ", additional));
        }
        let mut found = Vec::new();
        for (prefix, schemas) in kinds.into_iter().filter(|_| depth <= FULL_DEPTH) {
            for i in 0..self.choices.random.usize(..3) {
                found.extend(self.nested(&schemas, depth + 1).map(|value| (format!("{prefix}{i}"), value)));
            }
        }
        found
    }
}

fn is_of(types: &[&str], value: &Value) -> bool {
    match value {
        Value::Null => types.contains(&"null"),
        Value::Bool(_) => types.contains(&"boolean"),
        Value::Number(number) => types.contains(&"number") || types.contains(&"integer") && !number.is_f64(),
        Value::String(_) => types.contains(&"string"),
        Value::Array(_) => types.contains(&"array"),
        Value::Object(_) => types.contains(&"object"),
    }
}

/// Returns true if a number is within the bounds.
fn is_within(keywords: &Keywords, number: &Number) -> bool {
    let Some(number) = number.as_f64() else { return false };
    let bound = |name: &str| keywords.all(name).filter_map(Value::as_f64).collect::<Vec<_>>();
    let is_exclusive = |name: &str| keywords.all(name).any(|value| *value == true);
    bound("minimum").iter().all(|min| number >= *min && !(number == *min && is_exclusive("exclusiveMinimum")))
        && bound("maximum").iter().all(|max| number <= *max && !(number == *max && is_exclusive("exclusiveMaximum")))
        && bound("exclusiveMinimum").iter().all(|min| number > *min)
        && bound("exclusiveMaximum").iter().all(|max| number < *max)
        && bound("multipleOf").iter().all(|step| (number / step).fract() == 0.0)
}
