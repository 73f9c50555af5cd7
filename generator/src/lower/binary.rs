//! Bytes that stand in JSON: JSON has none, so they are text there, as the server writes it.
//!
//! Comes in: the settled types and operations. Goes out: the same, raw bytes only where a body as a whole is made of them.

use std::collections::BTreeSet;

use crate::ir::{Group, Type, TypeBody, TypeId, Types};

/// Makes text of every binary member, item and value of a map.
pub(super) fn in_json(types: &mut Types, groups: &mut [Group]) {
    let bytes: BTreeSet<TypeId> =
        (0..types.defs.len()).map(TypeId).filter(|id| is_bytes(types, &Type::Named(*id))).collect();
    for def in &mut types.defs {
        match &mut def.body {
            TypeBody::Alias(ty) => parts(ty, &bytes),
            body => body.parts_mut().into_iter().for_each(|ty| text(ty, &bytes)),
        }
    }
    for operation in groups.iter_mut().flat_map(|group| &mut group.operations) {
        operation.types_mut().into_iter().for_each(|ty| parts(ty, &bytes));
    }
}

/// Whether a type is nothing but bytes behind its names.
fn is_bytes(types: &Types, ty: &Type) -> bool {
    let mut ty = ty;
    // A chain of aliases is no longer than there are types.
    for _ in 0..=types.defs.len() {
        match ty {
            Type::Named(id) => match types.get(*id).map(|def| &def.body) {
                Some(TypeBody::Alias(target)) => ty = target,
                _ => return false,
            },
            ty => return *ty == Type::Bytes,
        }
    }
    false
}

fn parts(ty: &mut Type, bytes: &BTreeSet<TypeId>) {
    ty.parts_mut().into_iter().for_each(|part| text(part, bytes));
}

fn text(ty: &mut Type, bytes: &BTreeSet<TypeId>) {
    match ty {
        Type::Bytes => *ty = Type::String,
        Type::Named(id) if bytes.contains(id) => *ty = Type::String,
        ty => parts(ty, bytes),
    }
}
