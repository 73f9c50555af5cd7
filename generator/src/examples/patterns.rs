//! Generates and validates texts of a `pattern`.
//!
//! Patterns are JavaScript regular expressions. Those with syntax that the `regex` crate does not have, such as
//! look-ahead and look-behind, are unsupported.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// The maximum size of a compiled expression, in bytes.
const MAX_SIZE: usize = 1 << 20;

/// The maximum number of repetitions of a part.
const MAX_REPEATS: usize = 64;

/// The maximum number of parts of one text: nested repetitions multiply.
const MAX_STEPS: usize = 1 << 14;

/// Returns true if a text matches; `None` for an unsupported pattern.
pub(super) fn matches(pattern: &str, text: &str) -> Option<bool> {
    compiled(pattern)?.is_match(text)
}

/// Returns a text that matches a pattern and has a length in `min..=max`; `None` if none is found.
pub(super) fn example(pattern: &str, min: usize, max: usize) -> Option<String> {
    let compiled = compiled(pattern)?;
    let parsed = regex_syntax::parse(pattern).ok()?;
    let fits = |text: &String| {
        let length = text.chars().count();
        (min..=max).contains(&length) && compiled.is_match(text) == Some(true)
    };
    // Optional parts are omitted at first, and then repeated more and more often.
    let repeats = [0, 1, 2, 3, 4, 8, min.min(MAX_REPEATS)];
    let choices = repeats.into_iter().flat_map(|repeat| (0..3).map(move |alternative| (repeat, alternative)));
    let mut texts = choices.filter_map(|(repeat, alternative)| generate(&parsed, repeat, alternative));
    let generated = texts.find(fits);
    // An unanchored expression allows any text after the match.
    generated.or_else(|| {
        let text = generate(&parsed, 1, 0)?;
        let missing = min.checked_sub(text.chars().count())?;
        let last = text.chars().last().unwrap_or('a');
        Some(text + &last.to_string().repeat(missing)).filter(fits)
    })
}

thread_local! {
    /// The cache of compiled expressions: a document has few, each in many places.
    static COMPILED: RefCell<BTreeMap<String, Option<Compiled>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The maximum number of cached expressions.
const MAX_COMPILED: usize = 64;

/// The maximum number of characters times parts of an expression that one match compares.
const MAX_COMPARISONS: usize = 1 << 20;

/// A compiled expression.
#[derive(Clone)]
struct Compiled {
    regex: Regex,
    /// The number of its parts, each as often as it can repeat.
    parts: usize,
}

impl Compiled {
    fn new(pattern: &str) -> Option<Self> {
        let parts = parts(&regex_syntax::parse(pattern).ok()?);
        let regex = RegexBuilder::new(pattern).size_limit(MAX_SIZE).build().ok()?;
        Some(Self { regex, parts })
    }

    /// Returns true if a text matches; `None` if it takes too long to know.
    fn is_match(&self, text: &str) -> Option<bool> {
        (text.len().saturating_mul(self.parts) <= MAX_COMPARISONS).then(|| self.regex.is_match(text))
    }
}

/// Returns the number of parts of an expression, each as often as it can repeat.
fn parts(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min).max(1) as usize;
            parts(&repetition.sub).saturating_mul(most)
        }
        HirKind::Capture(capture) => parts(&capture.sub),
        HirKind::Concat(each) | HirKind::Alternation(each) => {
            each.iter().fold(1, |sum, part| sum.saturating_add(parts(part)))
        }
    }
}

fn compiled(pattern: &str) -> Option<Compiled> {
    COMPILED.with_borrow_mut(|known| {
        if let Some(compiled) = known.get(pattern) {
            return compiled.clone();
        }
        if known.len() >= MAX_COMPILED {
            known.clear();
        }
        let compiled = Compiled::new(pattern);
        known.insert(pattern.to_owned(), compiled.clone());
        compiled
    })
}

/// Generates a text of an expression; `None` if it has too many parts. `repeat` is the preferred number of repetitions,
/// and `alternative` the index of the preferred alternative.
fn generate(hir: &Hir, repeat: usize, alternative: usize) -> Option<String> {
    let mut writer = Writer { repeat, alternative, steps: MAX_STEPS, text: String::new() };
    writer.write(hir)?;
    Some(writer.text)
}

struct Writer {
    repeat: usize,
    alternative: usize,
    /// The remaining number of parts.
    steps: usize,
    text: String,
}

impl Writer {
    fn write(&mut self, hir: &Hir) -> Option<()> {
        self.steps = self.steps.checked_sub(1)?;
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => self.text.extend(character(class)),
            HirKind::Repetition(repetition) => {
                let min = repetition.min as usize;
                let max = repetition.max.map_or(usize::MAX, |max| max as usize);
                let count = self.repeat.clamp(min.min(max), max).min(min.max(MAX_REPEATS));
                for _ in 0..count {
                    self.write(&repetition.sub)?;
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.write(part))?,
            HirKind::Alternation(parts) => {
                if let Some(part) = parts.get(self.alternative.min(parts.len().saturating_sub(1))) {
                    self.write(part)?;
                }
            }
        }
        Some(())
    }
}

/// Returns a character of a class, preferably one that needs no escape.
fn character(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect()
        }
    };
    let has = |c: &char| ranges.iter().any(|(from, to)| (from..=to).contains(&c));
    let plain = ('a'..='z').chain('A'..='Z').chain('1'..='9').chain(['0', '-', '_', '.']);
    let graphic = ('!'..='~').chain([' ']);
    plain.chain(graphic).find(has).or_else(|| ranges.first().map(|(from, _)| *from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_values_match_their_pattern() {
        let table = [
            ("^[a-z]+$", 0, 100),
            ("^[A-Z]{3}$", 0, 100),
            (r"^\d{4}-\d{2}$", 0, 100),
            ("^(cat|dog)(-[0-9]{2,})?$", 0, 100),
            ("^(cat|dog)(-[0-9]{2,})?$", 6, 8),
            ("^[^/]*$", 5, 5),
            ("^#", 4, 4),
            ("^(?:[A-Za-z0-9+/]{4})*$", 1, 40),
            (r"^\/v1\/.*", 0, 100),
            ("", 2, 9),
        ];
        for (pattern, min, max) in table {
            let text = example(pattern, min, max).unwrap_or_else(|| panic!("{pattern}"));
            assert_eq!(matches(pattern, &text), Some(true), "{pattern}: {text}");
            assert!((min..=max).contains(&text.chars().count()), "{pattern}: {text}");
        }
    }

    #[test]
    fn unsupported_patterns_produce_no_value() {
        for pattern in ["^(?=a)b$", "^a$", "(", "^[a&&b]$"] {
            assert_eq!(example(pattern, 2, 2), None, "{pattern}");
        }
        assert_eq!(example("^[0-9]{3}$", 4, 9), None);
        // Each repeat multiplies the one around it.
        let nested = format!("^{}a{}$", "(".repeat(15), ")*".repeat(15));
        assert_eq!(example(&nested, 5, 6).as_deref(), Some("aaaaa"));
        assert_eq!(matches("(?!x)", "y"), None);
    }
}
