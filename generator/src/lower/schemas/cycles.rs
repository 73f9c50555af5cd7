//! Recursive types and long chains of types: some references between types are boxed.
//!
//! A type cannot contain itself without indirection. In addition, rustc follows types through lists and options when it
//! computes drop glue and auto traits, both here and in every crate that uses the client. Its recursion limit is 128
//! steps, and one type costs up to six of them. If a chain is longer than [`DEEPEST`], references in it are replaced by
//! boxes that rustc does not follow.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Type, TypeArena, TypeId};

/// Maximum length of a chain of types.
const DEEPEST: usize = 16;

/// References from each type to others.
type Graph = BTreeMap<TypeId, Vec<TypeId>>;

/// Boxes every reference that closes a cycle of types without indirection. If a chain is too long, boxes every
/// reference that closes any cycle or exceeds the maximum. Visits types in the order of their names.
pub(in crate::lower) fn cut(types: &mut TypeArena) {
    let everywhere = graph(types, mentioned);
    types.needs_erased_boxes = depth(&types.order, &everywhere) > DEEPEST;
    if types.needs_erased_boxes {
        let walk = DepthFirstSearch::new(&types.order, &everywhere);
        for (from, to) in walk.closing.iter().copied().chain(too_deep(&everywhere, &walk)) {
            box_references(types, from, to, true);
        }
    } else {
        let in_place = graph(types, |ty, out| out.extend(contained(ty)));
        for (from, to) in DepthFirstSearch::new(&types.order, &in_place).closing {
            box_references(types, from, to, false);
        }
    }
}

fn graph(types: &TypeArena, find: fn(&Type, &mut Vec<TypeId>)) -> Graph {
    let references = |id: &TypeId| {
        let mut found = Vec::new();
        let parts = types.get(*id).map(|def| def.kind.children());
        parts.into_iter().flatten().for_each(|ty| find(ty, &mut found));
        found.sort_unstable();
        found.dedup();
        (*id, found)
    };
    types.order.iter().map(references).collect()
}

/// Adds every type that a type refers to.
fn mentioned(ty: &Type, out: &mut Vec<TypeId>) {
    ty.visit(&mut |ty| {
        if let Type::Named(id) = ty {
            out.push(*id);
        }
    });
}

/// Returns the types that a type contains without indirection. Lists and maps are heap-allocated already.
fn contained(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Array(_) | Type::Map(_) | Type::Boxed(_) => Vec::new(),
        ty => ty.children().into_iter().flat_map(contained).collect(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// A depth-first search without recursion, since cycles can be as long as the document.
#[derive(Default)]
struct DepthFirstSearch {
    state: BTreeMap<TypeId, State>,
    /// References back to a type on the current path.
    closing: Vec<(TypeId, TypeId)>,
    /// Types in the order in which the search finished them.
    finished: Vec<TypeId>,
}

impl DepthFirstSearch {
    fn new(order: &[TypeId], graph: &Graph) -> Self {
        let mut walk = Self::default();
        order.iter().for_each(|&start| walk.visit(start, graph));
        walk
    }

    fn visit(&mut self, start: TypeId, graph: &Graph) {
        if self.state.contains_key(&start) {
            return;
        }
        self.state.insert(start, State::Open);
        let mut stack = vec![(start, 0)];
        while let Some((id, next)) = stack.pop() {
            let Some(&to) = graph.get(&id).and_then(|to| to.get(next)) else {
                self.state.insert(id, State::Done);
                self.finished.push(id);
                continue;
            };
            stack.push((id, next + 1));
            match self.state.get(&to) {
                Some(State::Open) => self.closing.push((id, to)),
                Some(State::Done) => {}
                None => {
                    self.state.insert(to, State::Open);
                    stack.push((to, 0));
                }
            }
        }
    }
}

/// Returns the length of the longest chain, in which a cycle counts all its types.
fn depth(order: &[TypeId], graph: &Graph) -> usize {
    let back = reversed(graph);
    let mut depths: BTreeMap<TypeId, usize> = BTreeMap::new();
    for component in components(order, graph, &back) {
        let before = component.iter().flat_map(|id| back.get(id).into_iter().flatten());
        let before = before.filter_map(|id| depths.get(id)).max().copied().unwrap_or(0);
        depths.extend(component.iter().map(|id| (*id, before + component.len())));
    }
    depths.into_values().max().unwrap_or(0)
}

/// Returns the strongly connected components: types that refer to each other, or single types. A component follows
/// those that refer to it.
fn components(order: &[TypeId], graph: &Graph, back: &Graph) -> Vec<Vec<TypeId>> {
    // The type that finished last is not reachable from the others, except from those in its component.
    let last_first: Vec<TypeId> = DepthFirstSearch::new(order, graph).finished.into_iter().rev().collect();
    let mut walk = DepthFirstSearch::default();
    let each = last_first.into_iter().map(|start| {
        let known = walk.finished.len();
        walk.visit(start, back);
        walk.finished.get(known..).unwrap_or_default().to_vec()
    });
    each.filter(|component| !component.is_empty()).collect()
}

/// Returns the types that refer to themselves, directly or indirectly.
pub(in crate::lower) fn recursive(graph: &Graph) -> BTreeSet<TypeId> {
    let order: Vec<TypeId> = graph.keys().copied().collect();
    let refers_to_itself = |id: &TypeId| graph.get(id).is_some_and(|to| to.contains(id));
    let each = components(&order, graph, &reversed(graph)).into_iter();
    each.filter(|component| component.len() > 1 || component.iter().any(refers_to_itself)).flatten().collect()
}

/// Returns the types that a reference on the current path leads back to. Every cycle contains one of them.
pub(in crate::lower) fn cycle_targets(order: &[TypeId], graph: &Graph) -> BTreeSet<TypeId> {
    DepthFirstSearch::new(order, graph).closing.into_iter().map(|(_, to)| to).collect()
}

fn reversed(graph: &Graph) -> Graph {
    let mut back: Graph = BTreeMap::new();
    for (from, to) in graph {
        to.iter().for_each(|to| back.entry(*to).or_default().push(*from));
    }
    back
}

/// Returns the references to cut so that no chain of an acyclic graph exceeds the maximum.
fn too_deep(graph: &Graph, walk: &DepthFirstSearch) -> Vec<(TypeId, TypeId)> {
    let mut heights: BTreeMap<TypeId, usize> = BTreeMap::new();
    let mut cut = Vec::new();
    // A target without a height is still on the path, so that its reference closes a cycle.
    for id in &walk.finished {
        let mut height = 0;
        for to in graph.get(id).into_iter().flatten() {
            match heights.get(to) {
                Some(&below) if below >= DEEPEST => cut.push((*id, *to)),
                Some(&below) => height = height.max(below),
                None => {}
            }
        }
        heights.insert(*id, height + 1);
    }
    cut
}

/// Boxes one type in all references of another type, or only in those without indirection.
fn box_references(types: &mut TypeArena, from: TypeId, to: TypeId, everywhere: bool) {
    let parts = types.defs.get_mut(from.0).map(|def| def.kind.children_mut());
    parts.into_iter().flatten().for_each(|ty| box_inside(ty, to, everywhere));
}

fn box_inside(ty: &mut Type, to: TypeId, everywhere: bool) {
    match ty {
        Type::Named(id) if *id == to => *ty = Type::Boxed(Box::new(Type::Named(to))),
        Type::Boxed(_) => {}
        Type::Array(_) | Type::Map(_) if !everywhere => {}
        ty => ty.children_mut().into_iter().for_each(|part| box_inside(part, to, everywhere)),
    }
}
