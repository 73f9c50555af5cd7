//! Output and error types: one type for all responses of an outcome, and the mapping of each response to it.

use super::TypedResponse;
use crate::ir::{ResponseEnum, ResponseType, ResponseVariant, ResultMapping, Type};
use crate::lower::context::LoweringContext;
use crate::lower::lock_keys::LockKeys;
use crate::lower::operations::statuses;
use crate::lower::schemas::arena::NameHint;
use crate::names::{Case as Letters, NameRequest, Scope, lock};

/// The type of an outcome, and the mapping of each response to it.
pub(super) struct ResponseMapping {
    pub(super) response_type: ResponseType,
    pub(super) mappings: Vec<ResultMapping>,
}

/// The name of the enum of an outcome.
pub(super) struct OutcomeName<'s> {
    text: String,
    key: String,
    keys: &'s LockKeys<'s>,
}

impl<'s> OutcomeName<'s> {
    /// Creates the name for a purpose in an operation.
    pub(super) fn new(cx: &LoweringContext<'s>, hint: &NameHint, purpose: &str) -> Self {
        Self::keyed(cx, hint, &cx.keys().schema(&hint.pointer), purpose)
    }

    /// Creates the name for a purpose in an item with a key.
    pub(super) fn keyed(cx: &LoweringContext<'s>, hint: &NameHint, key: &str, purpose: &str) -> Self {
        Self { text: format!("{} {purpose}", hint.text), key: lock::operation_type(key, purpose), keys: cx.keys() }
    }

    fn request(&self) -> NameRequest {
        NameRequest::built("", &self.text).keyed(self.key.clone())
    }
}

/// Returns the output type of a call. A value or no value, as with 200 and 204, is an `Option`, which supports `?`.
pub(super) fn success(reads: &[TypedResponse], name: &OutcomeName, scope: &mut Scope) -> ResponseMapping {
    match distinct(reads).as_slice() {
        // `Json` includes null, as which an empty body decodes.
        [Type::Json, Type::Unit] | [Type::Unit, Type::Json] => single(reads, Type::Json),
        [Type::Nullable(_), Type::Unit] | [Type::Unit, Type::Nullable(_)] => per_status(reads, name, scope),
        [some, Type::Unit] | [Type::Unit, some] => optional(reads, some),
        _ => errors(reads, name, scope),
    }
}

/// Returns the error type of a call.
pub(super) fn errors(reads: &[TypedResponse], name: &OutcomeName, scope: &mut Scope) -> ResponseMapping {
    match distinct(reads).as_slice() {
        [] => single(reads, Type::Json),
        [one] => single(reads, (*one).clone()),
        _ => per_status(reads, name, scope),
    }
}

fn distinct(reads: &[TypedResponse]) -> Vec<&Type> {
    let mut types: Vec<&Type> = Vec::new();
    for read in reads {
        if !types.contains(&&read.ty) {
            types.push(&read.ty);
        }
    }
    types
}

fn optional(reads: &[TypedResponse], some: &Type) -> ResponseMapping {
    let mappings =
        reads.iter().map(|read| if read.ty == Type::Unit { ResultMapping::Absent } else { ResultMapping::Present });
    ResponseMapping {
        response_type: ResponseType::Single(Type::Nullable(Box::new(some.clone()))),
        mappings: mappings.collect(),
    }
}

fn single(reads: &[TypedResponse], ty: Type) -> ResponseMapping {
    ResponseMapping { response_type: ResponseType::Single(ty), mappings: vec![ResultMapping::Direct; reads.len()] }
}

fn per_status(reads: &[TypedResponse], name: &OutcomeName, scope: &mut Scope) -> ResponseMapping {
    let name_requests: Vec<NameRequest> = reads
        .iter()
        .map(|read| NameRequest::built(&statuses::key(read.status), &statuses::name(read.status)))
        .collect();
    let lock_scope = lock::variants(&name.key);
    let names = name.keys.scope(Letters::Camel, [], &lock_scope).claim(&name_requests);
    let variants = reads.iter().zip(names);
    let variants =
        variants.map(|(read, name)| ResponseVariant { name, ty: read.ty.clone(), docs: read.docs.clone() }).collect();
    let cases = ResponseEnum { name: scope.claim_one(&name.request()), variants };
    ResponseMapping {
        response_type: ResponseType::PerStatus(cases),
        mappings: (0..reads.len()).map(ResultMapping::Variant).collect(),
    }
}
