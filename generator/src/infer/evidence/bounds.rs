//! Bounds, defaults, allowed values and required parameters from descriptions.
//!
//! `resolve` removes the facts that do not fit the type of the parameter.

use serde_json::{Number, Value};

use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::text::tokens::{Match, TokenizedText, parse_number};
use crate::infer::{Claim, InferredType, Scalar};
use crate::repairs::Evidence;

/// Words after a number that is a length or a count instead of the value.
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

/// Words after a number that is part of a duration.
const PERIODS: &[&str] = &["day", "days", "hour", "hours", "week", "weeks", "month", "months", "year", "years"];

/// "between 1 and 50", "maximum 100", "minimum value: 1".
pub(in crate::infer) fn bounds(context: &ParameterContext) -> Option<Finding> {
    let description = Some(&context.prose).filter(|prose| !prose.is_empty());
    let described =
        description.and_then(|prose| range(prose).map(|(least, most, hit)| (least, most, context.by_prose(&hit))));
    let (least, most, evidence) = described.or_else(|| {
        context.mentions.iter().find_map(|sentence| {
            let (least, most, _) = range(sentence)?;
            Some((least, most, context.by_mention(sentence)))
        })
    })?;
    Some(Finding { fact: Claim::Bounds(least, most), evidence: vec![evidence] })
}

fn range(prose: &TokenizedText) -> Option<(Option<Number>, Option<Number>, Match)> {
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
        // "minimum: 12 - maximum: 12" is a length.
        (Some((least, _)), Some((most, _))) if least.as_f64() >= most.as_f64() => None,
        (Some((least, first)), Some((most, second))) => {
            let words = first.words.start.min(second.words.start)..first.words.end.max(second.words.end);
            let span = first.span.start.min(second.span.start)..first.span.end.max(second.span.end);
            Some((Some(least), Some(most), Match { words, span }))
        }
        (None, None) => None,
    }
}

/// Returns true if the number of a match is a value, and false if it is a length or a count.
fn is_value(prose: &TokenizedText, hit: &Match) -> bool {
    let Some(last) = hit.words.end.checked_sub(1) else { return false };
    let results = ["inclusive", "exclusive", "results", "items", "records", "per", "and", "or", "but", "are", "is"];
    let plain = prose.ends(last)
        || prose.gap(last).starts_with(" - ")
        || prose.gap(last).trim_start().starts_with([')', ']', ',', ';', '(', '<'])
        || prose.word(hit.words.end).is_some_and(|word| results.contains(&word));
    plain && !prose.says("length|characters|chars|long|list|comma|ids|separated|array")
}

/// Converts to a JSON number; integers have no fraction.
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
pub(in crate::infer) fn default(context: &ParameterContext) -> Option<Finding> {
    let (value, evidence) = documented_default(context)?;
    Some(Finding { fact: Claim::Default(value), evidence: vec![evidence] })
}

/// Returns the default in the description if it is a number or a boolean.
pub(in crate::infer) fn documented_default(context: &ParameterContext) -> Option<(Value, Evidence)> {
    let prose = &context.prose;
    let hits = DEFAULTS.iter().flat_map(|phrase| prose.find_all(phrase));
    hits.filter(|hit| !context.is_about_another(hit)).find_map(|hit| {
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
        // "default 5 days", "default is 1-10" and "the default 24/7" are not single values.
        let glued = !prose.ends(at) && prose.gap(at).starts_with(['-', '/', ':', '%', '.']);
        let unit = prose.word(at + 1).filter(|_| !prose.begins(at + 1) && prose.gap(at).trim().is_empty());
        let other = unit.is_some_and(|unit| OTHER_UNITS.contains(&unit) || PERIODS.contains(&unit));
        (!glued && !other).then(|| (value, context.by_prose(&hit)))
    })
}

/// Phrases before a list of the allowed values.
const CHOICES: &[&str] = &[
    "one of the? following? values|value|options?",
    "available|valid|possible|allowed|accepted|supported|permitted|acceptable values|options|value|types|formats are|include|is?",
    "values|value|options can|may|must be either|one? of?",
    "must|can|should|may be one of the? following? values?",
    "either",
    "must be",
];

/// "one of: a, b, c", "available values: a, b", "(active/paused)".
pub(in crate::infer) fn enumeration(context: &ParameterContext) -> Option<Finding> {
    let prose = &context.prose;
    let list = CHOICES.iter().find_map(|phrase| {
        prose.find_all(phrase).find_map(|hit| {
            let values = listed(prose.text.get(hit.span.end..)?)?;
            Some((values, context.by_prose(&hit)))
        })
    });
    let (values, evidence) = list.or_else(|| in_brackets(context))?;
    Some(Finding { fact: Claim::Enum(values), evidence: vec![evidence] })
}

/// "Status of the order (open/paid/sent)".
fn in_brackets(context: &ParameterContext) -> Option<(Vec<String>, Evidence)> {
    let text = context.prose.text;
    let start = text.find('(')?;
    let inner = text.get(start + 1..)?;
    let inner = inner.get(..inner.find(')')?)?;
    let separator = ['/', '|'].into_iter().find(|separator| inner.matches(*separator).count() >= 2)?;
    let values = inner.split(separator).map(bare).collect::<Option<Vec<_>>>()?;
    let worded = values.iter().all(|value| value.chars().any(char::is_alphabetic) && value.len() > 1);
    let span = start..start + inner.len() + 2;
    let words = 0..0;
    (worded && distinct(&values)).then(|| (values, context.by_prose(&Match { words, span })))
}

/// Returns the values at the beginning of a text if it is a list of single words.
pub(in crate::infer) fn listed(text: &str) -> Option<Vec<String>> {
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

/// Removes the quotes of a value; `None` if it is not a single word.
pub(in crate::infer) fn bare(value: &str) -> Option<String> {
    let value = value.trim().trim_matches(['`', '\'', '"', '*', '“', '”', '’', '‘']);
    let inside = |c: char| c.is_alphanumeric() || "_-.:+@".contains(c);
    (!value.is_empty() && value.len() <= 60 && value.chars().all(inside)).then(|| value.to_owned())
}

pub(in crate::infer) fn distinct(values: &[String]) -> bool {
    values.iter().enumerate().all(|(i, value)| !values.iter().take(i).any(|earlier| earlier == value))
}

/// "Required.", "(required)", "This parameter is required", but not "required when ...".
pub(in crate::infer) fn required(context: &ParameterContext) -> Option<Finding> {
    if context.parameter.required || context.prose.says("optional") {
        return None;
    }
    let prose = &context.prose;
    let hit = prose.find_all("required|mandatory").find(|hit| {
        let (at, text) = (hit.words.start, prose.text);
        let before = hit.span.start.checked_sub(1).and_then(|at| text.get(at..hit.span.start));
        let bracketed = before.is_some_and(|c| "([".contains(c))
            && text.get(hit.span.end..).is_some_and(|rest| rest.starts_with([')', ']']));
        // Two spaces or a line break after the word remain of a table or a list.
        let set_off = prose.gap(at).starts_with([':', ',', ';', '\n']) || prose.gap(at).starts_with("  ");
        let alone = prose.begins(at) && (prose.ends(at) || set_off);
        let states = ["parameter|field|value|argument|param is required|mandatory", "^this is required|mandatory"];
        let is_stated = prose.ends(at) && prose.find_any(&states).is_some_and(|stated| stated.words.contains(&at));
        bracketed || alone || is_stated
    })?;
    Some(Finding { fact: Claim::Required(true), evidence: vec![context.by_prose(&hit)] })
}

/// Infers the type of the default in the description.
pub(in crate::infer) fn default_type(context: &ParameterContext) -> Option<Finding> {
    let (value, evidence) = documented_default(context)?;
    let kind = match value {
        Value::Bool(_) => Scalar::Boolean,
        Value::Number(number) if number.is_f64() => Scalar::Number,
        _ => Scalar::Integer,
    };
    Some(Finding { fact: Claim::Type(InferredType::scalar(kind)), evidence: vec![evidence] })
}

/// Infers the type of the bounds in the description.
pub(in crate::infer) fn bounds_type(context: &ParameterContext) -> Option<Finding> {
    let (least, most, hit) = range(&context.prose)?;
    // Shares, ratings and coordinates have fractions between integer bounds, and a range from 0 to 1 is a share.
    let share = most.as_ref().and_then(Number::as_i64) == Some(1);
    let text = context.prose.text.get(hit.span.clone()).unwrap_or_default();
    let written = text.contains(|c: char| c.is_ascii_digit()) && text.contains(".0");
    let are_integers = [least, most].into_iter().flatten().all(|bound| bound.is_i64()) && !share && !written;
    let kind = if are_integers { Scalar::Integer } else { Scalar::Number };
    context.type_by_prose(InferredType::scalar(kind), &hit)
}

/// Infers the type of listed words: string.
pub(in crate::infer) fn choices_type(context: &ParameterContext) -> Option<Finding> {
    let finding = enumeration(context)?;
    let Claim::Enum(values) = &finding.fact else { return None };
    let worded = values.iter().all(|value| parse_number(value).is_none());
    let fact = Claim::Type(InferredType::scalar(Scalar::String));
    worded.then(|| Finding { fact, evidence: finding.evidence.clone() })
}
