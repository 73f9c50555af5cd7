//! `oneOf` and `anyOf`: unions of types, or a simpler type that is equivalent.
//!
//! Alternatives that list values become one enumeration. Alternatives that only require properties leave the object as
//! it is. Alternatives of one Rust type become that type. All others become variants of a union.

mod variants;

use super::alternatives::Alternative;
use super::arena::{NameHint, TypeDrafts, not_nullable};
use super::context::SchemaContext;
use super::enum_extensions;
use super::enumerations::{self, Note};
use super::json_shapes::{self, intended_type};
use crate::diagnostic::Diagnostics;
use crate::ir::{Literal, Type, TypeArena, TypeKind};
use crate::spec::{Discriminator, Schema, SchemaType};

pub(super) use variants::lower_variants;

/// Returns the type of a value that is one of these alternatives.
pub(super) fn lower(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    members: &[Alternative],
    discriminator: Option<&Discriminator>,
    hint: &NameHint,
) -> TypeKind {
    if discriminator.is_none()
        && let Some(body) = listed_values(cx, types, diagnostics, members, hint)
    {
        return body;
    }
    lower_variants(cx, types, diagnostics, members, discriminator, None, hint)
}

/// Returns one enumeration if all alternatives list scalar values. An enumeration accepts unknown strings, so that
/// alternatives of plain strings add nothing to it.
fn listed_values(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    members: &[Alternative],
    hint: &NameHint,
) -> Option<TypeKind> {
    let (mut values, mut notes, mut texts, mut named) = (Vec::new(), Vec::new(), 0, None);
    for member in members {
        let (_, item) = cx.spec.resolve(&member.schema)?;
        if !item.is_untyped() && matches!(intended_type(item), Some(SchemaType::Object | SchemaType::Array)) {
            return None;
        }
        match json_shapes::constants(item) {
            Some(constants) => {
                let only = Some(item).filter(|_| constants.len() == 1);
                let about = only.map(|item| Note {
                    name: None,
                    title: item.title.clone(),
                    description: item.description.clone(),
                });
                let mut declared =
                    enum_extensions::notes(cx.spec, diagnostics, item, &hint.moved(&member.pointer).pointer)
                        .into_iter();
                let mut note = || {
                    let about = about.clone().unwrap_or_default();
                    match declared.next() {
                        Some(Note { name, description, .. }) => {
                            Note { name, description: description.or(about.description), ..about }
                        }
                        None => about,
                    }
                };
                notes.extend(constants.iter().map(|_| note()));
                named = named.or(Some(member).filter(|member| member.name.is_some()));
                values.extend(constants);
            }
            None if is_plain_text(item) => texts += 1,
            None => return None,
        }
    }
    let all_texts = values.iter().all(|value| matches!(value, Literal::Text(_)));
    if values.is_empty() || (texts > 0 && !all_texts) {
        return None;
    }
    match named {
        None => Some(enumerations::enumeration(cx.keys, &cx.keys.ty(&hint.text, &hint.pointer), &values, &notes)),
        Some(member) if members.len() == texts + 1 => {
            let ty = cx.lower(types, diagnostics, &member.schema, &hint.moved(&member.pointer));
            Some(TypeKind::Alias(not_nullable(ty)))
        }
        Some(_) => None,
    }
}

fn is_plain_text(item: &Schema) -> bool {
    intended_type(item) == Some(SchemaType::String) && item.format.is_none() && item.enum_values.is_empty()
}

/// Decides for every union which of its variants have a `From` conversion: those whose Rust type no other variant has.
/// It runs last, because it needs the final types.
pub(in crate::lower) fn convert(types: &mut TypeArena) {
    let decided: Vec<Vec<bool>> = types.defs.iter().map(|def| unique_types(types, &def.kind)).collect();
    for (def, decided) in types.defs.iter_mut().zip(decided) {
        if let TypeKind::Union(body) = &mut def.kind {
            body.variants.iter_mut().zip(decided).for_each(|(variant, converts)| variant.converts = converts);
        }
    }
}

/// Returns for each variant of a union if no other variant has its type.
fn unique_types(types: &TypeArena, body: &TypeKind) -> Vec<bool> {
    let TypeKind::Union(body) = body else { return Vec::new() };
    let payloads: Vec<Type> =
        body.variants.iter().map(|variant| variant.ty.canonical(&|ty| types.resolve_alias(ty))).collect();
    payloads.iter().map(|ty| payloads.iter().filter(|other| *other == ty).count() == 1).collect()
}
