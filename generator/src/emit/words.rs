//! Small pieces of Rust that several emitted files need: identifiers, types, imports.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ir::{Api, Type, TypeId};
use crate::names::Name;

/// A name as an identifier.
pub(super) fn ident(name: &Name) -> Ident {
    Ident::new(name.rust(), Span::call_site())
}

/// Where a type is printed: inside the module of types, or elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Types,
    Elsewhere,
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
        Type::Timestamp(_) => quote!(Timestamp),
        Type::Date => quote!(Date),
        Type::Bytes => quote!(Bytes),
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
            quote!(Box<#pointee>)
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
    }
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
            Type::Timestamp(_) => self.runtime("Timestamp"),
            Type::Date => self.runtime("Date"),
            Type::File => self.runtime("File"),
            Type::Bytes => self.bytes = true,
            Type::Named(_) => self.types = true,
            Type::Map(value) => {
                self.std_map = true;
                self.of(value);
            }
            Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) => self.of(inner),
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
