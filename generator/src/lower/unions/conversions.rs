//! Which variants of a union a plain value converts into: those that hold what no other holds, as far as Rust can tell.

use crate::ir::{Type, TypeBody, Types};

/// Decides it for every union. Comes last, since what a type is in Rust is known only when all types are settled.
pub(in crate::lower) fn convert(types: &mut Types) {
    let decided: Vec<Vec<bool>> = types.defs.iter().map(|def| alone(types, &def.body)).collect();
    for (def, decided) in types.defs.iter_mut().zip(decided) {
        if let TypeBody::Union(body) = &mut def.body {
            body.variants.iter_mut().zip(decided).for_each(|(variant, converts)| variant.converts = converts);
        }
    }
}

/// For each variant of a union, whether it alone holds its type.
fn alone(types: &Types, body: &TypeBody) -> Vec<bool> {
    let TypeBody::Union(body) = body else { return Vec::new() };
    let held: Vec<Type> = body.variants.iter().map(|variant| variant.ty.in_rust(&|ty| types.behind(ty))).collect();
    held.iter().map(|ty| held.iter().filter(|other| *other == ty).count() == 1).collect()
}
