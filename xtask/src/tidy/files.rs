//! Rules about single files: name, size, module docs, function names, versions of dependencies.

use syn::visit::Visit;

use super::source::Source;
use super::{Finding, tables, words};

/// Checks one file.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let Source { path, text, .. } = source;
    let mut findings = Vec::new();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    if ["rs", "toml", "md"].contains(&extension) || path == ".ci/run" {
        check_promises(path, text, &mut findings);
    }
    match extension {
        "rs" => check_rust(source, &mut findings),
        "toml" if path.ends_with("/Cargo.toml") => check_versions(path, text, &mut findings),
        _ => {}
    }
    findings
}

/// Returns true if the workspace's top level may contain `name`.
pub(super) fn is_top_level(name: &str) -> bool {
    name.starts_with('.') || tables::TOP_LEVEL.contains(&name)
}

/// Returns the finding for a name that the top level may not contain.
pub(super) fn not_top_level(name: &str) -> Finding {
    let help = "move it into one of the packages, or add it to TOP_LEVEL in xtask/src/tidy/tables.rs";
    finding(name, 0, "top-level", "the top level contains a name that is not in its list", help)
}

fn finding(file: &str, line: usize, rule: &'static str, message: impl Into<String>, help: &str) -> Finding {
    Finding::new(file, line, rule, message, help.to_owned())
}

fn check_rust(source: &Source, findings: &mut Vec<Finding>) {
    let Source { path, text, .. } = source;
    let lines = text.lines().count();
    if lines > tables::LINES {
        let message = format!("{lines} lines; the limit is {}", tables::LINES);
        findings.push(finding(path, 0, "size", message, "split it by topic: foo.rs next to a directory foo"));
    }
    if !text.starts_with("//! ") {
        let help = "open it with a module doc (`//!`) that states the purpose of the file";
        findings.push(finding(path, 1, "opening", "the file has no module doc", help));
    }
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".rs")).unwrap_or_default();
    if tables::EMPTY_NAMES.contains(&stem) || has_empty_verb(stem) {
        let message = format!("the name `{stem}.rs` does not describe the contents");
        let help = "name it after its topic; foo.rs next to foo/, not foo/mod.rs";
        findings.push(finding(path, 0, "names", message, help));
    }
    match &source.syntax {
        Some(Ok(file)) => Functions { path, findings }.visit_file(file),
        Some(Err(error)) => {
            let line = error.span().start().line;
            findings.push(finding(path, line, "syntax", format!("invalid Rust: {error}"), "make it compile"));
        }
        None => {}
    }
}

/// Rejects notes about work to be done later.
fn check_promises(path: &str, text: &str, findings: &mut Vec<Finding>) {
    // Put together here, so that this file does not find itself.
    let words = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X"].concat()];
    for (index, line) in text.lines().enumerate() {
        let mut parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(word) = parts.find(|part| words.iter().any(|word| word == part)) {
            let message = format!("`{word}` announces missing work");
            findings.push(finding(path, index + 1, "promises", message, "do the work now or remove the note"));
        }
    }
}

/// Rejects versions of dependencies outside of the workspace's table.
fn check_versions(path: &str, text: &str, findings: &mut Vec<Finding>) {
    let Ok(manifest) = text.parse::<toml::Table>() else { return };
    let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
    let tables = targets.filter_map(|(_, target)| target.as_table()).chain([&manifest]);
    for table in tables {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let entries = table.get(section).and_then(toml::Value::as_table).into_iter().flatten();
            let is_shared = |value: &toml::Value| value.get("workspace").and_then(toml::Value::as_bool) == Some(true);
            for (name, _) in entries.filter(|(_, value)| !is_shared(value)) {
                let message = format!("`{name}` sets a version outside of the workspace's table");
                let help = "set it in [workspace.dependencies] and write `workspace = true` here";
                findings.push(finding(path, 0, "versions", message, help));
            }
        }
    }
}

fn has_empty_verb(name: &str) -> bool {
    name.split('_').any(|word| tables::EMPTY_VERBS.contains(&word))
}

struct Functions<'a> {
    path: &'a str,
    findings: &'a mut Vec<Finding>,
}

impl Functions<'_> {
    fn check(&mut self, signature: &syn::Signature) {
        let name = signature.ident.to_string();
        let line = signature.ident.span().start().line;
        if has_empty_verb(&name) {
            let message = format!("the function name `{name}` does not describe the function");
            let help = "use a specific verb: load, apply, merge, upgrade, parse, infer, lower, emit, render, write";
            self.findings.push(finding(self.path, line, "names", message, help));
        }
        if let Some(word) = words::find("functions", &name)
            && !is_take(signature)
        {
            let message = format!("the function name `{name}` is private jargon");
            let help = format!("use {}", word.instead);
            self.findings.push(finding(self.path, line, "private-verbs", message, &help));
        }
    }
}

/// Returns true for functions like `Option::take`: `self` is the only parameter.
fn is_take(signature: &syn::Signature) -> bool {
    signature.ident == "take" && signature.inputs.len() == 1 && signature.receiver().is_some()
}

impl Visit<'_> for Functions<'_> {
    fn visit_signature(&mut self, signature: &syn::Signature) {
        self.check(signature);
        syn::visit::visit_signature(self, signature);
    }

    /// Skips implementations of traits, whose names are defined elsewhere.
    fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
        if item.trait_.is_none() {
            syn::visit::visit_item_impl(self, item);
        }
    }
}
