//! The text of a section in the form of a description in Markdown, with the lines of the page.
//!
//! Lists are bullets, tables are rows with the name of the parameter first. A blank line follows each of them, which ends
//! a sentence. Code, and lists of response fields, are left out.

use std::ops::Range;
use std::sync::Arc;

use super::endpoints;
use super::headings::HeadingKind;
use super::page::{BlockKind, BlockText};
use super::sections::{Section, SectionBlock};
use super::table::Columns;
use crate::pointer::{Place, Source};

/// The length of a text, in bytes, from which the next block starts another one. The inference reads a part of longer
/// texts.
const LONG: usize = 15_000;

/// The text of a page about an operation.
#[derive(Debug, Clone)]
pub struct SectionText {
    written: Arc<WrittenText>,
    /// Pairs of a parameter's name and its name in the page.
    renamed: Vec<(String, String)>,
}

/// A text that sections of several operations share.
#[derive(Debug)]
pub(super) struct WrittenText {
    source: Source,
    text: String,
    /// The byte offsets at which other lines of the page begin, with these lines.
    lines: Vec<(usize, usize)>,
    /// The paragraphs and headings.
    paragraphs: Vec<Range<usize>>,
}

impl SectionText {
    /// Creates the text about one operation; `renamed` are the parameters with other names in the page.
    pub(super) fn new(written: &Arc<WrittenText>, renamed: &[(String, String)]) -> Self {
        Self { written: Arc::clone(written), renamed: renamed.to_vec() }
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.written.text
    }

    /// Returns the paragraphs and headings.
    pub fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.written.paragraphs.iter().filter_map(|range| self.written.text.get(range.clone()))
    }

    /// Returns the name of a parameter in the page.
    #[must_use]
    pub fn name_in_page<'n>(&'n self, name: &'n str) -> &'n str {
        self.renamed.iter().find(|(documented, _)| documented == name).map_or(name, |(_, in_page)| in_page)
    }

    /// Returns the place of a part of the text in the page. The part is a slice of the text.
    #[must_use]
    pub fn place(&self, part: &str) -> Place {
        let offset = (part.as_ptr() as usize).saturating_sub(self.written.text.as_ptr() as usize);
        let lines = &self.written.lines;
        let following = lines.partition_point(|(start, _)| *start <= offset);
        let line = following.checked_sub(1).and_then(|at| lines.get(at)).map_or(1, |(_, line)| *line);
        Place::of_line(&self.written.source, line)
    }
}

impl WrittenText {
    /// Writes the text of a section; a long section becomes several texts.
    pub(super) fn write(source: &Source, section: &Section) -> Vec<Arc<Self>> {
        let empty = || Self { source: source.clone(), text: String::new(), lines: Vec::new(), paragraphs: Vec::new() };
        let mut written = Vec::new();
        let mut last = empty();
        let mut columns = Columns::default();
        for block in &section.blocks {
            if last.text.len() >= LONG {
                written.push(Arc::new(std::mem::replace(&mut last, empty())));
            }
            last.add(block, &mut columns);
        }
        written.push(Arc::new(last));
        written
    }

    fn add(&mut self, block: &SectionBlock, columns: &mut Columns) {
        let SectionBlock { block, kind, is_alone } = block;
        let cells = block.cells.as_slice();
        if *is_alone {
            self.add_alone(cells);
            return;
        }
        let is_list =
            matches!(block.kind, BlockKind::Item | BlockKind::Definition | BlockKind::Row | BlockKind::HeaderRow);
        if is_list && *kind == HeadingKind::Response {
            return;
        }
        match block.kind {
            BlockKind::Heading(_) => self.add_paragraph("# ", cells),
            BlockKind::Paragraph => self.add_paragraph("", cells),
            BlockKind::Item => {
                self.push_line(first_line(cells));
                self.push("- ");
                cells.iter().for_each(|cell| self.push_text(cell));
                self.push("\n\n");
            }
            BlockKind::Definition => self.add_definition(cells),
            BlockKind::HeaderRow => *columns = Columns::new(cells),
            BlockKind::Row => {
                self.push_line(first_line(cells));
                for (column, cell) in columns.ordered(cells).into_iter().enumerate() {
                    self.push(if column == 0 { "| " } else { " | " });
                    self.push_text(&cell);
                }
                self.push(" |\n\n");
            }
            BlockKind::Code => {}
        }
        if !is_list {
            *columns = Columns::default();
        }
    }

    fn add_paragraph(&mut self, mark: &str, cells: &[BlockText]) {
        self.push_line(first_line(cells));
        self.push(mark);
        let start = self.text.len();
        cells.iter().for_each(|cell| self.push_text(cell));
        self.paragraphs.push(start..self.text.len());
        self.push("\n\n");
    }

    /// Adds an item or row that alone describes an operation, without the method and the path.
    fn add_alone(&mut self, cells: &[BlockText]) {
        let text = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
        let mut skipped = endpoints::leading(&text).map_or(0, |endpoint| endpoint.end);
        for cell in cells {
            if skipped < cell.text.len() {
                let rest = cell.text.get(skipped..).unwrap_or_default();
                let rest = rest.trim_start_matches(['`', '*']).trim_start_matches([' ', '-', '–', '—', ':', '.', ',']);
                if !rest.is_empty() {
                    self.add_paragraph("", &[cell.skip(cell.text.len() - rest.len())]);
                }
            }
            skipped = skipped.saturating_sub(cell.text.len() + 1);
        }
    }

    /// Adds a term with its definitions as an item: `- page (integer): The page`.
    fn add_definition(&mut self, cells: &[BlockText]) {
        let Some((term, definitions)) = cells.split_first() else { return };
        self.push_line(first_line(cells));
        self.push("- ");
        let (name, details) = term.text.split_once(' ').unwrap_or((&term.text, ""));
        let name = name.trim_matches(['`', '*', ':', ',']);
        self.push(&format!("`{name}`"));
        let details = details.trim_matches(['(', ')', '`', '*', ' ', ':', '-', ',']);
        if !details.is_empty() {
            self.push(&format!(" ({details})"));
        }
        self.push(":");
        for definition in definitions {
            self.push(" ");
            self.push_text(definition);
        }
        self.push("\n\n");
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn push_line(&mut self, line: usize) {
        self.lines.push((self.text.len(), line));
    }

    fn push_text(&mut self, text: &BlockText) {
        let start = self.text.len();
        self.lines.extend(text.lines.iter().map(|(at, line)| (start + at, *line)));
        self.text.push_str(&text.text);
    }
}

/// Returns the line of the first text.
fn first_line(cells: &[BlockText]) -> usize {
    cells.iter().find_map(BlockText::line).unwrap_or(1)
}
