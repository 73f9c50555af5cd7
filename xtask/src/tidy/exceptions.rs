//! Applies the exceptions: `EXCEPTIONS` and `QUOTATIONS` with a reason for each row, and the backlog of open findings.
//!
//! All lists may only shrink. A row that allows nothing is a finding.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Finding;
use super::tables::Exception;

/// The backlog's file: rule, file or directory, and the number of allowed findings.
pub(super) const BACKLOG: &str = "xtask/src/tidy/backlog.tsv";

const TABLES: &str = "xtask/src/tidy/tables.rs";

/// Removes the findings that `exceptions` allow, and adds one for each exception that allows nothing.
pub(super) fn apply(findings: Vec<Finding>, exceptions: &[Exception]) -> Vec<Finding> {
    let unused = exceptions.iter().filter(|exception| !findings.iter().any(|finding| exception.allows(finding)));
    let unused: Vec<Finding> = unused.map(unused_exception).collect();
    let rest = findings.into_iter().filter(|finding| !exceptions.iter().any(|exception| exception.allows(finding)));
    rest.chain(unused).collect()
}

impl Exception {
    fn allows(&self, finding: &Finding) -> bool {
        let is_below =
            finding.file.strip_prefix(self.file).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_below && self.rule == finding.rule && self.subject == finding.subject && !self.reason.is_empty()
    }
}

fn unused_exception(exception: &Exception) -> Finding {
    let Exception { file, rule, subject, .. } = exception;
    let message = format!("{file} does not break the rule `{rule}` ({subject:?}) that it is excepted from");
    let help = "remove the row; a row without a reason allows nothing".to_owned();
    Finding::new(TABLES, 0, "exceptions", message, help)
}

/// The number of allowed findings by rule and file.
pub(super) type Backlog = BTreeMap<(String, String), usize>;

/// Parses the backlog; lines that start with `#` are comments.
pub(super) fn parse(text: &str) -> Backlog {
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| {
        let mut cells = line.split('\t');
        let (rule, file, count) = (cells.next()?, cells.next()?, cells.next()?.parse().ok()?);
        Some(((rule.to_owned(), file.to_owned()), count))
    })
    .collect()
}

/// Counts findings by rule and file.
pub(super) fn count(findings: &[Finding]) -> Backlog {
    let mut backlog = Backlog::new();
    for finding in findings.iter().filter(|finding| finding.rule != "exceptions") {
        *backlog.entry((finding.rule.to_owned(), finding.file.clone())).or_default() += finding.weight;
    }
    backlog
}

/// Removes the findings that the backlog allows, and adds one for each row that allows too much.
pub(super) fn apply_backlog(findings: Vec<Finding>, backlog: &Backlog) -> Vec<Finding> {
    let counts = count(&findings);
    let key = |finding: &Finding| (finding.rule.to_owned(), finding.file.clone());
    let allowed = |finding: &Finding| backlog.get(&key(finding)) >= counts.get(&key(finding));
    let unused = backlog.iter().filter(|(key, _)| !counts.contains_key(key)).map(|((rule, file), _)| {
        let message = format!("{file} has no findings of the rule `{rule}` any more");
        Finding::new(BACKLOG, 0, "exceptions", message, "run `cargo xtask tidy --shrink`".to_owned())
    });
    let unused: Vec<Finding> = unused.collect();
    findings.into_iter().filter(|finding| finding.rule == "exceptions" || !allowed(finding)).chain(unused).collect()
}

/// Returns the backlog's new text, or the rules that have more findings than before.
pub(super) fn shrink(old: &Backlog, findings: &[Finding]) -> Result<String, Vec<String>> {
    let new = count(findings);
    let total = |backlog: &Backlog, rule: &str| -> usize {
        backlog.iter().filter(|((of, _), _)| of == rule).map(|(_, count)| count).sum()
    };
    let mut rules: Vec<&str> = new.keys().map(|(rule, _)| &**rule).collect();
    rules.dedup();
    let grown = rules
        .into_iter()
        .filter(|rule| total(&new, rule) > total(old, rule))
        .map(|rule| format!("{rule}: {} findings, {} allowed", total(&new, rule), total(old, rule)));
    let grown: Vec<String> = grown.collect();
    if !grown.is_empty() {
        return Err(grown);
    }
    let mut text =
        "# Findings that `cargo xtask tidy` still allows: rule, file or directory, number. It may only shrink:\n\
                    # `cargo xtask tidy --shrink` rewrites it, and `cargo xtask tidy --all` lists the findings.\n"
            .to_owned();
    for ((rule, file), count) in &new {
        let _ = writeln!(text, "{rule}\t{file}\t{count}");
    }
    Ok(text)
}
