//! The lines of YAML text: a tree of its nodes, each with its place, made in one reading.

use std::collections::BTreeMap;

use super::Found;
use super::marks::{Mark, marks};

/// How many aliases and merge keys one step may follow; a cycle of them ends here.
const MAX_HOPS: usize = 20;

/// The nodes of a stream, as far as it can be read.
#[derive(Debug, Default)]
pub(crate) struct Index {
    nodes: Vec<Node>,
    /// The root nodes of the non-empty documents.
    documents: Vec<usize>,
}

/// A node; its children are by key, or by position written as a number.
#[derive(Debug)]
struct Node {
    line: usize,
    column: usize,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Scalar,
    Map(BTreeMap<String, usize>),
    List(Vec<usize>),
    Alias(Option<usize>),
}

/// A map or a list that is not closed yet.
struct Open {
    node: usize,
    /// A key whose value is next, and where it stands.
    key: Option<(String, usize, usize)>,
}

impl Index {
    pub(crate) fn of(text: &str) -> Self {
        let mut builder = Builder::default();
        for (mark, line, column) in marks(text) {
            builder.add(mark, line, column);
        }
        builder.index
    }

    pub(crate) fn find(&self, tokens: &[String], document: Option<usize>) -> Option<Found> {
        if let Some(document) = document {
            return self.find_below(*self.documents.get(document)?, tokens);
        }
        let mut best: Option<Found> = None;
        for found in self.documents.iter().filter_map(|root| self.find_below(*root, tokens)) {
            if best.is_none_or(|best| found.tokens > best.tokens) {
                best = Some(found);
            }
        }
        best
    }

    fn find_below(&self, root: usize, tokens: &[String]) -> Option<Found> {
        let mut node = root;
        let mut found = 0;
        for token in tokens {
            match self.child(node, token, MAX_HOPS) {
                Some(child) => node = child,
                None => break,
            }
            found += 1;
        }
        let Node { line, column, .. } = self.nodes.get(node)?;
        Some(Found { line: *line, column: *column, tokens: found })
    }

    /// The child of a node, looked for through aliases and, after the map's own, in what `<<` brings in.
    fn child(&self, node: usize, token: &str, hops: usize) -> Option<usize> {
        let hops = hops.checked_sub(1)?;
        match &self.nodes.get(node)?.kind {
            Kind::Scalar => None,
            Kind::Alias(target) => self.child((*target)?, token, hops),
            Kind::List(items) => items.get(token.parse::<usize>().ok()?).copied(),
            Kind::Map(members) => members.get(token).copied().or_else(|| self.merged(*members.get("<<")?, token, hops)),
        }
    }

    fn merged(&self, brought_in: usize, token: &str, hops: usize) -> Option<usize> {
        let hops = hops.checked_sub(1)?;
        match &self.nodes.get(brought_in)?.kind {
            Kind::List(maps) => maps.iter().find_map(|map| self.child(*map, token, hops)),
            Kind::Alias(target) => self.merged((*target)?, token, hops),
            Kind::Map(_) | Kind::Scalar => self.child(brought_in, token, hops),
        }
    }
}

#[derive(Default)]
struct Builder {
    index: Index,
    open: Vec<Open>,
    anchors: BTreeMap<usize, usize>,
}

impl Builder {
    fn add(&mut self, mark: Mark, line: usize, column: usize) {
        match mark {
            Mark::Document => self.open.clear(),
            Mark::End => {
                self.open.pop();
            }
            Mark::Scalar { text, .. } if self.awaits_key() => {
                if let Some(open) = self.open.last_mut() {
                    open.key = Some((text, line, column));
                }
            }
            Mark::Alias { .. } if self.awaits_key() => {
                // A key that is an alias stands for a text that is not known here; its value is still counted.
                if let Some(open) = self.open.last_mut() {
                    open.key = Some((String::new(), line, column));
                }
            }
            Mark::Scalar { anchor, text, plain } => {
                let empty = plain && self.open.is_empty() && matches!(text.as_str(), "" | "~" | "null");
                if !empty {
                    self.place(Kind::Scalar, anchor, line, column);
                }
            }
            Mark::Alias { anchor } => {
                let target = self.anchors.get(&anchor).copied();
                self.place(Kind::Alias(target), 0, line, column);
            }
            Mark::Map { anchor } => self.enter(Kind::Map(BTreeMap::new()), anchor, line, column),
            Mark::List { anchor } => self.enter(Kind::List(Vec::new()), anchor, line, column),
        }
    }

    fn awaits_key(&self) -> bool {
        self.open.last().is_some_and(|open| {
            open.key.is_none() && matches!(self.index.nodes.get(open.node).map(|node| &node.kind), Some(Kind::Map(_)))
        })
    }

    fn enter(&mut self, kind: Kind, anchor: usize, line: usize, column: usize) {
        if self.awaits_key() {
            // A map or a list as a key: no pointer names it, and the whole document is refused for it elsewhere.
            if let Some(open) = self.open.last_mut() {
                open.key = Some((String::new(), line, column));
            }
        }
        let node = self.place(kind, anchor, line, column);
        self.open.push(Open { node, key: None });
    }

    /// Adds a node under the innermost open one, at its key's place if it has a key.
    fn place(&mut self, kind: Kind, anchor: usize, line: usize, column: usize) -> usize {
        let id = self.index.nodes.len();
        let key = self.open.last_mut().and_then(|open| open.key.take());
        let (line, column) = key.as_ref().map_or((line, column), |(_, line, column)| (*line, *column));
        self.index.nodes.push(Node { line, column, kind });
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        match self.open.last().and_then(|open| self.index.nodes.get_mut(open.node)).map(|node| &mut node.kind) {
            Some(Kind::Map(members)) => {
                members.insert(key.map(|(text, ..)| text).unwrap_or_default(), id);
            }
            Some(Kind::List(items)) => items.push(id),
            Some(Kind::Scalar | Kind::Alias(_)) => {}
            None => self.index.documents.push(id),
        }
        id
    }
}
