//! Applies the exceptions, `EXCEPTIONS` and `QUOTATIONS`, which have a reason for each row.
//!
//! Both lists may only shrink. A row that allows nothing is a finding.

use super::Finding;
use super::tables::Exception;

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
