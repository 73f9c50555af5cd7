//! The operation of a recorded request.
//!
//! A request belongs to an operation if its host and base path are those of a server of the operation, and the rest of
//! its path matches the template. Literal segments are preferred to parameters, from left to right. Loopback, and
//! recordings without a host, belong to any server.

mod base;
mod pattern;

use std::collections::{BTreeMap, BTreeSet};

use self::base::RecordedBase;
use self::pattern::Pattern;
use super::exchange::{Exchange, RecordedSegment};
use crate::spec::{Operation, ServerObject, Spec};

/// Finds the operations of requests.
#[derive(Debug, Clone)]
pub struct Matcher {
    /// The operations by their servers.
    groups: Vec<ServerGroup>,
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestMatch {
    /// The operation.
    Operation(MatchedOperation),
    /// No server of the API has the host.
    OtherHost,
    /// A server of the API has the host, but no operation has the method and the path.
    NoOperation {
        /// The number of segments of the base path.
        base: usize,
        /// The segments after the base path that operations have, as templates.
        known: Vec<String>,
    },
}

/// An operation that a request calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedOperation {
    /// The index of the operation in the spec.
    pub index: usize,
    /// The parameters of the path with their values, decoded. Parameters without a recorded value are omitted.
    pub arguments: Vec<(String, String)>,
}

/// The operations with the same servers.
#[derive(Debug, Clone)]
struct ServerGroup {
    bases: Vec<RecordedBase>,
    nodes: Vec<Node>,
}

/// The operations whose paths begin with the same segments.
#[derive(Debug, Clone, Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    patterns: Vec<PatternEdge>,
    /// The operations with exactly these segments, by method in upper case, in document order.
    operations: Vec<(String, Leaf)>,
}

#[derive(Debug, Clone)]
struct PatternEdge {
    pattern: Pattern,
    /// True if the value can contain `/`.
    spans_segments: bool,
    node: usize,
}

#[derive(Debug, Clone)]
struct Leaf {
    index: usize,
    /// The query parameters that the path of the operation contains, as in `/items?view=full`.
    query: Vec<(String, String)>,
}

impl Matcher {
    /// Reads the operations and servers of an API. `servers` are the URLs of further servers of all operations.
    ///
    /// # Errors
    ///
    /// Returns the first of `servers` that is no absolute URL.
    pub fn new(spec: &Spec, servers: &[String]) -> Result<Self, String> {
        let further = servers
            .iter()
            .map(|url| RecordedBase::parse(url).filter(RecordedBase::has_host).ok_or_else(|| url.clone()));
        let further: Vec<RecordedBase> = further.collect::<Result<_, _>>()?;
        let mut groups: Vec<ServerGroup> = Vec::new();
        let mut by_urls: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
        for (index, operation) in spec.operations.iter().enumerate() {
            let servers = if operation.servers.is_empty() { &spec.servers } else { &operation.servers };
            let urls: Vec<&str> = servers.iter().map(|server| server.url.as_str()).collect();
            let group = *by_urls.entry(urls).or_insert_with(|| {
                groups.push(ServerGroup::new(servers, &further));
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(group) {
                group.insert(index, operation);
            }
        }
        Ok(Self { groups })
    }

    /// Finds the operation of a request.
    #[must_use]
    pub fn find(&self, exchange: &Exchange) -> RequestMatch {
        let mut result = RequestMatch::OtherHost;
        for group in &self.groups {
            for base in &group.bases {
                let Some(rest) = base.strip(&exchange.target) else { continue };
                match group.find(exchange, rest) {
                    Some(operation) => return RequestMatch::Operation(operation),
                    None if result == RequestMatch::OtherHost => {
                        result = RequestMatch::NoOperation { base: base.len(), known: group.known_segments(rest) };
                    }
                    None => {}
                }
            }
        }
        result
    }
}

impl ServerGroup {
    fn new(servers: &[ServerObject], further: &[RecordedBase]) -> Self {
        let mut bases: Vec<RecordedBase> =
            servers.iter().filter_map(|server| RecordedBase::parse(&server.url)).collect();
        if bases.is_empty() {
            bases.extend(RecordedBase::parse("/"));
        }
        bases.extend_from_slice(further);
        // Recordings with a variable for the base URL, or of a server on loopback, can omit the base path.
        bases.push(RecordedBase::loopback());
        // A longer base path is more specific.
        bases.sort_by_key(|base| std::cmp::Reverse(base.len()));
        Self { bases, nodes: vec![Node::default()] }
    }

    fn insert(&mut self, index: usize, operation: &Operation) {
        let (path, query) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
        let path = path.split_once('#').map_or(path, |(path, _)| path);
        let mut at = 0;
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            let pattern = Pattern::parse(segment);
            let spans_segments = operation
                .parameters
                .iter()
                .any(|parameter| parameter.allow_reserved && pattern.names().contains(&parameter.name));
            at = self.child(at, pattern, spans_segments);
        }
        let query = query.split('&').filter(|pair| !pair.is_empty());
        let query = query.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let query = query.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        if let Some(node) = self.nodes.get_mut(at) {
            node.operations.push((operation.method.to_ascii_uppercase(), Leaf { index, query }));
        }
    }

    /// Returns the node below another, and creates it if necessary.
    fn child(&mut self, at: usize, pattern: Pattern, spans_segments: bool) -> usize {
        let created = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else { return at };
        let found = match pattern.as_literal() {
            Some(literal) => *node.literals.entry(literal.to_owned()).or_insert(created),
            None => {
                let same = |edge: &&PatternEdge| edge.pattern == pattern && edge.spans_segments == spans_segments;
                match node.patterns.iter().find(same) {
                    Some(edge) => edge.node,
                    None => {
                        node.patterns.push(PatternEdge { pattern, spans_segments, node: created });
                        created
                    }
                }
            }
        };
        if found == created {
            self.nodes.push(Node::default());
        }
        found
    }

    /// Returns the templates of the first segments that operations have.
    fn known_segments(&self, segments: &[RecordedSegment]) -> Vec<String> {
        let mut known = Vec::new();
        let mut at = 0;
        for segment in segments {
            let Some(node) = self.nodes.get(at) else { break };
            let literal = segment.value().and_then(|value| node.literals.get_key_value(value));
            let next = literal.map(|(literal, node)| (literal.clone(), *node)).or_else(|| {
                let matches =
                    |edge: &&PatternEdge| segment.value().is_none_or(|value| edge.pattern.arguments(value).is_some());
                node.patterns.iter().find(matches).map(|edge| (edge.pattern.template(), edge.node))
            });
            let Some((template, node)) = next else { break };
            known.push(template);
            at = node;
        }
        known
    }

    fn find(&self, exchange: &Exchange, segments: &[RecordedSegment]) -> Option<MatchedOperation> {
        let segments = match segments {
            [segments @ .., RecordedSegment::Value(last)] if last.is_empty() => segments,
            segments => segments,
        };
        let mut search = Search { group: self, exchange, segments, failed: BTreeSet::new(), arguments: Vec::new() };
        let index = search.descend(0, 0)?;
        Some(MatchedOperation { index, arguments: search.arguments })
    }
}

/// A search for the operation of one request. Each node is tried once for each position.
struct Search<'g> {
    group: &'g ServerGroup,
    exchange: &'g Exchange,
    segments: &'g [RecordedSegment],
    failed: BTreeSet<(usize, usize)>,
    arguments: Vec<(String, String)>,
}

impl Search<'_> {
    fn descend(&mut self, at: usize, position: usize) -> Option<usize> {
        if self.failed.contains(&(at, position)) {
            return None;
        }
        let found = self.search(at, position);
        if found.is_none() {
            self.failed.insert((at, position));
        }
        found
    }

    fn search(&mut self, at: usize, position: usize) -> Option<usize> {
        let node = self.group.nodes.get(at)?;
        let Some(segment) = self.segments.get(position) else { return self.operation(node) };
        if let RecordedSegment::Value(value) = segment
            && let Some(child) = node.literals.get(value)
            && let Some(found) = self.descend(*child, position + 1)
        {
            return Some(found);
        }
        node.patterns.iter().find_map(|edge| {
            let last = if edge.spans_segments { self.segments.len() } else { position + 1 };
            (position + 1..=last).find_map(|end| self.follow(edge, position, end))
        })
    }

    /// Continues after a parameter whose value is several segments.
    fn follow(&mut self, edge: &PatternEdge, start: usize, end: usize) -> Option<usize> {
        let length = self.arguments.len();
        match self.segments.get(start..end)? {
            [RecordedSegment::Parameter(_)] => {}
            values => {
                let values: Option<Vec<&str>> = values.iter().map(RecordedSegment::value).collect();
                let text = values?.join("/");
                let arguments = edge.pattern.arguments(&text)?;
                let named = edge.pattern.names().iter().cloned().zip(arguments.into_iter().map(str::to_owned));
                self.arguments.extend(named);
            }
        }
        let found = self.descend(edge.node, end);
        if found.is_none() {
            self.arguments.truncate(length);
        }
        found
    }

    fn operation(&self, node: &Node) -> Option<usize> {
        let Exchange { method, target, .. } = self.exchange;
        let with_method = node.operations.iter().filter(|(name, _)| name == method);
        let fitting = with_method.filter(|(_, leaf)| leaf.query.iter().all(|pair| target.query.contains(pair)));
        // The operation with the most parameters in its path; the first of several.
        fitting.rev().max_by_key(|(_, leaf)| leaf.query.len()).map(|(_, leaf)| leaf.index)
    }
}

impl RecordedSegment {
    /// Returns the value that was sent.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Value(value) => Some(value),
            Self::Parameter(_) => None,
        }
    }
}
