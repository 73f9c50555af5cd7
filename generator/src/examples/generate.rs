//! Generates values of schemas.
//!
//! A value is the schema's example, default or first `enum` value if the schema allows it; otherwise it is generated
//! from the schema's keywords. The same schema always has the same value.

mod single;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Direction;
use super::merged::{Merged, Named};
use super::validate::Validator;
use crate::spec::{AdditionalProperties, Schema, SchemaRef, SchemaType, Spec};

/// The number of outer levels of objects with optional properties.
const OPTIONAL_LEVELS: usize = 2;

/// The maximum number of attempted alternatives of one choice.
const MAX_ALTERNATIVES: usize = 8;

/// The maximum number of attempted alternatives of one value, including nested values.
const MAX_ATTEMPTS: usize = 300;

/// The maximum number of nested values of one value: required properties can double at every level.
const MAX_STEPS: usize = 20_000;

/// The maximum depth of a value.
const MAX_DEPTH: usize = 24;

/// The maximum number of generated items or properties.
const MAX_COUNT: usize = 64;

/// A generator of values of one direction.
pub(super) struct ValueGenerator<'s> {
    validator: Validator<'s>,
    /// True to use the document's examples, defaults and `enum` values.
    use_examples: bool,
    /// The remaining number of alternatives.
    attempts: Cell<usize>,
    /// The remaining number of nested values.
    steps: Cell<usize>,
    /// The values of named schemas, by the name and the remaining levels with optional properties.
    known: RefCell<BTreeMap<(&'s str, usize), Value>>,
}

/// The context of a nested value.
#[derive(Debug, Clone)]
struct Nesting<'s> {
    /// The names of the schemas that contain the value.
    parents: Vec<&'s str>,
    /// The remaining levels with optional properties.
    optional_levels: usize,
    depth: usize,
}

impl<'s> ValueGenerator<'s> {
    pub(super) fn new(spec: &'s Spec, direction: Direction) -> Self {
        Self {
            validator: Validator { spec, direction, exact: true, strict_patterns: false },
            use_examples: true,
            attempts: Cell::new(0),
            steps: Cell::new(0),
            known: RefCell::default(),
        }
    }

    /// Creates a generator that uses schema keywords alone.
    pub(super) fn without_examples(spec: &'s Spec, direction: Direction) -> Self {
        Self { use_examples: false, ..Self::new(spec, direction) }
    }

    /// Returns true if a schema allows a value. Several alternatives of `oneOf` may match.
    pub(super) fn allows(&self, schema: &SchemaRef, value: &Value) -> bool {
        self.is_valid(schema, value, Validator { exact: false, ..self.validator })
    }

    /// Returns true if a schema allows a value, and all its patterns are supported.
    pub(super) fn allows_strictly(&self, schema: &SchemaRef, value: &Value) -> bool {
        self.is_valid(schema, value, Validator { exact: false, strict_patterns: true, ..self.validator })
    }

    fn is_valid(&self, schema: &SchemaRef, value: &Value, validator: Validator) -> bool {
        Named::resolve(self.validator.spec, schema).is_none_or(|named| validator.is_valid(named.item, value))
    }

    /// Returns a value of a schema, preferably one that matches a single alternative of `oneOf`.
    pub(super) fn value(&self, schema: &'s SchemaRef) -> Option<Value> {
        self.value_of(Named::resolve(self.validator.spec, schema)?)
    }

    fn value_of(&self, schema: Named<'s>) -> Option<Value> {
        self.within_limits(schema).or_else(|| {
            let validator = Validator { exact: false, ..self.validator };
            Self { use_examples: self.use_examples, validator, ..Self::new(validator.spec, validator.direction) }
                .within_limits(schema)
        })
    }

    /// Returns a value with optional properties, or without them if it would be too large.
    fn within_limits(&self, schema: Named<'s>) -> Option<Value> {
        let generate = |optional_levels| {
            self.attempts.set(MAX_ATTEMPTS);
            self.steps.set(MAX_STEPS);
            self.nested(schema, Nesting { parents: Vec::new(), optional_levels, depth: 0 })
        };
        generate(OPTIONAL_LEVELS).or_else(|| if self.steps.get() == 0 { generate(0) } else { None })
    }

    /// Subtracts steps from the remaining ones; `None` if too few remain.
    fn spend(&self, steps: usize) -> Option<()> {
        let remaining = self.steps.get().checked_sub(steps);
        self.steps.set(remaining.unwrap_or_default());
        remaining.map(drop)
    }

    fn nested(&self, schema: Named<'s>, mut nesting: Nesting<'s>) -> Option<Value> {
        let Named { name, item } = schema;
        if nesting.depth > MAX_DEPTH || name.is_some_and(|name| nesting.parents.contains(&name)) {
            return None;
        }
        self.spend(1)?;
        let key = name.map(|name| (name, nesting.optional_levels));
        if let Some(known) = key.and_then(|key| self.known.borrow().get(&key).cloned()) {
            return self.spend(size(&known)).map(|()| known);
        }
        nesting.parents.extend(name);
        let example =
            self.examples(item).filter(|_| self.use_examples).find(|value| self.validator.is_valid(item, value));
        let value = example.or_else(|| self.generated(item, &Merged::new(self.validator.spec, schema), &nesting))?;
        if let Some(key) = key {
            self.known.borrow_mut().insert(key, value.clone());
        }
        Some(value)
    }

    /// Returns the example, default and `enum` values, without the properties that are absent in this direction.
    fn examples<'i>(&'i self, item: &'i Schema) -> impl Iterator<Item = Value> + 'i {
        let declared = item.example.iter().chain(&item.default).chain(&item.enum_values).cloned();
        declared.filter(|value| !value.is_null()).map(|value| self.without_excluded(item, value))
    }

    fn without_excluded(&self, item: &Schema, mut value: Value) -> Value {
        if let Value::Object(properties) = &mut value {
            properties.retain(|name, _| {
                let property =
                    item.properties.get(name).and_then(|property| self.validator.spec.resolve_schema(property));
                property.is_none_or(|property| !self.validator.is_excluded(property))
            });
        }
        value
    }

    /// Generates a value from keywords, with the first alternative for which it is valid.
    fn generated(&self, schema: &Schema, merged: &Merged<'s>, nesting: &Nesting<'s>) -> Option<Value> {
        if let Some((alternatives, _)) = merged.choices.first() {
            let values = (0..alternatives.len().min(MAX_ALTERNATIVES)).filter_map(|at| {
                self.attempts.set(self.attempts.get().checked_sub(1)?);
                let chosen = merged.with_alternative(self.validator.spec, at)?;
                self.generated(schema, &chosen, nesting)
            });
            return { values }.next();
        }
        let is_valid = |value: &Value| self.validator.is_valid(schema, value);
        let value = self.of_type(merged, nesting).filter(is_valid);
        let sparse = (nesting.optional_levels > 0).then(|| Nesting { optional_levels: 0, ..nesting.clone() });
        value.or_else(|| self.of_type(merged, &sparse?).filter(is_valid))
    }

    fn of_type(&self, merged: &Merged<'s>, nesting: &Nesting<'s>) -> Option<Value> {
        if let Some(listed) = merged.schemas.iter().find_map(|item| item.enum_values.first()) {
            return Some(listed.clone());
        }
        match merged.schema_type() {
            Some(SchemaType::Object) => self.object(merged, nesting),
            Some(SchemaType::Array) => self.array(merged, nesting),
            Some(SchemaType::String) => single::text(merged).map(Value::String),
            Some(SchemaType::Integer) => single::number(merged, true),
            Some(SchemaType::Number) => single::number(merged, merged.has_integer_format()),
            Some(SchemaType::Boolean) => Some(Value::Bool(true)),
            None if merged.schemas.iter().any(|item| item.enum_has_null) => Some(Value::Null),
            None => single::text(merged).map(Value::String),
        }
    }

    fn object(&self, merged: &Merged<'s>, nesting: &Nesting<'s>) -> Option<Value> {
        let mut properties = Map::new();
        for (name, schemas) in &merged.properties {
            if schemas.iter().any(|schema| self.validator.is_excluded(schema.item)) {
                continue;
            }
            let required = merged.required.contains(name);
            if !required && nesting.optional_levels == 0 {
                continue;
            }
            let tag = merged.tags.get(name).map(|tag| Value::from(tag.as_str()));
            let tag = tag.filter(|tag| schemas.iter().all(|schema| self.validator.is_valid(schema.item, tag)));
            match tag.or_else(|| self.property(schemas, nesting)) {
                Some(value) => _ = properties.insert((*name).to_owned(), value),
                None if required => return None,
                None => {}
            }
        }
        // Required properties may be undeclared.
        for name in &merged.required {
            if !merged.properties.contains_key(name) {
                properties.insert((*name).to_owned(), self.undeclared(merged, nesting)?);
            }
        }
        let (min, _) = merged.property_count();
        let count = usize::from(nesting.optional_levels > 0 && merged.properties.is_empty()).max(min).min(MAX_COUNT);
        for number in properties.len()..count {
            let Some(value) = self.undeclared(merged, nesting) else { break };
            properties.insert(if number == 0 { "key".to_owned() } else { format!("key{}", number + 1) }, value);
        }
        Some(Value::Object(properties))
    }

    /// Returns a value of an undeclared property; `None` if such properties are not allowed.
    fn undeclared(&self, merged: &Merged<'s>, nesting: &Nesting<'s>) -> Option<Value> {
        match merged.additional() {
            Some(AdditionalProperties::Any(false)) => None,
            Some(AdditionalProperties::Schema(schema)) => {
                self.nested(Named::resolve(self.validator.spec, schema)?, nesting.property())
            }
            Some(AdditionalProperties::Any(true)) | None => Some(Value::from("text")),
        }
    }

    /// Returns a value that all schemas of a property allow, generated from one of them.
    fn property(&self, schemas: &[Named<'s>], nesting: &Nesting<'s>) -> Option<Value> {
        let mut values = schemas.iter().filter_map(|schema| self.nested(*schema, nesting.property()));
        values.find(|value| schemas.iter().all(|schema| self.validator.is_valid(schema.item, value)))
    }

    fn array(&self, merged: &Merged<'s>, nesting: &Nesting<'s>) -> Option<Value> {
        let (min, max) = merged.item_count();
        let positions = merged.schemas.iter().map(|item| &item.prefix_items).find(|positions| !positions.is_empty());
        if let Some(positions) = positions {
            let items = positions.iter().map(|position| self.position(position, nesting));
            return items.collect::<Option<Vec<Value>>>().map(Value::Array);
        }
        let schema = merged.schemas.iter().find_map(|item| item.items.as_ref());
        let one = match schema {
            Some(schema) => {
                Named::resolve(self.validator.spec, schema).and_then(|item| self.nested(item, nesting.item()))
            }
            None => Some(Value::from("text")),
        };
        let Some(one) = one else { return (min == 0).then(|| Value::Array(Vec::new())) };
        // Two items show how an array is serialized; one is enough for nested objects and arrays.
        let several = usize::from(!one.is_object() && !one.is_array() && !merged.has_unique_items());
        let count = min.max(1 + several).min(max).min(MAX_COUNT);
        self.spend(size(&one) * count)?;
        let mut items = vec![one; count];
        if merged.has_unique_items() {
            items.iter_mut().enumerate().skip(1).for_each(|(at, item)| single::vary(item, at));
        }
        Some(Value::Array(items))
    }

    /// Returns a value of one item of a tuple. The subschemas of an inline schema are not used.
    fn position(&self, position: &'s SchemaRef, nesting: &Nesting<'s>) -> Option<Value> {
        match position {
            SchemaRef::Reference(_) => self.nested(Named::resolve(self.validator.spec, position)?, nesting.item()),
            SchemaRef::Inline(item) => single::scalar(item).filter(|value| self.validator.is_valid(item, value)),
        }
    }
}

/// Returns the number of nested values, including the value itself.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(properties) => 1 + properties.values().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

impl<'s> Nesting<'s> {
    /// Returns the context of a property.
    fn property(&self) -> Self {
        Self { optional_levels: self.optional_levels.saturating_sub(1), ..self.item() }
    }

    /// Returns the context of an item.
    fn item(&self) -> Self {
        Self { depth: self.depth + 1, ..self.clone() }
    }
}
