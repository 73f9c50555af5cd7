//! `cargo xtask diff`: compares the clients of two versions of a document.

mod committed;
mod findings;
mod ignore;
mod json;
mod markdown;
mod text;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use clientsmith::diff::Level;
use clientsmith::emit::OutlineItem;
use clientsmith::{Compared, Input};

use crate::error::CliError;
use crate::{Outcome, inputs, report};
pub(crate) use committed::{CommittedClient, OUTLINE, committed};
pub(crate) use findings::Findings;
pub(crate) use markdown::entry;

/// Compare the Rust clients of two versions of an API.
///
/// Shows each changed item of the client with its locations in both documents, the cause of the change, and two verdicts:
/// `source` (does calling code still compile) and `wire` (do deployed clients of the old version still work). A major
/// change breaks, a minor one adds something, and a patch does neither. For versions 0.x, Cargo treats a new minor
/// version as breaking.
///
/// The new client keeps the names of the old one, as `cargo xtask codegen` does with its lock.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask diff petstore-1.yaml petstore-2.yaml
  cargo xtask diff --client generated-client
  cargo xtask diff --client generated-client --rev v0.3.0 --format markdown
  cargo xtask diff old.json new.json --fail-on major --ignore accepted.toml

The file of --ignore is TOML, with a table for each accepted change:

  [[ignore]]
  fingerprint = \"1f0c2d9a8b7e\"
  reason = \"nobody calls it\"

Exit codes: 0 success; 1 changes of the level of --fail-on or above; 2 bad usage or bad input.")]
pub(crate) struct Diff {
    /// Document of the old version
    #[arg(value_name = "OLD", required_unless_present = "client", conflicts_with = "client")]
    old: Option<PathBuf>,
    /// Document of the new version
    #[arg(value_name = "NEW", required_unless_present = "client", conflicts_with = "client")]
    new: Option<PathBuf>,
    /// Compare the inputs of a client of specs/clients.toml with those of a commit
    #[arg(long, value_name = "PACKAGE", conflicts_with_all = ["overlay", "docs", "catalog", "strict_inference"])]
    client: Option<String>,
    /// Commit to compare with
    #[arg(long, value_name = "REVISION", default_value = "HEAD", requires = "client")]
    rev: String,
    #[command(flatten)]
    inputs: inputs::InputArgs,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: DiffFormat,
    /// Exit with 1 if a change has this level or a higher one
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<FailOn>,
    /// Accepted changes, which do not count
    #[arg(long, value_name = "FILE")]
    ignore: Option<PathBuf>,
    /// Show all diagnostics and all changes
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Markdown,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Major,
    Minor,
}

impl FailOn {
    fn level(self) -> Level {
        match self {
            Self::Major => Level::Major,
            Self::Minor => Level::Minor,
        }
    }
}

/// The inputs of both versions.
pub(crate) struct Versions {
    pub(crate) old: Input,
    pub(crate) new: Input,
    /// The outline that an earlier run wrote for the old inputs.
    pub(crate) recorded: Option<Vec<OutlineItem>>,
}

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Diff, root: &Path) -> Result<Outcome, CliError> {
    let ignored = args.ignore.as_deref().map(ignore::read).transpose()?.unwrap_or_default();
    let versions = versions(args, root)?;
    let Some(findings) = compare(&versions, args.all)? else { return Ok(Outcome::BadInput) };
    let findings = findings.ignoring(ignored);
    let rendered = match args.format {
        DiffFormat::Text => as_text(&findings, args.all),
        DiffFormat::Markdown => markdown::render(&findings),
        DiffFormat::Json => json::render(&findings),
    };
    report::results(&rendered)?;
    let worst = findings.source().max(findings.wire());
    let fails = args.fail_on.is_some_and(|fail_on| worst >= fail_on.level());
    Ok(if fails { Outcome::Findings } else { Outcome::Done })
}

/// Renders changes for the terminal.
pub(crate) fn as_text(findings: &Findings, all: bool) -> String {
    text::render(findings, report::width(), all)
}

fn versions(args: &Diff, root: &Path) -> Result<Versions, CliError> {
    if let Some(client) = &args.client {
        return committed::versions(root, client, &args.rev);
    }
    let read = |path: &Option<PathBuf>| {
        let input = inputs::read_input(path.iter().map(PathBuf::as_path), &args.inputs)?;
        Ok(Input { package: "client".to_owned(), ..input })
    };
    Ok(Versions { old: read(&args.old)?, new: read(&args.new)?, recorded: None })
}

/// Compares two versions; prints errors of their documents and returns `None` if there are any.
pub(crate) fn compare(versions: &Versions, all: bool) -> Result<Option<Findings>, CliError> {
    let Versions { old, new, recorded } = versions;
    let Compared { comparison, old_diagnostics, new_diagnostics } = clientsmith::diff(old, new, recorded.as_deref());
    for (diagnostics, input, version) in [(&old_diagnostics, old, "old"), (&new_diagnostics, new, "new")] {
        if diagnostics.has_errors() {
            report::diagnostics(diagnostics, input, all);
            report::note(&format!("the {version} version has errors; nothing was compared"));
        }
    }
    Ok(comparison.map(|comparison| Findings::new(comparison, old, new)))
}
