//! Bodies with several media types: which of them differ, the names of their variants, and the variants with a `From`
//! conversion.

use crate::ir::{Binding, BodyKind, BodyVariant, Type};
use crate::lower::schemas::arena::TypeDrafts;
use crate::names::{NameRequest, Scope};
use crate::spec::{Media, SchemaRef};

/// A media type with those that are sent as the same bytes.
pub(super) struct Offer<'m> {
    pub(super) media: &'m Media,
    same: Vec<&'m Media>,
}

impl Offer<'_> {
    /// Describes the media types that this one replaces.
    pub(super) fn docs(&self) -> Option<String> {
        let same: Vec<String> = self.same.iter().map(|media| format!("`{}`", media.name)).collect();
        let sent = if self.media.name.contains('*') { "application/json" } else { &self.media.name };
        (!same.is_empty()).then(|| format!("Sent as `{sent}`, which is equivalent to {}.", same.join(", ")))
    }
}

/// Returns the distinct media types, the preferred one first, the others in document order.
pub(super) fn distinct(media: &[Media]) -> Vec<Offer<'_>> {
    let first = preferred(media);
    let rest = media.iter().filter(|media| first.is_none_or(|first| first.pointer != media.pointer));
    let mut offers: Vec<Offer> = Vec::new();
    for media in first.into_iter().chain(rest) {
        let alike = |offer: &&mut Offer| is_synonym(media, offer.media);
        match offers.iter_mut().find(alike) {
            Some(offer) => offer.same.push(media),
            None => offers.push(Offer { media, same: Vec::new() }),
        }
    }
    offers
}

/// Returns the preferred media type: JSON, or else a range that includes it, or else one with a schema, or else the
/// first.
fn preferred(media: &[Media]) -> Option<&Media> {
    let json = |m: &&Media| m.is_json();
    let any = |m: &&Media| m.name == "*/*" || m.name == "application/*";
    let with_schema = |m: &&Media| matches!(m.schema, Some(SchemaRef::Inline(_) | SchemaRef::Reference(_)));
    media.iter().find(json).or(media.iter().find(any)).or(media.iter().find(with_schema)).or(media.first())
}

/// Media types that are synonyms of one encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MediaFamily {
    Json,
    Xml,
}

fn family(media: &Media) -> Option<MediaFamily> {
    match media.name.as_str() {
        "application/json" | "text/json" | "application/*+json" | "*/*" | "application/*" => Some(MediaFamily::Json),
        "application/xml" | "text/xml" | "application/*+xml" => Some(MediaFamily::Xml),
        _ => None,
    }
}

/// Returns true if two media types are synonyms for the same content.
pub(super) fn is_synonym(one: &Media, other: &Media) -> bool {
    family(one).is_some() && is_same(one, other)
}

fn is_same(one: &Media, other: &Media) -> bool {
    family(one) == family(other) && one.schema == other.schema && one.parameters() == other.parameters()
}

/// Returns the variants of a body for its media types with their bindings and types.
pub(super) fn variants(
    types: &TypeDrafts,
    scope: &mut Scope,
    offers: &[Offer],
    lowered: Vec<(Binding, Type)>,
) -> Vec<BodyVariant> {
    let name_request = |offer: &Offer| NameRequest::built(&offer.media.written, &variant_name(&offer.media.name));
    let name_requests: Vec<NameRequest> = offers.iter().map(name_request).collect();
    let names = scope.claim(&name_requests);
    let mut variants: Vec<BodyVariant> = Vec::new();
    let mut converted = Vec::new();
    for ((offer, name), (binding, ty)) in offers.iter().zip(names).zip(lowered) {
        // A struct of parts belongs to one variant. Any other type converts into the first variant that has it.
        let is_form = matches!(binding, Binding::Body(BodyKind::Multipart(_)));
        let canonical = ty.canonical(&|ty| types.resolve_alias(ty));
        let has_from_impl = is_form || !converted.contains(&canonical);
        if !is_form {
            converted.push(canonical);
        }
        let media = offer.media;
        let docs = vec![offer.docs().unwrap_or_else(|| format!("Sent as `{}{}`.", media.name, media.parameters()))];
        variants.push(BodyVariant { name, docs, has_from_impl, binding, ty });
    }
    variants
}

/// Returns the name of the variant for a media type.
pub(super) fn variant_name(media: &str) -> String {
    match media {
        "application/json" | "text/json" | "*/*" | "application/*" | "application/*+json" => "Json".to_owned(),
        "application/xml" | "text/xml" | "application/*+xml" => "Xml".to_owned(),
        "application/x-www-form-urlencoded" => "Form".to_owned(),
        "multipart/form-data" => "Multipart".to_owned(),
        "text/plain" => "Text".to_owned(),
        // `image/*` becomes `Image`.
        _ => match media.split_once('/') {
            Some((kind, "*")) => kind.to_owned(),
            Some((_, subtype)) => subtype.to_owned(),
            None => media.to_owned(),
        },
    }
}
