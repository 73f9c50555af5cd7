//! Parameters that a description requires by name: "title must always be passed", "You must include `app_id`".
//!
//! `bounds` reads "this parameter is required".

use crate::infer::Claim;
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::text::sentences::sentences;
use crate::infer::text::tokens::{Match, TokenizedText, beginning};
use crate::repairs::Evidence;

/// Words of conditional requirements.
const CONDITIONS: &str =
    "if|when|whenever|unless|either|or|least|otherwise|only|optional|optionally|any|should|except|where|instead|not";

/// Words of requirements; each contains at least one.
const REQUIREMENTS: &[&str] = &["must", "require", "mandatory", "identified"];

pub(in crate::infer) fn required_by_name(context: &ParameterContext) -> Option<Finding> {
    if context.parameter.required || context.prose.says("optional") {
        return None;
    }
    let name = context.texts.name_in_text(&context.parameter.name);
    let in_description =
        || find_requirement(beginning(context.prose.text), name).map(|(_, hit)| context.by_prose(&hit));
    let evidence = find_requirement(context.listing, name).map(|(sentence, _)| context.by_operation(sentence));
    evidence.or_else(in_description).map(required)
}

fn required(evidence: Evidence) -> Finding {
    Finding { fact: Claim::Required(true), evidence: vec![evidence] }
}

/// Returns the first sentence that requires a parameter, with the match in the text.
fn find_requirement<'t>(text: &'t str, name: &str) -> Option<(&'t str, Match)> {
    if !text.contains(name) || !REQUIREMENTS.iter().any(|word| text.contains(word)) {
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
        if !REQUIREMENTS.iter().any(|word| sentence.contains(word)) {
            return None;
        }
        let prose = TokenizedText::read(sentence);
        let hit = phrases.iter().find_map(|phrase| prose.find(phrase))?;
        let plain = !prose.says(CONDITIONS) && is_complete_name(&prose, &hit, &name) && ends_after(&prose, &hit);
        let span = at + hit.span.start..at + hit.span.end;
        plain.then_some((sentence, Match { words: hit.words, span }))
    })
}

/// Returns the words of a name as they are in a text.
fn words(name: &str) -> Option<String> {
    let prose = TokenizedText::read(name);
    let words: Vec<&str> = (0..).map_while(|at| prose.word(at)).collect();
    let plain = words.iter().all(|word| word.chars().all(|c| c.is_alphanumeric() || c == '_'));
    (plain && !words.is_empty()).then(|| words.join(" "))
}

/// Returns false for "the end date must be given", which is not about `date`.
fn is_complete_name(prose: &TokenizedText, hit: &Match, name: &str) -> bool {
    let Some(named) = prose.find_all(name).find(|named| named.words.start >= hit.words.start) else { return false };
    let Some(before) = named.words.start.checked_sub(1) else { return true };
    let marked = prose.gap(before).ends_with(['`', '{', '"', '\'', '*']);
    let articles = ["the", "a", "an", "your", "that", "this", "note", "by", "and", "both"];
    marked || named.words.start > hit.words.start || prose.word(before).is_some_and(|word| articles.contains(&word))
}

/// Returns true if the requirement ends with the match. "Must be given in seconds" is about the format, and "is required
/// to order" about a condition.
fn ends_after(prose: &TokenizedText, hit: &Match) -> bool {
    let endings = [
        "as a? query|path|request? parameter",
        "with|in|on|for every|each|all|any|this|the request|requests|call|calls|method",
    ];
    let last = hit.words.end.checked_sub(1);
    last.is_some_and(|last| prose.ends(last) || prose.gap(last).trim_start().starts_with([',', ';', ')']))
        || endings.iter().any(|ending| prose.find_all(ending).any(|ending| ending.words.start == hit.words.end))
}
