//! How often each rule was right where it could be checked, and the confidence that follows from it.
//!
//! The counts were made by `cargo run -p generator --example count_evidence` over public API descriptions that
//! declare their types: each argument was read as if it had none, each rule was asked, and its answer compared with
//! the declaration. One provider is one witness of a rule, however often it speaks: it counts as right when most of
//! the arguments (by distinct name) agree. Providers that call every argument a string bear no witness. A declared
//! string is no witness against a list that prose describes, because joined text can be declared either way.

use super::figures_table::COUNTED;

/// What a rule's confidence rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// The counts in the table.
    Counted,
    /// A specification says so, or the author does in so many words; in percent, what remains for misreading.
    Stated(u8),
}

/// The confidence in a rule, in percent.
#[must_use]
pub(super) fn confidence(rule: &str, basis: Basis) -> u8 {
    match basis {
        Basis::Stated(percent) => percent,
        Basis::Counted => {
            let counted = COUNTED.iter().find(|(name, ..)| *name == rule);
            counted.map_or(0, |(_, right, of)| percent(lower_bound(*right, *of)))
        }
    }
}

/// The lower Wilson bound of a share, one-sided at 90 %: what the share is at least, given how few were asked.
#[must_use]
fn lower_bound(right: u32, of: u32) -> f64 {
    const Z: f64 = 1.2816;
    if of == 0 {
        return 0.0;
    }
    let (n, share) = (f64::from(of), f64::from(right) / f64::from(of));
    let centre = share + Z * Z / (2.0 * n);
    let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    (centre - spread) / (1.0 + Z * Z / n)
}

/// A share in percent; certainty is never claimed.
#[must_use]
pub(super) fn percent(share: f64) -> u8 {
    (share * 100.0).round().clamp(0.0, 99.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_witnesses_make_surer() {
        let table = [(0, 0, 0), (1, 1, 38), (5, 5, 75), (10, 10, 86), (40, 40, 96), (9, 10, 73), (20, 40, 40)];
        for (right, of, expected) in table {
            assert_eq!(percent(lower_bound(right, of)), expected, "{right} of {of}");
        }
    }

    #[test]
    fn counts_are_possible() {
        for (rule, right, of) in COUNTED {
            assert!(right <= of, "{rule}");
        }
    }
}
