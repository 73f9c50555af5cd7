//! Reads Markdown and plain text as blocks of text.
//!
//! Plain text has the headings, lists and tables of Markdown. Its indented text is not code, and its angle brackets are
//! not tags.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html;
use super::page::{BlockKind, LineStarts, PageBuilder};

/// The inline elements of HTML in Markdown. `<id>` in a path is none of them.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "br", "center", "code", "del", "details", "div", "em", "font", "hr", "i", "img", "input",
    "ins", "kbd", "label", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub",
    "summary", "sup", "table", "td", "th", "tr", "tt", "u", "ul", "var",
];

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    Markdown,
    Plain,
}

/// Adds the blocks of a text to a page.
pub(super) fn read(text: &str, form: TextForm, page: &mut PageBuilder) {
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    if form == TextForm::Markdown {
        options |= Options::ENABLE_DEFINITION_LIST;
    }
    let text = match form {
        TextForm::Markdown => Cow::Borrowed(text),
        TextForm::Plain => Cow::Owned(text.lines().map(|line| plain_line(line) + "\n").collect()),
    };
    let lines = LineStarts::new(&text, 1);
    let mut reader = MarkdownReader { page, form, html: None, in_metadata: false };
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        reader.event(event, lines.line(range.start));
    }
}

/// Returns a line of plain text as Markdown: without indentation, and with the same underline for all headings.
fn plain_line(line: &str) -> String {
    let line = line.trim();
    let first = line.chars().next().filter(|c| "~^\"'+*#:.".contains(*c));
    let is_underline = line.len() > 2 && first.is_some_and(|first| line.chars().all(|c| c == first));
    if is_underline {
        return "-".repeat(line.len());
    }
    field_item(line).unwrap_or_else(|| line.to_owned())
}

/// Returns a field of a Sphinx directive as a list item: `:query integer page: the page` is "- `page` (integer): the page".
/// Fields of the response are empty lines.
fn field_item(line: &str) -> Option<String> {
    const PARAMETERS: &[&str] =
        &["query", "queryparam", "qparam", "param", "parameter", "arg", "argument", "form", "formparam", "reqheader"];
    const RESPONSE: &[&str] = &["statuscode", "status", "code", "resheader", ">json", ">jsonarr", ">jsonobj"];
    let (field, text) = line.strip_prefix(':')?.split_once(": ")?;
    let mut words: Vec<&str> = field.split_whitespace().collect();
    let kind = *words.first()?;
    if RESPONSE.contains(&kind) {
        return Some(String::new());
    }
    let name = words.pop().filter(|_| PARAMETERS.contains(&kind) && !words.is_empty())?;
    let types = words.get(1..).filter(|types| !types.is_empty()).map(|types| format!(" ({})", types.join(" ")));
    Some(format!("- `{name}`{}: {text}", types.unwrap_or_default()))
}

struct MarkdownReader<'p> {
    page: &'p mut PageBuilder,
    form: TextForm,
    /// The text of an HTML block, with its first line.
    html: Option<(String, usize)>,
    in_metadata: bool,
}

impl MarkdownReader<'_> {
    fn event(&mut self, event: Event<'_>, line: usize) {
        match event {
            Event::Start(tag) => self.start(&tag, line),
            Event::End(tag) => self.end(tag, line),
            Event::Text(text) if !self.in_metadata => self.page.text(&text, line),
            Event::Code(code) => {
                self.page.mark("`", line, true);
                self.page.text(&code, line);
                self.page.mark("`", line, false);
            }
            Event::Html(text) => match &mut self.html {
                Some((html, _)) => html.push_str(&text),
                None => self.page.text(&text, line),
            },
            Event::InlineHtml(tag) => self.inline_html(&tag, line),
            Event::SoftBreak | Event::HardBreak => self.page.space(),
            Event::Rule => self.page.end(),
            Event::Text(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, line: usize) {
        let in_cell = matches!(self.page.kind(), Some(BlockKind::Item | BlockKind::Definition));
        match tag {
            Tag::Heading { level, .. } => self.page.start(BlockKind::Heading(*level as u8)),
            Tag::Paragraph if in_cell => self.page.space(),
            Tag::Paragraph | Tag::BlockQuote(_) => self.page.start(BlockKind::Paragraph),
            Tag::Item => self.page.start(BlockKind::Item),
            Tag::CodeBlock(_) => self.page.start(BlockKind::Code),
            Tag::TableHead => self.page.start(BlockKind::HeaderRow),
            Tag::TableRow => self.page.start(BlockKind::Row),
            Tag::TableCell | Tag::DefinitionListDefinition => self.page.next_cell(),
            Tag::DefinitionListTitle => self.page.start(BlockKind::Definition),
            Tag::HtmlBlock if self.form == TextForm::Markdown => self.html = Some((String::new(), line)),
            Tag::HtmlBlock => self.page.start(BlockKind::Paragraph),
            Tag::Strong => self.page.mark("**", line, true),
            Tag::MetadataBlock(_) => self.in_metadata = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, line: usize) {
        match tag {
            TagEnd::Paragraph if self.page.kind() == Some(BlockKind::Paragraph) => self.page.end(),
            TagEnd::Paragraph => self.page.space(),
            TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::List(_)
            | TagEnd::DefinitionList => self.page.end(),
            TagEnd::HtmlBlock => {
                if let Some((text, first_line)) = self.html.take() {
                    html::read(&text, first_line, self.page);
                }
            }
            TagEnd::Strong => self.page.mark("**", line, false),
            TagEnd::MetadataBlock(_) => self.in_metadata = false,
            _ => {}
        }
    }

    /// Adds an inline tag: a line break, or the text in angle brackets if it is not a tag of HTML.
    fn inline_html(&mut self, tag: &str, line: usize) {
        let name: String =
            tag.chars().skip(1).skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        let is_tag = self.form == TextForm::Markdown && INLINE.contains(&name.as_str()) || tag.starts_with("<!--");
        match name.as_str() {
            "br" => self.page.space(),
            "code" | "tt" | "kbd" if is_tag => self.page.mark("`", line, !tag.starts_with("</")),
            _ if is_tag => {}
            _ => self.page.text(tag, line),
        }
    }
}
