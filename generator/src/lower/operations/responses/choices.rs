//! Media types of successful responses that a call can request instead of the preferred one.
//!
//! Synonyms of the preferred media type are not a choice, and sequences of values have methods of their own.

use std::collections::BTreeSet;

use super::{KnownSchemas, LoweredOutcomes, Outcomes, TypedResponse, arms, is_empty, media, outcome, reads};
use crate::ir::{AlternativeResponse, AnyVariant, BodyDecoding};
use crate::lower::context::{LoweringContext, Sinks};
use crate::lower::operations::body_choices;
use crate::lower::operations::responses::outcome::OutcomeName;
use crate::lower::schemas::arena::NameHint;
use crate::names::{Case, Name, NameRequest, lock};
use crate::spec::{Media, Operation, Response};

/// Maximum number of choices of a call. Each is compared with all media types, and callers can request any media type
/// by its name in a header.
const MAX_CHOICES: usize = 64;

/// The choices of an operation.
#[derive(Default)]
pub(in crate::lower::operations) struct ChoiceDrafts {
    pub(in crate::lower::operations) choices: Vec<ChoiceDraft>,
    pub(in crate::lower::operations) any: Option<AnyDraft>,
}

/// The responses of any media type without the name of their method.
pub(in crate::lower::operations) struct AnyDraft {
    pub(in crate::lower::operations) type_name: Name,
    pub(in crate::lower::operations) accept: String,
    pub(in crate::lower::operations) enum_name: Name,
    pub(in crate::lower::operations) preferred: Name,
    pub(in crate::lower::operations) variants: Vec<AnyVariant>,
}

/// A choice without the name of its method.
pub(in crate::lower::operations) struct ChoiceDraft {
    pub(in crate::lower::operations) name_request: NameRequest,
    pub(in crate::lower::operations) media: String,
    pub(in crate::lower::operations) accept: String,
    pub(in crate::lower::operations) alternative: Option<AlternativeResponse>,
}

/// Lowers the choices of an operation. Claims the names of new types next to the operations.
pub(super) fn lower<'s>(
    cx: &LoweringContext,
    out: &mut Sinks,
    operation: &Operation,
    lowered: &LoweredOutcomes<'_, 's>,
    hint: &NameHint,
    known: &mut KnownSchemas<'s>,
) -> ChoiceDrafts {
    let offers = offers(cx, operation, &lowered.outcomes.successes);
    let mut drafts = ChoiceDrafts::default();
    let mut alternatives: Vec<(usize, &Media)> = Vec::new();
    for offer in offers {
        let Some(draft) = draft(cx, out, operation, lowered, offer, hint, known) else { continue };
        if draft.alternative.is_some() {
            alternatives.push((drafts.choices.len(), offer));
        }
        drafts.choices.push(draft);
    }
    drafts.any = any(cx, out, lowered.outcomes, &alternatives, hint);
    drafts
}

/// Returns the responses of any media type, distinguished by their media types without parameters.
fn any(
    cx: &LoweringContext,
    out: &mut Sinks,
    outcomes: &Outcomes<'_>,
    alternatives: &[(usize, &Media)],
    hint: &NameHint,
) -> Option<AnyDraft> {
    let successes = &outcomes.successes;
    let preferred = successes.iter().find_map(|response| media::best(&response.media))?;
    let bests = successes.iter().filter_map(|response| media::best(&response.media));
    let mut seen: BTreeSet<&str> = bests.map(|media| media.name.as_str()).collect();
    let mut distinct: Vec<(usize, Vec<String>, &Media)> = Vec::new();
    for (choice, offer) in alternatives {
        let same = successes.iter().filter_map(|response| media::offered(response, offer));
        let names = same.map(|media| media.name.as_str()).filter(|name| seen.insert(name));
        let names: Vec<String> = names.map(str::to_owned).collect();
        if !names.is_empty() {
            distinct.push((*choice, names, offer));
        }
    }
    if distinct.is_empty() {
        return None;
    }
    let word = |media: &Media| NameRequest::built(&media.written, &body_choices::variant_name(&media.name));
    let requests: Vec<NameRequest> =
        [word(preferred)].into_iter().chain(distinct.iter().map(|(_, _, offer)| word(offer))).collect();
    let key = lock::operation_type(&cx.keys().schema(&hint.pointer), &lock::choice(lock::ANY_MEDIA));
    let content_key = lock::operation_type(&key, "content");
    let mut scope = cx.keys().scope(Case::Camel, ["Self"], &lock::variants(&content_key));
    let mut names = scope.claim(&requests).into_iter();
    let others: Vec<&Media> = distinct.iter().map(|(_, _, offer)| *offer).collect();
    Some(AnyDraft {
        type_name: out.type_names.claim_one(&NameRequest::built("", &format!("{} as any", hint.text)).keyed(key)),
        enum_name: out
            .type_names
            .claim_one(&NameRequest::built("", &format!("{} content", hint.text)).keyed(content_key)),
        accept: media::accept_any(cx, successes, &others, &outcomes.errors),
        preferred: names.next()?,
        variants: distinct
            .into_iter()
            .zip(names)
            .map(|((choice, media, _), name)| AnyVariant { name, media, choice })
            .collect(),
    })
}

/// Returns the distinct media types of successes, without those that are preferred.
fn offers<'s>(cx: &LoweringContext, operation: &Operation, successes: &[&'s Response]) -> Vec<&'s Media> {
    let mut offers: Vec<&Media> = Vec::new();
    for response in successes.iter().filter(|response| !is_empty(operation, response)) {
        let Some(best) = media::best(&response.media) else { continue };
        let others = response.media.iter().filter(|other| {
            media::is_media_type(&other.name)
                && !media::is_sequence(other)
                && !media::is_same(other, best)
                && !media::is_json_as_text(cx, other, best)
        });
        for other in others {
            if offers.len() < MAX_CHOICES && !offers.iter().any(|offer| media::is_same(offer, other)) {
                offers.push(other);
            }
        }
    }
    offers
}

fn draft<'s>(
    cx: &LoweringContext,
    out: &mut Sinks,
    operation: &Operation,
    lowered: &LoweredOutcomes<'_, 's>,
    offer: &'s Media,
    hint: &NameHint,
    known: &mut KnownSchemas<'s>,
) -> Option<ChoiceDraft> {
    let successes = &lowered.outcomes.successes;
    let word = body_choices::variant_name(&offer.name);
    let chosen = |response: &'s Response| media::offered(response, offer).or_else(|| media::best(&response.media));
    let hint = NameHint { text: format!("{} as {word}", hint.text), ..hint.clone() };
    let responses = reads(cx, out, operation, successes, &hint.part("response", &[]), known, &chosen);
    let media = media::in_accept(offer);
    let alternative = (!are_decoded_alike(&responses, lowered.successes))
        .then(|| alternative(cx, out, lowered, &responses, (&media, &hint)));
    Some(ChoiceDraft {
        name_request: NameRequest::built("", &format!("accept {word}"))
            .qualified(&offer.written)
            .keyed(lock::choice(&media)),
        accept: media::accept_only(offer, successes, &lowered.outcomes.errors)?,
        media,
        alternative,
    })
}

/// Returns true if responses have the same types as those of the preferred media type, and the same decoding.
fn are_decoded_alike(responses: &[TypedResponse], preferred: &[TypedResponse]) -> bool {
    responses.iter().zip(preferred).all(|(response, preferred)| {
        // Text can also be a JSON string.
        let is_decoded = response.decoding == preferred.decoding || preferred.decoding == BodyDecoding::Text;
        response.ty == preferred.ty && is_decoded
    })
}

fn alternative(
    cx: &LoweringContext,
    out: &mut Sinks,
    lowered: &LoweredOutcomes<'_, '_>,
    responses: &[TypedResponse],
    (media, hint): (&str, &NameHint),
) -> AlternativeResponse {
    let key = lock::operation_type(&cx.keys().schema(&hint.pointer), &lock::choice(media));
    let type_name = out.type_names.claim_one(&NameRequest::built("", &hint.text).keyed(key.clone()));
    let output = outcome::success(responses, &OutcomeName::keyed(cx, hint, &key, "output"), &mut out.type_names);
    let (errors, error_mappings) = lowered.errors;
    AlternativeResponse {
        type_name,
        arms: arms::status_arms(responses, &output.mappings, errors, error_mappings),
        output: output.response_type,
    }
}
