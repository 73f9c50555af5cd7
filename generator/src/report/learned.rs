//! The overlay of what recorded exchanges show: schemas of bodies, types of parameters, further parameters, responses and
//! credentials.
//!
//! The overlay adds to the document and changes nothing that it declares. Each action has a reason with the numbers of
//! exchanges by recording. Samples that contradict a declaration are listed as [`Disagreement`]s. Neither contains a value
//! of a recording.

mod bodies;
mod compare;
mod credentials;
mod dialect;
mod naming;
mod operations;
mod parameters;
mod reason;
mod shared;

use serde_json::{Map, Value, json};

use crate::document::Dialect;
use crate::learn::Learner;
use crate::report::ledger::{self, Author};

pub use compare::Disagreement;

/// The options of a learned overlay.
#[derive(Debug, Clone, Default)]
pub struct LearnOptions {
    /// `true` if requests of no operation become operations.
    pub new_operations: bool,
    /// `true` if no value is written, not even those of enums.
    pub no_values: bool,
}

/// The facts that exchanges show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LearnedFacts {
    /// The overlay, as YAML; `None` if the exchanges show nothing that the document lacks.
    pub overlay: Option<String>,
    /// The samples that contradict the document.
    pub disagreements: Vec<Disagreement>,
    /// The number of responses with a learned schema.
    pub responses: usize,
    /// The number of request bodies with a learned schema.
    pub requests: usize,
    /// The number of parameters with a learned type, further parameters among them.
    pub parameters: usize,
    /// The number of named schemas that several locations share.
    pub schemas: usize,
}

/// Returns what the exchanges of a learner show about a document of a dialect. `extends` is the name of the document.
#[must_use]
pub fn write(learner: &Learner, dialect: Dialect, extends: &str, options: &LearnOptions) -> LearnedFacts {
    let author = Author::new(learner.spec(), dialect);
    let mut facts = LearnedFacts::default();
    let mut bodies = bodies::collect(learner, options, &mut facts);
    let schemas = shared::extract(&mut bodies, learner.spec());
    facts.schemas = schemas.len();
    let mut actions = Vec::new();
    actions.extend(shared_action(&schemas, dialect));
    actions.extend(credentials::scheme_action(learner, dialect));
    for (operation, samples) in learner.operations() {
        let of_operation = bodies.iter().filter(|body| body.operation == operation.pointer);
        actions.extend(of_operation.filter_map(|body| body.action(&author, operation, dialect)));
        actions.extend(parameters::actions(&author, operation, samples, dialect, &mut facts));
        actions.extend(credentials::operation_action(&author, learner, operation, samples));
    }
    actions.extend(compare::additions(&author, &facts.disagreements, dialect));
    if options.new_operations {
        actions.extend(operations::actions(learner.unmatched()));
    }
    facts.overlay = (!actions.is_empty()).then(|| overlay(&actions, extends));
    facts
}

fn shared_action(schemas: &Map<String, Value>, dialect: Dialect) -> Option<Value> {
    if schemas.is_empty() {
        return None;
    }
    let written: Map<String, Value> =
        schemas.iter().map(|(name, schema)| (name.clone(), dialect::written(schema, dialect))).collect();
    let update = match dialect {
        Dialect::Swagger2 => json!({ "definitions": written }),
        Dialect::OpenApi30 | Dialect::OpenApi31 => json!({ "components": { "schemas": written } }),
    };
    let reason = "Objects with the same fields at several locations.";
    Some(json!({ "target": "$", "x-reason": reason, "update": update }))
}

fn overlay(actions: &[Value], extends: &str) -> String {
    let info = json!({ "title": "Learned from recorded exchanges", "version": "1.0.0" });
    let overlay = json!({ "overlay": "1.0.0", "info": info, "extends": extends, "actions": actions });
    format!(
        "# Written by learn. Review it, correct it, and list it in the overlays of a client.\n{}",
        ledger::yaml(&overlay)
    )
}
