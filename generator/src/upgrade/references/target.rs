//! Parser of references.

use percent_encoding::percent_decode_str;

use crate::pointer::Pointer;

/// The target of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::upgrade) enum ReferenceTarget {
    /// A location in the same document: as written, and percent-decoded.
    Local(Vec<Pointer>),
    /// Only a name.
    Name(String),
    /// Another document.
    External,
}

/// Parses a reference.
pub(in crate::upgrade) fn parse(reference: &str) -> ReferenceTarget {
    let reference = reference.trim();
    if let Some(fragment) = reference.strip_prefix('#') {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        let mut candidates: Vec<Pointer> = Pointer::parse(fragment).into_iter().collect();
        if decoded != fragment {
            candidates.extend(Pointer::parse(&decoded));
        }
        return ReferenceTarget::Local(candidates);
    }
    if !reference.is_empty() && !reference.contains(['/', '.', '#', ':']) {
        return ReferenceTarget::Name(reference.to_owned());
    }
    ReferenceTarget::External
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_literally_and_decoded() {
        let local = |pointers: &[&str]| {
            ReferenceTarget::Local(pointers.iter().filter_map(|text| Pointer::parse(text)).collect())
        };
        assert_eq!(parse("#/definitions/Pet"), local(&["/definitions/Pet"]));
        assert_eq!(parse("#/definitions/A%20b"), local(&["/definitions/A%20b", "/definitions/A b"]));
        assert_eq!(parse("Pet"), ReferenceTarget::Name("Pet".to_owned()));
        assert_eq!(parse("./pet.json"), ReferenceTarget::External);
        assert_eq!(parse("https://example.com/a#/b"), ReferenceTarget::External);
    }
}
