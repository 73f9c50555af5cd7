//! Renders changes as Markdown, for reviews and changelogs.

use std::fmt::Write;

use clientsmith::diff::Level;
use clientsmith::invisible::escape_invisible;

use super::Findings;
use super::findings::LocatedChange;
use super::text::{line, totals};
use crate::report::count;

/// Renders the changes with the totals.
pub(super) fn render(findings: &Findings) -> String {
    let mut text = String::from("# Changes of the API\n\n");
    let _ = writeln!(text, "{}\n", totals(findings).replace('\n', "\\\n"));
    text.push_str(&entry(findings));
    text
}

/// Renders the changes as sections by level.
pub(crate) fn entry(findings: &Findings) -> String {
    let sections = [(Level::Major, "Breaking"), (Level::Minor, "Compatible"), (Level::Patch, "Other")];
    let groups = findings.groups(false);
    let mut text = String::new();
    for (level, title) in sections {
        let groups = groups.iter().filter(|(finding, _)| finding.ignored.is_none() && finding.level() == level);
        let bullets: String = groups.map(|(finding, parts)| bullet(finding, *parts)).collect();
        if !bullets.is_empty() {
            let _ = writeln!(text, "### {title}\n\n{bullets}");
        }
    }
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn bullet(finding: &LocatedChange, parts: usize) -> String {
    let change = &finding.change;
    let mut text = format!("- {}", code(&change.item));
    let _ = match (&change.before, &change.after) {
        (None, Some(after)) => write!(text, ", new: {}", code(after)),
        (Some(before), None) => write!(text, ", removed: {}", code(before)),
        (Some(before), Some(after)) if before != after => write!(text, ": {} is now {}", code(before), code(after)),
        _ => Ok(()),
    };
    if parts > 0 {
        let _ = write!(text, " with {}", count(parts, "part"));
    }
    if change.after.is_some() && !change.reasons.is_empty() {
        let reasons: Vec<String> = change.reasons.iter().map(|reason| plain(reason)).collect();
        let _ = write!(text, ": {}", reasons.join("; "));
    }
    if change.wire > change.source {
        text.push_str(" (deployed clients)");
    }
    if let Some(replacement) = &change.replacement {
        let _ = write!(text, ". Instead: {}", plain(replacement));
    }
    if let Some(place) = finding.new.as_ref().or(finding.old.as_ref()) {
        let _ = write!(text, " ({}, {})", plain(&line(place)), change.cause);
    }
    text.push('\n');
    text
}

fn code(text: &str) -> String {
    format!("`{}`", escape_invisible(text).replace('`', "'"))
}

/// Escapes the HTML of a text outside of code spans: it can quote the document.
fn plain(text: &str) -> String {
    let text = escape_invisible(text).replace('\n', " ");
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 0 { part.replace('<', "&lt;") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}
