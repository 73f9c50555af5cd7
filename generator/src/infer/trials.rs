//! What the rules would say of arguments that declare a type, so that they can be checked against it.
//!
//! Comes in: a typed spec. Goes out: for each argument the declaration and every rule's answer, made as if the
//! argument itself declared nothing. For counting how often each rule is right; the client never sees it.

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};

use super::rules::RULES;
use super::site::Site;
use super::survey::{self, Survey};
use super::{Aspect, Fact, Shape};
use crate::spec::{Argument, Spec, facts};

/// One argument's declaration beside what the rules say.
#[derive(Debug)]
pub(super) struct Trial {
    /// The name of the argument, its words joined.
    pub(super) name: String,
    /// What it declares about the type.
    pub(super) declared: Shape,
    /// The bounds, default, enum, count and necessity that it declares, where it does.
    pub(super) facts: Vec<Fact>,
    /// What the rules say, with their names.
    pub(super) said: Vec<(&'static str, Fact)>,
}

/// Asks every rule about every typed argument.
#[must_use]
pub(super) fn trials(spec: &Spec) -> Vec<Trial> {
    let survey = Survey::of(spec);
    let mut trials = Vec::new();
    for operation in &spec.operations {
        for argument in &operation.arguments {
            let Some(declared) = survey::declared(spec, argument) else { continue };
            let bare = without_type(spec, argument);
            let site = Site::new(spec, operation, &bare, &survey);
            let mut said: Vec<_> = RULES.iter().filter_map(|rule| rule.offer(&site)).map(answer).collect();
            said.sort_by(|a, b| a.0.cmp(b.0));
            trials.push(Trial { name: site.joined, declared, facts: declared_facts(spec, argument), said });
        }
    }
    trials
}

fn answer(offer: super::choose::Offer) -> (&'static str, Fact) {
    (offer.candidate.rule, offer.candidate.fact)
}

/// The author's words about an argument, its schema's where it has none itself.
pub(super) fn words_about<'s>(spec: &'s Spec, argument: &'s Argument) -> Option<&'s str> {
    let of_schema = || spec.resolve(&argument.schema)?.1.schema_data.description.as_deref();
    argument.description.as_deref().or_else(of_schema)
}

/// An argument without its type; what else its schema says stays.
fn without_type(spec: &Spec, argument: &Argument) -> Argument {
    let mut bare = argument.clone();
    if let Some((_, schema)) = spec.resolve(&argument.schema) {
        let data = SchemaData {
            default: schema.schema_data.default.clone(),
            example: schema.schema_data.example.clone(),
            ..SchemaData::default()
        };
        bare.description = words_about(spec, argument).map(str::to_owned);
        let any = AnySchema { enumeration: facts::enumeration(schema), ..AnySchema::default() };
        bare.schema = ReferenceOr::Item(untyped(data, any));
    }
    bare.required = false;
    bare
}

pub(super) fn untyped(schema_data: SchemaData, any: AnySchema) -> Schema {
    Schema { schema_data, schema_kind: SchemaKind::Any(any) }
}

/// All that an argument declares about its value, its type included.
#[must_use]
pub(crate) fn declarations(spec: &Spec, argument: &Argument) -> Vec<Fact> {
    let shape = survey::declared(spec, argument).map(Fact::Type);
    let others = declared_facts(spec, argument).into_iter().filter(|fact| *fact != Fact::Required(false));
    shape.into_iter().chain(others).collect()
}

fn declared_facts(spec: &Spec, argument: &Argument) -> Vec<Fact> {
    let mut declared = vec![Fact::Required(argument.required)];
    let Some((_, schema)) = spec.resolve(&argument.schema) else { return declared };
    let (least, most) = facts::bounds(schema);
    if least.is_some() || most.is_some() {
        declared.push(Fact::Bounds(least.map(|bound| bound.value), most.map(|bound| bound.value)));
    }
    let count = facts::item_count(schema);
    if count != (None, None) {
        declared.push(Fact::Count(count.0, count.1));
    }
    if let Some(default) = &schema.schema_data.default {
        declared.push(Fact::Default(default.clone()));
    }
    let values = facts::enumeration(schema);
    if !values.is_empty() {
        declared.push(Fact::Enum(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()));
    }
    declared
}

/// Whether a rule's answer holds against a declaration; `None` where the declaration does not speak of it.
#[must_use]
pub(super) fn holds(said: &Fact, trial: &Trial) -> Option<bool> {
    if let Fact::Type(shape) = said {
        return agrees(shape, &trial.declared);
    }
    let declared = trial.facts.iter().find(|fact| fact.aspect() == said.aspect())?;
    Some(match (said, declared) {
        (Fact::Bounds(a, b), Fact::Bounds(c, d)) => {
            ends_agree(a.as_ref(), c.as_ref()) && ends_agree(b.as_ref(), d.as_ref())
        }
        (Fact::Count(_, most), Fact::Count(_, declared)) => ends_agree(most.as_ref(), declared.as_ref()),
        (Fact::Enum(a), Fact::Enum(b)) => {
            let mut both = (a.clone(), b.clone());
            both.0.sort();
            both.1.sort();
            both.0 == both.1
        }
        (said, declared) => said == declared,
    })
}

/// Two ends of a range agree where both are known and equal, or one is not known.
fn ends_agree<T: PartialEq>(said: Option<&T>, declared: Option<&T>) -> bool {
    match (said, declared) {
        (Some(said), Some(declared)) => said == declared,
        _ => true,
    }
}

/// A declared string is no witness against a list: joined text may be declared either way. Which separator a list
/// has by default is mostly not a choice of its author either.
fn agrees(said: &Shape, declared: &Shape) -> Option<bool> {
    match (said, declared) {
        (Shape::Scalar { kind, .. }, Shape::Scalar { kind: declared, .. }) => Some(kind == declared),
        (Shape::List { .. }, Shape::Scalar { kind: super::Scalar::String, .. }) => None,
        (Shape::List { .. }, Shape::List { .. }) => Some(true),
        (Shape::List { .. }, Shape::Scalar { .. }) | (Shape::Scalar { .. }, Shape::List { .. }) => Some(false),
    }
}

/// The rules whose confidence is counted, in the order of the table, with the aspect they speak of left to them.
pub(super) fn counted_rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().filter(|rule| rule.basis.is_counted()).map(|rule| rule.name)
}

/// Whether any of the answers is about the type.
#[must_use]
pub(super) fn says_type(trial: &Trial) -> bool {
    trial.said.iter().any(|(_, fact)| fact.aspect() == Aspect::Type)
}
