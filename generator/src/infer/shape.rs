//! What an answer's members say about the arguments of the call: `status` beside `Order.status`, `{orderId}` beside
//! `Order.id`, `cursor` beside `next_cursor`.
//!
//! Comes in: a site. Goes out: types of members of the same meaning in the operation's own answer, or in the schema that
//! the path names; roles that the request and the answer tell together. Reads no prose.

mod members;

use super::names::{CURSOR, LIMIT, OFFSET, PAGE, PAGE_SIZE};
use super::plurals::singulars;
use super::site::{Finding, Site, behind_in_path};
use super::survey::scalar;
use super::words;
use super::{Fact, Role, Scalar, Shape};
use crate::repair::Evidence;
use crate::spec::{Location, facts};
use members::{Member, of_answer, of_component};

/// The type of the member of the answer that has the argument's name. Where that is a text the argument may be a list
/// of such texts, and text is what it is without any evidence.
pub(super) fn member(site: &Site) -> Option<Finding> {
    let member = own_member(site)?;
    let Shape::Scalar { kind, format } = scalar(member.schema)? else { return None };
    let counts = [PAGE, PAGE_SIZE, LIMIT, OFFSET].concat();
    // What counts pages is no fraction, though an author may call it a number.
    let says = kind != Scalar::String && !(kind == Scalar::Number && site.is_named(&counts));
    says.then(|| typed(site, &member, Shape::Scalar { kind, format }))
}

/// The values of the member of the answer that has the argument's name.
pub(super) fn member_values(site: &Site) -> Option<Finding> {
    let member = own_member(site)?;
    let values = facts::enumeration(member.schema);
    let texts: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    let texts = texts.filter(|texts| texts.len() > 1)?;
    let place = site.spec.place(&member.pointer.child("enum"));
    let evidence = vec![Evidence { place, quote: words::quote(&texts.join(", ")) }];
    Some(Finding { fact: Fact::Enum(texts), evidence })
}

fn own_member<'s>(site: &Site<'s>) -> Option<Member<'s>> {
    if site.argument.location != Location::Query || site.argument.name.ends_with(']') {
        return None;
    }
    let found = of_answer(site, site.operation);
    agreed(found.into_iter().filter(|member| member.joined() == site.joined).collect())
}

/// The id of the thing that the path is about, by what a `GET` of that thing answers with.
pub(super) fn id_in_answer(site: &Site) -> Option<Finding> {
    let thing = Thing::of(site)?;
    let reads = site.spec.operations.iter().filter(|other| other.method == "get" && other.path == thing.path);
    let found = reads.flat_map(|operation| of_answer(site, operation)).collect();
    thing.id(site, found)
}

/// The id of the thing that the path is about, by the schema that has its name.
pub(super) fn id_in_schema(site: &Site) -> Option<Finding> {
    let thing = Thing::of(site)?;
    let mut named = site.spec.schemas.keys().filter(|name| words::of_name(name).concat() == thing.name);
    let (Some(name), None) = (named.next(), named.next()) else { return None };
    thing.id(site, of_component(site.spec, name))
}

/// What a placeholder of a path is the id of.
struct Thing<'s> {
    /// Its words joined, in the singular.
    name: String,
    /// The path up to the placeholder.
    path: &'s str,
}

impl<'s> Thing<'s> {
    /// `/orders/{id}`, `/orders/{orderId}` and `/orders/{order}` are about an order.
    fn of(site: &Site<'s>) -> Option<Self> {
        let (segment, path) = behind_in_path(site.operation, site.argument)?;
        let name = singulars(&words::of_name(segment).concat()).into_iter().find(|one| {
            let stem = site.joined.strip_suffix("id");
            *one == site.joined || stem.is_some_and(|stem| stem.is_empty() || stem == one)
        })?;
        (!name.is_empty()).then_some(Self { name, path })
    }

    /// The type of the member that is the id, among those of the thing.
    fn id(&self, site: &Site, members: Vec<Member>) -> Option<Finding> {
        let own = format!("{}id", self.name);
        let ids = members.into_iter().filter(|member| ["id", own.as_str()].contains(&member.joined().as_str()));
        let (named, plain): (Vec<_>, Vec<_>) = ids.partition(|member| member.joined() == own);
        let member = agreed(if named.is_empty() { plain } else { named })?;
        let shape = match scalar(member.schema)? {
            // An id that is a number is a whole one, whatever its author calls it.
            Shape::Scalar { kind: Scalar::Number, .. } => Shape::Scalar { kind: Scalar::Integer, format: None },
            // Other formats are about how a text is shown.
            Shape::Scalar { kind: Scalar::String, format } => {
                Shape::Scalar { kind: Scalar::String, format: format.filter(|format| format == "uuid") }
            }
            shape => shape,
        };
        Some(typed(site, &member, shape))
    }
}

/// The nearest member, where all that are as near have one type.
fn agreed(members: Vec<Member>) -> Option<Member> {
    let nearest = members.iter().map(|member| member.depth).min()?;
    let mut nearest = members.into_iter().filter(|member| member.depth == nearest);
    let first = nearest.next()?;
    let kind = facts::kind(first.schema)?;
    nearest.all(|other| facts::kind(other.schema) == Some(kind)).then_some(first)
}

fn typed(site: &Site, member: &Member, shape: Shape) -> Finding {
    let place = site.spec.place(&member.pointer);
    let declared = facts::kind(member.schema).map(|kind| format!(": {kind:?}").to_lowercase()).unwrap_or_default();
    let evidence = vec![site.by_name(), Evidence { place, quote: format!("{}{declared}", member.key) }];
    Finding { fact: Fact::Type(shape), evidence }
}

/// What answers that come in pages have for members.
const COUNTS: &[&str] = &["total", "totalcount", "totalresults", "totalitems", "totalrecords", "hasmore", "more"];

pub(super) fn page(site: &Site) -> Option<Finding> {
    let pages = ["totalpages", "pagecount", "numberofpages", "pages", "lastpage", "nextpage", "hasnextpage"];
    paging(site, Role::Page, PAGE, &[PAGE, &pages, COUNTS].concat())
}

pub(super) fn page_size(site: &Site) -> Option<Finding> {
    paging(site, Role::PageSize, PAGE_SIZE, &[PAGE_SIZE, LIMIT, COUNTS].concat())
}

pub(super) fn limit(site: &Site) -> Option<Finding> {
    let next = ["nextcursor", "nextpagetoken", "nexttoken", "nextoffset", "hasmore", "nextpage", "limit"];
    paging(site, Role::PageSize, &["limit", "maxresults"], &[PAGE_SIZE, &next].concat())
}

pub(super) fn offset(site: &Site) -> Option<Finding> {
    paging(site, Role::Offset, OFFSET, &[OFFSET, COUNTS, &["nextoffset", "limit"]].concat())
}

pub(super) fn cursor(site: &Site) -> Option<Finding> {
    let next = ["nextcursor", "nextpagetoken", "nexttoken", "nextmarker", "nextpagecursor", "continuationtoken"];
    let marks = [CURSOR, &["after", "startingafter", "startafter", "token"]].concat();
    paging(site, Role::Cursor, &marks, &[&next[..], &["cursor", "endcursor"]].concat())
}

/// A part of paging that the request and the answer name.
fn paging(site: &Site, role: Role, names: &[&str], counterparts: &[&str]) -> Option<Finding> {
    if site.argument.location != Location::Query || !site.is_named(names) {
        return None;
    }
    let members = of_answer(site, site.operation);
    let other = members.iter().find(|member| !member.in_items && counterparts.contains(&member.joined().as_str()))?;
    let evidence = Evidence { place: site.spec.place(&other.pointer), quote: other.key.to_owned() };
    Some(Finding { fact: Fact::Role(role), evidence: vec![site.by_name(), evidence] })
}
