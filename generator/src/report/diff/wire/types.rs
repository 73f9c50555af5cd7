//! Changes of the values of requests and responses.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Level;
use super::scalars::{is_subset, is_text, is_value};
use super::{PayloadDirection, WireEffect};
use crate::emit;
use crate::ir::{Access, Api, Field, Literal, Presence, Struct, Type, TypeDef, TypeId, TypeKind, Union};
use crate::names::Name;

/// Compares types of two clients. Each pair of named types is compared once for each direction.
pub(super) struct TypeComparison<'a> {
    old: &'a Api,
    new: &'a Api,
    queue: Vec<(&'a Type, &'a Type, PayloadDirection, String)>,
    seen: BTreeSet<(TypeId, TypeId, PayloadDirection)>,
    effects: Vec<WireEffect>,
}

impl<'a> TypeComparison<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        Self { old, new, queue: Vec::new(), seen: BTreeSet::new(), effects: Vec::new() }
    }

    /// Adds a pair of types, which are the type of an item.
    pub(super) fn push(&mut self, old: &'a Type, new: &'a Type, direction: PayloadDirection, item: String) {
        self.queue.push((old, new, direction, item));
    }

    /// Compares all pairs of types and those that they refer to.
    pub(super) fn finish(mut self) -> Vec<WireEffect> {
        while let Some((old, new, direction, item)) = self.queue.pop() {
            self.compare(old, new, direction, item);
        }
        self.effects
    }

    fn report(&mut self, direction: PayloadDirection, item: String, reason: String) {
        let level = if direction == PayloadDirection::ErrorResponse { Level::Minor } else { Level::Major };
        self.effects.push(WireEffect { item, level, reason });
    }

    fn compare(&mut self, old: &'a Type, new: &'a Type, direction: PayloadDirection, item: String) {
        let (old_api, new_api) = (self.old, self.new);
        let (old, new) = (old_api.types.resolve_alias(old), new_api.types.resolve_alias(new));
        match (old, new) {
            (Type::Boxed(old), _) => self.compare(old, new, direction, item),
            (_, Type::Boxed(new)) => self.compare(old, new, direction, item),
            (Type::Nullable(old), Type::Nullable(new)) => self.compare(old, new, direction, item),
            (Type::Nullable(old), _) => {
                if direction == PayloadDirection::Request {
                    self.report(direction, item.clone(), "null is not accepted now".to_owned());
                }
                self.compare(old, new, direction, item);
            }
            (_, Type::Nullable(new)) => {
                if direction != PayloadDirection::Request && *old != Type::Json {
                    self.report(direction, item.clone(), "the value can be null now".to_owned());
                }
                self.compare(old, new, direction, item);
            }
            (Type::Array(old), Type::Array(new)) | (Type::Map(old), Type::Map(new)) => {
                self.push(old, new, direction, item);
            }
            (Type::Tuple(old), Type::Tuple(new)) if old.len() == new.len() => {
                old.iter().zip(new).for_each(|(old, new)| self.push(old, new, direction, item.clone()));
            }
            (Type::Named(old), Type::Named(new)) => self.compare_named(*old, *new, direction, item),
            (Type::Named(old_id), _) => {
                if !self.old.types.get(*old_id).is_some_and(|def| is_compatible(&def.kind, new, direction)) {
                    self.report_change(old, new, direction, item);
                }
            }
            (_, Type::Named(new_id)) => {
                let other = reversed(direction);
                if !self.new.types.get(*new_id).is_some_and(|def| is_compatible(&def.kind, old, other)) {
                    self.report_change(old, new, direction, item);
                }
            }
            _ => {
                let (values, accepted) = if direction == PayloadDirection::Request { (old, new) } else { (new, old) };
                let is_read = direction != PayloadDirection::Request && matches!(accepted, Type::Unit | Type::Bytes);
                if !is_read && *accepted != Type::Json && !is_subset(values, accepted) {
                    self.report_change(old, new, direction, item);
                }
            }
        }
    }

    fn report_change(&mut self, old: &Type, new: &Type, direction: PayloadDirection, item: String) {
        let (before, after) = (emit::type_name(self.old, old), emit::type_name(self.new, new));
        let reason = match direction {
            PayloadDirection::Request => format!("requests take `{after}` instead of `{before}`"),
            PayloadDirection::Response => format!("responses contain `{after}` instead of `{before}`"),
            PayloadDirection::ErrorResponse => format!("error responses contain `{after}` instead of `{before}`"),
        };
        let reason = if before == after { "the form of the value changed".to_owned() } else { reason };
        self.report(direction, item, reason);
    }

    fn compare_named(&mut self, old_id: TypeId, new_id: TypeId, direction: PayloadDirection, item: String) {
        if !self.seen.insert((old_id, new_id, direction)) {
            return;
        }
        let (old_api, new_api) = (self.old, self.new);
        let (Some(old), Some(new)) = (old_api.types.get(old_id), new_api.types.get(new_id)) else { return };
        // A type that replaces another one changes the item that uses it.
        let site = (old.key != new.key).then(|| item.clone());
        let site = Site { old, new, user: site.as_deref(), direction };
        match (&old.kind, &new.kind) {
            (TypeKind::Struct(before), TypeKind::Struct(after)) => {
                self.compare_structs(&site, before, after);
            }
            (TypeKind::Union(before), TypeKind::Union(after)) => {
                self.compare_unions(&site, before, after);
            }
            (TypeKind::Newtype(before), TypeKind::Newtype(after)) => self.push(before, after, direction, item),
            (before, after) => match (literals(before), literals(after)) {
                (Some(before), Some(after)) => self.compare_literals(&site, &before, &after),
                _ if direction != PayloadDirection::Request
                    && matches!(before, TypeKind::Union(_) | TypeKind::LiteralEnum(_)) => {}
                _ if direction == PayloadDirection::Request && has_variant(after, new_api, old) => {}
                _ => self.report_change(&Type::Named(old_id), &Type::Named(new_id), direction, item),
            },
        }
    }

    fn compare_structs(&mut self, site: &Site<'_>, before: &'a Struct, after: &'a Struct) {
        let direction = site.direction;
        let known: BTreeMap<&str, &Field> = before.fields.iter().map(|field| (field.name.wire(), field)).collect();
        for field in after.fields.iter().filter(|field| is_sent(field, direction)) {
            let item = site.item(site.new, &field.name);
            let earlier = known.get(field.name.wire()).filter(|earlier| is_sent(earlier, direction));
            let reason = match direction {
                PayloadDirection::Request => {
                    presence_in_requests(earlier.map(|earlier| earlier.presence), field.presence)
                }
                PayloadDirection::Response | PayloadDirection::ErrorResponse => {
                    earlier.and_then(|earlier| presence_in_responses(earlier.presence, Some(field.presence)))
                }
            };
            if let Some(reason) = reason {
                self.report(direction, item.clone(), site.reason(&field.name, reason));
            }
            if let Some(earlier) = earlier {
                self.push(&earlier.ty, &field.ty, direction, item);
            }
        }
        let names: BTreeSet<&str> =
            after.fields.iter().filter(|field| is_sent(field, direction)).map(|field| field.name.wire()).collect();
        for field in
            before.fields.iter().filter(|field| is_sent(field, direction) && !names.contains(field.name.wire()))
        {
            let item = site.item(site.old, &field.name);
            match direction {
                PayloadDirection::Request => {
                    let reason = site.reason(&field.name, "the API no longer reads the field");
                    self.effects.push(WireEffect::minor(item, reason));
                }
                PayloadDirection::Response | PayloadDirection::ErrorResponse => {
                    if let Some(reason) = presence_in_responses(field.presence, None) {
                        self.report(direction, item, site.reason(&field.name, reason));
                    }
                }
            }
        }
        if let (Some((name, before)), Some((_, after))) = (&before.extra, &after.extra) {
            self.push(before, after, direction, site.item(site.old, name));
        }
    }

    fn compare_unions(&mut self, site: &Site<'_>, before: &'a Union, after: &'a Union) {
        let direction = site.direction;
        let known: BTreeMap<&str, &'a Type> =
            after.variants.iter().map(|variant| (variant.name.wire(), &variant.ty)).collect();
        for variant in &before.variants {
            match known.get(variant.name.wire()) {
                Some(ty) => {
                    self.push(&variant.ty, ty, direction, site.item(site.new, &variant.name));
                }
                None if direction == PayloadDirection::Request => {
                    let reason = site.reason(&variant.name, "the API no longer accepts the variant");
                    self.report(direction, site.item(site.old, &variant.name), reason);
                }
                None => {}
            }
        }
    }

    /// Compares enumerations. Responses can contain other values, which are kept as unknown.
    fn compare_literals(&mut self, site: &Site<'_>, before: &[(&Name, Literal)], after: &[(&Name, Literal)]) {
        if site.direction != PayloadDirection::Request {
            return;
        }
        let accepted: BTreeSet<&Literal> = after.iter().map(|(_, literal)| literal).collect();
        for (name, literal) in before.iter().filter(|(_, literal)| !accepted.contains(literal)) {
            let reason = format!("the API no longer accepts {}", text(literal));
            self.report(site.direction, site.item(site.old, name), reason);
        }
    }
}

/// A pair of named types and the item that uses them.
struct Site<'t> {
    old: &'t TypeDef,
    new: &'t TypeDef,
    /// The item that uses them, if the new type replaces another one.
    user: Option<&'t str>,
    direction: PayloadDirection,
}

impl Site<'_> {
    /// Returns the item of a part of a type.
    fn item(&self, owner: &TypeDef, part: &Name) -> String {
        self.user.map_or_else(|| format!("types::{}::{}", owner.name.rust(), part.rust()), str::to_owned)
    }

    /// Returns a reason that names the part if the item is not the part itself.
    fn reason(&self, part: &Name, reason: &str) -> String {
        if self.user.is_some() { format!("`{}`: {reason}", part.wire()) } else { reason.to_owned() }
    }
}

fn text(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => format!("`{text}`"),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(text) => text.clone(),
        Literal::Bool(value) => value.to_string(),
    }
}

fn reversed(direction: PayloadDirection) -> PayloadDirection {
    if direction == PayloadDirection::Request { PayloadDirection::Response } else { PayloadDirection::Request }
}

/// Returns the values of an enumeration with the names of their variants.
fn literals(kind: &TypeKind) -> Option<Vec<(&Name, Literal)>> {
    match kind {
        TypeKind::Enum(body) => {
            Some(body.variants.iter().map(|name| (name, Literal::Text(name.wire().to_owned()))).collect())
        }
        TypeKind::LiteralEnum(body) => {
            Some(body.variants.iter().map(|(name, literal)| (name, literal.clone())).collect())
        }
        TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Newtype(_) | TypeKind::Alias(_) => None,
    }
}

/// Returns true if a named type of one version and another type of the other version fit: in requests, the API accepts
/// all values of the named type as `ty`; in responses, a client of the named type reads all values of `ty`.
fn is_compatible(kind: &TypeKind, ty: &Type, direction: PayloadDirection) -> bool {
    if *ty == Type::Json {
        return direction == PayloadDirection::Request || matches!(kind, TypeKind::Union(_) | TypeKind::LiteralEnum(_));
    }
    match (kind, direction) {
        (TypeKind::Newtype(inner), PayloadDirection::Request) => is_subset(inner, ty),
        (TypeKind::Newtype(inner), _) => is_subset(ty, inner),
        (TypeKind::Enum(_) | TypeKind::LiteralEnum(_), PayloadDirection::Request) => {
            literals(kind).into_iter().flatten().all(|(_, literal)| is_value(&literal, ty))
        }
        (TypeKind::Enum(_), _) => is_text(ty),
        (
            TypeKind::LiteralEnum(_) | TypeKind::Union(_),
            PayloadDirection::Response | PayloadDirection::ErrorResponse,
        ) => true,
        (TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Alias(_), _) => false,
    }
}

/// Returns true if a union has a variant for the values of an earlier type.
fn has_variant(kind: &TypeKind, api: &Api, earlier: &TypeDef) -> bool {
    let TypeKind::Union(body) = kind else { return false };
    body.variants.iter().any(|variant| match api.types.resolve_alias(&variant.ty) {
        Type::Named(id) => api.types.get(*id).is_some_and(|def| def.key == earlier.key),
        _ => false,
    })
}

fn is_sent(field: &Field, direction: PayloadDirection) -> bool {
    match direction {
        PayloadDirection::Request => field.access != Access::ReadOnly,
        PayloadDirection::Response | PayloadDirection::ErrorResponse => field.access != Access::WriteOnly,
    }
}

fn presence_in_requests(old: Option<Presence>, new: Presence) -> Option<&'static str> {
    let is_required = |presence: Presence| match presence {
        Presence::Required | Presence::Nullable | Presence::RequiredInRequests => true,
        Presence::Optional | Presence::OptionalNullable => false,
    };
    match old {
        None if is_required(new) => Some("the field is required"),
        Some(old) if is_required(new) && !is_required(old) => Some("the field is required now"),
        Some(Presence::Nullable | Presence::OptionalNullable)
            if matches!(new, Presence::Required | Presence::Optional | Presence::RequiredInRequests) =>
        {
            Some("null is not accepted now")
        }
        _ => None,
    }
}

fn presence_in_responses(old: Presence, new: Option<Presence>) -> Option<&'static str> {
    let can_be_absent =
        matches!(new, None | Some(Presence::Optional | Presence::OptionalNullable | Presence::RequiredInRequests));
    let can_be_null = matches!(new, Some(Presence::Nullable | Presence::OptionalNullable));
    match old {
        Presence::Required if new.is_none() => Some("responses no longer contain the field"),
        Presence::Nullable if new.is_none() => Some("responses no longer contain the field"),
        Presence::Required | Presence::Nullable if can_be_absent => Some("the field can be absent now"),
        Presence::Required if can_be_null => Some("the field can be null now"),
        _ => None,
    }
}
