//! The one judge among candidates.
//!
//! Comes in: what the rules offer about one aspect of one place. Goes out: the answer, with a confidence that grows
//! where evidence of different kinds agrees and falls where it conflicts. Knows no document.

use super::{Candidate, Fact, Inference, Scalar, Shape, Side};

/// A candidate, and the kind of evidence it rests on.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) side: Side,
    pub(super) candidate: Candidate,
}

/// Candidates that say the same.
struct Group {
    offers: Vec<Offer>,
}

/// Chooses among candidates; `None` where there are none.
///
/// Rules of the same side see the same words, so of those that agree only the surest counts; different sides count as
/// independent witnesses of an answer: it is missed only if all of them are wrong. The answers exclude each other, so
/// each is weighed against all others being wrong, and against every one of them being wrong.
pub(super) fn choose(offers: Vec<Offer>) -> Option<Inference> {
    let groups = grouped(offers);
    let strengths: Vec<f64> = groups.iter().map(Group::strength).collect();
    let against = |kept: Option<usize>| -> f64 {
        strengths
            .iter()
            .enumerate()
            .map(|(i, strength)| if Some(i) == kept { *strength } else { 1.0 - strength })
            .product()
    };
    let total = against(None) + (0..groups.len()).map(|i| against(Some(i))).sum::<f64>();
    let mut candidates: Vec<Candidate> = groups
        .into_iter()
        .enumerate()
        .map(|(i, group)| group.merged(super::figures::percent(against(Some(i)) / total)))
        .collect();
    candidates.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| a.rule.cmp(b.rule)));
    let mut candidates = candidates.into_iter();
    let chosen = candidates.next()?;
    Some(Inference { chosen, runners_up: candidates.collect() })
}

fn grouped(offers: Vec<Offer>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for offer in offers {
        let same = |group: &&mut Group| {
            group.offers.first().is_some_and(|first| agree(&first.candidate.fact, &offer.candidate.fact))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.offers.push(offer),
            None => groups.push(Group { offers: vec![offer] }),
        }
    }
    groups
}

impl Group {
    /// How likely it is that not every side is wrong.
    fn strength(&self) -> f64 {
        let missed: f64 = Side::ALL
            .iter()
            .map(|side| {
                let of_side = self.offers.iter().filter(|offer| offer.side == *side);
                1.0 - f64::from(of_side.map(|offer| offer.candidate.confidence).max().unwrap_or(0)) / 100.0
            })
            .product();
        // Certainty would make every other answer impossible; nothing that was read is that sure.
        (1.0 - missed).min(0.99)
    }

    /// One candidate for the group: the surest rule's, with the details of all and as much evidence as reads well.
    /// What is said about the place itself comes before what is said elsewhere.
    fn merged(mut self, confidence: u8) -> Candidate {
        const QUOTES: usize = 3;
        self.offers.sort_by(|a, b| {
            let elsewhere = |offer: &Offer| offer.side == Side::Usage;
            let surer = b.candidate.confidence.cmp(&a.candidate.confidence);
            elsewhere(a).cmp(&elsewhere(b)).then(surer).then_with(|| a.candidate.rule.cmp(b.candidate.rule))
        });
        let mut offers = self.offers.into_iter().map(|offer| offer.candidate);
        let Some(mut merged) = offers.next() else {
            return Candidate { fact: Fact::Secret(false), rule: "none", confidence: 0, evidence: Vec::new() };
        };
        for other in offers {
            complete(&mut merged.fact, &other.fact);
            let new = other.evidence.into_iter().filter(|evidence| !merged.evidence.contains(evidence));
            let new: Vec<_> = new.take(QUOTES.saturating_sub(merged.evidence.len())).collect();
            merged.evidence.extend(new);
        }
        merged.confidence = confidence;
        merged
    }
}

/// Whether two answers to a question say the same, perhaps with different detail.
fn agree(one: &Fact, other: &Fact) -> bool {
    match (one, other) {
        (Fact::Type(one), Fact::Type(other)) => match (one, other) {
            (Shape::Scalar { kind, .. }, Shape::Scalar { kind: other, .. }) => kind == other,
            (Shape::List { separator, .. }, Shape::List { separator: other, .. }) => separator == other,
            (Shape::Scalar { .. }, Shape::List { .. }) | (Shape::List { .. }, Shape::Scalar { .. }) => false,
        },
        // A list of values says what is taken, not that nothing else is: a shorter one agrees with a longer.
        (Fact::Enum(one), Fact::Enum(other)) => within(one, other) || within(other, one),
        (one, other) => one == other,
    }
}

fn within(one: &[String], other: &[String]) -> bool {
    one.iter().all(|value| other.contains(value))
}

/// Takes over what a less sure answer of the same kind knows more.
fn complete(fact: &mut Fact, other: &Fact) {
    match (fact, other) {
        (Fact::Type(Shape::Scalar { format, .. }), Fact::Type(Shape::Scalar { format: Some(known), .. })) => {
            format.get_or_insert_with(|| known.clone());
        }
        (
            Fact::Type(Shape::List { kind, format, .. }),
            Fact::Type(Shape::List { kind: known, format: known_format, .. }),
        ) if *kind == Scalar::String && format.is_none() => {
            *kind = *known;
            format.clone_from(known_format);
        }
        (Fact::Enum(values), Fact::Enum(known)) => {
            let new: Vec<_> = known.iter().filter(|value| !values.contains(value)).cloned().collect();
            values.extend(new);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::site::{formatted, plain};
    use super::*;

    fn offer(side: Side, rule: &'static str, shape: Shape, confidence: u8) -> Offer {
        Offer { side, candidate: Candidate { fact: Fact::Type(shape), rule, confidence, evidence: Vec::new() } }
    }

    fn text(inference: &Inference) -> String {
        let one = |candidate: &Candidate| match &candidate.fact {
            Fact::Type(Shape::Scalar { kind, format }) => {
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
    fn the_judge_weighs() {
        let int = || plain(Scalar::Integer);
        let string = || plain(Scalar::String);
        let table = [
            ("one alone keeps its confidence", vec![offer(Side::Name, "a", int(), 80)], "integer 80 (a) []"),
            (
                "different sides strengthen",
                vec![offer(Side::Name, "a", int(), 80), offer(Side::Prose, "b", int(), 80)],
                "integer 96 (a) []",
            ),
            (
                "the same side counts once",
                vec![offer(Side::Prose, "a", int(), 60), offer(Side::Prose, "b", int(), 80)],
                "integer 80 (b) []",
            ),
            (
                "conflict lowers both",
                vec![offer(Side::Name, "a", int(), 80), offer(Side::Prose, "b", string(), 60)],
                "integer 62 (a) [string 23]",
            ),
            (
                "the detail comes from whoever knows it",
                vec![
                    offer(Side::Prose, "a", int(), 80),
                    offer(Side::Name, "b", formatted(Scalar::Integer, "int32"), 70),
                ],
                "integer:int32 94 (a) []",
            ),
            (
                "equals are settled by the rule's name",
                vec![offer(Side::Name, "b", int(), 70), offer(Side::Name, "a", string(), 70)],
                "string 41 (a) [integer 41]",
            ),
        ];
        for (what, offers, expected) in table {
            assert_eq!(choose(offers).map(|inference| text(&inference)).as_deref(), Some(expected), "{what}");
        }
        assert_eq!(choose(Vec::new()), None);
    }

    #[test]
    fn certain_opposites_are_no_division_by_zero() {
        let offers = vec![
            offer(Side::Name, "a", plain(Scalar::Integer), 100),
            offer(Side::Prose, "b", plain(Scalar::Boolean), 100),
        ];
        assert_eq!(choose(offers).map(|inference| inference.chosen.confidence), Some(50));
    }
}
