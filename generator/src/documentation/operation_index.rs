//! Finds the operation of a document that an endpoint in a page means.
//!
//! Names of path parameters may differ. The path in the page may begin with the path of a server, or omit a prefix such
//! as `/api/v1` that all paths of the document have.

use std::collections::BTreeMap;

use super::endpoints::Endpoint;
use crate::spec::Spec;

/// The maximum number of segments of a path that is looked up.
const MAX_SEGMENTS: usize = 24;

/// An operation, with the names of its path parameters in the page that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OperationMatch {
    /// The index of the operation in the document.
    pub(super) operation: usize,
    /// Pairs of a parameter's name and its name in the page.
    pub(super) renamed: Vec<(String, String)>,
}

/// The result of a lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EndpointMatch {
    Operation(OperationMatch),
    /// Several operations have the path, and the page has no method.
    SeveralMethods,
    /// No operation has the path, or no operation of the path has the method.
    None,
}

/// The operations of a document by their paths with parameters as `{}`.
pub(super) struct OperationIndex<'s> {
    spec: &'s Spec,
    by_path: BTreeMap<String, Vec<usize>>,
    /// The segments of the paths of servers.
    bases: Vec<Vec<String>>,
}

impl<'s> OperationIndex<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let mut by_path: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, operation) in spec.operations.iter().enumerate() {
            by_path.entry(key(&segments(&operation.path))).or_default().push(index);
        }
        let mut shortened: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, operation) in spec.operations.iter().enumerate() {
            let segments = segments(&operation.path);
            let prefix = segments.iter().take_while(|segment| is_prefix(segment)).count();
            if let Some(rest) = segments.get(prefix..).filter(|rest| prefix > 0 && !rest.is_empty()) {
                shortened.entry(key(rest)).or_default().push(index);
            }
        }
        for (path, operations) in shortened {
            by_path.entry(path).or_insert(operations);
        }
        let urls = spec.servers.iter().map(|server| server.url.as_str());
        let bases = urls.map(|url| segments(base_path(url)));
        Self { spec, by_path, bases: bases.collect() }
    }

    /// Returns the operation that an endpoint means.
    pub(super) fn find(&self, endpoint: &Endpoint) -> EndpointMatch {
        let all = segments(&endpoint.path);
        if all.len() > MAX_SEGMENTS {
            return EndpointMatch::None;
        }
        let starts =
            (0..all.len()).filter(|start| self.is_base(all.get(..*start).unwrap_or_default(), endpoint.has_host));
        // Paths as documented come before paths with example values.
        let by_form = [as_written, with_values].map(|form| {
            starts.clone().find_map(|start| {
                let segments = all.get(start..)?;
                let path = form(segments)?;
                Some((self.by_path.get(&path)?, segments))
            })
        });
        let Some((operations, segments)) = by_form.into_iter().flatten().next() else { return EndpointMatch::None };
        let operation = |index: &usize| self.spec.operations.get(*index);
        let with_method = |index: &&usize| operation(index).map(|operation| operation.method) == endpoint.method;
        let index = match (endpoint.method, operations.as_slice()) {
            (Some(_), operations) => operations.iter().find(with_method),
            (None, [only]) => Some(only),
            (None, _) => return EndpointMatch::SeveralMethods,
        };
        index.map_or(EndpointMatch::None, |index| {
            let path = operation(index).map(|operation| operation.path.as_str()).unwrap_or_default();
            EndpointMatch::Operation(OperationMatch { operation: *index, renamed: renamed(path, segments) })
        })
    }

    /// Returns true if the segments before a path of the document are the end of a server's path, or a common prefix.
    fn is_base(&self, before: &[String], has_host: bool) -> bool {
        let is_common = || before.iter().all(|segment| is_prefix(segment));
        before.is_empty()
            || self.bases.iter().any(|base| base.ends_with(before))
            || (has_host || before.len() == 1) && is_common()
    }
}

/// Returns true for segments such as `api`, `v1` and `2.2`.
fn is_prefix(segment: &str) -> bool {
    let number = segment.trim_start_matches(['v', 'V']);
    let is_version = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    is_version || ["api", "rest", "services"].contains(&segment)
}

/// Returns the path of a server's URL.
fn base_path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').and_then(|start| rest.get(start..)).unwrap_or_default()
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

/// Returns a documented path with parameters as `{}`.
fn key(segments: &[String]) -> String {
    segments.iter().map(|segment| format!("/{}", as_template(segment).to_lowercase())).collect()
}

fn as_written(segments: &[String]) -> Option<String> {
    Some(key(segments))
}

/// Returns a path whose values, such as `42`, are parameters; `None` if it has no values.
fn with_values(segments: &[String]) -> Option<String> {
    let is_value = |segment: &str| segment.chars().any(|c| c.is_ascii_digit()) && !is_prefix_word(segment);
    let part = |segment: &String| if is_value(segment) { "/{}".to_owned() } else { key(std::slice::from_ref(segment)) };
    segments.iter().any(|segment| is_value(segment)).then(|| segments.iter().map(part).collect())
}

/// Returns true for words such as `oauth2`: letters with one digit at the end.
fn is_prefix_word(segment: &str) -> bool {
    let letters = segment.trim_end_matches(|c: char| c.is_ascii_digit());
    !letters.is_empty() && letters.len() + 2 > segment.len() && letters.chars().all(char::is_alphabetic)
}

/// Replaces the parameters of a segment by `{}`: `{id}`, `:id`, `<id>`, `[id]`, `(id)`, `{{id}}`, `$id`, `$(id)`.
fn as_template(segment: &str) -> String {
    let mut template = String::new();
    let mut rest = segment;
    while let Some((before, _, after)) = next_parameter(rest) {
        template.push_str(before);
        template.push_str("{}");
        rest = after;
    }
    template.push_str(rest);
    template
}

/// Splits a segment at its first parameter: the text before it, its name, and the text after it.
fn next_parameter(segment: &str) -> Option<(&str, &str, &str)> {
    let begins = |at: usize, c: char| "{<[".contains(c) || at == 0 && ":$(".contains(c);
    let (at, open) = segment.char_indices().find(|(at, c)| begins(*at, *c))?;
    let before = segment.get(..at)?;
    let inner = segment.get(at + 1..)?;
    let close = match open {
        '{' => '}',
        '<' => '>',
        '(' => ')',
        '[' => ']',
        _ => {
            let inner = inner.trim_start_matches(['(', '{']);
            let end = inner.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(inner.len());
            let (name, after) = inner.split_at_checked(end)?;
            return (!name.is_empty()).then(|| (before, name, after.trim_start_matches([')', '}'])));
        }
    };
    let inner = inner.trim_start_matches(open);
    let (name, after) = inner.split_once(close)?;
    (!name.is_empty()).then(|| (before, name, after.trim_start_matches(close)))
}

/// Returns the names of parameters in the path of a document and in that of a page that differ.
fn renamed(path: &str, in_page: &[String]) -> Vec<(String, String)> {
    let documented = segments(path);
    let skipped = documented.len().saturating_sub(in_page.len());
    let pairs = documented.iter().skip(skipped).zip(in_page);
    let names = pairs.flat_map(|(documented, in_page)| names(documented).into_iter().zip(names(in_page)));
    names.filter(|(documented, in_page)| documented != in_page).collect()
}

/// Returns the names of the parameters of a segment, without patterns and types.
fn names(segment: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = segment;
    while let Some((_, name, after)) = next_parameter(rest) {
        // `{id:[0-9]+}` has a pattern, and `(int:id)` a type.
        let (first, last) = name.split_once(':').unwrap_or((name, name));
        let name = if ["int", "string", "str", "float", "path", "uuid", "any"].contains(&first) { last } else { first };
        names.push(name.trim().to_owned());
        rest = after;
    }
    names
}
