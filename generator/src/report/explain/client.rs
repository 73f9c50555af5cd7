//! The item that the generated client has for a location: its kind, its Rust name and its type, as in the IR.

use super::StageResults;
use crate::emit;
use crate::infer::report::Row;
use crate::ir::{self, Binding, BodyKind, ParamIn, TypeKind};
use crate::pointer::{Place, Pointer};
use crate::spec;

/// An item of the client's API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientItem {
    /// The kind and name: of a method parameter, a setter, a method, a field or a type.
    pub description: String,
    /// Its type in Rust.
    pub rust_type: String,
}

/// Returns the item for a parameter.
pub(super) fn parameter(results: StageResults<'_>, row: &Row) -> Option<ClientItem> {
    let declared = results.operation(&row.operation, &row.path)?;
    let operation = find(results.api, declared)?;
    let parameter = match &row.pointer {
        Some(pointer) => {
            let wire = declared.parameters.iter().find(|parameter| parameter.pointer == *pointer)?;
            let is_it = |parameter: &&ir::Parameter| {
                parameter.name.wire() == wire.name && location(&parameter.binding) == Some(wire.location.as_str())
            };
            operation.parameters.iter().find(is_it)?
        }
        None if row.omission.is_none() => {
            operation.parameters.iter().find(|parameter| location(&parameter.binding).is_none())?
        }
        None => return None,
    };
    let (name, method) = (parameter.name.rust(), operation.method_name.rust());
    let description = if parameter.required {
        format!("the parameter `{name}` of `Client::{method}`")
    } else if parameter.required_setter {
        format!("the required setter `{name}` of the request builder that `Client::{method}` returns")
    } else {
        format!("the setter `{name}` of the request builder that `Client::{method}` returns")
    };
    let rust_type = match &parameter.binding {
        Binding::Body(BodyKind::Multipart(parts)) => parts.type_name.rust().to_owned(),
        Binding::Body(BodyKind::Choice(choice)) => choice.type_name.rust().to_owned(),
        _ => emit::type_name(results.api, &parameter.ty),
    };
    Some(ClientItem { description, rust_type })
}

/// Returns the item for an operation.
pub(super) fn operation(results: StageResults<'_>, declared: &spec::Operation) -> Option<ClientItem> {
    let operation = find(results.api, declared)?;
    let description = format!("the method `Client::{}`", operation.method_name.rust());
    let output = emit::outcome_name(results.api, &operation.output);
    let error = emit::outcome_name(results.api, &operation.error);
    Some(ClientItem { description, rust_type: format!("{output}, errors {error}") })
}

/// Returns the item for a named schema, or for a property of one.
pub(super) fn schema(results: StageResults<'_>, place: &Place) -> Option<ClientItem> {
    let named = results.spec.schemas.keys().zip(&results.api.types.defs);
    let mut found = named.filter_map(|(name, def)| {
        let at = results.spec.place(&Pointer::from_tokens(["components", "schemas", name]));
        let rest = place.pointer.below(&at.pointer).filter(|_| at.source == place.source)?;
        Some((rest.len(), rest.to_owned(), def))
    });
    let first = found.next()?;
    let (_, rest, def) = found.fold(first, |best, next| if next.0 < best.0 { next } else { best });
    let tokens: Vec<String> = Pointer::parse(&rest)?.tokens().collect();
    let name = def.name.rust();
    if let ([properties, property, ..], TypeKind::Struct(body)) = (tokens.as_slice(), &def.kind)
        && properties == "properties"
    {
        let field = body.fields.iter().find(|field| field.name.wire() == property)?;
        let description = format!("the field `{}` of `types::{name}`", field.name.rust());
        return Some(ClientItem { description, rust_type: emit::type_name(results.api, &field.ty) });
    }
    let item = || ClientItem { description: "a type".to_owned(), rust_type: format!("types::{name}") };
    tokens.is_empty().then(item)
}

/// Returns the client's operation for a declared one.
fn find<'a>(api: &'a ir::Api, declared: &spec::Operation) -> Option<&'a ir::Operation> {
    let mut operations = api.modules.iter().flat_map(|module| &module.operations);
    operations.find(|operation| {
        operation.template == declared.path && operation.http_method.eq_ignore_ascii_case(declared.method)
    })
}

/// Returns the location of a parameter; `None` for a request body.
fn location(binding: &Binding) -> Option<&'static str> {
    match binding {
        Binding::Param(ParamIn::Path, _) => Some("path"),
        Binding::Param(ParamIn::Query, _) => Some("query"),
        Binding::Param(ParamIn::Header, _) => Some("header"),
        Binding::Param(ParamIn::Cookie, _) => Some("cookie"),
        Binding::FormField(..) => Some("field"),
        Binding::Body(_) => None,
    }
}
