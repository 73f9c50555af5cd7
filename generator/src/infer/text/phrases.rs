//! Phrases that several rules look for in descriptions.

use super::tokens::{Match, TokenizedText};

/// Returns true for "(0|1)" and "all or any of them", which only look like flags.
pub(in crate::infer) fn says_more_than_yes_or_no(prose: &TokenizedText) -> bool {
    let choices = ["all or any|at", "or at least", "instead"];
    says_zero_or_one(prose) || prose.find_any(&choices).is_some()
}

/// Returns true for flags with numeric values: "(0|1)", "set to 1 to ...", "1 = yes".
pub(in crate::infer) fn says_zero_or_one(prose: &TokenizedText) -> bool {
    let phrases = [
        "0 1",
        "1 0",
        "0|1 or|and 0|1",
        "set|setting|sets it|this? to 1|0",
        "1|0 yes|no|on|off|enabled|disabled",
        "yes|no|on|off 1|0",
        "1 is|for|means|if yes",
        "value of? 1|0",
    ];
    let worded = prose.find_any(&["true|false", "boolean"]).is_some();
    !worded && prose.find_any(&phrases).is_some_and(|hit| !is_part_of_range(prose, &hit))
}

/// Returns true for "a number from 0 to 1" and "1 0 0", which are not flags.
fn is_part_of_range(prose: &TokenizedText, hit: &Match) -> bool {
    let number = |at: Option<usize>| {
        at.and_then(|at| prose.word(at)).is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()))
    };
    let only_digits = hit.words.clone().all(|at| number(Some(at)));
    only_digits && (number(hit.words.start.checked_sub(1)) || number(Some(hit.words.end)))
}

/// Words for separators, with the character.
pub(in crate::infer) const SEPARATORS: &[(&str, char)] = &[
    ("comma|commas|csv", ','),
    ("semicolon|semicolons|semi", ';'),
    ("pipe|pipes|bar", '|'),
    ("space|spaces|whitespace", ' '),
    ("colon|colons", ':'),
];

/// Returns true if a text describes the separator of a list.
pub(in crate::infer) fn says_separator(prose: &TokenizedText) -> bool {
    SEPARATORS.iter().any(|(word, _)| {
        let phrases = [
            format!("{word} colon? separated|seperated|delimited|seperate|separate|delimitted"),
            format!("separated|seperated|delimited|delimitted by|with|using a|an? single? {word}"),
        ];
        phrases.iter().any(|phrase| prose.says(phrase))
    })
}

/// Finds "narrow the search to one or more types" and "type code(s)": a value that may contain several items.
pub(in crate::infer) fn find_several(prose: &TokenizedText) -> Option<Match> {
    let phrases = [
        "^select|narrow|filter|limit|restrict|specify|specifies * * * one or more *",
        "^select|narrow|filter|limit|restrict|specify|specifies * * one or more *",
        "^select|narrow|filter|limit|restrict|specify|specifies * one or more *",
        "^select|narrow|filter|limit|restrict|specify|specifies one or more *",
        "* s",
    ];
    let hit = prose.find_any(&phrases)?;
    let is_suffix = prose.word(hit.words.end.checked_sub(1)?) == Some("s");
    let is_bracketed = || hit.words.end.checked_sub(2).is_some_and(|noun| prose.gap(noun) == "(");
    if is_suffix && !is_bracketed() || prose.says("sort|order|json|object") {
        return None;
    }
    Some(hit)
}

/// Returns the first two and the first three words of the first sentence.
pub(in crate::infer) fn beginnings(prose: &TokenizedText) -> Vec<String> {
    let sentence = (0..3).map_while(|at| prose.word(at).filter(|_| at == 0 || !prose.begins(at)));
    let sentence: Vec<&str> = sentence.collect();
    (2..=sentence.len()).filter_map(|length| Some(sentence.get(..length)?.join(" "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_words_of_the_first_sentence() {
        let table: &[(&str, &[&str])] = &[
            ("The number of items.", &["the number", "the number of"]),
            ("User <b>ID</b>. Given once.", &["user id"]),
            ("Page. Starts at 1.", &[]),
            ("", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(beginnings(&TokenizedText::read(text)), *expected, "{text}");
        }
    }
}
