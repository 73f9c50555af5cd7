//! `cargo xtask learn`: writes an overlay of what recorded exchanges show.

pub(crate) mod recordings;
mod summary;

use std::path::PathBuf;

use clap::Args;
use clientsmith::learned::{self, LearnOptions};

use crate::error::CliError;
use crate::{Outcome, inputs, report, write};

/// Write an overlay with the types that recorded HTTP exchanges show.
///
/// Reads HAR files, Postman collections with saved responses, VCR cassettes and sample files, also those in directories.
/// Each exchange is matched to an operation by server, method and path. The overlay adds to the documents and changes
/// nothing that they declare. It contains names and counts, and no value of a recording except those of enums.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask learn traffic.har --spec petstore.yaml --out learned.yaml
  cargo xtask learn recordings/ --spec petstore.yaml --overlay fixes.yaml --out learned.yaml
  cargo xtask learn test.har --spec petstore.yaml --server https://test.example/v2 --out learned.yaml

A sample file has the request in its name: 'GET users,{id} 200.json' is a response of GET /users/{id}.

Exit codes: 0 success; 1 (with --strict) the exchanges contradict the documents; 2 bad usage or bad input.")]
pub(crate) struct Learn {
    /// Recordings, or directories that contain them
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// The documents of the API, YAML or JSON
    #[arg(long, required = true, value_name = "FILE", num_args = 1..)]
    spec: Vec<PathBuf>,
    #[command(flatten)]
    inputs: inputs::InputArgs,
    /// URLs of further servers of the API, such as the one that was recorded
    #[arg(long, value_name = "URL")]
    server: Vec<String>,
    /// The overlay to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace an existing overlay
    #[arg(long)]
    force: bool,
    /// Add operations for requests that are of none
    #[arg(long)]
    new_operations: bool,
    /// Write no value of a recording, not even those of enums
    #[arg(long)]
    no_values: bool,
    /// Fail if the exchanges contradict the documents
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub(crate) fn run(args: &Learn) -> Result<Outcome, CliError> {
    if args.out.exists() && !args.force {
        return Err(CliError::new(format!("{} exists", args.out.display()))
            .help("name another file, or replace this one with --force: corrections in it are lost"));
    }
    let input = inputs::read_input(args.spec.iter().map(PathBuf::as_path), &args.inputs)?;
    let result = clientsmith::learn(&input, &args.server).map_err(|url| {
        CliError::new(format!("{url:?} is no URL of a server")).help("name it as `https://api.example.com/v1`")
    })?;
    report::diagnostics(&result.diagnostics, &input, false);
    let (Some(mut learner), Some(dialect)) = (result.learner, result.dialect) else { return Ok(Outcome::BadInput) };
    let read = recordings::read(&args.sources, &mut learner)?;
    let options = LearnOptions { new_operations: args.new_operations, no_values: args.no_values };
    let extends = args.spec.first().map(|path| inputs::slashed(path)).unwrap_or_default();
    let facts = learned::write(&learner, dialect, &extends, &options);
    if let Some(overlay) = &facts.overlay {
        write::write_for_review(&args.out, &inputs::slashed(&args.out), overlay)?;
    }
    report::results(&summary::text(&read, &learner, &facts, &args.out))?;
    let contradicts = facts.disagreements.iter().any(|found| !found.is_addition());
    Ok(if args.strict && contradicts { Outcome::Findings } else { Outcome::Done })
}
