//! Bytes that stand in JSON: JSON has none, so they are text there, as the server writes it.
//!
//! Comes in: the settled types and operations. Goes out: the same, raw bytes only where a body as a whole is made of them.

use std::collections::BTreeSet;

use crate::ir::{Group, Type, TypeBody, TypeId, Types};

/// Makes text of every binary member, item and value of a map.
pub(super) fn in_json(types: &mut Types, groups: &mut [Group]) {
    let bytes: BTreeSet<TypeId> =
        (0..types.defs.len()).map(TypeId).filter(|id| *types.behind(&Type::Named(*id)) == Type::Bytes).collect();
    for def in &mut types.defs {
        match &mut def.body {
            TypeBody::Alias(ty) => parts(ty, &bytes),
            body => body.parts_mut().into_iter().for_each(|ty| text(ty, &bytes)),
        }
    }
    for operation in groups.iter_mut().flat_map(|group| &mut group.operations) {
        // Bytes or nothing is a whole body too.
        let whole = operation.gives_bytes().then(|| operation.output.clone());
        operation.types_mut().into_iter().for_each(|ty| parts(ty, &bytes));
        if let Some(output) = whole {
            operation.output = output;
        }
    }
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
