//! Read-only and write-only fields: optional where the sender cannot supply them.
//!
//! A required field becomes optional if its type is also used in the other direction; a write-only field remains a
//! parameter of the constructor. A type that is used in one direction keeps its required fields.

use std::collections::BTreeSet;

use crate::ir::{Access, Module, Presence, Type, TypeArena, TypeId, TypeKind};
use crate::spec::Schema;

/// Returns the direction of a field with this schema.
pub(in crate::lower) fn direction(schema: &Schema) -> Access {
    match (schema.read_only, schema.write_only) {
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        // A field with both flags would never be sent.
        (false, false) | (true, true) => Access::ReadWrite,
    }
}

/// Makes fields optional that one direction lacks. The other fields count as fields of both directions.
pub(in crate::lower) fn relax(types: &mut TypeArena, groups: &[Module]) {
    let operations = || groups.iter().flat_map(|group| &group.operations);
    let sent = reached(types, operations().flat_map(|operation| operation.request_types()));
    let received = reached(types, operations().flat_map(|operation| operation.response_types()));
    for (i, def) in types.defs.iter_mut().enumerate() {
        let id = TypeId(i);
        let TypeKind::Struct(body) = &mut def.kind else { continue };
        for field in &mut body.fields {
            let is_lacking = match field.access {
                Access::ReadWrite => false,
                Access::ReadOnly => sent.contains(&id),
                Access::WriteOnly => received.contains(&id),
            };
            field.presence = match (field.presence, field.access) {
                (Presence::Required, Access::WriteOnly) if is_lacking && sent.contains(&id) => {
                    Presence::RequiredInRequests
                }
                (Presence::Required, _) if is_lacking => Presence::Optional,
                (Presence::Nullable, _) if is_lacking => Presence::OptionalNullable,
                (presence, _) => presence,
            };
            if !is_lacking {
                field.access = Access::ReadWrite;
            }
        }
    }
}

/// Returns the named types that types refer to, directly or indirectly.
fn reached<'t>(types: &'t TypeArena, from: impl Iterator<Item = &'t Type>) -> BTreeSet<TypeId> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Type> = from.collect();
    while let Some(ty) = open.pop() {
        open.extend(ty.children());
        if let Type::Named(id) = ty
            && reached.insert(*id)
        {
            open.extend(types.get(*id).into_iter().flat_map(|def| def.kind.children()));
        }
    }
    reached
}
