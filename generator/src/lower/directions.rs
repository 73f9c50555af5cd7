//! Members that travel one way only: not demanded of those who do not have them to give.
//!
//! Comes in: the settled types and operations. Goes out: the types, with members made optional where the type is also
//! used in the other direction. A type that travels one way only keeps what it demands.

use std::collections::BTreeSet;

use openapiv3::Schema;

use crate::ir::{Group, Slot, Travels, Type, TypeBody, TypeId, Types};

/// Which way a member of this schema travels.
pub(super) fn of(schema: &Schema) -> Travels {
    match (schema.schema_data.read_only, schema.schema_data.write_only) {
        (true, false) => Travels::Received,
        (false, true) => Travels::Sent,
        // Both at once would leave nothing to travel.
        (false, false) | (true, true) => Travels::BothWays,
    }
}

/// Demands no member of those who cannot give it.
pub(super) fn relax(types: &mut Types, groups: &[Group]) {
    let operations = || groups.iter().flat_map(|group| &group.operations);
    let sent = reached(types, operations().flat_map(|operation| operation.sent()));
    let received = reached(types, operations().flat_map(|operation| operation.received()));
    for (i, def) in types.defs.iter_mut().enumerate() {
        let id = TypeId(i);
        let TypeBody::Struct(body) = &mut def.body else { continue };
        for field in &mut body.fields {
            let is_lacking = match field.travels {
                Travels::BothWays => false,
                Travels::Received => sent.contains(&id),
                Travels::Sent => received.contains(&id),
            };
            field.slot = match field.slot {
                Slot::Required if is_lacking => Slot::Optional,
                Slot::Nullable if is_lacking => Slot::OptionalNullable,
                slot => slot,
            };
        }
    }
}

/// The named types that types mention, and those that these mention in turn.
fn reached<'t>(types: &'t Types, from: impl Iterator<Item = &'t Type>) -> BTreeSet<TypeId> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Type> = from.collect();
    while let Some(ty) = open.pop() {
        open.extend(ty.parts());
        if let Type::Named(id) = ty
            && reached.insert(*id)
        {
            open.extend(types.get(*id).into_iter().flat_map(|def| def.body.parts()));
        }
    }
    reached
}
