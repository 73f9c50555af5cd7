//! Checks the words of identifiers, comments, messages and texts, and the first words of doc comments.

use std::sync::LazyLock;

use super::lexer::{Piece, PieceKind};
use super::source::Source;
use super::{Finding, tables};

/// A rejected word.
pub(super) struct Word {
    /// The scope: `functions`, `names` or `texts`.
    pub(super) scope: &'static str,
    /// The word; a final `*` matches any ending.
    pub(super) word: &'static str,
    /// The term to use instead.
    pub(super) instead: &'static str,
}

/// The rejected words.
pub(super) static WORDS: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let rows = include_str!("words.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        Some(Word { scope: cells.next()?, word: cells.next()?, instead: cells.next()? })
    })
    .collect()
});

/// Checks one file.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if tables::WORD_LISTS.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let mut checker = WordChecker { path: &source.path, findings: Vec::new() };
    match source.path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "rs" => {
            checker.check_rust(source);
            checker.check_openers(&source.pieces);
        }
        "md" => checker.check_prose("words", &source.text, 1),
        "toml" => checker.check_comments(&source.text),
        _ if source.path == ".ci/run" => checker.check_comments(&source.text),
        _ => {}
    }
    checker.findings.sort();
    checker.findings.dedup();
    checker.findings
}

struct WordChecker<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl WordChecker<'_> {
    /// Strings of tests may quote documents.
    fn check_rust(&mut self, source: &Source) {
        let tests = source.test_lines();
        let is_test = |line: usize| source.is_test() || tests.iter().any(|lines| lines.contains(&line));
        for piece in &source.pieces {
            match piece.kind {
                PieceKind::Identifier => self.check_identifier(&piece.text, piece.line),
                PieceKind::String if is_test(piece.line) => {}
                PieceKind::Comment => self.check_prose("words", &piece.text, piece.line),
                PieceKind::String => self.check_prose("strings", &piece.text, piece.line),
            }
        }
    }

    fn check_identifier(&mut self, identifier: &str, line: usize) {
        for part in split(identifier) {
            if let Some(word) = find("names", &part) {
                let message = format!("the name `{identifier}` contains the word \"{part}\"");
                self.report("words", word, line, message);
            }
        }
    }

    fn check_prose(&mut self, rule: &'static str, text: &str, first: usize) {
        for (index, line) in text.lines().enumerate() {
            for part in line.split(|c: char| !c.is_alphanumeric() && c != '_') {
                let part = part.to_lowercase();
                if let Some(word) = find("texts", &part) {
                    self.report(rule, word, first + index, format!("the text contains the word \"{part}\""));
                }
            }
        }
    }

    /// Checks the comments of a file in which `#` starts one.
    fn check_comments(&mut self, text: &str) {
        for (index, line) in text.lines().enumerate() {
            if let Some((_, comment)) = line.split_once('#') {
                self.check_prose("words", comment, index + 1);
            }
        }
    }

    fn report(&mut self, rule: &'static str, word: &Word, line: usize, message: String) {
        let help = format!("use the field's term: {}", word.instead);
        let subject = word.word.trim_end_matches('*').to_owned();
        self.findings.push(Finding { subject, ..Finding::new(self.path, line, rule, message, help) });
    }

    fn check_openers(&mut self, pieces: &[Piece]) {
        let mut previous: Option<(&str, usize)> = None;
        for (index, piece) in pieces.iter().enumerate() {
            let doc = (piece.kind == PieceKind::Comment).then(|| doc_marker(&piece.text)).flatten();
            if let Some(marker) = doc {
                if previous != Some((marker, piece.line - 1)) {
                    self.check_opener(&piece.text[marker.len()..], piece.line);
                }
                previous = Some((marker, piece.line));
            }
            let name = index.checked_sub(1).and_then(|index| pieces.get(index));
            let is_help = name.is_some_and(|name| {
                name.kind == PieceKind::Identifier && tables::HELP_ATTRIBUTES.contains(&name.text.as_str())
            });
            if piece.kind == PieceKind::String && piece.before == "=" && is_help {
                self.check_opener(&piece.text, piece.line);
            }
        }
    }

    fn check_opener(&mut self, text: &str, line: usize) {
        let first = text.trim_start().split(|c: char| !c.is_alphanumeric() && c != '\'').next().unwrap_or_default();
        if tables::DOC_OPENERS.contains(&first.to_lowercase().as_str()) {
            let message = format!("the doc comment opens with \"{first}\"");
            let help = "functions open with a verb (Returns, Parses), types and fields with a noun phrase";
            self.findings.push(Finding::new(self.path, line, "doc-openers", message, help.to_owned()));
        }
    }
}

fn doc_marker(comment: &str) -> Option<&'static str> {
    let marker = ["///", "//!", "/**", "/*!"].into_iter().find(|marker| comment.starts_with(marker))?;
    (!comment.starts_with("////") && !comment.starts_with("/***")).then_some(marker)
}

/// Returns the rejected word in `scope` that matches.
pub(super) fn find(scope: &str, part: &str) -> Option<&'static Word> {
    let mut words = WORDS.iter().filter(|word| word.scope == scope);
    words.find(|word| match word.word.strip_suffix('*') {
        Some(stem) => part.starts_with(stem),
        None => part == word.word,
    })
}

/// Splits an identifier into its words, in lower case.
pub(super) fn split(identifier: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in identifier.chars() {
        if c == '_' || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        if let Some(word) = words.last_mut()
            && c != '_'
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
