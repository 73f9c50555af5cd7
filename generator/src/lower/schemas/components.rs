//! Named schemas: every one of them becomes a named type, whose index is its position in the document.

use super::arena::{NameHint, TypeDraft, TypeDrafts, not_nullable};
use super::context::SchemaContext;
use super::coverage::Category;
use super::{cycles, docs, limits};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Type, TypeId, TypeKind};
use crate::lower::reports::report;
use crate::names::NameRequest;
use crate::pointer::Pointer;
use crate::spec::{SchemaRef, Spec};

/// Defines a type for every named schema.
pub(in crate::lower) fn define(cx: &SchemaContext, types: &mut TypeDrafts, diagnostics: &mut Diagnostics) {
    let schemas = Pointer::from_tokens(["components", "schemas"]);
    for name in cx.spec.schemas.keys() {
        // References need the index before the type is known.
        let name_request = NameRequest::given(name).qualified("type").keyed(name.clone());
        types.add(TypeDraft { name_request, docs: Vec::new(), deprecated: false, kind: TypeKind::Alias(Type::Json) });
    }
    for (i, (name, schema)) in cx.spec.schemas.iter().enumerate() {
        let hint = NameHint { text: name.clone(), pointer: schemas.child(name) };
        let item = schema.as_inline();
        if let Some(item) = item {
            limits::report_contradictions(cx.spec, diagnostics, item, &hint.pointer);
        }
        let kind = cx.lower_part(types, diagnostics, schema, &hint);
        define_one(cx.spec, types, TypeId(i), schema, kind, &hint);
    }
    break_alias_cycles(cx.spec, types, diagnostics);
}

fn define_one(spec: &Spec, types: &mut TypeDrafts, id: TypeId, schema: &SchemaRef, kind: TypeKind, hint: &NameHint) {
    // Uses of the type state nullability; the type itself is not nullable.
    let kind = match kind {
        TypeKind::Alias(ty) => TypeKind::Alias(not_nullable(ty)),
        kind => kind,
    };
    types.count_schema(spec, Category::Type, schema, &Type::Named(id));
    let union = docs::union_docs(&kind);
    let Some(draft) = types.get_mut(id) else { return };
    draft.kind = kind;
    draft.docs = docs::or_position(Vec::new(), spec, &hint.pointer);
    if let Some(item) = schema.as_inline() {
        draft.name_request = draft.name_request.clone().chosen(item.rust_name());
        draft.docs = docs::or_position(docs::schema_docs(item), spec, &hint.pointer);
        draft.deprecated = item.deprecated;
    }
    draft.docs.extend(union);
}

/// Breaks cycles of aliases, which Rust does not permit. If a cycle contains a list, map or tuple, one of its aliases
/// becomes a newtype; an alias that refers only to itself becomes any value.
fn break_alias_cycles(spec: &Spec, types: &mut TypeDrafts, diagnostics: &mut Diagnostics) {
    for id in cycles::recursive(&types.alias_graph(alias_targets)) {
        if let Some(draft) = types.get_mut(id) {
            draft.kind = TypeKind::Alias(Type::Json);
        }
        if let Some((name, _)) = spec.schemas.get_index(id.0) {
            let pointer = Pointer::from_tokens(["components", "schemas", name]);
            let message = format!("`{name}` refers only to itself; treated as any value");
            report(spec, diagnostics, Code::AliasCircle, &pointer, message, "give it properties, or another type");
        }
    }
    for id in cycles::cycle_targets(&ids_by_name(spec), &types.alias_graph(referenced_types)) {
        if let Some(draft) = types.get_mut(id)
            && let TypeKind::Alias(ty) = &draft.kind
        {
            draft.kind = TypeKind::Newtype(ty.clone());
        }
    }
}

/// Returns the indices of the named schemas sorted by name, so that the result is independent of document order.
fn ids_by_name(spec: &Spec) -> Vec<TypeId> {
    let mut ids: Vec<(&String, usize)> = spec.schemas.keys().enumerate().map(|(i, name)| (name, i)).collect();
    ids.sort_unstable();
    ids.into_iter().map(|(_, i)| TypeId(i)).collect()
}

/// Returns the named types that a type is an alias of.
fn alias_targets(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) | Type::Boxed(inner) => alias_targets(inner),
        _ => Vec::new(),
    }
}

/// Returns the named types that a type refers to.
fn referenced_types(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => referenced_types(inner),
        Type::Tuple(items) => items.iter().flat_map(referenced_types).collect(),
        _ => Vec::new(),
    }
}
