//! All that is known about one place of a description.
//!
//! Comes in: what a person points at, the author's document, and everything that was made of it. Goes out: an
//! [`Explanation`] as plain data, or where the way ends. Decides nothing about the API, and prints nothing.

mod client;
mod find;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::infer::report::{Row, Written};
use crate::infer::{Aspect, Fact, Inference, Inferences, trials};
use crate::ir::Api;
use crate::ledger::{self, Author};
use crate::pointer::{Place, Pointer};
use crate::repair::{Repair, Repairs};
use crate::spec::{Operation, Spec};

pub use client::Made;
pub use find::Nowhere;
use find::Target;

/// Everything that was made of a document.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// The document as its author wrote it, overlays applied.
    pub document: &'k Document,
    /// Its operations.
    pub written: &'k [Written],
    /// The specification that its author followed.
    pub dialect: Dialect,
    /// Its typed form.
    pub spec: &'k Spec,
    /// What was concluded.
    pub inferences: &'k Inferences,
    /// Every parameter.
    pub rows: &'k [Row],
    /// The client.
    pub api: &'k Api,
    /// What was changed.
    pub repairs: &'k Repairs,
    /// What was reported.
    pub diagnostics: &'k Diagnostics,
}

/// What is known about a place.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// Where it stands in its author's files.
    pub place: Place,
    /// What stands there, as YAML.
    pub stands: String,
    /// What it is.
    pub subject: Subject,
    /// What was changed there.
    pub repairs: Vec<Repair>,
    /// What was said about it.
    pub diagnostics: Vec<Diagnostic>,
    /// The overlay actions that change it, as YAML; `None` where it has no counterpart in the document.
    pub action: Option<String>,
}

/// What a place is.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A parameter, or something in one.
    Parameter {
        /// What is declared and concluded about it.
        row: Box<Row>,
        /// How many operations share it.
        uses: usize,
        /// What the client makes of it.
        made: Option<Made>,
    },
    /// An operation, or something in one that is no parameter.
    Operation {
        /// Its method and path, as its author wrote them.
        called: String,
        /// What was concluded about its id.
        id: Option<Box<Inference>>,
        /// What was concluded about its pages.
        pages: Option<Box<Inference>>,
        /// Its parameters.
        rows: Vec<(Row, Option<Made>)>,
        /// Its answers.
        answers: Vec<Answered>,
        /// What the client makes of it.
        made: Option<Made>,
    },
    /// Anything else.
    Other {
        /// What the client makes of it.
        made: Option<Made>,
    },
}

/// One answer of an operation.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The status, as its author wrote it.
    pub status: String,
    /// The author's words.
    pub description: String,
    /// What was concluded that it gives.
    pub inference: Option<Inference>,
}

/// Explains what a person points at.
///
/// # Errors
///
/// Where it leads nowhere: how far it leads, and what there is.
pub fn explain(wanted: &str, known: Known<'_>) -> Result<Explanation, Nowhere> {
    let target = find::find(wanted, known)?;
    let place = known.document.place(&target.pointer);
    let (subject, around) = known.subject(&target, &place);
    let mut stands = target.pointer.find(&known.document.root).cloned().unwrap_or_default();
    if let Subject::Parameter { row, .. } = &subject
        && row.is_secret()
    {
        hide(&mut stands);
    }
    let is_near = |there: &Place| {
        around.iter().any(|near| there.source == near.source && there.pointer.below(&near.pointer).is_some())
    };
    let repairs = known.repairs.iter().filter(|repair| is_near(&repair.place)).cloned().collect();
    let diagnostics = known.diagnostics.iter().filter(|found| is_near(&found.place)).cloned().collect();
    let actions = known.actions(&target, &subject);
    let action = (!actions.is_empty()).then(|| ledger::yaml(&Value::Array(actions)));
    Ok(Explanation { place, stands: ledger::yaml(&stands), subject, repairs, diagnostics, action })
}

/// Takes a secret's values out of what is shown.
fn hide(value: &mut Value) {
    for (key, value) in value.as_object_mut().into_iter().flatten() {
        match key.as_str() {
            "example" | "examples" | "x-example" | "default" | "enum" | "pattern" => {
                *value = "(a secret's value is not shown)".into();
            }
            _ => hide(value),
        }
    }
}

impl Known<'_> {
    /// What a place is, and the places whose repairs and diagnostics are about it.
    fn subject(self, target: &Target, place: &Place) -> (Subject, Vec<Place>) {
        let rows = self.rows_at(target, place);
        if let Some(row) = rows.first() {
            let made = client::argument(self, row);
            let around = vec![row.place.clone(), row.listed.clone()];
            // What only the path names has no place of its own.
            let around =
                around.into_iter().filter(|near| row.operation.pointer.below(&near.pointer).is_none()).collect();
            return (Subject::Parameter { row: Box::new((*row).clone()), uses: rows.len(), made }, around);
        }
        let holds = |written: &&Written| {
            place.source == written.place.source && place.pointer.below(&written.place.pointer).is_some()
        };
        let Some(written) = self.written.iter().find(holds) else {
            return (Subject::Other { made: client::schema(self, place) }, vec![place.clone()]);
        };
        let operation = self.operation(&written.place, &written.path);
        let rows = self.rows.iter().filter(|row| row.operation == written.place && row.path == written.path);
        let answer = |response: &crate::spec::Response| {
            let status = response.pointer.split_last().map(|(_, key)| key).unwrap_or_default();
            let inference = self.inferences.get(&response.pointer).and_then(|answers| answers.get(&Aspect::Answer));
            Answered { status, description: response.description.clone(), inference: inference.cloned() }
        };
        let concluded = |aspect| {
            let inference = self.inferences.get(&operation?.pointer)?.get(&aspect)?;
            Some(Box::new(inference.clone()))
        };
        let subject = Subject::Operation {
            called: format!("{} {}", written.method.to_uppercase(), written.path),
            id: concluded(Aspect::OperationId),
            pages: concluded(Aspect::Paging),
            rows: rows.map(|row| (row.clone(), client::argument(self, row))).collect(),
            answers: operation.into_iter().flat_map(|operation| operation.responses.iter().map(answer)).collect(),
            made: operation.and_then(|operation| client::operation(self, operation)),
        };
        (subject, vec![place.clone()])
    }

    /// The rows of the parameter at a place: several where operations share it.
    fn rows_at(&self, target: &Target, place: &Place) -> Vec<&Row> {
        let inside = |near: &Place| place.source == near.source && place.pointer.below(&near.pointer).is_some();
        let is_it = |row: &&Row| match &target.parameter {
            Some((operation, name)) => row.operation == *operation && row.name == *name,
            // What only the path names is not meant by the path.
            None => [&row.place, &row.listed]
                .into_iter()
                .any(|near| inside(near) && row.operation.pointer.below(&near.pointer).is_none()),
        };
        self.rows.iter().filter(is_it).collect()
    }

    /// The operation that stands at a place.
    fn operation(&self, place: &Place, path: &str) -> Option<&Operation> {
        let mut found = self.spec.operations.iter().filter(|operation| self.spec.place(&operation.pointer) == *place);
        let first = found.next();
        found.find(|operation| operation.path == path).or(first)
    }

    /// The overlay actions that change what a person points at.
    fn actions(self, target: &Target, subject: &Subject) -> Vec<Value> {
        let author = Author::new(self.spec, self.dialect);
        let place = self.document.place(&target.pointer);
        let operation = self.spec.operations.iter().find(|found| self.spec.place(&found.pointer) == place);
        let answers = operation.filter(|_| matches!(subject, Subject::Operation { .. })).into_iter();
        let answers =
            answers.flat_map(|operation| operation.responses.iter().map(move |response| (operation, response)));
        let answers = answers.filter_map(|(operation, response)| {
            let inference = self.inferences.get(&response.pointer)?.get(&Aspect::Answer)?;
            author.likeliest_answer(operation, response, inference)
        });
        self.action(target, subject).into_iter().chain(answers).collect()
    }

    /// The overlay action that changes the place itself.
    fn action(self, target: &Target, subject: &Subject) -> Option<Value> {
        let author = Author::new(self.spec, self.dialect);
        match subject {
            Subject::Parameter { row, .. } => {
                let operation = self.operation(&row.operation, &row.path);
                let found = operation.and_then(|operation| {
                    let is_it = |argument: &&crate::spec::Argument| Some(&argument.pointer) == row.pointer.as_ref();
                    Some((operation, operation.arguments.iter().find(is_it)?))
                });
                let Some((operation, argument)) = found else { return author.change(self.document, &target.pointer) };
                let declared = trials::declarations(self.spec, argument);
                let concluded = row.answers.values().map(|answer| answer.chosen.fact.clone());
                let shown = |fact: &Fact| !row.is_secret() || !matches!(fact, Fact::Default(_) | Fact::Enum(_));
                let facts: Vec<Fact> = declared.into_iter().chain(concluded).filter(shown).collect();
                Some(author.pin(operation, argument, facts.iter()))
            }
            Subject::Operation { id, .. } => {
                let place = self.document.place(&target.pointer);
                let operation = self.spec.operations.iter().find(|found| self.spec.place(&found.pointer) == place);
                let Some(operation) = operation else { return author.change(self.document, &target.pointer) };
                let concluded = id.as_ref().map(|answer| answer.chosen.fact.clone());
                let own = || operation.head.operation_id.clone().map(Fact::OperationId);
                Some(author.name_operation(operation, &concluded.or_else(own)?))
            }
            Subject::Other { .. } => author.change(self.document, &target.pointer),
        }
    }
}

/// A pointer's own words, for messages.
fn shown(pointer: &Pointer) -> String {
    if pointer.as_str().is_empty() { "the whole document".to_owned() } else { format!("`{pointer}`") }
}
