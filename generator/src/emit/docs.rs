//! Text of a document as rustdoc: whatever it says, it stays prose.
//!
//! Every line becomes a `#[doc]` attribute of its own. Brackets, angle brackets and stray backticks are escaped, bare
//! URLs become links, HTML tags that only lay out text are dropped, code blocks are marked as text so that nothing of
//! them runs as a test, and characters that a comment cannot hold are left out.

use proc_macro2::TokenStream;
use quote::quote;

/// Paragraphs as doc attributes, an empty line between them.
pub(super) fn attributes(paragraphs: &[String]) -> TokenStream {
    lines(&joined(paragraphs))
}

/// Paragraphs about something as doc attributes; where they say nothing, its name.
pub(super) fn named(paragraphs: &[String], name: &str) -> TokenStream {
    let said = joined(paragraphs);
    if said.is_empty() { lines(&safe(&format!("`{}`", name.replace('`', "'")))) } else { lines(&said) }
}

fn joined(paragraphs: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        let paragraph = safe(paragraph);
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

/// Text that is already Markdown of our own, as doc attributes. A word of the document that stands in it cannot end its
/// line.
pub(super) fn own(lines: &[&str]) -> TokenStream {
    let lines = lines.iter().map(|line| line.replace(char::is_control, " "));
    let lines = lines.map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// A text on one line, safe as Markdown, with a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = prose(&without_tags(&flat).split_whitespace().collect::<Vec<_>>().join(" "));
    if line.is_empty() || line.ends_with(['.', '!', '?', ':']) { line } else { format!("{line}.") }
}

/// The first sentence of a text, on one line.
pub(super) fn first_sentence(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = flat.find(". ").map_or(flat.len(), |at| at + 1);
    flat.chars().take(flat.get(..end).map_or(0, |head| head.chars().count())).collect()
}

/// The lines of a text, safe as Markdown.
pub(super) fn safe(text: &str) -> Vec<String> {
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
            // A line of backticks inside another kind of fence would end ours.
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

/// Without empty lines at both ends, and never two in a row.
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

/// A character as a comment can hold it: controls and those that turn the direction of text are left out.
fn printable(c: char) -> Option<char> {
    match c {
        '\t' | '\u{a0}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// One line of prose, with everything escaped that rustdoc would read as more than text.
fn prose(line: &str) -> String {
    // Code spans are kept where they close on their own line.
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

/// The Markdown link to the web that a text begins with, and what follows it. Any other would lead rustdoc to an item.
fn link(text: &str) -> Option<(String, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (goal, rest) = rest.split_once(')')?;
    let plain = !label.trim().is_empty() && !label.contains(['[', ']', '`']);
    if !plain || url(goal) != Some(goal.len()) {
        return None;
    }
    let mut link = "[".to_owned();
    label.chars().for_each(|c| escape(c, false, &mut link));
    Some((format!("{link}](<{goal}>)"), rest))
}

/// The length of a code span, both backticks included.
fn code_span(text: &str) -> Option<usize> {
    let close = text.get(1..)?.find('`')?;
    Some(close + 2)
}

/// The length of a URL, punctuation at its end left out.
fn url(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = text.find(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '[' | ']' | '\\' | '{' | '}' | '|' | '^')
    });
    let url =
        text.get(..end.unwrap_or(text.len()))?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_']);
    (url.len() > scheme.len()).then_some(url.len())
}

/// A text without the HTML tags that only lay it out: those of paragraphs and lines become line ends.
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

/// The length of the tag at the start of a text, and what takes its place; `None` where it is no tag that we know.
fn tag(text: &str) -> Option<(usize, &'static str)> {
    // A tag ends before the next one starts, so that a text of thousands of `<` is not read from each of them to its end.
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
    fn prose_stays_prose() {
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
            ("turn\u{202e}ed", "turned"),
            ("bell\u{7}", "bell"),
        ];
        for (text, wanted) in table {
            assert_eq!(safe(text), [wanted], "{text}");
        }
    }

    #[test]
    fn code_never_runs() {
        assert_eq!(safe("a\n```rust\npanic!()\n```\nb"), ["a", "```text", "panic!()", "```", "b"]);
        assert_eq!(safe("```\nnever closed"), ["```text", "never closed", "```"]);
        assert_eq!(safe("~~~rust\nx\n```\ny"), ["```text", "x", "y", "```"]);
        assert_eq!(safe("text\n\n    indented()"), ["text", "", "indented()"]);
    }

    #[test]
    fn paragraphs_of_html_become_paragraphs() {
        assert_eq!(safe("<p>One</p><p>Two<br/>Three</p>"), ["One", "", "Two", "Three"]);
    }

    #[test]
    fn the_first_sentence_ends_at_its_full_stop() {
        assert_eq!(first_sentence("Reads\n a thing. And more."), "Reads a thing.");
        assert_eq!(first_sentence("no stop"), "no stop");
    }
}
