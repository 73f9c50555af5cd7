//! Index of a document by name: declared types, schema properties, inferred types, ids, and inline examples.

mod ids;
mod inline_examples;

use std::collections::{BTreeMap, BTreeSet};

use super::declarations::{declared_type, scalar_type};
use super::text::phrases::says_zero_or_one;
use super::text::tokens::{self, TokenizedText};
use super::{Aspect, Claim, Inferences, InferredType, ResponseSchema, Scalar};
use crate::pointer::{Place, Pointer};
use crate::repairs::Evidence;
use crate::spec::{Location, Operation, Parameter, SchemaRef, Spec};
use ids::Ids;
use inline_examples::InlineExamples;

pub(super) use inline_examples::InlineValues;

/// An index of a document. Names are joined words: `page_size` and `pageSize` are the same.
#[derive(Debug, Default)]
pub(super) struct DocumentIndex {
    /// Types that parameters declare.
    declared: BTreeMap<String, Vec<Occurrence>>,
    /// Types inferred from descriptions, by name. They are added after a first pass over all parameters.
    described: BTreeMap<String, Vec<Occurrence>>,
    /// Types of schema properties.
    properties: BTreeMap<String, Vec<Occurrence>>,
    /// Names of schemas.
    schemas: BTreeMap<String, Vec<String>>,
    /// The inferred schemas of responses that declare none.
    responses: BTreeMap<Pointer, ResponseSchema>,
    /// The number of operations with a parameter of a name in a location.
    operations_with: BTreeMap<(Location, String), usize>,
    /// The number of operations.
    pub(super) operations: usize,
    /// The values in descriptions.
    pub(super) inline_examples: InlineExamples,
    /// The ids.
    pub(super) ids: Ids,
    /// A parameter with the values `0` and `1`, if the document uses these for flags.
    pub(super) digit_flag: Option<Evidence>,
}

/// An occurrence of a name with a type.
#[derive(Debug, Clone)]
pub(super) struct Occurrence {
    /// The parameter or property.
    pub(super) pointer: Pointer,
    /// The operation, if it is a parameter.
    pub(super) operation: Option<Pointer>,
    /// The type.
    pub(super) shape: InferredType,
    /// The location of the type or of its evidence.
    pub(super) place: Place,
    /// The quoted text at that location.
    pub(super) quote: String,
}

impl DocumentIndex {
    /// Indexes a document.
    pub(super) fn from_spec(spec: &Spec) -> Self {
        let digit_flag = digit_flag(spec);
        let (inline_examples, ids) = (InlineExamples::from_spec(spec), Ids::from_spec(spec));
        let mut index = Self { operations: spec.operations.len(), digit_flag, inline_examples, ids, ..Self::default() };
        for operation in &spec.operations {
            let mut seen = BTreeSet::new();
            for parameter in &operation.parameters {
                let key = tokens::of_name(&parameter.name).concat();
                if seen.insert((parameter.location, key.clone())) {
                    *index.operations_with.entry((parameter.location, key.clone())).or_default() += 1;
                }
                if let Some(shape) = declared_type(spec, parameter) {
                    let place = spec.place(&parameter.schema_pointer.child("type"));
                    let pointer = parameter.pointer.clone();
                    let quote = quote(&shape);
                    let within = Some(operation.pointer.clone());
                    let occurrence = Occurrence { pointer, operation: within, shape, place, quote };
                    index.ids.add_declared(operation, parameter, &occurrence);
                    index.declared.entry(key).or_default().push(occurrence);
                }
            }
        }
        index.read_schemas(spec);
        index
    }

    fn read_schemas(&mut self, spec: &Spec) {
        for (name, schema) in &spec.schemas {
            self.schemas.entry(tokens::of_name(name).concat()).or_default().push(name.clone());
            let SchemaRef::Inline(schema) = schema else { continue };
            for (key, property) in &schema.properties {
                let Some((_, resolved)) = spec.resolve(property) else { continue };
                let Some(shape) = scalar_type(resolved) else { continue };
                let pointer = Pointer::from_tokens(["components", "schemas", name, "properties", key]);
                let place = spec.place(&pointer.child("type"));
                let quote = quote(&shape);
                let entry = self.properties.entry(tokens::of_name(key).concat()).or_default();
                entry.push(Occurrence { pointer, operation: None, shape, place, quote });
            }
        }
    }

    /// Adds the inferred schemas of responses.
    pub(super) fn add_responses(&mut self, inferences: &Inferences) {
        for (pointer, responses) in inferences {
            if let Some(Claim::Response(Some(response))) =
                responses.get(&Aspect::Response).map(|response| &response.chosen.fact)
            {
                self.responses.insert(pointer.clone(), response.clone());
            }
        }
    }

    /// Returns the inferred schema of a response.
    pub(super) fn inferred_response(&self, response: &Pointer) -> Option<&ResponseSchema> {
        self.responses.get(response)
    }

    /// Adds a type that a rule inferred from a description or values.
    pub(super) fn add_described_type(
        &mut self,
        operation: &Operation,
        parameter: &Parameter,
        occurrence: Occurrence,
        rule: &str,
    ) {
        self.ids.add_inferred(operation, parameter, &occurrence, rule);
        // String is the default type, so it is weak evidence.
        if occurrence.shape != InferredType::scalar(Scalar::String) {
            self.described.entry(tokens::of_name(&parameter.name).concat()).or_default().push(occurrence);
        }
    }

    /// Returns the declared types of parameters of a name.
    pub(super) fn declared(&self, name: &str) -> &[Occurrence] {
        self.declared.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the types of parameters of a name that were inferred from descriptions.
    pub(super) fn described(&self, name: &str) -> &[Occurrence] {
        self.described.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the declared types of properties of a name.
    pub(super) fn properties(&self, name: &str) -> &[Occurrence] {
        self.properties.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the schemas of a name.
    pub(super) fn schemas(&self, name: &str) -> &[String] {
        self.schemas.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the number of operations with a parameter of a name in a location.
    pub(super) fn operations_with(&self, location: Location, name: &str) -> usize {
        self.operations_with.get(&(location, name.to_owned())).copied().unwrap_or(0)
    }
}

/// Returns the first flag described with `0` and `1`, if the document describes at least two such flags, and more than
/// three times as many as with `true` and `false`.
fn digit_flag(spec: &Spec) -> Option<Evidence> {
    const MIN_FLAGS: usize = 2;
    let mut digits = Vec::new();
    let mut words = 0_usize;
    for parameter in spec.operations.iter().flat_map(|operation| &operation.parameters) {
        let prose = TokenizedText::read(parameter.description.as_deref().unwrap_or_default());
        if prose.says("true|false") {
            words += 1;
        } else if says_zero_or_one(&prose) {
            let place = spec.place(&parameter.pointer.child("description"));
            digits.push(Evidence { place, quote: tokens::quote(prose.text) });
        }
    }
    let many = digits.len() >= MIN_FLAGS && digits.len() > 3 * words;
    digits.into_iter().next().filter(|_| many)
}

fn quote(shape: &InferredType) -> String {
    match shape {
        InferredType::Scalar { kind, .. } => kind.as_str().to_owned(),
        InferredType::List { .. } => "array".to_owned(),
    }
}
