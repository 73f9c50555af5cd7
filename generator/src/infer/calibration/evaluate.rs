//! Evaluation of type inference: declared types are removed and inferred again.
//!
//! Enums, defaults, examples, formats and schemas are removed as well, so only names and descriptions remain. Used by
//! `cargo xtask measure` only.

use std::iter;

use super::ablation;
use crate::infer::calibration_data::DeclaredType;
use crate::infer::declarations::{declared_type, location_name};
use crate::infer::{Aspect, Candidate, Claim, Inference, InferredType};
use crate::pointer::Place;
use crate::spec::{Location, Operation, Parameter, ParameterStyle, Schema, Spec};

/// The minimum confidence of a type other than string, in percent.
pub const MIN_CONFIDENCE: u8 = crate::infer::rule_ids::MIN_CONFIDENCE;

/// A parameter with a declared type.
#[derive(Debug, Clone)]
pub struct EvaluationCase {
    /// The name.
    pub name: String,
    /// The location, as written in documents.
    pub location: &'static str,
    /// The place.
    pub place: Place,
    /// The description.
    pub words: Option<String>,
    /// The declared type.
    pub declared: DeclaredType,
    /// The most confident type other than string, even if it is below the threshold.
    pub prediction: Option<Prediction>,
    /// True if the prediction is above the threshold.
    pub accepted: bool,
}

/// An inferred type.
#[derive(Debug, Clone, Copy)]
pub struct Prediction {
    /// The type.
    pub kind: DeclaredType,
    /// The most confident rule that infers it.
    pub rule: &'static str,
    /// The confidence, in percent.
    pub confidence: u8,
}

impl EvaluationCase {
    /// Returns true if the prediction is the declared type. Returns `None` if there is no prediction, or if a
    /// documented list is declared as a string, which is not a contradiction because the items are joined either way.
    #[must_use]
    pub fn is_correct(&self) -> Option<bool> {
        let prediction = self.prediction?;
        (!self.is_list_as_text()).then_some(prediction.kind == self.declared)
    }

    /// Returns true if a documented list is declared as a string.
    #[must_use]
    pub fn is_list_as_text(&self) -> bool {
        self.declared == DeclaredType::String
            && self.prediction.is_some_and(|prediction| prediction.kind == DeclaredType::Array)
    }
}

/// Infers the type of every parameter with a declared type from a copy of the document without types.
#[must_use]
pub fn cases(typed: &Spec) -> Vec<EvaluationCase> {
    let inferences = crate::infer::infer(&without_types(typed));
    let parameters = typed.operations.iter().flat_map(|operation| &operation.parameters);
    let cases = parameters.filter_map(|parameter| {
        let declared = declared_type(typed, parameter)?;
        let inference = inferences.get(&parameter.pointer)?.get(&Aspect::Type)?;
        let likely = likely(inference);
        Some(EvaluationCase {
            name: parameter.name.clone(),
            location: location_name(parameter.location),
            place: typed.place(&parameter.pointer),
            words: ablation::words_about(typed, parameter).map(str::to_owned),
            declared: DeclaredType::from_inferred(&declared),
            prediction: likely.map(|(candidate, kind)| Prediction {
                kind,
                rule: candidate.rule,
                confidence: candidate.confidence,
            }),
            accepted: likely.is_some_and(|(candidate, _)| *candidate == inference.chosen),
        })
    });
    cases.collect()
}

/// Returns the declared type of a parameter; `None` for objects and mixed types.
#[must_use]
pub fn declared(spec: &Spec, parameter: &Parameter) -> Option<InferredType> {
    declared_type(spec, parameter)
}

/// Returns the most confident type other than string.
fn likely(inference: &Inference) -> Option<(&Candidate, DeclaredType)> {
    let mut candidates = iter::once(&inference.chosen).chain(&inference.runners_up);
    candidates.find_map(|candidate| {
        let Claim::Type(inferred) = &candidate.fact else { return None };
        Some((candidate, DeclaredType::from_inferred(inferred))).filter(|(_, kind)| *kind != DeclaredType::String)
    })
}

/// Returns a copy of the document without types. Names and descriptions remain.
fn without_types(spec: &Spec) -> Spec {
    let mut bare = spec.clone();
    bare.operations.iter_mut().for_each(|operation| strip(spec, operation));
    bare.schemas.clear();
    bare
}

fn strip(spec: &Spec, operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().filter(|parameter| declared_type(spec, parameter).is_some()) {
        parameter.description = ablation::words_about(spec, parameter).map(str::to_owned);
        parameter.schema = Schema::default().into();
        parameter.example = None;
        parameter.style = default_style(parameter);
    }
}

/// Returns the default style of a list. Any other style would reveal the type.
fn default_style(parameter: &Parameter) -> ParameterStyle {
    match (parameter.style, parameter.location) {
        (style @ (ParameterStyle::Json | ParameterStyle::Text | ParameterStyle::FormDefault), _) => style,
        (_, Location::Path | Location::Header) => ParameterStyle::Joined(','),
        (_, Location::Query | Location::Cookie | Location::Field(_)) => ParameterStyle::Exploded,
    }
}
