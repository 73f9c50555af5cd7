//! Parameters for content negotiation and JSONP that the client omits or sends with a constant.
//!
//! The client reads JSON. It omits a parameter only if the response is JSON without it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::rule_ids::DECLARED;
use super::text::tokens::{self, TokenizedText};
use super::{Aspect, Candidate, Claim, Inference, Inferences, Role, Supply};
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::{Location, Operation, Parameter, Spec};

/// Infers how the client supplies parameters for content negotiation and JSONP. The operations that share a parameter
/// must agree.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    let mut found: BTreeMap<Pointer, Option<Inference>> = BTreeMap::new();
    for operation in &spec.operations {
        for parameter in &operation.parameters {
            let Some(facts) = inferences.get(&parameter.pointer) else { continue };
            let Some(supplied) = supplied(spec, operation, parameter, facts) else { continue };
            let earlier = found.entry(parameter.pointer.clone()).or_insert_with(|| supplied.clone());
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

/// The facts about one parameter.
type Facts = BTreeMap<Aspect, Inference>;

/// Returns the supply of a parameter with one of the two roles; the inner `None` means that the caller supplies it.
fn supplied(spec: &Spec, operation: &Operation, parameter: &Parameter, facts: &Facts) -> Option<Option<Inference>> {
    let role = facts.get(&Aspect::Role)?;
    let documented = facts.get(&Aspect::Required).is_some_and(|response| response.chosen.fact == Claim::Required(true));
    let required = parameter.required || documented;
    let found = match &role.chosen.fact {
        Claim::Role(Role::Jsonp) if !required => Some((Supply::Nobody, Vec::new())),
        Claim::Role(Role::ContentNegotiation) => {
            negotiated(&Negotiation { spec, operation, parameter, facts, required })
        }
        _ => None,
    };
    Some(found.map(|(supply, evidence)| {
        let Candidate { rule, confidence, evidence: because, .. } = role.chosen.clone();
        let rule = if rule == DECLARED { DECLARED } else { "client-supplied" };
        let mut evidence: Vec<Evidence> = because.into_iter().chain(evidence).collect();
        evidence.dedup();
        let chosen = Candidate { fact: Claim::Supply(supply), rule, confidence, evidence };
        Inference { chosen, runners_up: Vec::new() }
    }))
}

struct Negotiation<'s> {
    spec: &'s Spec,
    operation: &'s Operation,
    parameter: &'s Parameter,
    facts: &'s Facts,
    required: bool,
}

/// Returns the supply of a parameter that selects the media type, with its evidence.
fn negotiated(one: &Negotiation) -> Option<(Supply, Vec<Evidence>)> {
    match one.parameter.location {
        // The client sets its `Accept` and `Accept-Encoding` headers.
        Location::Header => {
            let is_accept = tokens::of_name(&one.parameter.name).first().is_some_and(|first| first == "accept");
            return is_accept.then(|| (Supply::Nobody, Vec::new()));
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

/// Names of media types in documents.
const FORMATS: &str = "json|xml|csv|html|text|rss|atom|yaml|kml|jsonp|pdf|tsv|php";

/// Phrases that state the default media type, and true if it is the last word.
const DEFAULTS: &[(&str, bool)] = &[
    ("default|defaults is|are|to|as|format? FORMATS", true),
    ("default value|format|output|response is|to? FORMATS", true),
    ("default FORMATS", true),
    ("FORMATS by|is|as the|a? default", false),
    ("FORMATS default", false),
];

impl Negotiation<'_> {
    /// Returns the default value: from the schema, or else from the description.
    fn default(&self) -> Option<(String, Evidence)> {
        let schema = self.spec.resolve(&self.parameter.schema).map(|(_, schema)| schema);
        let declared = schema.and_then(|schema| schema.default.as_ref()).and_then(Value::as_str);
        if let Some(default) = declared {
            return Some((default.to_owned(), self.evidence(&self.parameter.schema_pointer, "default", default)));
        }
        let text = self.parameter.description.as_deref()?;
        let prose = TokenizedText::read(text);
        DEFAULTS.iter().find_map(|(phrase, last)| {
            let phrase = phrase.replace("FORMATS", FORMATS);
            let hit = prose.find_all(&phrase).find(|hit| {
                // In "xml (default), json" the words around the comma are unrelated.
                let written = text.get(hit.span.clone()).unwrap_or_default();
                !written.contains([',', ';', ')', ']'])
            })?;
            let at = if *last { hit.words.end.checked_sub(1)? } else { hit.words.start };
            let word = prose.span(at).and_then(|span| text.get(span))?;
            Some((word.to_owned(), self.evidence(&self.parameter.pointer, "description", &prose.quote(&hit.span))))
        })
    }

    /// Returns the value for JSON, if the schema or the description contains one.
    fn json(&self) -> Option<(String, Evidence)> {
        let is_json = |value: &String| value.eq_ignore_ascii_case("json");
        if let Some(value) = self.listed().into_iter().find(is_json) {
            let evidence = self.evidence(&self.parameter.schema_pointer, "enum", &value);
            return Some((value, evidence));
        }
        let prose = TokenizedText::read(self.parameter.description.as_deref()?);
        let hit = prose.find("json")?;
        let evidence = self.evidence(&self.parameter.pointer, "description", &prose.quote(&hit.span));
        Some(("json".to_owned(), evidence))
    }

    /// Returns the declared and inferred allowed values.
    fn listed(&self) -> Vec<String> {
        let schema = self.spec.resolve(&self.parameter.schema).map(|(_, schema)| schema);
        let declared = schema.map(|schema| schema.enum_values.as_slice()).unwrap_or_default();
        let mut listed: Vec<String> = declared.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        if let Some(Claim::Enum(values)) = self.facts.get(&Aspect::Enum).map(|response| &response.chosen.fact) {
            listed.extend(values.iter().cloned());
        }
        listed
    }

    fn evidence(&self, holder: &Pointer, key: &str, quote: &str) -> Evidence {
        Evidence { place: self.spec.place(&holder.child(key)), quote: tokens::quote(quote) }
    }
}
