//! The project's commands. Only this package accesses the disk and the network, and prints.
//!
//! The exit code of a command is its worst [`Outcome`].

mod calibrate;
mod child;
mod clients;
mod codegen;
mod conformance;
mod corpus;
mod diff;

mod discover;
mod error;
mod explain;
mod infer;
mod inputs;
mod job;
mod learn;
mod measure;
mod normalize;
mod parallel;
mod providers;
mod release;
mod render_diagnostics;
mod report;
mod source_lines;
mod source_url;
mod text_layout;
mod tidy;
mod unified_diff;
mod update;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use error::CliError;

/// Generates typed Rust clients from Swagger 2.0 and OpenAPI documents.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "\
Exit codes: 0 success; 1 findings, stale files or (with --strict) warnings; 2 bad usage or bad input."
)]
struct Cli {
    /// The workspace, if it is not that of this program
    #[arg(long, value_name = "DIR", global = true, hide = true)]
    workspace: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Calibrate(calibrate::Calibrate),
    Codegen(codegen::Codegen),
    Conformance(conformance::Conformance),
    Corpus(corpus::Corpus),
    #[command(hide = true)]
    CorpusDocument(corpus::document_command::CorpusDocument),
    Diff(diff::Diff),
    Explain(explain::Explain),
    Infer(infer::Infer),
    Learn(learn::Learn),
    Measure(measure::Measure),
    Normalize(normalize::Normalize),
    Tidy(tidy::Tidy),
    Update(update::Update),
}

/// The result of a command, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Done,
    Findings,
    BadInput,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = run(&cli).unwrap_or_else(|error| {
        report::error(&error);
        Outcome::BadInput
    });
    ExitCode::from(match outcome {
        Outcome::Done => 0,
        Outcome::Findings => 1,
        Outcome::BadInput => 2,
    })
}

fn run(cli: &Cli) -> Result<Outcome, CliError> {
    let workspace = || workspace(cli);
    match &cli.command {
        Command::Calibrate(args) => calibrate::run(args),
        Command::Codegen(args) => codegen::run(args, workspace()?),
        Command::Conformance(args) => conformance::run(args, workspace()?),
        Command::Corpus(args) => corpus::run(args, workspace()?),
        Command::CorpusDocument(args) => corpus::document_command::run(args),
        Command::Diff(args) => diff::run(args, workspace()?),
        Command::Explain(args) => explain::run(args),
        Command::Infer(args) => infer::run(args),
        Command::Learn(args) => learn::run(args),
        Command::Measure(args) => measure::run(args),
        Command::Normalize(args) => normalize::run(args),
        Command::Tidy(args) => tidy::run(args, workspace()?),
        Command::Update(args) => update::run(args, workspace()?),
    }
}

/// Returns the workspace that this program was built in, so that commands work from any directory.
fn workspace(cli: &Cli) -> Result<&Path, CliError> {
    if let Some(workspace) = &cli.workspace {
        return Ok(workspace);
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().filter(|root| root.join("Cargo.toml").is_file()).ok_or_else(|| {
        CliError::new(format!("the workspace was moved: {} does not exist", package.display()))
            .help("run `cargo xtask` in the checkout, which rebuilds this program")
    })
}
