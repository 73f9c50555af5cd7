//! The types lowered so far, before their names are final.

use std::collections::{BTreeMap, BTreeSet};

use super::coverage::{Category, CoverageCounts};
use crate::ir::{self, Literal, Type, TypeDef, TypeId, TypeKind};
use crate::lower::lock_keys::LockKeys;
use crate::names::{Case, Name, NameRequest, lock, reserved};
use crate::pointer::Pointer;
use crate::report::coverage::{Cause, Typing};
use crate::spec::{SchemaRef, Spec};

/// Name of a type whose schema has none, and the place of the schema.
#[derive(Debug, Clone)]
pub(in crate::lower) struct NameHint {
    /// Words of the name.
    pub(in crate::lower) text: String,
    /// Place of the schema.
    pub(in crate::lower) pointer: Pointer,
}

impl NameHint {
    /// Returns the hint for a part of this schema.
    pub(in crate::lower) fn part(&self, word: &str, path: &[&str]) -> Self {
        let pointer = path.iter().fold(self.pointer.clone(), |pointer, token| pointer.child(token));
        Self { text: format!("{} {word}", self.text), pointer }
    }

    /// Returns the hint for a schema that replaces this one.
    pub(in crate::lower) fn at(&self, path: &[&str]) -> Self {
        let pointer = path.iter().fold(self.pointer.clone(), |pointer, token| pointer.child(token));
        Self { text: self.text.clone(), pointer }
    }

    /// Returns the hint with another place.
    pub(in crate::lower) fn moved(&self, pointer: &Pointer) -> Self {
        Self { text: self.text.clone(), pointer: pointer.clone() }
    }
}

/// A type without its final name.
#[derive(Debug)]
pub(super) struct TypeDraft {
    pub(super) name_request: NameRequest,
    pub(super) docs: Vec<String>,
    pub(super) deprecated: bool,
    pub(super) kind: TypeKind,
}

/// Types of the client; those of named schemas come first, in document order.
#[derive(Debug, Default)]
pub(in crate::lower) struct TypeDrafts {
    drafts: Vec<TypeDraft>,
    /// Wire names of the fields and parameters that hold secrets.
    pub(in crate::lower) secrets: BTreeSet<String>,
    coverage: CoverageCounts,
    /// Number of alternatives merged into those of other unions.
    pub(super) merged_alternatives: usize,
    /// Enumerations by the name of the type and the values that their schemas declare.
    pub(super) named_enumerations: BTreeMap<(String, Vec<Literal>), Type>,
    /// Types of the alternatives of named unions, which other unions share.
    pub(super) alternatives: SharedTypes,
}

/// Types of inline schemas by place; `None` while a type is being lowered.
pub(super) type SharedTypes = BTreeMap<Pointer, Option<Type>>;

impl TypeDrafts {
    pub(super) fn add(&mut self, draft: TypeDraft) -> TypeId {
        self.drafts.push(draft);
        TypeId(self.drafts.len() - 1)
    }

    pub(super) fn get_mut(&mut self, id: TypeId) -> Option<&mut TypeDraft> {
        self.drafts.get_mut(id.0)
    }

    /// Resolves aliases.
    pub(in crate::lower) fn resolve_alias<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        // An alias chain is not longer than the arena.
        for _ in 0..=self.drafts.len() {
            match ty {
                Type::Named(id) => match self.drafts.get(id.0).map(|draft| &draft.kind) {
                    Some(TypeKind::Alias(target)) => ty = target,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
    }

    /// Returns true if a named type is an enumeration.
    pub(in crate::lower) fn is_enum(&self, id: TypeId) -> bool {
        self.drafts.get(id.0).is_some_and(|draft| matches!(draft.kind, TypeKind::Enum(_) | TypeKind::LiteralEnum(_)))
    }

    /// Returns true if a type does not restrict its values. A list that contains only itself does not.
    fn is_untyped(&self, ty: &Type) -> bool {
        /// Maximum number of nested lists and maps.
        const MAX_DEPTH: usize = 64;
        let mut ty = ty;
        for _ in 0..MAX_DEPTH {
            match self.resolve_alias(ty) {
                Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => ty = inner,
                known => return *known == Type::Json,
            }
        }
        true
    }

    /// Counts a schema that was lowered to `ty`.
    pub(in crate::lower) fn count_schema(&mut self, spec: &Spec, category: Category, schema: &SchemaRef, ty: &Type) {
        if self.is_untyped(ty) {
            self.coverage.add_untyped(spec, category, schema, ty);
        } else {
            self.coverage.add(category, None);
        }
    }

    /// Counts a parameter with an inferred type, or without a type for some cause.
    pub(in crate::lower) fn count_parameter(&mut self, cause: Option<Cause>) {
        self.coverage.add(Category::Parameter, cause);
    }

    /// Returns the type coverage once every type is known.
    pub(in crate::lower) fn coverage(&self) -> Typing {
        self.coverage.totals(|ty| self.is_untyped(ty))
    }

    /// Returns the types that each alias refers to.
    pub(super) fn alias_graph(&self, find: fn(&Type) -> Vec<TypeId>) -> BTreeMap<TypeId, Vec<TypeId>> {
        let alias = |(i, draft): (usize, &TypeDraft)| match &draft.kind {
            TypeKind::Alias(ty) => Some((TypeId(i), find(ty))),
            TypeKind::Struct(_)
            | TypeKind::Enum(_)
            | TypeKind::LiteralEnum(_)
            | TypeKind::Union(_)
            | TypeKind::Newtype(_) => None,
        };
        self.drafts.iter().enumerate().filter_map(alias).collect()
    }

    /// Claims the names of all types and sorts the types by name. Also returns the name requests.
    pub(in crate::lower) fn finish(self, keys: &LockKeys) -> (ir::TypeArena, Vec<NameRequest>) {
        let name_requests = with_unique_keys(self.drafts.iter().map(|draft| &draft.name_request));
        let names = keys.scope(Case::Camel, reserved::types(), lock::TYPES).claim(&name_requests);
        let defs: Vec<TypeDef> = {
            let named = self.drafts.into_iter().zip(&name_requests).zip(names);
            named.map(|((draft, request), name)| draft.named(name, request.key(), keys)).collect()
        };
        let mut order: Vec<TypeId> = (0..defs.len()).map(TypeId).collect();
        order.sort_by(|a, b| defs.get(a.0).map(|def| &def.name).cmp(&defs.get(b.0).map(|def| &def.name)));
        (ir::TypeArena { defs, order, needs_erased_boxes: false }, name_requests)
    }
}

impl TypeDraft {
    fn named(self, name: Name, key: &str, keys: &LockKeys) -> TypeDef {
        TypeDef {
            aliases: keys.aliases(lock::TYPES, key, &name),
            key: key.to_owned(),
            name,
            docs: self.docs,
            deprecated: self.deprecated,
            kind: self.kind,
        }
    }
}

/// Returns name requests with a number after each key that occurred before: the alternatives of a union can have the
/// same key.
fn with_unique_keys<'r>(requests: impl Iterator<Item = &'r NameRequest>) -> Vec<NameRequest> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let unique = requests.map(|request| {
        let count = counts.entry(request.key()).or_default();
        *count += 1;
        if *count == 1 { request.clone() } else { request.clone().keyed(format!("{} #{count}", request.key())) }
    });
    unique.collect()
}

/// Returns a type as nullable.
pub(super) fn nullable(ty: Type) -> Type {
    match ty {
        Type::Nullable(_) | Type::Json => ty,
        ty => Type::Nullable(Box::new(ty)),
    }
}

/// Returns a type without its nullability.
pub(in crate::lower) fn not_nullable(ty: Type) -> Type {
    match ty {
        Type::Nullable(inner) => *inner,
        ty => ty,
    }
}
