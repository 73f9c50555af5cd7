//! The words about an answer: the response's own description, what the operation says that it returns, and what a
//! `GET` says that it gets.
//!
//! Comes in: a response of an operation. Goes out: the things that the texts name, with the words as evidence. Knows no
//! schemas.

use super::Asked;
use super::nouns::Noun;
use crate::infer::words::{Hit, Prose};
use crate::pointer::Pointer;
use crate::repair::Evidence;

/// Words that say what a response gives.
pub(super) struct Said {
    pub(super) noun: Noun,
    pub(super) evidence: Evidence,
}

/// What the response's own description names: "A pet", "List of orders".
pub(super) fn described(asked: &Asked) -> Vec<Said> {
    const NOTHING: &[&str] =
        &["ok", "success", "successful", "response", "operation", "200", "201", "returns", "return"];
    let prose = Prose::read(&asked.response.description);
    let pointer = asked.response.pointer.child("description");
    let mut start = 0;
    while prose.word(start).is_some_and(|word| NOTHING.contains(&word)) {
        start += 1;
    }
    asked.said(&pointer, &prose, 0, start).into_iter().collect()
}

/// What the operation's words say is returned.
pub(super) fn returned(asked: &Asked) -> Vec<Said> {
    let phrases = ["returns", "^return", "will|should|to return", "responds with"];
    let mut said = Vec::new();
    for (pointer, prose) in asked.texts() {
        for Hit { words, .. } in phrases.iter().flat_map(|phrase| prose.find_all(phrase)) {
            said.extend(asked.said(&pointer, &prose, words.start, words.end));
        }
    }
    said
}

/// What a `GET` is said to get.
pub(super) fn asked_for(asked: &Asked) -> Vec<Said> {
    const VERBS: &str = "^get|gets|retrieve|retrieves|fetch|fetches|list|lists|read|reads|show|shows|find|finds|obtain|obtains|view|views";
    if asked.operation.method != "get" {
        return Vec::new();
    }
    let mut said = Vec::new();
    for (pointer, prose) in asked.texts() {
        let Some(hit) = prose.find(VERBS).filter(|hit| hit.words.start == 0) else { continue };
        let lists = prose.word(0).is_some_and(|verb| verb.starts_with("list"));
        let one = asked.said(&pointer, &prose, 0, hit.words.end);
        said.extend(one.map(|said| Said { noun: Noun { listed: said.noun.listed || lists, ..said.noun }, ..said }));
    }
    said
}

impl<'s> Asked<'s> {
    /// The texts about the operation, with their places; none where other operations have the same response.
    fn texts(&self) -> Vec<(Pointer, Prose<'s>)> {
        if self.shared {
            return Vec::new();
        }
        let head = &self.operation.head;
        let texts = [("description", head.description.as_deref()), ("summary", head.summary.as_deref())];
        let texts = texts.into_iter().filter_map(|(key, text)| Some((self.operation.pointer.child(key), text?)));
        texts.map(|(pointer, text)| (pointer, Prose::read(text))).collect()
    }

    /// The thing that a text names from a word on; the evidence begins earlier.
    fn said(&self, pointer: &Pointer, prose: &Prose, from: usize, start: usize) -> Option<Said> {
        let noun = Noun::read(prose, start)?;
        let span = prose.span(from)?.start..prose.span(noun.at.end.checked_sub(1)?)?.end;
        let evidence = Evidence { place: self.spec.place(pointer), quote: prose.quote(&span) };
        Some(Said { noun, evidence })
    }
}
