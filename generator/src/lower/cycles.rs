//! Types that contain themselves: one step of every circle goes behind a pointer.

use std::collections::BTreeMap;

use crate::ir::{Type, TypeBody, TypeId, Types};

/// Puts behind a pointer each member that closes a circle of types, walking the types in the order of their names.
pub(super) fn cut(types: &mut Types) {
    let edges: BTreeMap<TypeId, Vec<TypeId>> = types.order.iter().map(|&id| (id, held(types, id).collect())).collect();
    let mut closing: Vec<(TypeId, TypeId)> = Vec::new();
    let mut state: BTreeMap<TypeId, State> = BTreeMap::new();
    for &start in &types.order {
        walk(start, &edges, &mut state, &mut closing);
    }
    for (from, to) in closing {
        if let Some(def) = types.defs.get_mut(from.0) {
            match &mut def.body {
                TypeBody::Struct(body) => body.fields.iter_mut().for_each(|field| put_behind(&mut field.ty, to)),
                TypeBody::Union(body) => body.variants.iter_mut().for_each(|variant| put_behind(&mut variant.ty, to)),
                TypeBody::Alias(ty) => put_behind(ty, to),
                TypeBody::Enum(_) | TypeBody::Values(_) => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// A walk in depth without recursion: circles can be as long as the document.
fn walk(
    start: TypeId,
    edges: &BTreeMap<TypeId, Vec<TypeId>>,
    state: &mut BTreeMap<TypeId, State>,
    closing: &mut Vec<(TypeId, TypeId)>,
) {
    if state.contains_key(&start) {
        return;
    }
    state.insert(start, State::Open);
    let mut stack = vec![(start, 0)];
    while let Some((id, next)) = stack.pop() {
        let Some(&to) = edges.get(&id).and_then(|to| to.get(next)) else {
            state.insert(id, State::Done);
            continue;
        };
        stack.push((id, next + 1));
        match state.get(&to) {
            Some(State::Open) => closing.push((id, to)),
            Some(State::Done) => {}
            None => {
                state.insert(to, State::Open);
                stack.push((to, 0));
            }
        }
    }
}

/// The types that a type holds in place: not in a list or a map, which are pointers already.
fn held(types: &Types, id: TypeId) -> impl Iterator<Item = TypeId> + '_ {
    let own: Vec<&Type> = match types.defs.get(id.0).map(|def| &def.body) {
        Some(TypeBody::Struct(body)) => body.fields.iter().map(|field| &field.ty).collect(),
        Some(TypeBody::Union(body)) => body.variants.iter().map(|variant| &variant.ty).collect(),
        Some(TypeBody::Alias(ty)) => vec![ty],
        Some(TypeBody::Enum(_) | TypeBody::Values(_)) | None => Vec::new(),
    };
    own.into_iter().flat_map(in_place)
}

fn in_place(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) => in_place(inner),
        Type::Tuple(items) => items.iter().flat_map(in_place).collect(),
        _ => Vec::new(),
    }
}

fn put_behind(ty: &mut Type, goal: TypeId) {
    match ty {
        Type::Named(id) if *id == goal => *ty = Type::Boxed(Box::new(Type::Named(goal))),
        Type::Nullable(inner) => put_behind(inner, goal),
        Type::Tuple(items) => items.iter_mut().for_each(|item| put_behind(item, goal)),
        _ => {}
    }
}
