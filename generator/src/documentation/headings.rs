//! Kinds of headings, by their words.

/// The kind of the part of a page below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadingKind {
    /// The parameters of a request.
    Parameters,
    /// The response, its fields, errors or examples: lists and tables are not about parameters.
    Response,
    /// Facts about many operations, such as pagination.
    Common,
    /// Anything else.
    Other,
}

const RESPONSE: &[&str] = &[
    "response",
    "responses",
    "returns",
    "result",
    "results",
    "output",
    "error",
    "errors",
    "example",
    "examples",
    "sample",
    "status",
    "codes",
    "changelog",
    "returned",
];

const PARAMETERS: &[&str] = &[
    "parameter",
    "parameters",
    "params",
    "argument",
    "arguments",
    "query",
    "request",
    "requests",
    "body",
    "headers",
    "input",
    "inputs",
    "description",
    "discussion",
    "details",
    "options",
    "usage",
    "notes",
    "remarks",
    "path",
    "url",
    "filters",
];

const COMMON: &[&str] = &[
    "common",
    "general",
    "global",
    "pagination",
    "paging",
    "paginating",
    "overview",
    "introduction",
    "conventions",
    "shared",
    "basics",
    "filtering",
    "sorting",
];

/// Words between the others.
const FILLERS: &[&str] = &[
    "ok",
    "created",
    "partial",
    "failure",
    "successful",
    "form",
    "data",
    "string",
    "supported",
    "available",
    "accepted",
    "additional",
    "list",
    "the",
    "and",
    "of",
    "a",
    "for",
    "all",
    "uri",
    "http",
    "json",
    "optional",
    "required",
    "success",
    "fields",
    "field",
    "code",
];

impl HeadingKind {
    /// Returns the kind of a heading.
    pub(super) fn new(text: &str) -> Self {
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let only = |lists: &[&[&str]]| {
            words
                .iter()
                .all(|word| lists.iter().any(|list| list.contains(&word.as_str())) || FILLERS.contains(&word.as_str()))
        };
        if has(COMMON) {
            Self::Common
        } else if has(RESPONSE) && only(&[RESPONSE, PARAMETERS]) {
            Self::Response
        } else if has(PARAMETERS) && only(&[PARAMETERS]) {
            Self::Parameters
        } else {
            Self::Other
        }
    }

    /// Returns true if the heading names a part of the description of an operation.
    pub(super) fn is_part(self) -> bool {
        matches!(self, Self::Parameters | Self::Response)
    }
}

#[cfg(test)]
mod tests {
    use super::HeadingKind::{self, Common, Other, Parameters, Response};

    #[test]
    fn headings_have_kinds() {
        for (text, expected) in [
            ("Query Parameters", Parameters),
            ("Arguments (optional)", Parameters),
            ("Response", Response),
            ("Example request", Response),
            ("Error codes", Response),
            ("Response — 200 OK", Response),
            ("Common parameters", Common),
            ("Pagination", Common),
            ("List users", Other),
            ("The user object", Other),
            ("", Other),
        ] {
            assert_eq!(HeadingKind::new(text), expected, "{text}");
        }
    }
}
