//! The read-only input of the lowering of schemas, with its recursive entry.

use std::collections::{BTreeMap, BTreeSet};

use super::arena::{NameHint, TypeDrafts};
use super::inheritance::Family;
use crate::diagnostic::Diagnostics;
use crate::ir::{Type, TypeKind};
use crate::lower::lock_keys::LockKeys;
use crate::spec::{Schema, SchemaRef, Spec};

/// The read-only input of the lowering of schemas.
///
/// Modules for one kind of schema lower the parts of a schema with [`Self::lower`] and [`Self::lower_kind`], and so do
/// not import the module that selects among them.
#[derive(Clone, Copy)]
pub(in crate::lower) struct SchemaContext<'s> {
    pub(in crate::lower) spec: &'s Spec,
    /// The names to keep.
    pub(in crate::lower) keys: &'s LockKeys<'s>,
    /// Base schemas with their child schemas, by the name of the base.
    pub(in crate::lower) families: &'s BTreeMap<String, Family>,
    /// Named unions that are alternatives of themselves.
    pub(in crate::lower) recursive_unions: &'s BTreeSet<String>,
    /// Named schemas whose `allOf` parts are being merged, outermost first.
    pub(super) merging: &'s [String],
    /// Number of unions whose alternatives are being merged into others.
    pub(super) choices: usize,
    /// Named unions whose alternatives are being lowered, outermost first.
    pub(super) open: &'s [String],
    pub(super) entry: EntryPoints,
}

/// The recursive entry of the lowering of schemas.
#[derive(Clone, Copy)]
pub(super) struct EntryPoints {
    pub(super) lower: fn(&SchemaContext, &mut TypeDrafts, &mut Diagnostics, &SchemaRef, &NameHint) -> Type,
    pub(super) lower_kind: fn(&SchemaContext, &mut TypeDrafts, &mut Diagnostics, &Schema, &NameHint) -> TypeKind,
}

impl SchemaContext<'_> {
    /// Returns the type of a schema. A new type gets its name from the hint.
    pub(in crate::lower) fn lower(
        &self,
        types: &mut TypeDrafts,
        diagnostics: &mut Diagnostics,
        schema: &SchemaRef,
        hint: &NameHint,
    ) -> Type {
        (self.entry.lower)(self, types, diagnostics, schema, hint)
    }

    /// Returns the kind of a schema, without its nullability.
    pub(super) fn lower_kind(
        &self,
        types: &mut TypeDrafts,
        diagnostics: &mut Diagnostics,
        schema: &Schema,
        hint: &NameHint,
    ) -> TypeKind {
        (self.entry.lower_kind)(self, types, diagnostics, schema, hint)
    }

    /// Returns the kind of a part of a schema, which becomes an alias if the part is a reference.
    pub(super) fn lower_part(
        &self,
        types: &mut TypeDrafts,
        diagnostics: &mut Diagnostics,
        part: &SchemaRef,
        hint: &NameHint,
    ) -> TypeKind {
        match part {
            SchemaRef::Inline(schema) => self.lower_kind(types, diagnostics, schema, hint),
            SchemaRef::Reference(_) => TypeKind::Alias(self.lower(types, diagnostics, part, hint)),
        }
    }
}
