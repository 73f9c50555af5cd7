//! Looks through YAML text for absurd nesting of brackets before the reader proper sees it.
//!
//! The reader's time grows with the square of the brackets that stand open at once, and it says nothing before it has
//! seen a whole document. Counting brackets alone cannot tell nesting from prose, so that a count that is too high
//! is only a reason to read what stands before it.

use super::value::{self, Build, Refusal};
use crate::pointer::Source;

/// Brackets open at once from which a text is looked at.
const SUSPICIOUS: usize = 1_000;

/// Whether lists and maps nest deeper than a value may, and where, as far as brackets make them.
pub(crate) fn too_deep(text: &str, source: &Source) -> Option<Option<(usize, usize)>> {
    let mut open = 0_usize;
    let mut limit = SUSPICIOUS;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => continue,
        }
        if open > limit {
            // Doubling keeps the number of readings small where the brackets turn out to be prose.
            limit *= 2;
            if let Some(position) = nests(text.get(..at).unwrap_or_default(), source) {
                return Some(position);
            }
        }
    }
    None
}

/// Reads the start of a text; it breaks off at the end in any case, and before that if it nests too deeply.
fn nests(start: &str, source: &Source) -> Option<Option<(usize, usize)>> {
    let mut build = Build::yaml(source, start);
    for document in serde_yaml::Deserializer::from_str(start) {
        let fault = value::build(document, &mut build).err();
        if build.refusal == Some(Refusal::TooDeep) {
            return Some(fault.and_then(|fault| fault.location()).map(|at| (at.line(), at.column())));
        }
        fault.is_none().then_some(())?;
    }
    None
}
