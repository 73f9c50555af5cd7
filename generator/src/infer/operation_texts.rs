//! The texts that all parameters of an operation share: their names, and the sentences and lists of its description.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::text::sentences::{self, List};
use super::text::tokens::{self, TokenizedText};
use crate::pointer::Pointer;
use crate::spec::{Operation, Parameter};

/// The names and texts of an operation, read once for all of its parameters.
pub(super) struct OperationTexts<'s> {
    /// The part of the description that is read.
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
    pub(super) fn new(operation: &'s Operation) -> Self {
        let description = tokens::beginning(operation.description.as_deref().unwrap_or_default());
        let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut indices = BTreeMap::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            names.entry(tokens::of_name(&parameter.name).concat()).or_default().push(index);
            indices.entry(&parameter.pointer).or_insert(index);
        }
        let sentences: Vec<&str> = sentences::sentences(description).collect();
        let tokenized = sentences.iter().map(|_| OnceCell::new()).collect();
        let described =
            operation.parameters.iter().map(|parameter| parameter.description.as_deref().unwrap_or_default());
        let with_cases =
            described.enumerate().filter(|(_, text)| text.contains(" = ")).map(|(index, _)| index).collect();
        let (lists, announcements) = (OnceCell::new(), OnceCell::new());
        Self { description, names, indices, sentences, tokenized, lists, announcements, with_cases }
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
        if name.is_empty() || !self.description.contains(name) {
            return Vec::new();
        }
        let each = self.sentences.iter().zip(&self.tokenized);
        let named = each.filter(|(sentence, _)| sentences::is_about(sentence, name));
        named.map(|(sentence, text)| text.get_or_init(|| Rc::new(TokenizedText::read(sentence))).clone()).collect()
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
