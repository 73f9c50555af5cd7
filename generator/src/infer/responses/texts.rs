//! Texts about a response: its description, "returns ..." in the operation's texts, and the object of a `GET`.

use super::ResponseContext;
use super::nouns::Noun;
use crate::infer::text::tokens::{Match, TokenizedText};
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::Operation;

/// A noun in a text, with the words as evidence.
pub(super) struct Mention {
    pub(super) noun: Noun,
    pub(super) evidence: Evidence,
}

/// Returns the noun of the response's description: "A pet", "List of orders".
pub(super) fn described(context: &ResponseContext) -> Vec<Mention> {
    const NOTHING: &[&str] =
        &["ok", "success", "successful", "response", "operation", "200", "201", "returns", "return"];
    if context.section.is_some() {
        return Vec::new();
    }
    let prose = TokenizedText::read(&context.response.description);
    let pointer = context.response.pointer.child("description");
    let mut start = 0;
    while prose.word(start).is_some_and(|word| NOTHING.contains(&word)) {
        start += 1;
    }
    context.mention(&pointer, &prose, 0, start).into_iter().collect()
}

/// Returns the nouns after "returns" in the operation's texts.
pub(super) fn returned(context: &ResponseContext) -> Vec<Mention> {
    let phrases = ["returns", "^return", "will|should|to return", "responds with"];
    let mut mentions = Vec::new();
    for (pointer, prose) in context.texts() {
        for Match { words, .. } in phrases.iter().flat_map(|phrase| prose.find_all(phrase)) {
            mentions.extend(context.mention(&pointer, &prose, words.start, words.end));
        }
    }
    mentions
}

/// Returns the objects of `GET` operations: "Lists all orders".
pub(super) fn get_objects(context: &ResponseContext) -> Vec<Mention> {
    const VERBS: &str = "^get|gets|retrieve|retrieves|fetch|fetches|list|lists|read|reads|show|shows|find|finds|obtain|obtains|view|views";
    if context.operation.method != "get" {
        return Vec::new();
    }
    let mut mentions = Vec::new();
    for (pointer, prose) in context.texts() {
        let Some(hit) = prose.find(VERBS).filter(|hit| hit.words.start == 0) else { continue };
        let lists = prose.word(0).is_some_and(|verb| verb.starts_with("list"));
        let one = context.mention(&pointer, &prose, 0, hit.words.end);
        mentions.extend(
            one.map(|mention| Mention {
                noun: Noun { listed: mention.noun.listed || lists, ..mention.noun },
                ..mention
            }),
        );
    }
    mentions
}

impl<'s> ResponseContext<'s> {
    /// Returns the operation's description and summary; none if several operations share the response.
    fn texts(&self) -> Vec<(Pointer, TokenizedText<'s>)> {
        if self.shared {
            return Vec::new();
        }
        if let Some(section) = self.section {
            let texts = section.paragraphs().filter(|text| !text.contains('/'));
            return texts.map(|text| (self.operation.pointer.clone(), TokenizedText::read(text))).collect();
        }
        let Operation { description, summary, .. } = self.operation;
        let texts = [("description", description.as_deref()), ("summary", summary.as_deref())];
        let texts = texts.into_iter().filter_map(|(key, text)| Some((self.operation.pointer.child(key), text?)));
        texts.map(|(pointer, text)| (pointer, TokenizedText::read(text))).collect()
    }

    /// Parses the noun at a word. The evidence begins earlier, at the word `from`.
    fn mention(&self, pointer: &Pointer, prose: &TokenizedText, from: usize, start: usize) -> Option<Mention> {
        let noun = Noun::read(prose, start)?;
        let span = prose.span(from)?.start..prose.span(noun.at.end.checked_sub(1)?)?.end;
        let place = match self.section {
            Some(section) => section.place(prose.text.get(span.clone()).unwrap_or(prose.text)),
            None => self.spec.place(pointer),
        };
        let evidence = Evidence { place, quote: prose.quote(&span) };
        Some(Mention { noun, evidence })
    }
}
