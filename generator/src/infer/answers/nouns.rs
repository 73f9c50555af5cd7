//! What prose says is returned: a noun, and whether it is one or a list of them.
//!
//! Comes in: a sentence and where its noun begins. Goes out: [`Noun`], the author's words for the thing. Knows no
//! schemas, so that it cannot read into a text what a document happens to define.

use std::ops::Range;

use crate::infer::plurals::is_plural;
use crate::infer::words::Prose;

/// A thing that a sentence speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noun {
    /// The words that name it, adjectives first.
    pub(super) words: Vec<String>,
    /// How many of them, at the beginning, may be no part of the name.
    pub(super) adjectives: usize,
    /// Whether the sentence says that there is a list of it.
    pub(super) listed: bool,
    /// Whether the sentence says what became of it, and not that it is given: "Order deleted".
    pub(super) is_done_to: bool,
    /// The words of the sentence, by their number.
    pub(super) at: Range<usize>,
}

/// What may stand before a name and is never part of it.
const ARTICLES: &str = "\
    a an the all any each every some one your their his its this that these those of more zero multiple several \
    many above following";

/// What may stand before a name and is seldom part of it.
const ADJECTIVES: &str = "\
    active added associated authenticated available changed complete configured corresponding created current \
    currently deleted desired detailed different existing fetched filtered found full given individual json \
    latest matched matching modified new newly ordered paged paginated particular possible provided queried \
    recently registered related relevant removed requested resulting retrieved returned saved selected single \
    sorted specific specified stored supported updated whole";

/// Words for a list of things.
const LISTS: &str = "list lists array collection set page listing sequence series arraylist";

/// Words for the whole of what is known about a thing.
const WHOLE: &str = "details detail information info data representation instance object properties record";

/// What may follow such a word before the thing itself.
const OF: &str = "of about for on";

/// What begins the rest of a sentence, after the thing.
const REST: &str = "\
    added after are as associated at available based before belonging by can changed containing contains \
    corresponding created defined during filtered for found from given has have identified if in including into \
    is like linked made matched matching may modified of on once ordered owned per provided registered related \
    requested retrieved returned should since so sorted specified starting stored successfully such that through \
    to under updated used using via was were when where which who whose will with within without you";

/// What joins a thing with another, so that neither is the whole answer.
const JOINS: &str = "and or plus not no but";

/// What is said of a thing that something was done to.
const DONE: &str =
    "added changed created deleted has have is modified registered removed saved successfully updated was were";

/// Whether a word is one of a row of words.
fn is_among(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

impl Noun {
    /// The thing that is named from a word on; `None` where there is none, or more than one.
    pub(super) fn read(prose: &Prose, start: usize) -> Option<Self> {
        let (mut at, mut listed) = (start, false);
        loop {
            let next = prose.word(at)?;
            if at > start && prose.begins(at) {
                return None;
            }
            let (is_list, is_of) = (is_among(LISTS, next), prose.word(at + 1).filter(|_| !prose.begins(at + 1)));
            if is_list && is_of == Some("of") {
                (at, listed) = (at + 2, true);
            } else if is_among(WHOLE, next) && is_of.is_some_and(|of| is_among(OF, of)) {
                at += if prose.word(at + 2) == Some("type") { 3 } else { 2 };
            } else if is_among(ARTICLES, next) || (is_among(ADJECTIVES, next) && leads_to_list(prose, at)) {
                at += 1;
            } else {
                break;
            }
        }
        let (words, end) = name(prose, at)?;
        let adjectives = words.iter().take_while(|word| is_among(ADJECTIVES, word.as_str())).count();
        let next = prose.word(end).filter(|_| !prose.begins(end));
        let is_done_to = next.is_some_and(|next| is_among(DONE, next));
        Some(Self { adjectives, words, listed, is_done_to, at: start..end })
    }

    /// The names that its words can be, the longest first: without adjectives, and without `object` behind it.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for skip in 0..=self.adjectives.min(self.words.len().saturating_sub(1)) {
            let words = self.words.get(skip..).unwrap_or_default();
            names.push(words.concat());
            if let Some((tail, rest)) = words.split_last().filter(|(_, rest)| !rest.is_empty())
                && is_among(TAILS, tail.as_str())
            {
                names.push(rest.concat());
            }
        }
        names
    }

    /// Whether there are several of it.
    pub(super) fn is_many(&self) -> bool {
        let last = self.words.last().map_or("", String::as_str);
        self.listed || is_plural(last) && last != "details"
    }
}

/// What may stand behind a name in prose.
const TAILS: &str = "\
    object objects resource resources record records instance instances entity entities model models \
    entry entries details information info data representation response";

/// Whether a list, or the whole of something, comes after some adjectives.
fn leads_to_list(prose: &Prose, at: usize) -> bool {
    let mut words = (at..).map_while(|i| prose.word(i).map(|word| (i, word)));
    let noun = words.find(|(_, word)| !ADJECTIVES.contains(word) && !ARTICLES.contains(word));
    noun.is_some_and(|(i, word)| {
        let of = prose.word(i + 1).unwrap_or_default();
        (is_among(LISTS, word) && of == "of") || (is_among(WHOLE, word) && is_among(OF, of))
    })
}

/// The words of a name, and the number of the word after it.
fn name(prose: &Prose, start: usize) -> Option<(Vec<String>, usize)> {
    const LONGEST: usize = 8;
    let (mut words, mut at) = (Vec::new(), start);
    while let Some(word) = prose.word(at).filter(|_| at == start || !prose.begins(at)) {
        let owned = word == "s" && at > start && prose.gap(at - 1).ends_with(['\'', '\u{2019}']);
        if owned {
            // `the user's orders`: orders.
            words.clear();
        } else if is_among(JOINS, word) || words.len() > LONGEST {
            return None;
        } else if is_among(REST, word) && words.iter().any(|word: &String| !is_among(ADJECTIVES, word.as_str())) {
            break;
        } else {
            words.push(word.replace('_', ""));
        }
        at += 1;
        if ends(prose.gap(at - 1)) {
            break;
        }
    }
    (!words.is_empty()).then_some((words, at))
}

/// Whether what stands between two words parts them.
fn ends(gap: &str) -> bool {
    gap.contains(['.', ',', ';', ':', '(', ')', '!', '?', '|', '\u{2013}', '\u{2014}', '=', '/'])
        || gap.contains(" -")
        || gap.contains("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_what_sentences_name() {
        let table = [
            ("a list of access_tokens", Some("accesstokens, listed")),
            ("a single order", Some("(single) order")),
            ("an array of Pet objects", Some("pet objects, listed")),
            ("the newly created user.", Some("(newly created) user")),
            ("A paginated list of `Order` items that are open", Some("order items, listed")),
            ("all the orders", Some("orders")),
            ("details of the order", Some("order")),
            ("an object of type Order", Some("order")),
            ("the user's orders", Some("orders")),
            ("{Order}", Some("order")),
            ("new orders by date", Some("(new) orders")),
            ("a skill and its jobs", None),
            ("a pet or nothing", None),
            ("the", None),
            ("", None),
        ];
        for (text, expected) in table {
            let noun = Noun::read(&Prose::read(text), 0).map(|noun| {
                let (adjectives, name) = noun.words.split_at(noun.adjectives);
                let before = if adjectives.is_empty() { String::new() } else { format!("({}) ", adjectives.join(" ")) };
                format!("{before}{}{}", name.join(" "), if noun.listed { ", listed" } else { "" })
            });
            assert_eq!(noun.as_deref(), expected, "{text}");
        }
    }
}
