//! Types that contain themselves or lead far: some steps from type to type go behind a pointer.
//!
//! A type cannot hold itself in place. And rustc follows types through lists and options as well, when it checks what is
//! dropped and what may go to another thread, both here and in every crate that uses the client: it gives up after 128
//! steps, of which one type costs up to six. So where types lead farther than [`DEEPEST`], each way is cut before that,
//! with a pointer that rustc does not look behind.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Type, TypeId, Types};

/// How many types may follow one another.
const DEEPEST: usize = 16;

/// Which types a type leads to.
type Graph = BTreeMap<TypeId, Vec<TypeId>>;

/// Puts behind a pointer each step that closes a circle of types in place, and where types lead far, each that closes
/// any circle or goes too deep. Types are walked in the order of their names.
pub(super) fn cut(types: &mut Types) {
    let everywhere = graph(types, mentioned);
    types.lead_far = depth(&types.order, &everywhere) > DEEPEST;
    if types.lead_far {
        let walk = Walk::over(&types.order, &everywhere);
        for (from, to) in walk.closing.iter().copied().chain(too_deep(&everywhere, &walk)) {
            put_behind(types, from, to, true);
        }
    } else {
        let in_place = graph(types, |ty, out| out.extend(held(ty)));
        for (from, to) in Walk::over(&types.order, &in_place).closing {
            put_behind(types, from, to, false);
        }
    }
}

fn graph(types: &Types, find: fn(&Type, &mut Vec<TypeId>)) -> Graph {
    let of = |id: &TypeId| {
        let mut found = Vec::new();
        let parts = types.get(*id).map(|def| def.body.parts());
        parts.into_iter().flatten().for_each(|ty| find(ty, &mut found));
        found.sort_unstable();
        found.dedup();
        (*id, found)
    };
    types.order.iter().map(of).collect()
}

/// Every type that a type mentions.
fn mentioned(ty: &Type, out: &mut Vec<TypeId>) {
    ty.visit(&mut |ty| {
        if let Type::Named(id) = ty {
            out.push(*id);
        }
    });
}

/// The types that a type holds in place: not in a list or a map, which are pointers already.
fn held(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::List(_) | Type::Map(_) | Type::Boxed(_) => Vec::new(),
        ty => ty.parts().into_iter().flat_map(held).collect(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// A walk in depth without recursion: circles can be as long as the document.
#[derive(Default)]
struct Walk {
    state: BTreeMap<TypeId, State>,
    /// The steps back to a type that is not left yet.
    closing: Vec<(TypeId, TypeId)>,
    /// The types in the order in which they were left.
    left: Vec<TypeId>,
}

impl Walk {
    fn over(order: &[TypeId], graph: &Graph) -> Self {
        let mut walk = Self::default();
        order.iter().for_each(|&start| walk.from(start, graph));
        walk
    }

    fn from(&mut self, start: TypeId, graph: &Graph) {
        if self.state.contains_key(&start) {
            return;
        }
        self.state.insert(start, State::Open);
        let mut stack = vec![(start, 0)];
        while let Some((id, next)) = stack.pop() {
            let Some(&to) = graph.get(&id).and_then(|to| to.get(next)) else {
                self.state.insert(id, State::Done);
                self.left.push(id);
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

/// How many types can follow one another at most, where all of a knot of circles count.
fn depth(order: &[TypeId], graph: &Graph) -> usize {
    let back = backwards(graph);
    let mut depths: BTreeMap<TypeId, usize> = BTreeMap::new();
    for knot in knots(order, graph, &back) {
        let before = knot.iter().flat_map(|id| back.get(id).into_iter().flatten());
        let before = before.filter_map(|id| depths.get(id)).max().copied().unwrap_or(0);
        depths.extend(knot.iter().map(|id| (*id, before + knot.len())));
    }
    depths.into_values().max().unwrap_or(0)
}

/// The types in knots: those that lead to each other, or one that leads to no type that leads back. A knot comes after
/// those that lead to it.
fn knots(order: &[TypeId], graph: &Graph, back: &Graph) -> Vec<Vec<TypeId>> {
    // A type that was left last leads to others, not they to it, unless they lead to each other: those are one knot.
    let last_first: Vec<TypeId> = Walk::over(order, graph).left.into_iter().rev().collect();
    let mut walk = Walk::default();
    let each = last_first.into_iter().map(|start| {
        let known = walk.left.len();
        walk.from(start, back);
        walk.left.get(known..).unwrap_or_default().to_vec()
    });
    each.filter(|knot| !knot.is_empty()).collect()
}

/// The types that lead to themselves.
pub(super) fn circular(graph: &Graph) -> BTreeSet<TypeId> {
    let order: Vec<TypeId> = graph.keys().copied().collect();
    let leads_to_itself = |id: &TypeId| graph.get(id).is_some_and(|to| to.contains(id));
    let each = knots(&order, graph, &backwards(graph)).into_iter();
    each.filter(|knot| knot.len() > 1 || knot.iter().any(leads_to_itself)).flatten().collect()
}

/// The types that some way leads back to before it has left them, walked in this order: without these there is no circle.
pub(super) fn closed(order: &[TypeId], graph: &Graph) -> BTreeSet<TypeId> {
    Walk::over(order, graph).closing.into_iter().map(|(_, to)| to).collect()
}

fn backwards(graph: &Graph) -> Graph {
    let mut back: Graph = BTreeMap::new();
    for (from, to) in graph {
        to.iter().for_each(|to| back.entry(*to).or_default().push(*from));
    }
    back
}

/// The steps to cut so that what is left of a graph without circles goes nowhere too deep.
fn too_deep(graph: &Graph, walk: &Walk) -> Vec<(TypeId, TypeId)> {
    let mut heights: BTreeMap<TypeId, usize> = BTreeMap::new();
    let mut cut = Vec::new();
    // What a type leads to was left before it; what was not closes a circle.
    for id in &walk.left {
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

/// Puts one type behind a pointer wherever another mentions it, or only where it holds it in place.
fn put_behind(types: &mut Types, from: TypeId, to: TypeId, everywhere: bool) {
    let parts = types.defs.get_mut(from.0).map(|def| def.body.parts_mut());
    parts.into_iter().flatten().for_each(|ty| put_inside(ty, to, everywhere));
}

fn put_inside(ty: &mut Type, to: TypeId, everywhere: bool) {
    match ty {
        Type::Named(id) if *id == to => *ty = Type::Boxed(Box::new(Type::Named(to))),
        Type::Boxed(_) => {}
        Type::List(_) | Type::Map(_) if !everywhere => {}
        ty => ty.parts_mut().into_iter().for_each(|part| put_inside(part, to, everywhere)),
    }
}
