//! Detects excessive nesting of brackets in YAML text before parsing.
//!
//! The time of the YAML parser grows with the square of the nesting depth, and it reports no error before the end of a
//! document. Brackets can also be part of strings, so a high count only causes a trial parse of the text before it.

use super::value::{self, LimitExceeded, ValueBuilder};
use crate::pointer::Source;

/// The number of open brackets that causes a trial parse.
const SUSPICIOUS: usize = 1_000;

/// Returns `Some` if brackets exceed the maximum nesting depth, with the position if the parser reports it.
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
            // Doubling limits the number of trial parses if the brackets are part of strings.
            limit *= 2;
            if let Some(position) = nests_too_deep(text.get(..at).unwrap_or_default(), source) {
                return Some(position);
            }
        }
    }
    None
}

/// Parses the start of a text, which fails at its end, or earlier if the nesting is too deep.
fn nests_too_deep(start: &str, source: &Source) -> Option<Option<(usize, usize)>> {
    let mut builder = ValueBuilder::yaml(source, start);
    for document in serde_yaml::Deserializer::from_str(start) {
        let error = value::deserialize(document, &mut builder).err();
        if builder.exceeded == Some(LimitExceeded::TooDeep) {
            return Some(error.and_then(|error| error.location()).map(|at| (at.line(), at.column())));
        }
        error.is_none().then_some(())?;
    }
    None
}
