//! Words: a name taken apart, and prose as a row of words that phrases are looked for in.
//!
//! Comes in: names and texts of the author's. Goes out: lower-case words with their place in the text. Knows nothing
//! of rules or documents. Written by hand because the rules need whole words, alternatives and sentence ends only.

use std::ops::Range;

/// The words of a name's last part, in lower case: `filter[updatedAt]` has `updated` and `at`.
#[must_use]
pub(super) fn of_name(name: &str) -> Vec<String> {
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

/// The part that names the value itself: the last member in brackets or behind a dot, indexes left out.
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

/// A text and its words.
#[derive(Debug, Clone, Default)]
pub(super) struct Prose<'t> {
    /// The text as its author wrote it.
    pub(super) text: &'t str,
    words: Vec<Word>,
    /// The outlines of the words, in one.
    outlines: u64,
}

/// One word of a text.
#[derive(Debug, Clone)]
struct Word {
    lower: String,
    span: Range<usize>,
    /// Whether a sentence, a paragraph or the text begins here.
    begins: bool,
}

/// A phrase found: which words of the text, and where they stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// The words, by their number.
    pub(super) words: Range<usize>,
    /// The bytes from the first word to the last.
    pub(super) span: Range<usize>,
}

/// How much of a text is read: descriptions of whole protocols exist, and what concerns one value comes early.
const LONGEST: usize = 20_000;

impl<'t> Prose<'t> {
    /// Takes a text apart. Markup tags count as white space.
    pub(super) fn read(text: &'t str) -> Self {
        let mut prose = Prose { text, words: Vec::new(), outlines: 0 };
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
                    prose.outlines |= outline(&lower);
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

    /// Whether there are no words.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word of a number, in lower case.
    pub(super) fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index).map(|word| word.lower.as_str())
    }

    /// Where a word stands.
    pub(super) fn span(&self, index: usize) -> Option<Range<usize>> {
        self.words.get(index).map(|word| word.span.clone())
    }

    /// Whether a sentence begins with a word.
    pub(super) fn begins(&self, index: usize) -> bool {
        self.words.get(index).is_some_and(|word| word.begins)
    }

    /// Whether a sentence ends with a word.
    pub(super) fn ends(&self, index: usize) -> bool {
        self.words.get(index + 1).is_none_or(|word| word.begins)
    }

    /// What stands between a word and the next.
    pub(super) fn gap(&self, index: usize) -> &'t str {
        let start = self.words.get(index).map_or(self.text.len(), |word| word.span.end);
        let end = self.words.get(index + 1).map_or(self.text.len(), |word| word.span.start);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The first place where a phrase stands within one sentence. In a phrase, `a|b` is either word, `a?` may be
    /// left out, `*` is any word, `#` a number, and a leading `^` asks for the beginning of a sentence.
    pub(super) fn find(&self, phrase: &str) -> Option<Hit> {
        self.find_all(phrase).next()
    }

    /// Every place where a phrase stands.
    pub(super) fn find_all<'s>(&'s self, phrase: &'s str) -> impl Iterator<Item = Hit> + 's {
        let anchored = phrase.starts_with('^');
        let parts: Vec<&str> = phrase.trim_start_matches('^').split(' ').collect();
        let starts = if self.may_say(&parts) { self.words.len() } else { 0 };
        (0..starts).filter(move |&start| !anchored || self.begins(start)).filter_map(move |start| {
            let end = self.matches(start, start, &parts)?;
            let span = self.span(start)?.start..self.span(end.checked_sub(1)?)?.end;
            Some(Hit { words: start..end, span })
        })
    }

    /// Whether the words that a phrase cannot do without may be among those of the text. Most phrases stand in no text,
    /// and this finds out without looking at it.
    fn may_say(&self, parts: &[&str]) -> bool {
        let needed = parts.iter().filter(|part| !part.ends_with('?') && !["*", "#"].contains(part));
        needed.into_iter().all(|part| part.split('|').any(|choice| self.outlines & outline(choice) != 0))
    }

    /// The end of a phrase that begins at a word.
    fn matches(&self, start: usize, at: usize, phrase: &[&str]) -> Option<usize> {
        let Some((&part, phrase)) = phrase.split_first() else { return Some(at) };
        let (part, may_miss) = part.strip_suffix('?').map_or((part, false), |part| (part, true));
        let word = self.words.get(at).filter(|word| at == start || !word.begins);
        let fits = word.is_some_and(|word| match part {
            "*" => true,
            "#" => parse_number(&word.lower).is_some(),
            part => part.split('|').any(|choice| choice == word.lower),
        });
        let taken = fits.then(|| self.matches(start, at + 1, phrase)).flatten();
        taken.or_else(|| may_miss.then(|| self.matches(start, at, phrase)).flatten())
    }

    /// The first of several phrases that stands in the text.
    pub(super) fn find_any(&self, phrases: &[&str]) -> Option<Hit> {
        phrases.iter().find_map(|phrase| self.find(phrase))
    }

    /// Whether a phrase stands in the text.
    pub(super) fn says(&self, phrase: &str) -> bool {
        self.find(phrase).is_some()
    }

    /// The words around a hit, cut at word ends to a length that reads well.
    pub(super) fn quote(&self, span: &Range<usize>) -> String {
        quote_around(self.text, span)
    }
}

/// As much of a text as is read.
#[must_use]
pub(super) fn beginning(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

/// One bit for a word: the same for the same word, and for some others.
fn outline(word: &str) -> u64 {
    let first = word.bytes().next().map_or(0, u64::from);
    1 << ((first * 7 + word.len() as u64 * 13) % 64)
}

/// A text cut around what matters, on one line.
pub(super) fn quote_around(text: &str, span: &Range<usize>) -> String {
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

/// A whole text on one line, cut at its end if it is long.
#[must_use]
pub(super) fn quote(text: &str) -> String {
    quote_around(text, &(0..0))
}

/// The number that a word is: digits, with sign, fraction and thousands as prose writes them.
#[must_use]
pub(super) fn parse_number(word: &str) -> Option<f64> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.chars().any(|c| !"0123456789.,".contains(c)) {
        return None;
    }
    word.replace(',', "").parse::<f64>().ok().filter(|number| number.is_finite())
}

/// The length of a markup tag at the beginning of a text.
fn tag(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(())?;
    let end = inner.find(['>', '<', '\n'])?;
    inner.get(end..)?.starts_with('>').then_some(end + 2)
}

/// The length of a number at the beginning of a text: `20`, `-90`, `0.5`, `10,000`.
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

/// The length of a run of letters and digits at the beginning of a text.
fn letters(rest: &str) -> Option<usize> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let length = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
    (length > 0).then_some(length)
}

/// Whether a text begins with the end of a sentence or of a paragraph.
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
    fn names_are_taken_apart() {
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
    fn phrases_are_found_within_a_sentence() {
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
            let hit = Prose::read(text).find(phrase).map(|hit| text[hit.span].to_owned());
            assert_eq!(hit.as_deref(), *found, "{phrase} in {text}");
        }
    }

    #[test]
    fn odd_texts_do_no_harm() {
        for text in ["", "<", "<<b", "</", "-", "--5", "1,2,3", "1.", "ﷺ🦀é", "<b\n>", "a\u{0}b", "１２"] {
            let prose = Prose::read(text);
            let _ = prose.find("* *");
            assert!(prose.quote(&(0..text.len())).len() <= 400);
        }
        let long = "é ".repeat(60_000);
        let prose = Prose::read(&long);
        assert!(prose.word(LONGEST).is_none());
        assert!(prose.quote(&(30_001..30_002)).len() < 300);
    }

    #[test]
    fn long_quotes_are_cut_around_what_matters() {
        let text = format!("{}up to 20 tokens{}", "before ".repeat(60), " after".repeat(60));
        let prose = Prose::read(&text);
        let hit = prose.find("up to #").expect("stands there");
        let quote = prose.quote(&hit.span);
        assert!(quote.starts_with("... before") && quote.ends_with("after ..."), "{quote}");
        assert!(quote.contains("up to 20 tokens"), "{quote}");
    }
}
