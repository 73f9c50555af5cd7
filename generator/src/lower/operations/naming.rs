//! Ids and names of operations.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::infer::{Aspect, Claim, Inferences};
use crate::lower::context::LoweringContext;
use crate::lower::lock_keys::LockKeys;
use crate::lower::reports::report;
use crate::names::lock::{self, NameLock};
use crate::names::{Case, Name, NameRequest, Scope};
use crate::spec::{Operation, Spec};

/// Returns the id of an operation and the request for its name.
pub(super) fn id(inferences: &Inferences, keys: &LockKeys, operation: &Operation) -> (String, NameRequest) {
    let inferred = inferences.get(&operation.pointer).and_then(|aspects| aspects.get(&Aspect::OperationId));
    let inferred = match inferred.map(|inference| &inference.chosen.fact) {
        Some(Claim::OperationId(id)) => Some(id),
        _ => None,
    };
    let built = || format!("{} {}", operation.method, operation.path.replace(['{', '}', '/'], " "));
    let qualifier = format!("{} {}", operation.method, operation.path);
    let chosen = operation.extensions.get("x-rust-name").and_then(Value::as_str);
    let name_request = match (inferred, &operation.operation_id) {
        (Some(id), _) => NameRequest::built(id, id),
        (None, Some(id)) if !id.trim().is_empty() => NameRequest::given(id),
        (None, _) => NameRequest::built("", &built()),
    };
    let id = if name_request.wire.is_empty() {
        built().split_whitespace().collect::<Vec<_>>().join("-")
    } else {
        name_request.wire.clone()
    };
    (id, name_request.qualified(&qualifier).chosen(chosen).keyed(keys.operation(operation)))
}

/// Returns the earlier id of an operation if it has another id now. Ids made of the path do not count.
fn changed_id<'k>(keys: &'k LockKeys, id: &str, name_request: &NameRequest) -> Option<&'k str> {
    keys.earlier_id(name_request.key()).filter(|earlier| *earlier != id && !name_request.wire.is_empty())
}

/// Reports an operation that keeps its name although its id changed. Returns false if it is no such operation.
pub(super) fn report_kept(
    cx: &LoweringContext,
    diagnostics: &mut Diagnostics,
    operation: &Operation,
    (id, name_request): (&str, &NameRequest),
    name: &Name,
) -> bool {
    let Some(earlier) = changed_id(cx.keys(), id, name_request) else { return false };
    let new = Scope::new(Case::Snake).claim_one(name_request);
    if new.rust() != name.rust() {
        let (new, name) = (new.rust(), name.rust());
        let message = format!("the id changed from `{earlier}` to `{id}`; the method is still called `{name}`");
        let help = format!("run codegen with --accept-rename to call it `{new}` and to deprecate `{name}`");
        report(cx.spec, diagnostics, Code::OperationRenamed, &operation.pointer, message, &help);
    }
    true
}

/// Turns the names of operations whose ids changed into aliases, so that they are named after their new ids.
pub fn accept_renames(spec: &Spec, inferences: &Inferences, lock: &mut NameLock) {
    let earlier = lock.clone();
    let keys = LockKeys::new(spec, &earlier);
    for operation in &spec.operations {
        let (id, name_request) = id(inferences, &keys, operation);
        let locked = earlier.scope(lock::OPERATIONS).and_then(|scope| scope.names.get(name_request.key()));
        let is_renamed =
            locked.is_some_and(|locked| *locked != Scope::new(Case::Snake).claim_one(&name_request).rust());
        if is_renamed && changed_id(&keys, &id, &name_request).is_some() {
            lock.release(lock::OPERATIONS, name_request.key());
            lock.release(lock::OPERATION_TYPES, name_request.key());
        }
    }
}
