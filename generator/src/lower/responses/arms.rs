//! Which status is read as which: codes before classes before the rest, since the first arm that has a status reads it.

use super::Read;
use crate::ir::{Arm, Placing, Reading, Type};
use crate::lower::statuses::{codes, is_redirect};
use crate::spec::Status;

/// Every 2xx.
const SUCCESS: (u16, u16) = (200, 299);

/// The arms of an operation, from both halves and what becomes of each response there.
pub(super) fn of(good: &[Read], good_places: &[Placing], bad: &[Read], bad_places: &[Placing]) -> Vec<Arm> {
    let good: Vec<(&Read, Placing)> = good.iter().zip(good_places.iter().copied()).collect();
    let bad: Vec<(&Read, Placing)> = bad.iter().zip(bad_places.iter().copied()).collect();
    let mut arms = Vec::new();
    declared(&mut arms, &bad, true);
    success(&mut arms, &good);
    if let Some((read, place)) = bad.iter().find(|(read, _)| read.status == Status::Default) {
        arms.push(arm(read, *place, true));
    }
    arms
}

/// The arms of codes and classes; statuses of one kind that are read alike share one.
fn declared(arms: &mut Vec<Arm>, reads: &[(&Read, Placing)], is_error: bool) {
    let is_code = |status| matches!(status, Status::Code(_));
    let is_class = |status| matches!(status, Status::Class(_));
    for of_tier in [&is_code as &dyn Fn(Status) -> bool, &is_class] {
        let mut tier: Vec<Arm> = Vec::new();
        for (read, place) in reads.iter().filter(|(read, _)| of_tier(read.status)) {
            let arm = arm(read, *place, is_error);
            match tier.iter_mut().find(|other| (other.reading, other.place) == (arm.reading, arm.place)) {
                Some(other) => other.statuses.extend(arm.statuses),
                None => tier.push(arm),
            }
        }
        arms.append(&mut tier);
    }
}

/// The arms of success. Where one reading is the rule, it also reads those 2xx that the document does not list.
fn success(arms: &mut Vec<Arm>, reads: &[(&Read, Placing)]) {
    if reads.iter().any(|(read, place)| matches!(place, Placing::Variant(_)) || is_redirect(read.status)) {
        declared(arms, reads, false);
        if reads.iter().any(|(read, _)| is_redirect(read.status)) {
            let place = Placing::Undeclared;
            arms.push(Arm { statuses: vec![SUCCESS], is_error: true, reading: Reading::Empty, place });
        }
        return;
    }
    let rule = reads.iter().find(|(read, _)| matches!(read.status, Status::Class(_)));
    let rule = rule.or_else(|| reads.iter().find(|(read, _)| read.reading != Reading::Empty)).or(reads.first());
    let (reading, place) = match rule {
        Some((read, place)) => (read.reading, *place),
        None => (Reading::Untyped, Placing::Whole),
    };
    // Nothing is read as null where the rule is any value.
    let is_other = |(read, other): &&(&Read, Placing)| {
        (read.reading, *other) != (reading, place) && !(read.ty == Type::Unit && reading == Reading::Untyped)
    };
    let others: Vec<(&Read, Placing)> = reads.iter().filter(is_other).copied().collect();
    declared(arms, &others, false);
    arms.push(Arm { statuses: vec![SUCCESS], is_error: false, reading, place });
}

fn arm(read: &Read, place: Placing, is_error: bool) -> Arm {
    Arm { statuses: vec![codes(read.status)], is_error, reading: read.reading, place }
}
