//! Parameters: types, bindings, constraints and names.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use super::serialization::{self, file, inner, is_file_part, is_http_date};
use super::{docs, rate_limits};
use crate::diagnostic::Code;
use crate::infer::{Aspect, Claim, InferredType, Scalar, Supply};
use crate::ir::{Binding, Bound, Constraint, Parameter, Primitive, RequiredScheme, TimestampFormat, Type};
use crate::lower::context::{LoweringContext, Sinks};
use crate::lower::lock_keys::LockKeys;
use crate::lower::schemas::arena::{NameHint, not_nullable};
use crate::lower::schemas::coverage::Category;
use crate::lower::schemas::define_enumeration;
use crate::lower::schemas::enumerations::texts;
use crate::lower::schemas::{limits, scalars};
use crate::lower::security::{is_sent_as_credential, repeated_credential};
use crate::names::{Case, Name, NameRequest, lock, reserved};
use crate::report::coverage::Cause;
use crate::spec::{self, Form, Location, NumericBound, ParameterStyle, Schema, SchemaType};

/// A parameter without its final name.
pub(super) struct ParameterDraft {
    pub(super) name_request: NameRequest,
    pub(super) binding: Binding,
    pub(super) ty: Type,
    pub(super) required: bool,
    pub(super) reserved: bool,
    pub(super) empty: bool,
    pub(super) deprecated: bool,
    pub(super) checks: Vec<Constraint>,
    pub(super) docs: Vec<String>,
    pub(super) rules: Vec<&'static str>,
}

/// Lowers the parameters of an operation that its caller supplies, in document order.
pub(super) fn drafts(
    cx: &LoweringContext,
    out: &mut Sinks,
    operation: &spec::Operation,
    security: Option<&[Vec<RequiredScheme>]>,
    hint: &NameHint,
) -> Vec<ParameterDraft> {
    let mut drafts = Vec::new();
    for parameter in &operation.parameters {
        let is_credential = is_sent_as_credential(cx, out, security, parameter);
        if !is_credential && !is_client_supplied(cx, parameter) {
            let mut draft = draft(cx, out, parameter, hint);
            draft.required &= !rate_limits::is_generated(cx, out, parameter, operation);
            if let Some(credential) = repeated_credential(cx, out, security, parameter).filter(|_| draft.required) {
                draft.required = false;
                draft.docs.push(format!(
                    "Optional, because the client sends its credential `{}`. A value that is set here is sent as well.",
                    credential.rust()
                ));
            }
            drafts.push(draft);
        }
    }
    drafts
}

/// Lowers the fields of a form, required before optional.
pub(super) fn form_fields(
    cx: &LoweringContext,
    out: &mut Sinks,
    fields: &[spec::Parameter],
    hint: &NameHint,
) -> Vec<Parameter> {
    let drafts = fields.iter().map(|field| draft(cx, out, field, hint)).collect();
    let scope = lock::parameters(&lock::operation_type(&cx.keys().schema(&hint.pointer), "parts"));
    named(cx.keys(), &scope, drafts, &[], reserved::form_methods()).0
}

/// Returns true if the caller does not supply this parameter: the client does, or it is never sent.
fn is_client_supplied(cx: &LoweringContext, parameter: &spec::Parameter) -> bool {
    match cx.fact(&parameter.pointer, Aspect::Supply) {
        Some(Claim::Supply(supply)) => !matches!(supply, Supply::Repeated(_)),
        _ => false,
    }
}

/// Returns the query parameters with a fixed value, and their values.
pub(super) fn fixed_query(cx: &LoweringContext, operation: &spec::Operation) -> Vec<(String, String)> {
    let queries = operation.parameters.iter().filter(|parameter| parameter.location == Location::Query);
    let fixed = queries.filter_map(|parameter| match cx.fact(&parameter.pointer, Aspect::Supply) {
        Some(Claim::Supply(Supply::Fixed(value))) => Some((parameter.name.clone(), value.clone())),
        _ => None,
    });
    fixed.collect()
}

fn draft(cx: &LoweringContext, out: &mut Sinks, parameter: &spec::Parameter, hint: &NameHint) -> ParameterDraft {
    let (ty, separator) = parameter_type(cx, out, parameter, hint);
    count_parameter(cx, out, parameter, &ty);
    let ty = if is_secret(cx, parameter) { secret(ty) } else { ty };
    if scalars::holds_secret(&ty) {
        out.types.secrets.insert(parameter.name.clone());
    }
    let schema = cx.spec.resolve(&parameter.schema).map(|(_, schema)| schema);
    let checks = constraints(cx, parameter, schema, &ty);
    let not_negative = checks.iter().any(is_not_negative);
    let ty = if not_negative { unsigned(ty) } else { ty };
    let place = parameter.location.as_str();
    let chosen = parameter.extensions.get("x-rust-name").and_then(Value::as_str);
    ParameterDraft {
        name_request: NameRequest::given(&parameter.name)
            .qualified(place)
            .chosen(chosen)
            .keyed(lock::parameter(place, &parameter.name)),
        binding: serialization::binding(cx, out.types, parameter, &ty, separator),
        required: is_required(cx, parameter),
        reserved: parameter.allow_reserved,
        empty: parameter.allow_empty && matches!(ty, Type::Array(_)),
        deprecated: parameter.deprecated,
        rules: rules(cx, parameter),
        docs: docs::parameter_docs(parameter, schema, &checks, cx.inferences.get(&parameter.pointer)),
        checks: checks.into_iter().filter_map(|check| in_type(check, &ty)).collect(),
        ty,
    }
}

/// Returns the rules of the facts inferred about a parameter.
fn rules(cx: &LoweringContext, parameter: &spec::Parameter) -> Vec<&'static str> {
    let inferences = cx.inferences.get(&parameter.pointer).into_iter().flat_map(BTreeMap::values);
    inferences.filter(|inference| !inference.is_default()).map(|inference| inference.chosen.rule).collect()
}

/// Counts a parameter. A parameter without a documented or inferred type is a string by default, and counts as
/// undocumented.
fn count_parameter(cx: &LoweringContext, out: &mut Sinks, parameter: &spec::Parameter, ty: &Type) {
    match cx.inference(&parameter.pointer, Aspect::Type) {
        Some(inference) => out.types.count_parameter(inference.is_default().then_some(Cause::Undocumented)),
        None => out.types.count_schema(cx.spec, Category::Parameter, &parameter.schema, ty),
    }
}

fn is_required(cx: &LoweringContext, parameter: &spec::Parameter) -> bool {
    parameter.required || matches!(cx.fact(&parameter.pointer, Aspect::Required), Some(Claim::Required(true)))
}

fn is_secret(cx: &LoweringContext, parameter: &spec::Parameter) -> bool {
    matches!(cx.fact(&parameter.pointer, Aspect::Secrecy), Some(Claim::Secret(true)))
}

/// Returns the type of a parameter, and the inferred separator if it is a list.
fn parameter_type(
    cx: &LoweringContext,
    out: &mut Sinks,
    parameter: &spec::Parameter,
    hint: &NameHint,
) -> (Type, Option<char>) {
    let hint =
        NameHint { text: format!("{} {}", hint.text, parameter.name), pointer: parameter.schema_pointer.clone() };
    if let Some(Claim::Enum(values)) = cx.fact(&parameter.pointer, Aspect::Enum) {
        let docs = vec![format!("Values of `{}`.", parameter.name)];
        return (define_enumeration(cx.keys(), out.types, values, &hint, docs), None);
    }
    let untyped = parameter.schema.as_inline().is_some_and(|schema| schema.is_untyped() && texts(schema).is_none());
    match cx.fact(&parameter.pointer, Aspect::Type) {
        _ if untyped && is_file_part(parameter) => (Type::File, None),
        // A schema with listed strings may lack `type: string`; its values are more specific than the inferred
        // type.
        Some(Claim::Type(InferredType::Scalar { kind: Scalar::String, format: None }))
            if lists_texts(cx, parameter) =>
        {
            (declared(cx, out, parameter, &hint), None)
        }
        Some(Claim::Type(shape)) => inferred_type(shape),
        _ if untyped && parameter.style == ParameterStyle::Json => (Type::Json, None),
        _ if untyped => (Type::Primitive(Primitive::String), None),
        _ => (declared(cx, out, parameter, &hint), None),
    }
}

/// Returns true if a parameter lists its values and they are not secret.
fn lists_texts(cx: &LoweringContext, parameter: &spec::Parameter) -> bool {
    let texts = cx.spec.resolve(&parameter.schema).and_then(|(_, schema)| texts(schema));
    texts.is_some() && !is_secret(cx, parameter)
}

/// Lowers the declared type. Bytes are a file in a multipart form and a string elsewhere.
fn declared(cx: &LoweringContext, out: &mut Sinks, parameter: &spec::Parameter, hint: &NameHint) -> Type {
    if parameter.location == Location::Field(Form::Multipart)
        && let Some(file) = serialization::file_type(cx, &parameter.schema)
    {
        return file;
    }
    let ty = not_nullable(out.lower(cx, &parameter.schema, hint));
    let ty = serialization::as_text(out.types, &ty, parameter.location == Location::Field(Form::Multipart));
    let ty = if is_file_part(parameter) { file(ty) } else { ty };
    let is_date = matches!(out.types.resolve_alias(&ty), Type::Timestamp(_) | Type::Date);
    if is_date && parameter.location == Location::Header && is_http_date(&parameter.name) {
        return Type::Timestamp(TimestampFormat::HttpDate);
    }
    let one = !matches!(ty, Type::Array(_)) && serialization::text_serialization(out.types, &ty).is_some();
    if parameter.style == ParameterStyle::Text && !one {
        let message = format!(
            "`{}` is encoded as text in a format that the client does not support; treated as a string",
            parameter.name
        );
        let help = "pass the encoded text, or declare a simpler type in an overlay";
        out.report(cx, Code::ParameterUntyped, &parameter.schema_pointer, message, help);
        return Type::Primitive(Primitive::String);
    }
    ty
}

/// Returns the constraints to check before sending: declared ones, or else inferred ones.
fn constraints(
    cx: &LoweringContext,
    parameter: &spec::Parameter,
    schema: Option<&Schema>,
    ty: &Type,
) -> Vec<Constraint> {
    let mut checks = Vec::new();
    let inferred = |aspect| cx.fact(&parameter.pointer, aspect);
    if let Type::Array(_) = ty {
        let declared = schema.map(limits::item_count).unwrap_or_default();
        let count = match (declared, inferred(Aspect::Count)) {
            ((None, None), Some(Claim::Count(least, most))) => (*least, *most),
            (declared, _) => declared,
        };
        if count != (None, None) {
            checks.push(Constraint::Items(count.0, count.1));
        }
    }
    let item = match schema.and_then(|schema| schema.items.as_ref()).map(|items| cx.spec.resolve_schema(items)) {
        Some(item) => item,
        None => schema,
    };
    if matches!(inner(ty), Type::Primitive(Primitive::String) | Type::Secret) {
        let length = item.map(limits::length).unwrap_or_default();
        if length != (None, None) {
            checks.push(Constraint::Length(length.0, length.1));
        }
    }
    if scalars::is_number(inner(ty)) {
        let declared = item.map(limits::bounds).unwrap_or_default();
        let (from, to) = match (declared, inferred(Aspect::Bounds)) {
            ((None, None), Some(Claim::Bounds(from, to))) => (from.as_ref().map(limit), to.as_ref().map(limit)),
            ((from, to), _) => (from.map(bound), to.map(bound)),
        };
        if from.is_some() || to.is_some() {
            checks.push(Constraint::Range(from, to));
        }
    }
    checks
}

/// Names the parameters and sorts the required ones first, in their locked order. `scope` is their scope in the lock.
/// Also returns the names of other methods in that scope.
pub(super) fn named(
    keys: &LockKeys,
    scope: &str,
    mut drafts: Vec<ParameterDraft>,
    others: &[NameRequest],
    reserved: impl Iterator<Item = &'static str>,
) -> (Vec<Parameter>, Vec<Name>) {
    let required: Vec<String> =
        drafts.iter().filter(|draft| draft.required).map(|draft| draft.name_request.key().to_owned()).collect();
    let required: Vec<&str> = required.iter().map(String::as_str).collect();
    let positions = keys.parameter_positions(scope, &required);
    let position = |key: &str| positions.get(key).copied().unwrap_or(usize::MAX);
    drafts.sort_by_key(|draft| (!draft.required, if draft.required { position(draft.name_request.key()) } else { 0 }));
    let name_requests: Vec<NameRequest> =
        drafts.iter().map(|draft| &draft.name_request).chain(others).cloned().collect();
    let mut names = keys.scope(Case::Snake, reserved, scope).claim(&name_requests);
    let names_of_others = names.split_off(drafts.len());
    let named = drafts.into_iter().zip(names).map(|(draft, name)| Parameter {
        name,
        binding: draft.binding,
        ty: draft.ty,
        required: draft.required,
        required_setter: false,
        allow_reserved: draft.reserved,
        allow_empty: draft.empty,
        deprecated: draft.deprecated,
        constraints: draft.checks,
        docs: draft.docs,
        rules: draft.rules,
    });
    (named.collect(), names_of_others)
}

fn bound(bound: &NumericBound) -> Bound {
    Bound { value: bound.value.to_string(), exclusive: bound.exclusive }
}

fn limit(number: &Number) -> Bound {
    Bound { value: number.to_string(), exclusive: false }
}

fn is_not_negative(check: &Constraint) -> bool {
    matches!(check, Constraint::Range(Some(from), _) if from.value.parse().is_ok_and(|from: f64| from >= 0.0))
}

/// Formats the bounds of a constraint as literals of the parameter's type. Drops a bound that the type cannot
/// represent, and a range without bounds.
fn in_type(check: Constraint, ty: &Type) -> Option<Constraint> {
    let Constraint::Range(from, to) = check else { return Some(check) };
    let fit = |limit: Bound| {
        Some(Bound { value: scalars::bound_literal(inner(ty), &limit.value)?, exclusive: limit.exclusive })
    };
    let (from, to) = (from.and_then(fit), to.and_then(fit));
    (from.is_some() || to.is_some()).then_some(Constraint::Range(from, to))
}

fn unsigned(ty: Type) -> Type {
    match ty {
        Type::Array(item) => Type::Array(Box::new(scalars::unsigned(*item))),
        ty => scalars::unsigned(ty),
    }
}

fn secret(ty: Type) -> Type {
    match ty {
        Type::Primitive(Primitive::String) => Type::Secret,
        Type::Array(item) if *item == Type::Primitive(Primitive::String) => Type::Array(Box::new(Type::Secret)),
        ty => ty,
    }
}

/// Returns the type and separator of an inferred type.
fn inferred_type(shape: &InferredType) -> (Type, Option<char>) {
    let one = |kind: &Scalar, format: &Option<String>| {
        let kind = match kind {
            Scalar::String => SchemaType::String,
            Scalar::Integer => SchemaType::Integer,
            Scalar::Number => SchemaType::Number,
            Scalar::Boolean => SchemaType::Boolean,
        };
        // Only bodies contain bytes; elsewhere a binary string is a string.
        match scalars::scalar(Some(kind), format.as_deref()) {
            Type::Bytes => Type::Primitive(Primitive::String),
            ty => ty,
        }
    };
    match shape {
        InferredType::Scalar { kind, format } => (one(kind, format), None),
        InferredType::List { kind, format, separator } => (Type::Array(Box::new(one(kind, format))), *separator),
    }
}
