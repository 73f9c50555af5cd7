//! Who imports whom in the generator, read from the syntax tree.
//!
//! Comes in: a file of `generator/src`. Goes out: findings where it breaks the tables. `use` trees, paths in code and
//! the tokens of macro calls are read; test modules may know what they like, and what `quote!` holds is not our code.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::{Finding, tables};

/// Checks one file; `module` is its path below `generator/src`, without the extension.
pub(super) fn check(path: &str, module: &str, text: &str) -> Vec<Finding> {
    // A file that does not parse is reported by the rules for files.
    let Ok(file) = syn::parse_file(text) else { return Vec::new() };
    let module: Vec<String> = module.split('/').filter(|part| *part != "lib").map(str::to_owned).collect();
    let stage = module.first().cloned().unwrap_or_else(|| "lib".to_owned());
    let mut reader = Reader { path, stage, module, findings: Vec::new() };
    reader.check_row();
    reader.visit_file(&file);
    reader.findings.sort();
    reader.findings.dedup();
    reader.findings
}

struct Reader<'a> {
    path: &'a str,
    stage: String,
    /// The module that the visited code is in, from the crate's root.
    module: Vec<String>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn report(&mut self, line: usize, rule: &'static str, what: String, help: String) {
        self.findings.push(Finding { file: self.path.to_owned(), line, rule, what, help });
    }

    fn check_row(&mut self) {
        if self.stage != "lib" && find_stage(&self.stage).is_none() {
            let what = format!("the stage `{}` has no row in the import table", self.stage);
            self.report(0, "imports", what, "say in STAGES of xtask/src/tidy/tables.rs whom it may know".to_owned());
        }
    }

    /// Judges one path as it is written.
    fn judge(&mut self, written: &[String], line: usize) {
        match self.resolve(written) {
            Some(inner) => self.judge_inner(&inner, line),
            None => self.judge_outer(written, line),
        }
    }

    /// The path from the crate's root, if it is one of the crate's own.
    fn resolve(&self, written: &[String]) -> Option<Vec<String>> {
        let (first, rest) = written.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&self.module, rest].concat()),
            "super" => {
                let ups = written.iter().take_while(|part| *part == "super").count();
                let above = self.module.len().saturating_sub(ups);
                Some([&self.module[..above], &written[ups..]].concat())
            }
            _ if self.module.is_empty() && find_stage(first).is_some() => Some(written.to_vec()),
            _ => None,
        }
    }

    fn judge_inner(&mut self, inner: &[String], line: usize) {
        let Some(first) = inner.first() else { return };
        if self.stage == "lib" || *first == self.stage {
            return;
        }
        let (target, item) = match find_stage(first) {
            Some(_) => (first.clone(), inner.get(1)),
            None => ("lib".to_owned(), Some(first)),
        };
        let item = item.map(|item| format!("{target}::{item}"));
        let knows = find_stage(&self.stage).map_or(&[][..], |stage| stage.knows);
        if !knows.iter().any(|known| *known == target || Some(*known) == item.as_deref()) {
            let what = format!("`{}` may not know `{}`", self.stage, item.as_deref().unwrap_or(&target));
            let help = match knows {
                [] => format!("`{}` knows no other stage; hand it what it needs as an argument", self.stage),
                _ => format!("it may know {}; have the fact handed over by one of them", knows.join(", ")),
            };
            self.report(line, "imports", what, help);
        }
    }

    fn judge_outer(&mut self, outer: &[String], line: usize) {
        let Some(first) = outer.first() else { return };
        if let Some((name, homes)) = tables::HOMES.iter().find(|(name, _)| name == first)
            && !homes.contains(&self.stage.as_str())
        {
            let what = format!("`{}` may not use the crate `{name}`", self.stage);
            self.report(line, "homes", what, format!("its home is {}; do the work there", homes.join(", ")));
        }
        if let (true, Some(part)) = (first == "std", outer.get(1))
            && tables::OUTSIDE.contains(&part.as_str())
        {
            let what = format!("the generator may not use `std::{part}`");
            self.report(line, "pure", what, "text comes in and text goes out; xtask does the rest".to_owned());
        }
    }

    fn judge_tree(&mut self, tree: &syn::UseTree, above: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                above.push(path.ident.to_string());
                self.judge_tree(&path.tree, above);
                above.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.judge_tree(tree, above)),
            syn::UseTree::Name(name) => self.judge_leaf(&name.ident.to_string(), above, name.span()),
            syn::UseTree::Rename(rename) => self.judge_leaf(&rename.ident.to_string(), above, rename.span()),
            syn::UseTree::Glob(glob) => self.judge_leaf("*", above, glob.span()),
        }
    }

    /// `use a::{self}` is `use a`, and `use super::*` takes what is above, not an item called `*`.
    fn judge_leaf(&mut self, leaf: &str, above: &[String], span: proc_macro2::Span) {
        let mut written = above.to_vec();
        if leaf != "self" || written.is_empty() {
            written.push(leaf.to_owned());
        }
        self.judge(&written, span.start().line);
    }

    /// Paths in the tokens of a macro call: names with `::` between them.
    fn judge_tokens(&mut self, tokens: TokenStream) {
        let mut written: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut line = 0;
        for token in tokens {
            if matches!(token, TokenTree::Ident(_)) && colons != 2 {
                self.judge_long(&std::mem::take(&mut written), line);
            }
            match token {
                TokenTree::Ident(ident) => {
                    if written.is_empty() {
                        line = ident.span().start().line;
                    }
                    written.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.judge_long(&std::mem::take(&mut written), line);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.judge_tokens(group.stream());
                    }
                }
            }
        }
        self.judge_long(&written, line);
    }

    /// In tokens a single name is a variable, not a path.
    fn judge_long(&mut self, written: &[String], line: usize) {
        if written.len() > 1 {
            self.judge(written, line);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.judge_tree(&item.tree, &mut Vec::new());
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.judge(&[item.ident.to_string()], item.span().start().line);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.judge_long(&written, path.span().start().line);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        let name = call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if tables::PRINTING.contains(&name.as_str()) {
            let what = format!("the generator may not print, as `{name}!` does");
            let line = call.path.span().start().line;
            self.report(line, "pure", what, "push a diagnostic, or hand the text over; xtask prints".to_owned());
        }
        if !tables::QUOTING.contains(&name.as_str()) {
            self.judge_tokens(call.tokens.clone());
        }
    }
}

fn is_test(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("cfg") && attr.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

fn find_stage(name: &str) -> Option<&'static tables::Stage> {
    tables::STAGES.iter().find(|stage| stage.name == name)
}
