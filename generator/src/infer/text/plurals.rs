//! Singular forms of English words in names and prose. A few rules are enough for API documents.

/// Returns the possible singular forms of a lower-case word, or the word itself if it is not a plural.
pub(in crate::infer) fn singulars(word: &str) -> Vec<String> {
    const IRREGULAR: &[(&str, &str)] = &[("people", "person"), ("children", "child"), ("indices", "index")];
    let irregular = IRREGULAR.iter().find_map(|(end, new)| Some(format!("{}{new}", word.strip_suffix(end)?)));
    if let Some(irregular) = irregular {
        return vec![irregular];
    }
    let cut =
        |end: &str, new: &str| word.strip_suffix(end).filter(|stem| stem.len() > 1).map(|stem| format!("{stem}{new}"));
    if !word.ends_with('s') || ["ss", "us", "is", "news", "series"].iter().any(|end| word.ends_with(end)) {
        return vec![word.to_owned()];
    }
    let es = ["ses", "xes", "ches", "shes", "zes", "oes"].iter().any(|end| word.ends_with(end));
    let two = if es { cut("es", "") } else { cut("ies", "y") };
    let singulars: Vec<String> = cut("s", "").into_iter().chain(two).collect();
    if singulars.is_empty() { vec![word.to_owned()] } else { singulars }
}

/// Returns true if a word is a plural.
pub(in crate::infer) fn is_plural(word: &str) -> bool {
    singulars(word).iter().all(|singular| singular != word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_have_their_possible_singulars() {
        let table: &[(&str, &[&str])] = &[
            ("orders", &["order"]),
            ("companies", &["companie", "company"]),
            ("statuses", &["statuse", "status"]),
            ("boxes", &["boxe", "box"]),
            ("people", &["person"]),
            ("status", &["status"]),
            ("address", &["address"]),
            ("s", &["s"]),
            ("", &[""]),
        ];
        for (word, expected) in table {
            assert_eq!(singulars(word), *expected, "{word}");
        }
        assert!(is_plural("pets") && !is_plural("pet") && !is_plural("address"));
    }
}
