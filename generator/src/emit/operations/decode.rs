//! Decoding of responses: a match on the status, and enums of results that differ by status.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::emit::docs;
use crate::emit::rust_types::{Imports, TypeContext, format_tokens, ident, runtime_ident, scalar_format, ty};
use crate::ir::{Api, BodyDecoding, Operation, ResponseEnum, ResponseType, ResultMapping, StatusArm, Type};

/// Returns the body of an operation's `decode`.
pub(super) fn operation_fn(api: &Api, operation: &Operation) -> TokenStream {
    status_match(api, &operation.response_arms, &operation.output, &operation.error)
}

/// Returns a match on the status with the arms of an operation.
pub(super) fn status_match(api: &Api, arms: &[StatusArm], output: &ResponseType, error: &ResponseType) -> TokenStream {
    let is_partial = arms.last().is_none_or(|last| last.statuses != [EVERY]);
    let arms = arms.iter().map(|arm| self::arm(api, arm, if arm.is_error { error } else { output }));
    let undeclared = is_partial.then(|| quote!(_ => Err(response.into_unexpected()),));
    quote!(match response.status().as_u16() { #(#arms,)* #undeclared })
}

/// The statuses of an arm for all remaining statuses.
const EVERY: (u16, u16) = (0, u16::MAX);

/// Converts a response type to Rust.
pub(in crate::emit) fn response_type(api: &Api, response: &ResponseType) -> TokenStream {
    match response {
        ResponseType::Single(ty) => self::ty(api, ty, TypeContext::Elsewhere),
        ResponseType::PerStatus(response) => {
            let name = ident(&response.name);
            quote!(#name)
        }
    }
}

/// Adds the imports of an operation's response types.
pub(super) fn imports(api: &Api, operation: &Operation, imports: &mut Imports) {
    let outputs = operation.outputs().flat_map(|(output, _)| output.types());
    for ty in outputs.chain(operation.error.types()) {
        imports.add(ty);
        if scalar_format(api, ty).is_some() {
            imports.runtime("As");
            imports.formats(api, ty);
        }
    }
}

/// Returns the enums of an operation's results and errors.
pub(super) fn enums(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let method = operation.method_name.rust();
    let error = format!(" Error response of [`Client::{method}`].");
    let outputs = operation.outputs().map(|(output, _)| (output, format!(" Response of [`Client::{method}`].")));
    let enums = outputs.chain([(&operation.error, error)]).filter_map(|(response, about)| match response {
        ResponseType::Single(_) => None,
        ResponseType::PerStatus(response) => Some(enumeration(api, response, &about)),
    });
    enums.collect()
}

fn enumeration(api: &Api, response: &ResponseEnum, about: &str) -> TokenStream {
    let name = ident(&response.name);
    let variants = response.variants.iter().map(|variant| {
        let (docs, name) = (docs::paragraphs(&variant.docs), ident(&variant.name));
        match &variant.ty {
            Type::Unit => quote!(#docs #name),
            value => {
                let value = ty(api, value, TypeContext::Elsewhere);
                quote!(#docs #name(#value))
            }
        }
    });
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    }
}

/// Returns the arm of responses that are decoded to a type.
fn arm(api: &Api, arm: &StatusArm, response: &ResponseType) -> TokenStream {
    let statuses = arm.statuses.iter().map(|range| statuses(*range));
    let read = match (arm.mapping, arm.is_error) {
        (ResultMapping::Undeclared, _) => quote!(Err(response.into_unexpected())),
        (_, false) => mapped(api, response, arm, &success_method(arm.decoding)),
        (_, true) => {
            let read = mapped(api, response, arm, &error_method(arm.decoding));
            quote!(Err(#read))
        }
    };
    quote!(#(#statuses)|* => #read)
}

fn statuses(range: (u16, u16)) -> TokenStream {
    let number = Literal::u16_unsuffixed;
    match range {
        EVERY => quote!(_),
        (from, to) if from == to => {
            let code = number(from);
            quote!(#code)
        }
        (from, to) => {
            let (from, to) = (number(from), number(to));
            quote!(#from..=#to)
        }
    }
}

/// Returns the runtime's method that decodes a successful response, and its type parameters after the decoded type.
fn success_method(decoding: BodyDecoding) -> (Ident, TokenStream) {
    let name = match decoding {
        BodyDecoding::Json => "json",
        BodyDecoding::Untyped => "json_or_text",
        BodyDecoding::Text => "text",
        BodyDecoding::Xml => "xml",
        BodyDecoding::Bytes => "bytes",
        BodyDecoding::Empty => "discard",
    };
    (runtime_ident(name), quote!(, _))
}

/// Returns the runtime's method that decodes an error response, and its type parameters after the decoded type.
fn error_method(decoding: BodyDecoding) -> (Ident, TokenStream) {
    let name = match decoding {
        BodyDecoding::Json => "api_error_json",
        BodyDecoding::Untyped => "api_error_untyped",
        BodyDecoding::Text => "api_error_text",
        BodyDecoding::Xml => "api_error_xml",
        BodyDecoding::Bytes => "api_error_bytes",
        BodyDecoding::Empty => "api_error_empty",
    };
    (runtime_ident(name), quote!())
}

/// Returns the expression that decodes a response and maps it to the result.
fn mapped(api: &Api, response: &ResponseType, arm: &StatusArm, (read, rest): &(Ident, TokenStream)) -> TokenStream {
    let (decoded, make) = mapping(response, arm.mapping);
    let format = if arm.decoding == BodyDecoding::Json { decoded.and_then(|ty| format_tokens(api, ty)) } else { None };
    match (format, make) {
        (Some(format), None) => quote!(response.#read::<As<#format>#rest>().map(|As(value)| value)),
        (Some(format), Some(make)) => quote!(response.#read::<As<#format>#rest>().map(|As(value)| #make(value))),
        (None, None) => quote!(response.#read()),
        (None, Some(make)) if arm.decoding == BodyDecoding::Empty => quote!(response.#read().map(|()| #make)),
        (None, Some(make)) => quote!(response.#read().map(#make)),
    }
}

/// Returns the expression that decodes one value of a stream.
pub(super) fn value(api: &Api, decoding: BodyDecoding, ty: &Type) -> TokenStream {
    let arm = StatusArm { statuses: Vec::new(), is_error: false, decoding, mapping: ResultMapping::Direct };
    mapped(api, &ResponseType::Single(ty.clone()), &arm, &success_method(decoding))
}

/// Returns the type to decode, and the constructor to apply to it.
fn mapping(response: &ResponseType, mapping: ResultMapping) -> (Option<&Type>, Option<TokenStream>) {
    match (response, mapping) {
        (ResponseType::Single(ty), ResultMapping::Direct) => (Some(ty), None),
        (ResponseType::Single(Type::Nullable(some)), ResultMapping::Present) => (Some(some), Some(quote!(Some))),
        (ResponseType::Single(_), ResultMapping::Absent) => (None, Some(quote!(None))),
        (ResponseType::PerStatus(response), ResultMapping::Variant(i)) => match response.variants.get(i) {
            Some(variant) => {
                let (ty, name) = (ident(&response.name), ident(&variant.name));
                (Some(&variant.ty), Some(quote!(#ty::#name)))
            }
            None => (None, None),
        },
        (ResponseType::Single(_) | ResponseType::PerStatus(_), _) => (None, None),
    }
}
