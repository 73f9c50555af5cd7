//! How often what was said is what is declared, as data.

use std::collections::{BTreeMap, BTreeSet};

use generator::infer::figures::{FIGURES, Kind};
use generator::infer::measure::Case;
use serde::Serialize;

use super::By;
use crate::providers;

/// The confidences at which a line is drawn, in percent.
const STEPS: [u8; 10] = [50, 55, 60, 65, 70, 75, 80, 85, 90, 95];

/// One argument, and whose it is.
pub(super) struct Told<'d> {
    /// Who provides the document.
    pub(super) provider: &'d str,
    /// The argument.
    pub(super) case: &'d Case,
    /// Whether it is the first of its name and type that this provider has.
    pub(super) first: bool,
}

/// Everything that was found out.
pub(super) struct Measured<'d> {
    /// How many documents there are.
    pub(super) documents: usize,
    /// Whose they are.
    pub(super) providers: BTreeSet<&'d str>,
    /// Those of them whose documents, or those of somebody who may be the same, are among the ones that figures were
    /// counted over.
    pub(super) counted: Vec<&'d str>,
    /// Every argument that declares a type.
    pub(super) told: Vec<Told<'d>>,
}

/// How often something is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// About how many arguments something other than string was said.
    pub(super) said: usize,
    /// How many of them declare just that.
    pub(super) right: usize,
    /// How many of them declare a string.
    pub(super) strings: usize,
    /// How many arguments there are that declare something other than string.
    pub(super) wanted: usize,
}

/// A score as data.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    said: usize,
    right: usize,
    declared_string: usize,
    not_declared_string: usize,
    precision: Option<f64>,
    precision_of_all: Option<f64>,
    recall: Option<f64>,
}

impl<'d> Measured<'d> {
    /// Takes the cases of documents with their providers together.
    pub(super) fn of(documents: &'d [(&'d str, &'d str, Vec<Case>)]) -> Self {
        let providers: BTreeSet<&str> = documents.iter().map(|(provider, ..)| *provider).collect();
        let is_counted = |provider: &str| FIGURES.providers.keys().any(|other| providers::are_akin(other, provider));
        let counted = providers.iter().copied().filter(|provider| is_counted(provider)).collect();
        let mut seen = BTreeSet::new();
        let cases = documents.iter().flat_map(|(provider, _, cases)| cases.iter().map(move |case| (*provider, case)));
        let told = cases.map(|(provider, case)| {
            let first = seen.insert((provider, case.name.as_str(), case.declared));
            Told { provider, case, first }
        });
        Self { documents: documents.len(), told: told.collect(), providers, counted }
    }

    /// Each name of a provider once with each type.
    pub(super) fn once(&self) -> impl Iterator<Item = &Told<'d>> {
        self.counted(true)
    }

    /// What was believed, of names or of all arguments.
    pub(super) fn believed(&self, once: bool) -> Score {
        let mut score = Score::default();
        for told in self.counted(once) {
            score.wanted += usize::from(told.is_wanted());
            if told.case.believed {
                score.add(told);
            }
        }
        score
    }

    fn counted(&self, once: bool) -> impl Iterator<Item = &Told<'d>> {
        self.told.iter().filter(move |told| told.first || !once)
    }

    /// How many lists are told in words and declared strings.
    pub(super) fn lists_as_text(&self) -> usize {
        self.once().filter(|told| told.case.believed && told.case.is_list_as_text()).count()
    }

    /// The scores of each row of a table.
    pub(super) fn rows(&self, by: By, once: bool) -> BTreeMap<String, Score> {
        let mut rows: BTreeMap<String, Score> = BTreeMap::new();
        for told in self.counted(once) {
            for row in told.wanted_in(by) {
                rows.entry(row).or_default().wanted += usize::from(told.is_wanted());
            }
            for row in told.said_in(by) {
                rows.entry(row).or_default().add(told);
            }
        }
        // Lists that are declared strings are all that some rows have.
        rows.retain(|_, score| score.said + score.wanted > 0);
        if by == By::Rule {
            // Any rule could have found any of them.
            let wanted = self.believed(once).wanted;
            rows.values_mut().for_each(|score| score.wanted = wanted);
        }
        rows
    }
}

impl Told<'_> {
    /// Whether there is something other than a string to be found.
    fn is_wanted(&self) -> bool {
        self.case.declared != Kind::String
    }

    /// The rows of a table that ask for it.
    fn wanted_in(&self, by: By) -> Vec<String> {
        match by {
            By::Confidence => STEPS.iter().map(u8::to_string).collect(),
            By::Rule => Vec::new(),
            By::Type if self.is_wanted() => vec![self.case.declared.as_str().to_owned()],
            By::Type => Vec::new(),
            By::Provider => vec![self.provider.to_owned()],
        }
    }

    /// The rows of a table that what was said of it stands in.
    fn said_in(&self, by: By) -> Vec<String> {
        let Some(guess) = self.case.guess else { return Vec::new() };
        match by {
            By::Confidence => STEPS.iter().filter(|least| guess.confidence >= **least).map(u8::to_string).collect(),
            By::Rule | By::Type | By::Provider if !self.case.believed => Vec::new(),
            By::Rule => vec![guess.rule.to_owned()],
            By::Type => vec![guess.kind.as_str().to_owned()],
            By::Provider => vec![self.provider.to_owned()],
        }
    }

    /// Whether something was believed that is declared otherwise.
    pub(super) fn is_wrong(&self) -> bool {
        self.case.believed && self.case.is_right() == Some(false)
    }

    /// Whether it declares something other than string, and nothing other was believed.
    pub(super) fn is_missed(&self) -> bool {
        !self.case.believed && self.is_wanted()
    }
}

impl Score {
    /// Counts what was said of one, unless that is no contradiction and no agreement either.
    fn add(&mut self, told: &Told) {
        let Some(is_right) = told.case.is_right() else { return };
        self.said += 1;
        self.right += usize::from(is_right);
        self.strings += usize::from(!told.is_wanted());
    }

    /// How many are right of those that do not declare a string.
    pub(super) fn precision(&self) -> Option<f64> {
        share(self.right, self.said - self.strings)
    }

    /// How many are right of all.
    pub(super) fn precision_of_all(&self) -> Option<f64> {
        share(self.right, self.said)
    }

    /// How many are found of those that do not declare a string.
    pub(super) fn recall(&self) -> Option<f64> {
        share(self.right, self.wanted)
    }

    /// The score as data.
    pub(super) fn figures(&self) -> Figures {
        let rounded = |share: Option<f64>| share.map(|share| (share * 1e4).round() / 1e4);
        Figures {
            said: self.said,
            right: self.right,
            declared_string: self.strings,
            not_declared_string: self.wanted,
            precision: rounded(self.precision()),
            precision_of_all: rounded(self.precision_of_all()),
            recall: rounded(self.recall()),
        }
    }
}

fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}
