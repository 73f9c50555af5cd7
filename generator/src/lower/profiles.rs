//! What a value of a schema looks like at a glance: its JSON types, its members, and which of them are constants.
//!
//! Schemas come in as they were declared, references looked through; profiles go out. No type is made here.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use super::contradictions::meant_kind;
use crate::ir::{Constant, JsonKind};
use crate::spec::Spec;
use crate::spec::facts::{self, Kind};

/// What a value looks like at a glance.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// The JSON types it can have; none where the schema does not say.
    pub(super) kinds: BTreeSet<JsonKind>,
    /// The members that are declared.
    pub(super) properties: BTreeSet<String>,
    /// The members that must be there.
    pub(super) required: BTreeSet<String>,
    /// Of the members that must be there, those with listed values.
    pub(super) constants: BTreeMap<String, Vec<Constant>>,
    /// The values that are listed for the value itself.
    pub(super) values: Vec<Constant>,
    /// Whether a format says which texts it takes.
    pub(super) has_format: bool,
}

/// How deep alternatives within alternatives are looked into.
const DEEPEST: usize = 4;

/// The profile of a schema.
pub(super) fn of(spec: &Spec, schema: &ReferenceOr<Schema>) -> Profile {
    let mut profile = whole(spec, schema);
    let Profile { required, constants, .. } = &mut profile;
    constants.retain(|key, _| required.contains(key));
    profile
}

/// The values that a schema lists for a member, whether or not it must be there.
pub(super) fn listed(spec: &Spec, schema: &ReferenceOr<Schema>, member: &str) -> Vec<Constant> {
    whole(spec, schema).constants.remove(member).unwrap_or_default()
}

fn whole(spec: &Spec, schema: &ReferenceOr<Schema>) -> Profile {
    let mut profile = Profile::default();
    add(spec, schema, &mut BTreeSet::new(), 0, &mut profile);
    profile
}

/// Adds what a schema says to what others say of the same value.
fn add(spec: &Spec, schema: &ReferenceOr<Schema>, seen: &mut BTreeSet<String>, depth: usize, profile: &mut Profile) {
    let Some((name, item)) = spec.resolve(schema) else { return };
    if name.is_some_and(|name| !seen.insert(name.to_owned())) {
        return;
    }
    add_own(spec, item, profile);
    let parts = facts::parts(item);
    for part in parts.all_of {
        add(spec, part, seen, depth, profile);
    }
    for members in [parts.one_of, parts.any_of] {
        if members.is_empty() || depth >= DEEPEST {
            continue;
        }
        let each = members.iter().map(|member| {
            let mut profile = Profile::default();
            add(spec, member, &mut seen.clone(), depth + 1, &mut profile);
            profile
        });
        if let Some(common) = each.reduce(|one, other| common(one, &other)) {
            join(profile, common);
        }
    }
}

fn add_own(spec: &Spec, item: &Schema, profile: &mut Profile) {
    let mut own = Profile { values: constants(item).unwrap_or_default(), ..Profile::default() };
    own.kinds = match meant_kind(item).map(json_kind) {
        Some(kind) => BTreeSet::from([kind]),
        None => own.values.iter().map(kind_of).collect(),
    };
    own.has_format = facts::format(item).is_some();
    own.required = facts::required(item).iter().cloned().collect();
    for (name, property) in facts::properties(item).into_iter().flatten() {
        own.properties.insert(name.clone());
        if let Some(values) = spec.resolve_boxed(property).and_then(constants) {
            own.constants.insert(name.clone(), values);
        }
    }
    join(profile, own);
}

/// Both are said of one value.
fn join(profile: &mut Profile, more: Profile) {
    if profile.kinds.is_empty() {
        profile.kinds = more.kinds;
    } else if !more.kinds.is_empty() {
        let both: BTreeSet<JsonKind> = profile.kinds.intersection(&more.kinds).copied().collect();
        profile.kinds = if both.is_empty() { more.kinds } else { both };
    }
    profile.properties.extend(more.properties);
    profile.required.extend(more.required);
    for (key, values) in more.constants {
        // The shorter list says more.
        match profile.constants.get(&key) {
            Some(known) if known.len() <= values.len() => {}
            _ => _ = profile.constants.insert(key, values),
        }
    }
    if profile.values.is_empty() {
        profile.values = more.values;
    }
    profile.has_format |= more.has_format;
}

/// Either is said of one value.
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
    }
}

/// The listed values of a schema, each once; `None` where it lists none, or some that are lists or objects. Where the
/// schema says `string`, numbers and booleans are texts whose quotes YAML does without; where it says a number, texts
/// that are numbers are numbers.
pub(super) fn constants(schema: &Schema) -> Option<Vec<Constant>> {
    let kind = facts::kind(schema);
    let (mut constants, mut seen) = (Vec::new(), BTreeSet::new());
    for value in facts::enumeration(schema) {
        let constant = constant(&in_kind(value, kind))?;
        if seen.insert(constant.clone()) {
            constants.push(constant);
        }
    }
    (!constants.is_empty()).then_some(constants)
}

fn in_kind(value: Value, kind: Option<Kind>) -> Value {
    match (&value, kind) {
        (Value::Number(_) | Value::Bool(_), Some(Kind::String)) => Value::String(value.to_string()),
        (Value::String(text), Some(Kind::Integer | Kind::Number)) => text.parse().map(Value::Number).unwrap_or(value),
        (Value::String(text), Some(Kind::Boolean)) => text.parse().map(Value::Bool).unwrap_or(value),
        _ => value,
    }
}

fn constant(value: &Value) -> Option<Constant> {
    match value {
        Value::String(text) => Some(Constant::Text(text.clone())),
        Value::Bool(flag) => Some(Constant::Bool(*flag)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Some(Constant::Whole(whole)),
            // Up to 2^53 a double is the whole number that it looks like.
            (None, Some(real)) if real.fract() == 0.0 && real.abs() < 9_007_199_254_740_992.0 => {
                Some(Constant::Whole(real as i64))
            }
            (None, Some(real)) if real.is_finite() && !number.is_u64() => Some(Constant::Number(format!("{real:?}"))),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The type of a constant.
pub(super) fn kind_of(constant: &Constant) -> JsonKind {
    match constant {
        Constant::Text(_) => JsonKind::Text,
        Constant::Whole(_) => JsonKind::Whole,
        Constant::Number(_) => JsonKind::Number,
        Constant::Bool(_) => JsonKind::Bool,
    }
}

pub(super) fn json_kind(kind: Kind) -> JsonKind {
    match kind {
        Kind::String => JsonKind::Text,
        Kind::Integer => JsonKind::Whole,
        Kind::Number => JsonKind::Number,
        Kind::Boolean => JsonKind::Bool,
        Kind::Array => JsonKind::List,
        Kind::Object => JsonKind::Object,
    }
}

/// A constant as text: a tag, or the name of a variant.
pub(super) fn text_of(constant: &Constant) -> String {
    match constant {
        Constant::Text(text) | Constant::Number(text) => text.clone(),
        Constant::Whole(number) => number.to_string(),
        Constant::Bool(flag) => flag.to_string(),
    }
}
