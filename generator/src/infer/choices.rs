//! The values an argument takes, where the words about the operation or about its neighbours list them.
//!
//! Comes in: a site. Goes out: its values, and which of them counts when none is given. Values told by the argument's
//! own words are in `limits`.

use serde_json::Value;

use super::limits::{bare, distinct, listed};
use super::mentions::{self, List};
use super::site::{Finding, Site, plain};
use super::words::{self, Prose, parse_number};
use super::{Fact, Scalar};
use crate::repair::Evidence;
use crate::spec::Location;

/// Values and what they were read from.
type Told = (Vec<String>, Vec<Evidence>);

/// "The sorts accepted by this method are:" and a list, "Allowed actions are start, stop".
pub(super) fn accepted(site: &Site) -> Option<Finding> {
    let (values, evidence) = told_by_operation(site)?;
    Some(Finding { fact: Fact::Enum(values), evidence })
}

/// What the words about two neighbours make of each value: "sort = name => text, sort = votes => number".
pub(super) fn cases(site: &Site) -> Option<Finding> {
    let (values, evidence) = told_by_neighbours(site)?;
    Some(Finding { fact: Fact::Enum(values), evidence })
}

/// The type that listed words have: text.
pub(super) fn text(site: &Site) -> Option<Finding> {
    let (values, evidence) = told_by_operation(site).or_else(|| told_by_neighbours(site))?;
    let worded = values.iter().all(|value| parse_number(value).is_none());
    worded.then(|| Finding { fact: Fact::Type(plain(Scalar::String)), evidence })
}

/// "activity is the default sort", where `activity` is among the values told.
pub(super) fn default(site: &Site) -> Option<Finding> {
    if !description(site).contains("default") {
        return None;
    }
    let by_neighbours = told_by_neighbours(site).map(|(values, _)| values).unwrap_or_default();
    let values = told_by_operation(site).map(|(values, _)| values).unwrap_or_default();
    let name = mentions::spoken(&site.argument.name)?;
    let prose = Prose::read(description(site));
    values.iter().chain(&by_neighbours).find_map(|value| {
        let word = Some(value.to_lowercase()).filter(|word| is_one_word(word))?;
        let phrases = [format!("{word} is the default {name}"), format!("default {name} is {word}")];
        let hit = phrases.iter().find_map(|phrase| prose.find(phrase))?;
        let evidence = vec![site.by_operation(prose.text.get(hit.span)?)];
        Some(Finding { fact: Fact::Default(Value::from(value.as_str())), evidence })
    })
}

fn is_one_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The words about the operation, where they are about this argument alone: one that several operations share may take
/// other values in each.
fn description<'s>(site: &Site<'s>) -> &'s str {
    let own = site.argument.pointer.below(&site.operation.pointer).is_some();
    words::beginning(site.operation.head.description.as_deref().filter(|_| own).unwrap_or_default())
}

fn told_by_operation(site: &Site) -> Option<Told> {
    let text = description(site);
    let stem = site.name.last()?.trim_end_matches('y');
    let telling: Vec<&str> = mentions::sentences(text).filter(|sentence| may_tell(sentence, stem)).collect();
    if telling.is_empty() {
        return None;
    }
    let phrases = announcements(&site.argument.name);
    let lists = if telling.iter().any(|sentence| sentence.contains(':')) { mentions::lists(text) } else { Vec::new() };
    let listed = lists.iter().filter(|list| may_tell(list.lead, stem) && announces(list.lead, &phrases));
    let in_list = listed.filter_map(|list| Some((values(list, text)?, vec![site.by_operation(list.lead)]))).next();
    in_list.or_else(|| {
        let in_line = |sentence: &&str| Some((in_line(sentence, &phrases)?, vec![site.by_operation(sentence)]));
        telling.iter().find_map(in_line)
    })
}

const KNOWN: &str = "accepted|allowed|available|supported|permitted|possible|valid";

/// Whether the words of an announcement may be in a sentence. Most have none, and this is found out cheaply.
fn may_tell(sentence: &str, stem: &str) -> bool {
    let sentence = sentence.to_lowercase();
    sentence.contains(stem) && KNOWN.split('|').chain(["one of", "either of"]).any(|word| sentence.contains(word))
}

/// The phrases that values of an argument follow.
fn announcements(name: &str) -> Vec<String> {
    const HERE: &str = "by|for? this|the? method|endpoint|call|operation|api|request?";
    let Some(spoken) = mentions::spoken(name) else { return Vec::new() };
    let exact = Prose::read(name);
    let exact = exact.word(0).filter(|word| exact.word(1).is_none() && *word != spoken).map(str::to_owned);
    // The alternatives are of the last word: "sort order|orders".
    let last = spoken.split(' ').next_back().unwrap_or_default();
    let named = exact.into_iter().chain([format!("{spoken}|{}", plural(last))]);
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

/// The plural of a word.
fn plural(word: &str) -> String {
    let stem = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if word.ends_with(['s', 'x']) || word.ends_with("ch") || word.ends_with("sh") => format!("{word}es"),
        None => format!("{word}s"),
    }
}

/// Whether a sentence leads to a list of the values.
fn announces(lead: &str, phrases: &[String]) -> bool {
    let prose = Prose::read(lead);
    lead.ends_with(':') && phrases.iter().any(|phrase| prose.find(phrase).is_some())
}

/// The values that a list gives, each at the beginning of its item. Descriptions get cut: what is left of a last item
/// is no value where the others have something behind theirs.
fn values(list: &List, text: &str) -> Option<Vec<String>> {
    let mut items = list.items.as_slice();
    if let [whole @ .., last] = items
        && text.trim_end().ends_with(last.label)
        && whole.iter().all(|item| item.cells.iter().any(|cell| !cell.is_empty()))
    {
        items = whole;
    }
    let values = items.iter().map(|item| bare(item.label).filter(|_| item.separated || item.marked));
    let values = values.collect::<Option<Vec<_>>>()?;
    ((2..=60).contains(&values.len()) && distinct(&values)).then_some(values)
}

/// The values that follow an announcement in the same sentence.
fn in_line(sentence: &str, phrases: &[String]) -> Option<Vec<String>> {
    let prose = Prose::read(sentence);
    phrases.iter().find_map(|phrase| {
        prose.find_all(phrase).find_map(|hit| {
            let verb = ["are", "is", "include", "includes"];
            let told = prose.word(hit.words.end).is_some_and(|word| verb.contains(&word));
            let at = if told { prose.span(hit.words.end)?.end } else { hit.span.end };
            let rest = sentence.get(at..)?;
            let follows = told || rest.starts_with(':') || prose.word(hit.words.end.checked_sub(1)?) == Some("of");
            follows.then(|| listed(rest)).flatten()
        })
    })
}

/// Neighbours whose words are nothing but a case for each value of this argument: `NAME = VALUE => KIND`.
fn told_by_neighbours(site: &Site) -> Option<Told> {
    let own = site.argument.pointer.below(&site.operation.pointer).is_some();
    let others = site.operation.arguments.iter().filter(|other| own && other.pointer != site.argument.pointer);
    let mut told = others.filter_map(|other| {
        let text = other.description.as_deref()?;
        let evidence =
            Evidence { place: site.spec.place(&other.pointer.child("description")), quote: words::quote(text) };
        Some((cases_of(text, &site.argument.name)?, evidence))
    });
    let (values, first) = told.next()?;
    // One that says something else leaves open which of them is complete.
    let mut evidence = vec![first];
    for (others, other) in told {
        if others != values {
            return None;
        }
        evidence.push(other);
    }
    Some((values, evidence))
}

fn cases_of(text: &str, name: &str) -> Option<Vec<String>> {
    let mark = format!("{name} = ");
    if !text.trim_start().starts_with(mark.as_str()) {
        return None;
    }
    let cases = text.trim().split(mark.as_str()).skip(1);
    let values = cases.map(|case| {
        let (value, kind) = case.split_once("=>").or_else(|| case.split_once("->"))?;
        let plain = is_one_word(kind.trim().trim_end_matches([',', ';', '.']));
        bare(value).filter(|_| plain)
    });
    let values = values.collect::<Option<Vec<_>>>()?;
    (values.len() >= 2 && distinct(&values)).then_some(values)
}

/// Names of the key to sort by.
const SORT_KEYS: &[&str] = &["sort", "sortby", "orderby", "sortfield", "sortkey", "sortcolumn", "orderfield"];

/// The direction as its author would write it who writes the sort's own values in small letters.
pub(super) fn direction_alike(site: &Site) -> Option<Finding> {
    let finding = direction(site)?;
    let Fact::Enum(directions) = &finding.fact else { return None };
    let sort = site.sibling(SORT_KEYS)?;
    let beside = Site::new(site.spec, site.operation, sort, site.survey);
    let told = accepted(&beside).or_else(|| cases(&beside))?;
    let Fact::Enum(values) = &told.fact else { return None };
    let small = |value: &String| value.chars().all(|c| !c.is_uppercase());
    let alike = values.iter().all(small) && directions.iter().all(small);
    let evidence = finding.evidence.iter().chain(&told.evidence).cloned().collect();
    alike.then(|| Finding { fact: finding.fact.clone(), evidence })
}

/// Which way to sort, told by its name beside the key to sort by.
pub(super) fn direction(site: &Site) -> Option<Finding> {
    const DIRECTIONS: &[&str] =
        &["order", "sortorder", "sortdirection", "sortdir", "direction", "orderdirection", "orderdir"];
    let asked = matches!(site.argument.location, Location::Query | Location::Field(_));
    let key = (asked && site.is_named(DIRECTIONS)).then(|| site.sibling(SORT_KEYS)).flatten()?;
    let mut evidence = vec![site.by_name(), site.named_evidence(key)];
    let values = match (site.prose.find("asc"), site.prose.find("desc")) {
        (Some(up), Some(down)) => {
            evidence.push(site.by_prose(&up));
            [up, down].map(|hit| site.prose.text.get(hit.span).unwrap_or_default().to_owned())
        }
        _ => ["asc".to_owned(), "desc".to_owned()],
    };
    let other = ["ascending|descending|ascend|descend", "field|fields|column|property|key", "#", "true|false"];
    let plainly = evidence.len() > 2 || site.prose.find_any(&other).is_none();
    let given = site.schema().and_then(|schema| schema.schema_data.default.as_ref()).or(site.argument.example.as_ref());
    let goes = given.is_none_or(|given| values.iter().any(|value| given.as_str() == Some(value)));
    (plainly && goes).then(|| Finding { fact: Fact::Enum(values.to_vec()), evidence })
}
