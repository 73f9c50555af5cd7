//! What a path says about the thing that prose names: `/orders/{id}` speaks of one order.
//!
//! Comes in: a noun and a path. Goes out: whether, where and in which number the path names it. Knows no schemas.

use super::nouns::Noun;
use crate::infer::plurals::{is_plural, singulars};
use crate::infer::words;

/// How many named parts of a path come after the one that names a thing.
pub(super) fn depth(noun: &Noun, path: &str) -> Option<usize> {
    let names: Vec<String> = noun.names().iter().flat_map(|name| singulars(name)).collect();
    // What every path begins with names nothing.
    let is_name = |part: &&str| !["", "api", "rest"].contains(part) && !part.starts_with('{');
    let mut parts = path.split('/').rev().filter(is_name);
    parts.position(|part| {
        let part = words::of_name(part).concat();
        singulars(&part).iter().filter(|one| one.len() > 1).any(|one| {
            // `/keys` is enough for an `ssh key`, and `/sshkeys` for a `key`.
            names.iter().any(|name| name.ends_with(one.as_str()) || (name.len() > 1 && one.ends_with(name.as_str())))
        })
    })
}

/// Whether a path ends with a placeholder for one thing: `/orders/{id}`, but not `/orders/{ids}`.
pub(super) fn is_of_one(path: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last.ends_with('}') && !is_plural(&words::of_name(last.trim_end_matches('}')).concat())
}

/// Whether a path names a thing, and says one or several as prose does where it ends with it.
pub(super) fn tells(noun: &Noun, path: &str) -> bool {
    depth(noun, path).is_some_and(|depth| depth > 0 || is_of_one(path) != noun.is_many())
}

/// Whether a path has all the words that are joined in a text.
pub(super) fn says(path: &str, joined: &str) -> bool {
    let mut rest = joined.to_owned();
    for word in path.split(['/', '{', '}']).flat_map(words::of_name) {
        for form in singulars(&word).into_iter().chain([word]).filter(|form| form.len() > 2) {
            rest = rest.replacen(&form, "", 1);
        }
    }
    // What is left of a plural.
    rest.len() < 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer::words::Prose;

    #[test]
    fn paths_tell_one_from_several() {
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
            let noun = Noun::read(&Prose::read(text), 0).expect("a noun");
            assert_eq!(tells(&noun, path), expected, "{text} {path}");
        }
        assert!(says("/orders/{id}/lines", "order") && !says("/orders/{id}", "orderline"));
    }
}
