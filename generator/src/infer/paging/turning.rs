//! How one page leads to the next, where an operation's arguments and its answer agree about it.
//!
//! Comes in: an operation, its answer and the list in it. Goes out: the first way that both sides speak of, with the
//! words of both. What the answer says outright (a cursor, an address) comes before what must be counted.

use super::answer::{Answer, List, Member};
use super::signs::Signs;
use super::{Asked, Part, Path, Sign, Turning};
use crate::infer::Role;
use crate::infer::words::{self, Prose};
use crate::repair::Evidence;

/// A way from page to page, and what speaks for it.
pub(super) struct Turned {
    pub(super) turning: Turning,
    pub(super) rule: &'static str,
    pub(super) confidence: u8,
    pub(super) evidence: Vec<Evidence>,
}

/// What makes a sign of the way to a member.
type MakeSign = fn(Path) -> Sign;

/// The way from page to page.
pub(super) fn find(asked: Asked, answer: &Answer, list: &List) -> Option<Turned> {
    let signs = Signs::of(answer, list);
    let one = Finder { asked, signs };
    let counted = || one.number().or_else(|| one.offset());
    one.cursor().or_else(|| one.after(list)).or_else(|| one.url()).or_else(counted).or_else(|| one.link(answer))
}

struct Finder<'s, 'a> {
    asked: Asked<'s>,
    signs: Signs<'a, 's>,
}

/// How arguments begin that lead backwards.
const BACKWARDS: &[&str] = &["previous", "prev", "before", "ending", "end", "last", "until"];

/// How arguments begin that name the item before a page.
const AFTER: &[&str] = &["starting", "start", "after", "since"];

/// How words say that such an argument is an id.
const BY_ID: &[&str] = &[
    "object|item|record|resource|entry|element id",
    "id of the? last|previous",
    "id of the? object|item|record|resource|entry|element",
    "last id",
];

impl<'s> Finder<'s, '_> {
    /// The argument for what the next page is called, not for what the one before is.
    fn forward(&self) -> Option<Part<'s>> {
        let forward = |part: &Part| {
            let name = words::of_name(&part.argument.name);
            name.first().is_none_or(|first| !BACKWARDS.contains(&first.as_str()))
        };
        let mut parts = self.asked.arguments(Role::Cursor).into_iter().filter(forward);
        match (parts.next(), parts.next()) {
            (Some(part), None) => Some(part),
            _ => None,
        }
    }

    fn cursor(&self) -> Option<Turned> {
        let part = self.forward()?;
        let next = self.signs.cursor(&words::of_name(&part.argument.name).concat())?;
        Some(self.told(&part, next, "pages-by-cursor"))
    }

    /// Pages of which each says what the next one is called, and perhaps whether it is there.
    fn told(&self, part: &Part, next: &Member, rule: &'static str) -> Turned {
        let (more, sign) = self.flag();
        let turning = Turning::Cursor { argument: part.named(), next: next.names(), more };
        self.turned(turning, rule, Some(part), [Some(next), sign])
    }

    /// Pages that begin behind the item of an id: the author must say that it is one.
    fn after(&self, list: &List) -> Option<Turned> {
        let part = self.forward()?;
        let name = words::of_name(&part.argument.name);
        let begins = name.first().is_some_and(|first| AFTER.contains(&first.as_str()));
        let prose = Prose::read(part.argument.description.as_deref()?);
        let said = prose.find_any(BY_ID).filter(|_| begins)?;
        let (id, (sign, make)) = (list.id(self.asked.spec)?, self.said()?);
        let turning = Turning::After { argument: part.named(), id, more: make(sign.names()) };
        let mut turned = self.turned(turning, "pages-after-id", Some(&part), [Some(sign), None]);
        let place = self.asked.spec.place(&part.argument.pointer.child("description"));
        turned.evidence.push(Evidence { place, quote: prose.quote(&said.span) });
        Some(turned)
    }

    fn url(&self) -> Option<Turned> {
        let next = self.signs.url().filter(|_| self.asked.operation.method == "get")?;
        let (more, sign) = self.flag();
        let turning = Turning::Url { next: next.names(), more };
        Some(self.turned(turning, "pages-by-url", Some(&self.any_part()?), [Some(next), sign]))
    }

    fn number(&self) -> Option<Turned> {
        let part = self.asked.argument(Role::Page)?;
        if let Some(next) = self.signs.next_number("nextpage").or_else(|| self.signs.next_number("nextpagenumber")) {
            return Some(self.told(&part, next, "pages-by-number"));
        }
        let first = self.asked.firsts.number(self.asked, part.argument)?;
        let total = || Some((self.signs.total()?, Sign::Total as MakeSign));
        let pages = || Some((self.signs.pages()?, Sign::Pages as MakeSign));
        let (sign, make) = self.said().or_else(pages).or_else(total)?;
        let turning = Turning::Number { argument: part.named(), first: first.number, more: make(sign.names()) };
        let mut turned = self.turned(turning, "pages-by-number", Some(&part), [Some(sign), None]);
        turned.evidence.extend(first.evidence);
        Some(turned)
    }

    fn offset(&self) -> Option<Turned> {
        let part = self.asked.argument(Role::Offset)?;
        // An offset that counts pages is a number of a page.
        if words::of_name(&part.argument.name).iter().any(|word| word == "page") {
            return None;
        }
        if let Some(next) = self.signs.next_number("nextoffset").or_else(|| self.signs.next_number("nextstart")) {
            return Some(self.told(&part, next, "pages-by-offset"));
        }
        let first = self.asked.firsts.number(self.asked, part.argument).map_or(0, |first| first.number);
        let total = || Some((self.signs.total()?, Sign::Total as MakeSign));
        let (sign, make) = self.said().or_else(total)?;
        let turning = Turning::Offset { argument: part.named(), first, more: make(sign.names()) };
        Some(self.turned(turning, "pages-by-offset", Some(&part), [Some(sign), None]))
    }

    fn link(&self, answer: &Answer) -> Option<Turned> {
        let header = answer.response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("link"))?;
        if self.asked.operation.method != "get" {
            return None;
        }
        let part = self.any_part()?;
        let text = header.description.as_deref().unwrap_or_default();
        let said = Prose::read(text).find_any(&["next", "page|pages", "pagination|paging", "rfc"]);
        // Beside a page's number or a cursor there is nothing else that links could be for.
        let counts =
            [Role::Page, Role::Offset, Role::Cursor].iter().any(|role| !self.asked.arguments(*role).is_empty());
        if said.is_none() && !counts {
            return None;
        }
        let mut turned = self.turned(Turning::Link, "pages-by-link", Some(&part), [None, None]);
        let place = self.asked.spec.place(&header.pointer);
        turned.evidence.push(Evidence { place, quote: header.name.clone() });
        Some(turned)
    }

    /// A truth value that says whether more follow, and what makes a sign of it.
    fn said(&self) -> Option<(&Member<'s>, MakeSign)> {
        let more = self.signs.more().map(|member| (member, Sign::More as MakeSign));
        more.or_else(|| self.signs.last().map(|member| (member, Sign::Last as MakeSign)))
    }

    fn flag(&self) -> (Sign, Option<&Member<'s>>) {
        match self.said() {
            Some((member, make)) => (make(member.names()), Some(member)),
            None => (Sign::Open, None),
        }
    }

    /// Any argument of paging, the surest first.
    fn any_part(&self) -> Option<Part<'s>> {
        let roles = [Role::PageSize, Role::Cursor, Role::Offset, Role::Page];
        roles.into_iter().flat_map(|role| self.asked.arguments(role)).max_by_key(|part| part.confidence)
    }

    fn turned(
        &self,
        turning: Turning,
        rule: &'static str,
        part: Option<&Part>,
        members: [Option<&Member>; 2],
    ) -> Turned {
        let spec = self.asked.spec;
        let confidence = part.map_or(0, |part| part.confidence).min(SURE);
        let of_part = part.map(|part| part.evidence(spec));
        let of_members = members.into_iter().flatten().map(|member| member.evidence(spec));
        Turned { turning, rule, confidence, evidence: of_part.into_iter().chain(of_members).collect() }
    }
}

/// How sure it is, in percent, where both sides say so: what remains is for members that do not mean what they say.
const SURE: u8 = 95;
