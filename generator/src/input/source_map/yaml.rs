//! Positions in YAML text: a tree of nodes, each with its position.

use std::collections::BTreeMap;

use super::Position;
use super::marks::{Mark, marks};

/// The maximum number of aliases and merge keys in one step, for protection against cycles.
const MAX_ALIASES: usize = 20;

/// The nodes of a stream, up to the first error.
#[derive(Debug, Default)]
pub(crate) struct YamlIndex {
    nodes: Vec<YamlNode>,
    /// The root nodes of the non-empty documents.
    documents: Vec<usize>,
}

/// A node with its position.
#[derive(Debug)]
struct YamlNode {
    line: usize,
    column: usize,
    kind: YamlKind,
}

#[derive(Debug)]
enum YamlKind {
    Scalar,
    Map(BTreeMap<String, usize>),
    List(Vec<usize>),
    Alias(Option<usize>),
}

/// A map or list before its end.
struct OpenNode {
    node: usize,
    /// The key of the next value, with its position.
    key: Option<(String, usize, usize)>,
}

impl YamlIndex {
    pub(crate) fn new(text: &str) -> Self {
        let mut builder = Builder::default();
        for (mark, line, column) in marks(text) {
            builder.add(mark, line, column);
        }
        builder.index
    }

    pub(crate) fn find(&self, tokens: &[String], document: Option<usize>) -> Option<Position> {
        if let Some(document) = document {
            return self.find_below(*self.documents.get(document)?, tokens);
        }
        let mut best: Option<Position> = None;
        for found in self.documents.iter().filter_map(|root| self.find_below(*root, tokens)) {
            if best.is_none_or(|best| found.tokens > best.tokens) {
                best = Some(found);
            }
        }
        best
    }

    fn find_below(&self, root: usize, tokens: &[String]) -> Option<Position> {
        let mut node = root;
        let mut found = 0;
        for token in tokens {
            match self.child(node, token, MAX_ALIASES) {
                Some(child) => node = child,
                None => break,
            }
            found += 1;
        }
        let YamlNode { line, column, .. } = self.nodes.get(node)?;
        Some(Position { line: *line, column: *column, tokens: found })
    }

    /// Returns a child of a node; it follows aliases, and searches `<<` if the map itself has no such key.
    fn child(&self, node: usize, token: &str, depth: usize) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        match &self.nodes.get(node)?.kind {
            YamlKind::Scalar => None,
            YamlKind::Alias(target) => self.child((*target)?, token, depth),
            YamlKind::List(items) => items.get(token.parse::<usize>().ok()?).copied(),
            YamlKind::Map(members) => {
                members.get(token).copied().or_else(|| self.merged(*members.get("<<")?, token, depth))
            }
        }
    }

    fn merged(&self, value: usize, token: &str, depth: usize) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        match &self.nodes.get(value)?.kind {
            YamlKind::List(maps) => maps.iter().find_map(|map| self.child(*map, token, depth)),
            YamlKind::Alias(target) => self.merged((*target)?, token, depth),
            YamlKind::Map(_) | YamlKind::Scalar => self.child(value, token, depth),
        }
    }
}

#[derive(Default)]
struct Builder {
    index: YamlIndex,
    open: Vec<OpenNode>,
    anchors: BTreeMap<usize, usize>,
}

impl Builder {
    fn add(&mut self, mark: Mark, line: usize, column: usize) {
        match mark {
            Mark::Document => self.open.clear(),
            Mark::End => {
                self.open.pop();
            }
            Mark::Scalar { text, .. } if self.expects_key() => {
                if let Some(open) = self.open.last_mut() {
                    open.key = Some((text, line, column));
                }
            }
            Mark::Alias { .. } if self.expects_key() => {
                // The text of an alias as a key is not resolved.
                if let Some(open) = self.open.last_mut() {
                    open.key = Some((String::new(), line, column));
                }
            }
            Mark::Scalar { anchor, text, plain } => {
                let empty = plain && self.open.is_empty() && matches!(text.as_str(), "" | "~" | "null");
                if !empty {
                    self.push_node(YamlKind::Scalar, anchor, line, column);
                }
            }
            Mark::Alias { anchor } => {
                let target = self.anchors.get(&anchor).copied();
                self.push_node(YamlKind::Alias(target), 0, line, column);
            }
            Mark::Map { anchor } => self.enter(YamlKind::Map(BTreeMap::new()), anchor, line, column),
            Mark::List { anchor } => self.enter(YamlKind::List(Vec::new()), anchor, line, column),
        }
    }

    fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|open| {
            open.key.is_none()
                && matches!(self.index.nodes.get(open.node).map(|node| &node.kind), Some(YamlKind::Map(_)))
        })
    }

    fn enter(&mut self, kind: YamlKind, anchor: usize, line: usize, column: usize) {
        if self.expects_key() {
            // A map or list as a key has no pointer; `load` rejects the document.
            if let Some(open) = self.open.last_mut() {
                open.key = Some((String::new(), line, column));
            }
        }
        let node = self.push_node(kind, anchor, line, column);
        self.open.push(OpenNode { node, key: None });
    }

    /// Adds a node to the innermost open one, at the position of its key if it has one.
    fn push_node(&mut self, kind: YamlKind, anchor: usize, line: usize, column: usize) -> usize {
        let id = self.index.nodes.len();
        let key = self.open.last_mut().and_then(|open| open.key.take());
        let (line, column) = key.as_ref().map_or((line, column), |(_, line, column)| (*line, *column));
        self.index.nodes.push(YamlNode { line, column, kind });
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        match self.open.last().and_then(|open| self.index.nodes.get_mut(open.node)).map(|node| &mut node.kind) {
            Some(YamlKind::Map(members)) => {
                members.insert(key.map(|(text, ..)| text).unwrap_or_default(), id);
            }
            Some(YamlKind::List(items)) => items.push(id),
            Some(YamlKind::Scalar | YamlKind::Alias(_)) => {}
            None => self.index.documents.push(id),
        }
        id
    }
}
