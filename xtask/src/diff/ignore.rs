//! Reads the list of accepted changes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::CliError;
use crate::inputs;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IgnoreList {
    #[serde(default)]
    ignore: Vec<toml::Spanned<IgnoredChange>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IgnoredChange {
    fingerprint: String,
    reason: String,
}

/// Returns the reasons of accepted changes, by fingerprint.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, String>, CliError> {
    let text = inputs::read_named(path)?;
    let name = text.name;
    let text = String::from_utf8(text.bytes).map_err(|_| CliError::new(format!("{name} is not UTF-8")))?;
    parse(&text, &name)
}

fn parse(text: &str, name: &str) -> Result<BTreeMap<String, String>, CliError> {
    let line = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    let invalid = |at: usize, message: &str| {
        CliError::new(format!("{name}:{}: {message}", line(at)))
            .help("an accepted change is an [[ignore]] table with a fingerprint and a reason")
    };
    let list: IgnoreList = toml::from_str(text)
        .map_err(|error| invalid(error.span().map_or(0, |span| span.start), &error.message().replace('\n', "; ")))?;
    let mut reasons = BTreeMap::new();
    for entry in list.ignore {
        let at = entry.span().start;
        let IgnoredChange { fingerprint, reason } = entry.into_inner();
        if reason.trim().is_empty() {
            return Err(invalid(at, "the reason is empty"));
        }
        if reasons.insert(fingerprint.clone(), reason).is_some() {
            return Err(invalid(at, &format!("{fingerprint} is listed twice")));
        }
    }
    Ok(reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_changes_have_reasons() {
        let text = "[[ignore]]\nfingerprint = \"1f\"\nreason = \"unused\"\n";
        assert_eq!(parse(text, "a.toml"), Ok(BTreeMap::from([("1f".to_owned(), "unused".to_owned())])));
        let error = parse("\n[[ignore]]\nfingerprint = \"1f\"\nreason = \" \"\n", "a.toml").expect_err("invalid");
        assert_eq!(error.message, "a.toml:2: the reason is empty");
        let error = parse(&text.repeat(2), "a.toml").expect_err("invalid");
        assert_eq!(error.message, "a.toml:4: 1f is listed twice");
        let error = parse("[[ignore]]\nfingerprint = \"1f\"\n", "a.toml").expect_err("invalid");
        assert_eq!(error.message, "a.toml:1: missing field `reason`");
    }
}
