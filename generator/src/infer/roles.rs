//! What arguments are for: credentials, content negotiation, JSONP, and the parts of paging.
//!
//! Comes in: a site. Goes out: roles. A role changes what the client does, so each needs evidence from two sides:
//! its name, and its words or its neighbours or its place. Only what a specification names needs no second side.

use super::names::{CURSOR, LIMIT, OFFSET, PAGE, PAGE_SIZE};
use super::site::{Finding, Site};
use super::{Fact, Role};
use crate::repair::Evidence;
use crate::spec::Location;

fn role(role: Role, evidence: Vec<Evidence>) -> Option<Finding> {
    Some(Finding { fact: Fact::Role(role), evidence })
}

/// The name, and the first of some phrases in the author's words.
fn name_and_prose(site: &Site, names: &[&str], phrases: &[&str]) -> Option<Vec<Evidence>> {
    let hit = site.is_named(names).then(|| site.prose.find_any(phrases)).flatten()?;
    Some(vec![site.by_name(), site.by_prose(&hit)])
}

/// The name, and a neighbour's name.
fn name_and_sibling(site: &Site, names: &[&str], others: &[&[&str]]) -> Option<Vec<Evidence>> {
    let other = site.is_named(names).then(|| site.sibling(&others.concat())).flatten()?;
    Some(vec![site.by_name(), site.named_evidence(other)])
}

/// Paging travels in the query or in a form.
fn can_page(site: &Site) -> bool {
    matches!(site.argument.location, Location::Query | Location::Field(_))
}

pub(super) fn page(site: &Site) -> Option<Finding> {
    if !can_page(site) || site.prose.find_any(&["cursor", "token", "url"]).is_some() {
        return None;
    }
    let phrases =
        ["page number", "number of|for? the? page", "page to", "which page", "page of", "results page", "page"];
    let evidence = name_and_sibling(site, PAGE, &[PAGE_SIZE, LIMIT]);
    role(Role::Page, evidence.or_else(|| name_and_prose(site, PAGE, &phrases))?)
}

const SIZE_PHRASES: &[&str] = &[
    "per|in|on a|each|the|one|single? page",
    "page size",
    "size of the? page|pages",
    "number of *",
    "how many",
    "results|items|records|entries|objects|elements|total to return|retrieve",
    "limit|limits applied|results|number|of",
    "maximum|max results|items|records|elements|entries",
    "most * to return",
];

pub(super) fn page_size(site: &Site) -> Option<Finding> {
    if !can_page(site) {
        return None;
    }
    let names = [PAGE_SIZE, LIMIT].concat();
    let evidence = name_and_sibling(site, &names, &[PAGE, OFFSET, CURSOR]);
    // `count` or `size` beside no page may be the number or the size of anything.
    let plain = [PAGE_SIZE, &["limit", "maxresults", "maxitems", "maxrecords", "resultlimit", "numresults"]].concat();
    let evidence = evidence.or_else(|| name_and_prose(site, &plain, SIZE_PHRASES));
    // A `limit` that has a range or a default limits a number; a `count` that is asked for is one of items.
    let limited = ["# to #", "between # and #", "default|maximum|max is|of|to? #", "pagination"];
    let evidence = evidence.or_else(|| name_and_prose(site, &["limit"], &limited));
    let counted = ["number of * to return|retrieve|fetch|display|show"];
    let evidence = evidence.or_else(|| name_and_prose(site, &["count", "size", "rows"], &counted));
    role(Role::PageSize, evidence?)
}

pub(super) fn offset(site: &Site) -> Option<Finding> {
    if !can_page(site) {
        return None;
    }
    let names = [OFFSET, &["start", "from", "first"]].concat();
    let phrases = [
        "offset to|into|value|from|of|where",
        "to skip",
        "skip the? first? *",
        "index of the? first",
        "start|starting index|position|at|from|offset|record|row",
        "pagination",
    ];
    let evidence = name_and_sibling(site, OFFSET, &[PAGE_SIZE, LIMIT]);
    role(Role::Offset, evidence.or_else(|| name_and_prose(site, &names, &phrases))?)
}

pub(super) fn cursor(site: &Site) -> Option<Finding> {
    if !can_page(site) {
        return None;
    }
    let phrases = [
        "cursor",
        "next|previous page",
        "page token",
        "page_token|next_page_token|next_cursor|nextpagetoken|nexttoken",
        "pagination",
        "paginate|paginating",
        "continuation",
        "previous|prior|last response|request|call",
        "next set|batch of",
        "pagination|paging cursor|token",
        "received in the? previous|last request|response",
    ];
    let certain =
        &["cursor", "pagetoken", "nextpagetoken", "nexttoken", "continuationtoken", "nextcursor", "pagecursor"];
    // A mark of any name, where the author calls it what it is.
    let mark = || {
        let named = ["token", "cursor", "marker", "position"].contains(&site.last_word()) || site.is_named(&["lastid"]);
        let called = ["pagination|paging cursor|token", "cursor to", "received in the? previous|last request|response"];
        let begins = site.begins_with(&["start", "starting", "after", "before"]);
        let hit = named.then(|| site.prose.find_any(&called)).flatten();
        let hit = hit.or_else(|| begins.then(|| site.prose.find("for pagination|paging")).flatten())?;
        Some(vec![site.by_name(), site.by_prose(&hit)])
    };
    let evidence = name_and_prose(site, CURSOR, &phrases).or_else(mark);
    role(Role::Cursor, evidence.or_else(|| name_and_sibling(site, certain, &[PAGE_SIZE, LIMIT]))?)
}

pub(super) fn jsonp(site: &Site) -> Option<Finding> {
    let names = ["callback", "jsonp", "jsonpcallback", "jsoncallback", "callbackfunction", "cb", "jsonpfunction"];
    if site.argument.location != Location::Query {
        return None;
    }
    let phrases = ["jsonp", "json p", "callback|javascript function", "function name|to", "wrap|wraps|wrapped"];
    // An answer that is asked for as a JSON file by a `GET` has nothing to call back with but a script.
    let as_file = || {
        let asked = site.operation.method == "get" && site.operation.path.ends_with(".json");
        let place = site.spec.place(&site.operation.pointer);
        let file = Evidence { place, quote: site.operation.path.clone() };
        (asked && site.is_named(&names)).then(|| vec![site.by_name(), file])
    };
    role(Role::Jsonp, name_and_prose(site, &names, &phrases).or_else(as_file)?)
}

/// The header fields of RFC 9110 that choose a representation, also where a document lists them as query parameters.
pub(super) fn negotiation_header(site: &Site) -> Option<Finding> {
    let written = site.argument.name.to_ascii_lowercase();
    let plain = ["accept", "content-type", "accept-charset", "accept-encoding"].contains(&written.as_str());
    let somewhere_else = written == "accept" && site.argument.location != Location::Header;
    (plain && !somewhere_else && !site.in_path())
        .then(|| role(Role::ContentNegotiation, vec![site.by_name()]))
        .flatten()
}

pub(super) fn negotiation_parameter(site: &Site) -> Option<Finding> {
    if !matches!(site.argument.location, Location::Query | Location::Path) {
        return None;
    }
    let queried = ["format", "responseformat", "outputformat", "resultformat", "alt", "fmt", "output", "datatype"];
    let at_the_end = ["format", "responseformat", "extension", "ext"];
    let names = if site.in_path() { &at_the_end[..] } else { &queried[..] };
    let phrases = [
        "format of|for the|a? api? response|result|results|output|answer|data",
        "response|output|result|return format|type",
        "json|xml or|and|by|csv",
        "json xml|csv",
        "xml json|csv",
        "data format",
        "format to return",
        "format defaults to json|xml",
        "format of the? file|document|preview",
        "preview|file|response format",
    ];
    role(Role::ContentNegotiation, name_and_prose(site, names, &phrases)?)
}

/// `Authorization`, which RFC 9110 gives one meaning.
pub(super) fn authorization(site: &Site) -> Option<Finding> {
    let written = site.argument.name.to_ascii_lowercase();
    let header = site.argument.location == Location::Header;
    let named = ["authorization", "proxy-authorization", "x-api-key", "x-auth-token", "api-key"];
    (header && named.contains(&written.as_str())).then(|| role(Role::Auth, vec![site.by_name()])).flatten()
}

/// Names of credentials.
const CREDENTIALS: &[&str] = &[
    "apikey",
    "xapikey",
    "key",
    "token",
    "accesstoken",
    "authtoken",
    "apitoken",
    "xauthtoken",
    "xaccesstoken",
    "oauthtoken",
    "sessiontoken",
    "usertoken",
    "apptoken",
    "appsecret",
    "appkey",
    "jwt",
    "bearer",
    "secret",
    "apisecret",
    "clientsecret",
    "usertoken",
    "developerkey",
    "subscriptionkey",
    "licensekey",
    "appid",
    "auth",
    "authkey",
    "authorization",
    "authenticationtoken",
    "apiaccesskey",
    "accesskey",
    "sessionid",
    "sessionkey",
    "xauthkey",
];

pub(super) fn credential(site: &Site) -> Option<Finding> {
    if site.in_path() || is_object_of_the_call(site) {
        return None;
    }
    let phrases = [
        "your|the|an|a|user|users|valid|registered api|app|application|access|auth|authentication|developer key|token|secret|code",
        "your|registered|developer|valid|personal * key|token",
        "api|access|auth|authentication|authorization|oauth|oauth2|jwt|bearer|session|security token|key",
        "jwt authentication? token?",
        "api token|key",
        "authenticate|authenticates|authorize|authorizes the? request|requests|user|call|caller",
    ];
    let suffixed = ["token", "key", "secret"].contains(&site.last_word())
        && site.name.iter().any(|word| ["auth", "api", "app", "access", "session", "oauth"].contains(&word.as_str()));
    let named = site.is_named(CREDENTIALS) || suffixed;
    let hit = named.then(|| site.prose.find_any(&phrases)).flatten()?;
    role(Role::Auth, vec![site.by_name(), site.by_prose(&hit)])
}

/// Words that make a token the thing a call is about: one revokes it, checks it, looks it up.
fn is_object_of_the_call(site: &Site) -> bool {
    let path = site.operation.path.to_lowercase();
    let acts = ["revoke", "introspect", "tokeninfo", "verify", "validate", "invalidate"];
    let said = [
        "to revoke|verify|validate|check|invalidate|delete|expire|inspect",
        "id of|for",
        "cursor",
        "next|previous|of|per page|pages",
        "page token",
        "pagination|paging",
    ];
    let own = site.joined.contains("page") || site.joined.contains("next") || site.joined.contains("public");
    own || site.prose.find_any(&said).is_some()
        || acts.iter().any(|act| path.contains(act))
            && site.is_named(&["token", "accesstoken", "idtoken"])
            && site.argument.location != Location::Header
            && site.prose.is_empty()
}

/// The parts of an OAuth or a password grant, known by each other.
pub(super) fn grant(site: &Site) -> Option<Finding> {
    if site.in_path() {
        return None;
    }
    let pairs: &[(&[&str], &[&str])] = &[
        (&["clientid"], &["clientsecret"]),
        (&["clientsecret"], &["clientid", "granttype"]),
        (&["username", "login", "user"], &["password"]),
        (&["password"], &["username", "login", "email", "user"]),
        (&["appid"], &["appkey", "appsecret"]),
        (&["appsecret", "appkey"], &["appid"]),
        (&["apisecret"], &["apikey"]),
        (&["xauthemail", "xauthuser"], &["xauthkey", "xauthtoken"]),
        (&["appid"], &["appcode"]),
        (&["appcode"], &["appid"]),
    ];
    let asks = ["token", "login", "auth", "session", "signin"];
    let path = site.operation.path.to_lowercase();
    let evidence = pairs.iter().find_map(|(names, others)| name_and_sibling(site, names, &[others]))?;
    // A name and a password also describe a user who is being created.
    let of_a_person = site.is_named(&["username", "login", "user", "password"]);
    (!of_a_person || asks.iter().any(|word| path.contains(word))).then(|| role(Role::Auth, evidence)).flatten()
}

/// A name that ends like a key and stands in most operations of the document is what lets a caller in.
pub(super) fn everywhere(site: &Site) -> Option<Finding> {
    let ends = ["key", "token", "apikey"].iter().any(|end| site.joined.ends_with(end));
    let outside = matches!(site.argument.location, Location::Query | Location::Header);
    if !ends || !outside || is_object_of_the_call(site) {
        return None;
    }
    let with = site.survey.operations_with(site.argument.location, &site.joined);
    let place = site.spec.place(&crate::pointer::Pointer::of(["paths"]));
    let quote = format!("in {with} of {} operations", site.survey.operations);
    // Of a few operations all must have it.
    let everywhere = with >= 2 && with == site.survey.operations;
    (everywhere || with >= 4 && with * 10 >= site.survey.operations * 7)
        .then(|| role(Role::Auth, vec![site.by_name(), Evidence { place, quote }]))
        .flatten()
}
