//! Identifiers made of any text.

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::Case;

/// The maximum length of an identifier in characters; longer ones are cut between words.
const MAX_LENGTH: usize = 60;

/// The maximum length of the text that an identifier is made of, in bytes.
const MAX_TEXT: usize = 512;

/// Returns the part of a text that an identifier is made of.
pub(super) fn beginning(text: &str) -> &str {
    let end = (0..=MAX_TEXT.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

/// Returns true if a name is an identifier that Rust does not reserve.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    starts && characters.all(|c| c.is_ascii_alphanumeric() || c == '_') && name != "_" && !is_reserved(name)
}

/// Converts a text to an identifier. Symbols are spelled out if the text has no other characters.
pub(super) fn identifier(text: &str, case: Case) -> String {
    let text = beginning(text);
    let plain = match replace_symbols(text) {
        plain if plain.trim().is_empty() => replace_symbols(&spell_symbols(text)),
        plain => plain,
    };
    let cased = match case {
        Case::Snake => shorten(&plain.to_snake_case(), '_'),
        Case::Camel => plain.split_whitespace().map(ToUpperCamelCase::to_upper_camel_case).collect::<String>(),
    };
    let cased: String = cased.chars().take(MAX_LENGTH * 2).collect();
    match cased.chars().next() {
        None => match case {
            Case::Snake => "empty".to_owned(),
            Case::Camel => "Empty".to_owned(),
        },
        Some(c) if c.is_ascii_digit() => match case {
            Case::Snake => format!("n{cased}"),
            Case::Camel => format!("N{cased}"),
        },
        Some(_) if is_reserved(&cased) => format!("{cased}_"),
        Some(_) => cased,
    }
}

/// Replaces the characters that are not allowed in Rust names.
fn replace_symbols(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { replacement(c) }).collect()
}

/// Shortens a long name after the last complete word.
fn shorten(name: &str, between: char) -> String {
    if name.len() <= MAX_LENGTH {
        return name.to_owned();
    }
    let head: String = name.chars().take(MAX_LENGTH).collect();
    head.rsplit_once(between).map_or(head.clone(), |(head, _)| head.to_owned())
}

/// Returns the replacement of a non-ASCII or special character: the code point of a letter, or a space.
fn replacement(c: char) -> String {
    if c.is_alphanumeric() { format!(" u{:x} ", u32::from(c)) } else { " ".to_owned() }
}

/// Replaces symbols by words, and other symbols such as emoji by their code points.
pub(super) fn spell_symbols(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match symbol(c) {
            Some(word) => {
                out.push(' ');
                out.push_str(word);
                out.push(' ');
            }
            None if c.is_ascii() || c.is_alphanumeric() || c.is_whitespace() => out.push(c),
            None => out.push_str(&format!(" u{:x} ", u32::from(c))),
        }
    }
    out
}

fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '=' => "equals",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '%' => "percent",
        '$' => "dollar",
        '#' => "hash",
        '@' => "at",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '?' => "question",
        '~' => "tilde",
        '^' => "caret",
        '_' => "underscore",
        '\'' => "quote",
        '"' => "double quote",
        '`' => "backtick",
        '(' => "open",
        ')' => "close",
        '[' => "open bracket",
        ']' => "close bracket",
        '{' => "open brace",
        '}' => "close brace",
        '\\' => "backslash",
        _ => return None,
    })
}

/// Returns `true` for the keywords of all Rust editions.
fn is_reserved(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
        "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct",
        "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where",
        "while", "yield",
    ];
    WORDS.contains(&word)
}
