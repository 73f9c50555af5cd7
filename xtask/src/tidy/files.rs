//! Rules about a file as a whole: its name, its size, how it opens, what it must not say.
//!
//! Comes in: a path in the workspace and the file's text. Goes out: findings. Who imports whom is `imports`' business.

use syn::visit::Visit;

use super::{Finding, tables};

/// Checks one file written by hand.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    if ["rs", "toml", "md"].contains(&extension) || path == ".ci/run" {
        check_promises(path, text, &mut findings);
    }
    match extension {
        "rs" => check_rust(path, text, &mut findings),
        "toml" if path.ends_with("/Cargo.toml") => check_versions(path, text, &mut findings),
        _ => {}
    }
    findings
}

/// Whether the workspace's top level may hold `name`.
pub(super) fn is_top_level(name: &str) -> bool {
    name.starts_with('.') || tables::TOP_LEVEL.contains(&name)
}

/// The finding for a name that the top level may not hold.
pub(super) fn not_top_level(name: &str) -> Finding {
    let help = "move it into one of the packages, or add it to TOP_LEVEL in xtask/src/tidy/tables.rs";
    finding(name, 0, "top-level", "the top level holds a name that is not in its list", help)
}

fn finding(file: &str, line: usize, rule: &'static str, what: impl Into<String>, help: &str) -> Finding {
    Finding { file: file.to_owned(), line, rule, what: what.into(), help: help.to_owned() }
}

fn check_rust(path: &str, text: &str, findings: &mut Vec<Finding>) {
    let lines = text.lines().count();
    if lines > tables::LINES {
        let what = format!("{lines} lines, where {} are the limit", tables::LINES);
        findings.push(finding(path, 0, "size", what, "split it by idea: foo.rs beside a folder foo"));
    }
    if !text.starts_with("//! ") {
        let help = "say in `//!` what comes in, what goes out, and what it must not know";
        findings.push(finding(path, 1, "opening", "the file does not open with its purpose", help));
    }
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".rs")).unwrap_or_default();
    if tables::EMPTY_NAMES.contains(&stem) || has_empty_verb(stem) {
        let what = format!("`{stem}.rs` says nothing about what is in it");
        findings.push(finding(
            path,
            0,
            "names",
            what,
            "name it after its one idea; foo.rs beside foo/, not foo/mod.rs",
        ));
    }
    match syn::parse_file(text) {
        Ok(file) => Functions { path, findings }.visit_file(&file),
        Err(error) => {
            let line = error.span().start().line;
            findings.push(finding(path, line, "syntax", format!("not Rust: {error}"), "make it compile"));
        }
    }
}

/// A note to do something later is a promise nobody keeps.
fn check_promises(path: &str, text: &str, findings: &mut Vec<Finding>) {
    // Put together here, so that this file does not find itself.
    let words = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X"].concat()];
    for (index, line) in text.lines().enumerate() {
        let mut parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(word) = parts.find(|part| words.iter().any(|word| word == part)) {
            let what = format!("`{word}` promises what is not there");
            findings.push(finding(path, index + 1, "promises", what, "do it now, or leave it out"));
        }
    }
}

/// A version is given once, in the workspace's table.
fn check_versions(path: &str, text: &str, findings: &mut Vec<Finding>) {
    let Ok(manifest) = text.parse::<toml::Table>() else { return };
    let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
    let tables = targets.filter_map(|(_, target)| target.as_table()).chain([&manifest]);
    for table in tables {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let given = table.get(section).and_then(toml::Value::as_table).into_iter().flatten();
            let own = given.filter(|(_, value)| value.get("workspace").and_then(toml::Value::as_bool) != Some(true));
            for (name, _) in own {
                let what = format!("`{name}` has a version of its own");
                let help = "give it in [workspace.dependencies] and say `workspace = true` here";
                findings.push(finding(path, 0, "versions", what, help));
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

impl Visit<'_> for Functions<'_> {
    fn visit_signature(&mut self, signature: &syn::Signature) {
        let name = signature.ident.to_string();
        if has_empty_verb(&name) {
            let what = format!("the function name `{name}` says nothing about what it does");
            let line = signature.ident.span().start().line;
            let help =
                "use a verb that does: load, apply, merge, upgrade, parse, infer, lower, claim, emit, render, write";
            self.findings.push(finding(self.path, line, "names", what, help));
        }
        syn::visit::visit_signature(self, signature);
    }

    /// What another's trait calls its functions is not ours to choose.
    fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
        if item.trait_.is_none() {
            syn::visit::visit_item_impl(self, item);
        }
    }
}
