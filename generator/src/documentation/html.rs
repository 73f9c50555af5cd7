//! Reads HTML as blocks of text. Scripts, styles, forms and navigation are not text.
//!
//! The text is tokenized as the WHATWG's HTML standard defines, without a tree: the blocks need the order of the tags
//! only, so that no nesting is too deep.

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

use super::page::{BlockKind, LineStarts, PageBuilder};

/// Elements whose content is not text of the page.
const IGNORED: &[&str] = &[
    "script", "style", "nav", "footer", "template", "noscript", "svg", "math", "button", "select", "textarea",
    "iframe", "object", "canvas", "dialog", "datalist",
];

/// Values of `role` of such elements.
const IGNORED_ROLES: &[&str] = &["navigation", "search", "contentinfo", "menu", "menubar", "tablist", "toolbar"];

/// Elements without content.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements that start a paragraph.
const PARAGRAPHS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "blockquote",
    "form",
    "fieldset",
    "ul",
    "ol",
    "dl",
    "table",
    "thead",
    "tbody",
    "center",
    "figure",
    "figcaption",
    "header",
    "aside",
    "body",
    "details",
    "summary",
    "address",
    "hr",
    "caption",
];

/// Other elements that start a block.
const BLOCKS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "tr", "td", "th", "pre"];

/// Elements whose content is code.
const CODE: &[&str] = &["code", "tt", "kbd", "var", "samp"];

/// Elements whose content, directly after a slash, is the name of a parameter in a path.
const PLACEHOLDERS: &[&str] = &["var", "em", "i"];

/// Elements whose content is bold.
const BOLD: &[&str] = &["b", "strong"];

/// Adds the blocks of an HTML text, whose first line has a number, to a page.
pub(super) fn read(html: &str, first_line: usize, page: &mut PageBuilder) {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let lines = LineStarts::new(html, first_line);
    let mut reader = HtmlReader { page, ignored: None, in_title: false, in_pre: false, code: 0, in_placeholder: false };
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.open(&tag, lines.line(tag.span.start)),
            Token::EndTag(tag) => reader.close(&text_of(&tag.name), lines.line(tag.span.start)),
            Token::String(text) => reader.text(&text_of(&text.value), lines.line(text.span.start)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
}

fn text_of(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}

struct HtmlReader<'p> {
    page: &'p mut PageBuilder,
    /// The name of the ignored element, and the number of its open elements.
    ignored: Option<(String, usize)>,
    in_title: bool,
    in_pre: bool,
    /// The number of open elements of code.
    code: usize,
    /// True in an element that is the name of a parameter in a path.
    in_placeholder: bool,
}

impl HtmlReader<'_> {
    fn text(&mut self, text: &str, line: usize) {
        if self.ignored.is_some() {
            return;
        }
        if self.in_title { self.page.title(text, line) } else { self.page.text(text, line) }
    }

    fn open(&mut self, tag: &StartTag<usize>, line: usize) {
        let name = text_of(&tag.name);
        if let Some((ignored, depth)) = &mut self.ignored {
            *depth += usize::from(*ignored == name && !tag.self_closing);
            return;
        }
        let attribute = |key: &[u8]| tag.attributes.get(key).map(|value| text_of(&value.value));
        if is_ignored(&name, &attribute) {
            if !tag.self_closing && !VOID.contains(&name.as_str()) {
                self.ignored = Some((name, 1));
            }
            return;
        }
        match name.as_str() {
            "title" => self.in_title = true,
            "link" if attribute(b"rel").as_deref() == Some("canonical") => {
                attribute(b"href").iter().for_each(|url| self.page.title(url, line));
            }
            "meta" if attribute(b"property").as_deref() == Some("og:url") => {
                attribute(b"content").iter().for_each(|url| self.page.title(url, line));
            }
            name => self.open_block(name, line),
        }
    }

    fn open_block(&mut self, name: &str, line: usize) {
        let kind = self.page.kind();
        let in_cell =
            matches!(kind, Some(BlockKind::Item | BlockKind::Definition | BlockKind::Row | BlockKind::HeaderRow));
        if PARAGRAPHS.contains(&name) || BLOCKS.contains(&name) {
            // An element that is not closed ends with its paragraph.
            (self.code, self.in_placeholder) = (0, false);
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes().get(1).map_or(1, |digit| digit - b'0');
                self.page.start(BlockKind::Heading(level));
            }
            "li" => self.page.start(BlockKind::Item),
            "dt" => self.page.start(BlockKind::Definition),
            "dd" if kind == Some(BlockKind::Definition) => self.page.next_cell(),
            "dd" => self.page.start(BlockKind::Item),
            "tr" => self.page.start(BlockKind::HeaderRow),
            "td" | "th" if matches!(kind, Some(BlockKind::Row | BlockKind::HeaderRow)) => {
                if name == "td" {
                    self.page.set_kind(BlockKind::Row);
                }
                self.page.next_cell();
            }
            "pre" => {
                self.in_pre = true;
                if in_cell { self.page.mark("`", line, true) } else { self.page.start(BlockKind::Code) }
            }
            "br" if kind == Some(BlockKind::Paragraph) => self.page.start(BlockKind::Paragraph),
            "br" if kind == Some(BlockKind::Code) => self.page.text("\n", line),
            "br" => self.page.space(),
            name if PLACEHOLDERS.contains(&name) && self.page.ends_with_slash() => {
                self.in_placeholder = true;
                self.page.text("{", line);
            }
            name if CODE.contains(&name) && !self.in_pre => {
                self.code += 1;
                if self.code == 1 {
                    self.page.mark("`", line, true);
                }
            }
            name if BOLD.contains(&name) && !self.in_pre => self.page.mark("**", line, true),
            name if PARAGRAPHS.contains(&name) && in_cell => self.page.space(),
            name if PARAGRAPHS.contains(&name) => self.page.start(BlockKind::Paragraph),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, line: usize) {
        if let Some((ignored, depth)) = &mut self.ignored {
            *depth -= usize::from(*ignored == name);
            if *depth == 0 {
                self.ignored = None;
            }
            return;
        }
        let kind = self.page.kind();
        match name {
            "title" => self.in_title = false,
            "pre" => {
                self.in_pre = false;
                if kind == Some(BlockKind::Code) { self.page.end() } else { self.page.mark("`", line, false) }
            }
            "li" | "tr" | "table" | "ul" | "ol" | "dl" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.page.end(),
            name if PLACEHOLDERS.contains(&name) && self.in_placeholder => {
                self.in_placeholder = false;
                self.page.text("}", line);
            }
            name if CODE.contains(&name) && !self.in_pre && self.code > 0 => {
                self.code -= 1;
                if self.code == 0 {
                    self.page.mark("`", line, false);
                }
            }
            name if BOLD.contains(&name) && !self.in_pre => self.page.mark("**", line, false),
            name if PARAGRAPHS.contains(&name) && kind == Some(BlockKind::Paragraph) => self.page.end(),
            name if PARAGRAPHS.contains(&name) => self.page.space(),
            _ => {}
        }
    }
}

/// Returns true for elements whose content is not text of the page.
fn is_ignored(name: &str, attribute: &dyn Fn(&[u8]) -> Option<String>) -> bool {
    let role = || attribute(b"role").is_some_and(|role| IGNORED_ROLES.contains(&role.as_str()));
    let hidden = || attribute(b"hidden").is_some() || attribute(b"aria-hidden").as_deref() == Some("true");
    IGNORED.contains(&name) || role() || hidden()
}
