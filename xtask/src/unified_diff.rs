//! Renders changes as unified diffs.

use std::fmt::Write;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::write::Change;

/// The maximum number of lines in the diff of a file.
const MAX_LINES: usize = 200;

/// The time after which the diff of a file need not be minimal.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Renders the diff of a stale, missing or leftover file.
pub(crate) fn render(change: &Change) -> String {
    let before = String::from_utf8_lossy(change.before.as_deref().unwrap_or_default());
    let after = String::from_utf8_lossy(change.after.as_deref().unwrap_or_default());
    let name = |there: bool| if there { change.path.as_str() } else { "/dev/null" };
    let mut text = String::new();
    push(&mut text, Style::new().bold(), &format!("--- {}", name(change.before.is_some())));
    push(&mut text, Style::new().bold(), &format!("+++ {}", name(change.after.is_some())));

    let mut lines = 0;
    for (style, line) in body(&before, &after) {
        lines += 1;
        if lines <= MAX_LINES {
            push(&mut text, style, &line);
        }
    }
    if lines > MAX_LINES {
        push(&mut text, Style::new().dimmed(), &format!("... and {} more lines", lines - MAX_LINES));
    }
    text
}

fn body(before: &str, after: &str) -> Vec<(Style, String)> {
    let diff = TextDiff::configure().timeout(TIMEOUT).diff_lines(before, after);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        lines.push((AnsiColor::Cyan.on_default(), hunk.header().to_string()));
        for change in hunk.iter_changes() {
            let style = match change.tag() {
                ChangeTag::Delete => AnsiColor::Red.on_default(),
                ChangeTag::Insert => AnsiColor::Green.on_default(),
                ChangeTag::Equal => Style::new(),
            };
            lines.push((style, format!("{}{}", change.tag(), change.value().trim_end_matches(['\n', '\r']))));
            if change.missing_newline() {
                lines.push((Style::new(), "\\ No newline at end of file".to_owned()));
            }
        }
    }
    lines
}

/// Adds a line and makes control characters visible.
fn push(text: &mut String, style: Style, line: &str) {
    let line: String = line.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{style}{line}{style:#}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(before: Option<&str>, after: Option<&str>) -> String {
        let change = Change {
            path: "pets/src/lib.rs".to_owned(),
            before: before.map(|text| text.as_bytes().to_vec()),
            after: after.map(|text| text.as_bytes().to_vec()),
        };
        anstream::adapter::strip_str(&render(&change)).to_string()
    }

    #[test]
    fn stale_file_shows_its_changes() {
        let text = plain(Some("a\nb\nc\n"), Some("a\nB\nc\n"));
        assert_eq!(text, "--- pets/src/lib.rs\n+++ pets/src/lib.rs\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
    }

    #[test]
    fn missing_and_leftover_files_are_distinguished() {
        assert_eq!(plain(None, Some("a\n")), "--- /dev/null\n+++ pets/src/lib.rs\n@@ -0,0 +1 @@\n+a\n");
        assert_eq!(plain(Some("a\n"), None), "--- pets/src/lib.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
    }

    #[test]
    fn long_diff_is_truncated_with_a_note() {
        let text = plain(None, Some(&"line\n".repeat(500)));
        assert_eq!(text.lines().count(), 2 + MAX_LINES + 1);
        assert!(text.ends_with("... and 301 more lines\n"), "{text}");
    }

    #[test]
    fn missing_newline_and_control_characters_are_visible() {
        let text = plain(Some("a\u{1b}[2J"), Some("a\n"));
        assert!(text.contains("-a\u{fffd}[2J\n\\ No newline at end of file\n+a\n"), "{text}");
    }
}
