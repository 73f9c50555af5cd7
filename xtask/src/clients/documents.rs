//! The documents of a client in `clients.toml`, each with the URL that it is fetched from.

use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::Invalid;
use crate::error::CliError;
use crate::source_url::SourceUrl;

/// A document of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientDocument {
    /// The path, relative to `specs`.
    pub(crate) path: PathBuf,
    /// The URL that `cargo xtask update` fetches it from.
    pub(crate) source: Option<SourceUrl>,
}

/// An item of `documents`: a path, or a table with a path and a URL.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a document must be a path, or a table with `path` and `source`")]
pub(super) enum DocumentEntry {
    Path(PathBuf),
    Table(DocumentTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentTable {
    path: PathBuf,
    source: String,
}

/// Returns the documents of a client; `source` is the URL of the only one.
pub(super) fn resolve(
    entries: Vec<Spanned<DocumentEntry>>,
    source: Option<Spanned<String>>,
) -> Result<Vec<ClientDocument>, Invalid> {
    let is_single = entries.len() == 1;
    let mut documents = Vec::new();
    for entry in entries {
        let at = entry.span().start;
        let (path, source) = match entry.into_inner() {
            DocumentEntry::Path(path) => (path, None),
            DocumentEntry::Table(DocumentTable { path, source }) => (path, Some(parse_url(at, &source)?)),
        };
        documents.push(ClientDocument { path, source });
    }
    let Some(source) = source else { return Ok(documents) };
    let at = source.span().start;
    let invalid = |message: &str| {
        let help = "write `{ path = \"...\", source = \"...\" }` in `documents` for each document that is fetched";
        Invalid { at, error: CliError::new(message).help(help) }
    };
    match documents.as_mut_slice() {
        [document] if document.source.is_none() => document.source = Some(parse_url(at, source.get_ref())?),
        _ if is_single => return Err(invalid("both the client and its document have a `source`")),
        _ => return Err(invalid("`source` is the URL of the only document, but the client does not have exactly one")),
    }
    Ok(documents)
}

fn parse_url(at: usize, text: &str) -> Result<SourceUrl, Invalid> {
    SourceUrl::parse(text).map_err(|reason| {
        let help = "use an `https` URL without user name and password; plain `http` is for loopback alone";
        Invalid { at, error: CliError::new(format!("the `source` is not allowed: {reason}")).help(help) }
    })
}
