//! Invisible characters in texts of a document: controls, direction marks, and characters without width.

use std::borrow::Cow;
use std::fmt::Write;

/// Returns true if a character has no visible form, or changes the order in which others are displayed. Line ends and
/// tabs are controls.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Replaces every invisible character by its escape in Rust, such as `\u{202e}`.
#[must_use]
pub fn escape_invisible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_invisible(c) {
            // Writing to a string cannot fail.
            let _ = write!(out, "{}", c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_escaped() {
        let table = [
            ("plain é́ 🦀", "plain é́ 🦀"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("\u{2066}a\u{2069}", "\\u{2066}a\\u{2069}"),
            ("zero\u{200b}width", "zero\\u{200b}width"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\nb\u{7}", "a\\nb\\u{7}"),
        ];
        for (text, wanted) in table {
            assert_eq!(escape_invisible(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn literals_escape_invisible_characters() {
        for c in ('\0'..=char::MAX).filter(|c| is_invisible(*c)) {
            let literal = proc_macro2::Literal::string(&c.to_string()).to_string();
            assert!(!literal.contains(is_invisible), "{literal:?}");
        }
    }
}
