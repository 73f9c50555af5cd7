//! Parses `specs/clients.toml`, the list of the workspace's client crates and their documents.
//!
//! Unknown keys and conflicting paths are errors with their line.

mod documents;
mod version;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use clientsmith::lower::RequiredParameters;
use clientsmith::names::reserved;
use serde::Deserialize;
use toml::Spanned;

use crate::error::CliError;
use crate::inputs;

use documents::DocumentEntry;

pub(crate) use documents::ClientDocument;
pub(crate) use version::{ReleaseSettings, VersionSetting, parse_manifest, version_of};

/// The name of the file in messages.
pub(crate) const NAME: &str = "specs/clients.toml";

/// One client crate of this workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    /// The package name.
    pub(crate) package: String,
    /// The crate's directory, relative to the workspace.
    pub(crate) out: PathBuf,
    /// The API descriptions.
    pub(crate) documents: Vec<ClientDocument>,
    /// The APIs.json catalog, relative to `specs`.
    pub(crate) catalog: Option<PathBuf>,
    /// The overlays in their order, relative to `specs`.
    pub(crate) overlays: Vec<PathBuf>,
    /// The pages of the API's documentation, relative to `specs`.
    pub(crate) docs: Vec<PathBuf>,
    /// `true` if only inferences with at least 95 % confidence are kept.
    pub(crate) strict_inference: bool,
    /// The form of the required parameters of operations.
    pub(crate) required: Required,
    /// The ledger of repairs and inferences, relative to `specs`.
    pub(crate) ledger: PathBuf,
    /// The lock, relative to `specs`; `None` for a client without a lock.
    pub(crate) lock: Option<PathBuf>,
    pub(crate) release: ReleaseSettings,
}

/// A client as the file has it.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ClientTable {
    package: String,
    out: PathBuf,
    documents: Vec<Spanned<DocumentEntry>>,
    source: Option<Spanned<String>>,
    catalog: Option<PathBuf>,
    #[serde(default)]
    overlays: Vec<PathBuf>,
    #[serde(default)]
    docs: Vec<PathBuf>,
    #[serde(default)]
    strict_inference: bool,
    ledger: PathBuf,
    #[serde(default)]
    lock: LockSetting,
    #[serde(default)]
    required: Required,
    #[serde(default)]
    version: VersionSetting,
    #[serde(default)]
    changelog: bool,
}

/// The value of `required`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Required {
    /// Arguments of the client's method
    #[default]
    Positional,
    /// Setters of the call, checked before it is sent
    Setters,
}

impl From<Required> for RequiredParameters {
    fn from(required: Required) -> Self {
        match required {
            Required::Positional => Self::Positional,
            Required::Setters => Self::Setters,
        }
    }
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

/// An error with its position in the file.
struct Invalid {
    at: usize,
    error: CliError,
}

impl ClientTable {
    fn into_client(self) -> Result<Client, Invalid> {
        let lock = match self.lock {
            LockSetting::Path(path) => Some(path),
            LockSetting::Enabled(true) => Some(format!("{}.lock.yaml", self.package).into()),
            LockSetting::Enabled(false) => None,
        };
        Ok(Client {
            documents: documents::resolve(self.documents, self.source)?,
            package: self.package,
            out: self.out,
            catalog: self.catalog,
            overlays: self.overlays,
            docs: self.docs,
            strict_inference: self.strict_inference,
            required: self.required,
            ledger: self.ledger,
            lock,
            release: ReleaseSettings { version: self.version, changelog: self.changelog },
        })
    }
}

impl Client {
    /// Returns true if the client has a document that is fetched.
    pub(crate) fn has_source(&self) -> bool {
        self.documents.iter().any(|document| document.source.is_some())
    }

    /// Returns the files outside of the crate that commands write, relative to `specs`.
    fn written(&self) -> impl Iterator<Item = &PathBuf> {
        let fetched = self.documents.iter().filter(|document| document.source.is_some());
        [&self.ledger].into_iter().chain(&self.lock).chain(fetched.map(|document| &document.path))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clients {
    client: Vec<Spanned<ClientTable>>,
}

/// Reads the clients of the workspace at `root`.
pub(crate) fn read(root: &Path) -> Result<Vec<Client>, CliError> {
    let file = inputs::read_text(&root.join(NAME), NAME.to_owned())?;
    let text = String::from_utf8(file.bytes).map_err(|_| CliError::new(format!("{NAME} is not UTF-8")))?;
    parse(&text)
}

/// Returns the path in the workspace of a file relative to `specs`.
pub(crate) fn name_in_workspace(path: &Path) -> String {
    inputs::slashed(&Path::new("specs").join(path))
}

/// Parses the clients, in the order of the file.
fn parse(text: &str) -> Result<Vec<Client>, CliError> {
    let tables: Clients = toml::from_str(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        CliError::new(format!("{NAME}:{line}: {}", error.message().replace('\n', "; ")))
            .help("a client is a [[client]] table with package, out, documents, ledger, and optionally source, catalog, overlays, docs, lock, required, strict-inference, version, changelog")
    })?;
    let mut writers: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut clients = Vec::new();
    for table in tables.client {
        let start = table.span().start;
        let package = table.get_ref().package.clone();
        let located = |at, error: CliError| CliError {
            message: format!("{NAME}:{}: {package}: {}", line_of(text, at), error.message),
            ..error
        };
        let client = table.into_inner().into_client().map_err(|Invalid { at, error }| located(at, error))?;
        check(&client).map_err(|error| located(start, error))?;
        let files = client.written().map(|file| Path::new("specs").join(file));
        for path in [client.out.clone()].into_iter().chain(files) {
            if let Some(other) = writers.insert(path.clone(), package.clone()) {
                let line = line_of(text, start);
                let message = format!("{NAME}:{line}: both {other} and {package} write {}", path.display());
                return Err(CliError::new(message)
                    .help("give each client a separate out directory, ledger, lock and documents with a `source`"));
            }
        }
        clients.push(client);
    }
    Ok(clients)
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

fn check(client: &Client) -> Result<(), CliError> {
    check_package(&client.package).map_err(CliError::new)?;
    if client.documents.is_empty() {
        return Err(CliError::new("the client has no documents"));
    }
    if client.lock.is_none() && client.has_source() {
        return Err(CliError::new("a client with a `source` needs a lock, which records the hash of the document")
            .help("remove `lock = false`, or remove `source` and store the document yourself"));
    }
    if client.lock.is_none() && client.release.version != VersionSetting::None {
        return Err(CliError::new("a client with a `version` needs a lock, which records the API of the version")
            .help("remove `lock = false`, or remove `version`"));
    }
    let below = |path: &Path| {
        path.components().all(|part| matches!(part, Component::Normal(_))) && path.components().next().is_some()
    };
    let documents = client.documents.iter().map(|document| &document.path);
    let inputs = documents.chain(&client.catalog).chain(&client.overlays).chain(&client.docs);
    match inputs.chain([&client.out, &client.ledger]).chain(&client.lock).find(|path| !below(path)) {
        Some(path) => {
            let path = path.display().to_string();
            Err(CliError::new(format!("{path:?} must be a relative path without `.` and `..`")))
        }
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
        assert!(clients[0].docs.is_empty());
        let clients = parse(&format!("{PETS}docs = [\"a.html\"]\n")).expect("the text is valid");
        assert_eq!(clients[0].docs, [Path::new("a.html")]);
        assert!(error_of(&format!("{PETS}docs = [\"../a.html\"]\n")).contains("must be a relative path"));
        assert!(!clients[0].strict_inference);
        assert_eq!(clients[0].required, Required::Positional);
        let clients = parse(&format!("{PETS}required = \"setters\"\n")).expect("the text is valid");
        assert_eq!(clients[0].required, Required::Setters);
        let clients = parse(&format!("{PETS}strict-inference = true\n")).expect("the text is valid");
        assert!(clients[0].strict_inference);
    }

    #[test]
    fn document_with_a_source_is_parsed() {
        let sources = |text: &str| -> Vec<_> {
            let client = parse(text).expect("the text is valid").remove(0);
            let source = |document: ClientDocument| {
                let url = document.source.map(|url| url.as_str().to_owned());
                (document.path.display().to_string(), url)
            };
            client.documents.into_iter().map(source).collect()
        };
        let pets = ("pets.yaml".to_owned(), Some("https://a.example/pets".to_owned()));
        let single = sources(&format!("{PETS}source = \"https://a.example/pets\"\n"));
        assert_eq!(single, std::slice::from_ref(&pets));
        let table = "[\"dogs.yaml\", { path = \"pets.yaml\", source = \"https://a.example/pets\" }]";
        let two = PETS.replace("[\"pets.yaml\"]", table);
        assert_eq!(sources(&two), [("dogs.yaml".to_owned(), None), pets]);
    }

    #[test]
    fn invalid_source_is_reported_with_its_line() {
        let source = "source = \"https://a.example/pets\"\n";
        let table = |text: &str| PETS.replace("[\"pets.yaml\"]", &format!("[\n{text}\n]"));
        let one = "{ path = \"pets.yaml\", source = \"https://a.example/pets\" }";
        for (text, message) in [
            (
                format!("{PETS}source = \"http://a.example/pets\"\n"),
                "6: pets: the `source` is not allowed: plain `http` is allowed only to loopback",
            ),
            (
                format!("{PETS}source = \"https://me:secret@a.example/pets\"\n"),
                "6: pets: the `source` is not allowed: it contains a user name or password",
            ),
            (
                table("\"a.yaml\",\n{ path = \"b.yaml\", source = \"b\" }"),
                "6: pets: the `source` is not allowed: it is not an absolute URL: relative URL without a base",
            ),
            (
                table("\"a.yaml\", \"b.yaml\"") + source,
                "8: pets: `source` is the URL of the only document, but the client does not have exactly one",
            ),
            (table(one) + source, "8: pets: both the client and its document have a `source`"),
            (
                table("\"a.yaml\",\n{ path = \"b.yaml\", url = \"b\" }"),
                "4: a document must be a path, or a table with `path` and `source`",
            ),
            (
                format!("{PETS}{source}lock = false\n"),
                "1: pets: a client with a `source` needs a lock, which records the hash of the document",
            ),
            (table(&format!("{one},\n{one}")), "1: both pets and pets write specs/pets.yaml"),
        ] {
            assert_eq!(error_of(&text), format!("specs/clients.toml:{message}"), "{text}");
        }
        assert!(!error_of(&format!("{PETS}source = \"https://me:secret@a.example/pets\"\n")).contains("secret"));
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
