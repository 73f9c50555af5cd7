//! Choice between the candidates of one aspect.
//!
//! The confidence of the result is higher if evidence of different kinds agrees, and lower if it conflicts.

use super::calibration_data;
use super::{Candidate, Claim, EvidenceSource, Inference, InferredType, Scalar};

/// A candidate with its kind of evidence.
#[derive(Debug, Clone)]
pub(super) struct Vote {
    pub(super) source: EvidenceSource,
    pub(super) candidate: Candidate,
}

/// Candidates that agree.
struct Group {
    votes: Vec<Vote>,
}

/// Chooses a candidate; `None` if there are no votes.
///
/// Rules of the same source read the same text, so only the most confident of those that agree counts. Different sources
/// are independent: a group is wrong only if all of its sources are wrong. Groups exclude each other, so the probability
/// of each is normalized over the cases that exactly one of them is right or that none is.
pub(super) fn choose(votes: Vec<Vote>) -> Option<Inference> {
    let groups = grouped(votes);
    let probabilities: Vec<f64> = groups.iter().map(Group::probability).collect();
    let against = |kept: Option<usize>| -> f64 {
        probabilities
            .iter()
            .enumerate()
            .map(|(i, probability)| if Some(i) == kept { *probability } else { 1.0 - probability })
            .product()
    };
    let total = against(None) + (0..groups.len()).map(|i| against(Some(i))).sum::<f64>();
    let mut candidates: Vec<Candidate> = groups
        .into_iter()
        .enumerate()
        .map(|(i, group)| group.merged(calibration_data::percent(against(Some(i)) / total)))
        .collect();
    candidates.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| a.rule.cmp(b.rule)));
    let mut candidates = candidates.into_iter();
    let chosen = candidates.next()?;
    Some(Inference { chosen, runners_up: candidates.collect() })
}

fn grouped(votes: Vec<Vote>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for vote in votes {
        let same = |group: &&mut Group| {
            group.votes.first().is_some_and(|first| agree(&first.candidate.fact, &vote.candidate.fact))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.votes.push(vote),
            None => groups.push(Group { votes: vec![vote] }),
        }
    }
    groups
}

impl Group {
    /// Returns the probability that at least one source is right.
    fn probability(&self) -> f64 {
        let missed: f64 = EvidenceSource::ALL
            .iter()
            .map(|source| {
                let of_source = self.votes.iter().filter(|vote| vote.source == *source);
                1.0 - f64::from(of_source.map(|vote| vote.candidate.confidence).max().unwrap_or(0)) / 100.0
            })
            .product();
        // With certainty every other candidate would be impossible, and no evidence is that strong.
        (1.0 - missed).min(0.99)
    }

    /// Merges the group: the candidate of the most confident rule, with the details of all rules and up to three quotes.
    /// Evidence at the parameter comes before evidence from other locations.
    fn merged(mut self, confidence: u8) -> Candidate {
        const MAX_QUOTES: usize = 3;
        self.votes.sort_by(|a, b| {
            let elsewhere = |vote: &Vote| vote.source == EvidenceSource::Usage;
            let more_confident = b.candidate.confidence.cmp(&a.candidate.confidence);
            elsewhere(a).cmp(&elsewhere(b)).then(more_confident).then_with(|| a.candidate.rule.cmp(b.candidate.rule))
        });
        let mut votes = self.votes.into_iter().map(|vote| vote.candidate);
        let Some(mut merged) = votes.next() else {
            return Candidate { fact: Claim::Secret(false), rule: "none", confidence: 0, evidence: Vec::new() };
        };
        for other in votes {
            complete(&mut merged.fact, &other.fact);
            let new = other.evidence.into_iter().filter(|evidence| !merged.evidence.contains(evidence));
            let new: Vec<_> = new.take(MAX_QUOTES.saturating_sub(merged.evidence.len())).collect();
            merged.evidence.extend(new);
        }
        merged.confidence = confidence;
        merged
    }
}

/// Returns true if two facts agree, apart from details.
pub(super) fn agree(one: &Claim, other: &Claim) -> bool {
    match (one, other) {
        (Claim::Type(one), Claim::Type(other)) => match (one, other) {
            (InferredType::Scalar { kind, .. }, InferredType::Scalar { kind: other, .. }) => kind == other,
            (InferredType::List { separator, .. }, InferredType::List { separator: other, .. }) => separator == other,
            (InferredType::Scalar { .. }, InferredType::List { .. })
            | (InferredType::List { .. }, InferredType::Scalar { .. }) => false,
        },
        // A list of allowed values may be incomplete, so a shorter one agrees with a longer one.
        (Claim::Enum(one), Claim::Enum(other)) => is_subset(one, other) || is_subset(other, one),
        (one, other) => one == other,
    }
}

fn is_subset(one: &[String], other: &[String]) -> bool {
    one.iter().all(|value| other.contains(value))
}

/// Adds the details of a less confident fact.
fn complete(fact: &mut Claim, other: &Claim) {
    match (fact, other) {
        (
            Claim::Type(InferredType::Scalar { format, .. }),
            Claim::Type(InferredType::Scalar { format: Some(known), .. }),
        ) => {
            format.get_or_insert_with(|| known.clone());
        }
        (
            Claim::Type(InferredType::List { kind, format, .. }),
            Claim::Type(InferredType::List { kind: known, format: known_format, .. }),
        ) if *kind == Scalar::String && format.is_none() => {
            *kind = *known;
            format.clone_from(known_format);
        }
        (Claim::Enum(values), Claim::Enum(known)) => {
            let new: Vec<_> = known.iter().filter(|value| !values.contains(value)).cloned().collect();
            values.extend(new);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(source: EvidenceSource, rule: &'static str, shape: InferredType, confidence: u8) -> Vote {
        Vote { source, candidate: Candidate { fact: Claim::Type(shape), rule, confidence, evidence: Vec::new() } }
    }

    fn text(inference: &Inference) -> String {
        let one = |candidate: &Candidate| match &candidate.fact {
            Claim::Type(InferredType::Scalar { kind, format }) => {
                format!(
                    "{}{} {}",
                    kind.as_str(),
                    format.as_deref().map(|f| format!(":{f}")).unwrap_or_default(),
                    candidate.confidence
                )
            }
            fact => format!("{fact:?} {}", candidate.confidence),
        };
        let runners = inference.runners_up.iter().map(one).collect::<Vec<_>>().join(", ");
        format!("{} ({}) [{runners}]", one(&inference.chosen), inference.chosen.rule)
    }

    #[test]
    fn confidences_of_candidates_are_combined() {
        let int = || InferredType::scalar(Scalar::Integer);
        let string = || InferredType::scalar(Scalar::String);
        let table = [
            (
                "a single vote keeps its confidence",
                vec![vote(EvidenceSource::Name, "a", int(), 80)],
                "integer 80 (a) []",
            ),
            (
                "different sources increase it",
                vec![vote(EvidenceSource::Name, "a", int(), 80), vote(EvidenceSource::Prose, "b", int(), 80)],
                "integer 96 (a) []",
            ),
            (
                "the same source counts once",
                vec![vote(EvidenceSource::Prose, "a", int(), 60), vote(EvidenceSource::Prose, "b", int(), 80)],
                "integer 80 (b) []",
            ),
            (
                "a conflict lowers both",
                vec![vote(EvidenceSource::Name, "a", int(), 80), vote(EvidenceSource::Prose, "b", string(), 60)],
                "integer 62 (a) [string 23]",
            ),
            (
                "details are merged",
                vec![
                    vote(EvidenceSource::Prose, "a", int(), 80),
                    vote(EvidenceSource::Name, "b", InferredType::formatted(Scalar::Integer, "int32"), 70),
                ],
                "integer:int32 94 (a) []",
            ),
            (
                "ties are resolved by rule id",
                vec![vote(EvidenceSource::Name, "b", int(), 70), vote(EvidenceSource::Name, "a", string(), 70)],
                "string 41 (a) [integer 41]",
            ),
        ];
        for (case, votes, expected) in table {
            assert_eq!(choose(votes).map(|inference| text(&inference)).as_deref(), Some(expected), "{case}");
        }
        assert_eq!(choose(Vec::new()), None);
    }

    #[test]
    fn contradicting_certain_rules_do_not_divide_by_zero() {
        let votes = vec![
            vote(EvidenceSource::Name, "a", InferredType::scalar(Scalar::Integer), 100),
            vote(EvidenceSource::Prose, "b", InferredType::scalar(Scalar::Boolean), 100),
        ];
        assert_eq!(choose(votes).map(|inference| inference.chosen.confidence), Some(50));
    }
}
