//! Where an argument that counts begins to count.
//!
//! Comes in: an argument. Goes out: its value for the first page, and the words that say so. A page that is taken for the
//! second and is the third would be lost without a trace, so that nothing is assumed.

use serde_json::Value;

use super::Asked;
use crate::infer::words::{self, Prose};
use crate::infer::{Aspect, Fact};
use crate::repair::Evidence;
use crate::spec::{Argument, facts};

/// The value of the first page.
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

/// Where an argument begins to count: as its author says, or as the same argument does elsewhere.
pub(super) fn number(asked: Asked, argument: &Argument) -> Option<First> {
    own(asked, argument).or_else(|| elsewhere(asked, argument))
}

fn own(asked: Asked, argument: &Argument) -> Option<First> {
    let spec = asked.spec;
    let schema = spec.resolve(&argument.schema).map(|(_, schema)| schema);
    let inferred = |aspect| Some(&asked.inferences.get(&argument.pointer)?.get(&aspect)?.chosen.fact);
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
    if let Some(first) = told(asked, argument) {
        return Some(first);
    }
    let least = match (schema.and_then(|schema| facts::bounds(schema).0), inferred(Aspect::Bounds)) {
        (Some(bound), _) if !bound.exclusive => bound.value.as_u64(),
        (None, Some(Fact::Bounds(Some(least), _))) => least.as_u64(),
        _ => None,
    };
    let example = || argument.example.as_ref().or(schema?.schema_data.example.as_ref()).and_then(counted);
    least.filter(|least| *least < 2).map(|least| at("minimum", least)).or_else(|| Some(at("example", example()?)))
}

/// A value that can be that of a first page.
fn counted(value: &Value) -> Option<u64> {
    let number = value.as_u64().or_else(|| value.as_f64().filter(|number| *number == 1.0).map(|_| 1));
    number.or_else(|| value.as_str()?.trim().parse().ok()).filter(|number| *number < 2)
}

/// Where the author's words say that it begins.
fn told(asked: Asked, argument: &Argument) -> Option<First> {
    let prose = Prose::read(argument.description.as_deref()?);
    PHRASES.iter().find_map(|(phrase, number)| {
        let hit = prose.find(phrase)?;
        let place = asked.spec.place(&argument.pointer.child("description"));
        Some(First { number: *number, evidence: Some(Evidence { place, quote: prose.quote(&hit.span) }) })
    })
}

/// Where arguments of the same name begin to count, if all that say it agree.
fn elsewhere(asked: Asked, argument: &Argument) -> Option<First> {
    let name = words::of_name(&argument.name);
    let others = asked.spec.operations.iter().flat_map(|operation| &operation.arguments);
    let others = others.filter(|other| other.pointer != argument.pointer && other.location == argument.location);
    let mut found = others.filter(|other| words::of_name(&other.name) == name).filter_map(|other| own(asked, other));
    let first = found.next()?;
    found.all(|other| other.number == first.number).then_some(first)
}
