//! Arrays from descriptions: the separator and the type of the items.
//!
//! A list with an unknown separator stays a string that the caller joins, because a wrong separator would be worse.

use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::text::phrases::{SEPARATORS, find_several, says_separator};
use crate::infer::text::tokens::{Match, TokenizedText, parse_number};
use crate::infer::{Claim, InferredType, Scalar};

/// "comma separated list of ids", "list of ids, separated by commas", "String list (semicolon delimited)".
pub(in crate::infer) fn separated(context: &ParameterContext) -> Option<Finding> {
    let (hit, separator) = SEPARATORS.iter().find_map(|(word, separator)| {
        let phrases = [
            format!("{word} colon? separated|seperated|delimited|seperate|separate|delimitted"),
            format!("separated|seperated|delimited|delimitted|split|joined|separate|seperate by|with|using a|an? single? {word}"),
            "comma list of".to_owned(),
            "csv of|list|string|format".to_owned(),
        ];
        let phrases = if *separator == ',' { &phrases[..] } else { phrases.get(..2).unwrap_or_default() };
        let hit = phrases.iter().find_map(|phrase| context.prose.find(phrase))?;
        Some((hit, *separator))
    })?;
    // "Optional comma separated pair of lat and lon" is one value of two parts.
    let parts = ["pair", "lat", "lng", "latitude", "longitude", "coordinates", "bounding", "coordinate", "key:value"];
    if parts.iter().any(|part| context.prose.says(part)) || context.prose.says("sort|order|sorted|ordered by") {
        return None;
    }
    let (kind, format) = items(context);
    let shape = InferredType::List { kind, format, separator: Some(separator) };
    Some(Finding { fact: Claim::Type(shape), evidence: vec![context.by_prose(&hit)] })
}

/// "A list of ids", "the ids of the orders": a list without a stated separator. OpenAPI 3 defines a default separator;
/// for older formats it is unknown.
pub(in crate::infer) fn without_separator(context: &ParameterContext) -> Option<Finding> {
    let phrases = [
        "^a|an|the|optional? list|array of *",
        "^array|list of? strings|ids|integers|numbers",
        "^the? ids of *",
        "^optional? array",
    ];
    let hit = context.prose.find_any(&phrases)?;
    let other = ["json", "object", "sort", "order", "pair", "range", "possible", "map", "csv"];
    if context.in_path() || other.iter().any(|word| context.prose.says(word)) {
        return None;
    }
    let (kind, format) = items(context);
    context.type_by_prose(InferredType::List { kind, format, separator: context.implied_separator()? }, &hit)
}

/// "Narrow the search to one or more types", "type code(s)": several items in one value.
pub(in crate::infer) fn several(context: &ParameterContext) -> Option<Finding> {
    if context.parameter.name.contains('[') {
        return None;
    }
    let hit = find_several(&context.prose)?;
    let (kind, format) = items(context);
    let separator = context.implied_separator().unwrap_or(Some(','));
    context.type_by_prose(InferredType::List { kind, format, separator }, &hit)
}

/// `ids`, `order_ids`: a list without a stated separator.
pub(in crate::infer) fn ids(context: &ParameterContext) -> Option<Finding> {
    let ids = context.last_word() == "ids" && !context.in_path() && !says_separator(&context.prose);
    let flag = ["include", "show", "with", "return", "only", "exclude"];
    let shape = InferredType::List { kind: Scalar::String, format: None, separator: context.implied_separator()? };
    (ids && !context.begins_with(&flag)).then(|| context.type_by_name(shape)).flatten()
}

/// Returns the type and format of the items; string if the description states none.
fn items(context: &ParameterContext) -> (Scalar, Option<String>) {
    let numbers = [
        "number|integer list|array",
        "list|array of numbers|integers|ints",
        "delimited|separated|seperated integers|numbers",
        "integer|numeric|number ids|identifiers",
    ];
    if context.prose.find_any(&numbers).is_some() {
        return (Scalar::Integer, None);
    }
    if context.prose.says("guid|uuid list") || context.prose.says("list of guids|uuids") {
        return (Scalar::String, Some("uuid".to_owned()));
    }
    (Scalar::String, None)
}

/// Infers a list for OAuth's `scope`, which RFC 6749 separates by spaces.
pub(in crate::infer) fn oauth_scope(context: &ParameterContext) -> Option<Finding> {
    if !context.is_named(&["scope", "scopes"]) {
        return None;
    }
    let other = context.sibling(&["granttype", "responsetype"])?;
    let shape = InferredType::List { kind: Scalar::String, format: None, separator: Some(' ') };
    Some(Finding { fact: Claim::Type(shape), evidence: vec![context.by_name(), context.named_evidence(other)] })
}

/// Infers the number of items: "can contain up to 20 access tokens".
pub(in crate::infer) fn count(context: &ParameterContext) -> Option<Finding> {
    let described = most_items(&context.prose).map(|(most, hit)| (most, context.by_prose(&hit)));
    let (most, evidence) = described.or_else(|| {
        context.mentions.iter().find_map(|sentence| Some((most_items(sentence)?.0, context.by_mention(sentence))))
    })?;
    let least = if context.parameter.required { Some(1) } else { None };
    Some(Finding { fact: Claim::Count(least, Some(most)), evidence: vec![evidence] })
}

fn most_items(prose: &TokenizedText) -> Option<(usize, Match)> {
    let phrases = [
        "up to # *",
        "maximum|max|limit of? # *",
        "limited to #",
        "at most # *",
        "no more than # *",
        "not exceed # *",
        "maximum|max is|of? #",
    ];
    let hit = prose.find_any(&phrases)?;
    let of_items = ["characters", "chars", "bytes", "letters", "digits", "kb", "mb", "days", "seconds", "percent"];
    let unit = hit.words.end.checked_sub(1).and_then(|last| prose.word(last));
    if unit.is_some_and(|unit| of_items.contains(&unit)) {
        return None;
    }
    let number = hit.words.clone().find_map(|at| prose.word(at).and_then(parse_number))?;
    // The number is a plausible integer.
    let is_count = number.fract() == 0.0 && (1.0..=1e6).contains(&number);
    is_count.then_some((number as usize, hit))
}
