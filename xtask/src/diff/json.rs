//! Renders changes as JSON.

use serde_json::{Value, json};

use super::Findings;
use super::findings::{LocatedChange, SourcePosition};

/// Renders the changes as an object with the levels of all of them and a list.
pub(super) fn render(findings: &Findings) -> String {
    let [added, changed, removed] = findings.counts();
    let document = json!({
        "source": findings.source().as_str(),
        "wire": findings.wire().as_str(),
        "added": added,
        "changed": changed,
        "removed": removed,
        "changes": findings.findings.iter().map(change).collect::<Vec<_>>(),
        "unused_ignores": findings.unused,
    });
    // A value without maps of other keys than strings can be formatted.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn change(finding: &LocatedChange) -> Value {
    let change = &finding.change;
    json!({
        "item": change.item,
        "before": change.before,
        "after": change.after,
        "old": finding.old.as_ref().map(position),
        "new": finding.new.as_ref().map(position),
        "cause": change.cause.to_string(),
        "source": change.source.as_str(),
        "wire": change.wire.as_str(),
        "reasons": change.reasons,
        "replacement": change.replacement,
        "fingerprint": finding.fingerprint,
        "ignored": finding.ignored,
    })
}

fn position(position: &SourcePosition) -> Value {
    let (line, column) = position.position.unzip();
    json!({ "file": position.file, "pointer": position.pointer, "line": line, "column": column })
}
