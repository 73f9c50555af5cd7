//! `specs/clients.toml`: which documents make which client crate.
//!
//! Comes in: the file's text. Goes out: [`Client`]s, checked, with paths still relative. Unknown keys and clashes are
//! faults with their line.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::fault::Fault;

/// What messages call the file.
pub(crate) const NAME: &str = "specs/clients.toml";

/// One client crate of this workspace.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    /// The package name.
    pub(crate) package: String,
    /// The crate's folder, relative to the workspace.
    pub(crate) out: PathBuf,
    /// The API descriptions, relative to `specs`.
    pub(crate) documents: Vec<PathBuf>,
    /// The APIs.json catalogue, relative to `specs`.
    pub(crate) catalog: Option<PathBuf>,
    /// The overlays in their order, relative to `specs`.
    #[serde(default)]
    pub(crate) overlays: Vec<PathBuf>,
    /// Whether only what is certain is inferred.
    #[serde(default, rename = "strict-inference")]
    pub(crate) strict_inference: bool,
    /// Where the record of repairs and inferences goes, relative to `specs`.
    pub(crate) ledger: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clients {
    client: Vec<toml::Spanned<Client>>,
}

/// Reads the clients, in the file's order.
pub(crate) fn parse(text: &str) -> Result<Vec<Client>, Fault> {
    let clients: Clients = toml::from_str(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        Fault::new(format!("{NAME}:{line}: {}", error.message().replace('\n', "; ")))
            .help("a client is a [[client]] table with package, out, documents, ledger, and perhaps catalog, overlays, strict-inference")
    })?;
    let mut taken: BTreeMap<PathBuf, String> = BTreeMap::new();
    for client in &clients.client {
        let line = line_of(text, client.span().start);
        let client = client.get_ref();
        check(client).map_err(|what| Fault::new(format!("{NAME}:{line}: {}: {what}", client.package)))?;
        for path in [&client.out, &Path::new("specs").join(&client.ledger)] {
            if let Some(other) = taken.insert(path.clone(), client.package.clone()) {
                let what = format!("{NAME}:{line}: {} is written by {other} and by {}", path.display(), client.package);
                return Err(Fault::new(what).help("give each client an out folder and a ledger of its own"));
            }
        }
    }
    Ok(clients.client.into_iter().map(toml::Spanned::into_inner).collect())
}

/// Whether cargo would take `name` for a package that others can depend on.
pub(crate) fn check_package(name: &str) -> Result<String, String> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let reserved = ["test", "std", "core", "alloc", "proc_macro", "proc-macro"].contains(&name);
    if !plain || reserved || syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err() {
        return Err("a package name has letters, digits, - and _, starts with a letter, and is no word of Rust".into());
    }
    Ok(name.to_owned())
}

fn check(client: &Client) -> Result<(), String> {
    check_package(&client.package)?;
    if client.documents.is_empty() {
        return Err("it has no documents".to_owned());
    }
    let below = |path: &Path| {
        path.components().all(|part| matches!(part, Component::Normal(_))) && path.components().next().is_some()
    };
    let inputs = client.documents.iter().chain(&client.catalog).chain(&client.overlays);
    match inputs.chain([&client.out, &client.ledger]).find(|path| !below(path)) {
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

    fn refusal(text: &str) -> String {
        parse(text).expect_err("the text has a mistake").what
    }

    #[test]
    fn a_client_is_read() {
        let clients = parse(&format!("{PETS}overlays = [\"a.yaml\", \"b.yaml\"]\n")).expect("the text is right");
        assert_eq!(clients.len(), 1);
        assert_eq!(clients[0].package, "pets");
        assert_eq!(clients[0].overlays, [Path::new("a.yaml"), Path::new("b.yaml")]);
        assert_eq!(clients[0].catalog, None);
        assert!(!clients[0].strict_inference);
        let clients = parse(&format!("{PETS}strict-inference = true\n")).expect("the text is right");
        assert!(clients[0].strict_inference);
    }

    #[test]
    fn the_workspace_s_own_file_is_right() {
        let text = include_str!("../../specs/clients.toml");
        let clients = parse(text).expect("the file is right");
        assert!(clients.iter().any(|client| client.package == "generated-client"));
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let unknown = refusal(&format!("{PETS}overlay = \"a.yaml\"\n"));
        assert!(unknown.starts_with("specs/clients.toml:6: unknown field `overlay`"), "{unknown}");
        let missing = refusal("\n[[client]]\npackage = \"pets\"\n");
        assert!(missing.starts_with("specs/clients.toml:2: missing field `out`"), "{missing}");
        let broken = refusal("[[client]\n");
        assert!(broken.starts_with("specs/clients.toml:1: "), "{broken}");
    }

    #[test]
    fn clashes_and_unsafe_paths_are_refused() {
        let twice = refusal(&format!("{PETS}\n{}", PETS.replace("package = \"pets\"", "package = \"birds\"")));
        assert_eq!(twice, "specs/clients.toml:7: pets is written by pets and by birds");
        let outside = refusal(&PETS.replace("out = \"pets\"", "out = \"../pets\""));
        assert!(outside.contains("must be a relative path"), "{outside}");
        let none = refusal(&PETS.replace("[\"pets.yaml\"]", "[]"));
        assert!(none.ends_with("pets: it has no documents"), "{none}");
    }

    #[test]
    fn package_names_are_those_of_cargo() {
        for name in ["pets", "pets-2", "_p", "Pets_api"] {
            assert_eq!(check_package(name), Ok(name.to_owned()));
        }
        for name in ["", "2pets", "p ets", "fn", "crate", "test", "käfer", "a/b", "-", "_"] {
            assert!(check_package(name).is_err(), "{name}");
        }
    }
}
