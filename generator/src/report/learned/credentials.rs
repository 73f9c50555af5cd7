//! Credentials that were sent to an API that declares none.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::reason;
use crate::document::Dialect;
use crate::learn::Learner;
use crate::learn::samples::{OperationSamples, SentCredential};
use crate::report::ledger::Author;
use crate::spec::{Location, Operation, Spec};

/// Returns the action that declares the security schemes of the credentials that were sent.
pub(super) fn scheme_action(learner: &Learner, dialect: Dialect) -> Option<Value> {
    let sent: BTreeSet<&SentCredential> = learner
        .operations()
        .filter(|(operation, _)| declares_nothing(learner.spec(), operation))
        .flat_map(|(operation, samples)| undeclared(operation, samples))
        .collect();
    if sent.is_empty() {
        return None;
    }
    let schemes: Map<String, Value> = sent.iter().map(|sent| (name(sent), scheme(sent, dialect))).collect();
    let update = match dialect {
        Dialect::Swagger2 => json!({ "securityDefinitions": schemes }),
        Dialect::OpenApi30 | Dialect::OpenApi31 => json!({ "components": { "securitySchemes": schemes } }),
    };
    let reason = "Credentials that were sent with requests of operations without security requirements.";
    Some(json!({ "target": "$", "x-reason": reason, "update": update }))
}

/// Returns the action that declares the credentials of an operation.
pub(super) fn operation_action(
    author: &Author,
    learner: &Learner,
    operation: &Operation,
    samples: &OperationSamples,
) -> Option<Value> {
    if !declares_nothing(learner.spec(), operation) {
        return None;
    }
    let sent: Vec<&SentCredential> = undeclared(operation, samples).collect();
    let count: usize = sent.iter().filter_map(|sent| samples.credentials.get(sent)).sum();
    let mut alternatives: Vec<Value> = sent.iter().map(|sent| json!({ name(sent): [] })).collect();
    if alternatives.is_empty() {
        return None;
    }
    if count < samples.origins.count {
        alternatives.push(json!({}));
    }
    let reason =
        format!("Sent with {count} of {} exchanges. {}", samples.origins.count, reason::exchanges(&samples.origins));
    Some(json!({ "target": author.operation(operation), "x-reason": reason, "update": { "security": alternatives } }))
}

/// Returns true if neither an operation nor the document has security requirements.
fn declares_nothing(spec: &Spec, operation: &Operation) -> bool {
    operation.security.is_none() && spec.security.is_none() && spec.security_schemes.is_empty()
}

/// Returns the credentials that are no parameters of the operation.
fn undeclared<'s>(operation: &Operation, samples: &'s OperationSamples) -> impl Iterator<Item = &'s SentCredential> {
    let has = |location: Location, name: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|parameter| parameter.location == location && parameter.name.eq_ignore_ascii_case(name))
    };
    let headers = ["authorization", "cookie"];
    let known: Vec<&SentCredential> = samples
        .credentials
        .keys()
        .filter(|sent| match sent {
            SentCredential::Bearer | SentCredential::Basic => !has(Location::Header, "authorization"),
            SentCredential::Header(name) => !has(Location::Header, name) && !headers.contains(&name.as_str()),
            SentCredential::Query(name) => !has(Location::Query, name),
        })
        .collect();
    known.into_iter()
}

fn name(sent: &SentCredential) -> String {
    match sent {
        SentCredential::Bearer => "bearer".to_owned(),
        SentCredential::Basic => "basic".to_owned(),
        SentCredential::Header(name) | SentCredential::Query(name) => name.clone(),
    }
}

fn scheme(sent: &SentCredential, dialect: Dialect) -> Value {
    match (sent, dialect) {
        (SentCredential::Basic, Dialect::Swagger2) => json!({ "type": "basic" }),
        (SentCredential::Basic, _) => json!({ "type": "http", "scheme": "basic" }),
        (SentCredential::Bearer, Dialect::Swagger2) => {
            json!({ "type": "apiKey", "in": "header", "name": "Authorization" })
        }
        (SentCredential::Bearer, _) => json!({ "type": "http", "scheme": "bearer" }),
        (SentCredential::Header(name), _) => json!({ "type": "apiKey", "in": "header", "name": name }),
        (SentCredential::Query(name), _) => json!({ "type": "apiKey", "in": "query", "name": name }),
    }
}
