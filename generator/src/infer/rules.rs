//! The table of rules: id, kind of evidence, basis of the confidence, and function.
//!
//! To add a rule, write a function in the file of its evidence, add a row here, and count it.

use super::arbitrate::Vote;
use super::calibration_data::{self, RuleBasis};
use super::evidence::conventions::{self, Weighed};
use super::evidence::{
    arrays, booleans, bounds, enums, names, required, response_schema, roles, scalars, secrets, usage, values,
};
use super::parameter_context::{Finding, ParameterContext};
use super::{Candidate, EvidenceSource};

#[cfg(test)]
mod tests;

/// One rule.
pub(super) struct Rule {
    /// The id.
    pub(super) name: &'static str,
    /// The kind of evidence.
    pub(super) source: EvidenceSource,
    /// The basis of its confidence.
    pub(super) basis: RuleBasis,
    find: Find,
}

/// The function of a rule.
#[derive(Clone, Copy)]
enum Find {
    /// All findings have the confidence of the rule.
    Plain(fn(&ParameterContext) -> Option<Finding>),
    /// Each finding has a separate confidence.
    Weighed(fn(&ParameterContext) -> Option<Weighed>),
}

impl Rule {
    /// Applies the rule to a parameter.
    pub(super) fn vote(&self, context: &ParameterContext) -> Option<Vote> {
        let look = |context: &ParameterContext| match self.find {
            Find::Plain(find) => {
                find(context).map(|finding| (finding, calibration_data::confidence(self.name, self.basis)))
            }
            Find::Weighed(find) => find(context),
        };
        // The parameter's description comes before further items in the operation's description.
        let further = || context.more.iter().filter(|_| self.source == EvidenceSource::Prose).find_map(look);
        let (Finding { fact, evidence }, confidence) = look(context).or_else(further)?;
        Some(Vote { source: self.source, candidate: Candidate { fact, rule: self.name, confidence, evidence } })
    }
}

const fn counted(name: &'static str, source: EvidenceSource, find: fn(&ParameterContext) -> Option<Finding>) -> Rule {
    Rule { name, source, basis: RuleBasis::Counted, find: Find::Plain(find) }
}

const fn stated(
    name: &'static str,
    source: EvidenceSource,
    percent: u8,
    find: fn(&ParameterContext) -> Option<Finding>,
) -> Rule {
    Rule { name, source, basis: RuleBasis::Stated(percent), find: Find::Plain(find) }
}

const fn tallied(name: &'static str, source: EvidenceSource, find: fn(&ParameterContext) -> Option<Weighed>) -> Rule {
    Rule { name, source, basis: RuleBasis::Tallied, find: Find::Weighed(find) }
}

/// Every rule.
pub(super) const RULES: &[Rule] = &[
    counted("name-page", EvidenceSource::Name, names::page),
    counted("name-page-size", EvidenceSource::Name, names::page_size),
    counted("name-limit", EvidenceSource::Name, names::limit),
    counted("name-offset", EvidenceSource::Name, names::offset),
    counted("name-paging-pair", EvidenceSource::Name, names::pagination_pair),
    counted("name-count", EvidenceSource::Name, names::count),
    counted("name-maximum-of", EvidenceSource::Name, names::maximum_of),
    counted("name-time-unit", EvidenceSource::Name, names::amount_of_time),
    counted("name-integer", EvidenceSource::Name, names::integer),
    counted("name-ids", EvidenceSource::Name, arrays::ids),
    counted("name-extent", EvidenceSource::Name, names::extent),
    counted("name-coordinate", EvidenceSource::Name, names::coordinate),
    counted("name-is-or-has", EvidenceSource::Name, booleans::is_or_has),
    counted("name-verb", EvidenceSource::Name, booleans::with_or_without),
    counted("name-state", EvidenceSource::Name, booleans::state),
    counted("name-flag", EvidenceSource::Name, booleans::lone_flag),
    counted("name-participle", EvidenceSource::Name, booleans::participle),
    stated("name-brackets", EvidenceSource::Name, 90, names::brackets),
    tallied("name-convention", EvidenceSource::Name, conventions::full_name),
    tallied("first-word-convention", EvidenceSource::Name, conventions::first_word),
    tallied("last-word-convention", EvidenceSource::Name, conventions::last_word),
    tallied("beginning-convention", EvidenceSource::Prose, conventions::beginning),
    counted("name-text", EvidenceSource::Name, names::text),
    stated("name-http-header", EvidenceSource::Name, 99, names::http_header),
    counted("prose-number-of", EvidenceSource::Prose, scalars::number_of),
    counted("prose-number-of-results", EvidenceSource::Prose, scalars::number_of_results),
    counted("prose-page-number", EvidenceSource::Prose, scalars::page_number),
    counted("prose-true-or-false", EvidenceSource::Prose, scalars::true_or_false),
    counted("prose-whether", EvidenceSource::Prose, scalars::whether),
    counted("prose-zero-or-one", EvidenceSource::Prose, scalars::zero_or_one),
    counted("prose-imperative", EvidenceSource::Prose, scalars::imperative),
    counted("prose-says-boolean", EvidenceSource::Prose, scalars::says_boolean),
    counted("prose-says-integer", EvidenceSource::Prose, scalars::says_integer),
    counted("prose-says-decimal", EvidenceSource::Prose, scalars::says_decimal),
    counted("prose-says-string", EvidenceSource::Prose, scalars::says_string),
    // The count would be too low: authors declare Unix times as strings, or accept dates as well.
    stated("prose-unix-time", EvidenceSource::Prose, 88, scalars::unix_time),
    stated("prose-compared-id", EvidenceSource::Prose, 80, scalars::compared_id),
    stated("prose-depends", EvidenceSource::Prose, 90, scalars::depends),
    counted("prose-date", EvidenceSource::Prose, scalars::date),
    counted("prose-date-time", EvidenceSource::Prose, scalars::date_time),
    counted("prose-written-date", EvidenceSource::Prose, scalars::written_date),
    counted("prose-coordinate", EvidenceSource::Prose, scalars::coordinate),
    counted("prose-unit", EvidenceSource::Prose, scalars::unit),
    counted("prose-ordinal", EvidenceSource::Prose, scalars::ordinal),
    counted("prose-list", EvidenceSource::Prose, arrays::separated),
    stated("prose-several", EvidenceSource::Prose, 70, arrays::several),
    counted("prose-list-without-separator", EvidenceSource::Prose, arrays::without_separator),
    counted("prose-default-value", EvidenceSource::Prose, bounds::default_type),
    counted("prose-range", EvidenceSource::Prose, bounds::bounds_type),
    counted("prose-choices", EvidenceSource::Prose, bounds::choices_type),
    stated("oauth-scope", EvidenceSource::Usage, 95, arrays::oauth_scope),
    counted("example-value", EvidenceSource::Values, values::example),
    counted("example-text", EvidenceSource::Values, values::example_text),
    counted("default-value", EvidenceSource::Values, values::default),
    counted("enum-values", EvidenceSource::Values, values::enumeration),
    stated("keyword-of-one-type", EvidenceSource::Values, 97, values::keyword),
    stated("format-of-one-type", EvidenceSource::Values, 98, values::format),
    counted("inline-example", EvidenceSource::Values, values::inline_example),
    // An author who declares one id as a number and another as a string chose the string.
    Rule { basis: RuleBasis::CountedWithStrings, ..counted("sibling-id-type", EvidenceSource::Usage, usage::other_id) },
    counted("same-name-declared", EvidenceSource::Usage, usage::same_name),
    counted("same-property-declared", EvidenceSource::Usage, usage::same_property),
    stated("same-name-described", EvidenceSource::Usage, 80, usage::same_name_described),
    stated("singular-of-numbers", EvidenceSource::Usage, 90, usage::singular),
    stated("documented-count", EvidenceSource::Prose, 85, arrays::count),
    counted("documented-bounds", EvidenceSource::Prose, bounds::bounds),
    counted("documented-default", EvidenceSource::Prose, bounds::default),
    counted("documented-choices", EvidenceSource::Prose, bounds::enumeration),
    stated("documented-required", EvidenceSource::Prose, 80, bounds::required),
    stated("secret-name", EvidenceSource::Name, 90, secrets::name),
    stated("secret-prose", EvidenceSource::Prose, 85, secrets::prose),
    stated("role-page", EvidenceSource::Name, 95, roles::page),
    stated("role-page-size", EvidenceSource::Name, 95, roles::page_size),
    stated("role-offset", EvidenceSource::Name, 95, roles::offset),
    stated("role-cursor", EvidenceSource::Name, 92, roles::cursor),
    stated("role-page-member", EvidenceSource::Name, 95, roles::page_member),
    stated("role-jsonp", EvidenceSource::Name, 95, roles::jsonp),
    stated("role-negotiation-header", EvidenceSource::Name, 98, roles::negotiation_header),
    stated("role-negotiation-parameter", EvidenceSource::Name, 90, roles::negotiation_parameter),
    stated("role-authorization-header", EvidenceSource::Name, 98, roles::authorization),
    stated("role-credential", EvidenceSource::Name, 92, roles::credential),
    stated("role-grant", EvidenceSource::Name, 90, roles::grant),
    stated("role-key-everywhere", EvidenceSource::Usage, 85, roles::everywhere),
    counted("response-field", EvidenceSource::Usage, response_schema::field),
    counted("response-field-values", EvidenceSource::Usage, response_schema::field_values),
    counted("path-id-in-response", EvidenceSource::Usage, response_schema::id_in_response),
    counted("path-id-in-schema", EvidenceSource::Usage, response_schema::id_in_schema),
    stated("role-page-response", EvidenceSource::Usage, 93, response_schema::page),
    stated("role-page-size-response", EvidenceSource::Usage, 93, response_schema::page_size),
    stated("role-limit-response", EvidenceSource::Usage, 93, response_schema::limit),
    stated("role-offset-response", EvidenceSource::Usage, 93, response_schema::offset),
    stated("role-cursor-response", EvidenceSource::Usage, 93, response_schema::cursor),
    stated("operation-choices", EvidenceSource::Prose, 88, enums::accepted),
    stated("neighbour-cases", EvidenceSource::Usage, 75, enums::cases),
    stated("choices-are-strings", EvidenceSource::Prose, 85, enums::text),
    stated("operation-default", EvidenceSource::Prose, 88, enums::default),
    counted("direction-beside-sort", EvidenceSource::Name, enums::direction),
    stated("direction-written-alike", EvidenceSource::Usage, 75, enums::lower_case_direction),
    stated("type-word-alone", EvidenceSource::Prose, 92, scalars::type_name_alone),
    stated("required-by-name", EvidenceSource::Prose, 85, required::required_by_name),
];
