//! Makes finished Markdown inert: no code that rustdoc compiles, no HTML, no images, and no links except to web pages
//! and items.
//!
//! The Markdown parser of rustdoc decides what the text contains. rustdoc renders pages with extensions and has searched
//! for code without them, so the text is read both ways.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

/// The maximum number of times that a text is corrected. One correction can reveal another construct.
const ROUNDS: usize = 8;

/// The info string of code that rustdoc does not compile.
pub(super) const TEXT: &str = "text";

/// A function that returns true for the info string of an example of the emitter.
pub(super) type IsExample = fn(&str) -> bool;

/// The replacement of a part of a text.
struct Edit {
    range: Range<usize>,
    text: String,
}

/// Returns the text with every active construct rewritten: code blocks become blocks of plain text, and marks of HTML,
/// links and images are escaped.
pub(super) fn inert(mut markdown: String, is_example: IsExample) -> String {
    for _ in 0..ROUNDS {
        let edits = edits(&markdown, extensions(), is_example);
        let edits = if edits.is_empty() { self::edits(&markdown, Options::empty(), is_example) } else { edits };
        if edits.is_empty() {
            return markdown;
        }
        markdown = apply(&markdown, &edits);
    }
    block(&markdown, "", "")
}

/// The extensions that rustdoc enables.
fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
}

/// Lists the edits that make the constructs of a text inert.
fn edits(text: &str, options: Options, is_example: IsExample) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut depth = 0_usize;
    let mut events = Parser::new_ext(text, options).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                let lines = events.by_ref().map_while(|(event, _)| match event {
                    Event::Text(line) => Some(line.into_string()),
                    _ => None,
                });
                edits.push(indented(text, range, &lines.collect::<String>()));
                continue;
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                if &*info != TEXT && !(depth == 0 && is_example(&info)) {
                    edits.push(info_string(text, range));
                }
                depth += 1;
            }
            Event::Start(tag) => {
                edits.extend(link(&tag, &range));
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Html(_) | Event::InlineHtml(_) => edits.extend(html(text, &range)),
            _ => {}
        }
    }
    edits
}

/// Applies edits in their order; one that overlaps another is left to the next round.
fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + 16 * edits.len());
    let mut at = 0;
    for Edit { range, text: replacement } in edits {
        if let Some(before) = text.get(at..range.start) {
            out.push_str(before);
            out.push_str(replacement);
            at = range.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Rewrites an indented code block as a fenced one in the same list items and quotes.
fn indented(text: &str, range: Range<usize>, code: &str) -> Edit {
    let start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let prefix = text.get(start..range.start).unwrap_or_default().replace('\t', "    ");
    let first = prefix.strip_suffix("    ").unwrap_or(&prefix);
    let others: String = first.chars().map(|c| if c == '>' { c } else { ' ' }).collect();
    let ends_line = text.get(range.clone()).is_some_and(|code| code.ends_with('\n'));
    let block = block(code, first, &others);
    Edit { range: start..range.end, text: if ends_line { block + "\n" } else { block } }
}

/// Formats a block of plain text. `first` precedes its first line, `others` all others.
fn block(code: &str, first: &str, others: &str) -> String {
    let fence = fence(code);
    let lines = code.lines().map(|line| format!("{others}{line}\n"));
    let lines: String = lines.map(|line| if line.trim().is_empty() { "\n".to_owned() } else { line }).collect();
    format!("{first}{fence}{TEXT}\n{lines}{others}{fence}")
}

/// Returns a fence that no line of the code closes.
pub(super) fn fence(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

/// Replaces the info string of a fenced code block.
fn info_string(text: &str, range: Range<usize>) -> Edit {
    let line = text.get(range.clone()).unwrap_or_default();
    let line = line.find('\n').and_then(|end| line.get(..end)).unwrap_or(line);
    let opening = line.trim_end_matches('\r').len();
    let fence = line.trim_start_matches(['`', '~']).len();
    Edit { range: range.start + (line.len() - fence)..range.start + opening, text: TEXT.to_owned() }
}

/// Escapes the marks of HTML.
fn html<'t>(text: &'t str, range: &Range<usize>) -> impl Iterator<Item = Edit> + use<'t> {
    let start = range.start;
    let marks = text.get(range.clone()).unwrap_or_default().match_indices('<');
    marks.map(move |(at, _)| Edit { range: start + at..start + at, text: "\\".to_owned() })
}

/// Escapes a link to something else than a web page or an item. An image becomes a link.
fn link(tag: &Tag<'_>, range: &Range<usize>) -> Option<Edit> {
    match tag {
        Tag::Image { .. } => Some(Edit { range: range.start..range.start + 1, text: String::new() }),
        Tag::Link { dest_url, .. } if !is_web_page(dest_url) && !is_item(dest_url) => {
            Some(Edit { range: range.start..range.start, text: "\\".to_owned() })
        }
        _ => None,
    }
}

fn is_web_page(target: &str) -> bool {
    target.starts_with("https://") || target.starts_with("http://")
}

/// Returns true for the path of a Rust item, such as `Self::send`.
fn is_item(target: &str) -> bool {
    let path = target.trim_matches('`');
    path.split("::").all(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}
