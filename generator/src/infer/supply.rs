//! Arguments that no caller has to give: which representation to answer with, and the callback of JSONP.
//!
//! Comes in: a spec, and the roles and limits of its arguments. Goes out: those that are never sent, and those that
//! always have one value. The client reads JSON: an argument is left out only where that gives JSON.

use std::collections::BTreeMap;

use serde_json::Value;

use super::settle::DECLARED;
use super::words::{self, Prose};
use super::{Aspect, Candidate, Fact, Inference, Inferences, Role, Supply};
use crate::pointer::Pointer;
use crate::repair::Evidence;
use crate::spec::{Argument, Location, Operation, Spec, facts};

/// Settles who supplies the arguments of these two roles. Where an argument serves several operations, they agree.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    let mut found: BTreeMap<Pointer, Option<Inference>> = BTreeMap::new();
    for operation in &spec.operations {
        for argument in &operation.arguments {
            let Some(answers) = inferences.get(&argument.pointer) else { continue };
            let Some(supplied) = supplied(spec, operation, argument, answers) else { continue };
            let earlier = found.entry(argument.pointer.clone()).or_insert_with(|| supplied.clone());
            if earlier.as_ref().map(|one| &one.chosen.fact) != supplied.as_ref().map(|one| &one.chosen.fact) {
                *earlier = None;
            }
        }
    }
    for (pointer, inference) in found {
        if let Some(inference) = inference {
            inferences.entry(pointer).or_default().insert(Aspect::Supply, inference);
        }
    }
}

type Answers = BTreeMap<Aspect, Inference>;

/// The answer about an argument of one of the two roles; `None` within where its caller supplies it.
fn supplied(spec: &Spec, operation: &Operation, argument: &Argument, answers: &Answers) -> Option<Option<Inference>> {
    let role = answers.get(&Aspect::Role)?;
    let told = answers.get(&Aspect::Required).is_some_and(|answer| answer.chosen.fact == Fact::Required(true));
    let required = argument.required || told;
    let found = match &role.chosen.fact {
        Fact::Role(Role::Jsonp) if !required => Some((Supply::Nobody, Vec::new())),
        Fact::Role(Role::ContentNegotiation) => {
            negotiated(&Negotiation { spec, operation, argument, answers, required })
        }
        _ => None,
    };
    Some(found.map(|(supply, evidence)| {
        let Candidate { rule, confidence, evidence: because, .. } = role.chosen.clone();
        let rule = if rule == DECLARED { DECLARED } else { "supplied-by-the-client" };
        let mut evidence: Vec<Evidence> = because.into_iter().chain(evidence).collect();
        evidence.dedup();
        let chosen = Candidate { fact: Fact::Supply(supply), rule, confidence, evidence };
        Inference { chosen, runners_up: Vec::new() }
    }))
}

struct Negotiation<'s> {
    spec: &'s Spec,
    operation: &'s Operation,
    argument: &'s Argument,
    answers: &'s Answers,
    required: bool,
}

/// What the client does about an argument that chooses the representation.
fn negotiated(one: &Negotiation) -> Option<(Supply, Vec<Evidence>)> {
    match one.argument.location {
        // The client says itself what it reads and unpacks.
        Location::Header => {
            let is_own = words::of_name(&one.argument.name).first().is_some_and(|first| first == "accept");
            return is_own.then(|| (Supply::Nobody, Vec::new()));
        }
        Location::Query => {}
        Location::Path | Location::Cookie | Location::Field(_) => return None,
    }
    let media: Vec<&str> =
        one.operation.responses.iter().flat_map(|r| &r.media).map(|media| media.name.as_str()).collect();
    let is_json = |name: &str| name.ends_with("/json") || name.ends_with("+json");
    if !media.is_empty() && !media.iter().any(|name| is_json(name)) {
        return None;
    }
    let (json, default, listed) = (one.json(), one.default(), one.listed());
    let gives_json = match &default {
        Some((default, _)) => default.eq_ignore_ascii_case("json"),
        None => {
            let only = !listed.is_empty() && listed.iter().all(|value| value.eq_ignore_ascii_case("json"));
            only || !media.is_empty() && media.iter().all(|name| is_json(name))
        }
    };
    if gives_json && !one.required {
        return Some((Supply::Nobody, default.or(json).map(|(_, evidence)| evidence).into_iter().collect()));
    }
    let (value, evidence) = json.filter(|_| one.required || default.is_some())?;
    Some((Supply::Fixed(value), vec![evidence]))
}

/// Representations that documents name.
const FORMATS: &str = "json|xml|csv|html|text|rss|atom|yaml|kml|jsonp|pdf|tsv|php";

/// How words name the representation that is sent where none is asked for, and whether it is the last of them.
const DEFAULTS: &[(&str, bool)] = &[
    ("default|defaults is|are|to|as|format? FORMATS", true),
    ("default value|format|output|response is|to? FORMATS", true),
    ("default FORMATS", true),
    ("FORMATS by|is|as the|a? default", false),
    ("FORMATS default", false),
];

impl Negotiation<'_> {
    /// The value that counts where none is sent: as the schema says, else as its words do.
    fn default(&self) -> Option<(String, Evidence)> {
        let schema = self.spec.resolve(&self.argument.schema).map(|(_, schema)| schema);
        let declared = schema.and_then(|schema| schema.schema_data.default.as_ref()).and_then(Value::as_str);
        if let Some(default) = declared {
            return Some((default.to_owned(), self.evidence(&self.argument.schema_pointer, "default", default)));
        }
        let text = self.argument.description.as_deref()?;
        let prose = Prose::read(text);
        DEFAULTS.iter().find_map(|(phrase, last)| {
            let phrase = phrase.replace("FORMATS", FORMATS);
            let hit = prose.find_all(&phrase).find(|hit| {
                // In "xml (default), json" the two words around the comma have nothing to do with each other.
                let written = text.get(hit.span.clone()).unwrap_or_default();
                !written.contains([',', ';', ')', ']'])
            })?;
            let at = if *last { hit.words.end.checked_sub(1)? } else { hit.words.start };
            let word = prose.span(at).and_then(|span| text.get(span))?;
            Some((word.to_owned(), self.evidence(&self.argument.pointer, "description", &prose.quote(&hit.span))))
        })
    }

    /// Its value for JSON, where the schema or the words name one.
    fn json(&self) -> Option<(String, Evidence)> {
        let is_json = |value: &String| value.eq_ignore_ascii_case("json");
        if let Some(value) = self.listed().into_iter().find(is_json) {
            let evidence = self.evidence(&self.argument.schema_pointer, "enum", &value);
            return Some((value, evidence));
        }
        let prose = Prose::read(self.argument.description.as_deref()?);
        let hit = prose.find("json")?;
        let evidence = self.evidence(&self.argument.pointer, "description", &prose.quote(&hit.span));
        Some(("json".to_owned(), evidence))
    }

    /// The values that it takes, declared or concluded.
    fn listed(&self) -> Vec<String> {
        let schema = self.spec.resolve(&self.argument.schema).map(|(_, schema)| schema);
        let declared = schema.map(facts::enumeration).unwrap_or_default();
        let mut listed: Vec<String> = declared.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        if let Some(Fact::Enum(values)) = self.answers.get(&Aspect::Enum).map(|answer| &answer.chosen.fact) {
            listed.extend(values.iter().cloned());
        }
        listed
    }

    fn evidence(&self, holder: &Pointer, key: &str, quote: &str) -> Evidence {
        Evidence { place: self.spec.place(&holder.child(key)), quote: words::quote(quote) }
    }
}
