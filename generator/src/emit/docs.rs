//! Converts text of a document to rustdoc without giving it any other meaning.
//!
//! Each line becomes a `#[doc]` attribute. Brackets, angle brackets and stray backticks are escaped, bare URLs become
//! links, HTML tags for layout are removed, code blocks are marked as text so that they do not run as tests, and
//! characters that a comment cannot contain are removed.

use proc_macro2::TokenStream;
use quote::quote;

/// Converts paragraphs of a document to doc attributes, with an empty line between paragraphs.
pub(super) fn paragraphs(paragraphs: &[String]) -> TokenStream {
    lines(&joined(paragraphs))
}

/// Returns true if no paragraph has any text.
pub(super) fn is_empty(paragraphs: &[String]) -> bool {
    joined(paragraphs).is_empty()
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

fn joined(paragraphs: &[String]) -> Vec<String> {
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

fn lines(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Converts lines of Markdown to doc attributes. Control characters in a quoted word cannot end its line.
pub(super) fn markdown(lines: &[&str]) -> TokenStream {
    let lines = lines.iter().map(|line| line.replace(char::is_control, " "));
    let lines = lines.map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Formats a word of the document as a code span.
pub(super) fn code(word: &str) -> String {
    format!("`{}`", word.replace('`', "'"))
}

/// Converts a text to one line of Markdown that ends with a full stop.
pub(super) fn sentence(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = prose(&without_tags(&flat).split_whitespace().collect::<Vec<_>>().join(" "));
    if line.is_empty() || line.ends_with(['.', '!', '?', ':']) { line } else { format!("{line}.") }
}

/// Returns the first sentence of a text, on one line.
pub(super) fn first_sentence(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = flat.find(". ").map_or(flat.len(), |at| at + 1);
    flat.chars().take(flat.get(..end).map_or(0, |head| head.chars().count())).collect()
}

/// Converts a text to lines of Markdown.
pub(super) fn escaped(text: &str) -> Vec<String> {
    let text = without_tags(text);
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let line: String = line.chars().filter_map(printable).collect();
        let trimmed = line.trim();
        match (fence, fence_of(trimmed)) {
            (None, Some(mark)) => {
                fence = Some(mark);
                lines.push("```text".to_owned());
            }
            (Some(open), Some(mark)) if open == mark && trimmed.trim_start_matches(['`', '~']).is_empty() => {
                fence = None;
                lines.push("```".to_owned());
            }
            // Backticks in a fence of the other kind would close the emitted fence.
            (Some(_), Some(_)) => {}
            (Some(_), None) => lines.push(line.trim_end().to_owned()),
            (None, None) => lines.push(prose(trimmed)),
        }
    }
    if fence.is_some() {
        lines.push("```".to_owned());
    }
    trimmed(lines)
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

fn fence_of(line: &str) -> Option<&'static str> {
    if line.starts_with("```") {
        Some("```")
    } else if line.starts_with("~~~") {
        Some("~~~")
    } else {
        None
    }
}

/// Returns a character that a comment can contain. Control characters and direction marks are removed.
fn printable(c: char) -> Option<char> {
    match c {
        '\t' | '\u{a0}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// Escapes everything in a line that rustdoc would interpret.
fn prose(line: &str) -> String {
    // Code spans are kept if they close on the same line.
    let spans = line.matches('`').count().is_multiple_of(2) && !line.contains("``");
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    let mut first = true;
    while let Some(c) = rest.chars().next() {
        if let Some((link, tail)) = link(rest) {
            out.push_str(&link);
            rest = tail;
            first = false;
            continue;
        }
        let length = match c {
            '`' if spans => code_span(rest),
            'h' => url(rest),
            _ => None,
        };
        match length.and_then(|length| Some((rest.get(..length)?, rest.get(length..)?, c))) {
            Some((span, tail, '`')) => {
                out.push_str(span);
                rest = tail;
            }
            Some((link, tail, _)) => {
                out.push_str(&format!("<{link}>"));
                rest = tail;
            }
            None => {
                escape(c, first, &mut out);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
        first = false;
    }
    out
}

fn escape(c: char, first: bool, out: &mut String) {
    let marks_block = first && matches!(c, '#' | '>' | '=' | '~');
    if marks_block || matches!(c, '[' | ']' | '<' | '>' | '`' | '\\') {
        out.push('\\');
    }
    out.push(c);
}

/// Parses a Markdown link to a web page at the start of a text; returns it with the rest of the text. rustdoc would
/// resolve any other link to an item.
fn link(text: &str) -> Option<(String, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, rest) = rest.split_once(')')?;
    let plain = !label.trim().is_empty() && !label.contains(['[', ']', '`']);
    if !plain || url(target) != Some(target.len()) {
        return None;
    }
    let mut link = "[".to_owned();
    label.chars().for_each(|c| escape(c, false, &mut link));
    Some((format!("{link}](<{target}>)"), rest))
}

/// Returns the length of a code span, including both backticks.
fn code_span(text: &str) -> Option<usize> {
    let close = text.get(1..)?.find('`')?;
    Some(close + 2)
}

/// Returns the length of a URL without trailing punctuation.
fn url(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = text.find(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '[' | ']' | '\\' | '{' | '}' | '|' | '^')
    });
    let url =
        text.get(..end.unwrap_or(text.len()))?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_']);
    (url.len() > scheme.len()).then_some(url.len())
}

/// Removes HTML tags for layout; tags of paragraphs and lines become line ends.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        match tag(tail) {
            Some((length, replacement)) => {
                out.push_str(replacement);
                rest = tail.get(length..).unwrap_or_default();
            }
            None => {
                out.push('<');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// Returns the length of the HTML tag at the start of a text, and its replacement; `None` for an unknown tag.
fn tag(text: &str) -> Option<(usize, &'static str)> {
    // A tag ends before the next `<`: a text of thousands of `<` is not scanned from each of them to the end.
    let inside = text.get(1..)?;
    let inside = inside.get(..inside.find(['<', '>'])?)?;
    let end = inside.len() + 1;
    if !text.get(end..)?.starts_with('>') {
        return None;
    }
    let name: String = inside.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    let replacement = match name.to_ascii_lowercase().as_str() {
        "p" | "div" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" => "\n\n",
        "br" | "tr" | "hr" => "\n",
        "li" if !inside.starts_with('/') => "\n- ",
        "a" | "b" | "i" | "u" | "em" | "strong" | "span" | "code" | "li" | "td" | "th" | "thead" | "tbody"
        | "small" | "sup" | "sub" | "font" | "img" => "",
        _ => return None,
    };
    Some((end + 1, replacement))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        let table = [
            ("see [the docs] now", "see \\[the docs\\] now"),
            ("see [the docs](https://example.com/a).", "see [the docs](<https://example.com/a>)."),
            ("see [a Vec<T>](http://a.example)", "see [a Vec\\<T\\>](<http://a.example>)"),
            ("see [it](crate::Client)", "see \\[it\\](crate::Client)"),
            ("see [it](https://a.example x)", "see \\[it\\](<https://a.example> x)"),
            ("a <b>bold</b> word", "a bold word"),
            ("a Vec<T> of", "a Vec\\<T\\> of"),
            ("go to https://example.com/a?b=c.", "go to <https://example.com/a?b=c>."),
            ("`code [x]` and [y]", "`code [x]` and \\[y\\]"),
            ("a stray ` tick [x]", "a stray \\` tick \\[x\\]"),
            ("# no heading", "\\# no heading"),
            ("back\\slash", "back\\\\slash"),
            ("re\u{202e}versed", "reversed"),
            ("bell\u{7}", "bell"),
        ];
        for (text, wanted) in table {
            assert_eq!(escaped(text), [wanted], "{text}");
        }
    }

    #[test]
    fn code_blocks_are_text() {
        assert_eq!(escaped("a\n```rust\npanic!()\n```\nb"), ["a", "```text", "panic!()", "```", "b"]);
        assert_eq!(escaped("```\nnever closed"), ["```text", "never closed", "```"]);
        assert_eq!(escaped("~~~rust\nx\n```\ny"), ["```text", "x", "y", "```"]);
        assert_eq!(escaped("text\n\n    indented()"), ["text", "", "indented()"]);
    }

    #[test]
    fn html_paragraphs_become_paragraphs() {
        assert_eq!(escaped("<p>One</p><p>Two<br/>Three</p>"), ["One", "", "Two", "Three"]);
    }

    #[test]
    fn summary_is_not_repeated() {
        let both = |summary: &str, description: &str| joined(&[summary.to_owned(), description.to_owned()]);
        assert_eq!(both("Lists pets.", "Lists pets. Sorted by name."), ["Lists pets. Sorted by name."]);
        assert_eq!(both("List pets", "list  pets."), ["list  pets."]);
        assert_eq!(both("Lists pets of a shop", "Lists pets"), ["Lists pets of a shop"]);
        assert_eq!(both("Lists pets.", "Sorted by name."), ["Lists pets.", "", "Sorted by name."]);
        assert_eq!(both("List pet", "List pets"), ["List pet", "", "List pets"]);
        assert_eq!(both("", "Sorted."), ["Sorted."]);
    }

    #[test]
    fn first_sentence_ends_at_full_stop() {
        assert_eq!(first_sentence("Reads\n a thing. And more."), "Reads a thing.");
        assert_eq!(first_sentence("no stop"), "no stop");
    }
}
