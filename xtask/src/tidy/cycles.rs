//! Finds import cycles between the files of one directory.
//!
//! A module file `x.rs` and its directory `x/` are the node `x` of the directory that contains them. A path from one
//! file to another is an edge in the innermost directory that contains both. Re-exports are followed to the file that
//! defines the module or item. A path between a module file and a file of its directory is no edge.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{self, WrittenPath};
use super::source::{Source, is_test_path};
use super::{Finding, tables};

type Module = Vec<String>;

/// The position of one import: file and line.
type Position = (String, usize);

/// Edges between the nodes of one directory, each with its first import.
type Graph = BTreeMap<String, BTreeMap<String, Position>>;

/// Checks all crates.
pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    tables::CRATES.iter().flat_map(|root| check_crate(root, sources)).collect()
}

fn check_crate(root: &str, sources: &[Source]) -> Vec<Finding> {
    let modules = ModuleTree::new(root, sources);
    let mut graphs: BTreeMap<Module, Graph> = BTreeMap::new();
    for (module, file) in &modules.files {
        for path in &file.paths {
            let Some(target) = modules.target(module, path) else { continue };
            let shared = module.iter().zip(&target).take_while(|(from, to)| from == to).count();
            if let (Some(from), Some(to)) = (module.get(shared), target.get(shared)) {
                let directory = target.get(..shared).unwrap_or_default().to_vec();
                let edges = graphs.entry(directory).or_default().entry(from.clone()).or_default();
                edges.entry(to.clone()).or_insert_with(|| (file.path.clone(), path.line));
            }
        }
    }
    let directory = |module: &Module| [&[root.to_owned()], &module[..]].concat().join("/");
    graphs.iter().flat_map(|(module, graph)| find_cycles(&directory(module), graph)).collect()
}

struct ModuleFile {
    path: String,
    paths: Vec<WrittenPath>,
    /// The names that `use` items bring into the module, with their paths from the crate's root.
    aliases: BTreeMap<String, Module>,
}

/// The files of a crate by module.
struct ModuleTree {
    files: BTreeMap<Module, ModuleFile>,
}

impl ModuleTree {
    fn new(root: &str, sources: &[Source]) -> Self {
        let mut files = BTreeMap::new();
        for source in sources {
            let inner = source.path.strip_prefix(root).and_then(|path| path.strip_prefix('/'));
            if let (Some(inner), Some(file)) = (inner, source.file())
                && !is_test_path(inner)
            {
                let module = paths::module_of_file(inner);
                let paths = paths::collect(file, module.clone()).written;
                files.insert(module, ModuleFile { path: source.path.clone(), paths, aliases: BTreeMap::new() });
            }
        }
        let mut tree = Self { files };
        let aliases: Vec<_> = tree.files.iter().map(|(module, file)| tree.aliases(module, file)).collect();
        for (file, aliases) in tree.files.values_mut().zip(aliases) {
            file.aliases = aliases;
        }
        tree
    }

    fn aliases(&self, module: &Module, file: &ModuleFile) -> BTreeMap<String, Module> {
        let uses = file.paths.iter().filter(|path| path.module == *module);
        uses.filter_map(|path| Some((path.alias.clone()?, self.to_root_path(path)?))).collect()
    }

    /// Returns a path from the crate's root; a path may also start with a child of its module.
    fn to_root_path(&self, path: &WrittenPath) -> Option<Module> {
        path.to_root_path().or_else(|| {
            let inner = [&path.module[..], &path.segments[..]].concat();
            self.files.contains_key(inner.get(..=path.module.len())?).then_some(inner)
        })
    }

    /// Returns the file that a path in `module` leads to.
    fn target(&self, module: &Module, path: &WrittenPath) -> Option<Module> {
        /// More re-exports than any path goes through.
        const MAX_ALIASES: usize = 16;
        let mut segments = self.to_root_path(path)?;
        for _ in 0..MAX_ALIASES {
            let depth = (0..=segments.len()).rev().find(|depth| self.is_file(&segments[..*depth]))?;
            let (found, rest) = segments.split_at(depth);
            let alias = rest.first().and_then(|name| self.files.get(found)?.aliases.get(name));
            let Some(alias) = alias.filter(|_| found != module) else { return Some(found.to_vec()) };
            segments = [&alias[..], rest.get(1..).unwrap_or_default()].concat();
        }
        None
    }

    fn is_file(&self, module: &[String]) -> bool {
        self.files.contains_key(module)
    }
}

fn find_cycles(directory: &str, graph: &Graph) -> Vec<Finding> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = graph.keys().map(|node| (&**node, reach(graph, node))).collect();
    let mut done = BTreeSet::new();
    let mut findings = Vec::new();
    for (node, targets) in &reached {
        let back = |other: &&&str| reached.get(**other).is_some_and(|targets| targets.contains(node));
        let members: BTreeSet<&str> = targets.iter().filter(back).copied().collect();
        if members.contains(node) && done.insert(members.clone()) {
            findings.push(cycle(directory, graph, &members));
        }
    }
    findings
}

/// Returns the nodes that lead on from `start`.
fn reach<'g>(graph: &'g Graph, start: &str) -> BTreeSet<&'g str> {
    let mut reached = BTreeSet::new();
    let mut queue = vec![start];
    while let Some(node) = queue.pop() {
        for target in graph.get(node).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(&**target) {
                queue.push(target);
            }
        }
    }
    reached
}

fn cycle(directory: &str, graph: &Graph, members: &BTreeSet<&str>) -> Finding {
    let names = members.iter().copied().collect::<Vec<_>>().join(", ");
    let mut edges = Vec::new();
    for from in members {
        for (to, (file, line)) in graph.get(*from).into_iter().flatten() {
            if members.contains(&**to) {
                edges.push(format!("\n    {from} -> {to}: {file}:{line}"));
            }
        }
    }
    let message = format!("import cycle of {} files: {names}", members.len());
    let help = format!("move the items that both sides need to a file below them{}", edges.concat());
    Finding::new(directory, 0, "cycles", message, help)
}
