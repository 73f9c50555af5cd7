//! Renders scores as a table and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use clientsmith::infer::calibration::evaluate::MIN_CONFIDENCE;
use clientsmith::infer::calibration_data::{DeclaredType, FIGURES};
use serde_json::{Value, json};

use super::By;
use super::score::{Evaluation, ParameterScore, Score};
use crate::report::count;

/// The maximum number of listed providers that overlap with the calibration data.
const MAX_LISTED: usize = 5;

/// Renders the table.
pub(super) fn render(
    evaluation: &Evaluation,
    by: &[By],
    wrong: Option<&[&ParameterScore]>,
    missed: Option<&[&ParameterScore]>,
) -> String {
    let mut text = head(evaluation);
    let _ = writeln!(text, "\n{:24}{:<39}all parameters", "", "each name of a provider once");
    let heading = "inferred  precision   of all   recall";
    let _ = writeln!(text, "{:<24}{heading}  {heading}", "");
    let accepted = format!("accepted: at least {MIN_CONFIDENCE} %");
    text.push_str(&line(&accepted, &evaluation.accepted(true), &evaluation.accepted(false)));
    for by in by {
        let _ = writeln!(text, "\n{}", title(*by));
        let (once, every) = (evaluation.rows(*by, true), evaluation.rows(*by, false));
        for (row, once) in sorted(*by, &once) {
            let row_title = if *by == By::Confidence { format!("{row} %") } else { row.to_owned() };
            text.push_str(&line(&format!("  {row_title}"), once, &every.get(row).copied().unwrap_or_default()));
        }
    }
    text.push_str(&list("inferred types that differ from the declared ones", wrong));
    text.push_str(&list("declared types without an accepted inference", missed));
    text
}

/// Renders the number of parameters, and the overlap with the calibration data.
fn head(evaluation: &Evaluation) -> String {
    let Evaluation { documents, providers, counted, parameters } = evaluation;
    let mut text = format!(
        "{} of {}: {} with a declared type, {} if each name of a provider counts once with each type\n",
        count(*documents, "document"),
        count(providers.len(), "provider"),
        count(parameters.len(), "parameter"),
        evaluation.once().count(),
    );
    let others = count(FIGURES.providers.len(), "provider");
    let _ = match counted.as_slice() {
        [] => writeln!(text, "the calibration data is from {others}, none of which is among these"),
        some => writeln!(
            text,
            "the calibration data is from {others}, among them {} of these, so the scores are biased: {}{}",
            some.len(),
            some.iter().copied().take(MAX_LISTED).collect::<Vec<_>>().join(", "),
            if some.len() > MAX_LISTED { " ..." } else { "" },
        ),
    };
    let lists = evaluation.lists_as_text();
    if lists > 0 {
        let described = if lists == 1 {
            "is a list in prose and declares a string"
        } else {
            "are lists in prose and declare strings"
        };
        let _ = writeln!(text, "{lists} of the names {described}, which is no contradiction and not counted");
    }
    let integers = evaluation.integers_as_numbers();
    if integers > 0 {
        let declared = if integers == 1 {
            "declares `number` and was inferred as an integer"
        } else {
            "declare `number` and were inferred as integers"
        };
        let _ = writeln!(text, "{integers} of the names {declared}, which counts as wrong");
    }
    text
}

fn title(by: By) -> &'static str {
    match by {
        By::Confidence => "by minimum confidence, accepted or not",
        By::Rule => "by rule",
        By::Type => "by type",
        By::Provider => "by provider",
    }
}

/// Sorts rules and providers by the number of their inferences; other rows keep their order.
fn sorted(by: By, rows: &BTreeMap<String, Score>) -> Vec<(&str, &Score)> {
    let mut rows: Vec<_> = rows.iter().map(|(row, score)| (row.as_str(), score)).collect();
    match by {
        By::Rule | By::Provider => rows.sort_by(|a, b| b.1.inferred.cmp(&a.1.inferred).then_with(|| a.0.cmp(b.0))),
        By::Confidence | By::Type => {}
    }
    rows
}

fn line(title: &str, once: &Score, every: &Score) -> String {
    let percent = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let cells = |score: &Score| {
        let [precision, of_all, recall] = [score.precision(), score.precision_of_all(), score.recall()].map(percent);
        format!("{:>8}  {precision:>9}  {of_all:>7}  {recall:>7}", score.inferred)
    };
    format!("{title:<24}{}  {}\n", cells(once), cells(every))
}

/// Renders a list of parameters; those that declare strings are last.
fn list(title: &str, parameters: Option<&[&ParameterScore]>) -> String {
    let Some(parameters) = parameters else { return String::new() };
    let mut sorted = parameters.to_vec();
    sorted.sort_by_key(|parameter| parameter.case.declared == DeclaredType::String);
    let mut text = format!("\n{title}: {}\n", parameters.len());
    for parameter in sorted {
        let case = parameter.case;
        let inferred = case.prediction.map(|prediction| {
            format!("{}, {}, {} %", prediction.kind.as_str(), prediction.rule, prediction.confidence)
        });
        let (name, location, declared) = (&case.name, case.location, case.declared.as_str());
        let _ = writeln!(text, "  {declared}, not {}: {name} ({location})", inferred.as_deref().unwrap_or("inferred"));
        let description = case.words.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if !description.is_empty() {
            let _ = writeln!(text, "      “{description}”");
        }
        let _ = writeln!(text, "      {}", case.place);
    }
    text
}

/// Renders the scores as JSON.
pub(super) fn json(
    evaluation: &Evaluation,
    wrong: Option<&[&ParameterScore]>,
    missed: Option<&[&ParameterScore]>,
) -> String {
    let scores = |once: bool| {
        let rows = |by| {
            let rows = evaluation.rows(by, once).into_iter();
            rows.map(|(row, score)| (row, json!(score.to_record()))).collect::<serde_json::Map<_, _>>()
        };
        json!({
            "accepted": evaluation.accepted(once).to_record(),
            "confidence": rows(By::Confidence),
            "type": rows(By::Type),
            "rule": rows(By::Rule),
            "provider": rows(By::Provider),
        })
    };
    let mut data = json!({
        "documents": evaluation.documents,
        "providers": evaluation.providers.len(),
        "providers_counted": evaluation.counted,
        "threshold": MIN_CONFIDENCE,
        "lists_declared_string": evaluation.lists_as_text(),
        "integers_declared_number": evaluation.integers_as_numbers(),
        "names": scores(true),
        "parameters": scores(false),
    });
    for (key, parameters) in [("wrong", wrong), ("missed", missed)] {
        if let (Some(parameters), Some(data)) = (parameters, data.as_object_mut()) {
            data.insert(key.to_owned(), parameters.iter().map(|parameter| to_json(parameter)).collect());
        }
    }
    format!("{data:#}\n")
}

fn to_json(parameter: &ParameterScore) -> Value {
    let case = parameter.case;
    let inferred = case
        .prediction
        .map(|found| json!({ "type": found.kind.as_str(), "rule": found.rule, "confidence": found.confidence }));
    json!({
        "provider": parameter.provider, "place": case.place.to_string(), "name": case.name, "in": case.location,
        "description": case.words, "declared": case.declared.as_str(), "inferred": inferred,
    })
}
