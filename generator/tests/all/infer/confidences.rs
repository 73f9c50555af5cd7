//! The confidences of all inferences from fixtures. Other snapshots contain facts and rules only, so that a changed figure
//! of the calibration changes one snapshot.

use std::collections::BTreeMap;
use std::path::Path;

use clientsmith::document::Text;
use clientsmith::infer::{Candidate, Certainty, conclude};
use insta::assert_snapshot;

use super::read;
use crate::support::{fixture, fixture_at, spec as workspace_spec};

/// Formats the confidences of all candidates by rule, in document order.
fn dump(text: &Text, certainty: Certainty) -> String {
    let (spec, ..) = read(text);
    let mut rules = BTreeMap::<&str, Vec<String>>::new();
    let inferences = conclude(&spec, certainty);
    let inferences = inferences.values().flat_map(|aspects| aspects.values());
    for Candidate { rule, confidence, .. } in
        inferences.flat_map(|inference| std::iter::once(&inference.chosen).chain(&inference.runners_up))
    {
        rules.entry(rule).or_default().push(confidence.to_string());
    }
    rules.iter().map(|(rule, figures)| format!("  {rule}: {}\n", figures.join(" "))).collect()
}

#[test]
fn confidences_match_snapshot() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut out = String::new();
    for directory in ["infer", "infer/swagger2", "pagination"] {
        let entries = std::fs::read_dir(root.join(directory)).expect("fixtures").flatten();
        let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        files.sort();
        for text in files.iter().map(|path| fixture(path)) {
            out += &format!("{directory}/{}\n{}", text.name, dump(&text, Certainty::Likely));
        }
    }
    out += &format!("strict inference\n{}", dump(&fixture_at("infer/pagination.yaml"), Certainty::Certain));
    out += &format!("specs\n{}", dump(&workspace_spec("stack-exchange.yaml"), Certainty::Likely));
    assert_snapshot!(out);
}
