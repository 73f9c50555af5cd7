//! The lattice of sample values.
//!
//! A [`Shape`] counts each JSON kind at one location. JSON types are trusted: a string of digits is a string. Merging is
//! linear in the size of the samples, and limits bound the depth and the number of fields.

use indexmap::IndexMap;
use serde_json::{Number, Value};

use super::strings::Strings;

/// The maximum depth of a shape.
pub const DEPTH: usize = 32;

/// The maximum number of fields of an object.
pub const FIELDS: usize = 500;

/// The maximum number of samples of a location.
pub const SAMPLES: usize = 10_000;

/// A limit that a sample exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// More than [`DEPTH`] levels.
    Depth,
    /// More than [`FIELDS`] fields in an object.
    Fields,
    /// More than [`SAMPLES`] samples.
    Samples,
}

/// The merged samples of one location.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// The number of `null` values.
    pub nulls: usize,
    /// The number of booleans.
    pub booleans: usize,
    /// The number of numbers without a fraction.
    pub integers: usize,
    /// The number of numbers with a fraction.
    pub fractions: usize,
    /// The strings.
    pub strings: Strings,
    /// The arrays.
    pub arrays: Option<Box<Arrays>>,
    /// The objects.
    pub objects: Option<Box<Objects>>,
    /// The limit that stopped the merge at this location.
    pub limit: Option<Limit>,
    /// The number of samples, set at the root only.
    pub samples: usize,
}

/// The merged arrays of one location.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arrays {
    /// The number of arrays.
    pub count: usize,
    /// The merged items of all arrays.
    pub items: Shape,
}

/// The merged objects of one location.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Objects {
    /// The number of objects.
    pub count: usize,
    /// The number of samples that contain the objects. Two items of a list belong to one sample.
    pub samples: usize,
    /// The fields, by first appearance.
    pub fields: IndexMap<String, FieldShape>,
    /// True if the objects have more than [`FIELDS`] fields; the fields are then unknown.
    pub is_truncated: bool,
    /// The last sample that was counted.
    last: Option<usize>,
}

/// A field of merged objects.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldShape {
    /// The number of objects that have the field.
    pub count: usize,
    /// The merged values.
    pub shape: Shape,
}

impl Shape {
    /// Merges the samples of one location.
    pub fn from_samples<'v>(samples: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut shape = Self::default();
        for sample in samples {
            shape.add(sample);
        }
        shape
    }

    /// Adds a sample. Samples after the first [`SAMPLES`] are ignored, and the shape has [`Limit::Samples`].
    pub fn add(&mut self, sample: &Value) {
        if self.samples == SAMPLES {
            self.limit.get_or_insert(Limit::Samples);
            return;
        }
        self.merge(sample, self.samples, 0);
        self.samples += 1;
    }

    fn merge(&mut self, value: &Value, sample: usize, depth: usize) {
        match value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.booleans += 1,
            Value::Number(number) if is_integer(number) => self.integers += 1,
            Value::Number(_) => self.fractions += 1,
            Value::String(text) => self.strings.add(text),
            Value::Array(_) | Value::Object(_) if depth == DEPTH => self.limit = Some(Limit::Depth),
            Value::Array(items) => {
                let arrays = self.arrays.get_or_insert_default();
                arrays.count += 1;
                for item in items {
                    arrays.items.merge(item, sample, depth + 1);
                }
            }
            Value::Object(fields) => {
                let objects = self.objects.get_or_insert_default();
                objects.count(sample);
                for (name, value) in fields {
                    objects.merge_field(name, value, sample, depth + 1);
                }
            }
        }
    }
}

impl Shape {
    /// Adds the values of another location.
    pub fn join(&mut self, other: &Self) {
        self.nulls += other.nulls;
        self.booleans += other.booleans;
        self.integers += other.integers;
        self.fractions += other.fractions;
        self.strings.join(&other.strings);
        self.limit = self.limit.or(other.limit);
        if let Some(arrays) = &other.arrays {
            let joined = self.arrays.get_or_insert_default();
            joined.count += arrays.count;
            joined.items.join(&arrays.items);
        }
        if let Some(objects) = &other.objects {
            self.objects.get_or_insert_default().join(objects);
        }
    }

    /// Returns the number of different kinds, without `null`. All numbers are one kind.
    #[must_use]
    pub fn kinds(&self) -> usize {
        let kinds = [
            self.booleans > 0,
            self.integers + self.fractions > 0,
            self.strings.count > 0,
            self.arrays.is_some(),
            self.objects.is_some(),
        ];
        kinds.into_iter().filter(|is_present| *is_present).count()
    }
}

impl Objects {
    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.samples += other.samples;
        self.is_truncated |= other.is_truncated;
        for (name, field) in &other.fields {
            let joined = self.fields.entry(name.clone()).or_default();
            joined.count += field.count;
            joined.shape.join(&field.shape);
        }
        if self.is_truncated || self.fields.len() > FIELDS {
            self.is_truncated = true;
            self.fields = IndexMap::new();
        }
    }

    fn count(&mut self, sample: usize) {
        self.count += 1;
        if self.last.replace(sample) != Some(sample) {
            self.samples += 1;
        }
    }

    fn merge_field(&mut self, name: &str, value: &Value, sample: usize, depth: usize) {
        if !self.is_truncated && self.fields.len() == FIELDS && !self.fields.contains_key(name) {
            self.is_truncated = true;
            self.fields = IndexMap::new();
        }
        if self.is_truncated {
            return;
        }
        let field = self.fields.entry(name.to_owned()).or_default();
        field.count += 1;
        field.shape.merge(value, sample, depth);
    }
}

fn is_integer(number: &Number) -> bool {
    number.is_i64() || number.is_u64()
}
