//! Allowed values and defaults from the descriptions of the operation and of its other parameters.
//!
//! `bounds` reads the parameter's description.

use serde_json::Value;

use super::bounds::{bare, distinct, listed};
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::text::sentences::{self, List};
use crate::infer::text::tokens::{self, TokenizedText, parse_number};
use crate::infer::{Claim, InferredType, Scalar};
use crate::repairs::Evidence;
use crate::spec::Location;

/// Allowed values with their evidence.
type ValueList = (Vec<String>, Vec<Evidence>);

/// "The sorts accepted by this method are:" and a list, "Allowed actions are start, stop".
pub(in crate::infer) fn accepted(context: &ParameterContext) -> Option<Finding> {
    let (values, evidence) = listed_by_operation(context)?;
    Some(Finding { fact: Claim::Enum(values), evidence })
}

/// Cases in the description of another parameter: "sort = name => text, sort = votes => number".
pub(in crate::infer) fn cases(context: &ParameterContext) -> Option<Finding> {
    let (values, evidence) = listed_by_siblings(context)?;
    Some(Finding { fact: Claim::Enum(values), evidence })
}

/// Infers the type of listed words: string.
pub(in crate::infer) fn text(context: &ParameterContext) -> Option<Finding> {
    let (values, evidence) = listed_by_operation(context).or_else(|| listed_by_siblings(context))?;
    let worded = values.iter().all(|value| parse_number(value).is_none());
    worded.then(|| Finding { fact: Claim::Type(InferredType::scalar(Scalar::String)), evidence })
}

/// "activity is the default sort", if `activity` is an allowed value.
pub(in crate::infer) fn default(context: &ParameterContext) -> Option<Finding> {
    if !context.listing.contains("default") {
        return None;
    }
    let by_siblings = listed_by_siblings(context).map(|(values, _)| values).unwrap_or_default();
    let values = listed_by_operation(context).map(|(values, _)| values).unwrap_or_default();
    let name = sentences::words_of_name(&context.parameter.name)?;
    let prose = TokenizedText::read(context.listing);
    values.iter().chain(&by_siblings).find_map(|value| {
        let word = Some(value.to_lowercase()).filter(|word| is_one_word(word))?;
        let phrases = [format!("{word} is the default {name}"), format!("default {name} is {word}")];
        let hit = phrases.iter().find_map(|phrase| prose.find(phrase))?;
        let evidence = vec![context.by_operation(prose.text.get(hit.span)?)];
        Some(Finding { fact: Claim::Default(Value::from(value.as_str())), evidence })
    })
}

fn is_one_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn listed_by_operation(context: &ParameterContext) -> Option<ValueList> {
    let text = context.listing;
    let stem = context.name.last()?.trim_end_matches('y');
    if text.is_empty() {
        return None;
    }
    let known = context.texts.announcements(announces_values);
    let announcing: Vec<&str> =
        known.iter().filter(|(_, lower)| lower.contains(stem)).map(|(sentence, _)| *sentence).collect();
    if announcing.is_empty() {
        return None;
    }
    let phrases = announcements(&context.parameter.name);
    let has_lists = announcing.iter().any(|sentence| sentence.contains(':'));
    let lists = if has_lists { context.texts.lists() } else { &[] };
    let listed = lists.iter().filter(|list| may_announce(list.lead, stem) && announces(list.lead, &phrases));
    let in_list = listed.filter_map(|list| Some((values(list, text)?, vec![context.by_operation(list.lead)]))).next();
    in_list.or_else(|| {
        let in_line = |sentence: &&str| Some((in_line(sentence, &phrases)?, vec![context.by_operation(sentence)]));
        announcing.iter().find_map(in_line)
    })
}

const KNOWN: &str = "accepted|allowed|available|supported|permitted|possible|valid";

/// Returns true if a sentence may announce values. This cheap test excludes most sentences.
fn may_announce(sentence: &str, stem: &str) -> bool {
    let sentence = sentence.to_lowercase();
    sentence.contains(stem) && announces_values(&sentence)
}

/// Returns true if a sentence in lower case may announce values.
fn announces_values(sentence: &str) -> bool {
    KNOWN.split('|').chain(["one of", "either of"]).any(|word| sentence.contains(word))
}

/// Returns the phrases that announce values of a parameter.
fn announcements(name: &str) -> Vec<String> {
    const HERE: &str = "by|for? this|the? method|endpoint|call|operation|api|request?";
    let Some(words) = sentences::words_of_name(name) else { return Vec::new() };
    let exact = TokenizedText::read(name);
    let exact = exact.word(0).filter(|word| exact.word(1).is_none() && *word != words).map(str::to_owned);
    // The alternatives are of the last word: "sort order|orders".
    let last = words.split(' ').next_back().unwrap_or_default();
    let named = exact.into_iter().chain([format!("{words}|{}", plural(last))]);
    let phrases = named.flat_map(|named| {
        [
            format!("^the|all? currently? {KNOWN} {named} {HERE}"),
            format!("^the|all? {named} currently? {KNOWN} {HERE}"),
            format!("^the|all? {KNOWN} values|options|choices for the? {named}"),
            format!("^the|all? values|options|choices {KNOWN} for the? {named}"),
            format!("^the? {named} parameter? can|may|must|should be one|either of?"),
            format!("^the? {named} parameter? accepts one|either of?"),
        ]
    });
    phrases.collect()
}

/// Returns the plural of a word.
fn plural(word: &str) -> String {
    let stem = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if word.ends_with(['s', 'x']) || word.ends_with("ch") || word.ends_with("sh") => format!("{word}es"),
        None => format!("{word}s"),
    }
}

/// Returns true if a sentence announces a list of values.
fn announces(lead: &str, phrases: &[String]) -> bool {
    let prose = TokenizedText::read(lead);
    lead.ends_with(':') && phrases.iter().any(|phrase| prose.find(phrase).is_some())
}

/// Returns the values of a list, one at the beginning of each item. A last item without a description is omitted if all
/// others have one, because the text may be truncated.
fn values(list: &List, text: &str) -> Option<Vec<String>> {
    let mut items = list.items.as_slice();
    if let [complete @ .., last] = items
        && text.trim_end().ends_with(last.label)
        && complete.iter().all(|item| item.cells.iter().any(|cell| !cell.is_empty()))
    {
        items = complete;
    }
    let values = items.iter().map(|item| bare(item.label).filter(|_| item.separated || item.marked));
    let values = values.collect::<Option<Vec<_>>>()?;
    ((2..=60).contains(&values.len()) && distinct(&values)).then_some(values)
}

/// Returns the values after an announcement in the same sentence.
fn in_line(sentence: &str, phrases: &[String]) -> Option<Vec<String>> {
    let prose = TokenizedText::read(sentence);
    phrases.iter().find_map(|phrase| {
        prose.find_all(phrase).find_map(|hit| {
            let verb = ["are", "is", "include", "includes"];
            let has_verb = prose.word(hit.words.end).is_some_and(|word| verb.contains(&word));
            let at = if has_verb { prose.span(hit.words.end)?.end } else { hit.span.end };
            let rest = sentence.get(at..)?;
            let follows = has_verb || rest.starts_with(':') || prose.word(hit.words.end.checked_sub(1)?) == Some("of");
            follows.then(|| listed(rest)).flatten()
        })
    })
}

/// Returns the values in descriptions of other parameters that consist of cases: `NAME = VALUE => KIND`.
fn listed_by_siblings(context: &ParameterContext) -> Option<ValueList> {
    let is_local = context.parameter.pointer.below(&context.operation.pointer).is_some();
    let (itself, mark) = (context.texts.index(context.parameter), format!("{} = ", context.parameter.name));
    let others = context.texts.with_cases().iter().filter(|at| is_local && Some(**at) != itself);
    let mut lists = others.filter_map(|at| {
        let other = context.operation.parameters.get(*at)?;
        let text = other.description.as_deref()?;
        let cases = cases_of(text, &mark)?;
        let place = context.spec.place(&other.pointer.child("description"));
        Some((cases, Evidence { place, quote: tokens::quote(text) }))
    });
    let (values, first) = lists.next()?;
    // If the lists differ, it is unknown which one is complete.
    let mut evidence = vec![first];
    for (others, other) in lists {
        if others != values {
            return None;
        }
        evidence.push(other);
    }
    Some((values, evidence))
}

fn cases_of(text: &str, mark: &str) -> Option<Vec<String>> {
    if !text.trim_start().starts_with(mark) {
        return None;
    }
    let cases = text.trim().split(mark).skip(1);
    let values = cases.map(|case| {
        let (value, kind) = case.split_once("=>").or_else(|| case.split_once("->"))?;
        let plain = is_one_word(kind.trim().trim_end_matches([',', ';', '.']));
        bare(value).filter(|_| plain)
    });
    let values = values.collect::<Option<Vec<_>>>()?;
    (values.len() >= 2 && distinct(&values)).then_some(values)
}

/// Names of sort keys.
const SORT_KEYS: &[&str] = &["sort", "sortby", "orderby", "sortfield", "sortkey", "sortcolumn", "orderfield"];

/// Infers the sort direction in lower case, if the values of the sort key are in lower case.
pub(in crate::infer) fn lower_case_direction(context: &ParameterContext) -> Option<Finding> {
    let finding = direction(context)?;
    let Claim::Enum(directions) = &finding.fact else { return None };
    let sort = context.sibling(SORT_KEYS)?;
    let beside = ParameterContext::new(context.spec, context.operation, sort, &context.texts, context.index);
    let keys = accepted(&beside).or_else(|| cases(&beside))?;
    let Claim::Enum(values) = &keys.fact else { return None };
    let is_lower = |value: &String| value.chars().all(|c| !c.is_uppercase());
    let both_lower = values.iter().all(is_lower) && directions.iter().all(is_lower);
    let evidence = finding.evidence.iter().chain(&keys.evidence).cloned().collect();
    both_lower.then(|| Finding { fact: finding.fact.clone(), evidence })
}

/// Infers the sort direction from its name next to a sort key.
pub(in crate::infer) fn direction(context: &ParameterContext) -> Option<Finding> {
    const DIRECTIONS: &[&str] =
        &["order", "sortorder", "sortdirection", "sortdir", "direction", "orderdirection", "orderdir"];
    let is_request_value = matches!(context.parameter.location, Location::Query | Location::Field(_));
    let key = (is_request_value && context.is_named(DIRECTIONS)).then(|| context.sibling(SORT_KEYS)).flatten()?;
    let mut evidence = vec![context.by_name(), context.named_evidence(key)];
    let values = match (context.prose.find("asc"), context.prose.find("desc")) {
        (Some(up), Some(down)) => {
            evidence.push(context.by_prose(&up));
            [up, down].map(|hit| context.prose.text.get(hit.span).unwrap_or_default().to_owned())
        }
        _ => ["asc".to_owned(), "desc".to_owned()],
    };
    let other = ["ascending|descending|ascend|descend", "field|fields|column|property|key", "#", "true|false"];
    let is_unambiguous = evidence.len() > 2 || context.prose.find_any(&other).is_none();
    let given = context.schema().and_then(|schema| schema.default.as_ref()).or(context.parameter.example.as_ref());
    let allows_default = given.is_none_or(|given| values.iter().any(|value| given.as_str() == Some(value)));
    (is_unambiguous && allows_default).then(|| Finding { fact: Claim::Enum(values.to_vec()), evidence })
}
