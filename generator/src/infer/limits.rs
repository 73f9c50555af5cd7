//! What the author's words say about the values themselves: bounds, defaults, the values allowed, and whether one
//! must be given.
//!
//! Comes in: a site. Goes out: one fact each. Whether it fits the type that was chosen is seen to afterwards.

use serde_json::{Number, Value};

use super::Fact;
use super::site::{Finding, Site};
use super::subjects::is_about_another;
use super::words::{Hit, Prose, parse_number};
use crate::repair::Evidence;

/// Words that make a number a length, a share or a sum of something else than the value.
const OTHER_UNITS: &[&str] = &[
    "characters",
    "chars",
    "character",
    "char",
    "letters",
    "digits",
    "bytes",
    "kb",
    "mb",
    "symbols",
    "words",
    "items",
];

/// Words that make a number a period written out.
const PERIODS: &[&str] = &["day", "days", "hour", "hours", "week", "weeks", "month", "months", "year", "years"];

/// "between 1 and 50", "maximum 100", "minimum value: 1".
pub(super) fn bounds(site: &Site) -> Option<Finding> {
    let own = Some(&site.prose).filter(|prose| !prose.is_empty());
    let told = own.and_then(|prose| range(prose).map(|(least, most, hit)| (least, most, site.by_prose(&hit))));
    let (least, most, evidence) = told.or_else(|| {
        site.mentions.iter().find_map(|sentence| {
            let (least, most, _) = range(sentence)?;
            Some((least, most, site.by_mention(sentence)))
        })
    })?;
    Some(Finding { fact: Fact::Bounds(least, most), evidence: vec![evidence] })
}

fn range(prose: &Prose) -> Option<(Option<Number>, Option<Number>, Hit)> {
    let both = ["between # and|to #", "from # to #", "range of|is|from|between? # to|and #", "in the? range #  #"];
    let most = [
        "maximum|max value|limit|allowed|is|of|page|size? value|is|of? #",
        "not exceed|greater than? #",
        "at most #",
        "up to a? maximum? of? #",
        "no more than #",
        "cannot be|exceed greater|more|larger? than? #",
    ];
    let least = ["minimum|min value|is|of? is|of? #", "at least #", "greater than or equal to #"];
    if let Some(hit) = prose.find_any(&both).filter(|hit| is_value(prose, hit)) {
        let mut numbers = hit.words.clone().filter_map(|at| prose.word(at).and_then(parse_number));
        let (first, second) = (numbers.next()?, numbers.next()?);
        return (first < second).then_some((number(first), number(second), hit));
    }
    let one = |phrases: &[&str]| {
        let hit = prose.find_any(phrases).filter(|hit| is_value(prose, hit))?;
        let value = hit.words.clone().rev().find_map(|at| prose.word(at).and_then(parse_number))?;
        Some((number(value)?, hit))
    };
    match (one(&least), one(&most)) {
        (Some((least, hit)), None) => Some((Some(least), None, hit)),
        (None, Some((most, hit))) => Some((None, Some(most), hit)),
        // "minimum: 12 - maximum: 12" tells a length.
        (Some((least, _)), Some((most, _))) if least.as_f64() >= most.as_f64() => None,
        (Some((least, first)), Some((most, second))) => {
            let words = first.words.start.min(second.words.start)..first.words.end.max(second.words.end);
            let span = first.span.start.min(second.span.start)..first.span.end.max(second.span.end);
            Some((Some(least), Some(most), Hit { words, span }))
        }
        (None, None) => None,
    }
}

/// Whether the number of a hit is the value itself, not the length of a text or the number of something.
fn is_value(prose: &Prose, hit: &Hit) -> bool {
    let Some(last) = hit.words.end.checked_sub(1) else { return false };
    let results = ["inclusive", "exclusive", "results", "items", "records", "per", "and", "or", "but", "are", "is"];
    let plain = prose.ends(last)
        || prose.gap(last).starts_with(" - ")
        || prose.gap(last).trim_start().starts_with([')', ']', ',', ';', '(', '<'])
        || prose.word(hit.words.end).is_some_and(|word| results.contains(&word));
    plain && !prose.says("length|characters|chars|long|list|comma|ids|separated|array")
}

/// A number as JSON writes it: whole ones without a fraction.
fn number(value: f64) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}

const DEFAULTS: &[&str] = &[
    "defaults|defaulted to the? value? of? *",
    "default value|limit|setting? is|of|to|if? *",
    "by default it? is? *",
    "* by default",
    "* is the default",
];

/// "defaults to 20", "Default: true".
pub(super) fn default(site: &Site) -> Option<Finding> {
    let (value, evidence) = told_default(site)?;
    Some(Finding { fact: Fact::Default(value), evidence: vec![evidence] })
}

/// The default that the words tell, as a number or a truth value.
pub(super) fn told_default(site: &Site) -> Option<(Value, Evidence)> {
    let prose = &site.prose;
    let hits = DEFAULTS.iter().flat_map(|phrase| prose.find_all(phrase));
    hits.filter(|hit| !is_about_another(site, hit)).find_map(|hit| {
        let last = hit.words.end.checked_sub(1)?;
        let at = if prose.word(hit.words.start) == Some("default") || last == hit.words.start {
            last
        } else if prose.word(last) == Some("default") {
            hit.words.start
        } else {
            last
        };
        let value = match prose.word(at)? {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            word => Value::Number(number(parse_number(word)?)?),
        };
        // "default 5 days", "default is 1-10" and "the default 24/7" are no plain values.
        let glued = !prose.ends(at) && prose.gap(at).starts_with(['-', '/', ':', '%', '.']);
        let unit = prose.word(at + 1).filter(|_| !prose.begins(at + 1) && prose.gap(at).trim().is_empty());
        let other = unit.is_some_and(|unit| OTHER_UNITS.contains(&unit) || PERIODS.contains(&unit));
        (!glued && !other).then(|| (value, site.by_prose(&hit)))
    })
}

/// The words that a list of the allowed values follows.
const CHOICES: &[&str] = &[
    "one of the? following? values|value|options?",
    "available|valid|possible|allowed|accepted|supported|permitted|acceptable values|options|value|types|formats are|include|is?",
    "values|value|options can|may|must be either|one? of?",
    "must|can|should|may be one of the? following? values?",
    "either",
    "must be",
];

/// "one of: a, b, c", "available values: a, b", "(active/paused)".
pub(super) fn enumeration(site: &Site) -> Option<Finding> {
    let prose = &site.prose;
    let told = CHOICES.iter().find_map(|phrase| {
        prose.find_all(phrase).find_map(|hit| {
            let values = listed(prose.text.get(hit.span.end..)?)?;
            Some((values, site.by_prose(&hit)))
        })
    });
    let (values, evidence) = told.or_else(|| in_brackets(site))?;
    Some(Finding { fact: Fact::Enum(values), evidence: vec![evidence] })
}

/// "Status of the order (open/paid/sent)".
fn in_brackets(site: &Site) -> Option<(Vec<String>, Evidence)> {
    let text = site.prose.text;
    let start = text.find('(')?;
    let inner = text.get(start + 1..)?;
    let inner = inner.get(..inner.find(')')?)?;
    let separator = ['/', '|'].into_iter().find(|separator| inner.matches(*separator).count() >= 2)?;
    let values = inner.split(separator).map(bare).collect::<Option<Vec<_>>>()?;
    let worded = values.iter().all(|value| value.chars().any(char::is_alphabetic) && value.len() > 1);
    let span = start..start + inner.len() + 2;
    let words = 0..0;
    (worded && distinct(&values)).then(|| (values, site.by_prose(&Hit { words, span })))
}

/// The values at the beginning of a text, if it is a list of single words and nothing else.
pub(super) fn listed(text: &str) -> Option<Vec<String>> {
    let text = text.trim_start_matches([' ', ':', '=', '\n']);
    let (open, text) = match text.chars().next()? {
        '[' => (Some(']'), text.get(1..)?),
        '(' => (Some(')'), text.get(1..)?),
        '{' => (Some('}'), text.get(1..)?),
        _ => (None, text),
    };
    let end = match open {
        Some(close) => text.find(close)?,
        None => text.find(". ").or_else(|| text.find(['\n', ';', '(', ')', '<'])).unwrap_or(text.len()),
    };
    let list = text.get(..end)?.trim_end_matches(['.', ' ']);
    if list.len() > 600 {
        return None;
    }
    let marked = list.replace(", or ", ",").replace(", and ", ",").replace(" or ", ",").replace(" and ", ",");
    let values = marked.split([',', '|', '/']).map(str::trim).map(bare).collect::<Option<Vec<_>>>()?;
    let plain_words = ["a", "an", "the", "true", "false", "null", "empty", "set", "provided", "unique", "valid"];
    let named = values.iter().all(|value| !plain_words.contains(&value.to_lowercase().as_str()));
    ((2..=60).contains(&values.len()) && named && distinct(&values)).then_some(values)
}

/// One value without its quotes; `None` where it is not a single word.
pub(super) fn bare(value: &str) -> Option<String> {
    let value = value.trim().trim_matches(['`', '\'', '"', '*', '“', '”', '’', '‘']);
    let inside = |c: char| c.is_alphanumeric() || "_-.:+@".contains(c);
    (!value.is_empty() && value.len() <= 60 && value.chars().all(inside)).then(|| value.to_owned())
}

pub(super) fn distinct(values: &[String]) -> bool {
    values.iter().enumerate().all(|(i, value)| !values.iter().take(i).any(|earlier| earlier == value))
}

/// "Required.", "(required)", "This parameter is required": but not "required when ...".
pub(super) fn required(site: &Site) -> Option<Finding> {
    if site.argument.required || site.prose.says("optional") {
        return None;
    }
    let prose = &site.prose;
    let hit = prose.find_all("required|mandatory").find(|hit| {
        let (at, text) = (hit.words.start, prose.text);
        let before = hit.span.start.checked_sub(1).and_then(|at| text.get(at..hit.span.start));
        let bracketed = before.is_some_and(|c| "([".contains(c))
            && text.get(hit.span.end..).is_some_and(|rest| rest.starts_with([')', ']']));
        // Two spaces or a line's end behind it are what is left of a table or a list.
        let set_off = prose.gap(at).starts_with([':', ',', ';', '\n']) || prose.gap(at).starts_with("  ");
        let alone = prose.begins(at) && (prose.ends(at) || set_off);
        let states = ["parameter|field|value|argument|param is required|mandatory", "^this is required|mandatory"];
        let said = prose.ends(at) && prose.find_any(&states).is_some_and(|said| said.words.contains(&at));
        bracketed || alone || said
    })?;
    Some(Finding { fact: Fact::Required(true), evidence: vec![site.by_prose(&hit)] })
}

/// The type that a default or a bound in the words has.
pub(super) fn value_told(site: &Site) -> Option<Finding> {
    let (value, evidence) = told_default(site)?;
    let kind = match value {
        Value::Bool(_) => super::Scalar::Boolean,
        Value::Number(number) if number.is_f64() => super::Scalar::Number,
        _ => super::Scalar::Integer,
    };
    Some(Finding { fact: Fact::Type(super::site::plain(kind)), evidence: vec![evidence] })
}

/// The type that bounds in the words have.
pub(super) fn range_told(site: &Site) -> Option<Finding> {
    let (least, most, hit) = range(&site.prose)?;
    // Shares, ratings and coordinates lie between whole numbers, and between 0 and 1 there is no other whole number.
    let share = most.as_ref().and_then(Number::as_i64) == Some(1);
    let text = site.prose.text.get(hit.span.clone()).unwrap_or_default();
    let written = text.contains(|c: char| c.is_ascii_digit()) && text.contains(".0");
    let whole = [least, most].into_iter().flatten().all(|bound| bound.is_i64()) && !share && !written;
    let kind = if whole { super::Scalar::Integer } else { super::Scalar::Number };
    site.type_by_prose(super::site::plain(kind), &hit)
}

/// The type that listed words have: text.
pub(super) fn choices_told(site: &Site) -> Option<Finding> {
    let finding = enumeration(site)?;
    let Fact::Enum(values) = &finding.fact else { return None };
    let worded = values.iter().all(|value| parse_number(value).is_none());
    let fact = Fact::Type(super::site::plain(super::Scalar::String));
    worded.then(|| Finding { fact, evidence: finding.evidence.clone() })
}
