//! The texts that all parameters of an operation share: their names, and the sentences and lists of its description or
//! of a page of documentation.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::text::sentences::{self, List};
use super::text::statements;
use super::text::tokens::{self, TokenizedText};
use crate::documentation::{Documentation, SectionText};
use crate::pointer::{Place, Pointer};
use crate::spec::{Operation, Parameter, Spec};

/// The origin of the text about an operation.
#[derive(Clone, Copy)]
pub(super) enum TextOrigin<'s> {
    /// The description of the operation.
    Description,
    /// The section of a page about the operation.
    Section(&'s SectionText),
    /// The text of a page about all operations.
    Common(&'s SectionText),
}

/// The names and texts of an operation, read once for all of its parameters.
pub(super) struct OperationTexts<'s> {
    operation: &'s Operation,
    origin: TextOrigin<'s>,
    /// The part of the description, or of the page, that is read.
    pub(super) description: &'s str,
    /// The indices of parameters by their joined names.
    names: BTreeMap<String, Vec<usize>>,
    /// The indices of parameters by their locations.
    indices: BTreeMap<&'s Pointer, usize>,
    /// The sentences of the description.
    sentences: Vec<&'s str>,
    /// The same sentences, tokenized when a parameter first needs them.
    tokenized: Vec<OnceCell<Rc<TokenizedText<'s>>>>,
    lists: OnceCell<Vec<List<'s>>>,
    /// The sentences that may announce values, also in lower case.
    announcements: OnceCell<Vec<(&'s str, String)>>,
    /// The indices of parameters whose descriptions may list the values of another parameter.
    with_cases: Vec<usize>,
}

impl<'s> OperationTexts<'s> {
    /// Reads the description of an operation.
    pub(super) fn new(operation: &'s Operation) -> Self {
        Self::read(operation, TextOrigin::Description, operation.description.as_deref().unwrap_or_default())
    }

    /// Reads the pages about an operation, and then those about all operations.
    pub(super) fn in_pages(operation: &'s Operation, documentation: &'s Documentation) -> Vec<Rc<Self>> {
        let sections = documentation.sections(operation).iter().map(TextOrigin::Section);
        let common = documentation.common().iter().map(TextOrigin::Common);
        let texts =
            sections.chain(common).filter_map(|origin| Some(Self::read(operation, origin, origin.section()?.text())));
        texts.map(Rc::new).collect()
    }

    fn read(operation: &'s Operation, origin: TextOrigin<'s>, text: &'s str) -> Self {
        let description = tokens::beginning(text);
        let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut indices = BTreeMap::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            names.entry(tokens::of_name(&parameter.name).concat()).or_default().push(index);
            indices.entry(&parameter.pointer).or_insert(index);
        }
        // The items and rows of a page are about the parameters that they begin with.
        let is_listed = |sentence: &str| origin.section().is_some() && sentence.starts_with(['-', '|']);
        let sentences: Vec<&str> = sentences::sentences(description).filter(|sentence| !is_listed(sentence)).collect();
        let tokenized = sentences.iter().map(|_| OnceCell::new()).collect();
        let described =
            operation.parameters.iter().map(|parameter| parameter.description.as_deref().unwrap_or_default());
        let described = described.filter(|_| origin.section().is_none());
        let with_cases =
            described.enumerate().filter(|(_, text)| text.contains(" = ")).map(|(index, _)| index).collect();
        let (lists, announcements) = (OnceCell::new(), OnceCell::new());
        Self { operation, origin, description, names, indices, sentences, tokenized, lists, announcements, with_cases }
    }

    /// Returns the lists of the description.
    pub(super) fn lists(&self) -> &[List<'s>] {
        self.lists.get_or_init(|| sentences::lists(self.description))
    }

    /// Returns the sentences of the description, also in lower case, that contain one of these words.
    pub(super) fn announcements(&self, words: impl Fn(&str) -> bool) -> &[(&'s str, String)] {
        self.announcements.get_or_init(|| {
            let each = self.sentences.iter().map(|sentence| (*sentence, sentence.to_lowercase()));
            each.filter(|(_, lower)| words(lower)).collect()
        })
    }

    /// Returns the indices of parameters whose descriptions contain ` = `.
    pub(super) fn with_cases(&self) -> &[usize] {
        &self.with_cases
    }

    /// Returns the sentences of the description that mention a parameter.
    pub(super) fn mentions(&self, name: &str) -> Vec<Rc<TokenizedText<'s>>> {
        let name = self.name_in_text(name);
        if name.is_empty() || !self.description.contains(name) {
            return Vec::new();
        }
        // A number before the name of a parameter may be about anything.
        let is_subject = |sentence: &str| {
            let before = sentence.find(name).and_then(|at| sentence.get(..at)).unwrap_or_default();
            !before.contains(|c: char| c.is_ascii_digit())
        };
        let is_about = |sentence: &str| match self.origin {
            TextOrigin::Description => sentences::is_about(sentence, name),
            TextOrigin::Section(_) => {
                let is_named = sentences::is_about(sentence, name) || statements::names_parameter(sentence, name);
                is_named && is_subject(sentence)
            }
            TextOrigin::Common(_) => statements::names_parameter(sentence, name) && is_subject(sentence),
        };
        let each = self.sentences.iter().zip(&self.tokenized);
        let named = each.filter(|(sentence, _)| is_about(sentence));
        named.map(|(sentence, text)| text.get_or_init(|| Rc::new(TokenizedText::read(sentence))).clone()).collect()
    }

    /// Returns the sentences of a page that define a parameter, without its name.
    pub(super) fn statements(&self, name: &str) -> Vec<&'s str> {
        let name = self.name_in_text(name);
        if self.origin.section().is_none() || name.is_empty() || !self.description.contains(name) {
            return Vec::new();
        }
        let is_common = matches!(self.origin, TextOrigin::Common(_));
        let stated = |sentence: &&'s str| {
            statements::about(sentence, name).filter(|_| !is_common || statements::names_parameter(sentence, name))
        };
        self.sentences.iter().filter_map(stated).collect()
    }

    /// Returns the description of a parameter; none for a page.
    pub(super) fn described<'p>(&self, parameter: &'p Parameter) -> &'p str {
        parameter.description.as_deref().filter(|_| self.origin.section().is_none()).unwrap_or_default()
    }

    /// Returns the text that may list a parameter. The description of one operation does not list shared parameters.
    pub(super) fn listing(&self, parameter: &Parameter) -> &'s str {
        let is_local = parameter.pointer.below(&self.operation.pointer).is_some();
        if is_local || matches!(self.origin, TextOrigin::Common(_)) { self.description } else { "" }
    }

    /// Returns the name of a parameter in the text.
    pub(super) fn name_in_text<'n>(&'n self, name: &'n str) -> &'n str {
        self.origin.section().map_or(name, |section| section.name_in_page(name))
    }

    /// Returns the place of a part of the text.
    pub(super) fn place(&self, spec: &Spec, part: &str) -> Place {
        match self.origin.section() {
            Some(section) => section.place(part),
            None => spec.place(&self.operation.pointer.child("description")),
        }
    }

    /// Returns the sentence of a page that contains a part of the text, and quotes it around the part; `None` for the
    /// description, lists and tables.
    pub(super) fn quote(&self, part: &str) -> Option<(&'s str, String)> {
        self.origin.section()?;
        let offset = (part.as_ptr() as usize).checked_sub(self.description.as_ptr() as usize)?;
        let (before, after) = self.description.split_at_checked(offset)?;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = self.description.get(start..offset + after.find('\n').unwrap_or(after.len()))?;
        let mut sentences = sentences::sentences(line).filter(|_| !line.starts_with(['-', '|']));
        let contains = |sentence: &&str| {
            let from = sentence.as_ptr() as usize - self.description.as_ptr() as usize;
            (from..from + sentence.len()).contains(&offset)
        };
        let sentence = sentences.find(contains)?;
        let from = offset - (sentence.as_ptr() as usize - self.description.as_ptr() as usize);
        Some((sentence, tokens::quote_around(sentence, &(from..from + part.len()))))
    }

    /// Returns false if the text is about all operations and does not contain the name of a parameter.
    pub(super) fn may_name(&self, parameter: &Parameter) -> bool {
        !self.is_common() || self.description.contains(&parameter.name)
    }

    /// Returns true if the text is about all operations.
    pub(super) fn is_common(&self) -> bool {
        matches!(self.origin, TextOrigin::Common(_))
    }

    /// Returns true if a parameter has this joined name.
    pub(super) fn has_name(&self, joined: &str) -> bool {
        self.names.contains_key(joined)
    }

    /// Returns the index of the first other parameter with one of these joined names.
    pub(super) fn sibling(&self, parameter: &Parameter, names: &[&str]) -> Option<usize> {
        let itself = self.indices.get(&parameter.pointer);
        let found = names.iter().filter_map(|name| self.names.get(*name)).flatten();
        found.copied().filter(|index| Some(index) != itself).min()
    }

    /// Returns the index of a parameter.
    pub(super) fn index(&self, parameter: &Parameter) -> Option<usize> {
        self.indices.get(&parameter.pointer).copied()
    }
}

impl<'s> TextOrigin<'s> {
    /// Returns the text of a page.
    fn section(self) -> Option<&'s SectionText> {
        match self {
            Self::Description => None,
            Self::Section(section) | Self::Common(section) => Some(section),
        }
    }
}
