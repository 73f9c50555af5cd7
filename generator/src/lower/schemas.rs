//! Schemas and the types they are lowered to.
//!
//! [`lower`] selects among the modules for one kind of schema. They lower the parts of a schema by its
//! [`SchemaContext`].

pub(super) mod access;
mod alternatives;
pub(super) mod arena;
pub(super) mod components;
pub(super) mod context;
mod contradictions;
pub(super) mod coverage;
pub(super) mod cycles;
pub(super) mod docs;
mod enum_extensions;
pub(super) mod enumerations;
pub(super) mod flatten;
pub(super) mod inheritance;
mod json_shapes;
pub(super) mod limits;
pub(in crate::lower) mod objects;
mod positions;
pub(super) mod scalars;
pub(super) mod unions;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Literal, Type, TypeId, TypeKind};
use crate::lower::lock_keys::LockKeys;
use crate::lower::reports::report;
use crate::names::NameRequest;
use crate::spec::{Schema, SchemaRef, SchemaType, Spec, component_name};
use alternatives::Alternative;
use arena::{NameHint, TypeDraft, TypeDrafts, nullable};
use context::{EntryPoints, SchemaContext};

/// Lengths of tuples: serde and the runtime support up to 12 items, and one item is a list.
const TUPLE_LENGTHS: std::ops::RangeInclusive<usize> = 2..=12;

/// Creates the input of the lowering of a document's schemas.
pub(super) fn context<'s>(
    spec: &'s Spec,
    keys: &'s LockKeys<'s>,
    families: &'s BTreeMap<String, inheritance::Family>,
    recursive_unions: &'s BTreeSet<String>,
) -> SchemaContext<'s> {
    let entry = EntryPoints { lower, lower_kind };
    SchemaContext { spec, keys, families, recursive_unions, merging: &[], choices: 0, open: &[], entry }
}

/// Returns the type of a schema. A new type gets its name from the hint.
pub(super) fn lower(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &SchemaRef,
    hint: &NameHint,
) -> Type {
    let schema = match schema {
        SchemaRef::Inline(schema) => schema,
        SchemaRef::Reference(reference) => return referenced_type(cx.spec, diagnostics, reference, hint),
    };
    limits::report_contradictions(cx.spec, diagnostics, schema, &hint.pointer);
    let ty = match lower_kind(cx, types, diagnostics, schema, hint) {
        TypeKind::Alias(ty) => ty,
        kind @ (TypeKind::Struct(_)
        | TypeKind::Enum(_)
        | TypeKind::LiteralEnum(_)
        | TypeKind::Union(_)
        | TypeKind::Newtype(_)) => {
            let title = schema.title.as_deref().filter(|title| title.len() <= 40);
            let name_request = NameRequest::built(title.unwrap_or(&hint.text), &hint.text).chosen(schema.rust_name());
            let is_enumeration = matches!(kind, TypeKind::Enum(_) | TypeKind::LiteralEnum(_));
            match enum_extensions::type_name(schema).filter(|_| is_enumeration) {
                Some(name) => define_named_enumeration(cx, types, name, schema, kind, hint),
                None => define(cx, types, name_request, schema, kind, hint),
            }
        }
    };
    if alternatives::is_nullable(cx.spec, schema) { nullable(ty) } else { ty }
}

fn referenced_type(spec: &Spec, diagnostics: &mut Diagnostics, reference: &str, hint: &NameHint) -> Type {
    let Some(id) = component_name(reference).and_then(|name| spec.schemas.get_index_of(name)) else {
        let message = format!("unresolved reference `{reference}`; treated as any value");
        let help = "correct the reference, or add the schema";
        report(spec, diagnostics, Code::DanglingReference, &hint.pointer, message, help);
        return Type::Json;
    };
    let ty = Type::Named(TypeId(id));
    let target = spec.schemas.get_index(id).map(|(_, schema)| schema);
    if target.is_some_and(|target| alternatives::takes_null(spec, target)) { nullable(ty) } else { ty }
}

/// Adds a type without a named schema.
fn define(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    name_request: NameRequest,
    schema: &Schema,
    kind: TypeKind,
    hint: &NameHint,
) -> Type {
    let mut docs = docs::or_position(docs::schema_docs(schema), cx.spec, &hint.pointer);
    let name_request = match name_request.key {
        Some(_) => name_request,
        None => name_request.keyed(cx.keys.ty(&hint.text, &hint.pointer)),
    };
    docs.extend(docs::union_docs(&kind));
    Type::Named(types.add(TypeDraft { name_request, docs, deprecated: schema.deprecated, kind }))
}

/// Adds an enumeration whose schema names its type. Schemas that name the same type and list the same values have the same
/// type, also that of a named schema.
fn define_named_enumeration(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    name: &str,
    schema: &Schema,
    kind: TypeKind,
    hint: &NameHint,
) -> Type {
    let listed = json_shapes::constants(schema);
    let component = cx.spec.schemas.get_full(name);
    let same = component.filter(|(_, _, item)| item.as_inline().and_then(json_shapes::constants) == listed);
    if let Some((index, _, _)) = same {
        return Type::Named(TypeId(index));
    }
    let key = (name.to_owned(), listed.unwrap_or_default());
    if let Some(known) = types.named_enumerations.get(&key) {
        return known.clone();
    }
    let name_request = NameRequest::built(name, name).qualified(&hint.text).chosen(schema.rust_name());
    let name_request = name_request.keyed(format!("enumeration {name}"));
    let ty = define(cx, types, name_request, schema, kind, hint);
    types.named_enumerations.insert(key, ty.clone());
    ty
}

/// Defines an enumeration of strings for which there is no schema.
pub(super) fn define_enumeration(
    keys: &LockKeys,
    types: &mut TypeDrafts,
    values: &[String],
    hint: &NameHint,
    docs: Vec<String>,
) -> Type {
    let values: Vec<Literal> = values.iter().cloned().map(Literal::Text).collect();
    let key = keys.ty(&hint.text, &hint.pointer);
    let kind = enumerations::enumeration(keys, &key, &values, &[]);
    let name_request = NameRequest::built(&hint.text, &hint.text).keyed(key);
    Type::Named(types.add(TypeDraft { name_request, docs, deprecated: false, kind }))
}

/// Returns the kind of a schema, without its nullability.
fn lower_kind(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> TypeKind {
    match lower_family(cx, types, diagnostics, schema, hint) {
        Some(kind) => kind,
        None => lower_single(cx, types, diagnostics, schema, hint),
    }
}

/// Lowers a base schema with its children to a union.
fn lower_family(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> Option<TypeKind> {
    let base = alternatives::component_at(&hint.pointer)?;
    let family = cx.families.get(&base)?;
    let discriminator = schema.discriminator.as_ref()?;
    let base_hint = NameHint { text: format!("{base} base"), pointer: hint.pointer.clone() };
    let kind = lower_single(cx, types, diagnostics, schema, &base_hint);
    let TypeKind::Struct(_) = kind else { return None };
    let name_request = NameRequest::built(&base, &base_hint.text).keyed(format!("{base} base"));
    let ty = define(cx, types, name_request, schema, kind, &base_hint);
    let children: Vec<Alternative> = family.children.iter().map(|name| Alternative::component(name)).collect();
    let base_values = inheritance::values(cx.spec, discriminator, &base);
    let base = Some((base, ty, base_values));
    Some(unions::lower_variants(cx, types, diagnostics, &children, Some(discriminator), base, hint))
}

/// Returns the kind of a schema like [`lower_kind`], but of a base without its children.
fn lower_single(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> TypeKind {
    if !schema.all_of.is_empty() {
        return objects::lower_all_of(cx, types, diagnostics, schema, hint);
    }
    if schema.has_alternatives() {
        return lower_alternatives(cx, types, diagnostics, schema, hint);
    }
    contradictions::report_contradiction(cx.spec, diagnostics, schema, hint);
    match json_shapes::intended_type(schema) {
        Some(SchemaType::Object) => objects::lower_object(cx, types, diagnostics, schema, hint),
        Some(SchemaType::Array) => TypeKind::Alias(lower_list(cx, types, diagnostics, schema, hint)),
        kind @ (Some(SchemaType::String | SchemaType::Integer | SchemaType::Number | SchemaType::Boolean) | None) => {
            match json_shapes::constants(schema) {
                Some(values) => {
                    let notes = enum_extensions::notes(cx.spec, diagnostics, schema, &hint.pointer);
                    enumerations::enumeration(cx.keys, &cx.keys.ty(&hint.text, &hint.pointer), &values, &notes)
                }
                None => TypeKind::Alias(scalars::declared_scalar(kind, schema)),
            }
        }
    }
}

/// Lowers a schema with alternatives. Nullability is stated where the type is used.
fn lower_alternatives(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> TypeKind {
    let (key, members) = if schema.one_of.is_empty() { ("anyOf", &schema.any_of) } else { ("oneOf", &schema.one_of) };
    if let [SchemaRef::Inline(only)] = members.as_slice()
        && !alternatives::is_object(schema)
    {
        return lower_kind(cx, types, diagnostics, only, &hint.at(&[key, "0"]));
    }
    if members.iter().all(|member| alternatives::is_null(cx.spec, member) || alternatives::only_requires(member)) {
        let schema = alternatives::without_alternatives(schema);
        return lower_kind(cx, types, diagnostics, &schema, hint);
    }
    if key == "anyOf" && schema.discriminator.is_none() && alternatives::are_one_object(cx.spec, schema) {
        return objects::lower_any_of(cx, types, diagnostics, schema, hint);
    }
    let mut members = flatten::flatten(cx, schema, &hint.pointer);
    if alternatives::is_object(schema) {
        let shared = alternatives::without_alternatives(schema);
        members = members.into_iter().map(|member| alternatives::with_shared(cx.spec, &shared, member)).collect();
    }
    unions::lower(cx, types, diagnostics, &members, schema.discriminator.as_ref(), hint)
}

fn lower_list(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> Type {
    if TUPLE_LENGTHS.contains(&schema.prefix_items.len()) {
        return lower_tuple(cx, types, diagnostics, schema, hint);
    }
    let item_hint = hint.part("item", &["items"]);
    let item = match schema.items.as_ref() {
        Some(items) if contradictions::is_restricted(items) => lower(cx, types, diagnostics, items, &item_hint),
        _ if !schema.properties.is_empty() => {
            lower_misplaced_item(cx, types, diagnostics, schema, &hint.part("item", &[]))
        }
        Some(items) => lower(cx, types, diagnostics, items, &item_hint),
        None => Type::Json,
    };
    Type::Array(Box::new(item))
}

/// Lowers a list that declares each of its items to a tuple.
fn lower_tuple(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> Type {
    let items = schema.prefix_items.iter().enumerate().map(|(i, item)| {
        let at = i.to_string();
        let hint = hint.part(&format!("item {}", i + 1), &["x-prefix-items", &at]);
        lower(cx, types, diagnostics, item, &hint)
    });
    Type::Tuple(items.collect())
}

/// Lowers the item of a list whose properties are declared on the list itself.
fn lower_misplaced_item(
    cx: &SchemaContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
    schema: &Schema,
    hint: &NameHint,
) -> Type {
    match objects::lower_object(cx, types, diagnostics, schema, hint) {
        TypeKind::Alias(ty) => ty,
        kind => {
            let name_request = NameRequest::built(&hint.text, &hint.text);
            let name_request = name_request.keyed(format!("{} item", cx.keys.ty(&hint.text, &hint.pointer)));
            define(cx, types, name_request, schema, kind, hint)
        }
    }
}
