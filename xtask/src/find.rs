//! The files that may be API descriptions, below some folders, in the order of their paths.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// One file to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct File {
    /// What reports call it: its path below the folder that was named, that folder's own name first.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
}

/// Every YAML and JSON file below the roots whose name fits the pattern; hidden ones are left alone.
pub(crate) fn files(roots: &[PathBuf], only: Option<&str>) -> Result<Vec<File>, Fault> {
    let mut found = BTreeSet::new();
    for root in roots {
        let shown = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if root.is_dir() {
            search(root, &shown, &mut found)?;
        } else {
            fs::metadata(root).map_err(|error| Fault::io("read", root, &error))?;
            found.insert(File { name: shown, path: root.clone() });
        }
    }
    Ok(found.into_iter().filter(|file| only.is_none_or(|pattern| fits(&file.name, pattern))).collect())
}

fn search(folder: &Path, shown: &str, found: &mut BTreeSet<File>) -> Result<(), Fault> {
    let entries = fs::read_dir(folder).map_err(|error| Fault::io("read", folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Fault::io("read", folder, &error))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') {
            continue;
        }
        let name = if shown.is_empty() { name } else { format!("{shown}/{name}") };
        let kind = entry.file_type().map_err(|error| Fault::io("read", &path, &error))?;
        if kind.is_dir() {
            search(&path, &name, found)?;
        } else if is_candidate(&path) {
            found.insert(File { name, path });
        }
    }
    Ok(())
}

fn is_candidate(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    matches!(extension.as_deref(), Some("yaml" | "yml" | "json")) && path.is_file()
}

/// Whether a name has the parts of a pattern between its stars, in their order.
fn fits(name: &str, pattern: &str) -> bool {
    let mut rest = name;
    pattern.split('*').all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_pattern_is_looked_for_anywhere() {
        for (name, pattern, expected) in [
            ("apis/shop.yaml", "shop", true),
            ("apis/shop.yaml", "apis*yaml", true),
            ("apis/shop.yaml", "yaml*apis", false),
            ("apis/shop.yaml", "", true),
            ("apis/shop.yaml", "*", true),
            ("apis/shop.yaml", "bank", false),
        ] {
            assert_eq!(fits(name, pattern), expected, "{name} {pattern}");
        }
    }
}
