//! From what the rules offer about one argument to the answers that go together.
//!
//! Comes in: an argument with all operations that share it. Goes out: its answers by aspect. Sees to it that nothing
//! declared is touched, that answers fit the chosen type, and that no secret is quoted.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Number, Value};

use super::choose::{Offer, choose};
use super::figures::{self, Basis};
use super::rules::RULES;
use super::schemes;
use super::site::{Site, plain};
use super::survey::{self, Survey, Witness};
use super::{Aspect, Candidate, Fact, Inference, Role, Scalar, Shape, Side};
use crate::pointer::Pointer;
use crate::repair::Evidence;
use crate::spec::{Argument, Location, Spec, Style, facts};

/// From here on, in percent, a type other than string is believed. Below it a string, which always works, is safer.
///
/// Confidences are what the counted cases bear out at least, so that more is right than they say: of the types that are
/// given to parameters labelled by hand, 99 of 100 are right down to this threshold, and below it hardly any is found.
pub(super) const SURE: u8 = 60;

/// The rule of an argument about which nothing is known well enough.
pub(super) const DEFAULT: &str = "default-string";
/// The rule of what an extension or a format of the document declares.
pub(crate) const DECLARED: &str = "declared";

/// An argument and what was offered about it. One argument may serve several operations.
pub(super) struct Argued<'s> {
    spec: &'s Spec,
    argument: &'s Argument,
    offers: Vec<Offer>,
}

/// Notes the types that prose and values alone make sure, for arguments of the same name elsewhere, and for ids.
pub(super) fn describe(spec: &Spec, survey: &mut Survey) {
    let mut found = Vec::new();
    for operation in &spec.operations {
        for argument in operation.arguments.iter().filter(|argument| is_open(spec, argument)) {
            let site = Site::new(spec, operation, argument, survey);
            let rules = RULES.iter().filter(|rule| matches!(rule.side, Side::Prose | Side::Values));
            let offers = rules.filter_map(|rule| rule.offer(&site)).filter(|offer| is_type(&offer.candidate.fact));
            let Some(chosen) = choose(offers.collect()).map(|inference| inference.chosen) else { continue };
            let (Fact::Type(shape), Some(evidence)) = (chosen.fact, chosen.evidence.into_iter().next()) else {
                continue;
            };
            if chosen.confidence >= SURE {
                let Evidence { place, quote } = evidence;
                let (pointer, within) = (argument.pointer.clone(), Some(operation.pointer.clone()));
                let witness = Witness { pointer, operation: within, shape, place, quote };
                found.push((operation, argument, witness, chosen.rule));
            }
        }
    }
    for (operation, argument, witness, rule) in found {
        survey.describe(operation, argument, witness, rule);
    }
}

fn is_type(fact: &Fact) -> bool {
    matches!(fact, Fact::Type(_))
}

/// Whether an argument leaves its type open.
pub(super) fn is_open(spec: &Spec, argument: &Argument) -> bool {
    // A `content` parameter is text of its media type, whatever its schema says.
    let is_content = matches!(argument.style, Style::Json | Style::Text);
    !is_content && spec.resolve(&argument.schema).is_none_or(|(_, schema)| facts::is_untyped(schema))
}

impl<'s> Argued<'s> {
    /// Every argument of a document, each place once.
    pub(super) fn by_place(spec: &'s Spec, survey: &'s Survey) -> IndexMap<Pointer, Self> {
        let mut places: IndexMap<Pointer, Self> = IndexMap::new();
        for operation in &spec.operations {
            for argument in &operation.arguments {
                let entry = places.entry(argument.pointer.clone());
                let argued = entry.or_insert_with(|| Self { spec, argument, offers: Vec::new() });
                let site = Site::new(spec, operation, argument, survey);
                let offers = RULES.iter().filter_map(|rule| rule.offer(&site));
                argued.offers.extend(offers);
            }
        }
        places
    }

    /// The answers that go together.
    pub(super) fn settle(mut self) -> BTreeMap<Aspect, Inference> {
        let open = is_open(self.spec, self.argument);
        let mut answers = BTreeMap::new();
        let mut keep = |inference: Option<Inference>| {
            inference.map(|inference| answers.insert(inference.chosen.fact.aspect(), inference))
        };
        let role = self.role();
        let shape = open.then(|| self.shape());
        let role = role.filter(|role| shape.as_ref().is_none_or(|shape| goes_with(role, &shape.chosen.fact)));
        let secrecy = self.secrecy(role.as_ref());
        keep(secrecy.filter(|secrecy| shape.as_ref().is_none_or(|shape| can_be_secret(secrecy, &shape.chosen.fact))));
        keep(role);
        if let Some(chosen) = shape {
            for aspect in [Aspect::Required, Aspect::Count, Aspect::Bounds, Aspect::Enum, Aspect::Default] {
                let Some(inference) = self.choose(aspect) else { continue };
                if self.fits(&inference.chosen.fact, &chosen.chosen.fact) {
                    keep(Some(inference));
                }
            }
            keep(Some(chosen));
        }
        if !open {
            answers.retain(|_, inference| leaves_alone(inference));
        }
        hide_secrets(&mut answers);
        answers
    }

    fn take(&mut self, aspect: Aspect) -> Vec<Offer> {
        let (taken, left) =
            std::mem::take(&mut self.offers).into_iter().partition(|offer| offer.candidate.fact.aspect() == aspect);
        self.offers = left;
        taken
    }

    /// The answer about an aspect, if it is more likely right than wrong.
    fn choose(&mut self, aspect: Aspect) -> Option<Inference> {
        choose(self.take(aspect)).filter(|inference| inference.chosen.confidence >= 50)
    }

    /// The type; a string where no other is sure.
    fn shape(&mut self) -> Inference {
        let inference = choose(self.take(Aspect::Type));
        let Some(mut inference) = inference else {
            let chosen = default_string(figures::confidence(DEFAULT, Basis::Counted));
            return Inference { chosen, runners_up: Vec::new() };
        };
        let text = matches!(&inference.chosen.fact, Fact::Type(Shape::Scalar { kind: Scalar::String, .. }));
        if text || inference.chosen.confidence >= SURE {
            return inference;
        }
        let default = default_string(100 - inference.chosen.confidence);
        inference.runners_up.insert(0, std::mem::replace(&mut inference.chosen, default));
        inference
    }

    /// Whether an answer goes with the type, and answers what the schema leaves open.
    fn fits(&self, fact: &Fact, chosen: &Fact) -> bool {
        let Fact::Type(shape) = chosen else { return false };
        let schema = self.spec.resolve(&self.argument.schema).map(|(_, schema)| schema);
        let numeric = matches!(shape, Shape::Scalar { kind: Scalar::Integer | Scalar::Number, .. });
        match fact {
            Fact::Required(_) => !self.argument.optional,
            Fact::Count(..) => {
                matches!(shape, Shape::List { .. }) && schema.is_none_or(|s| facts::item_count(s) == (None, None))
            }
            Fact::Bounds(least, most) => {
                let whole = [least, most].into_iter().flatten().all(Number::is_i64);
                let kind_fits = whole || matches!(shape, Shape::Scalar { kind: Scalar::Number, .. });
                numeric && kind_fits && schema.is_none_or(|schema| facts::bounds(schema) == (None, None))
            }
            Fact::Enum(_) => {
                *shape == plain(Scalar::String) && schema.is_none_or(|schema| facts::enumeration(schema).is_empty())
            }
            Fact::Default(value) => {
                let kind_fits = match (value, shape) {
                    (Value::Bool(_), Shape::Scalar { kind: Scalar::Boolean, .. }) => true,
                    (Value::Number(number), Shape::Scalar { kind: Scalar::Integer, .. }) => number.is_i64(),
                    (Value::Number(_), Shape::Scalar { kind: Scalar::Number, .. }) => true,
                    (Value::String(_), _) => {
                        let values = schema.map(facts::enumeration).unwrap_or_default();
                        *shape == plain(Scalar::String) && (values.is_empty() || values.contains(value))
                    }
                    _ => false,
                };
                kind_fits && schema.is_none_or(|schema| schema.schema_data.default.is_none())
            }
            Fact::Type(_) | Fact::Secret(_) | Fact::Role(_) | Fact::Supply(_) | Fact::Answer(_) => false,
            Fact::OperationId(_) | Fact::Scheme(_) | Fact::Open(_) | Fact::Paging(_) => false,
        }
    }

    /// What the argument is for: as `x-role` says, else as the rules conclude.
    fn role(&mut self) -> Option<Inference> {
        let offers = self.take(Aspect::Role);
        if let Some(value) = self.argument.extensions.get("x-role") {
            let role = Role::ALL.iter().find(|role| value.as_str() == Some(role.as_str()))?;
            return Some(self.declared(Fact::Role(*role), "x-role", value));
        }
        // OpenAPI knows no parameter of this name, whatever its type: it is how a caller authenticates.
        if schemes::is_authorization(self.argument) && !is_open(self.spec, self.argument) {
            return Some(self.declared(Fact::Role(Role::Auth), "name", &Value::from(self.argument.name.clone())));
        }
        let declared = survey::declared(self.spec, self.argument);
        let fits = |fact: &Fact| match (&declared, fact) {
            (Some(Shape::Scalar { kind: Scalar::Boolean, .. } | Shape::List { .. }), Fact::Role(_)) => false,
            (Some(Shape::Scalar { kind, .. }), Fact::Role(Role::Auth | Role::ContentNegotiation | Role::Jsonp)) => {
                *kind == Scalar::String
            }
            _ => true,
        };
        let offers = offers.into_iter().filter(|offer| fits(&offer.candidate.fact)).collect();
        choose(offers).filter(|inference| inference.chosen.confidence >= SURE)
    }

    /// Whether it is a secret: as `x-secret` or the format says, else as the rules conclude.
    fn secrecy(&mut self, role: Option<&Inference>) -> Option<Inference> {
        let offers = self.take(Aspect::Secrecy);
        if let Some(value @ Value::Bool(secret)) = self.argument.extensions.get("x-secret") {
            return Some(self.declared(Fact::Secret(*secret), "x-secret", value));
        }
        let schema = self.spec.resolve(&self.argument.schema).map(|(_, schema)| schema);
        if schema.and_then(facts::format) == Some("password") {
            return Some(self.declared(Fact::Secret(true), "format", &Value::from("password")));
        }
        let concluded = choose(offers).filter(|inference| inference.chosen.confidence >= 50);
        concluded.or_else(|| {
            // A credential is a secret, except the names that go with one.
            let role = role.filter(|role| role.chosen.fact == Fact::Role(Role::Auth))?;
            let name = super::words::of_name(&self.argument.name).concat();
            let open = ["clientid", "appid", "username", "user", "login", "email"].contains(&name.as_str());
            let evidence = role.chosen.evidence.clone();
            let fact = Fact::Secret(true);
            let chosen = Candidate { fact, rule: "credential", confidence: role.chosen.confidence, evidence };
            (!open).then(|| Inference { chosen, runners_up: Vec::new() })
        })
    }

    fn declared(&self, fact: Fact, key: &str, value: &Value) -> Inference {
        let holder = if key == "format" { &self.argument.schema_pointer } else { &self.argument.pointer };
        let quote = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let evidence = vec![Evidence { place: self.spec.place(&holder.child(key)), quote }];
        Inference { chosen: Candidate { fact, rule: DECLARED, confidence: 100, evidence }, runners_up: Vec::new() }
    }
}

/// The one gate to an argument that declares its type: it is never changed, neither in type, limits or secrecy nor in
/// whether it is an argument. What its own extensions and `format: password` say is no conclusion, and the parts of
/// paging change nothing in the call.
fn leaves_alone(inference: &Inference) -> bool {
    let paging = match &inference.chosen.fact {
        Fact::Role(role) => match role {
            Role::Page | Role::PageSize | Role::Offset | Role::Cursor => true,
            Role::Auth | Role::ContentNegotiation | Role::Jsonp => false,
        },
        _ => false,
    };
    paging || inference.chosen.rule == DECLARED
}

/// Whether what is taken for a secret has a type that can hold one: `pin: true` pins something.
fn can_be_secret(secrecy: &Inference, shape: &Fact) -> bool {
    let text = matches!(
        shape,
        Fact::Type(Shape::Scalar { kind: Scalar::String, .. } | Shape::List { kind: Scalar::String, .. })
    );
    text || secrecy.chosen.rule == DECLARED
}

/// Whether a role that was concluded goes with the type: pages are counted, credentials and callbacks are texts.
fn goes_with(role: &Inference, shape: &Fact) -> bool {
    let Fact::Type(Shape::Scalar { kind, .. }) = shape else { return false };
    match &role.chosen.fact {
        Fact::Role(Role::Page | Role::PageSize | Role::Offset) if role.chosen.rule != DECLARED => {
            *kind == Scalar::Integer
        }
        Fact::Role(Role::Auth | Role::ContentNegotiation | Role::Jsonp) => *kind == Scalar::String,
        _ => true,
    }
}

/// A string, on no evidence at all: what always works.
pub(super) fn default_string(confidence: u8) -> Candidate {
    Candidate { fact: Fact::Type(plain(Scalar::String)), rule: DEFAULT, confidence, evidence: Vec::new() }
}

/// Takes the values of a secret argument out of what is said about it.
fn hide_secrets(answers: &mut BTreeMap<Aspect, Inference>) {
    if answers.get(&Aspect::Secrecy).map(|secrecy| &secrecy.chosen.fact) != Some(&Fact::Secret(true)) {
        return;
    }
    answers.remove(&Aspect::Default);
    answers.remove(&Aspect::Enum);
    let candidates = answers
        .values_mut()
        .flat_map(|inference| std::iter::once(&mut inference.chosen).chain(inference.runners_up.iter_mut()));
    for evidence in candidates.flat_map(|candidate| candidate.evidence.iter_mut()) {
        let key = evidence.place.pointer.split_last().map(|(_, key)| key).unwrap_or_default();
        if ["example", "x-example", "default", "enum", "pattern"].contains(&key.as_str()) {
            "(a secret's value is not shown)".clone_into(&mut evidence.quote);
        }
    }
}

/// Where an argument travels, as documents write it.
pub(super) fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Field(_) => "formData",
    }
}
