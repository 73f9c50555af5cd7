//! `cargo xtask measure`: how often inference is right about documents that declare their types.
//!
//! Comes in: folders. Goes out: a table, and with `--json` the same as data. It knows no document by name, and makes no
//! allowance for any.

mod score;
mod table;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::fault::Fault;
use crate::{Outcome, providers, report};
use score::{Measured, Told};

/// Take the types of documents away, infer them again, and compare.
///
/// With the type of an argument goes all that its schema says but the description: names and words are what is left.
/// Documents are read from .json and .yaml files; whose each is, the first folder below the one that is named says, or
/// the beginning of the file's name up to `__`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask measure ../apis
  cargo xtask measure ../apis --by rule type --wrong
  cargo xtask measure ../apis --json > measured.json

Precision is over the arguments that do not declare a string: of those about which something was said, how many declare
just that. Recall is how many of these arguments were found. A string is what is declared where nobody gave the type a
thought; `of all` is the precision with those counted as wrong. A list told in words is no contradiction to a declared
string, as joined text can be declared either way, and is not counted.")]
pub(crate) struct Measure {
    /// Folders to search, and single documents
    #[arg(required = true, value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// What the rows of the table are
    #[arg(long, value_enum, num_args = 1.., default_value = "confidence")]
    by: Vec<By>,
    /// List what was said and is declared otherwise
    #[arg(long)]
    wrong: bool,
    /// List what declares a type other than string that was not believed
    #[arg(long)]
    missed: bool,
    /// Print every figure as JSON
    #[arg(long)]
    json: bool,
}

/// What scores are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// Everything said with at least this confidence
    Confidence,
    /// What each rule said that was believed
    Rule,
    /// Each type, as it was said and believed
    Type,
    /// Each provider's documents
    Provider,
}

/// Runs the command.
pub(crate) fn run(args: &Measure) -> Result<Outcome, Fault> {
    let files = providers::files(&args.roots)?.into_iter();
    let files = files.flat_map(|(provider, files)| files.into_iter().map(move |file| (provider.clone(), file)));
    let files: Vec<_> = files.collect();
    let documents = providers::read_each(&files, "measure", generator::measure)?;
    let measured = Measured::of(&documents);
    if measured.told.is_empty() {
        return Err(Fault::new("there is no API description that declares types").help("name a folder that has such"));
    }
    let wrong = args.wrong.then(|| measured.once().filter(|told| told.is_wrong()).collect::<Vec<&Told>>());
    let missed = args.missed.then(|| measured.once().filter(|told| told.is_missed()).collect::<Vec<&Told>>());
    if args.json {
        report::document(&table::json(&measured, wrong.as_deref(), missed.as_deref()))?;
    } else {
        report::results(&table::draw(&measured, &args.by, wrong.as_deref(), missed.as_deref()))?;
    }
    Ok(Outcome::Done)
}
