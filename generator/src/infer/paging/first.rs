//! Where an argument that counts begins to count.
//!
//! Comes in: an argument. Goes out: its value for the first page, and the words that say so. A page that is taken for the
//! second and is the third would be lost without a trace, so that nothing is assumed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Asked;
use crate::infer::words::{self, Prose};
use crate::infer::{Aspect, Fact, Inferences};
use crate::repair::Evidence;
use crate::spec::{Argument, Location, Spec, facts};

/// The value of the first page.
#[derive(Debug, Clone)]
pub(super) struct First {
    pub(super) number: u64,
    pub(super) evidence: Option<Evidence>,
}

/// How words say where pages begin, with the number in them.
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

/// Where the arguments of a document begin to count, by where they travel and the words of their names; `None` where
/// those of a name do not agree.
#[derive(Debug, Clone)]
pub struct Firsts(BTreeMap<(Location, Vec<String>), Option<First>>);

impl Firsts {
    /// Reads all arguments, each once.
    #[must_use]
    pub fn of(spec: &Spec, inferences: &Inferences) -> Self {
        let mut firsts: BTreeMap<_, Option<First>> = BTreeMap::new();
        for argument in spec.operations.iter().flat_map(|operation| &operation.arguments) {
            let counts = matches!(argument.location, Location::Query | Location::Field(_));
            let Some(first) = counts.then(|| own(spec, inferences, argument)).flatten() else { continue };
            let known = firsts.entry(key(argument)).or_insert_with(|| Some(first.clone()));
            if known.as_ref().is_some_and(|known| known.number != first.number) {
                *known = None;
            }
        }
        Self(firsts)
    }

    /// Where an argument begins to count: as its author says, or as those of the same name do, if all that say it agree.
    pub(super) fn number(&self, asked: Asked, argument: &Argument) -> Option<First> {
        own(asked.spec, asked.inferences, argument).or_else(|| self.0.get(&key(argument)).cloned().flatten())
    }
}

fn key(argument: &Argument) -> (Location, Vec<String>) {
    (argument.location, words::of_name(&argument.name))
}

fn own(spec: &Spec, inferences: &Inferences, argument: &Argument) -> Option<First> {
    let schema = spec.resolve(&argument.schema).map(|(_, schema)| schema);
    let inferred = |aspect| Some(&inferences.get(&argument.pointer)?.get(&aspect)?.chosen.fact);
    let at = |key: &str, number: u64| {
        let place = spec.place(&argument.schema_pointer.child(key));
        First { number, evidence: Some(Evidence { place, quote: number.to_string() }) }
    };
    let default = schema.and_then(|schema| schema.schema_data.default.as_ref()).or(match inferred(Aspect::Default) {
        Some(Fact::Default(value)) => Some(value),
        _ => None,
    });
    if let Some(number) = default.and_then(counted) {
        return Some(at("default", number));
    }
    if let Some(first) = told(spec, argument) {
        return Some(first);
    }
    let least = match (schema.and_then(|schema| facts::bounds(schema).0), inferred(Aspect::Bounds)) {
        (Some(bound), _) if !bound.exclusive => bound.value.as_u64(),
        (None, Some(Fact::Bounds(Some(least), _))) => least.as_u64(),
        _ => None,
    };
    // An example is any page's: `1` is the first number of some APIs and the second of others.
    least.filter(|least| *least < 2).map(|least| at("minimum", least))
}

/// A value that can be that of a first page.
fn counted(value: &Value) -> Option<u64> {
    let number = value.as_u64().or_else(|| value.as_f64().filter(|number| *number == 1.0).map(|_| 1));
    number.or_else(|| value.as_str()?.trim().parse().ok()).filter(|number| *number < 2)
}

/// Where the author's words say that it begins.
fn told(spec: &Spec, argument: &Argument) -> Option<First> {
    let prose = Prose::read(argument.description.as_deref()?);
    PHRASES.iter().find_map(|(phrase, number)| {
        let hit = prose.find(phrase)?;
        let place = spec.place(&argument.pointer.child("description"));
        Some(First { number: *number, evidence: Some(Evidence { place, quote: prose.quote(&hit.span) }) })
    })
}
