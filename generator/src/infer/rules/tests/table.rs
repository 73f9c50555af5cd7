//! Consistency of the table of rules.

use super::super::RULES;
use crate::infer::calibration_data::FIGURES;
use crate::infer::rule_ids::ABOUT_VALUES;

#[test]
fn counted_rules_and_calibration_figures_match() {
    for rule in RULES.iter().filter(|rule| rule.basis.is_counted()) {
        assert!(FIGURES.rules.contains_key(rule.name), "{} was never counted", rule.name);
    }
    for name in FIGURES.rules.keys().filter(|name| **name != "default-string") {
        let of_responses = crate::infer::responses::RULES.contains(name);
        assert!(of_responses || RULES.iter().any(|rule| rule.name == *name), "{name} is no rule");
    }
}

#[test]
fn rule_names_match_function_names() {
    for name in ABOUT_VALUES {
        assert!(RULES.iter().any(|rule| rule.name == *name), "{name} is no rule");
    }
}

#[test]
fn rule_names_are_unique() {
    for (i, rule) in RULES.iter().enumerate() {
        assert!(RULES.iter().take(i).all(|earlier| earlier.name != rule.name), "{}", rule.name);
    }
}
