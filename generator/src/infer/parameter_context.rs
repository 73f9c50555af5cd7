//! The input of rules: a parameter with its tokenized name and description, its operation, and the document index.

use std::rc::Rc;

use super::document_index::DocumentIndex;
use super::operation_texts::OperationTexts;
use super::text::subjects::{self, Parameters};
use super::text::tokens::{self, Match, TokenizedText};
use super::text::{phrases, sentences};
use super::{Claim, InferredType, Scalar};
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::{Location, Operation, Parameter, Schema, SchemaRef, Spec};

/// A parameter with the texts and the index that rules read.
#[derive(Clone)]
pub(super) struct ParameterContext<'s> {
    pub(super) spec: &'s Spec,
    pub(super) operation: &'s Operation,
    pub(super) parameter: &'s Parameter,
    /// The words of its name.
    pub(super) name: Vec<String>,
    /// The joined words of its name: `page_size`, `pageSize` and `pagesize` are the same.
    pub(super) joined: String,
    /// Its description, or else its item in the list of parameters in the operation's description.
    pub(super) prose: TokenizedText<'s>,
    /// True if this text is its description.
    is_described: bool,
    /// The text about the operation, which may list it; empty for further items, as their text is a part of it.
    pub(super) listing: &'s str,
    /// A context for each further item about it in lists in the operation's description, with that item as the
    /// description.
    pub(super) more: Vec<Self>,
    /// The sentences of the operation's description that mention it.
    pub(super) mentions: Vec<Rc<TokenizedText<'s>>>,
    /// The texts of the operation.
    pub(super) texts: Rc<OperationTexts<'s>>,
    pub(super) index: &'s DocumentIndex,
}

/// The result of a rule.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) fact: Claim,
    pub(super) evidence: Vec<Evidence>,
}

impl<'s> ParameterContext<'s> {
    /// Reads the texts about a parameter.
    pub(super) fn new(
        spec: &'s Spec,
        operation: &'s Operation,
        parameter: &'s Parameter,
        texts: &Rc<OperationTexts<'s>>,
        index: &'s DocumentIndex,
    ) -> Self {
        let name = tokens::of_name(&parameter.name);
        let description_text = TokenizedText::read(texts.described(parameter));
        let name_in_text = texts.name_in_text(&parameter.name);
        let listing = texts.listing(parameter);
        let items = sentences::items_about(listing, || texts.lists(), name_in_text);
        let items = items.chain(texts.statements(&parameter.name)).map(TokenizedText::read);
        let with_prose = |prose: TokenizedText<'s>, is_described: bool| Self {
            spec,
            operation,
            parameter,
            joined: name.concat(),
            name: name.clone(),
            prose,
            is_described,
            listing: "",
            more: Vec::new(),
            mentions: Vec::new(),
            texts: Rc::clone(texts),
            index,
        };
        let mut items: Vec<Self> = items.map(|item| with_prose(item, false)).collect();
        let is_described = !description_text.is_empty() || items.is_empty();
        let described = if is_described { with_prose(description_text, true) } else { items.remove(0) };
        Self { listing, more: items, mentions: texts.mentions(&parameter.name), ..described }
    }

    /// Returns the schema.
    pub(super) fn schema(&self) -> Option<&'s Schema> {
        match &self.parameter.schema {
            SchemaRef::Inline(schema) => Some(schema),
            reference @ SchemaRef::Reference(_) => self.spec.resolve_schema(reference),
        }
    }

    /// Returns true if the joined name is one of these.
    pub(super) fn is_named(&self, names: &[&str]) -> bool {
        names.contains(&self.joined.as_str())
    }

    /// Returns true if the name has several words and starts with one of these.
    pub(super) fn begins_with(&self, words: &[&str]) -> bool {
        self.name.len() > 1 && self.name.first().is_some_and(|first| words.contains(&first.as_str()))
    }

    /// Returns true if the value may contain several items according to its description.
    pub(super) fn says_several(&self) -> bool {
        phrases::says_separator(&self.prose)
            || !self.parameter.name.contains('[') && phrases::find_several(&self.prose).is_some()
    }

    /// Returns true if a phrase in the description is about another parameter.
    pub(super) fn is_about_another(&self, hit: &Match) -> bool {
        let parameters = Parameters { name: &self.joined, has_name: &|name| self.texts.has_name(name) };
        subjects::is_about_another(&self.prose, hit, parameters)
    }

    /// Returns the last word of the name.
    pub(super) fn last_word(&self) -> &str {
        self.name.last().map_or("", String::as_str)
    }

    /// Returns another parameter of the operation with one of these joined names.
    pub(super) fn sibling(&self, names: &[&str]) -> Option<&'s Parameter> {
        self.operation.parameters.get(self.texts.sibling(self.parameter, names)?)
    }

    /// Returns the separator of an array whose description states none. `Some(None)` means a separate pair for each item,
    /// `None` an unknown separator.
    pub(super) fn implied_separator(&self) -> Option<Option<char>> {
        match self.parameter.location {
            _ if self.parameter.name.ends_with("[]") => Some(None),
            Location::Query | Location::Cookie if self.spec.lists_are_pairs => Some(None),
            Location::Path | Location::Header if self.spec.lists_are_pairs => Some(Some(',')),
            Location::Query | Location::Cookie | Location::Path | Location::Header | Location::Field(_) => None,
        }
    }

    /// Returns true for path parameters.
    pub(super) fn in_path(&self) -> bool {
        self.parameter.location == Location::Path
    }

    /// Returns the name as evidence.
    pub(super) fn by_name(&self) -> Evidence {
        self.named_evidence(self.parameter)
    }

    /// Returns the name of a parameter as evidence.
    pub(super) fn named_evidence(&self, parameter: &Parameter) -> Evidence {
        let pointer = match parameter.location {
            // The name of a form field is its key in the schema.
            Location::Field(_) => parameter.pointer.clone(),
            Location::Path | Location::Query | Location::Header | Location::Cookie => parameter.pointer.child("name"),
        };
        let mut place = self.spec.place(&parameter.pointer);
        // A parameter that only the path template contains has the location of the path.
        if place.pointer.tokens().count() > 2 {
            place = self.spec.place(&pointer);
        }
        Evidence { place, quote: parameter.name.clone() }
    }

    /// Returns a match in the description as evidence.
    pub(super) fn by_prose(&self, hit: &Match) -> Evidence {
        if self.is_described {
            let place = self.spec.place(&self.parameter.pointer.child("description"));
            return Evidence { place, quote: self.prose.quote(&hit.span) };
        }
        let words = self.prose.text.get(hit.span.clone()).unwrap_or(self.prose.text);
        let (at, quote) = self.texts.quote(words).unwrap_or_else(|| (words, self.prose.quote(&hit.span)));
        Evidence { place: self.texts.place(self.spec, at), quote }
    }

    /// Returns a sentence of the operation's description as evidence.
    pub(super) fn by_mention(&self, sentence: &TokenizedText) -> Evidence {
        self.by_operation(sentence.text)
    }

    /// Returns a part of the operation's description as evidence.
    pub(super) fn by_operation(&self, words: &str) -> Evidence {
        Evidence { place: self.texts.place(self.spec, words), quote: tokens::quote(words) }
    }

    /// Returns a field of the parameter or of its schema as evidence.
    pub(super) fn by_member(&self, holder: &Pointer, key: &str, value: &serde_json::Value) -> Evidence {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Evidence { place: self.spec.place(&holder.child(key)), quote: tokens::quote(&text) }
    }

    /// Creates a finding for a flag: boolean, or integer if the document writes flags as `0` and `1`.
    pub(super) fn flag(&self, evidence: Evidence) -> Finding {
        let written = self.index.digit_flag.clone();
        let kind = if written.is_some() { Scalar::Integer } else { Scalar::Boolean };
        Finding {
            fact: Claim::Type(InferredType::scalar(kind)),
            evidence: std::iter::once(evidence).chain(written).collect(),
        }
    }

    /// Creates a finding with the name as evidence.
    pub(super) fn type_by_name(&self, shape: InferredType) -> Option<Finding> {
        Some(Finding { fact: Claim::Type(shape), evidence: vec![self.by_name()] })
    }

    /// Creates a finding with a match in the description as evidence.
    pub(super) fn type_by_prose(&self, shape: InferredType, hit: &Match) -> Option<Finding> {
        Some(Finding { fact: Claim::Type(shape), evidence: vec![self.by_prose(hit)] })
    }
}
