//! Types of request bodies next to the operation that sends them: enums of media types, and structs of multipart forms.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{encode, setters, values};
use crate::emit::docs;
use crate::emit::rust_types::{TypeContext, ident, ty};
use crate::ir::{
    Api, Binding, BodyChoice, BodyKind, BodyVariant, MultipartForm, Operation, Parameter, Primitive, Type,
};

/// Returns the types of an operation's bodies.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let mut items = Vec::new();
    for parameter in &operation.parameters {
        if let Binding::Body(BodyKind::Choice(choice)) = &parameter.binding {
            items.extend(self::choice(api, operation, choice));
        }
        for form in values::forms(&parameter.binding) {
            items.extend(self::form(api, operation, form));
        }
    }
    items
}

fn choice(api: &Api, operation: &Operation, choice: &BodyChoice) -> Vec<TokenStream> {
    let name = ident(&choice.type_name);
    let about = format!(" Request body of [`Client::{}`]: one of several media types.", operation.method_name.rust());
    let variants = choice.variants.iter().map(|variant| {
        let docs = docs::paragraphs(&variant.docs);
        let (variant, value) = (ident(&variant.name), variant_type(api, variant));
        quote!(#docs #variant(#value))
    });
    let sends = choice.variants.iter().map(|variant| {
        let (name, body) = (ident(&variant.name), quote!(body));
        let send = encode::body(api, &variant.binding, &variant.ty, &body, &body);
        quote!(Self::#name(body) => { #send })
    });
    let mut items = vec![
        quote! {
            #[doc = #about]
            #[derive(Debug, Clone)]
            #[non_exhaustive]
            pub enum #name { #(#variants,)* }
        },
        quote! {
            impl #name {
                fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> {
                    match self { #(#sends)* }
                    Ok(())
                }
            }
        },
    ];
    for variant in choice.variants.iter().filter(|variant| variant.has_from_impl) {
        let value = variant_type(api, variant);
        items.push(conversion(&name, &ident(&variant.name), &value, &quote!(body)));
        let value = if values::is_upload(&variant.binding) { quote!(body.into()) } else { quote!(body.to_owned()) };
        let from = also_from(variant);
        items.extend(from.map(|from| conversion(&name, &ident(&variant.name), &from, &value)));
    }
    items
}

/// Returns the type of a variant's value.
pub(in crate::emit) fn variant_type(api: &Api, variant: &BodyVariant) -> TokenStream {
    match values::body_type(&variant.binding) {
        Some(name) => quote!(#name),
        None => ty(api, &variant.ty, TypeContext::Elsewhere),
    }
}

/// Returns the type that also converts to a variant that has conversions.
pub(in crate::emit) fn also_from(variant: &BodyVariant) -> Option<TokenStream> {
    match (&variant.ty, values::is_upload(&variant.binding)) {
        (Type::Primitive(Primitive::String), _) => Some(quote!(&str)),
        (_, true) => Some(quote!(Bytes)),
        (_, false) => None,
    }
}

fn conversion(name: &Ident, variant: &Ident, from: &TokenStream, value: &TokenStream) -> TokenStream {
    quote! {
        impl From<#from> for #name {
            fn from(body: #from) -> Self {
                Self::#variant(#value)
            }
        }
    }
}

/// Returns the struct of a multipart form, a constructor with its required parts, and setters of optional ones.
fn form(api: &Api, operation: &Operation, form: &MultipartForm) -> Vec<TokenStream> {
    let name = ident(&form.type_name);
    let about = format!(" Multipart form of [`Client::{}`].", operation.method_name.rust());
    let fields = form.parts.iter().map(|field| {
        let (name, value) = (ident(&field.name), values::stored(api, field));
        if field.required { quote!(#name: #value) } else { quote!(#name: Option<#value>) }
    });
    let (required, optional): (Vec<&Parameter>, Vec<&Parameter>) = form.parts.iter().partition(|field| field.required);
    let default = required.is_empty().then(|| quote!(, Default));
    let new = (!required.is_empty()).then(|| constructor(api, &required, &optional));
    let setters = optional.iter().map(|field| setters::setter(api, field, &quote!(self)));
    let encode = encode::form_fn(api, &form.parts);
    vec![
        quote! {
            #[doc = #about]
            #[derive(Debug, Clone #default)]
            pub struct #name { #(#fields,)* }
        },
        quote! {
            impl #name {
                #new
                #(#setters)*

                fn encode(&self, request: &mut RequestEncoder) -> Result<(), InvalidParameter> { #encode }
            }
        },
    ]
}

fn constructor(api: &Api, required: &[&Parameter], optional: &[&Parameter]) -> TokenStream {
    let parameters = required.iter().map(|field| {
        let (name, value) = (ident(&field.name), values::accepted(api, field));
        quote!(#name: #value)
    });
    let given = required.iter().map(|field| {
        let (name, value) = (ident(&field.name), values::converted(api, field));
        if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
    });
    let absent = optional.iter().map(|field| ident(&field.name));
    quote! {
        /// Creates a form from its required parts; optional parts are not sent.
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#given,)* #(#absent: None,)* }
        }
    }
}
