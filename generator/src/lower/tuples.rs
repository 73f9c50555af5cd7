//! Lists of known length whose items have types of their own, one by one.

use super::Lowering;
use super::types::Hint;
use crate::ir::Type;
use crate::spec::facts;

/// The lengths that a tuple can have: serde and the runtime know no longer ones, and one item is a list.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=12;

impl Lowering<'_> {
    /// The tuple that a list is, where each of its items is declared and there are no more.
    pub(super) fn tuple(&mut self, schema: &openapiv3::Schema, hint: &Hint) -> Option<Type> {
        let places = facts::places(schema);
        if !LENGTHS.contains(&places.len()) {
            return None;
        }
        let items = places.iter().enumerate().map(|(i, place)| {
            let at = i.to_string();
            self.lower_type(place, &hint.part(&format!("item {}", i + 1), &["x-prefix-items", &at]))
        });
        Some(Type::Tuple(items.collect()))
    }
}
