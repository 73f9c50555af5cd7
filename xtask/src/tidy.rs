//! `cargo xtask tidy`: the house rules that no other tool checks.
//!
//! Comes in: the workspace's own files. Goes out: findings, each with file, line, what and what to do. The rules are
//! data in `tables`; `imports` and `files` apply them to one file at a time and know nothing of the disk.

mod files;
mod imports;
mod tables;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use crate::fault::Fault;
use crate::{Outcome, read, report, write};
use tables::Exception;

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    /// The file, relative to the workspace.
    file: String,
    /// The line, from 1; 0 where the file as a whole is meant.
    line: usize,
    /// The rule's name.
    rule: &'static str,
    /// What is wrong.
    what: String,
    /// What to do about it.
    help: String,
}

/// Runs the command.
pub(crate) fn run(root: &Path) -> Result<Outcome, Fault> {
    let findings = check(root)?;
    for finding in &findings {
        report::results(&draw(finding))?;
    }
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::Findings })
}

fn draw(finding: &Finding) -> String {
    let Finding { file, line, rule, what, help } = finding;
    let line = if *line == 0 { String::new() } else { format!(":{line}") };
    format!("{file}{line}: {what} [{rule}]\n  help: {help}\n")
}

/// Checks every file of the workspace that is written by hand.
fn check(root: &Path) -> Result<Vec<Finding>, Fault> {
    let mut paths = Vec::new();
    let mut findings = Vec::new();
    for name in list(root)? {
        if files::is_top_level(&name) {
            collect(root, &name, &mut paths)?;
        } else {
            findings.push(files::not_top_level(&name));
        }
    }
    for path in paths {
        let bytes = fs::read(root.join(&path)).map_err(|error| Fault::io("read", &root.join(&path), &error))?;
        if let Ok(text) = String::from_utf8(bytes)
            && !text.lines().next().is_some_and(|line| line.contains(write::MARK))
        {
            findings.extend(check_file(&path, &text));
        }
    }
    findings.sort();
    Ok(settle(findings, tables::EXCEPTIONS))
}

/// Checks one file, given by its path in the workspace.
fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = files::check(path, text);
    // As in test modules, tests in a file of their own may import what they need to set up.
    if let Some(module) = path.strip_prefix("generator/src/").and_then(|path| path.strip_suffix(".rs"))
        && !module.ends_with("/tests")
    {
        findings.extend(imports::check(path, module, text));
    }
    findings
}

/// Takes out what an exception allows; an exception that allows nothing is a finding of its own.
fn settle(findings: Vec<Finding>, exceptions: &[Exception]) -> Vec<Finding> {
    let allows = |exception: &Exception, finding: &Finding| {
        exception.file == finding.file && exception.rule == finding.rule && !exception.reason.is_empty()
    };
    let idle = exceptions.iter().filter(|exception| !findings.iter().any(|finding| allows(exception, finding)));
    let idle: Vec<Finding> = idle.map(idle_exception).collect();
    let broken = findings.into_iter().filter(|finding| !exceptions.iter().any(|exception| allows(exception, finding)));
    broken.chain(idle).collect()
}

fn idle_exception(exception: &Exception) -> Finding {
    Finding {
        file: "xtask/src/tidy/tables.rs".to_owned(),
        line: 0,
        rule: "exceptions",
        what: format!("{} does not break the rule `{}` that it is excepted from", exception.file, exception.rule),
        help: "take the row out of EXCEPTIONS (a row without a reason allows nothing)".to_owned(),
    }
}

/// The text files below `path`; folders of fixtures hold the world's mistakes, and are not ours to tidy.
fn collect(root: &Path, path: &str, paths: &mut Vec<String>) -> Result<(), Fault> {
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

fn list(folder: &Path) -> Result<Vec<String>, Fault> {
    let refuse = |error| Fault::io("list", folder, &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(refuse)? {
        names.push(read::slashed(Path::new(&entry.map_err(refuse)?.file_name())));
    }
    names.sort();
    Ok(names)
}
