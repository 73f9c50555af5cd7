//! Types taken away and inferred again, to see how often inference is right.
//!
//! Comes in: a typed spec. Goes out: for each argument what it declares, and what was inferred of it from names and
//! descriptions alone: enums, defaults, examples, formats and schemas are taken away with the type. The client never
//! sees any of it.

use std::iter;

use openapiv3::{AnySchema, ReferenceOr, SchemaData};

use super::figures::Kind;
use super::settle::{self, SURE};
use super::{Aspect, Candidate, Fact, Inference, Shape, survey, trials};
use crate::pointer::Place;
use crate::spec::{Argument, Location, Operation, Spec, Style};

/// From here on, in percent, a type other than string is believed.
pub const BELIEVED: u8 = SURE;

/// One argument that declares a type.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Where it travels, as documents write it.
    pub location: &'static str,
    /// Where it stands.
    pub place: Place,
    /// The author's words about it.
    pub words: Option<String>,
    /// What it declares.
    pub declared: Kind,
    /// The surest type other than string, whether it was believed or not.
    pub guess: Option<Guess>,
    /// Whether it was believed.
    pub believed: bool,
}

/// What was inferred.
#[derive(Debug, Clone, Copy)]
pub struct Guess {
    /// The type.
    pub kind: Kind,
    /// The rule that says so; of several that agree, the surest.
    pub rule: &'static str,
    /// How sure it is, in percent.
    pub confidence: u8,
}

impl Case {
    /// Whether the guess is what is declared. `None` where there is no guess, and where a list is told in words and a
    /// string declared: that is no contradiction, as the items are joined to a text either way.
    #[must_use]
    pub fn is_right(&self) -> Option<bool> {
        let guess = self.guess?;
        (!self.is_list_as_text()).then_some(guess.kind == self.declared)
    }

    /// Whether a list is told in words and a string declared.
    #[must_use]
    pub fn is_list_as_text(&self) -> bool {
        self.declared == Kind::String && self.guess.is_some_and(|guess| guess.kind == Kind::Array)
    }
}

/// Infers the type of every argument that declares one, without what it declares.
#[must_use]
pub fn cases(typed: &Spec) -> Vec<Case> {
    let inferences = super::infer(&without_types(typed));
    let arguments = typed.operations.iter().flat_map(|operation| &operation.arguments);
    let cases = arguments.filter_map(|argument| {
        let declared = survey::declared(typed, argument)?;
        let inference = inferences.get(&argument.pointer)?.get(&Aspect::Type)?;
        let likely = likely(inference);
        Some(Case {
            name: argument.name.clone(),
            location: settle::location(argument.location),
            place: typed.place(&argument.pointer),
            words: trials::words_about(typed, argument).map(str::to_owned),
            declared: Kind::of(&declared),
            guess: likely.map(|(candidate, kind)| Guess {
                kind,
                rule: candidate.rule,
                confidence: candidate.confidence,
            }),
            believed: likely.is_some_and(|(candidate, _)| *candidate == inference.chosen),
        })
    });
    cases.collect()
}

/// What an argument declares about its type; nothing where that is an object or a mixture.
#[must_use]
pub fn declared(spec: &Spec, argument: &Argument) -> Option<Shape> {
    survey::declared(spec, argument)
}

/// The surest type other than string.
fn likely(inference: &Inference) -> Option<(&Candidate, Kind)> {
    let mut candidates = iter::once(&inference.chosen).chain(&inference.runners_up);
    candidates.find_map(|candidate| {
        let Fact::Type(shape) = &candidate.fact else { return None };
        Some((candidate, Kind::of(shape))).filter(|(_, kind)| *kind != Kind::String)
    })
}

/// The document without any type, its words and names kept.
fn without_types(spec: &Spec) -> Spec {
    let mut bare = spec.clone();
    bare.operations.iter_mut().for_each(|operation| strip(spec, operation));
    bare.schemas.clear();
    bare
}

fn strip(spec: &Spec, operation: &mut Operation) {
    for argument in operation.arguments.iter_mut().filter(|argument| survey::declared(spec, argument).is_some()) {
        argument.description = trials::words_about(spec, argument).map(str::to_owned);
        argument.schema = ReferenceOr::Item(trials::untyped(SchemaData::default(), AnySchema::default()));
        argument.example = None;
        argument.style = usual_style(argument);
    }
}

/// How a list would be written that nothing is said about. Another way to write it would give it away.
fn usual_style(argument: &Argument) -> Style {
    match (argument.style, argument.location) {
        (style @ (Style::Json | Style::Text | Style::Content), _) => style,
        (_, Location::Path | Location::Header) => Style::Joined(','),
        (_, Location::Query | Location::Cookie | Location::Field(_)) => Style::Exploded,
    }
}
