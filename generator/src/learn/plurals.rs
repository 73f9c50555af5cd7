//! Words without their plural endings.

/// Returns an English word without its plural ending.
#[must_use]
pub fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let endings = ["ses", "xes", "ches", "shes"];
    let stem = endings.iter().find(|ending| word.ends_with(*ending)).and_then(|_| word.strip_suffix("es"));
    let stem =
        stem.or_else(|| word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i'])));
    stem.unwrap_or(word).to_owned()
}
