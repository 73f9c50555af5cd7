//! Replaces HTML tags for layout in text of a document.

/// Removes HTML tags for layout; tags of paragraphs and lines become line ends.
pub(super) fn without_tags(text: &str) -> String {
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
