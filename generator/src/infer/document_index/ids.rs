//! Ids of a document. An API that numbers one kind of resource usually numbers all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Occurrence;
use crate::infer::declarations::path_before;
use crate::infer::rule_ids::ABOUT_VALUES;
use crate::infer::text::plurals::singulars;
use crate::infer::text::tokens::{self, TokenizedText};
use crate::infer::{InferredType, Scalar};
use crate::repairs::Evidence;
use crate::spec::{Location, Operation, Parameter, Spec};

/// The ids of a document by name; a plain `id` in a path is qualified by the segment before it.
#[derive(Debug, Default)]
pub(in crate::infer) struct Ids {
    /// Ids that are numbers wherever their type is known, with evidence.
    numbers: BTreeMap<String, Evidence>,
    /// Ids that are a string somewhere.
    strings: BTreeSet<String>,
    /// Ids that follow the name of their resource in a path.
    path_ids: BTreeSet<String>,
}

impl Ids {
    /// Collects the names of the ids in paths, without types.
    pub(super) fn from_spec(spec: &Spec) -> Self {
        let mut ids = Self::default();
        for operation in &spec.operations {
            let path_ids = operation.parameters.iter().filter(|parameter| is_path_id(operation, parameter));
            ids.path_ids.extend(path_ids.map(|parameter| name(operation, parameter)));
        }
        ids
    }

    /// Adds the declared type of a parameter if it is an id.
    pub(super) fn add_declared(&mut self, operation: &Operation, parameter: &Parameter, occurrence: &Occurrence) {
        if is_named_id(parameter) {
            self.add(operation, parameter, occurrence);
        }
    }

    /// Adds the inferred type of a parameter if it is an id. Any parameter described as an "integer id" is one, such as
    /// `since`. A "numeric id" is ignored, because the word distinguishes it from the other ids.
    pub(super) fn add_inferred(
        &mut self,
        operation: &Operation,
        parameter: &Parameter,
        occurrence: &Occurrence,
        rule: &str,
    ) {
        if !ABOUT_VALUES.contains(&rule) {
            return;
        }
        let prose = TokenizedText::read(parameter.description.as_deref().unwrap_or_default());
        let is_id = is_named_id(parameter) || prose.says("integer id|identifier");
        if is_id && !prose.says("numeric|numerical id|identifier") {
            self.add(operation, parameter, occurrence);
        }
    }

    fn add(&mut self, operation: &Operation, parameter: &Parameter, occurrence: &Occurrence) {
        let is_number = match &occurrence.shape {
            InferredType::Scalar { kind: Scalar::Integer | Scalar::Number, .. } => true,
            InferredType::Scalar { kind: Scalar::String, .. } => false,
            InferredType::Scalar { kind: Scalar::Boolean, .. } | InferredType::List { .. } => return,
        };
        if !can_have_ids(parameter.location) {
            return;
        }
        let name = name(operation, parameter);
        if !is_number {
            self.numbers.remove(&name);
            self.strings.insert(name);
        } else if !self.strings.contains(&name) {
            let evidence = Evidence { place: occurrence.place.clone(), quote: occurrence.quote.clone() };
            let known = self.numbers.entry(name).or_insert_with(|| evidence.clone());
            // The evidence does not depend on the order of the document.
            if evidence.place.pointer < known.place.pointer {
                *known = evidence;
            }
        }
    }

    /// Returns the evidence that the API's ids are integers, from an id other than this one. `None` if the parameter is
    /// not an id of the API, or if more of the other ids are strings.
    pub(in crate::infer) fn other_number(&self, operation: &Operation, parameter: &Parameter) -> Option<&Evidence> {
        if self.numbers.is_empty() || !can_have_ids(parameter.location) {
            return None;
        }
        let name = &*Some(name(operation, parameter)).filter(|name| self.path_ids.contains(name))?;
        let (_, evidence) = self.numbers.iter().find(|(other, _)| *other != name)?;
        let numbers = self.numbers.len() - usize::from(self.numbers.contains_key(name));
        let strings = self.strings.len() - usize::from(self.strings.contains(name));
        (numbers >= strings).then_some(evidence)
    }
}

/// Returns the key of an id: its joined name, preceded by the path segment if it is just `id`.
fn name(operation: &Operation, parameter: &Parameter) -> String {
    let name = tokens::of_name(&parameter.name).concat();
    let before = if name == "id" { segment_before(operation, parameter) } else { None };
    before.map_or_else(|| name.clone(), |segment| format!("{segment}/{name}"))
}

fn is_named_id(parameter: &Parameter) -> bool {
    tokens::of_name(&parameter.name).last().is_some_and(|last| last == "id")
}

fn can_have_ids(location: Location) -> bool {
    match location {
        Location::Path | Location::Query | Location::Field(_) => true,
        Location::Header | Location::Cookie => false,
    }
}

/// Returns true if an id follows the name of its resource in the path: `/orders/{id}`, `/orders/{orderId}`,
/// `/sales-orders/{order_id}.json`.
fn is_path_id(operation: &Operation, parameter: &Parameter) -> bool {
    let name = tokens::of_name(&parameter.name);
    let Some((_, of)) = name.split_last().filter(|(last, _)| *last == "id") else { return false };
    let resource = segment_before(operation, parameter).and_then(|segment| tokens::of_name(segment).pop());
    let Some(resource) = resource else { return false };
    of.last().is_none_or(|of| *of == resource || singulars(&resource).contains(of))
}

/// Returns the path segment before a parameter if it is not a parameter itself.
fn segment_before<'s>(operation: &'s Operation, parameter: &Parameter) -> Option<&'s str> {
    path_before(operation, parameter).map(|(segment, _)| segment).filter(|segment| !segment.contains('{'))
}
