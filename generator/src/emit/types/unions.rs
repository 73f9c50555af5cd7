//! Unions: an enum, and a table of the rules that recognize its variants.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes;
use crate::emit::rust_types::{Imports, TypeContext, format, ident, literal, quoted, ty};
use crate::emit::{Item, docs};
use crate::ir::{Api, JsonShape, JsonType, Literal, Primitive, Type, TypeDef, Union, Variant, VariantRule};

/// Adds the imports of a union.
pub(super) fn imports(api: &Api, body: &Union, imports: &mut Imports) {
    imports.runtime("union");
    imports.add(&Type::Json);
    for variant in &body.variants {
        imports.add(&variant.ty);
        imports.formats(api, &variant.ty);
    }
    if !convertible(api, body).is_empty() {
        imports.runtime("impl_from_payload");
    }
}

/// Returns the items of a union: the enum, its table, and conversions from its variants.
pub(super) fn items(api: &Api, def: &TypeDef, body: &Union) -> Vec<Item> {
    let mut items = vec![Item::Tokens(enumeration(api, def, body)), table(api, def, body)];
    let payloads = convertible(api, body);
    if !payloads.is_empty() {
        items.push(Item::MacroCall { name: "impl_from_payload", subject: def.name.rust().to_owned(), lines: payloads });
    }
    items
}

fn enumeration(api: &Api, def: &TypeDef, body: &Union) -> TokenStream {
    let attributes = attributes(def);
    let name = ident(&def.name);
    let variants = body.variants.iter().map(|variant| {
        let docs = docs::paragraphs(&variant.docs);
        let (name, payload) = (ident(&variant.name), ty(api, &variant.ty, TypeContext::Types));
        quote!(#docs #name(#payload))
    });
    let unknown = ident(&body.unknown);
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that matches no other variant.
            #unknown(Value),
        }
    }
}

fn table(api: &Api, def: &TypeDef, body: &Union) -> Item {
    let by = body.discriminator.as_ref().map(|tag| format!(" by {}", quoted(tag))).unwrap_or_default();
    let any = if body.accepts_any { ", any: true" } else { "" };
    let subject = format!("{}({}{any}){by}", def.name.rust(), body.unknown.rust());
    let lines = body.variants.iter().map(|variant| row(api, variant, body.discriminator.as_deref()));
    Item::MacroCall { name: "union", subject, lines: lines.collect() }
}

fn row(api: &Api, variant: &Variant, tag: Option<&str>) -> String {
    let form = format(api, &variant.ty).map(|format| format!(" as {format}")).unwrap_or_default();
    let name = variant.name.rust();
    match (&variant.rule, tag) {
        (VariantRule::Tag { values, inside }, Some(_)) => {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            let place = if *inside { "tag_included" } else { "tag_added" };
            format!("{} => {name}{form}: {place}", values.join(" | "))
        }
        (VariantRule::Tag { .. }, None) => format!("{name}{form}: Object"),
        (VariantRule::JsonShape(shape), _) => format!("{name}{form}: {}", shape_rule(shape)),
    }
}

/// Formats a shape as the runtime's macro reads it.
fn shape_rule(shape: &JsonShape) -> String {
    let kinds: Vec<&str> = shape.kinds.iter().map(|kind| json_type(*kind, shape)).collect();
    let mut text = if kinds.is_empty() { "Any".to_owned() } else { kinds.join(" | ") };
    if !shape.values.is_empty() {
        text.push_str(&format!(" of [{}]", literals(&shape.values)));
    }
    if !shape.required_keys.is_empty() {
        let has: Vec<String> = shape.required_keys.iter().map(|key| quoted(key)).collect();
        text.push_str(&format!(" has [{}]", has.join(", ")));
    }
    if !shape.known_keys.is_empty() {
        let known: Vec<String> = shape.known_keys.iter().map(|key| quoted(key)).collect();
        text.push_str(&format!(" knows [{}]", known.join(", ")));
    }
    if !shape.constant_keys.is_empty() {
        text.push_str(&format!(" where [{}]", constant_keys(&shape.constant_keys)));
    }
    if !shape.excluded_keys.is_empty() {
        text.push_str(&format!(" except [{}]", constant_keys(&shape.excluded_keys)));
    }
    text
}

fn constant_keys(keys: &[(String, Vec<Literal>)]) -> String {
    let one = |(key, values): &(String, Vec<Literal>)| format!("{} is [{}]", quoted(key), literals(values));
    keys.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn json_type(ty: JsonType, shape: &JsonShape) -> &'static str {
    match ty {
        JsonType::String => "String",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::Boolean => "Boolean",
        JsonType::Array => "Array",
        JsonType::Object if shape.keeps_all_keys => "OpenObject",
        JsonType::Object => "Object",
    }
}

fn literals(values: &[Literal]) -> String {
    values.iter().map(literal).collect::<Vec<_>>().join(", ")
}

/// Returns the table entries of variants whose types convert into the union.
fn convertible(api: &Api, body: &Union) -> Vec<String> {
    let mut lines = Vec::new();
    for variant in body.variants.iter().filter(|variant| variant.converts) {
        let (name, payload) = (variant.name.rust(), pointee(&variant.ty));
        let ty = ty(api, payload, TypeContext::Types).to_string().replace(' ', "");
        lines.push(format!("{name}({})", ty.replace(',', ", ")));
        if is_text(api, payload) {
            lines.push(format!("{name}(&str)"));
        }
    }
    lines
}

/// Returns true if `&str` also converts to a variant that has a conversion.
pub(in crate::emit) fn is_text(api: &Api, payload: &Type) -> bool {
    *api.types.resolve_alias(payload) == Type::Primitive(Primitive::String)
}

/// Returns the type in a box, or the type itself.
pub(in crate::emit) fn pointee(ty: &Type) -> &Type {
    match ty {
        Type::Boxed(inner) => inner,
        ty => ty,
    }
}
