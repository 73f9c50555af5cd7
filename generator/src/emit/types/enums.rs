//! Enums of known values, with a variant for unknown ones.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes;
use crate::emit::rust_types::{ident, literal, quoted};
use crate::emit::{Item, docs};
use crate::ir::{LiteralEnum, StringEnum, TypeDef};
use crate::names::Name;

/// Returns the items of an enum of strings.
pub(super) fn string_items(def: &TypeDef, body: &StringEnum) -> Vec<Item> {
    vec![Item::Tokens(string_enum(def, body)), string_table(def, body)]
}

/// Returns the items of an enum of any literals.
pub(super) fn literal_items(def: &TypeDef, body: &LiteralEnum) -> Vec<Item> {
    vec![Item::Tokens(literal_enum(def, body)), literal_table(def, body)]
}

fn string_enum(def: &TypeDef, body: &StringEnum) -> TokenStream {
    let attributes = attributes(def);
    let name = ident(&def.name);
    let (derive, default) = default_of_only(body.variants.len());
    let variants = body.variants.iter().map(|variant| {
        let docs = variant_docs(variant, &body.docs);
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
            /// A value not listed in the document.
            #unknown(UnknownValue),
        }
    }
}

/// Returns the derive and the attribute that make the only variant of an enum its default.
fn default_of_only(variants: usize) -> (Option<TokenStream>, Option<TokenStream>) {
    let is_only = variants == 1;
    (is_only.then(|| quote!(, Default)), is_only.then(|| quote!(#[default])))
}

fn string_table(def: &TypeDef, body: &StringEnum) -> Item {
    let lines = body.variants.iter().map(|variant| format!("{} => {}", quoted(variant.wire()), variant.rust()));
    let subject = format!("{}({})", def.name.rust(), body.unknown.rust());
    Item::MacroCall { name: "open_enum", subject, lines: lines.collect() }
}

fn literal_enum(def: &TypeDef, body: &LiteralEnum) -> TokenStream {
    let attributes = attributes(def);
    let name = ident(&def.name);
    let (derive, default) = default_of_only(body.variants.len());
    let variants = body.variants.iter().map(|(variant, _)| {
        let docs = variant_docs(variant, &body.docs);
        let name = ident(variant);
        quote!(#docs #default #name)
    });
    let unknown = ident(&body.unknown);
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq, Eq, Hash #derive)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value not listed in the document.
            #unknown(Value),
        }
    }
}

/// Returns the docs of a variant: the document's description and the value on the wire.
fn variant_docs(name: &Name, described: &BTreeMap<String, String>) -> TokenStream {
    let value = match name.wire() {
        "" => "The empty string.".to_owned(),
        value => format!("The value {}.", docs::code(value)),
    };
    let description = described.get(name.wire()).cloned();
    docs::paragraphs(&description.into_iter().chain([value]).collect::<Vec<_>>())
}

/// Returns the table of an enum's JSON values.
fn literal_table(def: &TypeDef, body: &LiteralEnum) -> Item {
    let lines = body.variants.iter().map(|(name, value)| format!("{} => {}", name.rust(), literal(value)));
    let subject = format!("{}({})", def.name.rust(), body.unknown.rust());
    Item::MacroCall { name: "value_enum", subject, lines: lines.collect() }
}
