//! Response schemas inferred from prose: "Returns a list of orders".
//!
//! Covers success responses without a schema. For each of them, `infer` looks for the one named schema that the
//! author's words mean. Responses that declare a schema or cannot have a body are left alone.
//!
//! A noun in prose is not a schema name: documents wrap responses and name the wrappers in different ways. If the
//! document declares other responses, its naming patterns decide. If it declares none, a schema that nothing refers to
//! must be a response, provided that prose and path name it.

mod naming_patterns;
mod nouns;
mod paths;
mod schema_index;
mod texts;
pub mod trials;

use std::collections::{BTreeMap, BTreeSet};

use super::arbitrate::{Vote, choose};
use super::calibration_data::{self, RuleBasis};
use super::contradiction::Contradiction;
use super::{Aspect, Candidate, Claim, EvidenceSource, Inference, Inferences, ResponseSchema};
use crate::documentation::{Documentation, SectionText};
use crate::pointer::Pointer;
use crate::spec::{Operation, Response, Schema, SchemaRef, SchemaType, Spec, Status};
use naming_patterns::{NamingPattern, NamingPatterns, Setting};
use nouns::Noun;
use schema_index::{NameForm, SchemaIndex};
use texts::{Mention, described, get_objects, returned};

/// The minimum confidence of an inferred response schema, in percent. A wrong schema breaks a call that would have
/// worked: on documents whose declared responses were removed and inferred again, 97 of 100 schemas at or above this
/// threshold are the declared ones, and two of three below it.
const SURE: u8 = 75;

/// The rule id of a response with candidates below the threshold.
const UNSURE: &str = "any-value";

/// The rule id of a response that a page describes and that has no schema of that name.
const WITHOUT_SCHEMA: &str = "response-without-schema";

/// A response and the texts that may describe it.
#[derive(Clone, Copy)]
struct ResponseContext<'s> {
    spec: &'s Spec,
    operation: &'s Operation,
    response: &'s Response,
    /// The text of a page that is read instead of the document.
    section: Option<&'s SectionText>,
    /// True if several operations share the response, so that it is no evidence about this operation.
    shared: bool,
}

/// The label of texts that name the resource of a `GET`.
const GET_OBJECT: &str = "GET object";

/// Returns the nouns that a kind of text names.
type FindMentions = fn(&ResponseContext) -> Vec<Mention>;

/// The kinds of texts that are read for a response.
const TEXTS: &[(&str, FindMentions)] = &[("described", described), ("returned", returned), (GET_OBJECT, get_objects)];

/// Rule: the document declares other responses, which follow a naming pattern.
const BY_CONVENTION: &str = "response-by-convention";
/// Rule: the document declares no response schema, and one schema has the name.
const BY_NAME: &str = "response-by-name";
/// Rule: as [`BY_NAME`], for a list without a list schema.
const LIST_BY_NAME: &str = "response-list-by-name";

/// The ids of the rules about responses.
pub const RULES: &[&str] = &[BY_CONVENTION, BY_NAME, LIST_BY_NAME];

/// Adds the inferred schemas of responses without a schema. Returns the schemas that pages of documentation state and
/// that differ from those in the document's texts.
pub(super) fn infer(spec: &Spec, documentation: &Documentation, inferences: &mut Inferences) -> Vec<Contradiction> {
    let open = responses(spec, is_open);
    if open.is_empty() || spec.schemas.is_empty() && documentation.is_empty() {
        return Vec::new();
    }
    let index = SchemaIndex::new(spec);
    let patterns = naming_patterns(spec, &index);
    let mut votes: BTreeMap<&Pointer, Vec<Vote>> = BTreeMap::new();
    let mut contradictions = Vec::new();
    for context in &open {
        votes.entry(&context.response.pointer).or_default().extend(context.votes(&index, &patterns));
    }
    for context in &open {
        let votes = votes.entry(&context.response.pointer).or_default();
        let in_document: Vec<Claim> = votes.iter().map(|vote| vote.candidate.fact.clone()).collect();
        for vote in context.in_pages(documentation).flat_map(|page| page.votes(&index, &patterns)) {
            match in_document.first().filter(|_| !in_document.contains(&vote.candidate.fact)) {
                None => votes.push(vote),
                Some(kept) => contradictions.push(context.contradiction(vote.candidate, kept.clone())),
            }
        }
    }
    for (pointer, votes) in votes {
        if let Some(inference) = choose(votes).map(apply_threshold) {
            inferences.entry(pointer.clone()).or_default().insert(Aspect::Response, inference);
        }
    }
    for context in &open {
        let by_aspect = inferences.entry(context.response.pointer.clone()).or_default();
        if let Some(inference) = context.without_schema(documentation).filter(|_| by_aspect.is_empty()) {
            by_aspect.insert(Aspect::Response, inference);
        }
    }
    inferences.retain(|_, by_aspect| !by_aspect.is_empty());
    contradictions
}

/// Replaces a choice below the threshold by any value and keeps it among the runners-up.
fn apply_threshold(mut inference: Inference) -> Inference {
    if inference.chosen.confidence < SURE {
        let confidence = 100 - inference.chosen.confidence;
        let any = Candidate { fact: Claim::Response(None), rule: UNSURE, confidence, evidence: Vec::new() };
        inference.runners_up.insert(0, std::mem::replace(&mut inference.chosen, any));
    }
    inference
}

/// Returns the responses that match a predicate.
fn responses(spec: &Spec, predicate: fn(&Operation, &Response) -> bool) -> Vec<ResponseContext<'_>> {
    let mut uses: BTreeMap<&Pointer, usize> = BTreeMap::new();
    for response in spec.operations.iter().flat_map(|operation| &operation.responses) {
        *uses.entry(&response.pointer).or_default() += 1;
    }
    let mut contexts = Vec::new();
    for operation in &spec.operations {
        for response in operation.responses.iter().filter(|response| predicate(operation, response)) {
            let shared = uses.get(&response.pointer).is_some_and(|uses| *uses > 1);
            contexts.push(ResponseContext { spec, operation, response, section: None, shared });
        }
    }
    contexts
}

/// Returns true if a response has no declared schema, so that one can be inferred.
pub(super) fn is_open(operation: &Operation, response: &Response) -> bool {
    let silent = response.media.iter().all(|media| media.schema.is_none());
    let json = response.media.is_empty() || response.media.iter().any(|media| media.is_json() || media.name == "*/*");
    operation.method != "head" && silent && json && is_main(operation, response.status)
}

/// Returns true for the status of the main response: a success with a body, or `default` if no success is declared.
pub(super) fn is_main(operation: &Operation, status: Status) -> bool {
    let success = |status: Status| matches!(status, Status::Code(200..=299) | Status::Class(2));
    match status {
        Status::Code(200 | 201 | 203) | Status::Class(2) => true,
        Status::Default => !operation.responses.iter().any(|response| success(response.status)),
        Status::Code(_) | Status::Class(_) => false,
    }
}

/// Counts which naming patterns the declared responses follow.
fn naming_patterns(spec: &Spec, index: &SchemaIndex) -> NamingPatterns {
    let mut patterns = NamingPatterns::default();
    for context in responses(spec, |operation, response| is_main(operation, response.status)) {
        let Some(schema) = trials::schema(context.response) else { continue };
        let declared = trials::declared(spec, schema);
        patterns.responses += 1;
        for (setting, pattern, schema) in context.predictions(index) {
            patterns.add(&setting, &pattern, declared.as_ref() == Some(&schema));
        }
    }
    patterns
}

impl<'s> ResponseContext<'s> {
    /// Returns a context for each section of a page about the operation.
    fn in_pages(&self, documentation: &'s Documentation) -> impl Iterator<Item = Self> {
        let sections = documentation.sections(self.operation).iter();
        sections.map(|section| Self { section: Some(section), ..*self })
    }

    fn contradiction(&self, documented: Candidate, kept: Claim) -> Contradiction {
        let operation = format!("{} {}", self.operation.method.to_uppercase(), self.operation.path);
        let place = self.spec.place(&self.response.pointer);
        Contradiction { place, subject: format!("response {}", self.response.status), operation, documented, kept }
    }

    /// Returns the conclusion that a response may be any value, with the noun that a page states and no schema has.
    fn without_schema(&self, documentation: &'s Documentation) -> Option<Inference> {
        let in_pages: Vec<_> = self.in_pages(documentation).flat_map(|page| returned(&page)).collect();
        let noun = in_pages.first().map(|mention| mention.noun.words.clone())?;
        let all = returned(self).into_iter().chain(in_pages);
        let same = all.filter(|mention| mention.noun.words == noun).map(|mention| mention.evidence);
        let mut evidence: Vec<_> = same.collect();
        evidence.dedup();
        let chosen = Candidate { fact: Claim::Response(None), rule: WITHOUT_SCHEMA, confidence: 100, evidence };
        Some(Inference { chosen, runners_up: Vec::new() })
    }

    fn votes(&self, index: &SchemaIndex, patterns: &NamingPatterns) -> Vec<Vote> {
        if patterns.responses == 0 { self.by_name(index) } else { self.by_convention(index, patterns) }
    }

    /// Returns the combinations of context and naming pattern that lead from the texts to a schema, without duplicates.
    fn predictions(&self, index: &SchemaIndex) -> BTreeSet<(Setting, NamingPattern, ResponseSchema)> {
        let mut predictions = BTreeSet::new();
        for (text, find) in TEXTS {
            for mention in find(self) {
                let Some(setting) = self.setting(text, &mention.noun) else { continue };
                let candidates = candidates(&mention.noun, index).into_iter();
                predictions.extend(candidates.map(|(pattern, response)| (setting.clone(), pattern, response)));
            }
        }
        predictions
    }

    /// Returns the context of a noun; `None` if the path names something else.
    fn setting(&self, text: &'static str, noun: &Noun) -> Option<Setting> {
        let path = &self.operation.path;
        let single = paths::is_of_one(path);
        let last = paths::depth(noun, path)? == 0;
        Some(Setting { text, method: self.operation.method, many: noun.is_many(), single, last })
    }

    /// Returns votes for schemas that follow the document's naming patterns.
    fn by_convention(&self, index: &SchemaIndex, patterns: &NamingPatterns) -> Vec<Vote> {
        let mut votes = Vec::new();
        for (text, find) in TEXTS {
            for mention in find(self) {
                let Some(setting) = self.setting(text, &mention.noun) else { continue };
                let all = candidates(&mention.noun, index);
                let usual = all.iter().map(|candidate| (patterns.counts(&setting, &candidate.0), candidate));
                let best = usual.filter(|(counts, _)| counts.is_reliable()).max_by_key(|(counts, _)| counts.right);
                let Some((_, (pattern, response))) = best else { continue };
                let rival = |(other, more): &(NamingPattern, ResponseSchema)| {
                    let words = other.form.more_than(&pattern.form).filter(|_| more.schema != response.schema);
                    words.is_some_and(|words| paths::contains_words(&self.operation.path, &words))
                };
                if !all.iter().any(rival) {
                    votes.push(mention.vote(BY_CONVENTION, response.clone(), 1));
                }
            }
        }
        votes
    }

    /// Returns votes for root schemas by their names. Used if the document declares no response schemas.
    fn by_name(&self, index: &SchemaIndex) -> Vec<Vote> {
        let mut votes = Vec::new();
        for (text, find) in TEXTS {
            for mention in find(self) {
                // The object of a `GET` is the last thing in its path; the object of "returns" may be any.
                let far = *text == GET_OBJECT && paths::depth(&mention.noun, &self.operation.path) != Some(0);
                if far || mention.noun.is_done_to || !paths::matches(&mention.noun, &self.operation.path) {
                    continue;
                }
                let responses = plain(&mention.noun, index);
                let count = responses.len();
                let rule = |response: &ResponseSchema| if response.listed { LIST_BY_NAME } else { BY_NAME };
                votes.extend(responses.into_iter().map(|response| mention.vote(rule(&response), response, count)));
            }
        }
        votes
    }
}

impl Mention {
    /// Returns a vote for one of several equally likely schemas.
    fn vote(&self, rule: &'static str, response: ResponseSchema, among: usize) -> Vote {
        let confidence =
            calibration_data::confidence(rule, RuleBasis::Counted) / u8::try_from(among.max(1)).unwrap_or(u8::MAX);
        let (fact, evidence) = (Claim::Response(Some(response)), vec![self.evidence.clone()]);
        Vote { source: EvidenceSource::Prose, candidate: Candidate { fact, rule, confidence, evidence } }
    }
}

/// Returns all schemas that a noun can mean, each with its naming pattern.
fn candidates(noun: &Noun, index: &SchemaIndex) -> Vec<(NamingPattern, ResponseSchema)> {
    let mut candidates = Vec::new();
    for (schema, form) in noun.names().iter().flat_map(|name| index.with_any(name)) {
        for listed in [false, true] {
            let pattern = NamingPattern { form: form.clone(), listed };
            candidates.push((pattern, ResponseSchema { schema: schema.to_owned(), listed }));
        }
    }
    candidates
}

/// Returns the schemas that a noun means by name alone: the schema of that name, or its list schemas. Unrelated schemas
/// whose names contain the noun follow as rivals.
fn plain(noun: &Noun, index: &SchemaIndex) -> Vec<ResponseSchema> {
    let schemas = noun.names().iter().find_map(|name| {
        let all = index.with_any(name);
        let named = |is: &dyn Fn(&NameForm) -> bool| -> BTreeSet<&str> {
            all.iter().filter(|(_, form)| is(form)).map(|(schema, _)| *schema).collect()
        };
        let items = named(&NameForm::is_name);
        let mut items = items.iter();
        let (Some(item), None) = (items.next(), items.next()) else { return None };
        let lists: BTreeSet<&str> =
            named(&NameForm::says_list).into_iter().filter(|list| index.holds(list, item)).collect();
        let one = |schema: &str| ResponseSchema { schema: schema.to_owned(), listed: false };
        let exact: Vec<ResponseSchema> = match (noun.is_many(), lists.is_empty()) {
            (false, _) => vec![one(item)],
            (true, true) => vec![ResponseSchema { listed: true, ..one(item) }],
            (true, false) => lists.iter().map(|list| one(list)).collect(),
        };
        let is_rival = |other: &&str| {
            *other != *item && !lists.contains(other) && !index.reaches(item, other) && !index.is_sent(other)
        };
        let rivals = named(&|_| true).into_iter().filter(is_rival).map(one);
        let exact = exact.into_iter().filter(|response| index.is_root(&response.schema)).collect::<Vec<_>>();
        (!exact.is_empty()).then(|| exact.into_iter().chain(rivals).collect())
    });
    schemas.unwrap_or_default()
}

impl ResponseSchema {
    /// Converts to a schema of the document.
    #[must_use]
    pub fn as_schema(&self) -> SchemaRef {
        let named = SchemaRef::component(&self.schema);
        if !self.listed {
            return named;
        }
        Schema { schema_type: Some(SchemaType::Array), items: Some(named), ..Schema::default() }.into()
    }
}
