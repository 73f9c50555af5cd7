//! Learned schemas compared with declared ones.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{dialect, reason};
use crate::document::Dialect;
use crate::learn::Learned;
use crate::learn::RecordedOrigins;
use crate::pointer::{Place, Pointer};
use crate::report::ledger::Author;
use crate::spec::{AdditionalProperties, Operation, Schema, SchemaRef, SchemaType, Spec};

/// The maximum depth of the comparison. Named schemas can contain themselves, samples cannot.
const DEPTH: usize = 32;

/// A difference between samples and a declared schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The method and path of the operation.
    pub operation: String,
    /// The place of the declared schema.
    pub place: Place,
    /// The difference, without values.
    pub message: String,
    /// The numbers of exchanges by recording.
    pub evidence: String,
    /// The field that the schema does not declare, with its learned schema.
    addition: Option<Addition>,
}

#[derive(Debug, Clone, PartialEq)]
struct Addition {
    /// The pointer to the schema of the object.
    object: Pointer,
    field: String,
    schema: Value,
}

impl Disagreement {
    /// Returns `true` if the overlay resolves it: the samples have a field that the schema does not declare.
    #[must_use]
    pub fn is_addition(&self) -> bool {
        self.addition.is_some()
    }
}

/// A learned schema with its evidence.
pub(super) struct LearnedSchema<'l> {
    pub(super) spec: &'l Spec,
    pub(super) operation: &'l Operation,
    pub(super) learned: &'l Learned,
    pub(super) origins: &'l RecordedOrigins,
}

/// Compares a learned schema with the declared one at a pointer.
pub(super) fn compare(compared: &LearnedSchema, declared: &SchemaRef, pointer: &Pointer) -> Vec<Disagreement> {
    let mut comparison = SchemaComparison { compared, found: Vec::new(), seen: BTreeSet::new() };
    comparison.schemas(&compared.learned.schema, declared, pointer, &mut Vec::new());
    comparison.found
}

/// Returns the actions that declare the fields that samples have and schemas do not.
pub(super) fn additions(author: &Author, disagreements: &[Disagreement], dialect: Dialect) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let fields = disagreements.iter().filter_map(|found| Some((found.addition.as_ref()?, found)));
    let fields = fields.filter(|(addition, _)| seen.insert((addition.object.clone(), addition.field.clone())));
    let actions = fields.map(|(Addition { object, field, schema }, found)| {
        let schema = dialect::written(schema, dialect);
        json!({
            "target": author.target(object),
            "x-reason": format!("Not declared. {}", found.evidence),
            "update": { "properties": { field.as_str(): schema } },
        })
    });
    actions.collect()
}

struct SchemaComparison<'c> {
    compared: &'c LearnedSchema<'c>,
    found: Vec<Disagreement>,
    /// The places and messages that were reported.
    seen: BTreeSet<(Pointer, String)>,
}

impl SchemaComparison<'_> {
    fn schemas(&mut self, learned: &Value, declared: &SchemaRef, pointer: &Pointer, path: &mut Vec<String>) {
        let spec = self.compared.spec;
        let Some((name, schema)) = spec.resolve(declared).filter(|_| path.len() < DEPTH) else { return };
        let pointer = match name {
            Some(name) => &Pointer::from_tokens(["components", "schemas", name]),
            None => pointer,
        };
        if schema.is_composed() {
            return;
        }
        for variant in variants(learned) {
            let Some(kind) = kind(variant) else { continue };
            match declared_kind(schema) {
                Some(declared)
                    if declared != kind && !(declared == SchemaType::Number && kind == SchemaType::Integer) =>
                {
                    let message =
                        format!("{} is declared as {}, and samples have {}", field(path), word(declared), word(kind));
                    self.report(pointer, message, None);
                }
                Some(SchemaType::Array) => {
                    if let (Some(items), Some(learned)) = (&schema.items, variant.get("items")) {
                        path.push("[]".to_owned());
                        self.schemas(learned, items, &pointer.child("items"), path);
                        path.pop();
                    }
                }
                Some(SchemaType::Object) => self.objects(variant, schema, pointer, path),
                _ => {}
            }
        }
    }

    fn objects(&mut self, learned: &Value, declared: &Schema, pointer: &Pointer, path: &mut Vec<String>) {
        for name in declared.required.iter().filter(|name| !is_write_only(declared, name)) {
            let is_known = learned.get("properties").is_some_and(|fields| fields.get(name).is_some());
            if !is_known && learned.get("properties").is_some() {
                let message = format!("the required field `{name}` of {} is in no sample", field(path));
                self.report(pointer, message, None);
            }
        }
        for (name, learned) in learned.get("properties").and_then(Value::as_object).into_iter().flatten() {
            path.push(name.clone());
            match (declared.properties.get(name), &declared.additional_properties) {
                (Some(property), _) => {
                    self.schemas(learned, property, &pointer.child("properties").child(name), path);
                }
                (None, Some(AdditionalProperties::Schema(values))) => {
                    self.schemas(learned, values, &pointer.child("additionalProperties"), path);
                }
                (None, None | Some(AdditionalProperties::Any(_))) => {
                    let addition = Addition { object: pointer.clone(), field: name.clone(), schema: learned.clone() };
                    self.report(pointer, format!("{} is not declared", field(path)), Some(addition));
                }
            }
            path.pop();
        }
    }

    fn report(&mut self, pointer: &Pointer, message: String, addition: Option<Addition>) {
        if !self.seen.insert((pointer.clone(), message.clone())) {
            return;
        }
        let LearnedSchema { spec, operation, origins, .. } = self.compared;
        self.found.push(Disagreement {
            operation: format!("{} {}", operation.method.to_ascii_uppercase(), operation.path),
            place: spec.place(pointer),
            message,
            evidence: reason::exchanges(origins),
            addition,
        });
    }
}

fn is_write_only(schema: &Schema, name: &str) -> bool {
    schema.properties.get(name).and_then(SchemaRef::as_inline).is_some_and(|property| property.write_only)
}

/// Returns the alternatives of a learned schema.
fn variants(learned: &Value) -> Vec<&Value> {
    match learned.get("oneOf").and_then(Value::as_array) {
        Some(variants) => variants.iter().collect(),
        None => vec![learned],
    }
}

fn kind(learned: &Value) -> Option<SchemaType> {
    match learned.get("type")?.as_str()? {
        "string" => Some(SchemaType::String),
        "integer" => Some(SchemaType::Integer),
        "number" => Some(SchemaType::Number),
        "boolean" => Some(SchemaType::Boolean),
        "array" => Some(SchemaType::Array),
        "object" => Some(SchemaType::Object),
        _ => None,
    }
}

/// Returns the type of a schema, or the one that its keywords imply.
fn declared_kind(schema: &Schema) -> Option<SchemaType> {
    schema.schema_type.or_else(|| {
        if !schema.properties.is_empty() || schema.additional_properties.is_some() {
            Some(SchemaType::Object)
        } else {
            schema.items.as_ref().map(|_| SchemaType::Array)
        }
    })
}

fn word(kind: SchemaType) -> &'static str {
    match kind {
        SchemaType::String => "a string",
        SchemaType::Integer => "an integer",
        SchemaType::Number => "a number",
        SchemaType::Boolean => "a boolean",
        SchemaType::Array => "an array",
        SchemaType::Object => "an object",
    }
}

fn field(path: &[String]) -> String {
    if path.is_empty() { "the body".to_owned() } else { format!("`{}`", path.join(".")) }
}
