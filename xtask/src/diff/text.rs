//! Renders changes for a terminal.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};
use clientsmith::diff::Level;

use super::Findings;
use super::findings::{LocatedChange, SourcePosition};
use crate::report::count;
use crate::text_layout::{TextLayout, single_line, styled};

/// The number of changes of a level that are shown by default.
const PER_LEVEL: usize = 50;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Renders the changes, from the most severe, and the totals.
pub(super) fn render(findings: &Findings, width: usize, all: bool) -> String {
    let mut layout = TextLayout::new(width);
    let mut shown: BTreeMap<Level, usize> = BTreeMap::new();
    let groups = findings.groups(all);
    for (finding, parts) in groups {
        let shown = shown.entry(finding.level()).or_default();
        *shown += 1;
        if all || *shown <= PER_LEVEL {
            push(&mut layout, finding, parts);
        }
    }
    for (level, shown) in shown.into_iter().rev().filter(|(_, shown)| !all && *shown > PER_LEVEL) {
        layout.push("", &format!("... and {} more of level {}; --all shows them", shown - PER_LEVEL, level.as_str()));
    }
    layout.push_gap();
    for unused in &findings.unused {
        layout.push("", &format!("no change has the accepted fingerprint {unused}"));
    }
    layout.push("", &totals(findings));
    layout.finish()
}

/// Returns the line with the totals.
pub(super) fn totals(findings: &Findings) -> String {
    let [added, changed, removed] = findings.counts();
    let ignored = findings.findings.len() - findings.open().count();
    let ignored = if ignored == 0 { String::new() } else { format!(", {ignored} ignored") };
    let (source, wire) = (findings.source(), findings.wire());
    let release = match source {
        Level::None => "no new version",
        Level::Patch => "next patch version",
        Level::Minor => "next minor version; for 0.x the next patch version",
        Level::Major => "next major version; for 0.x the next minor version",
    };
    format!(
        "{added} added, {changed} changed, {removed} removed{ignored}\nsource: {}, wire: {}: {release}",
        source.as_str(),
        wire.as_str()
    )
}

fn push(layout: &mut TextLayout, finding: &LocatedChange, parts: usize) {
    let change = &finding.change;
    let level = finding.level();
    let style = match level {
        Level::Major => AnsiColor::Red.on_default().bold(),
        Level::Minor => AnsiColor::Green.on_default().bold(),
        Level::Patch | Level::None => BOLD,
    };
    let more = if parts == 0 { String::new() } else { format!(" with {}", count(parts, "part")) };
    layout.push_gap();
    let item = styled(BOLD, &single_line(&change.item));
    layout.push("", &format!("{} {item}{more} {}", styled(style, level.as_str()), styled(DIM, &finding.fingerprint)));
    if change.before == change.after {
        change.before.iter().for_each(|item| layout.push("    ", &single_line(item)));
    } else {
        change.before.iter().for_each(|before| layout.push("  - ", &single_line(before)));
        change.after.iter().for_each(|after| layout.push("  + ", &single_line(after)));
    }
    let verdict =
        format!("source: {}, wire: {}, cause: {}", change.source.as_str(), change.wire.as_str(), change.cause);
    layout.push("  ", &verdict);
    change.reasons.iter().for_each(|reason| layout.push("  because ", &single_line(reason)));
    change.replacement.iter().for_each(|replacement| layout.push("  instead ", &single_line(replacement)));
    let places = [finding.old.as_ref().map(line), finding.new.as_ref().map(line)];
    match places {
        [Some(old), Some(new)] => layout.push("  at ", &format!("{old} -> {new}")),
        [Some(place), None] | [None, Some(place)] => layout.push("  at ", &place),
        [None, None] => {}
    }
    finding.ignored.iter().for_each(|reason| layout.push("  ignored: ", &single_line(reason)));
}

/// Returns `file:line`.
pub(super) fn line(position: &SourcePosition) -> String {
    match position.position {
        Some((line, _)) => single_line(&format!("{}:{line}", position.file)),
        None => single_line(&position.file),
    }
}
