//! Counts declared types by provider, and the agreement of each rule with them.
//!
//! Produces the rows of `figures.tsv`. Only names, first words and counts of the documents are kept. Used by
//! `cargo xtask calibrate` only.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::ablation::{self, TypeTrial};
use crate::infer::calibration_data::{DeclaredType, TallyTable, TypeTally};
use crate::infer::declarations::declared_type;
use crate::infer::rule_ids::DEFAULT;
use crate::infer::text::phrases::beginnings;
use crate::infer::text::tokens::{self, TokenizedText};
use crate::infer::{Aspect, responses};
use crate::spec::{Location, Parameter, Spec};

/// The minimum number of providers for a key.
pub const MIN_PROVIDERS: u32 = 4;

/// The minimum percentage of providers that must use the same type for a key.
pub const MIN_AGREEMENT: u32 = 80;

/// The number of agreements, and of declared strings among the disagreements.
#[derive(Debug, Clone, Copy, Default)]
struct Ratio {
    right: u32,
    of: u32,
    strings: u32,
}

impl Ratio {
    /// Reduces the counts to a single vote: right if most agree, a string if most of the others declare one.
    fn vote(self) -> Self {
        let right = self.right * 2 > self.of;
        let string = !right && self.strings * 2 > self.of - self.right;
        Self { right: u32::from(right), of: 1, strings: u32::from(string) }
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
        self.strings += other.strings;
    }
}

/// The counts of one provider's documents.
#[derive(Debug, Clone, Default)]
pub struct CalibrationCounts {
    documents: u32,
    /// True if a type other than string is declared. A provider that declares only strings is not evidence.
    has_other_types: bool,
    /// The agreement by rule and parameter name.
    rules: BTreeMap<&'static str, BTreeMap<String, Ratio>>,
    /// The declared types by table, key and parameter.
    declared: BTreeMap<(TallyTable, String), BTreeMap<(String, Location), TypeTally>>,
}

impl CalibrationCounts {
    /// Counts the declared types of one document.
    #[must_use]
    pub fn from_document(spec: &Spec) -> Self {
        let mut counts = Self { documents: 1, ..Self::default() };
        for trial in ablation::trials(spec) {
            counts.note_rules(&trial);
        }
        for trial in responses::trials::trials(spec) {
            counts.note_response(&trial);
        }
        for parameter in spec.operations.iter().flat_map(|operation| &operation.parameters) {
            counts.note_type(spec, parameter);
        }
        counts
    }

    /// Adds the counts of another document of the same provider.
    pub fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.has_other_types |= other.has_other_types;
        for (rule, names) in other.rules {
            let rule = self.rules.entry(rule).or_default();
            for (name, ratio) in names {
                rule.entry(name).or_default().add(ratio);
            }
        }
        for (key, parameters) in other.declared {
            let key = self.declared.entry(key).or_default();
            for (parameter, tally) in parameters {
                let sum = key.entry(parameter).or_default();
                DeclaredType::ALL.iter().for_each(|kind| sum.add(*kind, tally.count(*kind)));
            }
        }
    }

    /// Returns true if at least one declared type is not a string.
    #[must_use]
    pub fn is_evidence(&self) -> bool {
        self.has_other_types
    }

    /// Returns the number of documents.
    #[must_use]
    pub fn documents(&self) -> u32 {
        self.documents
    }

    fn note_rules(&mut self, trial: &TypeTrial) {
        let is_string = DeclaredType::from_inferred(&trial.declared) == DeclaredType::String;
        let mut note = |rule: &'static str, right: bool, string: bool| {
            let names = self.rules.entry(rule).or_default();
            let strings = u32::from(!right && string);
            names.entry(trial.name.clone()).or_default().add(Ratio { right: u32::from(right), of: 1, strings });
        };
        for (rule, fact) in &trial.claims {
            if let Some(right) = ablation::is_correct(fact, trial) {
                note(rule, right, is_string && fact.aspect() == Aspect::Type);
            }
        }
        if !ablation::says_type(trial) {
            note(DEFAULT, is_string, false);
        }
    }

    fn note_response(&mut self, trial: &responses::trials::ResponseTrial) {
        for (rule, result) in &trial.results {
            let right = u32::from(trial.declared.as_ref() == Some(result));
            let operations = self.rules.entry(rule).or_default();
            operations.entry(trial.operation.clone()).or_default().add(Ratio { right, of: 1, strings: 0 });
        }
    }

    fn note_type(&mut self, spec: &Spec, parameter: &Parameter) {
        let Some(kind) = declared_type(spec, parameter).map(|shape| DeclaredType::from_inferred(&shape)) else {
            return;
        };
        self.has_other_types |= kind != DeclaredType::String;
        for key in keys(parameter, ablation::words_about(spec, parameter)) {
            let parameters = self.declared.entry(key).or_default();
            parameters.entry((parameter.name.clone(), parameter.location)).or_default().add(kind, 1);
        }
    }
}

/// Returns a provider's single vote on a rule. Each name counts once.
fn verdict(names: &BTreeMap<String, Ratio>) -> Ratio {
    let mut sum = Ratio::default();
    names.values().for_each(|ratio| sum.add(ratio.vote()));
    sum.vote()
}

/// Returns the keys of a parameter in all tables.
fn keys(parameter: &Parameter, description: Option<&str>) -> Vec<(TallyTable, String)> {
    let (complete, first, last) = match parameter.location {
        Location::Path => (TallyTable::PathName, TallyTable::PathFirst, TallyTable::PathLast),
        Location::Query | Location::Header | Location::Cookie | Location::Field(_) => {
            (TallyTable::Name, TallyTable::First, TallyTable::Last)
        }
    };
    let name = tokens::of_name(&parameter.name);
    let mut keys = vec![(complete, name.concat())];
    if let [one, .., other] = name.as_slice() {
        keys.extend([(first, one.clone()), (last, other.clone())]);
    }
    let beginnings = description.map(|text| beginnings(&TokenizedText::read(text))).unwrap_or_default();
    keys.extend(beginnings.into_iter().map(|words| (TallyTable::Begins, words)));
    keys.retain(|(_, key)| !key.is_empty());
    keys
}

/// The counts of all providers.
#[derive(Debug, Clone, Default)]
pub struct CalibrationTotals {
    providers: BTreeMap<String, u32>,
    rules: BTreeMap<&'static str, Ratio>,
    tallies: BTreeMap<(TallyTable, String), TypeTally>,
}

impl CalibrationTotals {
    /// Sums the votes of all providers that are evidence, one vote per provider and row.
    #[must_use]
    pub fn from_providers(providers: &BTreeMap<String, CalibrationCounts>) -> Self {
        let mut totals = Self::default();
        for rule in ablation::counted_rules().chain(responses::RULES.iter().copied()).chain([DEFAULT]) {
            totals.rules.insert(rule, Ratio::default());
        }
        for (provider, counts) in providers.iter().filter(|(_, counts)| counts.is_evidence()) {
            totals.providers.insert(provider.clone(), counts.documents);
            for (rule, ratio) in &mut totals.rules {
                if let Some(names) = counts.rules.get(rule) {
                    ratio.add(verdict(names));
                }
            }
            for (key, parameters) in &counts.declared {
                let mut votes = TypeTally::default();
                parameters.values().filter_map(TypeTally::commonest).for_each(|kind| votes.add(kind, 1));
                if let Some(kind) = votes.commonest() {
                    totals.tallies.entry(key.clone()).or_default().add(kind, 1);
                }
            }
        }
        totals.tallies.retain(|_, tally| is_conclusive(tally));
        totals
    }

    /// Returns the number of providers.
    #[must_use]
    pub fn providers(&self) -> usize {
        self.providers.len()
    }

    /// Returns the number of documents.
    #[must_use]
    pub fn documents(&self) -> u32 {
        self.providers.values().sum()
    }

    /// Returns the rows of the file in order.
    #[must_use]
    pub fn rows(&self) -> String {
        let mut rows = String::new();
        for (provider, documents) in &self.providers {
            let _ = writeln!(rows, "provider\t{provider}\t{documents}");
        }
        for (rule, Ratio { right, of, strings }) in &self.rules {
            let _ = writeln!(rows, "rule\t{rule}\t{right}\t{of}\t{strings}");
        }
        for ((table, key), tally) in &self.tallies {
            let _ = write!(rows, "{}\t{key}", table.as_str());
            for kind in DeclaredType::ALL {
                let _ = write!(rows, "\t{}", tally.count(*kind));
            }
            rows.push('\n');
        }
        rows
    }
}

fn is_conclusive(tally: &TypeTally) -> bool {
    let most = tally.commonest().map_or(0, |kind| tally.count(kind));
    tally.total() >= MIN_PROVIDERS && most * 100 >= tally.total() * MIN_AGREEMENT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer::calibration_data::Figures;

    #[test]
    fn provider_is_counted_once_per_key() {
        let parameter = |name: &str| (name.to_owned(), Location::Query);
        let tally = |kind, count| {
            let mut tally = TypeTally::default();
            tally.add(kind, count);
            tally
        };
        // Two names with integers outvote one name with strings, regardless of the number of occurrences.
        let ids = [
            (parameter("size"), tally(DeclaredType::String, 90)),
            (parameter("Size"), tally(DeclaredType::Integer, 1)),
            (parameter("s_ize"), tally(DeclaredType::Integer, 1)),
        ];
        let key = (TallyTable::Name, "size".to_owned());
        let counts = CalibrationCounts {
            documents: 1,
            has_other_types: true,
            declared: BTreeMap::from([(key, ids.into())]),
            ..CalibrationCounts::default()
        };
        let providers = |count: usize| (0..count).map(|n| (format!("p{n}.example"), counts.clone())).collect();

        assert!(CalibrationTotals::from_providers(&providers(3)).tallies.is_empty());
        let rows = CalibrationTotals::from_providers(&providers(4)).rows();
        assert!(rows.ends_with("name\tsize\t0\t4\t0\t0\t0\n"), "{rows}");
        assert_eq!(Figures::parse(&rows).map(|figures| figures.providers.len()), Ok(4));

        let strings = CalibrationCounts { has_other_types: false, ..counts };
        assert_eq!(
            CalibrationTotals::from_providers(&BTreeMap::from([("p.example".to_owned(), strings)])).providers(),
            0
        );
    }
}
