//! A workspace in a temporary directory, with a client whose document is fetched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::server::{Server, ok};

/// A document in the style of its author, which is stored as it is.
pub(crate) const PETS: &str = "# Pets, by hand\r
swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example
paths:
  /pets/{petId}:
    get:
      operationId: getPet
      parameters:
        - {name: petId, in: path, required: true, type: integer}
      responses:
        200: {description: A pet., schema: {type: object, properties: {name: {type: string}}}}
";

/// Returns a later version of the document.
pub(crate) fn later() -> String {
    PETS.replace("{name: {type", "{nickname: {type")
}

/// A workspace, and the server of its documents.
pub(crate) struct Fixture {
    pub(crate) directory: TempDir,
    pub(crate) server: Server,
}

/// The result of a run.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) errors: String,
}

impl Fixture {
    /// Returns a workspace whose client has the source `/pets.yaml`, which is not fetched yet.
    pub(crate) fn new() -> Self {
        let directory = TempDir::new().expect("a temporary directory can be created");
        let fixture = Self { directory, server: Server::start(|_| ok(PETS)) };
        fs::create_dir(fixture.path("specs")).expect("the directory can be created");
        fixture.put("specs/clients.toml", &client("pets", &fixture.server.url("/pets.yaml")));
        fixture
    }

    /// Returns a workspace after the first update.
    pub(crate) fn updated() -> Self {
        let fixture = Self::new();
        let run = fixture.update(&[]);
        assert_eq!(run.code, Some(0), "{}", run.errors);
        fixture.server.requests();
        fixture
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("the file can be written");
    }

    pub(crate) fn get(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file can be read")
    }

    pub(crate) fn update(&self, args: &[&str]) -> Run {
        self.run("update", args)
    }

    pub(crate) fn run(&self, command: &str, args: &[&str]) -> Run {
        let run = self.start(command, args).wait_with_output().expect("the process can be waited for");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
        Run { code: run.status.code(), out: text(run.stdout), errors: text(run.stderr) }
    }

    /// Starts a command in the workspace, with a proxy that must not be used for loopback.
    pub(crate) fn start(&self, command: &str, args: &[&str]) -> Child {
        let mut process = Command::new(env!("CARGO_BIN_EXE_xtask"));
        process.arg("--workspace").arg(self.directory.path()).arg(command).args(args);
        process.env("ALL_PROXY", "http://127.0.0.1:1").current_dir(self.directory.path());
        process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        process.spawn().expect("the program runs")
    }

    /// Returns all files of the workspace with their contents.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        add_files(self.directory.path(), &mut found);
        found
    }
}

/// Returns the table of a client with the URL of its only document.
pub(crate) fn client(package: &str, url: &str) -> String {
    format!(
        "[[client]]\npackage = \"{package}\"\nout = \"{package}\"\ndocuments = [\"{package}.yaml\"]\n\
         source = \"{url}\"\nledger = \"{package}.inferred.yaml\"\n"
    )
}

fn add_files(directory: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(directory).expect("the directory can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            add_files(&path, found);
        } else {
            let contents = fs::read(&path).expect("the file can be read");
            found.insert(path, contents);
        }
    }
}
