//! Retries and rate limits: backoff fields (`x-backoff`), the API's rate limit (`x-rate-limit`) and idempotency keys
//! (`x-idempotency-key`, or a header parameter of such a name).
//!
//! An extension at the document's root applies to every operation without an extension. `false` at an
//! operation disables it there.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::is_header_name;
use crate::infer::{Aspect, Claim};
use crate::ir::{BackoffField, RateLimit, TimeUnit};
use crate::lower::context::{LoweringContext, Sinks};
use crate::lower::reports::report;
use crate::pointer::Pointer;
use crate::spec::{Location, Operation, Parameter, SchemaType, Spec};

/// Headers that are idempotency keys by their names.
const KEY_HEADERS: [&str; 2] = ["idempotency-key", "x-idempotency-key"];

/// Length of the keys that the client generates: a UUID as text.
const KEY_LENGTH: usize = 36;

/// Returns the rate limit of the API.
pub(in crate::lower) fn rate_limit(spec: &Spec, diagnostics: &mut Diagnostics) -> Option<RateLimit> {
    const KEY: &str = "x-rate-limit";
    let value = spec.extensions.get(KEY)?;
    let count = |key| value.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    if let (Some(requests), Some(seconds)) = (count("requests"), count("seconds")) {
        return Some(RateLimit { requests, seconds });
    }
    report_invalid(
        spec,
        diagnostics,
        KEY,
        &Pointer::root(),
        "write `{requests: 30, seconds: 1}` for 30 requests per second",
    );
    None
}

/// Returns the response field that contains the delay before an operation's next call.
pub(super) fn backoff(cx: &LoweringContext, out: &mut Sinks, operation: &Operation) -> Option<BackoffField> {
    const KEY: &str = "x-backoff";
    let (value, at) = extension(cx.spec, KEY, operation)?;
    let field = value.get("field").and_then(Value::as_str).filter(|field| !field.is_empty());
    let unit = match value.get("unit").map(Value::as_str) {
        None | Some(Some("seconds")) => Some(TimeUnit::Seconds),
        Some(Some("milliseconds")) => Some(TimeUnit::Milliseconds),
        Some(_) => None,
    };
    if let (Some(field), Some(unit)) = (field, unit) {
        return Some(BackoffField { field: field.to_owned(), unit });
    }
    let help = "write `{field: NAME, unit: seconds}` with the name of the field, or `unit: milliseconds`";
    report_invalid(cx.spec, out.diagnostics, KEY, &at, help);
    None
}

/// Returns the header that contains the idempotency key of an operation.
pub(super) fn idempotency_key(cx: &LoweringContext, out: &mut Sinks, operation: &Operation) -> Option<String> {
    const KEY: &str = "x-idempotency-key";
    if matches!(operation.method, "get" | "head" | "options" | "trace") {
        return None;
    }
    if operation.extensions.get(KEY).and_then(Value::as_bool) == Some(false) {
        return None;
    }
    if let Some((value, at)) = extension(cx.spec, KEY, operation) {
        if let Some(name) = value.as_str().filter(|name| is_header_name(name)) {
            return Some(name.to_owned());
        }
        report_invalid(cx.spec, out.diagnostics, KEY, &at, "write the name of the header, such as `Idempotency-Key`");
    }
    let headers = operation.parameters.iter().filter(|parameter| parameter.location == Location::Header);
    let mut keys = headers.filter(|parameter| KEY_HEADERS.contains(&parameter.name.to_ascii_lowercase().as_str()));
    let key = keys.next()?;
    (key.required || accepts_uuid(cx, key)).then(|| key.name.clone())
}

/// Returns true if a parameter is an idempotency key that the client generates by default, so that it is optional.
pub(super) fn is_generated(
    cx: &LoweringContext,
    out: &mut Sinks,
    parameter: &Parameter,
    operation: &Operation,
) -> bool {
    parameter.location == Location::Header
        && idempotency_key(cx, out, operation).is_some_and(|name| name.eq_ignore_ascii_case(&parameter.name))
        && accepts_uuid(cx, parameter)
}

/// Returns true if the text of a UUID satisfies a parameter's schema.
fn accepts_uuid(cx: &LoweringContext, parameter: &Parameter) -> bool {
    if matches!(cx.fact(&parameter.pointer, Aspect::Enum), Some(Claim::Enum(_))) {
        return false;
    }
    let Some((_, schema)) = cx.spec.resolve(&parameter.schema) else { return true };
    let (least, most) = (schema.min_length, schema.max_length);
    matches!(schema.schema_type, None | Some(SchemaType::String))
        && matches!(schema.format.as_deref(), None | Some("uuid"))
        && schema.enum_values.is_empty()
        && schema.pattern.is_none()
        && least.is_none_or(|least| least <= KEY_LENGTH)
        && most.is_none_or(|most| most >= KEY_LENGTH)
}

/// Returns an extension of an operation, or else of the document, and its place.
fn extension(spec: &Spec, key: &str, operation: &Operation) -> Option<(Value, Pointer)> {
    let specific = operation.extensions.get(key).map(|value| (value, operation.pointer.clone()));
    let found = specific.or_else(|| spec.extensions.get(key).map(|value| (value, Pointer::root())));
    let (value, at) = found.filter(|(value, _)| value.as_bool() != Some(false))?;
    Some((value.clone(), at))
}

fn report_invalid(spec: &Spec, diagnostics: &mut Diagnostics, key: &str, at: &Pointer, help: &str) {
    let message = format!("`{key}` is invalid and ignored");
    report(spec, diagnostics, Code::ExtensionUnreadable, &at.child(key), message, help);
}
