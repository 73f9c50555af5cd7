//! Escapes a line of a document, so that rustdoc shows it as it is. Code spans, links to web pages and bare URLs are kept.

/// Escapes everything in a line that rustdoc would interpret.
pub(super) fn prose(line: &str) -> String {
    // Code spans are kept if they close on the same line.
    let has_spans = line.matches('`').count().is_multiple_of(2) && !line.contains("``");
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let is_first = rest.len() == line.len();
        let length = match construct(rest, has_spans) {
            Some((markdown, length)) => {
                out.push_str(&markdown);
                length
            }
            None => {
                escape(c, is_first, &mut out);
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// Returns the Markdown of the construct at the start of a text, and the length of its source.
fn construct(text: &str, has_spans: bool) -> Option<(String, usize)> {
    match text.chars().next()? {
        '[' => link(text),
        // An image becomes a link.
        '!' => link(text.get(1..)?).map(|(link, length)| (link, length + 1)),
        '`' if has_spans => {
            let length = code_span(text)?;
            Some((text.get(..length)?.to_owned(), length))
        }
        'h' => {
            let length = url(text)?;
            Some((format!("<{}>", text.get(..length)?), length))
        }
        // A fence can follow the mark of a list item.
        '~' => {
            let length = text.len() - text.trim_start_matches('~').len();
            (length >= 3).then(|| ("\\~".repeat(length), length))
        }
        _ => None,
    }
}

fn escape(c: char, is_first: bool, out: &mut String) {
    let marks_block = is_first && matches!(c, '#' | '>' | '=' | '~');
    if marks_block || matches!(c, '[' | ']' | '<' | '>' | '`' | '\\') {
        out.push('\\');
    }
    out.push(c);
}

/// Parses a Markdown link to a web page at the start of a text; returns it with the length of its source. rustdoc would
/// resolve any other link to an item.
fn link(text: &str) -> Option<(String, usize)> {
    // The label ends at the first of these marks, and the target at the first character that no URL contains: a text of
    // thousands of `[` is not scanned from each of them to the end.
    let inside = text.strip_prefix('[')?;
    let (label, rest) = inside.split_at(inside.find(['[', ']', '`'])?);
    let rest = rest.strip_prefix("](")?;
    let (target, rest) = rest.split_at(rest.find(|c| c == ')' || ends_url(c))?);
    let rest = rest.strip_prefix(')')?;
    if label.trim().is_empty() || url(target) != Some(target.len()) {
        return None;
    }
    let mut link = "[".to_owned();
    label.chars().for_each(|c| escape(c, false, &mut link));
    Some((format!("{link}](<{target}>)"), text.len() - rest.len()))
}

/// Returns the length of a code span, including both backticks.
fn code_span(text: &str) -> Option<usize> {
    let close = text.get(1..)?.find('`')?;
    Some(close + 2)
}

/// Returns the length of a URL without trailing punctuation.
fn url(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = text.find(ends_url);
    let url =
        text.get(..end.unwrap_or(text.len()))?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_']);
    (url.len() > scheme.len()).then_some(url.len())
}

fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '[' | ']' | '\\' | '{' | '}' | '|' | '^')
}
