//! Validation of parameters before a request is sent.

use std::fmt;
#[cfg(feature = "constraints")]
use std::ops::{Bound, RangeBounds};

#[cfg(feature = "constraints")]
use super::to_param::ToParam;

/// A parameter that violates the constraints of the API. Nothing was sent.
///
/// The message quotes the value unless it is a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidParameter {
    parameter: &'static str,
    problem: String,
}

impl InvalidParameter {
    pub(crate) fn new(parameter: &'static str, problem: impl Into<String>) -> Self {
        Self { parameter, problem: problem.into() }
    }

    /// Returns the name of the parameter in the API.
    pub fn parameter(&self) -> &'static str {
        self.parameter
    }
}

impl fmt::Display for InvalidParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "parameter `{}` {}", self.parameter, self.problem)
    }
}

impl std::error::Error for InvalidParameter {}

#[cfg(feature = "constraints")]
/// Checks the number of items of each list.
pub fn check_items<'v, T: 'v>(
    parameter: &'static str,
    lists: impl IntoIterator<Item = &'v Vec<T>>,
    allowed: impl RangeBounds<usize>,
) -> Result<(), InvalidParameter> {
    match lists.into_iter().map(Vec::len).find(|count| !allowed.contains(count)) {
        None => Ok(()),
        Some(count) => {
            let items = if count == 1 { "item" } else { "items" };
            let problem = format!("has {count} {items}, but must have {}", words(&allowed, usize::to_string));
            Err(InvalidParameter::new(parameter, problem))
        }
    }
}

#[cfg(feature = "constraints")]
#[cfg(feature = "length_constraints")]
/// Checks the number of characters of each text.
pub fn check_length<'v, T: ToParam + 'v>(
    parameter: &'static str,
    values: impl IntoIterator<Item = &'v T>,
    allowed: impl RangeBounds<usize>,
) -> Result<(), InvalidParameter> {
    let mut counts = values.into_iter().map(|value| value.to_param().chars().count());
    match counts.find(|count| !allowed.contains(count)) {
        None => Ok(()),
        Some(count) => {
            let characters = if count == 1 { "character" } else { "characters" };
            let problem = format!("has {count} {characters}, but must have {}", words(&allowed, usize::to_string));
            Err(InvalidParameter::new(parameter, problem))
        }
    }
}

#[cfg(feature = "constraints")]
/// Checks that each value is in a range.
pub fn check_range<'v, T: ToParam + PartialOrd + 'v>(
    parameter: &'static str,
    values: impl IntoIterator<Item = &'v T>,
    allowed: impl RangeBounds<T>,
) -> Result<(), InvalidParameter> {
    match values.into_iter().find(|value| !allowed.contains(value)) {
        None => Ok(()),
        Some(value) => {
            let value = if T::SECRET { "out of range".into() } else { value.to_param() };
            let problem = format!("is {value}, but must be {}", words(&allowed, |bound| bound.to_param().into_owned()));
            Err(InvalidParameter::new(parameter, problem))
        }
    }
}

#[cfg(feature = "constraints")]
/// Formats a range: `from 1 to 20`, `at least 1`, `exactly 3`.
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
    use crate::runtime::core::secret::SecretString;

    fn message(result: Result<(), InvalidParameter>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn allowed_values_pass() {
        assert_eq!(check_items("ids", [&vec![1, 2]], 1..=2), Ok(()));
        assert_eq!(check_items("ids", &None::<Vec<i32>>, 1..=2), Ok(()));
        assert_eq!(check_range("page", &Some(1_u32), 1..), Ok(()));
        assert_eq!(check_range("ratio", [&0.5_f64], 0.0..1.0), Ok(()));
        assert_eq!(check_length("filter", &vec!["äöü".to_owned()], 1..=3), Ok(()));
    }

    #[test]
    fn a_violation_names_the_limit() {
        let none: Vec<String> = Vec::new();
        assert_eq!(
            message(check_items("ids", [&none], 1..=20)),
            "parameter `ids` has 0 items, but must have from 1 to 20"
        );
        assert_eq!(
            message(check_items("ids", [&vec![7]], 2..)),
            "parameter `ids` has 1 item, but must have at least 2"
        );
        assert_eq!(
            message(check_range("size", &Some(101_u32), 0..=100)),
            "parameter `size` is 101, but must be from 0 to 100"
        );
        assert_eq!(message(check_range("size", [&9_i64], ..9)), "parameter `size` is 9, but must be less than 9");
        assert_eq!(
            message(check_range("ratio", [&f64::NAN], 0.0..1.0)),
            "parameter `ratio` is NaN, but must be at least 0 and less than 1"
        );
        assert_eq!(
            message(check_length("code", ["abc".to_owned()].iter(), 2..=2)),
            "parameter `code` has 3 characters, but must have exactly 2"
        );
    }

    #[test]
    fn a_secret_is_not_quoted() {
        let message = message(check_length("token", [&SecretString::from("opensesame")], ..=4));
        assert_eq!(message, "parameter `token` has 10 characters, but must have at most 4");
        assert!(!message.contains("sesame"));
    }
}
