//! Arguments that the author's words demand by name: "title must always be passed", "You must include `app_id`".
//!
//! Comes in: a site. Goes out: that it must be given. What a description says about "this parameter" is in `limits`.

use super::Fact;
use super::mentions::sentences;
use super::site::{Finding, Site};
use super::words::{Hit, Prose, beginning};
use crate::repair::Evidence;

/// Words that make a demand depend on something.
const CONDITIONS: &str =
    "if|when|whenever|unless|either|or|least|otherwise|only|optional|optionally|any|should|except|where|instead|not";

/// What every demand has one of.
const DEMANDS: &[&str] = &["must", "require", "mandatory", "identified"];

pub(super) fn demanded(site: &Site) -> Option<Finding> {
    if site.argument.required || site.prose.says("optional") {
        return None;
    }
    let own = site.argument.pointer.below(&site.operation.pointer).is_some();
    let description = beginning(site.operation.head.description.as_deref().filter(|_| own).unwrap_or_default());
    let in_own_words = || told(beginning(site.prose.text), &site.argument.name).map(|(_, hit)| site.by_prose(&hit));
    let evidence = told(description, &site.argument.name).map(|(sentence, _)| site.by_operation(sentence));
    evidence.or_else(in_own_words).map(demand)
}

fn demand(evidence: Evidence) -> Finding {
    Finding { fact: Fact::Required(true), evidence: vec![evidence] }
}

/// The first sentence that demands an argument, and where in the text its words are.
fn told<'t>(text: &'t str, name: &str) -> Option<(&'t str, Hit)> {
    if !text.contains(name) || !DEMANDS.iter().any(|word| text.contains(word)) {
        return None;
    }
    let name = words(name)?;
    const PART: &str = "parameter|param|argument|field|value|header?";
    let given = "passed|set|given|specified|provided|supplied|included|present|sent";
    let phrases = [
        format!("identified by the? {name} parameter|argument"),
        format!("{name} {PART} must always? be {given}"),
        format!("must always? specify|provide|pass|include|supply|give|send the|a|an? {name} {PART}"),
        format!("{name} {PART} is|are always? required|mandatory"),
        format!("requires the|a|an? {name} parameter|argument|header"),
    ];
    let mut start = 0;
    sentences(text).find_map(|sentence| {
        let at = start + text.get(start..)?.find(sentence)?;
        start = at + sentence.len();
        if !DEMANDS.iter().any(|word| sentence.contains(word)) {
            return None;
        }
        let prose = Prose::read(sentence);
        let hit = phrases.iter().find_map(|phrase| prose.find(phrase))?;
        let plain = !prose.says(CONDITIONS) && is_whole_name(&prose, &hit, &name) && is_the_end(&prose, &hit);
        let span = at + hit.span.start..at + hit.span.end;
        plain.then_some((sentence, Hit { words: hit.words, span }))
    })
}

/// A name as its words stand in prose.
fn words(name: &str) -> Option<String> {
    let prose = Prose::read(name);
    let words: Vec<&str> = (0..).map_while(|at| prose.word(at)).collect();
    let plain = words.iter().all(|word| word.chars().all(|c| c.is_alphanumeric() || c == '_'));
    (plain && !words.is_empty()).then(|| words.join(" "))
}

/// "the end date must be given" demands another argument than `date`.
fn is_whole_name(prose: &Prose, hit: &Hit, name: &str) -> bool {
    let Some(named) = prose.find_all(name).find(|named| named.words.start >= hit.words.start) else { return false };
    let Some(before) = named.words.start.checked_sub(1) else { return true };
    let marked = prose.gap(before).ends_with(['`', '{', '"', '\'', '*']);
    let articles = ["the", "a", "an", "your", "that", "this", "note", "by", "and", "both"];
    marked || named.words.start > hit.words.start || prose.word(before).is_some_and(|word| articles.contains(&word))
}

/// "must be given in seconds" demands a form, "is required to order" tells what for: only what says no more is meant.
fn is_the_end(prose: &Prose, hit: &Hit) -> bool {
    let ways = [
        "as a? query|path|request? parameter",
        "with|in|on|for every|each|all|any|this|the request|requests|call|calls|method",
    ];
    let last = hit.words.end.checked_sub(1);
    last.is_some_and(|last| prose.ends(last) || prose.gap(last).trim_start().starts_with([',', ';', ')']))
        || ways.iter().any(|way| prose.find_all(way).any(|way| way.words.start == hit.words.end))
}
