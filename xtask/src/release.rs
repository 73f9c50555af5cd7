//! Versions and changelogs: the changes of a client since the last commit, and the version that follows from them.

mod baseline;
mod changelog;
mod version;

use clientsmith::diagnostic::Diagnostics;
use clientsmith::diff::Level;
use clientsmith::emit::{OutlineItem, read_outline};
use clientsmith::lock::{self, LockedRelease};
use clientsmith::{Input, Output, ir};
use semver::Version;
use sha2::{Digest, Sha256};

use crate::clients::{self, VersionSetting};
use crate::diff::{Findings, OUTLINE};
use crate::error::CliError;
use crate::job::Job;
use baseline::Baseline;

/// A generated client with its version and changelog.
pub(crate) struct Release {
    pub(crate) output: Output,
    /// The changes of the API in three lines; empty if there are none.
    pub(crate) summary: String,
    /// The configured version that is too low for the changes, with the fix.
    pub(crate) unchanged_version: Option<String>,
}

/// Sets the version of a generated client and adds its changes to the changelog.
pub(crate) fn prepare(job: &Job, output: Output) -> Result<Release, CliError> {
    let mut release = Release { output, summary: String::new(), unchanged_version: None };
    release.output.files.extend(changelog::existing(&job.out)?);
    let outline = outline(&release.output);
    let record = record(&job.input);
    let is_recorded = job.release.version == VersionSetting::None
        || record.as_ref().is_some_and(|record| {
            Some(&record.version) == job.input.version.as_ref() && record.api == digest(&outline)
        });
    if is_recorded && job.compare(&release.output)?.is_empty() {
        return Ok(release);
    }
    let baseline = Baseline::find(job)?;
    let findings = baseline.as_ref().map(|baseline| baseline.changes(job, &outline)).transpose()?.flatten();
    let level = findings.as_ref().map_or(Level::None, Findings::source).max(Level::Patch);
    let current = job.input.version.as_deref().unwrap_or(ir::DEFAULT_VERSION);
    let mut version = Version::parse(current).ok();
    match job.release.version.clone() {
        VersionSetting::None => {}
        VersionSetting::Auto => {
            version = version.map(|current| {
                let base = baseline.as_ref().and_then(|baseline| baseline.version.clone());
                let is_set_by_hand = record.as_ref().is_some_and(|record| record.version != current.to_string());
                version::next(current, base, level, is_set_by_hand)
            });
            regenerate(job, &mut release, version.as_ref(), &outline);
        }
        VersionSetting::Fixed(fixed) => match &record {
            Some(record) if record.version == fixed.to_string() && record.api != digest(&outline) => {
                let next = version::bumped(&fixed, level);
                release.unchanged_version = Some(format!(
                    "the API of {} changed since version {fixed}: set a later `version` in {}, such as {next}",
                    job.input.package,
                    clients::NAME
                ));
            }
            _ => regenerate(job, &mut release, Some(&fixed), &outline),
        },
    }
    if let Some((baseline, findings)) = baseline.as_ref().zip(findings.as_ref()) {
        let version = version.as_ref().filter(|_| job.release.version != VersionSetting::None);
        release.summary = baseline.summarize(job, findings, version);
        if job.release.changelog {
            changelog::add(&mut release.output.files, &job.input.package, version, baseline, findings);
        }
    }
    Ok(release)
}

/// Generates the client with a version, and records it.
fn regenerate(job: &Job, release: &mut Release, version: Option<&Version>, outline: &[OutlineItem]) {
    let Some(version) = version.map(Version::to_string) else { return };
    let changelog = release.output.files.remove_entry(changelog::NAME);
    let locked = LockedRelease { version: version.clone(), api: digest(outline) };
    let input = Input { version: Some(version), release: Some(locked), ..job.input.clone() };
    release.output = clientsmith::generate(&input);
    release.output.files.extend(changelog);
}

/// Returns the release in the lock of the earlier run.
fn record(input: &Input) -> Option<LockedRelease> {
    lock::read(input.lock.as_ref()?, &mut Diagnostics::default()).kept.release
}

/// Returns the outline of a generated client.
fn outline(output: &Output) -> Vec<OutlineItem> {
    output.files.get(OUTLINE).map(|text| read_outline(text)).unwrap_or_default()
}

/// Returns the hash of an outline in hexadecimal digits.
fn digest(outline: &[OutlineItem]) -> String {
    let mut hash = Sha256::new();
    for item in outline {
        hash.update(item.path.as_bytes());
        hash.update([0]);
        hash.update(item.declaration.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
