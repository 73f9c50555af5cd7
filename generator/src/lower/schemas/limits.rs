//! Constraints of schemas. Constraints that exclude every value are reported, and are neither documented nor checked.

use crate::diagnostic::{Code, Diagnostics};
use crate::lower::reports::report;
use crate::pointer::Pointer;
use crate::spec::{NumericBound, Schema, Spec};

/// Returns the minimum and maximum number of items.
pub(in crate::lower) fn item_count(schema: &Schema) -> (Option<usize>, Option<usize>) {
    in_order((schema.min_items, schema.max_items))
}

/// Returns the minimum and maximum length of a string.
pub(in crate::lower) fn length(schema: &Schema) -> (Option<usize>, Option<usize>) {
    in_order((schema.min_length, schema.max_length))
}

/// Returns the lower and upper bound of a number.
pub(in crate::lower) fn bounds(schema: &Schema) -> (Option<&NumericBound>, Option<&NumericBound>) {
    let (from, to) = (schema.minimum.as_ref(), schema.maximum.as_ref());
    if is_empty(from, to) { (None, None) } else { (from, to) }
}

fn in_order((least, most): (Option<usize>, Option<usize>)) -> (Option<usize>, Option<usize>) {
    if least > most && most.is_some() { (None, None) } else { (least, most) }
}

/// Returns true if no number is within two bounds.
fn is_empty(from: Option<&NumericBound>, to: Option<&NumericBound>) -> bool {
    let (Some(from), Some(to)) = (from, to) else { return false };
    match (from.value.as_f64(), to.value.as_f64()) {
        (Some(low), Some(high)) => low > high || (low == high && (from.exclusive || to.exclusive)),
        _ => false,
    }
}

/// Reports constraints that exclude every value.
pub(super) fn report_contradictions(spec: &Spec, diagnostics: &mut Diagnostics, schema: &Schema, pointer: &Pointer) {
    let (from, to) = (schema.minimum.as_ref(), schema.maximum.as_ref());
    let (counts, lengths) = ((schema.min_items, schema.max_items), (schema.min_length, schema.max_length));
    let contradicted = [
        is_empty(from, to).then_some("`minimum` and `maximum`"),
        (in_order(counts) != counts).then_some("`minItems` and `maxItems`"),
        (in_order(lengths) != lengths).then_some("`minLength` and `maxLength`"),
    ];
    for keywords in contradicted.into_iter().flatten() {
        let message = format!("{keywords} exclude every value; neither is checked");
        report(spec, diagnostics, Code::LimitsContradict, pointer, message, "correct them in an overlay");
    }
}
