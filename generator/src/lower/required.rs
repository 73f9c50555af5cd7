//! The form of required parameters: arguments of a method, or setters.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Operation, Parameter};
use crate::names::lock::{self, NameLock};
use crate::spec::Spec;
use crate::spec::operation_keys::OperationKeys;

/// The form of the required parameters of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RequiredParameters {
    /// They are arguments of the client's method.
    #[default]
    Positional,
    /// They are setters of the call. A call that lacks one fails before it is sent.
    Setters,
}

/// Turns the required parameters of all operations into setters. Parts of multipart forms and fields of structs stay
/// arguments of `new`.
pub fn use_setters(api: &mut Api) {
    let operations = api.modules.iter_mut().flat_map(|module| &mut module.operations);
    let parameters = operations.flat_map(|operation| &mut operation.parameters);
    for parameter in parameters.filter(|parameter| parameter.required) {
        parameter.required = false;
        parameter.required_setter = true;
        let name = parameter.name.rust();
        let text = format!("Required: without `{name}`, the call fails before it is sent.");
        parameter.docs.push(text);
    }
}

/// The maximum number of methods in the note.
const SHOWN: usize = 3;

/// Reports methods with adjacent arguments of one type, unless their order is locked.
pub fn report_same_typed(spec: &Spec, api: &Api, lock: &NameLock, diagnostics: &mut Diagnostics) {
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let is_new = |operation: &&Operation| {
        lock.scope(&lock::parameters(&operation.key)).is_none_or(|scope| scope.order.is_empty())
    };
    let mut found: Vec<&Operation> =
        operations.filter(is_new).filter(|operation| has_same_typed(api, operation)).collect();
    found.sort_by_key(|operation| &operation.key);
    let keys = OperationKeys::new(spec);
    let pointers: BTreeMap<String, _> =
        spec.operations.iter().map(|operation| (keys.key(operation), &operation.pointer)).collect();
    let Some(pointer) = found.first().and_then(|operation| pointers.get(&operation.key)) else { return };
    let shown: Vec<String> = found.iter().take(SHOWN).map(|operation| signature(operation)).collect();
    let more = found.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let methods = if found.len() == 1 { "a method has" } else { "methods have" };
    let message = format!("{methods} adjacent arguments of one type: {}{more}", shown.join(", "));
    let help = "set `required = \"setters\"` in specs/clients.toml, or `--required setters`, to pass them by name; \
                arguments keep their order once it is locked";
    diagnostics.push(Diagnostic::new(Code::SameTypedParameters, spec.place(pointer), message).help(help));
}

/// Reports methods whose arguments have another order than the locked one, although their number is the same: calls
/// still compile if the types match.
pub fn report_order(spec: &Spec, api: &Api, lock: &NameLock, diagnostics: &mut Diagnostics) {
    let keys = OperationKeys::new(spec);
    let operations = api.modules.iter().flat_map(|module| &module.operations);
    let operations: BTreeMap<&str, &Operation> =
        operations.map(|operation| (operation.key.as_str(), operation)).collect();
    for described in &spec.operations {
        let key = keys.key(described);
        let order = lock.scope(&lock::parameters(&key)).map_or(&[][..], |scope| scope.order.as_slice());
        let Some(operation) = operations.get(key.as_str()) else { continue };
        let arguments = operation.parameters.iter().filter(|parameter| parameter.required);
        let now: Vec<String> = arguments.map(Parameter::key).collect();
        let moved = order.iter().zip(&now).find(|(earlier, item)| earlier != item && order.contains(item));
        let Some((_, moved)) = moved.filter(|_| order.len() == now.len()) else { continue };
        let (method, earlier, now) = (operation.method_name.rust(), order.join(", "), now.join(", "));
        let message = format!("the arguments of `{method}` were ({earlier}), and now are ({now}): `{moved}` moved");
        let help = "calls may compile with swapped values: review them and release a new major version, restore the \
                    earlier parameter in an overlay, or set `required = \"setters\"`";
        diagnostics.push(Diagnostic::new(Code::ArgumentsMoved, spec.place(&described.pointer), message).help(help));
    }
}

/// Returns true if two adjacent arguments of the method have one type, so that swapped values compile.
fn has_same_typed(api: &Api, operation: &Operation) -> bool {
    let arguments: Vec<&Parameter> = operation.parameters.iter().filter(|parameter| parameter.required).collect();
    let ty = |parameter: &Parameter| api.types.resolve_alias(&parameter.ty).clone();
    arguments.iter().zip(arguments.iter().skip(1)).any(|(one, next)| ty(one) == ty(next))
}

/// Returns a method with the names of its arguments.
fn signature(operation: &Operation) -> String {
    let arguments = operation.parameters.iter().filter(|parameter| parameter.required);
    let arguments: Vec<&str> = arguments.map(|parameter| parameter.name.rust()).collect();
    format!("`{}({})`", operation.method_name.rust(), arguments.join(", "))
}
