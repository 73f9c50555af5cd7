//! Operations: names, parameters in calling order, and responses.

mod bodies;
mod body_choices;
mod docs;
pub(super) mod naming;
pub(super) mod pagination;
mod parameters;
mod paths;
pub(super) mod rate_limits;
mod responses;
mod serialization;
mod statuses;
mod streaming;

use std::collections::BTreeSet;

use self::parameters::ParameterDraft;
use self::responses::ChoiceDrafts;
use crate::diagnostic::Diagnostics;
use crate::ir;
use crate::lower::context::{LoweringContext, Sinks};
use crate::lower::lock_keys::LockKeys;
use crate::lower::reports::report_rename;
use crate::lower::schemas::arena::{NameHint, TypeDrafts};
use crate::lower::{security, servers};
use crate::names::{Case, Name, NameRequest, lock, reserved};
use crate::spec;

/// A lowered operation with the tags that select its module.
pub(super) struct LoweredOperation {
    pub(super) operation: ir::Operation,
    pub(super) tags: Vec<String>,
}

/// Lowers every operation, sorted by path and method.
pub(super) fn lower(
    cx: &LoweringContext,
    types: &mut TypeDrafts,
    diagnostics: &mut Diagnostics,
) -> Vec<LoweredOperation> {
    let spec = cx.spec;
    let mut operations: Vec<&spec::Operation> = spec.operations.iter().collect();
    operations.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
    let ids: Vec<(String, NameRequest)> =
        operations.iter().map(|operation| naming::id(cx.inferences, cx.keys(), operation)).collect();
    let name_requests: Vec<NameRequest> = ids.iter().map(|(_, name_request)| name_request.clone()).collect();
    let methods = cx.keys().scope(Case::Snake, reserved::client_methods(), lock::OPERATIONS).claim(&name_requests);
    let mut type_names = cx.keys().scope(Case::Camel, reserved::operations(), lock::OPERATION_TYPES);
    let assigned: BTreeSet<&str> = methods.iter().map(Name::rust).collect();
    let named = name_requests.iter().zip(&methods);
    let struct_requests: Vec<NameRequest> =
        named.map(|(name_request, name)| name_request.following(name, Case::Snake, &assigned)).collect();
    let structs = type_names.claim(&struct_requests);
    for ((operation, (id, name_request)), name) in operations.iter().zip(&ids).zip(&methods) {
        if !naming::report_kept(cx, diagnostics, operation, (id, name_request), name) {
            report_rename(spec, diagnostics, (name_request, name, Case::Snake), &operation.pointer);
        }
    }
    let names = methods.into_iter().zip(structs);
    let named = operations.into_iter().zip(ids).zip(names);
    let mut out = Sinks { types, diagnostics, type_names };
    named.map(|((op, (id, _)), names)| lower_one(cx, &mut out, op, id, names)).collect()
}

fn lower_one(
    cx: &LoweringContext,
    out: &mut Sinks,
    op: &spec::Operation,
    id: String,
    (method_name, type_name): (Name, Name),
) -> LoweredOperation {
    let hint = NameHint { text: type_name.rust().to_owned(), pointer: op.pointer.clone() };
    let security = security::alternatives(cx, op);
    let mut drafts = parameters::drafts(cx, out, op, security.as_deref(), &hint);
    drafts.extend(op.body.as_ref().map(|body| bodies::lower(cx, out, body, &hint)));
    let responses = responses::lower(cx, out, op, &hint);
    let key = cx.keys().operation(op);
    let (parameters, choices, any) = named(cx.keys(), &key, drafts, responses.choices);
    let path = paths::parts(&op.path, &parameters);
    let deprecated = op.deprecated;
    let operation = ir::Operation {
        id,
        method_aliases: cx.keys().aliases(lock::OPERATIONS, &key, &method_name),
        type_aliases: cx.keys().aliases(lock::OPERATION_TYPES, &key, &type_name),
        key,
        method_name,
        type_name,
        http_method: upper(op.method),
        template: op.path.clone(),
        path,
        summary: filled(op.summary.as_deref()),
        description: filled(op.description.as_deref()),
        inferred: responses::inferred::response_docs(cx, op),
        deprecated,
        parameters,
        fixed_query: parameters::fixed_query(cx, op),
        security,
        accept: responses.accept,
        choices,
        any,
        has_undeclared_content: responses.has_undeclared_content,
        output: responses.output,
        error: responses.error,
        response_arms: responses.arms,
        streams: streaming::lower(cx, out, op, &hint),
        redirect_is_response: responses.keeps_redirects,
        headers: responses.headers,
        server: servers::operation_server(op, cx.base_url),
        pagination: None,
        idempotency_key: rate_limits::idempotency_key(cx, out, op),
        backoff: rate_limits::backoff(cx, out, op),
    };
    LoweredOperation { operation, tags: op.tags.clone() }
}

/// Names the setters of a call: those of its parameters, and the methods that choose a media type of the response.
fn named(
    keys: &LockKeys,
    key: &str,
    drafts: Vec<ParameterDraft>,
    choices: ChoiceDrafts,
) -> (Vec<ir::Parameter>, Vec<ir::ResponseChoice>, Option<ir::AnyResponse>) {
    let mut name_requests: Vec<NameRequest> =
        choices.choices.iter().map(|choice| choice.name_request.clone()).collect();
    let any = NameRequest::built("", "accept any").qualified("media type").keyed(lock::choice(lock::ANY_MEDIA));
    name_requests.push(any);
    let (parameters, mut names) =
        parameters::named(keys, &lock::parameters(key), drafts, &name_requests, reserved::call_methods());
    let any = names.pop().zip(choices.any).map(|(method_name, any)| ir::AnyResponse {
        method_name,
        type_name: any.type_name,
        accept: any.accept,
        enum_name: any.enum_name,
        preferred: any.preferred,
        variants: any.variants,
    });
    let named = choices.choices.into_iter().zip(names).map(|(choice, method_name)| ir::ResponseChoice {
        method_name,
        media: choice.media,
        accept: choice.accept,
        alternative: choice.alternative,
    });
    (parameters, named.collect(), any)
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
