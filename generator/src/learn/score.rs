//! Learned schemas compared with declared ones: the accuracy of learning.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Learned, Learner, Shape, examples};
use crate::document::Document;
use crate::pointer::Pointer;
use crate::spec::{AdditionalProperties, Media, Schema, SchemaRef, SchemaType, Spec};

/// The maximum depth of the comparison, and of subschemas in `allOf`, `oneOf` and `anyOf`.
const DEPTH: usize = 32;

/// Counts of learned facts that agree with declared schemas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LearningScore {
    /// The bodies with samples and a declared schema.
    pub bodies: usize,
    /// The fields and list items with a declared and a learned type.
    pub types: usize,
    /// Those whose types agree.
    pub agreeing: usize,
    /// The fields that samples have and schemas do not declare.
    pub undeclared: usize,
    /// The fields that are learned as required.
    pub required: usize,
    /// Those that the schema does not require.
    pub not_required: usize,
    /// The objects that are declared or learned as maps.
    pub maps: usize,
    /// Those that are both.
    pub maps_agreeing: usize,
    /// The differences: the place, and both sides.
    pub differences: Vec<String>,
}

impl LearningScore {
    /// Adds another score.
    pub fn add(&mut self, other: Self) {
        self.bodies += other.bodies;
        self.types += other.types;
        self.agreeing += other.agreeing;
        self.undeclared += other.undeclared;
        self.required += other.required;
        self.not_required += other.not_required;
        self.maps += other.maps;
        self.maps_agreeing += other.maps_agreeing;
        self.differences.extend(other.differences);
    }
}

/// Scores the examples of a document: of bodies, and of named schemas.
#[must_use]
pub fn of_examples(document: &Document, spec: &Spec) -> LearningScore {
    let mut score = LearningScore::default();
    for operation in &spec.operations {
        let label = format!("{} {}", operation.method.to_ascii_uppercase(), operation.path);
        let bodies = operation.body.iter().flat_map(|body| &body.media);
        let responses = operation.responses.iter().flat_map(|response| &response.media);
        for media in bodies.chain(responses).filter(|media| media.is_json()) {
            score.add_media(document, spec, media, &label);
        }
    }
    for (name, schema) in &spec.schemas {
        let example = schema.as_inline().and_then(|schema| schema.example.as_ref());
        if let Some(example) = example.filter(|example| example.is_object() || example.is_array()) {
            let shape = Shape::from_samples([&examples::with_unknown_scalars(example.clone())]);
            score.add_example(spec, &shape, &SchemaRef::component(name), name);
        }
    }
    score
}

/// Scores the samples of a learner: responses and request bodies.
#[must_use]
pub fn of_recordings(learner: &Learner) -> LearningScore {
    let mut score = LearningScore::default();
    let spec = learner.spec();
    for (operation, samples) in learner.operations() {
        for (key, body) in &samples.responses {
            let status = crate::spec::Status::Code(key.status);
            let response = operation.responses.iter().find(|response| response.status == status);
            let media = response.and_then(|response| response.json());
            let label = format!("{} {} {status}", operation.method.to_ascii_uppercase(), operation.path);
            if let (Some(shape), Some(schema)) = (&body.shape, media.and_then(|media| media.schema.as_ref())) {
                score.add_body(spec, &Learned::new(shape).schema, schema, &label);
            }
        }
    }
    score
}

impl LearningScore {
    fn add_media(&mut self, document: &Document, spec: &Spec, media: &Media, label: &str) {
        let Some(schema) = &media.schema else { return };
        let Some((holder, _)) = media.pointer.split_last() else { return };
        if let Some(shape) = examples::shape(&document.root, &holder) {
            self.add_example(spec, &shape, schema, label);
        }
    }

    fn add_example(&mut self, spec: &Spec, shape: &Shape, declared: &SchemaRef, label: &str) {
        self.add_body(spec, &examples::schema(shape), declared, label);
    }

    fn add_body(&mut self, spec: &Spec, learned: &Value, declared: &SchemaRef, label: &str) {
        self.bodies += 1;
        let mut comparison = ScoredComparison { spec, score: self, label };
        comparison.schemas(learned, &Declared::new(spec, declared), &Pointer::root(), 0);
    }
}

struct ScoredComparison<'c> {
    spec: &'c Spec,
    score: &'c mut LearningScore,
    label: &'c str,
}

impl ScoredComparison<'_> {
    fn schemas(&mut self, learned: &Value, declared: &Declared, path: &Pointer, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let variants = learned.get("oneOf").and_then(Value::as_array);
        let variants: Vec<&Value> = variants.map_or_else(|| vec![learned], |variants| variants.iter().collect());
        for variant in variants {
            let Some(kind) = variant.get("type").and_then(Value::as_str) else { continue };
            if declared.is_open || declared.kinds.is_empty() {
                continue;
            }
            self.score.types += 1;
            let agrees = declared.kinds.contains(kind) || (kind == "integer" && declared.kinds.contains("number"));
            if !agrees {
                let kinds: Vec<&str> = declared.kinds.iter().copied().collect();
                self.differ(path, &format!("declared {}, learned {kind}", kinds.join(" or ")));
                continue;
            }
            self.score.agreeing += 1;
            match kind {
                "array" => {
                    if let (Some(items), Some(learned)) = (&declared.items, variant.get("items")) {
                        self.schemas(learned, &Declared::new(self.spec, items), &path.child("[]"), depth + 1);
                    }
                }
                "object" => self.objects(variant, declared, path, depth),
                _ => {}
            }
        }
    }

    fn objects(&mut self, learned: &Value, declared: &Declared, path: &Pointer, depth: usize) {
        let fields = learned.get("properties").and_then(Value::as_object);
        let is_declared_map = declared.properties.is_empty() && declared.values.is_some();
        match (learned.get("additionalProperties"), is_declared_map) {
            (Some(values), true) => {
                self.score.maps += 1;
                self.score.maps_agreeing += 1;
                if let Some(declared) = &declared.values {
                    self.schemas(values, &Declared::new(self.spec, declared), &path.child("*"), depth + 1);
                }
                return;
            }
            (Some(_), false) if !declared.properties.is_empty() => {
                self.score.maps += 1;
                self.differ(path, "declared as fields, learned as a map");
                return;
            }
            (None, true) if fields.is_some() => {
                self.score.maps += 1;
                self.differ(path, "declared as a map, learned as fields");
                return;
            }
            _ => {}
        }
        let required = learned.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in required.filter_map(Value::as_str).filter(|name| declared.properties.contains_key(*name)) {
            self.score.required += 1;
            if !declared.required.contains(name) {
                self.score.not_required += 1;
            }
        }
        for (name, learned) in fields.into_iter().flatten() {
            match declared.properties.get(name) {
                Some(schema) => self.schemas(learned, &Declared::new(self.spec, schema), &path.child(name), depth + 1),
                None => self.score.undeclared += usize::from(!declared.is_open),
            }
        }
    }

    fn differ(&mut self, path: &Pointer, difference: &str) {
        let Self { score, label, .. } = self;
        score.differences.push(format!("{label} {}: {difference}", path.as_str()));
    }
}

/// A declared schema with the keywords of its subschemas.
#[derive(Default)]
struct Declared {
    kinds: BTreeSet<&'static str>,
    properties: BTreeMap<String, SchemaRef>,
    required: BTreeSet<String>,
    items: Option<SchemaRef>,
    values: Option<SchemaRef>,
    /// True if a subschema allows any value.
    is_open: bool,
}

impl Declared {
    fn new(spec: &Spec, schema: &SchemaRef) -> Self {
        let mut declared = Self::default();
        declared.add(spec, schema, 0, true);
        declared
    }

    fn add(&mut self, spec: &Spec, schema: &SchemaRef, depth: usize, is_required: bool) {
        let Some(schema) = spec.resolve_schema(schema).filter(|_| depth < DEPTH) else {
            self.is_open = true;
            return;
        };
        self.kinds.extend(kind(schema));
        self.is_open |= kind(schema).is_none() && !schema.is_composed();
        for (name, property) in &schema.properties {
            self.properties.entry(name.clone()).or_insert_with(|| property.clone());
        }
        if is_required {
            self.required.extend(schema.required.iter().cloned());
        }
        self.items = self.items.take().or_else(|| schema.items.clone());
        if let Some(AdditionalProperties::Schema(values)) = &schema.additional_properties {
            self.values.get_or_insert_with(|| values.clone());
        }
        schema.all_of.iter().for_each(|part| self.add(spec, part, depth + 1, is_required));
        let alternatives = schema.one_of.iter().chain(&schema.any_of);
        alternatives.for_each(|part| self.add(spec, part, depth + 1, false));
    }
}

fn kind(schema: &Schema) -> Option<&'static str> {
    let implied =
        if schema.properties.is_empty() && schema.additional_properties.is_none() { None } else { Some("object") };
    let implied = implied.or_else(|| schema.items.as_ref().map(|_| "array"));
    let declared = schema.schema_type.map(|kind| match kind {
        SchemaType::String => "string",
        SchemaType::Integer => "integer",
        SchemaType::Number => "number",
        SchemaType::Boolean => "boolean",
        SchemaType::Array => "array",
        SchemaType::Object => "object",
    });
    declared.or(implied)
}
