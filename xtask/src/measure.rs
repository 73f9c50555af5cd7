//! `cargo xtask measure`: measures precision and recall of inference on documents that declare their types, and of
//! inferred pagination on documents with labels.

mod learning;
mod pagination;
mod score;
mod table;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::discover::DocumentFile;
use crate::error::CliError;
use crate::{Outcome, providers, report};
use score::{Evaluation, ParameterScore};

/// Measure how often inference agrees with declared types.
///
/// Removes the declared types of parameters and all schema keywords except the description, infers the types again, and
/// compares. The provider of a document is the first directory below the given one, or the beginning of the file name
/// up to `__`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask measure ../apis
  cargo xtask measure ../apis --by rule type --wrong
  cargo xtask measure ../apis --json > measured.json
  cargo xtask measure ../apis --pagination --wrong --missed

Precision and recall are about the parameters that declare a type other than string. Precision is the share of the
inferred types that equal the declared ones; recall is the share of the parameters with a correctly inferred type.
Many documents declare a string without consideration; `of all` is the precision if these count as wrong. A list
described in prose does not contradict a declared string, as joined text can be declared either way; it is not counted.

With `--pagination`, the labels in xtask/src/measure/pagination_labels.tsv are compared with the pagination of clients.
Precision is the share of the inferred paginations that equal a label. Recall is their share of the operations whose
response states the next page or the end of the pages; `of all` is their share of all paginated operations, and `noted` the share of
the others for which a note states what is missing.

With `--examples` and `--recordings`, types are learned from samples alone and compared with the declared schemas: the
types of the fields that were seen, the fields learned as required, and the objects that are maps on one side or both.")]
pub(crate) struct Measure {
    /// Directories to search, and single documents
    #[arg(required = true, value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Exclude the providers of these directories, and those that may be the same
    #[arg(long, value_name = "DIR", num_args = 1..)]
    without: Vec<PathBuf>,
    /// Rows of the table
    #[arg(long, value_enum, num_args = 1.., default_value = "confidence")]
    by: Vec<By>,
    /// Measure pagination on the documents with labels, instead of types
    #[arg(long, conflicts_with_all = ["by", "json"])]
    pagination: bool,
    /// Measure types that are learned from examples, instead of inferred ones
    #[arg(long, conflicts_with_all = ["by", "json", "pagination", "missed"])]
    examples: bool,
    /// Measure types that are learned from these recordings, on the document that describes their API
    #[arg(long, value_name = "SOURCE", num_args = 1.., conflicts_with_all = ["by", "json", "pagination", "missed", "examples"])]
    recordings: Vec<PathBuf>,
    /// URLs of further servers of the API in the recordings
    #[arg(long, value_name = "URL", requires = "recordings")]
    server: Vec<String>,
    /// List the inferences that differ from the declared types, or from the labels
    #[arg(long)]
    wrong: bool,
    /// List the parameters that declare a type other than string, or the paginated operations, without an accepted
    /// inference
    #[arg(long)]
    missed: bool,
    /// Print all scores as JSON
    #[arg(long)]
    json: bool,
}

/// The subject of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// Inferences with at least this confidence
    Confidence,
    /// Accepted inferences by rule
    Rule,
    /// Accepted inferences by type
    Type,
    /// Accepted inferences by provider
    Provider,
}

/// Runs the command.
pub(crate) fn run(args: &Measure) -> Result<Outcome, CliError> {
    if !args.recordings.is_empty() {
        let score = learning::recordings(&args.roots, &args.recordings, &args.server)?;
        report::results(&learning::render(&[("recordings".to_owned(), score)], args.wrong))?;
        return Ok(Outcome::Done);
    }
    let without = providers::files(&args.without)?;
    let is_excluded = |provider: &str| without.keys().any(|other| providers::are_related(other, provider));
    let files = providers::files(&args.roots)?.into_iter().filter(|(provider, _)| !is_excluded(provider));
    let files = files.flat_map(|(provider, files)| files.into_iter().map(move |file| (provider.clone(), file)));
    let mut files: Vec<_> = files.collect();
    if args.pagination {
        return measure_pagination(args, &mut files);
    }
    if args.examples {
        let documents = providers::read_each(&files, "measure", clientsmith::example_scores)?;
        let scores = documents.into_iter().map(|(_, file, score)| (file, score)).collect::<Vec<_>>();
        report::results(&learning::render(&scores, args.wrong))?;
        return Ok(Outcome::Done);
    }
    let documents = providers::read_each(&files, "measure", clientsmith::evaluation_cases)?;
    let evaluation = Evaluation::new(&documents);
    if evaluation.parameters.is_empty() {
        return Err(
            CliError::new("no API description declares types").help("name a directory with typed API descriptions")
        );
    }
    let wrong = args
        .wrong
        .then(|| evaluation.once().filter(|parameter| parameter.is_wrong()).collect::<Vec<&ParameterScore>>());
    let missed = args
        .missed
        .then(|| evaluation.once().filter(|parameter| parameter.is_missed()).collect::<Vec<&ParameterScore>>());
    if args.json {
        report::document(&table::json(&evaluation, wrong.as_deref(), missed.as_deref()))?;
    } else {
        report::results(&table::render(&evaluation, &args.by, wrong.as_deref(), missed.as_deref()))?;
    }
    Ok(Outcome::Done)
}

/// Compares the pagination of the labelled documents among the files with their labels.
fn measure_pagination(args: &Measure, files: &mut Vec<(String, DocumentFile)>) -> Result<Outcome, CliError> {
    let labels = pagination::Labels::read();
    files.retain(|(_, file)| labels.contains(&file.name));
    if files.is_empty() {
        return Err(CliError::new("no document has labels")
            .help("name a directory with documents of xtask/src/measure/pagination_labels.tsv"));
    }
    let documents = providers::read_each(files, "measure", clientsmith::paginated_operations)?;
    report::results(&pagination::render(&labels, &documents, args.wrong, args.missed))?;
    Ok(Outcome::Done)
}
