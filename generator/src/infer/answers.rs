//! What operations answer with, where no schema says so but prose does: "Returns a list of orders".
//!
//! Comes in: a spec. Goes out: for each response of a success without a schema, the named schema that the author's
//! words mean, if just one does. Never speaks of a response that has a schema, nor of one that cannot have a body.
//!
//! A name in prose is not the name of a schema: documents wrap answers, and each names its wrappers in its own way.
//! Where a document declares other answers, it is taken by its own habits. Where it declares none, a schema that
//! nothing refers to is there to be an answer, if prose and path name it.

mod catalogue;
mod habits;
pub mod measure;
mod nouns;
mod paths;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use super::choose::{Offer, choose};
use super::figures::{self, Basis};
use super::{Answer, Aspect, Candidate, Fact, Inference, Inferences, Side};
use crate::pointer::Pointer;
use crate::spec::{Operation, Response, Spec, Status};
use catalogue::{Catalogue, Form};
use habits::{Habits, Setting, Way};
use nouns::Noun;
use texts::{Said, asked_for, described, returned};

/// From here on, in percent, an answer is believed. A wrong one makes a call fail that would have worked: on documents
/// whose answers were taken away and concluded again, 97 of 100 named schemas above this threshold are the declared
/// ones, and two of three below it.
const SURE: u8 = 75;

/// The rule of an answer that prose speaks of, but not surely enough.
const UNSURE: &str = "any-value";

/// One response, and where to look for words about it.
struct Asked<'s> {
    spec: &'s Spec,
    operation: &'s Operation,
    response: &'s Response,
    /// Whether other operations have the same response, so that it knows nothing of this one.
    shared: bool,
}

/// The text of what a `GET` gets.
const ASKED_FOR: &str = "asked for";

/// Finds the things that some text names.
type Find = fn(&Asked) -> Vec<Said>;

/// The texts that are read about an answer.
const TEXTS: &[(&str, Find)] = &[("described", described), ("returned", returned), (ASKED_FOR, asked_for)];

/// The document declares other answers, and names them like this time after time.
const AS_USUAL: &str = "answer-as-usual";
/// The document declares no answer, and has one schema of the name.
const BY_NAME: &str = "answer-by-name";
/// The same for a list of which there is no schema.
const LIST_BY_NAME: &str = "answer-list-by-name";

/// The names of the rules about answers.
pub const RULES: &[&str] = &[AS_USUAL, BY_NAME, LIST_BY_NAME];

/// Adds what the responses without a schema give.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    let open = asked(spec, is_open);
    if open.is_empty() || spec.schemas.is_empty() {
        return;
    }
    let catalogue = Catalogue::of(spec);
    let habits = habits(spec, &catalogue);
    let mut offers: BTreeMap<&Pointer, Vec<Offer>> = BTreeMap::new();
    for asked in open {
        offers.entry(&asked.response.pointer).or_default().extend(asked.offers(&catalogue, &habits));
    }
    for (pointer, offers) in offers {
        if let Some(inference) = choose(offers).map(settle) {
            inferences.entry(pointer.clone()).or_default().insert(Aspect::Answer, inference);
        }
    }
}

/// An answer that is not sure enough is any value, and the others might be.
fn settle(mut inference: Inference) -> Inference {
    if inference.chosen.confidence < SURE {
        let confidence = 100 - inference.chosen.confidence;
        let any = Candidate { fact: Fact::Answer(None), rule: UNSURE, confidence, evidence: Vec::new() };
        inference.runners_up.insert(0, std::mem::replace(&mut inference.chosen, any));
    }
    inference
}

/// The responses of some kind.
fn asked(spec: &Spec, is_asked: fn(&Operation, &Response) -> bool) -> Vec<Asked<'_>> {
    let mut uses: BTreeMap<&Pointer, usize> = BTreeMap::new();
    for response in spec.operations.iter().flat_map(|operation| &operation.responses) {
        *uses.entry(&response.pointer).or_default() += 1;
    }
    let mut asked = Vec::new();
    for operation in &spec.operations {
        for response in operation.responses.iter().filter(|response| is_asked(operation, response)) {
            let shared = uses.get(&response.pointer).is_some_and(|uses| *uses > 1);
            asked.push(Asked { spec, operation, response, shared });
        }
    }
    asked
}

fn is_open(operation: &Operation, response: &Response) -> bool {
    let silent = response.media.iter().all(|media| media.schema.is_none());
    let json = response.media.is_empty() || response.media.iter().any(|media| media.is_json() || media.name == "*/*");
    operation.method != "head" && silent && json && is_main(operation, response.status)
}

/// Whether a status is that of the answer proper: a success with a body, or `default` where no success is named.
pub(super) fn is_main(operation: &Operation, status: Status) -> bool {
    let success = |status: Status| matches!(status, Status::Code(200..=299) | Status::Class(2));
    match status {
        Status::Code(200 | 201 | 203) | Status::Class(2) => true,
        Status::Default => !operation.responses.iter().any(|response| success(response.status)),
        Status::Code(_) | Status::Class(_) => false,
    }
}

/// What the declared answers teach.
fn habits(spec: &Spec, catalogue: &Catalogue) -> Habits {
    let mut habits = Habits::default();
    for asked in asked(spec, |operation, response| is_main(operation, response.status)) {
        let Some(schema) = measure::schema(asked.response) else { continue };
        let declared = measure::declared(spec, schema);
        habits.answers += 1;
        for (setting, way, answer) in asked.ways(catalogue) {
            habits.add(&setting, &way, declared.as_ref() == Some(&answer));
        }
    }
    habits
}

impl Asked<'_> {
    fn offers(&self, catalogue: &Catalogue, habits: &Habits) -> Vec<Offer> {
        if habits.answers == 0 { self.by_name(catalogue) } else { self.as_usual(catalogue, habits) }
    }

    /// The ways from each text to a schema, each once.
    fn ways(&self, catalogue: &Catalogue) -> BTreeSet<(Setting, Way, Answer)> {
        let mut ways = BTreeSet::new();
        for (text, find) in TEXTS {
            for said in find(self) {
                let Some(setting) = self.setting(text, &said.noun) else { continue };
                let candidates = candidates(&said.noun, catalogue).into_iter();
                ways.extend(candidates.map(|(way, answer)| (setting.clone(), way, answer)));
            }
        }
        ways
    }

    /// The circumstances; `None` where the path does not speak of the same thing, so that prose may mean another.
    fn setting(&self, text: &'static str, noun: &Noun) -> Option<Setting> {
        let path = &self.operation.path;
        let single = paths::is_of_one(path);
        let last = paths::depth(noun, path)? == 0;
        Some(Setting { text, method: self.operation.method, many: noun.is_many(), single, last })
    }

    /// What the texts mean where the document's own answers show how it names them.
    fn as_usual(&self, catalogue: &Catalogue, habits: &Habits) -> Vec<Offer> {
        let mut offers = Vec::new();
        for (text, find) in TEXTS {
            for said in find(self) {
                let Some(setting) = self.setting(text, &said.noun) else { continue };
                let all = candidates(&said.noun, catalogue);
                let usual = all.iter().map(|candidate| (habits.record(&setting, &candidate.0), candidate));
                let best = usual.filter(|(record, _)| record.is_habit()).max_by_key(|(record, _)| record.right);
                let Some((_, (way, answer))) = best else { continue };
                let rival = |(other, more): &(Way, Answer)| {
                    let words = other.form.more_than(&way.form).filter(|_| more.schema != answer.schema);
                    words.is_some_and(|words| paths::says(&self.operation.path, &words))
                };
                if !all.iter().any(rival) {
                    offers.push(said.offer(AS_USUAL, answer.clone(), 1));
                }
            }
        }
        offers
    }

    /// What the texts mean where nothing is declared: the schemas that are there as a whole.
    fn by_name(&self, catalogue: &Catalogue) -> Vec<Offer> {
        let mut offers = Vec::new();
        for (text, find) in TEXTS {
            for said in find(self) {
                // What a call gets is the last thing in its path; what it returns may be any.
                let far = *text == ASKED_FOR && paths::depth(&said.noun, &self.operation.path) != Some(0);
                if far || said.noun.is_done_to || !paths::tells(&said.noun, &self.operation.path) {
                    continue;
                }
                let answers = plain(&said.noun, catalogue);
                let count = answers.len();
                let rule = |answer: &Answer| if answer.listed { LIST_BY_NAME } else { BY_NAME };
                offers.extend(answers.into_iter().map(|answer| said.offer(rule(&answer), answer, count)));
            }
        }
        offers
    }
}

impl Said {
    /// An answer, one of several that are as likely.
    fn offer(&self, rule: &'static str, answer: Answer, among: usize) -> Offer {
        let confidence = figures::confidence(rule, Basis::Counted) / u8::try_from(among.max(1)).unwrap_or(u8::MAX);
        let (fact, evidence) = (Fact::Answer(Some(answer)), vec![self.evidence.clone()]);
        Offer { side: Side::Prose, candidate: Candidate { fact, rule, confidence, evidence } }
    }
}

/// Everything that a noun can mean, and the way that leads there.
fn candidates(noun: &Noun, catalogue: &Catalogue) -> Vec<(Way, Answer)> {
    let mut candidates = Vec::new();
    for (schema, form) in noun.names().iter().flat_map(|name| catalogue.with_any(name)) {
        for listed in [false, true] {
            let way = Way { form: form.clone(), listed };
            candidates.push((way, Answer { schema: schema.to_owned(), listed }));
        }
    }
    candidates
}

/// What a noun means by the names of schemas alone: the one of its name, or the lists of it. Others whose names have
/// it in them, and that are no part of it, are possible as well.
fn plain(noun: &Noun, catalogue: &Catalogue) -> Vec<Answer> {
    let meant = noun.names().iter().find_map(|name| {
        let all = catalogue.with_any(name);
        let named = |is: &dyn Fn(&Form) -> bool| -> BTreeSet<&str> {
            all.iter().filter(|(_, form)| is(form)).map(|(schema, _)| *schema).collect()
        };
        let items = named(&Form::is_name);
        let mut items = items.iter();
        let (Some(item), None) = (items.next(), items.next()) else { return None };
        let lists: BTreeSet<&str> =
            named(&Form::says_list).into_iter().filter(|list| catalogue.holds(list, item)).collect();
        let one = |schema: &str| Answer { schema: schema.to_owned(), listed: false };
        let whole: Vec<Answer> = match (noun.is_many(), lists.is_empty()) {
            (false, _) => vec![one(item)],
            (true, true) => vec![Answer { listed: true, ..one(item) }],
            (true, false) => lists.iter().map(|list| one(list)).collect(),
        };
        let is_rival = |other: &&str| {
            *other != *item && !lists.contains(other) && !catalogue.reaches(item, other) && !catalogue.is_sent(other)
        };
        let rivals = named(&|_| true).into_iter().filter(is_rival).map(one);
        let whole = whole.into_iter().filter(|answer| catalogue.is_root(&answer.schema)).collect::<Vec<_>>();
        (!whole.is_empty()).then(|| whole.into_iter().chain(rivals).collect())
    });
    meant.unwrap_or_default()
}
