//! Requests that are of no operation, with proposed paths.
//!
//! A proposed path has the literal segments that the API's own paths contain. Other segments become parameters, because
//! they can be names, numbers or tokens of persons.

use std::collections::{BTreeMap, BTreeSet};

use super::exchange::{Exchange, RecordedSegment};
use super::origins::RecordedOrigins;
use super::plurals::singular;
use crate::spec::Spec;

/// The maximum number of different paths that are kept. Requests with further paths are counted only.
const PATHS: usize = 1_000;

/// Requests that are of no operation.
#[derive(Debug, Clone, Default)]
pub struct Unmatched {
    /// The literal segments of the paths of the API.
    words: BTreeSet<String>,
    /// The requests by method and proposed path.
    requests: BTreeMap<(String, String), RecordedOrigins>,
    /// The number of requests beyond the limit of paths.
    pub omitted: usize,
}

impl Unmatched {
    /// Creates an empty collection for an API.
    #[must_use]
    pub fn new(spec: &Spec) -> Self {
        let segments = spec.operations.iter().flat_map(|operation| operation.path.split('/'));
        let words = segments.filter(|segment| !segment.contains('{')).map(str::to_owned).collect();
        Self { words, ..Self::default() }
    }

    /// Adds a request. The first `base` segments of its path are the base path of a server; `known` are the segments
    /// after it that operations have, as templates.
    pub fn add(&mut self, exchange: &Exchange, base: usize, known: &[String]) {
        let segments = exchange.target.segments.get(base..).unwrap_or_default();
        let key = (exchange.method.clone(), self.proposed_path(known, segments));
        if self.requests.len() >= PATHS && !self.requests.contains_key(&key) {
            self.omitted += 1;
            return;
        }
        self.requests.entry(key).or_default().add(&exchange.origin);
    }

    /// Returns the requests by method and proposed path.
    pub fn requests(&self) -> impl Iterator<Item = (&str, &str, &RecordedOrigins)> {
        self.requests.iter().map(|((method, path), origins)| (method.as_str(), path.as_str(), origins))
    }

    /// Returns the path of a request with parameters for all segments that can be values.
    fn proposed_path(&self, known: &[String], segments: &[RecordedSegment]) -> String {
        let mut path: String = known.iter().map(|segment| format!("/{segment}")).collect();
        let mut names: BTreeSet<String> = known.iter().filter_map(|segment| parameter_name(segment)).collect();
        let mut previous = known.last().filter(|segment| parameter_name(segment).is_none()).cloned();
        for segment in segments.get(known.len()..).unwrap_or_default() {
            path.push('/');
            match segment {
                RecordedSegment::Value(value) if self.words.contains(value) => {
                    path.push_str(value);
                    previous = Some(value.clone());
                }
                RecordedSegment::Parameter(name) if names.insert(name.clone()) => path.push_str(&format!("{{{name}}}")),
                RecordedSegment::Value(_) | RecordedSegment::Parameter(_) => {
                    let of_word =
                        |word: String| format!("{}_id", singular(&word.replace(|c: char| !c.is_alphanumeric(), "_")));
                    let name = previous.take().map_or_else(|| "value".to_owned(), of_word);
                    let numbered =
                        (1..).map(|number| if number == 1 { name.clone() } else { format!("{name}{number}") });
                    let name = numbered.into_iter().find(|name| names.insert(name.clone())).unwrap_or_default();
                    path.push_str(&format!("{{{name}}}"));
                }
            }
        }
        if path.is_empty() { "/".to_owned() } else { path }
    }
}

/// Returns the name of a segment that is a parameter.
fn parameter_name(segment: &str) -> Option<String> {
    segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::to_owned)
}
