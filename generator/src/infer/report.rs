//! What is declared or concluded about each parameter, as rows for people and lines of JSON for programs.
//!
//! Comes in: a spec and its inferences, what its author wrote, and what was changed on the way. Goes out: [`Row`]s, one
//! for every parameter of the author's document, also for those that the client leaves out. Knows nothing of files or
//! terminals.

mod json;
mod written;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::settle::location;
use super::{Aspect, Fact, Inference, Inferences, Role, survey};
use crate::diagnostic::Diagnostics;
use crate::pointer::{Place, Pointer};
use crate::repair::Repairs;
use crate::spec::{Argument, Operation, Spec, facts};

pub use written::{Written, WrittenParameter, written};

/// One parameter of one operation.
#[derive(Debug, Clone)]
pub struct Row {
    /// The path, as its author wrote it.
    pub path: String,
    /// The method, as its author wrote it.
    pub method: String,
    /// Where the operation stands.
    pub operation: Place,
    /// Where the parameter travels, in its author's word.
    pub location: String,
    /// Its name, as its author wrote it.
    pub name: String,
    /// Where it is declared.
    pub place: Place,
    /// Where it is listed: the same, unless it is referred to.
    pub listed: Place,
    /// Whether it declares that it must be given.
    pub required: bool,
    /// What it declares of its value: `type`, `items`, `format`, `delimiter`, `enum`, `minimum`, `maximum`, `default`.
    pub declares: Map<String, Value>,
    /// What was concluded about it.
    pub answers: BTreeMap<Aspect, Inference>,
    /// Why it is no argument of the client, if it is none.
    pub gone: Option<Gone>,
    /// Where it stands in the repaired document, if it is an argument.
    pub pointer: Option<Pointer>,
}

impl Row {
    /// Whether its value must stay out of what is shown.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.answers.get(&Aspect::Secrecy).is_some_and(|answer| answer.chosen.fact == Fact::Secret(true))
    }
}

/// Why a parameter is no argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The repair that took it away, or the code of the diagnostic that says so.
    pub rule: String,
    /// What it was for, where that is known: a header that the client sends by itself.
    pub role: Option<Role>,
}

/// What a document became on its way to the spec: what was repaired in it and said about it.
#[derive(Debug, Clone, Copy)]
pub struct Changes<'c> {
    /// What was changed.
    pub repairs: &'c Repairs,
    /// What was reported.
    pub diagnostics: &'c Diagnostics,
}

/// A line of JSON for every argument of every operation, in document order.
#[must_use]
pub fn lines(document: &str, spec: &Spec, inferences: &Inferences, repairs: &Repairs) -> Vec<String> {
    let diagnostics = Diagnostics::default();
    let rows = rows(&[], spec, inferences, Changes { repairs, diagnostics: &diagnostics });
    rows.iter().map(|row| row.line(document)).collect()
}

/// A row for every parameter that an author wrote, and for every argument that none wrote as one: operation by
/// operation, in the order of the author's document.
#[must_use]
pub fn rows(author: &[Written], spec: &Spec, inferences: &Inferences, changes: Changes<'_>) -> Vec<Row> {
    let mut read: BTreeMap<Place, VecDeque<&Operation>> = BTreeMap::new();
    for operation in &spec.operations {
        read.entry(spec.place(&operation.pointer)).or_default().push_back(operation);
    }
    let table = Table { spec, inferences, changes };
    let mut rows = Vec::new();
    for written in author {
        let operation = read.get_mut(&written.place).and_then(VecDeque::pop_front);
        table.written(written, operation, &mut rows);
    }
    let told: BTreeSet<&Pointer> = read.values().flatten().map(|operation| &operation.pointer).collect();
    for operation in spec.operations.iter().filter(|operation| told.contains(&operation.pointer)) {
        rows.extend(operation.arguments.iter().map(|argument| table.argued(operation, argument)));
    }
    rows
}

/// What rows are made from.
struct Table<'t> {
    spec: &'t Spec,
    inferences: &'t Inferences,
    changes: Changes<'t>,
}

impl Table<'_> {
    /// The rows of an operation that its author wrote: its parameters in order, then what the path or a body adds.
    fn written(&self, written: &Written, operation: Option<&Operation>, rows: &mut Vec<Row>) {
        let mut left: Vec<&Argument> =
            operation.map(|operation| operation.arguments.iter().collect()).unwrap_or_default();
        let head = |mut row: Row| {
            (row.path, row.method) = (written.path.clone(), written.method.clone());
            row.operation = written.place.clone();
            row
        };
        for parameter in &written.parameters {
            let is_it = |argument: &&Argument| {
                let place = self.spec.place(&argument.pointer);
                place == parameter.listed || place == parameter.declared
            };
            let found = left.iter().position(is_it).map(|at| left.remove(at));
            let row = match (found, operation) {
                (Some(argument), Some(operation)) => {
                    let mut row = self.argued(operation, argument);
                    row.name.clone_from(&parameter.name);
                    row.listed.clone_from(&parameter.listed);
                    if !parameter.location.is_empty() {
                        row.location.clone_from(&parameter.location);
                    }
                    row
                }
                _ => self.unread(written, parameter),
            };
            if !row.name.is_empty() || row.location == "body" {
                rows.push(head(row));
            }
        }
        if let Some(operation) = operation {
            rows.extend(left.into_iter().map(|argument| head(self.argued(operation, argument))));
        }
    }

    /// The row of an argument.
    fn argued(&self, operation: &Operation, argument: &Argument) -> Row {
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
            location: location(argument.location).to_owned(),
            name: argument.name.clone(),
            place: spec.place(&argument.pointer),
            listed: spec.place(&argument.pointer),
            required: argument.required,
            declares: declares(spec, argument),
            answers: self.inferences.get(&argument.pointer).cloned().unwrap_or_default(),
            gone: None,
            pointer: Some(argument.pointer.clone()),
        };
        if row.is_secret() {
            row.declares.retain(|key, _| !["default", "enum"].contains(&key.as_str()));
        }
        row
    }

    /// The row of a parameter that is no argument: a body, or one that was left out.
    fn unread(&self, written: &Written, parameter: &WrittenParameter) -> Row {
        let reason = self.reason(parameter);
        let is_body = parameter.location == "body" && reason.is_none();
        Row {
            path: written.path.clone(),
            method: written.method.clone(),
            operation: written.place.clone(),
            location: parameter.location.clone(),
            name: parameter.name.clone(),
            place: parameter.declared.clone(),
            listed: parameter.listed.clone(),
            required: parameter.required,
            declares: parameter.says.clone(),
            answers: BTreeMap::new(),
            gone: (!is_body).then(|| Gone {
                rule: reason.unwrap_or_else(|| "left-out".to_owned()),
                role: role_in_protocol(parameter),
            }),
            pointer: None,
        }
    }

    /// The repair or the diagnostic that tells of a parameter that was left out: at its place, or at what it is in.
    fn reason(&self, parameter: &WrittenParameter) -> Option<String> {
        let Changes { repairs, diagnostics } = self.changes;
        let at = [&parameter.listed, &parameter.declared];
        let repair = repairs.iter().find(|repair| repair.now.is_none() && at.contains(&&repair.place));
        let around = |place: &Place| {
            let inside = |own: &&Place| own.source == place.source && own.pointer.below(&place.pointer).is_some();
            place.pointer.tokens().count() > 1 && at.iter().any(inside)
        };
        let told = diagnostics.iter().filter(|diagnostic| around(&diagnostic.place));
        let closest = told.max_by_key(|diagnostic| diagnostic.place.pointer.tokens().count());
        let repair = repair.map(|repair| repair.rule.to_owned());
        repair.or_else(|| closest.map(|diagnostic| diagnostic.code.as_str().to_owned()))
    }
}

/// What a header field of the protocol is for.
fn role_in_protocol(parameter: &WrittenParameter) -> Option<Role> {
    match (parameter.location.as_str(), parameter.name.to_ascii_lowercase().as_str()) {
        ("header", "accept" | "content-type") => Some(Role::ContentNegotiation),
        ("header", "authorization") => Some(Role::Auth),
        _ => None,
    }
}

/// What the schema of an argument itself says.
fn declares(spec: &Spec, argument: &Argument) -> Map<String, Value> {
    let mut says = Map::new();
    if let Some(shape) = survey::declared(spec, argument) {
        json::conclude(&Fact::Type(shape), &mut says);
    }
    let Some((_, schema)) = spec.resolve(&argument.schema) else { return says };
    if let (None, Some(kind)) = (says.get("type"), facts::kind(schema)) {
        says.insert("type".to_owned(), json!(format!("{kind:?}").to_lowercase()));
    }
    let values = facts::enumeration(schema);
    if !values.is_empty() {
        says.insert("enum".to_owned(), json!(values));
    }
    let (least, most) = facts::item_count(schema);
    json::conclude(&Fact::Count(least, most), &mut says);
    let (least, most) = facts::bounds(schema);
    let ends = (least.map(|bound| bound.value), most.map(|bound| bound.value));
    json::conclude(&Fact::Bounds(ends.0, ends.1), &mut says);
    if let Some(default) = &schema.schema_data.default {
        says.insert("default".to_owned(), default.clone());
    }
    says
}
