//! Rows as JSON Lines. Every line has the same fields.

use serde_json::{Map, Value, json};

use super::{Omission, Row};
use crate::infer::rule_ids::{DECLARED, DEFAULT};
use crate::infer::{Aspect, Candidate, Claim, Inference, InferredType, Role, Supply};
use crate::pointer::Place;
use crate::repairs::Evidence;

/// The fields of every line, in order. Unknown values are null.
const FIELDS: &[&str] = &[
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
    /// Formats the row as JSON. The field `document` contains the given name.
    #[must_use]
    pub fn line(&self, document: &str) -> String {
        let mut line: Map<String, Value> = FIELDS.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
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
        for inference in self.inferences.values() {
            add_claim(&inference.chosen.fact, &mut line);
        }
        match &self.omission {
            Some(omission) => self.add_omission(omission, &mut line),
            None => self.add_type_origin(&mut line),
        }
        let others = self.inferences.iter().filter(|(aspect, _)| **aspect != Aspect::Type);
        let others: Map<String, Value> =
            others.map(|(aspect, inference)| (aspect.as_str().to_owned(), self.reason(&inference.chosen))).collect();
        line.insert("because".to_owned(), Value::Object(others));
        Value::Object(line).to_string()
    }

    /// Adds the origin of the type.
    fn add_type_origin(&self, line: &mut Map<String, Value>) {
        let Some(Inference { chosen, runners_up }) = self.inferences.get(&Aspect::Type) else {
            // A Swagger 2.0 body may have any type; nothing is inferred then.
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
            add_claim(&candidate.fact, &mut runner_up);
            runner_up.extend(self.basis_of(candidate));
            Value::Object(runner_up)
        });
        line.insert("runners_up".to_owned(), runners_up.collect());
    }

    /// Adds the facts about an omitted parameter.
    fn add_omission(&self, omission: &Omission, line: &mut Map<String, Value>) {
        let declared = line.get("type").is_some_and(|kind| !kind.is_null());
        let origin = match (omission.role, declared) {
            (Some(_), _) => "inferred",
            (None, true) => DECLARED,
            (None, false) => "default",
        };
        if !declared {
            line.insert("type".to_owned(), json!("string"));
        }
        if let Some(role) = omission.role {
            line.insert("role".to_owned(), json!(role.as_str()));
            line.insert("secret".to_owned(), json!(role == Role::Auth));
        }
        line.insert("origin".to_owned(), json!(origin));
        line.insert("rule".to_owned(), json!(omission.rule));
    }

    fn reason(&self, candidate: &Candidate) -> Value {
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

    /// Formats a place as a reference relative to the operation's document.
    fn reference(&self, place: &Place) -> String {
        if place.source == self.operation.source { place.pointer.to_string() } else { place.to_string() }
    }
}

/// Adds a claim to a line.
pub(super) fn add_claim(fact: &Claim, line: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| _ = line.insert(key.to_owned(), value);
    match fact {
        Claim::Type(InferredType::Scalar { kind, format }) => {
            put("type", json!(kind.as_str()));
            format.iter().for_each(|format| put("format", json!(format)));
        }
        Claim::Type(InferredType::List { kind, format, separator }) => {
            put("type", json!("array"));
            put("items", json!(kind.as_str()));
            format.iter().for_each(|format| put("format", json!(format)));
            put("delimiter", separator.map_or_else(|| json!("multi"), |separator| json!(separator.to_string())));
        }
        Claim::Required(required) => put("required", json!(required)),
        Claim::Count(least, most) => {
            least.iter().for_each(|least| put("minItems", json!(least)));
            most.iter().for_each(|most| put("maxItems", json!(most)));
        }
        Claim::Bounds(least, most) => {
            least.iter().for_each(|least| put("minimum", json!(least)));
            most.iter().for_each(|most| put("maximum", json!(most)));
        }
        Claim::Enum(values) => put("enum", json!(values)),
        Claim::Default(value) => put("default", value.clone()),
        Claim::Secret(secret) => put("secret", json!(secret)),
        Claim::Role(role) => put("role", json!(role.as_str())),
        Claim::Supply(supply) => put("supply", json!(supply_text(supply))),
        Claim::OperationId(id) => put("operationId", json!(id)),
        Claim::Response(response) => put("response", json!(response.as_ref().map(|response| &response.schema))),
        Claim::Scheme(_) | Claim::Open(_) | Claim::Pagination(_) => {}
    }
}

fn supply_text(supply: &Supply) -> String {
    match supply {
        Supply::Credential(scheme) => format!("credential:{scheme}"),
        Supply::Repeated(schemes) => format!("repeats:{}", schemes.join(",")),
        Supply::Fixed(value) => format!("fixed:{value}"),
        Supply::Nobody => "omitted".to_owned(),
    }
}
