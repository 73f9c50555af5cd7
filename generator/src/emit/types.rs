//! `src/types.rs`: the types of the API, each with a table of its serialization.

mod enums;
mod structs;
mod unions;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

pub(super) use structs::{constructor_parameters, field_type};
pub(super) use unions::{is_text, pointee};

use super::rust_types::{Imports, TypeContext, format, ident, runtime_ident, ty};
use super::{Content, Item, docs};
use crate::ir::{Api, Type, TypeDef, TypeKind};
use crate::names::Name;

/// Returns the content of the file.
pub(super) fn content(api: &Api) -> Content {
    let mut items = vec![Item::Tokens(head(api))];
    for def in api.types.iter() {
        items.extend(self::items(api, def));
    }
    items.extend(erasable(api).map(Item::Tokens));
    Content::Rust(items)
}

/// Returns the implementations for types in type-erased boxes.
fn erasable(api: &Api) -> Option<TokenStream> {
    let mut boxed: Vec<&Type> = Vec::new();
    for part in api.types.defs.iter().filter(|_| api.types.needs_erased_boxes).flat_map(|def| def.kind.children()) {
        part.visit(&mut |ty| {
            if let Type::Boxed(inner) = ty {
                boxed.push(api.types.resolve_alias(inner));
            }
        });
    }
    let names: BTreeSet<String> =
        boxed.into_iter().map(|target| ty(api, target, TypeContext::Types).to_string()).collect();
    let names: Vec<TokenStream> = names.iter().filter_map(|name| name.parse().ok()).collect();
    (!names.is_empty()).then(|| quote!(#(impl Erasable for #names {})*))
}

fn head(api: &Api) -> TokenStream {
    let mut imports = Imports::default();
    for def in api.types.iter() {
        match &def.kind {
            TypeKind::Struct(body) => {
                imports.runtime("model");
                body.fields.iter().for_each(|field| imports.add(&field.ty));
                body.fields.iter().for_each(|field| imports.formats(api, &field.ty));
                if let Some((_, value)) = &body.extra {
                    imports.add(&Type::Map(Box::new(value.clone())));
                    imports.formats(api, value);
                }
            }
            TypeKind::Enum(_) => {
                imports.runtime("open_enum");
                imports.runtime("UnknownValue");
            }
            TypeKind::LiteralEnum(_) => {
                imports.runtime("value_enum");
                imports.add(&Type::Json);
            }
            TypeKind::Union(body) => unions::imports(api, body, &mut imports),
            TypeKind::Newtype(ty) => {
                imports.runtime("newtype");
                imports.add(ty);
                imports.formats(api, ty);
            }
            TypeKind::Alias(ty) => imports.add(ty),
        }
    }
    if api.types.needs_erased_boxes {
        imports.runtime("ErasedBox");
        imports.runtime("Erasable");
    }
    let imports = imports.to_tokens(TypeContext::Types);
    let allow_missing = docs::allow_missing(api.types.iter().any(is_undocumented));
    quote! {
        //! The types of the API.
        #allow_missing
        #imports
    }
}

fn items(api: &Api, def: &TypeDef) -> Vec<Item> {
    let mut items = kind_items(api, def);
    items.extend(def.aliases.iter().map(|earlier| Item::Tokens(renamed(earlier, &def.name))));
    items
}

/// Returns the alias of a type under an earlier name.
pub(super) fn renamed(earlier: &str, name: &Name) -> TokenStream {
    let about = format!(" Earlier name of [`{}`].", name.rust());
    let note = format!("renamed to `{}`", name.rust());
    let (earlier, name) = (runtime_ident(earlier), ident(name));
    quote! {
        #[doc = #about]
        #[deprecated(note = #note)]
        pub type #earlier = #name;
    }
}

fn kind_items(api: &Api, def: &TypeDef) -> Vec<Item> {
    match &def.kind {
        TypeKind::Struct(body) => structs::items(api, def, body),
        TypeKind::Enum(body) => enums::string_items(def, body),
        TypeKind::LiteralEnum(body) => enums::literal_items(def, body),
        TypeKind::Union(body) => unions::items(api, def, body),
        TypeKind::Newtype(inner) => vec![Item::Tokens(newtype(api, def, inner)), newtype_table(api, def, inner)],
        TypeKind::Alias(target) => vec![Item::Tokens(alias(api, def, target))],
    }
}

/// Returns true if a type or one of its fields or variants has no documentation.
fn is_undocumented(def: &TypeDef) -> bool {
    let has_undocumented_part = match &def.kind {
        TypeKind::Struct(body) => body.fields.iter().any(|field| docs::is_empty(&field.docs)),
        TypeKind::Union(body) => body.variants.iter().any(|variant| docs::is_empty(&variant.docs)),
        TypeKind::Enum(_) | TypeKind::LiteralEnum(_) | TypeKind::Newtype(_) | TypeKind::Alias(_) => false,
    };
    has_undocumented_part || docs::is_empty(&def.docs)
}

fn attributes(def: &TypeDef) -> TokenStream {
    let docs = docs::paragraphs(&def.docs);
    let deprecated = def.deprecated.then(|| quote!(#[deprecated]));
    quote!(#docs #deprecated)
}

/// Returns true if the struct around a value has a default: an empty list or map.
pub(super) fn has_default(inner: &Type) -> bool {
    matches!(inner, Type::Array(_) | Type::Map(_))
}

/// Returns the struct around one value.
fn newtype(api: &Api, def: &TypeDef, inner: &Type) -> TokenStream {
    let attributes = attributes(def);
    let (name, value) = (ident(&def.name), ty(api, inner, TypeContext::Types));
    let default = has_default(inner).then(|| quote!(, Default));
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq #default)]
        pub struct #name(pub #value);
    }
}

/// Returns the serialization table of a newtype.
fn newtype_table(api: &Api, def: &TypeDef, inner: &Type) -> Item {
    let value = ty(api, inner, TypeContext::Types).to_string().replace(' ', "").replace(',', ", ");
    let form = format(api, inner).map(|format| format!(" as {format}")).unwrap_or_default();
    Item::MacroCall { name: "newtype", subject: def.name.rust().to_owned(), lines: vec![format!("{value}{form}")] }
}

fn alias(api: &Api, def: &TypeDef, target: &Type) -> TokenStream {
    let attributes = attributes(def);
    let (name, target) = (ident(&def.name), ty(api, target, TypeContext::Types));
    quote!(#attributes pub type #name = #target;)
}
