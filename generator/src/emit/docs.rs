//! Converts text of a document to rustdoc without giving it any other meaning.
//!
//! [`escaped`] and [`inline`] convert text: `prose` escapes its lines, `html` removes tags for layout, code blocks are
//! marked as text. [`comment`], [`inner_comment`] and [`page`] finish documentation that contains such text: `inert`
//! parses it and rewrites whatever is still active.

mod html;
mod inert;
#[cfg(test)]
mod placements;
mod prose;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::invisible::{escape_invisible, is_invisible};

/// Converts paragraphs of a document to doc attributes, with an empty line between paragraphs.
pub(super) fn paragraphs(paragraphs: &[String]) -> TokenStream {
    comment(&described(paragraphs))
}

/// Converts the lines of a finished doc comment to doc attributes.
pub(super) fn comment(lines: &[impl AsRef<str>]) -> TokenStream {
    let text = finished(lines, |_| false);
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Formats the lines of a finished doc comment of a file.
pub(super) fn inner_comment(lines: &[impl AsRef<str>]) -> String {
    let text = finished(lines, |_| false);
    text.lines().map(|line| format!("{}\n", format!("//! {line}").trim_end())).collect()
}

/// Finishes a page of Markdown with examples of Rust.
pub(super) fn page(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    finished(&lines, |info| matches!(info, "rust" | "rust,no_run")) + "\n"
}

fn finished(lines: &[impl AsRef<str>], is_example: inert::IsExample) -> String {
    let lines: Vec<_> = lines.iter().map(|line| escape_invisible(line.as_ref())).collect();
    inert::inert(lines.join("\n"), is_example)
}

/// Returns true if no paragraph has any text.
pub(super) fn is_empty(paragraphs: &[String]) -> bool {
    described(paragraphs).is_empty()
}

/// Returns the attribute that disables the `missing_docs` lint for a module, if it has items that the document does
/// not describe.
pub(super) fn allow_missing(is_missing: bool) -> Option<TokenStream> {
    is_missing.then(|| quote!(#![allow(missing_docs)]))
}

/// Removes paragraphs that repeat the beginning of their neighbor, such as a summary before its description.
fn without_repetition(paragraphs: &[String]) -> Vec<&String> {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let texts: Vec<String> = paragraphs.iter().map(|paragraph| words(paragraph)).collect();
    let mut kept: Vec<&String> = Vec::new();
    let mut last = "";
    for (i, (paragraph, text)) in paragraphs.iter().zip(&texts).enumerate() {
        let is_repeated = texts.get(i + 1).is_some_and(|next| begins_with(next, text)) || begins_with(last, text);
        if !is_repeated {
            kept.push(paragraph);
            last = text;
        }
    }
    kept
}

/// Returns true if a text begins with the words of another, which may end with a full stop.
fn begins_with(text: &str, start: &str) -> bool {
    let rest = text.strip_prefix(start.trim_end_matches('.'));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Converts paragraphs of a document to lines of Markdown, with an empty line between paragraphs.
pub(super) fn described(paragraphs: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in without_repetition(paragraphs) {
        let paragraph = escaped(paragraph);
        if paragraph.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(paragraph);
    }
    lines
}

/// Formats a word of the document as a code span.
pub(super) fn code(word: &str) -> String {
    let word = escape_invisible(word).replace('`', "'");
    // Two backticks would start a span.
    format!("`{}`", if word.is_empty() { " " } else { &word })
}

/// Converts a text to one line of Markdown.
pub(super) fn inline(text: &str) -> String {
    let flat = words(&html::without_tags(&words(text)));
    prose::prose(&printable(&flat))
}

/// Converts a text to one line of Markdown that ends with a full stop.
pub(super) fn sentence(text: &str) -> String {
    let line = inline(text);
    if line.is_empty() || line.ends_with(['.', '!', '?', ':']) { line } else { format!("{line}.") }
}

/// Returns the words of a text with single spaces between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the first sentence of a text, on one line.
pub(super) fn first_sentence(text: &str) -> String {
    let flat = words(text);
    let end = flat.find(". ").map_or(flat.len(), |at| at + 1);
    flat.chars().take(flat.get(..end).map_or(0, |head| head.chars().count())).collect()
}

/// Converts a text to lines of Markdown.
pub(super) fn escaped(text: &str) -> Vec<String> {
    let text = html::without_tags(text);
    let mut out: Vec<String> = Vec::new();
    let mut lines = text.lines().map(printable);
    while let Some(line) = lines.next() {
        let Some(fence) = Fence::opened_by(line.trim()) else {
            out.push(prose::prose(line.trim()));
            continue;
        };
        let code = lines.by_ref().take_while(|line| !fence.is_closed_by(line.trim()));
        let code: Vec<String> = code.map(|line| line.trim_end().to_owned()).collect();
        let mark = inert::fence(&code.join("\n"));
        out.push(format!("{mark}{}", inert::TEXT));
        out.extend(code);
        out.push(mark);
    }
    trimmed(out)
}

/// Removes empty lines at both ends and repeated empty lines.
fn trimmed(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        if !line.is_empty() || out.last().is_some_and(|last| !last.is_empty()) {
            out.push(line);
        }
    }
    if out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

/// The mark around a code block.
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn opened_by(line: &str) -> Option<Self> {
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        let is_inline = mark == '`' && info.contains('`');
        (length >= 3 && !is_inline).then_some(Self { mark, length })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }
}

/// Returns a line with visible characters only. Invisible white space becomes a space.
fn printable(line: &str) -> String {
    let spaced = line.replace(|c: char| c == '\u{a0}' || (c.is_whitespace() && is_invisible(c)), " ");
    escape_invisible(&spaced).into_owned()
}
