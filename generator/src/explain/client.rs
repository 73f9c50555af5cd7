//! What the generated client makes of a place: its name in Rust, and its type.
//!
//! Comes in: what is known, and a row, an operation or a place. Goes out: [`Made`]. Decides nothing: names and types are
//! those of the IR.

use super::Known;
use crate::emit;
use crate::infer::report::Row;
use crate::ir::{self, Carriage, TypeBody};
use crate::pointer::{Place, Pointer};
use crate::spec;

/// What the client makes of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What it is: an argument, a setter, a method, a type.
    pub what: String,
    /// Its type in Rust.
    pub rust: String,
}

/// What the client makes of a parameter.
pub(super) fn argument(known: Known<'_>, row: &Row) -> Option<Made> {
    let own = known.operation(&row.operation, &row.path)?;
    let operation = find(known.api, own)?;
    let argument = match &row.pointer {
        Some(pointer) => {
            let own = own.arguments.iter().find(|argument| argument.pointer == *pointer)?;
            let is_it = |argument: &&ir::Argument| {
                argument.name.wire() == own.name && location(&argument.carriage) == Some(own.location.as_str())
            };
            operation.arguments.iter().find(is_it)?
        }
        None if row.gone.is_none() => {
            operation.arguments.iter().find(|argument| location(&argument.carriage).is_none())?
        }
        None => return None,
    };
    let (name, method) = (argument.name.rust(), operation.method_name.rust());
    let what = if argument.required {
        format!("the argument `{name}` of `Client::{method}`")
    } else {
        format!("the setter `{name}` of the call that `Client::{method}` starts")
    };
    let rust = match &argument.carriage {
        Carriage::Parts(parts) => parts.type_name.rust().to_owned(),
        Carriage::Choice(choice) => choice.type_name.rust().to_owned(),
        _ => emit::type_name(known.api, &argument.ty),
    };
    Some(Made { what, rust })
}

/// What the client makes of an operation.
pub(super) fn operation(known: Known<'_>, own: &spec::Operation) -> Option<Made> {
    let operation = find(known.api, own)?;
    let what = format!("the method `Client::{}`", operation.method_name.rust());
    let gives = emit::outcome_name(known.api, &operation.output);
    let refuses = emit::outcome_name(known.api, &operation.error);
    Some(Made { what, rust: format!("{gives}, errors {refuses}") })
}

/// What the client makes of a named schema, or of a property of one.
pub(super) fn schema(known: Known<'_>, place: &Place) -> Option<Made> {
    let named = known.spec.schemas.keys().zip(&known.api.types.defs);
    let mut found = named.filter_map(|(name, def)| {
        let at = known.spec.place(&Pointer::of(["components", "schemas", name]));
        let rest = place.pointer.below(&at.pointer).filter(|_| at.source == place.source)?;
        Some((rest.len(), rest.to_owned(), def))
    });
    let first = found.next()?;
    let (_, rest, def) = found.fold(first, |best, next| if next.0 < best.0 { next } else { best });
    let tokens: Vec<String> = Pointer::parse(&rest)?.tokens().collect();
    let name = def.name.rust();
    if let ([properties, property, ..], TypeBody::Struct(body)) = (tokens.as_slice(), &def.body)
        && properties == "properties"
    {
        let field = body.fields.iter().find(|field| field.name.wire() == property)?;
        let what = format!("the field `{}` of `types::{name}`", field.name.rust());
        return Some(Made { what, rust: emit::type_name(known.api, &field.ty) });
    }
    tokens.is_empty().then(|| Made { what: "a type".to_owned(), rust: format!("types::{name}") })
}

/// The operation of the client.
fn find<'a>(api: &'a ir::Api, own: &spec::Operation) -> Option<&'a ir::Operation> {
    let mut operations = api.groups.iter().flat_map(|group| &group.operations);
    operations
        .find(|operation| operation.template == own.path && operation.http_method.eq_ignore_ascii_case(own.method))
}

/// Where an argument travels, in one word; `None` for a whole body.
fn location(carriage: &Carriage) -> Option<&'static str> {
    match carriage {
        Carriage::Path(_) => Some("path"),
        Carriage::Query(_) => Some("query"),
        Carriage::Header(_) => Some("header"),
        Carriage::Cookie(_) => Some("cookie"),
        Carriage::UrlEncodedField(_)
        | Carriage::MultipartField(_)
        | Carriage::MultipartPart(_)
        | Carriage::MultipartFile(_) => Some("field"),
        Carriage::JsonBody(_)
        | Carriage::TextBody(_)
        | Carriage::BytesBody(_)
        | Carriage::FileBody(_)
        | Carriage::FormBody(..)
        | Carriage::FilesBody
        | Carriage::Parts(_)
        | Carriage::Choice(_) => None,
    }
}
