//! The types of fixtures as modules of one crate, and its program, which reads and writes values of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::{Dialect, Document};
use clientsmith::names::lock::NameLock;
use clientsmith::repairs::Repairs;
use clientsmith::spec::Spec;
use clientsmith::{emit, infer, load, lower, render, upgrade};
use serde_json::{Value, json};

use crate::support::fixture;

/// The schema whose optional properties are all tested schemas.
const WRAPPER: &str = "AllSchemas";

/// The types of a fixture.
pub(crate) struct Client {
    /// The name of its module.
    pub(crate) module: String,
    /// The author's document.
    pub(crate) document: Value,
    /// The tested schemas by the property of the wrapper, with their names.
    pub(crate) schemas: BTreeMap<String, (String, Value)>,
    /// The text of `types.rs`.
    types: String,
    /// The Rust name of the wrapper.
    wrapper: String,
}

impl Client {
    /// Generates the types of a fixture; `None` if it declares no schemas.
    pub(crate) fn new(path: &Path) -> Option<Self> {
        let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
        let mut document = load::documents(&fixture(path), &mut diagnostics).into_iter().next()?;
        let original = document.root.clone();
        let schemas = schemas(&original, &document);
        let properties = schemas.iter().map(|(property, (_, schema))| (property.clone(), schema.clone()));
        let wrapper = json!({ "type": "object", "properties": properties.collect::<serde_json::Map<_, _>>() });
        let place = named_schemas(&document);
        document.root.pointer_mut(place)?.as_object_mut()?.insert(WRAPPER.to_owned(), wrapper);
        let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
        let spec = Spec::read(&document, &mut diagnostics);
        let inferences = infer::infer(&spec);
        let (api, _) = lower::lower(
            "fixture",
            &["fixture".to_owned()],
            &spec,
            &inferences,
            &NameLock::default(),
            &mut diagnostics,
        );
        let wrapper = api.types.iter().find(|def| def.name.wire() == WRAPPER)?.name.rust().to_owned();
        let types = render::render(&api, &emit::files(&api), 2).remove("src/types.rs")?;
        let module: String = path.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy()).collect();
        let module = module.replace(".yaml", "_").replace('-', "_");
        Some(Self {
            types: types.replace("crate::types::", &format!("crate::{module}::")),
            module,
            document: original,
            schemas,
            wrapper,
        })
    }

    /// Returns the references to the named schemas.
    pub(crate) fn references(&self) -> Vec<String> {
        let references = self.schemas.values().filter_map(|(_, schema)| schema.get("$ref")?.as_str());
        references.map(str::to_owned).collect()
    }
}

/// Returns the place of the named schemas.
fn named_schemas(document: &Document) -> &'static str {
    if document.author == Dialect::Swagger2 { "/definitions" } else { "/components/schemas" }
}

/// Returns the named schemas and those of JSON bodies.
fn schemas(root: &Value, document: &Document) -> BTreeMap<String, (String, Value)> {
    let place = named_schemas(document);
    let named = root.pointer(place).and_then(Value::as_object).into_iter().flat_map(|schemas| schemas.keys());
    let mut schemas: Vec<(String, Value)> =
        named.map(|name| (name.clone(), json!({ "$ref": format!("#{place}/{name}") }))).collect();
    let mut bodies = Vec::new();
    collect_bodies(root.get("paths").unwrap_or(&Value::Null), &mut bodies);
    schemas.extend(bodies.into_iter().enumerate().map(|(i, schema)| (format!("body {i}"), schema)));
    schemas.into_iter().enumerate().map(|(i, named)| (format!("schema{i}"), named)).collect()
}

fn collect_bodies(value: &Value, bodies: &mut Vec<Value>) {
    if let Some(content) = value.get("content").and_then(Value::as_object) {
        let json = content.iter().filter(|(media, _)| media.contains("json"));
        bodies.extend(json.filter_map(|(_, media)| media.get("schema").cloned()));
    }
    match value {
        Value::Object(members) => members.values().for_each(|member| collect_bodies(member, bodies)),
        Value::Array(items) => items.iter().for_each(|item| collect_bodies(item, bodies)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Writes the crate with the types of the clients.
pub(crate) fn write_crate(clients: &[Client]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = scratch();
    _ = fs::remove_dir_all(&scratch);
    let all: BTreeSet<&str> = clientsmith_runtime::features().collect();
    for (file, text) in clientsmith_runtime::sources(&all) {
        write(&scratch.join("src").join(file), &text);
    }
    for client in clients {
        write(&scratch.join(format!("src/{}.rs", client.module)), &client.types);
    }
    write(&scratch.join("src/main.rs"), &program(clients));
    write(&scratch.join("Cargo.toml"), &manifest(&all));
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file can be copied");
}

/// Returns the directory of the crate.
fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("round-trip")
}

/// Reads and writes each JSON text as the wrapper of its client; returns the written texts, or the errors.
pub(crate) fn round_trips<'c>(values: impl Iterator<Item = (&'c str, String)>, features: &str) -> Vec<String> {
    let scratch = scratch();
    let lines: String = values.map(|(client, value)| format!("{client}\t{value}\n")).collect();
    write(&scratch.join("values"), &lines);
    let mut run = Command::new(env!("CARGO"));
    run.args(["run", "--offline", "--quiet", "--features", features]).current_dir(&scratch);
    // Nothing is downloaded, and no dependency is built twice.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a directory above");
    let output = run.env("CARGO_TARGET_DIR", target).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let written: Vec<String> = String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect();
    assert_eq!(written.len(), lines.lines().count());
    written
}

/// Returns the program: it reads lines of a client and a value from the file `values`.
fn program(clients: &[Client]) -> String {
    let mut modules = String::new();
    let mut arms = String::new();
    for Client { module, wrapper, .. } in clients {
        let _ = writeln!(modules, "#[rustfmt::skip]\nmod {module};");
        let _ = writeln!(arms, "        {module:?} => round_trip::<{module}::{wrapper}>(value),");
    }
    format!(
        "#![allow(dead_code, deprecated)]\n\nmod runtime;\n{modules}\n\
         use std::io::Write;\n\n\
         fn main() {{\n    let values = std::fs::read_to_string(\"values\").unwrap();\n    \
         let mut out = std::io::BufWriter::new(std::io::stdout().lock());\n    \
         for (client, value) in values.lines().filter_map(|line| line.split_once('\\t')) {{\n        \
         writeln!(out, \"{{}}\", written(client, value).unwrap_or_else(|error| error.replace('\\n', \" \"))).unwrap();\n    }}\n}}\n\n\
         fn written(client: &str, value: &str) -> Result<String, String> {{\n    match client {{\n{arms}        \
         _ => Err(\"no such client\".to_owned()),\n    }}\n}}\n\n\
         fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(value: &str) -> Result<String, String> {{\n    \
         let value: T = runtime::core::json::from_slice(value.as_bytes(), false).map_err(|error| format!(\"{{error:?}}\"))?;\n    \
         serde_json::to_string(&value).map_err(|error| error.to_string())\n}}\n"
    )
}

/// Returns the manifest with the dependencies of the complete runtime.
fn manifest(all: &BTreeSet<&str>) -> String {
    let mut text = "[package]\nname = \"round-trip\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                    [profile.dev]\ndebug = \"line-tables-only\"\n[profile.dev.package.serde_json]\nopt-level = 2\n\n\
                    [dependencies]\n"
        .to_owned();
    for dependency in clientsmith_runtime::dependencies(all) {
        let _ = writeln!(
            text,
            "{} = {{ version = {:?}, default-features = {}, features = {:?} }}",
            dependency.name, dependency.version, dependency.default_features, dependency.features
        );
    }
    text.push_str(
        "\n[features]\nasync = []\nblocking = []\nmock = []\nreqwest = []\ntracing = []\n\
                   exact_numbers = [\"serde_json/arbitrary_precision\"]\n",
    );
    text
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a directory")).expect("the directory can be created");
    fs::write(path, text).expect("the file can be written");
}
