//! The client before the changes: the last commit, or the crate on the disk.

use std::fs;

use clientsmith::diff::{Level, compare_outlines};
use clientsmith::emit::{OutlineItem, read_outline};
use semver::Version;

use super::version;
use crate::clients;
use crate::diff::{self, CommittedClient, Findings, OUTLINE, Versions};
use crate::error::CliError;
use crate::job::Job;

/// The number of breaking items in a summary.
const SHOWN: usize = 3;

/// The client before the changes.
pub(super) struct Baseline {
    pub(super) version: Option<Version>,
    outline: Vec<OutlineItem>,
    /// The client in the last commit; `None` for the crate on the disk.
    committed: Option<CommittedClient>,
}

impl Baseline {
    /// Returns the client of the last commit. If there is none, returns that on the disk.
    pub(super) fn find(job: &Job) -> Result<Option<Self>, CliError> {
        let committed = job.workspace.as_deref().map(|root| diff::committed(root, &job.input.package, "HEAD"));
        if let Some(Ok(mut committed)) = committed
            && let Some(outline) = committed.outline.take()
        {
            return Ok(Some(Self { version: committed.version.clone(), outline, committed: Some(committed) }));
        }
        let Ok(text) = fs::read_to_string(job.out.join(OUTLINE)) else { return Ok(None) };
        let version = clients::version_of(&job.out.join("Cargo.toml"));
        Ok(Some(Self { version, outline: read_outline(&text), committed: None }))
    }

    /// Returns the changes since this version; `None` if its documents cannot be read any more. Without them, the effects on
    /// deployed clients are unknown.
    pub(super) fn changes(&self, job: &Job, outline: &[OutlineItem]) -> Result<Option<Findings>, CliError> {
        let Some(committed) = &self.committed else {
            return Ok(Some(Findings::without_places(compare_outlines(&self.outline, outline))));
        };
        let (old, new) = (committed.input.clone(), job.input.clone());
        diff::compare(&Versions { old, new, recorded: Some(self.outline.clone()) }, false)
    }

    /// Returns true if changes are counted from a commit, so that a later run shows all of them again.
    pub(super) fn is_committed(&self) -> bool {
        self.committed.is_some()
    }

    /// Returns three lines about the changes; an empty text if no item changed.
    pub(super) fn summarize(&self, job: &Job, findings: &Findings, version: Option<&Version>) -> String {
        let [added, changed, removed] = findings.counts();
        if added + changed + removed == 0 {
            return String::new();
        }
        let (since, wire) = if self.is_committed() {
            ("the last commit", format!(", wire: {}", findings.wire().as_str()))
        } else {
            ("the last run", String::new())
        };
        let source = findings.source();
        let breaking = findings.breaking();
        let broken = match breaking.split_at_checked(SHOWN) {
            Some((shown, rest)) if !rest.is_empty() => format!("{} and {} more", shown.join(", "), rest.len()),
            _ => breaking.join(", "),
        };
        let broken = if broken.is_empty() { "nothing".to_owned() } else { broken };
        let base = self.version.as_ref().or(version);
        let next = match (base, version) {
            (Some(base), Some(version)) if base != version => format!("version {version} after {base}"),
            (Some(base), Some(_)) => format!("version {base}"),
            (Some(base), None) => format!("the next version after {base} is {}", version::bumped(base, source)),
            (None, _) => format!("level {}", source.as_str()),
        };
        let details = match self.is_committed() && source.max(findings.wire()) > Level::None {
            true => format!("; `cargo xtask diff --client {}` shows all changes", job.input.package),
            false => String::new(),
        };
        format!(
            "  API since {since}: {added} added, {changed} changed, {removed} removed; source: {}{wire}\n  breaking: \
             {broken}\n  {next}{details}\n",
            source.as_str()
        )
    }
}
