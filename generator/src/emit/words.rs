//! Small pieces of Rust that several emitted files need: identifiers, types, imports.

mod leaves;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ir::{Api, Type, TypeBody, TypeId};
use crate::names::Name;
use leaves::Leaf;

/// A name as an identifier.
pub(super) fn ident(name: &Name) -> Ident {
    Ident::new(name.rust(), Span::call_site())
}

/// A word of the runtime's as an identifier.
pub(super) fn word(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Where a type is printed: inside the module of types, elsewhere, or in either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Types,
    Elsewhere,
    Anywhere,
}

/// A type as Rust.
pub(super) fn ty(api: &Api, ty: &Type, from: From) -> TokenStream {
    let inner = |inner: &Type| self::ty(api, inner, from);
    match ty {
        Type::Unit => quote!(()),
        Type::Value => quote!(Value),
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Secret => quote!(Secret),
        Type::Timestamp(_) | Type::Date | Type::Formatted(_) => {
            let rust = Leaf::of(ty).map(|leaf| Ident::new(leaf.rust, Span::call_site()));
            quote!(#rust)
        }
        Type::Bytes => quote!(Bytes),
        Type::Xml => quote!(Xml),
        Type::File => quote!(File),
        Type::List(item) => {
            let item = inner(item);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = inner(value);
            quote!(BTreeMap<String, #value>)
        }
        Type::Nullable(some) => {
            let some = inner(some);
            quote!(Option<#some>)
        }
        Type::Boxed(pointee) => {
            let pointee = inner(pointee);
            if api.types.lead_far { quote!(Link<#pointee>) } else { quote!(Box<#pointee>) }
        }
        Type::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!((#(#items),*))
        }
        Type::Named(id) => named(api, *id, from),
    }
}

fn named(api: &Api, id: TypeId, from: From) -> TokenStream {
    let Some(def) = api.types.get(id) else { return quote!(Value) };
    let name = ident(&def.name);
    match from {
        From::Types => quote!(#name),
        From::Elsewhere => quote!(types::#name),
        From::Anywhere => quote!(crate::types::#name),
    }
}

/// The format of a type's values where it is not the type's own: the type with its leaves replaced by their formats.
pub(super) fn format(api: &Api, ty: &Type) -> Option<String> {
    Some(match ty {
        Type::Timestamp(_) | Type::Date | Type::Formatted(_) => Leaf::of(ty)?.written_format()?,
        Type::List(item) => format!("Vec<{}>", format(api, item)?),
        Type::Map(value) => format!("BTreeMap<String, {}>", format(api, value)?),
        Type::Nullable(some) => format!("Option<{}>", format(api, some)?),
        Type::Boxed(pointee) => format!("Box<{}>", format(api, pointee)?),
        Type::Tuple(items) => tuple_format(api, items)?,
        Type::Named(id) => match &api.types.get(*id)?.body {
            TypeBody::Alias(target) => format(api, target)?,
            TypeBody::Struct(_)
            | TypeBody::Enum(_)
            | TypeBody::Values(_)
            | TypeBody::Union(_)
            | TypeBody::Wrapper(_) => return None,
        },
        Type::Unit
        | Type::Value
        | Type::Bool
        | Type::I32
        | Type::I64
        | Type::U32
        | Type::U64
        | Type::F32
        | Type::F64
        | Type::String
        | Type::Secret
        | Type::Bytes
        | Type::Xml
        | Type::File => return None,
    })
}

/// The format of a tuple: items that have none of their own are named by their types.
fn tuple_format(api: &Api, items: &[Type]) -> Option<String> {
    let formats: Vec<Option<String>> = items.iter().map(|item| format(api, item)).collect();
    if formats.iter().all(Option::is_none) {
        return None;
    }
    let own = |item| format!("crate::runtime::Own<{}>", ty(api, item, From::Anywhere).to_string().replace(' ', ""));
    let formats = formats.into_iter().zip(items).map(|(format, item)| format.unwrap_or_else(|| own(item)));
    Some(format!("({})", formats.collect::<Vec<_>>().join(", ")))
}

/// As [`format`], as tokens.
pub(super) fn format_tokens(api: &Api, ty: &Type) -> Option<TokenStream> {
    format(api, ty)?.parse().ok()
}

/// The type that holds an argument: its own, with its format around each value that has one.
pub(super) fn held(api: &Api, ty: &Type) -> TokenStream {
    let format = leaf_format(api, ty).and_then(|format| format.parse::<TokenStream>().ok());
    let Some(format) = format else {
        return self::ty(api, ty, From::Elsewhere);
    };
    if matches!(ty, Type::List(_)) { quote!(Vec<As<#format>>) } else { quote!(As<#format>) }
}

/// The format at the leaf of a type, where it has one.
pub(super) fn leaf_format(api: &Api, ty: &Type) -> Option<String> {
    leaf(api, ty)?.written_format()
}

fn leaf(api: &Api, ty: &Type) -> Option<Leaf> {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => leaf(api, inner),
        Type::Named(id) => match &api.types.get(*id)?.body {
            TypeBody::Alias(target) => leaf(api, target),
            TypeBody::Struct(_)
            | TypeBody::Enum(_)
            | TypeBody::Values(_)
            | TypeBody::Union(_)
            | TypeBody::Wrapper(_) => None,
        },
        Type::Tuple(items) => items.iter().filter_map(|item| leaf(api, item)).find(|leaf| leaf.format.is_some()),
        ty => Leaf::of(ty),
    }
}

/// The parts of the runtime that a client uses.
pub(super) fn parts(api: &Api) -> BTreeSet<&'static str> {
    let mut parts = BTreeSet::new();
    for ty in api.named_types() {
        ty.visit(&mut |ty| parts.extend(Leaf::of(ty).and_then(|leaf| leaf.part)));
    }
    if api.credentials.iter().any(|credential| credential.has_tokens) {
        parts.insert("oauth2");
    }
    if api.credentials.iter().any(|credential| credential.has_codes) {
        parts.insert("pkce");
    }
    parts
}

/// The imports that a set of types needs, as paths; sorted, each once.
#[derive(Debug, Default)]
pub(super) struct Imports {
    std_map: bool,
    value: bool,
    bytes: bool,
    types: bool,
    runtime: BTreeSet<&'static str>,
}

impl Imports {
    /// Adds an item of the runtime.
    pub(super) fn runtime(&mut self, name: &'static str) {
        self.runtime.insert(name);
    }

    /// Adds what a type needs.
    pub(super) fn of(&mut self, ty: &Type) {
        match ty {
            Type::Value => self.value = true,
            Type::Secret => self.runtime("Secret"),
            Type::Timestamp(_) | Type::Date | Type::Formatted(_) => match Leaf::of(ty) {
                Some(leaf) if leaf.rust == "Bytes" => self.bytes = true,
                Some(leaf) if leaf.is_imported() => self.runtime(leaf.rust),
                Some(_) | None => {}
            },
            Type::File => self.runtime("File"),
            Type::Xml => self.runtime("Xml"),
            Type::Bytes => self.bytes = true,
            Type::Named(_) => self.types = true,
            Type::Map(value) => {
                self.std_map = true;
                self.of(value);
            }
            Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) => self.of(inner),
            Type::Tuple(items) => items.iter().for_each(|item| self.of(item)),
            Type::Unit
            | Type::Bool
            | Type::I32
            | Type::I64
            | Type::U32
            | Type::U64
            | Type::F32
            | Type::F64
            | Type::String => {}
        }
    }

    /// Adds the format that a type's values are written in.
    pub(super) fn formats(&mut self, api: &Api, ty: &Type) {
        if let Some((format, _)) = leaf(api, ty).and_then(|leaf| leaf.format) {
            self.runtime(format);
            self.std_map |= format_has_map(api, ty);
            self.formats_of_tuples(api, ty);
        }
    }

    /// Adds the formats of the items of tuples, each of which can have its own.
    fn formats_of_tuples(&mut self, api: &Api, ty: &Type) {
        match ty {
            Type::Tuple(items) => items.iter().for_each(|item| self.formats(api, item)),
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
                self.formats_of_tuples(api, inner);
            }
            Type::Named(id) => {
                if let Some(TypeBody::Alias(target)) = api.types.get(*id).map(|def| &def.body) {
                    self.formats_of_tuples(api, target);
                }
            }
            Type::Unit | Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => {}
            Type::Value | Type::String | Type::Secret | Type::Bytes | Type::Xml | Type::File => {}
            Type::Timestamp(_) | Type::Date | Type::Formatted(_) => {}
        }
    }

    /// The `use` lines of a file; `from` says whether the types stand in the file itself.
    pub(super) fn lines(&self, from: From) -> TokenStream {
        let map = self.std_map.then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        });
        let bytes = self.bytes.then(|| {
            quote!(
                use bytes::Bytes;
            )
        });
        let value = self.value.then(|| {
            quote!(
                use serde_json::Value;
            )
        });
        let names = self.runtime.iter().map(|name| Ident::new(name, Span::call_site()));
        let runtime = (!self.runtime.is_empty()).then(|| quote!(use crate::runtime::{#(#names),*};));
        let types = (self.types && from == From::Elsewhere).then(|| {
            quote!(
                use crate::types;
            )
        });
        quote!(#map #bytes #value #runtime #types)
    }
}

fn format_has_map(api: &Api, ty: &Type) -> bool {
    format(api, ty).is_some_and(|format| format.contains("BTreeMap<"))
}
