//! Trials of the type rules: each rule is applied to each typed parameter as if it had no type.
//!
//! Used by `cargo xtask calibrate` to count how often each rule is right.

use std::rc::Rc;

use crate::infer::arbitrate::Vote;
use crate::infer::declarations::declared_type;
use crate::infer::document_index::DocumentIndex;
use crate::infer::operation_texts::OperationTexts;
use crate::infer::parameter_context::ParameterContext;
use crate::infer::rules::RULES;
use crate::infer::{Aspect, Claim, InferredType, Scalar};
use crate::spec::{NumericBound, Parameter, Schema, Spec};

/// A parameter's declaration with the results of the rules.
#[derive(Debug)]
pub(in crate::infer) struct TypeTrial {
    /// The words of the parameter's name, joined.
    pub(in crate::infer) name: String,
    /// The declared type.
    pub(in crate::infer) declared: InferredType,
    /// The declared bounds, default, enum, item count and required flag.
    pub(in crate::infer) facts: Vec<Claim>,
    /// The claims by rule.
    pub(in crate::infer) claims: Vec<(&'static str, Claim)>,
}

/// Applies every rule to every typed parameter.
#[must_use]
pub(in crate::infer) fn trials(spec: &Spec) -> Vec<TypeTrial> {
    let index = DocumentIndex::from_spec(spec);
    let mut trials = Vec::new();
    for operation in &spec.operations {
        for parameter in &operation.parameters {
            let Some(declared) = declared_type(spec, parameter) else { continue };
            let bare = without_type(spec, parameter);
            let texts = Rc::new(OperationTexts::new(operation));
            let context = ParameterContext::new(spec, operation, &bare, &texts, &index);
            let mut claims: Vec<_> = RULES.iter().filter_map(|rule| rule.vote(&context)).map(claim).collect();
            claims.sort_by(|a, b| a.0.cmp(b.0));
            trials.push(TypeTrial { name: context.joined, declared, facts: declared_facts(spec, parameter), claims });
        }
    }
    trials
}

fn claim(vote: Vote) -> (&'static str, Claim) {
    (vote.candidate.rule, vote.candidate.fact)
}

/// Returns the description of a parameter or, by default, of its schema.
pub(in crate::infer) fn words_about<'s>(spec: &'s Spec, parameter: &'s Parameter) -> Option<&'s str> {
    let of_schema = || spec.resolve(&parameter.schema)?.1.description.as_deref();
    parameter.description.as_deref().or_else(of_schema)
}

/// Returns a copy of a parameter without its type.
fn without_type(spec: &Spec, parameter: &Parameter) -> Parameter {
    let mut bare = parameter.clone();
    if let Some((_, schema)) = spec.resolve(&parameter.schema) {
        bare.description = words_about(spec, parameter).map(str::to_owned);
        let untyped = Schema {
            default: schema.default.clone(),
            example: schema.example.clone(),
            enum_values: schema.enum_values.clone(),
            ..Schema::default()
        };
        bare.schema = untyped.into();
    }
    bare.required = false;
    bare
}

/// Returns everything that a parameter declares about its value, including its type.
#[must_use]
pub(crate) fn declarations(spec: &Spec, parameter: &Parameter) -> Vec<Claim> {
    let shape = declared_type(spec, parameter).map(Claim::Type);
    let others = declared_facts(spec, parameter).into_iter().filter(|fact| *fact != Claim::Required(false));
    shape.into_iter().chain(others).collect()
}

fn declared_facts(spec: &Spec, parameter: &Parameter) -> Vec<Claim> {
    let mut declared = vec![Claim::Required(parameter.required)];
    let Some((_, schema)) = spec.resolve(&parameter.schema) else { return declared };
    let number = |bound: &Option<NumericBound>| bound.as_ref().map(|bound| bound.value.clone());
    if schema.minimum.is_some() || schema.maximum.is_some() {
        declared.push(Claim::Bounds(number(&schema.minimum), number(&schema.maximum)));
    }
    let count = (schema.min_items, schema.max_items);
    if count != (None, None) {
        declared.push(Claim::Count(count.0, count.1));
    }
    if let Some(default) = &schema.default {
        declared.push(Claim::Default(default.clone()));
    }
    let values = &schema.enum_values;
    if !values.is_empty() {
        declared.push(Claim::Enum(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()));
    }
    declared
}

/// Returns true if a rule's claim agrees with the declaration; `None` if the declaration does not cover it.
#[must_use]
pub(in crate::infer) fn is_correct(claim: &Claim, trial: &TypeTrial) -> Option<bool> {
    if let Claim::Type(shape) = claim {
        return agrees(shape, &trial.declared);
    }
    let declared = trial.facts.iter().find(|fact| fact.aspect() == claim.aspect())?;
    Some(match (claim, declared) {
        (Claim::Bounds(a, b), Claim::Bounds(c, d)) => {
            ends_agree(a.as_ref(), c.as_ref()) && ends_agree(b.as_ref(), d.as_ref())
        }
        (Claim::Count(_, most), Claim::Count(_, declared)) => ends_agree(most.as_ref(), declared.as_ref()),
        (Claim::Enum(a), Claim::Enum(b)) => {
            let mut both = (a.clone(), b.clone());
            both.0.sort();
            both.1.sort();
            both.0 == both.1
        }
        (claim, declared) => claim == declared,
    })
}

/// Returns true if two bounds are equal or one is unknown.
fn ends_agree<T: PartialEq>(claim: Option<&T>, declared: Option<&T>) -> bool {
    match (claim, declared) {
        (Some(claim), Some(declared)) => claim == declared,
        _ => true,
    }
}

/// Compares types. A declared string does not contradict a list, because joined items can be declared either way.
/// Separators are not compared, because declared ones are mostly defaults.
fn agrees(claim: &InferredType, declared: &InferredType) -> Option<bool> {
    match (claim, declared) {
        (InferredType::Scalar { kind, .. }, InferredType::Scalar { kind: declared, .. }) => Some(kind == declared),
        (InferredType::List { .. }, InferredType::Scalar { kind: Scalar::String, .. }) => None,
        (InferredType::List { .. }, InferredType::List { .. }) => Some(true),
        (InferredType::List { .. }, InferredType::Scalar { .. })
        | (InferredType::Scalar { .. }, InferredType::List { .. }) => Some(false),
    }
}

/// Returns the rules with counted confidence, in the order of the table.
pub(in crate::infer) fn counted_rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().filter(|rule| rule.basis.is_counted()).map(|rule| rule.name)
}

/// Returns true if a rule makes a claim about the type.
#[must_use]
pub(in crate::infer) fn says_type(trial: &TypeTrial) -> bool {
    trial.claims.iter().any(|(_, fact)| fact.aspect() == Aspect::Type)
}
