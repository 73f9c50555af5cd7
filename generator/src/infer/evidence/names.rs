//! Types from names: conventions that hold across APIs. The confidence of each is counted; see `calibration_data`.

use super::scalars;
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::{InferredType, Scalar};

/// Names of page numbers.
pub(in crate::infer) const PAGE: &[&str] =
    &["page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage", "startpage", "pagenr"];
/// Names of page sizes.
pub(in crate::infer) const PAGE_SIZE: &[&str] = &[
    "pagesize",
    "perpage",
    "itemsperpage",
    "resultsperpage",
    "recordsperpage",
    "pagelimit",
    "pagelength",
    "maxperpage",
];
/// Names of the maximum number of items, which is the page size of paginated operations.
pub(in crate::infer) const LIMIT: &[&str] = &[
    "limit",
    "maxresults",
    "maxitems",
    "maxrecords",
    "maxcount",
    "maxnumber",
    "resultlimit",
    "numresults",
    "top",
    "take",
    "rows",
    "count",
    "size",
];
/// Names of the number of items to skip.
pub(in crate::infer) const OFFSET: &[&str] =
    &["offset", "skip", "startindex", "startrow", "pageoffset", "firstresult", "startrecord"];
/// Names of cursors.
pub(in crate::infer) const CURSOR: &[&str] = &[
    "cursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "continuationtoken",
    "continuation",
    "marker",
    "nextcursor",
    "startingafter",
    "endingbefore",
    "pagecursor",
    "scrollid",
    "nextmarker",
    "startkey",
    "after",
    "before",
    "startcursor",
    "syncmarker",
    "bookmark",
    "exclusivestartkey",
    "pageid",
    "paginationid",
    "paginationkey",
    "paginationtoken",
    "pagingtoken",
];

pub(in crate::infer) fn page(context: &ParameterContext) -> Option<Finding> {
    counting(context, PAGE)
}

pub(in crate::infer) fn page_size(context: &ParameterContext) -> Option<Finding> {
    counting(context, PAGE_SIZE)
}

pub(in crate::infer) fn limit(context: &ParameterContext) -> Option<Finding> {
    counting(context, &["limit", "maxresults", "maxitems", "maxrecords", "resultlimit", "numresults"])
}

pub(in crate::infer) fn offset(context: &ParameterContext) -> Option<Finding> {
    counting(context, OFFSET)
}

/// Infers a page number or limit next to its counterpart, which confirms that both are about pagination.
pub(in crate::infer) fn pagination_pair(context: &ParameterContext) -> Option<Finding> {
    let pages = [PAGE, OFFSET].concat();
    let sizes = [PAGE_SIZE, LIMIT].concat();
    let other = match (context.is_named(&pages), context.is_named(&sizes)) {
        (true, _) => context.sibling(&sizes)?,
        (_, true) => context.sibling(&pages)?,
        (false, false) => return None,
    };
    if context.in_path() {
        return None;
    }
    let mut finding = context.type_by_name(InferredType::formatted(Scalar::Integer, "int32"))?;
    finding.evidence.push(context.named_evidence(other));
    Some(finding)
}

fn counting(context: &ParameterContext, names: &[&str]) -> Option<Finding> {
    if !context.is_named(names) || context.in_path() {
        return None;
    }
    context.type_by_name(InferredType::formatted(Scalar::Integer, "int32"))
}

pub(in crate::infer) fn count(context: &ParameterContext) -> Option<Finding> {
    // `with_count` is a flag, `count` is a number.
    let flags = ["with", "include", "show", "return", "get", "has", "is", "enable", "no", "only", "skip"];
    let counts = ["count", "num", "port", "index"].contains(&context.last_word()) && !context.begins_with(&flags)
        || context.begins_with(&["num"])
        || context.joined.starts_with("numberof");
    counts.then(|| context.type_by_name(InferredType::scalar(Scalar::Integer))).flatten()
}

pub(in crate::infer) fn maximum_of(context: &ParameterContext) -> Option<Finding> {
    let counted = ["results", "items", "records", "rows", "entries", "count", "number", "attempts", "retries"];
    let most = context.begins_with(&["max", "maximum", "min", "minimum"]) && counted.contains(&context.last_word());
    most.then(|| context.type_by_name(InferredType::scalar(Scalar::Integer))).flatten()
}

pub(in crate::infer) fn amount_of_time(context: &ParameterContext) -> Option<Finding> {
    let units = ["seconds", "minutes", "hours", "days", "milliseconds", "millis", "ms", "secs", "timeout", "ttl"];
    units.contains(&context.last_word()).then(|| context.type_by_name(InferredType::scalar(Scalar::Integer))).flatten()
}

/// Names that are integers without other words.
pub(in crate::infer) fn integer(context: &ParameterContext) -> Option<Finding> {
    let numbers = [
        "year",
        "month",
        "hour",
        "minute",
        "rank",
        "quality",
        "zoom",
        "depth",
        "season",
        "episode",
        "rows",
        "top",
        "take",
        "quantity",
        "zoomlevel",
        "maxdepth",
        "batchsize",
        "chunksize",
        "buffersize",
    ];
    context.is_named(&numbers).then(|| context.type_by_name(InferredType::scalar(Scalar::Integer))).flatten()
}

pub(in crate::infer) fn extent(context: &ParameterContext) -> Option<Finding> {
    ["width", "height"]
        .contains(&context.last_word())
        .then(|| context.type_by_name(InferredType::scalar(Scalar::Integer)))
        .flatten()
}

pub(in crate::infer) fn coordinate(context: &ParameterContext) -> Option<Finding> {
    let named = ["lat", "latitude", "lon", "lng", "longitude"].contains(&context.last_word());
    named.then(|| context.type_by_name(InferredType::formatted(Scalar::Number, "double"))).flatten()
}

/// `ids[]`: each item is a separate pair.
pub(in crate::infer) fn brackets(context: &ParameterContext) -> Option<Finding> {
    if !context.parameter.name.ends_with("[]") || context.in_path() {
        return None;
    }
    context.type_by_name(InferredType::List { kind: Scalar::String, format: None, separator: None })
}

/// Last words of the names of strings.
pub(in crate::infer) const TEXTS: &[&str] = &[
    "name",
    "title",
    "description",
    "text",
    "query",
    "q",
    "email",
    "url",
    "uri",
    "key",
    "code",
    "token",
    "type",
    "language",
    "lang",
    "currency",
    "country",
    "password",
    "username",
    "address",
    "phone",
    "comment",
    "message",
    "slug",
    "uuid",
    "guid",
    "hash",
    "path",
    "format",
    "string",
    "locale",
    "timezone",
    "color",
    "mode",
    "kind",
    "params",
];

/// Names of strings. The rule does not apply if the description states another type.
pub(in crate::infer) fn text(context: &ParameterContext) -> Option<Finding> {
    let says_otherwise =
        [scalars::true_or_false, scalars::whether, scalars::imperative, scalars::number_of, scalars::says_boolean];
    if context.says_several() || says_otherwise.iter().any(|rule| rule(context).is_some()) {
        return None;
    }
    TEXTS.contains(&context.last_word()).then(|| context.type_by_name(InferredType::scalar(Scalar::String))).flatten()
}

/// Header fields with a syntax in RFC 9110.
pub(in crate::infer) fn http_header(context: &ParameterContext) -> Option<Finding> {
    let header = context.parameter.location == crate::spec::Location::Header;
    let integer = ["contentlength", "maxforwards", "age"];
    let text = [
        "range",
        "ifmatch",
        "ifnonematch",
        "ifmodifiedsince",
        "ifunmodifiedsince",
        "ifrange",
        "useragent",
        "acceptlanguage",
        "etag",
        "date",
        "referer",
        "host",
        "origin",
        "cookie",
        "contentdisposition",
        "contentlanguage",
        "contentmd5",
        "contentrange",
        "expect",
        "from",
        "location",
        "prefer",
        "via",
    ];
    let kind = if context.is_named(&integer) { Scalar::Integer } else { Scalar::String };
    (header && (context.is_named(&integer) || context.is_named(&text)))
        .then(|| context.type_by_name(InferredType::scalar(kind)))
        .flatten()
}
