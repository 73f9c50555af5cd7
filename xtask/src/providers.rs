//! Collections of API descriptions by provider.
//!
//! The provider is part of the path: in collections of public descriptions it is a domain.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use clientsmith::document::Text;

use crate::discover::{self, DocumentFile};
use crate::error::CliError;
use crate::parallel;

/// Finds the files below directories, by provider.
///
/// The provider is the first directory below the given one, or the beginning of the file name up to `__`.
pub(crate) fn files(roots: &[PathBuf]) -> Result<BTreeMap<String, Vec<DocumentFile>>, CliError> {
    let mut providers: BTreeMap<String, Vec<DocumentFile>> = BTreeMap::new();
    for root in roots {
        for file in discover::files(std::slice::from_ref(root), None)? {
            providers.entry(provider(&file.path, root)).or_default().push(file);
        }
    }
    Ok(providers)
}

fn provider(file: &Path, root: &Path) -> String {
    let below = file.strip_prefix(root).ok().filter(|below| below.components().count() > 1);
    if let Some(directory) = below.and_then(|below| below.components().next()) {
        return directory.as_os_str().to_string_lossy().into_owned();
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    stem.split("__").next().unwrap_or_default().to_owned()
}

/// Applies `work` to each file, and returns provider, file name and result in the order of the files.
///
/// Files without a result, and files on which the generator panics, are omitted.
pub(crate) fn read_each<'f, T: Send>(
    files: &'f [(String, DocumentFile)],
    label: &'static str,
    work: impl Fn(&Text) -> Option<T> + Sync,
) -> Result<Vec<(&'f str, &'f str, T)>, CliError> {
    let read = |file: &DocumentFile| {
        let bytes = fs::read(&file.path).map_err(|error| CliError::io("read", &file.path, &error))?;
        let text = Text { name: file.name.clone(), bytes };
        // The panic hook has already printed the message.
        Ok(panic::catch_unwind(AssertUnwindSafe(|| work(&text))).unwrap_or_default())
    };
    let mut results = Vec::new();
    for ((provider, file), result) in
        files.iter().zip(parallel::map_with_progress(files, label, |_, (_, file)| read(file)))
    {
        results.extend(result?.map(|result| (provider.as_str(), file.name.as_str(), result)));
    }
    Ok(results)
}

/// Returns true if two providers may be the same: equal but for the top-level domain, or one a subdomain of the other.
pub(crate) fn are_related(one: &str, other: &str) -> bool {
    let name = |domain: &str| domain.rsplit_once('.').map_or(domain, |(name, _)| name).to_owned();
    let (one, other) = (name(one), name(other));
    let is_subdomain = |part: &str, domain: &str| part.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    one == other || is_subdomain(&one, &other) || is_subdomain(&other, &one)
}

/// Returns at most `limit` items, evenly spaced.
pub(crate) fn sample<T: Clone>(items: &[T], limit: usize) -> Vec<T> {
    let count = items.len().min(limit);
    (0..count).filter_map(|at| items.get(at * items.len() / count)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provider_is_a_directory_or_the_beginning_of_a_name() {
        for (file, root, expected) in [
            ("apis/pets.example/v1/shop.json", "apis", "pets.example"),
            ("apis/pets.example.json", "apis", "pets.example"),
            ("apis/pets.example__shop.yaml", "apis/", "pets.example"),
            ("apis/pets.example__shop.yaml", "apis/pets.example__shop.yaml", "pets.example"),
        ] {
            assert_eq!(provider(Path::new(file), Path::new(root)), expected, "{file}");
        }
    }

    #[test]
    fn related_providers_are_recognized() {
        for (one, other, expected) in [
            ("pets.example", "pets.example", true),
            ("pets.example", "pets.test", true),
            ("api.pets.example", "pets.example", true),
            ("pets.example", "api.pets.test", true),
            ("carpets.example", "pets.example", false),
            ("books.example", "pets.example", false),
            ("pets", "pets", true),
        ] {
            assert_eq!(are_related(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn sample_is_evenly_spaced() {
        let items: Vec<usize> = (0..10).collect();
        assert_eq!(sample(&items, 3), [0, 3, 6]);
        assert_eq!(sample(&items, 20), items);
        assert!(sample::<usize>(&[], 3).is_empty());
    }
}
