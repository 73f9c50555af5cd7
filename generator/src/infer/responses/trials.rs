//! Leave-one-out trials of the response rules: each declared response schema is hidden and inferred again.
//!
//! Used by `cargo xtask calibrate` and `measure` only.

use super::naming_patterns::NamingPatterns;
use super::schema_index::SchemaIndex;
use super::{ResponseContext, is_main, naming_patterns, responses};
use crate::infer::arbitrate::{Vote, choose};
use crate::infer::{Candidate, Claim, ResponseSchema};
use crate::spec::{Response, SchemaRef, Spec, component_name};

/// The declared schema of a response and the results of the rules.
#[derive(Debug)]
pub struct ResponseTrial {
    /// The operation, as `GET /orders`.
    pub operation: String,
    /// The declared schema; `None` if it is neither a named schema nor a list of one.
    pub declared: Option<ResponseSchema>,
    /// The result of each rule.
    pub results: Vec<(&'static str, ResponseSchema)>,
    /// The result if all other responses are declared.
    pub others_declared: Option<Candidate>,
    /// The result if no response is declared.
    pub none_declared: Option<Candidate>,
}

/// Applies the rules to every response with a JSON schema.
#[must_use]
pub fn trials(spec: &Spec) -> Vec<ResponseTrial> {
    let index = SchemaIndex::new(spec);
    let mut patterns = naming_patterns(spec, &index);
    let main = responses(spec, |operation, response| operation.method != "head" && is_main(operation, response.status));
    let trials = main.iter().filter_map(|context| {
        let declared = declared(spec, schema(context.response)?);
        Some(trial(context, &index, &mut patterns, declared))
    });
    trials.collect()
}

fn trial(
    context: &ResponseContext,
    index: &SchemaIndex,
    patterns: &mut NamingPatterns,
    declared: Option<ResponseSchema>,
) -> ResponseTrial {
    let predictions = context.predictions(index);
    for (setting, pattern, response) in &predictions {
        patterns.remove(setting, pattern, declared.as_ref() == Some(response));
    }
    let others_declared = context.by_convention(index, patterns);
    for (setting, pattern, response) in &predictions {
        patterns.add(setting, pattern, declared.as_ref() == Some(response));
    }
    let none_declared = context.by_name(index);
    let results = [unanimous(&others_declared), unanimous(&none_declared)].into_iter().flatten().collect();
    let operation = format!("{} {}", context.operation.method.to_uppercase(), context.operation.path);
    let chosen = |votes| choose(votes).map(|inference| inference.chosen);
    ResponseTrial {
        operation,
        declared,
        results,
        others_declared: chosen(others_declared),
        none_declared: chosen(none_declared),
    }
}

/// Returns the common claim of votes that agree.
fn unanimous(votes: &[Vote]) -> Option<(&'static str, ResponseSchema)> {
    let (first, others) = votes.split_first()?;
    let Claim::Response(Some(response)) = &first.candidate.fact else { return None };
    let agree = others.iter().all(|other| other.candidate.fact == first.candidate.fact);
    agree.then(|| (first.candidate.rule, response.clone()))
}

/// Returns the JSON schema of a response.
pub(super) fn schema(response: &Response) -> Option<&SchemaRef> {
    let json = response.media.iter().filter(|media| media.is_json() || media.name == "*/*");
    json.filter_map(|media| media.schema.as_ref()).next()
}

/// Returns the named schema of a response, or of its items.
pub(super) fn declared(spec: &Spec, schema: &SchemaRef) -> Option<ResponseSchema> {
    let known =
        |reference: &str| component_name(reference).filter(|name| spec.schemas.contains_key(*name)).map(str::to_owned);
    match schema {
        SchemaRef::Reference(reference) => Some(ResponseSchema { schema: known(reference)?, listed: false }),
        SchemaRef::Inline(item) => match item.items.as_ref()? {
            SchemaRef::Reference(reference) => Some(ResponseSchema { schema: known(reference)?, listed: true }),
            SchemaRef::Inline(_) => None,
        },
    }
}
