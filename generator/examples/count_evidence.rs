//! Counts how often each inference rule is right on documents that declare their types, and measures the whole.
//!
//! `cargo run -p generator --example count_evidence -- [table|whole|rule NAME] [FOLDER...]` reads every `.json` and
//! `.yaml` of the folders (by default `v3` and `v2` of `../shared/corpus`, or of the folder that `CORPUS` names). `table` prints the table in
//! `src/infer/figures_table.rs`; `whole` strips all types, infers them again and compares; `rule NAME` lists where a
//! rule was wrong. Nothing of the documents is kept: only counts come out.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use generator::diagnostic::Diagnostics;
use generator::document::Text;
use generator::infer::measure::{self, Trial};
use generator::infer::{self, Aspect, Candidate, Fact, Scalar, Shape};
use generator::repair::Repairs;
use generator::spec::Spec;
use generator::{load, upgrade};

fn main() {
    let mut words = std::env::args().skip(1);
    let what = words.next().unwrap_or_else(|| "table".to_owned());
    let rule = if what == "rule" { words.next() } else { None };
    let mut folders: Vec<PathBuf> = words.map(PathBuf::from).collect();
    if folders.is_empty() {
        let corpus = std::env::var_os("CORPUS").map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
        folders.extend([corpus.join("v3"), corpus.join("v2")]);
    }
    let documents = read(&folders);
    if documents.is_empty() {
        eprintln!("no documents there; nothing is counted");
        return;
    }
    match what.as_str() {
        "whole" => whole(&documents),
        "rule" => wrong_ones(&documents, rule.as_deref().unwrap_or_default()),
        _ => table(&documents),
    }
}

/// Documents by provider: the file name up to its first `__`.
type Documents = Vec<(String, Spec)>;

fn read(folders: &[PathBuf]) -> Documents {
    let mut files: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files.iter().filter_map(|file| Some((provider(file)?, spec(file)?))).collect()
}

fn provider(file: &Path) -> Option<String> {
    let stem = file.file_stem()?.to_str()?;
    Some(stem.split("__").next().unwrap_or(stem).to_owned())
}

fn spec(file: &Path) -> Option<Spec> {
    let text = Text { name: file.to_string_lossy().into_owned(), bytes: std::fs::read(file).ok()? };
    let (mut diagnostics, mut repairs) = (Diagnostics::default(), Repairs::default());
    let document = load::documents(&text, &mut diagnostics).into_iter().next()?;
    let document = upgrade::upgrade(document, &mut diagnostics, &mut repairs);
    Some(Spec::read(&document, &mut diagnostics))
}

/// The providers that declare something other than strings: the others made no choice.
fn witnesses(documents: &Documents) -> BTreeSet<String> {
    let choosy = documents.iter().filter(|(_, spec)| {
        let arguments = spec.operations.iter().flat_map(|operation| &operation.arguments);
        arguments.filter_map(|argument| measure::declared(spec, argument)).any(|shape| !is_string(&shape))
    });
    choosy.map(|(provider, _)| provider.clone()).collect()
}

fn is_string(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar { kind: Scalar::String, .. })
}

/// Right and asked, by provider and argument name, for each rule.
type Votes = BTreeMap<&'static str, BTreeMap<String, BTreeMap<String, (u32, u32)>>>;

fn votes(documents: &Documents) -> Votes {
    let witnesses = witnesses(documents);
    let mut votes = Votes::new();
    let mut vote = |rule: &'static str, provider: &str, trial: &Trial, right: bool| {
        let count = votes.entry(rule).or_default().entry(provider.to_owned()).or_default();
        let count = count.entry(trial.name.clone()).or_default();
        count.0 += u32::from(right);
        count.1 += 1;
    };
    for (provider, spec) in documents.iter().filter(|(provider, _)| witnesses.contains(provider)) {
        for trial in measure::trials(spec) {
            for (rule, fact) in &trial.said {
                if let Some(right) = measure::holds(fact, &trial) {
                    vote(rule, provider, &trial, right);
                }
            }
            if !measure::says_type(&trial) {
                vote("default-string", provider, &trial, is_string(&trial.declared));
            }
        }
    }
    votes
}

/// One provider is one witness: right where most of its names are, a name where most of its arguments are.
fn counts(votes: &Votes, rule: &str) -> (u32, u32) {
    let providers = votes.get(rule).into_iter().flat_map(BTreeMap::values);
    providers.fold((0, 0), |(right, of), names| {
        let agreeing = names.values().filter(|(right, of)| right * 2 > *of).count();
        (right + u32::from(agreeing * 2 > names.len()), of + 1)
    })
}

fn table(documents: &Documents) {
    let votes = votes(documents);
    println!(
        "//! @generated by `cargo run -p generator --example count_evidence`: rule, providers that agree, providers asked."
    );
    println!("//!");
    println!("//! Counts only; nothing of the documents themselves.");
    println!("\npub(super) const COUNTED: &[(&str, u32, u32)] = &[");
    for rule in measure::counted_rules().chain(["default-string"]) {
        let (right, of) = counts(&votes, rule);
        println!("    (\"{rule}\", {right}, {of}),");
    }
    println!("];");
}

fn wrong_ones(documents: &Documents, rule: &str) {
    for (provider, spec) in documents {
        let mut seen = BTreeSet::new();
        for trial in measure::trials(spec) {
            for (_, fact) in trial.said.iter().filter(|(name, _)| *name == rule) {
                if measure::holds(fact, &trial) == Some(false) && seen.insert(trial.name.clone()) {
                    println!("{provider}: {} is {:?} {:?}, said {fact:?}", trial.name, trial.declared, trial.facts);
                }
            }
        }
    }
}

/// What was inferred of one argument, and what it declares.
struct Case<'d> {
    provider: &'d str,
    name: &'d str,
    words: Option<&'d str>,
    declared: Shape,
    /// The surest type other than string, whether it was believed or not.
    likely: Option<Candidate>,
    believed: bool,
}

/// Strips every type and infers it again. A name of a provider counts once with each type.
fn cases(documents: &Documents) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for (provider, typed) in documents {
        let inferences = infer::infer(&measure::without_types(typed));
        let mut seen = BTreeSet::new();
        for argument in typed.operations.iter().flat_map(|operation| &operation.arguments) {
            let Some(declared) = measure::declared(typed, argument) else { continue };
            let answer = inferences.get(&argument.pointer).and_then(|answers| answers.get(&Aspect::Type));
            let Some(answer) = answer.filter(|_| seen.insert((&argument.name, format!("{declared:?}")))) else {
                continue;
            };
            let other = |candidate: &&Candidate| !matches!(&candidate.fact, Fact::Type(shape) if is_string(shape));
            let likely = std::iter::once(&answer.chosen).chain(&answer.runners_up).find(other).cloned();
            let believed = likely.as_ref() == Some(&answer.chosen);
            let (name, words) = (argument.name.as_str(), argument.description.as_deref());
            cases.push(Case { provider, name, words, declared, likely, believed });
        }
    }
    cases
}

/// Whether a case is right; `None` where a list in words is a string in the declaration, which is no contradiction.
fn is_right(case: &Case) -> Option<bool> {
    let Some(Candidate { fact: Fact::Type(shape), .. }) = &case.likely else { return None };
    let list_as_text = matches!(shape, Shape::List { .. }) && is_string(&case.declared);
    (!list_as_text).then(|| same_kind(shape, &case.declared))
}

fn whole(documents: &Documents) {
    let cases = cases(documents);
    let wanted = cases.iter().filter(|case| !is_string(&case.declared)).count();
    println!("from  said  right  precision  without those declared string  recall");
    for least in [50, 60, 65, 70, 75, 80, 85, 90, 95] {
        let sure = |case: &&Case| case.likely.as_ref().is_some_and(|likely| likely.confidence >= least);
        line(&format!("{least:>4}"), cases.iter().filter(sure), wanted);
    }
    line("used", cases.iter().filter(|case| case.believed), wanted);
    let mut rules: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.believed) {
        rules.entry(case.likely.as_ref().map_or("", |likely| likely.rule)).or_default().push(case);
    }
    for (rule, cases) in rules {
        line(rule, cases.into_iter(), wanted);
    }
    if std::env::var_os("WRONG").is_some() {
        for case in cases.iter().filter(|case| case.believed && is_right(case) == Some(false)) {
            let Case { provider, name, words, declared, likely, .. } = case;
            println!(
                "wrong: {provider}: {name}: {words:?} is {declared:?}, said {:?}",
                likely.as_ref().map(|l| (l.rule, &l.fact))
            );
        }
    }
    if std::env::var_os("MISSED").is_some() {
        for case in cases.iter().filter(|case| !case.believed && !is_string(&case.declared)) {
            let Case { provider, name, words, declared, .. } = case;
            println!("missed: {provider}: {name}: {words:?} is {declared:?}");
        }
    }
}

/// One line of the measure.
fn line<'c>(heading: &str, cases: impl Iterator<Item = &'c Case<'c>>, wanted: usize) {
    let (mut said, mut right, mut strings) = (0, 0, 0);
    for case in cases {
        let Some(is_right) = is_right(case) else { continue };
        said += 1;
        right += usize::from(is_right);
        strings += usize::from(is_string(&case.declared));
    }
    let percent = |part: usize, of: usize| part as f64 * 100.0 / of.max(1) as f64;
    let others = percent(right, said - strings);
    println!(
        "{heading}  {said:>4}  {right:>4}  {:.1} %  {others:.1} %  {:.1} %",
        percent(right, said),
        percent(right, wanted)
    );
}

fn same_kind(said: &Shape, declared: &Shape) -> bool {
    match (said, declared) {
        (Shape::Scalar { kind, .. }, Shape::Scalar { kind: other, .. }) => kind == other,
        (Shape::List { .. }, Shape::List { .. }) => true,
        (Shape::Scalar { .. }, Shape::List { .. }) | (Shape::List { .. }, Shape::Scalar { .. }) => false,
    }
}
