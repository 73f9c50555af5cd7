//! Values of schemas.
//!
//! Comes in: a schema, and which way its value travels. Goes out: a value that the schema allows, from the document's
//! examples, defaults and listed values where these are right, else made from its keywords. Where no value is found,
//! none is given. The same schema always has the same value.

mod single;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::{Map, Value};

use super::Direction;
use super::merged::{Merged, Named};
use super::valid::Judge;
use crate::spec::facts::{self, Kind};
use crate::spec::{Spec, component_name};

/// How many levels of objects have their optional members too.
const WHOLE: usize = 2;

/// How many alternatives are tried.
const ALTERNATIVES: usize = 8;

/// How many alternatives are tried for one value, with all that is in it.
const TRIES: usize = 300;

/// How many values are looked at for one value, with all that is in it: what is required can double at every level.
const STEPS: usize = 20_000;

/// How deep a value may be.
const DEEPEST: usize = 24;

/// How many items a list has at most, whatever is asked for.
const LONGEST: usize = 64;

/// Makes values that travel one way.
pub(super) struct Maker<'s> {
    judge: Judge<'s>,
    /// Whether the values that the document shows are used.
    shown: bool,
    /// How many more alternatives are tried.
    tries: Cell<usize>,
    /// How many more values are looked at.
    steps: Cell<usize>,
    /// Values of named schemas, by the name and the levels that have all members.
    known: RefCell<BTreeMap<(&'s str, usize), Value>>,
}

/// Where a value stands: the named schemas around it, and how many levels may still have all members.
#[derive(Debug, Clone)]
struct Site<'s> {
    around: Vec<&'s str>,
    whole: usize,
    depth: usize,
}

impl<'s> Maker<'s> {
    pub(super) fn new(spec: &'s Spec, direction: Direction) -> Self {
        Self {
            judge: Judge { spec, direction, exact: true, sure: false },
            shown: true,
            tries: Cell::new(0),
            steps: Cell::new(0),
            known: RefCell::default(),
        }
    }

    /// Makes values from keywords alone.
    pub(super) fn without_examples(spec: &'s Spec, direction: Direction) -> Self {
        Self { shown: false, ..Self::new(spec, direction) }
    }

    /// Whether a schema allows a value. Alternatives that overlap are the document's fault, and not the value's.
    pub(super) fn allows(&self, schema: &ReferenceOr<Schema>, value: &Value) -> bool {
        self.judged(schema, value, Judge { exact: false, ..self.judge })
    }

    /// Whether a schema surely allows a value that it was not asked for.
    pub(super) fn allows_any(&self, schema: &ReferenceOr<Schema>, value: &Value) -> bool {
        self.judged(schema, value, Judge { exact: false, sure: true, ..self.judge })
    }

    fn judged(&self, schema: &ReferenceOr<Schema>, value: &Value, judge: Judge) -> bool {
        Named::of(self.judge.spec, schema).is_none_or(|named| judge.holds(named.item, value))
    }

    /// A value of a schema. One that is of two alternatives of `oneOf` at once is given where there is no better.
    pub(super) fn value(&self, schema: &'s ReferenceOr<Schema>) -> Option<Value> {
        self.value_of(Named::of(self.judge.spec, schema)?)
    }

    fn value_of(&self, schema: Named<'s>) -> Option<Value> {
        self.within_limits(schema).or_else(|| {
            let judge = Judge { exact: false, ..self.judge };
            Self { shown: self.shown, judge, ..Self::new(judge.spec, judge.direction) }.within_limits(schema)
        })
    }

    /// A value with optional members, or one without where that would be too much.
    fn within_limits(&self, schema: Named<'s>) -> Option<Value> {
        let made = |whole| {
            self.tries.set(TRIES);
            self.steps.set(STEPS);
            self.at(schema, Site { around: Vec::new(), whole, depth: 0 })
        };
        made(WHOLE).or_else(|| if self.steps.get() == 0 { made(0) } else { None })
    }

    /// Takes steps from those that are left; `None` where there are not as many.
    fn spend(&self, steps: usize) -> Option<()> {
        let left = self.steps.get().checked_sub(steps);
        self.steps.set(left.unwrap_or_default());
        left.map(drop)
    }

    fn at(&self, schema: Named<'s>, mut site: Site<'s>) -> Option<Value> {
        let Named { name, item } = schema;
        if site.depth > DEEPEST || name.is_some_and(|name| site.around.contains(&name)) {
            return None;
        }
        self.spend(1)?;
        let key = name.map(|name| (name, site.whole));
        if let Some(known) = key.and_then(|key| self.known.borrow().get(&key).cloned()) {
            return self.spend(size(&known)).map(|()| known);
        }
        site.around.extend(name);
        let shown = self.examples(item).filter(|_| self.shown).find(|value| self.judge.holds(item, value));
        let value = shown.or_else(|| self.made(item, &Merged::of(self.judge.spec, schema), &site))?;
        if let Some(key) = key {
            self.known.borrow_mut().insert(key, value.clone());
        }
        Some(value)
    }

    /// What a document says itself: an example, a default, what it lists. Members that do not travel this way are left
    /// out.
    fn examples<'i>(&'i self, item: &'i Schema) -> impl Iterator<Item = Value> + 'i {
        let data = &item.schema_data;
        let said = data.example.iter().chain(&data.default).cloned().chain(facts::enumeration(item));
        said.filter(|value| !value.is_null()).map(|value| self.travelling(item, value))
    }

    fn travelling(&self, item: &Schema, mut value: Value) -> Value {
        if let (Some(properties), Value::Object(members)) = (facts::properties(item), &mut value) {
            members.retain(|name, _| {
                let property = properties.get(name).and_then(|property| self.judge.spec.resolve_boxed(property));
                property.is_none_or(|property| !self.judge.stays_away(property))
            });
        }
        value
    }

    /// A value made from keywords: of the alternatives the first that comes out right.
    fn made(&self, schema: &Schema, merged: &Merged<'s>, site: &Site<'s>) -> Option<Value> {
        if let Some((alternatives, _)) = merged.choices.first() {
            let tried = (0..alternatives.len().min(ALTERNATIVES)).filter_map(|at| {
                self.tries.set(self.tries.get().checked_sub(1)?);
                let chosen = merged.choosing(self.judge.spec, at)?;
                self.made(schema, &chosen, site)
            });
            return { tried }.next();
        }
        let holds = |value: &Value| self.judge.holds(schema, value);
        let value = self.of_kind(merged, site).filter(holds);
        let sparse = (site.whole > 0).then(|| Site { whole: 0, ..site.clone() });
        value.or_else(|| self.of_kind(merged, &sparse?).filter(holds))
    }

    fn of_kind(&self, merged: &Merged<'s>, site: &Site<'s>) -> Option<Value> {
        if let Some(listed) = merged.own.iter().find_map(|item| facts::enumeration(item).into_iter().next()) {
            return Some(listed);
        }
        match merged.kind() {
            Some(Kind::Object) => self.object(merged, site),
            Some(Kind::Array) => self.list(merged, site),
            Some(Kind::String) => single::text(merged).map(Value::String),
            Some(Kind::Integer) => single::number(merged, true),
            Some(Kind::Number) => single::number(merged, merged.has_whole_format()),
            Some(Kind::Boolean) => Some(Value::Bool(true)),
            None if merged.own.iter().any(|item| facts::lists_null(item)) => Some(Value::Null),
            None => single::text(merged).map(Value::String),
        }
    }

    fn object(&self, merged: &Merged<'s>, site: &Site<'s>) -> Option<Value> {
        let mut members = Map::new();
        for (name, schemas) in &merged.properties {
            if schemas.iter().any(|schema| self.judge.stays_away(schema.item)) {
                continue;
            }
            let required = merged.required.contains(name);
            if !required && site.whole == 0 {
                continue;
            }
            let tag = merged.tags.get(name).map(|tag| Value::from(tag.as_str()));
            let tag = tag.filter(|tag| schemas.iter().all(|schema| self.judge.holds(schema.item, tag)));
            match tag.or_else(|| self.member(schemas, site)) {
                Some(value) => _ = members.insert((*name).to_owned(), value),
                None if required => return None,
                None => {}
            }
        }
        // What is asked for and not declared can be anything.
        for name in &merged.required {
            if !merged.properties.contains_key(name) {
                members.insert((*name).to_owned(), self.undeclared(merged, site)?);
            }
        }
        let (least, _) = merged.member_count();
        let wanted = usize::from(site.whole > 0 && merged.properties.is_empty()).max(least).min(LONGEST);
        for number in members.len()..wanted {
            let Some(value) = self.undeclared(merged, site) else { break };
            members.insert(if number == 0 { "key".to_owned() } else { format!("key{}", number + 1) }, value);
        }
        Some(Value::Object(members))
    }

    /// A value of a member that is not declared; none where there must not be any.
    fn undeclared(&self, merged: &Merged<'s>, site: &Site<'s>) -> Option<Value> {
        match merged.additional() {
            Some(AdditionalProperties::Any(false)) => None,
            Some(AdditionalProperties::Schema(schema)) => self.at(Named::of(self.judge.spec, schema)?, site.inside()),
            Some(AdditionalProperties::Any(true)) | None => Some(Value::from("text")),
        }
    }

    /// A value that all that is said of a member allows: what the first says, or the next.
    fn member(&self, schemas: &[Named<'s>], site: &Site<'s>) -> Option<Value> {
        let mut values = schemas.iter().filter_map(|schema| self.at(*schema, site.inside()));
        values.find(|value| schemas.iter().all(|schema| self.judge.holds(schema.item, value)))
    }

    fn list(&self, merged: &Merged<'s>, site: &Site<'s>) -> Option<Value> {
        let (least, most) = merged.item_count();
        let places = merged.own.iter().map(|item| facts::places(item)).find(|places| !places.is_empty());
        if let Some(places) = places {
            let items = places.iter().map(|place| self.place(place, site));
            return items.collect::<Option<Vec<Value>>>().map(Value::Array);
        }
        let schema = merged.own.iter().find_map(|item| facts::items(item));
        let one = match schema {
            Some(schema) => Named::of_member(self.judge.spec, schema).and_then(|item| self.at(item, site.deeper())),
            None => Some(Value::from("text")),
        };
        let Some(one) = one else { return (least == 0).then(|| Value::Array(Vec::new())) };
        // Two show how a list is written; of what is large itself, one is enough.
        let several = usize::from(!one.is_object() && !one.is_array() && !merged.has_unique_items());
        let count = least.max(1 + several).min(most).min(LONGEST);
        self.spend(size(&one) * count)?;
        let mut items = vec![one; count];
        if merged.has_unique_items() {
            items.iter_mut().enumerate().skip(1).for_each(|(at, item)| single::vary(item, at));
        }
        Some(Value::Array(items))
    }

    /// A value of a place in a list of known length. Places stand in an extension and are read when they are asked for, so
    /// that only what stands in the place itself is looked at, or what it names.
    fn place(&self, place: &ReferenceOr<Schema>, site: &Site<'s>) -> Option<Value> {
        match place {
            ReferenceOr::Reference { reference } => {
                let (name, target) = self.judge.spec.schemas.get_key_value(component_name(reference)?)?;
                let named = Named::of(self.judge.spec, target)?;
                self.at(Named { name: named.name.or(Some(name)), ..named }, site.deeper())
            }
            ReferenceOr::Item(item) => single::of(item).filter(|value| self.judge.holds(item, value)),
        }
    }
}

/// How many values there are in a value, itself among them.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

impl<'s> Site<'s> {
    /// Inside of an object.
    fn inside(&self) -> Self {
        Self { whole: self.whole.saturating_sub(1), ..self.deeper() }
    }

    /// Inside of a list.
    fn deeper(&self) -> Self {
        Self { depth: self.depth + 1, ..self.clone() }
    }
}
