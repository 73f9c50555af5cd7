//! Counts what became of schemas: which types, members and arguments have a type, and why the others have none.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::Lowering;
use super::types::Arena;
use crate::coverage::{Cause, Tally, Typing};
use crate::infer::Aspect;
use crate::ir::Type;
use crate::spec::facts;
use crate::spec::{Argument, Spec};

/// The schemas that have been lowered so far.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// What has a type of its own, or none for certain.
    typing: Typing,
    /// What has none unless a type that is not known yet gives it one, and why it would have none.
    open: Vec<(Kind, Type, Cause)>,
}

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A named schema.
    Type,
    /// A member of an object.
    Field,
    /// An argument.
    Parameter,
}

impl Counted {
    fn tally(&mut self, kind: Kind) -> &mut Tally {
        match kind {
            Kind::Type => &mut self.typing.types,
            Kind::Field => &mut self.typing.fields,
            Kind::Parameter => &mut self.typing.parameters,
        }
    }

    /// The counts, now that every type is known.
    pub(super) fn settle(mut self, types: &Arena) -> Typing {
        for (kind, ty, cause) in std::mem::take(&mut self.open) {
            self.tally(kind).add(is_untyped(types, &ty).then_some(cause));
        }
        self.typing
    }
}

impl Lowering<'_> {
    /// Counts a schema that became this type.
    pub(super) fn count(&mut self, kind: Kind, schema: &ReferenceOr<Schema>, ty: &Type) {
        if is_untyped(&self.types, ty) {
            let cause = cause(self.spec, schema, self.spec.schemas.len() + DEEPEST);
            self.counted.open.push((kind, ty.clone(), cause));
        } else {
            self.counted.tally(kind).add(None);
        }
    }

    /// Counts an argument. One of which neither the description nor inference knows a type is text for want of better.
    pub(super) fn count_argument(&mut self, argument: &Argument, ty: &Type) {
        match self.inference(&argument.pointer, Aspect::Type) {
            Some(inference) => {
                let cause = inference.is_default().then_some(Cause::Undocumented);
                self.counted.typing.parameters.add(cause);
            }
            None => self.count(Kind::Parameter, &argument.schema, ty),
        }
    }
}

/// Whether a type says nothing of the values in it. A list that holds itself has no other values to speak of.
fn is_untyped(types: &Arena, ty: &Type) -> bool {
    let mut ty = ty;
    for _ in 0..DEEPEST {
        match types.behind(ty) {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => ty = inner,
            known => return *known == Type::Value,
        }
    }
    true
}

/// How many lists and maps may lie within each other before the search for a cause ends.
const DEEPEST: usize = 64;

/// Why a schema is not enough for a type; `left` is how many steps the search may still take.
fn cause(spec: &Spec, schema: &ReferenceOr<Schema>, left: usize) -> Cause {
    let Some(left) = left.checked_sub(1) else { return Cause::Reference };
    let Some((_, schema)) = spec.resolve(schema) else { return Cause::Reference };
    let parts = facts::parts(schema);
    if !parts.all_of.is_empty() {
        return match parts.all_of {
            [only] if facts::kind(schema).is_none() => cause(spec, only, left),
            _ => Cause::Parts,
        };
    }
    match (parts.one_of, parts.any_of) {
        ([], []) => {}
        ([only], []) | ([], [only]) => return cause(spec, only, left),
        _ => return Cause::Union,
    }
    match facts::kind(schema) {
        None if facts::enumeration(schema).is_empty() => Cause::Undocumented,
        Some(facts::Kind::Array) => match facts::items(schema) {
            Some(items) => cause(spec, &items.clone().unbox(), left),
            None => Cause::Undocumented,
        },
        Some(facts::Kind::Object) if facts::properties(schema).is_none_or(indexmap::IndexMap::is_empty) => {
            match facts::additional(schema) {
                Some(AdditionalProperties::Schema(values)) => cause(spec, values, left),
                Some(AdditionalProperties::Any(_)) | None => Cause::OpenObject,
            }
        }
        _ => Cause::Unexplained,
    }
}
