//! Whom a phrase is about: "required if `active` is true" tells of `active`, in whoever's description it stands.
//!
//! Comes in: a site, and a phrase found in its words. Goes out: whether the words before the phrase name another.

use super::site::Site;
use super::words::{self, Hit};

/// So many words before a phrase can be its subject: "`active` parameter must be" set to true.
const NEAR: usize = 4;

/// Whether the words right before a phrase name another argument, or anything else that is written as names are.
pub(super) fn is_about_another(site: &Site, hit: &Hit) -> bool {
    let start = hit.words.start;
    let near = (start.saturating_sub(NEAR)..start).rev();
    near.take_while(|at| !site.prose.begins(at + 1)).any(|at| names_another(site, at))
}

fn names_another(site: &Site, at: usize) -> bool {
    let Some(word) = site.prose.span(at).and_then(|span| site.prose.text.get(span)) else { return false };
    let name = words::of_name(word).concat();
    let is_value = ["true", "false", "null"].contains(&name.as_str()) || words::parse_number(word).is_some();
    if is_value || name == site.joined {
        return false;
    }
    let is_marked = at > 0 && site.prose.gap(at - 1).ends_with('`') || at == 0 && site.prose.text.starts_with('`');
    is_marked || is_joined(word) || site.siblings.contains(&name)
}

/// Whether a word is written as only names are: `is_active`, `isActive`.
fn is_joined(word: &str) -> bool {
    let inner_capital = word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    inner_capital || word.trim_matches('_').contains('_')
}
