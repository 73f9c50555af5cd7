//! Calls of operations with example values, as tests, the README and the example program write them.
//!
//! The emitted expressions refer to the client's crate as `api` and to the functions of `given.rs` as `given`.

pub(super) mod driver;
pub(super) mod wire;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::operations::is_upload;
use super::rust_types::{self, format, ident, quoted};
use super::{Content, Item};
use crate::invisible::is_invisible;
use crate::ir::{
    Api, Binding, BodyKind, CredentialLocation, ExampleFile, ExampleParameter, Operation, OperationExample, Parameter,
    Primitive, ScalarFormat, TimestampFormat, Type, TypeKind,
};

/// Returns the content of `given.rs`: functions that create a client and values.
pub(super) fn given(api: &Api) -> Content {
    let name = rust_types::runtime_ident(&api.package.replace('-', "_"));
    let credentials = api.credentials.iter().map(|credential| {
        let (setter, secret) = (ident(&credential.name), credential.placeholder_secret());
        match &credential.carrier {
            CredentialLocation::Basic => quote!(.#setter(#secret, #secret)),
            CredentialLocation::Query(_)
            | CredentialLocation::Header(_)
            | CredentialLocation::Cookie(_)
            | CredentialLocation::Bearer
            | CredentialLocation::Authorization(_) => quote!(.#setter(#secret)),
        }
    });
    // Each operation is called once, so the documented rate limit does not apply.
    let rate_limit = api.rate_limit.map(|_| quote!(.rate_limit(api::RateLimit::per_second(u32::MAX))));
    Content::Rust(vec![
        Item::Tokens(quote! {
            //! Functions that create a client and values of its types.
            #![allow(dead_code, reason = "not every API uses every kind of value")]

            use std::str::FromStr;

            use api::__private::Format;
            use serde::de::DeserializeOwned;
        }),
        Item::Tokens(quote!(pub use ::#name as api;)),
        Item::Tokens(quote! {
            /// Creates a client for the server at a URL, with fictitious credentials and without retries.
            pub fn client(url: &str) -> Result<api::Client, api::BuildError> {
                let builder = api::Client::builder().base_url(url).retry(api::RetryPolicy::none());
                builder #rate_limit #(#credentials)* .build()
            }
        }),
        Item::Tokens(quote! {
            /// Parses a value from JSON.
            pub fn json<T: DeserializeOwned>(text: &str) -> T {
                serde_json::from_str(text).expect("the JSON text is a value of the type")
            }
        }),
        Item::Tokens(quote! {
            /// Parses a value from JSON in a format.
            pub fn read<F: Format>(text: &str) -> F::Value {
                F::read(&mut serde_json::Deserializer::from_str(text)).expect("the JSON text is a value in the format")
            }
        }),
        Item::Tokens(quote! {
            /// Parses a value from its text.
            pub fn parsed<T: FromStr>(text: &str) -> T {
                text.parse().ok().expect("the text is a value of the type")
            }
        }),
    ])
}

/// Returns the expression of a request builder with the values of an example.
pub(super) fn call(api: &Api, operation: &Operation, example: &OperationExample) -> TokenStream {
    let method = ident(&operation.method_name);
    let (required, setters) = parameters(api, &operation.parameters, &example.values);
    quote!(client.#method(#(#required),*) #(#setters)*)
}

/// Returns the values of an operation's required parameters, in order: of its arguments, and of its required setters.
pub(super) fn required(
    api: &Api,
    operation: &Operation,
    example: &OperationExample,
) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let is_mandatory = |at: usize| operation.parameters.get(at).is_some_and(Parameter::is_mandatory);
    let given: Vec<_> = example.values.iter().filter(|(at, _)| is_mandatory(*at)).cloned().collect();
    parameters(api, &operation.parameters, &given)
}

/// Returns the values of required parameters, in order, and calls of setters for the others.
fn parameters(
    api: &Api,
    all: &[Parameter],
    given: &[(usize, ExampleParameter)],
) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let (mut required, mut setters) = (Vec::new(), Vec::new());
    for (at, value) in given {
        let Some(parameter) = all.get(*at) else { continue };
        let value = expression(api, &parameter.binding, &parameter.ty, value, ExpectedType::Into);
        if parameter.required {
            required.push(value);
        } else {
            let setter = ident(&parameter.name);
            setters.push(quote!(.#setter(#value)));
        }
    }
    (required, setters)
}

/// The type that a position accepts: anything that converts into the type, or exactly the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExpectedType {
    Into,
    Exact,
}

fn expression(
    api: &Api,
    binding: &Binding,
    ty: &Type,
    given: &ExampleParameter,
    expected: ExpectedType,
) -> TokenStream {
    match (given, binding) {
        (ExampleParameter::BodyVariant(at, inner), Binding::Body(BodyKind::Choice(choice))) => {
            let Some(variant) = choice.variants.get(*at) else { return TokenStream::new() };
            let value = expression(api, &variant.binding, &variant.ty, inner, ExpectedType::Exact);
            let (name, variant) = (ident(&choice.type_name), ident(&variant.name));
            quote!(api::operations::#name::#variant(#value))
        }
        (ExampleParameter::Parts(given), Binding::Body(BodyKind::Multipart(parts))) => {
            let name = ident(&parts.type_name);
            let (required, setters) = parameters(api, &parts.parts, given);
            if required.is_empty() {
                quote!(api::operations::#name::default() #(#setters)*)
            } else {
                quote!(api::operations::#name::new(#(#required),*) #(#setters)*)
            }
        }
        (ExampleParameter::File(upload), _) => file(upload),
        (ExampleParameter::List(uploads), _) => {
            let files = uploads.iter().map(file);
            quote!([#(#files),*])
        }
        (ExampleParameter::Files(files), _) => {
            let files = files.iter().map(|(name, upload)| {
                let upload = file(upload);
                quote!((#name.to_owned(), #upload))
            });
            quote!(std::collections::BTreeMap::from([#(#files),*]))
        }
        (ExampleParameter::Value(value), binding) => {
            let value = self::value(api, ty, value, expected);
            if expected == ExpectedType::Exact && is_upload(binding) {
                quote!(api::Upload::from(#value))
            } else {
                value
            }
        }
        (ExampleParameter::BodyVariant(..) | ExampleParameter::Parts(_), _) => TokenStream::new(),
    }
}

fn file(upload: &ExampleFile) -> TokenStream {
    let (name, text) = (&upload.name, &upload.text);
    let media = upload.media.iter().map(|media| quote!(.content_type(#media)));
    quote!(api::FilePart::new(#name, #text) #(#media)*)
}

/// Returns an expression for a JSON value of a type: a literal if possible.
fn value(api: &Api, ty: &Type, value: &Value, expected: ExpectedType) -> TokenStream {
    let resolved = api.types.resolve_alias(ty);
    let text = value.as_str().unwrap_or_default();
    match resolved {
        Type::Primitive(Primitive::String) => text_value(quote!(#text), expected, |text| quote!(#text.to_owned())),
        Type::Secret => text_value(quote!(#text), expected, |text| quote!(api::SecretString::from(#text))),
        Type::Scalar(ScalarFormat::Uri) => {
            text_value(quote!(#text), expected, |text| quote!(api::UriString::from(#text)))
        }
        Type::Xml => text_value(quote!(#text), expected, |text| quote!(api::Xml::from(#text))),
        Type::Bytes => text_value(quote!(#text), expected, |text| quote!(api::Bytes::from(#text))),
        Type::Primitive(Primitive::Bool) => tokens(&value.to_string()),
        Type::Primitive(_) => number(api, ty, resolved, value),
        Type::Scalar(ScalarFormat::I8 | ScalarFormat::I16 | ScalarFormat::U8 | ScalarFormat::U16) => {
            number(api, ty, resolved, value)
        }
        Type::Timestamp(TimestampFormat::Rfc3339)
        | Type::Date
        | Type::Scalar(ScalarFormat::Uuid | ScalarFormat::Ip | ScalarFormat::Ipv4 | ScalarFormat::Ipv6) => {
            let path = path(api, resolved);
            quote!(given::parsed::<#path>(#text))
        }
        Type::Array(item) => list(api, ty, item, value, expected),
        Type::Nullable(_) if value.is_null() => quote!(None),
        Type::Nullable(inner) => {
            let inner = self::value(api, inner, value, ExpectedType::Exact);
            quote!(Some(#inner))
        }
        Type::Named(id) => match api.types.get(*id).map(|def| (&def.name, &def.kind)) {
            Some((name, TypeKind::Enum(body))) => {
                let name = ident(name);
                match body.variants.iter().find(|variant| variant.wire() == text).map(ident) {
                    Some(variant) => quote!(api::types::#name::#variant),
                    None => quote!(api::types::#name::from(#text)),
                }
            }
            Some(_) | None => parsed_json(api, resolved, value),
        },
        Type::Unit
        | Type::Json
        | Type::Timestamp(TimestampFormat::UnixSeconds | TimestampFormat::UnixMillis | TimestampFormat::HttpDate)
        | Type::Scalar(_)
        | Type::File
        | Type::Map(_)
        | Type::Boxed(_)
        | Type::Tuple(_) => parsed_json(api, resolved, value),
    }
}

fn text_value(
    text: TokenStream,
    expected: ExpectedType,
    convert: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    if expected == ExpectedType::Into { text } else { convert(text) }
}

/// Returns the expression of a list. A parameter with an array type accepts any iterator.
fn list(api: &Api, ty: &Type, item: &Type, value: &Value, expected: ExpectedType) -> TokenStream {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    let is_iterator = expected == ExpectedType::Into && matches!(ty, Type::Array(_));
    if items.is_empty() {
        let item = path(api, item);
        return quote!(Vec::<#item>::new());
    }
    let converts = is_iterator && !matches!(api.types.resolve_alias(item), Type::Array(_));
    let inner = if converts { ExpectedType::Into } else { ExpectedType::Exact };
    let items = items.iter().map(|value| self::value(api, item, value, inner));
    if is_iterator { quote!([#(#items),*]) } else { quote!(vec![#(#items),*]) }
}

/// Returns an expression that parses a value from JSON, in the format of its type if it has one.
fn parsed_json(api: &Api, ty: &Type, value: &Value) -> TokenStream {
    let text = raw(&value.to_string());
    match format(api, ty) {
        Some(format) => {
            let map = format.contains("BTreeMap").then(|| {
                quote!(
                    use std::collections::BTreeMap;
                )
            });
            let format = tokens(&format.replace("crate::", "api::"));
            quote!({
                use api::__private::*;
                #map
                given::read::<#format>(#text)
            })
        }
        None => {
            let path = path(api, ty);
            quote!(given::json::<#path>(#text))
        }
    }
}

/// Returns the full path of a type.
fn path(api: &Api, ty: &Type) -> TokenStream {
    match ty {
        Type::Json => quote!(serde_json::Value),
        Type::Bytes => quote!(api::Bytes),
        Type::Secret | Type::File | Type::Xml | Type::Timestamp(_) | Type::Date | Type::Scalar(_) => {
            let name = rust_types::ty(api, ty, rust_types::TypeContext::Elsewhere);
            let is_imported = name.to_string().starts_with(|c: char| c.is_ascii_uppercase());
            if is_imported { quote!(api::__private::#name) } else { name }
        }
        Type::Array(item) => {
            let item = path(api, item);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = path(api, value);
            quote!(std::collections::BTreeMap<String, #value>)
        }
        Type::Nullable(inner) => {
            let inner = path(api, inner);
            quote!(Option<#inner>)
        }
        Type::Boxed(inner) => {
            let inner = path(api, inner);
            quote!(Box<#inner>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|item| path(api, item));
            quote!((#(#items),*))
        }
        Type::Named(_) => {
            let name = rust_types::ty(api, ty, rust_types::TypeContext::Types);
            quote!(api::types::#name)
        }
        Type::Unit | Type::Primitive(_) => rust_types::ty(api, ty, rust_types::TypeContext::Elsewhere),
    }
}

/// Returns the literal of a number. If the type is an alias, any type that converts into it is accepted, so the literal
/// has a type suffix.
fn number(api: &Api, ty: &Type, resolved: &Type, value: &Value) -> TokenStream {
    let mut text = value.to_string();
    if matches!(resolved, Type::Primitive(Primitive::F32 | Primitive::F64)) && !text.contains(['.', 'e', 'E']) {
        text.push_str(".0");
    }
    if ty != resolved {
        text.push_str(&rust_types::ty(api, resolved, rust_types::TypeContext::Elsewhere).to_string());
    }
    tokens(&text)
}

/// Parses Rust code.
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// Returns a string literal, without escapes for quotes if possible.
fn raw(text: &str) -> TokenStream {
    let is_raw = text.contains('"') && !text.contains("\"#") && !text.contains(is_invisible);
    tokens(&if is_raw { format!("r#\"{text}\"#") } else { quoted(text) })
}
