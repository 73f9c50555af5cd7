//! Profiles of schemas: the JSON types, properties and constants of their values, with references resolved.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ir::{JsonType, Literal};
use crate::spec::{AdditionalProperties, Schema, SchemaRef, SchemaType, Spec};

/// Characteristics of a schema's values.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// Possible JSON types; empty if the schema does not restrict them.
    pub(super) kinds: BTreeSet<JsonType>,
    /// Declared properties.
    pub(super) properties: BTreeSet<String>,
    /// Required properties.
    pub(super) required: BTreeSet<String>,
    /// Required properties with listed values.
    pub(super) constants: BTreeMap<String, Vec<Literal>>,
    /// Optional properties with listed values.
    pub(super) optional_constants: BTreeMap<String, Vec<Literal>>,
    /// True if undeclared properties have a schema, so that the type keeps them.
    pub(super) keeps_all_keys: bool,
    /// Listed values of the value itself.
    pub(super) values: Vec<Literal>,
    /// True if a format restricts the strings.
    pub(super) has_format: bool,
}

/// Maximum depth of nested alternatives.
const MAX_DEPTH: usize = 4;

/// Returns the type that a schema describes. A schema with `properties` is an object, even if its `type` is a scalar.
pub(super) fn intended_type(schema: &Schema) -> Option<SchemaType> {
    match schema.schema_type {
        Some(SchemaType::String | SchemaType::Integer | SchemaType::Number | SchemaType::Boolean)
            if !schema.properties.is_empty() =>
        {
            Some(SchemaType::Object)
        }
        kind => kind,
    }
}

/// Returns the profile of a schema.
pub(super) fn profile(spec: &Spec, schema: &SchemaRef) -> Profile {
    let mut profile = full_profile(spec, schema);
    let constants = std::mem::take(&mut profile.constants);
    (profile.constants, profile.optional_constants) =
        constants.into_iter().partition(|(key, _)| profile.required.contains(key));
    profile
}

/// Returns the values that a schema lists for a property, even if it is not required.
pub(super) fn listed_values(spec: &Spec, schema: &SchemaRef, member: &str) -> Vec<Literal> {
    full_profile(spec, schema).constants.remove(member).unwrap_or_default()
}

fn full_profile(spec: &Spec, schema: &SchemaRef) -> Profile {
    let mut profile = Profile::default();
    let mut profiler = Profiler { spec, open: Vec::new(), known: BTreeMap::new() };
    profiler.add(schema, &mut BTreeSet::new(), 0, &mut profile);
    profile
}

/// The state of one profile. Named alternatives are profiled once, since several alternatives can share them.
struct Profiler<'s> {
    spec: &'s Spec,
    /// Named schemas that contain the current one.
    open: Vec<&'s str>,
    /// Profiles of named alternatives by their depth.
    known: BTreeMap<(&'s str, usize), Profile>,
}

impl<'s> Profiler<'s> {
    /// Adds the constraints of a schema to those of other schemas of the same value.
    fn add(&mut self, schema: &'s SchemaRef, seen: &mut BTreeSet<&'s str>, depth: usize, profile: &mut Profile) {
        let Some((name, item)) = self.spec.resolve(schema) else { return };
        if name.is_some_and(|name| !seen.insert(name)) {
            return;
        }
        self.open.extend(name);
        add_declared(self.spec, item, profile);
        for part in &item.all_of {
            self.add(part, seen, depth, profile);
        }
        for members in [&item.one_of, &item.any_of].into_iter().filter(|_| depth < MAX_DEPTH) {
            let each = members.iter().map(|member| self.alternative(member, depth + 1));
            if let Some(common) = each.reduce(|one, other| common(one, &other)) {
                join(profile, common);
            }
        }
        if name.is_some() {
            self.open.pop();
        }
    }

    /// Returns the profile of an alternative. A schema within itself adds nothing.
    fn alternative(&mut self, member: &'s SchemaRef, depth: usize) -> Profile {
        let key = self.spec.resolve(member).and_then(|(name, _)| Some((name?, depth)));
        if let Some(known) = key.and_then(|key| self.known.get(&key)) {
            return known.clone();
        }
        let mut profile = Profile::default();
        let mut seen = self.open.iter().copied().collect();
        self.add(member, &mut seen, depth, &mut profile);
        if let Some(key) = key {
            self.known.insert(key, profile.clone());
        }
        profile
    }
}

fn add_declared(spec: &Spec, item: &Schema, profile: &mut Profile) {
    let mut declared = Profile { values: constants(item).unwrap_or_default(), ..Profile::default() };
    declared.kinds = match intended_type(item).map(json_kind) {
        Some(kind) => BTreeSet::from([kind]),
        None => declared.values.iter().map(kind_of).collect(),
    };
    declared.has_format = item.format.is_some();
    declared.keeps_all_keys =
        matches!(item.additional_properties, Some(AdditionalProperties::Any(true) | AdditionalProperties::Schema(_)));
    declared.required = item.required.iter().cloned().collect();
    for (name, property) in &item.properties {
        declared.properties.insert(name.clone());
        if let Some(values) = spec.resolve_schema(property).and_then(constants) {
            declared.constants.insert(name.clone(), values);
        }
    }
    join(profile, declared);
}

/// Combines two profiles that both apply to a value.
fn join(profile: &mut Profile, more: Profile) {
    if profile.kinds.is_empty() {
        profile.kinds = more.kinds;
    } else if !more.kinds.is_empty() {
        let both: BTreeSet<JsonType> = profile.kinds.intersection(&more.kinds).copied().collect();
        profile.kinds = if both.is_empty() { more.kinds } else { both };
    }
    profile.properties.extend(more.properties);
    profile.required.extend(more.required);
    for (key, values) in more.constants {
        // The shorter list is more specific.
        match profile.constants.get(&key) {
            Some(known) if known.len() <= values.len() => {}
            _ => _ = profile.constants.insert(key, values),
        }
    }
    if profile.values.is_empty() {
        profile.values = more.values;
    }
    profile.has_format |= more.has_format;
    profile.keeps_all_keys |= more.keeps_all_keys;
}

/// Combines two profiles of which either applies to a value.
fn common(one: Profile, other: &Profile) -> Profile {
    let unknown = one.kinds.is_empty() || other.kinds.is_empty();
    let mut constants = one.constants;
    constants.retain(|key, values| match other.constants.get(key) {
        Some(more) => {
            for value in more {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            true
        }
        None => false,
    });
    Profile {
        kinds: if unknown { BTreeSet::new() } else { one.kinds.union(&other.kinds).copied().collect() },
        properties: one.properties.intersection(&other.properties).cloned().collect(),
        required: one.required.intersection(&other.required).cloned().collect(),
        constants,
        values: Vec::new(),
        has_format: one.has_format && other.has_format,
        keeps_all_keys: one.keeps_all_keys && other.keeps_all_keys,
        optional_constants: BTreeMap::new(),
    }
}

/// Returns the listed values of a schema, without duplicates; `None` if it lists none, or lists arrays or objects. If
/// the type is `string`, numbers and booleans are strings without their quotes, which YAML permits; if it is a number,
/// strings that contain numbers are numbers.
pub(super) fn constants(schema: &Schema) -> Option<Vec<Literal>> {
    Some(indexed_constants(schema)?.into_iter().map(|(_, constant)| constant).collect())
}

/// Returns the [`constants`] with their positions among the listed values.
pub(super) fn indexed_constants(schema: &Schema) -> Option<Vec<(usize, Literal)>> {
    let kind = schema.schema_type;
    let (mut constants, mut seen) = (Vec::new(), BTreeSet::new());
    for (i, value) in schema.enum_values.iter().enumerate() {
        let constant = constant(&coerced(value.clone(), kind))?;
        if seen.insert(constant.clone()) {
            constants.push((i, constant));
        }
    }
    (!constants.is_empty()).then_some(constants)
}

fn coerced(value: Value, kind: Option<SchemaType>) -> Value {
    match (&value, kind) {
        (Value::Number(_) | Value::Bool(_), Some(SchemaType::String)) => Value::String(value.to_string()),
        (Value::String(text), Some(SchemaType::Integer | SchemaType::Number)) => {
            text.parse().map(Value::Number).unwrap_or(value)
        }
        (Value::String(text), Some(SchemaType::Boolean)) => text.parse().map(Value::Bool).unwrap_or(value),
        _ => value,
    }
}

fn constant(value: &Value) -> Option<Literal> {
    match value {
        Value::String(text) => Some(Literal::Text(text.clone())),
        Value::Bool(flag) => Some(Literal::Bool(*flag)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Some(Literal::Integer(integer)),
            // A double is an exact integer up to 2^53.
            (None, Some(real)) if real.fract() == 0.0 && real.abs() < 9_007_199_254_740_992.0 => {
                Some(Literal::Integer(real as i64))
            }
            (None, Some(real)) if real.is_finite() && !number.is_u64() => Some(Literal::Number(format!("{real:?}"))),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns the JSON type of a constant.
pub(super) fn kind_of(constant: &Literal) -> JsonType {
    match constant {
        Literal::Text(_) => JsonType::String,
        Literal::Integer(_) => JsonType::Integer,
        Literal::Number(_) => JsonType::Number,
        Literal::Bool(_) => JsonType::Boolean,
    }
}

pub(super) fn json_kind(kind: SchemaType) -> JsonType {
    match kind {
        SchemaType::String => JsonType::String,
        SchemaType::Integer => JsonType::Integer,
        SchemaType::Number => JsonType::Number,
        SchemaType::Boolean => JsonType::Boolean,
        SchemaType::Array => JsonType::Array,
        SchemaType::Object => JsonType::Object,
    }
}

/// Returns a constant as text, for a discriminator value or the name of a variant.
pub(super) fn text_of(constant: &Literal) -> String {
    match constant {
        Literal::Text(text) | Literal::Number(text) => text.clone(),
        Literal::Integer(number) => number.to_string(),
        Literal::Bool(flag) => flag.to_string(),
    }
}
