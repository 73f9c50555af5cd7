//! A sheet of text for people: lines that are wrapped to a width, with hanging indents and terminal styles.
//!
//! Comes in: pieces of text, some of them words of a document. Goes out: text, which the printing end strips of styles
//! where they do not belong. Knows nothing of what the text says.

use annotate_snippets::normalize_untrusted_str;
use anstyle::Style;
use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// Lines of at most a width.
pub(crate) struct Sheet {
    width: usize,
    text: String,
}

impl Sheet {
    /// An empty sheet.
    pub(crate) fn new(width: usize) -> Self {
        Self { width, text: String::new() }
    }

    /// An empty line, except at the top.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Lines as they are, each after `lead`.
    pub(crate) fn verbatim(&mut self, lead: &str, lines: &str) {
        for line in lines.lines() {
            self.text.push_str(&format!("{lead}{line}\n"));
        }
    }

    /// A text that starts after `lead` and goes on below where it started.
    pub(crate) fn put(&mut self, lead: &str, text: &str) {
        let hang = textwrap::core::display_width(lead);
        // A narrow sheet gives the text room rather than a straight edge.
        let below = " ".repeat(if hang + 30 > self.width { 4 } else { hang });
        let options = Options::new(self.width)
            .initial_indent(lead)
            .subsequent_indent(&below)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, options) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// A text in a style.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Words of a document: on one line, and without anything that steers a terminal.
pub(crate) fn words(text: &str) -> String {
    normalize_untrusted_str(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text and blanks behind it, as wide as `width`.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(textwrap::core::display_width(text));
    format!("{text}{}", " ".repeat(missing))
}
