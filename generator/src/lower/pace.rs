//! What a document says of calls that are made again: the pauses its answers ask for (`x-backoff`), how many requests
//! are allowed (`x-rate-limit`), and the header by which a request is known again (`x-idempotency-key`, or a parameter
//! of such a name).
//!
//! An extension at the document's root is for every operation that has none of its own; `false` there says that it does
//! not hold for this one.

use serde_json::Value;

use super::Lowering;
use crate::diagnostic::Code;
use crate::document::is_header_name;
use crate::infer::{Aspect, Fact};
use crate::ir::{Backoff, RateLimit, TimeUnit};
use crate::pointer::Pointer;
use crate::spec::facts::{self, Kind};
use crate::spec::{Argument, Location, Operation};

/// Headers that say by their name that they are idempotency keys.
const KEY_HEADERS: [&str; 2] = ["idempotency-key", "x-idempotency-key"];

/// How long the keys are that a client makes: a UUID as text.
const KEY_LENGTH: usize = 36;

impl Lowering<'_> {
    /// How many requests the API allows.
    pub(super) fn rate_limit(&mut self) -> Option<RateLimit> {
        const KEY: &str = "x-rate-limit";
        let value = self.spec.extensions.get(KEY)?;
        let count = |key| value.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        if let (Some(requests), Some(seconds)) = (count("requests"), count("seconds")) {
            return Some(RateLimit { requests, seconds });
        }
        self.not_understood(KEY, &Pointer::root(), "write `{requests: 30, seconds: 1}` for 30 requests a second");
        None
    }

    /// What the answers of an operation say of the wait before its next call.
    pub(super) fn backoff(&mut self, operation: &Operation) -> Option<Backoff> {
        const KEY: &str = "x-backoff";
        let (value, at) = self.extension(KEY, operation)?;
        let field = value.get("field").and_then(Value::as_str).filter(|field| !field.is_empty());
        let unit = match value.get("unit").map(Value::as_str) {
            None | Some(Some("seconds")) => Some(TimeUnit::Seconds),
            Some(Some("milliseconds")) => Some(TimeUnit::Milliseconds),
            Some(_) => None,
        };
        if let (Some(field), Some(unit)) = (field, unit) {
            return Some(Backoff { field: field.to_owned(), unit });
        }
        let help = "write `{field: NAME, unit: seconds}` with the name of the member, or `unit: milliseconds`";
        self.not_understood(KEY, &at, help);
        None
    }

    /// The header by which the server knows a request of this operation again.
    pub(super) fn idempotency_key(&mut self, operation: &Operation) -> Option<String> {
        const KEY: &str = "x-idempotency-key";
        if matches!(operation.method, "get" | "head" | "options" | "trace") {
            return None;
        }
        if operation.head.extensions.get(KEY).and_then(Value::as_bool) == Some(false) {
            return None;
        }
        if let Some((value, at)) = self.extension(KEY, operation) {
            if let Some(name) = value.as_str().filter(|name| is_header_name(name)) {
                return Some(name.to_owned());
            }
            self.not_understood(KEY, &at, "write the name of the header, such as `Idempotency-Key`");
        }
        let headers = operation.arguments.iter().filter(|argument| argument.location == Location::Header);
        let mut keys = headers.filter(|argument| KEY_HEADERS.contains(&argument.name.to_ascii_lowercase().as_str()));
        let key = keys.next()?;
        (key.required || self.can_be_made(key)).then(|| key.name.clone())
    }

    /// Whether an argument is an idempotency key that the client makes where the caller gives none, so that nobody has
    /// to give one.
    pub(super) fn is_made(&mut self, argument: &Argument, operation: &Operation) -> bool {
        argument.location == Location::Header
            && self.idempotency_key(operation).is_some_and(|name| name.eq_ignore_ascii_case(&argument.name))
            && self.can_be_made(argument)
    }

    /// Whether an argument can be the text of a UUID.
    fn can_be_made(&self, argument: &Argument) -> bool {
        if matches!(self.fact(&argument.pointer, Aspect::Enum), Some(Fact::Enum(_))) {
            return false;
        }
        let Some((_, schema)) = self.spec.resolve(&argument.schema) else { return true };
        let (least, most) = facts::length(schema);
        matches!(facts::kind(schema), None | Some(Kind::String))
            && matches!(facts::format(schema), None | Some("uuid"))
            && facts::enumeration(schema).is_empty()
            && facts::pattern(schema).is_none()
            && least.is_none_or(|least| least <= KEY_LENGTH)
            && most.is_none_or(|most| most >= KEY_LENGTH)
    }

    /// An extension of an operation, or else of the document, and where it stands.
    fn extension(&self, key: &str, operation: &Operation) -> Option<(Value, Pointer)> {
        let own = operation.head.extensions.get(key).map(|value| (value, operation.pointer.clone()));
        let found = own.or_else(|| self.spec.extensions.get(key).map(|value| (value, Pointer::root())));
        let (value, at) = found.filter(|(value, _)| value.as_bool() != Some(false))?;
        Some((value.clone(), at))
    }

    fn not_understood(&mut self, key: &str, at: &Pointer, help: &str) {
        let message = format!("`{key}` is not what it can be, and is left out");
        self.report(Code::ExtensionUnreadable, &at.child(key), message, help);
    }
}
