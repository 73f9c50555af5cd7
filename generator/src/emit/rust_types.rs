//! Rust identifiers, literals, types, formats and imports.

mod scalars;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::ir::{self, Api, Primitive, Type, TypeId, TypeKind};
use crate::names::Name;
pub(super) use scalars::ScalarType;

/// Converts a name to an identifier.
pub(super) fn ident(name: &Name) -> Ident {
    Ident::new(name.rust(), Span::call_site())
}

/// Converts a name of the runtime to an identifier.
pub(super) fn runtime_ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Formats a text as a string literal.
pub(super) fn quoted(text: &str) -> String {
    Literal::string(text).to_string()
}

/// Formats a known value as the tables of the runtime's macros contain it.
pub(super) fn literal(value: &ir::Literal) -> String {
    match value {
        ir::Literal::Text(text) => format!("Text({})", quoted(text)),
        ir::Literal::Integer(number) => format!("Integer({number})"),
        ir::Literal::Number(number) => format!("Number({number})"),
        ir::Literal::Bool(flag) => format!("Bool({flag})"),
    }
}

/// The module in which a type is printed: the module of types, another one, or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeContext {
    Types,
    Elsewhere,
    Anywhere,
}

/// Converts a type to Rust.
pub(super) fn ty(api: &Api, ty: &Type, from: TypeContext) -> TokenStream {
    let inner = |inner: &Type| self::ty(api, inner, from);
    match ty {
        Type::Unit => quote!(()),
        Type::Json => quote!(Value),
        Type::Primitive(Primitive::Bool) => quote!(bool),
        Type::Primitive(Primitive::I32) => quote!(i32),
        Type::Primitive(Primitive::I64) => quote!(i64),
        Type::Primitive(Primitive::U32) => quote!(u32),
        Type::Primitive(Primitive::U64) => quote!(u64),
        Type::Primitive(Primitive::F32) => quote!(f32),
        Type::Primitive(Primitive::F64) => quote!(f64),
        Type::Primitive(Primitive::String) => quote!(String),
        Type::Secret => quote!(SecretString),
        Type::Timestamp(_) | Type::Date | Type::Scalar(_) => {
            let rust = ScalarType::new(ty).map(|scalar| Ident::new(scalar.rust, Span::call_site()));
            quote!(#rust)
        }
        Type::Bytes => quote!(Bytes),
        Type::Xml => quote!(Xml),
        Type::File => quote!(FilePart),
        Type::Array(item) => {
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
            if api.types.needs_erased_boxes { quote!(ErasedBox<#pointee>) } else { quote!(Box<#pointee>) }
        }
        Type::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!((#(#items),*))
        }
        Type::Named(id) => named(api, *id, from),
    }
}

fn named(api: &Api, id: TypeId, from: TypeContext) -> TokenStream {
    let Some(def) = api.types.get(id) else { return quote!(Value) };
    let name = ident(&def.name);
    match from {
        TypeContext::Types => quote!(#name),
        TypeContext::Elsewhere => quote!(types::#name),
        TypeContext::Anywhere => quote!(crate::types::#name),
    }
}

/// Returns the type with its scalars replaced by their formats; `None` if no scalar has a format.
pub(super) fn format(api: &Api, ty: &Type) -> Option<String> {
    Some(match ty {
        Type::Timestamp(_) | Type::Date | Type::Scalar(_) => ScalarType::new(ty)?.full_format()?,
        Type::Array(item) => format!("Vec<{}>", format(api, item)?),
        Type::Map(value) => format!("BTreeMap<String, {}>", format(api, value)?),
        Type::Nullable(some) => format!("Option<{}>", format(api, some)?),
        Type::Boxed(pointee) => format!("Box<{}>", format(api, pointee)?),
        Type::Tuple(items) => tuple_format(api, items)?,
        Type::Named(id) => match &api.types.get(*id)?.kind {
            TypeKind::Alias(target) => format(api, target)?,
            TypeKind::Struct(_)
            | TypeKind::Enum(_)
            | TypeKind::LiteralEnum(_)
            | TypeKind::Union(_)
            | TypeKind::Newtype(_) => return None,
        },
        Type::Unit | Type::Json | Type::Primitive(_) | Type::Secret | Type::Bytes | Type::Xml | Type::File => {
            return None;
        }
    })
}

/// Returns the format of a tuple; an item without a format is represented by its type.
fn tuple_format(api: &Api, items: &[Type]) -> Option<String> {
    let formats: Vec<Option<String>> = items.iter().map(|item| format(api, item)).collect();
    if formats.iter().all(Option::is_none) {
        return None;
    }
    let same =
        |item| format!("crate::runtime::Same<{}>", ty(api, item, TypeContext::Anywhere).to_string().replace(' ', ""));
    let formats = formats.into_iter().zip(items).map(|(format, item)| format.unwrap_or_else(|| same(item)));
    Some(format!("({})", formats.collect::<Vec<_>>().join(", ")))
}

/// Returns [`format`] as tokens.
pub(super) fn format_tokens(api: &Api, ty: &Type) -> Option<TokenStream> {
    format(api, ty)?.parse().ok()
}

/// Returns the type of the field that contains a parameter, with its format around each value.
pub(super) fn stored_type(api: &Api, ty: &Type) -> TokenStream {
    let format = scalar_format(api, ty).and_then(|format| format.parse::<TokenStream>().ok());
    let Some(format) = format else {
        return self::ty(api, ty, TypeContext::Elsewhere);
    };
    if matches!(ty, Type::Array(_)) { quote!(Vec<As<#format>>) } else { quote!(As<#format>) }
}

/// Returns the format of the scalar within a type.
pub(super) fn scalar_format(api: &Api, ty: &Type) -> Option<String> {
    scalar(api, ty)?.full_format()
}

fn scalar(api: &Api, ty: &Type) -> Option<ScalarType> {
    match ty {
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => scalar(api, inner),
        Type::Named(id) => match &api.types.get(*id)?.kind {
            TypeKind::Alias(target) => scalar(api, target),
            TypeKind::Struct(_)
            | TypeKind::Enum(_)
            | TypeKind::LiteralEnum(_)
            | TypeKind::Union(_)
            | TypeKind::Newtype(_) => None,
        },
        Type::Tuple(items) => items.iter().filter_map(|item| scalar(api, item)).find(|scalar| scalar.format.is_some()),
        ty => ScalarType::new(ty),
    }
}

/// The imports of a file, sorted and without duplicates.
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

    /// Adds the imports of a type.
    pub(super) fn add(&mut self, ty: &Type) {
        match ty {
            Type::Json => self.value = true,
            Type::Secret => self.runtime("SecretString"),
            Type::Timestamp(_) | Type::Date | Type::Scalar(_) => match ScalarType::new(ty) {
                Some(scalar) if scalar.rust == "Bytes" => self.bytes = true,
                Some(scalar) if scalar.is_imported() => self.runtime(scalar.rust),
                Some(_) | None => {}
            },
            Type::File => self.runtime("FilePart"),
            Type::Xml => self.runtime("Xml"),
            Type::Bytes => self.bytes = true,
            Type::Named(_) => self.types = true,
            Type::Map(value) => {
                self.std_map = true;
                self.add(value);
            }
            Type::Array(inner) | Type::Nullable(inner) | Type::Boxed(inner) => self.add(inner),
            Type::Tuple(items) => items.iter().for_each(|item| self.add(item)),
            Type::Unit | Type::Primitive(_) => {}
        }
    }

    /// Adds the import of a type's format.
    pub(super) fn formats(&mut self, api: &Api, ty: &Type) {
        if let Some((format, _)) = scalar(api, ty).and_then(|scalar| scalar.format) {
            self.runtime(format);
            self.std_map |= format_has_map(api, ty);
            self.formats_of_tuples(api, ty);
        }
    }

    /// Adds the formats of the items of tuples.
    fn formats_of_tuples(&mut self, api: &Api, ty: &Type) {
        match ty {
            Type::Tuple(items) => items.iter().for_each(|item| self.formats(api, item)),
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
                self.formats_of_tuples(api, inner);
            }
            Type::Named(id) => {
                if let Some(TypeKind::Alias(target)) = api.types.get(*id).map(|def| &def.kind) {
                    self.formats_of_tuples(api, target);
                }
            }
            Type::Unit | Type::Primitive(_) => {}
            Type::Json | Type::Secret | Type::Bytes | Type::Xml | Type::File => {}
            Type::Timestamp(_) | Type::Date | Type::Scalar(_) => {}
        }
    }

    /// Returns the `use` items of a file; `from` is the module of the file.
    pub(super) fn to_tokens(&self, from: TypeContext) -> TokenStream {
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
        let types = (self.types && from == TypeContext::Elsewhere).then(|| {
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
