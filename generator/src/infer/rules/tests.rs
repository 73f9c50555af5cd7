//! Tables of inputs that rules accept, and of similar inputs that they ignore.

use std::rc::Rc;

use serde_json::json;

use super::RULES;
use crate::diagnostic::Diagnostics;
use crate::document::{Dialect, Document};
use crate::infer::document_index::DocumentIndex;
use crate::infer::operation_texts::OperationTexts;
use crate::infer::parameter_context::ParameterContext;
use crate::infer::{Claim, InferredType};
use crate::pointer::{Origins, Source};
use crate::spec::Spec;

mod operations;
mod roles;
mod table;

/// Applies a rule to a parameter of `GET /orders` with a description. The parameter is written as `name`,
/// `location:name` or `name+other+other`, with the names of other parameters.
fn says(rule: &str, parameter: &str, words: &str) -> String {
    says_in("", rule, parameter, words)
}

/// Applies a rule like [`says`], with a description of the operation.
fn says_in(operation: &str, rule: &str, parameter: &str, words: &str) -> String {
    let mut names = parameter.split('+');
    let first = names.next().unwrap_or_default();
    let (location, name) = first.split_once(':').unwrap_or(("query", first));
    let path = if location == "path" { format!("/orders/{{{name}}}") } else { "/orders".to_owned() };
    let mut parameters = vec![json!({ "in": location, "name": name, "description": words, "schema": {} })];
    parameters.extend(names.map(|name| json!({ "in": "query", "name": name, "schema": {} })));
    let root = json!({ "openapi": "3.0.3", "paths": { path: { "get": {
        "description": operation, "parameters": parameters
    } } } });
    let source = Source::new("orders.yaml");
    let origins = Origins::unmoved(&source);
    let document = Document { source, dialect: Dialect::OpenApi30, author: Dialect::Swagger2, root, origins };
    let spec = Spec::read(&document, &mut Diagnostics::default());
    let index = DocumentIndex::from_spec(&spec);
    let operation = &spec.operations[0];
    let texts = Rc::new(OperationTexts::new(operation));
    let context = ParameterContext::new(&spec, operation, &operation.parameters[0], &texts, &index);
    let rule = RULES.iter().find(|candidate| candidate.name == rule).unwrap_or_else(|| panic!("no rule {rule}"));
    rule.vote(&context).map_or_else(|| "-".to_owned(), |vote| text(&vote.candidate.fact))
}

fn text(fact: &Claim) -> String {
    match fact {
        Claim::Type(InferredType::Scalar { kind, format: Some(format) }) => format!("{}:{format}", kind.as_str()),
        Claim::Type(InferredType::Scalar { kind, format: None }) => kind.as_str().to_owned(),
        Claim::Type(InferredType::List { kind, separator, .. }) => {
            format!("[{}{}]", kind.as_str(), separator.map(String::from).unwrap_or_default())
        }
        Claim::Required(required) => format!("required {required}"),
        Claim::Count(least, most) => format!("{least:?} to {most:?}"),
        Claim::Bounds(least, most) => {
            let end = |end: &Option<serde_json::Number>| end.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{}..{}", end(least), end(most))
        }
        Claim::Enum(values) => values.join("|"),
        Claim::Default(value) => value.to_string(),
        Claim::Secret(_) => "secret".to_owned(),
        Claim::Role(role) => role.as_str().to_owned(),
        Claim::OperationId(id) => id.clone(),
        Claim::Open(aspect) => format!("{aspect:?} open"),
        Claim::Supply(_) | Claim::Scheme(_) | Claim::Pagination(_) => unreachable!("no rule infers it"),
        Claim::Response(response) => format!("{response:?}"),
    }
}

fn check(table: &[(&str, &str, &str, &str)]) {
    for (rule, parameter, words, expected) in table {
        assert_eq!(says(rule, parameter, words), *expected, "{rule}: {parameter}: {words}");
    }
}

#[test]
fn types_are_inferred_from_names() {
    check(&[
        ("name-page", "page", "", "integer:int32"),
        ("name-page", "pageNumber", "", "integer:int32"),
        ("name-page", "landing_page", "", "-"),
        ("name-page", "path:page", "", "-"),
        ("name-page-size", "pagesize", "", "integer:int32"),
        ("name-page-size", "per_page", "", "integer:int32"),
        ("name-page-size", "size", "", "-"),
        ("name-limit", "limit", "", "integer:int32"),
        ("name-limit", "limit_to", "", "-"),
        ("name-offset", "start_index", "", "integer:int32"),
        ("name-offset", "start", "", "-"),
        ("name-paging-pair", "page+pagesize", "", "integer:int32"),
        ("name-paging-pair", "page+title", "", "-"),
        ("name-count", "item_count", "", "integer"),
        ("name-count", "numItems", "", "integer"),
        ("name-count", "country", "", "-"),
        ("name-count", "with_count", "", "-"),
        ("name-integer", "zoom", "", "integer"),
        ("name-integer", "zoomed", "", "-"),
        ("name-ids", "order_ids[]", "", "[string]"),
        ("name-ids", "order_ids", "", "-"),
        ("name-ids", "include_ids[]", "", "-"),
        ("name-maximum-of", "max_results", "", "integer"),
        ("name-maximum-of", "max_price", "", "-"),
        ("name-time-unit", "timeout", "", "integer"),
        ("name-time-unit", "timeouts_file", "", "-"),
        ("name-extent", "thumb_width", "", "integer"),
        ("name-extent", "widths", "", "-"),
        ("name-coordinate", "lat", "", "number:double"),
        ("name-coordinate", "flat", "", "-"),
        ("name-is-or-has", "is_open", "", "boolean"),
        ("name-is-or-has", "island", "", "-"),
        ("name-verb", "includeDeleted", "", "boolean"),
        ("name-verb", "include_fields", "", "-"),
        ("name-verb", "includeDeleted", "(0, 1) Includes what was deleted", "-"),
        ("name-verb", "return_url", "", "-"),
        ("name-verb", "include", "", "-"),
        ("name-state", "paging_enabled", "", "boolean"),
        ("name-flag", "verbose", "", "boolean"),
        ("name-flag", "verbosity", "", "-"),
        ("name-participle", "closed", "", "boolean"),
        ("name-participle", "created", "", "-"),
        ("name-participle", "feed", "", "-"),
        ("name-participle", "newsfeed", "", "-"),
        ("name-brackets", "ids[]", "", "[string]"),
        ("name-brackets", "ids[0]", "", "-"),
        ("name-text", "file_name", "", "string"),
        ("name-text", "renamed", "", "-"),
        ("name-text", "order_type", "Comma-separated list of types", "-"),
        ("name-text", "renew_token", "Forces the token to be renewed", "-"),
        ("name-http-header", "header:If-Match", "", "string"),
        ("name-http-header", "header:Content-Length", "", "integer"),
        ("name-http-header", "Content-Length", "", "-"),
    ]);
}

#[test]
fn types_are_inferred_from_descriptions() {
    check(&[
        ("prose-number-of", "n", "The maximum number of orders", "integer"),
        ("prose-number-of", "n", "How many orders to show", "integer"),
        ("prose-number-of", "n", "Your phone number of choice", "-"),
        ("prose-number-of", "n", "Optional. The maximum number of orders", "integer"),
        ("prose-number-of", "n", "What to skip. The maximum number of orders is kept", "-"),
        ("prose-number-of", "n", "The number of the order", "-"),
        ("prose-number-of", "n", "The number of the first page", "integer"),
        ("prose-number-of-results", "n", "Sets the number of results", "integer"),
        ("prose-number-of-results", "n", "Sorts the results", "-"),
        ("prose-number-of-results", "n", "Results to return", "integer"),
        ("prose-number-of-results", "n", "Continuation token of the results to fetch", "-"),
        ("prose-number-of-results", "n", "Returns the total number of items", "-"),
        ("prose-number-of-results", "n", "Where to begin. Sets the number of results as well", "-"),
        ("prose-number-of-results", "n", "Filters results to return only those of one shop", "-"),
        ("prose-page-number", "n", "The page number", "integer"),
        ("prose-page-number", "n", "The page number or a cursor", "-"),
        ("prose-depends", "max+sort", "sort = created => date, sort = votes => number", "string"),
        ("prose-depends", "max+by", "by = age -> number, by = day -> date of birth", "string"),
        ("prose-depends", "max", "sort = created => date, sort = votes => number", "-"),
        ("prose-says-integer", "n", "An integer between 1 and 3", "integer"),
        ("prose-says-integer", "n", "Integer list", "-"),
        ("prose-says-integer", "n", "Keep it as a text, not as an integer", "-"),
        ("prose-compared-id", "after", "Orders with an ID greater than this", "integer"),
        ("prose-compared-id", "after", "Orders newer than this ID", "-"),
        ("prose-says-decimal", "n", "Decimal value", "number"),
        ("prose-says-string", "s", "A string value", "string"),
        ("prose-says-string", "s", "String list (semicolon delimited)", "-"),
        ("prose-unix-time", "t", "Unix date", "integer:unix-time"),
        ("prose-unix-time", "t", "Epoch milliseconds", "integer:unix-time-ms"),
        ("prose-unix-time", "t", "Unix timestamp or ISO 8601", "-"),
        ("prose-unix-time", "t", "Runs on Unix", "-"),
        ("prose-date", "t", "Day (YYYY-MM-DD)", "string:date"),
        ("prose-date", "t", "Day (YYYY-MM-DD or YYYY-MM-DD:HH)", "-"),
        ("prose-date", "t", "Day (YYYYMMDD)", "-"),
        ("prose-written-date", "t", "Day (YYYYMMDD)", "string"),
        ("prose-date-time", "t", "Timestamp in ISO 8601 format", "string:date-time"),
        ("prose-date-time", "t", "ISO 8601 duration", "-"),
        ("prose-coordinate", "c", "Latitude of the shop", "number:double"),
        ("prose-coordinate", "c", "Latitude and longitude", "-"),
        ("prose-unit", "n", "Time to live in seconds", "integer"),
        ("prose-unit", "n", "Answers in a second", "-"),
        ("prose-unit", "n", "The tones to send. Each is held for a time in seconds", "-"),
        ("prose-ordinal", "n", "A zero-based index", "integer"),
        ("prose-ordinal", "n", "An index card", "-"),
    ]);
}

#[test]
fn booleans_are_inferred_from_descriptions() {
    check(&[
        ("prose-true-or-false", "f", "Set to true to see all", "boolean"),
        ("prose-true-or-false", "f", "Is it a true story", "-"),
        ("prose-true-or-false", "f", "The name, required if `active` is true", "-"),
        ("prose-true-or-false", "f", "The name (required if isActive is true)", "-"),
        ("prose-true-or-false", "f+active", "The name. Active must be set to false", "-"),
        ("prose-true-or-false", "f+active", "If `f` is true, `active` is as well", "boolean"),
        ("prose-true-or-false", "f", "Only valid if is_active=true If true, sends a mail", "boolean"),
        ("prose-true-or-false", "f", "A name if `active` is true. Set to false for none", "boolean"),
        ("prose-whether", "f", "Whether to include drafts", "boolean"),
        ("prose-whether", "f", "Tells the weather", "-"),
        ("prose-whether", "f", "Whether drafts are shown or not", "boolean"),
        ("prose-whether", "f", "Whether the order is open or closed", "-"),
        ("prose-whether", "f", "Whether to record. Can be: `all` or `none`", "-"),
        ("prose-whether", "f", "Whether to record. The default is `all`.", "-"),
        ("prose-whether", "f", "Whether to record. The default is `false`.", "boolean"),
        ("prose-true-or-false", "f", "Either true (default) or false", "boolean"),
        ("prose-imperative", "f", "Show orders in this city", "-"),
        ("prose-imperative", "f", "Return the orders in ascending order", "-"),
        ("prose-imperative", "f", "Show what was sent: Y/N", "-"),
        ("prose-imperative", "f", "Do a search for it", "-"),
        ("prose-imperative", "f", "Do not send a mail", "boolean"),
        ("prose-whether", "f", "indicating that links should go", "boolean"),
        ("name-verb", "simplify_order_types", "", "boolean"),
        ("name-verb", "delete_comment", "", "-"),
        ("prose-true-or-false", "f", "Direct ones only (false=0, true=1)", "boolean"),
        ("prose-true-or-false", "f", "A comma separated list of tags. all must be true.", "-"),
        ("prose-whether", "f", "If the page should be rendered", "boolean"),
        ("prose-whether", "f", "Whether to match all or any of them", "-"),
        ("prose-whether", "f", "If items should be nested or flat instead", "-"),
        ("name-convention", "recursive", "", "boolean"),
        ("name-convention", "recursive", "Set to 1 for all folders", "-"),
        ("name-convention", "recursion", "", "-"),
        ("first-word-convention", "allow_drafts", "", "boolean"),
        ("first-word-convention", "allow", "", "-"),
        ("first-word-convention", "send_id", "", "-"),
        ("last-word-convention", "row_index", "", "integer"),
        ("beginning-convention", "f", "True if drafts are wanted", "boolean"),
        ("beginning-convention", "f", "Truly wanted drafts", "-"),
        ("prose-zero-or-one", "f", "Flag (0, 1): with archived orders", "integer"),
        ("prose-zero-or-one", "f", "Set to 1 to see archived orders", "integer"),
        ("prose-zero-or-one", "f", "A number from 0 to 1", "-"),
        ("prose-zero-or-one", "f", "Whether it is open (true=1, false=0)", "-"),
        ("prose-imperative", "f", "Forces the token to be renewed", "boolean"),
        ("prose-imperative", "f", "Include drafts", "boolean"),
        ("prose-imperative", "f", "Include only these fields", "-"),
        ("prose-says-boolean", "f", "A boolean value", "boolean"),
        ("prose-says-boolean", "f", "Searches with boolean operators", "-"),
    ]);
}

#[test]
fn arrays_are_inferred_from_descriptions() {
    check(&[
        ("prose-list", "l", "String list (semicolon delimited)", "[string;]"),
        ("prose-list", "l", "Number list (semicolon delimited)", "[integer;]"),
        ("prose-list", "l", "A comma-separated list of tags", "[string,]"),
        ("prose-list", "l", "Ids, separated by commas", "[string,]"),
        ("prose-list", "l", "Pipe delimited names", "[string|]"),
        ("prose-list", "l", "Comma separated latitude and longitude", "-"),
        ("prose-list", "l", "A list of tags", "-"),
        ("prose-list-without-separator", "l[]", "A list of tags", "[string]"),
        ("prose-list-without-separator", "l", "A list of tags", "-"),
        ("prose-list-without-separator", "l[]", "A list of JSON objects", "-"),
        ("prose-several", "l", "Narrow the search to one or more tags", "[string,]"),
        ("prose-several", "path:l", "Code(s) of the tags", "[string,]"),
        ("prose-several", "l", "One of the user's tags", "-"),
        ("prose-list", "l", "Without spaces or other separators", "-"),
        ("oauth-scope", "scope+grant_type", "", "[string ]"),
        ("oauth-scope", "scope", "", "-"),
        ("documented-count", "l", "Up to 100 ids separated by commas", "None to Some(100)"),
        ("documented-count", "l", "Up to 100 characters", "-"),
    ]);
}

#[test]
fn bounds_are_inferred_from_descriptions() {
    check(&[
        ("documented-bounds", "n", "Between 1 and 50.", "1..50"),
        ("documented-bounds", "n", "Maximum 100", "..100"),
        ("documented-bounds", "n", "Minimum 1, maximum 100.", "1..100"),
        ("documented-bounds", "n", "Between 50 and 1", "-"),
        ("documented-bounds", "n", "A count - minimum: 1 - maximum: 5", "1..5"),
        ("documented-bounds", "n", "The code - minimum: 12 - maximum: 12", "-"),
        ("documented-bounds", "n", "Maximum 100 characters", "-"),
        ("documented-bounds", "n", "Maximum length: 100", "-"),
        ("documented-default", "n", "Defaults to 20.", "20"),
        ("documented-default", "n", "Show all (default: false)", "false"),
        ("documented-default", "n", "The default is 5 days", "-"),
        ("documented-default", "n", "Defaults to 1 month before", "-"),
        ("documented-default", "n", "Default: 0.0.0.0/0", "-"),
        ("documented-default", "n", "Near this. `distance` defaults to 25", "-"),
        ("documented-default", "n+distance", "Near this. Distance defaults to 25", "-"),
        ("documented-default", "n", "The default view", "-"),
        ("documented-choices", "s", "One of: open, paid or sent", "open|paid|sent"),
        ("documented-choices", "s", "Status (open/paid/sent)", "open|paid|sent"),
        ("documented-choices", "s", "Available values: [new, old]", "new|old"),
        ("documented-choices", "s", "One of the orders that were sent", "-"),
        ("documented-choices", "s", "The name (and/or the title)", "-"),
        ("documented-required", "s", "Required. The name", "required true"),
        ("documented-required", "s", "The name (required)", "required true"),
        ("documented-required", "s", "Required  The name", "required true"),
        ("documented-required", "s", "Required names are kept", "-"),
        ("documented-required", "s", "This parameter is required.", "required true"),
        ("documented-required", "s", "Required when there is no name", "-"),
        ("documented-required", "s", "Required, or optional for some", "-"),
        ("prose-default-value", "n", "Defaults to 20.", "integer"),
        ("prose-default-value", "n", "Defaults to all.", "-"),
        ("prose-range", "n", "Between 0.5 and 1.", "number"),
        ("prose-range", "n", "A rating between 0 and 1.", "number"),
        ("prose-range", "n", "Between 0.0 and 10.0.", "number"),
        ("prose-range", "n", "Between 1 and 10.", "integer"),
        ("prose-range", "n", "Max 100 ids, comma separated", "-"),
        ("prose-choices", "s", "One of: open, paid", "string"),
        ("prose-choices", "s", "One of: 1, 2", "-"),
    ]);
}
