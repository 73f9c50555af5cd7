//! Collections of API descriptions: whose each is, and which of many stand for all.
//!
//! Comes in: folders. Goes out: files by provider. It knows no provider by name; a provider is what folders and file
//! names call one, which in collections of public descriptions is a domain.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use generator::document::Text;

use crate::fault::Fault;
use crate::find::{self, File};
use crate::many;

/// The files below some folders, by provider. The provider is the first folder below the one that was named; a file
/// that stands in no such folder says it in its own name, up to `__`.
pub(crate) fn files(roots: &[PathBuf]) -> Result<BTreeMap<String, Vec<File>>, Fault> {
    let mut providers: BTreeMap<String, Vec<File>> = BTreeMap::new();
    for root in roots {
        for file in find::files(std::slice::from_ref(root), None)? {
            providers.entry(provider(&file.path, root)).or_default().push(file);
        }
    }
    Ok(providers)
}

fn provider(file: &Path, root: &Path) -> String {
    let below = file.strip_prefix(root).ok().filter(|below| below.components().count() > 1);
    if let Some(folder) = below.and_then(|below| below.components().next()) {
        return folder.as_os_str().to_string_lossy().into_owned();
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    stem.split("__").next().unwrap_or_default().to_owned()
}

/// What the generator makes of each file, in their order, with the provider and what the file is called. Files that
/// are no API description, or that the generator breaks down on, are left out.
pub(crate) fn read_each<'f, T: Send>(
    files: &'f [(String, File)],
    what: &'static str,
    work: impl Fn(&Text) -> Option<T> + Sync,
) -> Result<Vec<(&'f str, &'f str, T)>, Fault> {
    let read = |file: &File| {
        let bytes = fs::read(&file.path).map_err(|error| Fault::io("read", &file.path, &error))?;
        let text = Text { name: file.name.clone(), bytes };
        // A panic has been printed by the time it is caught here.
        Ok(panic::catch_unwind(AssertUnwindSafe(|| work(&text))).unwrap_or_default())
    };
    let mut made = Vec::new();
    for ((provider, file), result) in files.iter().zip(many::each(files, what, |_, (_, file)| read(file))) {
        made.extend(result?.map(|result| (provider.as_str(), file.name.as_str(), result)));
    }
    Ok(made)
}

/// Whether two providers may be one: the same name below another top-level domain, or a part of the other's domain.
pub(crate) fn are_akin(one: &str, other: &str) -> bool {
    let name = |domain: &str| domain.rsplit_once('.').map_or(domain, |(name, _)| name).to_owned();
    let (one, other) = (name(one), name(other));
    let is_part = |part: &str, whole: &str| part.strip_suffix(whole).is_some_and(|rest| rest.ends_with('.'));
    one == other || is_part(&one, &other) || is_part(&other, &one)
}

/// At most so many things, evenly spread over all of them.
pub(crate) fn sample<T: Clone>(things: &[T], most: usize) -> Vec<T> {
    let count = things.len().min(most);
    (0..count).filter_map(|at| things.get(at * things.len() / count)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_a_folder_or_the_beginning_of_a_name() {
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
    fn relations_of_a_provider_are_known() {
        for (one, other, expected) in [
            ("pets.example", "pets.example", true),
            ("pets.example", "pets.test", true),
            ("api.pets.example", "pets.example", true),
            ("pets.example", "api.pets.test", true),
            ("carpets.example", "pets.example", false),
            ("books.example", "pets.example", false),
            ("pets", "pets", true),
        ] {
            assert_eq!(are_akin(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_sample_is_spread_evenly() {
        let things: Vec<usize> = (0..10).collect();
        assert_eq!(sample(&things, 3), [0, 3, 6]);
        assert_eq!(sample(&things, 20), things);
        assert!(sample::<usize>(&[], 3).is_empty());
    }
}
