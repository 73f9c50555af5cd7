//! Decoding of statuses. Codes precede classes and classes precede the default, because the first matching arm applies.

use std::collections::BTreeSet;

use super::TypedResponse;
use crate::ir::{BodyDecoding, ResultMapping, StatusArm, Type};
use crate::lower::operations::statuses::{code_range, is_redirect};
use crate::spec::Status;

/// All 2xx status codes.
const SUCCESS: (u16, u16) = (200, 299);

/// Returns the arms of an operation from its successes and errors and their mappings.
pub(super) fn status_arms(
    successes: &[TypedResponse],
    success_mappings: &[ResultMapping],
    errors: &[TypedResponse],
    error_mappings: &[ResultMapping],
) -> Vec<StatusArm> {
    let successes: Vec<(&TypedResponse, ResultMapping)> =
        successes.iter().zip(success_mappings.iter().copied()).collect();
    let errors: Vec<(&TypedResponse, ResultMapping)> = errors.iter().zip(error_mappings.iter().copied()).collect();
    let mut arms = Vec::new();
    declared(&mut arms, &errors, true);
    success(&mut arms, &successes);
    if let Some((read, mapping)) = errors.iter().find(|(read, _)| read.status == Status::Default) {
        arms.push(arm(read, *mapping, true));
    }
    trim(&mut arms);
    arms
}

/// Shortens ranges that begin or end with the code of an earlier arm, which clippy reports as overlapping.
fn trim(arms: &mut Vec<StatusArm>) {
    let mut codes = BTreeSet::new();
    for arm in &mut *arms {
        arm.statuses.retain_mut(|(from, to)| {
            if from == to {
                return codes.insert(*from);
            }
            while from <= to && codes.contains(from) {
                *from += 1;
            }
            while from < to && codes.contains(to) {
                *to -= 1;
            }
            from <= to
        });
    }
    arms.retain(|arm| !arm.statuses.is_empty());
}

/// Adds the arms of codes and classes; statuses that are decoded alike share an arm.
fn declared(arms: &mut Vec<StatusArm>, reads: &[(&TypedResponse, ResultMapping)], is_error: bool) {
    let is_code = |status| matches!(status, Status::Code(_));
    let is_class = |status| matches!(status, Status::Class(_));
    for is_in_tier in [&is_code as &dyn Fn(Status) -> bool, &is_class] {
        let mut tier: Vec<StatusArm> = Vec::new();
        for (read, mapping) in reads.iter().filter(|(read, _)| is_in_tier(read.status)) {
            let arm = arm(read, *mapping, is_error);
            match tier.iter_mut().find(|other| (other.decoding, other.mapping) == (arm.decoding, arm.mapping)) {
                Some(other) => other.statuses.extend(arm.statuses),
                None => tier.push(arm),
            }
        }
        arms.append(&mut tier);
    }
}

/// Adds the arms of successes. If one decoding is the general case, it also applies to undeclared 2xx statuses.
fn success(arms: &mut Vec<StatusArm>, reads: &[(&TypedResponse, ResultMapping)]) {
    if reads.iter().any(|(read, mapping)| matches!(mapping, ResultMapping::Variant(_)) || is_redirect(read.status)) {
        declared(arms, reads, false);
        if reads.iter().any(|(read, _)| is_redirect(read.status)) {
            let mapping = ResultMapping::Undeclared;
            arms.push(StatusArm { statuses: vec![SUCCESS], is_error: true, decoding: BodyDecoding::Empty, mapping });
        }
        return;
    }
    let rule = reads.iter().find(|(read, _)| matches!(read.status, Status::Class(_)));
    let rule = rule.or_else(|| reads.iter().find(|(read, _)| read.decoding != BodyDecoding::Empty)).or(reads.first());
    let (decoding, mapping) = match rule {
        Some((read, mapping)) => (read.decoding, *mapping),
        None => (BodyDecoding::Untyped, ResultMapping::Direct),
    };
    // An empty body decodes as null if any value is accepted.
    let is_other = |(read, other): &&(&TypedResponse, ResultMapping)| {
        (read.decoding, *other) != (decoding, mapping) && !(read.ty == Type::Unit && decoding == BodyDecoding::Untyped)
    };
    let others: Vec<(&TypedResponse, ResultMapping)> = reads.iter().filter(is_other).copied().collect();
    declared(arms, &others, false);
    arms.push(StatusArm { statuses: vec![SUCCESS], is_error: false, decoding, mapping });
}

fn arm(read: &TypedResponse, mapping: ResultMapping, is_error: bool) -> StatusArm {
    StatusArm { statuses: vec![code_range(read.status)], is_error, decoding: read.decoding, mapping }
}
