//! Ids of rules that other code refers to, and the confidence that an inferred type needs.

/// The confidence, in percent, from which a type other than string is chosen. Below it the type is a string, which
/// accepts every value.
///
/// Confidences are lower bounds of the counted rates: of the types inferred for hand-labelled parameters, 99 of 100 are
/// right at this threshold, and a lower one finds hardly any more.
pub(super) const MIN_CONFIDENCE: u8 = 60;

/// The rule of parameters without sufficient evidence, which are strings.
pub(super) const DEFAULT: &str = "default-string";

/// The rule of facts that an extension or a format of the document declares.
pub(crate) const DECLARED: &str = "declared";

/// The rule of conclusions that were dropped because they are not certain.
pub(super) const NOT_CERTAIN: &str = "not-certain";

/// The rule of conclusions of an earlier generation, which the lock keeps.
pub(super) const LOCKED: &str = "locked";

/// The rules that read a parameter's values. Only their results count as evidence about other ids.
pub(super) const ABOUT_VALUES: &[&str] = &[
    "prose-says-integer",
    "prose-says-string",
    "prose-compared-id",
    "inline-example",
    "example-value",
    "example-text",
    "format-of-one-type",
];
