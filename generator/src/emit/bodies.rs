//! Bodies that are types of their own, beside the operation that sends them: a choice of several ways, and a form whose
//! parts are files and values.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::words::{From, Imports, ident, ty, word};
use super::{docs, encode, operations};
use crate::ir::{Api, Argument, Carriage, Choice, Operation, Parts, Type, Way};

/// The name of the type that a body is of, where that is not the argument's own: it stands beside the operation, or
/// the runtime has it.
pub(super) fn type_name(carriage: &Carriage) -> Option<Ident> {
    match carriage {
        Carriage::Choice(choice) => Some(ident(&choice.type_name)),
        Carriage::Parts(parts) => Some(ident(&parts.type_name)),
        carriage => is_upload(carriage).then(|| word("Upload")),
    }
}

/// Whether what is sent may be read only when it is.
pub(super) fn is_upload(carriage: &Carriage) -> bool {
    matches!(carriage, Carriage::BytesBody(_))
}

/// What the types of bodies name.
pub(super) fn imports(api: &Api, carriage: &Carriage, imports: &mut Imports) {
    if let Carriage::Choice(choice) = carriage {
        for way in &choice.variants {
            operations::value(api, &way.carriage, &way.ty, imports);
            if way.converts && is_upload(&way.carriage) {
                imports.of(&Type::Bytes);
            }
        }
    }
    for parts in forms(carriage) {
        operations::arguments(api, &parts.fields, imports);
    }
}

/// The types of an operation's bodies.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let method = operation.method_name.rust();
    let mut items = Vec::new();
    for argument in &operation.arguments {
        if let Carriage::Choice(choice) = &argument.carriage {
            items.extend(self::choice(api, method, choice));
        }
        for parts in forms(&argument.carriage) {
            items.extend(form(api, method, parts));
        }
    }
    items
}

/// The forms that are structs, of a body or of the ways to send it.
fn forms(carriage: &Carriage) -> Vec<&Parts> {
    match carriage {
        Carriage::Parts(parts) => vec![parts],
        Carriage::Choice(choice) => choice.variants.iter().flat_map(|way| forms(&way.carriage)).collect(),
        Carriage::Path(_)
        | Carriage::Query(_)
        | Carriage::Header(_)
        | Carriage::Cookie(_)
        | Carriage::UrlEncodedField(_)
        | Carriage::MultipartField(_)
        | Carriage::MultipartPart(_)
        | Carriage::MultipartFile(_)
        | Carriage::JsonBody(_)
        | Carriage::TextBody(_)
        | Carriage::BytesBody(_)
        | Carriage::FileBody(_)
        | Carriage::FormBody(..)
        | Carriage::FilesBody => Vec::new(),
    }
}

fn choice(api: &Api, method: &str, choice: &Choice) -> Vec<TokenStream> {
    let name = ident(&choice.type_name);
    let about = format!(" The ways to send the body of [`Client::{method}`].");
    let variants = choice.variants.iter().map(|way| {
        let (docs, variant, value) = (docs::named(&way.docs, way.name.wire()), ident(&way.name), held(api, way));
        quote!(#docs #variant(#value))
    });
    let sends = choice.variants.iter().map(|way| {
        let (variant, body) = (ident(&way.name), quote!(body));
        let send = encode::send(api, &way.carriage, &way.ty, &body, &body);
        quote!(Self::#variant(body) => { #send })
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
                fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> {
                    match self { #(#sends)* }
                    Ok(())
                }
            }
        },
    ];
    for way in choice.variants.iter().filter(|way| way.converts) {
        let value = held(api, way);
        items.push(conversion(&name, &ident(&way.name), &value, &quote!(body)));
        let also = match (&way.ty, is_upload(&way.carriage)) {
            (Type::String, _) => vec![(quote!(&str), quote!(body.to_owned()))],
            (_, true) => vec![(quote!(Bytes), quote!(body.into()))],
            (_, false) => Vec::new(),
        };
        items.extend(also.iter().map(|(from, held)| conversion(&name, &ident(&way.name), from, held)));
    }
    items
}

/// The type of what a variant holds.
fn held(api: &Api, way: &Way) -> TokenStream {
    match type_name(&way.carriage) {
        Some(name) => quote!(#name),
        None => ty(api, &way.ty, From::Elsewhere),
    }
}

fn conversion(name: &Ident, variant: &Ident, value: &TokenStream, held: &TokenStream) -> TokenStream {
    quote! {
        impl From<#value> for #name {
            fn from(body: #value) -> Self {
                Self::#variant(#held)
            }
        }
    }
}

/// A form: a struct, a constructor from the parts that must be there, setters of the others.
fn form(api: &Api, method: &str, parts: &Parts) -> Vec<TokenStream> {
    let name = ident(&parts.type_name);
    let about = format!(" The parts of a form for [`Client::{method}`].");
    let fields = parts.fields.iter().map(|field| {
        let (name, value) = (ident(&field.name), operations::stored(api, field));
        if field.required { quote!(#name: #value) } else { quote!(#name: Option<#value>) }
    });
    let (required, optional): (Vec<&Argument>, Vec<&Argument>) = parts.fields.iter().partition(|field| field.required);
    let default = required.is_empty().then(|| quote!(, Default));
    let new = (!required.is_empty()).then(|| constructor(api, &required, &optional));
    let setters = optional.iter().map(|field| operations::setter(api, field, &quote!(self)));
    let encode = encode::parts(api, &parts.fields);
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

                fn encode(&self, request: &mut Encoder) -> Result<(), InvalidArgument> { #encode }
            }
        },
    ]
}

fn constructor(api: &Api, required: &[&Argument], optional: &[&Argument]) -> TokenStream {
    let parameters = required.iter().map(|field| {
        let (name, value) = (ident(&field.name), operations::parameter(api, field));
        quote!(#name: #value)
    });
    let given = required.iter().map(|field| {
        let (name, value) = (ident(&field.name), operations::converted(api, field));
        if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
    });
    let absent = optional.iter().map(|field| ident(&field.name));
    quote! {
        /// One with the parts that must be there, and no others.
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#given,)* #(#absent: None,)* }
        }
    }
}
