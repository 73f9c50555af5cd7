//! Divides a page into sections, each about the operations that a heading, its first lines or the page's title name.

use super::endpoints::{self, Endpoint};
use super::headings::HeadingKind;
use super::operation_index::{EndpointMatch, OperationIndex, OperationMatch};
use super::page::{Block, BlockKind, Page};

/// The number of blocks before and after a path that may name its method.
const NEAR: usize = 3;

/// The maximum number of operations that share the parameters below them.
const MAX_SHARED: usize = 20;

/// The number of lines of a code block that may name its operation.
const FIRST_LINES: usize = 3;

/// The blocks of a page about the same operations.
#[derive(Debug, Default)]
pub(super) struct Section<'p> {
    /// The operations; none for text about parameters of all operations.
    pub(super) operations: Vec<OperationMatch>,
    pub(super) blocks: Vec<SectionBlock<'p>>,
}

/// A block of a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct SectionBlock<'p> {
    pub(super) block: &'p Block,
    /// The kind of the closest heading.
    pub(super) kind: HeadingKind,
    /// True for a list item or row that alone describes an operation.
    pub(super) is_alone: bool,
}

/// The sections of a page, and the endpoints that the document lacks.
#[derive(Debug, Default)]
pub(super) struct Sections<'p> {
    pub(super) sections: Vec<Section<'p>>,
    /// Text about no operation.
    pub(super) common: Section<'p>,
    /// Methods and paths that no operation has.
    pub(super) unknown: Vec<UnknownEndpoint>,
}

/// A method and path that no operation has.
#[derive(Debug)]
pub(super) struct UnknownEndpoint {
    pub(super) endpoint: Endpoint,
    pub(super) line: usize,
    /// True for the request line of an example.
    is_code: bool,
}

/// The subject of the text below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SectionSubject {
    /// The section with this index.
    Section(usize),
    /// Several operations, or operations that the document lacks.
    Other,
    /// That of the heading above.
    Inherited,
}

/// A heading whose text has not ended.
struct OpenHeading {
    level: u8,
    kind: HeadingKind,
    subject: SectionSubject,
    /// The endpoint without a method that the heading names.
    path: Option<Endpoint>,
    /// The operations that the text below the heading names, if there are several.
    shared: Option<Vec<OperationMatch>>,
}

/// Divides a page into sections.
pub(super) fn divide<'p>(page: &'p Page, index: &OperationIndex) -> Sections<'p> {
    let mut divider =
        Divider { index, sections: Sections::default(), headings: Vec::new(), base: SectionSubject::Inherited };
    let titles = page.titles.iter().flat_map(|title| endpoints::find(&title.text));
    let titled: Vec<_> = titles.filter_map(|endpoint| divider.operation(&endpoint)).collect();
    if let Some(first) = titled.first().filter(|first| titled.iter().all(|found| found.operation == first.operation)) {
        divider.base = divider.new_section(vec![first.clone()]);
    }
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    for region in page.blocks.chunk_by(|_, next| !is_heading(next)) {
        divider.region(region);
    }
    divider.sections
}

struct Divider<'p, 's> {
    index: &'s OperationIndex<'s>,
    sections: Sections<'p>,
    headings: Vec<OpenHeading>,
    /// The subject of the page.
    base: SectionSubject,
}

impl<'p> Divider<'p, '_> {
    /// Adds a heading with the text below it, or the text before the first heading.
    fn region(&mut self, region: &'p [Block]) {
        let (heading, text) = match region.split_first() {
            Some((first, text)) if matches!(first.kind, BlockKind::Heading(_)) => (Some(first), text),
            _ => (None, region),
        };
        let unknown = self.sections.unknown.len();
        let announced: Vec<_> = (0..text.len()).map(|at| self.announced(text, at)).collect();
        let mut distinct: Vec<OperationMatch> = Vec::new();
        for found in announced.iter().flatten() {
            if distinct.iter().all(|known| known.operation != found.operation) {
                distinct.push(found.clone());
            }
        }
        let is_part = heading.is_some_and(|heading| self.push_heading(heading, &distinct, unknown));
        if distinct.len() > 1 && !is_part {
            self.add_divided(heading, text, announced, distinct);
        } else {
            if matches!(self.subject(), SectionSubject::Section(_)) {
                // The examples of an operation have values for its parameters.
                let examples = self.sections.unknown.split_off(unknown);
                self.sections.unknown.extend(examples.into_iter().filter(|found| !found.is_code));
            }
            heading.into_iter().chain(text).for_each(|block| self.add(block, None, false));
        }
    }

    /// Adds text that names several operations, each with the text after it, or before it if text precedes the first one and
    /// none follows the last one.
    /// Parameters under a heading below this text are those of all these operations.
    fn add_divided(
        &mut self,
        heading: Option<&'p Block>,
        text: &'p [Block],
        announced: Vec<Option<OperationMatch>>,
        distinct: Vec<OperationMatch>,
    ) {
        let announces = |(block, found): (&Block, &Option<OperationMatch>)| found.is_some() && !is_in_list(block);
        let names_all = text.iter().zip(&announced).all(|(block, found)| found.is_none() || !is_in_list(block));
        let is_shared = names_all && distinct.len() <= MAX_SHARED;
        if is_shared && let Some(open) = self.headings.last_mut().filter(|_| heading.is_some()) {
            open.shared = Some(distinct);
        }
        let first = text.iter().zip(&announced).position(announces);
        let is_last = announced.last().is_some_and(Option::is_some);
        let precedes = is_last && first.is_some_and(|first| first > 0);
        let mut pending: Vec<&Block> = Vec::new();
        let mut part = None;
        for (block, found) in text.iter().zip(announced) {
            match found {
                Some(found) if is_in_list(block) => {
                    let alone = self.new_section(vec![found]);
                    self.add(block, Some(alone), true);
                }
                Some(found) => {
                    part = Some(self.new_section(vec![found]));
                    pending.drain(..).for_each(|before| self.add(before, part, false));
                    self.add(block, part, false);
                }
                None if precedes => pending.push(block),
                None => self.add(block, part, false),
            }
        }
    }

    /// Opens a heading. Returns true if it determines the subject of the text below it: it names operations, or is a part
    /// of a section. `unknown` is the number of unknown endpoints before it.
    fn push_heading(&mut self, heading: &'p Block, distinct: &[OperationMatch], unknown: usize) -> bool {
        let BlockKind::Heading(level) = heading.kind else { return false };
        let title = heading.text();
        let kind = HeadingKind::new(&title);
        let has_section = |open: &OpenHeading| matches!(open.subject, SectionSubject::Section(_));
        while self
            .headings
            .last()
            .is_some_and(|open| open.level > level || open.level == level && !(kind.is_part() && has_section(open)))
        {
            self.headings.pop();
        }
        let found = self.named_by_heading(&title, heading.line());
        let path = endpoints::find(&title).into_iter().find(|endpoint| endpoint.method.is_none());
        let shared = self.headings.last_mut().filter(|_| kind.is_part()).and_then(|open| open.shared.take());
        if let Some(shared) = shared {
            let section = self.new_section(shared);
            self.headings.iter_mut().last().into_iter().for_each(|open| open.subject = section);
        }
        let is_inside = kind.is_part() && matches!(self.subject(), SectionSubject::Section(_));
        let has_unknown = self.sections.unknown.len() > unknown;
        let subject = match (found.is_empty(), distinct) {
            (false, _) => self.new_section(found.clone()),
            _ if is_inside => SectionSubject::Inherited,
            (true, [only]) => self.new_section(vec![only.clone()]),
            (true, []) if has_unknown => SectionSubject::Other,
            (true, []) => SectionSubject::Inherited,
            (true, _) => SectionSubject::Other,
        };
        self.headings.push(OpenHeading { level, kind, subject, path, shared: None });
        !found.is_empty() || is_inside
    }

    /// Returns the operations that a heading names. A method alone completes the path of a heading above.
    fn named_by_heading(&mut self, title: &str, line: usize) -> Vec<OperationMatch> {
        let mut found = endpoints::find(title);
        if found.is_empty()
            && let Some(method) = endpoints::lone_method(title)
            && let Some(path) = self.headings.iter().rev().find_map(|open| open.path.clone())
        {
            found.push(Endpoint { method: Some(method), ..path });
        }
        found.iter().take(MAX_SHARED).filter_map(|endpoint| self.operation_at(endpoint, line, false)).collect()
    }

    /// Returns the operation that a block of a region names.
    fn announced(&mut self, text: &[Block], at: usize) -> Option<OperationMatch> {
        let block = text.get(at)?;
        let content = block.text();
        let mut endpoint = match block.kind {
            BlockKind::Code => {
                content.lines().filter(|line| !line.trim().is_empty()).take(FIRST_LINES).find_map(request_line)?
            }
            _ => endpoints::leading(&content)?,
        };
        if endpoint.method.is_none() {
            let near = text.get(at.saturating_sub(NEAR)..(at + NEAR + 1).min(text.len())).unwrap_or_default();
            endpoint.method = near.iter().find_map(|block| endpoints::lone_method(&block.text()));
        }
        self.operation_at(&endpoint, block.line(), block.kind == BlockKind::Code)
    }

    /// Returns the operation of an endpoint. One with a method that the document lacks is recorded.
    fn operation_at(&mut self, endpoint: &Endpoint, line: usize, is_code: bool) -> Option<OperationMatch> {
        let found = self.operation(endpoint);
        if found.is_none() && endpoint.method.is_some() {
            self.sections.unknown.push(UnknownEndpoint { endpoint: endpoint.clone(), line, is_code });
        }
        found
    }

    fn operation(&self, endpoint: &Endpoint) -> Option<OperationMatch> {
        match self.index.find(endpoint) {
            EndpointMatch::Operation(found) => Some(found),
            EndpointMatch::SeveralMethods | EndpointMatch::None => None,
        }
    }

    fn new_section(&mut self, operations: Vec<OperationMatch>) -> SectionSubject {
        self.sections.sections.push(Section { operations, blocks: Vec::new() });
        SectionSubject::Section(self.sections.sections.len() - 1)
    }

    /// Returns the subject of the innermost heading that has one, or that of the page.
    fn subject(&self) -> SectionSubject {
        let subjects = self.headings.iter().rev().map(|open| open.subject);
        subjects.into_iter().find(|subject| *subject != SectionSubject::Inherited).unwrap_or(self.base)
    }

    /// Returns the kind of the innermost heading that has one, within the text about the same operations.
    fn kind(&self) -> HeadingKind {
        let inherited = self.headings.iter().rev().take_while(|open| open.subject == SectionSubject::Inherited);
        let kinds = inherited.map(|open| open.kind);
        kinds.into_iter().find(|kind| *kind != HeadingKind::Other).unwrap_or(HeadingKind::Other)
    }

    fn add(&mut self, block: &'p Block, part: Option<SectionSubject>, is_alone: bool) {
        let block = SectionBlock { block, kind: self.kind(), is_alone };
        match part.unwrap_or_else(|| self.subject()) {
            SectionSubject::Section(index) => {
                self.sections.sections.get_mut(index).into_iter().for_each(|section| section.blocks.push(block));
            }
            SectionSubject::Inherited if self.is_common() => self.sections.common.blocks.push(block),
            SectionSubject::Inherited | SectionSubject::Other => {}
        }
    }

    /// Returns true if the text below the open headings may be about all operations: the headings, other than that of the
    /// page, name common subjects.
    fn is_common(&self) -> bool {
        let mut below_title = self.headings.iter().filter(|open| open.level > 1).peekable();
        let is_introduction = below_title.peek().is_none();
        let is_named = below_title.clone().any(|open| open.kind == HeadingKind::Common);
        is_introduction || is_named || below_title.all(|open| open.kind == HeadingKind::Parameters)
    }
}

/// Returns true for items, definitions and rows.
fn is_in_list(block: &Block) -> bool {
    !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Code)
}

/// Returns the endpoint of the first line of a request: `GET /users HTTP/1.1`.
fn request_line(line: &str) -> Option<Endpoint> {
    endpoints::leading(line).filter(|endpoint| endpoint.method.is_some() || endpoint.start == 0)
}
