//! Resolution of the votes about a parameter into consistent facts.
//!
//! Declared facts are not changed, inferred facts fit the inferred type, and values of secrets are not quoted.

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Number, Value};

use super::arbitrate::{Vote, choose};
use super::calibration_data::{self, RuleBasis};
use super::contradiction::Contradiction;
use super::declarations::{declared_type, is_authorization_header, is_untyped};
use super::document_index::{DocumentIndex, Occurrence};
use super::operation_texts::OperationTexts;
use super::page_votes::PageVotes;
use super::parameter_context::ParameterContext;
use super::rule_ids::{DECLARED, DEFAULT, MIN_CONFIDENCE};
use super::rules::RULES;
use super::text::tokens;
use super::{Aspect, Candidate, Claim, EvidenceSource, Inference, InferredType, Role, Scalar};
use crate::documentation::Documentation;
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::{Operation, Parameter, Spec};

/// A parameter with the votes about it. Several operations may share it.
pub(super) struct ParameterVotes<'s> {
    spec: &'s Spec,
    parameter: &'s Parameter,
    /// The method and path of the first operation.
    operation: String,
    votes: Vec<Vote>,
    in_pages: PageVotes,
}

/// Adds the types that descriptions and values alone imply to the index, as evidence about other parameters and ids.
pub(super) fn add_described_types(spec: &Spec, index: &mut DocumentIndex) {
    let mut found = Vec::new();
    for operation in &spec.operations {
        let texts = Rc::new(OperationTexts::new(operation));
        for parameter in operation.parameters.iter().filter(|parameter| is_untyped(spec, parameter)) {
            let context = ParameterContext::new(spec, operation, parameter, &texts, index);
            let rules =
                RULES.iter().filter(|rule| matches!(rule.source, EvidenceSource::Prose | EvidenceSource::Values));
            let votes = rules.filter_map(|rule| rule.vote(&context)).filter(|vote| is_type(&vote.candidate.fact));
            let Some(chosen) = choose(votes.collect()).map(|inference| inference.chosen) else { continue };
            let (Claim::Type(shape), Some(evidence)) = (chosen.fact, chosen.evidence.into_iter().next()) else {
                continue;
            };
            if chosen.confidence >= MIN_CONFIDENCE {
                let Evidence { place, quote } = evidence;
                let (pointer, within) = (parameter.pointer.clone(), Some(operation.pointer.clone()));
                let occurrence = Occurrence { pointer, operation: within, shape, place, quote };
                found.push((operation, parameter, occurrence, chosen.rule));
            }
        }
    }
    for (operation, parameter, occurrence, rule) in found {
        index.add_described_type(operation, parameter, occurrence, rule);
    }
}

fn is_type(fact: &Claim) -> bool {
    matches!(fact, Claim::Type(_))
}

impl<'s> ParameterVotes<'s> {
    /// Applies the rules to all parameters of a document, grouped by location.
    pub(super) fn by_location(
        spec: &'s Spec,
        documentation: &'s Documentation,
        index: &'s DocumentIndex,
    ) -> IndexMap<Pointer, Self> {
        let mut places: IndexMap<Pointer, Self> = IndexMap::new();
        for operation in &spec.operations {
            let texts = Rc::new(OperationTexts::new(operation));
            let in_pages = OperationTexts::in_pages(operation, documentation);
            for parameter in &operation.parameters {
                let entry = places.entry(parameter.pointer.clone());
                let parameter_votes = entry.or_insert_with(|| Self::new(spec, operation, parameter));
                let context = ParameterContext::new(spec, operation, parameter, &texts, index);
                let votes = RULES.iter().filter_map(|rule| rule.vote(&context));
                parameter_votes.votes.extend(votes);
                for texts in in_pages.iter().filter(|texts| texts.may_name(parameter)) {
                    parameter_votes.in_pages.add(&ParameterContext::new(spec, operation, parameter, texts, index));
                }
            }
        }
        places
    }

    fn new(spec: &'s Spec, operation: &Operation, parameter: &'s Parameter) -> Self {
        let operation = format!("{} {}", operation.method.to_uppercase(), operation.path);
        Self { spec, parameter, operation, votes: Vec::new(), in_pages: PageVotes::default() }
    }

    /// Adds the votes of pages, and returns the facts of pages that differ from the document.
    pub(super) fn merge_pages(&mut self) -> Vec<Contradiction> {
        let in_pages = std::mem::take(&mut self.in_pages);
        let differing = in_pages.merge(self.spec, self.parameter, &mut self.votes).into_iter();
        let contradiction = |(documented, kept)| Contradiction {
            place: self.spec.place(&self.parameter.pointer),
            subject: self.parameter.name.clone(),
            operation: self.operation.clone(),
            documented,
            kept,
        };
        differing.map(contradiction).collect()
    }

    /// Resolves the votes into facts that fit each other.
    pub(super) fn resolve(mut self) -> BTreeMap<Aspect, Inference> {
        let open = is_untyped(self.spec, self.parameter);
        let mut facts = BTreeMap::new();
        let mut keep = |inference: Option<Inference>| {
            inference.map(|inference| facts.insert(inference.chosen.fact.aspect(), inference))
        };
        let role = self.role();
        let shape = open.then(|| self.shape());
        let role = role.filter(|role| {
            let is_declared = role.chosen.rule == DECLARED;
            shape.as_ref().is_none_or(|shape| role_fits(&role.chosen.fact, is_declared, &shape.chosen.fact))
        });
        let secrecy = self.secrecy(role.as_ref());
        keep(secrecy.filter(|secrecy| match &shape {
            Some(shape) => can_be_secret(secrecy, &shape.chosen.fact),
            None => secrecy.chosen.rule == DECLARED || self.is_declared_text(),
        }));
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
            let can_be_credential = !self.spec.security_schemes.is_empty() && self.is_declared_text();
            facts.retain(|_, inference| is_allowed_for_typed(inference, can_be_credential));
        }
        hide_secrets(&mut facts);
        facts
    }

    /// Removes and returns the votes about an aspect.
    fn remove_votes(&mut self, aspect: Aspect) -> Vec<Vote> {
        let (removed, kept) =
            std::mem::take(&mut self.votes).into_iter().partition(|vote| vote.candidate.fact.aspect() == aspect);
        self.votes = kept;
        removed
    }

    /// Returns the conclusion about an aspect if its confidence is at least 50 %.
    fn choose(&mut self, aspect: Aspect) -> Option<Inference> {
        choose(self.remove_votes(aspect)).filter(|inference| inference.chosen.confidence >= 50)
    }

    /// Returns the type; string if no other type has sufficient confidence.
    fn shape(&mut self) -> Inference {
        let inference = choose(self.remove_votes(Aspect::Type));
        let Some(mut inference) = inference else {
            let chosen = default_string(calibration_data::confidence(DEFAULT, RuleBasis::Counted));
            return Inference { chosen, runners_up: Vec::new() };
        };
        let text = matches!(&inference.chosen.fact, Claim::Type(InferredType::Scalar { kind: Scalar::String, .. }));
        if text || inference.chosen.confidence >= MIN_CONFIDENCE {
            return inference;
        }
        let default = default_string(100 - inference.chosen.confidence);
        inference.runners_up.insert(0, std::mem::replace(&mut inference.chosen, default));
        inference
    }

    /// Returns true if a fact fits the type, and the schema does not declare it.
    fn fits(&self, fact: &Claim, chosen: &Claim) -> bool {
        let Claim::Type(shape) = chosen else { return false };
        let schema = self.spec.resolve(&self.parameter.schema).map(|(_, schema)| schema);
        let numeric = matches!(shape, InferredType::Scalar { kind: Scalar::Integer | Scalar::Number, .. });
        match fact {
            Claim::Required(_) => !self.parameter.optional,
            Claim::Count(..) => {
                matches!(shape, InferredType::List { .. })
                    && schema.is_none_or(|s| (s.min_items, s.max_items) == (None, None))
            }
            Claim::Bounds(least, most) => {
                let are_integers = [least, most].into_iter().flatten().all(Number::is_i64);
                let kind_fits = are_integers || matches!(shape, InferredType::Scalar { kind: Scalar::Number, .. });
                numeric
                    && kind_fits
                    && schema.is_none_or(|schema| (schema.minimum.as_ref(), schema.maximum.as_ref()) == (None, None))
            }
            Claim::Enum(_) => {
                *shape == InferredType::scalar(Scalar::String)
                    && schema.is_none_or(|schema| schema.enum_values.is_empty())
            }
            Claim::Default(value) => {
                let kind_fits = match (value, shape) {
                    (Value::Bool(_), InferredType::Scalar { kind: Scalar::Boolean, .. }) => true,
                    (Value::Number(number), InferredType::Scalar { kind: Scalar::Integer, .. }) => number.is_i64(),
                    (Value::Number(_), InferredType::Scalar { kind: Scalar::Number, .. }) => true,
                    (Value::String(_), _) => {
                        let values = schema.map(|schema| schema.enum_values.as_slice()).unwrap_or_default();
                        *shape == InferredType::scalar(Scalar::String) && (values.is_empty() || values.contains(value))
                    }
                    _ => false,
                };
                kind_fits && schema.is_none_or(|schema| schema.default.is_none())
            }
            Claim::Type(_) | Claim::Secret(_) | Claim::Role(_) | Claim::Supply(_) | Claim::Response(_) => false,
            Claim::OperationId(_) | Claim::Scheme(_) | Claim::Open(_) | Claim::Pagination(_) => false,
        }
    }

    /// Returns the role: declared by `x-role`, or inferred.
    fn role(&mut self) -> Option<Inference> {
        let votes = self.remove_votes(Aspect::Role);
        if let Some(value) = self.parameter.extensions.get("x-role") {
            let role = Role::ALL.iter().find(|role| value.as_str() == Some(role.as_str()))?;
            return Some(self.declared(Claim::Role(*role), "x-role", value));
        }
        // OpenAPI ignores parameters of this name, so it can only be a credential.
        if is_authorization_header(self.parameter) && !is_untyped(self.spec, self.parameter) {
            return Some(self.declared(Claim::Role(Role::Auth), "name", &Value::from(self.parameter.name.clone())));
        }
        let declared = declared_type(self.spec, self.parameter);
        let fits = |fact: &Claim| match (&declared, fact) {
            (Some(InferredType::Scalar { kind: Scalar::Boolean, .. } | InferredType::List { .. }), Claim::Role(_)) => {
                false
            }
            (
                Some(InferredType::Scalar { kind, .. }),
                Claim::Role(Role::Auth | Role::ContentNegotiation | Role::Jsonp),
            ) => *kind == Scalar::String,
            _ => true,
        };
        let votes = votes.into_iter().filter(|vote| fits(&vote.candidate.fact)).collect();
        choose(votes).filter(|inference| inference.chosen.confidence >= MIN_CONFIDENCE)
    }

    /// Returns the secrecy: declared by `x-secret` or the format, or inferred.
    fn secrecy(&mut self, role: Option<&Inference>) -> Option<Inference> {
        let votes = self.remove_votes(Aspect::Secrecy);
        if let Some(value @ Value::Bool(secret)) = self.parameter.extensions.get("x-secret") {
            return Some(self.declared(Claim::Secret(*secret), "x-secret", value));
        }
        let schema = self.spec.resolve(&self.parameter.schema).map(|(_, schema)| schema);
        if schema.and_then(|schema| schema.format.as_deref()) == Some("password") {
            return Some(self.declared(Claim::Secret(true), "format", &Value::from("password")));
        }
        let concluded = choose(votes).filter(|inference| inference.chosen.confidence >= 50);
        concluded.or_else(|| {
            // A credential is a secret, unless it only identifies a client or user.
            let role = role.filter(|role| role.chosen.fact == Claim::Role(Role::Auth))?;
            let name = tokens::of_name(&self.parameter.name).concat();
            let open = ["clientid", "appid", "username", "user", "login", "email"].contains(&name.as_str());
            let evidence = role.chosen.evidence.clone();
            let fact = Claim::Secret(true);
            let chosen = Candidate { fact, rule: "credential", confidence: role.chosen.confidence, evidence };
            (!open).then(|| Inference { chosen, runners_up: Vec::new() })
        })
    }

    /// Returns true if the parameter declares that it is any text: a string without a format and without listed values.
    fn is_declared_text(&self) -> bool {
        let is_text = matches!(
            declared_type(self.spec, self.parameter),
            Some(
                InferredType::Scalar { kind: Scalar::String, format: None }
                    | InferredType::List { kind: Scalar::String, format: None, .. }
            )
        );
        let schema = self.spec.resolve(&self.parameter.schema).map(|(_, schema)| schema);
        is_text && schema.is_some_and(|schema| schema.enum_values.is_empty())
    }

    fn declared(&self, fact: Claim, key: &str, value: &Value) -> Inference {
        let holder = if key == "format" { &self.parameter.schema_pointer } else { &self.parameter.pointer };
        let quote = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let evidence = vec![Evidence { place: self.spec.place(&holder.child(key)), quote }];
        Inference { chosen: Candidate { fact, rule: DECLARED, confidence: 100, evidence }, runners_up: Vec::new() }
    }
}

/// Returns true if a fact may be added to a parameter that declares its type. Its type and bounds never change, and it
/// stays a parameter. A string may be a secret, and the credential of a declared scheme. Facts that its extensions and
/// `format: password` declare are not inferences, and roles in pagination do not change the request.
fn is_allowed_for_typed(inference: &Inference, can_be_credential: bool) -> bool {
    let is_allowed = match &inference.chosen.fact {
        Claim::Role(Role::Page | Role::PageSize | Role::Offset | Role::Cursor) | Claim::Secret(true) => true,
        Claim::Role(Role::Auth) => can_be_credential,
        _ => false,
    };
    is_allowed || inference.chosen.rule == DECLARED
}

/// Returns true if the type can contain a secret: `pin: true` pins something.
fn can_be_secret(secrecy: &Inference, shape: &Claim) -> bool {
    is_text(shape) || secrecy.chosen.rule == DECLARED
}

fn is_text(shape: &Claim) -> bool {
    matches!(
        shape,
        Claim::Type(
            InferredType::Scalar { kind: Scalar::String, .. } | InferredType::List { kind: Scalar::String, .. }
        )
    )
}

/// Returns true if an earlier conclusion about a parameter is possible with its declaration. `shape` is the inferred
/// type; `None` if the parameter declares its type.
pub(super) fn still_fits(spec: &Spec, parameter: &Parameter, fact: &Claim, shape: Option<&Claim>) -> bool {
    let in_pages = PageVotes::default();
    let votes = ParameterVotes { spec, parameter, operation: String::new(), votes: Vec::new(), in_pages };
    match (fact, shape) {
        (Claim::Type(_), shape) => shape.is_some(),
        (Claim::Secret(_), Some(shape)) => is_text(shape),
        (Claim::Secret(_) | Claim::Role(Role::Auth), None) => votes.is_declared_text(),
        (Claim::Role(Role::Page | Role::PageSize | Role::Offset | Role::Cursor), None) => true,
        (Claim::Role(_), Some(shape)) => role_fits(fact, false, shape),
        (fact, Some(shape)) => votes.fits(fact, shape),
        (_, None) => false,
    }
}

/// Returns true if a role fits the type: page numbers are integers, credentials and callbacks are strings.
fn role_fits(role: &Claim, is_declared: bool, shape: &Claim) -> bool {
    let Claim::Type(InferredType::Scalar { kind, .. }) = shape else { return false };
    match role {
        Claim::Role(Role::Page | Role::PageSize | Role::Offset) if !is_declared => *kind == Scalar::Integer,
        Claim::Role(Role::Auth | Role::ContentNegotiation | Role::Jsonp) => *kind == Scalar::String,
        _ => true,
    }
}

/// Returns the default candidate without evidence: a string, which accepts every value.
pub(super) fn default_string(confidence: u8) -> Candidate {
    Candidate {
        fact: Claim::Type(InferredType::scalar(Scalar::String)),
        rule: DEFAULT,
        confidence,
        evidence: Vec::new(),
    }
}

/// Removes the values of a secret parameter from its facts and their evidence.
fn hide_secrets(facts: &mut BTreeMap<Aspect, Inference>) {
    if facts.get(&Aspect::Secrecy).map(|secrecy| &secrecy.chosen.fact) != Some(&Claim::Secret(true)) {
        return;
    }
    facts.remove(&Aspect::Default);
    facts.remove(&Aspect::Enum);
    let candidates = facts
        .values_mut()
        .flat_map(|inference| std::iter::once(&mut inference.chosen).chain(inference.runners_up.iter_mut()));
    for evidence in candidates.flat_map(|candidate| candidate.evidence.iter_mut()) {
        let key = evidence.place.pointer.split_last().map(|(_, key)| key).unwrap_or_default();
        if ["example", "x-example", "default", "enum", "pattern"].contains(&key.as_str()) {
            "(a secret's value is not shown)".clone_into(&mut evidence.quote);
        }
    }
}
