//! What members of an answer say of the next page, by their names and types, and by where they stand.
//!
//! Comes in: an answer and its list of items. Goes out: the members of each meaning. Only what stands around the list, or
//! under a name that speaks of pages, is about pages.

use super::answer::{Answer, List, Member};
use crate::infer::words::{self, Prose};
use crate::spec::facts::{self, Kind};

/// Words in the names of objects that say something of a page as a whole.
const AROUND: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "page",
    "pages",
    "pager",
    "paginator",
    "cursor",
    "cursors",
    "links",
    "link",
    "info",
    "navigation",
    "header",
    "next",
];

/// Words that may stand beside these.
const BESIDE: &[&str] = &["response", "result", "results", "list", "search", "set", "details", "data", "query"];

const MORE: &[&str] = &[
    "hasmore",
    "hasmorepages",
    "hasmoreitems",
    "hasmoreresults",
    "hasmorerecords",
    "hasmoredata",
    "hasmorerows",
    "hasnext",
    "hasnextpage",
    "more",
    "moreavailable",
    "moreresults",
    "moreitems",
    "moreresultsavailable",
    "morerecords",
    "moredata",
    "ismore",
    "istruncated",
    "truncated",
    "nextpageexists",
    "hasadditionalresults",
];

const LAST: &[&str] = &["last", "islast", "islastpage", "lastpage", "isfinalpage"];

const PAGES: &[&str] = &[
    "totalpages",
    "pagecount",
    "pagescount",
    "numberofpages",
    "numpages",
    "pagestotal",
    "totalpage",
    "totalpagecount",
    "lastpage",
    "lastpagenumber",
    "maxpage",
    "totalnumberofpages",
    "nbpages",
];

const TOTAL: &[&str] = &[
    "total",
    "totalcount",
    "totalresults",
    "totalitems",
    "totalrecords",
    "totalelements",
    "totalhits",
    "totalsize",
    "totalrows",
    "totalentries",
    "totalobjects",
    "totalmatches",
    "totalfound",
    "totalresultcount",
    "totalitemcount",
    "totalrecordcount",
    "itemstotal",
    "recordstotal",
    "resultstotal",
    "totalnumberofresults",
    "totalnumberofitems",
    "numfound",
    "nbhits",
];

const CURSOR: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextmarker",
    "nextpagecursor",
    "nextcontinuationtoken",
    "continuationtoken",
    "nextpageid",
    "nextpagekey",
    "endcursor",
    "nextstarttoken",
    "nextpagemarker",
    "nextscrollid",
    "nextcontinuation",
    "nextid",
    "nextkey",
    "nextsynctoken",
    "nextposition",
];

const URL: &[&str] =
    &["nexturl", "nextlink", "nextpageurl", "nextpagelink", "nexthref", "nexturi", "nextpageuri", "nextpagehref"];

/// The members of an answer that may speak of pages.
pub(super) struct Signs<'a, 's> {
    members: Vec<&'a Member<'s>>,
}

impl<'a, 's> Signs<'a, 's> {
    pub(super) fn of(answer: &'a Answer<'s>, list: &List<'a, 's>) -> Self {
        let around: &[&str] = list.member.map_or(&[], |member| &member.path);
        Self { members: answer.members.iter().filter(|member| is_around(&member.path, around)).collect() }
    }

    /// A truth value that says that more follow.
    pub(super) fn more(&self) -> Option<&'a Member<'s>> {
        self.only(|member| member.kind() == Some(Kind::Boolean) && MORE.contains(&member.joined().as_str()))
    }

    /// A truth value that says that none follow.
    pub(super) fn last(&self) -> Option<&'a Member<'s>> {
        self.only(|member| member.kind() == Some(Kind::Boolean) && LAST.contains(&member.joined().as_str()))
    }

    /// A count of all pages.
    pub(super) fn pages(&self) -> Option<&'a Member<'s>> {
        self.only(|member| is_count(member) && PAGES.contains(&member.joined().as_str()))
    }

    /// A count of the items of all pages.
    pub(super) fn total(&self) -> Option<&'a Member<'s>> {
        let told = |member: &Member| is_count(member) && member.joined() == "count" && says(member, IN_ALL);
        let named = |member: &Member| is_count(member) && TOTAL.contains(&member.joined().as_str());
        self.only(named).or_else(|| self.only(told))
    }

    /// A number by which the next page is asked for.
    pub(super) fn next_number(&self, name: &str) -> Option<&'a Member<'s>> {
        self.only(|member| is_count(member) && member.joined() == name)
    }

    /// What the next page is called, for an argument of a name.
    pub(super) fn cursor(&self, argument: &str) -> Option<&'a Member<'s>> {
        let is_mark = |member: &Member| matches!(member.kind(), Some(Kind::String | Kind::Integer | Kind::Number));
        let next = format!("next{argument}");
        let named = |member: &Member| is_mark(member) && !is_url(member) && member.joined() == next;
        let plain = |member: &Member| {
            let joined = member.joined();
            let (own, holder) = (joined.as_str(), holder(member));
            let known = CURSOR.contains(&own) || own == argument && argument.starts_with("next");
            // `cursors.after`, `pagination.next` and `cursor.next` are what comes next by where they stand.
            let held = matches!(holder.as_str(), "cursors" | "cursor") && ["after", "next"].contains(&own)
                || !holder.is_empty() && ["next", "nextpage"].contains(&own) && says(member, NEXT_MARK);
            let told = (own == argument || own == "next" || own == "cursor") && says(member, NEXT_MARK);
            is_mark(member) && !is_url(member) && (known || held || told)
        };
        self.only(named).or_else(|| self.only(plain))
    }

    /// The address of the next page.
    pub(super) fn url(&self) -> Option<&'a Member<'s>> {
        let of_name = |member: &Member| {
            let joined = member.joined();
            let own = joined.as_str();
            let next = URL.contains(&own)
                || ["next", "nextpage"].contains(&own) && (is_url(member) || self.is_beside_previous(member));
            let within = ["href", "url"].contains(&own) && ["next", "nextpage"].contains(&holder(member).as_str());
            member.kind() == Some(Kind::String) && (next || within)
        };
        self.only(of_name)
    }

    /// Whether a member `next` stands beside `previous`, `count` and `results`, which together are a known form.
    fn is_beside_previous(&self, member: &Member) -> bool {
        let beside = |name: &str| {
            let is_beside = |other: &&&Member| {
                other.path.len() == member.path.len()
                    && other.path.split_last().map(|(_, rest)| rest) == member.path.split_last().map(|(_, rest)| rest)
            };
            self.members.iter().filter(is_beside).any(|other| other.joined() == name)
        };
        member.path.len() == 1 && beside("previous") && beside("count") && beside("results")
    }

    /// The one member, where the nearest is alone.
    fn only(&self, is_it: impl Fn(&Member) -> bool) -> Option<&'a Member<'s>> {
        let found: Vec<&'a Member<'s>> = self.members.iter().copied().filter(|member| is_it(member)).collect();
        let nearest = found.iter().map(|member| member.path.len()).min()?;
        let mut nearest = found.into_iter().filter(|member| member.path.len() == nearest);
        match (nearest.next(), nearest.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }
}

/// How words speak of a count of everything.
const IN_ALL: &[&str] = &[
    "across|on|over|of all? the? pages",
    "regardless of",
    "total number|count of? * available|matching|found|overall|that",
    "in total",
];

/// How words speak of what the next page is called.
const NEXT_MARK: &[&str] = &[
    "next page|set|batch|results|items|request|call|token|cursor",
    "subsequent page|set|batch|results|request|requests|call",
    "more results|items|data|pages",
    "following page",
    "page token|cursor",
    "pagination token|cursor",
];

/// Whether a member stands beside the list, beside what the list is in, or under names that speak of pages.
fn is_around(path: &[&str], list: &[&str]) -> bool {
    let parents = path.split_last().map_or(&[][..], |(_, parents)| parents);
    let shared = parents.iter().zip(list).take_while(|(one, other)| one == other).count();
    // What is in the list's own member is not around it.
    let rest = parents.get(shared.min(list.len().saturating_sub(1))..).unwrap_or_default();
    rest.iter().all(|name| {
        let words = words::of_name(name);
        let is_around = |word: &String| AROUND.contains(&word.as_str());
        words.iter().any(is_around) && words.iter().all(|word| is_around(word) || BESIDE.contains(&word.as_str()))
    })
}

fn is_count(member: &Member) -> bool {
    matches!(member.kind(), Some(Kind::Integer | Kind::Number))
}

/// The name of the object that a member stands in.
fn holder(member: &Member) -> String {
    let parents = member.path.split_last().map_or(&[][..], |(_, parents)| parents);
    parents.last().map(|name| words::of_name(name).concat()).unwrap_or_default()
}

/// Whether a member is an address, by its format, its name, its place or its author's words.
fn is_url(member: &Member) -> bool {
    let format = facts::format(member.schema).unwrap_or_default();
    let data = &member.schema.schema_data;
    let example = data.example.as_ref().and_then(|example| example.as_str()).unwrap_or_default();
    ["uri", "url", "uri-reference", "iri"].contains(&format)
        || URL.contains(&member.joined().as_str())
        || ["http://", "https://", "/"].iter().any(|start| example.starts_with(start))
        || ["links", "link"].contains(&holder(member).as_str())
        || says(member, &["url", "uri", "link to", "href", "hyperlink", "link for"])
}

fn says(member: &Member, phrases: &[&str]) -> bool {
    let text = member.schema.schema_data.description.as_deref().unwrap_or_default();
    Prose::read(text).find_any(phrases).is_some()
}
