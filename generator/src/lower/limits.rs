//! The limits that a schema sets, where they leave a value at all.
//!
//! Comes in: a schema. Goes out: its limits without those that contradict each other, which are reported and neither
//! documented nor checked.

use openapiv3::Schema;

use super::Lowering;
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::spec::facts::{self, Bound};

/// How many items a list takes: at least, and at most.
pub(super) fn item_count(schema: &Schema) -> (Option<usize>, Option<usize>) {
    in_order(facts::item_count(schema))
}

/// How many characters a text takes: at least, and at most.
pub(super) fn length(schema: &Schema) -> (Option<usize>, Option<usize>) {
    in_order(facts::length(schema))
}

/// The numbers a schema allows: from, and to.
pub(super) fn bounds(schema: &Schema) -> (Option<Bound>, Option<Bound>) {
    let (from, to) = facts::bounds(schema);
    if is_empty(from.as_ref(), to.as_ref()) { (None, None) } else { (from, to) }
}

fn in_order((least, most): (Option<usize>, Option<usize>)) -> (Option<usize>, Option<usize>) {
    if least > most && most.is_some() { (None, None) } else { (least, most) }
}

/// Whether no number is within two ends.
fn is_empty(from: Option<&Bound>, to: Option<&Bound>) -> bool {
    let (Some(from), Some(to)) = (from, to) else { return false };
    match (from.value.as_f64(), to.value.as_f64()) {
        (Some(low), Some(high)) => low > high || (low == high && (from.exclusive || to.exclusive)),
        _ => false,
    }
}

impl Lowering<'_> {
    /// Says which limits of a schema leave no value.
    pub(super) fn report_limits(&mut self, schema: &Schema, pointer: &Pointer) {
        let (from, to) = facts::bounds(schema);
        let (counts, lengths) = (facts::item_count(schema), facts::length(schema));
        let contradicted = [
            is_empty(from.as_ref(), to.as_ref()).then_some("`minimum` and `maximum`"),
            (in_order(counts) != counts).then_some("`minItems` and `maxItems`"),
            (in_order(lengths) != lengths).then_some("`minLength` and `maxLength`"),
        ];
        for keywords in contradicted.into_iter().flatten() {
            let message = format!("{keywords} leave no value, so that neither is checked");
            self.report(Code::LimitsContradict, pointer, message, "correct them in an overlay");
        }
    }
}
