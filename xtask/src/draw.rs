//! Diagnostics as people read them: with the lines of the document that they point at.
//!
//! Comes in: diagnostics, the texts they are about, and a way to look up a place. Goes out: text with terminal styles,
//! which the printing end takes away where they do not belong. It neither reads nor prints.

use std::collections::BTreeMap;
use std::fmt::Write;

use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Padding, Renderer, Snippet, normalize_untrusted_str,
};
use generator::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use generator::document::Text;

use crate::fault::Fault;

/// How many findings of one code are drawn, unless all are asked for.
pub(crate) const PER_CODE: usize = 20;

/// Widest excerpt of a source line; longer lines are cut around the column.
const WIDTH: usize = 100;

/// How much of a cut line is shown before the column.
const LEAD: usize = 30;

/// Looks up where a diagnostic points: line and column, from 1.
pub(crate) type Find<'f> = dyn Fn(&Diagnostic) -> Option<(usize, usize)> + 'f;

/// Draws diagnostics in the order they were made, at most `limit` of each code.
pub(crate) fn draw(diagnostics: &Diagnostics, texts: &[&Text], find: &Find<'_>, limit: usize) -> String {
    let mut sources: BTreeMap<&str, Option<Lines<'_>>> = BTreeMap::new();
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut drawn = String::new();
    for diagnostic in diagnostics.iter() {
        let count = counts.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= limit {
            let name = diagnostic.place.source.as_str();
            let read = || texts.iter().find(|text| text.name == name).map(|text| Lines::of(text));
            let lines = sources.entry(name).or_insert_with(read);
            drawn.push_str(&draw_one(diagnostic, lines.as_ref(), find(diagnostic)));
            drawn.push_str("\n\n");
        }
    }
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > limit) {
        // Writing to a string cannot fail.
        let _ = writeln!(drawn, "... and {} more {}[{code}]; --all shows them", count - limit, code.severity());
    }
    drawn
}

/// Draws what kept a command from doing its work.
pub(crate) fn draw_fault(fault: &Fault) -> String {
    let group = Group::with_title(Level::ERROR.primary_title(fault.what.as_str()));
    let group = match &fault.help {
        Some(help) => group.element(Level::HELP.message(normalize_untrusted_str(help))),
        None => group,
    };
    Renderer::styled().render(&[group])
}

fn draw_one(diagnostic: &Diagnostic, lines: Option<&Lines<'_>>, position: Option<(usize, usize)>) -> String {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let name = diagnostic.place.source.as_str();
    let excerpt = position.zip(lines).and_then(|((line, column), lines)| lines.excerpt(line, column));
    let mut body: Vec<Element<'_>> = Vec::new();
    match position.zip(excerpt.as_ref()) {
        Some(((line, _), excerpt)) => {
            let mark = AnnotationKind::Primary.span(excerpt.from..excerpt.to);
            body.push(Snippet::source(excerpt.text.as_str()).line_start(line).annotation(mark).path(name).into());
        }
        None => body.extend([origin(name, position).into(), Padding.into()]),
    }
    let at = normalize_untrusted_str(&diagnostic.place.pointer.to_string());
    body.push(Level::NOTE.with_name("at").message(at).into());
    let help = diagnostic.help.as_deref().map(normalize_untrusted_str);
    body.extend(help.map(|help| Level::HELP.message(help).into()));
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
    let drawn = Renderer::styled().term_width(WIDTH + LEAD).render(&[Group::with_title(title).elements(body)]);
    match (position, excerpt) {
        (Some((line, column)), Some(excerpt)) if excerpt.column != column => {
            // The renderer counts columns from where the line was cut.
            drawn.replacen(&format!("{name}:{line}:{}", excerpt.column), &format!("{name}:{line}:{column}"), 1)
        }
        _ => drawn,
    }
}

fn origin(name: &str, position: Option<(usize, usize)>) -> Origin<'_> {
    match position {
        Some((line, column)) => Origin::path(name).line(line).char_column(column),
        None => Origin::path(name),
    }
}

/// A text and where its lines start: found once, as many diagnostics point into the same text.
struct Lines<'t> {
    bytes: &'t [u8],
    starts: Vec<usize>,
}

/// What is shown of a line, and which bytes of it are marked.
struct Excerpt {
    text: String,
    /// The column, from 1, at which the marked bytes start in what is shown.
    column: usize,
    from: usize,
    to: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t Text) -> Self {
        let bytes = text.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text.bytes);
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        Self { bytes, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The line, cut around the column where it is long. `None` where the text has no such line.
    fn excerpt(&self, line: usize, column: usize) -> Option<Excerpt> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).map_or(self.bytes.len(), |next| next - 1);
        let whole = String::from_utf8_lossy(self.bytes.get(start..end)?);
        let whole = whole.trim_end();
        let column = column.saturating_sub(1).min(whole.len());

        let cut = if column + LEAD < WIDTH { 0 } else { column - LEAD };
        let shown = skip(whole, cut);
        let before: String = shown.chars().take(column - cut).collect();
        let after: String = skip(shown, column - cut).chars().take(WIDTH - (column - cut)).collect();
        let goes_on = !skip(shown, WIDTH).is_empty();

        let (lead, tail) = (if cut > 0 { "…" } else { "" }, if goes_on { "…" } else { "" });
        let from = lead.len() + before.len();
        let to = from + first_word(&after).len();
        let column = lead.chars().count() + before.chars().count() + 1;
        Some(Excerpt { text: format!("{lead}{before}{after}{tail}"), column, from, to })
    }
}

/// The text without its first characters. A document may be one line of megabytes, so this is one quick pass.
fn skip(text: &str, count: usize) -> &str {
    let mut chars = text.chars();
    if let Some(last) = count.checked_sub(1) {
        chars.nth(last);
    }
    chars.as_str()
}

/// A quoted string, or all up to the next `,` or `:` that ends a key or a value.
fn first_word(text: &str) -> &str {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let end = match quote {
        Some(quote) => text.char_indices().skip(1).find(|(_, c)| *c == quote).map(|(at, _)| at + 1),
        None => [": ", ", ", ",\"", " #"].iter().filter_map(|stop| text.find(stop)).min().filter(|at| *at > 0),
    };
    end.map_or_else(|| text.trim_end_matches(':'), |end| &text[..end])
}

#[cfg(test)]
mod tests;
