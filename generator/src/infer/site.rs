//! One argument as the rules see it: its words, its neighbours, and what the rest of the document says.
//!
//! Comes in: a spec and a survey of it. Goes out: [`Site`], with the few questions that rules ask again and again.
//! Decides nothing.

use openapiv3::{ReferenceOr, Schema};

use super::survey::Survey;
use super::words::{self, Hit, Prose};
use super::{Fact, Scalar, Shape, mentions};
use crate::pointer::Pointer;
use crate::repair::Evidence;
use crate::spec::{Argument, Location, Operation, Spec};

/// One argument, and where to look for evidence about it.
#[derive(Clone)]
pub(super) struct Site<'s> {
    pub(super) spec: &'s Spec,
    pub(super) operation: &'s Operation,
    pub(super) argument: &'s Argument,
    /// The words of its name.
    pub(super) name: Vec<String>,
    /// The words of its name in one: `page_size`, `pageSize` and `pagesize` are the same.
    pub(super) joined: String,
    /// The author's words about it: its own description, else the operation's list of arguments.
    pub(super) prose: Prose<'s>,
    /// Where these words stand.
    prose_at: Pointer,
    /// More of the author's words about it: the further items of lists in the operation's description.
    more: Vec<Prose<'s>>,
    /// The sentences of the operation's description that name it.
    pub(super) mentions: Vec<Prose<'s>>,
    /// The other arguments' names, joined.
    pub(super) siblings: Vec<String>,
    pub(super) survey: &'s Survey,
}

/// What one rule found at one site.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) fact: Fact,
    pub(super) evidence: Vec<Evidence>,
}

impl<'s> Site<'s> {
    pub(super) fn new(spec: &'s Spec, operation: &'s Operation, argument: &'s Argument, survey: &'s Survey) -> Self {
        let name = words::of_name(&argument.name);
        let others = operation.arguments.iter().filter(|other| other.pointer != argument.pointer);
        let description = words::beginning(operation.head.description.as_deref().unwrap_or_default());
        // What several operations share is not what one of them documents.
        let listed = if argument.pointer.below(&operation.pointer).is_some() { description } else { "" };
        let own = Prose::read(argument.description.as_deref().unwrap_or_default());
        let mut more: Vec<_> = mentions::items_about(listed, &argument.name).into_iter().map(Prose::read).collect();
        let has_own = !own.is_empty() || more.is_empty();
        let (prose, holder) = if has_own { (own, &argument.pointer) } else { (more.remove(0), &operation.pointer) };
        let sentences = mentions::sentences_about(description, &argument.name);
        Self {
            spec,
            operation,
            argument,
            joined: name.concat(),
            name,
            prose,
            prose_at: holder.child("description"),
            more,
            mentions: sentences.into_iter().map(Prose::read).collect(),
            siblings: others.map(|other| words::of_name(&other.name).concat()).collect(),
            survey,
        }
    }

    /// The same argument once more for each further item that is about it, with that item for its words.
    pub(super) fn told_again(&self) -> impl Iterator<Item = Self> {
        let prose_at = self.operation.pointer.child("description");
        self.more.iter().map(move |more| {
            let prose_at = prose_at.clone();
            Self { prose: more.clone(), prose_at, more: Vec::new(), mentions: Vec::new(), ..self.clone() }
        })
    }

    /// The schema's keywords, whatever it says about the type.
    pub(super) fn schema(&self) -> Option<&'s Schema> {
        match &self.argument.schema {
            ReferenceOr::Item(schema) => Some(schema),
            reference @ ReferenceOr::Reference { .. } => self.spec.resolve(reference).map(|(_, schema)| schema),
        }
    }

    /// Whether the name, its words joined, is one of these.
    pub(super) fn is_named(&self, names: &[&str]) -> bool {
        names.contains(&self.joined.as_str())
    }

    /// Whether the name has several words and begins with one of these.
    pub(super) fn begins_with(&self, words: &[&str]) -> bool {
        self.name.len() > 1 && self.name.first().is_some_and(|first| words.contains(&first.as_str()))
    }

    /// The last word of the name.
    pub(super) fn last_word(&self) -> &str {
        self.name.last().map_or("", String::as_str)
    }

    /// Whether another argument of the operation has one of these names.
    pub(super) fn sibling(&self, names: &[&str]) -> Option<&'s Argument> {
        let at = self.siblings.iter().position(|sibling| names.contains(&sibling.as_str()))?;
        self.operation.arguments.iter().filter(|other| other.pointer != self.argument.pointer).nth(at)
    }

    /// What stands between the items of a list where nobody says it; `None` where nobody knows, `Some(None)` where each
    /// item is a pair of its own.
    pub(super) fn unsaid_separator(&self) -> Option<Option<char>> {
        match self.argument.location {
            _ if self.argument.name.ends_with("[]") => Some(None),
            Location::Query | Location::Cookie if self.spec.lists_are_pairs => Some(None),
            Location::Path | Location::Header if self.spec.lists_are_pairs => Some(Some(',')),
            Location::Query | Location::Cookie | Location::Path | Location::Header | Location::Field(_) => None,
        }
    }

    /// Whether it is part of the path.
    pub(super) fn in_path(&self) -> bool {
        self.argument.location == Location::Path
    }

    /// The name as evidence.
    pub(super) fn by_name(&self) -> Evidence {
        self.named_evidence(self.argument)
    }

    /// The name of an argument as evidence.
    pub(super) fn named_evidence(&self, argument: &Argument) -> Evidence {
        let pointer = match argument.location {
            // A field of a form is named by its key in the schema.
            Location::Field(_) => argument.pointer.clone(),
            Location::Path | Location::Query | Location::Header | Location::Cookie => argument.pointer.child("name"),
        };
        let mut place = self.spec.place(&argument.pointer);
        // A parameter that only the path names is where the path is.
        if place.pointer.tokens().count() > 2 {
            place = self.spec.place(&pointer);
        }
        Evidence { place, quote: argument.name.clone() }
    }

    /// The author's words about it as evidence.
    pub(super) fn by_prose(&self, hit: &Hit) -> Evidence {
        Evidence { place: self.spec.place(&self.prose_at), quote: self.prose.quote(&hit.span) }
    }

    /// A sentence of the operation's description as evidence.
    pub(super) fn by_mention(&self, sentence: &Prose) -> Evidence {
        self.by_operation(sentence.text)
    }

    /// Words of the operation's description as evidence.
    pub(super) fn by_operation(&self, words: &str) -> Evidence {
        let pointer = self.operation.pointer.child("description");
        Evidence { place: self.spec.place(&pointer), quote: words::quote(words) }
    }

    /// A member of the argument or of its schema as evidence.
    pub(super) fn by_member(&self, holder: &Pointer, key: &str, value: &serde_json::Value) -> Evidence {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Evidence { place: self.spec.place(&holder.child(key)), quote: words::quote(&text) }
    }

    /// A finding of a flag: a truth value, or the number that the document's flags are written with.
    pub(super) fn flag(&self, evidence: Evidence) -> Finding {
        let written = self.survey.digit_flag.clone();
        let kind = if written.is_some() { Scalar::Integer } else { Scalar::Boolean };
        Finding { fact: Fact::Type(plain(kind)), evidence: std::iter::once(evidence).chain(written).collect() }
    }

    /// A finding that rests on the name.
    pub(super) fn type_by_name(&self, shape: Shape) -> Option<Finding> {
        Some(Finding { fact: Fact::Type(shape), evidence: vec![self.by_name()] })
    }

    /// A finding that rests on the author's words.
    pub(super) fn type_by_prose(&self, shape: Shape, hit: &Hit) -> Option<Finding> {
        Some(Finding { fact: Fact::Type(shape), evidence: vec![self.by_prose(hit)] })
    }
}

/// The part of the path right before an argument that stands in it, and the path up to the argument and with it.
pub(super) fn behind_in_path<'s>(operation: &'s Operation, argument: &Argument) -> Option<(&'s str, &'s str)> {
    let placeholder = Some(format!("{{{}}}", argument.name)).filter(|_| argument.location == Location::Path)?;
    let start = operation.path.find(&placeholder)?;
    let part = operation.path.get(..start)?.strip_suffix('/')?.rsplit('/').next()?;
    Some((part, operation.path.get(..start + placeholder.len())?))
}

/// A single value of a kind.
pub(super) fn plain(kind: Scalar) -> Shape {
    Shape::Scalar { kind, format: None }
}

/// A single value of a kind and a format.
pub(super) fn formatted(kind: Scalar, format: &str) -> Shape {
    Shape::Scalar { kind, format: Some(format.to_owned()) }
}
