//! The import table: checks that each stage of the generator imports only the stages and crates it may use.

use super::paths::{self, WrittenPath};
use super::source::Source;
use super::{Finding, tables};

/// Checks one file of `generator/src`; other files have no import table.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let module = source.path.strip_prefix("generator/src/").map(paths::module_of_file);
    let (Some(module), Some(file), false) = (module, source.file(), source.is_test()) else { return Vec::new() };
    let stage = stage_name(&module);
    let mut checker = Checker { path: &source.path, stage, findings: Vec::new() };
    checker.check_row();
    let paths = paths::collect(file, module);
    for path in &paths.written {
        checker.check_path(path);
    }
    for call in paths.macros {
        checker.check_macro(&call.name, call.line);
    }
    checker.findings.sort();
    checker.findings.dedup();
    checker.findings
}

struct Checker<'a> {
    path: &'a str,
    stage: String,
    findings: Vec<Finding>,
}

impl Checker<'_> {
    fn report(&mut self, line: usize, rule: &'static str, message: String, help: String) {
        self.findings.push(Finding::new(self.path, line, rule, message, help));
    }

    fn check_row(&mut self) {
        if !self.is_runner() && find_stage(&self.stage).is_none() {
            let message = format!("the stage `{}` has no row in the import table", self.stage);
            self.report(0, "imports", message, "add a row to STAGES in xtask/src/tidy/tables.rs".to_owned());
        }
    }

    fn is_runner(&self) -> bool {
        tables::RUNNERS.contains(&&*self.stage)
    }

    fn check_path(&mut self, path: &WrittenPath) {
        let is_stage = |name: &String| path.module.is_empty() && find_stage(name).is_some();
        match path.to_root_path() {
            Some(inner) => self.check_inner(&inner, path.line),
            None if path.segments.first().is_some_and(is_stage) => self.check_inner(&path.segments, path.line),
            None => self.check_outer(&path.segments, path.line),
        }
    }

    fn check_inner(&mut self, inner: &[String], line: usize) {
        let Some(first) = inner.first() else { return };
        let name = stage_name(inner);
        if self.is_runner() || name == self.stage {
            return;
        }
        let (target, item) = match find_stage(&name) {
            Some(stage) => (name, inner.get(stage.name.split("::").count())),
            None => ("lib".to_owned(), Some(first)),
        };
        let item = item.map(|item| format!("{target}::{item}"));
        let imports = find_stage(&self.stage).map_or(&[][..], |stage| stage.imports);
        if !imports.iter().any(|allowed| *allowed == target || Some(*allowed) == item.as_deref()) {
            let message = format!("`{}` may not import `{}`", self.stage, item.as_deref().unwrap_or(&target));
            let help = match imports {
                [] => format!("`{}` imports no other stage; pass the value as a parameter", self.stage),
                _ => format!("it may import {}; pass the value through one of them", imports.join(", ")),
            };
            self.report(line, "imports", message, help);
        }
    }

    fn check_outer(&mut self, outer: &[String], line: usize) {
        let Some(first) = outer.first() else { return };
        if let Some((name, homes)) = tables::HOMES.iter().find(|(name, _)| name == first)
            && !homes.contains(&self.stage.as_str())
        {
            let message = format!("`{}` may not use the crate `{name}`", self.stage);
            self.report(line, "homes", message, format!("only {} may use it; move the code there", homes.join(", ")));
        }
        if let (true, Some(part)) = (first == "std", outer.get(1))
            && tables::OUTSIDE.contains(&part.as_str())
        {
            let message = format!("the generator may not use `std::{part}`");
            self.report(line, "pure", message, "the generator maps text to text; do this in xtask".to_owned());
        }
    }

    fn check_macro(&mut self, name: &str, line: usize) {
        if tables::PRINTING.contains(&name) {
            let message = format!("the generator may not print with `{name}!`");
            self.report(line, "pure", message, "report a diagnostic or return the text; xtask prints".to_owned());
        }
    }
}

/// Returns the stage of a module: the row of its first two segments if there is one, or else its first segment.
fn stage_name(module: &[String]) -> String {
    let of_directory = module.get(..2).map(|path| path.join("::")).filter(|name| find_stage(name).is_some());
    of_directory.or_else(|| module.first().cloned()).unwrap_or_else(|| "lib".to_owned())
}

fn find_stage(name: &str) -> Option<&'static tables::Stage> {
    tables::STAGES.iter().find(|stage| stage.name == name)
}
