//! The events of the YAML parser with line and column. Only this module uses `saphyr_parser`.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// A parser event. Anchors are numbers, 0 for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The start of a document in the stream.
    Document,
    /// The start of a map.
    Map { anchor: usize },
    /// The start of a list.
    List { anchor: usize },
    /// The end of the innermost map or list.
    End,
    /// A scalar.
    Scalar { anchor: usize, text: String, plain: bool },
    /// A reference to an anchor.
    Alias { anchor: usize },
}

/// Returns the events of a text with line and column (from 1), up to the first error.
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
