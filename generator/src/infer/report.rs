//! Rows about the declared and inferred facts of each parameter, for text and JSON Lines output.
//!
//! [`rows`] returns a [`Row`] for every parameter of the original document, including those that the client omits.

mod json;
mod original;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::declarations::{declared_type, location_name};
use super::{Aspect, Claim, Inference, Inferences, Role};
use crate::diagnostic::Diagnostics;
use crate::pointer::{Place, Pointer};
use crate::repairs::Repairs;
use crate::spec::{NumericBound, Operation, Parameter, Spec};

pub use original::{OriginalOperation, OriginalParameter, original_operations};

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Row {
    /// The path as written in the document.
    pub path: String,
    /// The method as written in the document.
    pub method: String,
    /// The place of the operation.
    pub operation: Place,
    /// The location as written in the document.
    pub location: String,
    /// The name as written in the document.
    pub name: String,
    /// The place of the declaration.
    pub place: Place,
    /// The place of the list entry, which differs from `place` if it is a reference.
    pub listed: Place,
    /// True if the document declares the parameter as required.
    pub required: bool,
    /// The declared `type`, `items`, `format`, `delimiter`, `enum`, `minimum`, `maximum` and `default`.
    pub declares: Map<String, Value>,
    /// The inferences.
    pub inferences: BTreeMap<Aspect, Inference>,
    /// The reason if the client omits the parameter.
    pub omission: Option<Omission>,
    /// The location in the repaired document; `None` if the client omits the parameter.
    pub pointer: Option<Pointer>,
}

impl Row {
    /// Returns true if the value must not be displayed.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.inferences.get(&Aspect::Secrecy).is_some_and(|inference| inference.chosen.fact == Claim::Secret(true))
    }
}

/// The reason why the client omits a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// The name of the repair or the code of the diagnostic.
    pub rule: String,
    /// The role, if known. Such headers are sent by the client itself.
    pub role: Option<Role>,
}

/// The repairs and diagnostics of a document.
#[derive(Debug, Clone, Copy)]
pub struct Changes<'c> {
    /// The repairs.
    pub repairs: &'c Repairs,
    /// The diagnostics.
    pub diagnostics: &'c Diagnostics,
}

/// Returns a line of JSON for every parameter of every operation, in document order.
#[must_use]
pub fn lines(document: &str, spec: &Spec, inferences: &Inferences, repairs: &Repairs) -> Vec<String> {
    let diagnostics = Diagnostics::default();
    let rows = rows(&[], spec, inferences, Changes { repairs, diagnostics: &diagnostics });
    rows.iter().map(|row| row.line(document)).collect()
}

/// Returns a row for every parameter, in the order of the original document. Parameters that the original document
/// does not contain as such follow at the end.
#[must_use]
pub fn rows(originals: &[OriginalOperation], spec: &Spec, inferences: &Inferences, changes: Changes<'_>) -> Vec<Row> {
    let mut operations: BTreeMap<Place, VecDeque<&Operation>> = BTreeMap::new();
    for operation in &spec.operations {
        operations.entry(spec.place(&operation.pointer)).or_default().push_back(operation);
    }
    let builder = RowBuilder { spec, inferences, changes };
    let mut rows = Vec::new();
    for original in originals {
        let operation = operations.get_mut(&original.place).and_then(VecDeque::pop_front);
        builder.operation_rows(original, operation, &mut rows);
    }
    let remaining: BTreeSet<&Pointer> = operations.values().flatten().map(|operation| &operation.pointer).collect();
    for operation in spec.operations.iter().filter(|operation| remaining.contains(&operation.pointer)) {
        rows.extend(operation.parameters.iter().map(|parameter| builder.parameter_row(operation, parameter)));
    }
    rows
}

/// The inputs of the rows.
struct RowBuilder<'t> {
    spec: &'t Spec,
    inferences: &'t Inferences,
    changes: Changes<'t>,
}

impl RowBuilder<'_> {
    /// Adds the rows of an operation: its parameters in order, then those from the path template or the body.
    fn operation_rows(&self, original: &OriginalOperation, operation: Option<&Operation>, rows: &mut Vec<Row>) {
        let mut left: Vec<&Parameter> =
            operation.map(|operation| operation.parameters.iter().collect()).unwrap_or_default();
        let head = |mut row: Row| {
            (row.path, row.method) = (original.path.clone(), original.method.clone());
            row.operation = original.place.clone();
            row
        };
        for parameter in &original.parameters {
            let is_it = |target: &&Parameter| {
                let place = self.spec.place(&target.pointer);
                place == parameter.listed || place == parameter.declared
            };
            let found = left.iter().position(is_it).map(|at| left.remove(at));
            let row = match (found, operation) {
                (Some(target), Some(operation)) => {
                    let mut row = self.parameter_row(operation, target);
                    row.name.clone_from(&parameter.name);
                    row.listed.clone_from(&parameter.listed);
                    if !parameter.location.is_empty() {
                        row.location.clone_from(&parameter.location);
                    }
                    row
                }
                _ => self.omitted_row(original, parameter),
            };
            if !row.name.is_empty() || row.location == "body" {
                rows.push(head(row));
            }
        }
        if let Some(operation) = operation {
            rows.extend(left.into_iter().map(|target| head(self.parameter_row(operation, target))));
        }
    }

    /// Creates the row of a parameter.
    fn parameter_row(&self, operation: &Operation, parameter: &Parameter) -> Row {
        let spec = self.spec;
        let place = spec.place(&operation.pointer);
        let tokens: Vec<String> = place.pointer.tokens().collect();
        let (path, method) = match tokens.as_slice() {
            [paths, path, method] if paths == "paths" => (path.clone(), method.clone()),
            _ => (operation.path.clone(), operation.method.to_owned()),
        };
        let mut row = Row {
            path,
            method,
            operation: place,
            location: location_name(parameter.location).to_owned(),
            name: parameter.name.clone(),
            place: spec.place(&parameter.pointer),
            listed: spec.place(&parameter.pointer),
            required: parameter.required,
            declares: declares(spec, parameter),
            inferences: self.inferences.get(&parameter.pointer).cloned().unwrap_or_default(),
            omission: None,
            pointer: Some(parameter.pointer.clone()),
        };
        if row.is_secret() {
            row.declares.retain(|key, _| !["default", "enum"].contains(&key.as_str()));
        }
        row
    }

    /// Creates the row of a body, or of a parameter that the client omits.
    fn omitted_row(&self, original: &OriginalOperation, parameter: &OriginalParameter) -> Row {
        let reason = self.reason(parameter);
        let is_body = parameter.location == "body" && reason.is_none();
        Row {
            path: original.path.clone(),
            method: original.method.clone(),
            operation: original.place.clone(),
            location: parameter.location.clone(),
            name: parameter.name.clone(),
            place: parameter.declared.clone(),
            listed: parameter.listed.clone(),
            required: parameter.required,
            declares: parameter.schema.clone(),
            inferences: BTreeMap::new(),
            omission: (!is_body).then(|| Omission {
                rule: reason.unwrap_or_else(|| "omitted".to_owned()),
                role: role_in_protocol(parameter),
            }),
            pointer: None,
        }
    }

    /// Returns the repair or diagnostic at the place of an omitted parameter, or the closest one around it.
    fn reason(&self, parameter: &OriginalParameter) -> Option<String> {
        let Changes { repairs, diagnostics } = self.changes;
        let at = [&parameter.listed, &parameter.declared];
        let repair = repairs.iter().find(|repair| repair.after.is_none() && at.contains(&&repair.place));
        let around = |place: &Place| {
            let inside = |entry: &&Place| entry.source == place.source && entry.pointer.below(&place.pointer).is_some();
            place.pointer.tokens().count() > 1 && at.iter().any(inside)
        };
        let reported = diagnostics.iter().filter(|diagnostic| around(&diagnostic.place));
        let closest = reported.max_by_key(|diagnostic| diagnostic.place.pointer.tokens().count());
        let repair = repair.map(|repair| repair.rule.to_owned());
        repair.or_else(|| closest.map(|diagnostic| diagnostic.code.as_str().to_owned()))
    }
}

/// Returns the role of a header that HTTP or the security scheme defines.
fn role_in_protocol(parameter: &OriginalParameter) -> Option<Role> {
    match (parameter.location.as_str(), parameter.name.to_ascii_lowercase().as_str()) {
        ("header", "accept" | "content-type") => Some(Role::ContentNegotiation),
        ("header", "authorization") => Some(Role::Auth),
        _ => None,
    }
}

/// Returns the declared schema facts of a parameter.
fn declares(spec: &Spec, parameter: &Parameter) -> Map<String, Value> {
    let mut keywords = Map::new();
    if let Some(shape) = declared_type(spec, parameter) {
        json::add_claim(&Claim::Type(shape), &mut keywords);
    }
    let Some((_, schema)) = spec.resolve(&parameter.schema) else { return keywords };
    if let (None, Some(kind)) = (keywords.get("type"), schema.schema_type) {
        keywords.insert("type".to_owned(), json!(format!("{kind:?}").to_lowercase()));
    }
    let values = &schema.enum_values;
    if !values.is_empty() {
        keywords.insert("enum".to_owned(), json!(values));
    }
    json::add_claim(&Claim::Count(schema.min_items, schema.max_items), &mut keywords);
    let number = |bound: &Option<NumericBound>| bound.as_ref().map(|bound| bound.value.clone());
    json::add_claim(&Claim::Bounds(number(&schema.minimum), number(&schema.maximum)), &mut keywords);
    if let Some(default) = &schema.default {
        keywords.insert("default".to_owned(), default.clone());
    }
    keywords
}
