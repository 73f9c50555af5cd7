//! Calls of operations with the values of their samples, as tests and examples write them.
//!
//! Comes in: an operation and its sample. Goes out: the expression that makes the call. The module that it stands in
//! knows the client's crate as `api`, and has the functions of `given.rs` in a module `given`.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::bodies::is_upload;
use super::types::quoted;
use super::words::{self, format, ident};
use super::{Content, Item};
use crate::ir::{Api, Argument, Carriage, Carrier, Format, Given, Operation, Sample, TimeForm, Type, TypeBody, Upload};

/// The file that makes clients and values, which every call needs.
pub(super) fn given(api: &Api) -> Content {
    let name = words::word(&api.package.replace('-', "_"));
    let credentials = api.credentials.iter().map(|credential| {
        let (setter, secret) = (ident(&credential.name), credential.made_up());
        match &credential.carrier {
            Carrier::Basic => quote!(.#setter(#secret, #secret)),
            Carrier::Query(_)
            | Carrier::Header(_)
            | Carrier::Cookie(_)
            | Carrier::Bearer
            | Carrier::Authorization(_) => quote!(.#setter(#secret)),
        }
    });
    // Here every operation is called once, which says nothing of how fast the API may be asked.
    let unhurried = api.rate_limit.map(|_| quote!(.rate_limit(api::RateLimit::per_second(u32::MAX))));
    Content::Rust(vec![
        Item::Tokens(quote! {
            //! What calls of this API are made of: a client, and values of its types.
            #![allow(dead_code, reason = "not every API takes values of every kind")]

            use std::str::FromStr;

            use api::runtime::model::format::Format;
            use serde::de::DeserializeOwned;
        }),
        Item::Tokens(quote!(pub use ::#name as api;)),
        Item::Tokens(quote! {
            /// A client of the server at a URL, with made-up credentials, that sends each request once.
            pub fn client(url: &str) -> Result<api::Client, api::BuildError> {
                let builder = api::Client::builder().base_url(url).retry(api::RetryPolicy::none());
                builder #unhurried #(#credentials)* .build()
            }
        }),
        Item::Tokens(quote! {
            /// A value by its JSON text.
            pub fn json<T: DeserializeOwned>(text: &str) -> T {
                serde_json::from_str(text).expect("the value is of its type")
            }
        }),
        Item::Tokens(quote! {
            /// A value by its JSON text in a format.
            pub fn read<F: Format>(text: &str) -> F::Value {
                F::read(&mut serde_json::Deserializer::from_str(text)).expect("the value is of its format")
            }
        }),
        Item::Tokens(quote! {
            /// A value by its text.
            pub fn parsed<T: FromStr>(text: &str) -> T {
                text.parse().ok().expect("the text is of its type")
            }
        }),
    ])
}

/// The call of an operation, not yet sent.
pub(super) fn call(api: &Api, operation: &Operation, sample: &Sample) -> TokenStream {
    let method = ident(&operation.method_name);
    let (arguments, setters) = arguments(api, &operation.arguments, &sample.given);
    quote!(client.#method(#(#arguments),*) #(#setters)*)
}

/// The values of an operation's arguments that must be there, in order.
pub(super) fn required(api: &Api, operation: &Operation, sample: &Sample) -> Vec<TokenStream> {
    arguments(api, &operation.arguments, &sample.given).0
}

/// The arguments that must be there, in order, and the setters of the others.
fn arguments(api: &Api, all: &[Argument], given: &[(usize, Given)]) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let (mut arguments, mut setters) = (Vec::new(), Vec::new());
    for (at, value) in given {
        let Some(argument) = all.get(*at) else { continue };
        let value = expression(api, &argument.carriage, &argument.ty, value, Wanted::Into);
        if argument.required {
            arguments.push(value);
        } else {
            let setter = ident(&argument.name);
            setters.push(quote!(.#setter(#value)));
        }
    }
    (arguments, setters)
}

/// What stands where a value is written: what turns into its type, or the type itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Into,
    Itself,
}

fn expression(api: &Api, carriage: &Carriage, ty: &Type, given: &Given, wanted: Wanted) -> TokenStream {
    match (given, carriage) {
        (Given::Way(at, inner), Carriage::Choice(choice)) => {
            let Some(way) = choice.variants.get(*at) else { return TokenStream::new() };
            let (name, variant) = (ident(&choice.type_name), ident(&way.name));
            let value = expression(api, &way.carriage, &way.ty, inner, Wanted::Itself);
            quote!(api::operations::#name::#variant(#value))
        }
        (Given::Parts(given), Carriage::Parts(parts)) => {
            let name = ident(&parts.type_name);
            let (arguments, setters) = arguments(api, &parts.fields, given);
            if arguments.is_empty() {
                quote!(api::operations::#name::default() #(#setters)*)
            } else {
                quote!(api::operations::#name::new(#(#arguments),*) #(#setters)*)
            }
        }
        (Given::File(upload), _) => file(upload),
        (Given::List(uploads), _) => {
            let files = uploads.iter().map(file);
            quote!([#(#files),*])
        }
        (Given::Files(files), _) => {
            let files = files.iter().map(|(name, upload)| {
                let upload = file(upload);
                quote!((#name.to_owned(), #upload))
            });
            quote!(std::collections::BTreeMap::from([#(#files),*]))
        }
        (Given::Value(value), carriage) => {
            let value = self::value(api, ty, value, wanted);
            let is_held = wanted == Wanted::Itself && is_upload(carriage);
            if is_held { quote!(api::Upload::from(#value)) } else { value }
        }
        (Given::Way(..) | Given::Parts(_), _) => TokenStream::new(),
    }
}

fn file(upload: &Upload) -> TokenStream {
    let (name, text) = (&upload.name, &upload.text);
    let media = upload.media.iter().map(|media| quote!(.content_type(#media)));
    quote!(api::File::new(#name, #text) #(#media)*)
}

/// A value of a type, given as JSON: a literal where that is simple.
fn value(api: &Api, ty: &Type, value: &Value, wanted: Wanted) -> TokenStream {
    let behind = api.types.behind(ty);
    let text = value.as_str().unwrap_or_default();
    match behind {
        Type::String => owned(quote!(#text), wanted, |text| quote!(#text.to_owned())),
        Type::Secret => owned(quote!(#text), wanted, |text| quote!(api::Secret::from(#text))),
        Type::Formatted(Format::Uri) => owned(quote!(#text), wanted, |text| quote!(api::Uri::from(#text))),
        Type::Xml => owned(quote!(#text), wanted, |text| quote!(api::Xml::from(#text))),
        Type::Bytes => owned(quote!(#text), wanted, |text| quote!(api::runtime::Bytes::from(#text))),
        Type::Bool => tokens(&value.to_string()),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => number(api, ty, behind, value),
        Type::Formatted(Format::I8 | Format::I16 | Format::U8 | Format::U16) => number(api, ty, behind, value),
        Type::Timestamp(TimeForm::Rfc3339)
        | Type::Date
        | Type::Formatted(Format::Uuid | Format::Ip | Format::Ipv4 | Format::Ipv6) => {
            let of = path(api, behind);
            quote!(given::parsed::<#of>(#text))
        }
        Type::List(item) => list(api, ty, item, value, wanted),
        Type::Nullable(_) if value.is_null() => quote!(None),
        Type::Nullable(inner) => {
            let inner = self::value(api, inner, value, Wanted::Itself);
            quote!(Some(#inner))
        }
        Type::Named(id) => match api.types.get(*id).map(|def| (&def.name, &def.body)) {
            Some((name, TypeBody::Enum(body))) => {
                let name = ident(name);
                match body.variants.iter().find(|variant| variant.wire() == text).map(ident) {
                    Some(variant) => quote!(api::types::#name::#variant),
                    None => quote!(api::types::#name::from(#text)),
                }
            }
            Some(_) | None => whole(api, behind, value),
        },
        Type::Unit
        | Type::Value
        | Type::Timestamp(TimeForm::UnixSeconds | TimeForm::UnixMillis)
        | Type::Formatted(_)
        | Type::File
        | Type::Map(_)
        | Type::Boxed(_)
        | Type::Tuple(_) => whole(api, behind, value),
    }
}

fn owned(text: TokenStream, wanted: Wanted, own: impl FnOnce(TokenStream) -> TokenStream) -> TokenStream {
    if wanted == Wanted::Into { text } else { own(text) }
}

/// A list; an argument whose own type is one takes whatever can be gone through.
fn list(api: &Api, ty: &Type, item: &Type, value: &Value, wanted: Wanted) -> TokenStream {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    let is_through = wanted == Wanted::Into && matches!(ty, Type::List(_));
    if items.is_empty() {
        let item = path(api, item);
        return quote!(Vec::<#item>::new());
    }
    let turns = is_through && !matches!(api.types.behind(item), Type::List(_));
    let inner = if turns { Wanted::Into } else { Wanted::Itself };
    let items = items.iter().map(|value| self::value(api, item, value, inner));
    if is_through { quote!([#(#items),*]) } else { quote!(vec![#(#items),*]) }
}

/// A value by its JSON text, in the format of its type where that has one.
fn whole(api: &Api, ty: &Type, value: &Value) -> TokenStream {
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
                use api::runtime::*;
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

/// A type by its whole path.
fn path(api: &Api, ty: &Type) -> TokenStream {
    match ty {
        Type::Value => quote!(serde_json::Value),
        Type::Bytes => quote!(api::runtime::Bytes),
        Type::Secret | Type::File | Type::Xml | Type::Timestamp(_) | Type::Date | Type::Formatted(_) => {
            let name = words::ty(api, ty, words::From::Elsewhere);
            let is_own = name.to_string().starts_with(|c: char| c.is_ascii_uppercase());
            if is_own { quote!(api::runtime::#name) } else { name }
        }
        Type::List(item) => {
            let item = path(api, item);
            quote!(Vec<#item>)
        }
        Type::Map(of) => {
            let of = path(api, of);
            quote!(std::collections::BTreeMap<String, #of>)
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
            let name = words::ty(api, ty, words::From::Types);
            quote!(api::types::#name)
        }
        Type::Unit
        | Type::Bool
        | Type::I32
        | Type::I64
        | Type::U32
        | Type::U64
        | Type::F32
        | Type::F64
        | Type::String => words::ty(api, ty, words::From::Elsewhere),
    }
}

/// A number. Where another name of its type is asked for, whatever turns into that is taken, so that it says its own.
fn number(api: &Api, ty: &Type, behind: &Type, value: &Value) -> TokenStream {
    let mut text = value.to_string();
    if matches!(behind, Type::F32 | Type::F64) && !text.contains(['.', 'e', 'E']) {
        text.push_str(".0");
    }
    if ty != behind {
        text.push_str(&words::ty(api, behind, words::From::Elsewhere).to_string());
    }
    tokens(&text)
}

/// Text that is Rust: a number, or a type.
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// A text as a literal in which quotes stand as they are.
pub(super) fn raw(text: &str) -> TokenStream {
    let is_plain = text.contains('"') && !text.contains("\"#") && !text.contains(char::is_control);
    tokens(&if is_plain { format!("r#\"{text}\"#") } else { quoted(text) })
}
