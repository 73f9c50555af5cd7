//! Scores: how often inferred types equal the declared ones.

use std::collections::{BTreeMap, BTreeSet};

use clientsmith::infer::calibration::evaluate::EvaluationCase;
use clientsmith::infer::calibration_data::{DeclaredType, FIGURES};
use serde::Serialize;

use super::By;
use crate::providers;

/// The confidence thresholds of the table, in percent.
const STEPS: [u8; 10] = [50, 55, 60, 65, 70, 75, 80, 85, 90, 95];

/// A parameter that declares a type.
pub(super) struct ParameterScore<'d> {
    /// The provider of the document.
    pub(super) provider: &'d str,
    /// The declared and the inferred type.
    pub(super) case: &'d EvaluationCase,
    /// True for the provider's first parameter with this name and type.
    pub(super) first: bool,
}

/// The results of all documents.
pub(super) struct Evaluation<'d> {
    /// The number of documents.
    pub(super) documents: usize,
    /// The providers.
    pub(super) providers: BTreeSet<&'d str>,
    /// The providers that are, or may be the same as, providers of the calibration data.
    pub(super) counted: Vec<&'d str>,
    /// All parameters that declare a type.
    pub(super) parameters: Vec<ParameterScore<'d>>,
}

/// Counts of inferred and correct types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// The number of parameters with an inferred type other than string.
    pub(super) inferred: usize,
    /// The number of those that declare the same type.
    pub(super) right: usize,
    /// The number of those that declare a string.
    pub(super) strings: usize,
    /// The number of parameters that declare a type other than string.
    pub(super) expected: usize,
}

/// The JSON form of a score.
#[derive(Debug, Serialize)]
pub(super) struct ScoreRecord {
    inferred: usize,
    right: usize,
    declared_string: usize,
    not_declared_string: usize,
    precision: Option<f64>,
    precision_of_all: Option<f64>,
    recall: Option<f64>,
}

impl<'d> Evaluation<'d> {
    /// Collects the parameters of documents with their providers.
    pub(super) fn new(documents: &'d [(&'d str, &'d str, Vec<EvaluationCase>)]) -> Self {
        let providers: BTreeSet<&str> = documents.iter().map(|(provider, ..)| *provider).collect();
        let is_counted = |provider: &str| FIGURES.providers.keys().any(|other| providers::are_related(other, provider));
        let counted = providers.iter().copied().filter(|provider| is_counted(provider)).collect();
        let mut seen = BTreeSet::new();
        let cases = documents.iter().flat_map(|(provider, _, cases)| cases.iter().map(move |case| (*provider, case)));
        let parameters = cases.map(|(provider, case)| {
            let first = seen.insert((provider, case.name.as_str(), case.declared));
            ParameterScore { provider, case, first }
        });
        Self { documents: documents.len(), parameters: parameters.collect(), providers, counted }
    }

    /// Returns each name of a provider once with each type.
    pub(super) fn once(&self) -> impl Iterator<Item = &ParameterScore<'d>> {
        self.parameters(true)
    }

    /// Returns the score of the accepted inferences, for names or for all parameters.
    pub(super) fn accepted(&self, once: bool) -> Score {
        let mut score = Score::default();
        for parameter in self.parameters(once) {
            score.expected += usize::from(parameter.is_expected());
            if parameter.case.accepted {
                score.add(parameter);
            }
        }
        score
    }

    fn parameters(&self, once: bool) -> impl Iterator<Item = &ParameterScore<'d>> {
        self.parameters.iter().filter(move |parameter| parameter.first || !once)
    }

    /// Returns the number of lists described in prose that declare strings.
    pub(super) fn lists_as_text(&self) -> usize {
        self.once().filter(|parameter| parameter.case.accepted && parameter.case.is_list_as_text()).count()
    }

    /// Returns the number of inferred integers that declare a number: a more specific type.
    pub(super) fn integers_as_numbers(&self) -> usize {
        let is_more_specific = |parameter: &&ParameterScore| {
            parameter.case.declared == DeclaredType::Number
                && parameter.case.prediction.is_some_and(|prediction| prediction.kind == DeclaredType::Integer)
        };
        self.once().filter(|parameter| parameter.case.accepted).filter(is_more_specific).count()
    }

    /// Returns the scores of the rows of a table.
    pub(super) fn rows(&self, by: By, once: bool) -> BTreeMap<String, Score> {
        let mut rows: BTreeMap<String, Score> = BTreeMap::new();
        for parameter in self.parameters(once) {
            for row in parameter.rows_if_expected(by) {
                rows.entry(row).or_default().expected += usize::from(parameter.is_expected());
            }
            for row in parameter.rows_if_inferred(by) {
                rows.entry(row).or_default().add(parameter);
            }
        }
        // Some rows have only lists that declare strings.
        rows.retain(|_, score| score.inferred + score.expected > 0);
        if by == By::Rule {
            // Each rule could apply to each parameter.
            let expected = self.accepted(once).expected;
            rows.values_mut().for_each(|score| score.expected = expected);
        }
        rows
    }
}

impl ParameterScore<'_> {
    /// Returns true if the parameter declares a type other than string.
    fn is_expected(&self) -> bool {
        self.case.declared != DeclaredType::String
    }

    /// Returns the rows in which the parameter counts as expected.
    fn rows_if_expected(&self, by: By) -> Vec<String> {
        match by {
            By::Confidence => STEPS.iter().map(u8::to_string).collect(),
            By::Rule => Vec::new(),
            By::Type if self.is_expected() => vec![self.case.declared.as_str().to_owned()],
            By::Type => Vec::new(),
            By::Provider => vec![self.provider.to_owned()],
        }
    }

    /// Returns the rows in which its inference counts.
    fn rows_if_inferred(&self, by: By) -> Vec<String> {
        let Some(prediction) = self.case.prediction else { return Vec::new() };
        match by {
            By::Confidence => {
                STEPS.iter().filter(|threshold| prediction.confidence >= **threshold).map(u8::to_string).collect()
            }
            By::Rule | By::Type | By::Provider if !self.case.accepted => Vec::new(),
            By::Rule => vec![prediction.rule.to_owned()],
            By::Type => vec![prediction.kind.as_str().to_owned()],
            By::Provider => vec![self.provider.to_owned()],
        }
    }

    /// Returns true if an accepted inference differs from the declared type.
    pub(super) fn is_wrong(&self) -> bool {
        self.case.accepted && self.case.is_correct() == Some(false)
    }

    /// Returns true if the parameter declares a type other than string, and no inference is accepted.
    pub(super) fn is_missed(&self) -> bool {
        !self.case.accepted && self.is_expected()
    }
}

impl Score {
    /// Counts the inference of a parameter, unless it neither agrees with nor contradicts the declaration.
    fn add(&mut self, parameter: &ParameterScore) {
        let Some(is_correct) = parameter.case.is_correct() else { return };
        self.inferred += 1;
        self.right += usize::from(is_correct);
        self.strings += usize::from(!parameter.is_expected());
    }

    /// Returns the share of correct types among those that do not declare a string.
    pub(super) fn precision(&self) -> Option<f64> {
        share(self.right, self.inferred - self.strings)
    }

    /// Returns the share of correct types among all.
    pub(super) fn precision_of_all(&self) -> Option<f64> {
        share(self.right, self.inferred)
    }

    /// Returns the share of the expected types that were inferred.
    pub(super) fn recall(&self) -> Option<f64> {
        share(self.right, self.expected)
    }

    /// Returns the JSON form.
    pub(super) fn to_record(self) -> ScoreRecord {
        let rounded = |share: Option<f64>| share.map(|share| (share * 1e4).round() / 1e4);
        ScoreRecord {
            inferred: self.inferred,
            right: self.right,
            declared_string: self.strings,
            not_declared_string: self.expected,
            precision: rounded(self.precision()),
            precision_of_all: rounded(self.precision_of_all()),
            recall: rounded(self.recall()),
        }
    }
}

fn share(part: usize, total: usize) -> Option<f64> {
    (total > 0).then(|| part as f64 / total as f64)
}
