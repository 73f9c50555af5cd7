//! Lists from the author's words: what stands between the items, and what the items are.
//!
//! Comes in: a site. Goes out: lists whose separator is told. A list without one is no candidate: joined by the wrong
//! character it would be worse than a text that the caller joins.

use super::site::{Finding, Site};
use super::words::Prose;
use super::{Fact, Scalar, Shape};

/// Words for separators, and the character.
const SEPARATORS: &[(&str, char)] = &[
    ("comma|commas|csv", ','),
    ("semicolon|semicolons|semi", ';'),
    ("pipe|pipes|bar", '|'),
    ("space|spaces|whitespace", ' '),
    ("colon|colons", ':'),
];

/// "comma separated list of ids", "list of ids, separated by commas", "String list (semicolon delimited)".
pub(super) fn separated(site: &Site) -> Option<Finding> {
    let (hit, separator) = SEPARATORS.iter().find_map(|(word, separator)| {
        let phrases = [
            format!("{word} colon? separated|seperated|delimited|seperate|separate|delimitted"),
            format!("separated|seperated|delimited|delimitted|split|joined|separate|seperate by|with|using a|an? single? {word}"),
            "comma list of".to_owned(),
            "csv of|list|string|format".to_owned(),
        ];
        let phrases = if *separator == ',' { &phrases[..] } else { phrases.get(..2).unwrap_or_default() };
        let hit = phrases.iter().find_map(|phrase| site.prose.find(phrase))?;
        Some((hit, *separator))
    })?;
    // "Optional comma separated pair of lat and lon": one value of two parts is no list.
    let parts = ["pair", "lat", "lng", "latitude", "longitude", "coordinates", "bounding", "coordinate", "key:value"];
    if parts.iter().any(|part| site.prose.says(part)) || site.prose.says("sort|order|sorted|ordered by") {
        return None;
    }
    let (kind, format) = items(site);
    let shape = Shape::List { kind, format, separator: Some(separator) };
    Some(Finding { fact: Fact::Type(shape), evidence: vec![site.by_prose(&hit)] })
}

/// Whether the words tell what stands between items.
pub(super) fn says_separator(prose: &Prose) -> bool {
    SEPARATORS.iter().any(|(word, _)| {
        let phrases = [
            format!("{word} colon? separated|seperated|delimited|seperate|separate|delimitted"),
            format!("separated|seperated|delimited|delimitted by|with|using a|an? single? {word}"),
        ];
        phrases.iter().any(|phrase| prose.says(phrase))
    })
}

/// "A list of ids", "the ids of the orders": a list whose separator is not told. OpenAPI 3 has one of its own for such a
/// list; what an author meant who followed an older format and declared no type is anybody's guess.
pub(super) fn told(site: &Site) -> Option<Finding> {
    let phrases = [
        "^a|an|the|optional? list|array of *",
        "^array|list of? strings|ids|integers|numbers",
        "^the? ids of *",
        "^optional? array",
    ];
    let hit = site.prose.find_any(&phrases)?;
    let other = ["json", "object", "sort", "order", "pair", "range", "possible", "map", "csv"];
    if site.in_path() || other.iter().any(|word| site.prose.says(word)) {
        return None;
    }
    let (kind, format) = items(site);
    site.type_by_prose(Shape::List { kind, format, separator: site.unsaid_separator()? }, &hit)
}

/// "Narrow the search to one or more types", "type code(s)": as many as the caller likes, in one value.
pub(super) fn several(site: &Site) -> Option<Finding> {
    let phrases = [
        "^select|narrow|filter|limit|restrict|specify|specifies * * * one or more *",
        "^select|narrow|filter|limit|restrict|specify|specifies * * one or more *",
        "^select|narrow|filter|limit|restrict|specify|specifies * one or more *",
        "^select|narrow|filter|limit|restrict|specify|specifies one or more *",
        "* s",
    ];
    let hit = site.prose.find_any(&phrases)?;
    let in_brackets = site.prose.word(hit.words.end.checked_sub(1)?) == Some("s");
    let bracketed = || hit.words.end.checked_sub(2).is_some_and(|noun| site.prose.gap(noun) == "(");
    if in_brackets && !bracketed() || site.argument.name.contains('[') || site.prose.says("sort|order|json|object") {
        return None;
    }
    let (kind, format) = items(site);
    let separator = site.unsaid_separator().unwrap_or(Some(','));
    site.type_by_prose(Shape::List { kind, format, separator }, &hit)
}

/// Whether the words say that a value may hold more than one item.
pub(super) fn says_several(site: &Site) -> bool {
    says_separator(&site.prose) || several(site).is_some()
}

/// `ids`, `order_ids`: more than one, whatever stands between them.
pub(super) fn ids(site: &Site) -> Option<Finding> {
    let ids = site.last_word() == "ids" && !site.in_path() && !says_separator(&site.prose);
    let flag = ["include", "show", "with", "return", "only", "exclude"];
    let shape = Shape::List { kind: Scalar::String, format: None, separator: site.unsaid_separator()? };
    (ids && !site.begins_with(&flag)).then(|| site.type_by_name(shape)).flatten()
}

/// What the items are, where the words say so.
fn items(site: &Site) -> (Scalar, Option<String>) {
    let numbers = [
        "number|integer list|array",
        "list|array of numbers|integers|ints",
        "delimited|separated|seperated integers|numbers",
        "integer|numeric|number ids|identifiers",
    ];
    if site.prose.find_any(&numbers).is_some() {
        return (Scalar::Integer, None);
    }
    if site.prose.says("guid|uuid list") || site.prose.says("list of guids|uuids") {
        return (Scalar::String, Some("uuid".to_owned()));
    }
    (Scalar::String, None)
}

/// OAuth's `scope`, which RFC 6749 separates by spaces.
pub(super) fn oauth_scope(site: &Site) -> Option<Finding> {
    if !site.is_named(&["scope", "scopes"]) {
        return None;
    }
    let other = site.sibling(&["granttype", "responsetype"])?;
    let shape = Shape::List { kind: Scalar::String, format: None, separator: Some(' ') };
    Some(Finding { fact: Fact::Type(shape), evidence: vec![site.by_name(), site.named_evidence(other)] })
}

/// How many items a list takes: "can contain up to 20 access tokens".
pub(super) fn count(site: &Site) -> Option<Finding> {
    let told = most_items(&site.prose).map(|(most, hit)| (most, site.by_prose(&hit)));
    let (most, evidence) = told.or_else(|| {
        site.mentions.iter().find_map(|sentence| Some((most_items(sentence)?.0, site.by_mention(sentence))))
    })?;
    let least = if site.argument.required { Some(1) } else { None };
    Some(Finding { fact: Fact::Count(least, Some(most)), evidence: vec![evidence] })
}

fn most_items(prose: &Prose) -> Option<(usize, super::words::Hit)> {
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
    let number = hit.words.clone().find_map(|at| prose.word(at).and_then(super::words::parse_number))?;
    // A whole number within what a list can have.
    let whole = number.fract() == 0.0 && (1.0..=1e6).contains(&number);
    whole.then_some((number as usize, hit))
}
