//! `cargo xtask update`: fetches documents from their sources and generates the clients anew.

mod body;
mod fetch;
mod problem;
mod stored;

use std::path::Path;
use std::time::Duration;

use clap::Args;
use clientsmith::Output;
use clientsmith::diagnostic::Diagnostics;
use clientsmith::lock::{self, Lock};

use crate::clients::{self, Client};
use crate::diff::{self, Versions};
use crate::error::CliError;
use crate::job::{self, FetchedDocument, Job, JobOptions};
use crate::release::{self, Release};
use crate::{Outcome, report};
use fetch::{Fetched, Fetcher};
use stored::{Comparison, StoredDocument};

/// Fetch documents from their sources and generate their clients.
///
/// Fetches each document with a `source` in specs/clients.toml, stores it in specs byte for byte, records its hash and
/// date in the lock of the client, and generates the client. Requests are conditional: a document that did not change is
/// not transferred. After a failed download, or one that is no valid API description, nothing is changed.
///
/// Sources are fetched over https, or over plain http from loopback, and redirects lead to https only. A document has at
/// most 64 MiB. A stored document with edits is not replaced without --force: corrections belong into an overlay.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask update
  cargo xtask update --check
  cargo xtask update --client petstore-client

Exit codes: 0 up to date or updated; 1 a source has changed (with --check); 2 bad usage, bad input or failed download.")]
pub(crate) struct Update {
    /// Update only this client; can be repeated
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
    /// Write nothing; exit with 1 if a source has changed
    #[arg(long)]
    check: bool,
    /// Replace stored documents that have edits
    #[arg(long)]
    force: bool,
    /// Maximum time for each document, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Show all diagnostics instead of the first 20 of each code
    #[arg(long)]
    all: bool,
}

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Update, root: &Path) -> Result<Outcome, CliError> {
    let clients = clients::read(root)?;
    check_names(&args.client, &clients)?;
    let is_selected = |client: &Client| args.client.is_empty() || args.client.contains(&client.package);
    let clients: Vec<Client> = clients.into_iter().filter(Client::has_source).filter(is_selected).collect();
    if clients.is_empty() {
        report::note(&format!("no client in {} has a `source`", clients::NAME));
    }
    let fetcher = Fetcher::new(Duration::from_secs(args.timeout));
    let mut outcome = Outcome::Done;
    for client in &clients {
        let done = update(client, root, args, &fetcher).unwrap_or_else(|error| {
            report::error(&error);
            Outcome::BadInput
        });
        outcome = outcome.max(done);
    }
    if outcome == Outcome::Findings {
        report::note("stale: run `cargo xtask update` and commit the result");
    }
    Ok(outcome)
}

/// Rejects names of `--client` without a client that has a source.
fn check_names(names: &[String], clients: &[Client]) -> Result<(), CliError> {
    for name in names {
        let Some(client) = clients.iter().find(|client| client.package == *name) else {
            let known: Vec<&str> = clients.iter().map(|client| client.package.as_str()).collect();
            return Err(CliError::new(format!("{} has no client {name:?}", clients::NAME))
                .help(format!("its clients are {}", known.join(", "))));
        };
        if !client.has_source() {
            return Err(CliError::new(format!("the client {name} has no `source` in {}", clients::NAME))
                .help("add the URL of its document, or run `cargo xtask codegen`"));
        }
    }
    Ok(())
}

/// A client's documents after the requests.
#[derive(Default)]
struct Comparisons {
    /// The documents to store or to record.
    fetched: Vec<FetchedDocument>,
    /// The state of each document, for the line of the client.
    states: Vec<String>,
    /// `true` if a source has other bytes than the stored document.
    has_changes: bool,
}

fn update(client: &Client, root: &Path, args: &Update, fetcher: &Fetcher) -> Result<Outcome, CliError> {
    let package = &client.package;
    let Some(lock) = read_lock(client, root, args)? else { return Ok(Outcome::BadInput) };
    let Comparisons { fetched, states, has_changes } = compare(client, root, args.force, &lock, fetcher)?;
    let states = states.join(", ");
    if fetched.is_empty() || (args.check && !has_changes) {
        report::results(&format!("{package}: {states}\n"))?;
        return Ok(Outcome::Done);
    }
    let job = Job::from_client(client, root, JobOptions::default(), fetched)?;
    let Some(output) = job.generate(args.all)? else {
        let names: Vec<&str> = job.fetched.iter().map(|document| document.name.as_str()).collect();
        let names = names.join(" and ");
        report::note(&format!(
            "note: the locations in {names} are those in the fetched document, which was not stored"
        ));
        return Ok(Outcome::BadInput);
    };
    let Release { output, summary, unchanged_version } = release::prepare(&job, output)?;
    let (changes, word) = if args.check { (job.compare(&output)?, "stale") } else { (job.write(&output)?, "changed") };
    report::results(&format!("{package}: {states}, {}\n", job::state(changes.len(), word)))?;
    print_changes(&job, &output, &summary, args.all)?;
    unchanged_version.iter().for_each(|message| report::note(&format!("note: {message}")));
    Ok(if args.check { Outcome::Findings } else { Outcome::Done })
}

/// Reads the lock of a client. Prints the diagnostics of an invalid one and returns `None`.
fn read_lock(client: &Client, root: &Path, args: &Update) -> Result<Option<Lock>, CliError> {
    let Some(text) = job::earlier_lock(job::lock_path(client, root).as_ref())? else {
        return Ok(Some(Lock::default()));
    };
    let mut diagnostics = Diagnostics::default();
    let lock = lock::read(&text, &mut diagnostics);
    if !diagnostics.has_errors() {
        return Ok(Some(lock));
    }
    let input = clientsmith::Input { lock: Some(text), ..clientsmith::Input::default() };
    report::diagnostics(&diagnostics, &input, args.all);
    Ok(None)
}

/// Fetches the documents of a client and compares them with the stored ones.
fn compare(client: &Client, root: &Path, force: bool, lock: &Lock, fetcher: &Fetcher) -> Result<Comparisons, CliError> {
    let mut comparisons = Comparisons::default();
    for document in &client.documents {
        let Some(url) = &document.source else { continue };
        let name = clients::name_in_workspace(&document.path);
        let stored = StoredDocument::read(name.clone(), &root.join(&name), url, lock.kept.sources.get(&name))?;
        let comparison = match fetcher.fetch(url, stored.validators())? {
            Fetched::NotModified => Comparison::Current,
            Fetched::Document(downloaded) => stored.compare(downloaded, force)?,
        };
        match comparison {
            Comparison::Current => comparisons.states.push(format!("{name} unchanged")),
            Comparison::Unrecorded(document) => {
                comparisons.states.push(format!("{name} unchanged and not yet in the lock"));
                comparisons.fetched.push(document);
            }
            Comparison::Changed(document) => {
                comparisons.states.push(change_of(&document));
                comparisons.fetched.push(document);
                comparisons.has_changes = true;
            }
        }
    }
    Ok(comparisons)
}

/// Returns the change of a document with the first digits of its hashes.
fn change_of(document: &FetchedDocument) -> String {
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    let (name, new) = (&document.name, short(&document.source.sha256));
    match &document.replaced {
        Some(bytes) => format!("{name} changed (sha256 {} -> {new})", short(&stored::sha256(bytes))),
        None => format!("{name} new (sha256 {new})"),
    }
}

/// Prints the changes of a client: its summary and, unless a document is new, the changes of its API.
fn print_changes(job: &Job, output: &Output, summary: &str, all: bool) -> Result<(), CliError> {
    report::results(&format!("{}\n{summary}", job.summarize(output)))?;
    let mut old = job.input.clone();
    for fetched in &job.fetched {
        let stored = old.documents.iter_mut().find(|document| document.name == fetched.name);
        let Some((document, replaced)) = stored.zip(fetched.replaced.clone()) else { return Ok(()) };
        document.bytes = replaced;
    }
    let findings = diff::compare(&Versions { old, new: job.input.clone(), recorded: None }, all)?;
    report::results(&findings.map(|findings| diff::as_text(&findings, all)).unwrap_or_default())
}
