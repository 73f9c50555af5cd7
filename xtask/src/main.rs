//! The project's commands. Only this package reads and writes the disk, and prints.
//!
//! Comes in: the command line. Goes out: the exit code, which is the worst of what the command met.

mod clients;
mod codegen;
mod conformance;
mod corpus;
mod count;
mod diff;
mod draw;
mod explain;
mod fault;
mod find;
mod infer;
mod lines;
mod many;
mod measure;
mod normalize;
mod providers;
mod read;
mod report;
mod sheet;
mod tidy;
mod write;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use fault::Fault;

/// Typed Rust clients from Swagger 2.0 and OpenAPI documents, also from sparse and broken ones.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "\
Exit codes: 0 done; 1 findings, stale files or (with --strict) warnings; 2 bad usage or bad input."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Codegen(codegen::Codegen),
    Conformance(conformance::Conformance),
    Corpus(corpus::Corpus),
    Count(count::Count),
    Explain(explain::Explain),
    Infer(infer::Infer),
    Measure(measure::Measure),
    Normalize(normalize::Normalize),
    /// Check the workspace's own rules: who may import whom, sizes, names.
    Tidy,
}

/// How a command ended; the worse, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Done,
    Findings,
    BadInput,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = run(&cli.command).unwrap_or_else(|fault| {
        report::fault(&fault);
        Outcome::BadInput
    });
    ExitCode::from(match outcome {
        Outcome::Done => 0,
        Outcome::Findings => 1,
        Outcome::BadInput => 2,
    })
}

fn run(command: &Command) -> Result<Outcome, Fault> {
    match command {
        Command::Codegen(args) => codegen::run(args, workspace()?),
        Command::Conformance(args) => conformance::run(args, workspace()?),
        Command::Corpus(args) => corpus::run(args, workspace()?),
        Command::Count(args) => count::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Infer(args) => infer::run(args),
        Command::Measure(args) => measure::run(args),
        Command::Normalize(args) => normalize::run(args),
        Command::Tidy => tidy::run(workspace()?),
    }
}

/// The workspace that this program was built in, so that commands work from any folder.
fn workspace() -> Result<&'static Path, Fault> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().filter(|root| root.join("Cargo.toml").is_file()).ok_or_else(|| {
        Fault::new(format!("the workspace was moved: {} is gone", package.display()))
            .help("run `cargo xtask` in the checkout, which builds this program anew")
    })
}
