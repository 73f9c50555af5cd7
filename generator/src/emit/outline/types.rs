//! Types with their fields, variants, constructors and conversions.

use proc_macro2::TokenStream;

use super::{OutlineItem, text};
use crate::emit::rust_types::{TypeContext, ty};
use crate::emit::types::{constructor_parameters, field_type, has_default, is_text, pointee};
use crate::ir::{Api, Struct, Type, TypeDef, TypeKind, Union};
use crate::names::Name;

pub(super) fn items(api: &Api, def: &TypeDef) -> Vec<OutlineItem> {
    let (name, key) = (def.name.rust(), def.key.as_str());
    let path = format!("types::{name}");
    let item = |declaration: String| OutlineItem::declared(path.clone(), declaration, key);
    let mut items = match &def.kind {
        TypeKind::Struct(body) => structure(api, &path, def, body),
        TypeKind::Enum(body) => {
            let traits = ("Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash", "From<&str>, From<String>");
            let variants = body.variants.iter().map(|name| (name, None));
            enumeration(&path, def, (traits, "UnknownValue"), variants, &body.unknown)
        }
        TypeKind::LiteralEnum(body) => {
            let variants = body.variants.iter().map(|(name, _)| (name, None));
            let traits = ("Debug, Clone, PartialEq, Eq, Hash", "From<Value>");
            enumeration(&path, def, (traits, "Value"), variants, &body.unknown)
        }
        TypeKind::Union(body) => union(api, &path, def, body),
        TypeKind::Newtype(inner) => {
            let default = if has_default(inner) { ", Default" } else { "" };
            let inner = rust(api, inner);
            vec![item(format!("pub struct {name}(pub {inner}): Debug, Clone, PartialEq{default}, From<{inner}>"))]
        }
        TypeKind::Alias(target) => vec![item(format!("pub type {name} = {}", rust(api, target)))],
    };
    items.extend(def.aliases.iter().map(|earlier| {
        OutlineItem::declared(format!("types::{earlier}"), format!("pub type {earlier} = {name}"), key)
    }));
    items
}

fn rust(api: &Api, value: &Type) -> String {
    text(&ty(api, value, TypeContext::Types))
}

fn structure(api: &Api, path: &str, def: &TypeDef, body: &Struct) -> Vec<OutlineItem> {
    let (name, key) = (def.name.rust(), def.key.as_str());
    let parameters: Vec<TokenStream> = constructor_parameters(api, body);
    let default = if parameters.is_empty() { ", Default" } else { "" };
    let declaration = format!("pub struct {name}: Debug, Clone, PartialEq{default}");
    let mut items = vec![OutlineItem::declared(path.to_owned(), declaration, key)];
    if !parameters.is_empty() {
        let parameters: Vec<String> = parameters.iter().map(text).collect();
        let declaration = format!("pub fn new({}) -> Self", parameters.join(", "));
        items.push(OutlineItem::declared(format!("{path}::new"), declaration, key));
    }
    for field in &body.fields {
        let value = text(&field_type(field.presence, ty(api, &field.ty, TypeContext::Types)));
        let declaration = format!("pub {}: {value}", field.name.rust());
        items.push(OutlineItem::declared(format!("{path}::{}", field.name.rust()), declaration, field.name.wire()));
    }
    if let Some((extra, value)) = &body.extra {
        let declaration = format!("pub {}: BTreeMap<String, {}>", extra.rust(), rust(api, value));
        items.push(OutlineItem::declared(format!("{path}::{}", extra.rust()), declaration, key));
    }
    items
}

fn enumeration<'n>(
    path: &str,
    def: &TypeDef,
    ((traits, conversions), unknown_type): ((&str, &str), &str),
    variants: impl ExactSizeIterator<Item = (&'n Name, Option<String>)>,
    unknown: &Name,
) -> Vec<OutlineItem> {
    let default = if variants.len() == 1 { ", Default" } else { "" };
    let declaration = format!("pub enum {}: {traits}{default}, {conversions}", def.name.rust());
    let mut items = vec![OutlineItem::declared(path.to_owned(), declaration, &def.key)];
    items.extend(variants.map(|(name, payload)| {
        let payload = payload.map(|payload| format!("({payload})")).unwrap_or_default();
        let declaration = format!("{}{payload}", name.rust());
        OutlineItem::declared(format!("{path}::{}", name.rust()), declaration, name.wire())
    }));
    let declaration = format!("{}({unknown_type})", unknown.rust());
    items.push(OutlineItem::declared(format!("{path}::{}", unknown.rust()), declaration, &def.key));
    items
}

fn union(api: &Api, path: &str, def: &TypeDef, body: &Union) -> Vec<OutlineItem> {
    let name = def.name.rust();
    let declaration = format!("pub enum {name}: Debug, Clone, PartialEq");
    let mut items = vec![OutlineItem::declared(path.to_owned(), declaration, &def.key)];
    for variant in &body.variants {
        let payload = rust(api, &variant.ty);
        let declaration = format!("{}({payload})", variant.name.rust());
        items.push(OutlineItem::declared(format!("{path}::{}", variant.name.rust()), declaration, variant.name.wire()));
        if variant.converts {
            let payload = pointee(&variant.ty);
            let also = is_text(api, payload).then(|| "&str".to_owned());
            items.extend([rust(api, payload)].into_iter().chain(also).map(|from| {
                let declaration = format!("impl From<{from}> for {name}");
                OutlineItem::declared(format!("{path}: From<{from}>"), declaration, variant.name.wire())
            }));
        }
    }
    let declaration = format!("{}(Value)", body.unknown.rust());
    items.push(OutlineItem::declared(format!("{path}::{}", body.unknown.rust()), declaration, &def.key));
    items
}
