//! Writes `sources.rs`, which contains the sources and dependencies of the runtime as data.
//!
//! The manifest is read in the form of the workspace and in the form that `cargo package` writes.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::{Table, Value};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let crate_dir = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut out = String::from("pub(super) const FILES: &[(&str, &str)] = &[\n");
    let sources = sources(&crate_dir.join("src"))?;
    for (path, text) in &sources {
        writeln!(out, "    ({path:?}, {text:?}),")?;
    }
    out.push_str("];\n");
    out.push_str("pub(super) const METHODS: &[(&str, &[&str])] = &[\n");
    for (ty, methods) in methods(&sources) {
        writeln!(out, "    ({ty:?}, &{:?}),", Vec::from_iter(methods))?;
    }
    out.push_str("];\n");
    let root = sources.get("runtime.rs").ok_or("the runtime has no root module")?;
    writeln!(out, "pub(super) const TYPES: &[&str] = &{:?};", Vec::from_iter(types(root)))?;
    out.push_str("pub(super) const DEPENDENCIES: &[Dependency] = &[\n");
    for dependency in dependencies(&crate_dir)? {
        writeln!(out, "    {dependency},")?;
    }
    out.push_str("];\n");
    out.push_str("pub(super) const FEATURES_OF_RUNTIME: &[(&str, &[Dependency])] = &[\n");
    for (feature_name, dependencies) in optional_features(&crate_dir)? {
        writeln!(out, "    ({feature_name:?}, &[{}]),", dependencies.join(", "))?;
    }
    out.push_str("];\n");
    out.push_str(&features(&crate_dir)?);
    out.push_str("pub(super) const TEST_DEPENDENCIES: &[Dependency] = &[\n");
    for dependency in test_dependencies(&crate_dir)? {
        writeln!(out, "    {dependency},")?;
    }
    out.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("sources.rs"), out)?;
    Ok(())
}

/// Returns the runtime's files by path relative to `src`, without their tests.
fn sources(src: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut pending = vec![src.join("runtime.rs"), src.join("runtime")];
    while let Some(path) = pending.pop() {
        println!("cargo:rerun-if-changed={}", path.display());
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                pending.push(entry?.path());
            }
        } else if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs") {
            let below: Vec<_> = path.strip_prefix(src)?.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(below.join("/"), without_tests(&path)?);
        }
    }
    Ok(files)
}

/// Returns a file without its tests, which must be last.
fn without_tests(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path)?.replace("\r\n", "\n");
    let Some((kept, tests)) = text.split_once("\n#[cfg(test)]\n") else { return Ok(text) };
    let one_item =
        tests == "mod tests;\n" || tests.starts_with("mod tests {\n") && tests.find("\n}\n") == Some(tests.len() - 3);
    if !one_item {
        return Err(format!("{}: `mod tests` must be the last item of the file", path.display()).into());
    }
    Ok(kept.to_owned())
}

/// Returns the inherent methods of each type, including private ones. The sources are formatted: an `impl` block begins
/// and ends in the first column, and its methods are indented by four spaces.
fn methods(sources: &BTreeMap<String, String>) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for text in sources.values() {
        let mut ty = None;
        for line in text.lines() {
            if let Some(header) = line.strip_prefix("impl") {
                ty = inherent_type(header);
            } else if line == "}" {
                ty = None;
            } else if let (Some(ty), Some(name)) = (ty, method_name(line)) {
                methods.entry(ty).or_default().insert(name);
            }
        }
    }
    methods
}

/// Returns the type in the header of an inherent `impl` block, after the word `impl`.
fn inherent_type(header: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut previous = ' ';
    let start = header.find(|c: char| {
        match c {
            '<' => depth += 1,
            '>' if previous != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_start = depth == 0 && c.is_ascii_uppercase();
        previous = c;
        is_start
    })?;
    let rest = header.get(start..)?;
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    (!rest.contains(" for ")).then_some(name)
}

/// Returns the name of the method that a line of an `impl` block declares.
fn method_name(line: &str) -> Option<&str> {
    let item = line.strip_prefix("    ").filter(|item| item.starts_with(|c: char| c.is_ascii_lowercase()))?;
    let (qualifiers, rest) = item.split_once("fn ")?;
    let is_qualifier = |word: &str| ["async", "const", "pub", "unsafe"].contains(&word) || word.starts_with("pub(");
    qualifiers.split_whitespace().all(is_qualifier).then(|| rest.split(['(', '<']).next().unwrap_or_default())
}

/// Returns the types and traits that the root module re-exports.
fn types(root: &str) -> BTreeSet<&str> {
    let uses = root.split("pub use ").skip(1).filter_map(|rest| Some(rest.split_once(';')?.0));
    let names = uses.flat_map(|path| path.split(|c: char| !c.is_alphanumeric() && c != '_'));
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).collect()
}

/// Returns the dependencies of the runtime, from the `dep:` entries of the feature, as `Dependency` expressions.
fn dependencies(crate_dir: &Path) -> Result<Vec<String>> {
    let manifest = read_manifest(&crate_dir.join("Cargo.toml"))?;
    let feature = table(&manifest, "features")?;
    let names = strings(feature, "runtime").into_iter().filter_map(|entry| entry.strip_prefix("dep:")).collect();
    resolved(crate_dir, names, &all_dependencies(&manifest)?)
}

/// Returns the dependencies of all targets; those of specific targets have a `target` key.
fn all_dependencies(manifest: &Table) -> Result<Table> {
    let mut all = table(manifest, "dependencies")?.clone();
    for (target, tables) in table(manifest, "target")? {
        let tables = tables.as_table().ok_or("a target must be a table")?;
        for name in table(tables, "dependencies")?.keys() {
            let mut entry = entry(table(tables, "dependencies")?, name)?;
            entry.insert("target".to_owned(), Value::from(target.as_str()));
            all.insert(name.clone(), Value::Table(entry));
        }
    }
    Ok(all)
}

/// Returns the dependencies of each optional feature of the runtime, by feature name.
///
/// They are its `dep:` entries, and dependencies to which an entry like `serde_json?/raw_value` adds a feature.
fn optional_features(crate_dir: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let manifest = read_manifest(&crate_dir.join("Cargo.toml"))?;
    let features = table(&manifest, "features")?;
    let of_clients = strings(clients(&manifest)?, "features");
    let is_optional =
        |name: &&String| !["default", "runtime"].contains(&name.as_str()) && !of_clients.contains(&name.as_str());
    let mut optional_features = BTreeMap::new();
    for feature_name in features.keys().filter(is_optional) {
        let mut dependencies = table(&manifest, "dependencies")?.clone();
        let mut names = Vec::new();
        for entry in strings(features, feature_name) {
            let (name, feature) = entry.split_once("?/").unwrap_or((entry, ""));
            let name = name.trim_start_matches("dep:");
            if !feature.is_empty() {
                let mut entry = self::entry(&dependencies, name)?;
                let mut features: Vec<Value> = strings(&entry, "features").into_iter().map(Value::from).collect();
                features.push(Value::from(feature));
                entry.insert("features".to_owned(), Value::Array(features));
                dependencies.insert(name.to_owned(), Value::Table(entry));
            }
            names.push(name);
        }
        optional_features.insert(feature_name.clone(), resolved(crate_dir, names, &dependencies)?);
    }
    Ok(optional_features)
}

/// Returns the features of generated clients, the default features and their dependencies, as constants.
fn features(crate_dir: &Path) -> Result<String> {
    let manifest = read_manifest(&crate_dir.join("Cargo.toml"))?;
    let clients = clients(&manifest)?;
    let (features, mut out) = (table(&manifest, "features")?, String::new());
    writeln!(out, "pub(super) const DEFAULT: &[&str] = &{:?};", strings(clients, "default"))?;
    out.push_str("pub(super) const FEATURES: &[(&str, &[&str])] = &[\n");
    let mut needed = Vec::new();
    for name in strings(clients, "features") {
        let entries = strings(features, name);
        writeln!(out, "    ({name:?}, &{entries:?}),")?;
        needed.extend(entries.into_iter().filter_map(|entry| entry.strip_prefix("dep:")));
    }
    out.push_str("];\npub(super) const FEATURE_DEPENDENCIES: &[Dependency] = &[\n");
    needed.sort_unstable();
    needed.dedup();
    for dependency in resolved(crate_dir, needed, &all_dependencies(&manifest)?)? {
        writeln!(out, "    {dependency},")?;
    }
    out.push_str("];\n");
    Ok(out)
}

/// Returns the table `package.metadata.clients`.
fn clients(manifest: &Table) -> Result<&Table> {
    table(table(table(manifest, "package")?, "metadata")?, "clients")
}

/// Returns the development dependencies of generated tests and examples, as listed in `package.metadata.clients`.
fn test_dependencies(crate_dir: &Path) -> Result<Vec<String>> {
    let manifest = read_manifest(&crate_dir.join("Cargo.toml"))?;
    resolved(crate_dir, strings(clients(&manifest)?, "tests"), table(&manifest, "dev-dependencies")?)
}

fn resolved(crate_dir: &Path, mut names: Vec<&str>, dependencies: &Table) -> Result<Vec<String>> {
    let root = crate_dir.join("../../Cargo.toml");
    let shared = if root.exists() { read_manifest(&root)? } else { Table::new() };
    names.sort_unstable();
    names
        .into_iter()
        .map(|name| dependency(name, dependencies, &shared).map_err(|e| format!("{name}: {e}").into()))
        .collect()
}

fn dependency(name: &str, dependencies: &Table, shared: &Table) -> Result<String> {
    let entry = entry(dependencies, name)?;
    let inherits = entry.get("workspace").and_then(Value::as_bool) == Some(true);
    let base = match inherits {
        true => self::entry(table(table(shared, "workspace")?, "dependencies")?, name)?,
        false => entry.clone(),
    };
    let version = base.get("version").and_then(Value::as_str).ok_or("it has no version")?;
    let default_features = base.get("default-features").and_then(Value::as_bool).unwrap_or(true);
    let mut features: Vec<&str> = strings(&base, "features");
    if inherits {
        features.extend(strings(&entry, "features"));
    }
    features.sort_unstable();
    features.dedup();
    let target = entry.get("target").and_then(Value::as_str).unwrap_or_default();
    Ok(format!(
        "Dependency {{ name: {name:?}, version: {version:?}, default_features: {default_features}, \
         features: &{features:?}, target: {target:?} }}"
    ))
}

/// Returns one entry of a dependency table; `name = "1.0"` is short for `name = { version = "1.0" }`.
fn entry(dependencies: &Table, name: &str) -> Result<Table> {
    match dependencies.get(name) {
        Some(Value::String(version)) => Ok(Table::from_iter([("version".to_owned(), Value::from(version.as_str()))])),
        Some(Value::Table(entry)) => Ok(entry.clone()),
        _ => Err("it is not among the dependencies".into()),
    }
}

fn table<'t>(parent: &'t Table, name: &str) -> Result<&'t Table> {
    parent.get(name).and_then(Value::as_table).ok_or_else(|| format!("the manifest has no table `{name}`").into())
}

fn strings<'t>(entry: &'t Table, name: &str) -> Vec<&'t str> {
    entry.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn read_manifest(path: &Path) -> Result<Table> {
    println!("cargo:rerun-if-changed={}", path.display());
    Ok(fs::read_to_string(path)?.parse()?)
}
