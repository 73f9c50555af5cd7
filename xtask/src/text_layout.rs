//! Lays out text for a terminal: wraps lines to a width, with hanging indents and styles.

use anstyle::Style;
use clientsmith::invisible::escape_invisible;
use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// Builder for text with lines of a maximum width.
pub(crate) struct TextLayout {
    width: usize,
    text: String,
}

impl TextLayout {
    /// Creates an empty text.
    pub(crate) fn new(width: usize) -> Self {
        Self { width, text: String::new() }
    }

    /// Adds an empty line, except at the top.
    pub(crate) fn push_gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Adds lines without wrapping, each after `lead`.
    pub(crate) fn push_verbatim(&mut self, lead: &str, lines: &str) {
        for line in lines.lines() {
            self.text.push_str(&format!("{lead}{line}\n"));
        }
    }

    /// Adds wrapped text after `lead`; further lines are indented to the width of `lead`.
    pub(crate) fn push(&mut self, lead: &str, text: &str) {
        let hang = textwrap::core::display_width(lead);
        // At a narrow width a small indent leaves more columns for the text.
        let indent = " ".repeat(if hang + 30 > self.width { 4 } else { hang });
        let options = Options::new(self.width)
            .initial_indent(lead)
            .subsequent_indent(&indent)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, options) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Returns the text.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// Applies a style to text.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Joins the lines of text from a document and escapes its invisible characters.
pub(crate) fn single_line(text: &str) -> String {
    escape_invisible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// Pads text with blanks to `width`.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(textwrap::core::display_width(text));
    format!("{text}{}", " ".repeat(missing))
}
