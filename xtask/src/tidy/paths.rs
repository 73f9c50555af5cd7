//! Collects the paths in a Rust file: `use` trees, paths in code, and the tokens of macro calls.
//!
//! Test modules are left out, and so are the bodies of `quote!` and its relatives, which contain emitted code.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::source::is_test_only;
use super::tables;

/// One path as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WrittenPath {
    /// The line, from 1.
    pub(super) line: usize,
    /// The module that contains the path, from the crate's root.
    pub(super) module: Vec<String>,
    /// The segments.
    pub(super) segments: Vec<String>,
    /// The name that a `use` item gives to the target.
    pub(super) alias: Option<String>,
}

impl WrittenPath {
    /// Returns the path from the crate's root, if it starts with `crate`, `self` or `super`.
    pub(super) fn to_root_path(&self) -> Option<Vec<String>> {
        let (first, rest) = self.segments.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&self.module, rest].concat()),
            "super" => {
                let ups = self.segments.iter().take_while(|part| *part == "super").count();
                let above = self.module.get(..self.module.len().saturating_sub(ups)).unwrap_or_default();
                Some([above, self.segments.get(ups..).unwrap_or_default()].concat())
            }
            _ => None,
        }
    }
}

/// A macro call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MacroCall {
    /// The line, from 1.
    pub(super) line: usize,
    /// The last segment of the macro's path.
    pub(super) name: String,
}

/// The paths and macro calls of one file.
pub(super) struct Paths {
    /// The paths, without repetitions on a line.
    pub(super) written: Vec<WrittenPath>,
    /// The macro calls.
    pub(super) macros: Vec<MacroCall>,
}

/// Returns the module of a file below a crate's source directory: `infer/names.rs` is `infer::names`.
pub(super) fn module_of_file(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let mut module: Vec<String> = path.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| ["lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

/// Collects the paths of one file, which is the module `module`.
pub(super) fn collect(file: &syn::File, module: Vec<String>) -> Paths {
    let mut collector = Collector { module, paths: Paths { written: Vec::new(), macros: Vec::new() } };
    collector.visit_file(file);
    let mut paths = collector.paths;
    paths.written.sort();
    paths.written.dedup();
    paths
}

struct Collector {
    module: Vec<String>,
    paths: Paths,
}

impl Collector {
    fn push(&mut self, segments: &[String], alias: Option<String>, line: usize) {
        self.paths.written.push(WrittenPath { line, module: self.module.clone(), segments: segments.to_vec(), alias });
    }

    /// Adds a path outside of `use` items, where a single name is a local variable or item.
    fn push_long(&mut self, segments: &[String], line: usize) {
        if segments.len() > 1 {
            self.push(segments, None, line);
        }
    }

    fn read_tree(&mut self, tree: &syn::UseTree, above: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                above.push(path.ident.to_string());
                self.read_tree(&path.tree, above);
                above.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.read_tree(tree, above)),
            syn::UseTree::Name(name) => self.read_leaf(&name.ident.to_string(), None, above, name.ident.span()),
            syn::UseTree::Rename(rename) => {
                let alias = rename.rename.to_string();
                self.read_leaf(&rename.ident.to_string(), Some(alias), above, rename.ident.span());
            }
            syn::UseTree::Glob(glob) => {
                self.push(&[above, &["*".to_owned()][..]].concat(), None, line(glob.star_token.span()));
            }
        }
    }

    /// Adds a leaf of a `use` tree; `use a::{self}` is `use a`.
    fn read_leaf(&mut self, leaf: &str, alias: Option<String>, above: &[String], span: Span) {
        let mut segments = above.to_vec();
        if leaf != "self" || segments.is_empty() {
            segments.push(leaf.to_owned());
        }
        let alias = alias.or_else(|| segments.last().cloned());
        self.push(&segments, alias, line(span));
    }

    /// Reads paths from the tokens of a macro call: names with `::` between them.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut segments: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut start = 0;
        for token in tokens {
            if matches!(token, TokenTree::Ident(_)) && colons != 2 {
                self.push_long(&std::mem::take(&mut segments), start);
            }
            match token {
                TokenTree::Ident(ident) => {
                    if segments.is_empty() {
                        start = line(ident.span());
                    }
                    segments.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.push_long(&std::mem::take(&mut segments), start);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.read_tokens(group.stream());
                    }
                }
            }
        }
        self.push_long(&segments, start);
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test_only(&item.attrs) {
            self.read_tree(&item.tree, &mut Vec::new());
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.push(&[item.ident.to_string()], None, line(item.ident.span()));
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test_only(&item.attrs) {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let start = path.segments.first().map_or(0, |first| line(first.ident.span()));
        self.push_long(&segments, start);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        let Some(last) = call.path.segments.last() else { return };
        let name = last.ident.to_string();
        if !tables::QUOTING.contains(&name.as_str()) {
            self.read_tokens(call.tokens.clone());
        }
        self.paths.macros.push(MacroCall { line: line(last.ident.span()), name });
    }
}

fn line(span: Span) -> usize {
    span.start().line
}
