//! Roles of parameters: credentials, content negotiation, JSONP and pagination.
//!
//! Roles change the behaviour of the client, so each needs two kinds of evidence: the name, and the description,
//! another parameter or the location. Names that a specification defines need no second one.

use super::names::{CURSOR, LIMIT, OFFSET, PAGE, PAGE_SIZE};
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::{Claim, Role};
use crate::repairs::Evidence;
use crate::spec::Location;

fn role(role: Role, evidence: Vec<Evidence>) -> Option<Finding> {
    Some(Finding { fact: Claim::Role(role), evidence })
}

/// Returns the name and the first matching phrase of the description as evidence.
fn name_and_prose(context: &ParameterContext, names: &[&str], phrases: &[&str]) -> Option<Vec<Evidence>> {
    let hit = context.is_named(names).then(|| context.prose.find_any(phrases)).flatten()?;
    Some(vec![context.by_name(), context.by_prose(&hit)])
}

/// Returns the name and the name of another parameter as evidence.
fn name_and_sibling(context: &ParameterContext, names: &[&str], others: &[&[&str]]) -> Option<Vec<Evidence>> {
    let other = context.is_named(names).then(|| context.sibling(&others.concat())).flatten()?;
    Some(vec![context.by_name(), context.named_evidence(other)])
}

/// Returns true for locations of pagination parameters: the query and forms.
fn can_page(context: &ParameterContext) -> bool {
    matches!(context.parameter.location, Location::Query | Location::Field(_))
}

pub(in crate::infer) fn page(context: &ParameterContext) -> Option<Finding> {
    if !can_page(context) || context.prose.find_any(&["cursor", "token", "url"]).is_some() {
        return None;
    }
    let phrases =
        ["page number", "number of|for? the? page", "page to", "which page", "page of", "results page", "page"];
    let evidence = name_and_sibling(context, PAGE, &[PAGE_SIZE, LIMIT]);
    let evidence = evidence.or_else(|| name_and_prose(context, PAGE, &phrases));
    let short = || name_and_prose(context, &["p", "pg"], &["page number", "number of the? * page", "page to"]);
    role(Role::Page, evidence.or_else(short)?)
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

pub(in crate::infer) fn page_size(context: &ParameterContext) -> Option<Finding> {
    if !can_page(context) {
        return None;
    }
    let names = [PAGE_SIZE, LIMIT].concat();
    let evidence = name_and_sibling(context, &names, &[PAGE, OFFSET, CURSOR]);
    // Without a page parameter, `count` and `size` can refer to anything.
    let plain = [PAGE_SIZE, &["limit", "maxresults", "maxitems", "maxrecords", "resultlimit", "numresults"]].concat();
    let evidence = evidence.or_else(|| name_and_prose(context, &plain, SIZE_PHRASES));
    // A `limit` with a range or a default limits a number, and a `count` to return is a number of items.
    let limited = ["# to #", "between # and #", "default|maximum|max is|of|to? #", "pagination"];
    let evidence = evidence.or_else(|| name_and_prose(context, &["limit"], &limited));
    let counted = ["number of * to return|retrieve|fetch|display|show"];
    let evidence = evidence.or_else(|| name_and_prose(context, &["count", "size", "rows"], &counted));
    role(Role::PageSize, evidence?)
}

pub(in crate::infer) fn offset(context: &ParameterContext) -> Option<Finding> {
    if !can_page(context) {
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
        "response|result|results|list is|are paged|paginated",
    ];
    let evidence = name_and_sibling(context, OFFSET, &[PAGE_SIZE, LIMIT]);
    role(Role::Offset, evidence.or_else(|| name_and_prose(context, &names, &phrases))?)
}

pub(in crate::infer) fn cursor(context: &ParameterContext) -> Option<Finding> {
    if !can_page(context) {
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
    let certain = &[
        "startingafter",
        "cursor",
        "pagetoken",
        "nextpagetoken",
        "nexttoken",
        "continuationtoken",
        "nextcursor",
        "pagecursor",
    ];
    // A cursor of any name, if the description mentions pagination.
    let mark = || {
        let named = ["token", "cursor", "marker", "position", "continue"].contains(&context.last_word())
            || context.is_named(&["lastid"])
            || context.is_named(PAGE) && context.prose.find_any(&["cursor for|to", "next_page"]).is_some()
            || context.prose.find("token received|returned").is_some();
        let called = [
            "pagination|paging cursor|token",
            "cursor to|for",
            "received|returned in|from|by the? previous|last request|response",
            "next_page",
            "retrieving more results",
        ];
        let begins = context.begins_with(&["start", "starting", "after", "before"]);
        let hit = named.then(|| context.prose.find_any(&called)).flatten();
        let hit = hit.or_else(|| begins.then(|| context.prose.find("for pagination|paging")).flatten())?;
        Some(vec![context.by_name(), context.by_prose(&hit)])
    };
    let evidence = name_and_prose(context, CURSOR, &phrases).or_else(mark);
    role(Role::Cursor, evidence.or_else(|| name_and_sibling(context, certain, &[PAGE_SIZE, LIMIT]))?)
}

/// The members of the parameter `page`, which JSON:API reserves for pagination.
pub(in crate::infer) fn page_member(context: &ParameterContext) -> Option<Finding> {
    let name = context.parameter.name.to_ascii_lowercase();
    let member = name.strip_prefix("page[")?.strip_suffix(']')?;
    let member = match member {
        "number" => Role::Page,
        "size" | "limit" => Role::PageSize,
        "offset" => Role::Offset,
        "cursor" | "after" | "before" => Role::Cursor,
        _ => return None,
    };
    can_page(context).then(|| role(member, vec![context.by_name()])).flatten()
}

pub(in crate::infer) fn jsonp(context: &ParameterContext) -> Option<Finding> {
    let names = ["callback", "jsonp", "jsonpcallback", "jsoncallback", "callbackfunction", "cb", "jsonpfunction"];
    if context.parameter.location != Location::Query {
        return None;
    }
    let phrases = ["jsonp", "json p", "callback|javascript function", "function name|to", "wrap|wraps|wrapped"];
    // A callback of a `GET` for a JSON file can only be JSONP.
    let as_file = || {
        let is_file = context.operation.method == "get" && context.operation.path.ends_with(".json");
        let place = context.spec.place(&context.operation.pointer);
        let file = Evidence { place, quote: context.operation.path.clone() };
        (is_file && context.is_named(&names)).then(|| vec![context.by_name(), file])
    };
    role(Role::Jsonp, name_and_prose(context, &names, &phrases).or_else(as_file)?)
}

/// The header fields of RFC 9110 for content negotiation, even if the document declares them as query parameters.
pub(in crate::infer) fn negotiation_header(context: &ParameterContext) -> Option<Finding> {
    let written = context.parameter.name.to_ascii_lowercase();
    let plain = ["accept", "content-type", "accept-charset", "accept-encoding"].contains(&written.as_str());
    let somewhere_else = written == "accept" && context.parameter.location != Location::Header;
    (plain && !somewhere_else && !context.in_path())
        .then(|| role(Role::ContentNegotiation, vec![context.by_name()]))
        .flatten()
}

pub(in crate::infer) fn negotiation_parameter(context: &ParameterContext) -> Option<Finding> {
    if !matches!(context.parameter.location, Location::Query | Location::Path) {
        return None;
    }
    let queried = ["format", "responseformat", "outputformat", "resultformat", "alt", "fmt", "output", "datatype"];
    let at_the_end = ["format", "responseformat", "extension", "ext"];
    let names = if context.in_path() { &at_the_end[..] } else { &queried[..] };
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
    role(Role::ContentNegotiation, name_and_prose(context, names, &phrases)?)
}

/// `Authorization`, which RFC 9110 defines, and common headers for API keys.
pub(in crate::infer) fn authorization(context: &ParameterContext) -> Option<Finding> {
    let written = context.parameter.name.to_ascii_lowercase();
    let header = context.parameter.location == Location::Header;
    let named = ["authorization", "proxy-authorization", "x-api-key", "x-auth-token", "api-key"];
    (header && named.contains(&written.as_str())).then(|| role(Role::Auth, vec![context.by_name()])).flatten()
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

pub(in crate::infer) fn credential(context: &ParameterContext) -> Option<Finding> {
    if context.in_path() || is_subject_of_operation(context) {
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
    let suffixed = ["token", "key", "secret"].contains(&context.last_word())
        && context
            .name
            .iter()
            .any(|word| ["auth", "api", "app", "access", "session", "oauth"].contains(&word.as_str()));
    let named = context.is_named(CREDENTIALS) || suffixed;
    let hit = named.then(|| context.prose.find_any(&phrases)).flatten()?;
    role(Role::Auth, vec![context.by_name(), context.by_prose(&hit)])
}

/// Returns true if the operation is about the token: it revokes, verifies or looks it up.
fn is_subject_of_operation(context: &ParameterContext) -> bool {
    let path = context.operation.path.to_lowercase();
    let acts = ["revoke", "introspect", "tokeninfo", "verify", "validate", "invalidate"];
    let phrases = [
        "to revoke|verify|validate|check|invalidate|delete|expire|inspect",
        "id of|for",
        "cursor",
        "next|previous|of|per page|pages",
        "page token",
        "pagination|paging",
    ];
    let is_other_token = ["page", "next", "public", "idempot"].iter().any(|word| context.joined.contains(word));
    is_other_token
        || context.prose.find_any(&phrases).is_some()
        || acts.iter().any(|act| path.contains(act))
            && context.is_named(&["token", "accesstoken", "idtoken"])
            && context.parameter.location != Location::Header
            && context.prose.is_empty()
}

/// Parameters of an OAuth 2 or password grant, confirmed by each other.
pub(in crate::infer) fn grant(context: &ParameterContext) -> Option<Finding> {
    if context.in_path() {
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
    let path = context.operation.path.to_lowercase();
    let evidence = pairs.iter().find_map(|(names, others)| name_and_sibling(context, names, &[others]))?;
    // An operation that creates a user also has a name and a password.
    let of_a_person = context.is_named(&["username", "login", "user", "password"]);
    (!of_a_person || asks.iter().any(|word| path.contains(word))).then(|| role(Role::Auth, evidence)).flatten()
}

/// Infers an API key from a name that ends like a key, in most operations of the document.
pub(in crate::infer) fn everywhere(context: &ParameterContext) -> Option<Finding> {
    let ends = ["key", "token", "apikey"].iter().any(|end| context.joined.ends_with(end));
    let outside = matches!(context.parameter.location, Location::Query | Location::Header);
    if !ends || !outside || is_subject_of_operation(context) {
        return None;
    }
    let with = context.index.operations_with(context.parameter.location, &context.joined);
    let place = context.spec.place(&crate::pointer::Pointer::from_tokens(["paths"]));
    let quote = format!("in {with} of {} operations", context.index.operations);
    // If there are few operations, all of them must have it.
    let everywhere = with >= 2 && with == context.index.operations;
    (everywhere || with >= 4 && with * 10 >= context.index.operations * 7)
        .then(|| role(Role::Auth, vec![context.by_name(), Evidence { place, quote }]))
        .flatten()
}
