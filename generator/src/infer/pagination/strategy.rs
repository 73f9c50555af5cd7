//! Pagination strategies supported by both the parameters and the response of an operation.
//!
//! Explicit strategies (cursor, URL) take precedence over counting.

use super::page_fields::PageFields;
use super::response::{ItemList, PageField, PageResponse};
use super::{FieldNames, MorePages, PageStrategy, PaginationContext, RoleParameter};
use crate::infer::Role;
use crate::infer::text::tokens::{self, TokenizedText};
use crate::repairs::Evidence;

/// A pagination strategy with its evidence.
pub(super) struct StrategyCandidate {
    pub(super) strategy: PageStrategy,
    pub(super) rule: &'static str,
    pub(super) confidence: u8,
    pub(super) evidence: Vec<Evidence>,
}

/// Creates an end condition from the path of a field.
type MakeEnd = fn(FieldNames) -> MorePages;

/// Finds the pagination strategy of an operation.
pub(super) fn find(context: PaginationContext, response: &PageResponse, list: &ItemList) -> Option<StrategyCandidate> {
    let fields = PageFields::new(response, list);
    let one = StrategyFinder { context, fields };
    let counted = || one.number().or_else(|| one.offset());
    one.cursor().or_else(|| one.after(list)).or_else(|| one.url()).or_else(counted).or_else(|| one.link(response))
}

struct StrategyFinder<'s, 'a> {
    context: PaginationContext<'s>,
    fields: PageFields<'a, 's>,
}

/// First words of parameters for the previous page.
const BACKWARDS: &[&str] = &["previous", "prev", "before", "ending", "end", "last", "until"];

/// First words of parameters for the item before a page.
const AFTER: &[&str] = &["starting", "start", "after", "since"];

/// Phrases that describe such a parameter as an id.
const BY_ID: &[&str] = &[
    "object|item|record|resource|entry|element id",
    "id of the? last|previous",
    "id of the? object|item|record|resource|entry|element",
    "last id",
];

impl<'s> StrategyFinder<'s, '_> {
    /// Returns the cursor parameter for the next page, as opposed to the previous one.
    fn forward(&self) -> Option<RoleParameter<'s>> {
        let forward = |part: &RoleParameter| {
            let name = tokens::of_name(&part.parameter.name);
            name.first().is_none_or(|first| !BACKWARDS.contains(&first.as_str()))
        };
        let mut parts = self.context.parameters(Role::Cursor).into_iter().filter(forward);
        match (parts.next(), parts.next()) {
            (Some(part), None) => Some(part),
            _ => None,
        }
    }

    fn cursor(&self) -> Option<StrategyCandidate> {
        let part = self.forward()?;
        let next = self.fields.cursor(&tokens::of_name(&part.parameter.name).concat())?;
        Some(self.with_cursor(&part, next, "pages-by-cursor"))
    }

    /// Returns a strategy in which each page contains the cursor of the next one.
    fn with_cursor(&self, part: &RoleParameter, next: &PageField, rule: &'static str) -> StrategyCandidate {
        let (more, field) = self.flag();
        let strategy = PageStrategy::Cursor { parameter: part.named(), next: next.names(), more };
        self.candidate(strategy, rule, Some(part), [Some(next), field])
    }

    /// Finds pages that begin after an item with a given id. The description must mention the id.
    fn after(&self, list: &ItemList) -> Option<StrategyCandidate> {
        let part = self.forward()?;
        let name = tokens::of_name(&part.parameter.name);
        let begins = name.first().is_some_and(|first| AFTER.contains(&first.as_str()));
        let prose = TokenizedText::read(part.parameter.description.as_deref()?);
        let mention = prose.find_any(BY_ID).filter(|_| begins)?;
        let (id, (field, make)) = (list.id(self.context.spec)?, self.boolean_end()?);
        let strategy = PageStrategy::LastItemId { parameter: part.named(), id, more: make(field.names()) };
        let mut candidate = self.candidate(strategy, "pages-after-id", Some(&part), [Some(field), None]);
        let place = self.context.spec.place(&part.parameter.pointer.child("description"));
        candidate.evidence.push(Evidence { place, quote: prose.quote(&mention.span) });
        Some(candidate)
    }

    fn url(&self) -> Option<StrategyCandidate> {
        let next = self.fields.url().filter(|_| self.context.operation.method == "get")?;
        let (more, field) = self.flag();
        let strategy = PageStrategy::Url { next: next.names(), more };
        Some(self.candidate(strategy, "pages-by-url", Some(&self.any_parameter()?), [Some(next), field]))
    }

    fn number(&self) -> Option<StrategyCandidate> {
        let part = self.context.parameter(Role::Page)?;
        if let Some(next) = self.fields.next_number("nextpage").or_else(|| self.fields.next_number("nextpagenumber")) {
            return Some(self.with_cursor(&part, next, "pages-by-number"));
        }
        let first = self.context.first_values.number(self.context, part.parameter)?;
        let total = || Some((self.fields.total()?, MorePages::ItemCount as MakeEnd));
        let pages = || Some((self.fields.pages()?, MorePages::PageCount as MakeEnd));
        let (field, make) = self.boolean_end().or_else(pages).or_else(total)?;
        let strategy = PageStrategy::Number { parameter: part.named(), first: first.number, more: make(field.names()) };
        let mut candidate = self.candidate(strategy, "pages-by-number", Some(&part), [Some(field), None]);
        candidate.evidence.extend(first.evidence);
        Some(candidate)
    }

    fn offset(&self) -> Option<StrategyCandidate> {
        let part = self.context.parameter(Role::Offset)?;
        // An offset that counts pages is a page number.
        if tokens::of_name(&part.parameter.name).iter().any(|word| word == "page") {
            return None;
        }
        if let Some(next) = self.fields.next_number("nextoffset").or_else(|| self.fields.next_number("nextstart")) {
            return Some(self.with_cursor(&part, next, "pages-by-offset"));
        }
        let first = self.context.first_values.number(self.context, part.parameter).map_or(0, |first| first.number);
        let total = || Some((self.fields.total()?, MorePages::ItemCount as MakeEnd));
        let (field, make) = self.boolean_end().or_else(total)?;
        let strategy = PageStrategy::Offset { parameter: part.named(), first, more: make(field.names()) };
        Some(self.candidate(strategy, "pages-by-offset", Some(&part), [Some(field), None]))
    }

    fn link(&self, response: &PageResponse) -> Option<StrategyCandidate> {
        let header = response.response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("link"))?;
        if self.context.operation.method != "get" {
            return None;
        }
        let part = self.any_parameter()?;
        let text = header.description.as_deref().unwrap_or_default();
        let mention = TokenizedText::read(text).find_any(&["next", "page|pages", "pagination|paging", "rfc"]);
        // Next to a page number or cursor, a `Link` header can only be about pages.
        let counts =
            [Role::Page, Role::Offset, Role::Cursor].iter().any(|role| !self.context.parameters(*role).is_empty());
        if mention.is_none() && !counts {
            return None;
        }
        let mut candidate = self.candidate(PageStrategy::Link, "pages-by-link", Some(&part), [None, None]);
        let place = self.context.spec.place(&header.pointer);
        candidate.evidence.push(Evidence { place, quote: header.name.clone() });
        Some(candidate)
    }

    /// Returns the boolean field about further pages, and its end condition.
    fn boolean_end(&self) -> Option<(&PageField<'s>, MakeEnd)> {
        let more = self.fields.more().map(|field| (field, MorePages::WhileTrue as MakeEnd));
        more.or_else(|| self.fields.last().map(|field| (field, MorePages::UntilTrue as MakeEnd)))
    }

    fn flag(&self) -> (MorePages, Option<&PageField<'s>>) {
        match self.boolean_end() {
            Some((field, make)) => (make(field.names()), Some(field)),
            None => (MorePages::Unknown, None),
        }
    }

    /// Returns the pagination parameter with the highest confidence.
    fn any_parameter(&self) -> Option<RoleParameter<'s>> {
        let roles = [Role::PageSize, Role::Cursor, Role::Offset, Role::Page];
        roles.into_iter().flat_map(|role| self.context.parameters(role)).max_by_key(|part| part.confidence)
    }

    fn candidate(
        &self,
        strategy: PageStrategy,
        rule: &'static str,
        part: Option<&RoleParameter>,
        fields: [Option<&PageField>; 2],
    ) -> StrategyCandidate {
        let spec = self.context.spec;
        let confidence = part.map_or(0, |part| part.confidence).min(MAX_CONFIDENCE);
        let of_part = part.map(|part| part.evidence(spec));
        let of_members = fields.into_iter().flatten().map(|field| field.evidence(spec));
        StrategyCandidate { strategy, rule, confidence, evidence: of_part.into_iter().chain(of_members).collect() }
    }
}

/// The maximum confidence, in percent. The rest covers fields that do not mean what their names suggest.
const MAX_CONFIDENCE: u8 = 95;
