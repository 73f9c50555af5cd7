//! Unions and enums of values in `src/types.rs`: a plain enum each, and a table of what tells its variants apart.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{attributes, only, quoted};
use super::words::{From, Imports, format, ident, ty};
use super::{Item, docs};
use crate::ir::{Api, Constant, JsonKind, Shape, Sign, Type, TypeDef, Union, Values, Variant};
use crate::names::Name;

/// What the table and the variants of a union need.
pub(super) fn imports(api: &Api, body: &Union, imports: &mut Imports) {
    imports.runtime("union");
    imports.of(&Type::Value);
    for variant in &body.variants {
        imports.of(&variant.ty);
        imports.formats(api, &variant.ty);
    }
    if !convertible(api, body).is_empty() {
        imports.runtime("payloads");
    }
}

/// A union: the enum, its table, and what converts into it.
pub(super) fn definition(api: &Api, def: &TypeDef, body: &Union) -> Vec<Item> {
    let mut items = vec![Item::Tokens(enumeration(api, def, body)), table(api, def, body)];
    let payloads = convertible(api, body);
    if !payloads.is_empty() {
        items.push(Item::Table { name: "payloads", subject: def.name.rust().to_owned(), lines: payloads });
    }
    items
}

fn enumeration(api: &Api, def: &TypeDef, body: &Union) -> TokenStream {
    let attributes = attributes(def);
    let name = ident(&def.name);
    let variants = body.variants.iter().map(|variant| {
        let docs = docs::named(&variant.docs, variant.name.rust());
        let (name, payload) = (ident(&variant.name), ty(api, &variant.ty, From::Types));
        quote!(#docs #name(#payload))
    });
    let unknown = ident(&body.unknown);
    quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that is none of these, as it came.
            #unknown(Value),
        }
    }
}

fn table(api: &Api, def: &TypeDef, body: &Union) -> Item {
    let by = body.tag.as_ref().map(|tag| format!(" by {}", quoted(tag))).unwrap_or_default();
    let subject = format!("{}({}){by}", def.name.rust(), body.unknown.rust());
    let lines = body.variants.iter().map(|variant| row(api, variant, body.tag.as_deref()));
    Item::Table { name: "union", subject, lines: lines.collect() }
}

fn row(api: &Api, variant: &Variant, tag: Option<&str>) -> String {
    let form = format(api, &variant.ty).map(|format| format!(" as {format}")).unwrap_or_default();
    let name = variant.name.rust();
    match (&variant.sign, tag) {
        (Sign::Tag { values, inside }, Some(_)) => {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            let place = if *inside { "inside" } else { "beside" };
            format!("{} => {name}{form}: {place}", values.join(" | "))
        }
        (Sign::Tag { .. }, None) => format!("{name}{form}: Object"),
        (Sign::Shape(shape), _) => format!("{name}{form}: {}", signs(shape)),
    }
}

fn signs(shape: &Shape) -> String {
    let kinds: Vec<&str> = shape.kinds.iter().map(|kind| word(*kind)).collect();
    let mut text = if kinds.is_empty() { "Any".to_owned() } else { kinds.join(" | ") };
    if !shape.values.is_empty() {
        text.push_str(&format!(" of [{}]", constants(&shape.values)));
    }
    if !shape.has.is_empty() {
        let has: Vec<String> = shape.has.iter().map(|key| quoted(key)).collect();
        text.push_str(&format!(" has [{}]", has.join(", ")));
    }
    if !shape.knows.is_empty() {
        let knows: Vec<String> = shape.knows.iter().map(|key| quoted(key)).collect();
        text.push_str(&format!(" knows [{}]", knows.join(", ")));
    }
    if !shape.members.is_empty() {
        let one = |(key, values): &(String, Vec<Constant>)| format!("{} is [{}]", quoted(key), constants(values));
        let members: Vec<String> = shape.members.iter().map(one).collect();
        text.push_str(&format!(" where [{}]", members.join(", ")));
    }
    text
}

fn word(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Text => "Text",
        JsonKind::Whole => "Whole",
        JsonKind::Number => "Number",
        JsonKind::Bool => "Bool",
        JsonKind::List => "List",
        JsonKind::Object => "Object",
    }
}

fn constants(values: &[Constant]) -> String {
    values.iter().map(constant).collect::<Vec<_>>().join(", ")
}

fn constant(value: &Constant) -> String {
    match value {
        Constant::Text(text) => format!("Text({})", quoted(text)),
        Constant::Whole(number) => format!("Whole({number})"),
        Constant::Number(number) => format!("Number({number})"),
        Constant::Bool(flag) => format!("Bool({flag})"),
    }
}

/// The lines for the variants whose payloads convert into the union.
fn convertible(api: &Api, body: &Union) -> Vec<String> {
    let mut lines = Vec::new();
    for variant in body.variants.iter().filter(|variant| variant.converts) {
        let (name, payload) = (variant.name.rust(), pointee(&variant.ty));
        let ty = ty(api, payload, From::Types).to_string().replace(' ', "");
        lines.push(format!("{name}({})", ty.replace(',', ", ")));
        if *api.types.behind(payload) == Type::String {
            lines.push(format!("{name}(&str)"));
        }
    }
    lines
}

fn pointee(ty: &Type) -> &Type {
    match ty {
        Type::Boxed(inner) => inner,
        ty => ty,
    }
}

/// An enum of values that are not all texts.
pub(super) fn values(def: &TypeDef, body: &Values) -> TokenStream {
    let attributes = attributes(def);
    let name = ident(&def.name);
    let (derive, default) = only(body.variants.len());
    let variants = body.variants.iter().map(|(variant, _)| {
        let docs = listed_docs(variant, &body.docs);
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
            /// A value that the description does not list.
            #unknown(Value),
        }
    }
}

/// The docs of a listed value: what is said of it, and the value.
pub(super) fn listed_docs(name: &Name, said: &BTreeMap<String, String>) -> TokenStream {
    let value = format!("`{}`", name.wire().replace('`', "'"));
    let said = said.get(name.wire()).cloned();
    docs::attributes(&said.into_iter().chain([value]).collect::<Vec<_>>())
}

/// The line that says how an enum of values is written as JSON.
pub(super) fn value_enum(def: &TypeDef, body: &Values) -> Item {
    let lines = body.variants.iter().map(|(name, value)| format!("{} => {}", name.rust(), constant(value)));
    let subject = format!("{}({})", def.name.rust(), body.unknown.rust());
    Item::Table { name: "value_enum", subject, lines: lines.collect() }
}
