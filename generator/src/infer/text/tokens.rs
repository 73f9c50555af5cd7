//! Tokenizer for parameter names and descriptions, and a phrase matcher.
//!
//! [`TokenizedText`] keeps the words of a text in lower case with their byte ranges. It is written by hand because the
//! rules only need complete words, alternatives and sentence ends.

use std::ops::Range;

/// Splits the last part of a name into lower-case words: `filter[updatedAt]` gives `updated` and `at`.
#[must_use]
pub(in crate::infer) fn of_name(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = None;
    let mut rest = last_part(name).chars().peekable();
    while let Some(c) = rest.next() {
        let small_follows = rest.peek().is_some_and(|next| next.is_lowercase());
        let starts = match before {
            Some(Class::Lower) => class(c) == Class::Upper,
            Some(Class::Upper) => class(c) == Class::Upper && small_follows,
            Some(Class::Digit) => class(c) == Class::Upper,
            Some(Class::Other) | None => true,
        };
        if (starts || class(c) == Class::Other) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if class(c) != Class::Other {
            word.extend(c.to_lowercase());
        }
        before = Some(class(c));
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Returns the part of a name that names the value: the last one in brackets or after a dot, without indexes.
fn last_part(name: &str) -> &str {
    let mut parts = name.split(['[', ']', '.']).filter(|part| part.chars().any(char::is_alphabetic));
    parts.next_back().unwrap_or(name)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Other,
}

fn class(c: char) -> Class {
    if c.is_uppercase() {
        Class::Upper
    } else if c.is_alphabetic() {
        Class::Lower
    } else if c.is_numeric() {
        Class::Digit
    } else {
        Class::Other
    }
}

/// A text, split into words.
#[derive(Debug, Clone, Default)]
pub(in crate::infer) struct TokenizedText<'t> {
    /// The text as written in the document.
    pub(in crate::infer) text: &'t str,
    words: Vec<Word>,
    /// The union of the fingerprints of all words.
    fingerprints: u64,
}

/// A word of a text.
#[derive(Debug, Clone)]
struct Word {
    lower: String,
    span: Range<usize>,
    /// True if a sentence, a paragraph or the text begins with this word.
    begins: bool,
}

/// A match of a phrase in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::infer) struct Match {
    /// The range of word indexes.
    pub(in crate::infer) words: Range<usize>,
    /// The byte range from the first word to the last.
    pub(in crate::infer) span: Range<usize>,
}

/// The number of bytes that are read. Some descriptions document an entire protocol; facts about a value come early.
const LONGEST: usize = 20_000;

impl<'t> TokenizedText<'t> {
    /// Splits a text into words. Markup tags count as white space.
    pub(in crate::infer) fn read(text: &'t str) -> Self {
        let mut prose = TokenizedText { text, words: Vec::new(), fingerprints: 0 };
        let mut begins = true;
        let mut at = 0;
        while at < text.len().min(LONGEST) {
            let Some(rest) = text.get(at..) else { break };
            let length = tag(rest).or_else(|| number(rest, text.get(..at))).or_else(|| letters(rest));
            if let Some(length) = length {
                let word = rest.get(..length).unwrap_or_default();
                if !word.starts_with('<') {
                    let span = at..at + length;
                    let lower = word.to_lowercase();
                    prose.fingerprints |= fingerprint(&lower);
                    prose.words.push(Word { lower, span, begins });
                    begins = false;
                }
                at += length;
            } else {
                begins |= ends_sentence(rest);
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        prose
    }

    /// Returns true if the text has no words.
    pub(in crate::infer) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns a word by its index, in lower case.
    pub(in crate::infer) fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index).map(|word| word.lower.as_str())
    }

    /// Returns the byte range of a word.
    pub(in crate::infer) fn span(&self, index: usize) -> Option<Range<usize>> {
        self.words.get(index).map(|word| word.span.clone())
    }

    /// Returns true if a sentence begins with the word.
    pub(in crate::infer) fn begins(&self, index: usize) -> bool {
        self.words.get(index).is_some_and(|word| word.begins)
    }

    /// Returns true if a sentence ends with the word.
    pub(in crate::infer) fn ends(&self, index: usize) -> bool {
        self.words.get(index + 1).is_none_or(|word| word.begins)
    }

    /// Returns the text between a word and the next one.
    pub(in crate::infer) fn gap(&self, index: usize) -> &'t str {
        let start = self.words.get(index).map_or(self.text.len(), |word| word.span.end);
        let end = self.words.get(index + 1).map_or(self.text.len(), |word| word.span.start);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Finds the first match of a phrase within one sentence.
    ///
    /// In a phrase, `a|b` matches either word, `a?` is optional, `*` matches any word, `#` matches a number, and a leading
    /// `^` matches the beginning of a sentence only.
    pub(in crate::infer) fn find(&self, phrase: &str) -> Option<Match> {
        self.find_all(phrase).next()
    }

    /// Returns all matches of a phrase.
    pub(in crate::infer) fn find_all<'s>(&'s self, phrase: &'s str) -> impl Iterator<Item = Match> + 's {
        let anchored = phrase.starts_with('^');
        let parts: Vec<&str> = phrase.trim_start_matches('^').split(' ').collect();
        let starts = if self.may_match(&parts) { self.words.len() } else { 0 };
        (0..starts).filter(move |&start| !anchored || self.begins(start)).filter_map(move |start| {
            let end = self.matches(start, start, &parts)?;
            let span = self.span(start)?.start..self.span(end.checked_sub(1)?)?.end;
            Some(Match { words: start..end, span })
        })
    }

    /// Returns false if the text lacks a word that the phrase requires. Most phrases occur in no text; this check
    /// rejects them without a scan.
    fn may_match(&self, parts: &[&str]) -> bool {
        let needed = parts.iter().filter(|part| !part.ends_with('?') && !["*", "#"].contains(part));
        needed.into_iter().all(|part| part.split('|').any(|choice| self.fingerprints & fingerprint(choice) != 0))
    }

    /// Returns the end of the match if the rest of a phrase matches from the word `at`.
    fn matches(&self, start: usize, at: usize, phrase: &[&str]) -> Option<usize> {
        let Some((&part, phrase)) = phrase.split_first() else { return Some(at) };
        let (part, may_miss) = part.strip_suffix('?').map_or((part, false), |part| (part, true));
        let word = self.words.get(at).filter(|word| at == start || !word.begins);
        let fits = word.is_some_and(|word| match part {
            "*" => true,
            "#" => parse_number(&word.lower).is_some(),
            part => part.split('|').any(|choice| choice == word.lower),
        });
        let matched = fits.then(|| self.matches(start, at + 1, phrase)).flatten();
        matched.or_else(|| may_miss.then(|| self.matches(start, at, phrase)).flatten())
    }

    /// Returns the match of the first phrase that occurs in the text.
    pub(in crate::infer) fn find_any(&self, phrases: &[&str]) -> Option<Match> {
        phrases.iter().find_map(|phrase| self.find(phrase))
    }

    /// Returns true if a phrase occurs in the text.
    pub(in crate::infer) fn says(&self, phrase: &str) -> bool {
        self.find(phrase).is_some()
    }

    /// Quotes the words around a byte range, shortened at word boundaries.
    pub(in crate::infer) fn quote(&self, span: &Range<usize>) -> String {
        quote_around(self.text, span)
    }
}

/// Returns the part of a text that is read.
#[must_use]
pub(in crate::infer) fn beginning(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

/// Returns a fingerprint of a word: one bit, equal for equal words.
fn fingerprint(word: &str) -> u64 {
    let first = word.bytes().next().map_or(0, u64::from);
    1 << ((first * 7 + word.len() as u64 * 13) % 64)
}

/// Returns an excerpt of a text around a byte range, on one line.
pub(in crate::infer) fn quote_around(text: &str, span: &Range<usize>) -> String {
    const WIDTH: usize = 140;
    let margin = WIDTH.saturating_sub(span.len()) / 2;
    let (mut start, mut end) = (span.start.saturating_sub(margin), span.end.saturating_add(margin).min(text.len()));
    if text.len() <= WIDTH {
        (start, end) = (0, text.len());
    }
    let blank = |c: char| c.is_whitespace();
    if start > 0 {
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let inside = text.get(start..span.start).and_then(|before| before.find(blank)).unwrap_or(0);
        start += inside;
    }
    if end < text.len() {
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let inside = text.get(span.end..end).and_then(|after| after.rfind(blank));
        end = inside.map_or(end, |at| span.end + at);
    }
    let words = text.get(start..end).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let before = if start > 0 { "... " } else { "" };
    let after = if end < text.len() { " ..." } else { "" };
    format!("{before}{words}{after}")
}

/// Returns the beginning of a text on one line, shortened if it is long.
#[must_use]
pub(in crate::infer) fn quote(text: &str) -> String {
    quote_around(text, &(0..0))
}

/// Parses a word as a number with optional sign, fraction and thousands separators.
#[must_use]
pub(in crate::infer) fn parse_number(word: &str) -> Option<f64> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.chars().any(|c| !"0123456789.,".contains(c)) {
        return None;
    }
    word.replace(',', "").parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Returns the length of a markup tag at the beginning of a text.
fn tag(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(())?;
    let end = inner.find(['>', '<', '\n'])?;
    inner.get(end..)?.starts_with('>').then_some(end + 2)
}

/// Returns the length of a number at the beginning of a text: `20`, `-90`, `0.5`, `10,000`.
fn number(rest: &str, before: Option<&str>) -> Option<usize> {
    let joined = before.is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || ")]}".contains(c)));
    let digits = rest.strip_prefix('-').filter(|_| !joined).unwrap_or(rest);
    let sign = rest.len() - digits.len();
    let mut length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    if length == 0 {
        return None;
    }
    while let Some(more) = digits.get(length..) {
        let count = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        if let Some(fraction) = more.strip_prefix('.').filter(|fraction| count(fraction) > 0) {
            length += 1 + count(fraction);
            break;
        }
        match more.strip_prefix(',').map(count) {
            Some(3) => length += 4,
            _ => break,
        }
    }
    let followed = digits.get(length..).is_some_and(|more| more.starts_with(char::is_alphabetic));
    (!followed).then_some(sign + length)
}

/// Returns the length of the word at the beginning of a text.
fn letters(rest: &str) -> Option<usize> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let length = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
    (length > 0).then_some(length)
}

/// Returns true if a text begins with the end of a sentence or paragraph.
fn ends_sentence(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some('.' | '!' | '?') => chars.next().is_none_or(|c| c.is_whitespace() || c == '<'),
        Some('\n') => chars.as_str().trim_start_matches([' ', '\t', '\r']).starts_with(['\n', '-', '*']),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        let table: &[(&str, &[&str])] = &[
            ("page_size", &["page", "size"]),
            ("pageSize", &["page", "size"]),
            ("HTTPStatusCode", &["http", "status", "code"]),
            ("filter[updatedAt][0]", &["updated", "at"]),
            ("filter.branchId", &["branch", "id"]),
            ("ids[]", &["ids"]),
            ("X-Api-Key", &["x", "api", "key"]),
            ("größeMax", &["größe", "max"]),
            ("utf8Text", &["utf8", "text"]),
            ("[]", &[]),
            ("", &[]),
        ];
        for (name, words) in table {
            assert_eq!(of_name(name), *words, "{name}");
        }
    }

    #[test]
    fn phrases_are_found_within_one_sentence() {
        let table: &[(&str, &str, Option<&str>)] = &[
            ("A comma-separated list of ids", "comma separated|delimited list", Some("comma-separated list")),
            ("A comma. Separated list", "comma separated", None),
            ("The <b>number</b> of items", "^the number of", Some("The <b>number</b> of")),
            ("Return the number of items", "^the number of", None),
            ("Set. Number of items", "^number of", Some("Number of")),
            ("between 1 and 10,000.", "between # and #", Some("between 1 and 10,000")),
            ("from -90 to 90.5", "from # to #", Some("from -90 to 90.5")),
            ("version v2 or 3d", "#", None),
            ("the default is 5", "default is? the? #", Some("default is 5")),
            ("the default 5", "default is? the? #", Some("default 5")),
        ];
        for (text, phrase, found) in table {
            let hit = TokenizedText::read(text).find(phrase).map(|hit| text[hit.span].to_owned());
            assert_eq!(hit.as_deref(), *found, "{phrase} in {text}");
        }
    }

    #[test]
    fn odd_texts_do_not_panic() {
        for text in ["", "<", "<<b", "</", "-", "--5", "1,2,3", "1.", "ﷺ🦀é", "<b\n>", "a\u{0}b", "１２"] {
            let prose = TokenizedText::read(text);
            let _ = prose.find("* *");
            assert!(prose.quote(&(0..text.len())).len() <= 400);
        }
        let long = "é ".repeat(60_000);
        let prose = TokenizedText::read(&long);
        assert!(prose.word(LONGEST).is_none());
        assert!(prose.quote(&(30_001..30_002)).len() < 300);
    }

    #[test]
    fn long_quotes_are_truncated_around_the_match() {
        let text = format!("{}up to 20 tokens{}", "before ".repeat(60), " after".repeat(60));
        let prose = TokenizedText::read(&text);
        let hit = prose.find("up to #").expect("stands there");
        let quote = prose.quote(&hit.span);
        assert!(quote.starts_with("... before") && quote.ends_with("after ..."), "{quote}");
        assert!(quote.contains("up to 20 tokens"), "{quote}");
    }
}
