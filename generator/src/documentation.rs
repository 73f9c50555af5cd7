//! Pages of an API's documentation: text, Markdown and HTML, matched to the operations of a document.
//!
//! [`Documentation`] has the texts about each operation as [`SectionText`]s, which the inference reads like descriptions.
//! `html` and `markdown` read pages as blocks (`page`). `endpoints` finds methods and paths in text, `operation_index`
//! their operations, and `sections` divides pages by them.

mod endpoints;
mod headings;
mod html;
mod markdown;
mod operation_index;
mod page;
mod section_text;
mod sections;
mod table;

use std::collections::{BTreeMap, BTreeSet};

pub use section_text::SectionText;
use section_text::WrittenText;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Text;
use crate::input::load::decode;
use crate::pointer::{Place, Pointer, Source};
use crate::spec::{Operation, Spec};
use markdown::TextForm;
use operation_index::OperationIndex;
use page::{Block, BlockKind, Page, PageBuilder};
use sections::UnknownEndpoint;

/// The maximum size of a page in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The texts of pages, by operation.
#[derive(Debug, Clone, Default)]
pub struct Documentation {
    sections: BTreeMap<Pointer, Vec<SectionText>>,
    common: Vec<SectionText>,
}

impl Documentation {
    /// Reads pages and matches them to the operations of a document.
    #[must_use]
    pub fn read(pages: &[Text], spec: &Spec, diagnostics: &mut Diagnostics) -> Self {
        let mut documentation = Self::default();
        let parameters = spec.operations.iter().flat_map(|operation| &operation.parameters);
        let matcher = PageMatcher {
            spec,
            index: OperationIndex::new(spec),
            names: parameters.map(|parameter| parameter.name.as_str()).collect(),
        };
        for text in pages {
            if let Some(page) = read_page(text, diagnostics) {
                matcher.add(&Source::new(&text.name), &page, &mut documentation, diagnostics);
            }
        }
        documentation
    }

    /// Returns true if no page describes an operation or parameter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.common.is_empty()
    }

    /// Returns the texts about an operation, in the order of the pages.
    #[must_use]
    pub fn sections(&self, operation: &Operation) -> &[SectionText] {
        self.sections.get(&operation.pointer).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the texts about parameters of all operations.
    #[must_use]
    pub fn common(&self) -> &[SectionText] {
        &self.common
    }
}

/// The document that pages are matched to.
struct PageMatcher<'s> {
    spec: &'s Spec,
    index: OperationIndex<'s>,
    /// The names of all parameters.
    names: BTreeSet<&'s str>,
}

impl PageMatcher<'_> {
    /// Adds the texts of a page.
    fn add(&self, source: &Source, page: &Page, documentation: &mut Documentation, diagnostics: &mut Diagnostics) {
        let divided = sections::divide(page, &self.index);
        let mut is_matched = false;
        for section in &divided.sections {
            let written = WrittenText::write(source, section);
            for found in &section.operations {
                let Some(operation) = self.spec.operations.get(found.operation) else { continue };
                let texts = written.iter().map(|written| SectionText::new(written, &found.renamed));
                documentation.sections.entry(operation.pointer.clone()).or_default().extend(texts);
                is_matched = true;
            }
        }
        let mut common = divided.common;
        common.blocks.retain(|block| self.names_parameter(block.block));
        if !common.blocks.is_empty() {
            let written = WrittenText::write(source, &common);
            documentation.common.extend(written.iter().map(|written| SectionText::new(written, &[])));
            is_matched = true;
        }
        for UnknownEndpoint { endpoint, line, .. } in &divided.unknown {
            let method = endpoint.method.unwrap_or_default().to_uppercase();
            let message = format!("the page describes {method} {}, which the document lacks", endpoint.path);
            let help = "add the operation in an overlay, or ignore this if the client does not need it";
            let place = Place::of_line(source, *line);
            diagnostics.push(Diagnostic::new(Code::DocsUnknownOperation, place, message).help(help));
        }
        if !is_matched {
            let message = "the page names no operation and no parameter of the document, so that it is not used";
            let help =
                "add a heading with method and path, such as `GET /users/{id}`, or remove the page from the inputs";
            diagnostics.push(Diagnostic::new(Code::DocsUnmatched, Place::of_line(source, 1), message).help(help));
        }
    }

    /// Returns true if a block contains the name of a parameter as code, as the first word of a list item or row, or before
    /// "parameter".
    fn names_parameter(&self, block: &Block) -> bool {
        let text = block.text();
        let mut words =
            text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && !"_[]".contains(c)));
        let in_code =
            || text.split('`').skip(1).step_by(2).any(|code| self.names.contains(code.trim_matches(['{', '}'])));
        if matches!(block.kind, BlockKind::Heading(_) | BlockKind::Paragraph) {
            let next = words.clone().skip(1);
            let is_noun = |word: &str| ["parameter", "parameters", "argument"].contains(&word);
            return in_code() || words.zip(next).any(|(word, next)| self.names.contains(word) && is_noun(next));
        }
        in_code() || words.next().is_some_and(|first| self.names.contains(first))
    }
}

/// Reads a page as blocks; `None` after an error.
fn read_page(text: &Text, diagnostics: &mut Diagnostics) -> Option<Page> {
    let source = Source::new(&text.name);
    if text.bytes.len() > MAX_BYTES {
        let message = format!("the page has {} bytes; the maximum is {MAX_BYTES}", text.bytes.len());
        let help = "keep only the part of the page about this API, or divide it into several pages";
        diagnostics.push(Diagnostic::new(Code::DocsTooLarge, Place::of_line(&source, 1), message).help(help));
        return None;
    }
    let decoded = match decode(text) {
        Ok(decoded) => decoded,
        Err(mut diagnostic) => {
            diagnostic.place = Place::of_line(&source, diagnostic.position.map_or(1, |(line, _)| line));
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let mut builder = PageBuilder::default();
    match extension(&text.name).as_str() {
        "html" | "htm" | "xhtml" => html::read(&decoded, 1, &mut builder),
        "md" | "markdown" | "mdx" | "mkd" => markdown::read(&decoded, TextForm::Markdown, &mut builder),
        _ if is_html(&decoded) => html::read(&decoded, 1, &mut builder),
        _ => markdown::read(&decoded, TextForm::Plain, &mut builder),
    }
    let page = builder.finish();
    if let Some(line) = page.overflow {
        let message = format!("the page has more than {} paragraphs, list items and rows", page::MAX_BLOCKS);
        let help = "divide the page; the rest of it is not read";
        diagnostics.push(Diagnostic::new(Code::DocsTooLarge, Place::of_line(&source, line), message).help(help));
    }
    Some(page)
}

/// Returns the extension of a file name, in lower case.
fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// Returns true if a text starts as HTML does.
fn is_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(14).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}
