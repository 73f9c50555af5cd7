//! Structs of objects: definition, serialization table and constructor.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes;
use crate::emit::rust_types::{TypeContext, format, ident, quoted, ty};
use crate::emit::{Item, docs};
use crate::ir::{Access, Api, Field, Presence, Primitive, ScalarFormat, Struct, Type, TypeDef};

/// Returns the items of a struct.
pub(super) fn items(api: &Api, def: &TypeDef, body: &Struct) -> Vec<Item> {
    let mut items = vec![Item::Tokens(structure(api, def, body)), model(api, def, body)];
    items.extend(constructor(api, def, body).map(Item::Tokens));
    items
}

/// Returns true if a caller must supply the value of a field: requests contain it, and it has more than one known value.
pub(super) fn is_parameter(api: &Api, field: &Field) -> bool {
    match field.presence {
        Presence::Required | Presence::RequiredInRequests => !api.types.is_constant(&field.ty),
        Presence::Optional | Presence::Nullable | Presence::OptionalNullable => false,
    }
}

fn structure(api: &Api, def: &TypeDef, body: &Struct) -> TokenStream {
    let attributes = attributes(def);
    let name = ident(&def.name);
    let fields = body.fields.iter().map(|field| self::field(api, field));
    let extra = body.extra.iter().map(|(name, value)| {
        let (name, value) = (ident(name), ty(api, value, TypeContext::Types));
        quote! {
            /// Undeclared fields.
            pub #name: BTreeMap<String, #value>
        }
    });
    let default = body.fields.iter().all(|field| !is_parameter(api, field)).then(|| quote!(, Default));
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq #default)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* #(#extra,)* }
    }
}

fn field(api: &Api, field: &Field) -> TokenStream {
    let docs = docs::paragraphs(&field.docs);
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    let name = ident(&field.name);
    let value = field_type(field.presence, ty(api, &field.ty, TypeContext::Types));
    quote!(#docs #deprecated pub #name: #value)
}

/// Returns the type of a field that can be absent.
pub(in crate::emit) fn field_type(presence: Presence, value: TokenStream) -> TokenStream {
    match presence {
        Presence::Required => value,
        Presence::Optional | Presence::Nullable | Presence::RequiredInRequests => quote!(Option<#value>),
        Presence::OptionalNullable => quote!(Option<Option<#value>>),
    }
}

/// Returns the table of a struct's JSON fields.
fn model(api: &Api, def: &TypeDef, body: &Struct) -> Item {
    let fields = body.fields.iter().map(|field| {
        let presence = match (field.presence, field.access) {
            (Presence::Required, _) => "required",
            (Presence::Optional, Access::ReadOnly) => "read_only",
            (Presence::OptionalNullable, Access::ReadOnly) => "read_only_nullable",
            (Presence::Optional | Presence::RequiredInRequests, _) => "optional",
            (Presence::Nullable, _) => "nullable",
            (Presence::OptionalNullable, _) => "optional_nullable",
        };
        let form = format(api, &field.ty).map(|format| format!(" as {format}")).unwrap_or_default();
        format!("{} => {}: {presence}{form}", quoted(field.name.wire()), field.name.rust())
    });
    let extra = body.extra.iter().map(|(name, value)| {
        let form = format(api, value).map(|format| format!(" as {format}")).unwrap_or_default();
        format!("..{}{form}", name.rust())
    });
    Item::MacroCall { name: "model", subject: def.name.rust().to_owned(), lines: fields.chain(extra).collect() }
}

/// Returns the parameters of the constructor: one per required field.
pub(in crate::emit) fn constructor_parameters(api: &Api, body: &Struct) -> Vec<TokenStream> {
    let required = body.fields.iter().filter(|field| is_parameter(api, field));
    let parameters = required.map(|field| {
        let (name, value) = (ident(&field.name), ty(api, &field.ty, TypeContext::Types));
        match field.ty {
            Type::Primitive(Primitive::String) | Type::Secret | Type::Scalar(ScalarFormat::Uri) => {
                quote!(#name: impl Into<#value>)
            }
            _ => quote!(#name: #value),
        }
    });
    parameters.collect()
}

/// Returns a constructor with one parameter per required field; a struct without required fields implements `Default`
/// instead.
fn constructor(api: &Api, def: &TypeDef, body: &Struct) -> Option<TokenStream> {
    let parameters = constructor_parameters(api, body);
    if parameters.is_empty() {
        return None;
    }
    let name = ident(&def.name);
    let fields = body.fields.iter().map(|field| {
        let name = ident(&field.name);
        let is_text =
            matches!(field.ty, Type::Primitive(Primitive::String) | Type::Secret | Type::Scalar(ScalarFormat::Uri));
        let value = match is_parameter(api, field) {
            true if is_text => quote!(#name.into()),
            true => quote!(#name),
            false => quote!(Default::default()),
        };
        match field.presence {
            Presence::Required if is_parameter(api, field) && !is_text => quote!(#name),
            Presence::Required => quote!(#name: #value),
            Presence::RequiredInRequests => quote!(#name: Some(#value)),
            Presence::Optional | Presence::Nullable | Presence::OptionalNullable => quote!(#name: None),
        }
    });
    let extra = body.extra.iter().map(|(name, _)| {
        let name = ident(name);
        quote!(#name: BTreeMap::new())
    });
    Some(quote! {
        impl #name {
            /// Creates a value from its required fields; optional fields are `None`.
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#fields,)* #(#extra,)* }
            }
        }
    })
}
