//! A document and the files that it refers to become one document.
//!
//! A [`Document`] as its author wrote it and the texts of other files come in; the document goes out with what it
//! refers to in those files among its own components, or in place where it can have no name. Origins lead back into
//! the files. It must not know what is in a component, beyond where references may stand.

mod kinds;
mod paths;
mod scan;
mod take;

use std::collections::BTreeMap;

use serde_json::Value;

use self::take::Taking;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, Text};
use crate::load;
use crate::pointer::{Place, Pointer, Source};

pub use self::paths::{Reach, name_of, own_path};
pub use self::scan::references;

/// The files that documents may refer to.
#[derive(Debug, Clone, Copy)]
pub struct Files<'f> {
    /// Those that were read, called by [`name_of`].
    pub texts: &'f [Text],
    /// Those that were not, and why: lower case, no full stop.
    pub unread: &'f BTreeMap<String, String>,
    /// The documents themselves. What one refers to in another stays a reference, for merging them to follow.
    pub documents: &'f [Text],
}

/// Takes what a document refers to in other files into the document.
#[must_use]
pub fn bundle(mut document: Document, files: Files<'_>, diagnostics: &mut Diagnostics) -> Document {
    if !paths::refers(&document.root) {
        return document;
    }
    let shelf = Shelf::new(&document, files, diagnostics);
    let mut taking = Taking::new(shelf, document.dialect, &document.root);
    taking.take(&mut document.root, &mut document.origins);
    document
}

/// The files beside one document, read when they are first asked for. They are called by their path from its folder.
struct Shelf<'s> {
    document: Source,
    own: String,
    files: Files<'s>,
    read: BTreeMap<String, Option<Value>>,
    /// How many values the files hold that were opened.
    values: usize,
    diagnostics: &'s mut Diagnostics,
}

impl<'s> Shelf<'s> {
    fn new(document: &Document, files: Files<'s>, diagnostics: &'s mut Diagnostics) -> Self {
        let own = own_path(document.source.as_str()).to_owned();
        Self { document: document.source.clone(), own, files, read: BTreeMap::new(), values: 0, diagnostics }
    }

    /// What messages call the file at a path.
    fn source(&self, path: &str) -> Source {
        Source::new(&name_of(self.document.as_str(), path))
    }

    /// Makes sure that a file was read. `root` is the document, for references that miss their file's own root.
    fn open(&mut self, path: &str, root: &Value) {
        if self.read.contains_key(path) {
            return;
        }
        let mut content = self.load(path);
        if let Some(content) = &mut content {
            let file = content.clone();
            self.values += values_in(&file);
            paths::rebase(content, &file, path, &self.own, root);
        }
        self.read.insert(path.to_owned(), content);
    }

    fn load(&mut self, path: &str) -> Option<Value> {
        let source = self.source(path);
        if let Some(reason) = self.files.unread.get(source.as_str()) {
            self.unread(&source, reason);
            return None;
        }
        let text = self.files.texts.iter().find(|text| text.name == source.as_str())?;
        if [".md", ".markdown", ".txt"].iter().any(|end| path.ends_with(end)) {
            return load::decode(text).ok().map(|text| Value::String(text.into_owned()));
        }
        let mut findings = Diagnostics::default();
        let value = load::read(text, &mut findings).into_iter().next();
        if findings.has_errors() {
            let reason = findings.iter().map(|finding| finding.message.clone()).next().unwrap_or_default();
            self.unread(&source, &reason);
            return None;
        }
        for finding in findings.iter() {
            self.diagnostics.push(finding.clone());
        }
        value
    }

    /// Says that a path leads where nothing is read.
    fn refuse(&mut self, path: &str) {
        let source = self.source(path);
        self.unread(&source, "it is outside of the document's folder");
    }

    /// A document's fault, or its file's, costs what was to come from there.
    fn unread(&mut self, source: &Source, reason: &str) {
        let message = format!("this file, which {} refers to, is not used: {reason}", self.document);
        let help = "put the file in the document's folder, or bundle the files into one document first";
        self.diagnostics.push(Diagnostic::new(Code::FileUnread, Place::whole(source), message).help(help));
    }

    /// The value in a file that was opened.
    fn find(&self, path: &str, pointer: &Pointer) -> Option<&Value> {
        pointer.find(self.read.get(path)?.as_ref()?)
    }

    /// Whether a path is that of another document.
    fn is_document(&self, path: &str) -> bool {
        let source = self.source(path);
        self.files.documents.iter().any(|text| text.name == source.as_str())
    }
}

fn values_in(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(values_in).sum(),
        Value::Object(map) => map.values().map(values_in).sum(),
        _ => 0,
    }
}
