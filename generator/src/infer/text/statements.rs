//! Sentences of documentation that define a parameter: "The `page` parameter is the page number".

/// Nouns after the name of a parameter.
const NOUNS: &[&str] = &[
    "query parameter",
    "path parameter",
    "url parameter",
    "parameter",
    "parameters",
    "argument",
    "query",
    "header",
    "option",
];

/// Verbs and marks between the name and the definition, which is read without them.
const DEFINES: &[&str] = &["is ", "are ", ": ", "- ", "– ", "— ", "= "];

/// Verbs of a statement about the value, which belong to it.
const STATES: &[&str] =
    &["must ", "can ", "may ", "should ", "defaults ", "accepts ", "specifies ", "takes ", "contains ", "sets "];

/// Marks around a name.
const MARKS: &[char] = &['`', '{', '}', '*', '"', '\'', '“', '”', ':'];

/// Returns the definition in a sentence that begins with the name of a parameter, without the name.
pub(in crate::infer) fn about<'t>(sentence: &'t str, name: &str) -> Option<&'t str> {
    let sentence = sentence.trim_start_matches(['-', '#', ' ']);
    let sentence = ["The ", "the "].iter().find_map(|article| sentence.strip_prefix(article)).unwrap_or(sentence);
    let opened = sentence.trim_start_matches(MARKS);
    let closed = opened.strip_prefix(name)?;
    let rest = closed.trim_start_matches(MARKS.get(..6).unwrap_or_default());
    let is_marked = opened.len() < sentence.len() && rest.len() < closed.len();
    let noun = NOUNS.iter().find_map(|noun| rest.trim_start().strip_prefix(noun));
    if !is_marked && noun.is_none() || !rest.starts_with([' ', ':']) {
        return None;
    }
    let rest = noun.unwrap_or(rest).trim_start();
    let defined = DEFINES.iter().find_map(|mark| rest.strip_prefix(mark));
    defined.or_else(|| Some(rest).filter(|rest| STATES.iter().any(|verb| rest.starts_with(verb))))
}

/// Returns true if a sentence names a parameter as such: "the page parameter", "parameter `page`".
pub(in crate::infer) fn names_parameter(sentence: &str, name: &str) -> bool {
    sentence.match_indices(name).any(|(at, _)| {
        let (Some(before), Some(after)) = (sentence.get(..at), sentence.get(at + name.len()..)) else { return false };
        let (inner, outer) = (before.trim_end_matches(MARKS), after.trim_start_matches(MARKS));
        let is_word = inner.is_empty() || inner.ends_with([' ', '(']);
        let is_end = outer.is_empty() || outer.starts_with(|c: char| c.is_whitespace() || ".,;)".contains(c));
        let follows = NOUNS.iter().any(|noun| outer.trim_start().starts_with(noun));
        let precedes = ["parameter", "parameters", "argument"].iter().any(|noun| inner.trim_end().ends_with(noun));
        is_word && is_end && (follows || precedes && inner.len() < before.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_without_the_name() {
        for (sentence, expected) in [
            ("The `page` parameter is the page number.", Some("the page number.")),
            ("`page`: the page number", Some("the page number")),
            ("The page parameter must be at least 1", Some("must be at least 1")),
            ("**page** - the page number", Some("the page number")),
            ("The page is empty", None),
            ("The `pagesize` parameter is a number", None),
            ("Set the `page` parameter", None),
            ("`page", None),
        ] {
            assert_eq!(about(sentence, "page"), expected, "{sentence}");
        }
    }

    #[test]
    fn parameters_are_named_as_such() {
        for (sentence, expected) in [
            ("Use the `page` parameter", true),
            ("Use the page parameter.", true),
            ("Use the parameter `page`.", true),
            ("Use the `page` field", false),
            ("Use the homepage parameter", false),
            ("Use parameter page sizes", false),
        ] {
            assert_eq!(names_parameter(sentence, "page"), expected, "{sentence}");
        }
    }
}
