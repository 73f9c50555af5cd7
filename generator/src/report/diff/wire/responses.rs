//! Changes of responses.

use super::types::TypeComparison;
use super::{PayloadDirection, WireEffect, method};
use crate::ir::{BodyDecoding, Operation, ResponseType, ResultMapping, StatusArm, Type};

/// Compares the responses of an operation.
pub(super) fn effects<'a>(old: &'a Operation, new: &'a Operation, types: &mut TypeComparison<'a>) -> Vec<WireEffect> {
    let mut effects = Vec::new();
    for arm in new.response_arms.iter().filter(|arm| !arm.is_error) {
        for (from, to) in &arm.statuses {
            let Some(known) = known(&old.response_arms, *from) else {
                let status = if from == to { from.to_string() } else { format!("{from} to {to}") };
                effects.push(WireEffect::major(method(new), format!("the success status {status} is new")));
                continue;
            };
            if !can_decode(known.decoding, arm.decoding) {
                let reason = format!("the response of status {from} has another media type");
                effects.push(WireEffect::major(method(new), reason));
                continue;
            }
            let payloads = payload(&old.output, known.mapping).zip(payload(&new.output, arm.mapping));
            if let Some((before, after)) = payloads {
                types.push(before, after, PayloadDirection::Response, method(new));
            }
        }
    }
    for (before, after) in old.error.types().zip(new.error.types()) {
        types.push(before, after, PayloadDirection::ErrorResponse, method(new));
    }
    effects
}

/// Returns the arm of a success status.
fn known(arms: &[StatusArm], status: u16) -> Option<&StatusArm> {
    let has = |arm: &&StatusArm| arm.statuses.iter().any(|(from, to)| (*from..=*to).contains(&status));
    arms.iter().find(has).filter(|arm| !arm.is_error && arm.mapping != ResultMapping::Undeclared)
}

/// Returns true if a client that decodes `old` can read a response that is decoded as `new`.
fn can_decode(old: BodyDecoding, new: BodyDecoding) -> bool {
    old == new || matches!(old, BodyDecoding::Untyped | BodyDecoding::Bytes | BodyDecoding::Empty)
}

/// Returns the type of a response.
fn payload(output: &ResponseType, mapping: ResultMapping) -> Option<&Type> {
    match (output, mapping) {
        (ResponseType::Single(ty), ResultMapping::Direct) => Some(ty),
        (ResponseType::Single(Type::Nullable(some)), ResultMapping::Present) => Some(some),
        (ResponseType::Single(ty), ResultMapping::Present) => Some(ty),
        (ResponseType::PerStatus(cases), ResultMapping::Variant(at)) => cases.variants.get(at).map(|case| &case.ty),
        _ => None,
    }
}
