//! YAML text in; its nodes with the line and column where each starts, out.
//!
//! The one place that knows the marking parser. Values are not built here.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// What stands at a place of a YAML text. Anchors are numbers, 0 for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A document of the stream starts.
    Document,
    /// A map starts.
    Map { anchor: usize },
    /// A list starts.
    List { anchor: usize },
    /// The innermost map or list ends.
    End,
    /// A word or a text.
    Scalar { anchor: usize, text: String, plain: bool },
    /// A repetition of what an anchor names.
    Alias { anchor: usize },
}

/// The marks of a text with line and column, both from 1, as far as the text can be read.
pub(crate) fn marks(text: &str) -> impl Iterator<Item = (Mark, usize, usize)> + '_ {
    let mut parser = Parser::new_from_str(text);
    let events = std::iter::from_fn(move || parser.next_event()?.ok());
    events.filter_map(|(event, span): (Event<'_>, Span)| {
        let mark = match event {
            Event::DocumentStart(_) => Mark::Document,
            Event::MappingStart(anchor, _) => Mark::Map { anchor },
            Event::SequenceStart(anchor, _) => Mark::List { anchor },
            Event::MappingEnd | Event::SequenceEnd => Mark::End,
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                Mark::Scalar { anchor, text: text.into_owned(), plain }
            }
            Event::Alias(anchor) => Mark::Alias { anchor },
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => return None,
        };
        Some((mark, span.start.line(), span.start.col() + 1))
    })
}
