//! Hand-written files of the workspace, parsed once for all rules.

use std::ops::RangeInclusive;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::lexer::{self, Piece};

/// A hand-written text file.
pub(super) struct Source {
    /// The path, relative to the workspace and with slashes.
    pub(super) path: String,
    /// The text.
    pub(super) text: String,
    /// The syntax tree of a Rust file.
    pub(super) syntax: Option<syn::Result<syn::File>>,
    /// The identifiers, comments and strings of a Rust file.
    pub(super) pieces: Vec<Piece>,
}

impl Source {
    /// Parses a file.
    pub(super) fn new(path: &str, text: &str) -> Self {
        let is_rust = path.ends_with(".rs");
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            syntax: is_rust.then(|| syn::parse_file(text)),
            pieces: if is_rust { lexer::lex(text) } else { Vec::new() },
        }
    }

    /// Returns the syntax tree, if the file is valid Rust.
    pub(super) fn file(&self) -> Option<&syn::File> {
        self.syntax.as_ref()?.as_ref().ok()
    }

    /// Returns true if the file holds tests and nothing else.
    pub(super) fn is_test(&self) -> bool {
        is_test_path(&self.path)
    }

    /// Returns the lines of the test modules in a file of ordinary code.
    pub(super) fn test_lines(&self) -> Vec<RangeInclusive<usize>> {
        let mut tests = TestModules(Vec::new());
        if let Some(file) = self.file() {
            tests.visit_file(file);
        }
        tests.0
    }
}

/// Returns true if the file at `path` holds tests or benchmarks and nothing else.
pub(super) fn is_test_path(path: &str) -> bool {
    path.trim_end_matches(".rs")
        .split('/')
        .any(|part| ["tests", "benches"].contains(&part) || part.ends_with("_tests") || part.ends_with("_test"))
}

/// Returns true if an item is compiled for tests only.
pub(super) fn is_test_only(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("cfg") && attr.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

struct TestModules(Vec<RangeInclusive<usize>>);

impl<'ast> Visit<'ast> for TestModules {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if is_test_only(&item.attrs) {
            let span = item.span();
            self.0.push(span.start().line..=span.end().line);
        } else {
            visit::visit_item_mod(self, item);
        }
    }
}
