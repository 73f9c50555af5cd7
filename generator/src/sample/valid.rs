//! Whether a value is what a schema asks for.
//!
//! Comes in: a schema, a JSON value, and which way it travels. Goes out: yes or no. This judges values that were made
//! here and those that documents give as examples, so that a wrong one is never used.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ptr;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind};
use serde_json::{Map, Value};

use super::{Direction, formats, patterns};
use crate::spec::Spec;
use crate::spec::facts::{self, Kind};

/// How deep values are looked into.
const DEEPEST: usize = 64;

/// What is asked of values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'s> {
    pub(super) spec: &'s Spec,
    pub(super) direction: Direction,
    /// Whether what documents often get wrong is held against a value: that it is of two alternatives of `oneOf` at once,
    /// and that it has members of one part of `allOf` where another part declares none and allows no others.
    pub(super) exact: bool,
    /// Whether a text of a pattern that cannot be read is refused: one that was made here may be wrong.
    pub(super) sure: bool,
}

impl Judge<'_> {
    /// Whether a value is what a schema asks for. Where alternatives lead to each other without an end, it is not.
    pub(super) fn holds(self, schema: &Schema, value: &Value) -> bool {
        Look { judge: self, known: RefCell::default() }.item(schema, value, 0)
    }

    /// Whether a member does not travel this way.
    pub(super) fn stays_away(self, schema: &Schema) -> bool {
        match (self.direction, schema.schema_data.read_only, schema.schema_data.write_only) {
            (Direction::Sent, true, false) | (Direction::Received, false, true) => true,
            (Direction::Sent | Direction::Received, _, _) => false,
        }
    }
}

/// One look at a value.
struct Look<'s> {
    judge: Judge<'s>,
    /// What is known of named schemas and values by now, both by where they are: alternatives that name each other are
    /// looked at once. Until it is known, it is not so: what only leads back to itself allows nothing.
    known: RefCell<BTreeMap<(usize, usize), bool>>,
}

impl Look<'_> {
    fn within(&self, schema: &ReferenceOr<Schema>, value: &Value, depth: usize) -> bool {
        let Some((name, item)) = self.judge.spec.resolve(schema) else { return true };
        self.named(name, item, value, depth)
    }

    fn named(&self, name: Option<&str>, item: &Schema, value: &Value, depth: usize) -> bool {
        if depth > DEEPEST || name.is_none() {
            return depth > DEEPEST || self.item(item, value, depth);
        }
        let key = (ptr::from_ref(item).addr(), ptr::from_ref(value).addr());
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        self.known.borrow_mut().insert(key, false);
        let holds = self.item(item, value, depth);
        self.known.borrow_mut().insert(key, holds);
        holds
    }

    fn item(&self, item: &Schema, value: &Value, depth: usize) -> bool {
        if value.is_null() {
            return self.takes_null(item, depth);
        }
        let values = facts::enumeration(item);
        (values.is_empty() || values.iter().any(|listed| same(listed, value)))
            && facts::kind(item).is_none_or(|kind| is_of(kind, value))
            && self.parts(item, value, depth)
            && match value {
                Value::String(text) => self.is_text(item, text),
                Value::Number(_) => value.as_f64().is_some_and(|number| is_number(item, number)),
                Value::Array(items) => self.list(item, items, depth),
                Value::Object(members) => self.object(item, members, depth),
                Value::Null | Value::Bool(_) => true,
            }
    }

    fn takes_null(&self, item: &Schema, depth: usize) -> bool {
        let parts = facts::parts(item);
        let among = |parts: &[ReferenceOr<Schema>]| parts.iter().any(|part| self.within(part, &Value::Null, depth + 1));
        item.schema_data.nullable
            || facts::lists_null(item)
            || (facts::is_untyped(item) && facts::enumeration(item).is_empty())
            || among(parts.one_of)
            || among(parts.any_of)
    }

    fn parts(&self, item: &Schema, value: &Value, depth: usize) -> bool {
        let parts = facts::parts(item);
        let holds = |part: &&ReferenceOr<Schema>| self.within(part, value, depth + 1);
        let not = match &item.schema_kind {
            SchemaKind::Not { not } => Some(&**not),
            SchemaKind::Any(any) => any.not.as_deref(),
            SchemaKind::Type(_) | SchemaKind::OneOf { .. } | SchemaKind::AllOf { .. } | SchemaKind::AnyOf { .. } => {
                None
            }
        };
        let one = parts.one_of.iter().filter(holds).count();
        parts.all_of.iter().all(|part| holds(&part))
            && (parts.any_of.is_empty() || parts.any_of.iter().any(|part| holds(&part)))
            && (parts.one_of.is_empty() || one == 1 || (one > 1 && !self.judge.exact))
            && not.is_none_or(|not| !holds(&not))
    }

    fn list(&self, item: &Schema, items: &[Value], depth: usize) -> bool {
        let (least, most) = facts::item_count(item);
        let distinct = || items.iter().map(Value::to_string).collect::<BTreeSet<_>>().len() == items.len();
        let places = facts::places(item);
        let each = |(at, value): (usize, &Value)| match (places.get(at), facts::items(item)) {
            (Some(place), _) => self.within(place, value, depth + 1),
            (None, Some(schema)) => self.boxed(schema, value, depth),
            (None, None) => true,
        };
        least.is_none_or(|least| items.len() >= least)
            && most.is_none_or(|most| items.len() <= most)
            && (!facts::has_unique_items(item) || distinct())
            && items.iter().enumerate().all(each)
    }

    fn object(&self, item: &Schema, members: &Map<String, Value>, depth: usize) -> bool {
        let declared = facts::properties(item);
        let property = |name: &str| declared.and_then(|declared| declared.get(name));
        let (least, most) = facts::member_count(item);
        let stays_away = |property: &ReferenceOr<Box<Schema>>| {
            self.judge.spec.resolve_boxed(property).is_some_and(|property| self.judge.stays_away(property))
        };
        let is_there = |name: &String| members.contains_key(name) || property(name).is_some_and(stays_away);
        let fits = |(name, value): (&String, &Value)| match (property(name), facts::additional(item)) {
            (Some(property), _) => !stays_away(property) && self.boxed(property, value, depth),
            (None, Some(AdditionalProperties::Any(false))) => {
                !self.judge.exact && !facts::parts(item).all_of.is_empty()
            }
            (None, Some(AdditionalProperties::Schema(schema))) => self.within(schema, value, depth + 1),
            (None, Some(AdditionalProperties::Any(true)) | None) => true,
        };
        least.is_none_or(|least| members.len() >= least)
            && most.is_none_or(|most| members.len() <= most)
            && facts::required(item).iter().all(is_there)
            && members.iter().all(fits)
    }

    fn is_text(&self, item: &Schema, text: &str) -> bool {
        let (least, most) = facts::length(item);
        let length = text.chars().count();
        least.is_none_or(|least| length >= least)
            && most.is_none_or(|most| length <= most)
            && facts::format(item).is_none_or(|format| formats::holds(format, text))
            && facts::pattern(item).is_none_or(|pattern| patterns::matches(pattern, text).unwrap_or(!self.judge.sure))
    }

    fn boxed(&self, schema: &ReferenceOr<Box<Schema>>, value: &Value, depth: usize) -> bool {
        let Some(item) = self.judge.spec.resolve_boxed(schema) else { return true };
        // What stands in a place of its own is looked at from there alone.
        let name = matches!(schema, ReferenceOr::Reference { .. }).then_some("");
        self.named(name, item, value, depth + 1)
    }
}

/// Whether two values are the same, whatever way a number is written.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn is_of(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::String => value.is_string(),
        Kind::Integer => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Kind::Number => value.is_number(),
        Kind::Boolean => value.is_boolean(),
        Kind::Array => value.is_array(),
        Kind::Object => value.is_object(),
    }
}

fn is_number(item: &Schema, number: f64) -> bool {
    let (from, to) = facts::bounds(item);
    let limit = |bound: &facts::Bound| bound.value.as_f64().unwrap_or(f64::NAN);
    let sized = match facts::format(item).map(formats::plain).as_deref() {
        Some("int32") => number.fract() == 0.0 && number >= f64::from(i32::MIN) && number <= f64::from(i32::MAX),
        Some("int64" | "integer" | "long") => number.fract() == 0.0,
        _ => true,
    };
    let divides = |step: f64| step == 0.0 || ((number / step) - (number / step).round()).abs() < 1e-9;
    sized
        && from.is_none_or(|from| if from.exclusive { number > limit(&from) } else { number >= limit(&from) })
        && to.is_none_or(|to| if to.exclusive { number < limit(&to) } else { number <= limit(&to) })
        && facts::multiple_of(item).and_then(|step| step.as_f64()).is_none_or(divides)
}
