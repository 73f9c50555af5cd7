//! The scores for people, and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use generator::infer::figures::{FIGURES, Kind};
use generator::infer::measure::BELIEVED;
use serde_json::{Value, json};

use super::By;
use super::score::{Measured, Score, Told};
use crate::report::count;

/// How many providers are named where some were counted.
const NAMED: usize = 5;

/// All of it.
pub(super) fn draw(measured: &Measured, by: &[By], wrong: Option<&[&Told]>, missed: Option<&[&Told]>) -> String {
    let mut text = head(measured);
    let _ = writeln!(text, "\n{:27}{:<38}every argument", "", "each name of a provider once");
    let heading = "   said  precision   of all   recall";
    let _ = writeln!(text, "{:<24}{heading}  {heading}", "");
    let believed = format!("believed, from {BELIEVED} %");
    text.push_str(&line(&believed, &measured.believed(true), &measured.believed(false)));
    for by in by {
        let _ = writeln!(text, "\n{}", title(*by));
        let (once, every) = (measured.rows(*by, true), measured.rows(*by, false));
        for (row, once) in sorted(*by, &once) {
            let row_title = if *by == By::Confidence { format!("{row} %") } else { row.to_owned() };
            text.push_str(&line(&format!("  {row_title}"), once, &every.get(row).copied().unwrap_or_default()));
        }
    }
    text.push_str(&list("said and declared otherwise", wrong));
    text.push_str(&list("declared and not believed", missed));
    text
}

/// What was measured, and whether it is fair.
fn head(measured: &Measured) -> String {
    let Measured { documents, providers, counted, told } = measured;
    let mut text = format!(
        "{} of {}: {} that declare a type, {} where each name of a provider counts once with each type\n",
        count(*documents, "document"),
        count(providers.len(), "provider"),
        count(told.len(), "argument"),
        measured.once().count(),
    );
    let others = count(FIGURES.providers.len(), "provider");
    let _ = match counted.as_slice() {
        [] => writeln!(text, "the figures behind confidences were counted over {others}, none of which is among these"),
        some => writeln!(
            text,
            "the figures behind confidences were counted over {others}, among them {} of these, so this is no proof: {}{}",
            some.len(),
            some.iter().copied().take(NAMED).collect::<Vec<_>>().join(", "),
            if some.len() > NAMED { " ..." } else { "" },
        ),
    };
    let lists = measured.lists_as_text();
    if lists > 0 {
        let told = if lists == 1 { "is a list in words and a string" } else { "are lists in words and strings" };
        let _ =
            writeln!(text, "{lists} of the names {told} in the declaration, which is no contradiction and not counted");
    }
    text
}

fn title(by: By) -> &'static str {
    match by {
        By::Confidence => "by confidence, believed or not, at least",
        By::Rule => "by rule",
        By::Type => "by type",
        By::Provider => "by provider",
    }
}

/// Rules and providers by how much they said, the rest in its own order.
fn sorted(by: By, rows: &BTreeMap<String, Score>) -> Vec<(&str, &Score)> {
    let mut rows: Vec<_> = rows.iter().map(|(row, score)| (row.as_str(), score)).collect();
    match by {
        By::Rule | By::Provider => rows.sort_by(|a, b| b.1.said.cmp(&a.1.said).then_with(|| a.0.cmp(b.0))),
        By::Confidence | By::Type => {}
    }
    rows
}

fn line(title: &str, once: &Score, every: &Score) -> String {
    let percent = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let cells = |score: &Score| {
        let [precision, of_all, recall] = [score.precision(), score.precision_of_all(), score.recall()].map(percent);
        format!("{:>7}  {precision:>9}  {of_all:>7}  {recall:>7}", score.said)
    };
    format!("{title:<24}{}  {}\n", cells(once), cells(every))
}

/// What a developer looks at: those that declare strings last, as they say least.
fn list(title: &str, told: Option<&[&Told]>) -> String {
    let Some(told) = told else { return String::new() };
    let mut sorted = told.to_vec();
    sorted.sort_by_key(|told| told.case.declared == Kind::String);
    let mut text = format!("\n{title}: {}\n", told.len());
    for told in sorted {
        let case = told.case;
        let said = case.guess.map(|guess| format!("{}, {}, {} %", guess.kind.as_str(), guess.rule, guess.confidence));
        let (name, location, declared) = (&case.name, case.location, case.declared.as_str());
        let _ = writeln!(text, "  {declared}, not {}: {name} ({location})", said.as_deref().unwrap_or("known"));
        let words = case.words.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            let _ = writeln!(text, "      “{words}”");
        }
        let _ = writeln!(text, "      {}", case.place);
    }
    text
}

/// The same as data.
pub(super) fn json(measured: &Measured, wrong: Option<&[&Told]>, missed: Option<&[&Told]>) -> String {
    let scores = |once: bool| {
        let rows = |by| {
            let rows = measured.rows(by, once).into_iter();
            rows.map(|(row, score)| (row, json!(score.figures()))).collect::<serde_json::Map<_, _>>()
        };
        json!({
            "believed": measured.believed(once).figures(),
            "confidence": rows(By::Confidence),
            "type": rows(By::Type),
            "rule": rows(By::Rule),
            "provider": rows(By::Provider),
        })
    };
    let mut data = json!({
        "documents": measured.documents,
        "providers": measured.providers.len(),
        "providers_counted": measured.counted,
        "threshold": BELIEVED,
        "lists_declared_string": measured.lists_as_text(),
        "names": scores(true),
        "arguments": scores(false),
    });
    for (key, told) in [("wrong", wrong), ("missed", missed)] {
        if let (Some(told), Some(data)) = (told, data.as_object_mut()) {
            data.insert(key.to_owned(), told.iter().map(|told| one(told)).collect());
        }
    }
    format!("{data:#}\n")
}

fn one(told: &Told) -> Value {
    let case = told.case;
    let said = case
        .guess
        .map(|guess| json!({ "type": guess.kind.as_str(), "rule": guess.rule, "confidence": guess.confidence }));
    json!({
        "provider": told.provider, "place": case.place.to_string(), "name": case.name, "in": case.location,
        "description": case.words, "declared": case.declared.as_str(), "said": said,
    })
}
