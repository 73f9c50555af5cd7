//! Parses `specs/clients.toml`, the list of the workspace's client crates and their documents.
//!
//! Unknown keys and conflicting paths are errors with their line.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use clientsmith::names::reserved;
use serde::Deserialize;

use crate::error::CliError;

/// The name of the file in messages.
pub(crate) const NAME: &str = "specs/clients.toml";

/// One client crate of this workspace.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    /// The package name.
    pub(crate) package: String,
    /// The crate's directory, relative to the workspace.
    pub(crate) out: PathBuf,
    /// The API descriptions, relative to `specs`.
    pub(crate) documents: Vec<PathBuf>,
    /// The APIs.json catalog, relative to `specs`.
    pub(crate) catalog: Option<PathBuf>,
    /// The overlays in their order, relative to `specs`.
    #[serde(default)]
    pub(crate) overlays: Vec<PathBuf>,
    /// True if only inferences with at least 95 % confidence are kept.
    #[serde(default, rename = "strict-inference")]
    pub(crate) strict_inference: bool,
    /// The ledger of repairs and inferences, relative to `specs`.
    pub(crate) ledger: PathBuf,
    /// The lock of names, relative to `specs`.
    #[serde(default)]
    lock: LockSetting,
}

/// The value of `lock`: a path, or false for a client without a lock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "`lock` must be a path, or false for a client without a lock")]
enum LockSetting {
    Path(PathBuf),
    Enabled(bool),
}

impl Default for LockSetting {
    fn default() -> Self {
        Self::Enabled(true)
    }
}

impl Client {
    /// Returns the path of the lock, relative to `specs`; `None` for a client without a lock.
    pub(crate) fn lock(&self) -> Option<PathBuf> {
        match &self.lock {
            LockSetting::Path(path) => Some(path.clone()),
            LockSetting::Enabled(true) => Some(format!("{}.lock.yaml", self.package).into()),
            LockSetting::Enabled(false) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clients {
    client: Vec<toml::Spanned<Client>>,
}

/// Parses the clients, in the order of the file.
pub(crate) fn parse(text: &str) -> Result<Vec<Client>, CliError> {
    let clients: Clients = toml::from_str(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        CliError::new(format!("{NAME}:{line}: {}", error.message().replace('\n', "; ")))
            .help("a client is a [[client]] table with package, out, documents, ledger, and optionally catalog, overlays, lock, strict-inference")
    })?;
    let mut writers: BTreeMap<PathBuf, String> = BTreeMap::new();
    for client in &clients.client {
        let line = line_of(text, client.span().start);
        let client = client.get_ref();
        check(client).map_err(|problem| CliError::new(format!("{NAME}:{line}: {}: {problem}", client.package)))?;
        let files = [client.ledger.clone()].into_iter().chain(client.lock()).map(|file| Path::new("specs").join(file));
        for path in [client.out.clone()].into_iter().chain(files) {
            if let Some(other) = writers.insert(path.clone(), client.package.clone()) {
                let message = format!("{NAME}:{line}: both {other} and {} write {}", client.package, path.display());
                return Err(CliError::new(message).help("give each client a separate out directory, ledger and lock"));
            }
        }
    }
    Ok(clients.client.into_iter().map(toml::Spanned::into_inner).collect())
}

/// Returns `name` if Cargo accepts it as the name of a library package.
pub(crate) fn check_package(name: &str) -> Result<String, String> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let identifier = name.replace('-', "_");
    if !plain || syn::parse_str::<syn::Ident>(&identifier).is_err() {
        return Err(
            "a package name has letters, digits, - and _, starts with a letter, and is not a Rust keyword".into()
        );
    }
    if reserved::crates().any(|reserved| reserved == identifier) {
        return Err(format!(
            "the package name `{name}` is reserved: it is a dependency of clients, a keyword, a primitive type, or a name in \
             examples"
        ));
    }
    Ok(name.to_owned())
}

fn check(client: &Client) -> Result<(), String> {
    check_package(&client.package)?;
    if client.documents.is_empty() {
        return Err("the client has no documents".to_owned());
    }
    let below = |path: &Path| {
        path.components().all(|part| matches!(part, Component::Normal(_))) && path.components().next().is_some()
    };
    let inputs = client.documents.iter().chain(&client.catalog).chain(&client.overlays);
    let lock = client.lock();
    match inputs.chain([&client.out, &client.ledger]).chain(&lock).find(|path| !below(path)) {
        Some(path) => Err(format!("{:?} must be a relative path without `.` and `..`", path.display().to_string())),
        None => Ok(()),
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PETS: &str =
        "[[client]]\npackage = \"pets\"\nout = \"pets\"\ndocuments = [\"pets.yaml\"]\nledger = \"p.yaml\"\n";

    fn error_of(text: &str) -> String {
        parse(text).expect_err("the text is invalid").message
    }

    #[test]
    fn client_with_overlays_is_parsed() {
        let clients = parse(&format!("{PETS}overlays = [\"a.yaml\", \"b.yaml\"]\n")).expect("the text is valid");
        assert_eq!(clients.len(), 1);
        assert_eq!(clients[0].package, "pets");
        assert_eq!(clients[0].overlays, [Path::new("a.yaml"), Path::new("b.yaml")]);
        assert_eq!(clients[0].catalog, None);
        assert!(!clients[0].strict_inference);
        let clients = parse(&format!("{PETS}strict-inference = true\n")).expect("the text is valid");
        assert!(clients[0].strict_inference);
    }

    #[test]
    fn clients_of_this_workspace_are_valid() {
        let text = include_str!("../../specs/clients.toml");
        let clients = parse(text).expect("the file is valid");
        assert!(clients.iter().any(|client| client.package == "generated-client"));
    }

    #[test]
    fn invalid_key_is_reported_with_its_line() {
        let unknown = error_of(&format!("{PETS}overlay = \"a.yaml\"\n"));
        assert!(unknown.starts_with("specs/clients.toml:6: unknown field `overlay`"), "{unknown}");
        let missing = error_of("\n[[client]]\npackage = \"pets\"\n");
        assert!(missing.starts_with("specs/clients.toml:2: missing field `out`"), "{missing}");
        let broken = error_of("[[client]\n");
        assert!(broken.starts_with("specs/clients.toml:1: "), "{broken}");
    }

    #[test]
    fn conflicting_and_unsafe_paths_are_rejected() {
        let twice = error_of(&format!("{PETS}\n{}", PETS.replace("package = \"pets\"", "package = \"birds\"")));
        assert_eq!(twice, "specs/clients.toml:7: both pets and birds write pets");
        let outside = error_of(&PETS.replace("out = \"pets\"", "out = \"../pets\""));
        assert!(outside.contains("must be a relative path"), "{outside}");
        let none = error_of(&PETS.replace("[\"pets.yaml\"]", "[]"));
        assert!(none.ends_with("pets: the client has no documents"), "{none}");
    }

    #[test]
    fn package_name_follows_the_rules_of_cargo() {
        for name in ["pets", "pets-2", "_p", "Pets_api", "CLIENT"] {
            assert_eq!(check_package(name), Ok(name.to_owned()));
        }
        for name in ["http", "serde-json", "tokio", "gen", "union", "Client", "auth"] {
            assert!(check_package(name).is_err_and(|error| error.contains("is reserved")), "{name}");
        }
        for name in ["", "2pets", "p ets", "fn", "crate", "test", "käfer", "a/b", "-", "_"] {
            assert!(check_package(name).is_err(), "{name}");
        }
    }
}
