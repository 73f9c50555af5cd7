//! Types of single values from the author's words.
//!
//! Comes in: a site. Goes out: what its description says about the type, each with the words quoted. Lists are in
//! `lists`, limits and defaults in `limits`.

use super::lists::says_separator;
use super::site::{Finding, Site, formatted, plain};
use super::subjects::is_about_another;
use super::words::{Hit, Prose, parse_number};
use super::{Scalar, Shape, limits};

/// A finding at the first of some phrases.
fn at(site: &Site, phrases: &[&str], shape: impl FnOnce() -> Shape) -> Option<Finding> {
    let hit = site.prose.find_any(phrases)?;
    site.type_by_prose(shape(), &hit)
}

fn integer() -> Shape {
    plain(Scalar::Integer)
}

/// "(0|1)" and "all or any of them": what only looks like a flag.
pub(super) fn says_more_than_yes_or_no(prose: &Prose) -> bool {
    let choices = ["all or any|at", "or at least", "instead"];
    says_zero_or_one(prose) || prose.find_any(&choices).is_some()
}

/// "(0|1)", "set to 1 to ...", "1 = yes": a flag that is written as a number.
pub(super) fn says_zero_or_one(prose: &Prose) -> bool {
    let phrases = [
        "0 1",
        "1 0",
        "0|1 or|and 0|1",
        "set|setting|sets it|this? to 1|0",
        "1|0 yes|no|on|off|enabled|disabled",
        "yes|no|on|off 1|0",
        "1 is|for|means|if yes",
        "value of? 1|0",
    ];
    let worded = prose.find_any(&["true|false", "boolean"]).is_some();
    !worded && prose.find_any(&phrases).is_some_and(|hit| !is_part_of_range(prose, &hit))
}

/// "a number from 0 to 1" and "1 0 0": neither is a flag.
fn is_part_of_range(prose: &Prose, hit: &Hit) -> bool {
    let number = |at: Option<usize>| {
        at.and_then(|at| prose.word(at)).is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()))
    };
    let only_digits = hit.words.clone().all(|at| number(Some(at)));
    only_digits && (number(hit.words.start.checked_sub(1)) || number(Some(hit.words.end)))
}

pub(super) fn zero_or_one(site: &Site) -> Option<Finding> {
    let hit = says_zero_or_one(&site.prose).then(|| site.prose.find_any(&["0|1"])).flatten()?;
    site.type_by_prose(integer(), &hit)
}

fn boolean() -> Shape {
    plain(Scalar::Boolean)
}

pub(super) fn number_of(site: &Site) -> Option<Finding> {
    let phrases = [
        "^the|a? total|maximum|max|minimum|min? number|count of *",
        "^the|a? total|maximum|max|minimum|min? amount of results|items|records|entries|rows|objects|elements",
        "^how many",
        "^specifies|specify|set|sets|limits|indicates the? total|maximum|max|minimum? number of",
        "^to set the maximum|minimum number of",
        "maximum|max|minimum number of",
        "^maximum|max|minimum|min elements|results|items|records|entries|rows",
    ];
    let hit = site.prose.find_any(&phrases).filter(|hit| is_told_first(&site.prose, hit))?;
    let nouns = ["phone", "account", "serial", "card", "version", "reference"];
    let named = hit.words.start.checked_sub(1).and_then(|before| site.prose.word(before));
    // "The number of the order" is its name.
    let of_one = hit.words.end.checked_sub(1).and_then(|last| site.prose.word(last));
    let is_name = of_one.is_some_and(|word| ["the", "this", "your", "an", "a"].contains(&word))
        && !site.prose.says("number of the page|first|last|next|most|maximum|minimum");
    if named.is_some_and(|word| nouns.contains(&word)) || is_name {
        return None;
    }
    site.type_by_prose(integer(), &hit)
}

pub(super) fn number_of_results(site: &Site) -> Option<Finding> {
    let phrases = [
        "number of results|items|records|entries|objects|rows|elements|pages|documents|entities",
        "results|items|records|entries|objects|rows|elements to return|skip|retrieve|fetch",
        "total items|results|records to",
        "results|items|records|entries|objects|rows per page",
        "limit results to this number",
        "return|returns at|up most|to # results|items|records|entries",
    ];
    // "Filters results to return only open ones" tells which.
    if site.prose.says("^filter|filters|narrow|narrows|restrict|restricts *? results|items|records|entries|objects") {
        return None;
    }
    if site.prose.says("continuation token") || site.prose.says("^return|returns|include the? total number") {
        return None;
    }
    let hit = site.prose.find_any(&phrases).filter(|hit| is_told_first(&site.prose, hit))?;
    site.type_by_prose(integer(), &hit)
}

/// Whether a phrase stands in the first sentence that says something: what follows tells of other arguments as well.
fn is_told_first(prose: &Prose, hit: &Hit) -> bool {
    /// "Optional." and "(Required) Integer."
    const PREFACE: usize = 2;
    let sentence = (0..=hit.words.start).rev().find(|&at| prose.begins(at));
    sentence.is_none_or(|start| start <= PREFACE)
}

pub(super) fn page_number(site: &Site) -> Option<Finding> {
    if says_token(&site.prose) {
        return None;
    }
    let phrases = ["page number", "number of the page", "^the? page to display|return|retrieve|fetch|get|load|show"];
    let more = ["^which page", "^the? page of results|the to?", "page index", "^page size", "^the page size"];
    at(site, &phrases, integer).or_else(|| at(site, &more, integer))
}

fn says_token(prose: &Prose) -> bool {
    prose.find_any(&["token", "cursor"]).is_some()
}

pub(super) fn true_or_false(site: &Site) -> Option<Finding> {
    let phrases = [
        "true|yes default? or|and|if false|not|no",
        "set to either true|false",
        "false or|and|if true",
        "true false",
        "false true",
        "set|sets|setting|equal|equals|defaults|default to|is? true|false",
        "default is|value true|false",
        "default true|false",
        "is|if|of|be true|false",
        "^true|false",
        "true|false by default",
        "true|false if|when|to",
        "true 1 false 0",
        "false 0 true 1",
    ];
    // A list that counts only if another argument is true is no flag.
    if says_separator(&site.prose) {
        return None;
    }
    let mut hits = phrases.iter().flat_map(|phrase| site.prose.find_all(phrase));
    // "If true, ..." has no subject.
    let begins_anew = |hit: &Hit| ["if", "true", "false"].map(Some).contains(&site.prose.word(hit.words.start));
    let hit = hits.find(|hit| begins_anew(hit) || !is_about_another(site, hit))?;
    site.type_by_prose(boolean(), &hit)
}

pub(super) fn whether(site: &Site) -> Option<Finding> {
    let phrases = [
        "^whether",
        "^optional? specifies|specify|indicates|indicate|determines|defines|controls|denotes|tells|choose|select whether|if",
        "^indicating|indicates that|whether|if",
        "^boolean? flag|switch|indicator to|indicating|indicates|that|whether|for|if",
        "^used? to indicate|specify|determine|control whether|if",
        "^if the|a|an|this|all * should|must",
        "^if the|a|an|this|all * * should|must",
        "^a|optional? flag",
        "^filter|filters * whether",
        "^option to include|return|show|determine|indicate",
    ];
    let hit = site.prose.find_any(&phrases).filter(|hit| !offers_alternatives(&site.prose, hit))?;
    let tells_values = says_more_than_yes_or_no(&site.prose)
        || site.prose.says("which|how|format")
        || site.prose.says("^can be *")
        || names_default(&site.prose)
        || limits::choices_told(site).is_some();
    (!tells_values).then(|| site.flag(site.by_prose(&hit)))
}

/// "The default is `skip`": what has a name is no flag.
fn names_default(prose: &Prose) -> bool {
    let flags = ["true", "false", "yes", "no", "on", "off"];
    prose.find_all("default|defaults value? is|to? *").any(|hit| {
        let Some(last) = hit.words.end.checked_sub(1) else { return false };
        let is_marked = prose.gap(last.saturating_sub(1)).ends_with(['`', '"', '\'', '>']);
        is_marked && prose.word(last).is_some_and(|word| !flags.contains(&word) && parse_number(word).is_none())
    })
}

/// "whether it is open or closed": one of two names, where "or not" is a flag.
fn offers_alternatives(prose: &Prose, hit: &Hit) -> bool {
    let sentence = hit.words.start.saturating_add(1)..;
    let mut words = sentence.take_while(|&at| prose.word(at).is_some() && !prose.begins(at));
    words.any(|at| {
        let negated =
            prose.word(at + 1).is_some_and(|next| ["not", "no", "false", "disable", "without"].contains(&next));
        prose.word(at) == Some("or") && !negated
    })
}

/// "Include drafts", "Do not send a mail", "active or not": what a switch does when it is set.
pub(super) fn order(site: &Site) -> Option<Finding> {
    let phrases = [
        "^include|show|hide|enable|disable|allow|suppress|force *",
        "^forces|enables|disables|suppresses|prevents|skips|ignores the|all|any *",
        "^turn|turns on|off",
        "^ignore|skip|don|never|always|prevent|remove|undo|return all|the|a|an",
        "^do|does not",
        "or not",
    ];
    // What to include or to skip is a list or a name where the value says it.
    let told =
        ["list", "ids", "values", "fields", "following", "given", "these", "specified", "provided", "with", "only"];
    if says_zero_or_one(&site.prose)
        || told.iter().any(|word| site.prose.says(word))
        || site.prose.says("by|from|for|of|in|within this|that")
        || site.prose.says("ascending|after|before|since|until|format|named")
        || site.prose.says("y n")
    {
        return None;
    }
    let hit = site.prose.find_any(&phrases).filter(|hit| hit.words.start == 0 || site.prose.ends(hit.words.end - 1))?;
    Some(site.flag(site.by_prose(&hit)))
}

pub(super) fn says_boolean(site: &Site) -> Option<Finding> {
    at(
        site,
        &[
            "^a|optional? boolean|bool",
            "boolean to include|indicate|specify|return|show",
            "boolean|bool value|flag|indicating|indicator|parameter",
            "^is the *",
        ],
        boolean,
    )
}

pub(super) fn says_integer(site: &Site) -> Option<Finding> {
    let phrases = [
        "^a|an|the|optional|positive? integer",
        "an? positive|non|unsigned? integer value|number|between|greater|from|that|specifying|representing|id|identifier",
        "must|should be an? positive|negative? integer",
        "an integer",
        "whole number",
        "^a? numeric id|identifier|value",
    ];
    let hit = site.prose.find_any(&phrases)?;
    // "an integer list" is no integer, "an integer or all" not only one, and "not as an integer" none.
    if site.prose.says("not as|be? an? integer") {
        return None;
    }
    let more = site.prose.word(hit.words.end).is_some_and(|word| ["list", "array", "ids", "or"].contains(&word));
    if more || site.prose.says("or a? string") {
        return None;
    }
    site.type_by_prose(integer(), &hit)
}

/// "items with an ID less than this": ids that are compared count up.
pub(super) fn compared_id(site: &Site) -> Option<Finding> {
    at(site, &["id|ids|identifier greater|less|lower|higher|larger|smaller than|or"], integer)
}

pub(super) fn says_decimal(site: &Site) -> Option<Finding> {
    at(
        site,
        &["^a? decimal|float|double", "decimal|float|double|floating number|value|point", "decimal degrees"],
        || plain(Scalar::Number),
    )
}

pub(super) fn says_string(site: &Site) -> Option<Finding> {
    let phrases =
        ["^a|an|the|optional? string", "is|as|be a? string", "string value|representation|identifier", "a string"];
    let hit = site.prose.find_any(&phrases)?;
    let listed = site.prose.word(hit.words.end).is_some_and(|word| ["list", "array"].contains(&word));
    (!listed).then(|| site.type_by_prose(plain(Scalar::String), &hit)).flatten()
}

/// "sort = created => date, sort = votes => number": what it is depends on another argument, and only text is all of it.
pub(super) fn depends(site: &Site) -> Option<Finding> {
    const CASES: usize = 2;
    let text = site.prose.text.trim_start();
    let mut others = site.operation.arguments.iter().filter(|other| other.pointer != site.argument.pointer);
    let on_another = others.any(|other| {
        let rest = text.strip_prefix(other.name.as_str()).filter(|_| !other.name.is_empty());
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    let cases = text.matches("=>").count() + text.matches("->").count();
    let hit = (on_another && cases >= CASES).then(|| site.prose.find("*")).flatten()?;
    site.type_by_prose(plain(Scalar::String), &hit)
}

/// Seconds since 1970, which people call by many names.
pub(super) fn unix_time(site: &Site) -> Option<Finding> {
    let phrases = [
        "unix date|time|timestamp|epoch|timestamps",
        "unix * timestamp",
        "epoch time|timestamp|seconds|milliseconds|millis|ms",
        "seconds|milliseconds since|from the? unix|epoch|1970|january|1",
        "posix time|timestamp",
    ];
    let hit = site.prose.find_any(&phrases)?;
    if site.prose.says("iso|rfc") || site.prose.says("or iso|date") || is_listed(&site.prose, &hit) {
        return None;
    }
    let thousandths = site.prose.find_any(&["milliseconds", "millis", "millisecond", "ms"]).is_some();
    let format = if thousandths { "unix-time-ms" } else { "unix-time" };
    site.type_by_prose(formatted(Scalar::Integer, format), &hit)
}

fn is_listed(prose: &Prose, hit: &Hit) -> bool {
    prose.word(hit.words.end).is_some_and(|word| ["list", "array", "range"].contains(&word))
}

pub(super) fn date(site: &Site) -> Option<Finding> {
    let hit = site.prose.find_any(&["yyyy mm dd", "full date notation", "rfc3339 full date"])?;
    let last = hit.words.end.checked_sub(1)?;
    let dashed = site.prose.text.get(hit.span.clone()).is_some_and(|text| text.contains('-'));
    let alone = !site.prose.gap(last).starts_with([':', 'T']) && !site.prose.says("mm dd or|hh|thh");
    // Two forms are one form too many for a format.
    let once = site.prose.find_all("yyyy").count() <= 1;
    (dashed && alone && once).then(|| site.type_by_prose(formatted(Scalar::String, "date"), &hit)).flatten()
}

pub(super) fn date_time(site: &Site) -> Option<Finding> {
    let phrases = ["iso 8601|8601:2004|8601:2000", "iso8601", "iso_8601", "rfc 3339", "rfc3339", "yyyy mm ddthh"];
    let hit = site.prose.find_any(&phrases)?;
    if site
        .prose
        .find_any(&["duration", "durations", "interval", "country", "language", "date only", "period"])
        .is_some()
    {
        return None;
    }
    let timed = site.prose.find_any(&["time", "timestamp", "datetime", "date time", "ddthh"]).is_some();
    let shape = if timed { formatted(Scalar::String, "date-time") } else { plain(Scalar::String) };
    site.type_by_prose(shape, &hit)
}

/// Digits without separators are no number: leading zeros and the reader's eye count.
pub(super) fn written_date(site: &Site) -> Option<Finding> {
    let phrases = ["yyyymmdd", "yyyymm", "yyyy_mm_dd", "mm dd yyyy", "dd mm yyyy", "yyyy mm dd", "yyyymmddhhmmss"];
    at(site, &phrases, || plain(Scalar::String))
}

pub(super) fn coordinate(site: &Site) -> Option<Finding> {
    if site
        .prose
        .find_any(&["latitude and longitude", "latitude longitude", "lat lon|lng", "longitude latitude"])
        .is_some()
    {
        return None;
    }
    at(site, &["^the|a|geographic|geographical? latitude|longitude"], || formatted(Scalar::Number, "double"))
}

pub(super) fn unit(site: &Site) -> Option<Finding> {
    let phrases = ["in seconds|minutes|milliseconds|bytes|pixels|hours|days", "number of seconds|minutes|hours|days"];
    let more =
        ["^height|width|duration|length in|of", "^timeout in?", "seconds|milliseconds|minutes|pixels to wait|keep"];
    let hit = site.prose.find_any(&phrases).or_else(|| site.prose.find_any(&more))?;
    let hit = Some(hit).filter(|hit| is_told_first(&site.prose, hit))?;
    (!site.prose.says("date|timestamp")).then(|| site.type_by_prose(integer(), &hit)).flatten()
}

pub(super) fn ordinal(site: &Site) -> Option<Finding> {
    let phrases =
        ["^the|an? offset|index of|from|to|value", "zero|0|one|1 based index|offset", "^the? numeric|numerical"];
    if says_token(&site.prose) {
        return None;
    }
    at(site, &phrases, integer)
}
