//! Objects: their fields, and the merged fields of `allOf`.

mod members;

use std::collections::BTreeSet;

use super::arena::{NameHint, TypeDrafts};
use super::context::SchemaContext;
use super::coverage::Category;
use super::{access, alternatives, docs, flatten, json_shapes, scalars, unions};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Access, Field, JsonType, Presence, Struct, Type, TypeArena, TypeKind};
use crate::lower::lock_keys::LockKeys;
use crate::lower::reports::report;
use crate::names::{Case, Name, NameRequest, lock};
use crate::pointer::Pointer;
use crate::spec::{AdditionalProperties, Schema, SchemaRef, Spec};
use members::{MAX_PART_DEPTH, Members, PartChoice, specificity};

/// Lowers an object: to a struct if it has properties, or else to a map.
pub(super) fn lower_object(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> TypeKind {
    let mut members = Members::default();
    members.add_declared(cx.spec, schema, &hint.pointer);
    struct_or_map(cx, types, diagnostics, &members, hint)
}

/// Lowers an object with `anyOf` alternatives that can apply together: their properties are optional fields.
pub(super) fn lower_any_of(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> TypeKind {
    let mut members = Members::default();
    members.add_declared(cx.spec, schema, &hint.pointer);
    for (i, part) in schema.any_of.iter().enumerate() {
        members.add_optional(cx.spec, part, &hint.pointer.child("anyOf").index(i));
    }
    struct_or_map(cx, types, diagnostics, &members, hint)
}

/// Lowers `allOf`: to a struct of all fields, or to the only part that states a type.
pub(super) fn lower_all_of(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> TypeKind {
    if let Some((part, pointer)) = only_reference(cx, schema, &hint.pointer) {
        return TypeKind::Alias(cx.lower(types, diagnostics, &part, &NameHint { text: hint.text.clone(), pointer }));
    }
    let merging: Vec<String> = cx.merging.iter().cloned().chain(alternatives::component_at(&hint.pointer)).collect();
    let cx = SchemaContext { merging: &merging, ..*cx };
    let mut members = Members::default();
    members.add(cx.spec, schema, &hint.pointer, &mut BTreeSet::new(), cx.merging);
    members.add_single(schema, &hint.pointer);
    lower_members(&cx, types, diagnostics, members, hint)
}

fn lower_members(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    mut members: Members,
    hint: &NameHint,
) -> TypeKind {
    if members.is_cut {
        let message = format!("`allOf` is nested more than {MAX_PART_DEPTH} levels deep; treated as any value");
        return report_untyped(cx.spec, diagnostics, hint, message);
    }
    let is_object = !members.properties.is_empty() || members.additional.is_some();
    let choices = std::mem::take(&mut members.choices);
    match choices.as_slice() {
        [] => {}
        [only] if !is_object && members.others.is_empty() && members.required.is_empty() => {
            return cx.lower_part(types, diagnostics, &only.part, &hint.moved(&only.pointer));
        }
        [only] if members.others.is_empty() => return lower_choice(cx, types, diagnostics, &members, only, hint),
        several => {
            for choice in several {
                for (i, part) in choice.schema.one_of.iter().chain(&choice.schema.any_of).enumerate() {
                    members.add_optional(cx.spec, part, &choice.pointer.index(i));
                }
            }
        }
    }
    if members.properties.is_empty() && members.additional.is_none() && !members.others.is_empty() {
        return lower_most_specific(cx, types, diagnostics, &members.others, hint);
    }
    if !members.others.is_empty() {
        return report_exclusive(cx.spec, diagnostics, hint);
    }
    struct_or_map(cx, types, diagnostics, &members, hint)
}

/// Maximum number of unions whose alternatives are merged into each other.
const MAX_CHOICE_DEPTH: usize = 8;

/// Maximum number of alternatives merged into those of other unions. Every combination of alternatives is a type, so
/// that unions of unions are exponential in their depth.
const MAX_MERGED_ALTERNATIVES: usize = 2_000;

/// Lowers a part with alternatives: each of them is merged with the fields of the other parts.
fn lower_choice(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    members: &Members,
    choice: &PartChoice,
    hint: &NameHint,
) -> TypeKind {
    if cx.choices >= MAX_CHOICE_DEPTH || types.merged_alternatives >= MAX_MERGED_ALTERNATIVES {
        let message = "`allOf` combines too many alternatives of several unions; treated as any value".to_owned();
        return report_untyped(cx.spec, diagnostics, hint, message);
    }
    let shared = members.as_schema();
    let merging: Vec<String> = cx.merging.iter().cloned().chain(choice.name.clone()).collect();
    let cx = SchemaContext { merging: &merging, choices: cx.choices + 1, ..*cx };
    let each = flatten::flatten_for_merging(&cx, &choice.schema, &choice.pointer);
    let each: Vec<_> = each.into_iter().map(|member| alternatives::with_shared(cx.spec, &shared, member)).collect();
    types.merged_alternatives += if cx.choices > 1 { each.len() } else { 0 };
    unions::lower(&cx, types, diagnostics, &each, choice.schema.discriminator.as_ref(), hint)
}

/// Returns the only reference of an `allOf` that states nothing else, and its place. A child that only refers to
/// its base is not such a schema.
fn only_reference(cx: &SchemaContext, schema: &Schema, at: &Pointer) -> Option<(SchemaRef, Pointer)> {
    let mut relevant = schema.all_of.iter().enumerate().filter(|(_, part)| !is_untyped_part(part));
    let (Some((i, part @ SchemaRef::Reference(_))), None) = (relevant.next(), relevant.next()) else {
        return None;
    };
    let (name, target) = cx.spec.resolve(part)?;
    let has_keywords = !schema.properties.is_empty()
        || !schema.required.is_empty()
        || schema.additional_properties.is_some()
        || !schema.enum_values.is_empty()
        || schema.has_alternatives()
        || schema.schema_type.is_some_and(|kind| target.schema_type.is_some_and(|target| target != kind));
    let is_choice = name.is_some_and(|name| cx.families.contains_key(name)) || target.has_alternatives();
    // A named schema that only refers to its base is a child of that base.
    let leads_back = is_choice && alternatives::component_at(at).is_some();
    (!has_keywords && !leads_back).then(|| (part.clone(), at.child("allOf").index(i)))
}

/// Returns the most specific of several parts that are not objects.
fn lower_most_specific(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    others: &[(SchemaRef, Pointer)],
    hint: &NameHint,
) -> TypeKind {
    let spec = cx.spec;
    let kinds: BTreeSet<_> = others.iter().flat_map(|(part, _)| json_shapes::profile(spec, part).kinds).collect();
    let fits = match kinds.iter().collect::<Vec<_>>().as_slice() {
        [] | [_] => true,
        [one, other] => **one == JsonType::Integer && **other == JsonType::Number,
        _ => false,
    };
    // `max_by_key` returns the last of several maxima; the first is wanted.
    let best = others.iter().rev().max_by_key(|(part, _)| specificity(spec, part));
    let Some((part, pointer)) = best.filter(|_| fits) else { return report_exclusive(cx.spec, diagnostics, hint) };
    cx.lower_part(types, diagnostics, part, &hint.moved(pointer))
}

fn report_exclusive(spec: &Spec, diagnostics: &mut Diagnostics, hint: &NameHint) -> TypeKind {
    let message = "`allOf` combines parts that exclude each other; treated as any value";
    report_untyped(spec, diagnostics, hint, message.to_owned())
}

fn report_untyped(spec: &Spec, diagnostics: &mut Diagnostics, hint: &NameHint, message: String) -> TypeKind {
    let help = "describe the value as one schema in an overlay";
    report(spec, diagnostics, Code::PartsUntyped, &hint.pointer, message, help);
    TypeKind::Alias(Type::Json)
}

fn struct_or_map(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    members: &Members,
    hint: &NameHint,
) -> TypeKind {
    let extra = members.additional.as_ref().and_then(|(additional, pointer)| match additional {
        AdditionalProperties::Any(true) => Some(Type::Json),
        AdditionalProperties::Any(false) => None,
        AdditionalProperties::Schema(schema) => {
            let hint = NameHint { text: format!("{} value", hint.text), pointer: pointer.clone() };
            Some(cx.lower(types, diagnostics, schema, &hint))
        }
    });
    if members.properties.is_empty() {
        return TypeKind::Alias(Type::Map(Box::new(extra.unwrap_or(Type::Json))));
    }
    let name_requests: Vec<NameRequest> = members
        .properties
        .iter()
        .map(|(wire, (schema, _))| NameRequest::given(wire).chosen(schema.as_inline().and_then(Schema::rust_name)))
        .collect();
    let lock_scope = lock::fields(&cx.keys.ty(&hint.text, &hint.pointer));
    let mut scope = cx.keys.scope(Case::Snake, [], &lock_scope);
    let names = scope.claim(&name_requests);
    let fields = members.properties.iter().zip(names).map(|((wire, (schema, pointer)), name)| {
        field(
            cx,
            types,
            diagnostics,
            name,
            schema,
            members.required.contains(wire),
            &hint.part(wire, &[]).moved(pointer),
        )
    });
    let fields = fields.collect();
    let extra =
        extra.map(|ty| (scope.claim_one(&NameRequest::built("", "additional properties").qualified("map")), ty));
    TypeKind::Struct(Struct { fields, extra, scope: lock_scope })
}

/// Sorts the required fields of every struct, which are the parameters of its constructor, by their locked positions. It
/// runs when the presence of fields is final. Other fields stay where they are.
pub(in crate::lower) fn keep_order(types: &mut TypeArena, keys: &LockKeys) {
    for def in &mut types.defs {
        if let TypeKind::Struct(body) = &mut def.kind {
            let position = keys.positions(&body.scope);
            let is_required = |field: &&mut Field| field.presence == Presence::Required;
            let mut required: Vec<Field> =
                body.fields.iter_mut().filter(is_required).map(|field| field.clone()).collect();
            required.sort_by_key(|field| position(field.name.wire()));
            for (slot, field) in body.fields.iter_mut().filter(is_required).zip(required) {
                *slot = field;
            }
        }
    }
}

fn field(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    name: Name,
    schema: &SchemaRef,
    required: bool,
    hint: &NameHint,
) -> Field {
    let item = schema.as_inline();
    let (ty, null) = match cx.lower(types, diagnostics, schema, hint) {
        Type::Nullable(inner) => (*inner, true),
        ty => (ty, false),
    };
    let slot = match (required, null) {
        (true, false) => Presence::Required,
        (true, true) => Presence::Nullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    };
    types.count_schema(cx.spec, Category::Field, schema, &ty);
    if scalars::holds_secret(&ty) {
        types.secrets.insert(name.wire().to_owned());
    }
    Field {
        ty,
        presence: slot,
        access: item.map_or(Access::ReadWrite, access::direction),
        deprecated: item.is_some_and(|item| item.deprecated),
        docs: item.map(docs::field_docs).unwrap_or_default(),
        name,
    }
}

/// Returns true if a part of `allOf` only has descriptions or constraints.
fn is_untyped_part(part: &SchemaRef) -> bool {
    part.as_inline().is_some_and(|item| {
        item.is_untyped() && item.enum_values.is_empty() && item.required.is_empty() && !item.is_composed()
    })
}
