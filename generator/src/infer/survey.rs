//! What the whole document says under each name: declared types, properties of schemas, and in how many operations a
//! name stands.
//!
//! Comes in: a spec. Goes out: [`Survey`], which every site may ask. Knows no rules.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ReferenceOr, Schema};

use super::ids::Ids;
use super::prose::says_zero_or_one;
use super::shown::Values;
use super::site::plain;
use super::words::{self, Prose};
use super::{Answer, Aspect, Fact, Inferences, Scalar, Shape};
use crate::pointer::{Place, Pointer};
use crate::repair::Evidence;
use crate::spec::facts::{self, Kind};
use crate::spec::{Argument, Location, Operation, Spec, Style};

/// What a document says under each name (its words joined).
#[derive(Debug, Default)]
pub(super) struct Survey {
    declared: BTreeMap<String, Vec<Witness>>,
    /// Types concluded from prose, by name; filled after a first look at every argument.
    described: BTreeMap<String, Vec<Witness>>,
    properties: BTreeMap<String, Vec<Witness>>,
    /// What responses give that do not say so.
    answers: BTreeMap<Pointer, Answer>,
    /// How many operations have an argument of this name in this location.
    operations_with: BTreeMap<(Location, String), usize>,
    /// How many operations there are.
    pub(super) operations: usize,
    /// The values that prose shows.
    pub(super) shown: Values,
    /// What is known about ids.
    pub(super) ids: Ids,
    /// An argument that is a flag written `0` or `1`, where the document's flags are written so.
    pub(super) digit_flag: Option<Evidence>,
}

/// One place where a name has a type.
#[derive(Debug, Clone)]
pub(super) struct Witness {
    /// The argument or the property.
    pub(super) pointer: Pointer,
    /// The operation it belongs to, if any.
    pub(super) operation: Option<Pointer>,
    /// Its type.
    pub(super) shape: Shape,
    /// Where the type, or what it was concluded from, is written.
    pub(super) place: Place,
    /// The words there.
    pub(super) quote: String,
}

impl Survey {
    pub(super) fn of(spec: &Spec) -> Self {
        let digit_flag = digit_flag(spec);
        let (shown, ids) = (Values::of(spec), Ids::of(spec));
        let mut survey = Self { operations: spec.operations.len(), digit_flag, shown, ids, ..Self::default() };
        for operation in &spec.operations {
            let mut seen = BTreeSet::new();
            for argument in &operation.arguments {
                let key = words::of_name(&argument.name).concat();
                if seen.insert((argument.location, key.clone())) {
                    *survey.operations_with.entry((argument.location, key.clone())).or_default() += 1;
                }
                if let Some(shape) = declared(spec, argument) {
                    let place = spec.place(&argument.schema_pointer.child("type"));
                    let pointer = argument.pointer.clone();
                    let quote = quote(&shape);
                    let within = Some(operation.pointer.clone());
                    let witness = Witness { pointer, operation: within, shape, place, quote };
                    survey.ids.note(operation, argument, &witness);
                    survey.declared.entry(key).or_default().push(witness);
                }
            }
        }
        survey.read_properties(spec);
        survey
    }

    fn read_properties(&mut self, spec: &Spec) {
        for (name, schema) in &spec.schemas {
            let ReferenceOr::Item(schema) = schema else { continue };
            for (key, property) in facts::properties(schema).into_iter().flatten() {
                let property = property.clone().unbox();
                let Some((_, resolved)) = spec.resolve(&property) else { continue };
                let Some(shape) = scalar(resolved) else { continue };
                let pointer = Pointer::of(["components", "schemas", name, "properties", key]);
                let place = spec.place(&pointer.child("type"));
                let quote = quote(&shape);
                let entry = self.properties.entry(words::of_name(key).concat()).or_default();
                entry.push(Witness { pointer, operation: None, shape, place, quote });
            }
        }
    }

    /// Adds what a response gives, where that was concluded.
    pub(super) fn conclude(&mut self, inferences: &Inferences) {
        for (pointer, answers) in inferences {
            if let Some(Fact::Answer(Some(answer))) = answers.get(&Aspect::Answer).map(|answer| &answer.chosen.fact) {
                self.answers.insert(pointer.clone(), answer.clone());
            }
        }
    }

    /// What was concluded of a response.
    pub(super) fn answer(&self, response: &Pointer) -> Option<&Answer> {
        self.answers.get(response)
    }

    /// Adds a type that a rule concluded from prose and values.
    pub(super) fn describe(&mut self, operation: &Operation, argument: &Argument, witness: Witness, rule: &str) {
        self.ids.conclude(operation, argument, &witness, rule);
        // A text is what everything is of which nobody says more.
        if witness.shape != plain(Scalar::String) {
            self.described.entry(words::of_name(&argument.name).concat()).or_default().push(witness);
        }
    }

    /// The declared types of arguments of a name.
    pub(super) fn declared(&self, name: &str) -> &[Witness] {
        self.declared.get(name).map_or(&[], Vec::as_slice)
    }

    /// The types that prose gives arguments of a name.
    pub(super) fn described(&self, name: &str) -> &[Witness] {
        self.described.get(name).map_or(&[], Vec::as_slice)
    }

    /// The declared types of properties of a name.
    pub(super) fn properties(&self, name: &str) -> &[Witness] {
        self.properties.get(name).map_or(&[], Vec::as_slice)
    }

    /// How many operations have an argument of a name in a location.
    pub(super) fn operations_with(&self, location: Location, name: &str) -> usize {
        self.operations_with.get(&(location, name.to_owned())).copied().unwrap_or(0)
    }
}

/// The first of the flags that the document's words write `0` or `1`, where they are several and few are written
/// `true` or `false`.
fn digit_flag(spec: &Spec) -> Option<Evidence> {
    const SEVERAL: usize = 2;
    let mut digits = Vec::new();
    let mut words = 0_usize;
    for argument in spec.operations.iter().flat_map(|operation| &operation.arguments) {
        let prose = Prose::read(argument.description.as_deref().unwrap_or_default());
        if prose.says("true|false") {
            words += 1;
        } else if says_zero_or_one(&prose) {
            let place = spec.place(&argument.pointer.child("description"));
            digits.push(Evidence { place, quote: words::quote(prose.text) });
        }
    }
    let many = digits.len() >= SEVERAL && digits.len() > 3 * words;
    digits.into_iter().next().filter(|_| many)
}

/// The type that an argument declares; `None` also where it is an object or a mixture.
pub(super) fn declared(spec: &Spec, argument: &Argument) -> Option<Shape> {
    let (_, schema) = spec.resolve(&argument.schema)?;
    if facts::kind(schema) != Some(Kind::Array) {
        return scalar(schema);
    }
    let items = facts::items(schema).map(|items| items.clone().unbox());
    let item = items.as_ref().and_then(|items| spec.resolve(items)).and_then(|(_, schema)| scalar(schema));
    let (kind, format) = match item {
        Some(Shape::Scalar { kind, format }) => (kind, format),
        Some(Shape::List { .. }) | None => (Scalar::String, None),
    };
    let separator = match argument.style {
        Style::Joined(separator) => Some(separator),
        Style::Pairs => Some(','),
        Style::Exploded | Style::Label { .. } | Style::Matrix { .. } | Style::DeepObject => None,
        Style::Json | Style::Text | Style::Content => None,
    };
    Some(Shape::List { kind, format, separator })
}

pub(super) fn scalar(schema: &Schema) -> Option<Shape> {
    let kind = match facts::kind(schema)? {
        Kind::String => Scalar::String,
        Kind::Integer => Scalar::Integer,
        // Authors write `number` with a format of integers, and mean integers.
        Kind::Number if matches!(facts::format(schema), Some("int32" | "int64" | "integer")) => Scalar::Integer,
        Kind::Number => Scalar::Number,
        Kind::Boolean => Scalar::Boolean,
        Kind::Array | Kind::Object => return None,
    };
    Some(Shape::Scalar { kind, format: facts::format(schema).map(str::to_owned) })
}

fn quote(shape: &Shape) -> String {
    match shape {
        Shape::Scalar { kind, .. } => kind.as_str().to_owned(),
        Shape::List { .. } => "array".to_owned(),
    }
}
