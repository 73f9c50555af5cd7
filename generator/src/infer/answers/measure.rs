//! What the rules would say of responses that have a schema, so that they can be checked against it.
//!
//! Comes in: a typed spec. Goes out: for each answer what is declared and what every rule says, made as if this one
//! were not declared, and as if none were. Used to count; the client never sees it.

use openapiv3::{ReferenceOr, Schema};

use super::catalogue::Catalogue;
use super::habits::Habits;
use super::{Asked, asked, habits, is_main};
use crate::infer::choose::{Offer, choose};
use crate::infer::{Answer, Candidate, Fact};
use crate::spec::{Response, Spec, component_name, facts};

/// One response's declaration beside what the rules say.
#[derive(Debug)]
pub struct Trial {
    /// The operation, as `GET /orders`.
    pub operation: String,
    /// What it declares; `None` where that is no named schema and no list of one.
    pub declared: Option<Answer>,
    /// What each rule says.
    pub said: Vec<(&'static str, Answer)>,
    /// What they come to where all other answers are declared.
    pub alone: Option<Candidate>,
    /// What they come to where no answer is declared.
    pub among_none: Option<Candidate>,
}

/// Asks every rule about every response with a schema of JSON.
#[must_use]
pub fn trials(spec: &Spec) -> Vec<Trial> {
    let catalogue = Catalogue::of(spec);
    let mut habits = habits(spec, &catalogue);
    let main = asked(spec, |operation, response| operation.method != "head" && is_main(operation, response.status));
    let trials = main.iter().filter_map(|asked| {
        let declared = declared(spec, schema(asked.response)?);
        Some(trial(asked, &catalogue, &mut habits, declared))
    });
    trials.collect()
}

fn trial(asked: &Asked, catalogue: &Catalogue, habits: &mut Habits, declared: Option<Answer>) -> Trial {
    let ways = asked.ways(catalogue);
    for (setting, way, answer) in &ways {
        habits.remove(setting, way, declared.as_ref() == Some(answer));
    }
    let alone = asked.as_usual(catalogue, habits);
    for (setting, way, answer) in &ways {
        habits.add(setting, way, declared.as_ref() == Some(answer));
    }
    let among_none = asked.by_name(catalogue);
    let said = [one(&alone), one(&among_none)].into_iter().flatten().collect();
    let operation = format!("{} {}", asked.operation.method.to_uppercase(), asked.operation.path);
    let chosen = |offers| choose(offers).map(|inference| inference.chosen);
    Trial { operation, declared, said, alone: chosen(alone), among_none: chosen(among_none) }
}

/// What is said, where one thing is.
fn one(offers: &[Offer]) -> Option<(&'static str, Answer)> {
    let (first, others) = offers.split_first()?;
    let Fact::Answer(Some(answer)) = &first.candidate.fact else { return None };
    let agree = others.iter().all(|other| other.candidate.fact == first.candidate.fact);
    agree.then(|| (first.candidate.rule, answer.clone()))
}

/// The schema of a response's JSON.
pub(super) fn schema(response: &Response) -> Option<&ReferenceOr<Schema>> {
    let json = response.media.iter().filter(|media| media.is_json() || media.name == "*/*");
    json.filter_map(|media| media.schema.as_ref()).next()
}

/// A named schema, or a list of one.
pub(super) fn declared(spec: &Spec, schema: &ReferenceOr<Schema>) -> Option<Answer> {
    let known =
        |reference: &str| component_name(reference).filter(|name| spec.schemas.contains_key(*name)).map(str::to_owned);
    match schema {
        ReferenceOr::Reference { reference } => Some(Answer { schema: known(reference)?, listed: false }),
        ReferenceOr::Item(item) => match facts::items(item)? {
            ReferenceOr::Reference { reference } => Some(Answer { schema: known(reference)?, listed: true }),
            ReferenceOr::Item(_) => None,
        },
    }
}
