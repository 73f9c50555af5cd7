//! Reads the inputs and the outline of a client from a commit.

use std::fs;
use std::path::Path;
use std::process::Command;

use clientsmith::Input;
use clientsmith::emit::{OutlineItem, read_outline};
use semver::Version;

use super::Versions;
use crate::clients::{self, Client};
use crate::error::CliError;
use crate::inputs;
use crate::job::{Job, JobOptions};

/// The directory of documents.
const SPECS: &str = "specs";

/// The file of the outline in a crate.
pub(crate) const OUTLINE: &str = "API.md";

/// A client as it is in a commit.
pub(crate) struct CommittedClient {
    pub(crate) input: Input,
    /// The outline in `API.md`; `None` if there is none.
    pub(crate) outline: Option<Vec<OutlineItem>>,
    /// The version in `Cargo.toml`.
    pub(crate) version: Option<Version>,
}

/// Reads both versions of a client: of a commit, and of the working tree.
pub(super) fn versions(root: &Path, package: &str, revision: &str) -> Result<Versions, CliError> {
    let client = find(root, package)?;
    let old = committed(root, package, revision)?;
    Ok(Versions { old: old.input, new: input(&client, root)?, recorded: old.outline })
}

fn input(client: &Client, root: &Path) -> Result<Input, CliError> {
    Ok(Job::from_client(client, root, JobOptions::default(), Vec::new())?.input)
}

fn find(root: &Path, package: &str) -> Result<Client, CliError> {
    let clients = clients::read(root)?;
    let names: Vec<String> = clients.iter().map(|client| client.package.clone()).collect();
    clients.into_iter().find(|client| client.package == package).ok_or_else(|| {
        CliError::new(format!("{} has no client {package:?}", clients::NAME))
            .help(format!("its clients are {}", names.join(", ")))
    })
}

/// Reads a client from a commit.
pub(crate) fn committed(root: &Path, package: &str, revision: &str) -> Result<CommittedClient, CliError> {
    let scratch = tempfile::tempdir().map_err(|error| CliError::io("create", &std::env::temp_dir(), &error))?;
    let commit =
        git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])
            .map_err(|_| CliError::new(format!("{revision:?} is not a commit of this repository")))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed = git(root, &["ls-tree", "-r", "-z", "--name-only", &commit, "--", SPECS])?;
    for name in String::from_utf8_lossy(&listed).split('\0').filter(|name| !name.is_empty()) {
        let path = scratch.path().join(name);
        let parent = path.parent().unwrap_or(scratch.path());
        fs::create_dir_all(parent).map_err(|error| CliError::io("create", parent, &error))?;
        let bytes = show(root, &commit, name)?;
        fs::write(&path, bytes).map_err(|error| CliError::io("write", &path, &error))?;
    }
    let in_commit = |error: CliError| CliError { message: format!("in {revision}: {}", error.message), ..error };
    let client = find(scratch.path(), package).map_err(in_commit)?;
    let file = |name: &str| {
        let text = show(root, &commit, &format!("{}/{name}", inputs::slashed(&client.out))).ok()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    };
    let outline = file(OUTLINE).map(|text| read_outline(&text));
    let version = file("Cargo.toml").and_then(|text| clients::parse_manifest(&text));
    Ok(CommittedClient { input: input(&client, scratch.path())?, outline, version })
}

/// Returns the content of a file of a commit.
fn show(root: &Path, commit: &str, path: &str) -> Result<Vec<u8>, CliError> {
    git(root, &["show", "--end-of-options", &format!("{commit}:./{path}")])
}

fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, CliError> {
    let help = "run the command in a Git checkout that has the commit, or compare two documents";
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output.map_err(|error| CliError::new(format!("cannot run git: {error}")).help(help))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    Err(CliError::new(format!("git failed: {}", message.lines().next().unwrap_or_default())).help(help))
}
