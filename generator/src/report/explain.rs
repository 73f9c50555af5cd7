//! Explains one location in a document: its value, declared and inferred facts, repairs, diagnostics, the item that the
//! client has for it, and the overlay action that changes it.

mod client;
mod find;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::infer::calibration::ablation;
use crate::infer::report::{OriginalOperation, Row};
use crate::infer::{Aspect, Claim, Inference, Inferences};
use crate::ir::Api;
use crate::pointer::{Place, Pointer};
use crate::repairs::{Repair, Repairs};
use crate::report::ledger::{self, Author};
use crate::spec::{Operation, Parameter, Response, Spec};

pub use client::ClientItem;
pub use find::LocationNotFound;
use find::ResolvedLocation;

/// The results of all stages for a document.
#[derive(Debug, Clone, Copy)]
pub struct StageResults<'k> {
    /// The author's document, after overlays.
    pub document: &'k Document,
    /// The operations of that document.
    pub written: &'k [OriginalOperation],
    /// The specification that the document follows.
    pub dialect: Dialect,
    /// The typed document.
    pub spec: &'k Spec,
    /// The inferred facts.
    pub inferences: &'k Inferences,
    /// All parameters.
    pub rows: &'k [Row],
    /// The client.
    pub api: &'k Api,
    /// The repairs of the document.
    pub repairs: &'k Repairs,
    /// The problems found in the document.
    pub diagnostics: &'k Diagnostics,
}

/// Everything known about a location.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The place in the author's files.
    pub place: Place,
    /// The value, as YAML.
    pub yaml: String,
    /// The kind of the location, with its facts.
    pub subject: Subject,
    /// The repairs of the value.
    pub repairs: Vec<Repair>,
    /// The diagnostics about the value.
    pub diagnostics: Vec<Diagnostic>,
    /// The overlay actions that change the value, as YAML; `None` if it has no counterpart in the document.
    pub action: Option<String>,
}

/// The kind of a location.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A parameter, or a value in one.
    Parameter {
        /// The declared and inferred facts.
        row: Box<Row>,
        /// The number of operations that share the parameter.
        uses: usize,
        /// The item of the client.
        item: Option<ClientItem>,
    },
    /// An operation, or a value in one outside of its parameters.
    Operation {
        /// The method and path, as in the document.
        label: String,
        /// The inferred id.
        id: Option<Box<Inference>>,
        /// The inferred pagination.
        pagination: Option<Box<Inference>>,
        /// The parameters.
        rows: Vec<(Row, Option<ClientItem>)>,
        /// The responses.
        responses: Vec<ExplainedResponse>,
        /// The item of the client.
        item: Option<ClientItem>,
    },
    /// Any other location.
    Other {
        /// The item of the client.
        item: Option<ClientItem>,
    },
}

/// One response of an operation.
#[derive(Debug, Clone)]
pub struct ExplainedResponse {
    /// The status, as in the document.
    pub status: String,
    /// The description, as in the document.
    pub description: String,
    /// The inferred schema.
    pub inference: Option<Inference>,
}

/// Explains a location: a JSON Pointer, or a method and a path with or without the name of a parameter.
///
/// # Errors
///
/// Returns an error if the location does not exist; its help lists what exists at the closest location.
pub fn explain(location: &str, results: StageResults<'_>) -> Result<Explanation, LocationNotFound> {
    let location = find::find(location, results)?;
    let place = results.document.place(&location.pointer);
    let (subject, related) = results.subject(&location, &place);
    let mut value = location.pointer.find(&results.document.root).cloned().unwrap_or_default();
    if let Subject::Parameter { row, .. } = &subject
        && row.is_secret()
    {
        hide_secrets(&mut value);
    }
    let is_related =
        |place: &Place| related.iter().any(|near| place.source == near.source && place.pointer.is_below(&near.pointer));
    let repairs = results.repairs.iter().filter(|repair| is_related(&repair.place)).cloned().collect();
    let diagnostics = results.diagnostics.iter().filter(|found| is_related(&found.place)).cloned().collect();
    let actions = results.actions(&location, &subject);
    let action = (!actions.is_empty()).then(|| ledger::yaml(&Value::Array(actions)));
    Ok(Explanation { place, yaml: ledger::yaml(&value), subject, repairs, diagnostics, action })
}

/// Replaces the values of a secret.
fn hide_secrets(value: &mut Value) {
    for (key, value) in value.as_object_mut().into_iter().flatten() {
        match key.as_str() {
            "example" | "examples" | "x-example" | "default" | "enum" | "pattern" => {
                *value = "(a secret's value is not shown)".into();
            }
            _ => hide_secrets(value),
        }
    }
}

impl StageResults<'_> {
    /// Returns the kind of a location, and the places whose repairs and diagnostics are about it.
    fn subject(self, location: &ResolvedLocation, place: &Place) -> (Subject, Vec<Place>) {
        let rows = self.rows_at(location, place);
        if let Some(row) = rows.first() {
            let item = client::parameter(self, row);
            // A parameter that only the path template names has no separate location.
            let is_separate = |near: &Place| !row.operation.pointer.is_below(&near.pointer);
            let related = [&row.place, &row.listed].into_iter().filter(|near| is_separate(near)).cloned().collect();
            return (Subject::Parameter { row: Box::new((*row).clone()), uses: rows.len(), item }, related);
        }
        let contains = |written: &&OriginalOperation| {
            place.source == written.place.source && place.pointer.is_below(&written.place.pointer)
        };
        let subject = match self.written.iter().find(contains) {
            Some(written) => self.operation_subject(written),
            None => Subject::Other { item: client::schema(self, place) },
        };
        (subject, vec![place.clone()])
    }

    fn operation_subject(self, written: &OriginalOperation) -> Subject {
        let operation = self.operation(&written.place, &written.path);
        let rows = self.rows.iter().filter(|row| row.operation == written.place && row.path == written.path);
        let response = |response: &Response| {
            let status = response.pointer.split_last().map(|(_, key)| key).unwrap_or_default();
            let by_aspect = self.inferences.get(&response.pointer);
            let inference = by_aspect.and_then(|by_aspect| by_aspect.get(&Aspect::Response)).cloned();
            ExplainedResponse { status, description: response.description.clone(), inference }
        };
        let inferred = |aspect| {
            let inference = self.inferences.get(&operation?.pointer)?.get(&aspect)?;
            Some(Box::new(inference.clone()))
        };
        Subject::Operation {
            label: format!("{} {}", written.method.to_uppercase(), written.path),
            id: inferred(Aspect::OperationId),
            pagination: inferred(Aspect::Pagination),
            rows: rows.map(|row| (row.clone(), client::parameter(self, row))).collect(),
            responses: operation.into_iter().flat_map(|operation| operation.responses.iter().map(response)).collect(),
            item: operation.and_then(|operation| client::operation(self, operation)),
        }
    }

    /// Returns the rows of the parameter at a place; there are several if operations share it.
    fn rows_at(&self, location: &ResolvedLocation, place: &Place) -> Vec<&Row> {
        let is_at = |near: &Place| place.source == near.source && place.pointer.is_below(&near.pointer);
        let is_at_location = |row: &&Row| match &location.parameter {
            Some((operation, name)) => row.operation == *operation && row.name == *name,
            // The pointer of an operation does not select a parameter that only the path template names.
            None => [&row.place, &row.listed]
                .into_iter()
                .any(|near| is_at(near) && !row.operation.pointer.is_below(&near.pointer)),
        };
        self.rows.iter().filter(is_at_location).collect()
    }

    /// Returns the operation at a place.
    fn operation(&self, place: &Place, path: &str) -> Option<&Operation> {
        let mut found = self.spec.operations.iter().filter(|operation| self.spec.place(&operation.pointer) == *place);
        let first = found.next();
        found.find(|operation| operation.path == path).or(first)
    }

    /// Returns the overlay actions that change the location.
    fn actions(self, location: &ResolvedLocation, subject: &Subject) -> Vec<Value> {
        let author = Author::new(self.spec, self.dialect);
        let place = self.document.place(&location.pointer);
        let operation = self.spec.operations.iter().find(|found| self.spec.place(&found.pointer) == place);
        let operation = operation.filter(|_| matches!(subject, Subject::Operation { .. }));
        let responses = operation.into_iter().flat_map(|operation| {
            operation.responses.iter().filter_map(|response| {
                let inference = self.inferences.get(&response.pointer)?.get(&Aspect::Response)?;
                author.likeliest_response(operation, response, inference)
            })
        });
        self.action(location, subject).into_iter().chain(responses.collect::<Vec<_>>()).collect()
    }

    /// Returns the overlay action that changes the value itself.
    fn action(self, location: &ResolvedLocation, subject: &Subject) -> Option<Value> {
        let author = Author::new(self.spec, self.dialect);
        let edit = || author.edit(self.document, &location.pointer);
        match subject {
            Subject::Parameter { row, .. } => {
                let found = self.operation(&row.operation, &row.path).and_then(|operation| {
                    let is_it = |parameter: &&Parameter| Some(&parameter.pointer) == row.pointer.as_ref();
                    Some((operation, operation.parameters.iter().find(is_it)?))
                });
                let Some((operation, parameter)) = found else { return edit() };
                let declared = ablation::declarations(self.spec, parameter);
                let inferred = row.inferences.values().map(|inference| inference.chosen.fact.clone());
                let is_shown = |fact: &Claim| !row.is_secret() || !matches!(fact, Claim::Default(_) | Claim::Enum(_));
                let facts: Vec<Claim> = declared.into_iter().chain(inferred).filter(is_shown).collect();
                Some(author.declare_facts(operation, parameter, facts.iter()))
            }
            Subject::Operation { id, .. } => {
                let place = self.document.place(&location.pointer);
                let operation = self.spec.operations.iter().find(|found| self.spec.place(&found.pointer) == place);
                let Some(operation) = operation else { return edit() };
                let inferred = id.as_ref().map(|inference| inference.chosen.fact.clone());
                let declared = || operation.operation_id.clone().map(Claim::OperationId);
                Some(author.name_operation(operation, &inferred.or_else(declared)?))
            }
            Subject::Other { .. } => edit(),
        }
    }
}

/// Formats a pointer for messages.
fn display(pointer: &Pointer) -> String {
    if pointer.as_str().is_empty() { "the document".to_owned() } else { format!("`{pointer}`") }
}
