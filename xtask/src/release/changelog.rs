//! `CHANGELOG.md` of a client. Generated lists stand between two comments; all other text is the author's and stays.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use clientsmith::Files;
use semver::Version;

use super::baseline::Baseline;
use crate::diff::{Findings, entry};
use crate::error::CliError;
use crate::write::MARK;

/// The file in the crate.
pub(super) const NAME: &str = "CHANGELOG.md";

const START: &str = "<!-- changes of the API -->\n\n";
const END: &str = "\n<!-- end of the changes -->\n";

/// Returns the existing changelog with the mark, which is part of the crate as it is.
pub(super) fn existing(out: &Path) -> Result<Option<(String, String)>, CliError> {
    let path = out.join(NAME);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().next().is_some_and(|line| line.contains(MARK)).then(|| (NAME.to_owned(), text))),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(CliError::io("read", &path, &error)),
    }
}

/// Adds the changes to the entry of a version, or of the next one if the version is not configured.
pub(super) fn add(
    files: &mut Files,
    package: &str,
    version: Option<&Version>,
    baseline: &Baseline,
    findings: &Findings,
) {
    let changes = entry(findings);
    if changes.is_empty() {
        return;
    }
    let title = version.map_or_else(|| "Unreleased".to_owned(), Version::to_string);
    let text = files.entry(NAME.to_owned()).or_insert_with(|| head(package));
    *text = with_changes(text, &title, &changes, baseline.is_committed());
}

fn head(package: &str) -> String {
    format!("<!-- {MARK}. It adds the lists of changes. Other text is kept. -->\n\n# Changelog of `{package}`\n")
}

/// Returns the changelog with the changes in the entry of a version. The list of the entry is replaced, or continued if
/// it does not count from the same version.
fn with_changes(text: &str, title: &str, changes: &str, replaces: bool) -> String {
    let heading = format!("\n## {title}\n");
    let list = |changes: &str| format!("{START}{}{END}", changes.trim_end().to_owned() + "\n");
    let Some(at) = text.find(&heading) else {
        // The newest entry is the first one.
        let (before, after) = text.split_at(text.find("\n## ").map_or(text.len(), |at| at + 1));
        let gap = if before.ends_with("\n\n") { "" } else { "\n" };
        let rest = if after.is_empty() { String::new() } else { format!("\n{after}") };
        return format!("{before}{gap}{}\n{}{rest}", heading.trim_start(), list(changes));
    };
    let (before, entry) = text.split_at(at + heading.len());
    let end = entry.find("\n## ").map_or(entry.len(), |at| at + 1);
    let (entry, after) = entry.split_at(end);
    let known = entry.find(START).zip(entry.find(END)).filter(|(start, end)| start < end);
    let Some((start, end)) = known else {
        // The author removed the comments, so that the entry is the author's.
        return text.to_owned();
    };
    let (lead, rest) = (&entry[..start], &entry[end + END.len()..]);
    let earlier = if replaces { "" } else { &entry[start + START.len()..end] };
    if earlier.contains(changes.trim_end()) {
        return text.to_owned();
    }
    let changes = if earlier.is_empty() { changes.to_owned() } else { format!("{}\n\n{earlier}", changes.trim_end()) };
    format!("{before}{lead}{}{rest}{after}", list(&changes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_is_added_before_earlier_ones_and_replaced() {
        let first = with_changes(&head("pets"), "0.1.1", "### Other\n\n- a\n", true);
        let expected = "\n# Changelog of `pets`\n\n## 0.1.1\n\n<!-- changes of the API -->\n\n### Other\n\n- a\n\n<!-- end of \
                        the changes -->\n";
        assert!(first.ends_with(expected), "{first}");
        let second = with_changes(&first, "0.2.0", "- b\n", true);
        let (before, after) = second.split_once("## 0.1.1").expect("the first entry is kept");
        assert!(before.contains("## 0.2.0\n\n<!-- changes of the API -->\n\n- b\n\n<!--"), "{second}");
        assert!(after.contains("- a\n"), "{second}");
        let third = with_changes(&second, "0.2.0", "- c\n", true);
        assert_eq!(third, second.replace("- b\n", "- c\n"));
        assert_eq!(with_changes(&third, "0.2.0", "- c\n", true), third);
    }

    #[test]
    fn text_of_the_author_is_kept() {
        let first = with_changes(&head("pets"), "0.1.1", "- a\n", true);
        let edited = first.replace("## 0.1.1\n", "## 0.1.1\n\nThanks to all.\n") + "\nMore text.\n";
        let changed = with_changes(&edited, "0.1.1", "- b\n", true);
        assert_eq!(changed, edited.replace("- a\n", "- b\n"));
        let edited = first.replace(START, "").replace(END, "");
        assert_eq!(with_changes(&edited, "0.1.1", "- b\n", true), edited);
    }

    #[test]
    fn entry_without_a_common_base_is_continued() {
        let first = with_changes(&head("pets"), "Unreleased", "- a\n", false);
        let second = with_changes(&first, "Unreleased", "- b\n", false);
        assert!(second.contains("- b\n\n- a\n"), "{second}");
        assert_eq!(with_changes(&second, "Unreleased", "- b\n", false), second);
    }
}
