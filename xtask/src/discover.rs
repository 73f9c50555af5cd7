//! Finds the YAML and JSON files below directories, in the order of their paths.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::CliError;

/// A file that may be an API description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DocumentFile {
    /// The name in reports: the given directory's name and the path below it.
    pub(crate) name: String,
    /// The path on the disk.
    pub(crate) path: PathBuf,
}

/// Returns every YAML and JSON file below the roots whose name matches the pattern, without hidden files.
pub(crate) fn files(roots: &[PathBuf], only: Option<&str>) -> Result<Vec<DocumentFile>, CliError> {
    let mut found = BTreeSet::new();
    for root in roots {
        let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if root.is_dir() {
            search(root, &name, &mut found)?;
        } else {
            fs::metadata(root).map_err(|error| CliError::io("read", root, &error))?;
            found.insert(DocumentFile { name, path: root.clone() });
        }
    }
    Ok(found.into_iter().filter(|file| only.is_none_or(|pattern| matches_pattern(&file.name, pattern))).collect())
}

fn search(directory: &Path, prefix: &str, found: &mut BTreeSet<DocumentFile>) -> Result<(), CliError> {
    let entries = fs::read_dir(directory).map_err(|error| CliError::io("read", directory, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| CliError::io("read", directory, &error))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') {
            continue;
        }
        let name = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        let kind = entry.file_type().map_err(|error| CliError::io("read", &path, &error))?;
        if kind.is_dir() {
            search(&path, &name, found)?;
        } else if is_candidate(&path) {
            found.insert(DocumentFile { name, path });
        }
    }
    Ok(())
}

fn is_candidate(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    matches!(extension.as_deref(), Some("yaml" | "yml" | "json")) && path.is_file()
}

/// Returns true if a name contains the parts of a pattern between its stars, in their order.
fn matches_pattern(name: &str, pattern: &str) -> bool {
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
    use super::matches_pattern;

    #[test]
    fn pattern_matches_anywhere_in_the_name() {
        for (name, pattern, expected) in [
            ("apis/shop.yaml", "shop", true),
            ("apis/shop.yaml", "apis*yaml", true),
            ("apis/shop.yaml", "yaml*apis", false),
            ("apis/shop.yaml", "", true),
            ("apis/shop.yaml", "*", true),
            ("apis/shop.yaml", "bank", false),
        ] {
            assert_eq!(matches_pattern(name, pattern), expected, "{name} {pattern}");
        }
    }
}
