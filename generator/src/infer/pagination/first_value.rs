//! First values of pagination parameters.
//!
//! A wrong value would skip or repeat a page unnoticed, so nothing is assumed.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use super::PaginationContext;
use crate::infer::text::tokens::{self, TokenizedText};
use crate::infer::{Aspect, Candidate, Claim, Inferences};
use crate::repairs::Evidence;
use crate::spec::{Location, Parameter, Spec};

/// The value for the first page.
#[derive(Debug, Clone)]
pub(super) struct FirstValue {
    pub(super) number: u64,
    pub(super) evidence: Option<Evidence>,
}

/// Phrases that state the first value, with that value.
const PHRASES: &[(&str, u64)] = &[
    ("starts|starting|start|starting|begins|beginning|counted|numbered|counting at|from|with zero", 0),
    ("starts|starting|start|starting|begins|beginning|counted|numbered|counting at|from|with 0", 0),
    ("starts|starting|start|starting|begins|beginning|counted|numbered|counting at|from|with one", 1),
    ("starts|starting|start|starting|begins|beginning|counted|numbered|counting at|from|with 1", 1),
    ("zero based|indexed|index", 0),
    ("0 based|indexed|index", 0),
    ("one based|indexed|index", 1),
    ("1 based|indexed|index", 1),
    ("first page is|has|number|at the? number? 0", 0),
    ("first page is|has|number|at the? number? zero", 0),
    ("first page is|has|number|at the? number? 1", 1),
    ("first page is|has|number|at the? number? one", 1),
    ("0 is|for|being the? first", 0),
    ("1 is|for|being the? first", 1),
    ("default|defaults value? is|to|of? page? 0", 0),
    ("default|defaults value? is|to|of? page? 1", 1),
];

/// The first values of a document's parameters by location and the words of their names; `None` if parameters with the
/// same name disagree.
#[derive(Debug, Clone)]
pub struct FirstValues(BTreeMap<(Location, Vec<String>), Option<FirstValue>>);

impl FirstValues {
    /// Reads the first values of all parameters.
    #[must_use]
    pub fn new(spec: &Spec, inferences: &Inferences) -> Self {
        let mut first_values: BTreeMap<_, Option<FirstValue>> = BTreeMap::new();
        for parameter in spec.operations.iter().flat_map(|operation| &operation.parameters) {
            let counts = matches!(parameter.location, Location::Query | Location::Field(_));
            let Some(first) = counts.then(|| first_value(spec, inferences, parameter)).flatten() else { continue };
            let known = first_values.entry(key(parameter)).or_insert_with(|| Some(first.clone()));
            if known.as_ref().is_some_and(|known| known.number != first.number) {
                *known = None;
            }
        }
        Self(first_values)
    }

    /// Returns the first value of a parameter. Defaults to the value of parameters with the same name, if they agree.
    pub(super) fn number(&self, context: PaginationContext, parameter: &Parameter) -> Option<FirstValue> {
        first_value(context.spec, context.inferences, parameter)
            .or_else(|| self.0.get(&key(parameter)).cloned().flatten())
    }
}

fn key(parameter: &Parameter) -> (Location, Vec<String>) {
    (parameter.location, tokens::of_name(&parameter.name))
}

fn first_value(spec: &Spec, inferences: &Inferences, parameter: &Parameter) -> Option<FirstValue> {
    let schema = spec.resolve(&parameter.schema).map(|(_, schema)| schema);
    let inferred = |aspect| Some(&inferences.get(&parameter.pointer)?.get(&aspect)?.chosen);
    let at = |key: &str, number: u64| {
        let place = spec.place(&parameter.schema_pointer.child(key));
        FirstValue { number, evidence: Some(Evidence { place, quote: number.to_string() }) }
    };
    if let Some(number) = schema.and_then(|schema| schema.default.as_ref()).and_then(as_first) {
        return Some(at("default", number));
    }
    if let Some(default) = inferred(Aspect::Default)
        && let Claim::Default(value) = &default.fact
        && let Some(number) = as_first(value)
    {
        return Some(FirstValue { number, evidence: default.evidence.first().cloned() });
    }
    if let Some(first) = stated(spec, parameter) {
        return Some(first);
    }
    // Examples are not evidence: `1` is the first page of some APIs and the second page of others.
    let first = |least: &Number| least.as_u64().filter(|least| *least < 2);
    match (schema.and_then(|schema| schema.minimum.as_ref()), inferred(Aspect::Bounds)) {
        (Some(bound), _) if !bound.exclusive => first(&bound.value).map(|least| at("minimum", least)),
        (None, Some(Candidate { fact: Claim::Bounds(Some(least), _), evidence, .. })) => {
            first(least).map(|number| FirstValue { number, evidence: evidence.first().cloned() })
        }
        _ => None,
    }
}

/// Returns a value if it can identify a first page.
fn as_first(value: &Value) -> Option<u64> {
    let number = value.as_u64().or_else(|| value.as_f64().filter(|number| *number == 1.0).map(|_| 1));
    number.or_else(|| value.as_str()?.trim().parse().ok()).filter(|number| *number < 2)
}

/// Returns the first value that the description states.
fn stated(spec: &Spec, parameter: &Parameter) -> Option<FirstValue> {
    let prose = TokenizedText::read(parameter.description.as_deref()?);
    PHRASES.iter().find_map(|(phrase, number)| {
        let hit = prose.find(phrase)?;
        let place = spec.place(&parameter.pointer.child("description"));
        Some(FirstValue { number: *number, evidence: Some(Evidence { place, quote: prose.quote(&hit.span) }) })
    })
}
