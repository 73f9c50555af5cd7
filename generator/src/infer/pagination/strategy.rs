//! Pagination strategies supported by both the parameters and the response of an operation.
//!
//! Explicit strategies (cursor, URL) take precedence over counting.

use serde_json::Value;

use super::page_fields::{NEXT_CURSOR, PageFields};
use super::response::{ItemList, PageField, PageResponse};
use super::{FieldNames, FirstPage, MorePages, PageStrategy, PaginationContext, RoleParameter};
use crate::infer::Role;
use crate::infer::text::tokens::{self, TokenizedText};
use crate::repairs::Evidence;
use crate::spec::SchemaType;

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
    let marked = one.cursor().or_else(|| one.named_cursor()).or_else(|| one.after(list));
    let counted = || one.number().or_else(|| one.offset());
    marked.or_else(|| one.url(list)).or_else(counted).or_else(|| one.link(response))
}

struct StrategyFinder<'s, 'a> {
    context: PaginationContext<'s>,
    fields: PageFields<'a, 's>,
}

/// First words of parameters for the item before a page.
const AFTER: &[&str] = &["starting", "start", "after", "since"];

/// Phrases that describe such a parameter as an id.
const BY_ID: &[&str] = &[
    "object|item|record|resource|entry|element id",
    "id of the? last|previous",
    "id of the? object|item|record|resource|entry|element",
    "last id",
];

/// Phrases that describe a value of the previous response.
const RETURNED: &[&str] = &[
    "received|returned|given|provided|obtained|retrieved|sent|included|contained in|from|by|with|as the|a? previous|last|prior|preceding list|query|api? response|result|results|request|call|page",
    "from|of the|a? previous|last|prior|preceding list|query|api? response|result|results|request|call|page",
    "subsequent|following api? request|call",
];

impl<'s> StrategyFinder<'s, '_> {
    fn cursor(&self) -> Option<StrategyCandidate> {
        let part = self.context.forward()?;
        let prose = TokenizedText::read(part.parameter.description.as_deref().unwrap_or_default());
        let is_returned = [RETURNED, NEXT_CURSOR].into_iter().any(|phrases| prose.find_any(phrases).is_some());
        let next = self.fields.cursor(&tokens::of_name(&part.parameter.name).concat(), is_returned)?;
        Some(self.with_cursor(&part, next, "pages-by-cursor"))
    }

    /// Finds the response field that the description of a cursor names. An offset can be a cursor, if it is a text.
    fn named_cursor(&self) -> Option<StrategyCandidate> {
        let part = self.context.forward().or_else(|| self.context.parameter(Role::Offset))?;
        let schema = self.context.spec.resolve_schema(&part.parameter.schema)?;
        let text = part.parameter.description.as_deref().filter(|_| schema.schema_type == Some(SchemaType::String))?;
        let prose = TokenizedText::read(text);
        let mention = prose.find_any(RETURNED).or_else(|| prose.find("response"))?;
        let next = self.fields.named_in(text, &part.parameter.name)?;
        let mut candidate = self.with_cursor(&part, next, "pages-by-cursor");
        let place = self.context.spec.place(&part.parameter.pointer.child("description"));
        candidate.evidence.push(Evidence { place, quote: prose.quote(&mention.span) });
        Some(candidate)
    }

    /// Returns a strategy in which each page contains the cursor of the next one.
    fn with_cursor(&self, part: &RoleParameter, next: &PageField, rule: &'static str) -> StrategyCandidate {
        let (more, field) = self.flag();
        let strategy = PageStrategy::Cursor { parameter: part.named(), next: next.names(), more };
        self.candidate(strategy, rule, Some(part), [Some(next), field])
    }

    /// Finds pages that begin after an item with a given id. The description must mention the id.
    fn after(&self, list: &ItemList) -> Option<StrategyCandidate> {
        let part = self.context.forward()?;
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

    fn url(&self, list: &ItemList) -> Option<StrategyCandidate> {
        let next = self.fields.url().filter(|_| self.context.operation.method == "get")?;
        let (more, field) = self.flag();
        let strategy = PageStrategy::Url { next: next.names(), more };
        let Some(part) = self.any_parameter() else {
            // Without a parameter, the link to another page shows that it is not one to the next resource.
            let other = self.fields.other_page(next).filter(|_| self.is_collection(list))?;
            return Some(self.candidate(strategy, "pages-by-url", None, [Some(next), Some(other)]));
        };
        Some(self.candidate(strategy, "pages-by-url", Some(&part), [Some(next), field]))
    }

    /// Returns true if the response is about several resources: the path does not end with the id of one.
    fn is_collection(&self, list: &ItemList) -> bool {
        list.field.is_none_or(|field| field.lists_objects) && !self.context.operation.path.ends_with('}')
    }

    fn number(&self) -> Option<StrategyCandidate> {
        let part = self.context.parameter(Role::Page)?;
        let name = tokens::of_name(&part.parameter.name).concat();
        if let Some(next) = self.fields.next_page().or_else(|| self.fields.in_next(&name)) {
            return Some(self.with_cursor(&part, next, "pages-by-number"));
        }
        let total = || Some((self.fields.total()?, MorePages::ItemCount as MakeEnd));
        let pages = || Some((self.fields.pages()?, MorePages::PageCount as MakeEnd));
        let (field, make) = self.boolean_end().or_else(pages).or_else(total)?;
        let (first, current, evidence) = match self.context.first_values.number(self.context, part.parameter) {
            Some(first) => (FirstPage::Number(first.number), None, first.evidence),
            None => {
                let current = self.fields.current_page()?;
                (FirstPage::Response(current.names()), Some(current), None)
            }
        };
        let strategy = PageStrategy::Number { parameter: part.named(), first, more: make(field.names()) };
        let mut candidate = self.candidate(strategy, "pages-by-number", Some(&part), [Some(field), current]);
        candidate.evidence.extend(evidence);
        Some(candidate)
    }

    fn offset(&self) -> Option<StrategyCandidate> {
        let part = self.context.parameter(Role::Offset)?;
        // An offset that counts pages is a page number.
        if tokens::of_name(&part.parameter.name).iter().any(|word| word == "page") {
            return None;
        }
        let name = tokens::of_name(&part.parameter.name).concat();
        if let Some(next) = self.fields.next_offset().or_else(|| self.fields.in_next(&name)) {
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
        let part = self.any_parameter();
        let text = TokenizedText::read(header.description.as_deref().unwrap_or_default());
        let has_example = header.example.as_ref().is_some_and(has_next_link);
        let is_mentioned = match part {
            Some(_) => text.find_any(&["next", "page|pages", "pagination|paging", "rfc"]).is_some(),
            None => text.find_any(&["next page", "pagination|paging", "rel next"]).is_some(),
        };
        // Next to a page number or cursor, a `Link` header can only be about pages.
        let counts =
            [Role::Page, Role::Offset, Role::Cursor].iter().any(|role| !self.context.parameters(*role).is_empty());
        if !is_mentioned && !has_example && !counts {
            return None;
        }
        let mut candidate = self.candidate(PageStrategy::Link, "pages-by-link", part.as_ref(), [None, None]);
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
        let confidence = part.map_or(WITHOUT_PARAMETER, |part| part.confidence).min(MAX_CONFIDENCE);
        let of_part = part.map(|part| part.evidence(spec));
        let of_members = fields.into_iter().flatten().map(|field| field.evidence(spec));
        StrategyCandidate { strategy, rule, confidence, evidence: of_part.into_iter().chain(of_members).collect() }
    }
}

/// Returns true if a `Link` header links to a next page.
fn has_next_link(header: &Value) -> bool {
    header.as_str().is_some_and(|header| ["rel=\"next\"", "rel=next"].iter().any(|relation| header.contains(relation)))
}

/// The confidence of links to the next page without a parameter, in percent.
const WITHOUT_PARAMETER: u8 = 90;

/// The maximum confidence, in percent. The rest covers fields that do not mean what their names suggest.
const MAX_CONFIDENCE: u8 = 95;
