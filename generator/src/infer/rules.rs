//! The table of rules: what each is called, which evidence it reads, and what its confidence rests on.
//!
//! To add a rule, write a function in the file of its evidence, add a row here, and count it.

use super::choose::Offer;
use super::conventions::{self, Weighed};
use super::figures::{self, Basis};
use super::site::{Finding, Site};
use super::{
    Candidate, Side, choices, demands, flags, ids, limits, lists, names, prose, roles, secrecy, shape, shown,
    type_words, usage, values,
};

/// One rule.
pub(super) struct Rule {
    /// What it is called in ledgers.
    pub(super) name: &'static str,
    /// Which evidence it reads.
    pub(super) side: Side,
    /// What its confidence rests on.
    pub(super) basis: Basis,
    find: Find,
}

/// How a rule looks for something.
#[derive(Clone, Copy)]
enum Find {
    /// Whatever it finds is as sure as the rule.
    Plain(fn(&Site) -> Option<Finding>),
    /// Each finding says how sure it is.
    Weighed(fn(&Site) -> Option<Weighed>),
}

impl Rule {
    /// What the rule says of a site.
    pub(super) fn offer(&self, site: &Site) -> Option<Offer> {
        let look = |site: &Site| match self.find {
            Find::Plain(find) => find(site).map(|finding| (finding, figures::confidence(self.name, self.basis))),
            Find::Weighed(find) => find(site),
        };
        // What the author says of the argument itself comes before what is said of it elsewhere.
        let again = || site.told_again().filter(|_| self.side == Side::Prose).find_map(|site| look(&site));
        let (Finding { fact, evidence }, confidence) = look(site).or_else(again)?;
        Some(Offer { side: self.side, candidate: Candidate { fact, rule: self.name, confidence, evidence } })
    }
}

const fn counted(name: &'static str, side: Side, find: fn(&Site) -> Option<Finding>) -> Rule {
    Rule { name, side, basis: Basis::Counted, find: Find::Plain(find) }
}

const fn stated(name: &'static str, side: Side, percent: u8, find: fn(&Site) -> Option<Finding>) -> Rule {
    Rule { name, side, basis: Basis::Stated(percent), find: Find::Plain(find) }
}

const fn tallied(name: &'static str, side: Side, find: fn(&Site) -> Option<Weighed>) -> Rule {
    Rule { name, side, basis: Basis::Tallied, find: Find::Weighed(find) }
}

/// Every rule.
pub(super) const RULES: &[Rule] = &[
    counted("name-page", Side::Name, names::page),
    counted("name-page-size", Side::Name, names::page_size),
    counted("name-limit", Side::Name, names::limit),
    counted("name-offset", Side::Name, names::offset),
    counted("name-paging-pair", Side::Name, names::paging_pair),
    counted("name-count", Side::Name, names::count),
    counted("name-maximum-of", Side::Name, names::maximum_of),
    counted("name-time-unit", Side::Name, names::amount_of_time),
    counted("name-whole-number", Side::Name, names::whole_number),
    counted("name-ids", Side::Name, lists::ids),
    counted("name-extent", Side::Name, names::extent),
    counted("name-coordinate", Side::Name, names::coordinate),
    counted("name-is-or-has", Side::Name, flags::is_or_has),
    counted("name-verb", Side::Name, flags::with_or_without),
    counted("name-state", Side::Name, flags::state),
    counted("name-flag", Side::Name, flags::lone_flag),
    counted("name-participle", Side::Name, flags::participle),
    stated("name-brackets", Side::Name, 90, names::brackets),
    tallied("name-as-elsewhere", Side::Name, conventions::whole_name),
    tallied("first-word-as-elsewhere", Side::Name, conventions::first_word),
    tallied("last-word-as-elsewhere", Side::Name, conventions::last_word),
    tallied("beginning-as-elsewhere", Side::Prose, conventions::beginning),
    counted("name-text", Side::Name, names::text),
    stated("name-http-header", Side::Name, 99, names::http_header),
    counted("prose-number-of", Side::Prose, prose::number_of),
    counted("prose-number-of-results", Side::Prose, prose::number_of_results),
    counted("prose-page-number", Side::Prose, prose::page_number),
    counted("prose-true-or-false", Side::Prose, prose::true_or_false),
    counted("prose-whether", Side::Prose, prose::whether),
    counted("prose-zero-or-one", Side::Prose, prose::zero_or_one),
    counted("prose-order", Side::Prose, prose::order),
    counted("prose-says-boolean", Side::Prose, prose::says_boolean),
    counted("prose-says-integer", Side::Prose, prose::says_integer),
    counted("prose-says-decimal", Side::Prose, prose::says_decimal),
    counted("prose-says-string", Side::Prose, prose::says_string),
    // Many an author calls a number of seconds a string, or takes a date as well; that does not make the words wrong.
    stated("prose-unix-time", Side::Prose, 88, prose::unix_time),
    stated("prose-compared-id", Side::Prose, 80, prose::compared_id),
    stated("prose-depends", Side::Prose, 90, prose::depends),
    counted("prose-date", Side::Prose, prose::date),
    counted("prose-date-time", Side::Prose, prose::date_time),
    counted("prose-written-date", Side::Prose, prose::written_date),
    counted("prose-coordinate", Side::Prose, prose::coordinate),
    counted("prose-unit", Side::Prose, prose::unit),
    counted("prose-ordinal", Side::Prose, prose::ordinal),
    counted("prose-list", Side::Prose, lists::separated),
    stated("prose-several", Side::Prose, 70, lists::several),
    counted("prose-told-list", Side::Prose, lists::told),
    counted("prose-default-value", Side::Prose, limits::value_told),
    counted("prose-range", Side::Prose, limits::range_told),
    counted("prose-choices", Side::Prose, limits::choices_told),
    stated("oauth-scope", Side::Usage, 95, lists::oauth_scope),
    counted("example-value", Side::Values, values::example),
    counted("example-text", Side::Values, values::example_text),
    counted("default-value", Side::Values, values::default),
    counted("enum-values", Side::Values, values::enumeration),
    stated("keyword-of-one-type", Side::Values, 97, values::keyword),
    stated("format-of-one-type", Side::Values, 98, values::format),
    counted("shown-value", Side::Values, shown::value),
    // Who declares one id a number and another a string made a choice.
    Rule { basis: Basis::CountedWithStrings, ..counted("own-id-as-another", Side::Usage, ids::as_another) },
    counted("same-name-declared", Side::Usage, usage::same_name),
    counted("same-property-declared", Side::Usage, usage::same_property),
    stated("same-name-described", Side::Usage, 80, usage::same_name_described),
    stated("singular-of-numbers", Side::Usage, 90, usage::singular),
    stated("told-count", Side::Prose, 85, lists::count),
    counted("told-bounds", Side::Prose, limits::bounds),
    counted("told-default", Side::Prose, limits::default),
    counted("told-choices", Side::Prose, limits::enumeration),
    stated("told-required", Side::Prose, 80, limits::required),
    stated("secret-name", Side::Name, 90, secrecy::name),
    stated("secret-prose", Side::Prose, 85, secrecy::prose),
    stated("role-page", Side::Name, 95, roles::page),
    stated("role-page-size", Side::Name, 95, roles::page_size),
    stated("role-offset", Side::Name, 95, roles::offset),
    stated("role-cursor", Side::Name, 92, roles::cursor),
    stated("role-jsonp", Side::Name, 95, roles::jsonp),
    stated("role-negotiation-header", Side::Name, 98, roles::negotiation_header),
    stated("role-negotiation-parameter", Side::Name, 90, roles::negotiation_parameter),
    stated("role-authorization-header", Side::Name, 98, roles::authorization),
    stated("role-credential", Side::Name, 92, roles::credential),
    stated("role-grant", Side::Name, 90, roles::grant),
    stated("role-key-everywhere", Side::Usage, 85, roles::everywhere),
    counted("answer-member", Side::Usage, shape::member),
    counted("answer-member-values", Side::Usage, shape::member_values),
    counted("path-id-in-answer", Side::Usage, shape::id_in_answer),
    counted("path-id-in-schema", Side::Usage, shape::id_in_schema),
    stated("role-page-answered", Side::Usage, 93, shape::page),
    stated("role-page-size-answered", Side::Usage, 93, shape::page_size),
    stated("role-limit-answered", Side::Usage, 93, shape::limit),
    stated("role-offset-answered", Side::Usage, 93, shape::offset),
    stated("role-cursor-answered", Side::Usage, 93, shape::cursor),
    stated("operation-choices", Side::Prose, 88, choices::accepted),
    stated("neighbour-cases", Side::Usage, 75, choices::cases),
    stated("choices-are-texts", Side::Prose, 85, choices::text),
    stated("operation-default", Side::Prose, 88, choices::default),
    counted("direction-beside-sort", Side::Name, choices::direction),
    stated("direction-written-alike", Side::Usage, 75, choices::direction_alike),
    stated("type-word-alone", Side::Prose, 92, type_words::alone),
    stated("demanded-by-name", Side::Prose, 85, demands::demanded),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer::figures::FIGURES;

    #[test]
    fn every_counted_rule_has_its_figure_and_every_figure_its_rule() {
        for rule in RULES.iter().filter(|rule| rule.basis.is_counted()) {
            assert!(FIGURES.rules.contains_key(rule.name), "{} was never counted", rule.name);
        }
        for name in FIGURES.rules.keys().filter(|name| **name != "default-string") {
            let of_answers = crate::infer::answers::RULES.contains(name);
            assert!(of_answers || RULES.iter().any(|rule| rule.name == *name), "{name} is no rule");
        }
    }

    #[test]
    fn rules_are_named_as_they_are_called() {
        for name in ids::ABOUT_VALUES {
            assert!(RULES.iter().any(|rule| rule.name == *name), "{name} is no rule");
        }
    }

    #[test]
    fn rules_have_names_of_their_own() {
        for (i, rule) in RULES.iter().enumerate() {
            assert!(RULES.iter().take(i).all(|earlier| earlier.name != rule.name), "{}", rule.name);
        }
    }
}
