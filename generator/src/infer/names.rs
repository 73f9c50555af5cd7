//! Types from names: conventions that hold across APIs.
//!
//! Comes in: a site. Goes out: what its name alone says about the type. How often each convention holds is counted,
//! not believed; see `figures`.

use super::lists;
use super::prose;
use super::site::{Finding, Site, formatted, plain};
use super::{Scalar, Shape};

/// Names of the number of a page.
pub(super) const PAGE: &[&str] =
    &["page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage", "startpage", "pagenr"];
/// Names of the size of a page that say so.
pub(super) const PAGE_SIZE: &[&str] = &[
    "pagesize",
    "perpage",
    "itemsperpage",
    "resultsperpage",
    "recordsperpage",
    "pagelimit",
    "pagelength",
    "maxperpage",
];
/// Names of the most items an answer may have, which is a page's size where pages follow each other.
pub(super) const LIMIT: &[&str] = &[
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
pub(super) const OFFSET: &[&str] =
    &["offset", "skip", "startindex", "startrow", "pageoffset", "firstresult", "startrecord"];
/// Names of a mark where the next page starts.
pub(super) const CURSOR: &[&str] = &[
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
];

pub(super) fn page(site: &Site) -> Option<Finding> {
    counting(site, PAGE)
}

pub(super) fn page_size(site: &Site) -> Option<Finding> {
    counting(site, PAGE_SIZE)
}

pub(super) fn limit(site: &Site) -> Option<Finding> {
    counting(site, &["limit", "maxresults", "maxitems", "maxrecords", "resultlimit", "numresults"])
}

pub(super) fn offset(site: &Site) -> Option<Finding> {
    counting(site, OFFSET)
}

/// A page number or limit that stands beside its counterpart: together they are paging, not something else.
pub(super) fn paging_pair(site: &Site) -> Option<Finding> {
    let pages = [PAGE, OFFSET].concat();
    let sizes = [PAGE_SIZE, LIMIT].concat();
    let other = match (site.is_named(&pages), site.is_named(&sizes)) {
        (true, _) => site.sibling(&sizes)?,
        (_, true) => site.sibling(&pages)?,
        (false, false) => return None,
    };
    if site.in_path() {
        return None;
    }
    let mut finding = site.type_by_name(formatted(Scalar::Integer, "int32"))?;
    finding.evidence.push(site.named_evidence(other));
    Some(finding)
}

fn counting(site: &Site, names: &[&str]) -> Option<Finding> {
    if !site.is_named(names) || site.in_path() {
        return None;
    }
    site.type_by_name(formatted(Scalar::Integer, "int32"))
}

pub(super) fn count(site: &Site) -> Option<Finding> {
    // `with_count` asks for a count, `count` gives one.
    let asked = ["with", "include", "show", "return", "get", "has", "is", "enable", "no", "only", "skip"];
    let counts = ["count", "num", "port", "index"].contains(&site.last_word()) && !site.begins_with(&asked)
        || site.begins_with(&["num"])
        || site.joined.starts_with("numberof");
    counts.then(|| site.type_by_name(plain(Scalar::Integer))).flatten()
}

pub(super) fn maximum_of(site: &Site) -> Option<Finding> {
    let counted = ["results", "items", "records", "rows", "entries", "count", "number", "attempts", "retries"];
    let most = site.begins_with(&["max", "maximum", "min", "minimum"]) && counted.contains(&site.last_word());
    most.then(|| site.type_by_name(plain(Scalar::Integer))).flatten()
}

pub(super) fn amount_of_time(site: &Site) -> Option<Finding> {
    let units = ["seconds", "minutes", "hours", "days", "milliseconds", "millis", "ms", "secs", "timeout", "ttl"];
    units.contains(&site.last_word()).then(|| site.type_by_name(plain(Scalar::Integer))).flatten()
}

/// Names that are numbers wherever they stand alone.
pub(super) fn whole_number(site: &Site) -> Option<Finding> {
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
    site.is_named(&numbers).then(|| site.type_by_name(plain(Scalar::Integer))).flatten()
}

pub(super) fn extent(site: &Site) -> Option<Finding> {
    ["width", "height"].contains(&site.last_word()).then(|| site.type_by_name(plain(Scalar::Integer))).flatten()
}

pub(super) fn coordinate(site: &Site) -> Option<Finding> {
    let named = ["lat", "latitude", "lon", "lng", "longitude"].contains(&site.last_word());
    named.then(|| site.type_by_name(formatted(Scalar::Number, "double"))).flatten()
}

/// `ids[]`: each item is a pair of its own.
pub(super) fn brackets(site: &Site) -> Option<Finding> {
    if !site.argument.name.ends_with("[]") || site.in_path() {
        return None;
    }
    site.type_by_name(Shape::List { kind: Scalar::String, format: None, separator: None })
}

/// Last words of the names of texts.
pub(super) const TEXTS: &[&str] = &[
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

/// Names of texts: evidence against a guess from elsewhere, but none against what the author says.
pub(super) fn text(site: &Site) -> Option<Finding> {
    let says_otherwise = [prose::true_or_false, prose::whether, prose::order, prose::number_of, prose::says_boolean];
    if lists::says_several(site) || says_otherwise.iter().any(|rule| rule(site).is_some()) {
        return None;
    }
    TEXTS.contains(&site.last_word()).then(|| site.type_by_name(plain(Scalar::String))).flatten()
}

/// Header fields whose form RFC 9110 fixes.
pub(super) fn http_header(site: &Site) -> Option<Finding> {
    let header = site.argument.location == crate::spec::Location::Header;
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
    let kind = if site.is_named(&integer) { Scalar::Integer } else { Scalar::String };
    (header && (site.is_named(&integer) || site.is_named(&text))).then(|| site.type_by_name(plain(kind))).flatten()
}
