//! Splits Rust source into identifiers, comments and string literals.
//!
//! The rules about words need comments, which the syntax tree does not have, and the contents of macro calls.

/// The kind of a [`Piece`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// An identifier or keyword.
    Identifier,
    /// A comment, with its slashes.
    Comment,
    /// The contents of a string literal.
    String,
}

/// One identifier, comment or string literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The kind.
    pub(super) kind: PieceKind,
    /// The text.
    pub(super) text: String,
    /// The line of its first character, from 1.
    pub(super) line: usize,
    /// The code between the preceding piece and this one, without spaces.
    pub(super) before: String,
}

/// Splits the text of a Rust file.
pub(super) fn lex(text: &str) -> Vec<Piece> {
    let mut lexer = Lexer { rest: text, line: 1, before: String::new(), pieces: Vec::new() };
    while let Some(first) = lexer.rest.chars().next() {
        lexer.step(first);
    }
    lexer.pieces
}

struct Lexer<'t> {
    rest: &'t str,
    line: usize,
    before: String,
    pieces: Vec<Piece>,
}

impl<'t> Lexer<'t> {
    fn step(&mut self, first: char) {
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.push(PieceKind::Comment, 0, end, 0);
        } else if self.rest.starts_with("/*") {
            self.push(PieceKind::Comment, 0, block_comment(self.rest), 0);
        } else if let Some(hashes) = raw_string(self.rest) {
            let open = self.rest.find('"').map_or(0, |quote| quote + 1);
            let close = format!("\"{}", "#".repeat(hashes));
            let inner = self.rest.get(open..).unwrap_or_default();
            let end = inner.find(&close).unwrap_or(inner.len());
            self.push(PieceKind::String, open, open + end, close.len());
        } else if let Some(prefix) = ["b\"", "c\"", "\""].into_iter().find(|prefix| self.rest.starts_with(prefix)) {
            let end = quoted(self.rest, prefix.len(), '"');
            self.push(PieceKind::String, prefix.len(), end, 1);
        } else if let Some(end) = character(self.rest) {
            self.skip(end);
        } else if is_start(first) {
            let end = self.rest.find(|c: char| !is_start(c) && !c.is_numeric()).unwrap_or(self.rest.len());
            self.push(PieceKind::Identifier, 0, end, 0);
        } else if first.is_numeric() {
            let end = self.rest.find(|c: char| !is_start(c) && !c.is_numeric()).unwrap_or(self.rest.len());
            self.skip(end);
        } else {
            self.skip(first.len_utf8());
        }
    }

    /// Adds the piece at `start..end` and continues `closing` bytes after it.
    fn push(&mut self, kind: PieceKind, start: usize, end: usize, closing: usize) {
        let text = self.rest.get(start..end).unwrap_or_default().to_owned();
        let before = std::mem::take(&mut self.before);
        self.pieces.push(Piece { kind, text, line: self.line, before });
        self.advance(end + closing);
    }

    fn skip(&mut self, bytes: usize) {
        let skipped = self.rest.get(..bytes).unwrap_or(self.rest);
        self.before.extend(skipped.chars().filter(|c| !c.is_whitespace()));
        self.advance(bytes);
    }

    fn advance(&mut self, bytes: usize) {
        let (passed, rest): (&'t str, &'t str) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += passed.matches('\n').count();
        self.rest = rest;
    }
}

fn is_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Returns the length of a block comment, which may contain others.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// Returns the number of `#` of a raw string that starts here.
fn raw_string(text: &str) -> Option<usize> {
    let rest = ["r", "br", "cr"]
        .into_iter()
        .find_map(|prefix| text.strip_prefix(prefix).filter(|rest| rest.starts_with(['#', '"'])))?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest.get(hashes..).filter(|rest| rest.starts_with('"')).map(|_| hashes)
}

/// Returns the offset of the closing quote of a literal that starts at `start`.
fn quoted(text: &str, start: usize, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < start) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return at,
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of a character literal or lifetime that starts here.
fn character(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("b'").or_else(|| text.strip_prefix('\''))?;
    let open = text.len() - rest.len();
    let mut chars = rest.chars();
    let first = chars.next()?;
    if first == '\\' || chars.next() == Some('\'') {
        return Some(quoted(text, open, '\'') + 1);
    }
    // A lifetime has no closing quote.
    Some(open + rest.find(|c: char| !is_start(c) && !c.is_numeric()).unwrap_or(rest.len()))
}
