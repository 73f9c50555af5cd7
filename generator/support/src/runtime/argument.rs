//! What a caller may pass: the checks made before anything is sent, and the error that says which one failed.

use std::fmt;
use std::ops::{Bound, RangeBounds};

use crate::runtime::plain::Plain;

/// An argument that the API does not allow. Nothing was sent.
///
/// The message quotes the argument unless it is a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidArgument {
    parameter: &'static str,
    problem: String,
}

impl InvalidArgument {
    pub(crate) fn new(parameter: &'static str, problem: impl Into<String>) -> Self {
        Self { parameter, problem: problem.into() }
    }

    /// The parameter, as the API calls it.
    #[must_use]
    pub fn parameter(&self) -> &'static str {
        self.parameter
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "argument `{}` {}", self.parameter, self.problem)
    }
}

impl std::error::Error for InvalidArgument {}

/// Checks how many items each list has.
pub fn counted<'v, T: 'v>(
    parameter: &'static str,
    lists: impl IntoIterator<Item = &'v Vec<T>>,
    allowed: impl RangeBounds<usize>,
) -> Result<(), InvalidArgument> {
    match lists.into_iter().map(Vec::len).find(|count| !allowed.contains(count)) {
        None => Ok(()),
        Some(count) => {
            let items = if count == 1 { "item" } else { "items" };
            let problem = format!("has {count} {items}, but must have {}", words(&allowed, usize::to_string));
            Err(InvalidArgument::new(parameter, problem))
        }
    }
}

/// Checks how many characters each text has.
pub fn sized<'v, T: Plain + 'v>(
    parameter: &'static str,
    values: impl IntoIterator<Item = &'v T>,
    allowed: impl RangeBounds<usize>,
) -> Result<(), InvalidArgument> {
    let mut counts = values.into_iter().map(|value| value.plain().chars().count());
    match counts.find(|count| !allowed.contains(count)) {
        None => Ok(()),
        Some(count) => {
            let characters = if count == 1 { "character" } else { "characters" };
            let problem = format!("has {count} {characters}, but must have {}", words(&allowed, usize::to_string));
            Err(InvalidArgument::new(parameter, problem))
        }
    }
}

/// Checks that each value is in a range.
pub fn within<'v, T: Plain + PartialOrd + 'v>(
    parameter: &'static str,
    values: impl IntoIterator<Item = &'v T>,
    allowed: impl RangeBounds<T>,
) -> Result<(), InvalidArgument> {
    match values.into_iter().find(|value| !allowed.contains(value)) {
        None => Ok(()),
        Some(value) => {
            let value = if T::SECRET { "out of range".into() } else { value.plain() };
            let problem = format!("is {value}, but must be {}", words(&allowed, |bound| bound.plain().into_owned()));
            Err(InvalidArgument::new(parameter, problem))
        }
    }
}

/// A range as a sentence goes on: `from 1 to 20`, `at least 1`, `exactly 3`.
fn words<T: PartialEq>(range: &impl RangeBounds<T>, write: impl Fn(&T) -> String) -> String {
    let lower = match range.start_bound() {
        Bound::Unbounded => None,
        Bound::Included(bound) => Some(("at least", bound)),
        Bound::Excluded(bound) => Some(("more than", bound)),
    };
    let upper = match range.end_bound() {
        Bound::Unbounded => None,
        Bound::Included(bound) => Some(("at most", bound)),
        Bound::Excluded(bound) => Some(("less than", bound)),
    };
    match (lower, upper) {
        (Some(("at least", low)), Some(("at most", high))) if low == high => format!("exactly {}", write(low)),
        (Some(("at least", low)), Some(("at most", high))) => format!("from {} to {}", write(low), write(high)),
        (Some((above, low)), Some((below, high))) => format!("{above} {} and {below} {}", write(low), write(high)),
        (Some((side, bound)), None) | (None, Some((side, bound))) => format!("{side} {}", write(bound)),
        (None, None) => "anything".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::secret::Secret;

    fn message(result: Result<(), InvalidArgument>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn what_is_allowed_passes() {
        assert_eq!(counted("ids", [&vec![1, 2]], 1..=2), Ok(()));
        assert_eq!(counted("ids", &None::<Vec<i32>>, 1..=2), Ok(()));
        assert_eq!(within("page", &Some(1_u32), 1..), Ok(()));
        assert_eq!(within("ratio", [&0.5_f64], 0.0..1.0), Ok(()));
        assert_eq!(sized("filter", &vec!["äöü".to_owned()], 1..=3), Ok(()));
    }

    #[test]
    fn what_is_not_is_told_with_its_limit() {
        let none: Vec<String> = Vec::new();
        assert_eq!(message(counted("ids", [&none], 1..=20)), "argument `ids` has 0 items, but must have from 1 to 20");
        assert_eq!(message(counted("ids", [&vec![7]], 2..)), "argument `ids` has 1 item, but must have at least 2");
        assert_eq!(
            message(within("size", &Some(101_u32), 0..=100)),
            "argument `size` is 101, but must be from 0 to 100"
        );
        assert_eq!(message(within("size", [&9_i64], ..9)), "argument `size` is 9, but must be less than 9");
        assert_eq!(
            message(within("ratio", [&f64::NAN], 0.0..1.0)),
            "argument `ratio` is NaN, but must be at least 0 and less than 1"
        );
        assert_eq!(
            message(sized("code", ["abc".to_owned()].iter(), 2..=2)),
            "argument `code` has 3 characters, but must have exactly 2"
        );
    }

    #[test]
    fn a_secret_is_not_quoted() {
        let told = message(sized("token", [&Secret::from("opensesame")], ..=4));
        assert_eq!(told, "argument `token` has 10 characters, but must have at most 4");
        assert!(!told.contains("sesame"));
    }
}
