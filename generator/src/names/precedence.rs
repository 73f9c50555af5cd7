//! Precedence of requests that have the same preferred name.

use super::NameRequest;

/// The similarity of a text to a Rust name, from high to low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Similarity {
    /// Equal.
    Equal,
    /// Equal except for the underscore after a keyword.
    Keyword,
    /// Equal except for the case of the first letter.
    FirstLetter,
}

/// Returns the request whose text is most similar to the name; `None` if several texts are, or none is similar.
pub(super) fn most_similar(requests: &[NameRequest], candidates: &[usize], name: &str) -> Option<usize> {
    let rated = candidates.iter().filter_map(|&i| Some((similarity(&requests.get(i)?.text, name)?, i)));
    let mut rated: Vec<(Similarity, usize)> = rated.collect();
    rated.sort_unstable();
    match rated.as_slice() {
        [(first, _), (second, _), ..] if first == second => None,
        [(_, i), ..] => Some(*i),
        [] => None,
    }
}

fn similarity(text: &str, name: &str) -> Option<Similarity> {
    let stem = name.trim_end_matches('_');
    if text == name {
        Some(Similarity::Equal)
    } else if text == stem {
        Some(Similarity::Keyword)
    } else {
        differ_in_first_letter(text, stem).then_some(Similarity::FirstLetter)
    }
}

fn differ_in_first_letter(text: &str, name: &str) -> bool {
    let (mut text, mut name) = (text.chars(), name.chars());
    match (text.next(), name.next()) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(&b) && text.as_str() == name.as_str(),
        _ => false,
    }
}
