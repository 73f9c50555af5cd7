//! Operations: names, arguments in calling order, and how answers are read.

use serde_json::Value;

use super::types::Hint;
use super::{Lowering, paths, servers};
use crate::infer::{Aspect, Fact};
use crate::ir;
use crate::names::{Case, Name, Scope, Wish};
use crate::spec;

/// Methods that every client has, and those of the prelude that take any value as it is, which come before a method that
/// borrows the client; an operation of such a name gets another.
const CLIENT_METHODS: &[&str] =
    &["api", "base_url", "builder", "clone", "execute", "from", "into", "new", "of", "send", "try_into"];

/// Names that mean something else where operations are printed.
const TAKEN: &[&str] = &[
    "Answer",
    "As",
    "BTreeMap",
    "Backoff",
    "Box",
    "Bytes",
    "Call",
    "Client",
    "Date",
    "Decimal",
    "Default",
    "Encoder",
    "Err",
    "Error",
    "File",
    "From",
    "GivesBytes",
    "GivesEvents",
    "GivesLines",
    "Into",
    "IntoIterator",
    "InvalidArgument",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "IsoDuration",
    "Iterator",
    "LineKind",
    "M",
    "Method",
    "Mode",
    "More",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Page",
    "Paged",
    "Result",
    "Secret",
    "Security",
    "Self",
    "Separator",
    "Some",
    "String",
    "Style",
    "TimeOfDay",
    "Timestamp",
    "Turn",
    "Upload",
    "Uri",
    "Uuid",
    "Value",
    "Vec",
    "Written",
    "Xml",
];

/// An operation, with what its module is chosen by.
pub(super) struct Lowered {
    pub(super) operation: ir::Operation,
    pub(super) tags: Vec<String>,
}

impl Lowering<'_> {
    /// Every operation, in the order of its path and method.
    pub(super) fn lower_operations(&mut self) -> Vec<Lowered> {
        let spec = self.spec;
        let mut operations: Vec<&spec::Operation> = spec.operations.iter().collect();
        operations.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
        let ids: Vec<(String, Wish)> = operations.iter().map(|operation| self.id(operation)).collect();
        let wishes: Vec<Wish> = ids.iter().map(|(_, wish)| wish.clone()).collect();
        let methods = Scope::reserving(Case::Snake, CLIENT_METHODS.iter().copied()).claim(&wishes);
        self.beside = Scope::reserving(Case::Camel, TAKEN.iter().copied());
        let types = self.beside.claim(&wishes);
        for ((operation, wish), name) in operations.iter().zip(&wishes).zip(&methods) {
            self.report_clash(wish, name, Case::Snake, &operation.pointer);
        }
        let names = methods.into_iter().zip(types);
        let named = operations.into_iter().zip(ids).zip(names);
        named.map(|((op, (id, _)), names)| self.operation(op, id, names)).collect()
    }

    /// The id of an operation, and the wish for its name.
    fn id(&self, operation: &spec::Operation) -> (String, Wish) {
        let inferred = match self.fact(&operation.pointer, Aspect::OperationId) {
            Some(Fact::OperationId(id)) => Some(id.clone()),
            _ => None,
        };
        let built = || format!("{} {}", operation.method, operation.path.replace(['{', '}', '/'], " "));
        let qualifier = format!("{} {}", operation.method, operation.path);
        let chosen = operation.head.extensions.get("x-rust-name").and_then(Value::as_str);
        let wish = match (&inferred, &operation.head.operation_id) {
            (Some(id), _) => Wish::built(id, id),
            (None, Some(id)) if !id.trim().is_empty() => Wish::given(id),
            (None, _) => Wish::built("", &built()),
        };
        let id = if wish.wire.is_empty() {
            built().split_whitespace().collect::<Vec<_>>().join("-")
        } else {
            wish.wire.clone()
        };
        (id, wish.qualified(&qualifier).chosen(chosen))
    }

    fn operation(&mut self, op: &spec::Operation, id: String, (method_name, type_name): (Name, Name)) -> Lowered {
        let hint = Hint { text: type_name.rust().to_owned(), pointer: op.pointer.clone() };
        let arguments = self.arguments(op, &hint);
        let path = paths::parts(&op.path, &arguments);
        let answers = self.answers(op, &hint);
        let deprecated = op.head.deprecated;
        let operation = ir::Operation {
            id,
            method_name,
            type_name,
            http_method: upper(op.method),
            template: op.path.clone(),
            path,
            summary: filled(op.head.summary.as_deref()),
            description: filled(op.head.description.as_deref()),
            inferred: self.answer_docs(op),
            deprecated,
            arguments,
            constants: self.constants(op),
            security: self.security(op),
            accept: answers.accept,
            output: answers.output,
            error: answers.error,
            arms: answers.arms,
            streams: self.streams(op, &hint),
            keeps_redirects: answers.keeps_redirects,
            headers: answers.headers,
            server: servers::own(op, self.base_url.as_deref()),
            paging: None,
            idempotency_key: self.idempotency_key(op),
            backoff: self.backoff(op),
        };
        Lowered { operation, tags: op.head.tags.clone() }
    }

    /// What was inferred about an aspect of a place.
    pub(super) fn fact(&self, pointer: &crate::pointer::Pointer, aspect: Aspect) -> Option<&Fact> {
        Some(&self.inference(pointer, aspect)?.chosen.fact)
    }

    /// What was inferred about an aspect of a place, and why.
    pub(super) fn inference(
        &self,
        pointer: &crate::pointer::Pointer,
        aspect: Aspect,
    ) -> Option<&crate::infer::Inference> {
        self.inferences.get(pointer)?.get(&aspect)
    }
}

fn upper(method: &str) -> &'static str {
    match method {
        "get" => "GET",
        "put" => "PUT",
        "post" => "POST",
        "delete" => "DELETE",
        "options" => "OPTIONS",
        "head" => "HEAD",
        "patch" => "PATCH",
        _ => "TRACE",
    }
}

fn filled(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).map(str::to_owned)
}
