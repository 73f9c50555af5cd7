//! Renders diagnostics with excerpts of the documents, and errors of commands.

use std::collections::BTreeMap;
use std::fmt::Write;

use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Padding, Renderer, Snippet, normalize_untrusted_str,
};
use clientsmith::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use clientsmith::document::Text;
use clientsmith::invisible::{escape_invisible, is_invisible};

use crate::error::CliError;

/// The default limit of diagnostics of one code.
pub(crate) const PER_CODE: usize = 20;

/// The maximum width of an excerpt; longer lines are cut around the column.
const WIDTH: usize = 100;

/// The number of characters before the column in a cut line.
const LEAD: usize = 30;

/// A function that returns line and column of a diagnostic, from 1.
pub(crate) type FindPosition<'f> = dyn Fn(&Diagnostic) -> Option<(usize, usize)> + 'f;

/// Renders diagnostics in their order, at most `limit` of each code.
pub(crate) fn render(diagnostics: &Diagnostics, texts: &[&Text], find: &FindPosition<'_>, limit: usize) -> String {
    let mut sources: BTreeMap<&str, Option<LineIndex<'_>>> = BTreeMap::new();
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut rendered = String::new();
    for diagnostic in diagnostics.iter() {
        let count = counts.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= limit {
            let name = diagnostic.place.source.as_str();
            let read = || texts.iter().find(|text| text.name == name).map(|text| LineIndex::new(text));
            let lines = sources.entry(name).or_insert_with(read);
            rendered.push_str(&render_one(diagnostic, lines.as_ref(), find(diagnostic)));
            rendered.push_str("\n\n");
        }
    }
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > limit) {
        // Writing to a string cannot fail.
        let _ = writeln!(rendered, "... and {} more {}[{code}]; --all shows them", count - limit, code.severity());
    }
    rendered
}

/// Renders an error of a command.
pub(crate) fn render_error(error: &CliError) -> String {
    let group = Group::with_title(Level::ERROR.primary_title(escape_invisible(&error.message)));
    let group = match &error.help {
        Some(help) => group.element(Level::HELP.message(normalize_untrusted_str(help))),
        None => group,
    };
    Renderer::styled().render(&[group])
}

fn render_one(diagnostic: &Diagnostic, lines: Option<&LineIndex<'_>>, position: Option<(usize, usize)>) -> String {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let name = escape_invisible(diagnostic.place.source.as_str());
    let name = name.as_ref();
    let excerpt = position.zip(lines).and_then(|((line, column), lines)| lines.excerpt(line, column));
    let mut body: Vec<Element<'_>> = Vec::new();
    match position.zip(excerpt.as_ref()) {
        Some(((line, _), excerpt)) => {
            let mark = AnnotationKind::Primary.span(excerpt.from..excerpt.to);
            body.push(Snippet::source(excerpt.text.as_str()).line_start(line).annotation(mark).path(name).into());
        }
        None => body.extend([origin(name, position).into(), Padding.into()]),
    }
    let at = diagnostic.place.pointer.to_string();
    if diagnostic.place.line.is_none() {
        body.push(Level::NOTE.with_name("at").message(escape_invisible(&at)).into());
    }
    let help = diagnostic.help.as_deref().map(normalize_untrusted_str);
    body.extend(help.map(|help| Level::HELP.message(help).into()));
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
    let rendered = Renderer::styled().term_width(WIDTH + LEAD).render(&[Group::with_title(title).elements(body)]);
    match (position, excerpt) {
        (Some((line, column)), Some(excerpt)) if excerpt.column != column => {
            // The renderer counts columns from the cut.
            rendered.replacen(&format!("{name}:{line}:{}", excerpt.column), &format!("{name}:{line}:{column}"), 1)
        }
        _ => rendered,
    }
}

fn origin(name: &str, position: Option<(usize, usize)>) -> Origin<'_> {
    match position {
        Some((line, column)) => Origin::path(name).line(line).char_column(column),
        None => Origin::path(name),
    }
}

/// A text with the offsets of its lines.
struct LineIndex<'t> {
    bytes: &'t [u8],
    starts: Vec<usize>,
}

/// A part of a line, with the range of bytes to mark.
struct Excerpt {
    text: String,
    /// The column of the marked bytes in the excerpt, from 1.
    column: usize,
    from: usize,
    to: usize,
}

impl<'t> LineIndex<'t> {
    fn new(text: &'t Text) -> Self {
        let bytes = text.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text.bytes);
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        Self { bytes, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// Returns the line, cut around the column if it is long. `None` if the text has no such line.
    fn excerpt(&self, line: usize, column: usize) -> Option<Excerpt> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).map_or(self.bytes.len(), |next| next - 1);
        let full = String::from_utf8_lossy(self.bytes.get(start..end)?);
        // An escape would move the column.
        let full = full.trim_end().replace(|c| c != '\t' && is_invisible(c), "\u{fffd}");
        let full = full.as_str();
        let column = column.saturating_sub(1).min(full.len());

        let cut = if column + LEAD < WIDTH { 0 } else { column - LEAD };
        let shown = skip(full, cut);
        let before: String = shown.chars().take(column - cut).collect();
        let after: String = skip(shown, column - cut).chars().take(WIDTH - (column - cut)).collect();
        let is_cut = !skip(shown, WIDTH).is_empty();

        let (lead, tail) = (if cut > 0 { "…" } else { "" }, if is_cut { "…" } else { "" });
        let from = lead.len() + before.len();
        let to = from + first_token(&after).len();
        let column = lead.chars().count() + before.chars().count() + 1;
        Some(Excerpt { text: format!("{lead}{before}{after}{tail}"), column, from, to })
    }
}

/// Returns the text without its first characters.
fn skip(text: &str, count: usize) -> &str {
    let mut chars = text.chars();
    if let Some(last) = count.checked_sub(1) {
        chars.nth(last);
    }
    chars.as_str()
}

/// Returns the first token: a quoted string, or the text up to the `,` or `:` that ends a key or value.
fn first_token(text: &str) -> &str {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let end = match quote {
        Some(quote) => text.char_indices().skip(1).find(|(_, c)| *c == quote).map(|(at, _)| at + 1),
        None => [": ", ", ", ",\"", " #"].iter().filter_map(|stop| text.find(stop)).min().filter(|at| *at > 0),
    };
    end.map_or_else(|| text.trim_end_matches(':'), |end| &text[..end])
}

#[cfg(test)]
mod tests;
