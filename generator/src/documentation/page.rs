//! Pages as blocks of text: headings, paragraphs, list items, definitions, table rows and code, with their lines.

/// A page of documentation.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The title and the URL of the page, if the page contains them.
    pub(super) titles: Vec<BlockText>,
    /// The blocks in the order of the page.
    pub(super) blocks: Vec<Block>,
    /// The line (from 1) of the first block beyond the maximum number; later blocks are not read.
    pub(super) overflow: Option<usize>,
}

/// The kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading of a level from 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list item.
    Item,
    /// A term and its definitions.
    Definition,
    /// The row of a table that names the columns.
    HeaderRow,
    /// A row of a table.
    Row,
    /// Preformatted text.
    Code,
}

/// A block of text.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    /// The cells of a row, the term and the definitions, or the only text.
    pub(super) cells: Vec<BlockText>,
}

impl Block {
    /// Returns the texts of all cells, separated by spaces.
    pub(super) fn text(&self) -> String {
        self.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the line of the first text.
    pub(super) fn line(&self) -> usize {
        self.cells.iter().find_map(BlockText::line).unwrap_or(1)
    }
}

/// A text with the lines of the page that it is from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct BlockText {
    pub(super) text: String,
    /// The byte offsets at which other lines begin, with these lines.
    pub(super) lines: Vec<(usize, usize)>,
    /// True if white space precedes the next character.
    space: bool,
}

impl BlockText {
    /// Returns the line of the first character.
    pub(super) fn line(&self) -> Option<usize> {
        self.lines.first().map(|(_, line)| *line)
    }

    /// Adds a text that begins at a line. Runs of white space become one space.
    pub(super) fn push(&mut self, text: &str, line: usize) {
        let mut line = line;
        for c in text.chars() {
            if c.is_whitespace() {
                line += usize::from(c == '\n');
                self.space = true;
            } else {
                self.push_char(c, line);
            }
        }
    }

    /// Adds preformatted text that begins at a line.
    fn push_verbatim(&mut self, text: &str, line: usize) {
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                self.text.push('\n');
            }
            if !part.is_empty() {
                self.add_line(line + index);
                self.text.push_str(part);
            }
        }
    }

    /// Returns another text from the same line.
    pub(super) fn replaced(&self, text: &str) -> Self {
        let text = text.to_owned();
        if text == self.text {
            return self.clone();
        }
        Self { text, lines: self.line().map(|line| (0, line)).into_iter().collect(), space: false }
    }

    /// Returns the text after a number of bytes.
    pub(super) fn skip(&self, bytes: usize) -> Self {
        let text = self.text.get(bytes..).unwrap_or_default().to_owned();
        let before = self.lines.iter().rev().find(|(at, _)| *at <= bytes).map(|(_, line)| (0, *line));
        let after = self.lines.iter().filter(|(at, _)| *at > bytes).map(|(at, line)| (at - bytes, *line));
        Self { text, lines: before.into_iter().chain(after).collect(), space: false }
    }

    fn push_char(&mut self, c: char, line: usize) {
        if std::mem::take(&mut self.space) && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.add_line(line);
        self.text.push(c);
    }

    fn add_line(&mut self, line: usize) {
        if self.lines.last().is_none_or(|(_, last)| *last != line) {
            self.lines.push((self.text.len(), line));
        }
    }
}

/// The maximum number of blocks of a page.
pub(super) const MAX_BLOCKS: usize = 50_000;

/// Builder for the blocks of a page.
#[derive(Debug, Default)]
pub(super) struct PageBuilder {
    page: Page,
    open: Option<Block>,
}

impl PageBuilder {
    /// Returns the page.
    pub(super) fn finish(mut self) -> Page {
        self.end();
        self.page
    }

    /// Adds a title or URL of the page.
    pub(super) fn title(&mut self, text: &str, line: usize) {
        let mut title = BlockText::default();
        title.push(text, line);
        self.page.titles.push(title);
    }

    /// Returns the kind of the open block.
    pub(super) fn kind(&self) -> Option<BlockKind> {
        self.open.as_ref().map(|open| open.kind)
    }

    /// Ends the open block and starts another one.
    pub(super) fn start(&mut self, kind: BlockKind) {
        self.end();
        self.open = Some(Block { kind, cells: vec![BlockText::default()] });
    }

    /// Changes the kind of the open block.
    pub(super) fn set_kind(&mut self, kind: BlockKind) {
        if let Some(open) = &mut self.open {
            open.kind = kind;
        }
    }

    /// Ends the open block.
    pub(super) fn end(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        if matches!(block.kind, BlockKind::Heading(_)) {
            // Links to headings.
            for cell in &mut block.cells {
                cell.text.truncate(cell.text.trim_end_matches(['¶', '#', '§', ' ']).len());
            }
        }
        if matches!(block.kind, BlockKind::Row | BlockKind::HeaderRow) && !block.cells.is_empty() {
            // The text before the first cell.
            block.cells.remove(0);
        }
        if block.cells.iter().all(|cell| cell.text.trim().is_empty()) {
            return;
        }
        if self.page.blocks.len() >= MAX_BLOCKS {
            self.page.overflow.get_or_insert(block.line());
        } else {
            self.page.blocks.push(block);
        }
    }

    /// Starts the next cell of a row or the next definition of a term.
    pub(super) fn next_cell(&mut self) {
        if let Some(open) = &mut self.open {
            open.cells.push(BlockText::default());
        }
    }

    /// Adds text that begins at a line to the open block; a paragraph starts if there is none.
    pub(super) fn text(&mut self, text: &str, line: usize) {
        if self.open.is_none() {
            if text.trim().is_empty() {
                return;
            }
            self.start(BlockKind::Paragraph);
        }
        let Some(open) = &mut self.open else { return };
        let is_code = open.kind == BlockKind::Code;
        let Some(cell) = open.cells.last_mut() else { return };
        if is_code { cell.push_verbatim(text, line) } else { cell.push(text, line) }
    }

    /// Adds markup around text: backticks or asterisks.
    pub(super) fn mark(&mut self, mark: &str, line: usize, opens: bool) {
        if self.open.is_none() {
            self.start(BlockKind::Paragraph);
        }
        let Some(open) = self.open.as_mut().filter(|open| open.kind != BlockKind::Code) else { return };
        let Some(cell) = open.cells.last_mut() else { return };
        let space = if opens { false } else { std::mem::take(&mut cell.space) };
        mark.chars().for_each(|c| cell.push_char(c, line));
        cell.space |= space;
    }

    /// Returns true if the text of the open block ends with a slash.
    pub(super) fn ends_with_slash(&self) -> bool {
        let cell = self.open.as_ref().and_then(|open| open.cells.last());
        cell.is_some_and(|cell| cell.text.ends_with('/') && !cell.space)
    }

    /// Adds white space.
    pub(super) fn space(&mut self) {
        if let Some(cell) = self.open.as_mut().and_then(|open| open.cells.last_mut()) {
            cell.space = true;
        }
    }
}

/// The line numbers of byte offsets.
#[derive(Debug)]
pub(super) struct LineStarts {
    starts: Vec<usize>,
    first: usize,
}

impl LineStarts {
    /// Indexes a text whose first line has a number.
    pub(super) fn new(text: &str, first: usize) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: breaks.collect(), first }
    }

    /// Returns the number of the line that contains a byte offset.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.first + self.starts.partition_point(|start| *start <= offset)
    }
}
