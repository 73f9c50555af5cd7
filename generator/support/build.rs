//! The crate's own sources and dependencies come in; `sources.rs`, which holds them as data, goes out.
//!
//! It reads the manifest both as it is in the workspace and as `cargo package` rewrites it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::{Table, Value};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let crate_dir = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut out = String::from("pub(super) const FILES: &[(&str, &str)] = &[\n");
    for (path, text) in sources(&crate_dir.join("src"))? {
        writeln!(out, "    ({path:?}, {text:?}),")?;
    }
    out.push_str("];\n");
    out.push_str("pub(super) const DEPENDENCIES: &[Dependency] = &[\n");
    for dependency in dependencies(&crate_dir)? {
        writeln!(out, "    {dependency},")?;
    }
    out.push_str("];\n");
    out.push_str("pub(super) const PARTS: &[(&str, &[Dependency])] = &[\n");
    for (part, dependencies) in parts(&crate_dir)? {
        writeln!(out, "    ({part:?}, &[{}]),", dependencies.join(", "))?;
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

/// The runtime's files by their path below `src`, without their tests.
fn sources(src: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut open = vec![src.join("runtime.rs"), src.join("runtime")];
    while let Some(path) = open.pop() {
        println!("cargo:rerun-if-changed={}", path.display());
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                open.push(entry?.path());
            }
        } else if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs") {
            let below: Vec<_> = path.strip_prefix(src)?.iter().map(|part| part.to_string_lossy()).collect();
            found.insert(below.join("/"), without_tests(&path)?);
        }
    }
    Ok(found)
}

/// A file up to its tests, which stand last.
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

/// What the runtime depends on: the `dep:` entries of the feature, as the text of a `Dependency` each.
fn dependencies(crate_dir: &Path) -> Result<Vec<String>> {
    let manifest = read_manifest(&crate_dir.join("Cargo.toml"))?;
    let feature = table(&manifest, "features")?;
    let names = strings(feature, "runtime").into_iter().filter_map(|entry| entry.strip_prefix("dep:")).collect();
    resolved(crate_dir, names, &all_dependencies(&manifest)?)
}

/// The dependencies for all machines, and those for some, which say for which.
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

/// The parts of the runtime that a client can do without, by the name of their feature, and what each depends on: the
/// `dep:` entries, and the dependencies that an entry like `serde_json?/raw_value` gives a feature to, with it.
fn parts(crate_dir: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let manifest = read_manifest(&crate_dir.join("Cargo.toml"))?;
    let features = table(&manifest, "features")?;
    let of_clients = strings(clients(&manifest)?, "features");
    let is_part =
        |name: &&String| !["default", "runtime"].contains(&name.as_str()) && !of_clients.contains(&name.as_str());
    let mut parts = BTreeMap::new();
    for part in features.keys().filter(is_part) {
        let mut dependencies = table(&manifest, "dependencies")?.clone();
        let mut names = Vec::new();
        for entry in strings(features, part) {
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
        parts.insert(part.clone(), resolved(crate_dir, names, &dependencies)?);
    }
    Ok(parts)
}

/// The features that clients have, those that are on by default, and what they depend on where they are on.
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

/// What the manifest says of clients.
fn clients(manifest: &Table) -> Result<&Table> {
    table(table(table(manifest, "package")?, "metadata")?, "clients")
}

/// What a client's own tests and examples depend on: those development dependencies that `package.metadata.clients` names.
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

/// One line of a table of dependencies; `name = "1.0"` is short for `name = { version = "1.0" }`.
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
