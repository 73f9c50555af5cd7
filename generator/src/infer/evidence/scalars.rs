//! Types of scalar parameters from phrases in their descriptions.

use super::bounds;
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::text::phrases::{says_more_than_yes_or_no, says_separator, says_zero_or_one};
use crate::infer::text::tokens::{Match, TokenizedText, parse_number};
use crate::infer::{InferredType, Scalar};

/// Returns a finding at the first phrase that matches.
fn at(context: &ParameterContext, phrases: &[&str], shape: impl FnOnce() -> InferredType) -> Option<Finding> {
    let hit = context.prose.find_any(phrases)?;
    context.type_by_prose(shape(), &hit)
}

fn integer() -> InferredType {
    InferredType::scalar(Scalar::Integer)
}

pub(in crate::infer) fn zero_or_one(context: &ParameterContext) -> Option<Finding> {
    let hit = says_zero_or_one(&context.prose).then(|| context.prose.find_any(&["0|1"])).flatten()?;
    context.type_by_prose(integer(), &hit)
}

fn boolean() -> InferredType {
    InferredType::scalar(Scalar::Boolean)
}

pub(in crate::infer) fn number_of(context: &ParameterContext) -> Option<Finding> {
    let phrases = [
        "^the|a? total|maximum|max|minimum|min? number|count of *",
        "^the|a? total|maximum|max|minimum|min? amount of results|items|records|entries|rows|objects|elements",
        "^how many",
        "^specifies|specify|set|sets|limits|indicates the? total|maximum|max|minimum? number of",
        "^to set the maximum|minimum number of",
        "maximum|max|minimum number of",
        "^maximum|max|minimum|min elements|results|items|records|entries|rows",
    ];
    let hit = context.prose.find_any(&phrases).filter(|hit| is_in_first_sentence(&context.prose, hit))?;
    let nouns = ["phone", "account", "serial", "card", "version", "reference"];
    let named = hit.words.start.checked_sub(1).and_then(|before| context.prose.word(before));
    // "The number of the order" is an identifier.
    let of_one = hit.words.end.checked_sub(1).and_then(|last| context.prose.word(last));
    let is_name = of_one.is_some_and(|word| ["the", "this", "your", "an", "a"].contains(&word))
        && !context.prose.says("number of the page|first|last|next|most|maximum|minimum");
    if named.is_some_and(|word| nouns.contains(&word)) || is_name {
        return None;
    }
    context.type_by_prose(integer(), &hit)
}

pub(in crate::infer) fn number_of_results(context: &ParameterContext) -> Option<Finding> {
    let phrases = [
        "number of results|items|records|entries|objects|rows|elements|pages|documents|entities",
        "results|items|records|entries|objects|rows|elements to return|skip|retrieve|fetch",
        "total items|results|records to",
        "results|items|records|entries|objects|rows per page",
        "limit results to this number",
        "return|returns at|up most|to # results|items|records|entries",
    ];
    // "Filters results to return only open ones" describes a filter.
    if context.prose.says("^filter|filters|narrow|narrows|restrict|restricts *? results|items|records|entries|objects")
    {
        return None;
    }
    if context.prose.says("continuation token") || context.prose.says("^return|returns|include the? total number") {
        return None;
    }
    let hit = context.prose.find_any(&phrases).filter(|hit| is_in_first_sentence(&context.prose, hit))?;
    context.type_by_prose(integer(), &hit)
}

/// Returns true if a match is in the first sentence with content. Later sentences also describe other parameters.
fn is_in_first_sentence(prose: &TokenizedText, hit: &Match) -> bool {
    /// "Optional." and "(Required) Integer."
    const PREFACE: usize = 2;
    let sentence = (0..=hit.words.start).rev().find(|&at| prose.begins(at));
    sentence.is_none_or(|start| start <= PREFACE)
}

pub(in crate::infer) fn page_number(context: &ParameterContext) -> Option<Finding> {
    if says_token(&context.prose) {
        return None;
    }
    let phrases = ["page number", "number of the page", "^the? page to display|return|retrieve|fetch|get|load|show"];
    let more = ["^which page", "^the? page of results|the to?", "page index", "^page size", "^the page size"];
    at(context, &phrases, integer).or_else(|| at(context, &more, integer))
}

fn says_token(prose: &TokenizedText) -> bool {
    prose.find_any(&["token", "cursor"]).is_some()
}

pub(in crate::infer) fn true_or_false(context: &ParameterContext) -> Option<Finding> {
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
    // "Comma separated ids; ignored if active is true" is a list.
    if says_separator(&context.prose) {
        return None;
    }
    let mut hits = phrases.iter().flat_map(|phrase| context.prose.find_all(phrase));
    // "If true, ..." is about the parameter itself.
    let begins_anew = |hit: &Match| ["if", "true", "false"].map(Some).contains(&context.prose.word(hit.words.start));
    let hit = hits.find(|hit| begins_anew(hit) || !context.is_about_another(hit))?;
    context.type_by_prose(boolean(), &hit)
}

pub(in crate::infer) fn whether(context: &ParameterContext) -> Option<Finding> {
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
    let hit = context.prose.find_any(&phrases).filter(|hit| !offers_alternatives(&context.prose, hit))?;
    let has_other_values = says_more_than_yes_or_no(&context.prose)
        || context.prose.says("which|how|format")
        || context.prose.says("^can be *")
        || names_default(&context.prose)
        || bounds::choices_type(context).is_some();
    (!has_other_values).then(|| context.flag(context.by_prose(&hit)))
}

/// Returns true for "The default is `skip`": a flag has no such default.
fn names_default(prose: &TokenizedText) -> bool {
    let flags = ["true", "false", "yes", "no", "on", "off"];
    prose.find_all("default|defaults value? is|to? *").any(|hit| {
        let Some(last) = hit.words.end.checked_sub(1) else { return false };
        let is_marked = prose.gap(last.saturating_sub(1)).ends_with(['`', '"', '\'', '>']);
        is_marked && prose.word(last).is_some_and(|word| !flags.contains(&word) && parse_number(word).is_none())
    })
}

/// Returns true for "whether it is open or closed"; "or not" describes a flag.
fn offers_alternatives(prose: &TokenizedText, hit: &Match) -> bool {
    let sentence = hit.words.start.saturating_add(1)..;
    let mut words = sentence.take_while(|&at| prose.word(at).is_some() && !prose.begins(at));
    words.any(|at| {
        let negated =
            prose.word(at + 1).is_some_and(|next| ["not", "no", "false", "disable", "without"].contains(&next));
        prose.word(at) == Some("or") && !negated
    })
}

/// "Include drafts", "Do not send a mail", "active or not": imperatives that describe the effect of a flag.
pub(in crate::infer) fn imperative(context: &ParameterContext) -> Option<Finding> {
    let phrases = [
        "^include|show|hide|enable|disable|allow|suppress|force *",
        "^forces|enables|disables|suppresses|prevents|skips|ignores the|all|any *",
        "^turn|turns on|off",
        "^ignore|skip|don|never|always|prevent|remove|undo|return all|the|a|an",
        "^do|does not",
        "or not",
    ];
    // With these words the value is a list or a name.
    let qualifiers =
        ["list", "ids", "values", "fields", "following", "given", "these", "specified", "provided", "with", "only"];
    if says_zero_or_one(&context.prose)
        || qualifiers.iter().any(|word| context.prose.says(word))
        || context.prose.says("by|from|for|of|in|within this|that")
        || context.prose.says("ascending|after|before|since|until|format|named")
        || context.prose.says("y n")
    {
        return None;
    }
    let hit =
        context.prose.find_any(&phrases).filter(|hit| hit.words.start == 0 || context.prose.ends(hit.words.end - 1))?;
    Some(context.flag(context.by_prose(&hit)))
}

pub(in crate::infer) fn says_boolean(context: &ParameterContext) -> Option<Finding> {
    at(
        context,
        &[
            "^a|optional? boolean|bool",
            "boolean to include|indicate|specify|return|show",
            "boolean|bool value|flag|indicating|indicator|parameter",
            "^is the *",
        ],
        boolean,
    )
}

pub(in crate::infer) fn says_integer(context: &ParameterContext) -> Option<Finding> {
    let phrases = [
        "^a|an|the|optional|positive? integer",
        "an? positive|non|unsigned? integer value|number|between|greater|from|that|specifying|representing|id|identifier",
        "must|should be an? positive|negative? integer",
        "an integer",
        "whole number",
        "^a? numeric id|identifier|value",
    ];
    let hit = context.prose.find_any(&phrases)?;
    // "an integer list", "an integer or all" and "not as an integer" do not describe an integer.
    if context.prose.says("not as|be? an? integer") {
        return None;
    }
    let more = context.prose.word(hit.words.end).is_some_and(|word| ["list", "array", "ids", "or"].contains(&word));
    if more || context.prose.says("or a? string") {
        return None;
    }
    context.type_by_prose(integer(), &hit)
}

/// "items with an ID less than this": ids with an order are integers.
pub(in crate::infer) fn compared_id(context: &ParameterContext) -> Option<Finding> {
    at(context, &["id|ids|identifier greater|less|lower|higher|larger|smaller than|or"], integer)
}

pub(in crate::infer) fn says_decimal(context: &ParameterContext) -> Option<Finding> {
    at(
        context,
        &["^a? decimal|float|double", "decimal|float|double|floating number|value|point", "decimal degrees"],
        || InferredType::scalar(Scalar::Number),
    )
}

pub(in crate::infer) fn says_string(context: &ParameterContext) -> Option<Finding> {
    let phrases =
        ["^a|an|the|optional? string", "is|as|be a? string", "string value|representation|identifier", "a string"];
    let hit = context.prose.find_any(&phrases)?;
    let listed = context.prose.word(hit.words.end).is_some_and(|word| ["list", "array"].contains(&word));
    (!listed).then(|| context.type_by_prose(InferredType::scalar(Scalar::String), &hit)).flatten()
}

/// "sort = created => date, sort = votes => number": the type depends on another parameter, so it is a string.
pub(in crate::infer) fn depends(context: &ParameterContext) -> Option<Finding> {
    const CASES: usize = 2;
    let text = context.prose.text.trim_start();
    if text.matches("=>").count() + text.matches("->").count() < CASES {
        return None;
    }
    let mut others = context.operation.parameters.iter().filter(|other| other.pointer != context.parameter.pointer);
    let on_another = others.any(|other| {
        let rest = text.strip_prefix(other.name.as_str()).filter(|_| !other.name.is_empty());
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    let hit = on_another.then(|| context.prose.find("*")).flatten()?;
    context.type_by_prose(InferredType::scalar(Scalar::String), &hit)
}

/// "Unix timestamp", "seconds since 1970".
pub(in crate::infer) fn unix_time(context: &ParameterContext) -> Option<Finding> {
    let phrases = [
        "unix date|time|timestamp|epoch|timestamps",
        "unix * timestamp",
        "epoch time|timestamp|seconds|milliseconds|millis|ms",
        "seconds|milliseconds since|from the? unix|epoch|1970|january|1",
        "posix time|timestamp",
    ];
    let hit = context.prose.find_any(&phrases)?;
    if context.prose.says("iso|rfc") || context.prose.says("or iso|date") || is_listed(&context.prose, &hit) {
        return None;
    }
    let thousandths = context.prose.find_any(&["milliseconds", "millis", "millisecond", "ms"]).is_some();
    let format = if thousandths { "unix-time-ms" } else { "unix-time" };
    context.type_by_prose(InferredType::formatted(Scalar::Integer, format), &hit)
}

fn is_listed(prose: &TokenizedText, hit: &Match) -> bool {
    prose.word(hit.words.end).is_some_and(|word| ["list", "array", "range"].contains(&word))
}

pub(in crate::infer) fn date(context: &ParameterContext) -> Option<Finding> {
    let hit = context.prose.find_any(&["yyyy mm dd", "full date notation", "rfc3339 full date"])?;
    let last = hit.words.end.checked_sub(1)?;
    let dashed = context.prose.text.get(hit.span.clone()).is_some_and(|text| text.contains('-'));
    let alone = !context.prose.gap(last).starts_with([':', 'T']) && !context.prose.says("mm dd or|hh|thh");
    // A format cannot describe two date notations.
    let once = context.prose.find_all("yyyy").count() <= 1;
    (dashed && alone && once)
        .then(|| context.type_by_prose(InferredType::formatted(Scalar::String, "date"), &hit))
        .flatten()
}

pub(in crate::infer) fn date_time(context: &ParameterContext) -> Option<Finding> {
    let phrases = ["iso 8601|8601:2004|8601:2000", "iso8601", "iso_8601", "rfc 3339", "rfc3339", "yyyy mm ddthh"];
    let hit = context.prose.find_any(&phrases)?;
    if context
        .prose
        .find_any(&["duration", "durations", "interval", "country", "language", "date only", "period"])
        .is_some()
    {
        return None;
    }
    let timed = context.prose.find_any(&["time", "timestamp", "datetime", "date time", "ddthh"]).is_some();
    let shape =
        if timed { InferredType::formatted(Scalar::String, "date-time") } else { InferredType::scalar(Scalar::String) };
    context.type_by_prose(shape, &hit)
}

/// Dates in digits without separators are strings, because leading zeros count.
pub(in crate::infer) fn written_date(context: &ParameterContext) -> Option<Finding> {
    let phrases = ["yyyymmdd", "yyyymm", "yyyy_mm_dd", "mm dd yyyy", "dd mm yyyy", "yyyy mm dd", "yyyymmddhhmmss"];
    at(context, &phrases, || InferredType::scalar(Scalar::String))
}

pub(in crate::infer) fn coordinate(context: &ParameterContext) -> Option<Finding> {
    if context
        .prose
        .find_any(&["latitude and longitude", "latitude longitude", "lat lon|lng", "longitude latitude"])
        .is_some()
    {
        return None;
    }
    at(context, &["^the|a|geographic|geographical? latitude|longitude"], || {
        InferredType::formatted(Scalar::Number, "double")
    })
}

pub(in crate::infer) fn unit(context: &ParameterContext) -> Option<Finding> {
    let phrases = ["in seconds|minutes|milliseconds|bytes|pixels|hours|days", "number of seconds|minutes|hours|days"];
    let more =
        ["^height|width|duration|length in|of", "^timeout in?", "seconds|milliseconds|minutes|pixels to wait|keep"];
    let hit = context.prose.find_any(&phrases).or_else(|| context.prose.find_any(&more))?;
    let hit = Some(hit).filter(|hit| is_in_first_sentence(&context.prose, hit))?;
    (!context.prose.says("date|timestamp")).then(|| context.type_by_prose(integer(), &hit)).flatten()
}

pub(in crate::infer) fn ordinal(context: &ParameterContext) -> Option<Finding> {
    let phrases =
        ["^the|an? offset|index of|from|to|value", "zero|0|one|1 based index|offset", "^the? numeric|numerical"];
    if says_token(&context.prose) {
        return None;
    }
    at(context, &phrases, integer)
}

/// "integer", "boolean, optional", "(string, required)".
pub(in crate::infer) fn type_name_alone(context: &ParameterContext) -> Option<Finding> {
    const MOST: usize = 3;
    let words: Vec<&str> = (0..=MOST).map_while(|at| context.prose.word(at)).collect();
    let (besides, types): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|word| ["optional", "required", "mandatory", "query", "path"].contains(word));
    let [word] = types.as_slice() else { return None };
    // `number` alone is not enough: it may be an integer.
    let shape = match *word {
        "integer" | "int" => InferredType::scalar(Scalar::Integer),
        "int32" | "int64" => InferredType::formatted(Scalar::Integer, word),
        "long" => InferredType::formatted(Scalar::Integer, "int64"),
        "float" | "double" => InferredType::formatted(Scalar::Number, word),
        "decimal" => InferredType::scalar(Scalar::Number),
        "boolean" | "bool" => InferredType::scalar(Scalar::Boolean),
        "string" => InferredType::scalar(Scalar::String),
        _ => return None,
    };
    let hit = context.prose.find(word)?;
    (besides.len() < MOST).then(|| context.type_by_prose(shape, &hit)).flatten()
}
