//! `src/types.rs`: every type of the API, each followed by one line that says how it is written as JSON.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::words::{From, Imports, format, ident, ty};
use super::{Content, Item, docs, unions};
use crate::ir::{Api, Enum, Field, Format, Slot, Struct, Type, TypeBody, TypeDef};

/// What is in the file.
pub(super) fn content(api: &Api) -> Content {
    let mut items = vec![Item::Tokens(head(api))];
    for def in api.types.iter() {
        items.extend(definition(api, def));
    }
    items.extend(linked(api).map(Item::Tokens));
    Content::Rust(items)
}

/// The types that stand behind links.
fn linked(api: &Api) -> Option<TokenStream> {
    let mut linked: Vec<&Type> = Vec::new();
    for part in api.types.defs.iter().filter(|_| api.types.lead_far).flat_map(|def| def.body.parts()) {
        part.visit(&mut |ty| {
            if let Type::Boxed(inner) = ty {
                linked.push(api.types.behind(inner));
            }
        });
    }
    let names: BTreeSet<String> = linked.into_iter().map(|target| ty(api, target, From::Types).to_string()).collect();
    let names: Vec<TokenStream> = names.iter().filter_map(|name| name.parse().ok()).collect();
    (!names.is_empty()).then(|| quote!(#(impl Linked for #names {})*))
}

fn head(api: &Api) -> TokenStream {
    let mut imports = Imports::default();
    for def in api.types.iter() {
        match &def.body {
            TypeBody::Struct(body) => {
                imports.runtime("model");
                body.fields.iter().for_each(|field| imports.of(&field.ty));
                body.fields.iter().for_each(|field| imports.formats(api, &field.ty));
                if let Some((_, value)) = &body.extra {
                    imports.of(&Type::Map(Box::new(value.clone())));
                    imports.formats(api, value);
                }
            }
            TypeBody::Enum(_) => {
                imports.runtime("open_enum");
                imports.runtime("Unlisted");
            }
            TypeBody::Values(_) => {
                imports.runtime("value_enum");
                imports.of(&Type::Value);
            }
            TypeBody::Union(body) => unions::imports(api, body, &mut imports),
            TypeBody::Wrapper(ty) => {
                imports.runtime("wrapper");
                imports.of(ty);
                imports.formats(api, ty);
            }
            TypeBody::Alias(ty) => imports.of(ty),
        }
    }
    if api.types.lead_far {
        imports.runtime("Link");
        imports.runtime("Linked");
    }
    let imports = imports.lines(From::Types);
    quote! {
        //! The types of the API, as its description declares them.
        #imports
    }
}

fn definition(api: &Api, def: &TypeDef) -> Vec<Item> {
    match &def.body {
        TypeBody::Struct(body) => {
            let mut items = vec![Item::Tokens(structure(api, def, body)), model(api, def, body)];
            items.extend(constructor(api, def, body).map(Item::Tokens));
            items
        }
        TypeBody::Enum(body) => vec![Item::Tokens(enumeration(def, body)), open_enum(def, body)],
        TypeBody::Values(body) => vec![Item::Tokens(unions::values(def, body)), unions::value_enum(def, body)],
        TypeBody::Union(body) => unions::definition(api, def, body),
        TypeBody::Wrapper(inner) => vec![Item::Tokens(wrapper(api, def, inner)), wrapper_table(api, def, inner)],
        TypeBody::Alias(target) => vec![Item::Tokens(alias(api, def, target))],
    }
}

pub(super) fn attributes(def: &TypeDef) -> TokenStream {
    let docs = docs::named(&def.docs, def.name.wire());
    let deprecated = def.deprecated.then(|| quote!(#[deprecated]));
    quote!(#docs #deprecated)
}

fn structure(api: &Api, def: &TypeDef, body: &Struct) -> TokenStream {
    let attributes = attributes(def);
    let name = ident(&def.name);
    let fields = body.fields.iter().map(|field| member(api, field));
    let extra = body.extra.iter().map(|(name, value)| {
        let (name, value) = (ident(name), ty(api, value, From::Types));
        quote! {
            /// Members beyond the declared ones.
            pub #name: BTreeMap<String, #value>
        }
    });
    let default = body.fields.iter().all(|field| !is_asked_for(api, field)).then(|| quote!(, Default));
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq #default)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* #(#extra,)* }
    }
}

fn member(api: &Api, field: &Field) -> TokenStream {
    let docs = docs::named(&field.docs, field.name.wire());
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    let name = ident(&field.name);
    let value = slot_type(field.slot, ty(api, &field.ty, From::Types));
    quote!(#docs #deprecated pub #name: #value)
}

fn slot_type(slot: Slot, value: TokenStream) -> TokenStream {
    match slot {
        Slot::Required => value,
        Slot::Optional | Slot::Nullable => quote!(Option<#value>),
        Slot::OptionalNullable => quote!(Option<Option<#value>>),
    }
}

/// The lines that say how a struct is written as JSON.
fn model(api: &Api, def: &TypeDef, body: &Struct) -> Item {
    let fields = body.fields.iter().map(|field| {
        let slot = match field.slot {
            Slot::Required => "required",
            Slot::Optional => "optional",
            Slot::Nullable => "nullable",
            Slot::OptionalNullable => "optional_nullable",
        };
        let form = format(api, &field.ty).map(|format| format!(" as {format}")).unwrap_or_default();
        format!("{} => {}: {slot}{form}", quoted(field.name.wire()), field.name.rust())
    });
    let extra = body.extra.iter().map(|(name, value)| {
        let form = format(api, value).map(|format| format!(" as {format}")).unwrap_or_default();
        format!("..{}{form}", name.rust())
    });
    Item::Table { name: "model", subject: def.name.rust().to_owned(), lines: fields.chain(extra).collect() }
}

/// A text as a Rust literal.
pub(super) fn quoted(text: &str) -> String {
    Literal::string(text).to_string()
}

/// Whether a caller must say what a member is: it must be there, and has more than one value.
fn is_asked_for(api: &Api, field: &Field) -> bool {
    field.slot == Slot::Required && !api.types.is_constant(&field.ty)
}

/// A constructor from the members that must be there; a struct without such members has a default instead.
fn constructor(api: &Api, def: &TypeDef, body: &Struct) -> Option<TokenStream> {
    let required: Vec<&Field> = body.fields.iter().filter(|field| is_asked_for(api, field)).collect();
    if required.is_empty() {
        return None;
    }
    let name = ident(&def.name);
    let parameters = required.iter().map(|field| {
        let (name, value) = (ident(&field.name), ty(api, &field.ty, From::Types));
        match field.ty {
            Type::String | Type::Secret | Type::Formatted(Format::Uri) => quote!(#name: impl Into<#value>),
            _ => quote!(#name: #value),
        }
    });
    let members = body.fields.iter().map(|field| {
        let name = ident(&field.name);
        match (field.slot, &field.ty) {
            (Slot::Required, Type::String | Type::Secret | Type::Formatted(Format::Uri)) => quote!(#name: #name.into()),
            (Slot::Required, _) if !is_asked_for(api, field) => quote!(#name: Default::default()),
            (Slot::Required, _) => quote!(#name),
            (Slot::Optional | Slot::Nullable | Slot::OptionalNullable, _) => quote!(#name: None),
        }
    });
    let extra = body.extra.iter().map(|(name, _)| {
        let name = ident(name);
        quote!(#name: BTreeMap::new())
    });
    Some(quote! {
        impl #name {
            /// One with the members that must be there, and no others.
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#members,)* #(#extra,)* }
            }
        }
    })
}

fn enumeration(def: &TypeDef, body: &Enum) -> TokenStream {
    let attributes = attributes(def);
    let name = ident(&def.name);
    let (derive, default) = only(body.variants.len());
    let variants = body.variants.iter().map(|variant| {
        let docs = unions::listed_docs(variant, &body.docs);
        let name = ident(variant);
        quote!(#docs #default #name)
    });
    let unknown = ident(&body.unknown);
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash #derive)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that the description does not list.
            #unknown(Unlisted),
        }
    }
}

/// What makes the only value of an enum its default: a derive, and an attribute.
pub(super) fn only(variants: usize) -> (Option<TokenStream>, Option<TokenStream>) {
    let is_only = variants == 1;
    (is_only.then(|| quote!(, Default)), is_only.then(|| quote!(#[default])))
}

fn open_enum(def: &TypeDef, body: &Enum) -> Item {
    let lines = body.variants.iter().map(|variant| format!("{} => {}", quoted(variant.wire()), variant.rust()));
    let subject = format!("{}({})", def.name.rust(), body.unknown.rust());
    Item::Table { name: "open_enum", subject, lines: lines.collect() }
}

/// A struct around one value; empty where that can be.
fn wrapper(api: &Api, def: &TypeDef, inner: &Type) -> TokenStream {
    let attributes = attributes(def);
    let (name, value) = (ident(&def.name), ty(api, inner, From::Types));
    let default = matches!(inner, Type::List(_) | Type::Map(_)).then(|| quote!(, Default));
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq #default)]
        pub struct #name(pub #value);
    }
}

/// The line that says how a wrapper is written as JSON.
fn wrapper_table(api: &Api, def: &TypeDef, inner: &Type) -> Item {
    let value = ty(api, inner, From::Types).to_string().replace(' ', "").replace(',', ", ");
    let form = format(api, inner).map(|format| format!(" as {format}")).unwrap_or_default();
    Item::Table { name: "wrapper", subject: def.name.rust().to_owned(), lines: vec![format!("{value}{form}")] }
}

fn alias(api: &Api, def: &TypeDef, target: &Type) -> TokenStream {
    let attributes = attributes(def);
    let (name, target) = (ident(&def.name), ty(api, target, From::Types));
    quote!(#attributes pub type #name = #target;)
}
