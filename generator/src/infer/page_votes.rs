//! Votes from pages of documentation. The document has precedence over pages, and pages about an operation over those
//! about all operations.

use std::collections::BTreeSet;

use super::arbitrate::{Vote, agree};
use super::declarations::declared_type;
use super::parameter_context::ParameterContext;
use super::rules::RULES;
use super::{Aspect, Candidate, Claim, EvidenceSource, InferredType, Scalar};
use crate::spec::{Parameter, Spec};

/// The confidence, in percent, from which a fact of a page that differs from the document is reported.
const CONTRADICTS: u8 = 75;

/// The votes of pages about a parameter.
#[derive(Default)]
pub(super) struct PageVotes {
    /// Those of pages about the operations.
    specific: Vec<Vote>,
    /// Those of pages about all operations.
    common: Vec<Vote>,
}

impl PageVotes {
    /// Applies the rules that read prose to the text of a page.
    pub(super) fn add(&mut self, context: &ParameterContext) {
        let is_mentioned = !context.prose.is_empty() || !context.mentions.is_empty();
        if !is_mentioned && (context.texts.is_common() || context.listing.is_empty()) {
            return;
        }
        let rules = RULES.iter().filter(|rule| rule.source == EvidenceSource::Prose);
        let votes = rules.filter_map(|rule| rule.vote(context));
        if context.texts.is_common() { self.common.extend(votes) } else { self.specific.extend(votes) }
    }

    /// Adds the votes of pages that the document does not contradict to its votes. Returns the others.
    pub(super) fn merge(self, spec: &Spec, parameter: &Parameter, votes: &mut Vec<Vote>) -> Vec<(Candidate, Claim)> {
        let mut differing = Vec::new();
        for documented in [self.specific, self.common] {
            let known: Vec<Claim> = votes.iter().filter(|vote| is_documented(vote)).map(claim).collect();
            let mut agreeing = BTreeSet::new();
            let mut in_tier = Vec::new();
            for vote in documented {
                let aspect = vote.candidate.fact.aspect();
                let mut facts: Vec<Claim> = declared(spec, parameter, aspect).into_iter().collect();
                facts.extend(known.iter().filter(|fact| fact.aspect() == aspect).cloned());
                match facts.iter().find(|fact| !agree(fact, &vote.candidate.fact)) {
                    Some(kept) if facts.iter().all(|fact| !agree(fact, &vote.candidate.fact)) => {
                        in_tier.push((vote.candidate, kept.clone()));
                    }
                    _ => {
                        agreeing.insert(aspect);
                        votes.push(vote);
                    }
                }
            }
            let contradicts = |(documented, kept): &(Candidate, Claim)| {
                let is_certain = documented.confidence >= CONTRADICTS && !agreeing.contains(&kept.aspect());
                is_certain && !are_compatible(&documented.fact, kept)
            };
            differing.extend(in_tier.into_iter().filter(contradicts));
        }
        differing
    }
}

fn claim(vote: &Vote) -> Claim {
    vote.candidate.fact.clone()
}

/// Returns true if a vote is based on the texts and values of the document, or of a page.
fn is_documented(vote: &Vote) -> bool {
    matches!(vote.source, EvidenceSource::Prose | EvidenceSource::Values)
}

/// Returns true if a fact of a page can be right together with a fact of the document: they state different bounds, an
/// integer is a number, or a list is passed as text.
fn are_compatible(documented: &Claim, kept: &Claim) -> bool {
    fn is_same<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.zip(other).is_none_or(|(one, other)| one == other)
    }
    match (documented, kept) {
        (Claim::Bounds(least, most), Claim::Bounds(kept_least, kept_most)) => {
            is_same(least.as_ref(), kept_least.as_ref()) && is_same(most.as_ref(), kept_most.as_ref())
        }
        (Claim::Count(least, most), Claim::Count(kept_least, kept_most)) => {
            is_same(least.as_ref(), kept_least.as_ref()) && is_same(most.as_ref(), kept_most.as_ref())
        }
        (Claim::Type(InferredType::Scalar { kind: Scalar::Integer, .. }), Claim::Type(kept)) => {
            matches!(kept, InferredType::Scalar { kind: Scalar::Number, .. })
        }
        (Claim::Type(InferredType::List { .. }), Claim::Type(kept)) => {
            matches!(kept, InferredType::List { .. } | InferredType::Scalar { kind: Scalar::String, .. })
        }
        (Claim::Default(one), Claim::Default(other)) => default_text(one) == default_text(other),
        _ => false,
    }
}

/// Returns a default value as text, with `0` and `1` for booleans.
fn default_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Bool(value) => u8::from(*value).to_string(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns the fact of an aspect that a parameter declares.
fn declared(spec: &Spec, parameter: &Parameter, aspect: Aspect) -> Option<Claim> {
    let (_, schema) = spec.resolve(&parameter.schema)?;
    match aspect {
        Aspect::Type => declared_type(spec, parameter).map(Claim::Type),
        Aspect::Required if parameter.optional => Some(Claim::Required(false)),
        Aspect::Count if (schema.min_items, schema.max_items) != (None, None) => {
            Some(Claim::Count(schema.min_items, schema.max_items))
        }
        Aspect::Bounds if schema.minimum.is_some() || schema.maximum.is_some() => {
            let [least, most] =
                [&schema.minimum, &schema.maximum].map(|bound| bound.as_ref().map(|bound| bound.value.clone()));
            Some(Claim::Bounds(least, most))
        }
        Aspect::Enum if !schema.enum_values.is_empty() => {
            let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Some(Claim::Enum(schema.enum_values.iter().map(text).collect()))
        }
        Aspect::Default => schema.default.clone().map(Claim::Default),
        _ => None,
    }
}
