//! Conclusions of an earlier generation, which a later one keeps.
//!
//! A rule that reads more must not change a client that is in use. [`collect`] returns the conclusions that shape a
//! client, for the lock. [`keep`] puts the locked conclusions in place of new ones that differ, and returns the
//! differences. What a document declares is not a conclusion and always wins.

mod facts;
mod operations;
mod parameters;
mod schemes;

use std::collections::{BTreeMap, BTreeSet};

use super::pagination::declaration;
use super::rule_ids::{DECLARED, LOCKED};
use super::{Aspect, Candidate, Claim, Inference, Inferences, ResponseSchema, Scheme, responses};
use crate::pointer::{Place, Pointer, Source};
use crate::repairs::Evidence;
use crate::spec::Spec;
use crate::spec::operation_keys::OperationKeys;

pub use facts::{InvalidFact, LockedFacts, parameter, response, scheme};

/// The section of the lock that contains the conclusions.
pub const SECTION: &str = "inferences";
/// The scope of security schemes in that section.
pub const CREDENTIALS: &str = "credentials";
/// The item of an operation's pagination.
pub const PAGINATION: &str = "pagination";

/// The conclusions of an earlier generation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LockedInferences {
    /// The operations that the client had, by key.
    pub operations: BTreeMap<String, LockedOperation>,
    /// The inferred security schemes, by name.
    pub schemes: BTreeMap<String, Scheme>,
    /// The name of the lock.
    pub source: Option<Source>,
}

/// The conclusions about one operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LockedOperation {
    /// The parameters that the operation had, by location and name, with the facts inferred about them.
    pub parameters: BTreeMap<String, BTreeMap<Aspect, Claim>>,
    /// The responses without a declared schema, by status.
    pub responses: BTreeMap<String, Option<ResponseSchema>>,
    /// The inferred pagination, as `x-pagination` declares it.
    pub pagination: Option<LockedFacts>,
}

/// A conclusion that differs from the locked one.
#[derive(Debug, Clone, PartialEq)]
pub struct InferenceChange {
    /// The parameter, operation, response or security scheme.
    pub subject: Pointer,
    /// Its name in messages.
    pub name: String,
    /// The locked conclusion.
    pub locked: Claim,
    /// The new conclusion; `None` if there is none.
    pub concluded: Option<Candidate>,
}

/// Returns the key of a response in the lock.
#[must_use]
pub fn response_key(status: &str) -> String {
    format!("response {status}")
}

/// Returns the conclusions that shape a client, by scope and item.
#[must_use]
pub fn collect(spec: &Spec, inferences: &Inferences) -> BTreeMap<String, BTreeMap<String, LockedFacts>> {
    let keys = OperationKeys::new(spec);
    let mut scopes: BTreeMap<String, BTreeMap<String, LockedFacts>> = BTreeMap::new();
    let mut put = |scope: &str, item: String, facts: LockedFacts| {
        if !facts.is_empty() {
            scopes.entry(scope.to_owned()).or_default().insert(item, facts);
        }
    };
    for operation in &spec.operations {
        let key = keys.key(operation);
        for parameter in &operation.parameters {
            put(&key, parameter.key(), facts_at(inferences, &parameter.pointer));
        }
        for response in operation.responses.iter().filter(|response| responses::is_open(operation, response)) {
            let mut facts = facts_at(inferences, &response.pointer);
            if facts.is_empty() {
                facts::add(&Claim::Response(None), &mut facts);
            }
            put(&key, response_key(&response.status.to_string()), facts);
        }
        let inference = inferences.get(&operation.pointer).and_then(|facts| facts.get(&Aspect::Pagination));
        if let Some(Claim::Pagination(Some(pagination))) = inferred(inference).map(|chosen| &chosen.fact) {
            put(&key, PAGINATION.to_owned(), sorted(declaration(pagination)));
        }
    }
    for (pointer, by_aspect) in inferences.iter().filter(|(_, by_aspect)| by_aspect.contains_key(&Aspect::Scheme)) {
        let Some((_, name)) = pointer.split_last() else { continue };
        let mut facts = LockedFacts::new();
        by_aspect.values().for_each(|inference| facts::add(&inference.chosen.fact, &mut facts));
        put(CREDENTIALS, name, facts);
    }
    scopes
}

/// Returns the inferred facts about the subject at a pointer.
fn facts_at(inferences: &Inferences, pointer: &Pointer) -> LockedFacts {
    let mut facts = LockedFacts::new();
    for inference in inferences.get(pointer).into_iter().flat_map(BTreeMap::values) {
        if let Some(chosen) = inferred(Some(inference)) {
            facts::add(&chosen.fact, &mut facts);
        }
    }
    sorted(facts)
}

fn sorted(mut facts: LockedFacts) -> LockedFacts {
    facts.sort_keys();
    facts
}

/// Returns the conclusion of an inference that the document does not declare.
fn inferred(inference: Option<&Inference>) -> Option<&Candidate> {
    inference.map(|inference| &inference.chosen).filter(|chosen| chosen.rule != DECLARED)
}

/// Replaces the conclusions that differ from the locked ones. Returns them in document order.
///
/// An operation or a parameter that the lock does not contain has the new conclusions.
pub fn keep(spec: &Spec, locked: &LockedInferences, inferences: &mut Inferences) -> Vec<InferenceChange> {
    let keys = OperationKeys::new(spec);
    let mut keeper = Keeper { spec, locked, inferences, changes: Vec::new(), seen: BTreeSet::new() };
    let known: Vec<_> = spec
        .operations
        .iter()
        .filter_map(|operation| {
            let key = keys.key(operation);
            Some((operation, locked.operations.get(&key)?, key))
        })
        .collect();
    for (operation, earlier, key) in &known {
        keeper.parameters(operation, earlier, key);
        keeper.responses(operation, earlier, key);
    }
    keeper.schemes();
    for (operation, earlier, key) in &known {
        keeper.pagination(operation, earlier, key);
    }
    keeper.changes
}

/// The state of [`keep`].
struct Keeper<'k> {
    spec: &'k Spec,
    locked: &'k LockedInferences,
    inferences: &'k mut Inferences,
    changes: Vec<InferenceChange>,
    /// The parameters and responses that are done. Several operations can share them.
    seen: BTreeSet<Pointer>,
}

impl Keeper<'_> {
    /// Puts a locked conclusion in place of the new one.
    fn replace(&mut self, subject: &Pointer, name: String, locked: Claim, at: [&str; 2]) {
        let mut facts = LockedFacts::new();
        facts::add(&locked, &mut facts);
        self.replace_with(subject, name, locked, at, &facts);
    }

    /// Puts a locked conclusion with its keywords in place of the new one.
    fn replace_with(&mut self, subject: &Pointer, name: String, locked: Claim, at: [&str; 2], facts: &LockedFacts) {
        let aspect = locked.aspect();
        let by_aspect = self.inferences.entry(subject.clone()).or_default();
        let new = by_aspect.remove(&aspect);
        let keyword = |(key, value): (&String, &serde_json::Value)| match value.as_str() {
            Some(text) => format!("{key}: {text}"),
            None => format!("{key}: {value}"),
        };
        let quote = match facts.is_empty() {
            true => format!("no {}", aspect.as_str()),
            false => facts.iter().map(keyword).collect::<Vec<_>>().join(", "),
        };
        let [scope, item] = at;
        let evidence = self.locked.source.iter().map(|source| Evidence {
            place: Place::new(source.clone(), Pointer::from_tokens([SECTION, scope, item])),
            quote: quote.clone(),
        });
        let chosen = Candidate { fact: locked.clone(), rule: LOCKED, confidence: 100, evidence: evidence.collect() };
        let runners_up = new.into_iter().flat_map(|new| std::iter::once(new.chosen).chain(new.runners_up));
        let runners_up: Vec<Candidate> = runners_up.collect();
        let concluded = runners_up.first().filter(|new| !matches!(new.fact, Claim::Open(_))).cloned();
        by_aspect.insert(aspect, Inference { chosen, runners_up });
        self.changes.push(InferenceChange { subject: subject.clone(), name, locked, concluded });
    }
}
