//! Bundles a document with the files that it references.
//!
//! Referenced values become components of the document; values without a component section are inlined. Origins map them
//! to the files.

mod inline;
mod kinds;
mod paths;
mod scan;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, Text};
use crate::input::load::{self, SpelledValue};
use crate::pointer::{Place, Pointer, Source, Spelling};
use inline::Inliner;

pub use paths::{FileReference, file_name, resolve_name};
pub use scan::references;

/// The files that documents may reference.
#[derive(Debug, Clone, Copy)]
pub struct ReferencedFiles<'f> {
    /// The files that were read, named by [`resolve_name`].
    pub texts: &'f [Text],
    /// The files that could not be read, each with the reason: lower case, no full stop.
    pub unreadable: &'f BTreeMap<String, String>,
    /// The documents. References between them are resolved when they are merged.
    pub documents: &'f [Text],
}

/// Adds all referenced values of other files to a document.
#[must_use]
pub fn bundle(mut document: Document, files: ReferencedFiles<'_>, diagnostics: &mut Diagnostics) -> Document {
    if !paths::has_references(&document.root) {
        return document;
    }
    let cache = FileCache::new(&document, files, diagnostics);
    let mut inliner = Inliner::new(cache, document.dialect, &document.root);
    inliner.inline_files(&mut document.root, &mut document.origins);
    document
}

/// The files of one document, by their paths relative to its directory. A file is parsed when it is first used.
struct FileCache<'s> {
    document: Source,
    document_path: String,
    files: ReferencedFiles<'s>,
    parsed: BTreeMap<String, Option<Value>>,
    /// The spellings of scalars in the parsed files.
    spellings: Vec<(Source, Vec<(Pointer, Spelling)>)>,
    /// The number of values in all parsed files.
    values: usize,
    diagnostics: &'s mut Diagnostics,
}

impl<'s> FileCache<'s> {
    fn new(document: &Document, files: ReferencedFiles<'s>, diagnostics: &'s mut Diagnostics) -> Self {
        let document_path = file_name(document.source.as_str()).to_owned();
        Self {
            document: document.source.clone(),
            document_path,
            files,
            parsed: BTreeMap::new(),
            spellings: Vec::new(),
            values: 0,
            diagnostics,
        }
    }

    /// Returns the name of a file for messages.
    fn source(&self, path: &str) -> Source {
        Source::new(&resolve_name(self.document.as_str(), path))
    }

    /// Parses a file, unless it is already parsed. `root` is the document, for references that are only valid there.
    fn open(&mut self, path: &str, root: &Value) {
        if self.parsed.contains_key(path) {
            return;
        }
        let mut content = self.load(path);
        if let Some(content) = &mut content {
            let file = content.clone();
            self.values += count_values(&file);
            paths::rebase(content, &file, path, &self.document_path, root);
        }
        self.parsed.insert(path.to_owned(), content);
    }

    fn load(&mut self, path: &str) -> Option<Value> {
        let source = self.source(path);
        if let Some(reason) = self.files.unreadable.get(source.as_str()) {
            self.report_unreadable(&source, reason);
            return None;
        }
        let text = self.files.texts.iter().find(|text| text.name == source.as_str())?;
        if [".md", ".markdown", ".txt"].iter().any(|end| path.ends_with(end)) {
            return load::decode(text).ok().map(|text| Value::String(text.into_owned()));
        }
        let mut findings = Diagnostics::default();
        let spelled = load::read_spelled(text, &mut findings).into_iter().next();
        if findings.has_errors() {
            let reason = findings.iter().map(|finding| finding.message.clone()).next().unwrap_or_default();
            self.report_unreadable(&source, &reason);
            return None;
        }
        for finding in findings.iter() {
            self.diagnostics.push(finding.clone());
        }
        let SpelledValue { value, spellings } = spelled?;
        self.spellings.push((source, spellings));
        Some(value)
    }

    /// Reports a path outside of the document's directory.
    fn report_outside(&mut self, path: &str) {
        let source = self.source(path);
        self.report_unreadable(&source, "it is outside of the document's directory");
    }

    fn report_unreadable(&mut self, source: &Source, reason: &str) {
        let message = format!("the file, referenced by {}, is not used: {reason}", self.document);
        let help = "move the file into the document's directory, or bundle the files into one document first";
        self.diagnostics.push(Diagnostic::new(Code::FileUnread, Place::root(source), message).help(help));
    }

    /// Returns a value in a parsed file.
    fn find(&self, path: &str, pointer: &Pointer) -> Option<&Value> {
        pointer.find(self.parsed.get(path)?.as_ref()?)
    }

    /// Returns `true` if a path is the path of another document.
    fn is_document(&self, path: &str) -> bool {
        let source = self.source(path);
        self.files.documents.iter().any(|text| text.name == source.as_str())
    }
}

fn count_values(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count_values).sum(),
        Value::Object(map) => map.values().map(count_values).sum(),
        _ => 0,
    }
}
