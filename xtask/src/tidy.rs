//! `cargo xtask tidy`: rules of this workspace that no other tool checks.
//!
//! The rules and their exceptions are data in `tables`; the other modules apply them to the hand-written files.

mod cycles;
mod exceptions;
mod files;
mod imports;
mod lexer;
mod paths;
mod source;
mod tables;
#[cfg(test)]
mod tests;
mod type_names;
mod words;

use std::fs;
use std::path::Path;

use crate::error::CliError;
use crate::{Outcome, inputs, report, write};
use source::Source;

/// Check the workspace's rules for imports, names, words, sizes and cycles
#[derive(Debug, clap::Args)]
pub(crate) struct Tidy {
    /// Files and directories whose findings are listed, relative to the workspace [default: all]
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
}

/// A violation of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    /// The file or directory, relative to the workspace.
    file: String,
    /// The line, from 1; 0 if the finding is about the file or directory.
    line: usize,
    /// The rule's name.
    rule: &'static str,
    /// The word or type name that exceptions refer to; empty for other rules.
    subject: String,
    /// The error.
    message: String,
    /// The fix.
    help: String,
}

impl Finding {
    fn new(file: &str, line: usize, rule: &'static str, message: impl Into<String>, help: String) -> Self {
        let (file, message) = (file.to_owned(), message.into());
        Self { file, line, rule, subject: String::new(), message, help }
    }
}

/// Runs the command.
pub(crate) fn run(args: &Tidy, root: &Path) -> Result<Outcome, CliError> {
    let findings = exceptions::apply(check(root)?, &[tables::EXCEPTIONS, tables::QUOTATIONS].concat());
    let is_listed =
        |finding: &&Finding| args.paths.is_empty() || args.paths.iter().any(|path| finding.file.starts_with(path));
    for finding in findings.iter().filter(is_listed) {
        report::results(&render(finding))?;
    }
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::Findings })
}

fn render(finding: &Finding) -> String {
    let Finding { file, line, rule, message, help, .. } = finding;
    let line = if *line == 0 { String::new() } else { format!(":{line}") };
    format!("{file}{line}: {message} [{rule}]\n  help: {help}\n")
}

/// Checks the hand-written files of the workspace, without exceptions.
fn check(root: &Path) -> Result<Vec<Finding>, CliError> {
    let mut paths = Vec::new();
    let mut findings = Vec::new();
    for name in list(root)? {
        if files::is_top_level(&name) {
            collect(root, &name, &mut paths)?;
        } else {
            findings.push(files::not_top_level(&name));
        }
    }
    let mut sources = Vec::new();
    for path in paths {
        let bytes = fs::read(root.join(&path)).map_err(|error| CliError::io("read", &root.join(&path), &error))?;
        if let Ok(text) = String::from_utf8(bytes)
            && !text.lines().next().is_some_and(|line| line.contains(write::MARK))
        {
            sources.push(Source::new(&path, &text));
        }
    }
    findings.extend(sources.iter().flat_map(check_file));
    findings.extend(check_crates(&sources));
    findings.sort();
    Ok(findings)
}

/// Applies the rules about single files.
fn check_file(source: &Source) -> Vec<Finding> {
    [files::check(source), imports::check(source), words::check(source)].concat()
}

/// Applies the rules about crates.
fn check_crates(sources: &[Source]) -> Vec<Finding> {
    [cycles::check(sources), type_names::check(sources)].concat()
}

/// Collects the files below `path`; directories of fixtures contain documents of others and are left out.
fn collect(root: &Path, path: &str, paths: &mut Vec<String>) -> Result<(), CliError> {
    let at = root.join(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    if at.is_symlink() || ["target", "fixtures", "snapshots", ".git"].contains(&name) {
        return Ok(());
    }
    if at.is_dir() {
        for child in list(&at)? {
            collect(root, &format!("{path}/{child}"), paths)?;
        }
    } else {
        paths.push(path.to_owned());
    }
    Ok(())
}

fn list(directory: &Path) -> Result<Vec<String>, CliError> {
    let io_error = |error| CliError::io("list", directory, &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).map_err(io_error)? {
        names.push(inputs::slashed(Path::new(&entry.map_err(io_error)?.file_name())));
    }
    names.sort();
    Ok(names)
}
