//! Nouns in paths: `/orders/{id}` is about one order.

use super::nouns::Noun;
use crate::infer::text::plurals::{is_plural, singulars};
use crate::infer::text::tokens;

/// Returns the number of named path segments after the one that names a noun.
pub(super) fn depth(noun: &Noun, path: &str) -> Option<usize> {
    let names: Vec<String> = noun.names().iter().flat_map(|name| singulars(name)).collect();
    // Prefixes of all paths.
    let is_name = |part: &&str| !["", "api", "rest"].contains(part) && !part.starts_with('{');
    let mut parts = path.split('/').rev().filter(is_name);
    parts.position(|part| {
        let part = tokens::of_name(part).concat();
        singulars(&part).iter().filter(|one| one.len() > 1).any(|one| {
            // `/keys` is enough for an `ssh key`, and `/sshkeys` for a `key`.
            names.iter().any(|name| name.ends_with(one.as_str()) || (name.len() > 1 && one.ends_with(name.as_str())))
        })
    })
}

/// Returns true if a path ends with a placeholder for one object: `/orders/{id}` but not `/orders/{ids}`.
pub(super) fn is_of_one(path: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last.ends_with('}') && !is_plural(&tokens::of_name(last.trim_end_matches('}')).concat())
}

/// Returns true if a path contains a noun and, at its end, agrees with it in number.
pub(super) fn matches(noun: &Noun, path: &str) -> bool {
    depth(noun, path).is_some_and(|depth| depth > 0 || is_of_one(path) != noun.is_many())
}

/// Returns true if a path contains all words of a text without spaces.
pub(super) fn contains_words(path: &str, joined: &str) -> bool {
    let mut rest = joined.to_owned();
    for word in path.split(['/', '{', '}']).flat_map(tokens::of_name) {
        for form in singulars(&word).into_iter().chain([word]).filter(|form| form.len() > 2) {
            rest = rest.replacen(&form, "", 1);
        }
    }
    // Remains of a plural.
    rest.len() < 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer::text::tokens::TokenizedText;

    #[test]
    fn paths_distinguish_items_from_collections() {
        let table = [
            ("an order", "/orders/{id}", true),
            ("orders", "/orders", true),
            ("orders", "/orders/{id}", false),
            ("an order", "/orders", false),
            ("a list of tokens", "/tokens/{ids}", true),
            ("the order", "/orders/{id}/cancel", true),
            ("an ssh key", "/keys/{id}", true),
            ("a book", "/orders/{id}", false),
            ("the API response", "/api/books", false),
            ("a book", "", false),
        ];
        for (text, path, expected) in table {
            let noun = Noun::read(&TokenizedText::read(text), 0).expect("a noun");
            assert_eq!(matches(&noun, path), expected, "{text} {path}");
        }
        assert!(contains_words("/orders/{id}/lines", "order") && !contains_words("/orders/{id}", "orderline"));
    }
}
