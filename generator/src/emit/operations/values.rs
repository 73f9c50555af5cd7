//! The values of parameters and bodies: their types in Rust, the types that callers may pass, and their imports.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::encode;
use crate::emit::rust_types::{Imports, TypeContext, ident, runtime_ident, scalar_format, stored_type, ty};
use crate::ir::{Api, Binding, BodyKind, MultipartForm, Parameter, Primitive, ScalarFormat, Type};

/// Returns the name of a body's type if it differs from the parameter's type: a type of the operation's module, or
/// `Upload` of the runtime.
pub(super) fn body_type(binding: &Binding) -> Option<Ident> {
    match binding {
        Binding::Body(BodyKind::Choice(choice)) => Some(ident(&choice.type_name)),
        Binding::Body(BodyKind::Multipart(parts)) => Some(ident(&parts.type_name)),
        binding => is_upload(binding).then(|| runtime_ident("Upload")),
    }
}

/// Returns true if the body is an `Upload`, which can be read while it is sent.
pub(in crate::emit) fn is_upload(binding: &Binding) -> bool {
    matches!(binding, Binding::Body(BodyKind::Bytes(_)))
}

/// Returns the multipart structs of a body or of its variants.
pub(in crate::emit) fn forms(binding: &Binding) -> Vec<&MultipartForm> {
    match binding {
        Binding::Body(BodyKind::Multipart(parts)) => vec![parts],
        Binding::Body(BodyKind::Choice(choice)) => {
            choice.variants.iter().flat_map(|variant| forms(&variant.binding)).collect()
        }
        Binding::Param(..)
        | Binding::FormField(..)
        | Binding::Body(
            BodyKind::Json(_)
            | BodyKind::Text(_)
            | BodyKind::Bytes(_)
            | BodyKind::File(_)
            | BodyKind::Form(..)
            | BodyKind::Files,
        ) => Vec::new(),
    }
}

/// Adds the imports of parameters and bodies.
pub(super) fn import_parameters(api: &Api, parameters: &[Parameter], imports: &mut Imports) {
    for parameter in parameters {
        import_value(api, &parameter.binding, &parameter.ty, imports);
        import_body(api, &parameter.binding, imports);
    }
    encode::imported_names(parameters).into_iter().for_each(|name| imports.runtime(name));
}

/// Adds the imports of a value's type and format.
fn import_value(api: &Api, binding: &Binding, ty: &Type, imports: &mut Imports) {
    if is_upload(binding) {
        return imports.runtime("Upload");
    }
    imports.add(ty);
    if scalar_format(api, ty).is_some() {
        imports.runtime(if encode::is_serialized(binding) { "SerializeAs" } else { "As" });
        imports.formats(api, ty);
    }
}

/// Adds the imports of the types of a body.
fn import_body(api: &Api, binding: &Binding, imports: &mut Imports) {
    if let Binding::Body(BodyKind::Choice(choice)) = binding {
        for variant in &choice.variants {
            import_value(api, &variant.binding, &variant.ty, imports);
            if variant.has_from_impl && is_upload(&variant.binding) {
                imports.add(&Type::Bytes);
            }
        }
    }
    for form in forms(binding) {
        import_parameters(api, &form.parts, imports);
    }
}

/// Returns the type of the field that stores a parameter.
pub(super) fn stored(api: &Api, parameter: &Parameter) -> TokenStream {
    if let Some(name) = body_type(&parameter.binding) {
        return quote!(#name);
    }
    if encode::is_serialized(&parameter.binding) {
        ty(api, &parameter.ty, TypeContext::Elsewhere)
    } else {
        stored_type(api, &parameter.ty)
    }
}

/// Returns the type that a caller may pass for a parameter.
pub(in crate::emit) fn accepted(api: &Api, parameter: &Parameter) -> TokenStream {
    match body_type(&parameter.binding) {
        Some(name) => quote!(impl Into<#name>),
        None => accepted_type(api, &parameter.ty),
    }
}

/// Returns the type that a caller may pass: anything that converts into the parameter's type.
fn accepted_type(api: &Api, value: &Type) -> TokenStream {
    match value {
        Type::Array(item) => {
            let is_list = matches!(**item, Type::Array(_));
            let item = if is_list { ty(api, item, TypeContext::Elsewhere) } else { accepted_type(api, item) };
            quote!(impl IntoIterator<Item = #item>)
        }
        Type::Primitive(Primitive::String)
        | Type::Secret
        | Type::Bytes
        | Type::Xml
        | Type::Json
        | Type::Scalar(ScalarFormat::Uri) => {
            let value = ty(api, value, TypeContext::Elsewhere);
            quote!(impl Into<#value>)
        }
        Type::Named(_) => {
            let value = ty(api, value, TypeContext::Elsewhere);
            quote!(impl Into<#value>)
        }
        plain => ty(api, plain, TypeContext::Elsewhere),
    }
}

/// Returns the expression that converts a caller's value to the parameter's type.
pub(super) fn converted(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    if body_type(&parameter.binding).is_some() {
        return quote!(#name.into());
    }
    if !encode::is_serialized(&parameter.binding) && scalar_format(api, &parameter.ty).is_some() {
        let value = conversion(&parameter.ty).map_or_else(|| quote!(#name), |conversion| quote!(#name.#conversion));
        let is_list = matches!(parameter.ty, Type::Array(_));
        return if is_list { quote!(#name.into_iter().map(As).collect()) } else { quote!(As(#value)) };
    }
    match &parameter.ty {
        Type::Array(item) => match conversion(item) {
            Some(_) => quote!(#name.into_iter().map(Into::into).collect()),
            None => quote!(#name.into_iter().collect()),
        },
        value => match conversion(value) {
            Some(conversion) => quote!(#name.#conversion),
            None => quote!(#name),
        },
    }
}

fn conversion(value: &Type) -> Option<TokenStream> {
    match value {
        Type::Primitive(Primitive::String) | Type::Secret | Type::Bytes | Type::Xml | Type::Json => {
            Some(quote!(into()))
        }
        Type::Scalar(ScalarFormat::Uri) | Type::Named(_) => Some(quote!(into())),
        Type::Unit | Type::Primitive(_) => None,
        Type::Timestamp(_) | Type::Date | Type::Scalar(_) | Type::File => None,
        Type::Array(_) | Type::Map(_) | Type::Nullable(_) | Type::Boxed(_) | Type::Tuple(_) => None,
    }
}
