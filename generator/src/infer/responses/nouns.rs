//! Nouns that sentences name, and their number.
//!
//! Nouns are read without knowledge of the document's schemas, so that a schema name cannot bias the result.

use std::ops::Range;

use crate::infer::text::plurals::is_plural;
use crate::infer::text::tokens::TokenizedText;

/// A noun phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noun {
    /// The words of the name, adjectives first.
    pub(super) words: Vec<String>,
    /// The number of leading words that may not belong to the name.
    pub(super) adjectives: usize,
    /// True if the sentence mentions a list.
    pub(super) listed: bool,
    /// True if the sentence states a completed action, such as "Order deleted", instead of a return value.
    pub(super) is_done_to: bool,
    /// The range of word indexes in the text.
    pub(super) at: Range<usize>,
}

/// Words before a name that never belong to it.
const ARTICLES: &str = "\
    a an the all any each every some one your their his its this that these those of more zero multiple several \
    many above following";

/// Words before a name that rarely belong to it.
const ADJECTIVES: &str = "\
    active added associated authenticated available changed complete configured corresponding created current \
    currently deleted desired detailed different existing fetched filtered found full given individual json \
    latest matched matching modified new newly ordered paged paginated particular possible provided queried \
    recently registered related relevant removed requested resulting retrieved returned saved selected single \
    sorted specific specified stored supported updated whole";

/// Words for lists.
const LISTS: &str = "list lists array collection set page listing sequence series arraylist";

/// Words for all data of an object.
const DETAILS: &str = "details detail information info data representation instance object properties record";

/// Prepositions between such a word and the object.
const OF: &str = "of about for on";

/// Words that end the noun phrase.
const REST: &str = "\
    added after are as associated at available based before belonging by can changed containing contains \
    corresponding created defined during filtered for found from given has have identified if in including into \
    is like linked made matched matching may modified of on once ordered owned per provided registered related \
    requested retrieved returned should since so sorted specified starting stored successfully such that through \
    to under updated used using via was were when where which who whose will with within without you";

/// Words that join two objects, so that neither is the entire response.
const JOINS: &str = "and or plus not no but";

/// Words after a noun that state a completed action.
const DONE: &str =
    "added changed created deleted has have is modified registered removed saved successfully updated was were";

/// Returns true if a word is in a space-separated list.
fn is_among(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

impl Noun {
    /// Parses the noun phrase that begins at a word; `None` if there is none or more than one.
    pub(super) fn read(prose: &TokenizedText, start: usize) -> Option<Self> {
        let (mut at, mut listed) = (start, false);
        loop {
            let next = prose.word(at)?;
            if at > start && prose.begins(at) {
                return None;
            }
            let (is_list, is_of) = (is_among(LISTS, next), prose.word(at + 1).filter(|_| !prose.begins(at + 1)));
            if is_list && is_of == Some("of") {
                (at, listed) = (at + 2, true);
            } else if is_among(DETAILS, next) && is_of.is_some_and(|of| is_among(OF, of)) {
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

    /// Returns the possible names, longest first: also without adjectives and without a tail such as `object`.
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

    /// Returns true if the noun is plural.
    pub(super) fn is_many(&self) -> bool {
        let last = self.words.last().map_or("", String::as_str);
        self.listed || is_plural(last) && last != "details"
    }
}

/// Words that may follow a name in prose.
const TAILS: &str = "\
    object objects resource resources record records instance instances entity entities model models \
    entry entries details information info data representation response";

/// Returns true if adjectives lead to a list, or to a word for all data of an object.
fn leads_to_list(prose: &TokenizedText, at: usize) -> bool {
    let mut words = (at..).map_while(|i| prose.word(i).map(|word| (i, word)));
    let noun = words.find(|(_, word)| !ADJECTIVES.contains(word) && !ARTICLES.contains(word));
    noun.is_some_and(|(i, word)| {
        let of = prose.word(i + 1).unwrap_or_default();
        (is_among(LISTS, word) && of == "of") || (is_among(DETAILS, word) && is_among(OF, of))
    })
}

/// Returns the words of a name and the index of the word after it.
fn name(prose: &TokenizedText, start: usize) -> Option<(Vec<String>, usize)> {
    const LONGEST: usize = 8;
    let (mut words, mut at) = (Vec::new(), start);
    while let Some(word) = prose.word(at).filter(|_| at == start || !prose.begins(at)) {
        let owned = word == "s" && at > start && prose.gap(at - 1).ends_with(['\'', '\u{2019}']);
        if owned {
            // `the user's orders` is about orders.
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

/// Returns true if the text between two words separates them.
fn ends(gap: &str) -> bool {
    gap.contains(['.', ',', ';', ':', '(', ')', '!', '?', '|', '\u{2013}', '\u{2014}', '=', '/'])
        || gap.contains(" -")
        || gap.contains("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_of_sentences_are_found() {
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
            let noun = Noun::read(&TokenizedText::read(text), 0).map(|noun| {
                let (adjectives, name) = noun.words.split_at(noun.adjectives);
                let before = if adjectives.is_empty() { String::new() } else { format!("({}) ", adjectives.join(" ")) };
                format!("{before}{}{}", name.join(" "), if noun.listed { ", listed" } else { "" })
            });
            assert_eq!(noun.as_deref(), expected, "{text}");
        }
    }
}
