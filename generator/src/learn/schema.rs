//! JSON Schemas of shapes, with evidence.

use serde_json::{Map, Value, json};

use super::maps;
use super::shape::{Arrays, Limit, Objects, Shape};
use crate::pointer::Pointer;

/// The minimum number of samples that make a field required. Fewer samples show that a field is usual at most.
pub const REQUIRED_SAMPLES: usize = 10;

/// The schema of a location, with evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// The schema, in OpenAPI 3.0.
    pub schema: Value,
    /// The number of samples.
    pub samples: usize,
    /// The counts of all fields, in the order of the schema.
    pub fields: Vec<FieldCount>,
    /// The locations with less specific types because a sample exceeds a limit.
    pub truncations: Vec<Truncation>,
}

/// The evidence for an optional or required field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldCount {
    /// The location of the field in the learned schema.
    pub pointer: Pointer,
    /// The number of objects with the field.
    pub present: usize,
    /// The number of objects at the location.
    pub objects: usize,
    /// The number of samples with these objects.
    pub samples: usize,
}

/// A location with a less specific type because a sample exceeds a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truncation {
    /// The location in the learned schema.
    pub pointer: Pointer,
    /// The limit.
    pub limit: Limit,
}

impl FieldCount {
    /// Returns true if the field is in all objects of at least [`REQUIRED_SAMPLES`] samples.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.present == self.objects && self.samples >= REQUIRED_SAMPLES
    }
}

impl Learned {
    /// Converts a shape to a schema.
    #[must_use]
    pub fn new(shape: &Shape) -> Self {
        let mut learned =
            Self { schema: Value::Null, samples: shape.samples, fields: Vec::new(), truncations: Vec::new() };
        learned.schema = learned.convert(shape, "", &Pointer::root());
        learned
    }

    /// Returns the schema of a shape at a location: any value if the samples do not show a kind. `field` is the name of the
    /// field with the value, or with the list of values.
    fn convert(&mut self, shape: &Shape, field: &str, pointer: &Pointer) -> Value {
        if let Some(limit) = shape.limit {
            self.truncations.push(Truncation { pointer: pointer.clone(), limit });
            if limit == Limit::Depth {
                return json!({});
            }
        }
        let is_union = shape.kinds() > 1;
        let mut variants = scalars(shape, field);
        let place = |index: usize| {
            if is_union { pointer.child("oneOf").child(&index.to_string()) } else { pointer.clone() }
        };
        if let Some(arrays) = &shape.arrays {
            let pointer = place(variants.len());
            variants.push(self.array(arrays, field, &pointer));
        }
        if let Some(objects) = &shape.objects {
            let pointer = place(variants.len());
            variants.push(self.object(objects, field, &pointer));
        }
        let mut schema = if is_union {
            Map::from_iter([("oneOf".to_owned(), Value::Array(variants.into_iter().map(Value::Object).collect()))])
        } else {
            variants.pop().unwrap_or_default()
        };
        if shape.nulls > 0 && !schema.is_empty() {
            schema.insert("nullable".to_owned(), json!(true));
        }
        Value::Object(schema)
    }

    fn array(&mut self, arrays: &Arrays, field: &str, pointer: &Pointer) -> Map<String, Value> {
        let items = self.convert(&arrays.items, field, &pointer.child("items"));
        Map::from_iter([("type".to_owned(), json!("array")), ("items".to_owned(), items)])
    }

    fn object(&mut self, objects: &Objects, field: &str, pointer: &Pointer) -> Map<String, Value> {
        let mut schema = typed("object");
        if let Some(values) = maps::values(objects, field) {
            let pointer = pointer.child("additionalProperties");
            let values = if values.kinds() > 1 { json!({}) } else { self.convert(&values, field, &pointer) };
            schema.insert("additionalProperties".to_owned(), values);
            return schema;
        }
        if objects.is_truncated {
            self.truncations.push(Truncation { pointer: pointer.clone(), limit: Limit::Fields });
            return schema;
        }
        let properties_pointer = pointer.child("properties");
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for (name, field) in &objects.fields {
            if maps::is_data(name) {
                schema.insert("additionalProperties".to_owned(), json!({}));
                continue;
            }
            let pointer = properties_pointer.child(name);
            let count = FieldCount {
                pointer: pointer.clone(),
                present: field.count,
                objects: objects.count,
                samples: objects.samples,
            };
            if count.is_required() {
                required.push(Value::from(name.as_str()));
            }
            self.fields.push(count);
            properties.insert(name.clone(), self.convert(&field.shape, name, &pointer));
        }
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(required));
        }
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), Value::Object(properties));
        }
        schema
    }
}

/// Returns the schemas of the scalar kinds of a location. An integer is a number if another sample has a fraction.
fn scalars(shape: &Shape, field: &str) -> Vec<Map<String, Value>> {
    let mut scalars = Vec::new();
    if shape.booleans > 0 {
        scalars.push(typed("boolean"));
    }
    if shape.integers + shape.fractions > 0 {
        scalars.push(typed(if shape.fractions > 0 { "number" } else { "integer" }));
    }
    if shape.strings.count > 0 {
        let mut string = typed("string");
        string.extend(shape.strings.format().map(|format| ("format".to_owned(), json!(format))));
        string.extend(shape.strings.values(field).map(|values| ("enum".to_owned(), json!(values))));
        scalars.push(string);
    }
    scalars
}

fn typed(kind: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!(kind))])
}
