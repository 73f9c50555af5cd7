//! A row as one line of JSON, the same members in every line.
//!
//! Comes in: a [`Row`]. Goes out: text. Decides nothing.

use serde_json::{Map, Value, json};

use super::{Gone, Row};
use crate::infer::settle::{DECLARED, DEFAULT};
use crate::infer::{Aspect, Candidate, Fact, Inference, Role, Shape, Supply};
use crate::pointer::Place;
use crate::repair::Evidence;

/// The members of every line, in their order; what is not known is null.
const MEMBERS: &[&str] = &[
    "document",
    "path",
    "method",
    "in",
    "name",
    "pointer",
    "type",
    "items",
    "format",
    "delimiter",
    "enum",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "default",
    "required",
    "secret",
    "role",
    "origin",
    "rule",
    "confidence",
    "evidence",
    "runners_up",
    "because",
];

impl Row {
    /// The row as JSON; `document` is what its line calls the document.
    #[must_use]
    pub fn line(&self, document: &str) -> String {
        let mut line: Map<String, Value> = MEMBERS.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
        let mut put = |key: &str, value: Value| line.insert(key.to_owned(), value);
        put("document", json!(document));
        put("path", json!(self.path));
        put("method", json!(self.method));
        put("in", json!(self.location));
        put("name", json!(self.name));
        put("pointer", json!(self.reference(&self.place)));
        put("required", json!(self.required));
        put("evidence", json!([]));
        put("runners_up", json!([]));
        line.extend(self.declares.clone());
        for inference in self.answers.values() {
            conclude(&inference.chosen.fact, &mut line);
        }
        match &self.gone {
            Some(gone) => self.left_out(gone, &mut line),
            None => self.explained(&mut line),
        }
        let others = self.answers.iter().filter(|(aspect, _)| **aspect != Aspect::Type);
        let others: Map<String, Value> =
            others.map(|(aspect, inference)| (aspect.as_str().to_owned(), self.reasons(&inference.chosen))).collect();
        line.insert("because".to_owned(), Value::Object(others));
        Value::Object(line).to_string()
    }

    /// Where the type comes from.
    fn explained(&self, line: &mut Map<String, Value>) {
        let Some(Inference { chosen, runners_up }) = self.answers.get(&Aspect::Type) else {
            // The body of an old document may be of any type; then there is nothing to infer.
            let origin = if line.get("type").is_some_and(Value::is_null) { "default" } else { DECLARED };
            line.insert("origin".to_owned(), json!(origin));
            return;
        };
        let origin = if chosen.rule == DEFAULT { "default" } else { "inferred" };
        line.insert("origin".to_owned(), json!(origin));
        line.insert("rule".to_owned(), json!(chosen.rule));
        line.insert("confidence".to_owned(), json!(chosen.confidence));
        line.insert("evidence".to_owned(), self.quotes(&chosen.evidence));
        let runners_up = runners_up.iter().map(|candidate| {
            let mut runner_up = Map::new();
            conclude(&candidate.fact, &mut runner_up);
            runner_up.extend(self.basis_of(candidate));
            Value::Object(runner_up)
        });
        line.insert("runners_up".to_owned(), runners_up.collect());
    }

    /// What is known of a parameter that is no argument.
    fn left_out(&self, gone: &Gone, line: &mut Map<String, Value>) {
        let declared = line.get("type").is_some_and(|kind| !kind.is_null());
        let origin = match (gone.role, declared) {
            (Some(_), _) => "inferred",
            (None, true) => DECLARED,
            (None, false) => "default",
        };
        if !declared {
            line.insert("type".to_owned(), json!("string"));
        }
        if let Some(role) = gone.role {
            line.insert("role".to_owned(), json!(role.as_str()));
            line.insert("secret".to_owned(), json!(role == Role::Auth));
        }
        line.insert("origin".to_owned(), json!(origin));
        line.insert("rule".to_owned(), json!(gone.rule));
    }

    fn reasons(&self, candidate: &Candidate) -> Value {
        Value::Object(self.basis_of(candidate))
    }

    fn basis_of(&self, candidate: &Candidate) -> Map<String, Value> {
        Map::from_iter([
            ("rule".to_owned(), json!(candidate.rule)),
            ("confidence".to_owned(), json!(candidate.confidence)),
            ("evidence".to_owned(), self.quotes(&candidate.evidence)),
        ])
    }

    fn quotes(&self, evidence: &[Evidence]) -> Value {
        evidence.iter().map(|one| json!({ "pointer": self.reference(&one.place), "text": one.quote })).collect()
    }

    /// A place as a reference from the document of the operation: another file is named.
    fn reference(&self, place: &Place) -> String {
        if place.source == self.operation.source { place.pointer.to_string() } else { place.to_string() }
    }
}

/// Writes an answer into a line.
pub(super) fn conclude(fact: &Fact, line: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| _ = line.insert(key.to_owned(), value);
    match fact {
        Fact::Type(Shape::Scalar { kind, format }) => {
            put("type", json!(kind.as_str()));
            format.iter().for_each(|format| put("format", json!(format)));
        }
        Fact::Type(Shape::List { kind, format, separator }) => {
            put("type", json!("array"));
            put("items", json!(kind.as_str()));
            format.iter().for_each(|format| put("format", json!(format)));
            put("delimiter", separator.map_or_else(|| json!("multi"), |separator| json!(separator.to_string())));
        }
        Fact::Required(required) => put("required", json!(required)),
        Fact::Count(least, most) => {
            least.iter().for_each(|least| put("minItems", json!(least)));
            most.iter().for_each(|most| put("maxItems", json!(most)));
        }
        Fact::Bounds(least, most) => {
            least.iter().for_each(|least| put("minimum", json!(least)));
            most.iter().for_each(|most| put("maximum", json!(most)));
        }
        Fact::Enum(values) => put("enum", json!(values)),
        Fact::Default(value) => put("default", value.clone()),
        Fact::Secret(secret) => put("secret", json!(secret)),
        Fact::Role(role) => put("role", json!(role.as_str())),
        Fact::Supply(supply) => put("supply", json!(supply_word(supply))),
        Fact::OperationId(id) => put("operationId", json!(id)),
        Fact::Answer(answer) => put("answer", json!(answer.as_ref().map(|answer| &answer.schema))),
        Fact::Scheme(_) | Fact::Open(_) | Fact::Paging(_) => {}
    }
}

fn supply_word(supply: &Supply) -> String {
    match supply {
        Supply::Credential(scheme) => format!("credential:{scheme}"),
        Supply::Fixed(value) => format!("fixed:{value}"),
        Supply::Nobody => "left-out".to_owned(),
    }
}
