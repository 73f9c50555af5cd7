//! Texts that match a regular expression.
//!
//! Comes in: a `pattern` and how long the text may be. Goes out: texts that match, or that the pattern is beyond what
//! can be read here: looking ahead and back is in JavaScript's expressions, and not in Rust's.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// How large an expression may become when it is compiled.
const SIZE: usize = 1 << 20;

/// How often a part is repeated at most.
const MOST: usize = 64;

/// How many parts of an expression are written for one text: repeats of repeats multiply.
const STEPS: usize = 1 << 14;

/// Whether a text matches; `None` where the pattern cannot be read.
pub(super) fn matches(pattern: &str, text: &str) -> Option<bool> {
    Some(compiled(pattern)?.is_match(text))
}

/// A text that matches a pattern and has a length within limits; `None` where none is found.
pub(super) fn example(pattern: &str, least: usize, most: usize) -> Option<String> {
    let compiled = compiled(pattern)?;
    let parsed = regex_syntax::parse(pattern).ok()?;
    let fits = |text: &String| {
        let length = text.chars().count();
        (least..=most).contains(&length) && compiled.is_match(text)
    };
    // What may stay away stays away first; then everything is there, more and more often.
    let repeats = [0, 1, 2, 3, 4, 8, least.min(MOST)];
    let ways = repeats.into_iter().flat_map(|repeat| (0..3).map(move |way| (repeat, way)));
    let mut texts = ways.filter_map(|(repeat, way)| written(&parsed, repeat, way));
    let made = texts.find(fits);
    // An expression without an end says nothing of what follows.
    made.or_else(|| {
        let text = written(&parsed, 1, 0)?;
        let missing = least.checked_sub(text.chars().count())?;
        let last = text.chars().last().unwrap_or('a');
        Some(text + &last.to_string().repeat(missing)).filter(fits)
    })
}

thread_local! {
    /// Expressions that were compiled: a document has few, each in many places.
    static COMPILED: RefCell<BTreeMap<String, Option<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

/// How many compiled expressions are kept.
const KEPT: usize = 64;

fn compiled(pattern: &str) -> Option<Regex> {
    COMPILED.with_borrow_mut(|known| {
        if let Some(compiled) = known.get(pattern) {
            return compiled.clone();
        }
        if known.len() >= KEPT {
            known.clear();
        }
        let compiled = RegexBuilder::new(pattern).size_limit(SIZE).build().ok();
        known.insert(pattern.to_owned(), compiled.clone());
        compiled
    })
}

/// A text of an expression; `None` where it takes too long. `repeat` is how often parts stand that may be repeated, `way`
/// which of several alternatives stands.
fn written(hir: &Hir, repeat: usize, way: usize) -> Option<String> {
    let mut writer = Writer { repeat, way, steps: STEPS, text: String::new() };
    writer.write(hir)?;
    Some(writer.text)
}

struct Writer {
    repeat: usize,
    way: usize,
    /// How many more parts are written.
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
                let least = repetition.min as usize;
                let most = repetition.max.map_or(usize::MAX, |most| most as usize);
                let count = self.repeat.clamp(least.min(most), most).min(least.max(MOST));
                for _ in 0..count {
                    self.write(&repetition.sub)?;
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.write(part))?,
            HirKind::Alternation(parts) => {
                if let Some(part) = parts.get(self.way.min(parts.len().saturating_sub(1))) {
                    self.write(part)?;
                }
            }
        }
        Some(())
    }
}

/// A character of a class: one that nobody has to escape, if there is one.
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
    fn what_is_made_matches() {
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
        for (pattern, least, most) in table {
            let text = example(pattern, least, most).unwrap_or_else(|| panic!("{pattern}"));
            assert_eq!(matches(pattern, &text), Some(true), "{pattern}: {text}");
            assert!((least..=most).contains(&text.chars().count()), "{pattern}: {text}");
        }
    }

    #[test]
    fn what_cannot_be_made_is_not() {
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
