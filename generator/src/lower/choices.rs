//! Bodies that can be sent in several ways: which ways differ, what each is called, and which one a value alone means.

use super::Lowering;
use super::bodies::{Known, preferred};
use super::types::Hint;
use crate::ir::{Carriage, Choice, Way};
use crate::names::{Case, Scope, Wish};
use crate::spec::Media;

/// A media type that is offered, and those which would say the same with the same bytes.
pub(super) struct Offer<'m> {
    pub(super) media: &'m Media,
    same: Vec<&'m Media>,
}

impl Offer<'_> {
    /// What is said of it where it stands for others.
    pub(super) fn docs(&self) -> Option<String> {
        let same: Vec<String> = self.same.iter().map(|media| format!("`{}`", media.name)).collect();
        let sent = if self.media.name.contains('*') { "application/json" } else { &self.media.name };
        (!same.is_empty()).then(|| format!("Sent as `{sent}`, which is no different from {}.", same.join(", ")))
    }
}

/// The media types that differ, the preferred first, else as the document orders them.
pub(super) fn distinct(media: &[Media]) -> Vec<Offer<'_>> {
    let first = preferred(media);
    let rest = media.iter().filter(|media| first.is_none_or(|first| first.pointer != media.pointer));
    let mut offers: Vec<Offer> = Vec::new();
    for media in first.into_iter().chain(rest) {
        let alike = |offer: &&mut Offer| family(media).is_some() && is_same(offer.media, media);
        match offers.iter_mut().find(alike) {
            Some(offer) => offer.same.push(media),
            None => offers.push(Offer { media, same: Vec::new() }),
        }
    }
    offers
}

/// The media types that mean no more than how the bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Json,
    Xml,
}

fn family(media: &Media) -> Option<Family> {
    match media.name.as_str() {
        "application/json" | "text/json" | "application/*+json" | "*/*" | "application/*" => Some(Family::Json),
        "application/xml" | "text/xml" | "application/*+xml" => Some(Family::Xml),
        _ => None,
    }
}

fn is_same(one: &Media, other: &Media) -> bool {
    family(one) == family(other) && one.schema == other.schema && one.parameters() == other.parameters()
}

impl Lowering<'_> {
    /// A body that can be sent in several ways.
    pub(super) fn choice(&mut self, offers: &[Offer], hint: &Hint) -> Carriage {
        let wishes: Vec<Wish> = offers.iter().map(|offer| Wish::built("", &word(&offer.media.name))).collect();
        let names = Scope::reserving(Case::Camel, ["Self"]).claim(&wishes);
        let mut variants: Vec<Way> = Vec::new();
        let (mut known, mut taken) = (Known::new(), Vec::new());
        for (offer, name) in offers.iter().zip(names) {
            let (carriage, ty) = self.body_carriage(offer.media, hint, &mut known);
            // A struct of parts is of this way alone; of any other type, the first way that takes it is meant.
            let plain = ty.in_rust(&|ty| self.types.behind(ty));
            let converts = matches!(carriage, Carriage::Parts(_)) || !taken.contains(&plain);
            if !matches!(carriage, Carriage::Parts(_)) {
                taken.push(plain);
            }
            let docs = vec![
                offer.docs().unwrap_or_else(|| format!("Sent as `{}{}`.", offer.media.name, offer.media.parameters())),
            ];
            variants.push(Way { name, docs, converts, carriage, ty });
        }
        let type_name = self.beside.claim_one(&Wish::built("", &format!("{} Body", hint.text)));
        Carriage::Choice(Choice { type_name, variants })
    }
}

/// What a way to send a body is called.
fn word(media: &str) -> String {
    match media {
        "application/json" | "text/json" | "*/*" | "application/*" | "application/*+json" => "Json".to_owned(),
        "application/xml" | "text/xml" | "application/*+xml" => "Xml".to_owned(),
        "application/x-www-form-urlencoded" => "Form".to_owned(),
        "multipart/form-data" => "Multipart".to_owned(),
        "text/plain" => "Text".to_owned(),
        // `image/*` is an image.
        _ => match media.split_once('/') {
            Some((kind, "*")) => kind.to_owned(),
            Some((_, subtype)) => subtype.to_owned(),
            None => media.to_owned(),
        },
    }
}
