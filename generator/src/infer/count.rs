//! Counts what providers declare, and how often each rule agrees with it.
//!
//! Comes in: typed specs, each with the name of who provides it. Goes out: [`Counts`], the rows of `figures.tsv`.
//! Nothing of the documents is kept but names, first words and counts; the client never sees any of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::figures::{Kind, Table, Tally};
use super::settle::DEFAULT;
use super::trials::{self, Trial};
use super::words::{self, Prose};
use super::{Aspect, answers, survey};
use crate::spec::{Argument, Location, Spec};

/// Fewer providers than this say nothing of others.
pub const FEWEST: u32 = 4;

/// A key is kept where so many of a hundred providers mean the same type by it.
pub const AGREED: u32 = 80;

/// How many of those asked agreed, and how many declare a string instead.
#[derive(Debug, Clone, Copy, Default)]
struct Ratio {
    right: u32,
    of: u32,
    strings: u32,
}

impl Ratio {
    /// One answer for all: right where most are, else a string where most of the others are.
    fn answer(self) -> Self {
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

/// What one provider's documents say.
#[derive(Debug, Clone, Default)]
pub struct Ballot {
    documents: u32,
    /// Whether anything else than a string is declared: who calls everything a string made no choice.
    choosy: bool,
    /// By rule and argument name, how often the rule agreed.
    rules: BTreeMap<&'static str, BTreeMap<String, Ratio>>,
    /// By table, key and argument, the types declared.
    declared: BTreeMap<(Table, String), BTreeMap<(String, Location), Tally>>,
}

impl Ballot {
    /// What one document says.
    #[must_use]
    pub fn of(spec: &Spec) -> Self {
        let mut ballot = Self { documents: 1, ..Self::default() };
        for trial in trials::trials(spec) {
            ballot.note_rules(&trial);
        }
        for trial in answers::measure::trials(spec) {
            ballot.note_answer(&trial);
        }
        for argument in spec.operations.iter().flat_map(|operation| &operation.arguments) {
            ballot.note_type(spec, argument);
        }
        ballot
    }

    /// Takes in what another document of the provider says.
    pub fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.choosy |= other.choosy;
        for (rule, names) in other.rules {
            let rule = self.rules.entry(rule).or_default();
            for (name, ratio) in names {
                rule.entry(name).or_default().add(ratio);
            }
        }
        for (key, arguments) in other.declared {
            let key = self.declared.entry(key).or_default();
            for (argument, tally) in arguments {
                let sum = key.entry(argument).or_default();
                Kind::ALL.iter().for_each(|kind| sum.add(*kind, tally.of(*kind)));
            }
        }
    }

    /// Whether it says anything: of its types, at least one is no string.
    #[must_use]
    pub fn bears_witness(&self) -> bool {
        self.choosy
    }

    /// How many documents it is of.
    #[must_use]
    pub fn documents(&self) -> u32 {
        self.documents
    }

    fn note_rules(&mut self, trial: &Trial) {
        let is_string = Kind::of(&trial.declared) == Kind::String;
        let mut note = |rule: &'static str, right: bool, string: bool| {
            let names = self.rules.entry(rule).or_default();
            let strings = u32::from(!right && string);
            names.entry(trial.name.clone()).or_default().add(Ratio { right: u32::from(right), of: 1, strings });
        };
        for (rule, fact) in &trial.said {
            if let Some(right) = trials::holds(fact, trial) {
                note(rule, right, is_string && fact.aspect() == Aspect::Type);
            }
        }
        if !trials::says_type(trial) {
            note(DEFAULT, is_string, false);
        }
    }

    fn note_answer(&mut self, trial: &answers::measure::Trial) {
        for (rule, said) in &trial.said {
            let right = u32::from(trial.declared.as_ref() == Some(said));
            let operations = self.rules.entry(rule).or_default();
            operations.entry(trial.operation.clone()).or_default().add(Ratio { right, of: 1, strings: 0 });
        }
    }

    fn note_type(&mut self, spec: &Spec, argument: &Argument) {
        let Some(kind) = survey::declared(spec, argument).map(|shape| Kind::of(&shape)) else { return };
        self.choosy |= kind != Kind::String;
        for key in keys(argument, trials::words_about(spec, argument)) {
            let arguments = self.declared.entry(key).or_default();
            arguments.entry((argument.name.clone(), argument.location)).or_default().add(kind, 1);
        }
    }
}

/// A provider's one answer about a rule: each name counts once.
fn verdict(names: &BTreeMap<String, Ratio>) -> Ratio {
    let mut sum = Ratio::default();
    names.values().for_each(|ratio| sum.add(ratio.answer()));
    sum.answer()
}

/// Every key of every table that an argument stands under.
fn keys(argument: &Argument, description: Option<&str>) -> Vec<(Table, String)> {
    let (whole, first, last) = match argument.location {
        Location::Path => (Table::PathName, Table::PathFirst, Table::PathLast),
        Location::Query | Location::Header | Location::Cookie | Location::Field(_) => {
            (Table::Name, Table::First, Table::Last)
        }
    };
    let name = words::of_name(&argument.name);
    let mut keys = vec![(whole, name.concat())];
    if let [one, .., other] = name.as_slice() {
        keys.extend([(first, one.clone()), (last, other.clone())]);
    }
    let beginnings = description.map(|text| beginnings(&Prose::read(text))).unwrap_or_default();
    keys.extend(beginnings.into_iter().map(|words| (Table::Begins, words)));
    keys.retain(|(_, key)| !key.is_empty());
    keys
}

/// The first two words of a text, and the first three, as far as its first sentence has them.
pub(super) fn beginnings(prose: &Prose) -> Vec<String> {
    let sentence = (0..3).map_while(|at| prose.word(at).filter(|_| at == 0 || !prose.begins(at)));
    let sentence: Vec<&str> = sentence.collect();
    (2..=sentence.len()).filter_map(|length| Some(sentence.get(..length)?.join(" "))).collect()
}

/// What all providers together say.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    providers: BTreeMap<String, u32>,
    rules: BTreeMap<&'static str, Ratio>,
    tallies: BTreeMap<(Table, String), Tally>,
}

impl Counts {
    /// Counts the providers that bear witness, each once under each heading.
    #[must_use]
    pub fn of(ballots: &BTreeMap<String, Ballot>) -> Self {
        let mut counts = Self::default();
        for rule in trials::counted_rules().chain(answers::RULES.iter().copied()).chain([DEFAULT]) {
            counts.rules.insert(rule, Ratio::default());
        }
        for (provider, ballot) in ballots.iter().filter(|(_, ballot)| ballot.bears_witness()) {
            counts.providers.insert(provider.clone(), ballot.documents);
            for (rule, ratio) in &mut counts.rules {
                if let Some(names) = ballot.rules.get(rule) {
                    ratio.add(verdict(names));
                }
            }
            for (key, arguments) in &ballot.declared {
                let mut votes = Tally::default();
                arguments.values().filter_map(Tally::commonest).for_each(|kind| votes.add(kind, 1));
                if let Some(kind) = votes.commonest() {
                    counts.tallies.entry(key.clone()).or_default().add(kind, 1);
                }
            }
        }
        counts.tallies.retain(|_, tally| says_something(tally));
        counts
    }

    /// How many providers were counted.
    #[must_use]
    pub fn providers(&self) -> usize {
        self.providers.len()
    }

    /// How many documents were counted.
    #[must_use]
    pub fn documents(&self) -> u32 {
        self.providers.values().sum()
    }

    /// The rows of the file, in their order.
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
            for kind in Kind::ALL {
                let _ = write!(rows, "\t{}", tally.of(*kind));
            }
            rows.push('\n');
        }
        rows
    }
}

fn says_something(tally: &Tally) -> bool {
    let most = tally.commonest().map_or(0, |kind| tally.of(kind));
    tally.total() >= FEWEST && most * 100 >= tally.total() * AGREED
}

#[cfg(test)]
mod tests {
    use super::super::figures::Figures;
    use super::*;

    #[test]
    fn a_description_begins_with_words_of_its_first_sentence() {
        let table: &[(&str, &[&str])] = &[
            ("The number of items.", &["the number", "the number of"]),
            ("User <b>ID</b>. Given once.", &["user id"]),
            ("Page. Starts at 1.", &[]),
            ("", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(beginnings(&Prose::read(text)), *expected, "{text}");
        }
    }

    #[test]
    fn a_provider_has_one_vote_under_each_key() {
        let argument = |name: &str| (name.to_owned(), Location::Query);
        let tally = |kind, count| {
            let mut tally = Tally::default();
            tally.add(kind, count);
            tally
        };
        // Two names that are integers outvote one that is a string, however often that one stands there.
        let ids = [
            (argument("size"), tally(Kind::String, 90)),
            (argument("Size"), tally(Kind::Integer, 1)),
            (argument("s_ize"), tally(Kind::Integer, 1)),
        ];
        let key = (Table::Name, "size".to_owned());
        let ballot =
            Ballot { documents: 1, choosy: true, declared: BTreeMap::from([(key, ids.into())]), ..Ballot::default() };
        let providers = |count: usize| (0..count).map(|n| (format!("p{n}.example"), ballot.clone())).collect();

        assert!(Counts::of(&providers(3)).tallies.is_empty());
        let rows = Counts::of(&providers(4)).rows();
        assert!(rows.ends_with("name\tsize\t0\t4\t0\t0\t0\n"), "{rows}");
        assert_eq!(Figures::parse(&rows).map(|figures| figures.providers.len()), Ok(4));

        let strings = Ballot { choosy: false, ..ballot };
        assert_eq!(Counts::of(&BTreeMap::from([("p.example".to_owned(), strings)])).providers(), 0);
    }
}
