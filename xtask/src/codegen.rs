//! `cargo xtask codegen`: writes client crates and their ledgers, or with `--check` shows stale files.

use std::path::{Path, PathBuf};

use clap::Args;
use clientsmith::Input;
use clientsmith::diagnostic::Severity;

use crate::clients::{self, ReleaseSettings};
use crate::error::CliError;
use crate::job::{self, Job, JobOptions};
use crate::release::{self, Release};
use crate::{Outcome, inputs, report, unified_diff};

/// Generate client crates.
///
/// Without --spec, generates every client in specs/clients.toml. With --spec, generates one crate from Swagger 2.0 or
/// OpenAPI documents; several documents are merged into one API.
///
/// The crate is replaced atomically, and only if something changed. Files in its directory that are not marked
/// `@generated`, such as hand-written tests, are kept. Symbolic links are not followed for writing: --out, --ledger and
/// --lock must not be links. Runs on the same crate wait for each other.
///
/// The lock records the names of the client and the inferences that shape it. Later runs keep them, whatever is added
/// to the documents; names of items that the documents no longer have stay reserved.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask codegen --spec petstore.yaml --out ../petstore-client --package petstore-client
  cargo xtask codegen --spec petstore.yaml --out ../petstore-client --package petstore-client --driver
  cargo xtask codegen --spec users.json orders.json --overlay fixes.yaml --out client --package shop-client

Exit codes: 0 success; 1 stale files (with --check) or warnings (with --strict); 2 bad usage or bad input.")]
pub(crate) struct Codegen {
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out", requires = "package")]
    spec: Vec<PathBuf>,
    /// APIs.json catalog that lists the API
    #[arg(long, value_name = "FILE", requires = "spec")]
    catalog: Option<PathBuf>,
    /// Overlays to apply, in this order
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "spec")]
    overlay: Vec<PathBuf>,
    /// Pages of the API's documentation: HTML, Markdown or text
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "spec")]
    docs: Vec<PathBuf>,
    /// Directory of the crate: new, empty, or generated earlier
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// Package name of the crate
    #[arg(long, value_name = "NAME", requires = "spec", value_parser = clients::check_package)]
    package: Option<String>,
    /// Also write the ledger: every repair and inference, with its evidence
    #[arg(long, value_name = "FILE", requires = "spec")]
    ledger: Option<PathBuf>,
    /// Keep the names and inferences in this file, and write it: the lock of the client
    #[arg(long, value_name = "FILE", requires = "spec")]
    lock: Option<PathBuf>,
    /// Release the names of items that the documents no longer have
    #[arg(long)]
    prune_lock: bool,
    /// Rename operations whose ids changed, with deprecated aliases under their earlier names
    #[arg(long)]
    accept_rename: bool,
    /// Replace the inferences in the lock that differ from the new ones
    #[arg(long)]
    accept_inference: bool,
    /// Form of the required parameters of operations
    #[arg(long, value_name = "FORM", requires = "spec", default_value = "positional")]
    required: clients::Required,
    /// Also write examples/drive.rs, a program that calls every operation once
    #[arg(long, requires = "spec")]
    driver: bool,
    /// Write nothing; show the differences and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing and exit with 1 if there are warnings
    #[arg(long)]
    strict: bool,
    /// Keep only inferences with at least 95 % confidence
    #[arg(long)]
    strict_inference: bool,
    /// Show all diagnostics instead of the first 20 of each code
    #[arg(long)]
    all: bool,
}

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Codegen, root: &Path) -> Result<Outcome, CliError> {
    if let (Some(out), Some(package)) = (&args.out, &args.package) {
        return run_job(&job_from_args(args, out, package)?, args);
    }
    let options = JobOptions {
        prune_lock: args.prune_lock,
        accept_renames: args.accept_rename,
        accept_inferences: args.accept_inference,
        strict_inference: args.strict_inference,
    };
    let mut outcome = Outcome::Done;
    for client in clients::read(root)? {
        let done = Job::from_client(&client, root, options, Vec::new())
            .and_then(|job| run_job(&job, args))
            .unwrap_or_else(|error| {
                report::error(&error);
                Outcome::BadInput
            });
        outcome = outcome.max(done);
    }
    Ok(outcome)
}

fn job_from_args(args: &Codegen, out: &Path, package: &str) -> Result<Job, CliError> {
    let documents = args.spec.iter().map(PathBuf::as_path);
    let (overlay, docs, catalog) = (args.overlay.clone(), args.docs.clone(), args.catalog.clone());
    let input_args = inputs::InputArgs { overlay, docs, catalog, strict_inference: args.strict_inference };
    let input = inputs::read_input(documents, &input_args)?;
    let displayed = |path: &PathBuf| (path.clone(), inputs::slashed(path));
    let (ledger, lock) = (args.ledger.as_ref().map(displayed), args.lock.as_ref().map(displayed));
    let input = Input {
        package: package.to_owned(),
        driver: args.driver,
        required: args.required.into(),
        lock: job::earlier_lock(lock.as_ref())?,
        prune_lock: args.prune_lock,
        accept_renames: args.accept_rename,
        accept_inferences: args.accept_inference,
        ..input
    };
    Ok(Job {
        input,
        out: out.to_owned(),
        out_display: inputs::slashed(out),
        ledger,
        lock,
        workspace: None,
        release: ReleaseSettings::default(),
        fetched: Vec::new(),
    })
}

fn run_job(job: &Job, args: &Codegen) -> Result<Outcome, CliError> {
    let Some(output) = job.generate(args.all)? else { return Ok(Outcome::BadInput) };
    let Release { output, summary: api_summary, unchanged_version } = release::prepare(job, output)?;
    let summary = job.summarize(&output);
    if args.strict && output.diagnostics.count(Severity::Warning) > 0 {
        report::results(&format!("{summary} (nothing written: --strict rejects warnings)\n"))?;
        return Ok(Outcome::Findings);
    }
    if args.check {
        let changes = job.compare(&output)?;
        report::results(&changes.iter().map(unified_diff::render).collect::<String>())?;
        report::results(&format!("{summary} ({})\n", job::state(changes.len(), "stale")))?;
        unchanged_version.iter().for_each(|message| report::note(message));
        let is_current = changes.is_empty() && unchanged_version.is_none();
        return Ok(if is_current { Outcome::Done } else { report_stale(args, !changes.is_empty()) });
    }
    let changes = job.write(&output)?;
    report::results(&format!("{summary} ({})\n", job::state(changes.len(), "changed")))?;
    report::results(&api_summary)?;
    unchanged_version.iter().for_each(|message| report::note(&format!("note: {message}")));
    Ok(Outcome::Done)
}

fn report_stale(args: &Codegen, has_changes: bool) -> Outcome {
    if !has_changes {
        return Outcome::Findings;
    }
    let command = if args.spec.is_empty() { "`cargo xtask codegen`" } else { "the same command without --check" };
    report::note(&format!("stale: run {command} and commit the result"));
    Outcome::Findings
}
