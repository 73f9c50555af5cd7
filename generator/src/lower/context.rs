//! The read-only input of lowering, and the results that the lowering of operations adds to.

use std::collections::BTreeMap;

use super::lock_keys::LockKeys;
use super::reports::report;
use super::schemas::arena::{NameHint, TypeDrafts};
use super::schemas::context::SchemaContext;
use crate::diagnostic::{Code, Diagnostics};
use crate::infer::{Aspect, Claim, Inference, Inferences};
use crate::ir::{Credential, Type};
use crate::names::Scope;
use crate::pointer::Pointer;
use crate::spec::{SchemaRef, Spec};

/// The read-only input of lowering.
pub(super) struct LoweringContext<'s> {
    pub(super) spec: &'s Spec,
    pub(super) inferences: &'s Inferences,
    pub(super) schemas: SchemaContext<'s>,
    /// Credentials by the names of their security schemes.
    pub(super) credentials: &'s BTreeMap<String, Credential>,
    /// Base URL of the API.
    pub(super) base_url: Option<&'s str>,
}

impl<'s> LoweringContext<'s> {
    /// Returns the names to keep.
    pub(super) fn keys(&self) -> &'s LockKeys<'s> {
        self.schemas.keys
    }

    /// Returns the inferred fact about an aspect of a place.
    pub(super) fn fact(&self, pointer: &Pointer, aspect: Aspect) -> Option<&'s Claim> {
        Some(&self.inference(pointer, aspect)?.chosen.fact)
    }

    /// Returns the inference about an aspect of a place.
    pub(super) fn inference(&self, pointer: &Pointer, aspect: Aspect) -> Option<&'s Inference> {
        self.inferences.get(pointer)?.get(&aspect)
    }
}

/// The results that the lowering of operations adds to.
pub(super) struct Sinks<'d> {
    pub(super) types: &'d mut TypeDrafts,
    pub(super) diagnostics: &'d mut Diagnostics,
    /// Type names of the operations module.
    pub(super) type_names: Scope,
}

impl Sinks<'_> {
    /// Returns the type of a schema. A new type gets its name from the hint.
    pub(super) fn lower(&mut self, cx: &LoweringContext, schema: &SchemaRef, hint: &NameHint) -> Type {
        cx.schemas.lower(self.types, self.diagnostics, schema, hint)
    }

    /// Reports a part of the document that the client does not represent as written.
    pub(super) fn report(&mut self, cx: &LoweringContext, code: Code, pointer: &Pointer, message: String, help: &str) {
        report(cx.spec, self.diagnostics, code, pointer, message, help);
    }
}
